//! `demarche mode doc`: the reference of all that modes can use, made from the host itself.

use std::io::Write;

use super::{Error, Output, Result};
use crate::modes::{definitions, explained, nearest_name, reference};

/// Arguments of `demarche mode doc`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Names to explain, such as `left`, `pool.left` or all of `pool`; without one, everything
    #[arg(value_name = "NAME", conflicts_with = "format")]
    names: Vec<String>,
    /// How everything is written
    #[arg(long, default_value = "markdown")]
    format: Format,
}

/// How everything is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// As in docs/scripting.md
    Markdown,
    /// As a definition file, for editors that know Rhai
    Rhai,
}

const AFTER_HELP: &str = "\
Examples:
  demarche mode doc pool.weighted                   what that is, with an example
  demarche mode doc turn                            all that a turn has
  demarche mode doc --format rhai > demarche.d.rhai for editors that know Rhai";

/// Runs it.
pub fn run(args: &Args, output: &mut Output) -> Result {
    if args.names.is_empty() {
        let text = match args.format {
            Format::Markdown => reference(),
            Format::Rhai => definitions(),
        };
        return Ok(write!(output.out, "{}", text.trim_start())?);
    }
    for (n, name) in args.names.iter().enumerate() {
        let Some(text) = explained(name) else {
            let hint = match nearest_name(name) {
                Some(near) => format!(", did you mean `{near}`?"),
                None => "; `demarche mode doc` prints all".to_owned(),
            };
            return Err(Error::Failed(format!("there is no `{name}`{hint}")));
        };
        let gap = if n > 0 { "\n" } else { "" };
        write!(output.out, "{gap}{text}")?;
    }
    Ok(())
}
