//! The command line: one file for each subcommand, which reads its arguments, calls into the
//! library and writes. No logic of quizzes lives here.

mod bank;
mod check;
mod history;
mod kept;
mod learner;
mod mark;
mod marking;
mod menu;
mod mode;
mod modes;
mod output;
mod play;
mod progress;
mod quiz;
mod regrade;
mod remarks;
mod responses;
mod resume;
mod shell;
mod store;
mod table;
mod watch;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, FromArgMatches, Parser, Subcommand};

pub use output::Output;

/// Quizzes in the terminal, scored and steered by scripts.
#[derive(Debug, Parser)]
#[command(name = "demarche", version, about, after_help = AFTER_HELP, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  demarche play                         choose a bank from a menu
  demarche play primer                  a first quiz of twelve questions
  demarche play my-bank.toml --limit 10 ten questions of a bank of your own
  demarche check my-bank.toml           every mistake of a bank, with its line
  demarche resume                       go on with a quiz that was left

Exit codes:
  0  done, or left on purpose        1  it failed, or a file has problems
  2  wrong usage                     129, 130, 143  after HUP, Ctrl-C, TERM";

/// Options that every command has.
#[derive(Debug, Clone, Args)]
pub struct Globals {
    /// Where answers are kept: a file, or `none` for a quiz that leaves no trace
    #[arg(
        long,
        global = true,
        value_name = "PATH|none",
        env = "DEMARCHE_STORE",
        help_heading = "Everywhere"
    )]
    pub store: Option<PathBuf>,
    /// A folder with banks of your own
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "DEMARCHE_BANKS",
        help_heading = "Everywhere"
    )]
    pub banks: Option<PathBuf>,
    /// A folder with modes of your own
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "DEMARCHE_SCRIPTS",
        help_heading = "Everywhere"
    )]
    pub scripts: Option<PathBuf>,
    /// When to use colours; NO_COLOR is heeded too
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Everywhere"
    )]
    pub color: clap::ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take a quiz
    Play(play::Args),
    /// Go on with a quiz that was left
    Resume(resume::Args),
    /// Past quizzes, and every answer of one
    History(history::Args),
    /// Find every mistake of banks
    Check(check::Args),
    /// Say what a response would earn, and why
    Mark(mark::Args),
    /// Mark finished quizzes again, with a mended script or bank
    Regrade(regrade::Args),
    /// List and show banks
    Bank(bank::Args),
    /// List, show, begin, check and test modes (scripts)
    Mode(mode::Args),
    /// List, rename and delete learners
    Learner(learner::Args),
    /// The file that keeps the answers
    Store(store::Args),
    /// Print a completion script for a shell
    Completions(shell::Completions),
    /// Write the manual pages into a folder
    Man(shell::Man),
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It failed; exit code 1. The message says what to do.
    #[error("{0}")]
    Failed(String),
    /// It was called wrongly; exit code 2.
    #[error("{0}")]
    Usage(String),
    /// What it had to say is said already; only the exit code is left.
    #[error("")]
    Said(u8),
    /// Its output could not be written.
    #[error("can't write the output: {0}")]
    Output(#[from] std::io::Error),
}

/// What a command gives: `Ok` is exit code 0.
pub type Result<T = ()> = std::result::Result<T, Error>;

/// Runs the program with these arguments (the first is its name) and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match parse(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let error = value_apart(&arguments).unwrap_or(error);
            // a closed pipe while help is printed is no failure
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut output = Output::new(cli.globals.color);
    if let Err(missing) = cli.folders_are_there() {
        return output.finish(Err(missing));
    }
    let done = match cli.command {
        Command::Play(args) => play::run(args, &cli.globals, &mut output),
        Command::Resume(args) => resume::run(args, &cli.globals, &mut output),
        Command::History(args) => history::run(args, &cli.globals, &mut output),
        Command::Check(args) => check::run(args, &cli.globals, &mut output),
        Command::Mark(args) => mark::run(args, &cli.globals, &mut output),
        Command::Regrade(args) => regrade::run(args, &cli.globals, &mut output),
        Command::Bank(args) => bank::run(args, &cli.globals, &mut output),
        Command::Mode(args) => mode::run(args, &cli.globals, &mut output),
        Command::Learner(args) => learner::run(args, &cli.globals, &mut output),
        Command::Store(args) => store::run(args, &cli.globals, &mut output),
        Command::Completions(args) => shell::completions(args, &mut output),
        Command::Man(args) => shell::man(args, &mut output),
    };
    output.finish(done)
}

/// Reads the arguments. A variable of the environment that is empty says nothing, and what is told of
/// wrong usage names none: nobody typed it.
fn parse(arguments: &[OsString]) -> std::result::Result<Cli, clap::Error> {
    let empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
    parse_without(arguments, empty).map_err(|error| match error.use_stderr() {
        true => parse_without(arguments, |_| true).err().unwrap_or(error),
        false => error,
    })
}

/// Reads the arguments without some variables of the environment.
fn parse_without(
    arguments: &[OsString],
    unheeded: impl Fn(&OsStr) -> bool,
) -> std::result::Result<Cli, clap::Error> {
    let heeded = |arg: clap::Arg| match arg.get_env() {
        Some(name) if unheeded(name) => arg.env(None::<&str>),
        _ => arg,
    };
    let mut command = definition()
        .mut_args(heeded)
        .mut_subcommands(|command| command.mut_args(heeded));
    let matches = command.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

impl Cli {
    /// A folder that is named must be there, whatever is looked for in it; what is written for a
    /// shell needs none.
    fn folders_are_there(&self) -> Result {
        if matches!(self.command, Command::Completions(_) | Command::Man(_)) {
            return Ok(());
        }
        let named = [
            ("--banks or DEMARCHE_BANKS", &self.globals.banks),
            ("--scripts or DEMARCHE_SCRIPTS", &self.globals.scripts),
        ];
        for (by, folder) in named {
            if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
                return Err(Error::Failed(format!(
                    "there is no folder {}, which is named by {by}",
                    folder.display()
                )));
            }
        }
        Ok(())
    }
}

/// `--set penalty -0.5`: the setting and its value were written apart, which no other message
/// explains as well.
fn value_apart(arguments: &[OsString]) -> Option<clap::Error> {
    let at = arguments.iter().position(|argument| argument == "--set")?;
    let name = arguments.get(at + 1)?.to_str()?;
    let value = arguments.get(at + 2)?.to_str()?;
    let apart = !name.contains('=') && !name.starts_with('-') && value.parse::<f64>().is_ok();
    apart.then(|| {
        let message = format!("a setting is written as one: --set {name}={value}");
        definition().error(clap::error::ErrorKind::ValueValidation, message)
    })
}

/// The command line's definition, for completions, manual pages and documentation.
pub fn definition() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}
