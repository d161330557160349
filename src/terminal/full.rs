//! The full screen: plays scenes on the terminal. It owns the terminal from the first scene until it
//! is closed; what is noted after that goes to the main screen as lines.

use std::io::{self, Write};

use crate::quiz::Feedback;

use super::asking::Asking;
use super::decode::Key;
use super::look::{Line, Look};
use super::scene::{Scene, Then};
use super::screen::{Screen, Scroll, body_width};
use super::showing::{Choose, Report, ShowOutcome, ShowTurn};
use super::tty::{Happened, Tty};
use super::view::{OutcomeView, QuestionView, TurnView};
use super::{AfterQuiz, Chosen, Desk, FrontEnd, Leave, Onward, Reply, Signals, result, words};

/// The full screen.
pub struct FullScreen {
    tty: Option<Tty>,
    screen: Screen,
    look: Look,
    signals: Signals,
    /// Lines that wait for the next scene.
    notes: Vec<String>,
    /// What is left on the main screen when the terminal is given back.
    farewell: Vec<Line>,
    /// The terminal was given back: notes are lines then, and else part of the next scene.
    closed: bool,
}

impl FullScreen {
    /// A full screen; the terminal is taken at the first scene.
    pub fn new(look: Look, signals: Signals) -> Self {
        Self {
            tty: None,
            screen: Screen::default(),
            look,
            signals,
            notes: Vec::new(),
            farewell: Vec::new(),
            closed: false,
        }
    }

    /// Plays a scene to its end. A terminal that is gone is a way to leave, no error.
    fn play<S: Scene>(&mut self, scene: &mut S) -> Result<S::End, Leave> {
        let gone = |_: io::Error| Leave::TerminalGone;
        if self.tty.is_none() {
            self.tty = Some(Tty::take(self.signals.clone()).map_err(gone)?);
            self.screen.clear();
            self.closed = false;
        }
        let Some(tty) = &mut self.tty else {
            return Err(Leave::TerminalGone);
        };
        if !self.notes.is_empty() {
            scene.tell(self.notes.join(" "));
            self.notes.clear();
        }
        // what was typed before a question was to be seen is no answer to it
        tty.forget_keys();
        let mut scroll = Scroll::default();
        loop {
            let size = tty.size();
            let page = scene.page(body_width(size));
            let frame = page.compose(size, &mut scroll);
            tty.write(&self.screen.update(&frame, self.look))
                .map_err(gone)?;
            let then = match tty.wait().map_err(gone)? {
                Happened::Key(Key::PageUp) => {
                    scroll.page(false);
                    continue;
                }
                Happened::Key(Key::PageDown) => {
                    scroll.page(true);
                    continue;
                }
                Happened::Key(key) => match scene.key(&key) {
                    Then::Unused => {
                        scroll.line(&key);
                        continue;
                    }
                    then => {
                        scroll.free = false;
                        then
                    }
                },
                Happened::Repaint => {
                    self.screen.clear();
                    continue;
                }
                Happened::Nothing => scene.tick(),
                Happened::Leave(leave) => return Err(leave),
            };
            if let Then::End(end) = then {
                return Ok(end);
            }
        }
    }
}

impl FrontEnd for FullScreen {
    fn ask(&mut self, view: &QuestionView<'_>, desk: &mut dyn Desk) -> io::Result<Reply> {
        let played = self.play(&mut Asking::new(view, desk));
        Ok(played.unwrap_or_else(Reply::Leave))
    }

    fn show_turn(&mut self, view: &TurnView<'_>, desk: &mut dyn Desk) -> io::Result<Onward> {
        if view.rules.feedback != Feedback::AtOnce {
            return Ok(Onward::Next);
        }
        let played = self.play(&mut ShowTurn::new(view, desk));
        Ok(played.unwrap_or_else(Onward::Leave))
    }

    fn show_outcome(&mut self, view: &OutcomeView<'_>) -> io::Result<AfterQuiz> {
        let played = self.play(&mut ShowOutcome::new(view));
        self.farewell = result::in_short(view);
        Ok(played.unwrap_or_else(AfterQuiz::Leave))
    }

    fn note(&mut self, text: &str) -> io::Result<()> {
        if !self.closed {
            self.notes.push(text.to_owned());
            return Ok(());
        }
        let mut out = io::stdout().lock();
        writeln!(out, "{}", self.look.render(&Line::text(text)))?;
        out.flush()
    }

    fn report(&mut self, text: &str) -> io::Result<Onward> {
        let played = self.play(&mut Report::new(text));
        Ok(played.unwrap_or_else(Onward::Leave))
    }

    fn offer(&mut self, labels: &[&str]) -> io::Result<Chosen> {
        self.choose(words::OFFER, labels)
    }

    fn choose(&mut self, text: &str, options: &[&str]) -> io::Result<Chosen> {
        let played = self.play(&mut Choose::new(text, options));
        Ok(played.unwrap_or_else(Chosen::Leave))
    }

    fn close(&mut self) -> io::Result<()> {
        self.tty = None;
        self.closed = true;
        for line in std::mem::take(&mut self.farewell) {
            let mut out = io::stdout().lock();
            writeln!(out, "{}", self.look.render(&line))?;
        }
        for note in std::mem::take(&mut self.notes) {
            self.note(&note)?;
        }
        Ok(())
    }
}

/// What is left to say is said, however the quiz ended.
impl Drop for FullScreen {
    fn drop(&mut self) {
        // nobody is left to tell that it can't be written
        let _ = self.close();
    }
}
