//! `demarche play`: take a quiz.

use std::sync::Arc;

use crate::bank::{Bank, Loaded, Question};
use crate::quiz::Limits;
use crate::store::{Beginning, Store};
use crate::terminal::{AfterQuiz, End, FrontEnd};
use crate::text::suggest;
use crate::text::table::read_seconds;

use super::bank::library;
use super::menu::{self, Choice};
use super::modes::{self, Wanted};
use super::quiz::{self, Ready, Showing, open_store};
use super::watch::Scripts;
use super::{Error, Globals, Output, Result};

const EXAMPLES: &str = "\
Examples:
  demarche play                                   a menu (in a pipe: the primer)
  demarche play primer                            a first quiz
  demarche play my-bank.toml --limit 10           ten questions of a bank of your own
  demarche play pact-2024 --topic pact --mode streak
  demarche play pact-2024 --score partial --select ladder --set rung=3
  printf 'b\\nPyongyang\\n' | demarche play primer --seed 3";

/// Arguments of `demarche play`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A bank's name, or a path to one
    bank: Option<String>,
    #[command(flatten)]
    modes: Wanted,
    /// At most so many questions
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Only questions on this topic; may be given again
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// A time limit for the whole quiz: 90s, 10m or 1h30m; a number alone is seconds
    #[arg(long, value_name = "TIME", value_parser = time)]
    time: Option<f64>,
    /// A whole number from 0; the same seed and answers give the same quiz
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Whose quiz it is
    #[arg(long, value_name = "NAME", env = "DEMARCHE_LEARNER")]
    learner: Option<String>,
    /// Take a mode's script over when it changes on disk, between two questions
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    showing: Showing,
}

fn time(text: &str) -> std::result::Result<f64, String> {
    read_seconds(text)
        .filter(|seconds| *seconds > 0.0)
        .ok_or_else(|| "write it as 90s, 10m or 1h30m".to_owned())
}

/// A seed as typed.
///
/// # Errors
/// It is no whole number from 0.
pub fn seed(text: &str) -> std::result::Result<u64, String> {
    text.parse()
        .map_err(|_| "a seed is a whole number from 0".to_owned())
}

/// Runs it.
pub fn run(args: Args, globals: &Globals, output: &mut Output) -> Result {
    let store = open_store(globals, output)?;
    let learner = store.resolve_learner(args.learner.as_deref())?;
    let end = match wanted(&args, &store, &learner, globals, output)? {
        Choice::Leave(leave) => End::Left(leave),
        Choice::GoOn(id) => {
            let mut front = args.showing.front(output)?;
            let load = || super::resume::load(&store, id, globals, output);
            let ready = args.showing.before_quiz(load)?;
            let mut scripts = args.watch.then(|| Scripts::of(&ready.beginning, globals));
            quiz::take(&store, ready, front.as_mut(), scripts.as_mut())?
        }
        Choice::Bank(name) => new(&args, &name, &store, learner, globals, output)?,
    };
    quiz::exit(&end)
}

/// What is to be played: the bank that is named, or what a person chooses.
fn wanted(
    args: &Args,
    store: &Store,
    learner: &str,
    globals: &Globals,
    output: &mut Output,
) -> Result<Choice> {
    let has_menus = args.showing.has_menus();
    match &args.bank {
        Some(name) if has_menus && args.asks_nothing_special() => {
            let open = || open_bank(name, globals, output);
            let loaded = args.showing.before_quiz(open)?;
            match menu::offer(store, learner, &loaded.bank.id, output)? {
                Choice::Bank(_) => Ok(Choice::Bank(name.clone())),
                other => Ok(other),
            }
        }
        Some(name) => Ok(Choice::Bank(name.clone())),
        None if has_menus => menu::choose(store, learner, globals, output),
        None => {
            output.tell(
                "No bank is named: this is the primer. `demarche bank list` shows the others.",
            );
            Ok(Choice::Bank("primer".to_owned()))
        }
    }
}

/// Takes a new quiz on a bank.
fn new(
    args: &Args,
    bank: &str,
    store: &Store,
    learner: String,
    globals: &Globals,
    output: &mut Output,
) -> Result<End> {
    let mut front = args.showing.front(output)?;
    let begun = args
        .showing
        .before_quiz(|| begin(args, bank, store, learner, globals, output))?;
    let end = play(store, begun, front.as_mut())?;
    args.showing.tell_left_over(&end, front.as_mut(), output);
    Ok(end)
}

/// A quiz that is begun, with what the same again is begun with.
struct Begun {
    bank: Arc<Bank>,
    beginning: Beginning,
    ready: Ready,
    /// Where they are watched.
    scripts: Option<Scripts>,
}

