//! `question`, and a question chosen with a reason.

use std::rc::Rc;

use rhai::{Array, Dynamic, ImmutableString};

use super::knowledge::{Entity, EntityKind};
use super::{Turn, or_unit, texts, whole};
use crate::bank;
use crate::item::Shape;
use crate::kinds::{Arrangement, Knowledge};
use crate::modes::api::{Api, Type};
use crate::quiz::Quiz;

/// A question of a quiz, by its place in the bank.
#[derive(Clone)]
pub struct Question(pub Rc<Quiz>, pub u32);

/// A question chosen, with the reason.
#[derive(Clone)]
pub struct Choice {
    /// The question.
    pub question: Question,
    /// Why.
    pub reason: ImmutableString,
}

impl Question {
    /// What the bank says of it.
    pub fn get(&self) -> Option<&bank::Question> {
        self.0.question(self.1)
    }

    /// The id within the bank.
    pub fn id(&self) -> &str {
        self.get().map_or("", |question| &question.id)
    }

    /// All turns of it, oldest first, those of this quiz last.
    pub fn history(&self) -> impl DoubleEndedIterator<Item = Turn> {
        let quiz = &self.0;
        let before = quiz.learner.places_of(self.id()).iter();
        let before: Vec<Turn> = before.map(|&place| Turn::past(quiz, place)).collect();
        let now: Vec<Turn> = match quiz.asks(self.1).times {
            0 => Vec::new(),
            _ => quiz
                .turns()
                .iter()
                .filter(|turn| turn.question == self.id())
                .map(|turn| Turn::now(quiz, turn))
                .collect(),
        };
        before.into_iter().chain(now)
    }

    fn text(&self, read: impl Fn(&bank::Question) -> &str) -> ImmutableString {
        self.get()
            .map(|question| read(question).into())
            .unwrap_or_default()
    }

    fn list(&self, read: impl Fn(&bank::Question) -> &[String]) -> Array {
        self.get()
            .map(|question| texts(read(question)))
            .unwrap_or_default()
    }

    /// The answer as compared with `turn.chose`: an entity's id where it is one, else a text.
    fn answer(&self) -> ImmutableString {
        let Some(question) = self.get() else {
            return ImmutableString::new();
        };
        let words = question.kind.key_in_words();
        match self.0.bank.entity_named(&words) {
            Some(id) => id.into(),
            None => words.into(),
        }
    }

    fn options(&self) -> usize {
        let shape = self
            .get()
            .map(|question| question.kind.shape(&mut Arrangement::as_written()));
        match shape {
            Some(Shape::PickOne { options } | Shape::PickMany { options }) => options.len(),
            Some(Shape::Order { items } | Shape::Group { items, .. }) => items.len(),
            Some(Shape::PairUp { rights, .. }) => rights.len(),
            _ => 0,
        }
    }

    fn set(&self) -> Array {
        let stimulus = self.get().and_then(|question| question.stimulus);
        let sharing = self.0.questions.iter().filter(|&&place| {
            stimulus.is_some()
                && self
                    .0
                    .question(place)
                    .is_some_and(|other| other.stimulus == stimulus)
        });
        sharing
            .map(|&place| Dynamic::from(Self(self.0.clone(), place)))
            .collect()
    }
}

