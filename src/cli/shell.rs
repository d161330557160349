//! `demarche completions` and `demarche man`: what shells and `man` read.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap_mangen::roff::{Roff, roman};

use super::{Error, Output, Result};

/// Arguments of `demarche completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  demarche completions bash > ~/.local/share/bash-completion/completions/demarche"
)]
pub struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

/// Arguments of `demarche man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  demarche man ~/.local/share/man/man1")]
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
    let mut program = super::definition().disable_help_subcommand(true);
    program.build();
    write_pages(&program, &args.folder).map_err(|error| {
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

/// Writes the page of a command and those of its subcommands.
fn write_pages(command: &clap::Command, folder: &Path) -> std::io::Result<()> {
    for subcommand in command.get_subcommands() {
        write_pages(subcommand, folder)?;
    }
    let man = clap_mangen::Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(text) = command.get_after_help() {
        render_after_help(&text.to_string(), &mut page)?;
    }
    man.render_version_section(&mut page)?;
    std::fs::write(folder.join(man.get_filename()), page)
}

/// What stands behind the options in the help, as sections that keep their lines.
fn render_after_help(text: &str, page: &mut Vec<u8>) -> std::io::Result<()> {
    let heading = |paragraph: &str| match paragraph.lines().next() {
        Some("Examples:") => "EXAMPLES",
        Some("Exit codes:") => "EXIT CODES",
        _ => "NOTES",
    };
    let mut roff = Roff::default();
    for section in ["EXIT CODES", "NOTES", "EXAMPLES"] {
        let own = text.split("\n\n").filter(|part| heading(part) == section);
        let own: Vec<&str> = own.collect();
        if own.is_empty() {
            continue;
        }
        roff.control("SH", [section]);
        roff.control("nf", []);
        for (at, paragraph) in own.into_iter().enumerate() {
            let named = usize::from(section != "NOTES");
            let gap = (at > 0).then_some("");
            for line in gap.into_iter().chain(paragraph.lines().skip(named)) {
                roff.text([roman(line)]);
            }
        }
        roff.control("fi", []);
    }
    roff.to_writer(page)
}
