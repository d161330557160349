//! `quiz.pool`: views over the questions. What is narrowed and drawn natively is in
//! [`crate::quiz::Pool`]; here are the forms that call a closure of the script.

use std::collections::HashMap;
use std::rc::Rc;

use rhai::{Array, Dynamic, FnPtr, ImmutableString, Map, NativeCallContext};

use super::functions::{compare, sorted};
use super::topic::{TopicHandle, no_topic, topics};
use super::{Outcome, Question, fail, number, or_unit, texts, unknown, whole};
use crate::kinds::Kind;
use crate::modes::api::{Api, Type};
use crate::modes::calls::Closure;
use crate::quiz::{Pool, Quiz};

/// Registers `pool`.
pub fn register(api: &mut Api) {
    const OF: Type = Type::Pool;
    api.kind::<Pool>(OF);
    api.iterates(|pool: Pool| {
        let quiz = pool.quiz.clone();
        let places = pool.places.to_vec();
        places
            .into_iter()
            .map(move |place| Dynamic::from(Question(quiz.clone(), place)))
    });
    narrowing(api);
    api.method(OF, "sort_by(|q| …)", OF, "In the order of a number or a text worked out for each, least first; equal ones keep their order.", "quiz.pool.sort_by(|q| -q.difficulty).ids() → [\"word\", \"who\", \"alliance\", \"when\", \"where\"]", sort_by);
    api.method(
        OF,
        "shuffle()",
        OF,
        "In random order.",
        "quiz.pool.shuffle().ids() → [\"word\", \"alliance\", \"when\", \"where\", \"who\"]",
        |pool: Pool| pool.shuffle(),
    );
    api.method(
        OF,
        "take(n)",
        OF,
        "The first n.",
        "quiz.pool.take(2).ids() → [\"where\", \"when\"]",
        |pool: Pool, n: i64| match usize::try_from(n) {
            Ok(n) => Ok(pool.take(n)),
            Err(_) => fail(format!("take takes 0 or more, not {n}")),
        },
    );
    api.method(
        OF,
        "or(pool)",
        OF,
        "The other pool if this one is empty.",
        "quiz.pool.tag(\"none\").or(quiz.pool.left()).ids() → [\"alliance\", \"word\"]",
        |pool: Pool, other: Pool| {
            if pool.is_empty() { other } else { pool }
        },
    );
    taking(api);
    reading(api);
}

fn narrowing(api: &mut Api) {
    const OF: Type = Type::Pool;
    api.method(
        OF,
        "left()",
        OF,
        "Those not yet asked in this quiz.",
        "quiz.pool.left().ids() → [\"alliance\", \"word\"]",
        |pool: Pool| pool.left(),
    );
    api.method(
        OF,
        "asked()",
        OF,
        "Those asked in this quiz.",
        "quiz.pool.asked().ids() → [\"where\", \"when\", \"who\"]",
        |pool: Pool| pool.asked(),
    );
    api.method(
        OF,
        "never_asked()",
        OF,
        "Those that this learner was never asked.",
        "quiz.pool.never_asked().ids() → [\"alliance\", \"word\"]",
        |pool: Pool| pool.never_asked(),
    );
    api.method(
        OF,
        "missed()",
        OF,
        "Those whose last answer in this quiz earned less than full credit.",
        "quiz.pool.missed().ids() → [\"when\", \"who\"]",
        |pool: Pool| pool.missed(),
    );
    api.method(
        OF,
        "topic(t)",
        OF,
        "Those of a topic, given as its id or itself; an empty id has none.",
        "quiz.pool.topic(\"pact\").ids() → [\"where\", \"when\", \"who\"]",
        topic,
    );
    api.unlisted("topic", |pool: Pool, topic: TopicHandle| {
        let id = topic.topic().map(|topic| topic.id.clone());
        pool.topic(&id.unwrap_or_default())
    });
    api.method(
        OF,
        "tag(word)",
        OF,
        "Those with a tag.",
        "quiz.pool.tag(\"place\").ids() → [\"where\", \"word\"]",
        |pool: Pool, tag: &str| pool.tag(tag),
    );
    api.method(
        OF,
        "about(id or ids)",
        OF,
        "Those about any of these actors, treaties or positions.",
        "quiz.pool.about([\"pact-2024\", \"russia\"]).ids() → [\"where\", \"when\", \"who\"]",
        |pool: Pool, id: &str| about(&pool, &[ImmutableString::from(id)]),
    );
    api.unlisted("about", |pool: Pool, ids: Array| {
        let ids: Result<Vec<ImmutableString>, &str> = ids
            .into_iter()
            .map(Dynamic::into_immutable_string)
            .collect();
        match ids {
            Ok(ids) => about(&pool, &ids),
            Err(other) => fail(format!(
                "about takes ids, and one of these is {}",
                describe(other)
            )),
        }
    });
    api.method(
        OF,
        "kind(name)",
        OF,
        "Those of a kind (\"choice\", \"text\" …).",
        "quiz.pool.kind(\"date\").ids() → [\"when\"]",
        kind,
    );
    api.method(
        OF,
        "difficulty(low, high)",
        OF,
        "Those from low to high, 1 to 5, both inside.",
        "quiz.pool.difficulty(3, 5).ids() → [\"who\", \"alliance\", \"word\"]",
        |pool: Pool, low: Dynamic, high: Dynamic| match (number(&low), number(&high)) {
            (Some(low), Some(high)) if low <= high => Ok(pool.difficulty(low, high)),
            (Some(low), Some(high)) if low > high => fail(format!(
                "difficulty takes the lower number first, and {low} is above {high}"
            )),
            _ => fail("difficulty takes two numbers, from 1 to 5"),
        },
    );
    api.method(
        OF,
        "ready()",
        OF,
        "Those that the learner is ready for: all that their topics require is mastered, at 0.8 over at least 5 answers, or as many as the topic has questions.",
        "quiz.pool.ready().ids() → [\"where\", \"when\", \"who\"]",
        |pool: Pool| pool.ready(),
    );
    api.method(
        OF,
        "balanced()",
        OF,
        "Those of topics that are behind their share of the turns so far; all, if none is.",
        "quiz.pool.left().balanced().ids() → [\"alliance\", \"word\"]",
        |pool: Pool| pool.balanced(None),
    );
    api.method(
        OF,
        "balanced(shares)",
        OF,
        "The same with shares of your own: `#{ pact: 2, reactions: 1 }`.",
        "quiz.pool.balanced(#{ pact: 1, reactions: 3 }).ids() → [\"alliance\", \"word\"]",
        balanced,
    );
    api.method(
        OF,
        "filter(|q| …)",
        OF,
        "Those for which the closure gives true.",
        "quiz.pool.filter(|q| q.points > 1).ids() → [\"when\"]",
        filter,
    );
}

