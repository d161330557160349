//! A quiz for a test, in three lines:
//! `quiz().bank("…toml…").mode("…rhai…").answers(["a", "b"]).play()`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that can't go on fails"
)]

use std::sync::Arc;

use demarche::bank::Bank;
use demarche::item::{Response, Shape};
use demarche::modes::{Bounds, Program, Script, Settings, on_deep_stack};
use demarche::quiz::{
    Answered, Ended, Event, Failure, Given, Learner, Limits, Mode, Moment, Outcome, Past, Setup,
    Sitting, Step, Turn,
};

/// What a test asks of a quiz.
#[derive(Clone)]
pub struct QuizTest {
    bank: Arc<Bank>,
    score: Option<Program>,
    select: Option<Program>,
    settings: Settings,
    bounds: Bounds,
    answers: Vec<String>,
    seconds: f64,
    seed: u64,
    limits: Limits,
    past: Vec<Past>,
    now: i64,
}

/// What came of it.
pub struct Played {
    pub turns: Vec<Turn>,
    pub asked: Vec<String>,
    pub points: Vec<f64>,
    pub outcome: Outcome,
    pub failures: Vec<Failure>,
    pub state: serde_json::Value,
    pub events: Vec<Event>,
    pub bars: Vec<demarche::quiz::Bar>,
}

/// A quiz over three questions of rising difficulty.
pub fn quiz() -> QuizTest {
    QuizTest {
        bank: super::bank(&questions(3)),
        score: None,
        select: None,
        settings: Settings::none(),
        bounds: Bounds::default(),
        answers: Vec::new(),
        seconds: 5.0,
        seed: 1,
        limits: Limits::default(),
        past: Vec::new(),
        now: 1_700_000_000_000,
    }
}

/// A bank of `n` questions `q1` … with the topics `odd` and `even`; "yes" is right, each difficulty
/// from 1 to 5 in turn.
pub fn questions(n: usize) -> String {
    let mut toml = String::from(
        "format = 1\n[[topic]]\nid = \"odd\"\ntitle = \"Odd ones\"\n[[topic]]\nid = \"even\"\ntitle = \"Even ones\"\n",
    );
    for i in 1..=n {
        let topic = if i % 2 == 1 { "odd" } else { "even" };
        toml.push_str(&format!(
            "[[question]]\nid = \"q{i}\"\nkind = \"choice\"\nprompt = \"Number {i}?\"\nanswer = \"yes\"\ndistractors = [\"no\"]\ntopics = [\"{topic}\"]\ndifficulty = {}\nsources = []\n",
            (i - 1) % 5 + 1
        ));
    }
    toml
}

impl QuizTest {
    pub fn bank(mut self, toml: &str) -> Self {
        self.bank = super::bank(toml);
        self
    }

    pub fn with_bank(mut self, bank: Arc<Bank>) -> Self {
        self.bank = bank;
        self
    }

    /// One mode for both.
    pub fn mode(self, text: &str) -> Self {
        self.program(Program::of("test", text))
    }

    pub fn program(mut self, program: Program) -> Self {
        self.score = Some(program);
        self
    }

    pub fn select(mut self, text: &str) -> Self {
        self.select = Some(Program::of("selecting", text));
        self
    }

    pub fn set(mut self, assignment: &str) -> Self {
        self.settings.set(assignment).expect("a setting");
        self
    }

