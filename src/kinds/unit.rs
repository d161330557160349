//! The unit that a number question names, the other units that it converts, and what a missing one
//! earns. Units compare with case: a milliwatt is no megawatt.

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::{Fingerprint, fields};
use crate::item::Credit;
use crate::text::{Problem, Problems, Spanned, Table, Value};

/// The unit of a question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// As shown.
    pub name: String,
    /// What a number without any unit earns of its credit; where nothing is said it is asked again.
    pub missing: Option<Credit>,
    /// Spellings, folded, each with its factor to the question's unit.
    factors: Vec<(String, Decimal)>,
}

impl Unit {
    /// Takes `unit`, `units` and `no_unit`.
    pub fn read(table: &mut Table<'_>, problems: &mut Problems) -> Option<Self> {
        let places = ["units", "no_unit"].map(|name| table.name_span(name));
        let name = table.text("unit", problems);
        let units = table
            .value("units")
            .and_then(|v| v.table("`units`", problems));
        let missing = table.has("no_unit");
        let missing_credit = fields::credit(table, "no_unit", Credit::NONE, problems);
        let Some(name) = name else {
            let message = "this says something only where the question names a unit";
            let hint = "add `unit`, the unit of the answer";
            for place in places.into_iter().flatten() {
                problems.push(Problem::at(place, message).hint(hint));
            }
            return None;
        };
        if name.value.trim().is_empty() {
            problems.push(Problem::at(name.span, "`unit` is empty").hint("leave it out"));
            return None;
        }
        let mut unit = Self {
            factors: vec![(spelling(&name.value), Decimal::ONE)],
            name: name.value.trim().to_owned(),
            missing: missing.then_some(missing_credit),
        };
        for (other, factor) in units.into_iter().flat_map(|mut table| table.rest()) {
            unit.add(&other, &factor, problems);
        }
        Some(unit)
    }

    /// Adds a unit that is converted.
    fn add(&mut self, other: &Spanned<String>, factor: &Value<'_>, problems: &mut Problems) {
        let what = format!("the factor of `{}`", other.value);
        let Some(factor) = fields::decimal(factor, &what, problems) else {
            return;
        };
        if factor.value <= Decimal::ZERO {
            let hint = format!("write how many {} are one {}", self.name, other.value);
            problems.push(Problem::at(factor.span, format!("{what} must be above 0")).hint(hint));
        }
        match self.factor(&other.value) {
            Some(known) if known != factor.value => problems.push(
                Problem::at(
                    other.span,
                    format!("`{}` has a factor already", other.value),
                )
                .hint("leave it out; the question's own unit has the factor 1"),
            ),
            _ => self.factors.push((spelling(&other.value), factor.value)),
        }
    }

    /// How many of the question's unit are one of that unit, if the question knows it.
    pub fn factor(&self, unit: &str) -> Option<Decimal> {
        let spelling = spelling(unit);
        let known = self.factors.iter().find(|(name, _)| *name == spelling);
        known.map(|(_, factor)| *factor)
    }

    /// Adds units and factors to the content hash.
    pub fn fingerprint(&self, content: &mut Fingerprint) {
        for (name, factor) in &self.factors {
            content.text(name);
            content.text(&factor.normalize().to_string());
        }
        // no credit is below -1
        content.number(self.missing.map_or(-2.0, Credit::value));
    }
}

/// A unit as it is compared: with case, but without regard to how its signs are composed.
pub(super) fn spelling(unit: &str) -> String {
    let folded: String = unit.nfkc().collect();
    let words: Vec<&str> = folded.split_whitespace().collect();
    let spelling = words.join(" ");
    match spelling.to_lowercase().as_str() {
        "percent" | "per cent" | "pct" | "prozent" | "pour cent" => "%".to_owned(),
        _ => spelling,
    }
}

/// Whether what follows a number may be a unit: a word or a few, none of which begins with a digit
/// or a sign.
pub(super) fn may_be_unit(text: &str) -> bool {
    let sign = |c: char| {
        matches!(
            c,
            '%' | '‰' | '°' | '$' | '¢' | '£' | '¥' | '\u{20A0}'..='\u{20C0}'
        )
    };
    let begins = |word: &str| word.starts_with(|c: char| c.is_alphabetic() || sign(c));
    let mut words = text.split_whitespace();
    words.clone().count() <= 3 && words.all(begins)
}
