//! Give each left one of some lettered rights: pair up, and sort into groups. A letter gives and goes
//! on to the next left that has none.

use crate::item::{Response, letter};

use super::super::decode::Key;
use super::super::look::{Line, Role};
use super::super::screen::KeyHint;
use super::super::wrap::{hang, wrap};
use super::{Filled, Flow, Form, View, emphasis, letters, moved, row};

/// Lefts with what was given to each.
#[derive(Debug, Clone)]
pub struct Assign {
    lefts: Vec<(String, Option<usize>)>,
    rights: Vec<String>,
    pointer: usize,
    /// Whether the rights are groups, which are meant to be used often.
    groups: bool,
}

impl Assign {
    /// Pairs, nothing given yet.
    pub fn pairs(lefts: &[String], rights: &[String]) -> Self {
        Self {
            lefts: lefts.iter().map(|left| (left.clone(), None)).collect(),
            rights: rights.to_vec(),
            pointer: 0,
            groups: false,
        }
    }

    /// Items to sort into groups.
    pub fn groups(items: &[String], groups: &[String]) -> Self {
        Self {
            groups: true,
            ..Self::pairs(items, groups)
        }
    }

    fn give(&mut self, right: usize) {
        if let Some((_, given)) = self.lefts.get_mut(self.pointer) {
            *given = Some(right);
        }
        let count = self.lefts.len();
        let behind = (1..count).map(|step| (self.pointer + step) % count);
        let open = |at: &usize| {
            self.lefts
                .get(*at)
                .is_some_and(|(_, given)| given.is_none())
        };
        let mut open = behind.filter(open);
        self.pointer = open.next().unwrap_or(self.pointer);
    }

    /// Takes back what the pointed left has; where it has nothing, the one before.
    fn take_back(&mut self) {
        let has = |at: usize| self.lefts.get(at).is_some_and(|(_, given)| given.is_some());
        if !has(self.pointer) {
            let before = (0..self.pointer).rev().find(|at| has(*at));
            self.pointer = before.unwrap_or(self.pointer);
        }
        if let Some((_, given)) = self.lefts.get_mut(self.pointer) {
            *given = None;
        }
    }

    fn given(&self) -> usize {
        let given = self.lefts.iter().filter(|(_, given)| given.is_some());
        given.count()
    }

    fn right(&self, at: usize) -> &str {
        self.rights.get(at).map_or("", String::as_str)
    }

    /// A left and what it has: in one row with two columns where there is room, else below it.
    fn left_rows(&self, at: usize, column: usize, width: usize) -> Vec<Line> {
        let Some((left, given)) = self.lefts.get(at) else {
            return Vec::new();
        };
        let pointed = at == self.pointer;
        let right = match given {
            Some(right) => Line::of(letter(*right), Role::Strong)
                .with(format!("  {}", self.right(*right)), emphasis(pointed)),
            None => Line::of(if pointed { "_" } else { "-" }, Role::Faint),
        };
        let left = Line::of(left, emphasis(pointed));
        let sign = format!("{:>2}", at + 1);
        let indent = if width < super::NARROW { 3 } else { 8 };
        if left.width() <= column && indent + column + 2 + right.width() <= width {
            return row(
                pointed,
                &sign,
                &left.padded(column + 2, 0).join(&right),
                width,
            );
        }
        let mut rows = row(pointed, &sign, &left, width);
        rows.extend(hang(&Line::text(" ".repeat(indent)), &right, width));
        rows
    }

    /// The rights with their letters, several in a row where they are short.
    fn right_rows(&self, width: usize) -> Vec<Line> {
        let used = |at: usize| {
            let used = self.lefts.iter().any(|(_, given)| *given == Some(at));
            used && !self.groups
        };
        let named = self.rights.iter().enumerate().map(|(at, right)| {
            let line = Line::of(letter(at), Role::Strong).with(format!("  {right}"), Role::Text);
            if used(at) {
                line.with(" used", Role::Faint)
            } else {
                line
            }
        });
        let named: Vec<Line> = named.collect();
        let widest = named.iter().map(Line::width).max().unwrap_or(0);
        if named.len() > 2 && 4 + 2 * (widest + 4) <= width {
            let in_a_row = ((width - 4) / (widest + 4)).max(1);
            let rows = named.chunks(in_a_row).map(|chunk| {
                let start = Line::text("    ");
                chunk.iter().fold(start, |row, item| {
                    row.join(&item.clone().padded(widest + 4, 0))
                })
            });
            return rows.collect();
        }
        let rows = self.rights.iter().enumerate().flat_map(|(at, right)| {
            let sign = Line::text("    ").with(format!("{}  ", letter(at)), Role::Strong);
            let mut text = Line::text(right);
            if used(at) {
                text.push(" used", Role::Faint);
            }
            hang(&sign, &text, width)
        });
        rows.collect()
    }
}

impl Form for Assign {
    fn handle(&mut self, key: &Key) -> Flow {
        match key {
            Key::Enter => return Flow::Send,
            Key::Backspace | Key::Delete => self.take_back(),
            Key::Char(c @ '1'..='9') => {
                let at = *c as usize - '1' as usize;
                self.pointer = at.min(self.lefts.len().saturating_sub(1));
            }
            _ => match super::named_by(key, self.rights.len()) {
                Some(right) => self.give(right),
                None => match moved(key, Some(self.pointer), self.lefts.len()) {
                    Some(at) => self.pointer = at,
                    None => return Flow::Unused,
                },
            },
        }
        Flow::Taken
    }

    fn view(&self, width: usize) -> View {
        let mut view = View::default();
        let widths = self.lefts.iter().map(|(left, _)| Line::text(left).width());
        let column = widths.max().unwrap_or(0).min(width / 2);
        for at in 0..self.lefts.len() {
            view.row(self.left_rows(at, column, width), at == self.pointer);
        }
        view.lines.push(Line::empty());
        let heading = if self.groups {
            "  Groups"
        } else {
            "  To match (each may be used more than once)"
        };
        view.extend(wrap(&Line::of(heading, Role::Faint), width));
        view.extend(self.right_rows(width));
        view.lines.push(Line::empty());
        let (given, all) = (self.given(), self.lefts.len());
        let done = if self.groups { "sorted" } else { "matched" };
        let mut count = format!("{given} of {all} {done}.");
        if !self.groups && self.rights.len() > all {
            count.push_str(" Some of those to match are not needed.");
        }
        view.extend(wrap(&Line::of(count, Role::Faint), width));
        view
    }

    fn response(&self) -> Response {
        let given = self.lefts.iter().filter_map(|(left, given)| {
            let right = self.right((*given)?);
            Some((left.clone(), right.to_owned()))
        });
        let given = given.collect();
        if self.groups {
            Response::Groups(given)
        } else {
            Response::Pairs(given)
        }
    }

    fn filled(&self) -> Filled {
        let done = if self.groups { "sorted" } else { "matched" };
        match (self.given(), self.lefts.len()) {
            (0, _) => Filled::Nothing,
            (given, all) if given == all => Filled::Wholly,
            // how many are is in the view already
            _ => Filled::Partly(format!("Not all are {done}")),
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        vec![
            KeyHint::needed(
                letters(self.rights.len()),
                if self.groups { "sort" } else { "match" },
            ),
            KeyHint::needed("enter", "send"),
            KeyHint::extra("↑↓", "move"),
            KeyHint::extra("backspace", "take back"),
        ]
    }
}
