//! `demarche mode test`: runs the tests that stand beside modes.

use std::io::Write;
use std::rc::Rc;
use std::time::Instant;

use serde_json::json;

use super::super::bank;
use super::{Error, Globals, Output, Result, in_folder, place, write_report, write_report_as_json};
use crate::modes::{FindBank, Library, TestFailure, Tests};
use crate::text::{Sources, counted, harmless};

/// Arguments of `demarche mode test`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Modes' files or names, or folders (every mode in them)
    #[arg(required = true, value_name = "FILE")]
    modes: Vec<String>,
    /// Run only the tests whose names have this word in them
    #[arg(long, value_name = "WORD")]
    filter: Option<String>,
    /// Write JSON lines
    #[arg(long)]
    json: bool,
}

const AFTER_HELP: &str = "\
The tests of NAME.rhai are the functions `test_…` of NAME.test.rhai beside it.

Examples:
  demarche mode test my-mode.rhai                all its tests
  demarche mode test scripts/                    those of every mode in a folder
  demarche mode test my-mode.rhai --filter late  those with `late` in their names

JSON lines (--json), one object a line; the field `type` says which:
  problem   of a file that can't be run: mode, severity, message, hint, file, line, column
  test      mode, name, ok, seconds; where it failed also message, hint, file,
            line, column, left, right, report
  summary   passed, failed, filtered_out, refused (files), seconds

Exit codes: 0 if all passed, 1 if one failed or can't be run.";

/// What was counted.
#[derive(Default)]
struct Counts {
    passed: usize,
    failed: usize,
    filtered_out: usize,
    /// Modes whose tests can't be run.
    refused: usize,
    /// Modes that have tests.
    tested: usize,
}