fn taking(api: &mut Api) {
    const OF: Type = Type::Pool;
    let taken = |pool: &Pool, place: Option<u32>| {
        or_unit(place.map(|place| Question(pool.quiz.clone(), place)))
    };
    api.method(
        OF,
        "first()",
        Type::Question,
        "The first, or `()`.",
        "quiz.pool.left().first().id → \"alliance\"",
        move |pool: Pool| taken(&pool, pool.first()),
    );
    api.method(
        OF,
        "random()",
        Type::Question,
        "One at random, or `()`.",
        "quiz.pool.random().id → \"who\"",
        move |pool: Pool| taken(&pool, pool.random()),
    );
    api.method(
        OF,
        "weighted(|q| …)",
        Type::Question,
        "One at random, each as likely as its weight; 0 is never, all 0 is `()`.",
        "quiz.pool.weighted(|q| if q.times_asked == 0 { 3 } else { 1 }).id → \"alliance\"",
        weighted,
    );
    api.method(
        OF,
        "nearest(difficulty)",
        Type::Question,
        "The one nearest to a difficulty, 1 to 5, ties at random; or `()`.",
        "quiz.pool.left().nearest(4).id → \"alliance\"",
        move |pool: Pool, difficulty: Dynamic| match number(&difficulty)
            .filter(|wanted| wanted.is_finite())
        {
            Some(wanted) => Ok(taken(&pool, pool.nearest(wanted))),
            None => fail("nearest takes a number, 1 to 5"),
        },
    );
}

fn reading(api: &mut Api) {
    const OF: Type = Type::Pool;
    api.method(
        OF,
        "len()",
        Type::Whole,
        "How many there are.",
        "quiz.pool.asked().len() → 3",
        |pool: Pool| whole(pool.len()),
    );
    api.method(
        OF,
        "is_empty()",
        Type::Truth,
        "Whether there is none.",
        "quiz.pool.tag(\"none\").is_empty() → true",
        |pool: Pool| pool.is_empty(),
    );
    api.method(
        OF,
        "ids()",
        Type::ArrayOf(&Type::Text),
        "Their ids, in order.",
        "quiz.pool.ids() → [\"where\", \"when\", \"who\", \"alliance\", \"word\"]",
        |pool: Pool| texts(pool.questions().map(|question| &question.id)),
    );
    api.method(
        OF,
        "topics()",
        Type::ArrayOf(&Type::Topic),
        "The topics that they have, in the order of `quiz.topics`.",
        "quiz.pool.left().topics().map(|t| t.id) → [\"reactions\"]",
        |pool: Pool| {
            let there = pool.topics();
            topics(&pool.quiz, |topic| there.binary_search(&topic).is_ok())
        },
    );
    api.method(
        OF,
        "to_array()",
        Type::ArrayOf(&Type::Question),
        "The questions as an array.",
        "quiz.pool.left().to_array().map(|q| q.difficulty) → [3, 5]",
        |pool: Pool| {
            let array: Array = handles(&pool).map(Dynamic::from).collect();
            array
        },
    );
    api.method(
        OF,
        "introduced_today()",
        Type::Whole,
        "How many of them this learner met for the first time today.",
        "quiz.pool.introduced_today() → 2",
        |pool: Pool| {
            let today = super::Time::from(pool.quiz.now());
            let first_met = handles(&pool).filter_map(|question| question.history().next());
            whole(
                first_met
                    .filter(|turn| today.days_since(turn.at()) == 0)
                    .count(),
            )
        },
    );
}

