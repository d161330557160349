//! Numbers written out in English: `twelve`, `twenty-one`, `two hundred and sixty thousand`. Other
//! languages are not read so. The kind `number` tries this where there are no digits.

use rust_decimal::Decimal;

use super::language::primary;
use super::number::Written;

/// Reads a number that is written out. Nothing if the text does not begin with one, or if the words
/// don't belong together, as in `five six`.
pub fn read(text: &str, language: &str) -> Option<Written> {
    if primary(language) != "en" {
        return None;
    }
    let mut sum = Sum::default();
    let mut rest = text.trim();
    while let Some((word, after)) = first_word(rest) {
        let next = first_word(after).and_then(|(word, _)| part_of_number(word.split('-').next()?));
        match (word.as_str(), next) {
            ("and", Some(_)) if sum.may_go_on => {}
            ("a", Some(Part::Hundred | Part::Scale(_))) if sum.value().is_none() => {
                sum.add_part(Part::Unit(1))?;
            }
            _ if sum.add(&word)? => {}
            _ => break,
        }
        rest = after;
    }
    let value = sum.value()?;
    Some(Written {
        value: Decimal::from(value),
        one_way: false,
        rest: rest.trim().to_owned(),
        attached: false,
    })
}

/// What follows a minus that is written as a word: `minus 5`, and in English `negative five`.
pub fn behind_minus<'t>(text: &'t str, language: &str) -> Option<&'t str> {
    let (word, after) = first_word(text)?;
    let minus = match word.as_str() {
        "minus" => true,
        "negative" => primary(language) == "en",
        _ => false,
    };
    minus.then(|| after.trim_start())
}

/// Whether a word counts, so that it can't be left out beside a number: `hundred`, `half`, `dozen`.
pub fn counts(word: &str, language: &str) -> bool {
    const MORE: [&str; 15] = [
        "half",
        "halves",
        "third",
        "thirds",
        "quarter",
        "quarters",
        "point",
        "dozen",
        "dozens",
        "score",
        "tens",
        "hundreds",
        "thousands",
        "minus",
        "times",
    ];
    let word = word.to_lowercase();
    primary(language) == "en"
        && word
            .split('-')
            .any(|part| MORE.contains(&part) || part_of_number(part).is_some())
}

#[derive(Clone, Copy)]
enum Part {
    /// Zero to nineteen.
    Unit(u64),
    /// Twenty to ninety.
    Tens(u64),
    Hundred,
    /// Thousand, million, billion.
    Scale(u64),
}

/// What was read so far.
#[derive(Default)]
struct Sum {
    /// What the scales have multiplied.
    total: u64,
    /// What stands since the last scale.
    group: Option<u64>,
    /// The last scale; the next must be smaller.
    scale: Option<u64>,
    /// Whether `and` may follow: after a hundred or a scale.
    may_go_on: bool,
}

impl Sum {
    /// Adds a word, perhaps of two joined by a hyphen. Whether it belongs to the number; nothing if
    /// it is a number that does not fit here.
    fn add(&mut self, word: &str) -> Option<bool> {
        for part in word.split('-') {
            match part_of_number(part) {
                Some(part) => self.add_part(part)?,
                None => return Some(false),
            }
        }
        Some(true)
    }

    fn add_part(&mut self, part: Part) -> Option<()> {
        let group = self.group;
        match part {
            Part::Unit(n) => {
                let fits = match group {
                    None => n > 0 || self.scale.is_none(),
                    Some(before) if before % 100 == 0 => n > 0 && before > 0,
                    Some(before) => before % 10 == 0 && before % 100 >= 20 && (1..10).contains(&n),
                };
                self.group = fits.then_some(group.unwrap_or(0) + n);
                self.may_go_on = false;
                self.group.map(drop)
            }
            Part::Tens(n) => {
                let fits = group.is_none_or(|before| before > 0 && before % 100 == 0);
                self.group = fits.then_some(group.unwrap_or(0) + n);
                self.may_go_on = false;
                self.group.map(drop)
            }
            Part::Hundred => {
                self.group = group.filter(|n| (1..100).contains(n)).map(|n| n * 100);
                self.may_go_on = true;
                self.group.map(drop)
            }
            Part::Scale(scale) => {
                let descends = self.scale.is_none_or(|last| scale < last);
                let group = group.filter(|&n| n > 0 && descends)?;
                self.total += group * scale;
                self.group = None;
                self.scale = Some(scale);
                self.may_go_on = true;
                Some(())
            }
        }
    }

