//! `demarche mode`: list, show, begin, check and test modes, and what they can use.

mod console;
mod doc;
mod profile;
mod test;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::bank;
use super::modes::library;
use super::{Error, Globals, Output, Result};
use crate::bank::Bank;
use crate::modes::{self, Found, Library, Report, Script, Settings, check};
use crate::text::{Problem, Sources, harmless, render};

const EXAMPLES: &str = "\
Examples:
  demarche mode list                    every mode with its first line
  demarche mode show streak             a mode's text, settings and hooks
  demarche mode new my-mode             begin a mode of your own, as my-mode.rhai
  demarche mode check my-mode.rhai      everything that is wrong with it, with its line
  demarche mode test my-mode.rhai       run its tests, in my-mode.test.rhai
  demarche mode doc pool.weighted       what that is, with an example";

/// Arguments of `demarche mode`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List all modes: shipped ones and those of your own
    #[command(
        after_help = "Examples:\n  demarche mode list\n  demarche mode list --scripts ~/modes"
    )]
    List {
        /// Write JSON lines
        #[arg(long)]
        json: bool,
    },
    /// Show what a mode is, its settings and its text
    #[command(
        after_help = "Examples:\n  demarche mode show streak\n  demarche mode show my-mode.rhai"
    )]
    Show {
        /// A mode's name, or a path to one
        mode: String,
        /// Write a JSON line
        #[arg(long)]
        json: bool,
    },
    /// Write a commented starter to change as you like
    #[command(
        after_help = "Examples:\n  demarche mode new my-mode\n  demarche mode new modes/lives.rhai"
    )]
    New {
        /// The mode's name, or the path of its file
        name: String,
    },
    /// Find everything that is wrong with modes
    #[command(
        after_help = "Examples:\n  demarche mode check my-mode.rhai\n  demarche mode check modes/ --json"
    )]
    Check {
        /// Modes' files or names, or folders (every mode in them)
        #[arg(required = true, value_name = "FILE")]
        modes: Vec<String>,
        /// Write JSON lines
        #[arg(long)]
        json: bool,
    },
    /// Run the tests that stand beside modes
    Test(test::Args),
    /// Play a mode with simulated answers, and say what each hook costs
    Profile(profile::Args),
    /// Try expressions on the quiz of a real bank, line by line
    Console(console::Args),
    /// Print all that modes can use, or what one name of it is
    Doc(doc::Args),
}

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let library = library(globals);
    match args.command {
        Command::List { json } => list(&library, json, output),
        Command::Show { mode, json } => show(&library, &mode, json, output),
        Command::New { name } => begin(&library, &name, output),
        Command::Check { modes, json } => check_all(&library, &modes, json, output),
        Command::Test(args) => test::run(&args, &library, globals, output),
        Command::Profile(args) => profile::run(&args, &library, globals, output),
        Command::Console(args) => console::run(&args, &library, globals, output),
        Command::Doc(args) => doc::run(&args, output),
    }
}

fn list(library: &Library, json: bool, output: &mut Output) -> Result {
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for found in library.list() {
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                output.tell(&error.to_string());
                continue;
            }
        };
        let script = Script::compile(&found.program, &Settings::none());
        if json {
            writeln!(output.out, "{}", listed(&found, &script))?;
            continue;
        }
        let name = &found.program.name;
        let (does, about) = match &script {
            Ok(script) => (does(script), said_of(name, script.about())),
            Err(_) => ("-", format!("has problems: demarche mode check {name}")),
        };
        if let Some(hidden) = &found.hides {
            let origin = &found.origin;
            notes.push(format!(
                "note: mode `{name}` of {origin} hides the one of {hidden}"
            ));
        }
        rows.push(vec![name.clone(), does.to_owned(), about]);
    }
    if !json {
        super::table::write(output, &["name", "made for", "about"], rows)?;
    }
    notes.iter().for_each(|note| output.tell(note));
    Ok(())
}

fn listed(found: &Found, script: &std::result::Result<Script, Report>) -> serde_json::Value {
    let mut line = json!({
        "type": "mode",
        "name": found.program.name,
        "from": found.origin.to_string(),
        "ok": script.is_ok(),
    });
    if let (Ok(script), Some(line)) = (script, line.as_object_mut()) {
        line.insert("about".to_owned(), script.about().into());
        line.insert("hooks".to_owned(), script.hooks().into());
        line.insert("params".to_owned(), script.defaults().clone().into());
    }
    line
}

/// Which halves of a quiz a mode is made for.
fn does(script: &Script) -> &'static str {
    let scores = script.has("score") || script.has("feedback");
    match (scores, script.has("select")) {
        (true, true) => "score, select",
        (true, false) => "score",
        (false, true) => "select",
        (false, false) => "-",
    }
}

/// The first sentence, without the mode's own name at its head.
fn said_of(name: &str, about: &str) -> String {
    let words: Vec<&str> = about.split_whitespace().collect();
    let end = words
        .iter()
        .position(|word| word.ends_with('.'))
        .map_or(words.len(), |at| at + 1);
    let sentence = words.into_iter().take(end).collect::<Vec<_>>().join(" ");
    match sentence.split_once(": ") {
        Some((head, rest)) if head.to_lowercase().replace(' ', "-") == name => rest.to_owned(),
        _ => sentence,
    }
}

