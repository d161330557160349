//! Words that people type around a number: `about 260,000`, `more than 10,000`, `No. 4`, `1945?`.
//! Taken off, they leave the number; those that deny it (`less than 10,000`) are told apart. The
//! words are English; signs and abbreviations hold everywhere.

use super::language::primary;
use super::number_words;

/// A text without the words around its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bare<'t> {
    /// What is left.
    pub text: &'t str,
    /// What was taken off, in the order taken.
    pub taken: Vec<&'t str>,
    /// What says that the number itself is not meant: `less than`, `up to`.
    pub denied: Option<&'t str>,
}

/// Takes the words off. One word before the number may be of the question itself, whole or
/// abbreviated: `Article 4`, `Art. 4`.
pub fn bare<'t>(text: &'t str, language: &str, question: &str) -> Bare<'t> {
    let mut bare = Bare {
        text: text.trim(),
        taken: Vec::new(),
        denied: None,
    };
    bare.take_ends(language);
    let mut own = false;
    while !bare.begins_with_number(language) {
        if !bare.take_known(language) {
            if own || !bare.take_word_of(question, language) {
                break;
            }
            own = true;
        }
    }
    bare
}

/// Whether a text holds a word, or one that it abbreviates with a point.
pub fn in_text(word: &str, text: &str) -> bool {
    let word = word.to_lowercase();
    let (stem, short) = match word.strip_suffix('.') {
        Some(stem) => (stem, true),
        None => (word.as_str(), false),
    };
    if stem.chars().count() < 2 || !stem.chars().all(char::is_alphabetic) {
        return false;
    }
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|known| {
        let known = known.to_lowercase();
        known == stem || (short && known.starts_with(stem))
    })
}

/// Signs before a number.
const SIGNS: [(&str, bool); 11] = [
    ("~", false),
    ("≈", false),
    ("∼", false),
    (">=", false),
    (">", false),
    ("≥", false),
    ("#", false),
    ("№", false),
    ("<=", true),
    ("<", true),
    ("≤", true),
];

/// Words before a number, and whether they deny it; longer ones first.
const BEFORE: [(&str, bool); 43] = [
    ("no more than", true),
    ("no fewer than", false),
    ("no less than", false),
    ("not more than", true),
    ("not less than", false),
    ("more than", false),
    ("greater than", false),
    ("less than", true),
    ("fewer than", true),
    ("smaller than", true),
    ("in excess of", false),
    ("upwards of", false),
    ("exceeding", false),
    ("at least", false),
    ("at most", true),
    ("up to", true),
    ("over", false),
    ("above", false),
    ("under", true),
    ("below", true),
    ("nearly", true),
    ("almost", true),
    ("not", true),
    ("before", true),
    ("after", true),
    ("until", true),
    ("about", false),
    ("approximately", false),
    ("approx", false),
    ("around", false),
    ("roughly", false),
    ("some", false),
    ("circa", false),
    ("exactly", false),
    ("precisely", false),
    ("the", false),
    ("number", false),
    ("year", false),
    ("just", false),
    ("only", false),
    ("well", false),
    ("an estimated", false),
    ("estimated", false),
];

/// Abbreviations before a number, in any language.
const SHORT: [&str; 6] = ["ca", "c", "no", "nr", "nº", "n°"];

/// Words after a number, and whether they deny it.
const AFTER: [(&str, bool); 9] = [
    (" or so", false),
    (" or more", false),
    (" at least", false),
    (" or less", true),
    (" or fewer", true),
    (" at most", true),
    ("?", false),
    ("!", false),
    (" exactly", false),
];

/// Words that deny or turn a number in languages whose words are not taken off otherwise: where the
/// question holds one, it is still no word to leave out.
const NEVER_TAKEN: [&str; 28] = [
    "negative",
    "unter",
    "weniger",
    "höchstens",
    "bis",
    "fast",
    "knapp",
    "nicht",
    "vor",
    "nach",
    "moins",
    "presque",
    "avant",
    "après",
    "sous",
    "pas",
    "menos",
    "casi",
    "hasta",
    "antes",
    "después",
    "bajo",
    "менее",
    "меньше",
    "почти",
    "до",
    "не",
    "после",
];

impl<'t> Bare<'t> {
    fn begins_with_number(&self, language: &str) -> bool {
        let digit = |c: char| c.is_numeric() || matches!(c, '-' | '+' | '.' | ',');
        let text = number_words::behind_minus(self.text, language).unwrap_or(self.text);
        text.starts_with(digit) || number_words::read(text, language).is_some()
    }

