//! What is said after an answer: the verdict, what was answered, the key, why, the score's steps,
//! the source. Lines for a width, the same on the full screen and in plain lines.

use crate::item::{Part, Response, Shape, Step, StepAction, letter};
use crate::text::number_for_people;

use super::look::{Line, Role};
use super::view::{EntityCard, TurnView};
use super::words;
use super::wrap::{hang, wrap};

/// The feedback on a turn. `marked` says that the options stand above it with their marks already,
/// so that they need not be named again.
pub fn lines(view: &TurnView<'_>, marked: bool, width: usize) -> Vec<Line> {
    let mut lines = wrap(&verdict(view), width);
    lines.extend(labelled(&rows(view, marked), width));
    lines
}

/// `Wrong. 0 of 1 point.`
pub fn verdict(view: &TurnView<'_>) -> Line {
    let credit = view.turn.mark.judgement.credit.value();
    let role = match view.turn.prompt.shape {
        _ if !view.turn.answered() => Role::Strong,
        Shape::Rate { .. } => Role::Strong,
        _ if view.turn.right() => Role::Right,
        _ if credit > 0.0 => Role::Strong,
        _ => Role::Wrong,
    };
    Line::of(format!("{}.", words::verdict(view.turn)), role)
        .with(format!(" {}", words::earned(view)), Role::Text)
}

/// Rows of a label and a text, the texts in one column.
pub fn labelled(rows: &[(String, Line)], width: usize) -> Vec<Line> {
    let widest = rows
        .iter()
        .map(|(label, _)| Line::text(label).width())
        .max();
    // a long label must not push the texts out of a narrow window
    let column = widest.unwrap_or(0).min(width / 3).min(24);
    rows.iter()
        .flat_map(|(label, text)| {
            let label = Line::text("  ").with(label, Role::Faint);
            hang(&label.padded(column + 2, 0).padded(0, 3), text, width)
        })
        .collect()
}

/// A card of an entity.
pub fn card(card: &EntityCard, width: usize) -> Vec<Line> {
    let mut lines = wrap(&Line::of(&card.title, Role::Strong), width);
    let rows: Vec<_> = card
        .lines
        .iter()
        .map(|(label, text)| (label.clone(), Line::text(text)))
        .collect();
    lines.extend(labelled(&rows, width));
    lines
}

/// Why this question was asked, as far as is known.
pub fn why(view: &TurnView<'_>) -> Vec<(String, Line)> {
    let reason = view.turn.reason.as_deref();
    let mut rows = vec![
        (
            "Why this".to_owned(),
            Line::text(reason.unwrap_or("It was next in the order of the quiz.")),
        ),
        (
            "Question".to_owned(),
            Line::text(format!("{} ({})", view.turn.question, view.kind)),
        ),
    ];
    if !view.topics.is_empty() {
        rows.push(("Topic".to_owned(), Line::text(view.topics.join(", "))));
    }
    if (1..=5).contains(&view.difficulty) {
        rows.push((
            "Difficulty".to_owned(),
            Line::text(format!("{} of 5", view.difficulty)),
        ));
    }
    rows
}

/// An option's letter and text: `c  Article 4`; a text alone where no option has it.
pub fn named(shape: &Shape, text: &str) -> String {
    match option_letter(shape, text) {
        Some(letter) => format!("{letter}  {text}"),
        None => text.to_owned(),
    }
}

