//! `demarche mode console`: expressions on a real quiz, line by line.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Context, Editor};

use super::super::{bank, kept, quiz, store};
use super::{Error, Globals, Output, Result, bank_of_quiz, find, write_report};
use crate::bank::Bank;
use crate::modes::{
    Console, Library, Program, Script, Settings, complete, explained, nearest_name,
};
use crate::quiz::{Event, Learner, Limits, Moment, Setup, Sitting, Turn};
use crate::store::{SittingId, Store};
use crate::text::{Sources, harmless};

/// Arguments of `demarche mode console`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// A mode's name, or a path to one; without one, the program's own mode
    #[arg(conflicts_with = "quiz")]
    mode: Option<String>,
    /// The bank that is played: a name or a path
    #[arg(
        long,
        value_name = "BANK",
        default_value = "primer",
        conflicts_with = "quiz"
    )]
    bank: String,
    /// A past quiz, by its id: its bank and mode as they were then
    #[arg(long, value_name = "ID")]
    quiz: Option<String>,
    /// The same seed gives the same quiz
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

const AFTER_HELP: &str = "\
A line is an expression or a statement, in which `quiz`, `pool`, `turn` (the last one)
and `state` (a copy) stand for those of the quiz, and the mode's constants and
functions are visible. Nothing is stored. Tab completes, the arrows bring back lines.
In a pipe it reads lines without a prompt; the exit code is then 1 if one failed.

  :answer right wrong:3 skip   play on, as the tests of a mode do
  :turn 3                      go back to where the quiz stood after three turns
  :turns, :state, :hooks       what happened, what the mode keeps, what it defines
  :doc pool.weighted           what that is, with an example
  :help, :quit                 this, and the end (so does Ctrl-D)

Examples:
  demarche mode console my-mode.rhai --bank pact-2024
  demarche mode console --quiz 7d1e
  echo 'pool.difficulty(4, 5).len()' | demarche mode console --bank pact-2024";

const COMMANDS: [&str; 8] = [
    ":answer", ":doc", ":help", ":hooks", ":quit", ":state", ":turn", ":turns",
];

/// Runs it.
pub fn run(args: &Args, library: &Library, globals: &Globals, output: &mut Output) -> Result {
    let source = match &args.quiz {
        Some(id) => Source::kept(id, globals, output)?,
        None => Source::new(args, library, globals, output)?,
    };
    let events = source.past();
    let (sitting, mode) = (source.sitting(events.clone())?, source.mode());
    let hooks = match Script::compile(&mode, &Settings::none()) {
        Ok(script) => script.hooks().to_vec(),
        Err(_) => Vec::new(),
    };
    let console = Console::new(mode, sitting, events)
        .ok_or_else(|| Error::Failed("the mode can't be compiled".to_owned()))?;
    let mut talk = Talk {
        all: console.events().to_vec(),
        source,
        console,
        hooks,
        failed: false,
    };
    let standing = talk.standing();
    let is_person = std::io::stdin().is_terminal() && output.is_terminal();
    match is_person {
        true => talk.with_person(&standing, output),
        false => talk.with_pipe(output),
    }
}

/// Where the quiz comes from, so that it can be had again at another turn.
enum Source {
    /// A new quiz over a whole bank.
    New {
        mode: Program,
        bank: Arc<Bank>,
        seed: u64,
    },
    /// One that is kept.
    Kept {
        store: Box<Store>,
        id: SittingId,
        bank: Arc<Bank>,
        stored: Box<crate::store::StoredSitting>,
    },
}

impl Source {
    fn new(args: &Args, library: &Library, globals: &Globals, output: &mut Output) -> Result<Self> {
        let mode = match &args.mode {
            Some(name) => find(library, name)?.program,
            None => Program::of("built-in", ""),
        };
        if let Err(report) = Script::compile(&mode, &Settings::none()) {
            write_report(&report, output)?;
            return Err(Error::Said(1));
        }
        Ok(Self::New {
            mode,
            bank: bank_of_quiz(&args.bank, args.seed, globals)?,
            seed: args.seed,
        })
    }

