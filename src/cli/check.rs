//! `demarche check`: every mistake of banks, and what their templates make.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use serde_json::json;

use crate::bank::{Expansion, Library, Loaded, Question, Trial};
use crate::item::Shape;
use crate::kinds::Arrangement;
use crate::terminal::listing;
use crate::text::{Problem, Severity, Sources, Span, counted, harmless, render::render};

use super::bank::{library, scripts};
use super::{Error, Globals, Output, Result};

/// Arguments of `demarche check`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Banks: files, folders (every bank in them), or names
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// Print every question that templates make, what they passed over, and some that scripts make
    #[arg(long)]
    expand: bool,
    /// Write JSON lines, for programs
    #[arg(long)]
    json: bool,
}

/// How many variants of a question are tried, and how many of them are shown.
const SEEDS: u64 = 20;
const SHOWN: usize = 3;

const AFTER_HELP: &str = "\
Problems must be mended before a bank can be played; warnings and notes need not.

Examples:
  demarche check my-bank.toml           every mistake, with its line and its cure
  demarche check banks/                 every bank of a folder
  demarche check my-bank.toml --expand  what the templates make, too

JSON lines (--json), one object a line; the field `type` says which:
  problem   severity (problem, warning, note), message, hint, file, line, column,
            end_line, end_column (from 1, in characters; the end is the first
            character behind the place), related (file, line, column, message)
  template  id, made, passed_over (reason and count)          with --expand
  question  id, kind, template, script, seed, stem, options,
            key, sources                                      with --expand
  summary   problems, warnings, notes, files
What is not known is null.

Exit codes: 0 without problems, 1 with problems.";

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let library = library(globals);
    let mut report = Report {
        args: &args,
        globals,
        output,
        told: HashSet::new(),
        files: HashSet::new(),
        counts: [0; 3],
    };
    for path in &args.paths {
        match open(&library, path) {
            Ok(banks) => {
                for loaded in &banks {
                    report.bank(loaded)?;
                }
            }
            Err(error) => {
                let problem = Problem::without_place(error.to_string());
                report.problem(&problem, &Sources::new())?;
            }
        }
    }
    report.summary()
}

fn open(library: &Library, path: &str) -> std::result::Result<Vec<Loaded>, crate::bank::Error> {
    if Path::new(path).is_dir() {
        library.open_all(Path::new(path))
    } else {
        Ok(vec![library.open(path)?])
    }
}

/// What was found, as it is written.
struct Report<'a> {
    args: &'a Args,
    globals: &'a Globals,
    output: &'a mut Output,
    /// What was said already: a file that two banks include has its mistakes only once, and so has
    /// a circle wherever one enters it.
    told: HashSet<String>,
    files: HashSet<String>,
    /// Problems, warnings, notes.
    counts: [usize; 3],
}

