//! Write a text: a key, other accepted answers and patterns, what comparing ignores, how many typos
//! are forgiven. Folding and typos are those of the text floor; here is which answer is meant.

use super::accepted::{self, Accepted};
use super::fields::{self, Outcome};
use super::{Arrangement, Behaviour, Defaults, Fingerprint, Knowledge};
use crate::item::{Credit, Expects, Judgement, Response, Shape};
use crate::text::mention::mentions;
use crate::text::{
    Folding, Ignored, Pattern, Problem, Problems, Span, Spanned, Table, Value, distance, fold,
};

/// A question that is answered with a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The key first, then the other accepted answers.
    listed: Vec<Listed>,
    patterns: Vec<(Pattern, Outcome)>,
    folding: Folding,
    typos: usize,
    typo_credit: Credit,
}

#[derive(Debug, Clone, PartialEq)]
struct Listed {
    text: String,
    folded: String,
    outcome: Outcome,
}

/// A way to be right, or partly so.
enum Way<'t> {
    Listed(&'t Listed),
    Pattern(&'t Pattern, &'t Outcome),
}

impl Behaviour for Text {
    const NAME: &'static str = "text";

    fn read(
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = fields::prompt(table, problems);
        let answer = table.required_text("answer", problems);
        let rules = Rules::read(table, defaults, problems);
        let accepted = table.list("accept", problems);
        let kind = Self::of(vec![answer?], accepted, rules, problems);
        Some((stem?, kind))
    }

    fn shape(&self, _: &mut Arrangement<'_>) -> Shape {
        Shape::Write {
            expects: Expects::Text,
            unit: None,
        }
    }

    fn mark(&self, response: &Response, knowledge: &dyn Knowledge) -> Judgement {
        match response {
            Response::Written(given) => self.judge(given, knowledge),
            _ => Judgement::of(Credit::NONE),
        }
    }

    fn key(&self) -> Response {
        Response::Written(self.key_text().to_owned())
    }

    fn guess(&self) -> f64 {
        0.0
    }

    fn said_in(&self, words: &str, language: &str) -> Option<String> {
        let folding = self.folding.word_by_word();
        let words = folding.fold(words);
        let said = |listed: &&Listed| mentions(&words, &folding.fold(&listed.text));
        let (right, others): (Vec<&Listed>, Vec<&Listed>) = self
            .listed
            .iter()
            .partition(|listed| listed.outcome.credit.is_full());
        if others.iter().any(said) {
            return None;
        }
        let mut telling = right
            .iter()
            .filter(|listed| fields::is_telling(&listed.text, language));
        telling
            .find(|listed| said(listed))
            .map(|listed| listed.text.clone())
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        for listed in &self.listed {
            content.text(&listed.text);
            content.number(listed.outcome.credit.value());
        }
        for (pattern, outcome) in &self.patterns {
            content.text(pattern.source());
            content.number(outcome.credit.value());
        }
        for ignored in Ignored::ALL {
            content.number(f64::from(u8::from(self.folding.ignores(ignored))));
        }
        content.number(self.typos as f64);
        content.number(self.typo_credit.value());
    }
}

/// How texts are compared: what a question, or a text with blanks for all of them, says of it.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    ignored: Vec<Ignored>,
    typos: usize,
    /// Where the question itself asks for typos to be forgiven.
    typos_span: Option<Span>,
    typo_credit: Credit,
    language: String,
}

impl Rules {
    /// Takes `ignore`, `typos` and `typo_credit`; what is left out is as in the defaults.
    pub fn read(table: &mut Table<'_>, defaults: &Defaults, problems: &mut Problems) -> Self {
        let ignored = fields::ignored(table, defaults, problems);
        let typos = table.integer("typos", 0..=9, problems);
        let otherwise = Credit::new(defaults.typo_credit).unwrap_or(Credit::FULL);
        Self {
            ignored,
            typos_span: typos
                .as_ref()
                .filter(|typos| typos.value > 0)
                .map(|typos| typos.span),
            typos: typos.map_or(usize::from(defaults.typos), |typos| {
                usize::try_from(typos.value).unwrap_or(0)
            }),
            typo_credit: fields::credit(table, "typo_credit", otherwise, problems),
            language: defaults.language.clone(),
        }
    }

    /// The same as defaults, for what stands inside.
    pub fn as_defaults(&self, defaults: &Defaults) -> Defaults {
        Defaults {
            ignore: Some(
                self.ignored
                    .iter()
                    .map(|ignored| ignored.name().to_owned())
                    .collect(),
            ),
            typos: u8::try_from(self.typos).unwrap_or(u8::MAX),
            typo_credit: self.typo_credit.value(),
            ..defaults.clone()
        }
    }
}

