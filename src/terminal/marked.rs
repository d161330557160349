//! An answered question with its marks: the options as they were shown, which was picked and which
//! was right; or the parts of the answer. For the full screen, where question and reason stand
//! together.

use crate::item::{Part, Response, Shape, letter};

use super::look::{Line, Role};
use super::view::TurnView;
use super::wrap::hang;

/// The marked options or parts; nothing where the answer has neither.
pub fn lines(view: &TurnView<'_>, width: usize) -> Option<Vec<Line>> {
    let turn = view.turn;
    match (&turn.prompt.shape, &view.key) {
        (Shape::PickOne { options }, Some(Response::One(key))) => {
            let picked = |option: &String| turn.response == Some(Response::One(option.clone()));
            Some(marked_options(
                options,
                picked,
                |option| option == key,
                width,
            ))
        }
        (Shape::PickMany { options }, Some(Response::Many(key))) => {
            let picked = |option: &String| match &turn.response {
                Some(Response::Many(picked)) => picked.contains(option),
                _ => false,
            };
            Some(marked_options(
                options,
                picked,
                |option| key.contains(option),
                width,
            ))
        }
        _ if turn.mark.judgement.parts.is_empty() => None,
        _ => Some(
            turn.mark
                .judgement
                .parts
                .iter()
                .flat_map(|p| part(p, width))
                .collect(),
        ),
    }
}

fn marked_options(
    options: &[String],
    picked: impl Fn(&String) -> bool,
    right: impl Fn(&String) -> bool,
    width: usize,
) -> Vec<Line> {
    let said = |option: &String| match (picked(option), right(option)) {
        (true, true) => (" ✓  ", Role::Right, "your answer, right"),
        (true, false) => (" x  ", Role::Wrong, "your answer"),
        (false, true) => (" ✓  ", Role::Right, "right answer"),
        (false, false) => ("    ", Role::Text, ""),
    };
    // the words stand in a column of their own where the marked options leave room for them
    let marked = || options.iter().filter(|option| !said(option).2.is_empty());
    let widest = marked().map(|option| Line::text(option).width()).max();
    let longest = marked().map(|option| said(option).2.len()).max();
    let (column, words_width) = (widest.unwrap_or(0) + 3, longest.unwrap_or(0));
    let rows = options.iter().enumerate().flat_map(|(at, option)| {
        let (sign, role, words) = said(option);
        let prefix = Line::of(sign, role).with(format!("{}  ", letter(at)), Role::Strong);
        let text = Line::of(option, role);
        let text = if words.is_empty() {
            text
        } else if prefix.width() + column + words_width <= width {
            text.padded(column, 0).with(words, role)
        } else {
            text.with(format!("  ({words})"), role)
        };
        hang(&prefix, &text, width)
    });
    rows.collect()
}

fn part(part: &Part, width: usize) -> Vec<Line> {
    let (sign, role) = match part.credit.value() {
        _ if part.credit.is_full() => (" ✓  ", Role::Right),
        credit if credit > 0.0 => (" ~  ", Role::Strong),
        _ => (" x  ", Role::Wrong),
    };
    let given = part.given.as_deref().unwrap_or("(nothing)");
    let mut text = Line::text(format!("{}   ", part.text)).with(given, role);
    if part.credit.is_full() {
        text.push("   right", role);
    } else {
        text.push("   right: ", Role::Faint);
        text.push(&part.key, Role::Right);
    }
    hang(&Line::of(sign, role), &text, width)
}