impl Report<'_> {
    fn bank(&mut self, loaded: &Loaded) -> Result {
        self.files
            .extend(loaded.files.iter().map(|file| file.name.clone()));
        for note in &loaded.notes {
            self.output.tell(note);
        }
        for problem in &loaded.problems {
            self.problem(problem, &loaded.files)?;
        }
        // a bank that names a mode is played with it
        for report in super::modes::of_bank(loaded, self.globals) {
            for problem in &report.problems {
                self.problem(problem, &report.sources)?;
            }
        }
        let trials = loaded.bank.try_variants(SEEDS, &scripts());
        for trial in &trials {
            for problem in &trial.problems {
                self.problem(problem, &loaded.files)?;
            }
        }
        if self.args.expand {
            for expansion in &loaded.expansions {
                let made = loaded.bank.questions.iter();
                let made = made.filter(|q| q.template.as_ref() == Some(&expansion.template));
                self.template(expansion)?;
                for question in made {
                    self.question(question, None)?;
                }
            }
            for trial in &trials {
                self.script(trial)?;
                for (seed, question) in trial.variants.iter().take(SHOWN) {
                    self.question(question, Some((trial, *seed)))?;
                }
            }
        }
        Ok(())
    }

    fn problem(&mut self, problem: &Problem, sources: &Sources) -> Result {
        let shown = if self.args.json {
            as_json(problem, sources).to_string()
        } else {
            render(problem, sources, self.output.colour)
        };
        let told = circle(problem, sources).unwrap_or_else(|| shown.clone());
        if !self.told.insert(told) {
            return Ok(());
        }
        let [problems, warnings, notes] = &mut self.counts;
        match problem.severity {
            Severity::Problem => *problems += 1,
            Severity::Warning => *warnings += 1,
            Severity::Note => *notes += 1,
        }
        Ok(writeln!(self.output.out, "{shown}")?)
    }

    fn template(&mut self, expansion: &Expansion) -> Result {
        let out = &mut self.output.out;
        if self.args.json {
            let line = json!({
                "type": "template",
                "id": expansion.template,
                "made": expansion.made,
                "passed_over": expansion.passed_over,
            });
            return Ok(writeln!(out, "{line}")?);
        }
        let made = counted(expansion.made as f64, "question", "questions");
        writeln!(
            out,
            "Template `{}` makes {made}.",
            harmless(&expansion.template)
        )?;
        for (reason, count) in &expansion.passed_over {
            let entities = counted(*count as f64, "entity", "entities");
            writeln!(out, "  passed over {entities}: {}", harmless(reason))?;
        }
        Ok(writeln!(out)?)
    }

    fn script(&mut self, trial: &Trial) -> Result {
        if self.args.json {
            return Ok(());
        }
        let (id, script) = (harmless(&trial.question), harmless(&trial.script));
        let shown = trial.variants.len().min(SHOWN);
        let shown = counted(shown as f64, "variant", "variants");
        writeln!(
            self.output.out,
            "Script {script} makes `{id}` anew each time; {shown} of it:\n"
        )?;
        Ok(())
    }

    /// Writes a made question; what a script made, with script and seed.
    fn question(&mut self, question: &Question, by: Option<(&Trial, u64)>) -> Result {
        let shape = question.kind.shape(&mut Arrangement::as_written());
        let out = &mut self.output.out;
        if self.args.json {
            let sources: Vec<String> = question.sources.iter().map(ToString::to_string).collect();
            let line = json!({
                "type": "question",
                "id": question.id,
                "kind": question.kind.name(),
                "template": question.template,
                "script": by.map(|(trial, _)| &trial.script),
                "seed": by.map(|(_, seed)| seed),
                "stem": question.stem,
                "options": serde_json::to_value(&shape).unwrap_or_default(),
                "key": question.kind.key_in_words(),
                "sources": sources,
            });
            return Ok(writeln!(out, "{line}")?);
        }
        let seed = by.map(|(_, seed)| format!(", seed {seed}"));
        writeln!(
            out,
            "  {} ({}{})",
            harmless(&question.id),
            question.kind.name(),
            seed.unwrap_or_default()
        )?;
        if listing::blanks_in_one_line(&shape).is_empty() {
            for line in harmless(&question.stem).lines() {
                writeln!(out, "    {line}")?;
            }
        }
        if !matches!(shape, Shape::Write { .. }) {
            for line in listing::options(&shape, 76) {
                writeln!(out, "  {}", line.plain())?;
            }
        }
        let key = question.kind.key_in_words();
        Ok(writeln!(out, "    key: {}\n", harmless(&key))?)
    }

    fn summary(self) -> Result {
        let [problems, warnings, notes] = self.counts;
        let out = &mut self.output.out;
        if self.args.json {
            let line = json!({
                "type": "summary",
                "problems": problems,
                "warnings": warnings,
                "notes": notes,
                "files": self.files.len(),
            });
            writeln!(out, "{line}")?;
        } else {
            let counts = [
                (problems, "problem", "problems"),
                (warnings, "warning", "warnings"),
                (notes, "note", "notes"),
            ];
            let found: Vec<String> = counts
                .into_iter()
                .filter(|(count, ..)| *count > 0)
                .map(|(count, one, many)| counted(count as f64, one, many))
                .collect();
            let found = match found.as_slice() {
                [] => "no problems".to_owned(),
                found => found.join(", "),
            };
            let files = counted(self.files.len() as f64, "file", "files");
            writeln!(out, "{found} in {files}")?;
        }
        match problems {
            0 => Ok(()),
            _ => Err(Error::Said(1)),
        }
    }
}

/// What is the same of a problem of several places from whichever of them it is told.
fn circle(problem: &Problem, sources: &Sources) -> Option<String> {
    let others = problem.related.iter().map(|(span, _)| *span);
    let place = |span: Span| {
        let name = &sources.get(span.file)?.name;
        Some(format!("{name}:{}-{}", span.start, span.end))
    };
    let mut places: Vec<_> = others.chain(problem.place).map(place).collect();
    places.sort();
    (places.len() > 1).then(|| format!("{:?} {places:?}", problem.hint))
}

fn as_json(problem: &Problem, sources: &Sources) -> serde_json::Value {
    let name = |file| sources.get(file).map(|source| source.name.as_str());
    let start = |span: Span| sources.line_and_column(span.file, span.start);
    let end = |span: Span| sources.line_and_column(span.file, span.end);
    let related = problem.related.iter().map(|(span, remark)| {
        let (line, column) = start(*span);
        json!({"file": name(span.file), "line": line, "column": column, "message": remark})
    });
    let place = problem.place;
    json!({
        "type": "problem",
        "severity": problem.severity.word(),
        "message": problem.message,
        "hint": problem.hint,
        "file": place.and_then(|span| name(span.file)),
        "line": place.map(|span| start(span).0),
        "column": place.map(|span| start(span).1),
        "end_line": place.map(|span| end(span).0),
        "end_column": place.map(|span| end(span).1),
        "related": related.collect::<Vec<_>>(),
    })
}
