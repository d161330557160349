//! What `play` and `resume` share: opening the store, making a sitting from what a quiz is begun
//! with, choosing how it is shown, taking it, and the last lines.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use crate::bank::{Bank, Variants};
use crate::quiz::{Event, Failure, Half, Learner, Moment, Setup, Sitting};
use crate::store::{Beginning, SittingId, Store, StoreError};
use crate::terminal::{
    Clock, End, FrontEnd, JsonLines, LastTime, Leave, Length, Lines, Look, Names, Plain, Session,
    Signals, unseen,
};

#[cfg(unix)]
use crate::terminal::FullScreen;
use crate::text::{Problems, Sources, render::render};

use super::bank::scripts;
use super::kept::compile;
use super::store::named;
use super::watch::Scripts;
use super::{Error, Globals, Output, Result};

/// How a quiz is shown and answered.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Showing {
    /// Plain lines instead of the full screen: nothing is redrawn, everything is in words
    #[arg(long)]
    pub plain: bool,
    /// Read the answers from a file, one a line (`-` is standard input)
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Write JSON lines, as docs/json.md says
    #[arg(long)]
    pub json: bool,
}

impl Showing {
    /// Whether a person sits at a terminal, who can be shown a menu.
    pub fn has_person(&self) -> bool {
        !self.json
            && self.answers.is_none()
            && std::io::stdin().is_terminal()
            && std::io::stdout().is_terminal()
    }

    /// Whether menus can be drawn: a person sits at a terminal that can do more than print lines.
    pub fn has_menus(&self) -> bool {
        self.has_person() && !self.plain && !dumb()
    }

    /// Says that the file of answers holds more than a quiz that is over has asked for.
    pub fn tell_left_over(&self, end: &End, front: &mut dyn FrontEnd, output: &mut Output) {
        if let (Some(path), End::Finished(..)) = (&self.answers, end)
            && front.has_left_over()
        {
            let path = path.display();
            output.tell(&format!(
                "The quiz is over: the last lines of {path} were not asked for."
            ));
        }
    }

    /// Does what a person waits for before a quiz; keys typed meanwhile are not shown.
    ///
    /// # Errors
    /// Signals can't be listened to, or those of the work.
    pub fn before_quiz<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.has_menus() {
            return unseen(&Signals::listen()?, work);
        }
        work()
    }

    /// The front end.
    ///
    /// # Errors
    /// The file of answers can't be opened, or signals can't be listened to.
    pub fn front(&self, output: &Output) -> Result<Box<dyn FrontEnd>> {
        let lines = match self.answers.as_deref() {
            Some(path) if path.as_os_str() != "-" => {
                let unreadable = |why: String| {
                    Error::Failed(format!(
                        "can't open the answers in {}: {why}",
                        path.display()
                    ))
                };
                if path.is_dir() {
                    return Err(unreadable("it is a folder".to_owned()));
                }
                let file = std::fs::File::open(path).map_err(|e| unreadable(e.to_string()))?;
                Lines::of(std::io::BufReader::new(file))
            }
            _ => Lines::standard(Signals::listen()?),
        };
        if self.json {
            return Ok(Box::new(JsonLines::new(std::io::stdout(), lines)));
        }
        let look = Look {
            colour: output.colour,
        };
        let person = self.has_person();
        #[cfg(unix)]
        if self.has_menus() {
            return Ok(Box::new(FullScreen::new(look, Signals::listen()?)));
        }
        Ok(Box::new(Plain::new(
            std::io::stdout(),
            lines,
            look,
            None,
            person,
        )))
    }
}

/// Whether the terminal can only print lines.
fn dumb() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb")
}

/// Opens the store that the command line names.
///
/// # Errors
/// It can't be opened.
pub fn open_store(globals: &Globals, output: &mut Output) -> Result<Store> {
    let store = match super::store::path(globals)? {
        Some(path) => Store::open(&path)?,
        None => Store::in_memory()?,
    };
    Ok(up_to_date(store, output))
}

/// The store; where it was brought up to date by opening it, that is told.
pub fn up_to_date(store: Store, output: &mut Output) -> Store {
    if let Some(copy) = store.copy_of_older() {
        output.tell(&format!(
            "The store was brought up to date; a copy of it as it was is {}.",
            copy.display()
        ));
    }
    store
}

