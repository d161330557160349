//! Where commands write: standard output and error, with or without colours, and what becomes of a
//! closed pipe.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anstream::AutoStream;

use super::{Error, Result};

/// Standard output and error. Escape sequences of styles are taken out where colours are off.
pub struct Output {
    /// Standard output, buffered by lines.
    pub out: AutoStream<io::Stdout>,
    /// Standard error.
    pub err: AutoStream<io::Stderr>,
    /// Whether styles are wanted on standard output.
    pub colour: bool,
}

impl Output {
    /// The process's own, with colours as chosen.
    pub fn new(choice: clap::ColorChoice) -> Self {
        let choice = match choice {
            clap::ColorChoice::Always => anstream::ColorChoice::Always,
            clap::ColorChoice::Never => anstream::ColorChoice::Never,
            clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        };
        let out = AutoStream::new(io::stdout(), choice);
        let colour = out.current_choice() != anstream::ColorChoice::Never;
        Self {
            out,
            err: AutoStream::new(io::stderr(), choice),
            colour,
        }
    }

    /// Whether standard output is a terminal.
    pub fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// How many columns a line on standard output may have; no bound where it is no terminal.
    pub fn width(&self) -> usize {
        #[cfg(unix)]
        if let Ok(window) = rustix::termios::tcgetwinsize(io::stdout())
            && window.ws_col > 0
        {
            return usize::from(window.ws_col).max(20);
        }
        usize::MAX
    }

    /// A line for people on standard error, made harmless; that it can't be written is no failure.
    pub fn tell(&mut self, message: &str) {
        let _ = writeln!(self.err, "{}", crate::text::harmless(message));
    }

    /// The exit code of what was done; says what failed. A closed pipe ends quietly.
    pub fn finish(mut self, done: Result) -> ExitCode {
        let flushed = self.out.flush().map_err(Error::from);
        match done.and(flushed) {
            Ok(()) => ExitCode::SUCCESS,
            Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                ExitCode::SUCCESS
            }
            Err(Error::Said(code)) => ExitCode::from(code),
            Err(error) => {
                self.tell(&format!("demarche: {error}"));
                ExitCode::from(if matches!(error, Error::Usage(_)) {
                    2
                } else {
                    1
                })
            }
        }
    }
}
