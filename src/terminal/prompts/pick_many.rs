//! Pick as many options as apply: a letter ticks and unticks, or arrows and the space bar.

use crate::item::{Response, letter};

use super::super::decode::Key;
use super::super::look::{Line, Role};
use super::super::screen::KeyHint;
use super::{Filled, Flow, Form, View, emphasis, letters, moved, named_by, row};

/// A list with boxes to tick.
#[derive(Debug, Clone)]
pub struct PickMany {
    /// With whether each is ticked.
    options: Vec<(String, bool)>,
    pointer: Option<usize>,
}

impl PickMany {
    /// Nothing ticked yet.
    pub fn new(options: &[String]) -> Self {
        Self {
            options: options.iter().map(|text| (text.clone(), false)).collect(),
            pointer: None,
        }
    }

    fn turn(&mut self, at: usize) {
        self.pointer = Some(at);
        if let Some((_, ticked)) = self.options.get_mut(at) {
            *ticked = !*ticked;
        }
    }
}

impl Form for PickMany {
    fn handle(&mut self, key: &Key) -> Flow {
        let count = self.options.len();
        match (key, self.pointer) {
            (Key::Enter, _) => return Flow::Send,
            (Key::Char(' '), Some(at)) => self.turn(at),
            (Key::Char(' '), None) => self.pointer = (count > 0).then_some(0),
            _ => match (named_by(key, count), moved(key, self.pointer, count)) {
                (Some(at), _) => self.turn(at),
                (None, Some(at)) => self.pointer = Some(at),
                (None, None) => return Flow::Unused,
            },
        }
        Flow::Taken
    }

    fn view(&self, width: usize) -> View {
        let mut view = View::default();
        for (at, (option, ticked)) in self.options.iter().enumerate() {
            let pointed = self.pointer == Some(at);
            let (sign, role) = if *ticked {
                ("[x]", Role::Strong)
            } else {
                ("[ ]", emphasis(pointed))
            };
            let sign = format!("{} {sign}", letter(at));
            view.row(row(pointed, &sign, &Line::of(option, role), width), pointed);
        }
        view
    }

    fn response(&self) -> Response {
        let ticked = self.options.iter().filter(|(_, ticked)| *ticked);
        Response::Many(ticked.map(|(text, _)| text.clone()).collect())
    }

    fn filled(&self) -> Filled {
        if self.options.iter().any(|(_, ticked)| *ticked) {
            Filled::Wholly
        } else {
            Filled::Nothing
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        vec![
            KeyHint::needed(letters(self.options.len()), "tick"),
            KeyHint::extra("↑↓", "move"),
            KeyHint::extra("space", "tick"),
            KeyHint::needed("enter", "send"),
        ]
    }
}
