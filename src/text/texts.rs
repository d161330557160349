//! The texts in a TOML value, at any depth: found, and filled in. For tables that serve as templates.

use std::borrow::Cow;
use std::ops::Range;

use toml::de::DeValue;

/// What a text becomes when it is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// It stays as it is.
    Same,
    /// Another text.
    Text(String),
    /// Several texts: in a list they stand in its place, elsewhere they are a list.
    Texts(Vec<String>),
}

/// The value with every text in it, at any depth, as `fill` makes it.
pub(super) fn fill_value<'i>(
    value: toml::Spanned<DeValue<'i>>,
    fill: &mut dyn FnMut(&str) -> Filled,
) -> toml::Spanned<DeValue<'i>> {
    let range = value.span();
    let filled = match value.into_inner() {
        DeValue::String(text) => match fill(&text) {
            Filled::Same => DeValue::String(text),
            Filled::Text(filled) => DeValue::String(Cow::Owned(filled)),
            Filled::Texts(texts) => text_list(texts, &range),
        },
        DeValue::Array(items) => {
            let filled = items.into_iter().flat_map(|item| {
                let was_text = item.get_ref().is_str();
                let item = fill_value(item, fill);
                match item.get_ref() {
                    DeValue::Array(several) if was_text => several.iter().cloned().collect(),
                    _ => vec![item],
                }
            });
            DeValue::Array(filled.collect())
        }
        DeValue::Table(mut table) => {
            for (_, inner) in table.iter_mut() {
                let placeholder = toml::Spanned::new(0..0, DeValue::Boolean(false));
                let value = std::mem::replace(inner, placeholder);
                *inner = fill_value(value, fill);
            }
            DeValue::Table(table)
        }
        other => other,
    };
    toml::Spanned::new(range, filled)
}

/// Gives every text in a value, at any depth, with its range.
pub(super) fn gather_texts(
    value: &toml::Spanned<DeValue<'_>>,
    found: &mut dyn FnMut(&str, Range<usize>),
) {
    match value.get_ref() {
        DeValue::String(text) => found(text, value.span()),
        DeValue::Array(items) => items.iter().for_each(|item| gather_texts(item, found)),
        DeValue::Table(table) => table
            .iter()
            .for_each(|(_, inner)| gather_texts(inner, found)),
        _ => {}
    }
}

/// A list of texts, all from one range.
pub(super) fn text_list<'i>(texts: Vec<String>, range: &Range<usize>) -> DeValue<'i> {
    let items = texts
        .into_iter()
        .map(|text| toml::Spanned::new(range.clone(), DeValue::String(Cow::Owned(text))));
    DeValue::Array(items.collect())
}
