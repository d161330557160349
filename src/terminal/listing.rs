//! A question in words: where one is, what is read before the question, the options with their
//! letters and numbers. What the plain front end prints; the full screen shares the beginning.

use crate::item::{Piece, Prompt, Shape, letter};

use super::look::{Line, Role};
use super::view::QuestionView;
use super::words;
use super::wrap::{hang, wrap};

/// How a blank looks; all are equally wide, so that the width gives nothing away.
pub const BLANK: &str = "______";

/// `Question 3 of 12 · The 2024 pact`.
pub fn place(view: &QuestionView<'_>) -> Line {
    let line = Line::of(words::place(view.asked.n, view.length), Role::Strong);
    if view.topics.is_empty() {
        line
    } else {
        line.with(format!(" · {}", view.topics.join(", ")), Role::Faint)
    }
}

/// What is read before the question: the shared text, the picture in words, the remarks.
pub fn preamble(view: &QuestionView<'_>, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let remarks = words::remarks(view).join(" · ");
    if !remarks.is_empty() {
        lines.extend(wrap(&Line::of(remarks, Role::Faint), width));
        lines.push(Line::empty());
    }
    if let Some(stimulus) = &view.asked.prompt.stimulus {
        for line in stimulus.trim_end().split('\n') {
            lines.extend(hang(&Line::text("  "), &Line::text(line), width));
        }
        lines.push(Line::empty());
    }
    if let Some(media) = view.media {
        let label = Line::of("[picture: ", Role::Faint);
        let text = Line::of(&media.alt, Role::Text).with("]", Role::Faint);
        lines.extend(hang(&label, &text, width));
        lines.push(Line::empty());
    }
    lines
}

/// The stem.
pub fn stem(prompt: &Prompt, width: usize) -> Vec<Line> {
    if prompt.stem.trim().is_empty() {
        return Vec::new();
    }
    wrap(&Line::of(prompt.stem.trim_end(), Role::Strong), width)
}

/// The stem where the options do not say it again: a text with blanks stands among them already.
pub fn lead(prompt: &Prompt, width: usize) -> Vec<Line> {
    let gaps_alike = |text: &str| -> Vec<String> {
        let stretches = text.split('_').map(str::trim);
        let stretches = stretches.filter(|stretch| !stretch.is_empty());
        stretches.map(str::to_owned).collect()
    };
    let again = blanks_in_one_line(&prompt.shape);
    if !again.is_empty() && gaps_alike(&again) == gaps_alike(&prompt.stem) {
        return Vec::new();
    }
    stem(prompt, width)
}

/// The options of any shape, as lines with letters and numbers.
pub fn options(shape: &Shape, width: usize) -> Vec<Line> {
    match shape {
        Shape::PickOne { options } | Shape::PickMany { options } => lettered(options, width),
        Shape::Order { items } => lettered(items, width),
        Shape::Write { expects, unit } => {
            let wanted = words::wanted(*expects, unit.as_deref());
            wanted.map_or_else(Vec::new, |text| wrap(&Line::of(text, Role::Faint), width))
        }
        Shape::FillBlanks { pieces } => blanks(shape, pieces, width),
        Shape::PairUp { lefts, rights } => {
            let mut lines = numbered(lefts, width);
            lines.push(Line::empty());
            lines.extend(lettered(rights, width));
            lines
        }
        Shape::Group { items, groups } => {
            let mut lines = numbered(items, width);
            lines.push(Line::empty());
            lines.push(Line::of("  Groups", Role::Faint));
            lines.extend(lettered(groups, width));
            lines
        }
        Shape::Rate { .. } => Vec::new(),
    }
}

/// A blank's own hint, as it stands beside the blank.
pub fn bracketed(hint: &str) -> String {
    format!("[{}]", hint.trim())
}

/// The text with blanks, as one line without numbers.
pub fn blanks_in_one_line(shape: &Shape) -> String {
    let Shape::FillBlanks { pieces } = shape else {
        return String::new();
    };
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.as_str(),
        Piece::Blank { .. } => BLANK,
    });
    texts.collect()
}

fn lettered(texts: &[String], width: usize) -> Vec<Line> {
    signed(
        texts
            .iter()
            .enumerate()
            .map(|(at, text)| (letter(at), text)),
        width,
    )
}

fn numbered(texts: &[String], width: usize) -> Vec<Line> {
    signed(
        texts
            .iter()
            .zip(1..)
            .map(|(text, at)| (at.to_string(), text)),
        width,
    )
}

fn signed<'a>(texts: impl Iterator<Item = (String, &'a String)>, width: usize) -> Vec<Line> {
    texts
        .flat_map(|(sign, text)| {
            let sign = Line::text("    ").with(format!("{sign:<2} "), Role::Strong);
            hang(&sign, &Line::text(text), width)
        })
        .collect()
}

fn blanks(shape: &Shape, pieces: &[Piece], width: usize) -> Vec<Line> {
    let several = shape.blanks().count() > 1;
    let mut text = Line::empty();
    let mut number = 0;
    for piece in pieces {
        match piece {
            Piece::Text(piece) => text.push(piece, Role::Strong),
            Piece::Blank { .. } if several => {
                number += 1;
                text.push(format!("({number}) {BLANK}"), Role::Text);
            }
            Piece::Blank { .. } => text.push(BLANK, Role::Text),
        }
    }
    let mut lines = wrap(&text, width);
    for (piece, number) in shape.blanks().zip(1..) {
        let Piece::Blank {
            options,
            expects,
            hint,
        } = piece
        else {
            continue;
        };
        let wanted = words::wanted(*expects, None);
        if options.is_empty() && wanted.is_none() && hint.is_none() {
            continue;
        }
        let label = if several {
            format!("    ({number}) ")
        } else {
            "    ".to_owned()
        };
        let signed = options
            .iter()
            .enumerate()
            .map(|(at, text)| format!("{}  {text}", letter(at)));
        let said = wanted.unwrap_or_else(|| signed.collect::<Vec<_>>().join("     "));
        let mut text = Line::text(&said);
        if let Some(hint) = hint {
            let before = if said.is_empty() { "" } else { "  " };
            text.push(format!("{before}{}", bracketed(hint)), Role::Faint);
        }
        lines.extend(hang(&Line::of(label, Role::Strong), &text, width));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Expects;

    #[test]
    fn a_blanks_own_hint_stands_in_brackets_behind_what_is_said_of_the_blank() {
        let blank = |expects, options: &[&str], hint: Option<&str>| Piece::Blank {
            options: options.iter().map(|&option| option.to_owned()).collect(),
            expects,
            hint: hint.map(str::to_owned),
        };
        let shown = |pieces| {
            let lines = options(&Shape::FillBlanks { pieces }, 60);
            let lines = lines.iter().map(Line::plain);
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            shown(vec![
                blank(Expects::Text, &[], Some("a capital")),
                blank(Expects::Year, &[], Some("of the war")),
                blank(Expects::Text, &["Xi", "Kim"], Some("who?")),
                blank(Expects::Text, &[], None),
            ]),
            "(1) ______(2) ______(3) ______(4) ______\n    \
             (1) [a capital]\n    (2) A year.  [of the war]\n    (3) a  Xi     b  Kim  [who?]"
        );
        assert_eq!(
            shown(vec![blank(Expects::Text, &[], Some("a capital"))]),
            "______\n    [a capital]"
        );
    }
}
