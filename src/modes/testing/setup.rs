//! What a test says of the quiz that it plays: the first argument of `play`. Everything has a default.

use std::sync::Arc;

use rhai::{Dynamic, Map};

use super::fields::Fields;
use super::{Failed, Stage, made};
use crate::bank::Bank;
use crate::modes::handles::{Day, Outcome, Question};
use crate::modes::params::Settings;
use crate::modes::values;
use crate::quiz::{Learner, Limits, Past};
use crate::text::suggest::nearest;

/// Noon of 1 January 2026 in UTC, in milliseconds since 1970.
const NEW_YEAR: i64 = 1_767_268_800_000;

const DAY: f64 = 86_400_000.0;

const FIELDS: [&str; 16] = [
    "questions",
    "topics",
    "actors",
    "treaties",
    "positions",
    "stimuli",
    "bank",
    "past",
    "params",
    "seed",
    "limit",
    "time",
    "seconds",
    "learner",
    "now",
    "may_fail",
];

/// A quiz, ready to be played.
pub struct Setup {
    /// The bank.
    pub bank: Arc<Bank>,
    /// The questions of the quiz, as places in the bank.
    pub questions: Vec<u32>,
    /// Who plays.
    pub learner: Learner,
    /// The mode's settings.
    pub settings: Settings,
    /// The seed.
    pub seed: u64,
    /// The bounds.
    pub limits: Limits,
    /// Seconds for each answer that does not say.
    pub seconds: f64,
    /// When it begins, in milliseconds since 1970.
    pub now: i64,
    /// Whether a hook that fails is no failure of the test.
    pub may_fail: bool,
}

impl Setup {
    /// Reads it.
    pub fn read(map: &Map, stage: &Stage) -> Outcome<Self> {
        let fields = Fields::of(map, "a quiz to play", &FIELDS)?;
        let (bank, questions) = bank(map, &fields, stage)?;
        let now = now(&fields)?;
        let past = past(&fields, &bank, now)?;
        let limit = fields.count("limit")?;
        Ok(Self {
            questions,
            learner: Learner::new(fields.text("learner")?.unwrap_or("test".to_owned()), past),
            settings: settings(&fields)?,
            seed: u64::from(fields.count("seed")?.unwrap_or(1)),
            limits: Limits {
                turns: limit.filter(|limit| *limit > 0),
                time: fields.length_of_time("time")?,
            },
            seconds: fields.length_of_time("seconds")?.unwrap_or(5.0),
            may_fail: fields.truth("may_fail")?.unwrap_or(false),
            bank,
            now,
        })
    }
}

/// The bank, made here or found by its name, and which of its questions are played.
fn bank(map: &Map, fields: &Fields<'_>, stage: &Stage) -> Outcome<(Arc<Bank>, Vec<u32>)> {
    let Some(name) = fields.text("bank")? else {
        let bank = made::bank(map)?;
        let all = (0..).take(bank.questions.len()).collect();
        return Ok((bank, all));
    };
    if let Some((part, _)) = made::PARTS
        .iter()
        .find(|(part, _)| *part != "questions" && map.contains_key(*part))
    {
        let message = format!("the bank `{name}` has its own `{part}`");
        return Failed::because(message).throw();
    }
    let bank = match (stage.banks)(&name) {
        Ok(bank) => bank,
        Err(why) => return Failed::because(why).throw(),
    };
    let Some(questions) = fields.get("questions") else {
        let all = (0..).take(bank.questions.len()).collect();
        return Ok((bank, all));
    };
    let Ok(ids) = questions.as_array_ref() else {
        return Failed::because("with a `bank`, `questions` is an array of ids").throw();
    };
    let mut places = Vec::new();
    for id in ids.iter() {
        let id = id_of(id)?;
        match bank.index_of(&id) {
            Some(place) => places.push(place),
            None => return unknown(&id, &bank),
        }
    }
    places.sort_unstable();
    places.dedup();
    drop(ids);
    Ok((bank, places))
}

/// A question's id, given as itself or as the question.
fn id_of(value: &Dynamic) -> Outcome<String> {
    if let Some(question) = value.read_lock::<Question>() {
        return Ok(question.id().to_owned());
    }
    match value.as_immutable_string_ref() {
        Ok(id) => Ok(id.to_string()),
        Err(_) => {
            let given = values::describe(value);
            Failed::because(format!("a question is named by its id, and not by {given}")).throw()
        }
    }
}

