//! Reading one TOML table field by field: each field is taken once with the type that it must have,
//! every mistake is noted where it stands, and what nobody took is an unknown field.
//!
//! A file is cut at its table headers and each piece is parsed alone, so a table carries the
//! [`Origin`] that turns the parser's ranges into places of the whole file.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use super::suggest::nearest;
use super::texts::{Filled, fill_value, gather_texts, text_list};
use super::{PartialDate, Problem, Problems, Span, Spanned};

/// Where a parsed piece of text begins in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The file's number.
    pub file: u16,
    /// The byte at which the piece begins.
    pub base: u32,
}

impl Origin {
    /// A range of the piece as a place of the file.
    pub fn span(self, range: Range<usize>) -> Span {
        let shift = |at: usize| {
            self.base
                .saturating_add(u32::try_from(at).unwrap_or(u32::MAX))
        };
        Span {
            file: self.file,
            start: shift(range.start),
            end: shift(range.end),
        }
    }
}

/// A value of a table or a list, not yet held to a type.
#[derive(Debug, Clone)]
pub struct Value<'i> {
    /// The value as parsed.
    pub raw: DeValue<'i>,
    /// Where it stands.
    pub span: Span,
    origin: Origin,
}

/// A table being read.
#[derive(Debug, Clone)]
pub struct Table<'i> {
    entries: Vec<Entry<'i>>,
    asked: Vec<&'static str>,
    /// Where it stands: its header, or its braces.
    pub span: Span,
    /// What it is, for messages: "question `where-signed`".
    pub what: String,
    origin: Origin,
}

#[derive(Debug, Clone)]
struct Entry<'i> {
    name: Cow<'i, str>,
    name_span: Span,
    value: Option<toml::Spanned<DeValue<'i>>>,
}

impl<'i> Value<'i> {
    /// Wraps a parsed value.
    pub fn new(value: toml::Spanned<DeValue<'i>>, origin: Origin) -> Self {
        let span = origin.span(value.span());
        Self {
            raw: value.into_inner(),
            span,
            origin,
        }
    }

    /// What the value is, in words ("text", "a whole number", "a list").
    pub fn kind(&self) -> &'static str {
        match &self.raw {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a truth value",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        }
    }

