//! Folding: two spellings that a question holds for the same become the same text. Composition of
//! letters, white space, invisible characters and signs that no keyboard has are always folded;
//! case, accents, articles, punctuation and spaces where the question ignores them. The kinds that
//! are written call this; it knows no key and no credit.

use std::sync::LazyLock;

use caseless::Caseless;
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::language::primary;

/// What may be ignored when texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ignored {
    /// Capital and small letters, by Unicode's full case folding.
    Case,
    /// Diacritical marks, and the letters that hold one without decomposing: ł ø đ ß æ œ ı.
    Accents,
    /// An article that begins the text.
    Articles,
    /// Punctuation; a hyphen or a slash parts words.
    Punctuation,
    /// All white space.
    Spaces,
}

impl Ignored {
    /// All of them, in the order of their names in the format.
    pub const ALL: [Self; 5] = [
        Self::Case,
        Self::Accents,
        Self::Articles,
        Self::Punctuation,
        Self::Spaces,
    ];

    /// The name in a bank's `ignore`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Accents => "accents",
            Self::Articles => "articles",
            Self::Punctuation => "punctuation",
            Self::Spaces => "spaces",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ignored| ignored.name() == name)
    }
}

/// A way to fold: what is ignored, and the language whose articles are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folding {
    ignored: Vec<Ignored>,
    articles: &'static [&'static str],
}

impl Folding {
    /// Ignores these, in a language ("en", "de-AT").
    pub fn new(ignored: impl IntoIterator<Item = Ignored>, language: &str) -> Self {
        Self {
            ignored: ignored.into_iter().collect(),
            articles: articles(language),
        }
    }

    /// Whether this is ignored.
    pub fn ignores(&self, what: Ignored) -> bool {
        self.ignored.contains(&what)
    }

    /// The same folding that ignores one thing more.
    #[must_use]
    pub fn with(&self, more: Ignored) -> Self {
        let mut ignored = self.ignored.clone();
        ignored.push(more);
        Self {
            ignored,
            articles: self.articles,
        }
    }

    /// The same folding that heeds spaces, for finding words in a longer text.
    #[must_use]
    pub fn word_by_word(&self) -> Self {
        let heeds = |ignored: &Ignored| *ignored != Ignored::Spaces;
        Self {
            ignored: self.ignored.iter().copied().filter(heeds).collect(),
            articles: self.articles,
        }
    }

    /// The text folded. Texts that fold to the same are the same to this question.
    pub fn fold(&self, text: &str) -> String {
        let mut folded = self.letters(text);
        if self.ignores(Ignored::Punctuation) {
            let parted = folded.replace(['-', '/'], " ");
            folded = PUNCTUATION.replace_all(&parted, "").into_owned();
        }
        let mut rest = folded.as_str();
        if self.ignores(Ignored::Articles) {
            rest = self.without_article(rest);
        }
        let between = if self.ignores(Ignored::Spaces) {
            ""
        } else {
            " "
        };
        join_words(rest, between)
    }

    /// Composition, signs, accents and case: what happens letter by letter.
    fn letters(&self, text: &str) -> String {
        let case = self.ignores(Ignored::Case);
        if text.is_ascii() {
            return if case {
                text.to_ascii_lowercase()
            } else {
                text.to_owned()
            };
        }
        let mut plain = String::with_capacity(text.len());
        let accents = self.ignores(Ignored::Accents);
        for letter in text.nfd().filter(|&c| !invisible(c)).map(typewriter) {
            match bare(letter).filter(|_| accents) {
                Some(bare) => plain.push_str(bare),
                None => plain.push(letter),
            }
        }
        if case {
            plain.chars().default_case_fold().nfc().collect()
        } else {
            plain.nfc().collect()
        }
    }

    fn without_article<'t>(&self, text: &'t str) -> &'t str {
        let text = text.trim_start();
        for article in self.articles {
            let Some((head, tail)) = text.split_at_checked(article.len()) else {
                continue;
            };
            let elided = article.ends_with('\'') && !tail.trim().is_empty();
            let parted = tail.starts_with(char::is_whitespace) && !tail.trim().is_empty();
            if (elided || parted) && head.eq_ignore_ascii_case(article) {
                return tail;
            }
        }
        text
    }
}

/// Composed letters and single spaces, nothing else: what two texts on a screen have in common when
/// a reader can't tell them apart.
pub fn normal(text: &str) -> String {
    if text.is_ascii() {
        return join_words(text, " ");
    }
    let composed: String = text.nfc().filter(|&c| !invisible(c)).collect();
    join_words(&composed, " ")
}

fn join_words(text: &str, between: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !joined.is_empty() {
            joined.push_str(between);
        }
        joined.push_str(word);
    }
    joined
}

