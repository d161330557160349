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
use super::screen::KeyHint;
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
    fn keys(&self) -> Vec<KeyHint>;
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
}

/// How much has been filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// Nothing: to send it is to skip.
    Nothing,
    /// Some, in words: "2 of 4 placed".
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

/// Below this width rows begin without a margin.
const NARROW: usize = 30;

/// A row of a list: ` >  a  text`, the text hanging behind its sign.
fn row(focused: bool, sign: &str, text: &Line, width: usize) -> Vec<Line> {
    let prefix = match (focused, width < NARROW) {
        (true, false) => format!(" >  {sign}  "),
        (false, false) => format!("    {sign}  "),
        (true, true) => format!(">{} ", sign.trim()),
        (false, true) => format!(" {} ", sign.trim()),
    };
    hang(&Line::of(prefix, Role::Strong), text, width)
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

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use proptest::prelude::*;

    fn fill(form: &mut dyn Form, keys: &str) {
        for c in keys.chars() {
            form.handle(&match c {
                '⏎' => Key::Enter,
                '↓' => Key::Down,
                '←' => Key::Left,
                '⌫' => Key::Backspace,
                c => Key::Char(c),
            });
        }
    }

    fn filled(shape: &Shape, keys: &str) -> Response {
        let mut form = form(shape);
        fill(form.as_mut(), keys);
        form.response()
    }

    #[test]
    fn true_and_false_are_picked_by_their_first_letter_or_yes_and_no() {
        let options = ["True", "False"].map(str::to_owned).into();
        let shape = Shape::PickOne { options };
        for (keys, wanted) in [("t", "True"), ("F", "False"), ("y", "True"), ("n", "False")] {
            assert_eq!(filled(&shape, keys), Response::One(wanted.into()), "{keys}");
        }
    }

    #[test]
    fn an_option_is_picked_by_letter_digit_or_arrows() {
        let posed = pick_one();
        let shape = &posed.asked.prompt.shape;
        let none = Response::One("None: the pact has no such clause".into());
        for keys in ["d", "D", "4", "↓↓↓↓", "ad"] {
            assert_eq!(filled(shape, keys), none, "{keys}");
        }
    }

    #[test]
    fn boxes_are_ticked_and_unticked() {
        let shape = pick_many().asked.prompt.shape;
        assert_eq!(
            filled(&shape, "acba"),
            Response::Many(texts(&["Japan", "Russia"]))
        );
        assert_eq!(
            filled(&shape, "↓ ↓ "),
            Response::Many(texts(&["China", "Japan"]))
        );
    }

    #[test]
    fn a_letter_places_and_arrows_to_the_side_move() {
        let shape = order().asked.prompt.shape;
        let right = Response::Order(texts(&[
            "The armistice",
            "The treaty of 1961",
            "The pact of 2024",
        ]));
        for keys in ["cba", "cab←", "ba1c", "cbb⌫ba"] {
            assert_eq!(filled(&shape, keys), right, "{keys}");
        }
        assert_eq!(
            filled(&shape, "c"),
            Response::Order(texts(&["The armistice"]))
        );
    }

    #[test]
    fn pairs_go_on_to_the_next_that_has_none() {
        let shape = pair_up().asked.prompt.shape;
        let Response::Pairs(given) = filled(&shape, "b3ea") else {
            panic!("pairs");
        };
        let rights: Vec<&str> = given.iter().map(|(_, right)| right.as_str()).collect();
        assert_eq!(rights, ["1961", "2024", "1950"]);
        assert_eq!(filled(&shape, "b⌫⌫⌫"), Response::Pairs(Vec::new()));
    }

    #[test]
    fn blanks_are_written_or_chosen() {
        let shape = blanks().asked.prompt.shape;
        assert_eq!(
            filled(&shape, "Pyongyang⏎b"),
            Response::Blanks(texts(&["Pyongyang", "Kim Jong Un"]))
        );
    }

    #[test]
    fn a_card_is_rated_only_when_it_is_open() {
        let shape = rate().asked.prompt.shape;
        assert_eq!(
            filled(&shape, "3⏎4"),
            Response::Rated(crate::item::Rating::Easy)
        );
        assert_eq!(
            filled(&shape, "⏎h"),
            Response::Rated(crate::item::Rating::Hard)
        );
    }

    // case: options-longer-than-the-window
    #[test]
    fn every_word_of_every_option_can_be_read() {
        let long = "Each side will give the other military and other assistance without delay if \
                    it is attacked by one or several states.";
        let options = texts(&[
            long,
            "Neither side will join an alliance against the other.",
        ]);
        let mut form = PickOne::new(&options);
        fill(&mut form, "↓");
        for width in [12, 20, 40, 80] {
            let view = form.view(width);
            let shown: Vec<String> = view.lines.iter().map(Line::plain).collect();
            let shown = shown.join(" ").replace([' ', '>'], "");
            for option in &options {
                assert!(shown.contains(&option.replace(' ', "")), "{width}: {shown}");
            }
            let focus = view.focus.expect("something is picked");
            assert!(view.lines[focus.start].plain().contains("a "));
        }
    }

    fn any_key() -> impl Strategy<Value = Key> {
        prop_oneof![
            4 => "[a-h1-9 ?]".prop_map(|text| Key::Char(text.chars().next().unwrap_or('a'))),
            1 => any::<char>().prop_map(Key::Char),
            1 => "\\PC{0,12}".prop_map(Key::Paste),
            4 => proptest::sample::select(vec![
                Key::Enter, Key::Tab, Key::BackTab, Key::Backspace, Key::Delete, Key::Up,
                Key::Down, Key::Left, Key::Right, Key::WordLeft, Key::WordRight, Key::Home,
                Key::End, Key::Escape, Key::PageUp, Key::Ctrl('u'), Key::Ctrl('w'), Key::Alt('x'),
            ]),
        ]
    }

    /// Whether a response belongs to the shape and names only what the shape has.
    fn fits(shape: &Shape, response: &Response) -> bool {
        let distinct = |list: &[(String, String)]| {
            let mut lefts: Vec<_> = list.iter().map(|(left, _)| left).collect();
            lefts.sort();
            lefts.windows(2).all(|two| two[0] != two[1])
        };
        match (shape, response) {
            (Shape::PickOne { options }, Response::One(text)) => {
                text.is_empty() || options.contains(text)
            }
            (Shape::PickMany { options }, Response::Many(list)) => {
                list.iter().all(|text| options.contains(text))
            }
            (Shape::Write { .. }, Response::Written(_))
            | (Shape::Rate { .. }, Response::Rated(_)) => true,
            (Shape::FillBlanks { .. }, Response::Blanks(list)) => {
                list.len() == shape.blanks().count()
            }
            (Shape::Order { items }, Response::Order(list)) => {
                let mut left = items.clone();
                list.iter().all(|text| {
                    let at = left.iter().position(|item| item == text);
                    at.map(|at| left.remove(at)).is_some()
                })
            }
            (Shape::PairUp { lefts, rights }, Response::Pairs(list)) => {
                distinct(list)
                    && list
                        .iter()
                        .all(|(l, r)| lefts.contains(l) && rights.contains(r))
            }
            (Shape::Group { items, groups }, Response::Groups(list)) => {
                distinct(list)
                    && list
                        .iter()
                        .all(|(l, r)| items.contains(l) && groups.contains(r))
            }
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn any_keys_at_any_width_give_a_response_that_fits(
            keys in proptest::collection::vec(any_key(), 0..25),
            width in 1usize..100,
        ) {
            for posed in every_shape() {
                let shape = &posed.asked.prompt.shape;
                let mut form = form(shape);
                for key in &keys {
                    form.handle(key);
                    let view = form.view(width);
                    let rows = view.lines.len();
                    prop_assert!(view.focus.is_none_or(|focus| focus.end <= rows));
                    prop_assert!(view.cursor.is_none_or(|(row, _)| row < rows));
                    prop_assert!(fits(shape, &form.response()), "{:?}", form.response());
                }
            }
        }

        #[test]
        fn an_empty_shape_panics_no_form(keys in proptest::collection::vec(any_key(), 0..12)) {
            let none = Vec::new;
            for shape in [
                Shape::PickOne { options: none() },
                Shape::PickMany { options: none() },
                Shape::FillBlanks { pieces: Vec::new() },
                Shape::Order { items: none() },
                Shape::PairUp { lefts: none(), rights: none() },
                Shape::Group { items: none(), groups: none() },
            ] {
                let mut form = form(&shape);
                for key in &keys {
                    form.handle(key);
                    form.view(40);
                }
            }
        }
    }
}