/// A quiz ready to be taken.
pub struct Ready {
    /// The sitting.
    pub sitting: Sitting,
    /// Its id in the store.
    pub id: SittingId,
    /// What it was begun with.
    pub beginning: Beginning,
    /// Questions that could not be made, each with the reason.
    pub left_out: Vec<String>,
}

/// Begins a quiz and keeps it.
///
/// # Errors
/// A mode refuses to begin or does not compile, or the store can't keep it.
pub fn begin(store: &Store, bank: Arc<Bank>, beginning: Beginning) -> Result<Ready> {
    let Variants { bank, left_out } = bank.with_variants(beginning.seed, &scripts());
    let learner = store.learner(&beginning.learner, &bank, None)?;
    let setup = setup(&beginning, bank, learner, Clock::start(0.0).now())?;
    if setup.questions.is_empty() {
        let why = format!(
            "no question of this quiz could be made:\n{}",
            left_out.join("\n")
        );
        return Err(Error::Failed(why));
    }
    let now = setup.now;
    let mut sitting = Sitting::begin(setup).map_err(refused)?;
    let id = store.begin(&beginning, &sitting.take_events(), now)?;
    Ok(Ready {
        sitting,
        id,
        beginning,
        left_out,
    })
}

/// Goes on with a stored quiz.
///
/// # Errors
/// What was stored does not fit together, or a mode does not compile.
pub fn go_on(
    store: &Store,
    bank: Arc<Bank>,
    beginning: Beginning,
    id: SittingId,
    events: Vec<Event>,
) -> Result<Ready> {
    let Variants { bank, left_out } = bank.with_variants(beginning.seed, &scripts());
    let learner = store.learner(&beginning.learner, &bank, Some(id))?;
    let beginning = as_reloaded(beginning, &events);
    let setup = setup(&beginning, bank, learner, Clock::start(0.0).now())?;
    let sitting =
        Sitting::resume(setup, events).map_err(|error| Error::Failed(error.to_string()))?;
    Ok(Ready {
        sitting,
        id,
        beginning,
        left_out,
    })
}

/// With the modes' scripts as they were when the quiz was left.
fn as_reloaded(mut beginning: Beginning, events: &[Event]) -> Beginning {
    let of = |half| beginning.settings.get(half);
    let reloaded = super::kept::as_reloaded;
    let (score, of_score) = reloaded(&beginning.score, of("score"), Half::Score, events);
    let select = beginning.select.as_ref();
    let select = select.map(|select| reloaded(select, of("select"), Half::Select, events));
    let (select, of_select) = select.unzip();
    beginning.settings = serde_json::json!({ "score": of_score, "select": of_select });
    beginning.score = score;
    beginning.select = select;
    beginning
}

/// What a quiz is begun with, its modes compiled.
///
/// # Errors
/// A mode does not compile.
pub fn setup(
    beginning: &Beginning,
    bank: Arc<Bank>,
    learner: Learner,
    now: Moment,
) -> Result<Setup> {
    let questions = match &beginning.questions {
        Some(ids) => {
            let mut places: Vec<u32> = ids.iter().filter_map(|id| bank.index_of(id)).collect();
            places.sort_unstable();
            places
        }
        None => (0..u32::try_from(bank.questions.len()).unwrap_or(u32::MAX)).collect(),
    };
    Ok(Setup {
        bank,
        questions,
        learner,
        seed: beginning.seed,
        limits: beginning.limits,
        score: compile(&beginning.score, beginning.settings.get("score"))?,
        select: match &beginning.select {
            Some(select) => Some(compile(select, beginning.settings.get("select"))?),
            None => None,
        },
        now,
    })
}

/// A mode's refusal to begin, or what went wrong in its `start`.
pub fn refused(failure: Failure) -> Error {
    if failure.report.trim() == failure.message.trim() {
        return Error::Failed(format!(
            "{} refuses to begin: {}",
            failure.mode, failure.message
        ));
    }
    Error::Failed(failure.report)
}

