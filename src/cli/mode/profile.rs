//! `demarche mode profile`: plays a mode with simulated answers and shows what each hook costs.

use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::json;

use super::super::table;
use super::{Error, Globals, Output, Result, bank_of_quiz, find, write_report};
use crate::modes::{Cost, Library, Profile, Script, Settings, Simulated, profile};
use crate::text::{counted, harmless, number_for_people};

/// Arguments of `demarche mode profile`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// A mode's name, or a path to one
    mode: String,
    /// The bank that is played: a name or a path
    #[arg(long, value_name = "BANK", default_value = "primer")]
    bank: String,
    /// End after so many answers, if the mode does not end before
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// How often the simulated learner is right, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.7, value_parser = share)]
    right: f64,
    /// The same seed gives the same quiz
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Set a parameter of the mode; may be given again
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Write JSON lines
    #[arg(long)]
    json: bool,
}

const AFTER_HELP: &str = "\
Examples:
  demarche mode profile my-mode.rhai --bank pact-2024
  demarche mode profile leitner --limit 5000 --right 0.5

Operations are counted as the bounds count them; memory is by how much the program
grew during a call, at most. Bounds: demarche stops a call after 20 million
operations, 3 seconds, or 64 MiB.

JSON lines (--json), one object a line; the field `type` says which:
  call      hook, operations, nanoseconds, bytes     each call, in order of its hook
  hook      name, calls, and for operations, nanoseconds and bytes: min, median, max
  summary   mode, bank, turns, seconds, compile_nanoseconds, state_bytes, failures

Exit codes: 0, or 1 if a hook failed.";

fn share(text: &str) -> std::result::Result<f64, String> {
    let share = text.parse::<f64>().ok();
    share
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "it is a number from 0 to 1".to_owned())
}

/// Runs it.
pub fn run(args: &Args, library: &Library, globals: &Globals, output: &mut Output) -> Result {
    let found = find(library, &args.mode)?;
    let bank = bank_of_quiz(&args.bank, args.seed, globals)?;
    let mut settings = Settings::none();
    for assignment in &args.set {
        settings.set(assignment).map_err(Error::Usage)?;
    }
    let began = Instant::now();
    let script = match Script::compile(&found.program, &settings) {
        Ok(script) => script,
        Err(report) => {
            write_report(&report, output)?;
            return Err(Error::Said(1));
        }
    };
    let compiling = began.elapsed();
    if let Some(wrong) = settings.undeclared(&[script.defaults()]).first() {
        return Err(Error::Usage(wrong.clone()));
    }
    let learner = Simulated {
        right: args.right,
        seed: args.seed,
        limit: args.limit,
    };
    let run = profile(script, bank, &learner).map_err(|failure| Error::Failed(failure.report))?;
    match args.json {
        true => write_json(args, &run, compiling, output)?,
        false => write_table(args, &run, compiling, output)?,
    }
    for failure in run.failures.iter().take(1) {
        output.tell(&failure.report);
    }
    match run.failures.is_empty() {
        true => Ok(()),
        false => Err(Error::Said(1)),
    }
}

/// The least, the middle and the greatest.
struct Spread {
    min: u64,
    median: u64,
    max: u64,
}

impl Spread {
    fn of(calls: &[Cost], value: impl Fn(&Cost) -> u64) -> Self {
        let mut values: Vec<u64> = calls.iter().map(value).collect();
        values.sort_unstable();
        let at = |place: usize| values.get(place).copied().unwrap_or(0);
        Self {
            min: at(0),
            median: at(values.len() / 2),
            max: at(values.len().saturating_sub(1)),
        }
    }

    fn as_json(&self) -> serde_json::Value {
        json!({ "min": self.min, "median": self.median, "max": self.max })
    }
}

fn nanoseconds(cost: &Cost) -> u64 {
    u64::try_from(cost.time.as_nanos()).unwrap_or(u64::MAX)
}

fn bytes(cost: &Cost) -> u64 {
    u64::try_from(cost.memory).unwrap_or(u64::MAX)
}

