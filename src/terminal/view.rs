//! What front ends are handed: the data of one question, one turn, one result, in words where words
//! are shown. Made by the driver from the quiz ([`QuestionView::of`] and its kin); it reads the bank
//! so that no front end has to.

use crate::bank::{Bank, Citation, Media, Question};
use crate::item::Response;
use crate::quiz::{Asked, Bar, Feedback, Outcome, Pending, Quiz, Rules, Tried, Turn};
use crate::text::PartialDate;

/// How many questions a quiz has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many.
    Exactly(u32),
    /// So many or fewer.
    AtMost(u32),
    /// Nobody knows.
    Open,
}

/// A question as it stands before the learner.
#[derive(Debug, Clone)]
pub struct QuestionView<'a> {
    /// The quiz's full id.
    pub quiz: &'a str,
    /// The question as asked.
    pub asked: &'a Asked,
    /// The name of its kind.
    pub kind: &'a str,
    /// How many questions the quiz has.
    pub length: Length,
    /// Titles of its topics.
    pub topics: Vec<&'a str>,
    /// Points earned so far.
    pub points: f64,
    /// Points that could have been earned so far.
    pub max_points: f64,
    /// What the question is worth by the bank.
    pub worth: f64,
    /// Whether it counts.
    pub graded: bool,
    /// 1 to 5.
    pub difficulty: u8,
    /// Hints that are shown already: of a quiz that is gone on with.
    pub hints: &'a [String],
    /// How many more there are.
    pub hints_left: usize,
    /// Whether the learner has flagged it.
    pub flagged: bool,
    /// The responses so far, where the modes allow several.
    pub tried: &'a [Tried],
    /// The modes' bars.
    pub bars: &'a [Bar],
    /// The date that the answer is known at.
    pub valid_as_of: Option<PartialDate>,
    /// A picture or recording, shown in words.
    pub media: Option<&'a Media>,
    /// What the modes want of the front end.
    pub rules: &'a Rules,
    /// The second of the quiz at which the quiz itself is over.
    pub quiz_ends: Option<f64>,
}

/// A turn with what the bank says of it.
#[derive(Debug, Clone)]
pub struct TurnView<'a> {
    /// The quiz's full id.
    pub quiz: &'a str,
    /// The turn.
    pub turn: &'a Turn,
    /// The name of the question's kind.
    pub kind: &'a str,
    /// How many questions the quiz has.
    pub length: Length,
    /// Titles of the question's topics.
    pub topics: Vec<&'a str>,
    /// Points earned so far, this turn's with them.
    pub points: f64,
    /// Points that could have been earned so far.
    pub max_points: f64,
    /// 1 to 5.
    pub difficulty: u8,
    /// A response that earns the full credit, if the bank still has the question.
    pub key: Option<Response>,
    /// The same in words.
    pub key_in_words: String,
    /// Why the key is right.
    pub explanation: Option<&'a str>,
    /// Where it stands.
    pub sources: Vec<String>,
    /// The date that the answer is known at.
    pub valid_as_of: Option<PartialDate>,
    /// The scoring mode's name.
    pub mode: &'a str,
    /// The modes' bars after it.
    pub bars: &'a [Bar],
    /// What the modes want of the front end.
    pub rules: &'a Rules,
    /// Whether there is an entity's card to show.
    pub has_entities: bool,
}

/// The result of a quiz.
#[derive(Debug, Clone)]
pub struct OutcomeView<'a> {
    /// The quiz's full id.
    pub quiz: &'a str,
    /// What names it behind a command, as [`super::Names::kept_as`] says; nothing where no trace is
    /// left.
    pub kept_as: Option<&'a str>,
    /// The bank's id.
    pub bank: &'a str,
    /// The bank's title.
    pub title: &'a str,
    /// The scoring mode's name.
    pub score: &'a str,
    /// The selecting mode's name.
    pub select: &'a str,
    /// The seed.
    pub seed: u64,
    /// The result.
    pub outcome: &'a Outcome,
    /// Every turn, in order.
    pub turns: Vec<TurnView<'a>>,
    /// The learner's result on the same bank before this one.
    pub last_time: Option<LastTime>,
    /// How many questions the quiz has.
    pub length: Length,
    /// What the modes want of the front end.
    pub rules: &'a Rules,
}

