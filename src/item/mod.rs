//! The few shapes of asking and answering. Kinds of question are many; each lowers itself to one of
//! the [`Shape`]s here, is answered by a [`Response`] of the same shape, and earns a [`Judgement`],
//! which a mode turns into a [`Mark`] in points. This floor knows no kind, no bank and no script.

mod chance;
mod credit;
mod mark;
pub mod naming;
mod prompt;
mod response;
pub mod typed;

pub use chance::Chance;
pub use credit::Credit;
pub use mark::{Judgement, Mark, Part, Step, StepAction};
pub use prompt::{Expects, Piece, Prompt, Shape, letter};
pub use response::{Rating, Response};
