//! What the tests of this module share: questions of every shape, turns, a desk.

use crate::item::{
    Credit, Expects, Judgement, Mark, Piece, Prompt, Response, Shape, Step, StepAction,
};
use crate::kinds::Doubt;
use crate::quiz::{Asked, Ended, Outcome, Rules, Snapshot, Tally, Tried, Turn};

use super::{Desk, EntityCard, Length, OutcomeView, QuestionView, TurnView};

/// A question with what its view needs.
pub struct Posed {
    pub asked: Asked,
    pub rules: Rules,
    pub hints: Vec<String>,
    pub tried: Vec<Tried>,
}

impl Posed {
    pub fn new(stem: &str, shape: Shape) -> Self {
        let prompt = Prompt {
            stimulus: None,
            stem: stem.to_owned(),
            shape,
        };
        Self {
            asked: Asked {
                n: 3,
                question: "q".to_owned(),
                hash: String::new(),
                prompt,
                reason: None,
                time_limit: None,
                queue: None,
                length: None,
                failures: Vec::new(),
                snapshot: Snapshot::default(),
            },
            rules: Rules::default(),
            hints: vec!["A number below 5.".to_owned()],
            tried: Vec::new(),
        }
    }

    pub fn view(&self) -> QuestionView<'_> {
        QuestionView {
            quiz: "0190",
            asked: &self.asked,
            kind: "choice",
            length: Length::Exactly(12),
            topics: vec!["The 2024 pact"],
            points: 2.0,
            max_points: 2.0,
            worth: 1.0,
            graded: true,
            difficulty: 0,
            hints: &[],
            hints_left: self.hints.len(),
            flagged: false,
            tried: &self.tried,
            bars: &[],
            valid_as_of: None,
            media: None,
            rules: &self.rules,
            quiz_ends: None,
        }
    }

    pub fn desk(&self) -> TestDesk {
        TestDesk {
            hints: self.hints.clone(),
            ..TestDesk::default()
        }
    }
}

/// A desk that remembers.
#[derive(Default)]
pub struct TestDesk {
    pub hints: Vec<String>,
    pub flagged: bool,
    pub doubt: Option<Doubt>,
    pub elapsed: f64,
}

impl Desk for TestDesk {
    fn hint(&mut self) -> Option<String> {
        (!self.hints.is_empty()).then(|| self.hints.remove(0))
    }
    fn flag(&mut self) -> Option<bool> {
        self.flagged = !self.flagged;
        Some(self.flagged)
    }
    fn doubt(&mut self, _: &Response) -> Option<Doubt> {
        self.doubt.clone()
    }
    fn entities(&self) -> Vec<EntityCard> {
        vec![EntityCard {
            title: "Treaty".to_owned(),
            lines: vec![("Signed".to_owned(), "2024-06-19".to_owned())],
        }]
    }
    fn elapsed(&self) -> f64 {
        self.elapsed
    }
}

pub fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

pub fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    list.iter().map(owned).collect()
}

/// The question that TERMINAL's first screen shows.
pub fn pick_one() -> Posed {
    Posed::new(
        "Which article obliges each side to give military help at once if the other is attacked \
         and put in a state of war?",
        Shape::PickOne {
            options: texts(&[
                "Article 3, on consulting where a threat of aggression arises",
                "Article 8, on strengthening the ability to defend",
                "Article 4, which invokes Article 51 of the UN Charter",
                "None: the pact has no such clause",
            ]),
        },
    )
}

pub fn pick_many() -> Posed {
    Posed::new(
        "Which of these states are members of the UN Security Council for good?",
        Shape::PickMany {
            options: texts(&["China", "Japan", "Russia"]),
        },
    )
}

pub fn write() -> Posed {
    Posed::new(
        "In which year was the pact signed?",
        Shape::Write {
            expects: Expects::Year,
            unit: None,
        },
    )
}

pub fn blanks() -> Posed {
    let text = |text: &str| Piece::Text(text.to_owned());
    let blank = |options: &[&str]| Piece::Blank {
        options: texts(options),
        expects: Expects::Text,
        hint: None,
    };
    Posed::new(
        "",
        Shape::FillBlanks {
            pieces: vec![
                text("The pact was signed in "),
                blank(&[]),
                text(" by Putin and "),
                blank(&["Xi", "Kim Jong Un"]),
                text("."),
            ],
        },
    )
}

pub fn order() -> Posed {
    Posed::new(
        "Put these in order, earliest first.",
        Shape::Order {
            items: texts(&["The pact of 2024", "The treaty of 1961", "The armistice"]),
        },
    )
}

pub fn pair_up() -> Posed {
    Posed::new(
        "Match each treaty with the year it was signed.",
        Shape::PairUp {
            lefts: texts(&[
                "Sino–North Korean treaty of friendship",
                "Soviet–North Korean treaty of alliance",
                "Russia–North Korea treaty of friendship",
                "Comprehensive Strategic Partnership",
            ]),
            rights: texts(&["1950", "1961", "1996", "2000", "2024", "1975"]),
        },
    )
}

