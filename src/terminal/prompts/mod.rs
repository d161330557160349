//! One form for each shape of asking: it takes keys and shows itself as lines, with no input, output
//! or clock. Only what belongs to the answer lives here; hints, skipping, time and leaving are the
//! full screen's.

mod assign;
mod blanks;
mod editor;
mod order;
mod pick_many;
mod pick_one;
mod rate;
mod write;

use std::ops::Range;

use crate::item::{Response, Shape, letter};

use super::decode::Key;
use super::look::{Line, Role};
use super::wrap::hang;

pub use pick_one::PickOne;

/// What a learner fills in to answer.
pub trait Form {
    /// Takes a key.
    fn handle(&mut self, key: &Key) -> Flow;

    /// How it looks at a width.
    fn view(&self, width: usize) -> View;

    /// What has been filled in, as a response of the form's shape.
    fn response(&self) -> Response;

    /// How much has been filled in.
    fn filled(&self) -> Filled;

    /// The form's own keys and what they do, for the foot.
    fn keys(&self) -> Vec<(String, String)>;
}

/// What a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flow {
    /// It belonged to the form.
    Taken,
    /// It did not: it may be a command.
    Unused,
    /// The answer shall be sent.
    Send,
    /// A word for the learner.
    Tell(String),
}

/// How much has been filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// Nothing: to send it is to skip.
    Nothing,
    /// Some, in words: "2 of 4 matched".
    Partly(String),
    /// All.
    Wholly,
}

/// A form as lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// From top to bottom; none is wider than the width asked for, but for a single grapheme.
    pub lines: Vec<Line>,
    /// The lines that must be seen.
    pub focus: Option<Range<usize>>,
    /// Where one writes: line and column.
    pub cursor: Option<(usize, usize)>,
}

/// The form for a shape.
pub fn form(shape: &Shape) -> Box<dyn Form> {
    match shape {
        Shape::PickOne { options } => Box::new(PickOne::new(options)),
        Shape::PickMany { options } => Box::new(pick_many::PickMany::new(options)),
        Shape::Write { expects, unit } => {
            Box::new(write::WriteLine::new(*expects, unit.as_deref()))
        }
        Shape::FillBlanks { pieces } => Box::new(blanks::Blanks::new(pieces)),
        Shape::Order { items } => Box::new(order::Ordering::new(items)),
        Shape::PairUp { lefts, rights } => Box::new(assign::Assign::pairs(lefts, rights)),
        Shape::Group { items, groups } => Box::new(assign::Assign::groups(items, groups)),
        Shape::Rate { back } => Box::new(rate::Rate::new(back)),
    }
}

impl View {
    fn extend(&mut self, lines: Vec<Line>) {
        self.lines.extend(lines);
    }

    /// Adds lines that are in focus.
    fn extend_focused(&mut self, lines: Vec<Line>) {
        let start = self.lines.len();
        self.lines.extend(lines);
        self.focus = Some(start..self.lines.len());
    }

    /// Adds a row, in focus or not.
    fn row(&mut self, lines: Vec<Line>, focused: bool) {
        if focused {
            self.extend_focused(lines);
        } else {
            self.extend(lines);
        }
    }
}

/// A row of a list: ` >  a  text`, the text hanging behind its sign.
fn row(focused: bool, sign: &str, text: &Line, width: usize) -> Vec<Line> {
    let pointer = if focused { " >  " } else { "    " };
    let prefix = Line::of(pointer, Role::Strong).with(format!("{sign}  "), Role::Strong);
    hang(&prefix, text, width)
}

/// Text that is read, strong where it is in focus.
fn emphasis(focused: bool) -> Role {
    if focused { Role::Strong } else { Role::Text }
}

/// The place that a letter or a digit names among so many.
fn named_by(key: &Key, count: usize) -> Option<usize> {
    let Key::Char(c) = key else {
        return None;
    };
    let c = c.to_ascii_lowercase();
    let at = match c {
        'a'..='z' => c as usize - 'a' as usize,
        '1'..='9' => c as usize - '1' as usize,
        _ => return None,
    };
    (at < count).then_some(at)
}

/// Where the pointer of a list goes; nothing if the key moves no pointer.
fn moved(key: &Key, at: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        Key::Down | Key::Tab => Some(at.map_or(0, |at| if at >= last { 0 } else { at + 1 })),
        Key::Up | Key::BackTab => Some(at.map_or(last, |at| at.checked_sub(1).unwrap_or(last))),
        Key::Home => Some(0),
        Key::End => Some(last),
        _ => None,
    }
}

/// `a-d`, the letters of so many options.
fn letters(count: usize) -> String {
    match count {
        0 | 1 => "a".to_owned(),
        count => format!("a-{}", letter(count.min(26) - 1)),
    }
}

fn key(key: impl Into<String>, what: &str) -> (String, String) {
    (key.into(), what.to_owned())
}
