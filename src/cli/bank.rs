//! `demarche bank`.

use super::{Error, Globals, Output, Result};

/// Arguments of `demarche bank`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs it.
pub fn run(_args: Args, _globals: &Globals, _output: &mut Output) -> Result {
    Err(Error::Failed("this command is being built".to_owned()))
}

/// The banks that a command can open: those of `--banks`, the user's own, the shipped ones.
pub fn library(globals: &Globals) -> crate::bank::Library {
    crate::bank::Library::new(
        globals.banks.as_deref(),
        crate::modes::conditions::RhaiConditions::new(),
    )
}
