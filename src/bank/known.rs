//! The ids that a bank declares, each with its place: what a reference may name, and what can't be
//! declared twice. Questions are read when all of these are known.

use std::collections::HashMap;

use crate::text::{Problem, Problems, Span, Spanned, Table};

use super::scope::EntityKind;
use super::{Bank, Citation};

/// Ids of one space: no two things in it have the same.
#[derive(Debug, Default)]
pub struct Ids {
    places: HashMap<String, Span>,
}

impl Ids {
    /// Ids that were declared and checked before; where is not known any more.
    fn of<'a>(ids: impl Iterator<Item = &'a str>) -> Self {
        const NOWHERE: Span = Span {
            file: u16::MAX,
            start: 0,
            end: 0,
        };
        let places = ids.map(|id| (id.to_owned(), NOWHERE)).collect();
        Self { places }
    }

    /// Declares an id. That it stands already is a problem at both places.
    pub fn declare(&mut self, what: &str, id: &Spanned<String>, problems: &mut Problems) {
        if let Some(&first) = self.places.get(&id.value) {
            problems.push(declared_twice(what, &id.value, id.span, first));
        } else {
            self.places.insert(id.value.clone(), id.span);
        }
    }

    /// Whether the id is declared.
    pub fn contains(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// Checks a reference. `what` names what it should lead to.
    pub fn refer(&self, what: &str, id: &Spanned<String>, problems: &mut Problems) {
        if self.contains(&id.value) {
            return;
        }
        let names = self.places.keys().map(String::as_str);
        problems.push(
            Problem::at(id.span, format!("there is no {what} `{}`", id.value))
                .did_you_mean(&id.value, sorted(names.clone()))
                .hint_if_none(|| declare_or_name(what, &id.value, &sorted(names))),
        );
    }
}

/// All that questions may name.
#[derive(Debug, Default)]
pub struct Known {
    /// Topics.
    pub topics: Ids,
    /// Sources.
    pub sources: Ids,
    /// Actors.
    pub actors: Ids,
    /// Actors, treaties and positions: they share one space.
    pub entities: Ids,
    /// Stimuli.
    pub stimuli: Ids,
}

impl Known {
    /// What the questions of a finished bank may name.
    pub fn of(bank: &Bank) -> Self {
        let ids = |kinds: &[EntityKind]| {
            let entities = kinds.iter().flat_map(|kind| kind.all(bank));
            Ids::of(entities.map(|entity| entity.id()))
        };
        Self {
            topics: Ids::of(bank.topics.iter().map(|topic| topic.id.as_str())),
            sources: Ids::of(bank.sources.iter().map(|source| source.id.as_str())),
            actors: ids(&[EntityKind::Actor]),
            entities: ids(&EntityKind::ALL),
            stimuli: Ids::of(bank.stimuli.iter().map(|stimulus| stimulus.id.as_str())),
        }
    }

    /// Takes `sources`: each a source's id, with a place in it behind a `#`.
    pub fn citations(&self, table: &mut Table<'_>, problems: &mut Problems) -> Vec<Citation> {
        table
            .texts("sources", problems)
            .into_iter()
            .map(|text| {
                let (source, locator) = match text.value.split_once('#') {
                    Some((source, locator)) => (source.to_owned(), Some(locator.to_owned())),
                    None => (text.value, None),
                };
                let id = Spanned {
                    value: source,
                    span: text.span,
                };
                self.sources.refer("source", &id, problems);
                Citation {
                    source: id.value,
                    locator,
                }
            })
            .collect()
    }
}

/// Takes the `id` of a table, which must be there and be one.
pub fn id(table: &mut Table<'_>, problems: &mut Problems) -> Option<Spanned<String>> {
    let id = table.required_text("id", problems)?;
    check_id(&id, problems);
    table.what = format!("{} `{}`", table.what, id.value);
    Some(id)
}

/// An id holds letters, digits, `-`, `_` and `.`: it stands in commands, file names and histories.
pub fn check_id(id: &Spanned<String>, problems: &mut Problems) {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.value.chars().all(allowed) && !id.value.starts_with(['-', '.']) {
        return;
    }
    let better: String = id
        .value
        .chars()
        .map(|c| if allowed(c) { c } else { '-' })
        .collect();
    let better = better.trim_matches(['-', '.']);
    let problem = Problem::at(
        id.span,
        format!(
            "`{}` can't be an id: ids hold letters, digits, - _ and ., and begin with a letter or digit",
            id.value
        ),
    );
    problems.push(if better.is_empty() {
        problem.hint("write a word, such as \"where-signed\"")
    } else {
        problem.hint(format!("write \"{better}\""))
    });
}

/// What to do where a reference leads nowhere and no name is near: few names are listed.
fn declare_or_name(what: &str, id: &str, names: &[&str]) -> String {
    const FEW: usize = 8;
    let tables = match what {
        "entity" => "an [[actor]], a [[treaty]] or a [[position]]".to_owned(),
        what => format!("[[{what}]]"),
    };
    let declare = format!("declare it: {tables} with id = \"{id}\"");
    match names {
        names if (1..=FEW).contains(&names.len()) => {
            format!("{declare}; or name one of these: {}", names.join(", "))
        }
        _ => declare,
    }
}

/// The problem of an id that stands twice.
pub fn declared_twice(what: &str, id: &str, span: Span, first: Span) -> Problem {
    Problem::at(span, format!("the {what} id `{id}` is taken already"))
        .hint("ids must differ, also across included files")
        .related(first, "first declared here")
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names
}
