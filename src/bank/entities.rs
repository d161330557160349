//! Reads topics, sources, actors, treaties, positions and stimuli, and checks what they name of each
//! other once all are read.

use crate::text::{Problem, Problems, Spanned, Table};

use super::cut::Section;
use super::known::Known;
use super::{Actor, Bank, Position, Source, Stimulus, Topic, Treaty};

/// Declares an id.
pub fn declare(section: Section, id: &Spanned<String>, known: &mut Known, problems: &mut Problems) {
    match section {
        Section::Topic => known.topics.declare("topic", id, problems),
        Section::Source => known.sources.declare("source", id, problems),
        Section::Stimulus => known.stimuli.declare("stimulus", id, problems),
        Section::Actor => {
            known.entities.declare("entity", id, problems);
            known.actors.declare("actor", id, &mut Problems::new());
        }
        Section::Treaty | Section::Position => known.entities.declare("entity", id, problems),
        _ => {}
    }
}

/// What topics require, kept for the check for circles.
pub type Requirements = Vec<(String, Vec<Spanned<String>>)>;

/// Reads one table, whose id is taken and declared, into the bank.
pub fn read(
    section: Section,
    id: String,
    mut table: Table<'_>,
    bank: &mut Bank,
    known: &Known,
    requirements: &mut Requirements,
    problems: &mut Problems,
) {
    match section {
        Section::Topic => {
            let (topic, requires) = topic(id, &mut table, known, problems);
            requirements.push((topic.id.clone(), requires));
            bank.topics.push(topic);
        }
        Section::Source => bank.sources.extend(source(id, &mut table, problems)),
        Section::Actor => bank.actors.extend(actor(id, &mut table, known, problems)),
        Section::Treaty => bank
            .treaties
            .extend(treaty(id, &mut table, known, problems)),
        Section::Position => bank
            .positions
            .extend(position(id, &mut table, known, problems)),
        Section::Stimulus => bank.stimuli.extend(stimulus(id, &mut table, problems)),
        _ => return,
    }
    table.finish(problems);
}

fn topic(
    id: String,
    table: &mut Table<'_>,
    known: &Known,
    problems: &mut Problems,
) -> (Topic, Vec<Spanned<String>>) {
    let title = table.text("title", problems).map(|t| t.value);
    let requires = table.texts("requires", problems);
    for topic in &requires {
        known.topics.refer("topic", topic, problems);
    }
    let topic = Topic {
        title: title.unwrap_or_else(|| id.clone()),
        requires: values(&requires),
        id,
    };
    (topic, requires)
}

fn source(id: String, table: &mut Table<'_>, problems: &mut Problems) -> Option<Source> {
    let title = table.required_text("title", problems);
    let publisher = table.text("publisher", problems).map(|p| p.value);
    let date = table.date("date", problems).map(|d| d.value);
    let url = table.text("url", problems).map(|u| u.value);
    Some(Source {
        id,
        title: title?.value,
        publisher,
        date,
        url,
    })
}

/// What an actor can be.
const ACTOR_KINDS: [&str; 4] = ["state", "person", "organisation", "institute"];

fn actor(
    id: String,
    table: &mut Table<'_>,
    known: &Known,
    problems: &mut Problems,
) -> Option<Actor> {
    let name = table.required_text("name", problems);
    let kind = table.required_text("kind", problems);
    if let Some(kind) = &kind
        && !ACTOR_KINDS.contains(&kind.value.as_str())
    {
        problems.push(
            Problem::at(kind.span, format!("unknown kind of actor `{}`", kind.value))
                .did_you_mean(&kind.value, ACTOR_KINDS)
                .hint_if_none(|| format!("the kinds are {}", ACTOR_KINDS.join(", "))),
        );
    }
    let actor = Actor {
        id,
        aliases: values(&table.texts("aliases", problems)),
        capital: table.text("capital", problems).map(|t| t.value),
        seat: table.text("seat", problems).map(|t| t.value),
        role: table.text("role", problems).map(|t| t.value),
        sources: known.citations(table, problems),
        name: name?.value,
        kind: kind?.value,
    };
    Some(actor)
}

fn treaty(
    id: String,
    table: &mut Table<'_>,
    known: &Known,
    problems: &mut Problems,
) -> Option<Treaty> {
    let name = table.required_text("name", problems);
    let short_name = table.text("short_name", problems);
    let kind = table.required_text("kind", problems);
    let dates = ["adopted", "signed", "in_force", "ended"].map(|name| table.date(name, problems));
    for pair in dates.iter().flatten().collect::<Vec<_>>().windows(2) {
        if let [earlier, later] = pair
            && later.value < earlier.value
            && !later.value.contains(earlier.value)
        {
            problems.push(
                Problem::warning(
                    later.span,
                    format!("the dates of {} run backwards", table.what),
                )
                .hint("the order is adopted, signed, in_force, ended")
                .related(earlier.span, "this should be the earlier one"),
            );
        }
    }
    let [adopted, signed, in_force, ended] = dates.map(|date| date.map(|d| d.value));
    let parties = table.texts("parties", problems);
    for party in &parties {
        known.actors.refer("actor", party, problems);
    }
    let treaty = Treaty {
        id,
        aliases: values(&table.texts("aliases", problems)),
        adopted,
        signed,
        place: table.text("place", problems).map(|t| t.value),
        in_force,
        ended,
        parties: values(&parties),
        parties_complete: table
            .boolean("parties_complete", problems)
            .is_some_and(|b| b.value),
        provisions: values(&table.texts("provisions", problems)),
        sources: known.citations(table, problems),
        short_name: short_name.or_else(|| name.clone()).map(|t| t.value)?,
        name: name?.value,
        kind: kind?.value,
    };
    Some(treaty)
}

fn position(
    id: String,
    table: &mut Table<'_>,
    known: &Known,
    problems: &mut Problems,
) -> Option<Position> {
    let actor = table.required_text("actor", problems);
    let issue = table.required_text("issue", problems);
    let stance = table.required_text("stance", problems);
    let as_of = table.date("as_of", problems);
    let attributed_to = table.text("attributed_to", problems);
    let sources = known.citations(table, problems);
    for named in actor.iter().chain(&attributed_to) {
        known.actors.refer("actor", named, problems);
    }
    Some(Position {
        id,
        actor: actor?.value,
        issue: issue?.value,
        stance: stance?.value,
        as_of: as_of.map(|d| d.value),
        attributed_to: attributed_to.map(|a| a.value),
        sources,
    })
}

fn stimulus(id: String, table: &mut Table<'_>, problems: &mut Problems) -> Option<Stimulus> {
    let text = table.required_text("text", problems)?.value;
    Some(Stimulus { id, text })
}

/// The texts without their places.
pub fn values(texts: &[Spanned<String>]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}
