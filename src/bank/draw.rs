//! Draws a made question's distractors from the bank's entities: never one that equals the key, nor
//! one that an incomplete list, a like position or an equal question could make right.

use std::collections::HashSet;

use crate::item::Chance;
use crate::text::{Problem, Problems, Span, Table};

use super::conditions::{Condition, Fault};
use super::fill::Roots;
use super::scope::{Entity, EntityKind, Fact, Scope};
use super::{Bank, fold_name};

/// The name under which the condition of a draw sees the entity asked about, where the drawn one
/// has the same kind and so hides it.
pub const ASKED: &str = "asked";

/// `distractors = { from, where, take, exclude }`.
pub struct Draw {
    from: EntityKind,
    /// The field of the drawn entities that is shown.
    field: &'static str,
    take: usize,
    /// Whether who holds a position on the same issue is left out.
    same_issue: bool,
    condition: Option<(Box<dyn Condition>, Span)>,
}

/// What a draw must heed about the question being made.
pub struct Asked<'a, 'b> {
    /// The question's id.
    pub id: &'a str,
    /// The entities that it is about.
    pub scope: &'a Scope<'b>,
    /// The texts of its key.
    pub keys: &'a [String],
    /// Folded keys of all questions that ask the same in the same words.
    pub also_right: &'a HashSet<String>,
    /// Names of the treaties whose parties the key gives.
    pub parties_in_key: &'a [&'static str],
    /// Names of the treaties whose parties the question names.
    pub parties_in_stem: &'a [&'static str],
}

/// Why no distractors could be drawn.
pub enum NoDraw {
    /// The reason, for `--expand`.
    PassedOver(String),
    /// The condition of the draw fails.
    Fault(Fault, Span),
}

