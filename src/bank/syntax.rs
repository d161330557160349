//! What the TOML parser can't read, in a teacher's words. The parser reports one slip several times
//! over, in terms of its grammar; here each slip becomes one problem with its cure.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::text::table::Origin;
use crate::text::{Problem, Problems, Span};

/// What the parser says, at a place of the piece.
struct Complaint<'e> {
    message: &'e str,
    range: Range<usize>,
}

/// Turns the parser's errors in a piece of text into problems.
pub fn explain(piece: &str, errors: &[toml::de::Error], origin: Origin, problems: &mut Problems) {
    let mut complaints: Vec<Complaint<'_>> = errors
        .iter()
        .map(|error| Complaint {
            message: error.message(),
            range: error.span().unwrap_or(0..0),
        })
        .collect();
    complaints.sort_by_key(|complaint| complaint.range.start);
    let mut line = None;
    for complaint in &complaints {
        let this = line_of(piece, complaint.range.start);
        // a second complaint about one line is mostly an echo of the first
        if line == Some(this.clone()) {
            continue;
        }
        line = Some(this);
        // what follows an open bracket or a missing comma is an echo as well, but a header ends
        // with its line
        let in_header = piece
            .get(whole_line(piece, complaint.range.start))
            .is_some_and(|line| line.starts_with('['));
        problems.push(problem(piece, complaint, origin));
        if tells_of_structure(complaint.message) && !in_header {
            return;
        }
    }
}

fn tells_of_structure(message: &str) -> bool {
    ["unclosed", "missing comma", "missing assignment", "extra "]
        .iter()
        .any(|start| message.starts_with(start))
        || message.contains(" in array")
        || message.contains("inline table")
}

fn problem(piece: &str, complaint: &Complaint<'_>, origin: Origin) -> Problem {
    let message = complaint.message;
    let range = complaint.range.clone();
    let at = |range: Range<usize>| origin.span(range);
    let (key, value) = statement(piece, range.start);
    let written = piece.get(value.clone()).unwrap_or("").trim();
    if message.starts_with("duplicate key") {
        let name = piece.get(range.clone()).unwrap_or("");
        let first = first_use(piece, name, range.start).map(at);
        let problem = Problem::at(at(range), format!("`{name}` is given twice"))
            .hint("keep one of the two; a further table of a kind begins with [[…]]");
        return match first {
            Some(first) => problem.related(first, "first given here"),
            None => problem,
        };
    }
    if message.contains("escape") || message.contains("unicode value") {
        // the backslash stands just before
        let start = piece
            .get(..range.start)
            .and_then(|before| before.rfind('\\'))
            .unwrap_or(range.start);
        let end = end_of_char(piece, range.start);
        return Problem::at(
            at(start..end),
            "a backslash in double quotes begins an escape, and this one does not exist",
        )
        .hint("write the text in single quotes, or double the backslash");
    }
    if message.contains("string, expected") && !message.contains("visible") {
        return unclosed_text(piece, message, range, origin);
    }
    if message.contains("visible characters") || message.contains("invalid comment character") {
        let end = end_of_char(piece, range.start);
        let code = piece
            .get(range.start..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, u32::from);
        return Problem::at(
            at(range.start..end),
            format!("a control character (U+{code:04X}) stands here"),
        )
        .hint("delete it; it may have come with a copied text");
    }
    if message.starts_with("invalid date") || message.starts_with("invalid time") {
        return bad_date(written, key, at(range));
    }
    if message.starts_with("string values must be quoted")
        || message.starts_with("invalid boolean")
        || message.starts_with("invalid float")
        || message.starts_with("invalid integer")
        || message.starts_with("unexpected leading zero")
    {
        return unquoted(piece, range, key, written, origin);
    }
    if message.starts_with("key with no value") {
        return Problem::at(at(whole_line(piece, range.start)), "this line has no `=`")
            .hint("write it as name = value; a remark begins with #");
    }
    if message.starts_with("invalid unquoted key") {
        if piece
            .get(range.start..)
            .is_some_and(|rest| rest.starts_with(':'))
        {
            return Problem::at(at(range), "a name and its value are parted by =, not by :")
                .hint("write it as name = value");
        }
        return Problem::at(at(range), "a name can't hold this sign")
            .hint("write the name in quotes, or use letters, digits, - and _");
    }
    if message.starts_with("unexpected key or value") {
        let rest = range.start..whole_line(piece, range.start).end;
        let hint = match written.chars().next() {
            Some('\'') => "if it belongs to the text, put the text in double quotes: \"…\"",
            Some('"') => "if it belongs to the text, put the text in single quotes: '…'",
            _ => "a text needs quotes; a number has no thousands separators but _",
        };
        return Problem::at(at(rest), "this stands after the end of the value").hint(hint);
    }
    if message.starts_with("missing comma") || message.starts_with("unclosed") {
        return open_bracket(piece, range, origin);
    }
    if message.starts_with("cannot recurse") {
        return Problem::at(at(range), "lists and tables are nested too deeply here")
            .hint("no field of a bank needs more than a few brackets in each other");
    }
    if message.contains("carriage return") {
        return Problem::at(
            at(range),
            "a carriage return stands here without a line feed",
        )
        .hint("save the file with the line ends of Unix or Windows");
    }
    Problem::at(at(range), format!("this can't be read: {message}"))
        .hint("write it as name = value, with a text in quotes")
}