/// What is said of a turn, each with its label.
pub fn rows(view: &TurnView<'_>, marked: bool) -> Vec<(String, Line)> {
    let turn = view.turn;
    let shape = &turn.prompt.shape;
    let judgement = &turn.mark.judgement;
    let mut rows = Vec::new();
    let mut row = |label: &str, text: Line| {
        if text.width() > 0 {
            rows.push((label.to_owned(), text));
        }
    };
    if !marked {
        for part in &judgement.parts {
            row(verdict_on(part), part_in_words(part));
        }
        if judgement.parts.is_empty()
            && let Some(response) = &turn.response
        {
            row("You", Line::text(in_words(shape, response)));
        }
        match shape {
            // how a card was rated says nothing of what was on it
            Shape::Rate { back } => row("Answer", Line::text(back)),
            _ if !turn.right() => row("Answer", Line::text(key_in_words(view))),
            _ => {}
        }
    }
    for note in &judgement.notes {
        row("Note", Line::text(note));
    }
    let picked = match &turn.response {
        Some(Response::One(text)) => option_letter(shape, text),
        _ => None,
    };
    for feedback in &judgement.feedback {
        row(
            &about("Why", !turn.right(), picked.as_deref()),
            Line::text(feedback),
        );
    }
    if let Some(explanation) = view.explanation {
        let key = match &view.key {
            Some(Response::One(text)) => option_letter(shape, text),
            _ => None,
        };
        row(
            &about("Why", false, key.as_deref()),
            Line::text(explanation),
        );
    }
    for (at, step) in turn.mark.steps.iter().enumerate() {
        let mode = if at + 1 == turn.mark.steps.len() {
            format!(" (mode: {})", view.mode)
        } else {
            String::new()
        };
        row(
            "Score",
            Line::text(format!("{}{mode}", step_in_words(step))),
        );
    }
    for line in &turn.feedback {
        row("Mode", Line::text(line));
    }
    row("Source", Line::text(view.sources.join("; ")));
    if let Some(date) = view.valid_as_of {
        row("As of", Line::text(date.to_string()));
    }
    rows
}

fn about(word: &str, not: bool, letter: Option<&str>) -> String {
    match (not, letter) {
        (true, Some(letter)) => format!("{word} not {letter}"),
        (false, Some(letter)) => format!("{word} {letter}"),
        (true, None) => "On yours".to_owned(),
        (false, None) => word.to_owned(),
    }
}

fn option_letter(shape: &Shape, text: &str) -> Option<String> {
    let (Shape::PickOne { options } | Shape::PickMany { options }) = shape else {
        return None;
    };
    options.iter().position(|option| option == text).map(letter)
}

fn in_words(shape: &Shape, response: &Response) -> String {
    match response {
        Response::One(text) => named(shape, text),
        other => other.in_words(),
    }
}

fn key_in_words(view: &TurnView<'_>) -> String {
    match &view.key {
        Some(Response::One(text)) => named(&view.turn.prompt.shape, text),
        _ => view.key_in_words.clone(),
    }
}

/// The first word on a part.
pub fn verdict_on(part: &Part) -> &'static str {
    match part.credit.value() {
        _ if part.credit.is_full() => "Right",
        credit if credit > 0.0 => "In part",
        _ => "Wrong",
    }
}

/// What is said of an item that stands in its place in an order while others are on the wrong side
/// of it.
pub const ALONE_IN_PLACE: &str = "in its place, others on the wrong side of it";

/// A part of a mark: what was asked, what was given, and the right one where that was wrong.
pub fn part_in_words(part: &Part) -> Line {
    let given = part.given.as_deref().unwrap_or("(nothing)");
    let line = Line::text(format!("{}: {given}", part.text));
    if part.credit.is_full() {
        line
    } else if part.given.as_ref() == Some(&part.key) {
        line.with(format!(" ({ALONE_IN_PLACE})"), Role::Text)
    } else {
        line.with(format!(" (right: {})", part.key), Role::Text)
    }
}

/// A step of a mode: `−0.25  a wrong answer`.
pub fn step_in_words(step: &Step) -> String {
    let number = number_for_people;
    let what = match step.action {
        StepAction::Set(to) => format!("= {}", number(to)),
        StepAction::Add(by) if by < 0.0 => format!("−{}", number(-by)),
        StepAction::Add(by) => format!("+{}", number(by)),
        StepAction::Times(by) => format!("× {}", number(by)),
        StepAction::OutOf(of) => format!("out of {}", number(of)),
        StepAction::Note => return step.why.clone(),
    };
    if step.why.is_empty() {
        what
    } else {
        format!("{what}  {}", step.why)
    }
}
