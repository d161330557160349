//! The bank that a test plays: made from maps in the bank's own fields, read and checked as a file
//! would be, with a default for everything but ids.

use std::sync::Arc;

use rhai::{Dynamic, Map};

use super::Failed;
use crate::bank::{Bank, reload};
use crate::modes::conditions::RhaiConditions;
use crate::modes::handles::{Day, Outcome};
use crate::modes::values::describe;
use crate::text::{Severity, Sources, render};

/// The name under which its mistakes are shown.
const NAME: &str = "the quiz of this test";

/// What `play` calls the parts of a bank, and what a bank calls them.
pub const PARTS: [(&str, &str); 6] = [
    ("topics", "topic"),
    ("actors", "actor"),
    ("treaties", "treaty"),
    ("positions", "position"),
    ("stimuli", "stimulus"),
    ("questions", "question"),
];

/// More questions than a test needs.
const MOST_QUESTIONS: i64 = 10_000;

/// Makes a bank of the parts that a test names.
pub fn bank(parts: &Map) -> Outcome<Arc<Bank>> {
    let mut document = toml::Table::new();
    document.insert("format".to_owned(), 1.into());
    let about = [("id", "test"), ("title", "Test")];
    let about = about.map(|(field, text)| (field.to_owned(), text.into()));
    document.insert("bank".to_owned(), toml::Table::from_iter(about).into());
    let mut named_topics = Vec::new();
    for (part, table) in PARTS {
        let default = Dynamic::from(10_i64);
        let given = match (parts.get(part), part) {
            (None, "questions") => Some(&default),
            (given, _) => given,
        };
        let Some(given) = given else {
            continue;
        };
        let entries = entries(part, given)?;
        if part == "questions" {
            named_topics = entries.iter().flat_map(topics_of).collect();
        }
        document.insert(table.to_owned(), toml::Value::Array(entries));
    }
    declare(&mut document, named_topics);
    let text = document.to_string();
    let mut sources = Sources::new();
    sources.add(NAME, text);
    let Some(loaded) = reload(&sources, "test", &RhaiConditions::new()) else {
        return Failed::because("no bank could be made of this").throw();
    };
    if !loaded.problems.refuse() {
        return Ok(loaded.bank);
    }
    let told = loaded.problems.iter();
    let told = told.filter(|problem| problem.severity == Severity::Problem);
    let told = told.map(|problem| render::render(problem, &loaded.files, false));
    Failed {
        report: Some(told.collect::<Vec<_>>().join("\n")),
        ..Failed::because("the quiz of this test can't be made")
    }
    .throw()
}

/// The entries of a part: maps, ids, or a number of questions.
fn entries(part: &str, given: &Dynamic) -> Outcome<Vec<toml::Value>> {
    if let (Ok(number), "questions") = (given.as_int(), part) {
        if !(1..=MOST_QUESTIONS).contains(&number) {
            return Failed::because(format!("`questions` is from 1 to {MOST_QUESTIONS}")).throw();
        }
        let made = (1..=number).map(|n| {
            let mut entry = toml::Table::new();
            entry.insert("id".to_owned(), format!("q{n}").into());
            entry.insert("difficulty".to_owned(), ((n - 1) % 5 + 1).into());
            complete(part, entry)
        });
        return Ok(made.collect());
    }
    let Ok(list) = given.as_array_ref() else {
        let given = describe(given);
        return Failed::because(format!(
            "`{part}` is an array of maps or ids, and not {given}"
        ))
        .throw();
    };
    let entry = |value: &Dynamic| {
        let entry = match value.as_immutable_string_ref() {
            Ok(id) => toml::Table::from_iter([("id".to_owned(), id.as_str().into())]),
            Err(_) => match to_toml(value, part)? {
                Some(toml::Value::Table(table)) => table,
                _ => {
                    let given = describe(value);
                    return Failed::because(format!("`{part}` holds maps or ids, and not {given}"))
                        .throw();
                }
            },
        };
        Ok(complete(part, entry))
    };
    list.iter().map(entry).collect()
}