    /// Whether it is a table or a list of tables.
    pub fn holds_tables(&self) -> bool {
        match &self.raw {
            DeValue::Table(_) => true,
            DeValue::Array(items) => items.iter().any(|item| item.get_ref().is_table()),
            _ => false,
        }
    }

    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        self.raw.as_str()
    }

    /// The number as written in decimals ("260000", "0.2", "1e3"), if it is a number.
    pub fn as_decimal(&self) -> Option<String> {
        match &self.raw {
            DeValue::Integer(n) if n.radix() == 10 => Some(n.as_str().to_owned()),
            DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix())
                .ok()
                .map(|n| n.to_string()),
            DeValue::Float(x) => Some(x.as_str().to_owned()),
            _ => None,
        }
    }

    /// The number, if it is a finite one.
    pub fn as_number(&self) -> Option<f64> {
        self.as_decimal()?
            .parse::<f64>()
            .ok()
            .filter(|x| x.is_finite())
    }

    /// The date, from a TOML date or from the texts "1961" and "1961-07".
    pub fn as_date(&self) -> Option<PartialDate> {
        match &self.raw {
            DeValue::Datetime(moment) => {
                let date = moment.date?;
                let year = i16::try_from(date.year).ok()?;
                PartialDate::new(year, Some(date.month), Some(date.day))
            }
            DeValue::String(text) => PartialDate::from_iso(text),
            _ => None,
        }
    }

    /// The text; anything else is a problem that shows how to write it.
    pub fn text(self, what: &str, problems: &mut Problems) -> Option<Spanned<String>> {
        let span = self.span;
        match self.raw {
            DeValue::String(text) => Some(Spanned {
                value: text.into_owned(),
                span,
            }),
            _ => {
                let problem =
                    Problem::at(span, format!("{what} must be text, not {}", self.kind()));
                problems.push(problem.hint(match self.as_written() {
                    Some(written) => format!("write \"{written}\""),
                    None => "write one text in quotes: \"…\"".to_owned(),
                }));
                None
            }
        }
    }

    /// The items of a list; anything else is a problem.
    pub fn list(self, what: &str, problems: &mut Problems) -> Option<Vec<Value<'i>>> {
        let (origin, span) = (self.origin, self.span);
        match self.raw {
            DeValue::Array(items) => Some(
                items
                    .into_iter()
                    .map(|item| Value::new(item, origin))
                    .collect(),
            ),
            DeValue::String(ref text) => {
                problems.push(
                    Problem::at(span, format!("{what} must be a list"))
                        .hint(format!("write [\"{text}\"]")),
                );
                None
            }
            _ => {
                let problem =
                    Problem::at(span, format!("{what} must be a list, not {}", self.kind()));
                problems.push(problem.hint(match self.as_written() {
                    Some(written) => format!("write [{written}]"),
                    None => "write the entries between brackets: [\"…\", \"…\"]".to_owned(),
                }));
                None
            }
        }
    }

    /// The table; anything else is a problem.
    pub fn table(self, what: impl Into<String>, problems: &mut Problems) -> Option<Table<'i>> {
        let what = what.into();
        let (origin, span) = (self.origin, self.span);
        match self.raw {
            DeValue::Table(table) => Some(Table::new(table, span, what, origin)),
            _ => {
                problems.push(
                    Problem::at(span, format!("{what} must be a table, not {}", self.kind()))
                        .hint("write its fields between braces: { name = …, name = … }"),
                );
                None
            }
        }
    }

    /// A scalar as its author wrote it, without quotes.
    pub fn as_written(&self) -> Option<String> {
        match &self.raw {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) => self.as_decimal(),
            DeValue::Boolean(yes) => Some(yes.to_string()),
            DeValue::Datetime(moment) => Some(moment.to_string()),
            DeValue::Array(_) | DeValue::Table(_) => None,
        }
    }
}

impl<'i> Table<'i> {
    /// Begins to read a table. `what` names it in messages.
    pub fn new(table: DeTable<'i>, span: Span, what: impl Into<String>, origin: Origin) -> Self {
        let entries = table
            .into_iter()
            .map(|(name, value)| Entry {
                name_span: origin.span(name.span()),
                name: name.into_inner(),
                value: Some(value),
            })
            .collect();
        Self {
            entries,
            asked: Vec::with_capacity(32),
            span,
            what: what.into(),
            origin,
        }
    }

