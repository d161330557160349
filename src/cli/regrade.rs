//! `demarche regrade`: mark stored quizzes again, with a mended script or a mended bank. It shows what
//! would change, and keeps the new marks only where that is asked for. How it is told is in
//! [`super::remarks`].

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::bank::{Bank, Library};
use crate::modes::Settings;
use crate::quiz::{Half, Marked, Moment, Regraded, Sitting, Terms};
use crate::store::{History, KeptMode, Regrade, SittingId, Store, StoredSitting, When};
use crate::terminal::{Clock, Leave, Signals};
use crate::text::{SourceFile, Sources, counted};

use super::modes::{self, Wanted};
use super::progress::Progress;
use super::remarks::Remarks;
use super::store::{named, open_to_look};
use super::{Error, Globals, Output, Result, bank, quiz};

const EXAMPLES: &str = "\
Examples:
  demarche regrade 7d1e4c2e                          by the bank as it is now: what would change?
  demarche regrade 7d1e4c2e --score my-mode.rhai     with a mended script
  demarche regrade --all --bank my-bank.toml         every finished quiz on a bank
  demarche regrade --all --bank my-bank.toml --apply the same, and keep the new marks
  demarche regrade --undo 7d1e4c2e                   as it was marked before

Nothing is changed without --apply, and the former marks are kept. A question with `void = \"why\"`
gives everyone full credit. A question that asks something else by now keeps its credit, unless
--changed is given.";

/// Arguments of `demarche regrade`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Ids of quizzes, or their last digits
    #[arg(
        value_name = "QUIZ",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    quizzes: Vec<String>,
    /// Every quiz that is over
    #[arg(long)]
    all: bool,
    /// A mode that scores, in place of the one that each quiz was marked by
    #[arg(long, value_name = "MODE")]
    score: Option<String>,
    /// Set a parameter of that mode; may be given again
    #[arg(long, value_name = "NAME=VALUE", requires = "score", value_parser = modes::assignment)]
    set: Vec<String>,
    /// The bank to mark by, a name or a path; with --all only its quizzes
    #[arg(long, value_name = "BANK")]
    bank: Option<String>,
    /// Mark also questions that ask something else by now, by the bank as it is
    #[arg(long)]
    changed: bool,
    /// Keep the new marks
    #[arg(long)]
    apply: bool,
    /// Take the last marking of these quizzes back
    #[arg(long, conflicts_with_all = ["score", "changed", "apply", "json"])]
    undo: bool,
    /// Write JSON lines, as docs/json.md says
    #[arg(long)]
    json: bool,
}

/// A quiz, marked again.
pub struct Again {
    /// As it is stored.
    pub stored: StoredSitting,
    /// What the marks would be.
    pub regraded: Regraded,
    /// What it was marked by.
    pub by: MarkedBy,
}

/// What a quiz is marked by.
pub struct MarkedBy {
    /// The bank's files, and the bank.
    pub files: Vec<SourceFile>,
    /// The scoring mode.
    pub score: KeptMode,
    /// The scoring mode's settings.
    pub settings: serde_json::Value,
}

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let store = match args.apply || args.undo {
        true => quiz::open_store(globals, output)?,
        false => open_to_look(globals, output)?,
    };
    let mut desk = Desk::new(&args, &store, globals, output)?;
    let quizzes = desk.quizzes(output)?;
    match args.undo {
        true => undo(&store, &quizzes, output),
        false => desk.mark(&quizzes, output),
    }
}

/// Takes the last marking of quizzes back.
fn undo(store: &Store, quizzes: &[SittingId], output: &mut Output) -> Result {
    for id in quizzes {
        let now = now();
        let said = match store.undo_regrade(*id, now)? {
            Some(was) => format!(
                "Quiz {} is marked as before: the marking of {} by {} is taken back.",
                id.short(),
                was.when.to_the_minute(),
                was.by
            ),
            None => format!("Quiz {} has its first marks.", id.short()),
        };
        output.tell(&said);
    }
    Ok(())
}

/// What a run marks with.
struct Desk<'a> {
    args: &'a Args,
    store: &'a Store,
    globals: &'a Globals,
    library: Library,
    /// The bank that is named.
    named: Option<Arc<Opened>>,
    /// By id and first file, the banks that were found.
    found: HashMap<(String, String), Option<Arc<Opened>>>,
}

/// A bank with its files.
struct Opened {
    bank: Arc<Bank>,
    files: Vec<SourceFile>,
}

impl<'a> Desk<'a> {
    fn new(
        args: &'a Args,
        store: &'a Store,
        globals: &'a Globals,
        output: &mut Output,
    ) -> Result<Self> {
        let named = match &args.bank {
            Some(name) => {
                let loaded = super::play::open_bank(name, globals, output)?;
                Some(Arc::new(Opened::of(&loaded)))
            }
            None => None,
        };
        Ok(Self {
            args,
            store,
            globals,
            library: bank::library(globals),
            named,
            found: HashMap::new(),
        })
    }

