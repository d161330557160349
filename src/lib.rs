//! demarche: quizzes in the terminal, scored and steered by scripts.
//!
//! The library behind the `demarche` program. Its heart is [`quiz::Sitting`], a pure state
//! machine fed by events: it is handed a bank, one or two modes, a learner and a seed; it says
//! what to ask, is handed responses, and gives turns. Everything else reads what people write
//! ([`bank`], [`modes`]), keeps what they answered ([`store`]) or talks with them ([`terminal`]).
//!
//! The modules below stand in the order of their floors, top first; each uses only those after it.
//! `docs/ARCHITECTURE.md` is the map.

pub mod bank;
pub mod cli;
pub mod item;
pub mod kinds;
pub mod modes;
pub mod quiz;
pub mod store;
pub mod terminal;
pub mod text;