/// An earlier result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LastTime {
    /// Points of what could be earned, 0 to 1.
    pub share: f64,
    /// How many seconds ago it ended.
    pub seconds_ago: f64,
}

/// What is known of an entity, as a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityCard {
    /// Its name.
    pub title: String,
    /// What is known, each with its label.
    pub lines: Vec<(String, String)>,
}

impl Length {
    /// How many questions a quiz has, as far as is known.
    pub fn of(quiz: &Quiz) -> Self {
        match (quiz.length(), quiz.most()) {
            (Some(length), most) => Self::Exactly(most.map_or(length, |most| length.min(most))),
            (None, Some(most)) => Self::AtMost(most),
            (None, None) => Self::Open,
        }
    }
}

impl<'a> QuestionView<'a> {
    /// The view of a question that stands before the learner.
    pub fn of(
        id: &'a str,
        quiz: &'a Quiz,
        pending: &'a Pending,
        rules: &'a Rules,
        bars: &'a [Bar],
    ) -> Self {
        let asked = &pending.asked;
        let question = quiz.bank.question(&asked.question);
        let hints = question.map_or(&[][..], |question| question.hints.as_slice());
        let (shown, left) = hints
            .split_at_checked(pending.hints_used as usize)
            .unwrap_or((hints, &[]));
        Self {
            quiz: id,
            asked,
            kind: question.map_or("", |question| question.kind.name()),
            length: Length::of(quiz),
            topics: topics(&quiz.bank, question),
            points: quiz.points(),
            max_points: quiz.max_points(),
            worth: question.map_or(0.0, |question| question.points),
            graded: question.is_some_and(|question| question.graded),
            difficulty: question.map_or(0, |question| question.difficulty),
            hints: shown,
            hints_left: left.len(),
            flagged: pending.flagged,
            tried: &pending.tried,
            bars,
            valid_as_of: question.and_then(|question| question.valid_as_of),
            media: question.and_then(|question| question.media.as_ref()),
            rules,
            quiz_ends: quiz.limits.time,
        }
    }
}

impl QuestionView<'_> {
    /// What was earned so far of what could be, unless the rules keep that for the end: it would tell
    /// whether the answer before was right.
    pub fn score(&self) -> Option<(f64, f64)> {
        let known = self.rules.feedback == Feedback::AtOnce;
        known.then_some((self.points, self.max_points))
    }

    /// How many tries are left, where the modes allow several and one is used.
    pub fn tries_left(&self) -> Option<usize> {
        let tries = self.rules.tries? as usize;
        (!self.tried.is_empty()).then(|| tries.saturating_sub(self.tried.len()))
    }

    /// Seconds allowed from now, if the question has a limit of its own.
    pub fn time_left(&self) -> Option<f64> {
        let used: f64 = self.tried.iter().map(|tried| tried.seconds).sum();
        self.asked.time_limit.map(|limit| (limit - used).max(0.0))
    }
}