/// Registers `question` and what `because` gives.
pub fn register(api: &mut Api) {
    const OF: Type = Type::Question;
    type This = Question;
    api.kind::<Question>(OF);
    api.kind::<Choice>(Type::Choice);
    api.shown(|question: &Question| question.id().to_owned());
    api.shown(|choice: &Choice| choice.question.id().to_owned());
    api.property(
        OF,
        "id",
        Type::Text,
        "Its id within the bank.",
        "question.id → \"who\"",
        |q: &mut This| q.text(|q| &q.id),
    );
    api.property(
        OF,
        "kind",
        Type::Text,
        "Its kind: \"choice\", \"text\" …",
        "question.kind → \"match\"",
        |q: &mut This| q.text(|q| q.kind.name()),
    );
    api.property(
        OF,
        "prompt",
        Type::Text,
        "The question as read.",
        "question.prompt → \"Who leads which?\"",
        |q: &mut This| q.text(|q| &q.stem),
    );
    api.property(
        OF,
        "answer",
        Type::Text,
        "The answer: an entity's id where it is one, else a text.",
        "quiz.pool.first().answer → \"Pyongyang\"",
        |q: &mut This| q.answer(),
    );
    api.property(
        OF,
        "options",
        Type::Whole,
        "How many options it has.",
        "quiz.pool.first().options → 3",
        |q: &mut This| whole(q.options()),
    );
    api.property(
        OF,
        "guess",
        Type::Float,
        "The chance of guessing it right.",
        "round(quiz.pool.first().guess, 2) → 0.33",
        |q: &mut This| q.get().map_or(0.0, |question| question.kind.guess()),
    );
    api.property(
        OF,
        "hints",
        Type::Whole,
        "How many hints it has.",
        "quiz.pool.first().hints → 1",
        |q: &mut This| whole(q.get().map_or(0, |question| question.hints.len())),
    );
    api.property(
        OF,
        "topics",
        Type::ArrayOf(&Type::Text),
        "The ids of its topics.",
        "question.topics → [\"pact\"]",
        |q: &mut This| q.list(|q| &q.topics),
    );
    api.property(
        OF,
        "tags",
        Type::ArrayOf(&Type::Text),
        "Its tags.",
        "quiz.pool.first().tags → [\"place\"]",
        |q: &mut This| q.list(|q| &q.tags),
    );
    api.property(
        OF,
        "about",
        Type::ArrayOf(&Type::Text),
        "The ids of the actors, treaties and positions it is about.",
        "quiz.pool.first().about → [\"pact-2024\"]",
        |q: &mut This| q.list(|q| &q.about),
    );
    api.property(
        OF,
        "difficulty",
        Type::Whole,
        "1 to 5.",
        "question.difficulty → 3",
        |q: &mut This| {
            // from the column, since closures over a pool read it of very many questions
            let own = q.0.bank.columns().difficulties.get(q.1 as usize);
            own.map_or(0, |own| i64::from(*own))
        },
    );
    api.property(
        OF,
        "points",
        Type::Float,
        "What it is worth.",
        "quiz.pool.kind(\"date\").first().points → 2.0",
        |q: &mut This| q.get().map_or(0.0, |question| question.points),
    );
    api.property(
        OF,
        "graded",
        Type::Truth,
        "False for a warm-up that does not count.",
        "question.graded → true",
        |q: &mut This| q.get().is_some_and(|question| question.graded),
    );
    api.property(
        OF,
        "time_limit",
        Type::Any,
        "Its own limit in seconds, or `()`.",
        "quiz.pool.left().first().time_limit → 30.0",
        |q: &mut This| or_unit(q.get().and_then(|question| question.time_limit)),
    );
    api.property(
        OF,
        "times_asked",
        Type::Whole,
        "How often this learner was asked it, in all quizzes.",
        "quiz.pool.first().times_asked → 2",
        |q: &mut This| whole(q.0.times_asked(q.1)),
    );
    api.property(
        OF,
        "set",
        Type::ArrayOf(&Type::Question),
        "The questions of this quiz that share its stimulus, itself among them; empty without one.",
        "quiz.pool.left().first().set.map(|q| q.id) → [\"alliance\", \"word\"]",
        |q: &mut This| q.set(),
    );
    api.property(
        OF,
        "treaty",
        Type::Treaty,
        "The first treaty it is about, or `()`.",
        "quiz.pool.first().treaty.short_name → \"the pact of 2024\"",
        |q: &mut This| Entity::first(&q.0, q, EntityKind::Treaty),
    );
    api.property(
        OF,
        "actor",
        Type::Actor,
        "The first actor it is about, or `()`.",
        "question.actor.name → \"North Korea\"",
        |q: &mut This| Entity::first(&q.0, q, EntityKind::Actor),
    );
    api.property(
        OF,
        "position",
        Type::Position,
        "The first position it is about, or `()`.",
        "quiz.pool.left().first().position.actor → \"north-korea\"",
        |q: &mut This| Entity::first(&q.0, q, EntityKind::Position),
    );
    api.property(
        OF,
        "quiz",
        Type::Quiz,
        "The quiz; the way back from inside a closure.",
        "quiz.pool.filter(|q| q.id == q.quiz.last.question.id).len() → 1",
        |q: &mut This| q.0.clone(),
    );
    api.method(
        OF,
        "because(why)",
        Type::Choice,
        "The question with a reason, shown to the learner on request.",
        "question.because(\"it was missed\").reason → \"it was missed\"",
        |question: This, reason: ImmutableString| Choice { question, reason },
    );
    api.property(
        Type::Choice,
        "question",
        OF,
        "The question.",
        "question.because(\"it was missed\").question.id → \"who\"",
        |choice: &mut Choice| choice.question.clone(),
    );
    api.property(
        Type::Choice,
        "reason",
        Type::Text,
        "Why it was chosen.",
        "question.because(\"it was missed\").reason → \"it was missed\"",
        |choice: &mut Choice| choice.reason.clone(),
    );
    api.unlisted("==", |a: This, b: This| a.1 == b.1);
    api.unlisted("!=", |a: This, b: This| a.1 != b.1);
}
