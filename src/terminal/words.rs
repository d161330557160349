//! The sentences that all front ends share: where one is in the quiz, the verdict, how long ago.
//! Plain text; layout is elsewhere.

use crate::item::{Expects, Piece, Response, Shape};
use crate::quiz::{Tried, Turn};
use crate::text::{counted, number_for_people};

use super::view::{Length, QuestionView, TurnView};

/// Over what a mode lets the learner choose from.
pub const OFFER: &str = "What next?";

/// `Question 3 of 12`.
pub fn place(n: u32, length: Length) -> String {
    match length {
        Length::Exactly(of) if of >= n => format!("Question {n} of {of}"),
        Length::AtMost(of) if of >= n => format!("Question {n} of at most {of}"),
        _ => format!("Question {n}"),
    }
}

/// `2.5 of 4 points`.
pub fn points(points: f64, of: f64) -> String {
    if of > 0.0 {
        format!(
            "{} of {}",
            number_for_people(points),
            counted(of, "point", "points")
        )
    } else {
        counted(points, "point", "points")
    }
}

/// What stands beside a question: what it is worth, its age, the modes' bars.
pub fn remarks(view: &QuestionView<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if !view.graded {
        remarks.push("a warm-up: it does not count".to_owned());
    } else if view.worth != 1.0 {
        remarks.push(format!("worth {}", counted(view.worth, "point", "points")));
    }
    if let Some(date) = view.valid_as_of {
        remarks.push(format!("as known in {date}"));
    }
    for bar in view.bars {
        let (done, of) = (number_for_people(bar.done), number_for_people(bar.of));
        remarks.push(format!("{} {done} of {of}", bar.name));
    }
    if view.flagged {
        remarks.push("flagged".to_owned());
    }
    remarks
}

/// What is asked for, where the stem may not say it.
pub fn wanted(expects: Expects, unit: Option<&str>) -> Option<String> {
    match (expects, unit) {
        (_, Some(unit)) => Some(format!("A number in {unit}.")),
        (Expects::Text, None) => None,
        (Expects::Number, None) => Some("A number.".to_owned()),
        (Expects::Day, None) => Some("A day, such as 19 June 2024.".to_owned()),
        (Expects::Month, None) => Some("A month, such as June 2024.".to_owned()),
        (Expects::Year, None) => Some("A year.".to_owned()),
    }
}

/// What is said when a question is flagged, or its flag taken off.
pub fn flagged(on: bool) -> &'static str {
    if on {
        "Flagged, to come back to."
    } else {
        "No longer flagged."
    }
}

/// What became of the tries so far, one line each, and how many are left; nothing before the first.
pub fn tried(view: &QuestionView<'_>) -> Vec<String> {
    let Some(left) = view.tries_left() else {
        return Vec::new();
    };
    let mut lines: Vec<String> = view.tried.iter().map(one_try).collect();
    lines.push(format!("{} left.", counted(left as f64, "try", "tries")));
    lines
}

fn one_try(tried: &Tried) -> String {
    let credit = tried.judgement.credit.value();
    let verdict = if credit > 0.0 {
        "Partly right"
    } else {
        "Not right"
    };
    let mut line = format!("{verdict}: {}", tried.response.in_words());
    for said in tried
        .judgement
        .notes
        .iter()
        .chain(&tried.judgement.feedback)
    {
        line.push_str(". ");
        line.push_str(said.trim_end_matches('.'));
    }
    line.push('.');
    line
}

/// What is said where a hint is asked for and none is left.
pub fn no_hint(view: &QuestionView<'_>) -> &'static str {
    let own = |piece: &Piece| matches!(piece, Piece::Blank { hint: Some(_), .. });
    if !view.hints.is_empty() || view.hints_left > 0 {
        "There is no further hint."
    } else if view.asked.prompt.shape.blanks().any(own) {
        "There is no hint but those beside the blanks."
    } else {
        "There is no hint."
    }
}

/// The first word on a turn: `Right`, `Partly right`, …
pub fn verdict(turn: &Turn) -> &'static str {
    let credit = turn.mark.judgement.credit.value();
    match &turn.prompt.shape {
        _ if turn.timed_out => "Time is up",
        _ if turn.skipped => "Skipped",
        Shape::Rate { .. } if matches!(turn.response, Some(Response::Rated(_))) => "Rated",
        Shape::Rate { .. } => "Not rated",
        _ if turn.right() => "Right",
        _ if credit > 0.0 => "Partly right",
        _ => "Wrong",
    }
}

/// What a turn earned: `0.5 of 1 point`.
pub fn earned(view: &TurnView<'_>) -> String {
    let mark = &view.turn.mark;
    let earned = points(mark.points, mark.out_of);
    if view.turn.graded {
        format!("{earned}.")
    } else {
        format!("{earned}; it does not count.")
    }
}

/// A share as `79 %`.
pub fn percent(share: f64) -> String {
    format!("{} %", (share * 100.0).round())
}

/// How long ago: `3 days ago`.
pub fn ago(seconds: f64) -> String {
    let steps = [
        (86_400.0 * 365.0, "a year", "years"),
        (86_400.0 * 30.0, "a month", "months"),
        (86_400.0, "a day", "days"),
        (3_600.0, "an hour", "hours"),
        (60.0, "a minute", "minutes"),
    ];
    for (length, one, many) in steps {
        let count = (seconds / length).floor();
        if count >= 2.0 {
            return format!("{count} {many} ago");
        }
        if count >= 1.0 {
            return format!("{one} ago");
        }
    }
    "just now".to_owned()
}

/// `1 hint`, `2 hints`.
pub fn count(n: u32, one: &str, many: &str) -> String {
    counted(f64::from(n), one, many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_past_are_said_in_the_largest_unit() {
        assert_eq!(ago(5.0), "just now");
        assert_eq!(ago(61.0), "a minute ago");
        assert_eq!(ago(3.2 * 86_400.0), "3 days ago");
        assert_eq!(ago(1e9), "31 years ago");
    }

    #[test]
    fn a_place_is_never_beyond_the_length() {
        assert_eq!(place(3, Length::Exactly(12)), "Question 3 of 12");
        assert_eq!(place(3, Length::AtMost(12)), "Question 3 of at most 12");
        assert_eq!(place(13, Length::Exactly(12)), "Question 13");
    }
}
