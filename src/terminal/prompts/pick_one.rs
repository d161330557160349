//! Pick one of the options: letter, digit or arrows, then Enter.

use crate::item::{Response, letter, naming};

use super::super::decode::Key;
use super::super::look::Line;
use super::super::screen::KeyHint;
use super::{Filled, Flow, Form, View, emphasis, letters, moved, named_by, row};

/// A list with one option to pick.
#[derive(Debug, Clone)]
pub struct PickOne {
    options: Vec<String>,
    picked: Option<usize>,
}

impl PickOne {
    /// Nothing picked yet.
    pub fn new(options: &[String]) -> Self {
        Self {
            options: options.to_vec(),
            picked: None,
        }
    }

    /// The option that a letter which is none of the list's stands for, as t for True.
    fn begun_by(&self, key: &Key) -> Option<usize> {
        match key {
            Key::Char(c) => naming::named(&self.options, c.encode_utf8(&mut [0; 4])),
            _ => None,
        }
    }

    /// The place of the option picked.
    pub fn picked(&self) -> Option<usize> {
        self.picked
    }
}

impl Form for PickOne {
    fn handle(&mut self, key: &Key) -> Flow {
        if *key == Key::Enter {
            return Flow::Send;
        }
        let count = self.options.len();
        let named = named_by(key, count).or_else(|| self.begun_by(key));
        match named.or_else(|| moved(key, self.picked, count)) {
            Some(at) => self.picked = Some(at),
            None => return Flow::Unused,
        }
        Flow::Taken
    }

    fn view(&self, width: usize) -> View {
        let mut view = View::default();
        for (at, option) in self.options.iter().enumerate() {
            let picked = self.picked == Some(at);
            let text = Line::of(option, emphasis(picked));
            view.row(row(picked, &letter(at), &text, width), picked);
        }
        view
    }

    fn response(&self) -> Response {
        let picked = self.picked.and_then(|at| self.options.get(at));
        Response::One(picked.cloned().unwrap_or_default())
    }

    fn filled(&self) -> Filled {
        match self.picked {
            Some(_) => Filled::Wholly,
            None => Filled::Nothing,
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        vec![
            KeyHint::needed(letters(self.options.len()), "choose"),
            KeyHint::extra("↑↓", "move"),
            KeyHint::needed("enter", "send"),
        ]
    }
}
