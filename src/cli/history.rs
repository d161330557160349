//! `demarche history`.

use super::{Error, Globals, Output, Result};

/// Arguments of `demarche history`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs it.
pub fn run(_args: Args, _globals: &Globals, _output: &mut Output) -> Result {
    Err(Error::Failed("this command is being built".to_owned()))
}