    fn value(&self) -> Option<u64> {
        match (self.group, self.scale) {
            (None, None) => None,
            (group, _) => Some(self.total + group.unwrap_or(0)),
        }
    }
}

fn part_of_number(word: &str) -> Option<Part> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    if let Some((n, _)) = (0..).zip(UNITS).find(|(_, known)| *known == word) {
        return Some(Part::Unit(n));
    }
    if let Some((n, _)) = (2..).zip(TENS).find(|(_, known)| *known == word) {
        return Some(Part::Tens(n * 10));
    }
    match word {
        "hundred" => Some(Part::Hundred),
        "thousand" => Some(Part::Scale(1_000)),
        "million" => Some(Part::Scale(1_000_000)),
        "billion" => Some(Part::Scale(1_000_000_000)),
        _ => None,
    }
}

/// The first word in small letters, with hyphens in it, and what follows.
fn first_word(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_alphabetic() && c != '-')
        .unwrap_or(text.len());
    let (word, after) = text.split_at_checked(end)?;
    (!word.is_empty()).then(|| (word.to_lowercase(), after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> Option<String> {
        let written = read(text, "en")?;
        written.rest.is_empty().then(|| written.value.to_string())
    }

    #[test]
    fn numbers_are_read_as_they_are_written_out() {
        for (text, expected) in [
            ("zero", "0"),
            ("Twelve", "12"),
            ("twenty", "20"),
            ("twenty-one", "21"),
            ("twenty one", "21"),
            ("a hundred", "100"),
            ("one hundred and five", "105"),
            ("nineteen hundred", "1900"),
            ("ten thousand", "10000"),
            ("two hundred and sixty thousand", "260000"),
            ("a thousand and one", "1001"),
            ("three million four hundred thousand", "3400000"),
        ] {
            assert_eq!(value(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(read("five hundred tons", "en").unwrap().rest, "tons");
    }

    #[test]
    fn a_minus_may_be_a_word() {
        assert_eq!(behind_minus("Minus five", "en"), Some("five"));
        assert_eq!(behind_minus("negative 5", "en"), Some("5"));
        assert_eq!(behind_minus("minus 5", "de"), Some("5"));
        assert_eq!(behind_minus("negative 5", "de"), None);
        assert_eq!(behind_minus("five", "en"), None);
    }

    #[test]
    fn words_that_make_no_number_are_not_read() {
        for text in [
            "",
            "IV",
            "and five",
            "a",
            "a five",
            "five six",
            "twenty ten",
            "thousand",
            "hundred",
            "one thousand two million",
            "zero hundred",
            "half",
        ] {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(read("zwölf", "de"), None);
        assert_eq!(read("twelve", "de"), None);
    }

    #[test]
    fn some_words_count_and_others_do_not() {
        for word in ["five", "Hundred", "half", "twenty-one", "dozen"] {
            assert!(counts(word, "en"), "{word}");
        }
        assert!(!counts("people", "en"));
    }

    proptest! {
        #[test]
        fn nothing_makes_reading_panic(words in prop::collection::vec(
            prop::sample::select(vec!["a", "and", "one", "nine", "ten", "twenty", "hundred", "thousand", "million", "billion", "x", "-"]), 0..12))
        {
            let _ = read(&words.join(" "), "en");
            let _ = read(&words.join("-"), "en");
        }
    }
}
