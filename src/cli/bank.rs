//! `demarche bank`: the banks that are found, and what is in one.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::json;

use crate::bank::{Bank, Library, Loaded};
use crate::kinds::Kind;
use crate::modes::conditions::RhaiConditions;
use crate::text::{counted, harmless, render::render};

use super::{Error, Globals, Output, Result, table};

/// Arguments of `demarche bank`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  demarche bank list
  demarche bank show primer
  demarche bank show primer --questions
  demarche bank show my-bank.toml --json")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// The banks that can be played, and where they stand
    #[command(
        after_help = "Examples:\n  demarche bank list\n  demarche bank list --banks ~/quizzes --json"
    )]
    List {
        /// Write JSON lines: name, id, title, questions, shelf, refused, hidden_by
        #[arg(long)]
        json: bool,
    },
    /// What is in a bank: its questions by kind, topic and difficulty
    #[command(
        after_help = "Examples:\n  demarche bank show primer\n  demarche bank show my-bank.toml --questions"
    )]
    Show {
        /// A name or a path
        bank: String,
        /// List the questions too: id, kind, difficulty and stem
        #[arg(long)]
        questions: bool,
        /// Write one JSON object: the same counts, and the ids of the questions
        #[arg(long)]
        json: bool,
    },
}

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let library = library(globals);
    match args.command {
        Command::List { json } => list(&library, json, output),
        Command::Show {
            bank,
            questions,
            json,
        } => {
            let loaded = show(&library, &bank, json, output)?;
            if questions && !json {
                write_questions(&loaded.bank, output)?;
            }
            Ok(())
        }
    }
}

/// The banks that a command can open: those of `--banks`, the user's own, the shipped ones.
pub fn library(globals: &Globals) -> Library {
    Library::new(globals.banks.as_deref(), scripts())
}

/// What judges and makes where a bank asks for scripts.
pub fn scripts() -> RhaiConditions {
    RhaiConditions::new()
}

fn list(library: &Library, as_json: bool, output: &mut Output) -> Result {
    let (listed, errors) = library.list();
    let mut rows = Vec::new();
    for entry in &listed {
        let hidden_by = entry.hidden_by.as_ref().map(ToString::to_string);
        if as_json {
            let line = json!({
                "type": "bank",
                "name": entry.name,
                "id": entry.bank.id,
                "title": entry.bank.title,
                "questions": entry.bank.questions.len(),
                "shelf": entry.shelf.to_string(),
                "refused": entry.refused,
                "hidden_by": hidden_by,
            });
            writeln!(output.out, "{line}")?;
            continue;
        }
        let from = match (&hidden_by, entry.refused) {
            (Some(by), _) => format!("{}, hidden by {by}", entry.shelf),
            (None, true) => format!("{}, has problems", entry.shelf),
            (None, false) => entry.shelf.to_string(),
        };
        rows.push(vec![
            entry.name.clone(),
            entry.bank.title.clone(),
            entry.bank.questions.len().to_string(),
            from,
        ]);
    }
    if !as_json {
        table::write(output, &["name", "title", ">questions", "from"], rows)?;
    }
    for error in &errors {
        output.tell(&error.to_string());
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Said(1))
    }
}

/// The questions of a bank, one a line.
fn write_questions(bank: &Bank, output: &mut Output) -> Result {
    writeln!(output.out)?;
    for question in &bank.questions {
        let stem = question
            .stem
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let line = format!(
            "{}  ({}, difficulty {})  {stem}",
            question.id,
            question.kind.name(),
            question.difficulty
        );
        writeln!(output.out, "{}", crate::text::harmless(&line))?;
    }
    Ok(())
}