/// A value that looks like a date or time, and is none.
fn bad_date(written: &str, key: &str, span: Span) -> Problem {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let problem = Problem::at(span, format!("{written} is not a whole date"));
    if written.len() == 7 && digits(written) {
        return problem.hint(format!(
            "a month or a year needs quotes: {key} = \"{written}\""
        ));
    }
    if written.len() == 10 && digits(written) {
        return Problem::at(span, format!("{written} is a date that does not exist"))
            .hint("it is written year, month, day: a month is 01 to 12, and has 28 to 31 days");
    }
    problem.hint("write 2024-06-19 for a day, \"2024-06\" for a month, \"2024\" for a year")
}

/// A value without quotes that is neither number nor truth value.
fn unquoted(piece: &str, range: Range<usize>, key: &str, written: &str, origin: Origin) -> Problem {
    let part = piece.get(range.clone()).unwrap_or("").trim();
    if part.is_empty() {
        let line = whole_line(piece, range.start);
        return Problem::at(origin.span(line), format!("`{key}` has no value"))
            .hint(format!("write it behind the sign: {key} = \"…\""));
    }
    let before = piece.get(..range.start).unwrap_or("");
    let follows_a_digit = before.ends_with(|c: char| c.is_ascii_digit());
    let span = origin.span(range);
    if part.starts_with(['“', '”', '„', '‘', '’', '«', '»']) {
        return Problem::at(span, "these are typographic quotes")
            .hint("write straight ones: \" or '");
    }
    let lower = part.to_lowercase();
    if matches!(lower.as_str(), "true" | "false") {
        return Problem::at(span, format!("{part} is not a truth value"))
            .hint(format!("write {lower}, in small letters"));
    }
    // one entry of a list is shown alone, a whole value with its name
    let whole = if written.starts_with(['[', '{']) {
        format!("\"{}\"", part.replace('"', ""))
    } else {
        format!("{key} = \"{}\"", written.replace('"', ""))
    };
    if part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit()) {
        return Problem::at(span, "a number can't begin with 0")
            .hint(format!("leave out the 0, or write a text: {whole}"));
    }
    if part.starts_with('.') && follows_a_digit {
        return Problem::at(span, "a number has one decimal point at most")
            .hint("write a number such as 1.5; a text needs quotes");
    }
    Problem::at(span, "a text needs quotes").hint(format!("write {whole}"))
}

