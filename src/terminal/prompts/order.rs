//! Put items in order: a letter puts its item at the pointer, arrows to the side move it.

use crate::item::{Response, letter};

use super::super::decode::Key;
use super::super::look::{Line, Role};
use super::super::screen::KeyHint;
use super::super::wrap::hang;
use super::{Filled, Flow, Form, View, emphasis, letters, moved, row};

/// Items and the order given to them so far.
#[derive(Debug, Clone)]
pub struct Ordering {
    items: Vec<String>,
    /// Places in `items`, each at most once.
    placed: Vec<usize>,
    /// A rank; the one behind the last placed is where the next goes.
    pointer: usize,
}

impl Ordering {
    /// Nothing placed yet.
    pub fn new(items: &[String]) -> Self {
        Self {
            items: items.to_vec(),
            placed: Vec::new(),
            pointer: 0,
        }
    }

    /// How many ranks the pointer may stand at.
    fn ranks(&self) -> usize {
        (self.placed.len() + 1).min(self.items.len())
    }

    /// Puts an item at the pointer and goes on to the next rank.
    fn put(&mut self, item: usize) {
        if let Some(before) = self.placed.iter().position(|placed| *placed == item) {
            self.placed.remove(before);
        }
        let at = self.pointer.min(self.placed.len());
        self.placed.insert(at, item);
        self.pointer = (at + 1).min(self.ranks().saturating_sub(1));
    }

    /// Moves the item at the pointer one rank; the pointer stays with it.
    fn shift(&mut self, later: bool) {
        let other = if later {
            Some(self.pointer + 1)
        } else {
            self.pointer.checked_sub(1)
        };
        if let Some(other) = other
            && other.max(self.pointer) < self.placed.len()
        {
            self.placed.swap(self.pointer, other);
            self.pointer = other;
        }
    }

    /// Takes back the item at the pointer, or the one before it.
    fn take_back(&mut self) {
        if self.pointer >= self.placed.len() {
            self.pointer = self.placed.len().saturating_sub(1);
        }
        if self.pointer < self.placed.len() {
            self.placed.remove(self.pointer);
        }
    }

    fn item(&self, at: usize) -> &str {
        self.items.get(at).map_or("", String::as_str)
    }
}

impl Form for Ordering {
    fn handle(&mut self, key: &Key) -> Flow {
        match key {
            Key::Enter => return Flow::Send,
            Key::Left => self.shift(false),
            Key::Right => self.shift(true),
            Key::Backspace | Key::Delete => self.take_back(),
            Key::Char(c @ '1'..='9') => {
                let rank = *c as usize - '1' as usize;
                self.pointer = rank.min(self.ranks().saturating_sub(1));
            }
            _ => match super::named_by(key, self.items.len()) {
                Some(item) => self.put(item),
                None => match moved(key, Some(self.pointer), self.ranks()) {
                    Some(at) => self.pointer = at,
                    None => return Flow::Unused,
                },
            },
        }
        Flow::Taken
    }

    fn view(&self, width: usize) -> View {
        let mut view = View::default();
        for rank in 0..self.items.len() {
            let pointed = rank == self.pointer;
            let text = match self.placed.get(rank) {
                Some(&item) => Line::of(format!("{}  ", letter(item)), Role::Faint)
                    .with(self.item(item), emphasis(pointed)),
                None => Line::of(if pointed { "_" } else { "-" }, Role::Faint),
            };
            let sign = format!("{:>2}", rank + 1);
            view.row(row(pointed, &sign, &text, width), pointed);
        }
        view.lines.push(Line::empty());
        let left = (0..self.items.len()).filter(|item| !self.placed.contains(item));
        let left: Vec<usize> = left.collect();
        if left.is_empty() {
            let done = Line::of(
                "  All are placed. ← and → move the one pointed at.",
                Role::Faint,
            );
            view.extend(super::super::wrap::wrap(&done, width));
        } else {
            view.lines.push(Line::of("  Still to place", Role::Faint));
        }
        for item in left {
            let sign = Line::text("    ").with(format!("{}  ", letter(item)), Role::Strong);
            view.extend(hang(&sign, &Line::text(self.item(item)), width));
        }
        view
    }

    fn response(&self) -> Response {
        let items = self.placed.iter().map(|at| self.item(*at).to_owned());
        Response::Order(items.collect())
    }

    fn filled(&self) -> Filled {
        match (self.placed.len(), self.items.len()) {
            (0, _) => Filled::Nothing,
            (placed, all) if placed == all => Filled::Wholly,
            (placed, all) => Filled::Partly(format!("{placed} of {all} placed")),
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        vec![
            KeyHint::needed(letters(self.items.len()), "place"),
            KeyHint::needed("enter", "send"),
            KeyHint::extra("↑↓", "move"),
            KeyHint::extra("←→", "shift"),
            KeyHint::extra("backspace", "take back"),
        ]
    }
}