fn show(library: &Library, name: &str, as_json: bool, output: &mut Output) -> Result<Loaded> {
    let loaded = library
        .open(name)
        .map_err(|error| Error::Failed(error.to_string()))?;
    for note in &loaded.notes {
        output.tell(note);
    }
    if loaded.problems.refuse() {
        for problem in &loaded.problems {
            let shown = render(problem, &loaded.files, output.colour);
            writeln!(output.err, "{shown}")?;
        }
        return Err(Error::Said(1));
    }
    let bank = loaded.bank.as_ref();
    let kinds = by_kind(bank);
    let topics = by_topic(bank);
    let difficulties = by_difficulty(bank);
    if as_json {
        let counts = |counts: &[(String, usize)]| -> serde_json::Map<_, _> {
            counts
                .iter()
                .map(|(name, count)| (name.clone(), (*count).into()))
                .collect()
        };
        let ids: Vec<&str> = bank.questions.iter().map(|q| q.id.as_str()).collect();
        let line = json!({
            "type": "bank",
            "id": bank.id,
            "title": bank.title,
            "description": bank.description,
            "language": bank.language,
            "authors": bank.authors,
            "license": bank.license,
            "version": bank.version,
            "files": loaded.files.iter().map(|file| &file.name).collect::<Vec<_>>(),
            "questions": ids,
            "kinds": counts(&kinds),
            "topics": counts(&topics),
            "difficulties": counts(&difficulties),
        });
        writeln!(output.out, "{line}")?;
        return Ok(loaded);
    }
    describe(bank, output)?;
    for (heading, counts) in [
        ("kind", kinds),
        ("topic", topics),
        ("difficulty", difficulties),
    ] {
        let row = |(name, count): (String, usize)| vec![name, count.to_string()];
        writeln!(output.out)?;
        let rows = counts.into_iter().map(row).collect();
        table::write(output, &[heading, ">questions"], rows)?;
    }
    Ok(loaded)
}

/// The bank in a few lines.
fn describe(bank: &Bank, output: &mut Output) -> Result {
    let out = &mut output.out;
    writeln!(out, "{}", harmless(&bank.title))?;
    if !bank.description.is_empty() {
        writeln!(out, "{}", harmless(&bank.description))?;
    }
    let made = bank.questions.iter().filter(|q| q.template.is_some());
    let questions = counted(bank.questions.len() as f64, "question", "questions");
    let made = match made.count() {
        0 => String::new(),
        made => format!(", {made} of them made by templates"),
    };
    writeln!(out)?;
    writeln!(out, "  id        {}", harmless(&bank.id))?;
    writeln!(out, "  holds     {questions}{made}")?;
    let authors = bank.authors.join(", ");
    let more = [
        ("language", Some(&bank.language)),
        ("authors", Some(&authors)),
        ("license", bank.license.as_ref()),
        ("version", bank.version.as_ref()),
        ("score", bank.mode.score.as_ref().map(|mode| &mode.value)),
        ("select", bank.mode.select.as_ref().map(|mode| &mode.value)),
    ];
    for (name, value) in more {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            writeln!(out, "  {name:<9} {}", harmless(value))?;
        }
    }
    Ok(())
}

/// How many questions there are of each kind, in the order of the kinds.
fn by_kind(bank: &Bank) -> Vec<(String, usize)> {
    let count = |name: &str| {
        bank.questions
            .iter()
            .filter(|q| q.kind.name() == name)
            .count()
    };
    Kind::NAMES
        .iter()
        .map(|name| ((*name).to_owned(), count(name)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// How many questions there are on each topic, in the bank's order; a question may have several.
fn by_topic(bank: &Bank) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for topic in bank.questions.iter().flat_map(|q| &q.topics) {
        *counts.entry(topic).or_default() += 1;
    }
    let without = bank
        .questions
        .iter()
        .filter(|q| q.topics.is_empty())
        .count();
    let topics = bank.topics.iter().map(|topic| {
        let count = counts.get(topic.id.as_str()).copied().unwrap_or(0);
        (topic.id.clone(), count)
    });
    topics
        .chain([("(none)".to_owned(), without)])
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn by_difficulty(bank: &Bank) -> Vec<(String, usize)> {
    (1..=5)
        .map(|level: u8| {
            let questions = bank.questions.iter().filter(|q| q.difficulty == level);
            (level.to_string(), questions.count())
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}
