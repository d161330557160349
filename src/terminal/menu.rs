//! Menus of short items, yes or no, and one short line: the only door to dialoguer, and its rules. An
//! item is one row and no longer in bytes than the window is wide, since dialoguer clears by bytes;
//! the cursor is shown again whatever came back; stems, options and answers never come here.
//! Called before a quiz, while the full screen does not hold the terminal.

use std::fmt;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
#[cfg(unix)]
use std::sync::atomic::AtomicBool;
use std::sync::atomic::{AtomicUsize, Ordering};

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
/// How few lines a list may have.
const LEAST_LINES: usize = 3;
/// Columns that dialoguer puts behind a prompt to say which page of a list is seen.
const PAGE: usize = " [Page 99/99] ".len();
/// Below this width no prompt has room beside the page.
const NARROW: usize = 30;

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
        let pointed = AtomicUsize::new(0);
        let list = |window| List::new(self.look, prompt, items, &pointed, window);
        let paint = || list(Window::now()).paint();
        let chosen = self.ask(&paint, || {
            let list = list(Window::now());
            let at = pointed.load(Ordering::Relaxed);
            if !list.searched() {
                let select = Select::with_theme(&list).with_prompt(&list.prompt);
                let select = select.items(&list.rows).default(at).report(false);
                select.interact_opt()
            } else {
                let select = FuzzySelect::with_theme(&list).with_prompt(&list.prompt);
                let select = select.items(&list.rows).default(at).report(false);
                select.interact_opt()
            }
        });
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
        let columns = Window::now().columns;
        self.ask(&|| {}, || {
            let confirm = Confirm::with_theme(&self.look)
                .with_prompt(one_row(prompt, columns.saturating_sub(8)))
                .default(default)
                .report(false);
            confirm.interact_opt()
        })
    }

    /// One short line, such as a name.
    ///
    /// # Errors
    /// How the learner left.
    pub fn line(&self, prompt: &str, default: &str) -> Result<String, Leave> {
        let columns = Window::now().columns;
        self.ask(&|| {}, || {
            let input = Input::<String>::with_theme(&self.look)
                .with_prompt(one_row(prompt, columns / 2))
                .default(default.to_owned())
                .report(false);
            input.interact_text().map(Some)
        })
    }

    /// Asks, and gives what came back, with the cursor shown. Once the window has changed, `paint`
    /// shows the same anew, and with the next key it is asked anew: dialoguer wipes the rows that it
    /// wrote, and does not know how the terminal has wrapped them since.
    fn ask<T>(
        &self,
        paint: &(dyn Fn() + Sync),
        ask: impl Fn() -> dialoguer::Result<Option<T>>,
    ) -> Result<T, Leave> {
        #[cfg(unix)]
        let screen = tty::SecondScreen::enter();
        loop {
            #[cfg(unix)]
            screen.clear();
            let window = Window::now();
            let given = watched(self.signals, paint, || catch_unwind(AssertUnwindSafe(&ask)));
            // a terminal that has vanished needs no cursor
            let _ = dialoguer::console::Term::stderr().show_cursor();
            if let Some(signal) = self.signals.caught() {
                return Err(Leave::Signal(signal));
            }
            let changed = Window::now() != window;
            let dialoguer::Error::IO(error) = match given {
                Ok(Ok(given)) => return given.ok_or(Leave::Wanted),
                Ok(Err(error)) => error,
                Err(_) if changed => continue,
                Err(panic) => resume_unwind(panic),
            };
            return Err(match error.kind() {
                ErrorKind::Interrupted => Leave::Signal(Signal::Interrupt),
                ErrorKind::Other if changed => continue,
                _ => Leave::TerminalGone,
            });
        }
    }
}

/// Does what a learner waits for before a quiz, such as loading a bank: keys typed meanwhile are not
/// shown, and a signal ends the program at once. The full screen must not hold the terminal.
pub fn unseen<T>(signals: &Signals, work: impl FnOnce() -> T) -> T {
    #[cfg(unix)]
    let modes = tty::Modes::now();
    watched(signals, &|| {}, || {
        #[cfg(unix)]
        modes.hide_keys();
        let done = work();
        #[cfg(unix)]
        modes.show_keys();
        done
    })
}

