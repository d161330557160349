//! `quiz.bank`, its treaties, actors and positions.

use std::rc::Rc;

use rhai::{Array, Dynamic, ImmutableString};

use super::{Question, or_unit, text_or_unit, texts};
use crate::bank::{Actor, Bank, Position, Treaty};
use crate::kinds::Knowledge;
use crate::modes::api::{Api, Type};
use crate::quiz::Quiz;

/// The bank of a quiz.
#[derive(Clone)]
pub struct BankHandle(pub Rc<Quiz>);

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// A treaty.
    Treaty,
    /// An actor.
    Actor,
    /// A position.
    Position,
}

/// Finding entities for scripts.
pub struct Entity;

impl Entity {
    /// The first entity of a kind that a question is about, or `()`.
    pub fn first(quiz: &Rc<Quiz>, question: &Question, kind: EntityKind) -> Dynamic {
        let about = question.get().map_or(&[][..], |question| &question.about);
        let bank = &quiz.bank;
        let found = about.iter().find_map(|id| match kind {
            EntityKind::Treaty => place(&bank.treaties, |treaty| treaty.id == *id)
                .map(|at| Dynamic::from(TreatyHandle(quiz.clone(), at))),
            EntityKind::Actor => place(&bank.actors, |actor| actor.id == *id)
                .map(|at| Dynamic::from(ActorHandle(quiz.clone(), at))),
            EntityKind::Position => place(&bank.positions, |position| position.id == *id)
                .map(|at| Dynamic::from(PositionHandle(quiz.clone(), at))),
        });
        found.unwrap_or(Dynamic::UNIT)
    }
}

fn place<T>(list: &[T], test: impl Fn(&T) -> bool) -> Option<usize> {
    list.iter().position(test)
}

macro_rules! entity {
    ($handle:ident, $of:ident, $list:ident) => {
        #[derive(Clone)]
        struct $handle(Rc<Quiz>, usize);

        impl $handle {
            fn get(&self) -> Option<&$of> {
                self.0.bank.$list.get(self.1)
            }

            fn text(&self, read: impl Fn(&$of) -> &str) -> ImmutableString {
                self.get().map(|it| read(it).into()).unwrap_or_default()
            }

            fn maybe(&self, read: impl Fn(&$of) -> Option<String>) -> Dynamic {
                text_or_unit(self.get().and_then(read).as_deref())
            }

            fn find(bank: BankHandle, id: &str) -> Dynamic {
                let found = place(&bank.0.bank.$list, |it| it.id == id);
                or_unit(found.map(|at| Self(bank.0, at)))
            }

            fn all(quiz: &Rc<Quiz>) -> Array {
                (0..quiz.bank.$list.len())
                    .map(|at| Dynamic::from(Self(quiz.clone(), at)))
                    .collect()
            }
        }
    };
}

entity!(TreatyHandle, Treaty, treaties);
entity!(ActorHandle, Actor, actors);
entity!(PositionHandle, Position, positions);

/// Registers the bank and its entities.
pub fn register(api: &mut Api) {
    bank(api);
    treaty(api);
    actor(api);
    position(api);
}

