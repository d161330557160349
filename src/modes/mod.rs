//! Modes as scripts: the Rhai host. It finds a mode ([`Library`]), checks and compiles it
//! ([`Script::compile`]), and implements [`crate::quiz::Mode`] over its hooks, within bounds. It
//! knows no terminal and no store; `cli` hands its scripts to a [`crate::quiz::Sitting`].

mod api;
mod bounds;
mod brackets;
mod calls;
mod checks;
mod compile;
mod completion;
pub mod conditions;
mod console;
mod constants;
mod definitions;
mod engine;
mod examples;
mod failure;
mod functions;
mod generate;
mod handles;
mod hooks;
mod imports;
mod library;
mod params;
mod parsing;
mod place;
mod profile;
mod program;
mod reference;
mod results;
mod said;
mod script;
mod testing;
mod values;

pub use bounds::{Bounds, STACK, on_deep_stack};
pub use completion::complete;
pub use console::Console;
pub use definitions::definitions;
pub use engine::bounded_engine;
pub use library::{Error, Found, Library, Origin, is_path};
pub use params::Settings;
pub use profile::{Cost, Profile, Simulated, profile};
pub use program::{Program, ScriptFile};
pub use reference::{explained, nearest_name, reference};
pub use script::{Report, Script, check};
pub use testing::{FindBank, TestFailure, Tests};
