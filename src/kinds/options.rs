//! Options to pick from, shared by the kinds `choice`, `choices` and blanks with options: how they
//! are written, in what order they stand, which of them stay behind the others.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::{Arrangement, Fingerprint, fields};
use crate::item::Credit;
use crate::text::{
    Folding, Ignored, Problem, Problems, Span, Spanned, Table, Value, fold, natural,
};

/// An option, with what it earns.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceOption {
    /// As shown.
    pub text: String,
    /// What picking it earns; for tick lists, full if it belongs to the key.
    pub credit: Credit,
    /// What the bank says to who picks it.
    pub feedback: Option<String>,
    /// Stays behind the shuffled ones.
    pub last: bool,
}

/// The options of a question, in the order in which they stand unless they are shuffled.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    list: Vec<ChoiceOption>,
    shuffle: bool,
}

impl ChoiceOption {
    /// An option without more than its text.
    pub fn new(text: impl Into<String>, credit: Credit) -> Self {
        Self {
            text: text.into(),
            credit,
            feedback: None,
            last: false,
        }
    }

    /// Reads an option: a text, or a table with `text`, `feedback` and `last`, and `credit` where
    /// the list gives one to each.
    pub(super) fn read(
        value: Value<'_>,
        what: &str,
        credit: Option<Credit>,
        problems: &mut Problems,
    ) -> Option<Spanned<Self>> {
        let span = value.span;
        if !matches!(value.raw, toml::de::DeValue::Table(_)) {
            let text = fields::filled_text(value, what, problems)?;
            return Some(text.map(|text| Self::new(text, credit.unwrap_or(Credit::NONE))));
        }
        let mut table = value.table(what, problems)?;
        let text = table.required_text("text", problems);
        let feedback = table.text("feedback", problems).map(|text| text.value);
        let last = table
            .boolean("last", problems)
            .is_some_and(|last| last.value);
        let credit =
            credit.unwrap_or_else(|| fields::credit(&mut table, "credit", Credit::NONE, problems));
        table.finish(problems);
        Some(Spanned {
            value: Self {
                text: text?.value,
                credit,
                feedback,
                last,
            },
            span,
        })
    }

    /// Reads a list of options, each with that credit or with its own.
    pub(super) fn read_list(
        table: &mut Table<'_>,
        name: &'static str,
        what: &str,
        credit: Option<Credit>,
        problems: &mut Problems,
    ) -> Vec<Spanned<Self>> {
        table
            .list(name, problems)
            .into_iter()
            .filter_map(|value| Self::read(value, what, credit, problems))
            .collect()
    }

    /// Whether it belongs to the key of a tick list.
    pub fn is_key(&self) -> bool {
        self.credit.is_full()
    }
}

impl Options {
    /// Puts options together and notes what is wrong among them. Those whose order the author did
    /// not fix stand in their natural order, so that the key is not first because it is the key.
    pub(super) fn new(
        options: Vec<Spanned<ChoiceOption>>,
        fixed: bool,
        shuffle: bool,
        problems: &mut Problems,
    ) -> Self {
        note_repeated(&options, problems);
        let lettered = options
            .iter()
            .find(|option| names_letters(&option.value.text));
        if let (Some(option), true) = (lettered, shuffle) {
            problems.push(letters_warning(option, fixed));
        }
        let lettered = lettered.is_some();
        let mut list: Vec<ChoiceOption> = options.into_iter().map(|option| option.value).collect();
        for option in &mut list {
            option.last |=
                says_of_the_above(&option.text) || (lettered && names_letters(&option.text));
        }
        if !fixed {
            natural::sort(&mut list, |option| &option.text);
        }
        let shuffle = shuffle && !lettered;
        // what stays last stands last in the list too; the sort is stable
        if !fixed || shuffle {
            list.sort_by_key(|option| option.last);
        }
        Self { list, shuffle }
    }

    /// Warns that there is no order to keep, where `shuffle = false` stands beside a key that is
    /// written apart.
    pub(super) fn warn_no_order(
        shuffle: (bool, Option<Span>),
        lists: &str,
        problems: &mut Problems,
    ) {
        if let (false, Some(span)) = shuffle {
            problems.push(
                Problem::warning(span, format!("{lists} give no order to keep"))
                    .hint("write `choices` to fix one; until then they stand by value or alphabet"),
            );
        }
    }

    /// All of them, in the order in which they stand.
    pub fn iter(&self) -> std::slice::Iter<'_, ChoiceOption> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The option of that text.
    pub fn find(&self, text: &str) -> Option<&ChoiceOption> {
        self.list.iter().find(|option| option.text == text)
    }

    /// The first of those that earn most.
    pub fn best(&self) -> Option<&ChoiceOption> {
        self.list.iter().reduce(|best, other| {
            if other.credit > best.credit {
                other
            } else {
                best
            }
        })
    }

    /// The texts as shown.
    pub fn shown(&self, arrangement: &mut Arrangement<'_>) -> Vec<String> {
        let mut shown: Vec<&ChoiceOption> = self.list.iter().collect();
        if self.shuffle {
            let free = shown.iter().take_while(|option| !option.last).count();
            if let Some(free) = shown.get_mut(..free) {
                arrangement.shuffle(free);
            }
        }
        shown
            .into_iter()
            .map(|option| option.text.clone())
            .collect()
    }

    /// Adds texts and credits to the content hash, whatever their order.
    pub fn fingerprint(&self, content: &mut Fingerprint) {
        let mut sorted: Vec<&ChoiceOption> = self.list.iter().collect();
        sorted.sort_by(|a, b| a.text.cmp(&b.text));
        for option in sorted {
            content.text(&option.text);
            content.number(option.credit.value());
        }
    }
}

