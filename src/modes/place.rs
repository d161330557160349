//! Where something stands in a script: Rhai knows line and column of its first character only, so
//! the word is read again to underline all of it.

use rhai::Position;

use crate::text::Span;

/// The span of the word at a position; the file's first line if there is no position.
pub fn word_at(file: u16, text: &str, position: Position) -> Span {
    let start = byte_at(text, position);
    between(
        file,
        start,
        start + word_length(text.get(start..).unwrap_or("")),
    )
}

/// The span of a function's name, whose body begins at a position.
pub fn name_of_function(file: u16, text: &str, body: Position, name: &str) -> Span {
    let before = text.get(..byte_at(text, body)).unwrap_or("");
    let declared = before.rfind("fn ").and_then(|at| {
        let found = before.get(at..)?.find(name)?;
        Some(at + found)
    });
    match declared {
        Some(start) => between(file, start, start + name.len()),
        None => word_at(file, text, body),
    }
}

/// The byte at a position, which counts lines and characters from 1.
pub fn byte_at(text: &str, position: Position) -> usize {
    let line = position.line().unwrap_or(1).saturating_sub(1);
    let column = position.position().unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or("");
    let within: usize = rest.chars().take(column).map(char::len_utf8).sum();
    (start + within).min(text.len())
}

/// From a byte to another.
pub fn between(file: u16, start: usize, end: usize) -> Span {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        file,
        start: byte(start),
        end: byte(end),
    }
}

/// The bytes of the word, number, text or sign with which a text begins; at least one character.
fn word_length(text: &str) -> usize {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return 0;
    };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let length_while = |test: &dyn Fn(char) -> bool| {
        text.chars()
            .take_while(|&c| test(c))
            .map(char::len_utf8)
            .sum()
    };
    match first {
        c if is_word(c) => length_while(&is_word),
        '"' | '`' => text
            .char_indices()
            .skip(1)
            .find(|&(_, c)| c == first || c == '\n')
            .map_or(text.len(), |(at, c)| if c == '\n' { at } else { at + 1 }),
        '\n' | '\r' => 0,
        c if "+-*/%<>=!&|?".contains(c) => length_while(&|c| "+-*/%<>=!&|?".contains(c)),
        c => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_word_is_underlined() {
        let text = "fn score(turn) {\n    żółw + turn.mark.creidt\n}";
        let span = word_at(0, text, Position::new(2, 22));
        assert_eq!(&text[span.start as usize..span.end as usize], "creidt");
        let name = name_of_function(0, text, Position::new(1, 16), "score");
        assert_eq!(&text[name.start as usize..name.end as usize], "score");
    }

    #[test]
    fn a_place_behind_the_end_is_the_end() {
        assert_eq!(byte_at("ab", Position::new(9, 9)), 2);
    }
}
