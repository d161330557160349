//! `demarche regrade`: mark stored quizzes again, with a mended script or a mended bank. It shows what
//! would change, and keeps the new marks only where that is asked for. How it is told is in
//! [`super::remarks`], what it is marked by in [`super::marking`].

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bank::Bank;
use crate::quiz::{Marked, Moment, Outcome, Regraded, Remarked, Sitting, Terms};
use crate::store::{History, Regrade, SittingId, Store, StoredSitting, Summary, When};
use crate::terminal::{Clock, Leave, Signals};
use crate::text::{SourceFile, counted};

use super::bank::scripts;
use super::marking::{self, Banks, Scoring};
use super::modes::{self, Wanted};
use super::progress::Progress;
use super::remarks::Remarks;
use super::store::{named, open_to_look, option};
use super::{Error, Globals, Output, Result, quiz};

const EXAMPLES: &str = "\
Examples:
  demarche regrade 7d1e4c2e                          by the bank as it is now: what would change?
  demarche regrade 7d1e4c2e --score my-mode.rhai     with a mended script
  demarche regrade --all --bank my-bank.toml         every finished quiz on a bank
  demarche regrade --all --bank my-bank.toml --apply the same, and keep the new marks
  demarche regrade --undo 7d1e4c2e                   as it was marked before
  demarche regrade --undo --all                      every quiz of the last --apply

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
    /// Take the last marking of these quizzes back; with --all, of those that were marked last
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
    /// The bank's files that it was marked by.
    pub files: Vec<SourceFile>,
    /// The mode that it was marked by.
    pub scoring: Scoring,
}

impl Again {
    /// Whether a mark, or what the modes say at the end, is another than in force.
    pub fn differs(&self) -> bool {
        let finish = |outcome: &Outcome| outcome.finish.clone();
        self.regraded.turns.iter().any(Remarked::differs)
            || self.regraded.outcome.as_deref().map(finish) != self.stored.outcome().map(finish)
    }
}

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let store = match args.apply || args.undo {
        true => quiz::open_store(globals, output)?,
        false => open_to_look(globals, output)?,
    };
    let mut desk = Desk {
        args: &args,
        store: &store,
        globals,
        banks: Banks::new(args.bank.as_deref(), globals, output)?,
        when: now(),
    };
    match args.undo {
        true => undo(&store, &desk.marked_last()?, output),
        false => {
            let quizzes = desk.quizzes(output)?;
            desk.mark(&quizzes, output)
        }
    }
}

/// Takes the last marking of quizzes back.
fn undo(store: &Store, quizzes: &[SittingId], output: &mut Output) -> Result {
    if quizzes.is_empty() {
        output.tell("No quiz is marked again.");
    }
    for id in quizzes {
        let said = match store.undo_regrade(*id, now())? {
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
    banks: Banks,
    /// When the run began: what was marked in one run can be taken back together.
    when: When,
}

impl Desk<'_> {
    /// The quizzes that are meant, oldest first.
    fn quizzes(&self, output: &mut Output) -> Result<Vec<SittingId>> {
        if !self.args.all {
            return self.those_named();
        }
        let open = self.all(true)?.len();
        if open > 0 {
            let quizzes = counted(
                open as f64,
                "quiz is open and is",
                "quizzes are open and are",
            );
            output.tell(&format!("{quizzes} passed over."));
        }
        Ok(self.all(false)?.iter().rev().map(|quiz| quiz.id).collect())
    }

    /// The quizzes whose marking is to be taken back: those named, or those of the last run.
    fn marked_last(&self) -> Result<Vec<SittingId>> {
        if !self.args.all {
            return self.those_named();
        }
        let mut quizzes = self.all(false)?;
        let at = |quiz: &Summary| quiz.marked.map(|when| when.at);
        let last = quizzes.iter().filter_map(at).max();
        quizzes.retain(|quiz| last.is_some() && at(quiz) == last);
        Ok(quizzes.iter().rev().map(|quiz| quiz.id).collect())
    }

    fn those_named(&self) -> Result<Vec<SittingId>> {
        let find = |ending: &String| Ok(self.store.find(ending)?);
        self.args.quizzes.iter().map(find).collect()
    }

    fn all(&self, open: bool) -> Result<Vec<Summary>> {
        Ok(self.store.history(&History {
            bank: self.banks.named().map(str::to_owned),
            open: Some(open),
            ..History::default()
        })?)
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
                    if self.args.json {
                        progress.hide();
                    }
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
            _ if self.args.all => format!("--all{}", option(self.store.path())),
            _ => format!("QUIZ{}", option(self.store.path())),
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
        let opened = self.banks.of_quiz(&stored)?;
        // what a script made for the quiz it makes again from the quiz's seed
        let made = |bank: &Arc<Bank>| bank.with_variants(stored.beginning.seed, &scripts()).bank;
        let former = made(&self.banks.former(&stored.beginning, &opened));
        let bank = made(&opened.bank);
        let wanted = Wanted {
            score: self.args.score.clone(),
            set: self.args.set.clone(),
            ..Wanted::default()
        };
        let scoring = marking::scoring(&stored, &wanted, self.globals)?;
        let mut beginning = marking::as_marked(&stored, &scoring);
        beginning.questions = Some(marking::questions(&stored, &former, &bank));
        let learner = self.store.learner(&beginning.learner, &bank, Some(id))?;
        let begun = Moment {
            at: stored.begun.at,
            offset: stored.begun.offset,
            elapsed: 0.0,
        };
        let setup = quiz::setup(&beginning, bank, learner, begun)?;
        let terms = Terms {
            former,
            changed: self.args.changed,
        };
        let regraded = Sitting::regrade(setup, &terms, &stored.events, stored.turns());
        let again = Again {
            regraded: regraded.map_err(quiz::refused)?,
            files: opened.files.clone(),
            scoring,
            stored,
        };
        if self.args.apply {
            self.keep(&again)?;
        }
        Ok(again)
    }

    fn keep(&self, again: &Again) -> Result {
        let Some(outcome) = again.regraded.outcome.clone().filter(|_| again.differs()) else {
            return Ok(());
        };
        let changed = again.regraded.turns.iter().filter(|turn| turn.differs());
        let marks: BTreeMap<u32, Marked> = changed
            .map(|turn| (turn.turn.n, turn.now.clone()))
            .collect();
        let regrade = Regrade {
            when: self.when,
            by: somebody(),
            files: again.files.clone(),
            score: again.scoring.score.clone(),
            settings: again.scoring.settings.clone(),
            marks,
            outcome,
            undone: false,
        };
        Ok(self.store.regrade(&again.stored, &regrade)?)
    }
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
