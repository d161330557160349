//! What a script says to people, on its way out of the host: bounded in length, and on one line where
//! there is room for one. Control characters are made visible where a text is shown, not here.

use unicode_segmentation::UnicodeSegmentation;

/// More characters than anybody reads in a note, a line of feedback or an error.
const LONGEST: usize = 2000;

/// The text, cut where it is longer than anybody reads; then it says so itself.
pub fn bounded(text: &str) -> String {
    // no text has more characters than bytes
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let mut characters = 0;
    let cut = text.grapheme_indices(true).find_map(|(at, grapheme)| {
        characters += grapheme.chars().count();
        (characters > LONGEST).then_some(at)
    });
    match cut.and_then(|at| text.get(..at)) {
        None => text.to_owned(),
        Some(kept) => format!("{kept}… (cut: {} characters)", text.chars().count()),
    }
}

/// The same on one line.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    bounded(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_graphemes_and_says_so() {
        assert_eq!(bounded(&"ż".repeat(LONGEST)), "ż".repeat(LONGEST));
        assert_eq!(
            bounded(&"ab".repeat(LONGEST)),
            format!("{}… (cut: 4000 characters)", "ab".repeat(LONGEST / 2))
        );
        let family = "👨‍👩‍👧";
        let cut = bounded(&family.repeat(1000));
        assert!(
            cut.starts_with(family) && cut.contains(&format!("{family}…")),
            "{cut}"
        );
        // a grapheme may be as long as one likes
        let piled = format!("a{}", "\u{301}".repeat(10_000));
        assert_eq!(bounded(&piled), "… (cut: 10001 characters)");
    }

    #[test]
    fn one_line_has_no_line_feeds() {
        assert_eq!(one_line(" a\nb\r\n  c\u{2028}d "), "a b c d");
    }
}
