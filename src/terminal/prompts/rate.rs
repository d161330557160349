//! Think of the answer, see the other side of the card, say how well it was known.

use crate::item::{Rating, Response};

use super::super::decode::Key;
use super::super::look::{Line, Role};
use super::super::screen::KeyHint;
use super::super::wrap::{hang, wrap};
use super::{Filled, Flow, Form, View, emphasis, moved, row};

/// A card.
#[derive(Debug, Clone)]
pub struct Rate {
    back: String,
    open: bool,
    rated: Option<usize>,
}

impl Rate {
    /// A card with its back hidden.
    pub fn new(back: &str) -> Self {
        Self {
            back: back.to_owned(),
            open: false,
            rated: None,
        }
    }

    fn rating(&self) -> Option<Rating> {
        self.rated.and_then(|at| Rating::ALL.get(at).copied())
    }
}

impl Form for Rate {
    fn handle(&mut self, key: &Key) -> Flow {
        if !self.open {
            return match key {
                Key::Enter | Key::Char(' ') => {
                    self.open = true;
                    Flow::Taken
                }
                _ => Flow::Unused,
            };
        }
        let named = match key {
            Key::Char(c @ '1'..='4') => Some(*c as usize - '1' as usize),
            Key::Char(c) => {
                let first = c.to_lowercase().to_string();
                Rating::ALL
                    .iter()
                    .position(|rating| rating.word().starts_with(&first))
            }
            _ => None,
        };
        match key {
            Key::Enter => Flow::Send,
            // one key is enough: there is nothing to look over before it is sent
            _ if named.is_some() => {
                self.rated = named;
                Flow::Send
            }
            _ => match moved(key, self.rated, Rating::ALL.len()) {
                Some(at) => {
                    self.rated = Some(at);
                    Flow::Taken
                }
                None => Flow::Unused,
            },
        }
    }

    fn view(&self, width: usize) -> View {
        let mut view = View::default();
        if !self.open {
            let think = "Think of the answer, then press enter to see it.";
            view.extend(wrap(&Line::of(think, Role::Faint), width));
            return view;
        }
        for line in self.back.split('\n') {
            view.extend(hang(&Line::text("  "), &Line::text(line), width));
        }
        view.lines.push(Line::empty());
        view.extend(wrap(
            &Line::of("How well did you know it?", Role::Faint),
            width,
        ));
        for (at, rating) in Rating::ALL.iter().enumerate() {
            let picked = self.rated == Some(at);
            let word = Line::of(rating.word(), emphasis(picked));
            view.row(row(picked, &(at + 1).to_string(), &word, width), picked);
        }
        if view.focus.is_none() {
            // the question is to be answered now
            view.focus = Some(view.lines.len().saturating_sub(4)..view.lines.len());
        }
        view
    }

    fn response(&self) -> Response {
        Response::Rated(self.rating().unwrap_or(Rating::Again))
    }

    fn filled(&self) -> Filled {
        match self.rating() {
            Some(_) => Filled::Wholly,
            None => Filled::Nothing,
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        if self.open {
            vec![
                KeyHint::needed("1-4", "rate"),
                KeyHint::extra("↑↓", "move"),
                KeyHint::needed("enter", "send"),
            ]
        } else {
            vec![KeyHint::needed("enter", "see the answer")]
        }
    }
}
