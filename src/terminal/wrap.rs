//! Fitting text into columns: by grapheme, by the width that a terminal gives it, in any script. A
//! word longer than the line is parted; nothing is cut. Pure; used by every screen and plain line.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::look::{Line, Role};

/// A grapheme with its width in columns.
struct Cell<'a> {
    text: &'a str,
    width: usize,
    role: Role,
}

/// The line wrapped at a width; line feeds end lines. Spaces at a wrap are dropped, all else is
/// kept. No line is wider than `width`, unless a single grapheme is.
pub fn wrap(line: &Line, width: usize) -> Vec<Line> {
    let cells: Vec<Cell<'_>> = line
        .spans
        .iter()
        .flat_map(|span| {
            span.text.graphemes(true).map(|text| Cell {
                text,
                width: text.width(),
                role: span.role,
            })
        })
        .collect();
    cells
        .split(|cell| cell.text == "\n")
        .flat_map(|paragraph| wrap_paragraph(paragraph, width.max(1)))
        .collect()
}

/// A text wrapped behind a prefix; further lines are indented by the prefix's width.
pub fn hang(prefix: &Line, text: &Line, width: usize) -> Vec<Line> {
    let indent = prefix.width();
    // where the prefix eats the window, the text goes under it
    if indent > 0 && indent + 8 > width && indent + text.width() > width {
        let mut lines = wrap(prefix, width);
        lines.extend(hang(&Line::text("  "), text, width.max(11)));
        return lines;
    }
    let mut lines = wrap(text, width.saturating_sub(indent)).into_iter();
    let first = prefix.clone().join(&lines.next().unwrap_or_default());
    let blank = Line::text(" ".repeat(indent));
    std::iter::once(first)
        .chain(lines.map(|line| blank.clone().join(&line)))
        .collect()
}

/// The longest beginning of a line that fits, with an ellipsis where something was cut. For heads
/// and other rows that must stay one row; never for what has to be read.
pub fn cut(line: &Line, width: usize) -> Line {
    if line.width() <= width {
        return line.clone();
    }
    let mut kept = Line::empty();
    let mut left = width.saturating_sub(1);
    'spans: for span in &line.spans {
        for grapheme in span.text.graphemes(true) {
            match left.checked_sub(grapheme.width()) {
                Some(rest) => left = rest,
                None => break 'spans,
            }
            kept.push(grapheme, span.role);
        }
    }
    if width > 0 {
        kept.push("…", Role::Faint);
    }
    kept
}

fn wrap_paragraph(cells: &[Cell<'_>], width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = cells;
    loop {
        let fitting = fitting(rest, width);
        if fitting == rest.len() {
            lines.push(line_of(rest));
            return lines;
        }
        let end = (1..=fitting)
            .rev()
            .find(|&at| may_part(rest, at))
            .unwrap_or(fitting.max(1));
        let (line, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        lines.push(line_of(trim_end(line)));
        rest = trim_start(after);
        if rest.is_empty() {
            return lines;
        }
    }
}

/// How many cells fit into the width.
fn fitting(cells: &[Cell<'_>], width: usize) -> usize {
    let mut used = 0;
    cells
        .iter()
        .take_while(|cell| {
            used += cell.width;
            used <= width
        })
        .count()
}

/// Whether a line may end before the cell at `at`: around spaces, after a hyphen or slash inside a
/// word, between wide characters (scripts without spaces), but not before what closes a sentence.
fn may_part(cells: &[Cell<'_>], at: usize) -> bool {
    let (Some(before), Some(after)) = (cells.get(at.wrapping_sub(1)), cells.get(at)) else {
        return false;
    };
    if is_space(after) || is_space(before) {
        return true;
    }
    if CLOSING.contains(after.text) {
        return false;
    }
    let starts_word = after.text.chars().all(char::is_alphabetic);
    let inside_word = at
        .checked_sub(2)
        .and_then(|at| cells.get(at))
        .is_some_and(|cell| cell.text.chars().all(char::is_alphanumeric));
    (matches!(before.text, "-" | "‐" | "–" | "—" | "/") && starts_word && inside_word)
        || (before.width == 2 && !OPENING.contains(before.text))
        || (after.width == 2 && before.width > 0)
}

const CLOSING: &str = "、。，．！？：；）」』】〉》…,.!?:;)]”’";
const OPENING: &str = "（「『【〈《";

fn is_space(cell: &Cell<'_>) -> bool {
    cell.text == " "
}

fn trim_start<'a, 'b>(mut cells: &'a [Cell<'b>]) -> &'a [Cell<'b>] {
    while let [first, rest @ ..] = cells
        && is_space(first)
    {
        cells = rest;
    }
    cells
}

fn trim_end<'a, 'b>(mut cells: &'a [Cell<'b>]) -> &'a [Cell<'b>] {
    while let [rest @ .., last] = cells
        && is_space(last)
    {
        cells = rest;
    }
    cells
}

fn line_of(cells: &[Cell<'_>]) -> Line {
    let mut line = Line::empty();
    for cell in cells {
        line.push(cell.text, cell.role);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let lines = wrap(&Line::text(text), width);
        lines.iter().map(Line::plain).collect()
    }

    #[test]
    fn lines_end_at_spaces_and_inside_hyphened_words() {
        assert_eq!(
            wrapped("A Russia–North Korea pact of 2024", 14),
            ["A Russia–North", "Korea pact of", "2024"]
        );
        assert_eq!(
            wrapped("state-building -5", 9),
            ["state-", "building", "-5"]
        );
    }

    #[test]
    fn a_word_longer_than_the_line_is_parted() {
        assert_eq!(wrapped("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
    }

    #[test]
    fn wide_characters_count_twice_and_may_part_but_not_before_a_full_stop() {
        assert_eq!(wrapped("東京都。", 6), ["東京", "都。"]);
        assert_eq!(wrapped("👩‍🔬👩‍🔬👩‍🔬", 4), ["👩‍🔬👩‍🔬", "👩‍🔬"]);
    }

    #[test]
    fn line_feeds_and_indents_are_kept() {
        assert_eq!(wrapped("a\n\n  b c", 4), ["a", "", "  b", "c"]);
    }

    #[test]
    fn hanging_text_is_indented_under_its_beginning() {
        let lines = hang(&Line::text("  a  "), &Line::text("one two three"), 14);
        let lines: Vec<String> = lines.iter().map(Line::plain).collect();
        assert_eq!(lines, ["  a  one two", "     three"]);
    }

    proptest! {
        #[test]
        fn wrapping_keeps_all_but_spaces_and_never_exceeds_the_width(
            text in "[ a-zé東한👩\u{200d}🔬\u{301}\\-/.\n\u{1b}\u{202e}]{0,80}|\\PC{0,80}",
            width in 2usize..90,
        ) {
            let line = Line::text(&text);
            let lines = wrap(&line, width);
            let squeezed = |text: &str| text.replace([' ', '\n'], "");
            let joined: String = lines.iter().map(Line::plain).collect();
            prop_assert_eq!(squeezed(&joined), squeezed(&line.plain()));
            for line in &lines {
                let alone = line.plain().graphemes(true).count() == 1;
                prop_assert!(line.width() <= width || alone, "{:?} in {}", line, width);
            }
        }

        #[test]
        fn a_cut_line_fits(text in "\\PC{0,60}", width in 0usize..40) {
            prop_assert!(cut(&Line::text(&text), width).width() <= width);
        }
    }
}
