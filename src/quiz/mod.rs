//! The engine: one learner taking one quiz, as a pure state machine fed by events.
//!
//! A [`Sitting`] is handed a bank, modes, a learner and a seed ([`Setup`]); it says what to ask
//! ([`Step`]), is handed a response and the time, and gives a [`Turn`]. It touches no terminal, no
//! file, no clock, no database, and knows no Rhai: what differs between modes is behind the trait
//! [`Mode`]. What happened is a list of [`Event`]s; folding them gives the same quiz again.

mod answer;
mod choose;
mod event;
mod fold;
mod learner;
mod marker;
mod mastery;
mod mode;
mod offer;
mod outcome;
mod pool;
mod record;
mod regrade;
mod reload;
mod sitting;
mod turn;

pub use answer::{Answered, Given, Tried};
pub use event::{Asked, Event, Half, KeptFile, Snapshot};
pub use fold::Resume;
pub use learner::{Learner, Past};
pub use marker::Marker;
pub use mastery::{ENOUGH, MASTERED, Mastery, REMEMBERED};
pub use mode::{
    Action, Bar, BuiltIn, Failure, Feedback, Finish, Mode, Pick, Rules, Scored, Selection, State,
};
pub use outcome::{Ended, Outcome, Tally};
pub use pool::Pool;
pub use record::{Asks, Limits, Moment, Quiz};
pub use regrade::{Basis, Regraded, Remarked, Terms};
pub use reload::Refused;
pub use sitting::{Pending, Setup, Sitting, Step};
pub use turn::{Marked, Turn};
