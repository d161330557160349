//! Pick one option: `answer` and `distractors`, or `choices` with a credit each, from best through
//! acceptable to wrong. What options are is in `options`; here is how one picked is marked.

use super::options::{ChoiceOption, Options};
use super::{Arrangement, Behaviour, Defaults, Fingerprint, Knowledge, fields};
use crate::item::{Credit, Judgement, Response, Shape};
use crate::text::mention::mentions;
use crate::text::{Folding, Ignored, Problem, Problems, Spanned, Table};

/// A question with one option to pick. At least one option earns the full credit.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    options: Options,
}

impl Behaviour for Choice {
    const NAME: &'static str = "choice";

    fn read(
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = fields::prompt(table, problems);
        let shuffle = fields::shuffle(table, defaults, problems);
        let fixed = table.has("choices");
        let options = if fixed {
            choices(table, problems)
        } else {
            Options::warn_no_order(shuffle, "answer and distractors", problems);
            key_and_distractors(table, problems)
        };
        let options = Options::new(options?, fixed, shuffle.0, problems);
        Some((stem?, Self { options }))
    }

    fn shape(&self, arrangement: &mut Arrangement<'_>) -> Shape {
        Shape::PickOne {
            options: self.options.shown(arrangement),
        }
    }

    fn mark(&self, response: &Response, knowledge: &dyn Knowledge) -> Judgement {
        let Response::One(text) = response else {
            return Judgement::of(Credit::NONE);
        };
        let Some(chosen) = self.options.find(text) else {
            return Judgement::of(Credit::NONE);
        };
        let mut judgement = Judgement::of(chosen.credit).feedback(chosen.feedback.as_deref());
        judgement.names = knowledge.entity_named(text).map(str::to_owned);
        judgement
    }

    fn key(&self) -> Response {
        let best = self.options.best().map(|option| option.text.clone());
        Response::One(best.unwrap_or_default())
    }

    fn guess(&self) -> f64 {
        let right = self.options.iter().filter(|option| option.is_key()).count();
        Credit::share(right, self.options.len()).value()
    }

    fn said_in(&self, words: &str, language: &str) -> Option<String> {
        let folding = Folding::new([Ignored::Case], "");
        let words = folding.fold(words);
        let said = |option: &&ChoiceOption| mentions(&words, &folding.fold(&option.text));
        let (keys, distractors): (Vec<&ChoiceOption>, Vec<&ChoiceOption>) =
            self.options.iter().partition(|option| option.is_key());
        if distractors.iter().any(said) {
            return None;
        }
        let mut telling = keys
            .iter()
            .filter(|key| fields::is_telling(&key.text, language));
        telling.find(|key| said(key)).map(|key| key.text.clone())
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        self.options.fingerprint(content);
    }
}

/// The options of `answer` and `distractors`.
fn key_and_distractors(
    table: &mut Table<'_>,
    problems: &mut Problems,
) -> Option<Vec<Spanned<ChoiceOption>>> {
    let answer = table.value("answer");
    if answer.is_none() {
        problems.push(
            Problem::at(table.span, format!("{} has no right answer", table.what))
                .hint("write `answer` and `distractors`, or `choices` with a credit each"),
        );
    }
    let answer =
        answer.and_then(|v| ChoiceOption::read(v, "the answer", Some(Credit::FULL), problems));
    let (written, before) = (table.has("distractors"), problems.len());
    let distractors = ChoiceOption::read_list(
        table,
        "distractors",
        "a distractor",
        Some(Credit::NONE),
        problems,
    );
    if distractors.is_empty() && !written {
        problems.push(
            Problem::at(table.span, format!("{} has no `distractors`", table.what))
                .hint("give the wrong options: distractors = [\"…\", \"…\"]"),
        );
    } else if distractors.is_empty() && problems.len() == before {
        problems.push(Problem::at(table.span, "there is only one option to pick"));
    }
    let mut options = vec![answer?];
    options.extend(distractors);
    Some(options)
}

/// The options of `choices`, of which one must earn the full credit.
fn choices(table: &mut Table<'_>, problems: &mut Problems) -> Option<Vec<Spanned<ChoiceOption>>> {
    for other in ["answer", "distractors"] {
        if let (Some(span), Some(_)) = (table.name_span(other), table.value(other)) {
            problems.push(
                Problem::at(span, format!("`{other}` and `choices` exclude each other"))
                    .hint("give the key its credit in `choices`: { text = \"…\", credit = 1 }"),
            );
        }
    }
    let place = table.name_span("choices").unwrap_or(table.span);
    let before = problems.len();
    let options = ChoiceOption::read_list(table, "choices", "a choice", None, problems);
    if options.is_empty() && problems.len() == before {
        problems.push(Problem::at(place, "there is no option to pick"));
    }
    if options.is_empty() {
        return None;
    }
    if options.len() < 2 {
        problems.push(Problem::at(place, "there is only one option to pick"));
    }
    let best = options.iter().map(|option| option.value.credit.value());
    let best = best.fold(f64::NEG_INFINITY, f64::max);
    if best < 1.0 {
        let message = if best > 0.0 {
            "no option earns the full credit"
        } else {
            "no option is right: none has a credit above 0"
        };
        problems.push(Problem::at(place, message).hint("give the best one `credit = 1`"));
    }
    Some(options)
}