impl Text {
    /// From right answers (the first is the key), the entries of `accept`, and rules. Notes what is
    /// wrong among them.
    pub(super) fn of(
        answers: Vec<Spanned<String>>,
        accepted: Vec<Value<'_>>,
        rules: Rules,
        problems: &mut Problems,
    ) -> Self {
        let mut text = Self {
            listed: Vec::new(),
            patterns: Vec::new(),
            folding: Folding::new(rules.ignored, &rules.language),
            typos: rules.typos,
            typo_credit: rules.typo_credit,
        };
        let mut key = None;
        let (mut listed, mut patterns) = (Vec::new(), Vec::new());
        for answer in answers {
            key = key.or_else(|| Some(answer.clone()));
            listed.push((answer.span, false));
            text.list(answer, Outcome::KEY, problems);
        }
        for value in accepted {
            let place = (value.span, true);
            text.accept(value, problems);
            listed.resize(text.listed.len(), place);
            patterns.resize(text.patterns.len(), place);
        }
        text.warn_idle(listed.into_iter().chain(patterns), problems);
        let forgivable = |listed: &Listed| distance::may_have_typos(&listed.folded);
        if let (Some(span), Some(key)) = (rules.typos_span, key)
            && !text.listed.iter().any(forgivable)
        {
            problems.push(
                Problem::warning(span, format!("typos can't apply to `{}`", key.value)).hint(
                    "digits and words of three letters or fewer are never forgiven a typo: leave it out",
                ),
            );
        }
        text
    }

