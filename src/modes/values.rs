//! Values between scripts and plain data: a mode's state and settings as JSON, and words for what a
//! script gave back.
//!
//! The walker knows its path, so that an error says `this.a[1].f`; and it keeps floats floats (1.0),
//! which Rhai's own serialisation does too, but that also turns NaN into null and handles into the
//! names of their types, in silence.

use rhai::{Dynamic, Map};
use serde_json::{Map as Object, Value};

use super::handles::{Choice, Day, Question, Time, Turn};
use crate::quiz::Pool;

/// Values within values, at most; deeper state could not be read back.
pub const DEEPEST: usize = 100;

/// Bytes of a value in memory, what it points at apart.
const EACH: usize = size_of::<Dynamic>();

/// Where in a value something is, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotPlain {
    /// As in a script, after the value's own name: `.a[1].f`.
    pub path: String,
    /// "holds a closure".
    pub what: String,
}

impl NotPlain {
    fn here(what: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            what: what.into(),
        }
    }

    fn under(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }
}

/// Whether a value is plain data: numbers, texts, truth values, nothing, dates, arrays and maps.
///
/// # Errors
/// Where it is not, and why; also where it is larger than so many bytes.
pub fn check(value: &Dynamic, most: usize) -> Result<(), NotPlain> {
    check_within(value, 0, &mut Room { most, left: most })
}

/// How many bytes a value may have, and how many are left for the rest of it.
struct Room {
    most: usize,
    left: usize,
}

impl Room {
    fn take(&mut self, bytes: usize) -> Result<(), NotPlain> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(NotPlain::here(format!(
                "is too large: together with what stands before it, more than {} KiB",
                self.most >> 10
            ))),
        }
    }
}

fn check_within(value: &Dynamic, depth: usize, room: &mut Room) -> Result<(), NotPlain> {
    let text = value.as_immutable_string_ref();
    room.take(EACH + text.map_or(0, |text| text.len()))?;
    if depth > DEEPEST {
        return Err(NotPlain::here(format!(
            "lies more than {DEEPEST} levels deep"
        )));
    }
    if let Ok(float) = value.as_float() {
        return if float.is_finite() {
            Ok(())
        } else {
            Err(NotPlain::here(format!("is {}", describe(value))))
        };
    }
    if let Ok(array) = value.as_array_ref() {
        return array.iter().enumerate().try_for_each(|(at, value)| {
            check_within(value, depth + 1, room).map_err(|wrong| wrong.under(&format!("[{at}]")))
        });
    }
    if let Ok(map) = value.as_map_ref() {
        return map.iter().try_for_each(|(key, value)| {
            if key.starts_with('$') {
                return Err(
                    NotPlain::here("has a name that begins with $").under(&format!(".{key}"))
                );
            }
            room.take(key.len())?;
            check_within(value, depth + 1, room).map_err(|wrong| wrong.under(&format!(".{key}")))
        });
    }
    let plain = value.is_unit()
        || value.is_bool()
        || value.is_int()
        || value.is_string()
        || value.is_char()
        || value.is::<Day>()
        || value.is::<Time>();
    if plain {
        Ok(())
    } else {
        Err(NotPlain::here(format!("holds {}", describe(value))))
    }
}

/// Plain data as JSON; what is not plain ([`check`]) becomes null.
pub fn to_json(value: &Dynamic) -> Value {
    if let Ok(whole) = value.as_int() {
        return whole.into();
    }
    if let Ok(float) = value.as_float() {
        return float.into();
    }
    if let Ok(truth) = value.as_bool() {
        return truth.into();
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return text.as_str().into();
    }
    if let Ok(array) = value.as_array_ref() {
        return array.iter().map(to_json).collect();
    }
    if let Ok(map) = value.as_map_ref() {
        return map
            .iter()
            .map(|(key, value)| (key.to_string(), to_json(value)))
            .collect();
    }
    if let Ok(sign) = value.as_char() {
        return tagged("$char", sign.to_string().into());
    }
    if let Some(Day(date)) = value.clone().try_cast::<Day>() {
        return tagged("$date", date.to_string().into());
    }
    match value.clone().try_cast::<Time>() {
        Some(time) => tagged("$time", vec![time.at, i64::from(time.offset)].into()),
        None => Value::Null,
    }
}

fn tagged(tag: &str, value: Value) -> Value {
    Value::Object(Object::from_iter([(tag.to_owned(), value)]))
}

/// JSON as a script's value; the other way of [`to_json`].
pub fn from_json(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().unwrap_or(0.0).into(),
        },
        Value::String(text) => text.clone().into(),
        Value::Array(list) => list.iter().map(from_json).collect::<Vec<_>>().into(),
        Value::Object(object) => untagged(object).unwrap_or_else(|| {
            let map: Map = object
                .iter()
                .map(|(key, value)| (key.as_str().into(), from_json(value)))
                .collect();
            map.into()
        }),
    }
}

