//! Whether a text mentions something in whole words, or a number: how the kinds find that a question
//! says its own key. It folds nothing by itself and knows no question.

use rust_decimal::Decimal;

use super::multiplier::multiplier;
use super::number;

/// How many characters of a text are read at once for a number and its unit.
const AT_ONCE: usize = 60;

/// Whether the phrase stands in the text as whole words. Both are folded alike already.
pub fn mentions(text: &str, phrase: &str) -> bool {
    !phrase.is_empty()
        && text.match_indices(phrase).any(|(at, found)| {
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            let after = text.get(at + found.len()..).and_then(|t| t.chars().next());
            !joined(before, phrase.chars().next()) && !joined(after, phrase.chars().next_back())
        })
}

/// The numbers that stand in a text in digits, each with what follows it: `5 km apart` is 5 and
/// `km apart`.
pub fn numbers<'t>(
    text: &'t str,
    language: &'t str,
) -> impl Iterator<Item = (Decimal, String)> + 't {
    let mut before = None;
    let begins = text.char_indices().filter(move |(_, sign)| {
        let inside = before.is_some_and(|c: char| c.is_alphanumeric() || ".,'".contains(c));
        before = Some(*sign);
        sign.is_ascii_digit() && !inside
    });
    begins.filter_map(move |(at, _)| {
        let near: String = text.get(at..)?.chars().take(AT_ONCE).collect();
        let written = number::read(&near, language)?;
        Some(match multiplier(&written.rest, language) {
            Some((times, after)) => (written.value.saturating_mul(times), after.to_owned()),
            None => (written.value, written.rest),
        })
    })
}

/// Whether two neighbours belong to one word.
fn joined(one: Option<char>, other: Option<char>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    letter(one) && letter(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_mentioned_only_in_whole_words() {
        assert!(mentions("the treaty of bangkok, signed", "bangkok"));
        assert!(mentions("(iaea)", "iaea"));
        assert!(mentions("oman and romania, then oman", "oman"));
        assert!(!mentions("romania", "oman"));
        assert!(!mentions("1961s", "1961"));
        assert!(!mentions("anything", ""));
    }

    #[test]
    fn numbers_are_found_with_what_follows_them() {
        let found: Vec<(String, String)> = numbers("Of 1,400 km, 2 million; B61 not.", "en")
            .map(|(value, rest)| (value.normalize().to_string(), rest))
            .collect();
        assert_eq!(found[0].0, "1400");
        assert!(found[0].1.starts_with("km"));
        assert_eq!(found[1].0, "2000000");
        assert_eq!(found.len(), 2);
    }
}
