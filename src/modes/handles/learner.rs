//! `quiz.learner`: what the learner answered before.

use std::rc::Rc;

use rhai::{Array, Dynamic, ImmutableString};

use super::topic::{TopicHandle, no_topic};
use super::{Outcome, Question, Turn, fail, unknown};
use crate::modes::api::{Api, Type};
use crate::quiz::Quiz;

/// The learner of a quiz.
#[derive(Clone)]
pub struct LearnerHandle(pub Rc<Quiz>);

impl LearnerHandle {
    /// All turns, newest first.
    fn newest_first(&self) -> impl Iterator<Item = Turn> {
        let quiz = self.0.clone();
        let now: Vec<Turn> = quiz
            .turns()
            .iter()
            .rev()
            .map(|turn| Turn::now(&quiz, turn))
            .collect();
        let past = u32::try_from(quiz.learner.past().len()).unwrap_or(u32::MAX);
        now.into_iter()
            .chain((0..past).rev().map(move |place| Turn::past(&quiz, place)))
    }
}

/// Registers `learner`.
pub fn register(api: &mut Api) {
    const OF: Type = Type::Learner;
    api.kind::<LearnerHandle>(OF);
    api.property(
        OF,
        "name",
        Type::Text,
        "The profile's name.",
        "quiz.learner.name → \"test\"",
        |l: &mut LearnerHandle| ImmutableString::from(l.0.learner.name.as_str()),
    );
    api.method(OF, "mastery(topic)", Type::Float, "The share of credit over the last 20 answers of a topic, in all quizzes; 0.0 if there are none.", "round(quiz.learner.mastery(\"pact\"), 2) → 0.38", mastery);
    api.unlisted("mastery", |learner: LearnerHandle, topic: TopicHandle| {
        learner.0.mastery(topic.1)
    });
    api.method(
        OF,
        "history(question)",
        Type::ArrayOf(&Type::Turn),
        "All turns of a question, given as itself or its id, oldest first.",
        "quiz.learner.history(\"where\").map(|t| t.right) → [false, true]",
        |_: LearnerHandle, question: Question| turns(question.history()),
    );
    api.unlisted("history", history_of_id);
    api.method(
        OF,
        "history()",
        Type::ArrayOf(&Type::Turn),
        "All turns of this learner on this bank, oldest first.",
        "quiz.learner.history().len() → 4",
        |learner: LearnerHandle| {
            let mut all: Array = turns(learner.newest_first());
            all.reverse();
            all
        },
    );
}

fn turns(turns: impl Iterator<Item = Turn>) -> Array {
    turns.map(Dynamic::from).collect()
}

fn mastery(learner: LearnerHandle, topic: &str) -> Outcome<f64> {
    let quiz = &learner.0;
    match quiz.bank.topic_graph().place(topic) {
        Some(topic) => Ok(quiz.mastery(topic)),
        None => fail(no_topic(&quiz.bank, topic)),
    }
}

fn history_of_id(learner: LearnerHandle, id: &str) -> Outcome<Array> {
    let quiz = &learner.0;
    match quiz.bank.index_of(id) {
        Some(place) => Ok(turns(Question(quiz.clone(), place).history())),
        None => fail(unknown(
            "question",
            id,
            quiz.bank.questions.iter().map(|q| q.id.as_str()),
        )),
    }
}