/// Characters without any look of their own that come along when a text is pasted.
fn invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// The sign on a keyboard for one that has none: quotation marks, apostrophes, dashes.
fn typewriter(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{2032}' | '\u{FF07}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{AB}' | '\u{BB}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => '-',
        c => c,
    }
}

/// What is left of a decomposed letter without its mark; nothing if it has none.
fn bare(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' => "",
        '\u{20D0}'..='\u{20F0}' | '\u{FE20}'..='\u{FE2F}' => "",
        // Hebrew points, Arabic vowel signs
        '\u{591}'..='\u{5BD}' | '\u{64B}'..='\u{65F}' | '\u{670}' => "",
        'ł' => "l",
        'Ł' => "L",
        'ø' => "o",
        'Ø' => "O",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ħ' => "h",
        'Ħ' => "H",
        'ŧ' => "t",
        'Ŧ' => "T",
        'ß' => "ss",
        'ẞ' => "SS",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'þ' => "th",
        'Þ' => "Th",
        'ı' => "i",
        _ => return None,
    })
}

#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant, compiled by a test"
)]
static PUNCTUATION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\p{P}+").expect("a valid pattern"));

/// The articles of a language; those that end with an apostrophe stand before a word without a space.
fn articles(language: &str) -> &'static [&'static str] {
    match primary(language) {
        "en" => &["the", "a", "an"],
        "de" => &[
            "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer",
            "eines",
        ],
        "fr" => &["le", "la", "les", "l'", "un", "une", "des"],
        "es" => &["el", "la", "los", "las", "un", "una", "unos", "unas"],
        "it" => &[
            "il", "lo", "la", "i", "gli", "le", "l'", "un", "uno", "una", "un'",
        ],
        "pt" => &["o", "a", "os", "as", "um", "uma", "uns", "umas"],
        "nl" => &["de", "het", "een"],
        "sv" | "da" | "nb" | "no" => &["en", "et", "ett", "den", "det", "de"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(language: &str) -> Folding {
        Folding::new(Ignored::ALL, language)
    }

    #[test]
    fn composition_white_space_and_typographic_signs_never_matter() {
        let plain = Folding::new([], "en");
        assert_eq!(plain.fold("Krako\u{301}w"), plain.fold("Kraków"));
        assert_eq!(plain.fold(" North\u{A0}\tKorea\u{200B} "), "North Korea");
        assert_eq!(plain.fold("Sino–Soviet"), "Sino-Soviet");
        assert_eq!(plain.fold("People’s"), "People's");
        assert_eq!(plain.fold("Été"), "Été");
    }

    #[test]
    fn letters_that_do_not_decompose_lose_their_accents_too() {
        let folding = Folding::new([Ignored::Accents, Ignored::Case], "en");
        for (text, folded) in [
            ("Łódź", "lodz"),
            ("Tromsø", "tromso"),
            ("Gießen", "giessen"),
            ("İzmir", "izmir"),
            ("Diyarbakır", "diyarbakir"),
            ("Œuvre", "oeuvre"),
            ("Đà Nẵng", "da nang"),
        ] {
            assert_eq!(folding.fold(text), folded);
        }
    }

    #[test]
    fn vowel_signs_of_other_scripts_are_letters_and_stay() {
        let folding = Folding::new([Ignored::Accents], "hi");
        assert_eq!(folding.fold("हिन्दी"), "हिन्दी");
        assert_eq!(folding.fold("がぎ"), "がぎ");
        assert_eq!(folding.fold("평양"), "평양");
    }

    #[test]
    fn case_is_folded_fully_without_touching_accents() {
        let folding = Folding::new([Ignored::Case], "de");
        assert_eq!(folding.fold("STRASSE"), folding.fold("Straße"));
        assert_eq!(folding.fold("ΣΊΣΥΦΟΣ"), folding.fold("σίσυφος"));
        assert_ne!(folding.fold("Krakow"), folding.fold("Kraków"));
    }

    #[test]
    fn an_article_is_dropped_only_where_it_begins_the_text() {
        let folding = Folding::new([Ignored::Articles], "en");
        assert_eq!(folding.fold("The Hague"), "Hague");
        assert_eq!(folding.fold("Vitamin A"), "Vitamin A");
        assert_eq!(folding.fold("The"), "The");
        assert_eq!(folding.fold("Theory"), "Theory");
        assert_eq!(
            Folding::new([Ignored::Articles], "fr").fold("L’Europe"),
            "Europe"
        );
        assert_eq!(
            Folding::new([Ignored::Articles], "ru").fold("the x"),
            "the x"
        );
    }

    #[test]
    fn punctuation_and_spaces_vanish_where_they_are_ignored() {
        let folding = Folding::new([Ignored::Punctuation], "en");
        assert_eq!(folding.fold("well-known: “U.S.A.”"), "well known USA");
        assert_eq!(all("en").fold("The D.P.R. Korea!"), "dprkorea");
        assert_eq!(folding.fold("?!"), "");
    }
}
