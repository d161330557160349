//! `demarche mark`: what a response would earn, and why, without a quiz. One response is told in
//! words; a file of them is marked by `responses`.

use std::io::Write;
use std::path::PathBuf;

use crate::bank::{Bank, Question, Variants};
use crate::item::{Shape, typed};
use crate::kinds::Kind;
use crate::quiz::{Given, Marker, Turn};
use crate::terminal::{self, listing};
use crate::text::{harmless, number_for_people, suggest};

use super::bank::scripts;
use super::kept;
use super::modes::{self, Wanted};
use super::{Error, Globals, Output, Result, play, responses};

const EXAMPLES: &str = "\
Examples:
  demarche mark primer capital-of-north-korea b     what would this earn?
  demarche mark my-bank.toml change -5              a minus begins no option here
  demarche mark my-bank.toml parties Russia China   several words tick several options
  demarche mark --seed 7 my-bank.toml years 12      a question that a script makes
  demarche mark --score partial my-bank.toml parties 'Russia; China'
  demarche mark my-bank.toml --responses given.jsonl > marked.jsonl

A line of the file is {\"question\": \"…\", \"response\": \"…\"}; seconds and learner may be added.
The lines that come out are described in docs/json.md.";

/// Arguments of `demarche mark`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    override_usage = "demarche mark [OPTIONS] <BANK> <QUESTION> <RESPONSE>...\n       \
                      demarche mark [OPTIONS] <BANK> --responses <FILE>"
)]
pub struct Args {
    /// A bank's name, or a path to one
    bank: String,
    /// The question's id, and what is answered as in plain mode
    #[arg(
        value_name = "QUESTION RESPONSE",
        trailing_var_arg = true,
        required_unless_present = "responses",
        conflicts_with = "responses"
    )]
    words: Vec<String>,
    /// Mark every line of a file of JSON lines (`-` is standard input)
    #[arg(long, value_name = "FILE")]
    responses: Option<PathBuf>,
    /// A mode that scores; without one, points are credit times what the question is worth
    #[arg(long, value_name = "MODE")]
    score: Option<String>,
    /// Set a parameter of the mode; may be given again
    #[arg(long, value_name = "NAME=VALUE", requires = "score")]
    set: Vec<String>,
    /// Which variant is marked of questions that a script makes: that of a quiz with this seed
    #[arg(long, value_name = "N", default_value = "1", value_parser = play::seed, allow_negative_numbers = true)]
    seed: u64,
}

/// Runs it.
pub fn run(mut args: Args, globals: &Globals, output: &mut Output) -> Result {
    args.take_options_behind()?;
    let loaded = play::open_bank(&args.bank, globals, output)?;
    let wanted = Wanted {
        mode: args.score.clone(),
        set: args.set,
        ..Wanted::default()
    };
    let scoring = match &wanted.mode {
        Some(_) => Some(modes::choose(&wanted, &loaded, globals, output)?),
        None => None,
    };
    let by_script = args.words.first().and_then(|id| loaded.bank.question(id));
    let by_script = by_script.is_some_and(|question| matches!(question.kind, Kind::Script(_)));
    let seed = by_script.then_some(args.seed);
    let Variants { bank, left_out } = loaded.bank.with_variants(args.seed, &scripts());
    left_out.iter().for_each(|line| output.tell(line));
    let marker = || {
        let mode = scoring
            .as_ref()
            .map(|chosen| kept::compile(&chosen.score, chosen.settings.get("score")))
            .transpose()?;
        Ok(Marker::new(bank.clone(), mode))
    };
    match &args.responses {
        Some(file) => responses::mark(file, &bank, marker, output),
        None => one(&args.words, &bank, marker()?, seed, output),
    }
}

impl Args {
    /// Takes the options that stand behind the response, `--score MODE`, `--set NAME=VALUE` and
    /// `--seed N`; at least one word of a response is left before them.
    fn take_options_behind(&mut self) -> Result {
        while let [_, _, .., option, value] = self.words.as_slice() {
            match option.as_str() {
                "--score" => self.score = Some(value.clone()),
                "--set" => self.set.insert(0, value.clone()),
                "--seed" => self.seed = play::seed(value).map_err(Error::Usage)?,
                _ => return Ok(()),
            }
            self.words.truncate(self.words.len() - 2);
        }
        Ok(())
    }
}

