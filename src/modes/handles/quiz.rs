//! `quiz`: the quiz as it stands.

use std::rc::Rc;

use rhai::{Array, Dynamic, ImmutableString};

use super::{Outcome, Question, Turn, fail, knowledge, or_unit, topic, unknown, whole};
use crate::modes::api::{Api, Type};
use crate::modes::handles::chance::Generator;
use crate::modes::handles::learner::LearnerHandle;
use crate::modes::handles::time::Time;
use crate::quiz::{Pool, Quiz};

/// Registers `quiz`.
pub fn register(api: &mut Api) {
    const OF: Type = Type::Quiz;
    type This = Rc<Quiz>;
    api.kind::<This>(OF);
    api.property(
        OF,
        "pool",
        Type::Pool,
        "All questions of this quiz.",
        "quiz.pool.len() → 5",
        |q: &mut This| Pool::of(q),
    );
    api.property(
        OF,
        "topics",
        Type::ArrayOf(&Type::Topic),
        "The bank's topics in its order, but each after those that it requires.",
        "quiz.topics.map(|t| t.id) → [\"pact\", \"reactions\"]",
        |q: &mut This| topic::topics(q, |_| true),
    );
    api.method(
        OF,
        "topic(id)",
        Type::Topic,
        "The topic of that id.",
        "quiz.topic(\"pact\").title → \"The pact\"",
        topic,
    );
    api.method(
        OF,
        "question(id)",
        Type::Question,
        "The question of that id; an error if this quiz has none.",
        "quiz.question(\"word\").prompt → \"In one word?\"",
        question,
    );
    api.property(
        OF,
        "bank",
        Type::Bank,
        "The bank: its treaties, actors and positions.",
        "quiz.bank.title → \"Test\"",
        |q: &mut This| knowledge::BankHandle(q.clone()),
    );
    api.property(
        OF,
        "turns",
        Type::ArrayOf(&Type::Turn),
        "The turns of this quiz, oldest first.",
        "quiz.turns.map(|t| t.right) → [true, false, false]",
        |q: &mut This| {
            let turns: Array = q
                .turns()
                .iter()
                .map(|turn| Dynamic::from(Turn::now(q, turn)))
                .collect();
            turns
        },
    );
    api.property(
        OF,
        "last",
        Type::Turn,
        "The last turn, or `()`; in `score` the one before.",
        "quiz.last.question.id → \"who\"",
        |q: &mut This| or_unit(q.last().map(|turn| Turn::now(q, &turn))),
    );
    api.property(
        OF,
        "count",
        Type::Whole,
        "Answers so far, skips and time-outs too.",
        "quiz.count → 3",
        |q: &mut This| i64::from(q.count()),
    );
    api.property(
        OF,
        "length",
        Type::Any,
        "How many questions there will be, or `()` where that is not known.",
        "quiz.length → ()",
        |q: &mut This| or_unit(q.length().map(i64::from)),
    );
    api.property(
        OF,
        "points",
        Type::Float,
        "Points earned so far.",
        "quiz.points → 2.0",
        |q: &mut This| q.points(),
    );
    api.property(
        OF,
        "max_points",
        Type::Float,
        "Points that could have been earned so far.",
        "quiz.max_points → 4.0",
        |q: &mut This| q.max_points(),
    );
    api.property(
        OF,
        "learner",
        Type::Learner,
        "The learner.",
        "quiz.learner.name → \"test\"",
        |q: &mut This| LearnerHandle(q.clone()),
    );
    api.property(
        OF,
        "rng",
        Type::Chance,
        "The quiz's seeded random generator.",
        "quiz.rng.int(1, 6) → 3",
        |q: &mut This| Generator(q.clone()),
    );
    api.property(
        OF,
        "now",
        Type::Time,
        "The time, as stored with the quiz.",
        "quiz.now.date.year → 2026",
        |q: &mut This| Time::from(q.now()),
    );
    api.property(
        OF,
        "elapsed",
        Type::Float,
        "Seconds spent in this quiz.",
        "quiz.elapsed → 25.0",
        |q: &mut This| q.now().elapsed,
    );
    api.property(
        OF,
        "time_left",
        Type::Any,
        "Seconds left of the quiz's own limit, or `()` without one.",
        "quiz.time_left → ()",
        |q: &mut This| or_unit(q.time_left()),
    );
    api.property(
        OF,
        "seed",
        Type::Text,
        "The seed, in words.",
        "quiz.seed → \"1\"",
        |q: &mut This| ImmutableString::from(q.seed.to_string()),
    );
    api.property(
        OF,
        "size",
        Type::Whole,
        "How many questions the quiz has to choose from.",
        "quiz.size → 5",
        |q: &mut This| whole(q.questions.len()),
    );
}

fn topic(quiz: Rc<Quiz>, id: &str) -> Outcome<topic::TopicHandle> {
    match quiz.bank.topic_graph().place(id) {
        Some(place) => Ok(topic::TopicHandle(quiz, place)),
        None => fail(topic::no_topic(&quiz.bank, id)),
    }
}

fn question(quiz: Rc<Quiz>, id: &str) -> Outcome<Question> {
    let place = quiz.bank.index_of(id);
    match place.filter(|place| quiz.questions.binary_search(place).is_ok()) {
        Some(place) => Ok(Question(quiz, place)),
        None => {
            let own = quiz.questions.iter().filter_map(|&at| quiz.question(at));
            let said = unknown("question", id, own.map(|question| question.id.as_str()));
            fail(said.replace("this bank", "this quiz"))
        }
    }
}