    fn kept(ending: &str, globals: &Globals, output: &mut Output) -> Result<Self> {
        let store = store::open_to_look(globals, output)?;
        let id = store.find(ending)?;
        let stored = store.load(id)?;
        let mut files = Sources::new();
        for file in &stored.beginning.files {
            files.add(file.name.clone(), file.text.clone());
        }
        let bank = bank::library(globals)
            .reload(&files, &stored.beginning.bank)
            .filter(|loaded| !loaded.problems.refuse())
            .ok_or_else(|| {
                Error::Failed("the stored bank can't be read by this version".to_owned())
            })?
            .bank;
        Ok(Self::Kept {
            store: Box::new(store),
            id,
            bank,
            stored: Box::new(stored),
        })
    }

    fn mode(&self) -> Program {
        match self {
            Self::New { mode, .. } => mode.clone(),
            Self::Kept { stored, .. } => {
                let program = kept::program(&stored.beginning.score);
                program.unwrap_or_else(|| Program::of("built-in", ""))
            }
        }
    }

    /// What happened before.
    fn past(&self) -> Vec<Event> {
        match self {
            Self::New { .. } => Vec::new(),
            Self::Kept { stored, .. } => stored.events.clone(),
        }
    }

    /// The quiz after these events; from its beginning without any.
    fn sitting(&self, events: Vec<Event>) -> Result<Sitting> {
        match self {
            Self::Kept {
                store,
                id,
                bank,
                stored,
            } => {
                let beginning = stored.beginning.clone();
                Ok(quiz::go_on(store, bank.clone(), beginning, *id, events)?.sitting)
            }
            Self::New { mode, bank, seed } => {
                let script = Script::compile(mode, &Settings::none())
                    .map_err(|report| Error::Failed(report.in_words()))?;
                let setup = Setup {
                    questions: (0..).take(bank.questions.len()).collect(),
                    bank: bank.clone(),
                    learner: Learner::new("you", Vec::new()),
                    seed: *seed,
                    limits: Limits::default(),
                    score: Box::new(script),
                    select: None,
                    now: now(),
                };
                match events.is_empty() {
                    true => Sitting::begin(setup).map_err(|failure| Error::Failed(failure.report)),
                    false => Sitting::resume(setup, events)
                        .map_err(|error| Error::Failed(error.to_string())),
                }
            }
        }
    }
}

fn now() -> Moment {
    crate::terminal::Clock::start(0.0).now()
}

/// A line for people, from wherever it was asked.
enum Said {
    /// What came of a line.
    Line(String),
    /// What is wrong with it.
    Wrong(String),
    /// The end.
    End,
}

/// The quiz that is talked about.
struct Talk {
    source: Source,
    console: Console,
    /// What happened, also after the turn that was gone back to.
    all: Vec<Event>,
    hooks: Vec<String>,
    /// Whether a line failed.
    failed: bool,
}

impl Talk {
    fn with_person(mut self, standing: &str, output: &mut Output) -> Result {
        let mut editor: Editor<Names, DefaultHistory> =
            Editor::new().map_err(|error| Error::Failed(error.to_string()))?;
        let standing = harmless(standing);
        writeln!(output.out, "{standing}\n:help says what can be typed here")?;
        loop {
            let names = COMMANDS.iter().map(|command| (*command).to_owned());
            let names = names.chain(self.console.names()).collect();
            editor.set_helper(Some(Names(names)));
            match editor.readline("> ") {
                Ok(line) => {
                    // that a line is not kept is no failure
                    let _ = editor.add_history_entry(line.as_str());
                    if !self.line(&line, output)? {
                        return Ok(());
                    }
                }
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => return Ok(()),
                Err(error) => return Err(Error::Failed(error.to_string())),
            }
        }
    }

    fn with_pipe(mut self, output: &mut Output) -> Result {
        for line in std::io::stdin().lock().lines() {
            let line = line.map_err(|error| Error::Failed(format!("can't read: {error}")))?;
            if !self.line(&line, output)? {
                break;
            }
        }
        match self.failed {
            true => Err(Error::Said(1)),
            false => Ok(()),
        }
    }

