//! Reads a question: the fields that all kinds share, then the kind's own.

use std::collections::HashMap;

use crate::kinds::{Defaults, Kind};
use crate::text::{PartialDate, Problem, Problems, Spanned, Table};

use super::entities::values;
use super::files::{Files, beside};
use super::known::{self, Known};
use super::{Bank, Citation, Irt, Media, Question};

/// What a file's `[defaults]` say to its questions.
#[derive(Debug, Clone, Default)]
pub struct Standards {
    /// What every kind heeds.
    pub kinds: Defaults,
    /// What a question is worth.
    pub points: Option<f64>,
    /// 1 to 5.
    pub difficulty: Option<u8>,
    /// Seconds.
    pub time_limit: Option<f64>,
}

/// What a question is read against.
pub struct Surroundings<'a> {
    known: &'a Known,
    /// The bank with its entities.
    pub bank: &'a Bank,
    files: &'a dyn Files,
    /// By id, the place in `Bank::stimuli`.
    stimuli: HashMap<&'a str, u32>,
}

impl<'a> Surroundings<'a> {
    /// The ids that may be named, the bank with its entities, and its files, for pictures.
    pub fn new(known: &'a Known, bank: &'a Bank, files: &'a dyn Files) -> Self {
        let stimuli = bank.stimuli.iter().map(|stimulus| stimulus.id.as_str());
        Self {
            known,
            bank,
            files,
            stimuli: stimuli.zip(0..).collect(),
        }
    }
}

/// The fields that every question has, beside those of its kind.
struct Shared {
    topics: Vec<String>,
    about: Vec<String>,
    tags: Vec<String>,
    difficulty: u8,
    points: f64,
    time_limit: Option<f64>,
    hints: Vec<String>,
    explanation: Option<String>,
    sources: Vec<Citation>,
    stimulus: Option<u32>,
    media: Option<Media>,
    irt: Option<Irt>,
    graded: bool,
    valid_as_of: Option<PartialDate>,
    renamed_from: Option<String>,
}

/// Reads a question whose id is taken already. `file` is its file's name in the bank's folder.
pub fn read(
    id: String,
    mut table: Table<'_>,
    file: &str,
    standards: &Standards,
    around: &Surroundings<'_>,
    problems: &mut Problems,
) -> Option<Question> {
    let shared = shared(&mut table, file, standards, around, problems);
    let kind = table.required_text("kind", problems)?;
    // of an unknown kind no further field is known
    let (stem, kind) = match Kind::NAMES.contains(&kind.value.as_str()) {
        true => {
            let read = Kind::read(
                &kind.value,
                kind.span,
                &mut table,
                &standards.kinds,
                problems,
            );
            table.finish(problems);
            read?
        }
        false => Kind::read(
            &kind.value,
            kind.span,
            &mut table,
            &standards.kinds,
            problems,
        )?,
    };
    let stimulus = shared
        .stimulus
        .and_then(|place| around.bank.stimuli.get(place as usize));
    let hash = Bank::fingerprint(&stem, &kind, stimulus.map(|s| s.text.as_str()));
    Some(Question {
        id,
        stem,
        kind,
        topics: shared.topics,
        about: shared.about,
        tags: shared.tags,
        difficulty: shared.difficulty,
        points: shared.points,
        time_limit: shared.time_limit,
        hints: shared.hints,
        explanation: shared.explanation,
        sources: shared.sources,
        stimulus: shared.stimulus,
        media: shared.media,
        irt: shared.irt,
        graded: shared.graded,
        valid_as_of: shared.valid_as_of,
        renamed_from: shared.renamed_from,
        template: None,
        hash,
    })
}

