//! Pick one option: `answer` and `distractors`, or `choices` with a credit each.

use crate::item::{Credit, Judgement, Response, Shape};
use crate::text::{Problems, Spanned, Table, Value};

use super::{Arrangement, Behaviour, Defaults, Fingerprint, Knowledge};

/// A question with one option to pick.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    options: Vec<ChoiceOption>,
    shuffle: bool,
}

/// An option, with what it earns.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceOption {
    /// As shown.
    pub text: String,
    /// What picking it earns.
    pub credit: Credit,
    /// What the bank says to who picks it.
    pub feedback: Option<String>,
    /// Stays behind the shuffled ones.
    pub last: bool,
}

impl Behaviour for Choice {
    const NAME: &'static str = "choice";

    fn read(
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = table.required_text("prompt", problems)?.value;
        let shuffle = table
            .boolean("shuffle", problems)
            .map_or(defaults.shuffle, |s| s.value);
        let answer = table
            .required("answer", problems)
            .and_then(|v| option(v, problems))?;
        let distractors = table.list("distractors", problems);
        let wrong = distractors
            .into_iter()
            .filter_map(|value| option(value, problems));
        let right = std::iter::once(answer).map(|o| ChoiceOption {
            credit: Credit::FULL,
            ..o.value
        });
        let options = right
            .chain(wrong.collect::<Vec<_>>().into_iter().map(|o| o.value))
            .collect();
        Some((stem, Self { options, shuffle }))
    }

    fn shape(&self, arrangement: &mut Arrangement<'_>) -> Shape {
        let (mut free, last): (Vec<_>, Vec<_>) = self.options.iter().partition(|o| !o.last);
        if self.shuffle {
            arrangement.shuffle(&mut free);
        }
        Shape::PickOne {
            options: free
                .into_iter()
                .chain(last)
                .map(|o| o.text.clone())
                .collect(),
        }
    }

    fn mark(&self, response: &Response, knowledge: &dyn Knowledge) -> Judgement {
        let Response::One(text) = response else {
            return Judgement::of(Credit::NONE);
        };
        let Some(chosen) = self.options.iter().find(|o| o.text == *text) else {
            return Judgement::of(Credit::NONE);
        };
        let mut judgement = Judgement::of(chosen.credit).feedback(chosen.feedback.as_deref());
        judgement.names = knowledge.entity_named(text).map(str::to_owned);
        judgement
    }

    fn key(&self) -> Response {
        let best = self
            .options
            .iter()
            .max_by(|a, b| a.credit.value().total_cmp(&b.credit.value()));
        Response::One(best.map(|o| o.text.clone()).unwrap_or_default())
    }

    fn guess(&self) -> f64 {
        Credit::share(1, self.options.len()).value()
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        for option in &self.options {
            content.text(&option.text);
            content.number(option.credit.value());
        }
    }
}

fn option(value: Value<'_>, problems: &mut Problems) -> Option<Spanned<ChoiceOption>> {
    let span = value.span;
    let wrong = |text: String| ChoiceOption {
        text,
        credit: Credit::NONE,
        feedback: None,
        last: false,
    };
    if value.as_text().is_some() {
        return value
            .text("an option", problems)
            .map(|text| text.map(wrong));
    }
    let mut table = value.table("an option", problems)?;
    let text = table.required_text("text", problems)?.value;
    let feedback = table.text("feedback", problems).map(|f| f.value);
    table.finish(problems);
    Some(Spanned {
        value: ChoiceOption {
            feedback,
            ..wrong(text)
        },
        span,
    })
}
