//! A mode's settings: its PARAMS, overridden by what a bank or a player sets, with types checked;
//! and its RULES.

use serde_json::{Map as Object, Value};

use super::said::one_line;
use super::values;
use crate::bank::explain;
use crate::quiz::{Feedback, Rules};
use crate::text::render::render;
use crate::text::suggest::nearest;
use crate::text::table::Origin;
use crate::text::{Problems, Sources};

/// What a bank and a player set, by name. A setting is given as JSON (from a bank) or as the text
/// after `name=` (from `--set`), which is read as the default's type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings(Vec<(String, Given)>);

#[derive(Debug, Clone, PartialEq)]
enum Given {
    Json(Value),
    Text(String),
}

impl Settings {
    /// None: a mode's own defaults.
    pub fn none() -> Self {
        Self::default()
    }

    /// What a bank's `[mode] params` say, or what a stored quiz was begun with.
    pub fn of(params: &Object<String, Value>) -> Self {
        let given = params
            .iter()
            .map(|(name, value)| (name.clone(), Given::Json(value.clone())));
        Self(given.collect())
    }

    /// Adds a `name=value` of a player; `name=@file.toml` reads the value from a file, and a nested
    /// field is named with points: `plan.each=5`. Later ones win.
    ///
    /// # Errors
    /// There is no `=`, or the file can't be read as TOML.
    pub fn set(&mut self, assignment: &str) -> Result<(), String> {
        let Some((name, text)) = assignment.split_once('=') else {
            return Err(format!(
                "`{assignment}` sets nothing; write it as name=value"
            ));
        };
        let name = name.trim();
        let given = match text.strip_prefix('@') {
            Some(path) => Given::Json(read_file(path, name)?),
            None => Given::Text(text.to_owned()),
        };
        self.0.push((name.to_owned(), given));
        Ok(())
    }

    /// What is wrong with settings that none of these modes declares.
    pub fn undeclared(&self, declared: &[&Object<String, Value>]) -> Vec<String> {
        let known: Vec<&str> = declared
            .iter()
            .flat_map(|params| params.keys().map(String::as_str))
            .collect();
        let mut wrong = Vec::new();
        for (name, _) in &self.0 {
            let root = name.split('.').next().unwrap_or(name);
            if !known.contains(&root) {
                let hint = match nearest(root, known.iter().copied()) {
                    Some(near) => format!(", did you mean `{near}`?"),
                    None if known.is_empty() => ": there are no settings".to_owned(),
                    None => format!("; the settings are {}", known.join(", ")),
                };
                wrong.push(format!("no mode of this quiz has a setting `{name}`{hint}"));
            }
        }
        wrong
    }

    /// A mode's settings in force: its defaults, overridden by those set here that it declares.
    ///
    /// # Errors
    /// One sentence for each setting of a wrong type.
    pub fn over(
        &self,
        defaults: &Object<String, Value>,
    ) -> Result<Object<String, Value>, Vec<String>> {
        let mut params = defaults.clone();
        let mut wrong = Vec::new();
        for (name, given) in &self.0 {
            let mut steps = name.split('.');
            let (Some(default), Some(target)) = (
                steps.next().and_then(|step| defaults.get(step)),
                name.split('.').next().and_then(|step| params.get_mut(step)),
            ) else {
                continue;
            };
            if let Err(message) = set_within(name, steps, default, target, given) {
                wrong.push(message);
            }
        }
        if wrong.is_empty() {
            Ok(params)
        } else {
            Err(wrong)
        }
    }
}

/// Follows the rest of a dotted name, then sets the value.
fn set_within<'a>(
    name: &str,
    mut steps: impl Iterator<Item = &'a str>,
    default: &Value,
    target: &mut Value,
    given: &Given,
) -> Result<(), String> {
    let Some(step) = steps.next() else {
        let value = match given {
            Given::Json(value) => value.clone(),
            Given::Text(text) => read_text(name, text, default)?,
        };
        *target = fitted(name, &value, default)?;
        return Ok(());
    };
    match (default.get(step), target.get_mut(step)) {
        (Some(default), Some(target)) => set_within(name, steps, default, target, given),
        _ => {
            let hint = default
                .as_object()
                .map_or_else(String::new, |fields| known_fields(step, fields));
            Err(format!("the setting `{name}` has no field `{step}`{hint}"))
        }
    }
}

