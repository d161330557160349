//! Menus of short items, yes or no, and one short line: the only door to dialoguer, and its rules. An
//! item is one row and no longer in bytes than the window is wide, since dialoguer clears by bytes;
//! the cursor is shown again whatever came back; stems, options and answers never come here.
//! Called before a quiz, while the full screen does not hold the terminal.

use std::fmt;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

use dialoguer::theme::Theme;
use dialoguer::{Confirm, FuzzySelect, Input, Select};

#[cfg(unix)]
use super::input::LONGEST_WAIT;
use super::look::{Line, Look, Role};
#[cfg(unix)]
use super::tty;
use super::wrap::cut;
use super::{Chosen, Leave, Signal, Signals};

/// From so many items on, typing narrows the list.
const MANY: usize = 12;

/// Menus on this terminal.
pub struct Menu<'a> {
    look: Look,
    signals: &'a Signals,
}

impl<'a> Menu<'a> {
    /// Menus in this look. The signals are listened to, so that none of them leaves the terminal
    /// without cursor or echo.
    pub fn new(look: Look, signals: &'a Signals) -> Self {
        Self { look, signals }
    }

    /// One of some items, each one row; Esc leaves.
    pub fn choose(&self, prompt: &str, items: &[String]) -> Chosen {
        let columns = columns();
        let rows: Vec<String> = items.iter().map(|item| one_row(item, columns)).collect();
        let prompt = one_row(prompt, columns.saturating_sub(8));
        let chosen = if rows.len() < MANY {
            let select = Select::with_theme(&self.look).with_prompt(prompt);
            let select = select.items(&rows).default(0).report(false);
            self.ask(|| select.interact_opt())
        } else {
            let select = FuzzySelect::with_theme(&self.look).with_prompt(prompt);
            let select = select.items(&rows).default(0).report(false);
            self.ask(|| select.interact_opt())
        };
        match chosen {
            Ok(at) => Chosen::Option(at),
            Err(leave) => Chosen::Leave(leave),
        }
    }

    /// Yes or no; Esc leaves.
    ///
    /// # Errors
    /// How the learner left.
    pub fn confirm(&self, prompt: &str, default: bool) -> Result<bool, Leave> {
        let confirm = Confirm::with_theme(&self.look)
            .with_prompt(one_row(prompt, columns().saturating_sub(8)))
            .default(default)
            .report(false);
        self.ask(|| confirm.interact_opt())
    }

    /// One short line, such as a name.
    ///
    /// # Errors
    /// How the learner left.
    pub fn line(&self, prompt: &str, default: &str) -> Result<String, Leave> {
        let input = Input::<String>::with_theme(&self.look)
            .with_prompt(one_row(prompt, columns() / 2))
            .default(default.to_owned())
            .report(false);
        self.ask(|| input.interact_text().map(Some))
    }

    /// Asks, and gives what came back, with the cursor shown.
    fn ask<T>(&self, ask: impl FnOnce() -> dialoguer::Result<Option<T>>) -> Result<T, Leave> {
        let given = self.watched(ask);
        // a terminal that has vanished needs no cursor
        let _ = dialoguer::console::Term::stderr().show_cursor();
        if let Some(signal) = self.signals.caught() {
            return Err(Leave::Signal(signal));
        }
        let dialoguer::Error::IO(error) = match given {
            Ok(given) => return given.ok_or(Leave::Wanted),
            Err(error) => error,
        };
        Err(match error.kind() {
            std::io::ErrorKind::Interrupted => Leave::Signal(Signal::Interrupt),
            _ => Leave::TerminalGone,
        })
    }
}

#[cfg(unix)]
impl Menu<'_> {
    /// dialoguer waits for a key without end, and a signal may wake another thread than the one that
    /// waits. So a watcher ends the program; nothing is at stake in a menu.
    fn watched<T>(&self, ask: impl FnOnce() -> T) -> T {
        let modes = tty::Modes::now();
        let asked = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let watcher = scope.spawn(|| {
                let mut caught: Option<Leave> = None;
                while !asked.load(Ordering::Acquire) {
                    if let Some(leave) = caught {
                        modes.set();
                        std::process::exit(i32::from(leave.exit_code()));
                    }
                    // what waits for a key has a moment to notice the signal by itself, or at least
                    // to have set the modes that are set back
                    caught = self.signals.caught().map(Leave::Signal);
                    std::thread::park_timeout(LONGEST_WAIT);
                }
            });
            let given = ask();
            asked.store(true, Ordering::Release);
            watcher.thread().unpark();
            given
        })
    }
}

#[cfg(not(unix))]
impl Menu<'_> {
    fn watched<T>(&self, ask: impl FnOnce() -> T) -> T {
        ask()
    }
}

/// How wide the window is.
fn columns() -> usize {
    usize::from(dialoguer::console::Term::stderr().size().1)
}

/// A text on one row, at most `columns - 4` wide and `columns` bytes long.
fn one_row(text: &str, columns: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = Line::text(text);
    let mut width = columns.saturating_sub(4).max(1);
    loop {
        let mut row = cut(&line, width).plain();
        if width == 0 {
            // marks without a width of their own take bytes all the same
            while row.len() > columns {
                row.pop();
            }
        }
        if row.len() <= columns {
            return row;
        }
        width -= 1;
    }
}

impl Theme for Look {
    fn format_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        let style = self.style(Role::Strong);
        write!(f, "{style}{prompt}{style:#}")
    }

    fn format_select_prompt_item(
        &self,
        f: &mut dyn fmt::Write,
        text: &str,
        active: bool,
    ) -> fmt::Result {
        let style = self.style(if active { Role::Strong } else { Role::Text });
        let pointer = if active { " > " } else { "   " };
        write!(f, "{style}{pointer}{text}{style:#}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_item_is_one_row() {
        assert_eq!(one_row("The pact\nof 2024", 80), "The pact of 2024");
        assert_eq!(one_row("The Russia–North Korea pact", 14), "The Russi…");
    }

    #[test]
    fn marks_without_width_are_cut_by_bytes() {
        assert!(one_row("\u{16f8f}\u{1133b}", 5).len() <= 5);
    }

    proptest! {
        #[test]
        fn no_item_is_wider_or_longer_than_the_window(text in "\\PC{0,60}", columns in 5usize..80) {
            let row = one_row(&text, columns);
            prop_assert!(Line::text(&row).width() <= columns - 4);
            prop_assert!(row.len() <= columns);
        }
    }
}
