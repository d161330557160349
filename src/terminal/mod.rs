//! Talking with the learner. A [`FrontEnd`] puts questions and shows results: a full screen, plain
//! lines, or JSON lines. It knows no bank, no script and no database: it is handed views
//! ([`QuestionView`], [`TurnView`], [`OutcomeView`]) and calls back to its [`Desk`] for what a
//! learner asks for while it waits. The driver of a quiz calls it.

#[cfg(unix)]
mod asking;
mod clock;
#[cfg(unix)]
mod decode;
mod feedback;
#[cfg(unix)]
mod full;
#[cfg(all(test, unix))]
mod gallery;
mod input;
pub mod json;
mod lines;
pub(crate) mod listing;
mod look;
#[cfg(unix)]
mod marked;
mod menu;
mod plain;
#[cfg(unix)]
mod prompts;
mod result;
mod review;
#[cfg(unix)]
mod scene;
#[cfg(unix)]
mod screen;
mod session;
#[cfg(unix)]
mod showing;
mod signals;
#[cfg(test)]
mod testing;
#[cfg(unix)]
mod tty;
mod view;
mod watching;
mod words;
mod wrap;

use std::io;

use crate::item::Response;
use crate::kinds::Doubt;
use crate::quiz::Given;

pub use clock::Clock;
pub use feedback::{part_in_words, step_in_words, verdict_on};
#[cfg(unix)]
pub use full::FullScreen;
pub use json::JsonLines;
pub use lines::Lines;
pub use look::{Look, width};
pub use menu::{Menu, unseen};
pub use plain::Plain;
pub use review::Review;
pub use session::{End, Names, Session, SessionError};
pub use signals::Signals;
pub use view::{EntityCard, LastTime, Length, OutcomeView, QuestionView, TurnView};
pub use watching::{NewScript, Watch};
pub use words::ago;
pub use words::verdict;

/// What a front end shows and asks.
///
/// # Errors
/// Each method fails only where the output can't be written. A terminal that has vanished is no
/// error but [`Leave::TerminalGone`].
pub trait FrontEnd {
    /// Puts a question before the learner and waits for what they do with it.
    fn ask(&mut self, view: &QuestionView<'_>, desk: &mut dyn Desk) -> io::Result<Reply>;

    /// Shows what an answer earned and why, as far as the rules allow; waits until the learner goes
    /// on.
    fn show_turn(&mut self, view: &TurnView<'_>, desk: &mut dyn Desk) -> io::Result<Onward>;

    /// Shows the result.
    fn show_outcome(&mut self, view: &OutcomeView<'_>) -> io::Result<AfterQuiz>;

    /// Shows a line that is not part of the quiz: "a failing score …", "go on with …".
    fn note(&mut self, text: &str) -> io::Result<()>;

    /// Shows lines that are not part of the quiz, as they are: a script's mistakes. Waits until they
    /// are read, where someone reads.
    fn report(&mut self, text: &str) -> io::Result<Onward> {
        self.note(text)?;
        Ok(Onward::Next)
    }

    /// What a mode lets the learner choose from between two questions.
    fn offer(&mut self, labels: &[&str]) -> io::Result<Chosen>;

    /// A choice that must be made now: "the answer could not be kept" with "try again" and "stop".
    fn choose(&mut self, text: &str, options: &[&str]) -> io::Result<Chosen>;

    /// Whether answers are left that no question has asked for. Only where they come from a file:
    /// others may never end.
    fn has_left_over(&mut self) -> bool {
        false
    }

    /// Gives the terminal back. Notes after it are lines on the main screen.
    fn close(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a front end may call while it waits.
pub trait Desk {
    /// The next hint of the question, if one is left. It is kept before it is given.
    fn hint(&mut self) -> Option<String>;

    /// Flags or unflags the question (after an answer: the one just answered); gives the new state.
    fn flag(&mut self) -> Option<bool>;

    /// Why a response should be asked again before it is marked, if it should.
    fn doubt(&mut self, response: &Response) -> Option<Doubt>;

    /// What the question is about.
    fn entities(&self) -> Vec<EntityCard>;

    /// Seconds spent in the quiz until now.
    fn elapsed(&self) -> f64;
}

/// What the learner did with a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Answered it, skipped it (no response) or let the time run out.
    Given(Given),
    /// Left.
    Leave(Leave),
}

/// What the learner did after the feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// On to the next question.
    Next,
    /// Left.
    Leave(Leave),
}

/// What the learner did after the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterQuiz {
    /// The same quiz once more.
    Again,
    /// A quiz of the questions to review.
    Review,
    /// Left.
    Leave(Leave),
}

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// The option at this place.
    Option(usize),
    /// None: the learner left.
    Leave(Leave),
}

/// How a learner leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// On purpose: Esc, Ctrl-D or `:quit`.
    Wanted,
    /// The input ended.
    EndOfInput,
    /// By a signal, or a key that stands for one (Ctrl-C).
    Signal(Signal),
    /// The terminal has vanished: nothing more can be shown.
    TerminalGone,
}

/// The signals that end a quiz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// INT, Ctrl-C.
    Interrupt,
    /// TERM.
    Terminate,
    /// HUP.
    HangUp,
}

impl Leave {
    /// The exit code of the program: 128 and the signal's number, 0 where it was on purpose.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Wanted | Self::EndOfInput => 0,
            Self::Signal(Signal::Interrupt) => 130,
            Self::Signal(Signal::Terminate) => 143,
            Self::Signal(Signal::HangUp) | Self::TerminalGone => 129,
        }
    }
}