/// The text after `name=`, read as the default's type.
fn read_text(name: &str, text: &str, default: &Value) -> Result<Value, String> {
    if default.is_string() {
        return Ok(text.into());
    }
    let document = format!("value = {}", text.trim());
    let read = document
        .parse::<toml::Table>()
        .ok()
        .and_then(|mut table| table.remove("value"));
    match read {
        Some(value) => Ok(from_toml(value)),
        None => Err(wrong_type(name, default, &format!("`{text}`"))),
    }
}

/// A value whose type is the default's, fields too; whole numbers are welcome where a number with a
/// fraction stands.
fn fitted(name: &str, value: &Value, default: &Value) -> Result<Value, String> {
    let wrong = || wrong_type(name, default, &shown(value));
    match (default, value) {
        (Value::Null, any) => Ok(any.clone()),
        (Value::Number(wanted), Value::Number(given)) if wanted.is_f64() => {
            given.as_f64().map(Value::from).ok_or_else(wrong)
        }
        (Value::Number(_), Value::Number(given)) if !given.is_f64() => Ok(value.clone()),
        (Value::Bool(_), Value::Bool(_)) | (Value::String(_), Value::String(_)) => {
            Ok(value.clone())
        }
        (Value::Array(wanted), Value::Array(given)) => {
            let one = |(at, value)| match wanted.first() {
                Some(default) => fitted(&format!("{name}[{at}]"), value, default),
                None => Ok(Value::clone(value)),
            };
            given.iter().enumerate().map(one).collect()
        }
        (Value::Object(wanted), Value::Object(given)) => fitted_fields(name, given, wanted),
        _ => Err(wrong()),
    }
}

fn fitted_fields(
    name: &str,
    given: &Object<String, Value>,
    wanted: &Object<String, Value>,
) -> Result<Value, String> {
    let mut fields = wanted.clone();
    for (field, value) in given {
        // a map without fields is one of the author's own making
        let fitted = match wanted.get(field) {
            Some(default) => fitted(&format!("{name}.{field}"), value, default)?,
            None if wanted.is_empty() => value.clone(),
            None => {
                let hint = known_fields(field, wanted);
                return Err(format!("the setting `{name}` has no field `{field}`{hint}"));
            }
        };
        fields.insert(field.clone(), fitted);
    }
    Ok(fields.into())
}

/// What was probably meant, or else what there is.
fn known_fields(field: &str, fields: &Object<String, Value>) -> String {
    let names: Vec<&str> = fields.keys().map(String::as_str).collect();
    match nearest(field, names.iter().copied()) {
        Some(near) => format!(", did you mean `{near}`?"),
        None if names.is_empty() => String::new(),
        None => format!("; its fields are {}", names.join(", ")),
    }
}

fn wrong_type(name: &str, default: &Value, given: &str) -> String {
    let (kind, example) = match default {
        Value::Bool(_) => ("true or false", "true"),
        Value::Number(number) if number.is_f64() => ("a number", "0.5"),
        Value::Number(_) => ("a whole number", "3"),
        Value::String(_) => ("a text", "word"),
        Value::Array(_) => ("a list", "[1, 2]"),
        _ => ("a table", "{ each = 5 }"),
    };
    format!("the setting `{name}` must be {kind} (such as {example}), not {given}")
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{text}\""),
        // what TOML has and JSON has not
        Value::Null => "nan or inf".to_owned(),
        other => other.to_string(),
    }
}

/// A value from a TOML file: its field of that name, or the whole file.
fn read_file(path: &str, name: &str) -> Result<Value, String> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("can't read {path}: {error}"))?;
    let mut table: toml::Table = text.parse().map_err(|_| not_toml(path, &text))?;
    let last = name.rsplit('.').next().unwrap_or(name);
    Ok(match table.remove(last) {
        Some(value) if table.is_empty() => from_toml(value),
        Some(value) => {
            table.insert(last.to_owned(), value);
            from_toml(table.into())
        }
        None => from_toml(table.into()),
    })
}

