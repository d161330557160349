//! Reading what people type and write: folding, edit distance, numbers, dates, TOML tables, and the
//! problems found on the way. The lowest floor: it knows no question, no bank and no terminal.

pub mod date;
pub mod date_reading;
pub mod decimal;
pub mod distance;
pub mod fold;
pub mod language;
pub mod mention;
pub mod multiplier;
pub mod natural;
pub mod number;
mod number_signs;
pub mod number_words;
pub mod pattern;
pub mod problem;
pub mod qualifier;
pub mod render;
pub mod show;
pub mod suggest;
pub mod table;
mod texts;

pub use date::{PartialDate, Period};
pub use fold::{Folding, Ignored};
pub use pattern::Pattern;
pub use problem::{Problem, Problems, Severity, SourceFile, Sources, Span, Spanned};
pub use show::{clock, counted, harmless, number_for_people};
pub use table::{Table, Value};
pub use texts::Filled;