fn bank(api: &mut Api) {
    const OF: Type = Type::Bank;
    api.kind::<BankHandle>(OF);
    let text = |bank: &Bank, read: fn(&Bank) -> &String| ImmutableString::from(read(bank).as_str());
    api.property(
        OF,
        "id",
        Type::Text,
        "Its id.",
        "quiz.bank.id → \"test\"",
        move |b: &mut BankHandle| text(&b.0.bank, |bank| &bank.id),
    );
    api.property(
        OF,
        "title",
        Type::Text,
        "Its title.",
        "quiz.bank.title → \"Test\"",
        move |b: &mut BankHandle| text(&b.0.bank, |bank| &bank.title),
    );
    api.property(
        OF,
        "treaties",
        Type::ArrayOf(&Type::Treaty),
        "Its treaties.",
        "quiz.bank.treaties.map(|t| t.id) → [\"pact-2024\"]",
        |b: &mut BankHandle| TreatyHandle::all(&b.0),
    );
    api.property(
        OF,
        "actors",
        Type::ArrayOf(&Type::Actor),
        "Its actors.",
        "quiz.bank.actors.map(|a| a.name) → [\"North Korea\", \"Russia\", \"Kim Jong Un\"]",
        |b: &mut BankHandle| ActorHandle::all(&b.0),
    );
    api.property(
        OF,
        "positions",
        Type::ArrayOf(&Type::Position),
        "Its positions.",
        "quiz.bank.positions.map(|p| p.id) → [\"north-korea-on-pact\"]",
        |b: &mut BankHandle| PositionHandle::all(&b.0),
    );
    api.method(
        OF,
        "treaty(id)",
        Type::Treaty,
        "The treaty of that id, or `()`.",
        "quiz.bank.treaty(\"pact-2024\").place → \"Pyongyang\"",
        TreatyHandle::find,
    );
    api.method(
        OF,
        "actor(id)",
        Type::Actor,
        "The actor of that id, or `()`.",
        "quiz.bank.actor(\"russia\").capital → \"Moscow\"",
        ActorHandle::find,
    );
    api.method(
        OF,
        "position(id)",
        Type::Position,
        "The position of that id, or `()`.",
        "quiz.bank.position(\"north-korea-on-pact\").issue → \"pact-2024\"",
        PositionHandle::find,
    );
    api.method(
        OF,
        "name(id)",
        Type::Any,
        "What the actor or treaty of that id is called in short, or `()`.",
        "quiz.bank.name(\"pact-2024\") → \"the pact of 2024\"",
        |b: BankHandle, id: &str| text_or_unit(b.0.bank.name_of(id)),
    );
    api.method(
        OF,
        "named(name)",
        Type::Any,
        "The id of the actor or treaty that has this name or alias, or `()`.",
        "quiz.bank.named(\"DPRK\") → \"north-korea\"",
        |b: BankHandle, name: &str| text_or_unit(b.0.bank.entity_named(name)),
    );
}

fn treaty(api: &mut Api) {
    const OF: Type = Type::Treaty;
    type This = TreatyHandle;
    api.kind::<This>(OF);
    api.shown(|it: &This| it.text(|it| &it.name).to_string());
    api.property(
        OF,
        "id",
        Type::Text,
        "Its id.",
        "treaty.id → \"pact-2024\"",
        |t: &mut This| t.text(|t| &t.id),
    );
    api.property(
        OF,
        "name",
        Type::Text,
        "Its full name.",
        "treaty.name → \"Treaty on Comprehensive Strategic Partnership\"",
        |t: &mut This| t.text(|t| &t.name),
    );
    api.property(
        OF,
        "short_name",
        Type::Text,
        "Its short name.",
        "treaty.short_name → \"the pact of 2024\"",
        |t: &mut This| t.text(|t| &t.short_name),
    );
    api.property(
        OF,
        "kind",
        Type::Text,
        "\"mutual defence\", \"arms control\" …",
        "treaty.kind → \"mutual defence\"",
        |t: &mut This| t.text(|t| &t.kind),
    );
    api.property(
        OF,
        "adopted",
        Type::Any,
        "When its text was adopted (\"1961-07\"), or `()`.",
        "treaty.adopted → ()",
        |t: &mut This| t.maybe(|t| Some(t.adopted?.to_string())),
    );
    api.property(
        OF,
        "signed",
        Type::Any,
        "When it was signed, or `()`.",
        "treaty.signed → \"2024-06-19\"",
        |t: &mut This| t.maybe(|t| Some(t.signed?.to_string())),
    );
    api.property(
        OF,
        "place",
        Type::Any,
        "Where, or `()`.",
        "treaty.place → \"Pyongyang\"",
        |t: &mut This| t.maybe(|t| t.place.clone()),
    );
    api.property(
        OF,
        "in_force",
        Type::Any,
        "Since when it binds, or `()`.",
        "treaty.in_force → \"2024-12-04\"",
        |t: &mut This| t.maybe(|t| Some(t.in_force?.to_string())),
    );
    api.property(
        OF,
        "ended",
        Type::Any,
        "When it ended, or `()`.",
        "treaty.ended → ()",
        |t: &mut This| t.maybe(|t| Some(t.ended?.to_string())),
    );
    api.property(
        OF,
        "parties",
        Type::ArrayOf(&Type::Text),
        "The ids of its parties.",
        "treaty.parties → [\"north-korea\", \"russia\"]",
        |t: &mut This| texts(t.get().map_or(&[][..], |t| &t.parties)),
    );
    api.property(
        OF,
        "parties_complete",
        Type::Truth,
        "Whether there never were other parties.",
        "treaty.parties_complete → true",
        |t: &mut This| t.get().is_some_and(|t| t.parties_complete),
    );
    api.property(
        OF,
        "provisions",
        Type::ArrayOf(&Type::Text),
        "What it provides, in sentences.",
        "treaty.provisions.len() → 1",
        |t: &mut This| texts(t.get().map_or(&[][..], |t| &t.provisions)),
    );
}

