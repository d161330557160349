//! Put in order: the credit is the share of pairs that stand in the right order (Kendall's tau
//! rescaled), or all or nothing. Equal items are told apart in the learner's favour.

use std::collections::{HashMap, VecDeque};

use super::{Arrangement, Behaviour, Defaults, Fingerprint, Knowledge, fields};
use crate::item::{Credit, Judgement, Part, Response, Shape};
use crate::text::{Problem, Problems, Table};

/// A question that orders items. At least two of them differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// In the right order.
    items: Vec<String>,
    rule: Rule,
}

/// How an order becomes credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The share of pairs in order.
    Pairs,
    /// Full, if all stand right.
    AllOrNothing,
}

const RULES: [(&str, Rule); 2] = [
    ("pairs", Rule::Pairs),
    ("all-or-nothing", Rule::AllOrNothing),
];

impl Behaviour for Order {
    const NAME: &'static str = "order";

    fn read(
        table: &mut Table<'_>,
        _: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = fields::prompt(table, problems);
        let rule = fields::rule(table, &RULES, Rule::Pairs, problems);
        let items = table.required("items", problems);
        let place = items.as_ref().map_or(table.span, |items| items.span);
        let before = problems.len();
        let items: Vec<String> = items?
            .list("`items`", problems)?
            .into_iter()
            .filter_map(|item| fields::filled_text(item, "an item", problems))
            .map(|item| item.value)
            .collect();
        let kind = Self { items, rule };
        if !kind.has_orders() {
            if problems.len() == before {
                let message = match kind.items.len() {
                    0 | 1 => "an order needs two items or more",
                    _ => "all items are the same, so every order is right",
                };
                problems.push(Problem::at(place, message).hint("list them in the right order"));
            }
            return None;
        }
        Some((stem?, kind))
    }

    /// Never in the right order, where it is shuffled at all.
    fn shape(&self, arrangement: &mut Arrangement<'_>) -> Shape {
        let mut items = self.items.clone();
        arrangement.shuffle(&mut items);
        if arrangement.shuffles() && items == self.items {
            // to turn a list of items that differ makes another order
            items.rotate_left(1);
        }
        Shape::Order { items }
    }

    fn mark(&self, response: &Response, _: &dyn Knowledge) -> Judgement {
        let Response::Order(given) = response else {
            return Judgement::of(Credit::NONE);
        };
        let places = self.places(given);
        let in_order = (0..places.len())
            .map(|at| pairs_with(&places, at))
            .sum::<usize>()
            / 2;
        let all = pairs(self.items.len());
        let others = self.items.len().saturating_sub(1);
        let credit = match self.rule {
            Rule::Pairs => Credit::share(in_order, all),
            Rule::AllOrNothing => Credit::whether(in_order == all),
        };
        let parts = self.items.iter().enumerate().map(|(at, item)| {
            let given = given.get(at);
            Part {
                text: format!("place {}", at + 1),
                given: given.cloned(),
                key: item.clone(),
                credit: match self.rule {
                    // so that the parts' mean is the credit
                    Rule::Pairs => Credit::share(pairs_with(&places, at), others),
                    Rule::AllOrNothing => Credit::whether(given == Some(item)),
                },
            }
        });
        let judgement = Judgement {
            parts: parts.collect(),
            ..Judgement::of(credit)
        };
        match self.rule {
            Rule::Pairs if in_order < all => {
                judgement.note(format!("{in_order} of {all} pairs are in order"))
            }
            _ => judgement,
        }
    }

    fn key(&self) -> Response {
        Response::Order(self.items.clone())
    }

    fn guess(&self) -> f64 {
        // one order of n!/(a! b! …), built up so that it neither overflows nor vanishes early
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut chance = 1.0;
        for (n, item) in (1u32..).zip(&self.items) {
            let equal = seen.entry(item).or_default();
            *equal += 1;
            chance *= f64::from(*equal) / f64::from(n);
        }
        chance
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        for item in &self.items {
            content.text(item);
        }
        content.text(fields::name_of(&RULES, self.rule));
    }
}

impl Order {
    /// Whether there is more than one order.
    fn has_orders(&self) -> bool {
        let first = self.items.first();
        self.items.iter().any(|item| Some(item) != first)
    }

    /// The right place of each item given. Of equal items the first given takes the first place,
    /// which leaves the fewest pairs out of order. What is no item, or stands there too often, has
    /// none.
    fn places(&self, given: &[String]) -> Vec<Option<usize>> {
        let mut free: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (place, item) in self.items.iter().enumerate() {
            free.entry(item).or_default().push_back(place);
        }
        let taken = given
            .iter()
            .map(|item| free.get_mut(item.as_str())?.pop_front());
        taken.collect()
    }
}

fn pairs(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

/// How many of the others the item given at `at` stands on the right side of.
fn pairs_with(places: &[Option<usize>], at: usize) -> usize {
    let Some(own) = places.get(at).copied().flatten() else {
        return 0;
    };
    let others = places.iter().enumerate();
    others
        .filter(|(other, place)| {
            place.is_some_and(|place| at.cmp(other) == own.cmp(&place) && *other != at)
        })
        .count()
}
