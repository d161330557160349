//! What a mode costs: a quiz played by a simulated learner, with operations, time and memory of each
//! call of a hook. `cli` shows them.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::script::Script;
use crate::bank::Bank;
use crate::item::Chance;
use crate::quiz::{
    Action, Bar, Event, Failure, Finish, Given, Learner, Limits, Mode, Moment, Pending, Quiz,
    Rules, Scored, Selection, Setup, Sitting, State, Step, Turn,
};

/// Seconds that each simulated answer takes.
const SECONDS: f64 = 8.0;

/// Noon of 1 January 2026 in UTC, in milliseconds since 1970.
const NEW_YEAR: i64 = 1_767_268_800_000;

/// A learner who is right by chance, and takes any action that is offered.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// How often, 0 to 1.
    pub right: f64,
    /// The seed of the learner and of the quiz.
    pub seed: u64,
    /// Answers, at most.
    pub limit: u32,
}

/// A quiz that was played, and what it cost.
#[derive(Debug, Clone)]
pub struct Profile {
    /// By hook, in the order first called, each of its calls.
    pub costs: Vec<(String, Vec<Cost>)>,
    /// Answers.
    pub turns: u32,
    /// The whole quiz.
    pub playing: Duration,
    /// Bytes of the state at the end, as it is stored.
    pub state: usize,
    /// Hooks that failed.
    pub failures: Vec<Failure>,
}

/// What one call of a hook cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Operations of the script.
    pub operations: u64,
    /// Wall time, with the reading of what it gave.
    pub time: Duration,
    /// Bytes by which the program grew meanwhile, at most.
    pub memory: usize,
}

/// Plays the whole bank with a mode.
///
/// # Errors
/// The mode refused to begin.
pub fn profile(script: Script, bank: Arc<Bank>, simulated: &Simulated) -> Result<Profile, Failure> {
    let costs = Costs::default();
    let mode = Profiled {
        script,
        costs: costs.clone(),
    };
    let moment = |turns: u32| {
        let elapsed = f64::from(turns) * SECONDS;
        Moment {
            at: NEW_YEAR + (elapsed * 1000.0) as i64,
            offset: 0,
            elapsed,
        }
    };
    let began = Instant::now();
    let mut learner = Chance::of(&format!("{}/learner", simulated.seed));
    let mut sitting = Sitting::begin(Setup {
        questions: (0..).take(bank.questions.len()).collect(),
        learner: Learner::new("simulated", Vec::new()),
        seed: simulated.seed,
        limits: Limits {
            turns: Some(simulated.limit),
            time: None,
        },
        score: Box::new(mode),
        select: None,
        now: moment(0),
        bank: bank.clone(),
    })?;
    let (mut failures, mut state) = (Vec::new(), 0);
    loop {
        let turns = sitting.quiz().count();
        match sitting.next(moment(turns)) {
            Step::Done(outcome) => {
                failures.extend(outcome.failures);
                break;
            }
            Step::Choose(actions) => {
                let choice = learner.index(actions.len()).unwrap_or(0);
                failures.extend(sitting.act(choice, moment(turns)));
            }
            Step::Ask(_) => {
                failures.extend(sitting.progress().1);
                let is_right = learner.float() < simulated.right;
                let response = sitting.pending().and_then(|Pending { asked, .. }| {
                    let question = bank.question(&asked.question)?;
                    Some(match is_right {
                        true => question.kind.key(),
                        false => question.kind.miss(bank.as_ref()),
                    })
                });
                let given = Given {
                    response,
                    confidence: sitting.rules().ask_confidence.then_some(2),
                    seconds: SECONDS,
                    ..Given::default()
                };
                sitting.answer(given, moment(turns + 1));
            }
        }
        for event in sitting.take_events() {
            if let Event::Answered { turn, snapshot, .. } = event {
                failures.extend(turn.failures.iter().cloned());
                state = snapshot.score.to_string().len();
            }
        }
    }
    let costs = costs.0.borrow().clone();
    Ok(Profile {
        costs,
        turns: sitting.quiz().count(),
        playing: began.elapsed(),
        state,
        failures,
    })
}

/// By hook, in the order first called, what each of its calls cost.
#[derive(Debug, Clone, Default)]
struct Costs(Rc<RefCell<ByHook>>);

/// Each hook with its calls.
type ByHook = Vec<(String, Vec<Cost>)>;

impl Costs {
    fn note(&self, hook: &str, cost: Cost) {
        let mut costs = self.0.borrow_mut();
        match costs.iter_mut().find(|(name, _)| name == hook) {
            Some((_, calls)) => calls.push(cost),
            None => costs.push((hook.to_owned(), vec![cost])),
        }
    }
}

/// A script whose calls are noted.
struct Profiled {
    script: Script,
    costs: Costs,
}

impl Profiled {
    /// Calls a hook, and notes the call if the mode has it.
    fn noting<T>(&mut self, hook: &str, call: impl FnOnce(&mut Script) -> T) -> T {
        if !self.script.has(hook) {
            return call(&mut self.script);
        }
        self.noting_function(hook, call)
    }

    fn noting_function<T>(&mut self, name: &str, call: impl FnOnce(&mut Script) -> T) -> T {
        let began = Instant::now();
        let given = call(&mut self.script);
        let time = began.elapsed();
        let cost = Cost {
            operations: self.script.operations(),
            time,
            memory: self.script.memory(),
        };
        self.costs.note(name, cost);
        given
    }
}

impl Mode for Profiled {
    fn name(&self) -> &str {
        Mode::name(&self.script)
    }

    fn rules(&self) -> Rules {
        self.script.rules()
    }

    fn may_stop(&self) -> bool {
        self.script.may_stop()
    }

    fn start(&mut self, quiz: &Rc<Quiz>) -> Result<(), Failure> {
        self.noting("start", |script| script.start(quiz))
    }

    fn select(&mut self, quiz: &Rc<Quiz>) -> Result<Selection, Failure> {
        self.noting("select", |script| script.select(quiz))
    }

    fn score(&mut self, quiz: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<Option<Scored>, Failure> {
        self.noting("score", |script| script.score(quiz, turn))
    }

    fn answered(&mut self, quiz: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<(), Failure> {
        self.noting("answered", |script| script.answered(quiz, turn))
    }

    fn feedback(&mut self, quiz: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<Option<String>, Failure> {
        self.noting("feedback", |script| script.feedback(quiz, turn))
    }

    fn stop(&mut self, quiz: &Rc<Quiz>) -> Result<bool, Failure> {
        self.noting("stop", |script| script.stop(quiz))
    }

    fn actions(&mut self, quiz: &Rc<Quiz>) -> Result<Vec<Action>, Failure> {
        self.noting("actions", |script| script.actions(quiz))
    }

    fn act(&mut self, quiz: &Rc<Quiz>, action: &Action) -> Result<(), Failure> {
        match &action.then {
            Some(then) => self.noting_function(then, |script| script.act(quiz, action)),
            None => Ok(()),
        }
    }

    fn progress(&mut self, quiz: &Rc<Quiz>) -> Result<Vec<Bar>, Failure> {
        self.noting("progress", |script| script.progress(quiz))
    }

    fn finish(&mut self, quiz: &Rc<Quiz>) -> Result<Finish, Failure> {
        self.noting("finish", |script| script.finish(quiz))
    }

    fn state(&self) -> State {
        self.script.state()
    }

    fn restore(&mut self, state: &State) {
        self.script.restore(state);
    }

    fn recall(&mut self, failure: &Failure) {
        self.script.recall(failure);
    }
}