    /// Takes words off the end.
    fn take_ends(&mut self, language: &str) {
        while let Some((word, denies)) = AFTER.into_iter().find(|(word, _)| {
            let sign = !word.starts_with(' ');
            (sign || primary(language) == "en") && ends_with(self.text, word)
        }) {
            let at = self.text.len() - word.len();
            let (rest, taken) = self.text.split_at_checked(at).unwrap_or((self.text, ""));
            self.text = rest.trim_end();
            self.note(taken.trim(), denies);
        }
    }

    /// Takes a sign or known words off the beginning.
    fn take_known(&mut self, language: &str) -> bool {
        let sign = SIGNS.iter().find(|(sign, _)| self.text.starts_with(sign));
        if let Some((sign, denies)) = sign {
            self.take(sign.len(), *denies);
            return true;
        }
        let words = BEFORE.iter().filter(|_| primary(language) == "en");
        let short = SHORT.iter().map(|word| (*word, false));
        let found = words
            .copied()
            .chain(short)
            .find(|(word, _)| begins_with(self.text, word));
        if let Some((word, denies)) = found {
            let point = self.text.get(word.len()..).unwrap_or("").starts_with('.');
            self.take(word.len() + usize::from(point), denies);
        }
        found.is_some()
    }

    /// Takes a word of the question off the beginning, unless it counts or turns the sign.
    fn take_word_of(&mut self, question: &str, language: &str) -> bool {
        let end = self.text.find(char::is_whitespace);
        let Some((word, _)) = end.and_then(|end| self.text.split_at_checked(end)) else {
            return false;
        };
        let counts = number_words::counts(word, language);
        let never = counts || NEVER_TAKEN.contains(&word.to_lowercase().as_str());
        let found = !never && in_text(word, question);
        if found {
            self.take(word.len(), false);
        }
        found
    }

    fn take(&mut self, length: usize, denies: bool) {
        let (taken, rest) = self
            .text
            .split_at_checked(length)
            .unwrap_or(("", self.text));
        self.text = rest.trim_start();
        self.note(taken, denies);
    }

    fn note(&mut self, taken: &'t str, denies: bool) {
        self.taken.push(taken);
        if denies {
            self.denied = self.denied.or(Some(taken));
        }
    }
}

/// Whether a text begins with words, whatever their case, and goes on behind them.
fn begins_with(text: &str, words: &str) -> bool {
    let Some((start, rest)) = text.split_at_checked(words.len()) else {
        return false;
    };
    let ends = rest.starts_with(|c: char| !c.is_alphanumeric());
    ends && start.to_lowercase() == words
}

fn ends_with(text: &str, words: &str) -> bool {
    let end = text.len().checked_sub(words.len());
    let end = end.and_then(|at| text.get(at..));
    end.is_some_and(|end| end.to_lowercase() == words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> (String, bool) {
        let bare = bare(text, "en", "Which article of the pledge says so?");
        (bare.text.to_owned(), bare.denied.is_some())
    }

    #[test]
    fn words_that_leave_the_number_as_it_is_are_taken_off() {
        for text in [
            "about 4",
            "approx. 4",
            "c. 4",
            "ca 4",
            "~4",
            "~ 4",
            ">4",
            ">= 4",
            "More than 4",
            "well over 4",
            "at least 4",
            "4 or more",
            "4?",
            "the year 4",
            "No. 4",
            "no 4",
            "#4",
            "Article 4",
            "Art. 4",
            "the Article No. 4",
        ] {
            assert_eq!(said(text), ("4".to_owned(), false), "{text}");
        }
    }

    #[test]
    fn words_that_deny_the_number_are_told_apart() {
        for text in [
            "less than 4",
            "just under 4",
            "<4",
            "≤ 4",
            "up to 4",
            "no more than 4",
            "almost 4",
            "not 4",
            "before 4",
            "4 or less",
        ] {
            assert_eq!(said(text), ("4".to_owned(), true), "{text}");
        }
    }

    #[test]
    fn other_words_stay() {
        for text in [
            "chapter 4",
            "article article 4",
            "minus 4",
            "half 4",
            "nothing",
            "the",
            "A. 4",
        ] {
            assert_ne!(said(text).0, "4", "{text}");
        }
        // the words are English, the signs are not
        assert_eq!(bare("about 4", "de", "").text, "about 4");
        assert_eq!(bare("ca. ~4", "de", "").text, "4");
        let german = |text| bare(text, "de", "Welcher Artikel steht unter dem Titel?").text;
        assert_eq!((german("Artikel 4"), german("unter 4")), ("4", "unter 4"));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "(about |no |up to|<|ca\\.|4|[?]|é| or less|\\PC){0,12}") {
            let _ = bare(&text, "en", &text);
        }
    }
}
