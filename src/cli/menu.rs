//! What a person at a terminal is asked before a quiz: which bank, and whether to go on with a quiz
//! that was left.

use crate::bank::Listed;
use crate::store::{SittingId, Store, Summary};
use crate::terminal::{Chosen, Clock, Leave, Look, Menu, Signals, ago};
use crate::text::show::counted;

use super::bank::library;
use super::{Globals, Output, Result};

/// At most so many open quizzes stand in the menu.
const OPEN_SHOWN: usize = 3;

/// What was chosen.
pub enum Choice {
    /// A new quiz on the bank with this name.
    Bank(String),
    /// An open quiz.
    GoOn(SittingId),
    /// Nothing: how they left.
    Leave(Leave),
}

/// Lets a person choose among their open quizzes and the banks that can be played.
///
/// # Errors
/// The store can't be read.
pub fn choose(store: &Store, learner: &str, globals: &Globals, output: &Output) -> Result<Choice> {
    let mut open = store.open_sittings(learner)?;
    open.retain(|quiz| quiz.turns > 0);
    open.truncate(OPEN_SHOWN);
    let (listed, _) = library(globals).list();
    let mut playable: Vec<&Listed> = listed
        .iter()
        .filter(|entry| !entry.refused && entry.hidden_by.is_none())
        .collect();
    // a first try should be a short one
    playable.sort_by_key(|entry| entry.bank.questions.len());
    let going_on = open.iter().map(|quiz| format!("Go on: {}", left(quiz)));
    let items: Vec<String> = going_on
        .chain(playable.iter().map(|entry| in_a_line(entry)))
        .collect();
    let signals = Signals::listen()?;
    let menu = Menu::new(
        Look {
            colour: output.colour,
        },
        &signals,
    );
    Ok(
        match menu.choose("Which quiz? (arrows, enter; esc leaves)", &items) {
            Chosen::Leave(leave) => Choice::Leave(leave),
            Chosen::Option(at) => match (open.get(at), playable.get(at.saturating_sub(open.len())))
            {
                (Some(quiz), _) => Choice::GoOn(quiz.id),
                (None, Some(entry)) => Choice::Bank(entry.name.clone()),
                (None, None) => Choice::Leave(Leave::Wanted),
            },
        },
    )
}

/// Asks whether to go on with the learner's open quiz on this bank, if there is one.
///
/// # Errors
/// The store can't be read.
pub fn offer(store: &Store, learner: &str, bank: &str, output: &Output) -> Result<Choice> {
    let new = Choice::Bank(bank.to_owned());
    let open = store.open_sittings(learner)?;
    let Some(quiz) = open.iter().find(|quiz| quiz.bank == bank && quiz.turns > 0) else {
        return Ok(new);
    };
    let signals = Signals::listen()?;
    let menu = Menu::new(
        Look {
            colour: output.colour,
        },
        &signals,
    );
    Ok(
        match menu.confirm(&format!("Go on with {}?", left(quiz)), true) {
            Ok(true) => Choice::GoOn(quiz.id),
            Ok(false) => new,
            Err(leave) => Choice::Leave(leave),
        },
    )
}

/// A bank in one line.
fn in_a_line(entry: &Listed) -> String {
    let questions = counted(entry.bank.questions.len() as f64, "question", "questions");
    format!("{}: {} ({questions})", entry.name, entry.bank.title)
}

/// An open quiz in one line.
fn left(quiz: &Summary) -> String {
    let answered = counted(f64::from(quiz.answered()), "answer", "answers");
    let when = ago((Clock::start(0.0).now().at - quiz.last.at) as f64 / 1000.0);
    format!(
        "{}, {answered}, left {when} ({})",
        quiz.bank,
        quiz.id.short()
    )
}