    /// The quizzes that are meant, oldest first.
    fn quizzes(&self, output: &mut Output) -> Result<Vec<SittingId>> {
        let find = |ending: &String| Ok(self.store.find(ending)?);
        if !self.args.all {
            return self.args.quizzes.iter().map(find).collect();
        }
        let wanted = |open| History {
            bank: self.named.as_ref().map(|named| named.bank.id.clone()),
            open: Some(open),
            ..History::default()
        };
        let open = self.store.history(&wanted(true))?.len();
        if open > 0 {
            let quizzes = counted(
                open as f64,
                "quiz is open and is",
                "quizzes are open and are",
            );
            output.tell(&format!("{quizzes} passed over."));
        }
        let over = self.store.history(&wanted(false))?;
        Ok(over.iter().rev().map(|quiz| quiz.id).collect())
    }

    /// Marks quizzes again, each for itself, and tells what changes.
    fn mark(&mut self, quizzes: &[SittingId], output: &mut Output) -> Result {
        // what is being kept is kept whole before the program ends
        let signals = match self.args.apply {
            true => Signals::listen()?,
            false => Signals::none(),
        };
        let mut remarks = Remarks::new(self.args.json, self.args.apply);
        let mut progress = Progress::new("quizzes", quizzes.len());
        let mut left = None;
        for id in quizzes {
            left = signals.caught();
            if left.is_some() {
                break;
            }
            match self.quiz(*id) {
                Ok(again) => {
                    progress.hide();
                    remarks.quiz(&again, output)?;
                }
                Err(Error::Failed(why)) => remarks.failed(*id, &why),
                Err(other) => return Err(other),
            }
            progress.step();
        }
        progress.hide();
        let way_back = match quizzes {
            [only] => named(self.store, *only),
            _ => "QUIZ".to_owned(),
        };
        remarks.finish(&way_back, output)?;
        match left {
            Some(signal) => {
                output.tell("Stopped: the other quizzes are as they were.");
                Err(Error::Said(Leave::Signal(signal).exit_code()))
            }
            None if remarks.has_failures() => Err(Error::Said(1)),
            None => Ok(()),
        }
    }

    /// Marks one quiz again, and keeps the marks where that is wanted.
    fn quiz(&mut self, id: SittingId) -> Result<Again> {
        let stored = self.store.load(id)?;
        if !stored.ended {
            return Err(Error::Failed(format!(
                "it is still open; finish it with `demarche resume {}`",
                named(self.store, id)
            )));
        }
        let opened = self.bank_for(&stored)?;
        let former = self.former_bank(&stored.beginning.files, &stored.beginning.bank);
        let former = former.unwrap_or_else(|| opened.bank.clone());
        let (score, settings, whole) = self.scoring(&stored)?;
        let mut beginning = stored.beginning.clone();
        if !whole {
            // the mode that scored and chose goes on choosing
            let chose = stored.beginning.score.clone();
            beginning.select = beginning.select.or(Some(chose));
        }
        // the one that chose is the selecting mode, or the one that did both
        let (half, of_select) = match &stored.beginning.select {
            Some(_) => (Half::Select, "select"),
            None => (Half::Score, "score"),
        };
        let of_select = stored.beginning.settings.get(of_select);
        let select = beginning
            .select
            .map(|select| modes::as_reloaded(&select, of_select, half, &stored.events));
        let (select, of_select) = select.unzip();
        beginning.select = select;
        beginning.settings = serde_json::json!({ "score": settings, "select": of_select });
        beginning.score = score.clone();
        beginning.questions = Some(questions(&stored, &former, &opened.bank));
        let learner = self
            .store
            .learner(&beginning.learner, &opened.bank, Some(id))?;
        let begun = Moment {
            at: stored.begun.at,
            offset: stored.begun.offset,
            elapsed: 0.0,
        };
        let setup = quiz::setup(&beginning, opened.bank.clone(), learner, begun)?;
        let terms = Terms {
            former,
            changed: self.args.changed,
        };
        let regraded = Sitting::regrade(setup, &terms, &stored.events, stored.turns());
        let again = Again {
            regraded: regraded.map_err(quiz::refused)?,
            by: MarkedBy {
                files: opened.files.clone(),
                score,
                settings,
            },
            stored,
        };
        if self.args.apply {
            self.keep(&again)?;
        }
        Ok(again)
    }

    fn keep(&self, again: &Again) -> Result {
        let changed = again.regraded.turns.iter().filter(|turn| turn.differs());
        let marks: BTreeMap<u32, Marked> = changed
            .map(|turn| (turn.turn.n, turn.now.clone()))
            .collect();
        let Some(outcome) = again.regraded.outcome.clone() else {
            return Ok(());
        };
        if marks.is_empty() {
            return Ok(());
        }
        let regrade = Regrade {
            when: now(),
            by: somebody(),
            files: again.by.files.clone(),
            score: again.by.score.clone(),
            settings: again.by.settings.clone(),
            marks,
            outcome,
            undone: false,
        };
        Ok(self.store.regrade(&again.stored, &regrade)?)
    }

