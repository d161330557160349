//! `topic`: a topic with its questions and its place in the graph.

use std::rc::Rc;

use rhai::{Array, Dynamic, ImmutableString};

use super::{texts, unknown};
use crate::bank::{Bank, Topic, TopicGraph};
use crate::modes::api::{Api, Type};
use crate::quiz::{Pool, Quiz};

/// A topic, by its place in the bank.
#[derive(Clone)]
pub struct TopicHandle(pub Rc<Quiz>, pub u32);

impl TopicHandle {
    /// What the bank says of it.
    pub fn topic(&self) -> Option<&Topic> {
        self.0.bank.topics.get(self.1 as usize)
    }

    /// The ids of topics that the graph says stand in a relation to it.
    fn others(&self, related: impl Fn(&TopicGraph, u32) -> Vec<u32>) -> Array {
        let bank = &self.0.bank;
        let places = related(bank.topic_graph(), self.1);
        let topics = places
            .iter()
            .filter_map(|place| bank.topics.get(*place as usize));
        texts(topics.map(|topic| &topic.id))
    }
}

/// The topics whose places a test keeps, each after those that it requires.
pub fn topics(quiz: &Rc<Quiz>, keep: impl Fn(u32) -> bool) -> Array {
    let order = quiz.bank.topic_graph().order().iter().copied();
    order
        .filter(|place| keep(*place))
        .map(|place| Dynamic::from(TopicHandle(quiz.clone(), place)))
        .collect()
}

/// What is said of a topic that a bank does not have.
pub fn no_topic(bank: &Bank, id: &str) -> String {
    unknown(
        "topic",
        id,
        bank.topics.iter().map(|topic| topic.id.as_str()),
    )
}

/// Registers `topic`.
pub fn register(api: &mut Api) {
    const OF: Type = Type::Topic;
    type This = TopicHandle;
    api.kind::<This>(OF);
    api.shown(|topic: &This| {
        topic
            .topic()
            .map(|topic| topic.title.clone())
            .unwrap_or_default()
    });
    let text = |topic: &This, read: fn(&Topic) -> &String| {
        topic
            .topic()
            .map(|topic| ImmutableString::from(read(topic).as_str()))
            .unwrap_or_default()
    };
    api.property(
        OF,
        "id",
        Type::Text,
        "Its id.",
        "quiz.topics[0].id → \"pact\"",
        move |t: &mut This| text(t, |topic| &topic.id),
    );
    api.property(
        OF,
        "title",
        Type::Text,
        "Its title.",
        "quiz.topics[0].title → \"The pact\"",
        move |t: &mut This| text(t, |topic| &topic.title),
    );
    api.property(
        OF,
        "pool",
        Type::Pool,
        "Its questions in this quiz.",
        "quiz.topic(\"reactions\").pool.ids() → [\"alliance\", \"word\"]",
        |t: &mut This| {
            let pool = Pool::of(&t.0);
            t.topic().map(|topic| pool.topic(&topic.id)).unwrap_or(pool)
        },
    );
    let ids = Type::ArrayOf(&Type::Text);
    api.property(
        OF,
        "requires",
        ids,
        "The ids of the topics that should be known before it.",
        "quiz.topic(\"reactions\").requires → [\"pact\"]",
        |t: &mut This| t.others(|graph, topic| graph.requires(topic).to_vec()),
    );
    api.property(
        OF,
        "leads_to",
        ids,
        "The ids of the topics that require it.",
        "quiz.topic(\"pact\").leads_to → [\"reactions\"]",
        |t: &mut This| t.others(|graph, topic| graph.leads_to(topic).to_vec()),
    );
    api.property(
        OF,
        "requires_all",
        ids,
        "The ids of all topics that it rests on, each after those that it requires.",
        "quiz.topic(\"reactions\").requires_all → [\"pact\"]",
        |t: &mut This| t.others(TopicGraph::requires_all),
    );
    api.property(
        OF,
        "leads_to_all",
        ids,
        "The ids of all topics that rest on it, each after those that it requires.",
        "quiz.topic(\"pact\").leads_to_all → [\"reactions\"]",
        |t: &mut This| t.others(TopicGraph::leads_to_all),
    );
    api.unlisted("==", |a: This, b: This| a.1 == b.1);
    api.unlisted("!=", |a: This, b: This| a.1 != b.1);
}
