//! The result of a quiz as lines: the score beside the last one, by topic and by kind, what to
//! review, what was used, how to see it again. One layout for the full screen and plain lines; only
//! the drawn bars are left out where everything is said in words.

use crate::item::Response;
use crate::quiz::{Ended, Feedback, Tally};
use crate::text::{clock, counted, number_for_people};

use super::look::{Line, Role};
use super::view::{LastTime, OutcomeView, TurnView};
use super::words;
use super::wrap::{cut, hang, wrap};

/// How many questions to review are named; the rest are counted.
const REVIEWED: usize = 8;
/// The width of a drawn bar, where there is room.
const BAR: usize = 20;
/// The width of a table's numbers.
const NUMBERS: usize = 31;
/// The least width of a table.
const TABLE: usize = 60;

/// The result. `drawn` says that bars may be drawn and columns used.
pub fn lines(view: &OutcomeView<'_>, drawn: bool, width: usize) -> Vec<Line> {
    let mut lines = summary(view, drawn, width);
    lines.push(Line::empty());
    lines.extend(wrap(&kept(view), width));
    lines.extend(by_kind(view, drawn, width));
    lines
}

/// The result without the line that says where it is kept.
pub fn tables(view: &OutcomeView<'_>, drawn: bool, width: usize) -> Vec<Line> {
    let mut lines = summary(view, drawn, width);
    lines.extend(by_kind(view, drawn, width));
    lines
}

/// What matters most: score, topics, what to review, what was used.
fn summary(view: &OutcomeView<'_>, drawn: bool, width: usize) -> Vec<Line> {
    let mut lines = wrap(&score(view), width);
    for line in &view.outcome.finish.lines {
        lines.extend(hang(&Line::text("  "), &Line::text(line), width));
    }
    lines.extend(tallies("By topic", &view.outcome.by_topic, drawn, width));
    if view.rules.feedback != Feedback::Never {
        lines.extend(review(view, drawn, width));
    }
    lines.push(Line::empty());
    lines.extend(hang(&Line::text("  "), &Line::text(used(view)), width));
    lines
}

fn by_kind(view: &OutcomeView<'_>, drawn: bool, width: usize) -> Vec<Line> {
    tallies("By kind", &view.outcome.by_kind, drawn, width)
}

/// The result in few lines, for the main screen when the terminal is given back.
pub fn in_short(view: &OutcomeView<'_>) -> Vec<Line> {
    vec![title(view), score(view), kept(view)]
}

/// The head of the result: what quiz, and how long it took.
pub fn title(view: &OutcomeView<'_>) -> Line {
    let title = if view.title.is_empty() {
        view.bank
    } else {
        view.title
    };
    let line = Line::of(title, Role::Strong);
    if title == view.bank {
        line
    } else {
        line.with(format!(" · {}", view.bank), Role::Faint)
    }
}

/// `finished in 6:12`, `stopped after 2:10`.
pub fn time(view: &OutcomeView<'_>) -> String {
    let time = clock(view.outcome.seconds);
    match view.outcome.ended {
        Ended::ByMode if view.outcome.total.turns == 0 => {
            "ended at once: the mode chose nothing to ask".to_owned()
        }
        Ended::ByLearner => format!("stopped after {time}"),
        Ended::Endless => format!("ended after {time}: the mode would ask for ever"),
        Ended::TimeLimit => format!("time over after {time}"),
        _ => format!("finished in {time}"),
    }
}

fn score(view: &OutcomeView<'_>) -> Line {
    let outcome = view.outcome;
    let total = match outcome.share() {
        Some(_) => words::points(outcome.total.points, outcome.total.max_points),
        None => format!(
            "{} of {} right, not graded",
            outcome.total.right, outcome.total.turns
        ),
    };
    let mut line = Line::text("  ").with(total, Role::Strong);
    if let Some(share) = outcome.share() {
        line.push(format!("   {}", words::percent(share)), Role::Strong);
        if let Some(LastTime {
            share: before,
            seconds_ago,
        }) = view.last_time
        {
            let (now, then) = ((share * 100.0).round(), (before * 100.0).round());
            let by = |by: f64| counted(by, "%-point", "%-points");
            let change = match now - then {
                0.0 => "as before".to_owned(),
                up if up > 0.0 => format!("up {}", by(up)),
                down => format!("down {}", by(-down)),
            };
            let ago = words::ago(seconds_ago);
            line.push(
                format!("   last time {}, {ago}   {change}", words::percent(before)),
                Role::Text,
            );
        }
    }
    if let Some(grade) = &outcome.finish.grade {
        line.push("   grade ", Role::Text);
        line.push(grade, Role::Strong);
    }
    match outcome.finish.passed {
        Some(true) => line.with("   passed", Role::Right),
        Some(false) => line.with("   not passed", Role::Wrong),
        None => line,
    }
}