fn shared(
    table: &mut Table<'_>,
    file: &str,
    standards: &Standards,
    around: &Surroundings<'_>,
    problems: &mut Problems,
) -> Shared {
    let topics = table.texts("topics", problems);
    for topic in &topics {
        around.known.topics.refer("topic", topic, problems);
    }
    let about = table.texts("about", problems);
    for entity in &about {
        around.known.entities.refer("entity", entity, problems);
    }
    let stimulus = table.text("stimulus", problems);
    if let Some(stimulus) = &stimulus {
        around.known.stimuli.refer("stimulus", stimulus, problems);
    }
    let stimulus = stimulus.and_then(|id| around.stimuli.get(id.value.as_str()).copied());
    let renamed_from = table.text("renamed_from", problems);
    if let Some(old) = &renamed_from {
        known::check_id(old, problems);
    }
    // accepted and kept for a later version, which gives full credit to voided questions
    table.text("void", problems);
    Shared {
        topics: values(&topics),
        about: values(&about),
        tags: values(&table.texts("tags", problems)),
        difficulty: difficulty(table, problems)
            .or(standards.difficulty)
            .unwrap_or(3),
        points: points(table, problems).or(standards.points).unwrap_or(1.0),
        time_limit: table
            .seconds("time_limit", problems)
            .map(|s| s.value)
            .or(standards.time_limit),
        hints: values(&table.texts("hints", problems)),
        explanation: table.text("explanation", problems).map(|t| t.value),
        sources: around.known.citations(table, problems),
        stimulus,
        media: media(table, file, around, problems),
        irt: irt(table, problems),
        graded: table.boolean("graded", problems).is_none_or(|b| b.value),
        valid_as_of: table.date("valid_as_of", problems).map(|d| d.value),
        renamed_from: renamed_from.map(|t| t.value),
    }
}

/// Takes `difficulty`, from 1 to 5.
pub fn difficulty(table: &mut Table<'_>, problems: &mut Problems) -> Option<u8> {
    let difficulty = table.integer("difficulty", 1..=5, problems)?;
    u8::try_from(difficulty.value).ok()
}

/// Takes `points`, 0 or more.
pub fn points(table: &mut Table<'_>, problems: &mut Problems) -> Option<f64> {
    let points = table.number("points", problems)?;
    if points.value < 0.0 {
        problems.push(
            Problem::at(points.span, "`points` can't be below 0")
                .hint("give wrong answers a credit below 0, or play with negative-marking"),
        );
        return None;
    }
    Some(points.value)
}

fn media(
    table: &mut Table<'_>,
    file: &str,
    around: &Surroundings<'_>,
    problems: &mut Problems,
) -> Option<Media> {
    let mut media = table.value("media")?.table("`media`", problems)?;
    let path = media.required_text("path", problems);
    let alt = media.required_text("alt", problems);
    media.finish(problems);
    let (path, alt) = (path?, alt?);
    let from_root = beside(file, &path.value);
    if around.files.holds_media()
        && let Err(why) = around.files.locate(&from_root)
    {
        problems.push(
            Problem::at(path.span, format!("no picture `{}`: {why}", path.value))
                .hint("the path starts from this file's folder and stays inside the bank's"),
        );
    }
    Some(Media {
        path: from_root,
        alt: alt.value,
    })
}

fn irt(table: &mut Table<'_>, problems: &mut Problems) -> Option<Irt> {
    let mut irt = table.value("irt")?.table("`irt`", problems)?;
    let span = irt.span;
    let a = irt.number("a", problems);
    let b = irt.number("b", problems);
    let c = irt.number("c", problems);
    let complete = a.is_some() && b.is_some();
    irt.finish(problems);
    if !complete {
        problems.push(
            Problem::at(
                span,
                "`irt` needs `a` (discrimination) and `b` (difficulty)",
            )
            .hint("write irt = { a = 1.2, b = -0.3, c = 0.25 }"),
        );
    }
    let value = |number: Option<Spanned<f64>>, otherwise| number.map_or(otherwise, |n| n.value);
    let irt = Irt {
        a: value(a, 1.0),
        b: value(b, 0.0),
        c: value(c, 0.0),
    };
    if irt.a <= 0.0 || !(0.0..1.0).contains(&irt.c) {
        problems.push(Problem::at(
            span,
            "in `irt`, `a` must be above 0, and `c`, the chance of guessing, from 0 to below 1",
        ));
    }
    Some(irt)
}
