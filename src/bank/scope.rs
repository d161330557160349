//! The entities that a template sees, under the names that it calls them, and what can be asked of
//! them. Conditions and placeholders look at entities only through here.

use crate::text::PartialDate;

use super::{Actor, Bank, Citation, Position, Treaty};

/// An entity of a bank.
#[derive(Debug, Clone, Copy)]
pub enum Entity<'b> {
    /// A state, person, organisation or institute.
    Actor(&'b Actor),
    /// A treaty.
    Treaty(&'b Treaty),
    /// A position.
    Position(&'b Position),
}

/// What a field of an entity holds.
#[derive(Debug, Clone)]
pub enum Fact<'b> {
    /// Nothing: it is not known.
    Missing,
    /// A text.
    Text(&'b str),
    /// A truth value.
    Truth(bool),
    /// A date.
    Date(PartialDate),
    /// A whole number: a part of a date.
    Number(i64),
    /// Several texts.
    Texts(&'b [String]),
    /// Actors.
    Actors(Vec<&'b Actor>),
    /// An entity, whose own fields can be asked for.
    Entity(Entity<'b>),
}

/// The kinds of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// States, people, organisations, institutes.
    Actor,
    /// Treaties.
    Treaty,
    /// Positions.
    Position,
}

/// What a field may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A text, a truth value or a list: nothing further.
    Plain,
    /// A date: its `year`, `month` and `day`.
    Date,
    /// An entity: its fields.
    Entity(EntityKind),
}

/// The parts of a date.
pub const DATE_PARTS: [&str; 3] = ["year", "month", "day"];

const ACTOR: [&str; 7] = ["id", "name", "aliases", "kind", "capital", "seat", "role"];
const TREATY: [&str; 13] = [
    "id",
    "name",
    "short_name",
    "aliases",
    "kind",
    "adopted",
    "signed",
    "place",
    "in_force",
    "ended",
    "parties",
    "parties_complete",
    "provisions",
];
const POSITION: [&str; 6] = ["id", "actor", "issue", "stance", "as_of", "attributed_to"];

impl EntityKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Treaty, Self::Actor, Self::Position];

    /// The name in a bank.
    pub fn name(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Treaty => "treaty",
            Self::Position => "position",
        }
    }

    /// The names of the fields.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Actor => &ACTOR,
            Self::Treaty => &TREATY,
            Self::Position => &POSITION,
        }
    }

    /// What a field may be asked for; nothing if there is no such field.
    pub fn field(self, name: &str) -> Option<FieldKind> {
        if !self.fields().contains(&name) {
            return None;
        }
        Some(match name {
            "adopted" | "signed" | "in_force" | "ended" | "as_of" => FieldKind::Date,
            "actor" | "attributed_to" => FieldKind::Entity(Self::Actor),
            _ => FieldKind::Plain,
        })
    }

    /// All entities of this kind in a bank, in the order written.
    pub fn all(self, bank: &Bank) -> Vec<Entity<'_>> {
        match self {
            Self::Actor => bank.actors.iter().map(Entity::Actor).collect(),
            Self::Treaty => bank.treaties.iter().map(Entity::Treaty).collect(),
            Self::Position => bank.positions.iter().map(Entity::Position).collect(),
        }
    }
}

impl<'b> Entity<'b> {
    /// Its id.
    pub fn id(self) -> &'b str {
        match self {
            Self::Actor(actor) => &actor.id,
            Self::Treaty(treaty) => &treaty.id,
            Self::Position(position) => &position.id,
        }
    }

    /// Its kind.
    pub fn kind(self) -> EntityKind {
        match self {
            Self::Actor(_) => EntityKind::Actor,
            Self::Treaty(_) => EntityKind::Treaty,
            Self::Position(_) => EntityKind::Position,
        }
    }

    /// Where what is said of it stands.
    pub fn sources(self) -> &'b [Citation] {
        match self {
            Self::Actor(actor) => &actor.sources,
            Self::Treaty(treaty) => &treaty.sources,
            Self::Position(position) => &position.sources,
        }
    }

    /// What a field holds; nothing if there is no such field.
    pub fn fact(self, field: &str, bank: &'b Bank) -> Option<Fact<'b>> {
        match self {
            Self::Actor(actor) => actor_fact(actor, field),
            Self::Treaty(treaty) => treaty_fact(treaty, field, bank),
            Self::Position(position) => position_fact(position, field, bank),
        }
    }
}