/// Takes a quiz and says how it ended.
///
/// # Errors
/// The output can't be written, or the learner chose to stop with something not kept.
pub fn take(
    store: &Store,
    ready: Ready,
    front: &mut dyn FrontEnd,
    watch: Option<&mut Scripts>,
) -> Result<End> {
    let Ready {
        sitting,
        id,
        beginning,
        left_out,
    } = ready;
    for line in left_out {
        front.note(&line)?;
    }
    let last = store.last_outcome(&beginning.learner, &beginning.bank, Some(id))?;
    let now = sitting.quiz().now().at;
    let last_time = last.and_then(|last| {
        Some(LastTime {
            share: last.share()?,
            seconds_ago: (now - last.last.at) as f64 / 1000.0,
        })
    });
    let select = beginning.select.as_ref().unwrap_or(&beginning.score);
    let names = Names {
        quiz: id.to_string(),
        kept_as: store.path().map(|_| named(store, id)),
        score: beginning.score.name.clone(),
        select: select.name.clone(),
    };
    let mut session = Session::new(sitting, store, id, names, last_time);
    if let Some(watch) = watch {
        session = session.watched(watch);
    }
    let end = session.run(front).map_err(|error| match error {
        crate::terminal::SessionError::Output(error) => Error::Output(error),
    })?;
    let last_line = match &end {
        End::Left(Leave::TerminalGone) | End::Finished(..) => None,
        End::Left(leave) => Some(left(&session, store, id, *leave)),
        End::NotKept(why) => {
            let way_on = way_on(store, id);
            Some(format!("The last answer is not kept: {why}. {way_on}"))
        }
    };
    if let Some(line) = last_line {
        front.close()?;
        // how the quiz was left matters more than whether this line can be written
        let _ = front.note(&line);
    }
    Ok(end)
}

/// The line that says where a quiz was left and how to go on.
fn left(session: &Session<'_>, store: &Store, id: SittingId, leave: Leave) -> String {
    let so_far = session.so_far();
    let answered = match session.length() {
        Length::Exactly(of) => format!("{} of {of} answered", so_far.answered),
        Length::AtMost(of) => format!("{} of at most {of} answered", so_far.answered),
        Length::Open => format!("{} answered", so_far.answered),
    };
    let skipped = match so_far.skipped {
        0 => String::new(),
        skipped => format!(", {skipped} skipped"),
    };
    let points = match so_far.share() {
        Some(_) => format!(
            ", {} of {}",
            crate::text::number_for_people(so_far.total.points),
            crate::text::counted(so_far.total.max_points, "point", "points")
        ),
        None => String::new(),
    };
    let why = if leave == Leave::EndOfInput {
        "The input ended"
    } else {
        "Left"
    };
    let way_on = way_on(store, id);
    format!("{why}: {answered}{skipped}{points}. {way_on}")
}

/// How to go on with a quiz that was left, if it can be.
fn way_on(store: &Store, id: SittingId) -> String {
    match store.path() {
        Some(path) if store.is_gone() => format!(
            "It can't be gone on with: {} was deleted or replaced.",
            path.display()
        ),
        Some(_) => format!("Go on with: demarche resume {}", named(store, id)),
        None => "Nothing is kept of it (--store none).".to_owned(),
    }
}

/// The exit code of a session's end.
///
/// # Errors
/// Always where the code is not 0.
pub fn exit(end: &End) -> Result {
    match end {
        End::Finished(crate::terminal::AfterQuiz::Leave(leave), _) | End::Left(leave) => {
            match leave.exit_code() {
                0 => Ok(()),
                code => Err(Error::Said(code)),
            }
        }
        End::Finished(..) => Ok(()),
        End::NotKept(_) => Err(Error::Said(1)),
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Shows the problems of a bank that can't be played.
///
/// # Errors
/// Always: the bank is refused.
pub fn refuse<'a>(
    told: impl IntoIterator<Item = (&'a Problems, &'a Sources)>,
    output: &mut Output,
) -> Error {
    for (problems, sources) in told {
        for problem in problems {
            let text = render(problem, sources, output.colour);
            let _ = writeln!(output.err, "{text}");
        }
    }
    output.tell("This bank can't be played until its problems are mended; `demarche check` shows them again.");
    Error::Said(1)
}
