//! Functions for everyone: rounding, shares and means; and versions of Rhai's own functions that do
//! not fail in silence.

use std::cmp::Ordering;

use rhai::{Array, Dynamic, FnPtr, ImmutableString, NativeCallContext};

use super::{Outcome, fail, number};
use crate::modes::api::{Api, Type};
use crate::modes::calls::Closure;
use crate::modes::values::describe;

/// Registers the functions.
pub fn register(api: &mut Api) {
    api.function(
        "clamp(x, low, high)",
        Type::Any,
        "x, but not below low nor above high.",
        "clamp(7, 1, 5) → 5",
        |x: i64, low: i64, high: i64| match low <= high {
            true => Ok(x.min(high).max(low)),
            false => fail(format!(
                "clamp(x, {low}, {high}): the lower bound comes first"
            )),
        },
    );
    api.unlisted("clamp", |x: Dynamic, low: Dynamic, high: Dynamic| {
        match (number(&x), number(&low), number(&high)) {
            (Some(x), Some(low), Some(high)) if low <= high => Ok(x.min(high).max(low)),
            (Some(_), Some(low), Some(high)) if low > high => fail(format!(
                "clamp(x, {low}, {high}): the lower bound comes first"
            )),
            _ => fail("clamp takes three numbers"),
        }
    });
    api.function(
        "round(x)",
        Type::Whole,
        "The nearest whole number, halves away from zero.",
        "round(2.5) → 3",
        |x: f64| {
            let rounded = x.round();
            // beyond 2^53 a float is whole anyway; beyond an i64 it can't be one
            if rounded.abs() < 9.0e18 {
                Ok(rounded as i64)
            } else {
                fail(format!("{x} can't be a whole number"))
            }
        },
    );
    api.unlisted("round", |x: i64| x);
    api.function(
        "round(x, places)",
        Type::Float,
        "Rounded to so many decimal places.",
        "round(2.0 / 3, 2) → 0.67",
        round_to,
    );
    api.function(
        "percent(x)",
        Type::Text,
        "A share as people read it: `percent(0.67)` is \"67 %\".",
        "percent(0.67) → \"67 %\"",
        |x: Dynamic| match number(&x) {
            Some(x) => Ok(ImmutableString::from(format!(
                "{} %",
                crate::text::number_for_people((x * 100.0).round())
            ))),
            None => fail("percent takes a number"),
        },
    );
    api.function(
        "share(a, b)",
        Type::Float,
        "a of b, with its fraction; 0 of 0 is 0.0.",
        "share(1, 4) → 0.25",
        |a: Dynamic, b: Dynamic| match (number(&a), number(&b)) {
            (Some(0.0), Some(0.0)) => Ok(0.0),
            (Some(_), Some(0.0)) => fail("a share of 0"),
            (Some(a), Some(b)) => Ok(a / b),
            _ => fail("share takes two numbers"),
        },
    );
    api.function(
        "mean(list)",
        Type::Float,
        "The mean of a list of numbers; 0.0 of none.",
        "mean([1, 2, 6]) → 3.0",
        |list: Array| {
            let numbers: Option<Vec<f64>> = list.iter().map(number).collect();
            match numbers {
                None => fail("mean takes a list of numbers"),
                Some(numbers) if numbers.is_empty() => Ok(0.0),
                Some(numbers) => Ok(numbers.iter().sum::<f64>() / numbers.len() as f64),
            }
        },
    );
    api.function(
        "join(list, between)",
        Type::Text,
        "The values of a list in one text, with a text between them.",
        "join([\"pact\", 2024], \"-\") → \"pact-2024\"",
        |list: Array, between: &str| {
            let words: Vec<String> = list.iter().map(Dynamic::to_string).collect();
            words.join(between)
        },
    );
    api.unlisted("sort", sort);
    api.unlisted("sort_by", sort);
}

fn round_to(x: f64, places: i64) -> Outcome<f64> {
    match i32::try_from(places) {
        Ok(places @ 0..=15) => {
            let scale = 10f64.powi(places);
            Ok((x * scale).round() / scale)
        }
        _ => fail("round takes 0 to 15 places"),
    }
}

/// `list.sort(|a, b| …)`: the comparison may give any number, or true if the order is right. Rhai's
/// own leaves the list as it was if the comparison gives a float.
fn sort(context: NativeCallContext, list: &mut Array, comparison: FnPtr) -> Outcome<()> {
    let mut comparison = Closure::new(&context, &comparison, 2);
    let ordered = sorted(std::mem::take(list), &mut |a: &Dynamic, b: &Dynamic| {
        let value = comparison.call([a.clone(), b.clone()])?;
        if let Ok(in_order) = value.as_bool() {
            return Ok(if in_order {
                Ordering::Less
            } else {
                Ordering::Greater
            });
        }
        match number(&value).and_then(|difference| difference.partial_cmp(&0.0)) {
            Some(order) => Ok(order),
            None => fail(format!(
                "a comparison must give a number (below 0, 0 or above 0), it gave {}; to sort by a number or text use `sort_by` of a pool, or `sign(…)`",
                describe(&value)
            )),
        }
    })?;
    *list = ordered;
    Ok(())
}

/// Compares two keys of `sort_by`: numbers with numbers, texts with texts.
pub fn compare(a: &Dynamic, b: &Dynamic) -> Outcome<Ordering> {
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return match a.partial_cmp(&b) {
            Some(order) => Ok(order),
            None => fail("sort_by's closure gave a number that is not a number"),
        };
    }
    if let (Ok(a), Ok(b)) = (a.as_immutable_string_ref(), b.as_immutable_string_ref()) {
        return Ok(a.as_str().cmp(b.as_str()));
    }
    fail(format!(
        "sort_by's closure must give numbers, or texts, for all; it gave {} and {}",
        describe(a),
        describe(b)
    ))
}

/// A stable merge sort whose comparison may fail, and which is total whatever the comparison says.
pub fn sorted<T>(
    list: Vec<T>,
    compare: &mut impl FnMut(&T, &T) -> Outcome<Ordering>,
) -> Outcome<Vec<T>> {
    if list.len() < 2 {
        return Ok(list);
    }
    let mut left = list;
    let right = left.split_off(left.len() / 2);
    let left = sorted(left, compare)?;
    let right = sorted(right, compare)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = match compare(a, b)? {
            Ordering::Greater => right.next(),
            _ => left.next(),
        };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}