fn untagged(object: &Object<String, Value>) -> Option<Dynamic> {
    let (tag, value) = object.iter().next()?;
    match tag.as_str() {
        "$char" => value.as_str()?.chars().next().map(Dynamic::from),
        "$date" => Day::read(value.as_str()?).map(Dynamic::from),
        "$time" => {
            let offset = i16::try_from(value.get(1)?.as_i64()?).ok()?;
            Some(Dynamic::from(Time::new(value.get(0)?.as_i64()?, offset)))
        }
        _ => None,
    }
}

/// More than anybody reads of one value.
const LONGEST_SHOWN: usize = 2000;

/// A value as a script would write it, on one line: `[1.0, "a"]`. What no script can write is shown as
/// its word, and a question as its id; what is very long is cut.
pub fn show(value: &Dynamic) -> String {
    let mut text = String::new();
    show_into(value, &mut text, 0);
    text
}

fn show_into(value: &Dynamic, text: &mut String, depth: usize) {
    if text.len() > LONGEST_SHOWN || depth > DEEPEST {
        if !text.ends_with('…') {
            text.push('…');
        }
        return;
    }
    if let Ok(list) = value.as_array_ref() {
        text.push('[');
        for (at, value) in list.iter().enumerate() {
            text.push_str(if at > 0 { ", " } else { "" });
            show_into(value, text, depth + 1);
        }
        text.push(']');
    } else if let Ok(map) = value.as_map_ref() {
        text.push_str("#{");
        for (at, (name, value)) in map.iter().enumerate() {
            let is_word = name.chars().all(|c| c.is_alphanumeric() || c == '_');
            let name = match is_word {
                true => name.to_string(),
                false => format!("{name:?}"),
            };
            text.push_str(&format!("{} {name}: ", if at > 0 { "," } else { "" }));
            show_into(value, text, depth + 1);
        }
        text.push_str(if map.is_empty() { "}" } else { " }" });
    } else if let Ok(words) = value.as_immutable_string_ref() {
        text.push_str(&format!("{:?}", super::said::bounded(&words)));
    } else {
        text.push_str(&shown_alone(value));
    }
}

/// A value that holds no others.
fn shown_alone(value: &Dynamic) -> String {
    if value.is_unit() {
        return "()".to_owned();
    }
    if value.is_bool() || value.is_int() {
        return value.to_string();
    }
    if let Ok(float) = value.as_float() {
        return format!("{float:?}");
    }
    if let Some(question) = value.read_lock::<Question>() {
        return format!("question {}", question.id());
    }
    if let Some(choice) = value.read_lock::<Choice>() {
        return format!("question {}", choice.question.id());
    }
    if let Some(pool) = value.read_lock::<Pool>() {
        let ids: Vec<&str> = pool.questions().take(12).map(|q| q.id.as_str()).collect();
        let more = if pool.len() > ids.len() { ", …" } else { "" };
        return format!("pool of {}: {}{more}", pool.len(), ids.join(", "));
    }
    if let Some(turn) = value.read_lock::<Turn>() {
        return format!("turn at {}", turn.question_id());
    }
    if let Some(Day(date)) = value.clone().try_cast::<Day>() {
        return format!("date(\"{date}\")");
    }
    describe(value)
}

/// What a value is, for people: "a text", "not a number", "a pool".
pub fn describe(value: &Dynamic) -> String {
    match value.as_float() {
        Ok(float) if float.is_nan() => "not a number (0.0 / 0.0?)".to_owned(),
        Ok(float) if float.is_infinite() => "infinite (a division by 0.0?)".to_owned(),
        _ => word_for(value.type_name()).to_owned(),
    }
}

/// A Rhai type's name in our words, with its article.
pub fn word_for(type_name: &str) -> &str {
    let short = type_name.rsplit("::").next().unwrap_or(type_name);
    match short {
        "()" => "nothing",
        "bool" => "a truth value",
        "i64" => "a whole number",
        "f64" => "a number",
        "string" | "String" | "ImmutableString" | "&str" | "&str | ImmutableString | String" => {
            "a text"
        }
        "char" => "a character",
        "array" | "Vec<rhai" | "Dynamic>" => "an array",
        "map" | "Map" | "BTreeMap<smartstring" => "a map",
        "Fn" | "FnPtr" => "a closure",
        "range" | "Range<i64>" | "RangeInclusive<i64>" => "a range",
        "Quiz>" | "quiz" => "the quiz",
        "Pool" | "pool" => "a pool",
        "Question" | "question" => "a question",
        "Choice" | "choice" => "a choice",
        "Turn" | "turn" => "a turn",
        "Mark" | "mark" => "a mark",
        "PartHandle" | "part" => "a part of a mark",
        "LearnerHandle" | "learner" => "the learner",
        "TopicHandle" | "topic" => "a topic",
        "BankHandle" | "bank" => "the bank",
        "TreatyHandle" | "treaty" => "a treaty",
        "ActorHandle" | "actor" => "an actor",
        "PositionHandle" | "position" => "a position",
        "Generator" | "rng" => "the random generator",
        "Time" | "time" => "a time",
        "Day" | "date" => "a date",
        "Span" | "span" => "a span of time",
        "Played" | "played" => "a played quiz",
        other => other,
    }
}