/// Runs it.
pub fn run(args: &Args, library: &Library, globals: &Globals, output: &mut Output) -> Result {
    let began = Instant::now();
    let mut counts = Counts::default();
    let folders = args.modes.iter().map(|name| {
        // the file of the tests may be named as well
        let name = name.strip_suffix(".test.rhai");
        name.map(|mode| format!("{mode}.rhai"))
    });
    let named: Vec<String> = folders
        .zip(&args.modes)
        .map(|(mode, name)| mode.unwrap_or_else(|| name.clone()))
        .collect();
    for name in &named {
        let modes = in_folder(library, name);
        // in a folder, modes without tests are passed over
        let alone = modes.as_slice() == std::slice::from_ref(name);
        for mode in modes {
            of_mode(&mode, alone, args, library, globals, &mut counts, output)?;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    summary(args, &counts, seconds, output)?;
    match counts {
        Counts {
            failed: 0,
            refused: 0,
            tested: 1..,
            ..
        } => Ok(()),
        _ => Err(Error::Said(1)),
    }
}

/// Runs the tests of one mode.
fn of_mode(
    name: &str,
    alone: bool,
    args: &Args,
    library: &Library,
    globals: &Globals,
    counts: &mut Counts,
    output: &mut Output,
) -> Result {
    let found = library.find(name);
    let program = found.and_then(|found| library.tests_of(&found));
    let program = match program {
        Ok(Some(program)) => program,
        Ok(None) => {
            if alone {
                let stem = name.strip_suffix(".rhai").unwrap_or(name);
                output.tell(&format!(
                    "{name} has no tests: write them in {stem}.test.rhai"
                ));
                counts.refused += 1;
            }
            return Ok(());
        }
        Err(error) => {
            output.tell(&error.to_string());
            counts.refused += 1;
            return Ok(());
        }
    };
    counts.tested += 1;
    let mode = program.name.clone();
    let shown = program
        .files
        .first()
        .map_or(String::new(), |file| file.shown.clone());
    let mut tests = match Tests::compile(program, banks(globals)) {
        Ok(tests) => tests,
        Err(report) => {
            counts.refused += 1;
            return match args.json {
                true => write_report_as_json(&mode, &report, output),
                false => write_report(&report, output),
            };
        }
    };
    let all = tests.names().to_vec();
    let wanted = |test: &&String| match &args.filter {
        Some(word) => test.contains(word.as_str()),
        None => true,
    };
    let wanted: Vec<&String> = all.iter().filter(wanted).collect();
    counts.filtered_out += all.len() - wanted.len();
    if !args.json && !wanted.is_empty() {
        let tests = counted(wanted.len() as f64, "test", "tests");
        writeln!(output.out, "running {tests} of {}", harmless(&shown))?;
    }
    let mut failures = Vec::new();
    let sources = tests.sources();
    for test in wanted {
        let began = Instant::now();
        let done = tests.run(test);
        let seconds = began.elapsed().as_secs_f64();
        match &done {
            Ok(()) => counts.passed += 1,
            Err(_) => counts.failed += 1,
        }
        if args.json {
            let line = as_json(
                &mode,
                test,
                done.as_ref().err().map(AsRef::as_ref),
                seconds,
                &sources,
            );
            writeln!(output.out, "{line}")?;
        } else {
            let said = verdict(done.is_ok(), output.colour);
            writeln!(output.out, "test {test} ... {said}")?;
            failures.extend(done.err().map(|failure| (test, failure)));
        }
        output.out.flush()?;
    }
    for (test, failure) in failures {
        let shown = failure.in_words(&sources, output.colour);
        write!(output.out, "\n---- {test} ----\n{shown}")?;
    }
    if !args.json {
        writeln!(output.out)?;
    }
    Ok(())
}

fn verdict(ok: bool, colour: bool) -> String {
    use anstyle::{AnsiColor, Style};
    let (word, sign) = match ok {
        true => ("ok", AnsiColor::Green),
        false => ("FAILED", AnsiColor::Red),
    };
    let style = match colour {
        true => Style::new().fg_color(Some(sign.into())),
        false => Style::new(),
    };
    format!("{style}{word}{style:#}")
}

/// Finds the banks that tests name.
fn banks(globals: &Globals) -> FindBank {
    let library = bank::library(globals);
    Rc::new(move |name| {
        let loaded = library.open(name).map_err(|error| error.to_string())?;
        match loaded.problems.refuse() {
            false => Ok(loaded.bank),
            true => Err(format!(
                "the bank `{name}` has problems: demarche check {name}"
            )),
        }
    })
}

fn as_json(
    mode: &str,
    test: &str,
    failure: Option<&TestFailure>,
    seconds: f64,
    sources: &Sources,
) -> serde_json::Value {
    let mut line = json!({
        "type": "test",
        "mode": mode,
        "name": test,
        "ok": failure.is_none(),
        "seconds": seconds,
    });
    if let (Some(failure), Some(line)) = (failure, line.as_object_mut()) {
        let (file, row, column) = place(sources, &failure.problem);
        let (left, right) = failure.values.clone().unzip();
        line.insert("message".to_owned(), failure.problem.message.clone().into());
        line.insert("hint".to_owned(), failure.problem.hint.clone().into());
        line.insert("file".to_owned(), file.into());
        line.insert("line".to_owned(), row.into());
        line.insert("column".to_owned(), column.into());
        line.insert("left".to_owned(), left.into());
        line.insert("right".to_owned(), right.into());
        line.insert("report".to_owned(), failure.report.clone().into());
    }
    line
}

fn summary(args: &Args, counts: &Counts, seconds: f64, output: &mut Output) -> Result {
    let Counts {
        passed,
        failed,
        filtered_out,
        refused,
        tested,
    } = counts;
    if args.json {
        let line = json!({
            "type": "summary",
            "passed": passed,
            "failed": failed,
            "filtered_out": filtered_out,
            "refused": refused,
            "seconds": seconds,
        });
        return Ok(writeln!(output.out, "{line}")?);
    }
    if *tested == 0 && *refused == 0 {
        output.tell("there is no mode with tests here");
    }
    let said = verdict(*failed == 0 && *refused == 0 && *tested > 0, output.colour);
    let refused = match refused {
        0 => String::new(),
        refused => format!("; {refused} could not be run"),
    };
    let filtered = match filtered_out {
        0 => String::new(),
        out => format!("; {out} filtered out"),
    };
    Ok(writeln!(
        output.out,
        "test result: {said}. {passed} passed; {failed} failed{refused}{filtered}; finished in {seconds:.2} s"
    )?)
}