/// Marks one response and tells what it earns, and of which variant of a question that a script makes.
fn one(
    words: &[String],
    bank: &Bank,
    mut marker: Marker,
    seed: Option<u64>,
    output: &mut Output,
) -> Result {
    let (id, words) = words.split_first().ok_or_else(no_response)?;
    if words.is_empty() {
        return Err(no_response());
    }
    let place = bank
        .index_of(id)
        .ok_or_else(|| Error::Failed(no_question(bank, id)))?;
    let unknown = || Error::Failed(no_question(bank, id));
    let shape = marker.prompt(place).ok_or_else(unknown)?.shape.clone();
    let skip = words.iter().all(|word| word.trim().is_empty());
    let response = match skip {
        true => None,
        false => Some(
            typed::read_words(&shape, words)
                .map_err(|why| Error::Failed(format!("that is no answer to {id}: {why}")))?,
        ),
    };
    let question = bank.question(id).ok_or_else(unknown)?;
    let doubt = response
        .as_ref()
        .and_then(|response| question.kind.doubt(response, bank));
    let given = Given {
        response,
        ..Given::default()
    };
    let turn = marker.mark(place, given, "").ok_or_else(unknown)?;
    let mut rows = rows(question, &turn);
    rows.extend(seed.map(|seed| ("Variant", format!("of the seed {seed}"))));
    if let Some(doubt) = doubt {
        rows.push(("At a terminal", format!("asked again: {}", doubt.question)));
    }
    ask(question, &shape, output)?;
    for (label, text) in rows {
        writeln!(output.out, "  {label:<14}{}", harmless(&text))?;
    }
    Ok(())
}

/// Writes the question with its options, so that a letter says which is meant.
fn ask(question: &Question, shape: &Shape, output: &mut Output) -> Result {
    if listing::blanks_in_one_line(shape).is_empty() {
        writeln!(output.out, "{}", harmless(&question.stem))?;
    }
    if matches!(shape, Shape::Write { .. } | Shape::Rate { .. }) {
        return Ok(());
    }
    for line in listing::options(shape, 76) {
        writeln!(output.out, "{}", line.plain())?;
    }
    Ok(writeln!(output.out)?)
}

fn no_response() -> Error {
    Error::Usage(
        "the response is missing: demarche mark BANK QUESTION RESPONSE ('' is a skip)".to_owned(),
    )
}

/// That the bank has no such question.
pub fn no_question(bank: &Bank, id: &str) -> String {
    let ids = bank.questions.iter().map(|question| question.id.as_str());
    match suggest::nearest(id, ids) {
        Some(near) => format!(
            "the bank {} has no question `{id}`; did you mean `{near}`?",
            bank.id
        ),
        None => format!(
            "the bank {0} has no question `{id}`; `demarche bank show {0} --questions` lists them",
            bank.id
        ),
    }
}

/// What is told of a turn, each with its label.
fn rows(question: &Question, turn: &Turn) -> Vec<(&'static str, String)> {
    let judgement = &turn.mark.judgement;
    let given = match &turn.response {
        Some(response) => response.in_words(),
        None => "nothing, which is a skip".to_owned(),
    };
    let mut rows = vec![
        ("Response", given),
        ("Credit", credit(turn)),
        ("Points", points(turn)),
    ];
    rows.extend(
        turn.mark
            .steps
            .iter()
            .map(|step| ("Mode", terminal::step_in_words(step))),
    );
    let parts = judgement.parts.iter();
    rows.extend(parts.map(|part| {
        let label = terminal::verdict_on(part);
        (label, terminal::part_in_words(part).plain())
    }));
    rows.extend(judgement.notes.iter().map(|note| ("Note", note.clone())));
    rows.extend(
        judgement
            .feedback
            .iter()
            .map(|said| ("Feedback", said.clone())),
    );
    rows.push(("Key", question.kind.key_in_words()));
    rows.extend(
        turn.failures
            .iter()
            .map(|failure| ("Failed", failure.report.clone())),
    );
    rows
}

fn credit(turn: &Turn) -> String {
    let credit = turn.mark.judgement.credit;
    format!("{credit} ({})", terminal::verdict(turn).to_lowercase())
}

fn points(turn: &Turn) -> String {
    let (points, of) = (turn.mark.points, turn.mark.out_of);
    format!("{} of {}", number_for_people(points), number_for_people(of))
}