/// An entry with what was left out of it.
fn complete(part: &str, mut entry: toml::Table) -> toml::Value {
    let id = entry.get("id").and_then(toml::Value::as_str);
    let id = id.unwrap_or_default().to_owned();
    let mut default = |field: &str, value: toml::Value| {
        entry.entry(field.to_owned()).or_insert(value);
    };
    match part {
        "topics" => default("title", id.into()),
        "stimuli" => default("text", id.into()),
        "actors" => {
            default("name", id.into());
            default("kind", "state".into());
            default("sources", toml::Value::Array(Vec::new()));
        }
        "treaties" => {
            default("name", id.into());
            default("kind", "treaty".into());
            default("sources", toml::Value::Array(Vec::new()));
        }
        "positions" => {
            default("stance", id.into());
            default("sources", toml::Value::Array(Vec::new()));
        }
        _ => {
            default("sources", toml::Value::Array(Vec::new()));
            question(&id, &mut entry);
        }
    }
    toml::Value::Table(entry)
}

/// What a question lacks: its kind is `choice`, and right is `right`.
fn question(id: &str, entry: &mut toml::Table) {
    let kind = entry.entry("kind").or_insert("choice".into());
    let kind = kind.as_str().unwrap_or_default().to_owned();
    let answer: Option<toml::Value> = match kind.as_str() {
        "choice" | "text" => Some("right".into()),
        "number" => Some(7.into()),
        "date" => Some("2024-06-19".into()),
        "true-false" => Some(true.into()),
        _ => None,
    };
    let Some(answer) = answer else {
        return;
    };
    entry
        .entry("prompt")
        .or_insert_with(|| format!("Question {id}?").into());
    if kind == "choice" && !entry.contains_key("choices") {
        let wrong = vec!["wrong".into()];
        entry
            .entry("distractors")
            .or_insert(toml::Value::Array(wrong));
    }
    if !entry.contains_key("choices") {
        entry.entry("answer").or_insert(answer);
    }
}

/// The topics that a question names.
fn topics_of(question: &toml::Value) -> Vec<String> {
    let named = question.get("topics").and_then(toml::Value::as_array);
    let named = named.into_iter().flatten();
    named
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect()
}

/// Declares the topics that questions name and nobody declared, unless the test declares its own.
fn declare(document: &mut toml::Table, named: Vec<String>) {
    if document.contains_key("topic") || named.is_empty() {
        return;
    }
    let mut topics: Vec<toml::Value> = Vec::new();
    for id in named {
        let entry = toml::Table::from_iter([("id".to_owned(), id.into())]);
        let topic = complete("topics", entry);
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    document.insert("topic".to_owned(), toml::Value::Array(topics));
}

/// A script's value as it stands in a bank; nothing for `()`, which is as good as left out.
fn to_toml(value: &Dynamic, part: &str) -> Outcome<Option<toml::Value>> {
    if let Ok(list) = value.as_array_ref() {
        let list = list.iter().filter_map(|v| to_toml(v, part).transpose());
        return Ok(Some(toml::Value::Array(list.collect::<Outcome<_>>()?)));
    }
    if let Ok(map) = value.as_map_ref() {
        let fields = map.iter().filter_map(|(name, value)| {
            let value = to_toml(value, part).transpose()?;
            Some(value.map(|value| (name.to_string(), value)))
        });
        return Ok(Some(toml::Value::Table(fields.collect::<Outcome<_>>()?)));
    }
    if value.is_unit() {
        return Ok(None);
    }
    let text = || {
        value
            .as_immutable_string_ref()
            .ok()
            .map(|text| text.to_string())
    };
    let day = || Some(value.clone().try_cast::<Day>()?.0.to_string());
    let plain = None
        .or_else(|| value.as_bool().ok().map(Into::into))
        .or_else(|| value.as_int().ok().map(Into::into))
        .or_else(|| value.as_float().ok().map(Into::into))
        .or_else(|| text().or_else(day).map(Into::into));
    match plain {
        Some(plain) => Ok(Some(plain)),
        None => Failed::because(format!("`{part}` can't hold {}", describe(value))).throw(),
    }
}