fn begin(
    args: &Args,
    bank: &str,
    store: &Store,
    learner: String,
    globals: &Globals,
    output: &mut Output,
) -> Result<Begun> {
    let loaded = open_bank(bank, globals, output)?;
    if let Some(former) = store.looks_like(&loaded.bank)? {
        output.tell(&format!(
            "This bank looks like `{former}`, of which answers are kept; give it id = \"{former}\" \
             under [bank] to keep its history."
        ));
    }
    let chosen = modes::choose(&args.modes, &loaded, globals, output)?;
    let beginning = beginning(args, &loaded, chosen, learner)?;
    let scripts = args.watch.then(|| Scripts::of(&beginning, globals));
    let ready = quiz::begin(store, loaded.bank.clone(), beginning.clone())?;
    Ok(Begun {
        bank: loaded.bank,
        beginning,
        ready,
        scripts,
    })
}

impl Args {
    /// Whether nothing is asked for that only a new quiz could give.
    fn asks_nothing_special(&self) -> bool {
        let modes = &self.modes;
        let modes = modes.mode.is_none() && modes.score.is_none() && modes.select.is_none();
        let bounds = self.limit.is_none() && self.time.is_none() && self.topic.is_empty();
        modes && bounds && self.modes.set.is_empty() && self.seed.is_none()
    }
}

/// Takes quizzes until the learner leaves: after one, perhaps the same again, or its review.
fn play(store: &Store, begun: Begun, front: &mut dyn FrontEnd) -> Result<End> {
    let Begun {
        bank,
        mut beginning,
        mut ready,
        mut scripts,
    } = begun;
    let questions = beginning.questions.clone();
    loop {
        match quiz::take(store, ready, front, scripts.as_mut())? {
            End::Finished(AfterQuiz::Again, _) => beginning.questions.clone_from(&questions),
            End::Finished(AfterQuiz::Review, review) => beginning.questions = Some(review),
            end => return Ok(end),
        }
        if let Some(scripts) = &scripts {
            scripts.update(&mut beginning);
        }
        beginning.seed = random_seed();
        ready = quiz::begin(store, bank.clone(), beginning.clone())?;
    }
}

/// Opens a bank and says what there is to say of it.
///
/// # Errors
/// There is none of that name, or it has problems, which are shown.
pub fn open_bank(name: &str, globals: &Globals, output: &mut Output) -> Result<Loaded> {
    let loaded = library(globals)
        .open(name)
        .map_err(|error| Error::Failed(error.to_string()))?;
    for note in &loaded.notes {
        output.tell(note);
    }
    if loaded.problems.refuse() {
        return Err(quiz::refuse([(&loaded.problems, &loaded.files)], output));
    }
    if loaded.bank.questions.is_empty() {
        return Err(Error::Failed(format!(
            "the bank {} has no questions",
            loaded.bank.id
        )));
    }
    Ok(loaded)
}

/// What the quiz is begun with.
fn beginning(
    args: &Args,
    loaded: &Loaded,
    chosen: modes::Chosen,
    learner: String,
) -> Result<Beginning> {
    let bank = &loaded.bank;
    Ok(Beginning {
        learner,
        bank: bank.id.clone(),
        bank_title: bank.title.clone(),
        bank_version: bank.version.clone(),
        files: loaded.files.iter().cloned().collect(),
        score: chosen.score,
        select: chosen.select,
        settings: chosen.settings,
        seed: args.seed.unwrap_or_else(random_seed),
        limits: Limits {
            turns: args.limit,
            time: args.time,
        },
        questions: asked(bank, &args.topic)?,
    })
}

/// The ids of the questions on these topics that are not void; none where that is the whole bank.
fn asked(bank: &Bank, topics: &[String]) -> Result<Option<Vec<String>>> {
    for topic in topics {
        if bank.topic(topic).is_none() {
            let known = || bank.topics.iter().map(|topic| topic.id.as_str());
            let hint = match suggest::nearest(topic, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its topics are {}", known().collect::<Vec<_>>().join(", ")),
            };
            return Err(Error::Failed(format!(
                "the bank {} has no topic `{topic}`; {hint}",
                bank.id
            )));
        }
    }
    let is_asked = |question: &&Question| {
        let on_topic = topics.is_empty() || question.topics.iter().any(|t| topics.contains(t));
        on_topic && question.void.is_none()
    };
    let asked = bank.questions.iter().filter(is_asked);
    let ids: Vec<String> = asked.map(|question| question.id.clone()).collect();
    if topics.is_empty() && ids.len() == bank.questions.len() {
        return Ok(None);
    }
    if !ids.is_empty() {
        return Ok(Some(ids));
    }
    let id = &bank.id;
    Err(Error::Failed(match topics {
        [] => format!("every question of the bank {id} is void"),
        topics => format!("the bank {id} has no question on {}", topics.join(" or ")),
    }))
}

/// A seed that nobody chose, short enough to be typed again.
fn random_seed() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::hash::RandomState::new().build_hasher().finish() % 1_000_000
}