    /// Whether the field is there (and not taken yet).
    pub fn has(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|e| e.value.is_some() && e.name == name)
    }

    /// Whether the field is there and is a table.
    pub fn holds_table(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|e| e.name == name && e.value.as_ref().is_some_and(|v| v.get_ref().is_table()))
    }

    /// The text of a field that is not taken yet, if it is text.
    pub fn peek_text(&self, name: &str) -> Option<&str> {
        let entry = self.entries.iter().find(|e| e.name == name)?;
        entry.value.as_ref()?.get_ref().as_str()
    }

    /// The fields that are not taken yet, as plain data.
    pub fn given(&self) -> toml::Table {
        let entries = self.entries.iter();
        let given = entries.filter_map(|entry| {
            let value = toml::de::ValueDeserializer::from(entry.value.clone()?);
            let value = toml::Value::deserialize(value).ok()?;
            Some((entry.name.to_string(), value))
        });
        given.collect()
    }

    /// Where the field's name stands.
    pub fn name_span(&self, name: &str) -> Option<Span> {
        self.entries
            .iter()
            .find(|e| e.name == name)
            .map(|e| e.name_span)
    }

    /// Takes a field whatever its type.
    pub fn value(&mut self, name: &'static str) -> Option<Value<'i>> {
        self.asked.push(name);
        let origin = self.origin;
        self.entries
            .iter_mut()
            .find(|e| e.name == name)
            .and_then(|e| e.value.take())
            .map(|value| Value::new(value, origin))
    }

    /// Takes all that is left, in the order written: for tables whose keys are the author's.
    pub fn rest(&mut self) -> Vec<(Spanned<String>, Value<'i>)> {
        let origin = self.origin;
        self.entries
            .iter_mut()
            .filter_map(|e| {
                let value = Value::new(e.value.take()?, origin);
                Some((
                    Spanned {
                        value: e.name.to_string(),
                        span: e.name_span,
                    },
                    value,
                ))
            })
            .collect()
    }

    /// Takes a field of text.
    pub fn text(&mut self, name: &'static str, problems: &mut Problems) -> Option<Spanned<String>> {
        self.value(name)?.text(&format!("`{name}`"), problems)
    }

    /// Takes a field of text that must be there and not empty.
    pub fn required_text(
        &mut self,
        name: &'static str,
        problems: &mut Problems,
    ) -> Option<Spanned<String>> {
        let text = self
            .required(name, problems)?
            .text(&format!("`{name}`"), problems)?;
        if text.value.trim().is_empty() {
            problems.push(empty(text.span, &format!("`{name}`")));
            return None;
        }
        Some(text)
    }

    /// Takes a field whatever its type; that it is missing is a problem.
    pub fn required(&mut self, name: &'static str, problems: &mut Problems) -> Option<Value<'i>> {
        let value = self.value(name);
        if value.is_none() && !self.entries.iter().any(|e| e.name == name) {
            problems.push(
                Problem::at(self.span, format!("{} has no `{name}`", self.what))
                    .hint(format!("add a line: {name} = …")),
            );
        }
        value
    }

    /// Takes a list of texts; a missing field is an empty list.
    pub fn texts(&mut self, name: &'static str, problems: &mut Problems) -> Vec<Spanned<String>> {
        let Some(value) = self.value(name) else {
            return Vec::new();
        };
        let Some(items) = value.list(&format!("`{name}`"), problems) else {
            return Vec::new();
        };
        let each = format!("an entry of `{name}`");
        items
            .into_iter()
            .filter_map(|item| item.text(&each, problems))
            .collect()
    }

    /// Takes a list of any values; a missing field is an empty list.
    pub fn list(&mut self, name: &'static str, problems: &mut Problems) -> Vec<Value<'i>> {
        let Some(value) = self.value(name) else {
            return Vec::new();
        };
        value
            .list(&format!("`{name}`"), problems)
            .unwrap_or_default()
    }

    /// Takes a truth value.
    pub fn boolean(
        &mut self,
        name: &'static str,
        problems: &mut Problems,
    ) -> Option<Spanned<bool>> {
        let value = self.value(name)?;
        let span = value.span;
        match value.raw {
            DeValue::Boolean(yes) => Some(Spanned { value: yes, span }),
            _ => {
                let problem = Problem::at(
                    span,
                    format!("`{name}` must be true or false, not {}", value.kind()),
                );
                problems.push(match value.as_text() {
                    Some("true" | "false") => problem.hint("leave out the quotes"),
                    _ => problem.hint(format!("write {name} = true, or {name} = false")),
                });
                None
            }
        }
    }

    /// Takes a finite number, whole or not.
    pub fn number(&mut self, name: &'static str, problems: &mut Problems) -> Option<Spanned<f64>> {
        let value = self.value(name)?;
        match value.as_number() {
            Some(x) => Some(Spanned {
                value: x,
                span: value.span,
            }),
            None => {
                problems.push(not_a_number(&value, name, "a number"));
                None
            }
        }
    }

    /// Takes a whole number within a range.
    pub fn integer(
        &mut self,
        name: &'static str,
        within: std::ops::RangeInclusive<i64>,
        problems: &mut Problems,
    ) -> Option<Spanned<i64>> {
        let value = self.value(name)?;
        let whole = value
            .raw
            .as_integer()
            .and_then(|_| value.as_decimal()?.parse::<i64>().ok());
        match whole {
            Some(n) if within.contains(&n) => Some(Spanned {
                value: n,
                span: value.span,
            }),
            Some(_) => {
                let (low, high) = (within.start(), within.end());
                problems.push(
                    Problem::at(
                        value.span,
                        format!("`{name}` must be a whole number from {low} to {high}"),
                    )
                    .hint(format!("{low} is the least, {high} the most")),
                );
                None
            }
            None => {
                problems.push(not_a_number(&value, name, "a whole number"));
                None
            }
        }
    }

    /// Takes a date: a TOML date, or the texts "1961" and "1961-07".
    pub fn date(
        &mut self,
        name: &'static str,
        problems: &mut Problems,
    ) -> Option<Spanned<PartialDate>> {
        let value = self.value(name)?;
        match value.as_date() {
            Some(date) => Some(Spanned {
                value: date,
                span: value.span,
            }),
            None => {
                problems.push(not_a_date(&value, name));
                None
            }
        }
    }

    /// Takes a length of time such as "60s", "1.5m" or "2h", in seconds, or a bare number of seconds.
    pub fn seconds(&mut self, name: &'static str, problems: &mut Problems) -> Option<Spanned<f64>> {
        let value = self.value(name)?;
        let seconds = value
            .as_number()
            .or_else(|| value.as_text().and_then(read_seconds));
        match seconds.filter(|&s| s > 0.0) {
            Some(s) => Some(Spanned {
                value: s,
                span: value.span,
            }),
            None => {
                problems.push(
                    Problem::at(value.span, format!("`{name}` is not a length of time"))
                        .hint("write it as \"90s\", \"2m\" or \"1h\""),
                );
                None
            }
        }
    }

    /// The texts of the table, at any depth, each with the field at the top in which it stands.
    pub fn all_texts(&self) -> Vec<(String, Spanned<String>)> {
        let mut found = Vec::new();
        for entry in &self.entries {
            if let Some(value) = &entry.value {
                gather_texts(value, &mut |text, range| {
                    found.push((
                        entry.name.to_string(),
                        Spanned {
                            value: text.to_owned(),
                            span: self.origin.span(range),
                        },
                    ));
                });
            }
        }
        found
    }

    /// A copy in which every text is what `fill` makes of it, at any depth. `fill` is told the field
    /// at the top of the table in which the text stands.
    pub fn filled(&self, fill: &mut dyn FnMut(&str, &str) -> Filled) -> Self {
        let mut copy = self.clone();
        for entry in &mut copy.entries {
            if let Some(value) = entry.value.take() {
                entry.value = Some(fill_value(value, &mut |text| fill(&entry.name, text)));
            }
        }
        copy
    }

    /// Gives a field that was taken a list of texts as its value.
    pub fn put_texts(&mut self, name: &str, texts: Vec<String>) {
        let Some(entry) = self.entries.iter_mut().find(|e| e.name == name) else {
            return;
        };
        let base = self.origin.base as usize;
        let range = (entry.name_span.start as usize).saturating_sub(base)
            ..(entry.name_span.end as usize).saturating_sub(base);
        let list = text_list(texts, &range);
        entry.value = Some(toml::Spanned::new(range, list));
    }

    /// What to do about an unknown field to which no field is near that is still to be written.
    fn in_place_of(&self, name: &str) -> String {
        if let Some(near) = nearest(name, self.asked.iter().copied()) {
            return format!("leave it out: `{near}` is there already");
        }
        match self.unwritten().as_slice() {
            [] => "leave it out".to_owned(),
            names => format!("leave it out; there may be {}", names.join(", ")),
        }
    }

    /// The fields that may be there and are not, each once, in the order in which they were asked for.
    fn unwritten(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = Vec::new();
        for &name in &self.asked {
            if !names.contains(&name) && self.name_span(name).is_none() {
                names.push(name);
            }
        }
        names
    }

    /// Ends the reading: every field that nobody took is unknown.
    pub fn finish(self, problems: &mut Problems) {
        for entry in self.entries.iter().filter(|e| e.value.is_some()) {
            problems.push(
                Problem::at(
                    entry.name_span,
                    format!("unknown field `{}` in {}", entry.name, self.what),
                )
                .did_you_mean(&entry.name, self.unwritten())
                .hint_if_none(|| self.in_place_of(&entry.name)),
            );
        }
    }
}

/// The problem of a text that must hold something.
pub fn empty(span: Span, what: &str) -> Problem {
    Problem::at(span, format!("{what} is empty")).hint("write something between the quotes")
}

/// Reads "60s", "1.5m", "2h", "1h30m" or "90" as seconds: hours, minutes and seconds, each at most
/// once; a number alone is seconds.
pub fn read_seconds(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let mut seconds = 0.0;
    // each unit is smaller than the one before
    let mut larger = f64::INFINITY;
    loop {
        let at = rest.find(|c: char| c.is_ascii_alphabetic());
        let (number, unit) = rest.split_at(at.unwrap_or(rest.len()));
        let end = unit.find(|c: char| !c.is_ascii_alphabetic());
        let (unit, after) = unit.split_at(end.unwrap_or(unit.len()));
        let factor = match unit {
            "" if larger.is_infinite() => 1.0,
            "s" | "sec" | "second" | "seconds" => 1.0,
            "m" | "min" | "minute" | "minutes" => 60.0,
            "h" | "hour" | "hours" => 3600.0,
            _ => return None,
        };
        let number = number.trim().parse::<f64>().ok().filter(|n| *n >= 0.0)?;
        if factor >= larger {
            return None;
        }
        seconds += number * factor;
        larger = factor;
        rest = after.trim();
        if rest.is_empty() {
            return Some(seconds).filter(|seconds| seconds.is_finite());
        }
    }
}

fn not_a_number(value: &Value<'_>, name: &str, wanted: &str) -> Problem {
    let problem = Problem::at(
        value.span,
        format!("`{name}` must be {wanted}, not {}", value.kind()),
    );
    match value.as_text() {
        Some(text) if text.trim().parse::<f64>().is_ok() => problem.hint("leave out the quotes"),
        _ => problem.hint("write it in digits, without quotes"),
    }
}

/// The problem of a value that should be a date.
pub fn not_a_date(value: &Value<'_>, name: &str) -> Problem {
    let message = match value.as_text() {
        Some(_) => format!("`{name}` is not a date that exists"),
        None => format!("`{name}` must be a date, not {}", value.kind()),
    };
    let problem = Problem::at(value.span, message);
    match value.as_decimal() {
        Some(year) if year.len() == 4 => problem.hint(format!("write \"{year}\"")),
        _ => {
            problem.hint("write 2024-06-19 for a day, \"2024-06\" for a month, \"2024\" for a year")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_hours_minutes_and_seconds_or_seconds_alone() {
        for (text, seconds) in [
            ("90", 90.0),
            ("1.5m", 90.0),
            ("1h30m", 5400.0),
            ("1 h 5 min 3 s", 3903.0),
            ("2 minutes", 120.0),
        ] {
            assert_eq!(read_seconds(text), Some(seconds), "{text}");
        }
        for text in [
            "", "h", "30m1h", "1h30", "5m5m", "1x", "-5s", "inf", "NaN", "1h-5m",
        ] {
            assert_eq!(read_seconds(text), None, "{text}");
        }
    }
}
