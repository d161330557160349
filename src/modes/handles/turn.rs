//! `turn`: a question asked and answered, in this quiz or an earlier one.

use std::rc::Rc;

use rhai::{Dynamic, ImmutableString, Map};

use super::time::Time;
use super::{Mark, Question, or_unit, text_or_unit, texts};
use crate::item::Response;
use crate::kinds::Knowledge;
use crate::modes::api::{Api, Type};
use crate::quiz::{self, Past, Quiz};

/// A turn of a quiz.
#[derive(Clone)]
pub struct Turn {
    quiz: Rc<Quiz>,
    of: When,
}

#[derive(Clone)]
enum When {
    /// A turn of this quiz.
    Now(Rc<quiz::Turn>),
    /// A place in the learner's past.
    Before(u32),
}

/// What turns of this quiz and earlier ones have in common.
enum Either<'a> {
    Now(&'a quiz::Turn),
    Before(&'a Past),
}

impl Turn {
    /// A turn of this quiz.
    pub fn now(quiz: &Rc<Quiz>, turn: &Rc<quiz::Turn>) -> Self {
        Self {
            quiz: quiz.clone(),
            of: When::Now(turn.clone()),
        }
    }

    /// A turn of an earlier quiz, by its place in the learner's past.
    pub fn past(quiz: &Rc<Quiz>, place: u32) -> Self {
        Self {
            quiz: quiz.clone(),
            of: When::Before(place),
        }
    }

    fn either(&self) -> Option<Either<'_>> {
        match &self.of {
            When::Now(turn) => Some(Either::Now(turn)),
            When::Before(place) => self
                .quiz
                .learner
                .past()
                .get(*place as usize)
                .map(Either::Before),
        }
    }

    /// A value, read from whichever it is.
    fn read<T: Default>(&self, now: impl Fn(&quiz::Turn) -> T, before: impl Fn(&Past) -> T) -> T {
        match self.either() {
            Some(Either::Now(turn)) => now(turn),
            Some(Either::Before(past)) => before(past),
            None => T::default(),
        }
    }

    /// The question's id.
    pub fn question_id(&self) -> &str {
        match self.either() {
            Some(Either::Now(turn)) => &turn.question,
            Some(Either::Before(past)) => &past.question,
            None => "",
        }
    }

    /// Whether the full credit was earned.
    pub fn right(&self) -> bool {
        self.read(quiz::Turn::right, Past::right)
    }

    /// Whether something was answered.
    pub fn answered(&self) -> bool {
        self.read(quiz::Turn::answered, Past::answered)
    }

    /// When it was answered.
    pub fn at(&self) -> Time {
        let offset = self.quiz.now().offset;
        match self.either() {
            Some(Either::Now(turn)) => Time::new(turn.at, turn.offset),
            Some(Either::Before(past)) => Time::new(past.at, offset),
            None => Time::new(0, 0),
        }
    }

    fn question(&self) -> Option<Question> {
        let place = self.quiz.bank.index_of(self.question_id())?;
        Some(Question(self.quiz.clone(), place))
    }

    fn mark(&self) -> Mark {
        match &self.of {
            When::Now(turn) => Mark::of(turn.clone()),
            When::Before(_) => {
                let (credit, points, out_of) = self.read(
                    |_| (0.0, 0.0, 0.0),
                    |past| (past.credit, past.points, past.out_of),
                );
                Mark::earned(credit, points, out_of)
            }
        }
    }

    fn response(&self) -> Dynamic {
        match self.either() {
            Some(Either::Now(turn)) => turn.response.as_ref().map_or(Dynamic::UNIT, response),
            Some(Either::Before(past)) => {
                text_or_unit(Some(past.response.as_str()).filter(|text| !text.is_empty()))
            }
            None => Dynamic::UNIT,
        }
    }

    fn chose(&self) -> Dynamic {
        match self.either() {
            Some(Either::Now(turn)) => match (&turn.mark.judgement.names, &turn.response) {
                (Some(id), _) => text_or_unit(Some(id)),
                (None, Some(response)) => response.in_words().into(),
                (None, None) => Dynamic::UNIT,
            },
            Some(Either::Before(past)) => match self.quiz.bank.entity_named(&past.response) {
                Some(id) => text_or_unit(Some(id)),
                None => self.response(),
            },
            None => Dynamic::UNIT,
        }
    }

    /// The turn of the same question before this one.
    fn previous(&self) -> Option<Self> {
        let history: Vec<Self> = self.question()?.history().collect();
        let own = history.iter().position(|turn| turn.same(self));
        // in `score` the turn has not yet joined the history
        match own {
            Some(at) => history.get(at.checked_sub(1)?).cloned(),
            None => history.last().cloned(),
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (&self.of, &other.of) {
            (When::Now(a), When::Now(b)) => a.n == b.n,
            (When::Before(a), When::Before(b)) => a == b,
            _ => false,
        }
    }

    fn same_version(&self) -> bool {
        let hash = self.read(|turn| turn.hash.clone(), |past| past.hash.clone());
        self.question()
            .and_then(|question| Some(question.get()?.hash == hash))
            .unwrap_or(false)
    }
}

/// A response as scripts see it: a text, an array of texts, or a map of left to right.
fn response(response: &Response) -> Dynamic {
    match response {
        Response::One(text) | Response::Written(text) => text.clone().into(),
        Response::Many(list) | Response::Blanks(list) | Response::Order(list) => texts(list).into(),
        Response::Pairs(pairs) | Response::Groups(pairs) => {
            let map: Map = pairs
                .iter()
                .map(|(left, right)| (left.as_str().into(), right.clone().into()))
                .collect();
            map.into()
        }
        Response::Rated(rating) => rating.word().into(),
    }
}

/// Registers `turn`.
pub fn register(api: &mut Api) {
    const OF: Type = Type::Turn;
    api.kind::<Turn>(OF);
    api.property(
        OF,
        "quiz",
        Type::Quiz,
        "The quiz.",
        "turn.quiz.count → 3",
        |t: &mut Turn| t.quiz.clone(),
    );
    api.property(
        OF,
        "question",
        Type::Question,
        "The question; `()` if the bank no longer has it.",
        "turn.question.id → \"who\"",
        |t: &mut Turn| or_unit(t.question()),
    );
    api.property(
        OF,
        "response",
        Type::Any,
        "What was given: a text, an array of texts, or a map of left to right; `()` for a skip.",
        "quiz.turns[0].response → \"Pyongyang\"",
        |t: &mut Turn| t.response(),
    );
    api.property(
        OF,
        "chose",
        Type::Any,
        "What was given: an entity's id where it names one, else a text; `()` for a skip.",
        "quiz.turns[0].chose → \"Pyongyang\"",
        |t: &mut Turn| t.chose(),
    );
    api.property(
        OF,
        "right",
        Type::Truth,
        "Whether the full credit was earned.",
        "turn.right → false",
        |t: &mut Turn| t.right(),
    );
    api.property(
        OF,
        "mark",
        Type::Mark,
        "The mark, to build on in `score`.",
        "turn.mark.credit → 0.5",
        |t: &mut Turn| t.mark(),
    );
    api.property(
        OF,
        "points",
        Type::Float,
        "The points earned; in `score` credit times worth.",
        "quiz.turns[0].points → 1.5",
        |t: &mut Turn| t.read(|turn| turn.mark.points, |past| past.points),
    );
    api.property(
        OF,
        "seconds",
        Type::Float,
        "Seconds from shown to answered.",
        "turn.seconds → 12.0",
        |t: &mut Turn| t.read(|turn| turn.seconds, |past| past.seconds),
    );
    api.property(
        OF,
        "confidence",
        Type::Any,
        "How sure the learner was, 1 to 3, where RULES asks; else `()`.",
        "turn.confidence → 2",
        |t: &mut Turn| or_unit(t.read(|turn| turn.confidence.map(i64::from), |_| None)),
    );
    api.property(
        OF,
        "hints_used",
        Type::Whole,
        "How many hints were shown.",
        "quiz.turns[0].hints_used → 1",
        |t: &mut Turn| i64::from(t.read(|turn| turn.hints_used, |past| past.hints_used)),
    );
    api.property(
        OF,
        "tries",
        Type::Whole,
        "How many responses were given; more than one only where `RULES.tries` allows it.",
        "turn.tries → 1",
        |t: &mut Turn| i64::from(t.read(quiz::Turn::tries, |past| past.tries)),
    );
    api.property(
        OF,
        "skipped",
        Type::Truth,
        "Whether it was passed over.",
        "turn.skipped → false",
        |t: &mut Turn| t.read(|turn| turn.skipped, |past| past.skipped),
    );
    api.property(
        OF,
        "timed_out",
        Type::Truth,
        "Whether the time ran out with nothing given; what was filled in by then is a response.",
        "turn.timed_out → false",
        |t: &mut Turn| t.read(|turn| turn.timed_out, |past| past.timed_out),
    );
    api.property(
        OF,
        "answered",
        Type::Truth,
        "Neither skipped nor timed out.",
        "turn.answered → true",
        |t: &mut Turn| t.answered(),
    );
    api.property(
        OF,
        "flagged",
        Type::Truth,
        "Whether the learner marked it to come back to.",
        "turn.flagged → true",
        |t: &mut Turn| t.read(|turn| turn.flagged, |_| false),
    );
    api.property(
        OF,
        "previous",
        Type::Turn,
        "This question's turn before, in whichever quiz, or `()`.",
        "quiz.turns[0].previous.right → false",
        |t: &mut Turn| or_unit(t.previous()),
    );
    api.property(
        OF,
        "at",
        Type::Time,
        "When it was answered.",
        "(turn.at - quiz.turns[0].at).seconds → 21.0",
        |t: &mut Turn| t.at(),
    );
    api.property(
        OF,
        "sitting",
        Type::Text,
        "The id of the quiz it belongs to; empty for this one.",
        "turn.sitting → \"\"",
        |t: &mut Turn| {
            ImmutableString::from(t.read(|_| String::new(), |past| past.sitting.clone()))
        },
    );
    api.property(
        OF,
        "same_version",
        Type::Truth,
        "Whether the question still reads as it did then.",
        "turn.same_version → true",
        |t: &mut Turn| t.same_version(),
    );
    api.property(
        OF,
        "n",
        Type::Whole,
        "Its number in its quiz, from 1; 0 for earlier quizzes.",
        "turn.n → 3",
        |t: &mut Turn| i64::from(t.read(|turn| turn.n, |_| 0)),
    );
}