    /// Warns of answers and patterns that can never count. Of each, answers first, the place is given
    /// and whether it is an entry of `accept`.
    fn warn_idle(&self, places: impl Iterator<Item = (Span, bool)>, problems: &mut Problems) {
        let listed = self.listed.iter().map(Way::Listed);
        let patterns = self.patterns.iter();
        let patterns = patterns.map(|(pattern, outcome)| Way::Pattern(pattern, outcome));
        let ways: Vec<Accepted<Way<'_>>> = listed
            .chain(patterns)
            .zip(places)
            .map(|(answer, (place, entry))| Accepted {
                place,
                entry,
                answer,
            })
            .collect();
        let credit = |way: &Way<'_>| match way {
            Way::Listed(listed) => listed.outcome.credit,
            Way::Pattern(_, outcome) => outcome.credit,
        };
        let takes_all_of = |way: &Way<'_>, other: &Way<'_>| match (way, other) {
            (Way::Listed(one), Way::Listed(other)) => one.folded == other.folded,
            (Way::Pattern(one, _), Way::Pattern(other, _)) => one.source() == other.source(),
            // no pattern takes an answer with a typo
            (Way::Pattern(pattern, outcome), Way::Listed(listed)) => {
                let with_typos = self.typos > 0 && distance::may_have_typos(&listed.folded);
                !with_typos
                    && outcome.credit > listed.outcome.credit
                    && pattern.matches(&listed.folded)
            }
            (Way::Listed(_), Way::Pattern(..)) => false,
        };
        accepted::warn_idle(&ways, credit, takes_all_of, problems);
    }

    /// Adds an accepted answer, and notes what is wrong with it.
    fn list(&mut self, answer: Spanned<String>, outcome: Outcome, problems: &mut Problems) {
        let Spanned { value: text, span } = answer;
        let folded = self.folding.fold(&text);
        if folded.is_empty() {
            problems.push(
                Problem::at(
                    span,
                    format!("`ignore` leaves nothing of the answer `{text}`"),
                )
                .hint("take `punctuation` out of `ignore`"),
            );
        }
        if text.chars().any(|c| c.is_whitespace() && !c.is_ascii()) {
            problems.push(
                Problem::note(span, "the answer holds a no-break space or the like")
                    .hint("it compares as an ordinary space, so nothing need be done"),
            );
        }
        self.listed.push(Listed {
            text,
            folded,
            outcome,
        });
    }

    /// Adds an entry of `accept`: a text, `{ pattern }` or `{ answer, credit, feedback }`.
    fn accept(&mut self, value: Value<'_>, problems: &mut Problems) {
        if !matches!(value.raw, toml::de::DeValue::Table(_)) {
            if let Some(text) = fields::filled_text(value, "an accepted answer", problems) {
                self.list(text, Outcome::KEY, problems);
            }
            return;
        }
        let Some(mut table) = value.table("an accepted answer", problems) else {
            return;
        };
        let outcome = Outcome::read(&mut table, problems);
        if table.has("pattern") {
            if let Some(pattern) = table.text("pattern", problems) {
                self.accept_pattern(pattern, outcome, problems);
            }
        } else if let Some(text) = table.required_text("answer", problems) {
            self.list(text, outcome, problems);
        }
        table.finish(problems);
    }

    fn accept_pattern(
        &mut self,
        source: Spanned<String>,
        outcome: Outcome,
        problems: &mut Problems,
    ) {
        use crate::text::pattern::Refused;
        let ignore_case = self.folding.ignores(Ignored::Case);
        match Pattern::new(&source.value, ignore_case) {
            Ok(pattern) => self.patterns.push((pattern, outcome)),
            Err(refused) => {
                let problem = Problem::at(source.span, refused.to_string());
                problems.push(problem.hint(match refused {
                    Refused::Broken(_) => {
                        "it is a regular expression without look-around and back-references; write it in single quotes"
                    }
                    Refused::TooLarge => "make its repetitions smaller",
                    Refused::MatchesNothing => "an empty answer would be right: use + for *",
                }));
            }
        }
    }

    /// The key.
    pub(super) fn key_text(&self) -> &str {
        self.listed.first().map_or("", |key| key.text.as_str())
    }

    /// What a typed text earns.
    pub(super) fn judge(&self, given: &str, knowledge: &dyn Knowledge) -> Judgement {
        let folded = self.folding.fold(given);
        if folded.is_empty() {
            return Judgement::of(Credit::NONE);
        }
        let named = knowledge.entity_named(given);
        let mut judgement = match self.listed_outcome(given, &folded) {
            Some(outcome) => Judgement::of(outcome.credit).feedback(outcome.feedback.as_deref()),
            None => self.judge_unlisted(given, &folded, named, knowledge),
        };
        judgement.names = named.map(str::to_owned);
        judgement
    }

    /// The best of the answers that are this folded text.
    fn exactly(&self, folded: &str) -> Option<&Outcome> {
        let texts = self.listed.iter().filter(|listed| listed.folded == folded);
        Outcome::best(texts.map(|listed| &listed.outcome))
    }

    /// The best of the answers and patterns that this text is.
    fn listed_outcome(&self, given: &str, folded: &str) -> Option<&Outcome> {
        let exact = self.exactly(folded);
        if self.patterns.is_empty() {
            return exact;
        }
        let normal = fold::normal(given);
        let fitting = self
            .patterns
            .iter()
            .filter(|(pattern, _)| pattern.matches(&normal) || pattern.matches(folded));
        Outcome::best(exact.into_iter().chain(fitting.map(|(_, outcome)| outcome)))
    }

    fn judge_unlisted(
        &self,
        given: &str,
        folded: &str,
        named: Option<&str>,
        knowledge: &dyn Knowledge,
    ) -> Judgement {
        let near = self.with_typo(folded);
        if let Some(entity) = named {
            let name = knowledge.name_of(entity).unwrap_or(entity);
            let as_named = self.exactly(&self.folding.fold(name));
            if let Some(outcome) = as_named.filter(|outcome| outcome.credit > Credit::NONE) {
                return Judgement::of(outcome.credit)
                    .feedback(outcome.feedback.as_deref())
                    .note(format!("another name of {name}"));
            }
            let is_key = |listed: &Listed| knowledge.entity_named(&listed.text) == Some(entity);
            let another_name = self.folding.fold(name) != folded;
            // the name of something else is never a slip of this one
            if !near.is_some_and(is_key) && (near.is_some() || another_name) {
                return Judgement::of(Credit::NONE).note(format!("that is {name}"));
            }
        }
        if let Some(listed) = near {
            let credit = self.credit_with_typo(listed.outcome.credit);
            return Judgement::of(credit)
                .feedback(listed.outcome.feedback.as_deref())
                .note(format!("a typo: it is written {}", listed.text));
        }
        let judgement = Judgement::of(Credit::NONE);
        match self.only_difference(given) {
            Some(note) => judgement.note(note),
            None => judgement,
        }
    }

    /// The answer that only forgiven typos part from the text: the one with the best credit, of
    /// those the nearest.
    fn with_typo(&self, folded: &str) -> Option<&Listed> {
        if self.typos == 0 {
            return None;
        }
        let near = self.listed.iter().filter_map(|listed| {
            let typos = distance::typos_between(&listed.folded, folded, self.typos)?;
            Some((listed, typos))
        });
        let better = |(listed, typos): &(&Listed, usize), other: &(&Listed, usize)| {
            let (credit, best) = (listed.outcome.credit, other.0.outcome.credit);
            credit > best || (credit == best && *typos < other.1)
        };
        near.reduce(|best, other| if better(&other, &best) { other } else { best })
            .map(|(listed, _)| listed)
    }

    fn credit_with_typo(&self, credit: Credit) -> Credit {
        if credit <= Credit::NONE {
            return credit;
        }
        Credit::new(credit.value() * self.typo_credit.value()).unwrap_or(Credit::NONE)
    }

    /// What alone parts the text from a right answer, in words.
    fn only_difference(&self, given: &str) -> Option<&'static str> {
        let difference = |ignored: &Ignored| {
            let wider = self.folding.with(*ignored);
            let folded = wider.fold(given);
            let rights = self
                .listed
                .iter()
                .filter(|listed| listed.outcome.credit > Credit::NONE);
            let mut same = rights.filter(|listed| wider.fold(&listed.text) == folded);
            !folded.is_empty() && same.next().is_some()
        };
        let stricter = |ignored: &Ignored| !self.folding.ignores(*ignored);
        let only = Ignored::ALL.into_iter().filter(stricter).find(difference)?;
        Some(match only {
            Ignored::Case => "only capital and small letters differ",
            Ignored::Accents => "only accents differ",
            Ignored::Articles => "only the article differs",
            Ignored::Punctuation => "only the punctuation differs",
            Ignored::Spaces => "only the spaces differ",
        })
    }
}
