//! How far a long command is: one line on standard error, shown to people only and only where it
//! takes longer than a second.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// So long nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// So long a line stands before the next.
const PAUSE: Duration = Duration::from_millis(100);
/// How wide the bar is.
const WIDTH: usize = 24;

/// A bar of things done.
pub struct Progress {
    what: &'static str,
    done: usize,
    all: usize,
    next: Option<Instant>,
    shown: bool,
}

impl Progress {
    /// None done yet of so many things.
    pub fn new(what: &'static str, all: usize) -> Self {
        let is_seen = std::io::stderr().is_terminal();
        Self {
            what,
            done: 0,
            all,
            next: is_seen.then(|| Instant::now() + PATIENCE),
            shown: false,
        }
    }

    /// One more is done.
    pub fn step(&mut self) {
        self.done += 1;
        let now = Instant::now();
        if self.next.is_some_and(|next| now >= next) && self.done < self.all {
            self.next = Some(now + PAUSE);
            self.shown = true;
            let _ = write!(
                std::io::stderr(),
                "\r{}",
                line(self.done, self.all, self.what)
            );
        }
    }

    /// Takes the line away, before something else is written.
    pub fn hide(&mut self) {
        if std::mem::take(&mut self.shown) {
            let blank = " ".repeat(line(self.done, self.all, self.what).chars().count());
            let _ = write!(std::io::stderr(), "\r{blank}\r");
        }
    }
}

/// `████████────────  120 of 360 quizzes`.
fn line(done: usize, all: usize, what: &str) -> String {
    let full = WIDTH * done.min(all) / all.max(1);
    let (full, rest) = ("█".repeat(full), "─".repeat(WIDTH - full));
    format!("{full}{rest}  {done} of {all} {what}")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_bar_is_as_full_as_the_work_is_done() {
        assert_eq!(
            line(0, 3, "quizzes"),
            format!("{}  0 of 3 quizzes", "─".repeat(24))
        );
        let half = format!("{}{}", "█".repeat(12), "─".repeat(12));
        assert_eq!(line(2, 4, "quizzes"), format!("{half}  2 of 4 quizzes"));
        assert!(line(0, 0, "quizzes").ends_with("0 of 0 quizzes"));
    }
}