fn show(library: &Library, name: &str, json: bool, output: &mut Output) -> Result {
    let found = find(library, name)?;
    let files = &found.program.files;
    if json {
        let mut line = listed(&found, &Script::compile(&found.program, &Settings::none()));
        let files = files
            .iter()
            .map(|file| json!({ "name": file.shown, "text": &*file.text }));
        if let Some(line) = line.as_object_mut() {
            line.insert("files".to_owned(), files.collect());
        }
        return Ok(writeln!(output.out, "{line}")?);
    }
    let script = match Script::compile(&found.program, &Settings::none()) {
        Ok(script) => script,
        Err(report) => {
            write_report(&report, output)?;
            return Err(Error::Said(1));
        }
    };
    let mut text = format!("{} ({})\n", script.name(), found.origin);
    if !script.about().is_empty() {
        text.push_str(&format!("{}\n", script.about()));
    }
    text.push_str(&format!("\nhooks: {}\n", script.hooks().join(", ")));
    if script.defaults().is_empty() {
        text.push_str("settings: none\n");
    } else {
        text.push_str("settings:\n");
        for (setting, default) in script.defaults() {
            text.push_str(&format!("  --set {setting}={default}\n"));
        }
    }
    for file in files {
        text.push_str(&format!("\n{}\n\n{}", file.shown, file.text));
    }
    Ok(write!(output.out, "{}", harmless(&text))?)
}

const STARTER: &str = include_str!("starter.rhai");

fn begin(library: &Library, name: &str, output: &mut Output) -> Result {
    let mut path = PathBuf::from(name);
    if path.extension().is_none_or(|ending| ending != "rhai") {
        path.as_mut_os_string().push(".rhai");
    }
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let well_named = stem
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if stem.is_empty() || !well_named {
        return Err(Error::Usage(format!(
            "`{stem}` is no name for a mode: take letters, digits, - and _"
        )));
    }
    write_new(&path)?;
    let path = path.display();
    if library.find(&stem).is_ok() {
        output.tell(&format!(
            "note: there is a mode `{stem}` already; name yours by its path"
        ));
    }
    Ok(writeln!(
        output.out,
        "Wrote {path}. Try it with: demarche play primer --mode {path}",
    )?)
}

/// Writes the starter, but never over a file that is there.
fn write_new(path: &Path) -> Result {
    let file = std::fs::File::options()
        .write(true)
        .create_new(true)
        .open(path);
    let written = file.and_then(|mut file| file.write_all(STARTER.as_bytes()));
    written.map_err(|error| {
        Error::Failed(match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                format!("{} is there already, and is left as it is", path.display())
            }
            _ => format!("can't write {}: {error}", path.display()),
        })
    })
}

fn check_all(library: &Library, names: &[String], json: bool, output: &mut Output) -> Result {
    let mut refused = 0;
    let names = names.iter().flat_map(|name| in_folder(library, name));
    for name in names.collect::<Vec<_>>() {
        let name = &name;
        let (mode, report) = match library.find(name) {
            Ok(found) => (found.program.name.clone(), check(&found.program)),
            Err(error) => (name.clone(), unreadable(&error)),
        };
        refused += u32::from(report.problems.refuse());
        if json {
            write_report_as_json(&mode, &report, output)?;
        } else if report.problems.is_empty() {
            writeln!(output.out, "{}: no problems", harmless(name))?;
        } else {
            write_report(&report, output)?;
        }
    }
    if refused > 0 {
        Err(Error::Said(1))
    } else {
        Ok(())
    }
}

/// The modes of a folder, by their paths; a mode itself, or what is neither, stays as it is.
fn in_folder(library: &Library, name: &str) -> Vec<String> {
    let is_folder = Path::new(name).is_dir() && library.find(name).is_err();
    if is_folder {
        let modes = Library::in_folder(Path::new(name)).into_iter();
        let paths: Vec<String> = modes.map(|path| path.display().to_string()).collect();
        if !paths.is_empty() {
            return paths;
        }
    }
    vec![name.to_owned()]
}

/// What is to be said of a mode that can't be had: the others are still checked.
fn unreadable(error: &modes::Error) -> Report {
    let mut report = Report::default();
    report
        .problems
        .push(Problem::without_place(error.to_string()));
    report
}

/// A bank as a quiz with this seed has it, for the tools that play one.
fn bank_of_quiz(name: &str, seed: u64, globals: &Globals) -> Result<Arc<Bank>> {
    let loaded = bank::library(globals)
        .open(name)
        .map_err(|error| Error::Failed(error.to_string()))?;
    if loaded.problems.refuse() {
        let message = format!("the bank has problems: demarche check {name}");
        return Err(Error::Failed(message));
    }
    Ok(loaded.bank.with_variants(seed, &bank::scripts()).bank)
}

fn find(library: &Library, name: &str) -> Result<Found> {
    library
        .find(name)
        .map_err(|error: modes::Error| Error::Failed(error.to_string()))
}

fn write_report(report: &Report, output: &mut Output) -> Result {
    for problem in &report.problems {
        let text = render::render(problem, &report.sources, output.colour);
        writeln!(output.out, "{text}")?;
    }
    Ok(())
}

fn write_report_as_json(mode: &str, report: &Report, output: &mut Output) -> Result {
    for problem in &report.problems {
        let (file, line, column) = place(&report.sources, problem);
        let line = json!({
            "type": "problem",
            "mode": mode,
            "severity": problem.severity.word(),
            "message": problem.message,
            "hint": problem.hint,
            "file": file,
            "line": line,
            "column": column,
        });
        writeln!(output.out, "{line}")?;
    }
    Ok(())
}

fn place(sources: &Sources, problem: &Problem) -> (Option<String>, Option<usize>, Option<usize>) {
    let Some(span) = problem.place else {
        return (None, None, None);
    };
    let (line, column) = sources.line_and_column(span.file, span.start);
    (
        sources.get(span.file).map(|file| file.name.clone()),
        Some(line),
        Some(column),
    )
}