    pub fn bounds(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// Each answers the question that is asked then; "" skips, "late" times out, ";" and "=" as
    /// people type them.
    pub fn answers<const N: usize>(self, answers: [&str; N]) -> Self {
        self.answer_all(answers.iter().map(|answer| (*answer).to_owned()).collect())
    }

    pub fn answer_all(mut self, answers: Vec<String>) -> Self {
        self.answers = answers;
        self
    }

    /// How long each answer takes.
    pub fn seconds(mut self, seconds: f64) -> Self {
        self.seconds = seconds;
        self
    }

    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    pub fn limit(mut self, turns: u32) -> Self {
        self.limits.turns = Some(turns);
        self
    }

    /// An answer so many days ago.
    pub fn past(mut self, question: &str, credit: f64, days_ago: i64) -> Self {
        self.past.push(Past {
            question: question.into(),
            hash: self.bank.question(question).expect("known").hash.clone(),
            credit,
            points: credit,
            out_of: 1.0,
            seconds: 3.0,
            skipped: false,
            timed_out: false,
            hints_used: 0,
            tries: 1,
            at: self.now - days_ago * 86_400_000,
            sitting: "before".into(),
            response: "yes".into(),
        });
        self
    }

    pub fn setup(&self) -> Setup {
        let compile = |program: &Program| -> Box<dyn Mode> {
            let script = Script::compile_within(program, &self.settings, &self.bounds);
            Box::new(script.unwrap_or_else(|report| panic!("{}", report.in_words())))
        };
        Setup {
            bank: self.bank.clone(),
            questions: (0..u32::try_from(self.bank.questions.len()).unwrap()).collect(),
            learner: Learner::new("anna", self.past.clone()),
            seed: self.seed,
            limits: self.limits,
            score: match &self.score {
                Some(program) => compile(program),
                None => Box::new(demarche::quiz::BuiltIn),
            },
            select: self.select.as_ref().map(compile),
            now: self.moment(0.0),
        }
    }

    /// The record of a quiz in which one question stands answered, and its turn: for benches.
    pub fn one_turn(self) -> (std::rc::Rc<demarche::quiz::Quiz>, std::rc::Rc<Turn>) {
        let mut sitting = Sitting::begin(self.setup()).expect("begun");
        let Step::Ask(asked) = sitting.next(self.moment(0.0)) else {
            panic!("nothing to ask");
        };
        let given = Given {
            response: response(&asked.prompt.shape, "yes"),
            seconds: self.seconds,
            ..Given::default()
        };
        let Some(Answered::Turn(turn)) = sitting.answer(given, self.moment(self.seconds)) else {
            panic!("no turn");
        };
        (sitting.quiz().clone(), turn)
    }

    pub fn moment(&self, elapsed: f64) -> Moment {
        Moment {
            at: self.now + (elapsed * 1000.0) as i64,
            offset: 60,
            elapsed,
        }
    }

    /// Plays it to its end, or to the last answer.
    pub fn play(self) -> Played {
        on_deep_stack(move || self.play_here()).expect("a thread")
    }

    /// What a mode says that refuses to begin.
    pub fn refusal(self) -> Failure {
        on_deep_stack(move || match Sitting::begin(self.setup()) {
            Ok(_) => panic!("it began"),
            Err(failure) => failure,
        })
        .expect("a thread")
    }

    /// The same on this thread, whose stack must be deep.
    pub fn play_here(self) -> Played {
        let sitting = Sitting::begin(self.setup()).unwrap_or_else(|f| panic!("{}", f.report));
        self.drive(sitting, Vec::new())
    }

    /// Goes on from events that were kept.
    pub fn go_on(self, kept: Vec<Event>) -> Played {
        on_deep_stack(move || {
            let sitting = Sitting::resume(self.setup(), kept.clone()).expect("resumed");
            self.drive(sitting, kept)
        })
        .expect("a thread")
    }

    fn drive(self, mut sitting: Sitting, mut events: Vec<Event>) -> Played {
        events.extend(sitting.take_events());
        let mut failures = Vec::new();
        let used = |event: &&Event| {
            matches!(
                event,
                Event::Answered { .. } | Event::Tried { .. } | Event::Acted { .. }
            )
        };
        let answered = events.iter().filter(used).count();
        let mut answers = self.answers.iter().skip(answered);
        // to choose an action takes no time here
        let chosen = |event: &&Event| matches!(event, Event::Acted { .. });
        let timed = answered - events.iter().filter(chosen).count();
        let mut elapsed = self.seconds * timed as f64;
        let outcome = loop {
            match sitting.next(self.moment(elapsed)) {
                Step::Done(outcome) => break *outcome,
                Step::Choose(actions) => {
                    let Some(answer) = answers.next() else {
                        break sitting.so_far();
                    };
                    // what is no label takes the first
                    let choice = actions.iter().position(|action| action.label == *answer);
                    let choice = choice.unwrap_or(0);
                    failures.extend(sitting.act(choice, self.moment(elapsed)));
                    events.extend(sitting.take_events());
                }
                Step::Ask(asked) => {
                    let Some(answer) = answers.next() else {
                        break sitting.so_far();
                    };
                    elapsed += self.seconds;
                    let given = Given {
                        response: response(&asked.prompt.shape, answer),
                        timed_out: answer == "late",
                        confidence: None,
                        seconds: self.seconds,
                    };
                    if let Some(Answered::Turn(turn)) = sitting.answer(given, self.moment(elapsed))
                    {
                        failures.extend(turn.failures.clone());
                    }
                    events.extend(sitting.take_events());
                }
            }
        };
        events.extend(sitting.take_events());
        failures.extend(outcome.failures.clone());
        if let Some(Event::Asked(asked)) = events.last() {
            failures.extend(asked.failures.clone());
        }
        let (bars, _) = sitting.progress();
        let turns: Vec<Turn> = sitting
            .quiz()
            .turns()
            .iter()
            .map(|t| t.as_ref().clone())
            .collect();
        let state = events.iter().rev().find_map(|event| match event {
            Event::Started { snapshot }
            | Event::Answered { snapshot, .. }
            | Event::Tried { snapshot, .. }
            | Event::Offered { snapshot, .. }
            | Event::Acted { snapshot, .. } => Some(snapshot.score.clone()),
            Event::Asked(asked) => Some(asked.snapshot.score.clone()),
            _ => None,
        });
        Played {
            asked: turns.iter().map(|turn| turn.question.clone()).collect(),
            points: turns.iter().map(|turn| turn.mark.points).collect(),
            turns,
            outcome,
            failures,
            state: state.unwrap_or_default(),
            events,
            bars,
        }
    }
}

impl Played {
    /// The one hook that failed.
    pub fn failure(&self) -> &Failure {
        let [failure] = self.failures.as_slice() else {
            panic!("{} failures: {:#?}", self.failures.len(), self.failures);
        };
        failure
    }

    pub fn ended(&self) -> Ended {
        self.outcome.ended
    }

    /// Why the turn's points are what they are.
    pub fn reasons(&self, turn: usize) -> Vec<String> {
        self.turns[turn]
            .mark
            .steps
            .iter()
            .map(|step| step.why.clone())
            .collect()
    }
}

fn response(shape: &Shape, answer: &str) -> Option<Response> {
    if answer.is_empty() || answer == "late" {
        return None;
    }
    let list = |sign: char| {
        answer
            .split(sign)
            .map(|part| part.trim().to_owned())
            .collect()
    };
    let pairs = || {
        answer
            .split(';')
            .filter_map(|pair| pair.split_once('='))
            .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()))
            .collect()
    };
    Some(match shape {
        Shape::PickOne { .. } => Response::One(answer.to_owned()),
        Shape::PickMany { .. } => Response::Many(list(';')),
        Shape::Order { .. } => Response::Order(list(';')),
        Shape::FillBlanks { .. } => Response::Blanks(list('|')),
        Shape::PairUp { .. } => Response::Pairs(pairs()),
        Shape::Group { .. } => Response::Groups(pairs()),
        _ => Response::Written(answer.to_owned()),
    })
}
