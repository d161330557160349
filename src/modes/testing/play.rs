//! `play(…)`: plays a quiz with the mode that is tested, through the same [`Sitting`] as people do.

use std::rc::Rc;

use rhai::{Dynamic, Map, NativeCallContext};

use super::answers::{Answer, Answers, What};
use super::played::{Played, Record};
use super::setup::Setup;
use super::{Failed, Stage};
use crate::bank::Question as BankQuestion;
use crate::item::{Response, Shape};
use crate::modes::api::{Api, Type};
use crate::modes::handles::{Outcome, Question};
use crate::modes::script::Script;
use crate::modes::values::describe;
use crate::quiz::{
    self, Answered, Asked, Ended, Event, Failure, Given, Moment, Sitting, State, Step,
};

/// More turns than any test needs: a closure answers without end.
const MOST_TURNS: u32 = 10_000;

/// Registers `play`.
pub fn register(api: &mut Api) {
    api.function(
        "play(answers)",
        Type::Played,
        "Plays ten questions, `q1` to `q10`, with the mode, as `play(quiz, answers)` does.",
        "play(\"right:2 wrong\").points → 1.5",
        |context: NativeCallContext, answers: Dynamic| play(&context, &Map::new(), &answers),
    );
    api.function(
        "play(quiz, answers)",
        Type::Played,
        "Plays a quiz with the mode until it ends or the answers run out.",
        "play(#{ questions: 4 }, |q| q.difficulty < 3).scores → [1.5, 1.5, 0.0, 0.0]",
        |context: NativeCallContext, quiz: Map, answers: Dynamic| play(&context, &quiz, &answers),
    );
}

fn play(context: &NativeCallContext<'_>, quiz: &Map, answers: &Dynamic) -> Outcome<Played> {
    let stage = Stage::of(context)?;
    let setup = Setup::read(quiz, &stage)?;
    let may_fail = setup.may_fail;
    let answers = Answers::read(answers, context)?;
    let record = Player::begin(setup, answers, &stage)?.play()?;
    match record.failures.first() {
        Some(failure) if !may_fail => Failed {
            hint: Some("`may_fail: true` lets a test look at `failures` itself".to_owned()),
            report: Some(failure.report.clone()),
            ..Failed::because(format!(
                "the hook `{}` failed: {}",
                failure.hook, failure.message
            ))
        }
        .throw(),
        _ => Ok(Played(Rc::new(record))),
    }
}

/// How a quiz stands after the answers.
pub enum Stands {
    /// It is over.
    Over(Ended, quiz::Finish),
    /// A question waits for an answer.
    Waits,
}

/// A sitting and who sits it.
pub struct Player<'a> {
    /// The sitting.
    pub sitting: Sitting,
    /// What is answered next.
    pub answers: Answers<'a>,
    /// When it began.
    start: i64,
    elapsed: f64,
    /// Seconds for an answer that does not say.
    seconds: f64,
    /// The mode's state.
    pub state: State,
    offered: Vec<Vec<String>>,
    chosen: Vec<String>,
    /// Hooks that failed.
    pub failures: Vec<Failure>,
    /// What happened, where that is kept.
    pub kept: Option<Vec<Event>>,
}

impl<'a> Player<'a> {
    fn begin(setup: Setup, answers: Answers<'a>, stage: &Stage) -> Outcome<Self> {
        let script = Script::compile_within(&stage.mode, &setup.settings, &stage.bounds);
        let script = match script {
            Ok(script) => script,
            Err(report) => {
                return Failed {
                    report: Some(report.in_words()),
                    ..Failed::because("the mode can't be played with these `params`")
                }
                .throw();
            }
        };
        if let Some(wrong) = setup.settings.undeclared(&[script.defaults()]).first() {
            return Failed::because(wrong).throw();
        }
        let begun = Sitting::begin(quiz::Setup {
            bank: setup.bank,
            questions: setup.questions,
            learner: setup.learner,
            seed: setup.seed,
            limits: setup.limits,
            score: Box::new(script),
            select: None,
            now: Moment {
                at: setup.now,
                offset: 0,
                elapsed: 0.0,
            },
        });
        match begun {
            Ok(sitting) => Ok(Self::of(sitting, answers, setup.seconds)),
            // what `start` throws is for people, and is all there is to say
            Err(failure) if failure.place.is_none() => Failed::because(failure.message).throw(),
            Err(failure) => Failed {
                report: Some(failure.report),
                ..Failed::because(failure.message)
            }
            .throw(),
        }
    }