    /// The bank to mark a quiz by: the one that is named, else the quiz's own as it is now.
    fn bank_for(&mut self, stored: &StoredSitting) -> Result<Arc<Opened>> {
        let id = &stored.beginning.bank;
        if let Some(named) = &self.named {
            return match named.bank.id == *id {
                true => Ok(named.clone()),
                false => Err(Error::Failed(format!(
                    "it is a quiz on {id}, and not on {}",
                    named.bank.id
                ))),
            };
        }
        let first = stored.beginning.files.first();
        let first = first.map(|file| file.name.clone()).unwrap_or_default();
        let library = &self.library;
        let opened = self
            .found
            .entry((id.clone(), first.clone()))
            .or_insert_with(|| {
                let ways = [first.as_str(), id.as_str()];
                let loaded = ways.iter().filter_map(|way| library.open(way).ok());
                let mut own = loaded.filter(|loaded| loaded.bank.id == *id);
                own.next().map(|loaded| {
                    let refused = loaded.problems.refuse();
                    (!refused).then(|| Arc::new(Opened::of(&loaded)))
                })?
            });
        opened.clone().ok_or_else(|| {
            Error::Failed(format!(
                "its bank {id} is not found as {first}, or has problems; name it with --bank, after \
                 `demarche check`"
            ))
        })
    }

    /// A bank from the files that were kept; nothing where this version can't read it.
    fn former_bank(&self, kept: &[SourceFile], id: &str) -> Option<Arc<Bank>> {
        let mut files = Sources::new();
        for file in kept {
            files.add(file.name.clone(), file.text.clone());
        }
        let loaded = self.library.reload(&files, id)?;
        (!loaded.problems.refuse()).then_some(loaded.bank)
    }

    /// The scoring mode to mark a quiz by, its settings, and whether it is the one mode that does
    /// both, as the quiz was played.
    fn scoring(&self, stored: &StoredSitting) -> Result<(KeptMode, serde_json::Value, bool)> {
        let (in_force, settings) = in_force(stored);
        let was_whole = stored.beginning.select.is_none();
        let Some(name) = &self.args.score else {
            let whole = was_whole && in_force.name == stored.beginning.score.name;
            return Ok((in_force, settings, whole));
        };
        let own = match crate::modes::is_path(name) {
            true => std::path::Path::new(name).file_stem(),
            false => Some(name.as_ref()),
        };
        let same = own.is_some_and(|own| own == in_force.name.as_str());
        let kept = match same {
            true => Settings::of(&modes::chosen_settings(&in_force, Some(&settings))),
            false => Settings::none(),
        };
        let wanted = Wanted {
            set: self.args.set.clone(),
            ..Wanted::default()
        };
        let script = modes::scoring(name, kept, &wanted, self.globals)?;
        let whole = was_whole && same && script.name() == stored.beginning.score.name;
        if script.asks().alone && !whole {
            return Err(Error::Failed(format!(
                "the mode {name} is played whole, and marks only quizzes that were played with it"
            )));
        }
        let settings = serde_json::Value::Object(script.params().clone());
        Ok((modes::kept(script.program()), settings, whole))
    }
}

impl Opened {
    fn of(loaded: &crate::bank::Loaded) -> Self {
        Self {
            bank: loaded.bank.clone(),
            files: loaded.files.iter().cloned().collect(),
        }
    }
}

/// The scoring mode whose marks are in force, with its settings.
fn in_force(stored: &StoredSitting) -> (KeptMode, serde_json::Value) {
    if let Some(regrade) = stored.in_force().next_back() {
        return (regrade.score.clone(), regrade.settings.clone());
    }
    let beginning = &stored.beginning;
    let settings = beginning.settings.get("score");
    modes::as_reloaded(&beginning.score, settings, Half::Score, &stored.events)
}

/// The ids that the questions of a quiz have now.
fn questions(stored: &StoredSitting, former: &Bank, now: &Bank) -> Vec<String> {
    let renamed = now.former_ids();
    let ids: Vec<&str> = match &stored.beginning.questions {
        Some(ids) => ids.iter().map(String::as_str).collect(),
        None => former.questions.iter().map(|q| q.id.as_str()).collect(),
    };
    ids.into_iter()
        .map(|id| renamed.get(id).copied().unwrap_or(id).to_owned())
        .collect()
}

fn now() -> When {
    let now = Clock::start(0.0).now();
    When {
        at: now.at,
        offset: now.offset,
    }
}

/// Who marks, as the system knows them.
fn somebody() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty()))
        .unwrap_or_else(|| "somebody".to_owned())
}
