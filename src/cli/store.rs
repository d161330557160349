//! `demarche store`: the file that keeps the answers.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use crate::store::{Info, SittingId, Store, default_path};
use crate::terminal::Clock;

use super::quiz::up_to_date;
use super::{Error, Globals, Output, Result};

/// Arguments of `demarche store`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  demarche store info                     where answers are kept, and whether all is well
  demarche store backup ~/answers.db      a copy, while quizzes may go on
  demarche --store ~/answers.db history   look into a copy

The store is one file. --store PATH or DEMARCHE_STORE chooses another one.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Where the file is, what it holds, how it is guarded, and a quick check of it
    #[command(after_help = "Examples:\n  demarche store info\n  demarche store info --json")]
    Info {
        /// Write one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Copy the store into a new file
    #[command(after_help = "Examples:\n  demarche store backup ~/answers.db")]
    Backup {
        /// The file to make; it must not be there yet
        file: PathBuf,
    },
}

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let path = path(globals)?;
    if let Some(path) = path.filter(|path| !path.exists()) {
        return Err(Error::Failed(format!(
            "there is no store at {} yet; the first quiz makes it",
            path.display()
        )));
    }
    let store = open_to_look(globals, output)?;
    match args.command {
        Command::Info { json } => {
            let info = store.info(Clock::start(0.0).now().at)?;
            if json {
                writeln!(output.out, "{}", to_json(&info))?;
            } else {
                write!(output.out, "{}", in_words(&info))?;
            }
            if info.damage.is_empty() {
                Ok(())
            } else {
                Err(Error::Failed(
                    "the store is damaged; use a copy made by `demarche store backup`, or begin a \
                     new one with --store PATH"
                        .to_owned(),
                ))
            }
        }
        Command::Backup { file } => {
            store.backup(&file)?;
            output.tell(&format!("Copied to {}.", file.display()));
            Ok(())
        }
    }
}

/// Where the store is that the command line names; nothing for `none`.
///
/// # Errors
/// None is named and the home folder is not known.
pub fn path(globals: &Globals) -> Result<Option<PathBuf>> {
    match globals.store.as_deref() {
        Some(path) if path.as_os_str() == "none" => Ok(None),
        Some(path) => Ok(Some(path.to_owned())),
        None => Ok(Some(default_path()?)),
    }
}

/// Opens the store for a command that only looks: where there is none yet, none is made, and
/// one that can't be written to is read.
///
/// # Errors
/// It can't be opened.
pub fn open_to_look(globals: &Globals, output: &mut Output) -> Result<Store> {
    match path(globals)? {
        Some(path) if path.exists() => Ok(up_to_date(Store::open_to_look(&path)?, output)),
        _ => Ok(Store::in_memory()?),
    }
}

/// What names a quiz behind `resume` and `history show`: its short id, and the store.
pub fn named(store: &Store, id: SittingId) -> String {
    format!("{}{}", id.short(), option(store.path()))
}

/// The option, with a space before it, that names a store which is not the one that is opened
/// without it; empty for that one.
pub fn option(store: Option<&Path>) -> String {
    let Some(path) = store else {
        return " --store none".to_owned();
    };
    let usual = std::env::var_os("DEMARCHE_STORE").map(PathBuf::from);
    let usual = usual.or_else(|| default_path().ok());
    if usual.as_deref() == Some(path) {
        return String::new();
    }
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
    match path.chars().all(plain) {
        true => format!(" --store {path}"),
        false => format!(" --store '{}'", path.replace('\'', "'\\''")),
    }
}

fn in_words(info: &Info) -> String {
    let path = info.path.as_ref().map(|path| path.display().to_string());
    let quizzes = match info.open {
        0 => info.quizzes.to_string(),
        open => format!("{} ({open} open)", info.quizzes),
    };
    let mut rows = vec![
        (
            "Store",
            path.unwrap_or_else(|| "none, in memory".to_owned()),
        ),
        ("Size", size(info.bytes)),
        ("Version", info.version.to_string()),
        ("Guarded by", info.journal.to_string()),
        ("Learners", info.learners.to_string()),
        ("Quizzes", quizzes),
        ("Answers", info.answers.to_string()),
        ("Check", "whole".to_owned()),
    ];
    if !info.damage.is_empty() {
        rows.pop();
        rows.extend(info.damage.iter().map(|line| ("Damage", line.clone())));
    }
    if let Some(future) = &info.future {
        let text = format!(
            "{} dated after now, the latest {}: a clock was wrong; they count as just answered",
            future.answers,
            future.latest.to_the_minute()
        );
        rows.push(("Odd times", text));
    }
    let line = |(label, text): (&str, String)| format!("{label:<12}{text}\n");
    crate::text::harmless(&rows.into_iter().map(line).collect::<String>()).into_owned()
}

fn to_json(info: &Info) -> serde_json::Value {
    json!({
        "type": "store",
        "path": info.path.as_ref().map(|path| path.display().to_string()),
        "bytes": info.bytes,
        "version": info.version,
        "journal": info.journal.name(),
        "why": info.journal.to_string(),
        "learners": info.learners,
        "quizzes": info.quizzes,
        "open": info.open,
        "answers": info.answers,
        "damage": info.damage,
        "future": info.future.map(|future| json!({
            "answers": future.answers,
            "latest": future.latest.rfc_3339(),
        })),
    })
}

/// `740 bytes`, `52 kB`, `3.4 MB`.
fn size(bytes: u64) -> String {
    let number =
        |unit: f64| crate::text::number_for_people((bytes as f64 / unit * 10.0).round() / 10.0);
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", number(1e3)),
        1_000_000..1_000_000_000 => format!("{} MB", number(1e6)),
        _ => format!("{} GB", number(1e9)),
    }
}