    /// Who sits a quiz that has begun.
    pub fn of(sitting: Sitting, answers: Answers<'a>, seconds: f64) -> Self {
        let now = sitting.quiz().now();
        Self {
            sitting,
            answers,
            start: now.at.saturating_sub((now.elapsed * 1000.0) as i64),
            elapsed: now.elapsed,
            seconds,
            state: State::Null,
            offered: Vec::new(),
            chosen: Vec::new(),
            failures: Vec::new(),
            kept: None,
        }
    }

    fn now(&self) -> Moment {
        Moment {
            at: self.start.saturating_add((self.elapsed * 1000.0) as i64),
            offset: 0,
            elapsed: self.elapsed,
        }
    }

    fn play(mut self) -> Outcome<Record> {
        let (ended, finish) = match self.go_on()? {
            Stands::Over(ended, finish) => (ended, finish),
            Stands::Waits => (Ended::ByLearner, quiz::Finish::default()),
        };
        Ok(self.record(ended, finish))
    }

    /// Plays on until the quiz is over or the answers run out.
    pub fn go_on(&mut self) -> Outcome<Stands> {
        loop {
            let step = self.sitting.next(self.now());
            self.take_events();
            match step {
                Step::Done(outcome) => {
                    self.failures.extend(outcome.failures);
                    return Ok(Stands::Over(outcome.ended, outcome.finish));
                }
                Step::Choose(actions) => {
                    let labels: Vec<&str> = actions.iter().map(|a| a.label.as_str()).collect();
                    let choice = self.answers.among_actions(&labels);
                    let failures = self.sitting.act(choice, self.now());
                    self.failures.extend(failures);
                }
                Step::Ask(asked) => {
                    if !self.answer(&asked)? {
                        // those of a turn stand in the turn
                        self.failures.extend(asked.failures);
                        return Ok(Stands::Waits);
                    }
                }
            }
        }
    }

    /// Answers a question; false if the learner has no answer.
    fn answer(&mut self, asked: &Asked) -> Outcome<bool> {
        let quiz = self.sitting.quiz().clone();
        let bank = quiz.bank.clone();
        let place = bank.index_of(&asked.question);
        let (Some(place), Some(question)) = (place, bank.question(&asked.question)) else {
            return Ok(false);
        };
        if asked.n > MOST_TURNS {
            return Failed {
                hint: Some("give the quiz a `limit`, or let the learner \"leave\"".to_owned()),
                ..Failed::because(format!("the quiz did not end within {MOST_TURNS} turns"))
            }
            .throw();
        }
        let Some(answer) = self.answers.for_question(Question(quiz, place))? else {
            return Ok(false);
        };
        let Some(given) = self.given(&answer, asked, question)? else {
            return Ok(false);
        };
        for _ in 0..answer.hints {
            if self.sitting.hint().is_none() {
                return Failed {
                    hint: Some("`hints: [\"…\"]` of a question are its hints".to_owned()),
                    ..Failed::because(format!(
                        "`{}` has no {} hints",
                        asked.question, answer.hints
                    ))
                }
                .throw();
            }
        }
        if answer.flag {
            self.sitting.flag();
        }
        self.elapsed += given.seconds;
        let answered = self.sitting.answer(given, self.now());
        if let Some(Answered::Turn(turn)) = answered {
            self.failures.extend(turn.failures.iter().cloned());
        }
        self.take_events();
        Ok(true)
    }

    /// What is given to a question; nothing if the learner leaves.
    fn given(
        &self,
        answer: &Answer,
        asked: &Asked,
        question: &BankQuestion,
    ) -> Outcome<Option<Given>> {
        let rules = self.sitting.rules();
        if answer.confidence.is_some() && !rules.ask_confidence {
            return Failed::because("the mode does not ask how sure the learner is").throw();
        }
        let response = match &answer.what {
            What::Leave => return Ok(None),
            What::Skip if rules.no_skip => {
                return Failed::because("the mode lets nobody pass a question over").throw();
            }
            What::Skip | What::Late => None,
            What::Right => Some(question.kind.key()),
            What::Wrong => Some(self.miss(question)?),
            What::Give(value) => Some(response(value, &asked.prompt.shape)?),
            What::Choose(label) => {
                return Failed {
                    hint: Some(
                        "answers are right, wrong, skip, late and leave; other words are the labels of actions"
                            .to_owned(),
                    ),
                    ..Failed::because(format!(
                        "`{label}` is no answer to the question `{}`, and no action was offered here",
                        asked.question
                    ))
                }
                .throw();
            }
        };
        let timed_out = answer.late || matches!(answer.what, What::Late);
        let seconds = answer.seconds.unwrap_or(match asked.time_limit {
            Some(limit) if timed_out => limit,
            _ => self.seconds,
        });
        Ok(Some(Given {
            response,
            timed_out,
            confidence: answer.confidence,
            seconds,
        }))
    }

