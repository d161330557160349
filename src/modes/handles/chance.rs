//! `quiz.rng`: the only chance that a script has, seeded and replayable.

use std::rc::Rc;

use rhai::{Array, Dynamic};

use super::{Outcome, fail};
use crate::modes::api::{Api, Type};
use crate::quiz::Quiz;

/// The generator of a quiz.
#[derive(Clone)]
pub struct Generator(pub Rc<Quiz>);

/// Registers `rng`.
pub fn register(api: &mut Api) {
    const OF: Type = Type::Chance;
    api.kind::<Generator>(OF);
    api.method(
        OF,
        "float()",
        Type::Float,
        "A number from 0.0 to below 1.0.",
        "quiz.rng.float() < 1.0 → true",
        |rng: Generator| rng.0.draw(|chance| chance.float()),
    );
    api.method(
        OF,
        "int(a, b)",
        Type::Whole,
        "A whole number from a to b, both inside.",
        "quiz.rng.int(1, 6) → 3",
        int,
    );
    api.method(
        OF,
        "choose(list)",
        Type::Any,
        "One of the list, or `()` if it is empty.",
        "quiz.rng.choose([\"a\", \"b\", \"c\"]) → \"b\"",
        |rng: Generator, list: Array| {
            let at = rng.0.draw(|chance| chance.index(list.len()));
            at.and_then(|at| list.into_iter().nth(at))
                .unwrap_or(Dynamic::UNIT)
        },
    );
    api.method(
        OF,
        "shuffle(list)",
        Type::Array,
        "The list in random order.",
        "quiz.rng.shuffle([1, 2, 3]) → [3, 1, 2]",
        |rng: Generator, mut list: Array| {
            rng.0.draw(|chance| chance.shuffle(&mut list));
            list
        },
    );
}

fn int(rng: Generator, low: i64, high: i64) -> Outcome<i64> {
    let span = u64::try_from(i128::from(high) - i128::from(low) + 1);
    match span {
        Ok(span) if span > 0 => {
            let drawn = rng.0.draw(|chance| chance.below(span));
            Ok(low.wrapping_add_unsigned(drawn))
        }
        _ => fail(format!(
            "rng.int({low}, {high}): the first must not be above the second"
        )),
    }
}