/// A text whose closing quotes are missing: the opening ones are shown.
fn unclosed_text(piece: &str, message: &str, range: Range<usize>, origin: Origin) -> Problem {
    let lines = message.contains("multi-line");
    let quotes = match (message.contains("literal"), lines) {
        (false, false) => "\"",
        (false, true) => "\"\"\"",
        (true, false) => "'",
        (true, true) => "'''",
    };
    let opening = Source::new(piece)
        .lex()
        .take_while(|token| token.span().start() <= range.start)
        .filter(|token| token.kind().encoding().is_some())
        .map(|token| token.span().start())
        .last()
        .unwrap_or(range.start);
    let end = if lines {
        (opening + 3).min(piece.len())
    } else {
        range.start.max(opening + 1)
    };
    Problem::at(
        origin.span(opening..end),
        "the text that begins here is never closed",
    )
    .hint(match quotes {
        "'" => "close it with '; a text that holds a ' goes in double quotes".to_owned(),
        "\"" => {
            "close it with \"; a text of several lines goes between \"\"\" and \"\"\"".to_owned()
        }
        quotes => format!("close it with {quotes}"),
    })
}

/// A missing comma or closing bracket: which, the brackets tell.
fn open_bracket(piece: &str, range: Range<usize>, origin: Origin) -> Problem {
    let mut open: Vec<(usize, TokenKind)> = Vec::new();
    for token in Source::new(piece).lex() {
        match token.kind() {
            kind @ (TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket) => {
                open.push((token.span().start(), kind));
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                open.pop();
            }
            // a header that was left open ends with its line
            TokenKind::Newline if open.first().is_some_and(|(at, _)| begins_line(piece, *at)) => {
                if token.span().start() >= range.start {
                    break;
                }
                open.clear();
            }
            _ => {}
        }
    }
    let Some(&(start, kind)) = open.first().filter(|(start, _)| *start <= range.start) else {
        let end = end_of_char(piece, range.start);
        return Problem::at(
            origin.span(range.start..end),
            "a comma is missing before this",
        )
        .hint("entries of a list are parted by commas");
    };
    let (what, closing) = match kind {
        TokenKind::LeftCurlyBracket => ("inline table", '}'),
        _ if begins_line(piece, start) => ("header", ']'),
        _ => ("list", ']'),
    };
    Problem::at(
        origin.span(start..start + 1),
        format!("the {what} that begins here is never closed"),
    )
    .hint(format!("add the closing {closing}"))
}

/// The name and the value's range of the statement around a place, as far as its line shows them.
fn statement(piece: &str, at: usize) -> (&str, Range<usize>) {
    let line = whole_line(piece, at);
    let text = piece.get(line.clone()).unwrap_or("");
    match text.split_once('=') {
        Some((key, value)) => {
            let value = value.split(" #").next().unwrap_or(value);
            let start = line.start + key.len() + 1;
            (key.trim(), start..start + value.len())
        }
        None => (text.trim(), line),
    }
}

/// Where a name is given before a place.
fn first_use(piece: &str, name: &str, before: usize) -> Option<Range<usize>> {
    let mut start = 0;
    for line in piece.get(..before)?.split_inclusive('\n') {
        let key = line.split('=').next().unwrap_or("");
        if key.trim() == name {
            let at = start + (key.len() - key.trim_start().len());
            return Some(at..at + name.len());
        }
        start += line.len();
    }
    None
}

/// The range of the line around a place, without white space at its ends.
fn whole_line(piece: &str, at: usize) -> Range<usize> {
    let line = line_of(piece, at);
    let text = piece.get(line.clone()).unwrap_or("");
    let start = line.start + (text.len() - text.trim_start().len());
    start..(start + text.trim().len())
}

fn begins_line(piece: &str, at: usize) -> bool {
    whole_line(piece, at).start == at
}

fn line_of(piece: &str, at: usize) -> Range<usize> {
    let at = floor_boundary(piece, at);
    let (before, after) = piece.split_at(at);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = after.find('\n').map_or(piece.len(), |n| at + n);
    start..end
}

fn end_of_char(piece: &str, at: usize) -> usize {
    let at = floor_boundary(piece, at);
    let next = piece.get(at..).and_then(|rest| rest.chars().next());
    at + next.map_or(0, char::len_utf8)
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
