//! An answered question with its marks: the options as they were shown, which was picked and which
//! was right; or the parts of the answer. For the full screen, where question and reason stand
//! together.

use crate::item::{Part, Response, Shape, letter};

use super::feedback;
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
        _ => Some(marked_parts(
            &turn.prompt.shape,
            &turn.mark.judgement.parts,
            width,
        )),
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

/// The parts in the order that they were shown in; asked, given and right in columns where there is
/// room for them.
fn marked_parts(shape: &Shape, parts: &[Part], width: usize) -> Vec<Line> {
    let shown = match shape {
        Shape::PairUp { lefts: shown, .. } | Shape::Group { items: shown, .. } => shown.as_slice(),
        _ => &[],
    };
    let mut parts: Vec<&Part> = parts.iter().collect();
    parts.sort_by_key(|part| shown.iter().position(|text| *text == part.text));
    let widest = |text: fn(&Part) -> &str| {
        let widths = parts.iter().map(|part| Line::text(text(part)).width());
        widths.max().unwrap_or(0)
    };
    let (asked, answered) = (widest(|part| &part.text), widest(given));
    let longest = 4 + asked + 3 + answered + 3 + "right: ".len() + widest(|part| &part.key);
    let columns = if longest <= width {
        (asked, answered)
    } else {
        (0, 0)
    };
    let rows = parts.iter().flat_map(|p| part(p, columns, width));
    rows.collect()
}

fn given(part: &Part) -> &str {
    part.given.as_deref().unwrap_or("(nothing)")
}

/// A part in one row, what was asked and what was given at least as wide as the columns.
fn part(part: &Part, (asked, answered): (usize, usize), width: usize) -> Vec<Line> {
    let (sign, role) = match part.credit.value() {
        _ if part.credit.is_full() => (" ✓  ", Role::Right),
        credit if credit > 0.0 => (" ~  ", Role::Strong),
        _ => (" x  ", Role::Wrong),
    };
    let answer = Line::of(given(part), role).padded(answered + 3, 3);
    let mut text = Line::text(&part.text).padded(asked + 3, 3).join(&answer);
    if part.credit.is_full() {
        text.push("right", role);
    } else if part.given.as_ref() == Some(&part.key) {
        text.push(feedback::ALONE_IN_PLACE, Role::Text);
    } else {
        text.push("right: ", Role::Faint);
        text.push(&part.key, Role::Right);
    }
    hang(&Line::of(sign, role), &text, width)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::item::Credit;

    #[test]
    fn parts_stand_in_columns_in_the_order_that_was_shown() {
        let part = |text: &str, given: &str, key: &str| Part {
            text: text.to_owned(),
            given: (!given.is_empty()).then(|| given.to_owned()),
            key: key.to_owned(),
            credit: Credit::new(if given == key { 1.0 } else { 0.0 }).expect("a credit"),
        };
        let key = Response::Groups(Vec::new());
        let mut judged = Judged::new(&group(), Some(key.clone()), 0.3, key);
        judged.turn.mark.judgement.parts = vec![
            part("Kim Jong Un", "States", "People"),
            part("Russia", "", "States"),
            part("China", "States", "States"),
        ];
        let shown = |width| {
            let lines = lines(&judged.view(), width).expect("there are parts");
            let rows: Vec<String> = lines.iter().map(Line::plain).collect();
            rows.join("\n")
        };
        assert_eq!(
            shown(60),
            " ✓  China         States      right
 x  Kim Jong Un   States      right: People
 x  Russia        (nothing)   right: States"
        );
        assert!(shown(30).starts_with(" ✓  China   States   right\n"));
    }

    #[test]
    fn an_item_in_its_place_among_others_that_are_not_is_told_so() {
        let part = Part {
            text: "place 2".to_owned(),
            given: Some("1961".to_owned()),
            key: "1961".to_owned(),
            credit: Credit::NONE,
        };
        let lines = marked_parts(&Shape::Order { items: Vec::new() }, &[part], 80);
        assert_eq!(
            lines[0].plain(),
            " x  place 2   1961   in its place, others on the wrong side of it"
        );
    }
}
