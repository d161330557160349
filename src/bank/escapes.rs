//! Finds the letters that an escape has eaten: in double quotes `\frac` is a form feed and "rac".
//! Other control characters that an escape makes are named too, since no text needs them, and so are
//! characters that nobody sees, whether written or made.

use std::ops::Range;

use crate::text::{Problem, Problems, Span};

/// Looks at the texts in double quotes that hold a backslash.
pub fn check(text: &str, escaped: &[Range<usize>], file: u16, problems: &mut Problems) {
    for range in escaped {
        let quoted = text.get(range.clone()).unwrap_or("");
        let mut rest = quoted.char_indices().peekable();
        while let Some((start, c)) = rest.next() {
            if c != '\\' {
                continue;
            }
            let Some((at, sign)) = rest.next() else {
                break;
            };
            let after = quoted.get(at + sign.len_utf8()..).unwrap_or("");
            let place = |length: usize| Span {
                file,
                start: u32::try_from(range.start + start).unwrap_or(u32::MAX),
                end: u32::try_from(range.start + start + length).unwrap_or(u32::MAX),
            };
            if let Some(problem) = eaten(sign, after, &place) {
                problems.push(problem);
            }
        }
    }
}

/// Looks for characters that nobody sees.
pub fn check_hidden(text: &str, file: u16, problems: &mut Problems) {
    if text.is_ascii() {
        return;
    }
    for (at, c) in text.char_indices().filter(|(_, c)| is_hidden(*c)) {
        let start = u32::try_from(at).unwrap_or(u32::MAX);
        let span = Span {
            file,
            start,
            end: start.saturating_add(u32::try_from(c.len_utf8()).unwrap_or(0)),
        };
        problems.push(hidden(c, span));
    }
}

/// Whether a character is invisible or turns the direction of reading by force. Joiners and marks
/// of direction, which some scripts need, are none of these.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{200B}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
    )
}

fn hidden(c: char, span: Span) -> Problem {
    let code = u32::from(c);
    Problem::warning(
        span,
        format!("an invisible character (U+{code:04X}) stands here"),
    )
    .hint("delete it; it may have come with a copied text")
}

fn eaten(sign: char, after: &str, place: &dyn Fn(usize) -> Span) -> Option<Problem> {
    const CURE: &str = "write the text in single quotes, or double the backslash";
    let word: String = after
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .take(12)
        .collect();
    let name = match sign {
        'f' => "form feed",
        'b' => "backspace",
        'r' => "carriage return",
        't' => "tab",
        'e' => "escape",
        'u' | 'U' | 'x' => return made_by_number(sign, after, place),
        _ => return None,
    };
    if word.is_empty() {
        return (!matches!(sign, 't' | 'r')).then(|| control(name, place(2)));
    }
    let message = format!("\\{sign} makes a {name} before `{word}`: probably a formula");
    let span = place(2 + word.len());
    let problem = if sign == 't' {
        Problem::warning(span, message)
    } else {
        Problem::at(span, message)
    };
    Some(problem.hint(CURE))
}

fn made_by_number(sign: char, after: &str, place: &dyn Fn(usize) -> Span) -> Option<Problem> {
    let digits = match sign {
        'u' => 4,
        'U' => 8,
        _ => 2,
    };
    let code = u32::from_str_radix(after.get(..digits)?, 16).ok()?;
    let made = char::from_u32(code)?;
    if is_hidden(made) {
        return Some(hidden(made, place(2 + digits)));
    }
    let harmless = !made.is_control() || matches!(made, '\n' | '\t');
    (!harmless).then(|| control(&format!("U+{code:04X}"), place(2 + digits)))
}

fn control(name: &str, span: Span) -> Problem {
    Problem::warning(span, format!("a control character ({name}) in a text"))
        .hint("leave it out: it is shown as a sign and never obeyed")
}