fn write_table(args: &Args, run: &Profile, compiling: Duration, output: &mut Output) -> Result {
    const TITLES: [&str; 9] = [
        "hook",
        ">calls",
        ">ops min",
        ">median",
        ">max",
        ">time min",
        ">median",
        ">max",
        ">memory max",
    ];
    let noted = &run.costs;
    let rows = noted.iter().map(|(hook, calls)| {
        let operations = Spread::of(calls, |cost| cost.operations);
        let time = Spread::of(calls, nanoseconds);
        let memory = Spread::of(calls, bytes);
        vec![
            hook.clone(),
            calls.len().to_string(),
            operations.min.to_string(),
            operations.median.to_string(),
            operations.max.to_string(),
            duration(time.min),
            duration(time.median),
            duration(time.max),
            size(memory.max),
        ]
    });
    let turns = counted(f64::from(run.turns), "answer", "answers");
    let head = format!(
        "{} on {}: {turns} in {}, compiled in {}, a state of {}",
        args.mode,
        args.bank,
        of_duration(run.playing),
        of_duration(compiling),
        size(u64::try_from(run.state).unwrap_or(u64::MAX)),
    );
    writeln!(output.out, "{}\n", harmless(&head))?;
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return Ok(writeln!(output.out, "The mode has no hooks.")?);
    }
    table::write(output, &TITLES, rows)
}

fn write_json(args: &Args, run: &Profile, compiling: Duration, output: &mut Output) -> Result {
    let noted = &run.costs;
    for (hook, calls) in noted {
        for call in calls {
            let line = json!({
                "type": "call",
                "hook": hook,
                "operations": call.operations,
                "nanoseconds": nanoseconds(call),
                "bytes": call.memory,
            });
            writeln!(output.out, "{line}")?;
        }
    }
    for (hook, calls) in noted {
        let line = json!({
            "type": "hook",
            "name": hook,
            "calls": calls.len(),
            "operations": Spread::of(calls, |cost| cost.operations).as_json(),
            "nanoseconds": Spread::of(calls, nanoseconds).as_json(),
            "bytes": Spread::of(calls, bytes).as_json(),
        });
        writeln!(output.out, "{line}")?;
    }
    let line = json!({
        "type": "summary",
        "mode": args.mode,
        "bank": args.bank,
        "turns": run.turns,
        "seconds": run.playing.as_secs_f64(),
        "compile_nanoseconds": u64::try_from(compiling.as_nanos()).unwrap_or(u64::MAX),
        "state_bytes": run.state,
        "failures": run.failures.len(),
    });
    Ok(writeln!(output.out, "{line}")?)
}

fn of_duration(time: Duration) -> String {
    duration(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}

/// A time with three figures: "4.21 µs", "310 ms".
fn duration(nanoseconds: u64) -> String {
    scaled(nanoseconds as f64, 1000.0, &["ns", "µs", "ms", "s"])
}

fn size(bytes: u64) -> String {
    scaled(bytes as f64, 1024.0, &["B", "KiB", "MiB", "GiB"])
}

fn scaled(mut value: f64, step: f64, units: &[&str]) -> String {
    let mut units = units.iter();
    let mut unit = units.next().copied().unwrap_or_default();
    while value >= step {
        let Some(larger) = units.next() else {
            break;
        };
        (value, unit) = (value / step, larger);
    }
    let rounded = match value {
        value if value < 10.0 => (value * 100.0).round() / 100.0,
        value if value < 100.0 => (value * 10.0).round() / 10.0,
        value => value.round(),
    };
    format!("{} {unit}", number_for_people(rounded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_have_three_figures_and_a_unit() {
        assert_eq!(duration(0), "0 ns");
        assert_eq!(duration(4215), "4.22 µs");
        assert_eq!(duration(310_400_000), "310 ms");
        assert_eq!(size(64 * 1024 * 1024), "64 MiB");
        assert_eq!(size(1500), "1.46 KiB");
    }
}