fn unknown<T>(id: &str, bank: &Bank) -> Outcome<T> {
    let ids = bank.questions.iter().map(|question| question.id.as_str());
    Failed {
        hint: nearest(id, ids).map(|near| format!("did you mean `{near}`?")),
        ..Failed::because(format!("this quiz has no question `{id}`"))
    }
    .throw()
}

fn settings(fields: &Fields<'_>) -> Outcome<Settings> {
    let Some(params) = fields.get("params") else {
        return Ok(Settings::none());
    };
    if let Err(wrong) = values::check(params, usize::MAX) {
        let message = format!("`params`{} {}", wrong.path, wrong.what);
        return Failed::because(message).throw();
    }
    match values::to_json(params) {
        serde_json::Value::Object(params) => Ok(Settings::of(&params)),
        _ => Failed::because("`params` is a map, as the mode's own PARAMS").throw(),
    }
}

/// When the quiz begins: noon of the day that is named.
fn now(fields: &Fields<'_>) -> Outcome<i64> {
    let Some(now) = fields.get("now") else {
        return Ok(NEW_YEAR);
    };
    let text = now.as_immutable_string_ref().ok();
    let day = match text {
        Some(text) => Day::read(&text),
        None => now.clone().try_cast::<Day>(),
    };
    let noon = day.map(|Day(date)| date.at(12, 0, 0, 0));
    let noon = noon.and_then(|noon| jiff::tz::Offset::UTC.to_timestamp(noon).ok());
    match noon {
        Some(noon) => Ok(noon.as_millisecond()),
        None => Failed::because("`now` is a day such as \"2026-01-31\"").throw(),
    }
}

/// The earlier turns, oldest first.
fn past(fields: &Fields<'_>, bank: &Bank, now: i64) -> Outcome<Vec<Past>> {
    let Some(given) = fields.get("past") else {
        return Ok(Vec::new());
    };
    let Ok(list) = given.as_array_ref() else {
        let message =
            "`past` is an array such as [#{ question: \"q1\", right: true, days_ago: 3 }]";
        return Failed::because(message).throw();
    };
    let mut past = Vec::new();
    for turn in list.iter() {
        match turn.as_map_ref() {
            Ok(turn) => past.push(past_turn(&turn, bank, now)?),
            Err(_) => return Failed::because("a past turn is a map").throw(),
        }
    }
    past.sort_by_key(|turn| turn.at);
    Ok(past)
}

fn past_turn(turn: &Map, bank: &Bank, now: i64) -> Outcome<Past> {
    const FIELDS: [&str; 13] = [
        "question",
        "right",
        "credit",
        "points",
        "max_points",
        "days_ago",
        "hours_ago",
        "seconds",
        "skipped",
        "timed_out",
        "hints",
        "tries",
        "chose",
    ];
    let fields = Fields::of(turn, "a past turn", &FIELDS)?;
    let Some(id) = fields.get("question") else {
        return Failed::because("a past turn has a `question`").throw();
    };
    let id = id_of(id)?;
    let Some(question) = bank.question(&id) else {
        return unknown(&id, bank);
    };
    let skipped = fields.truth("skipped")?.unwrap_or(false);
    let timed_out = fields.truth("timed_out")?.unwrap_or(false);
    let answered = !skipped && !timed_out;
    let right = fields.truth("right")?.unwrap_or(true) && answered;
    let credit = fields.number("credit")?.unwrap_or(f64::from(right));
    if !(-1.0..=1.0).contains(&credit) {
        return Failed::because("`credit` of a past turn is from -1 to 1").throw();
    }
    let hours = fields.length_of_time("hours_ago")?;
    let days = fields.length_of_time("days_ago")?;
    let days =
        days.unwrap_or(if hours.is_some() { 0.0 } else { 1.0 }) + hours.unwrap_or(0.0) / 24.0;
    let response = match fields.text("chose")? {
        Some(response) => response,
        None if !answered => String::new(),
        None if credit >= 1.0 => question.kind.key_in_words(),
        None => question.kind.miss(bank).in_words(),
    };
    Ok(Past {
        hash: question.hash.clone(),
        credit,
        points: fields.number("points")?.unwrap_or(credit * question.points),
        out_of: fields.number("max_points")?.unwrap_or(question.points),
        seconds: fields.length_of_time("seconds")?.unwrap_or(5.0),
        skipped,
        timed_out,
        hints_used: fields.count("hints")?.unwrap_or(0),
        tries: fields.count("tries")?.unwrap_or(u32::from(answered)),
        // a time too far back is the furthest back there is
        at: now.saturating_sub((days * DAY) as i64),
        sitting: "before".to_owned(),
        response,
        question: id,
    })
}
