//! `demarche learner`: profiles, whose answers are whose.

use std::io::{IsTerminal, Write};

use clap::Subcommand;
use serde_json::json;

use crate::store::Profile;
use crate::text::counted;

use super::store::open_to_look;
use super::{Error, Globals, Output, Result, table};

/// Arguments of `demarche learner`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  demarche learner list
  demarche learner rename me Ana
  demarche learner delete Ben
  demarche play primer --learner Ana      a learner is made by the first quiz

Without --learner or DEMARCHE_LEARNER a quiz belongs to the only learner there is, else to `me`.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Name all learners
    #[command(after_help = "Examples:\n  demarche learner list")]
    List {
        /// Write one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Give a learner another name
    #[command(after_help = "Examples:\n  demarche learner rename me Ana")]
    Rename {
        /// The name now
        old: String,
        /// The name to be
        new: String,
    },
    /// Delete a learner with every quiz and answer, for good
    #[command(
        after_help = "Examples:\n  demarche learner delete Ben\n  demarche learner delete Ben --yes   without being asked"
    )]
    Delete {
        /// The learner
        name: String,
        /// Do not ask first
        #[arg(long)]
        yes: bool,
    },
}

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let store = open_to_look(globals, output)?;
    match args.command {
        Command::List { json } => list(&store.learners()?, json, output),
        Command::Rename { old, new } => {
            store.rename_learner(&old, &new)?;
            output.tell(&format!("{old} is now {}.", new.trim()));
            Ok(())
        }
        Command::Delete { name, yes } => {
            let profile = store.profile(&name)?;
            if !yes && !confirmed(&profile, output)? {
                output.tell("Nothing was deleted.");
                return Err(Error::Said(1));
            }
            store.delete_learner(&name)?;
            output.tell(&format!("Deleted {}.", all_of(&profile)));
            Ok(())
        }
    }
}

fn list(learners: &[Profile], json: bool, output: &mut Output) -> Result {
    if json {
        for learner in learners {
            let line = json!({
                "type": "learner",
                "name": learner.name,
                "quizzes": learner.quizzes,
                "answers": learner.answers,
                "last": learner.last.map(|when| when.rfc_3339()),
            });
            writeln!(output.out, "{line}")?;
        }
        return Ok(());
    }
    if learners.is_empty() {
        output.tell("There are no learners yet; the first quiz makes one.");
        return Ok(());
    }
    let row = |learner: &Profile| {
        vec![
            learner.name.clone(),
            learner.quizzes.to_string(),
            learner.answers.to_string(),
            learner
                .last
                .map_or_else(|| "-".to_owned(), |when| when.to_the_minute()),
        ]
    };
    let rows = learners.iter().map(row).collect();
    table::write(
        output,
        &["learner", ">quizzes", ">answers", "last answer"],
        rows,
    )
}

/// Asks; nobody can be asked in a pipe.
fn confirmed(profile: &Profile, output: &mut Output) -> Result<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Error::Usage(format!(
            "this would delete {}; nobody can be asked here, so say --yes if it is meant",
            all_of(profile)
        )));
    }
    let question = format!("Delete {}, for good? Type yes: ", all_of(profile));
    write!(output.err, "{}", crate::text::harmless(&question))?;
    output.err.flush()?;
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed)?;
    Ok(typed.trim().eq_ignore_ascii_case("yes"))
}

/// `Ana with 3 quizzes and 36 answers`.
fn all_of(profile: &Profile) -> String {
    format!(
        "{} with {} and {}",
        profile.name,
        counted(profile.quizzes as f64, "quiz", "quizzes"),
        counted(profile.answers as f64, "answer", "answers")
    )
}