    /// Does what a line says; false if it ends the console.
    fn line(&mut self, line: &str, output: &mut Output) -> Result<bool> {
        let line = line.trim();
        if line.is_empty() || line.starts_with("//") {
            return Ok(true);
        }
        let said = match line.strip_prefix(':') {
            Some(command) => self.command(command),
            None => match self.console.evaluate(line, output.colour) {
                Ok(value) => Said::Line(value.unwrap_or_default()),
                Err(wrong) => Said::Wrong(wrong),
            },
        };
        let text = match said {
            Said::End => return Ok(false),
            Said::Wrong(text) => {
                self.failed = true;
                // it is rendered, with colours where those are wanted
                writeln!(output.out, "{}", text.trim_end())?;
                return Ok(true);
            }
            Said::Line(text) => text,
        };
        if !text.is_empty() {
            writeln!(output.out, "{}", harmless(text.trim_end()))?;
        }
        output.out.flush()?;
        Ok(true)
    }

    fn command(&mut self, command: &str) -> Said {
        let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
        let rest = rest.trim();
        match name {
            "quit" | "q" => Said::End,
            "help" => Said::Line(AFTER_HELP.to_owned()),
            "state" => Said::Line(self.console.state()),
            "hooks" => Said::Line(match self.hooks.is_empty() {
                true => "the mode has no hooks".to_owned(),
                false => self.hooks.join(", "),
            }),
            "turns" => self.turns(),
            "turn" => self.turn(rest),
            "answer" => self.answer(rest),
            "doc" => match explained(rest) {
                Some(text) => Said::Line(text),
                None => Said::Wrong(match nearest_name(rest) {
                    Some(near) => format!("there is no `{rest}`, did you mean `{near}`?"),
                    None => format!("there is no `{rest}`"),
                }),
            },
            _ => Said::Wrong(format!("there is no command :{name}; :help shows all")),
        }
    }

    /// Where the quiz stands, in a line.
    fn standing(&mut self) -> String {
        let standing = self.console.standing();
        let now = self.console.events();
        // unless it only went back
        if !turns(&self.all).starts_with(&turns(now)) {
            self.all = now.to_vec();
        }
        standing
    }

    fn answer(&mut self, words: &str) -> Said {
        match self.console.answer(words) {
            Err(wrong) => Said::Wrong(wrong),
            Ok(failures) => match failures.first() {
                Some(failure) => Said::Wrong(format!("{}{}", failure.report, self.standing())),
                None => Said::Line(self.standing()),
            },
        }
    }

    /// The turns so far, a line each.
    fn turns(&self) -> Said {
        let turns = turns(self.console.events());
        let lines = turns.iter().map(|turn| {
            let points = crate::text::number_for_people(turn.mark.points);
            let most = crate::text::number_for_people(turn.mark.out_of);
            format!("{}  {}  {points} of {most}", turn.n, turn.question)
        });
        Said::Line(lines.collect::<Vec<_>>().join("\n"))
    }

    /// Goes back to where the quiz stood after so many turns.
    fn turn(&mut self, number: &str) -> Said {
        let events = &self.all;
        let answered = |event: &Event| matches!(event, Event::Answered { .. });
        let turns = turns(events).len();
        let Some(wanted) = number.parse::<usize>().ok().filter(|n| *n <= turns) else {
            return Said::Wrong(format!("`:turn N` takes a number from 0 to {turns}"));
        };
        let mut count = 0;
        let until = events.iter().take_while(|event| {
            let before = count < wanted;
            count += usize::from(answered(event));
            // the quiz has begun before its first turn
            before || matches!(event, Event::Started { .. })
        });
        let events: Vec<Event> = until.cloned().collect();
        match self.source.sitting(events.clone()) {
            Ok(sitting) => {
                self.console.go_to(sitting, events);
                Said::Line(self.standing())
            }
            Err(error) => Said::Wrong(error.to_string()),
        }
    }
}

/// The turns among events.
fn turns(events: &[Event]) -> Vec<&Turn> {
    let turns = events.iter().filter_map(|event| match event {
        Event::Answered { turn, .. } => Some(turn.as_ref()),
        _ => None,
    });
    turns.collect()
}

/// Completes the names of the API, the mode and the commands.
struct Names(Vec<String>);

impl Completer for Names {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(complete(line.get(..position).unwrap_or(line), &self.0))
    }
}

impl Hinter for Names {
    type Hint = String;
}

impl Highlighter for Names {}
impl Validator for Names {}
impl rustyline::Helper for Names {}
