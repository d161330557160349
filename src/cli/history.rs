//! `demarche history`: past quizzes, and every answer of one.

use std::io::Write;

use clap::Subcommand;

use crate::bank::Bank;
use crate::quiz::Outcome;
use crate::store::{History, SittingId, Store, StoredSitting, Summary};
use crate::terminal::{Look, Review};
use crate::text::{Sources, number_for_people};

use super::bank::{library, scripts};
use super::store::{named, open_to_look, option, path};
use super::{Globals, Output, Result, table};

/// Arguments of `demarche history`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    wanted: Wanted,
}

const EXAMPLES: &str = "\
Examples:
  demarche history                         the last 20 quizzes of all learners
  demarche history --learner Ana --bank primer
  demarche history --json                  every quiz, one JSON object a line
  demarche history show 7d1e4c2e           every question and answer of one quiz

An id may be cut to any ending that no other quiz has.";

#[derive(Debug, clap::Args)]
struct Wanted {
    /// Only this learner's quizzes
    #[arg(long, value_name = "NAME")]
    learner: Option<String>,
    /// Only quizzes on the bank with this id
    #[arg(long, value_name = "BANK")]
    bank: Option<String>,
    /// At most so many, newest first [default: 20; all with --json]
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Quizzes without any answer too
    #[arg(long)]
    all: bool,
    /// Write one JSON object a line, as docs/json.md says
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show every question, answer and mark of a quiz
    #[command(
        after_help = "Examples:\n  demarche history show 7d1e4c2e\n  demarche history show 7d1e4c2e --json"
    )]
    Show {
        /// The quiz's id, or its last digits
        id: String,
        /// Write JSON lines, as docs/json.md says
        #[arg(long)]
        json: bool,
    },
}

/// How many quizzes are listed where nothing is said.
const LISTED: u32 = 20;

/// What is left out of the list in a narrow window, first to last.
const DISPENSABLE: [&str; 7] = [
    "mode",
    ">answered",
    ">points",
    "learner",
    "state",
    "begun",
    "bank",
];

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let store = open_to_look(globals, output)?;
    let option = option(path(globals)?.as_deref());
    match args.command {
        None => list(&store, &args.wanted, &option, globals, output),
        Some(Command::Show { id, json }) => {
            let id = store.find(&id)?;
            show(&store, id, json, globals, output)
        }
    }
}

fn list(
    store: &Store,
    wanted: &Wanted,
    store_option: &str,
    globals: &Globals,
    output: &mut Output,
) -> Result {
    let learner = wanted.learner.as_deref().map(|name| store.profile(name));
    let learner = learner.transpose()?.map(|profile| profile.name);
    let quizzes = store.history(&History {
        learner,
        bank: wanted.bank.clone(),
        open: None,
        with_empty: wanted.all,
        limit: wanted.limit.or((!wanted.json).then_some(LISTED)),
    })?;
    if wanted.json {
        for quiz in &quizzes {
            let line = match &quiz.outcome {
                Some(outcome) => Review::summary(quiz, outcome),
                None => Review::summary(quiz, &so_far(store, quiz, globals)?),
            };
            writeln!(output.out, "{line}")?;
        }
        return Ok(());
    }
    if quizzes.is_empty() {
        let some_wanted = wanted.bank.is_some() || wanted.learner.is_some();
        let (what, command) = match some_wanted {
            true => ("No such quizzes are kept. See all", "history"),
            false => ("No quizzes are kept here yet. Take one", "play"),
        };
        output.tell(&format!("{what}: demarche {command}{store_option}"));
        return Ok(());
    }
    let titles = [
        "id",
        "begun",
        "learner",
        "bank",
        "mode",
        ">answered",
        ">points",
        ">share",
        "state",
    ];
    let rows = quizzes.iter().map(row).collect();
    table::write_fitting(output, &titles, rows, &DISPENSABLE)
}

/// The result so far of a quiz that is still open.
fn so_far(store: &Store, quiz: &Summary, globals: &Globals) -> Result<Outcome> {
    let stored = store.load(quiz.id)?;
    let bank = bank(&stored, globals);
    Ok(Review::new(&stored, quiz, bank).so_far())
}

fn row(quiz: &Summary) -> Vec<String> {
    let points = format!(
        "{} of {}",
        number_for_people(quiz.points),
        number_for_people(quiz.max_points)
    );
    let share = quiz
        .share()
        .map(|share| format!("{} %", (share * 100.0).round()));
    let mode = match &quiz.select {
        Some(select) => format!("{} + {select}", quiz.score),
        None => quiz.score.clone(),
    };
    let state = match (quiz.open(), quiz.marked) {
        (true, _) => "open",
        (false, None) => "ended",
        (false, Some(_)) => "marked again",
    };
    vec![
        quiz.id.short(),
        quiz.begun.to_the_minute(),
        quiz.learner.clone(),
        quiz.bank.clone(),
        mode,
        quiz.answered().to_string(),
        points,
        share.unwrap_or_else(|| "-".to_owned()),
        state.to_owned(),
    ]
}

fn show(
    store: &Store,
    id: SittingId,
    json: bool,
    globals: &Globals,
    output: &mut Output,
) -> Result {
    let (stored, summary) = (store.load(id)?, store.summary(id)?);
    let bank = bank(&stored, globals);
    let review = Review::new(&stored, &summary, bank);
    if json {
        for line in review.json() {
            writeln!(output.out, "{line}")?;
        }
        return Ok(());
    }
    let look = Look {
        colour: output.colour,
    };
    for line in review.lines(&named(store, id), output.width()) {
        writeln!(output.out, "{}", look.render(&line).trim_end())?;
    }
    Ok(())
}

/// The bank that the marks in force are from, for its explanations and sources; where this version can't read it, what was
/// shown is all that is told.
fn bank(stored: &StoredSitting, globals: &Globals) -> std::sync::Arc<Bank> {
    let mut files = Sources::new();
    let again = stored.in_force().next_back();
    for file in again.map_or(&stored.beginning.files, |again| &again.files) {
        files.add(file.name.clone(), file.text.clone());
    }
    let loaded = library(globals).reload(&files, &stored.beginning.bank);
    let bank = loaded.filter(|loaded| !loaded.problems.refuse());
    let variants =
        |bank: std::sync::Arc<Bank>| bank.with_variants(stored.beginning.seed, &scripts());
    bank.map(|loaded| variants(loaded.bank).bank)
        .unwrap_or_default()
}