/// Why a file is no TOML, with each place underlined.
fn not_toml(path: &str, text: &str) -> String {
    let mut sources = Sources::new();
    let file = sources.add(path, text);
    let mut problems = Problems::new();
    let (_, errors) = toml::de::DeTable::parse_recoverable(text);
    explain(text, &errors, Origin { file, base: 0 }, &mut problems);
    let rendered = problems
        .iter()
        .map(|problem| render(problem, &sources, false));
    format!(
        "{path} can't be read as TOML:\n\n{}",
        rendered.collect::<String>()
    )
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(whole) => whole.into(),
        toml::Value::Float(float) => float.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(from_toml).collect(),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(key, value)| (key, from_toml(value)))
            .collect(),
    }
}

/// The names that RULES may have.
const RULES: [&str; 8] = [
    "ask_confidence",
    "time",
    "time_limit",
    "feedback",
    "hint_note",
    "tries",
    "skip",
    "alone",
];

/// Reads RULES.
///
/// # Errors
/// One sentence for each rule that is unknown or of a wrong type.
pub fn rules(map: &rhai::Map) -> Result<Rules, Vec<String>> {
    let mut rules = Rules::default();
    let wrong: Vec<String> = map
        .iter()
        .filter_map(|(name, value)| match read_rule(name, value, &mut rules) {
            Some(()) => None,
            None => Some(wrong_rule(name, value)),
        })
        .collect();
    if wrong.is_empty() {
        Ok(rules)
    } else {
        Err(wrong)
    }
}

/// Takes one rule; nothing if there is none of that name and type.
fn read_rule(name: &str, value: &rhai::Dynamic, rules: &mut Rules) -> Option<()> {
    let truth = || value.as_bool().ok();
    let text = || {
        value
            .as_immutable_string_ref()
            .ok()
            .map(|text| text.to_string())
    };
    let seconds = || {
        let whole = value.as_int().ok().map(|whole| whole as f64);
        let seconds = value.as_float().ok().or(whole)?;
        (seconds > 0.0 && seconds.is_finite()).then_some(seconds)
    };
    match name {
        "ask_confidence" => rules.ask_confidence = truth()?,
        "alone" => rules.alone = truth()?,
        "skip" => rules.no_skip = !truth()?,
        "time" => rules.time = Some(seconds()?),
        "time_limit" => rules.time_limit = Some(seconds()?),
        "hint_note" => rules.hint_note = Some(one_line(&text()?)),
        "tries" => {
            let tries = u32::try_from(value.as_int().ok()?).ok()?;
            rules.tries = Some(tries).filter(|tries| (1..=100).contains(tries));
            rules.tries?;
        }
        "feedback" => rules.feedback = feedback(&text()?)?,
        _ => return None,
    }
    Some(())
}

fn feedback(text: &str) -> Option<Feedback> {
    match text {
        "at once" => Some(Feedback::AtOnce),
        "at the end" => Some(Feedback::AtTheEnd),
        "never" => Some(Feedback::Never),
        _ => None,
    }
}

fn wrong_rule(name: &str, value: &rhai::Dynamic) -> String {
    let wanted = match name {
        "ask_confidence" | "alone" | "skip" => "true or false",
        "time" | "time_limit" => "a number of seconds above 0",
        "hint_note" => "a text",
        "feedback" => "\"at once\", \"at the end\" or \"never\"",
        "tries" => "a whole number from 1 to 100",
        _ => {
            let hint = match nearest(name, RULES) {
                Some(near) => format!(", did you mean `{near}`?"),
                None => format!("; the rules are {}", RULES.join(", ")),
            };
            return format!("RULES has no `{name}`{hint}");
        }
    };
    // of the right type and yet wrong: then the value says more than its type
    let given = match value.as_immutable_string_ref() {
        Ok(text) if text.len() <= 40 && name == "feedback" => format!("{:?}", text.as_str()),
        _ if value.is_int() || value.is_float() => value.to_string(),
        _ => values::describe(value),
    };
    format!("RULES.{name} must be {wanted}, not {given}")
}