impl Draw {
    /// Reads the table of a draw. `compile` compiles its condition; `key` is the field that the key
    /// shows, and the kind of entity it is a field of.
    pub fn read(
        mut table: Table<'_>,
        key: Option<(EntityKind, &str)>,
        roots: &Roots,
        compile: impl FnOnce(&mut Table<'_>, &mut Problems) -> Option<(Box<dyn Condition>, Span)>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let from = table
            .required_text("from", problems)
            .and_then(|from| entity_kind(&from.value, from.span, problems));
        let take = table.integer("take", 1..=20, problems);
        let exclude = table.text("exclude", problems);
        let condition = compile(&mut table, problems);
        table.finish(problems);
        let from = from?;
        if let Some(exclude) = &exclude {
            let asks_positions = roots.iter().any(|(_, kind)| *kind == EntityKind::Position);
            if exclude.value != SAME_ISSUE {
                problems.push(
                    Problem::at(exclude.span, format!("can't exclude `{}`", exclude.value))
                        .hint(format!("write exclude = \"{SAME_ISSUE}\"")),
                );
            } else if !asks_positions || from == EntityKind::Treaty {
                problems.push(
                    Problem::at(
                        exclude.span,
                        "only a template over positions has an issue, which actors or positions share",
                    )
                    .hint("leave it out, or narrow the draw by `where`"),
                );
            }
        }
        let same_field = key.filter(|(kind, _)| *kind == from);
        let field = same_field
            .and_then(|(_, field)| from.fields().iter().find(|known| **known == field))
            .copied();
        Some(Self {
            from,
            field: field.unwrap_or(match from {
                EntityKind::Actor => "name",
                EntityKind::Treaty => "short_name",
                EntityKind::Position => "stance",
            }),
            take: take.map_or(3, |n| usize::try_from(n.value).unwrap_or(3)),
            same_issue: exclude.is_some(),
            condition,
        })
    }

    /// Draws the distractors of a question. Each entity's turn follows from the ids of the question
    /// and the entity alone, so another entity in the bank changes no more than it must.
    pub fn draw(&self, asked: &Asked<'_, '_>, bank: &Bank) -> Result<Vec<String>, NoDraw> {
        if let Some(open) = self.open_list(asked) {
            let reason = format!("the list of parties of `{open}` may not be whole");
            return Err(NoDraw::PassedOver(reason));
        }
        let mut turns = Vec::new();
        for entity in self.from.all(bank) {
            if !self.may_be_drawn(entity, asked, bank)? {
                continue;
            }
            if let Some(text) = self.shown(entity, bank) {
                let turn = Chance::of(&format!("{}/{}", asked.id, entity.id())).below(u64::MAX);
                turns.push((turn, text));
            }
        }
        turns.sort();
        let mut seen: HashSet<String> = asked.keys.iter().map(|key| fold_name(key)).collect();
        seen.extend(asked.also_right.iter().cloned());
        let drawn: Vec<String> = turns
            .into_iter()
            .map(|(_, text)| text)
            .filter(|text| seen.insert(fold_name(text)))
            .take(self.take)
            .collect();
        if drawn.is_empty() {
            return Err(NoDraw::PassedOver("no safe distractor is left".to_owned()));
        }
        Ok(drawn)
    }

    /// What a drawn entity is shown as.
    fn shown(&self, entity: Entity<'_>, bank: &Bank) -> Option<String> {
        match entity.fact(self.field, bank)? {
            Fact::Text(text) => Some(text.to_owned()),
            Fact::Date(date) => Some(date.to_string()),
            _ => None,
        }
    }

    /// The treaty, if any, whose parties are the key and may not all be listed: any actor could
    /// then be right.
    fn open_list<'b>(&self, asked: &Asked<'_, 'b>) -> Option<&'b str> {
        let treaties = asked.parties_in_key.iter();
        treaties
            .filter_map(|name| match asked.scope.root(name)? {
                Entity::Treaty(treaty) if !treaty.parties_complete => Some(treaty.id.as_str()),
                _ => None,
            })
            .next()
    }

    fn may_be_drawn(
        &self,
        entity: Entity<'_>,
        asked: &Asked<'_, '_>,
        bank: &Bank,
    ) -> Result<bool, NoDraw> {
        if self.is_key(entity, asked, bank)
            || is_party(entity, asked)
            || shares_parties(entity, asked)
            || (self.same_issue && holds_on_same_issue(entity, asked, bank))
        {
            return Ok(false);
        }
        let Some((condition, span)) = &self.condition else {
            return Ok(true);
        };
        let mut scope = asked.scope.clone();
        if let Some(hidden) = scope.root(self.from.name()) {
            scope = scope.with(ASKED, hidden);
        }
        condition
            .holds(&scope.with(self.from.name(), entity), bank)
            .map_err(|fault| NoDraw::Fault(fault, *span))
    }

    /// Whether the entity is the one asked about, or one of its names is the key.
    fn is_key(&self, entity: Entity<'_>, asked: &Asked<'_, '_>, bank: &Bank) -> bool {
        let named =
            |key: &String| bank.names.get(&fold_name(key)).map(String::as_str) == Some(entity.id());
        asked.keys.iter().any(named) || asked.scope.roots().any(|(_, one)| one.id() == entity.id())
    }
}

const SAME_ISSUE: &str = "same issue";

/// Reads the name of a kind of entity.
pub fn entity_kind(name: &str, span: Span, problems: &mut Problems) -> Option<EntityKind> {
    let kind = EntityKind::ALL.into_iter().find(|kind| kind.name() == name);
    if kind.is_none() {
        let names = EntityKind::ALL.map(EntityKind::name);
        problems.push(
            Problem::at(span, format!("there are no entities called `{name}`"))
                .did_you_mean(name, names)
                .hint_if_none(|| format!("write {}", names.join(" or "))),
        );
    }
    kind
}

/// Whether an actor is a listed party of a treaty whose parties are the key.
fn is_party(entity: Entity<'_>, asked: &Asked<'_, '_>) -> bool {
    asked.parties_in_key.iter().any(|name| {
        matches!(asked.scope.root(name), Some(Entity::Treaty(treaty))
            if treaty.parties.iter().any(|party| party == entity.id()))
    })
}

/// Whether a treaty may have all the parties that the question names: it lists them, or its list may
/// not be whole.
fn shares_parties(entity: Entity<'_>, asked: &Asked<'_, '_>) -> bool {
    let Entity::Treaty(drawn) = entity else {
        return false;
    };
    asked.parties_in_stem.iter().any(|name| {
        let Some(Entity::Treaty(treaty)) = asked.scope.root(name) else {
            return false;
        };
        !drawn.parties_complete
            || treaty
                .parties
                .iter()
                .all(|party| drawn.parties.contains(party))
    })
}

/// Whether an actor holds a position on the issue of the position asked about, or a position is on
/// that issue.
fn holds_on_same_issue(entity: Entity<'_>, asked: &Asked<'_, '_>, bank: &Bank) -> bool {
    let issues = asked.scope.roots().filter_map(|(_, root)| match root {
        Entity::Position(position) => Some(position.issue.as_str()),
        _ => None,
    });
    let issues: Vec<&str> = issues.collect();
    match entity {
        Entity::Position(position) => issues.contains(&position.issue.as_str()),
        _ => bank
            .positions
            .iter()
            .any(|p| p.actor == entity.id() && issues.contains(&p.issue.as_str())),
    }
}
