//! Settings of scripts as a bank gives them: values whose names and types are the script's, as JSON.

use serde_json::{Map, Number, Value as Json};
use toml::de::DeValue;

use super::{Problem, Problems, Table, Value};

/// The settings of a table, by name.
pub fn settings(mut table: Table<'_>, problems: &mut Problems) -> Map<String, Json> {
    table
        .rest()
        .into_iter()
        .map(|(name, value)| (name.value, setting(value, problems)))
        .collect()
}

/// A setting as JSON: dates become texts; a number that is none is a problem.
pub fn setting(value: Value<'_>, problems: &mut Problems) -> Json {
    match &value.raw {
        DeValue::Boolean(yes) => Json::Bool(*yes),
        DeValue::Array(_) => {
            let items = value.list("a setting", problems).unwrap_or_default();
            let items = items.into_iter().map(|item| setting(item, problems));
            Json::Array(items.collect())
        }
        DeValue::Table(_) => match value.table("a setting", problems) {
            Some(table) => Json::Object(settings(table, problems)),
            None => Json::Null,
        },
        DeValue::Integer(_) | DeValue::Float(_) => {
            let whole = value.as_decimal().and_then(|d| d.parse::<i64>().ok());
            let number = whole
                .map(Number::from)
                .or_else(|| Number::from_f64(value.as_number()?));
            number.map(Json::Number).unwrap_or_else(|| {
                problems.push(
                    Problem::at(value.span, "a setting must be a finite number")
                        .hint("write it in digits, such as 0.5"),
                );
                Json::Null
            })
        }
        DeValue::String(_) | DeValue::Datetime(_) => {
            Json::String(value.as_written().unwrap_or_default())
        }
    }
}