fn note_repeated(options: &[Spanned<ChoiceOption>], problems: &mut Problems) {
    let mut seen: HashMap<String, Vec<(String, &Spanned<ChoiceOption>)>> = HashMap::new();
    for option in options {
        let normal = fold::normal(&option.value.text);
        let spaceless = normal.chars().filter(|c| !c.is_whitespace());
        let alike = spaceless.flat_map(char::to_lowercase).collect();
        let before = seen.entry(alike).or_default();
        let same = before.iter().find(|(text, _)| *text == normal);
        match (same, before.first()) {
            (Some((_, first)), _) => problems.push(repeated(first, option)),
            (None, Some((_, first))) => problems.push(hard_to_tell(first, option)),
            (None, None) => {}
        }
        before.push((normal, option));
    }
}

fn repeated(first: &Spanned<ChoiceOption>, option: &Spanned<ChoiceOption>) -> Problem {
    let text = &option.value.text;
    let message = if first.value.credit.is_full() != option.value.credit.is_full() {
        format!("the key stands among the distractors: `{text}`")
    } else {
        format!("an option stands there twice: `{text}`")
    };
    Problem::at(option.span, message)
        .related(first.span, "here first")
        .hint("leave one of them out")
}

fn hard_to_tell(first: &Spanned<ChoiceOption>, option: &Spanned<ChoiceOption>) -> Problem {
    let (text, other) = (&option.value.text, &first.value.text);
    let message = format!("the options `{other}` and `{text}` differ only in case or spaces");
    Problem::warning(option.span, message)
        .related(first.span, "the other one")
        .hint("say in words how they differ, or leave one of them out")
}

fn letters_warning(option: &Spanned<ChoiceOption>, fixed: bool) -> Problem {
    let text = &option.value.text;
    let warning = Problem::warning(
        option.span,
        format!("`{text}` names other options by letter, so the options are not shuffled"),
    );
    warning.hint(if fixed {
        "write `shuffle = false`, or name the others by their texts"
    } else {
        "write `choices` to fix the order that the letters mean, or name the others by their texts"
    })
}

/// Whether an option names others by their letters: "Both A and C", "a) and b)", "Only B".
fn names_letters(text: &str) -> bool {
    const JOINING: [&str; 25] = [
        "and", "or", "nor", "but", "not", "of", "options", "option", "answers", "answer", "und",
        "oder", "noch", "auch", "als", "et", "ou", "y", "o", "и", "или", "e", "i", "sind", "are",
    ];
    const COUNTING: [&str; 21] = [
        "both",
        "only",
        "neither",
        "either",
        "all",
        "none",
        "beide",
        "nur",
        "weder",
        "sowohl",
        "entweder",
        "seulement",
        "ni",
        "solo",
        "sólo",
        "ambos",
        "ambas",
        "только",
        "оба",
        "correct",
        "richtig",
    ];
    if text.len() > 60 {
        return false;
    }
    let (mut letters, mut counting) = (0, 0);
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '&' | '+' | '/')) {
        let bare = word.trim_matches(['(', ')', '.']);
        let marked = word.len() > bare.len();
        let mut chars = bare.chars();
        match (chars.next(), chars.next()) {
            (None, _) => {}
            (Some('A'..='H'), None) => letters += 1,
            (Some('a'..='h'), None) if marked => letters += 1,
            _ if COUNTING.contains(&bare.to_lowercase().as_str()) => counting += 1,
            _ if JOINING.contains(&bare) || JOINING.contains(&bare.to_lowercase().as_str()) => {}
            _ => return false,
        }
    }
    letters >= 2 || (letters == 1 && counting > 0)
}

/// Whether an option speaks of all the others: "None of the above", in the languages known here.
fn says_of_the_above(text: &str) -> bool {
    static PHRASES: LazyLock<Phrases> = LazyLock::new(Phrases::read);
    PHRASES.hold(text)
}

/// Phrases that speak of all other options, folded.
struct Phrases {
    folding: Folding,
    whole: HashSet<String>,
    /// Their first words, since nearly all options begin otherwise and need not be folded.
    beginnings: HashSet<String>,
}

impl Phrases {
    fn read() -> Self {
        let folding = Folding::new(Ignored::ALL, "");
        let phrases = || include_str!("of_the_above.txt").lines();
        Self {
            whole: phrases().map(|phrase| folding.fold(phrase)).collect(),
            beginnings: phrases().map(beginning).collect(),
            folding,
        }
    }

    fn hold(&self, text: &str) -> bool {
        text.len() <= 120
            && self.beginnings.contains(&beginning(text))
            && self.whole.contains(&self.folding.fold(text))
    }
}

/// The first word of a text, without case and punctuation.
fn beginning(text: &str) -> String {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words
        .find(|word| !word.is_empty())
        .unwrap_or("")
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_name_others_by_letter_are_seen() {
        for text in [
            "Both A and C",
            "A and B",
            "a) and b)",
            "Only B",
            "A, B and D",
            "Nur A",
            "B & C",
            "Neither A nor B",
        ] {
            assert!(names_letters(text), "{text}");
        }
        for text in [
            "A",
            "a and b",
            "Vitamin A",
            "Plan B and C of Russia",
            "The A and the B",
            "",
            "and",
        ] {
            assert!(!names_letters(text), "{text}");
        }
    }

    #[test]
    fn options_on_all_others_are_seen_in_many_languages() {
        for text in [
            "None of the above",
            "all of the above.",
            "Keine der oben genannten",
            "Aucune de ces réponses",
            "Todas las anteriores",
            "Ничего из перечисленного",
            "以上都不是",
            "위의 모두",
        ] {
            assert!(says_of_the_above(text), "{text}");
        }
        assert!(!says_of_the_above("None"));
        assert!(!says_of_the_above("All of the treaties above the law"));
    }
}