pub fn group() -> Posed {
    Posed::new(
        "Sort these into groups.",
        Shape::Group {
            items: texts(&["China", "Kim Jong Un", "Russia"]),
            groups: texts(&["States", "People"]),
        },
    )
}

pub fn rate() -> Posed {
    Posed::new(
        "What does DPRK stand for?",
        Shape::Rate {
            back: "Democratic People's Republic of Korea".to_owned(),
        },
    )
}

/// A question of each shape, with the shape's name.
pub fn every_shape() -> Vec<Posed> {
    vec![
        pick_one(),
        pick_many(),
        write(),
        blanks(),
        order(),
        pair_up(),
        group(),
        rate(),
    ]
}

/// A turn of a posed question with its view's parts.
pub struct Judged {
    pub turn: Turn,
    pub rules: Rules,
    pub key: Response,
    pub explanation: Option<&'static str>,
}

impl Judged {
    pub fn new(posed: &Posed, response: Option<Response>, credit: f64, key: Response) -> Self {
        let judgement = Judgement::of(Credit::new(credit).expect("a credit"));
        let turn = Turn {
            n: posed.asked.n,
            question: posed.asked.question.clone(),
            hash: String::new(),
            prompt: posed.asked.prompt.clone(),
            reason: None,
            skipped: response.is_none(),
            response,
            mark: Mark::built_in(judgement, 1.0),
            seconds: 5.0,
            hints_used: 0,
            confidence: None,
            timed_out: false,
            tried: Vec::new(),
            flagged: false,
            graded: true,
            at: 0,
            offset: 0,
            feedback: Vec::new(),
            failures: Vec::new(),
        };
        Self {
            turn,
            rules: Rules::default(),
            key,
            explanation: None,
        }
    }

    pub fn view(&self) -> TurnView<'_> {
        TurnView {
            quiz: "0190",
            turn: &self.turn,
            kind: "choice",
            length: Length::Exactly(12),
            topics: vec!["The 2024 pact"],
            points: 2.0,
            max_points: 3.0,
            difficulty: 2,
            key: Some(self.key.clone()),
            key_in_words: self.key.in_words(),
            explanation: self.explanation,
            sources: vec!["Treaty text, Article 4 (article#F003)".to_owned()],
            valid_as_of: None,
            mode: "streak",
            bars: &[],
            rules: &self.rules,
            has_entities: true,
        }
    }
}

/// A choice that was answered wrongly once, with two tries left.
pub fn tried_once() -> Posed {
    let mut posed = pick_one();
    posed.rules.tries = Some(3);
    posed.tried = vec![Tried {
        response: Response::One("Article 8".to_owned()),
        judgement: Judgement {
            feedback: vec!["Article 8 is about measures in peace.".to_owned()],
            ..Judgement::of(Credit::NONE)
        },
        seconds: 4.0,
    }];
    posed
}

/// The turn that TERMINAL's first screen shows.
pub fn wrong_article() -> Judged {
    let posed = pick_one();
    let one = |text: &str| Response::One(text.to_owned());
    let mut judged = Judged::new(
        &posed,
        Some(one("Article 8, on strengthening the ability to defend")),
        0.0,
        one("Article 4, which invokes Article 51 of the UN Charter"),
    );
    judged.explanation = Some("Article 4 promises help \"by all means\" without delay.");
    judged.turn.mark.judgement.feedback =
        texts(&["Article 8 is about joint measures in peace, not about an attack."]);
    judged.turn.mark.steps = vec![Step {
        action: StepAction::Note,
        why: "streak ended at 2".to_owned(),
        points: 0.0,
    }];
    judged
}

pub fn tally(name: &str, points: f64, max_points: f64, right: u32, turns: u32) -> Tally {
    Tally {
        name: name.to_owned(),
        points,
        max_points,
        right,
        turns,
    }
}

pub fn outcome() -> Outcome {
    Outcome {
        ended: Ended::Exhausted,
        total: tally("all", 9.5, 12.0, 9, 12),
        answered: 11,
        skipped: 1,
        hints_used: 2,
        flagged: 1,
        seconds: 372.0,
        by_topic: vec![
            tally("The 2024 pact", 3.8, 4.0, 4, 4),
            tally("Treaties before it", 3.2, 4.0, 3, 4),
            tally("What China wants", 2.5, 4.0, 2, 4),
        ],
        by_kind: Vec::new(),
        review: texts(&["q"]),
        finish: crate::quiz::Finish::default(),
        failures: Vec::new(),
    }
}

pub fn outcome_view<'a>(
    outcome: &'a Outcome,
    turns: &'a [Judged],
    rules: &'a Rules,
) -> OutcomeView<'a> {
    OutcomeView {
        quiz: "0190",
        kept_as: Some("7d1e4c2e"),
        bank: "primer",
        title: "The Russia–North Korea pact of 2024",
        score: "streak",
        select: "in-order",
        seed: 7,
        outcome,
        turns: turns.iter().map(Judged::view).collect(),
        last_time: Some(super::LastTime {
            share: 0.71,
            seconds_ago: 3.0 * 86_400.0,
        }),
        length: Length::Exactly(12),
        rules,
    }
}
