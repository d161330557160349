//! Pair up: give each left its right. Texts are compared, not positions; equal rights are one
//! option, and the credit is the share of the pairs.

use super::{Arrangement, Behaviour, Defaults, Fingerprint, Knowledge, fields};
use crate::item::{Credit, Judgement, Part, Response, Shape};
use crate::text::{Problem, Problems, Spanned, Table, Value, natural};

/// A question that pairs texts up.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Left and right, in the order written.
    pairs: Vec<(String, String)>,
    /// All rights to choose from, each once, in their natural order.
    rights: Vec<String>,
    /// Those of them that belong to no left.
    unused: Vec<String>,
    shuffle: bool,
}

impl Behaviour for Match {
    const NAME: &'static str = "match";

    fn read(
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = fields::prompt(table, problems);
        let (shuffle, _) = fields::shuffle(table, defaults, problems);
        if !table.has("pairs") {
            table.required("pairs", problems);
        }
        let place = table.name_span("pairs").unwrap_or(table.span);
        let before = problems.len();
        let pairs: Vec<(Spanned<String>, Spanned<String>)> = table
            .list("pairs", problems)
            .into_iter()
            .filter_map(|value| pair(value, problems))
            .collect();
        let lefts: Vec<_> = pairs.iter().map(|(left, _)| left.clone()).collect();
        fields::distinct(&lefts, "a left side", problems);
        let unused = fields::distinct_texts(table, "distractors", "a distractor", problems);
        let mut rights: Vec<String> = Vec::new();
        for (_, right) in &pairs {
            if !rights.contains(&right.value) {
                rights.push(right.value.clone());
            }
        }
        for distractor in &unused {
            if let Some((left, right)) = pairs.iter().find(|(_, r)| r.value == distractor.value) {
                problems.push(
                    Problem::at(
                        distractor.span,
                        format!("`{}` is the right of `{}`", distractor.value, left.value),
                    )
                    .related(right.span, "here")
                    .hint("leave it out of the distractors"),
                );
            }
        }
        rights.extend(unused.iter().map(|distractor| distractor.value.clone()));
        if rights.len() < 2 && problems.len() == before {
            problems.push(
                Problem::at(place, "there is only one right to choose from")
                    .hint("a match needs two pairs, or `distractors`"),
            );
        }
        natural::sort(&mut rights, |right| right);
        let kind = Self {
            pairs: pairs
                .into_iter()
                .map(|(left, right)| (left.value, right.value))
                .collect(),
            rights,
            unused: unused
                .into_iter()
                .map(|distractor| distractor.value)
                .collect(),
            shuffle,
        };
        (!kind.pairs.is_empty()).then_some((stem?, kind))
    }

    fn shape(&self, arrangement: &mut Arrangement<'_>) -> Shape {
        let mut rights = self.rights.clone();
        if self.shuffle {
            arrangement.shuffle(&mut rights);
        }
        Shape::PairUp {
            lefts: self.pairs.iter().map(|(left, _)| left.clone()).collect(),
            rights,
        }
    }

    fn mark(&self, response: &Response, _: &dyn Knowledge) -> Judgement {
        match response {
            Response::Pairs(given) => share_of_pairs(&self.pairs, given),
            _ => Judgement::of(Credit::NONE),
        }
    }

    fn key(&self) -> Response {
        Response::Pairs(self.pairs.clone())
    }

    fn key_in_words(&self) -> String {
        let pairs = self.key().in_words();
        match self.unused.as_slice() {
            [] => pairs,
            [one] => format!("{pairs}; {one} belongs nowhere"),
            [rest @ .., last] => {
                format!("{pairs}; {} and {last} belong nowhere", rest.join(", "))
            }
        }
    }

    fn guess(&self) -> f64 {
        power(
            Credit::share(1, self.rights.len()).value(),
            self.pairs.len(),
        )
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        for (left, right) in &self.pairs {
            content.text(left);
            content.text(right);
        }
        for right in &self.rights {
            content.text(right);
        }
    }
}

/// Marks what was given to each left: the share of lefts that got their right, a part each.
pub(super) fn share_of_pairs(key: &[(String, String)], given: &[(String, String)]) -> Judgement {
    let parts: Vec<Part> = key
        .iter()
        .map(|(left, right)| {
            let given = given.iter().rev().find(|(other, _)| other == left);
            let given = given.map(|(_, right)| right.clone());
            Part {
                text: left.clone(),
                credit: Credit::whether(given.as_ref() == Some(right)),
                given,
                key: right.clone(),
            }
        })
        .collect();
    let right = parts.iter().filter(|part| part.credit.is_full()).count();
    Judgement {
        parts,
        ..Judgement::of(Credit::share(right, key.len()))
    }
}

/// The chance of so many independent guesses.
pub(super) fn power(chance: f64, times: usize) -> f64 {
    chance.powi(i32::try_from(times).unwrap_or(i32::MAX))
}

/// Reads `[left, right]`.
fn pair(value: Value<'_>, problems: &mut Problems) -> Option<(Spanned<String>, Spanned<String>)> {
    let span = value.span;
    let no_pair = || {
        Problem::at(span, "a pair has a left and a right side").hint("write [\"left\", \"right\"]")
    };
    if value.kind() != "a list" {
        problems.push(no_pair());
        return None;
    }
    let mut sides = value.list("a pair", problems)?.into_iter();
    let (Some(left), Some(right), None) = (sides.next(), sides.next(), sides.next()) else {
        problems.push(no_pair());
        return None;
    };
    let left = fields::filled_text(left, "a left side", problems);
    let right = fields::filled_text(right, "a right side", problems);
    Some((left?, right?))
}