/// dialoguer waits for a key without end, and a signal may wake another thread than the one that
/// waits. So a watcher ends the program; nothing is at stake before a quiz. It also paints what is
/// asked when the window changes.
#[cfg(unix)]
fn watched<T>(signals: &Signals, paint: &(dyn Fn() + Sync), ask: impl FnOnce() -> T) -> T {
    let modes = tty::Modes::now();
    let mut window = Window::now();
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
                caught = signals.caught().map(Leave::Signal);
                if window != Window::now() {
                    window = Window::now();
                    paint();
                }
                std::thread::park_timeout(LONGEST_WAIT);
            }
        });
        let given = ask();
        asked.store(true, Ordering::Release);
        watcher.thread().unpark();
        given
    })
}

#[cfg(not(unix))]
fn watched<T>(_: &Signals, _: &(dyn Fn() + Sync), ask: impl FnOnce() -> T) -> T {
    ask()
}

/// A window's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    lines: usize,
    columns: usize,
}

impl Window {
    fn now() -> Self {
        let (lines, columns) = dialoguer::console::Term::stderr().size();
        Self {
            lines: usize::from(lines),
            columns: usize::from(columns),
        }
    }
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

/// A list as it is shown in a window; its theme tells at which row the pointer stands.
struct List<'a> {
    look: Look,
    prompt: String,
    rows: Vec<String>,
    pointed: &'a AtomicUsize,
    window: Window,
}

impl<'a> List<'a> {
    fn new(
        look: Look,
        prompt: &str,
        items: &[String],
        pointed: &'a AtomicUsize,
        window: Window,
    ) -> Self {
        let columns = window.columns;
        let mut list = Self {
            look,
            prompt: String::new(),
            rows: items.iter().map(|item| one_row(item, columns)).collect(),
            pointed,
            window,
        };
        let behind = match list.paged() && !list.searched() {
            true => PAGE,
            false => 0,
        };
        list.prompt = one_row(prompt, columns.saturating_sub(behind));
        // what the keys are is left out whole rather than cut
        if list.prompt.ends_with('…')
            && let Some((question, _)) = prompt.split_once(" (")
        {
            list.prompt = one_row(question, columns.saturating_sub(behind));
        }
        list
    }

    /// Whether not all rows are seen at once.
    fn paged(&self) -> bool {
        self.rows.len() + 2 > self.window.lines
    }

    /// Whether typing narrows the list, which then has no pages: it is long, or the window too small
    /// for pages. (Without room for a prompt and an item, `Select` panics.)
    fn searched(&self) -> bool {
        let Window { lines, columns } = self.window;
        self.rows.len() >= MANY || lines < LEAST_LINES || (self.paged() && columns < NARROW)
    }

    /// Shows the prompt and the rows around the pointer, on an empty screen.
    fn paint(&self) {
        let pointed = self.pointed.load(Ordering::Relaxed);
        let room = self.window.lines.saturating_sub(2).max(1);
        let first = pointed / room * room;
        let mut text = String::from("\x1b[H\x1b[2J");
        // a text takes whatever is written to it
        let _ = self.look.format_prompt(&mut text, &self.prompt);
        for (at, row) in self.rows.iter().enumerate().skip(first).take(room) {
            text.push_str("\r\n");
            let _ = self
                .look
                .format_select_prompt_item(&mut text, row, at == pointed);
        }
        // a terminal that has vanished is noticed when a key is wanted
        let _ = dialoguer::console::Term::stderr().write_str(&text);
    }
}

impl Theme for List<'_> {
    fn format_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        self.look.format_prompt(f, prompt)
    }

    /// Fails in another window, so that the list is asked anew.
    fn format_select_prompt_item(
        &self,
        f: &mut dyn fmt::Write,
        text: &str,
        active: bool,
    ) -> fmt::Result {
        if active {
            let at = self.rows.iter().position(|row| row == text);
            self.pointed.store(at.unwrap_or(0), Ordering::Relaxed);
            if Window::now() != self.window {
                return Err(fmt::Error);
            }
        }
        self.look.format_select_prompt_item(f, text, active)
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