fn actor(api: &mut Api) {
    const OF: Type = Type::Actor;
    type This = ActorHandle;
    api.kind::<This>(OF);
    api.shown(|it: &This| it.text(|it| &it.name).to_string());
    api.property(
        OF,
        "id",
        Type::Text,
        "Its id.",
        "actor.id → \"north-korea\"",
        |a: &mut This| a.text(|a| &a.id),
    );
    api.property(
        OF,
        "name",
        Type::Text,
        "Its name.",
        "actor.name → \"North Korea\"",
        |a: &mut This| a.text(|a| &a.name),
    );
    api.property(
        OF,
        "aliases",
        Type::ArrayOf(&Type::Text),
        "Its other names.",
        "actor.aliases → [\"DPRK\"]",
        |a: &mut This| texts(a.get().map_or(&[][..], |a| &a.aliases)),
    );
    api.property(
        OF,
        "kind",
        Type::Text,
        "\"state\", \"person\", \"organisation\" or \"institute\".",
        "actor.kind → \"state\"",
        |a: &mut This| a.text(|a| &a.kind),
    );
    api.property(
        OF,
        "capital",
        Type::Any,
        "A state's capital, or `()`.",
        "actor.capital → \"Pyongyang\"",
        |a: &mut This| a.maybe(|a| a.capital.clone()),
    );
    api.property(
        OF,
        "seat",
        Type::Any,
        "An organisation's seat, or `()`.",
        "actor.seat → ()",
        |a: &mut This| a.maybe(|a| a.seat.clone()),
    );
    api.property(
        OF,
        "role",
        Type::Any,
        "A person's office, or `()`.",
        "quiz.bank.actors.filter(|a| a.kind == \"person\")[0].role → \"leader of North Korea\"",
        |a: &mut This| a.maybe(|a| a.role.clone()),
    );
}

fn position(api: &mut Api) {
    const OF: Type = Type::Position;
    type This = PositionHandle;
    api.kind::<This>(OF);
    api.shown(|it: &This| it.text(|it| &it.stance).to_string());
    api.property(
        OF,
        "id",
        Type::Text,
        "Its id.",
        "position.id → \"north-korea-on-pact\"",
        |p: &mut This| p.text(|p| &p.id),
    );
    api.property(
        OF,
        "actor",
        Type::Text,
        "The id of the actor who holds it.",
        "position.actor → \"north-korea\"",
        |p: &mut This| p.text(|p| &p.actor),
    );
    api.property(
        OF,
        "issue",
        Type::Text,
        "On what.",
        "position.issue → \"pact-2024\"",
        |p: &mut This| p.text(|p| &p.issue),
    );
    api.property(
        OF,
        "stance",
        Type::Text,
        "In one sentence.",
        "position.stance → \"Presents the pact as an alliance.\"",
        |p: &mut This| p.text(|p| &p.stance),
    );
    api.property(
        OF,
        "as_of",
        Type::Any,
        "When it was held, or `()`.",
        "position.as_of → \"2024-06-19\"",
        |p: &mut This| p.maybe(|p| Some(p.as_of?.to_string())),
    );
    api.property(
        OF,
        "attributed_to",
        Type::Any,
        "The id of the actor whose words it rests on, or `()`.",
        "position.attributed_to → \"kim-jong-un\"",
        |p: &mut This| p.maybe(|p| p.attributed_to.clone()),
    );
}