    fn miss(&self, question: &BankQuestion) -> Outcome<Response> {
        let bank = self.sitting.quiz().bank.as_ref();
        let miss = question.kind.miss(bank);
        match question.kind.mark(&miss, bank).right() {
            false => Ok(miss),
            true => Failed::because(format!(
                "nothing wrong can be found for the question `{}`: use `give`",
                question.id
            ))
            .throw(),
        }
    }

    /// Notes the state and what was offered.
    fn take_events(&mut self) {
        for event in self.sitting.take_events() {
            if let Some(kept) = &mut self.kept {
                kept.push(event.clone());
            }
            let snapshot = match event {
                Event::Started { snapshot }
                | Event::Tried { snapshot, .. }
                | Event::Answered { snapshot, .. }
                | Event::Reloaded { snapshot, .. } => snapshot,
                Event::Asked(asked) => asked.snapshot,
                Event::Offered { actions, snapshot } => {
                    let labels = actions.into_iter().map(|action| action.label);
                    self.offered.push(labels.collect());
                    snapshot
                }
                Event::Acted {
                    label, snapshot, ..
                } => {
                    self.chosen.push(label);
                    snapshot
                }
                Event::HintShown | Event::Flagged { .. } | Event::Ended { .. } => continue,
            };
            self.state = snapshot.score;
        }
    }

    fn record(mut self, ended: Ended, finish: quiz::Finish) -> Record {
        let (bars, failures) = self.sitting.progress();
        self.failures.extend(failures);
        let quiz = self.sitting.quiz().clone();
        let pending = self.sitting.pending();
        Record {
            pending: pending.map(|pending| pending.asked.question.clone()),
            quiz,
            state: self.state,
            offered: self.offered,
            chosen: self.chosen,
            bars,
            ended,
            finish,
            failures: self.failures,
        }
    }
}

/// A response in the shape of its question.
fn response(value: &Dynamic, shape: &Shape) -> Outcome<Response> {
    let text = || {
        value
            .as_immutable_string_ref()
            .ok()
            .map(|text| text.to_string())
            .or_else(|| (value.is_int() || value.is_float()).then(|| value.to_string()))
    };
    let texts = || {
        let list = value.as_array_ref().ok()?;
        list.iter()
            .map(|value| Some(value.as_immutable_string_ref().ok()?.to_string()))
            .collect::<Option<Vec<String>>>()
    };
    let pairs = || {
        let map = value.as_map_ref().ok()?;
        map.iter()
            .map(|(left, right)| {
                let right = right.as_immutable_string_ref().ok()?.to_string();
                Some((left.to_string(), right))
            })
            .collect::<Option<Vec<_>>>()
    };
    let (response, wanted) = match shape {
        Shape::PickOne { .. } => (text().map(Response::One), "a text, the option"),
        Shape::Write { .. } => (text().map(Response::Written), "a text"),
        Shape::PickMany { .. } => (texts().map(Response::Many), "an array of options"),
        Shape::Order { .. } => (texts().map(Response::Order), "an array of the items"),
        Shape::FillBlanks { .. } => (texts().map(Response::Blanks), "an array of texts"),
        Shape::PairUp { .. } => (pairs().map(Response::Pairs), "a map of left to right"),
        Shape::Group { .. } => (pairs().map(Response::Groups), "a map of item to group"),
        Shape::Rate { .. } => {
            let named = |word: String| {
                let mut all = crate::item::Rating::ALL.into_iter();
                all.find(|rating| rating.word() == word)
            };
            let rated = text().and_then(named).map(Response::Rated);
            (rated, "\"again\", \"hard\", \"good\" or \"easy\"")
        }
    };
    match response {
        Some(response) => Ok(response),
        None => Failed::because(format!(
            "`give` to this question is {wanted}, and not {}",
            describe(value)
        ))
        .throw(),
    }
}
