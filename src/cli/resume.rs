//! `demarche resume`: go on with a quiz that was left.

use crate::store::{SittingId, Store, StoredSitting};
use crate::text::Sources;

use super::bank::library;
use super::quiz::{self, Ready, Showing, open_store};
use super::store::{named, option};
use super::{Error, Globals, Output, Result};

/// Arguments of `demarche resume`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  demarche resume            the quiz left last\n  demarche resume 7d1e4c2e   that one"
)]
pub struct Args {
    /// The quiz's id, or its last digits; the newest open one if left out
    id: Option<String>,
    /// Whose quiz it is
    #[arg(long, value_name = "NAME", env = "DEMARCHE_LEARNER")]
    learner: Option<String>,
    #[command(flatten)]
    showing: Showing,
}

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let store = open_store(globals, output)?;
    let id = match &args.id {
        Some(ending) => store.find(ending)?,
        None => newest(&store, args.learner.as_deref())?,
    };
    let mut front = args.showing.front(output)?;
    let load = || load(&store, id, globals, output);
    let ready = args.showing.before_quiz(load)?;
    let end = quiz::take(&store, ready, front.as_mut(), None)?;
    args.showing.tell_left_over(&end, front.as_mut(), output);
    quiz::exit(&end)
}

fn newest(store: &Store, learner: Option<&str>) -> Result<SittingId> {
    let learner = store.resolve_learner(learner)?;
    let newest = store.newest_open(&learner)?;
    newest.map(|quiz| quiz.id).ok_or_else(|| {
        let option = option(store.path());
        Error::Failed(format!(
            "{learner} has no open quiz; begin one with `demarche play{option}`, or see \
             `demarche history{option}`"
        ))
    })
}

/// Loads a stored quiz, ready to go on with what it was begun with.
///
/// # Errors
/// It is over, or what was stored does not fit together.
pub fn load(store: &Store, id: SittingId, globals: &Globals, output: &mut Output) -> Result<Ready> {
    let StoredSitting {
        beginning,
        ended,
        events,
        ..
    } = store.load(id)?;
    if ended {
        return Err(Error::Failed(format!(
            "the quiz {} is over; see it with `demarche history show {}`",
            id.short(),
            named(store, id)
        )));
    }
    let mut files = Sources::new();
    for file in &beginning.files {
        files.add(file.name.clone(), file.text.clone());
    }
    let library = library(globals);
    let loaded = library
        .reload(&files, &beginning.bank)
        .filter(|loaded| !loaded.problems.refuse())
        .ok_or_else(|| Error::Failed("the stored bank can't be read by this version".to_owned()))?;
    if changed(&library, &files) {
        output.tell(
            "The bank has changed since; this quiz goes on with the bank that it began with.",
        );
    }
    for kept in std::iter::once(&beginning.score).chain(&beginning.select) {
        if super::kept::changed(kept, globals) {
            let name = &kept.name;
            output.tell(&format!("The mode {name} has changed since; this quiz goes on with the one that it began with."));
        }
    }
    quiz::go_on(store, loaded.bank, beginning, id, events)
}

/// Whether the bank's files on disk are others now. A bank that is gone has not changed.
fn changed(library: &crate::bank::Library, files: &Sources) -> bool {
    let Some(first) = files.get(0) else {
        return false;
    };
    let now = library.open(&first.name);
    now.is_ok_and(|now| {
        now.files
            .iter()
            .map(|f| &f.text)
            .ne(files.iter().map(|f| &f.text))
    })
}