fn handles(pool: &Pool) -> impl Iterator<Item = Question> {
    pool.places
        .iter()
        .map(|&place| Question(pool.quiz.clone(), place))
}

fn topic(pool: Pool, id: &str) -> Outcome<Pool> {
    let bank = &pool.quiz.bank;
    if !id.is_empty() && bank.topic_graph().place(id).is_none() {
        return fail(no_topic(bank, id));
    }
    Ok(pool.topic(id))
}

fn kind(pool: Pool, name: &str) -> Outcome<Pool> {
    if !Kind::NAMES.contains(&name) {
        return fail(
            unknown("kind of question", name, Kind::NAMES.iter().copied())
                .replace("this bank has", "there is"),
        );
    }
    Ok(pool.kind(name))
}

fn about(pool: &Pool, ids: &[ImmutableString]) -> Outcome<Pool> {
    let bank = &pool.quiz.bank;
    for id in ids {
        if bank.actor(id).is_none() && bank.treaty(id).is_none() && bank.position(id).is_none() {
            let known = (bank.actors.iter().map(|actor| actor.id.as_str()))
                .chain(bank.treaties.iter().map(|treaty| treaty.id.as_str()))
                .chain(bank.positions.iter().map(|position| position.id.as_str()));
            return fail(unknown("actor, treaty or position", id, known));
        }
    }
    Ok(pool.about(ids))
}

fn balanced(pool: Pool, shares: Map) -> Outcome<Pool> {
    let mut wanted = HashMap::new();
    let bank = &pool.quiz.bank;
    for (topic, share) in &shares {
        if bank.topic_graph().place(topic).is_none() {
            return fail(no_topic(bank, topic));
        }
        match number(share).filter(|share| share.is_finite() && *share >= 0.0) {
            Some(share) => wanted.insert(topic.to_string(), share),
            None => {
                return fail(format!(
                    "the share of `{topic}` must be a number, 0 or more"
                ));
            }
        };
    }
    Ok(pool.balanced(Some(&wanted)))
}

/// What a closure gives for each question of a pool.
fn each<T>(
    context: &NativeCallContext,
    pool: &Pool,
    closure: &FnPtr,
    mut read: impl FnMut(Dynamic) -> Outcome<T>,
) -> Outcome<Vec<T>> {
    let quiz: &Rc<Quiz> = &pool.quiz;
    let mut closure = Closure::new(context, closure, 1);
    let call = |&place: &u32| {
        let question = Dynamic::from(Question(quiz.clone(), place));
        read(closure.call([question])?)
    };
    pool.places.iter().map(call).collect()
}

fn filter(context: NativeCallContext, pool: Pool, test: FnPtr) -> Outcome<Pool> {
    let kept = each(&context, &pool, &test, |value| match value.as_bool() {
        Ok(keep) => Ok(keep),
        Err(kind) => fail(format!(
            "filter's closure must give true or false, it gave {}",
            describe(kind)
        )),
    })?;
    let places = pool.places.iter().zip(kept).filter(|(_, keep)| *keep);
    Ok(pool.with(places.map(|(&place, _)| place).collect::<Vec<_>>()))
}

fn sort_by(context: NativeCallContext, pool: Pool, key: FnPtr) -> Outcome<Pool> {
    let keys = each(&context, &pool, &key, Ok)?;
    let keyed: Vec<(Dynamic, u32)> = keys.into_iter().zip(pool.places.iter().copied()).collect();
    let ordered = sorted(keyed, &mut |(a, _), (b, _)| compare(a, b))?;
    Ok(pool.with(
        ordered
            .into_iter()
            .map(|(_, place)| place)
            .collect::<Vec<_>>(),
    ))
}

fn weighted(context: NativeCallContext, pool: Pool, weight: FnPtr) -> Outcome {
    let weights = each(&context, &pool, &weight, |value| match number(&value) {
        Some(weight) if weight.is_finite() && weight >= 0.0 => Ok(weight),
        Some(weight) => fail(format!(
            "a weight must be 0 or more, the closure gave {weight}"
        )),
        None => fail(format!(
            "weighted's closure must give a number, it gave {}",
            describe(value.type_name())
        )),
    })?;
    let place = pool.weighted(&weights);
    Ok(or_unit(
        place.map(|place| Question(pool.quiz.clone(), place)),
    ))
}

/// A Rhai type's name in our words.
fn describe(type_name: &str) -> &str {
    crate::modes::values::word_for(type_name)
}
