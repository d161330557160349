//! `demarche completions` and `demarche man`: what shells and `man` read.

use std::io::Write;
use std::path::PathBuf;

use super::{Error, Output, Result};

/// Arguments of `demarche completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  demarche completions bash > ~/.local/share/bash-completion/completions/demarche"
)]
pub struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

/// Arguments of `demarche man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  demarche man ~/.local/share/man/man1")]
pub struct Man {
    /// The folder to write into; it must be there
    folder: PathBuf,
}

/// Prints a completion script.
pub fn completions(args: Completions, output: &mut Output) -> Result {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut super::definition(),
        "demarche",
        &mut script,
    );
    Ok(output.out.write_all(&script)?)
}

/// Writes the manual pages, one for each command.
pub fn man(args: Man, output: &mut Output) -> Result {
    clap_mangen::generate_to(super::definition(), &args.folder).map_err(|error| {
        Error::Failed(format!(
            "can't write manual pages into {}: {error}",
            args.folder.display()
        ))
    })?;
    Ok(writeln!(
        output.out,
        "Manual pages written into {}.",
        args.folder.display()
    )?)
}