fn tallies(heading: &str, tallies: &[Tally], drawn: bool, width: usize) -> Vec<Line> {
    // one topic or kind says nothing that the score does not
    if tallies.len() < 2 {
        return Vec::new();
    }
    if !drawn || width < TABLE {
        let mut lines = vec![Line::empty(), Line::text("  ").with(heading, Role::Faint)];
        for tally in tallies {
            let text = format!(
                "{}: {}, {} of {} right, {}",
                tally.name,
                tally.share().map_or("-".to_owned(), words::percent),
                tally.right,
                tally.turns,
                words::points(tally.points, tally.max_points)
            );
            lines.extend(hang(&Line::text("    "), &Line::text(text), width));
        }
        return lines;
    }
    let names = tallies.iter().map(|tally| Line::text(&tally.name).width());
    let name_width = names.max().unwrap_or(0).min(width / 3);
    let room = width.saturating_sub(4 + name_width + 2 + NUMBERS);
    let bar_width = if room < 10 { 0 } else { room.min(BAR + 2) - 2 };
    let heading = Line::text("  ").with(heading, Role::Faint);
    let before_numbers = 4 + name_width + 2 + bar_width + if bar_width > 0 { 2 } else { 0 };
    let titles = format!("{:>5}{:>11}{:>15}", "", "right", "points");
    let mut lines = vec![
        Line::empty(),
        heading.padded(before_numbers, 0).with(titles, Role::Faint),
    ];
    for tally in tallies {
        let name = cut(&Line::text(&tally.name), name_width).padded(name_width, 0);
        let drawn = bar(tally.share().unwrap_or(0.0), bar_width);
        let number = number_for_people;
        let share = tally.share().map_or("-".to_owned(), words::percent);
        let right = format!("{} of {}", tally.right, tally.turns);
        let points = format!("{} of {}", number(tally.points), number(tally.max_points));
        let line = Line::text("    ")
            .join(&name)
            .with("  ", Role::Text)
            .join(&drawn);
        let line = line.padded(before_numbers, 0);
        lines.push(line.with(format!("{share:>5}{right:>11}{points:>15}"), Role::Text));
    }
    lines
}

fn bar(share: f64, width: usize) -> Line {
    let full = (share.clamp(0.0, 1.0) * width as f64).round() as usize;
    Line::of("█".repeat(full), Role::Text).with("░".repeat(width - full), Role::Faint)
}

/// The last turns of the questions that were not fully right, weakest first.
pub fn to_review<'a, 'b>(view: &'b OutcomeView<'a>) -> impl Iterator<Item = &'b TurnView<'a>> {
    let last = |id: &String| {
        view.turns
            .iter()
            .rev()
            .find(|turn| turn.turn.question == *id)
    };
    view.outcome.review.iter().filter_map(last)
}

fn review(view: &OutcomeView<'_>, drawn: bool, width: usize) -> Vec<Line> {
    let count = to_review(view).count();
    if count == 0 {
        return Vec::new();
    }
    let mut lines = vec![
        Line::empty(),
        Line::text("  ").with("To review, weakest first", Role::Faint),
    ];
    for turn in to_review(view).take(REVIEWED) {
        let number = Line::text("    ")
            .with(format!("q{}", turn.turn.n), Role::Faint)
            .padded(9, 2);
        let stem = stem_in_one_line(turn);
        let you = format!("you: {}", answer_in_short(turn));
        if drawn && width >= 60 {
            let you = cut(&Line::of(you, Role::Text), width / 3);
            let space = width.saturating_sub(number.width() + you.width() + 2);
            let stem = cut(&Line::text(stem), space).padded(space, 2);
            lines.push(number.join(&stem).join(&you));
        } else {
            let text = Line::text(stem).with(format!("  ({you})"), Role::Faint);
            lines.extend(hang(&number, &text, width));
        }
    }
    if let Some(more) = count.checked_sub(REVIEWED).filter(|&more| more > 0) {
        lines.push(Line::of(format!("    and {more} more"), Role::Faint));
    }
    lines
}

fn stem_in_one_line(turn: &TurnView<'_>) -> String {
    let prompt = &turn.turn.prompt;
    let text = if prompt.stem.trim().is_empty() {
        super::listing::blanks_in_one_line(&prompt.shape)
    } else {
        prompt.stem.clone()
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn answer_in_short(turn: &TurnView<'_>) -> String {
    match &turn.turn.response {
        _ if turn.turn.timed_out => "out of time".to_owned(),
        None => "skipped".to_owned(),
        Some(Response::Order(_) | Response::Pairs(_) | Response::Groups(_)) => {
            format!(
                "{} right",
                words::percent(turn.turn.mark.judgement.credit.value())
            )
        }
        Some(response) => response.in_words(),
    }
}

/// `2 hints used   1 skipped   slowest: q7, 1:48`.
fn used(view: &OutcomeView<'_>) -> String {
    let outcome = view.outcome;
    let mut parts = vec![format!("{} answered", outcome.answered)];
    if outcome.hints_used > 0 {
        parts.push(words::count(outcome.hints_used, "hint used", "hints used"));
    }
    if outcome.skipped > 0 {
        parts.push(format!("{} skipped", outcome.skipped));
    }
    if outcome.flagged > 0 {
        parts.push(format!("{} flagged", outcome.flagged));
    }
    let slowest = view.turns.iter().map(|view| view.turn);
    if let Some(turn) = slowest.max_by(|a, b| a.seconds.total_cmp(&b.seconds)) {
        parts.push(format!("slowest: q{}, {}", turn.n, clock(turn.seconds)));
    }
    parts.join("   ")
}

fn kept(view: &OutcomeView<'_>) -> Line {
    let line = match view.kept_as {
        Some(name) => Line::text("Kept. See it again: ")
            .with(format!("demarche history show {name}"), Role::Strong),
        None => Line::text("Nothing of this quiz is kept."),
    };
    line.with(format!("   Seed {}", view.seed), Role::Faint)
}