/// The entities that a condition or a text sees, by the name it calls them: `treaty`, or `a`, `b`.
#[derive(Debug, Clone)]
pub struct Scope<'b>(Vec<(&'static str, Entity<'b>)>);

impl<'b> Scope<'b> {
    /// With these entities.
    pub fn new(roots: impl IntoIterator<Item = (&'static str, Entity<'b>)>) -> Self {
        Self(roots.into_iter().collect())
    }

    /// With a further entity, which hides one of the same name.
    #[must_use]
    pub fn with(&self, name: &'static str, entity: Entity<'b>) -> Self {
        let mut roots = self.0.clone();
        roots.retain(|(known, _)| *known != name);
        roots.push((name, entity));
        Self(roots)
    }

    /// The entities with their names.
    pub fn roots(&self) -> impl Iterator<Item = (&'static str, Entity<'b>)> + '_ {
        self.0.iter().copied()
    }

    /// The entity of that name.
    pub fn root(&self, name: &str) -> Option<Entity<'b>> {
        self.roots()
            .find(|(known, _)| *known == name)
            .map(|(_, entity)| entity)
    }
}

fn text(value: Option<&String>) -> Fact<'_> {
    value.map_or(Fact::Missing, |text| Fact::Text(text))
}

fn date<'b>(value: Option<PartialDate>) -> Fact<'b> {
    value.map_or(Fact::Missing, Fact::Date)
}

fn actor_fact<'b>(actor: &'b Actor, field: &str) -> Option<Fact<'b>> {
    Some(match field {
        "id" => Fact::Text(&actor.id),
        "name" => Fact::Text(&actor.name),
        "aliases" => Fact::Texts(&actor.aliases),
        "kind" => Fact::Text(&actor.kind),
        "capital" => text(actor.capital.as_ref()),
        "seat" => text(actor.seat.as_ref()),
        "role" => text(actor.role.as_ref()),
        _ => return None,
    })
}

fn treaty_fact<'b>(treaty: &'b Treaty, field: &str, bank: &'b Bank) -> Option<Fact<'b>> {
    let parties = || treaty.parties.iter().filter_map(|id| bank.actor(id));
    Some(match field {
        "id" => Fact::Text(&treaty.id),
        "name" => Fact::Text(&treaty.name),
        "short_name" => Fact::Text(&treaty.short_name),
        "aliases" => Fact::Texts(&treaty.aliases),
        "kind" => Fact::Text(&treaty.kind),
        "adopted" => date(treaty.adopted),
        "signed" => date(treaty.signed),
        "place" => text(treaty.place.as_ref()),
        "in_force" => date(treaty.in_force),
        "ended" => date(treaty.ended),
        "parties" => Fact::Actors(parties().collect()),
        "parties_complete" => Fact::Truth(treaty.parties_complete),
        "provisions" => Fact::Texts(&treaty.provisions),
        _ => return None,
    })
}

fn position_fact<'b>(position: &'b Position, field: &str, bank: &'b Bank) -> Option<Fact<'b>> {
    let actor = |id: &str| {
        bank.actor(id)
            .map_or(Fact::Missing, |actor| Fact::Entity(Entity::Actor(actor)))
    };
    Some(match field {
        "id" => Fact::Text(&position.id),
        "actor" => actor(&position.actor),
        "issue" => Fact::Text(&position.issue),
        "stance" => Fact::Text(&position.stance),
        "as_of" => date(position.as_of),
        "attributed_to" => match &position.attributed_to {
            Some(id) => actor(id),
            None => Fact::Missing,
        },
        _ => return None,
    })
}