impl<'a> TurnView<'a> {
    /// The view of a turn of this quiz; `points` and `max_points` are the quiz's as it stands.
    pub fn of(
        id: &'a str,
        quiz: &'a Quiz,
        turn: &'a Turn,
        rules: &'a Rules,
        bars: &'a [Bar],
        mode: &'a str,
    ) -> Self {
        let bank = quiz.bank.as_ref();
        let question = bank.question(&turn.question);
        let key = question.map(|question| question.kind.key());
        let words = question.map(|question| question.kind.key_in_words());
        let cited = question.map_or(&[][..], |question| question.sources.as_slice());
        Self {
            quiz: id,
            turn,
            kind: question.map_or("", |question| question.kind.name()),
            length: Length::of(quiz),
            topics: topics(bank, question),
            points: quiz.points(),
            max_points: quiz.max_points(),
            difficulty: question.map_or(0, |question| question.difficulty),
            key,
            key_in_words: words.unwrap_or_default(),
            explanation: question.and_then(|question| question.explanation.as_deref()),
            sources: cited.iter().map(|c| citation(bank, c)).collect(),
            valid_as_of: question.and_then(|question| question.valid_as_of),
            mode,
            bars,
            rules,
            has_entities: question.is_some_and(|question| !question.about.is_empty()),
        }
    }
}

impl EntityCard {
    /// The cards of what a question is about, in the order that the bank names them.
    pub fn of(bank: &Bank, question: &str) -> Vec<Self> {
        let about = bank.question(question).map_or(&[][..], |q| &q.about);
        about.iter().filter_map(|id| card(bank, id)).collect()
    }
}

fn topics<'a>(bank: &'a Bank, question: Option<&Question>) -> Vec<&'a str> {
    let ids = question.map_or(&[][..], |question| &question.topics);
    ids.iter()
        .filter_map(|id| Some(bank.topic(id)?.title.as_str()))
        .collect()
}

/// A source in words, with its place in the form that banks write.
fn citation(bank: &Bank, citation: &Citation) -> String {
    let place = match &citation.locator {
        Some(locator) => format!("{}#{locator}", citation.source),
        None => citation.source.clone(),
    };
    let Some(source) = bank.source(&citation.source) else {
        return place;
    };
    match &source.publisher {
        Some(publisher) => format!("{}, {publisher} ({place})", source.title),
        None => format!("{} ({place})", source.title),
    }
}

fn card(bank: &Bank, id: &str) -> Option<EntityCard> {
    let mut lines = Vec::new();
    let mut line = |label: &str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            lines.push((label.to_owned(), text));
        }
    };
    let date = |date: Option<PartialDate>| date.map(|date| date.to_string());
    let name = |id: &String| {
        bank.actor(id)
            .map_or(id.clone(), |actor| actor.name.clone())
    };
    let cited: &[Citation];
    let title;
    if let Some(actor) = bank.actor(id) {
        line("What", Some(actor.kind.clone()));
        line("Role", actor.role.clone());
        line("Capital", actor.capital.clone());
        line("Seat", actor.seat.clone());
        line("Also", Some(actor.aliases.join(", ")));
        (title, cited) = (actor.name.clone(), &actor.sources);
    } else if let Some(treaty) = bank.treaty(id) {
        let names = treaty.parties.iter().map(name).collect::<Vec<_>>();
        let more = if treaty.parties_complete || names.is_empty() {
            ""
        } else {
            " (perhaps not all)"
        };
        let signed = date(treaty.signed).map(|day| match &treaty.place {
            Some(place) => format!("{day}, {place}"),
            None => day,
        });
        line("What", Some(treaty.kind.clone()));
        line("Parties", Some(format!("{}{more}", names.join(", "))));
        line("Adopted", date(treaty.adopted));
        line("Signed", signed);
        line("In force", date(treaty.in_force));
        line("Ended", date(treaty.ended));
        line("Also", Some(treaty.aliases.join(", ")));
        for provision in &treaty.provisions {
            line("Provides", Some(provision.clone()));
        }
        (title, cited) = (treaty.name.clone(), &treaty.sources);
    } else {
        let position = bank.position(id)?;
        line("Issue", Some(position.issue.clone()));
        line("Holds", Some(position.stance.clone()));
        line("As of", date(position.as_of));
        line("Said by", position.attributed_to.as_ref().map(name));
        (title, cited) = (name(&position.actor), &position.sources);
    }
    for source in cited {
        line("Source", Some(citation(bank, source)));
    }
    Some(EntityCard { title, lines })
}
