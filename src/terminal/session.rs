//! The driver of a quiz: joins the sitting, the store and a front end. Whatever happens is on disk
//! before anything further is shown.

use std::collections::HashSet;
use std::io;
use std::rc::Rc;

use super::clock::Clock;
use super::watching::report;
use super::{
    AfterQuiz, Chosen, Desk, EntityCard, FrontEnd, LastTime, Leave, Length, Onward, OutcomeView,
    QuestionView, Reply, TurnView, Watch,
};
use crate::item::Response;
use crate::kinds::Doubt;
use crate::quiz::{Action, Answered, Event, Failure, Outcome, Sitting, Step, Turn};
use crate::store::{SittingId, Store, StoreError};

/// How often a write waits for another program (a few seconds each) before the learner is asked.
const WAITS: u32 = 20;

/// A script's own words are cut after so many characters.
const LONGEST_MESSAGE: usize = 200;

/// A quiz being taken.
pub struct Session<'a> {
    pub(super) sitting: Sitting,
    store: &'a Store,
    id: SittingId,
    names: Names,
    pub(super) clock: Clock,
    last_time: Option<LastTime>,
    pub(super) failures_told: HashSet<(String, String, bool)>,
    pub(super) watch: Option<&'a mut dyn Watch>,
}

/// What a quiz is called when it is shown.
#[derive(Debug, Clone)]
pub struct Names {
    /// The quiz's full id.
    pub quiz: String,
    /// What names it behind a command: its short id, and the store where that is not the usual one;
    /// nothing where no trace is left.
    pub kept_as: Option<String>,
    /// The scoring mode's name.
    pub score: String,
    /// The selecting mode's name.
    pub select: String,
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The quiz is over; what the learner wants next, and the questions to review.
    Finished(AfterQuiz, Vec<String>),
    /// The learner left; the quiz stays open.
    Left(Leave),
    /// Something could not be kept, and the learner chose to stop; why it could not.
    NotKept(String),
}

/// Why a session could not go on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The output can't be written.
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// What ends the loop early.
pub(super) enum Break {
    Left(Leave),
    NotKept(String),
    Output(io::Error),
}

impl From<io::Error> for Break {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl<'a> Session<'a> {
    /// A session over a sitting that was begun or resumed and is known to the store as `id`.
    pub fn new(
        sitting: Sitting,
        store: &'a Store,
        id: SittingId,
        names: Names,
        last_time: Option<LastTime>,
    ) -> Self {
        let clock = Clock::start(sitting.quiz().now().elapsed);
        Self {
            sitting,
            store,
            id,
            names,
            clock,
            last_time,
            failures_told: HashSet::new(),
            watch: None,
        }
    }

    /// With scripts that may change while the quiz goes on; what is wrong with them is told in full.
    #[must_use]
    pub fn watched(self, watch: &'a mut dyn Watch) -> Self {
        Self {
            watch: Some(watch),
            ..self
        }
    }

    /// The result as it stands.
    pub fn so_far(&self) -> Outcome {
        self.sitting.so_far()
    }

    /// How many questions the quiz has.
    pub fn length(&self) -> Length {
        Length::of(self.sitting.quiz())
    }

    /// Takes the quiz to its end, or until the learner leaves.
    ///
    /// # Errors
    /// The output can't be written.
    pub fn run(&mut self, front: &mut dyn FrontEnd) -> Result<End, SessionError> {
        match self.take(front) {
            Ok((after, review)) => Ok(End::Finished(after, review)),
            Err(Break::Left(leave)) => Ok(End::Left(leave)),
            Err(Break::NotKept(why)) => Ok(End::NotKept(why)),
            Err(Break::Output(error)) => Err(error.into()),
        }
    }

    fn take(&mut self, front: &mut dyn FrontEnd) -> Result<(AfterQuiz, Vec<String>), Break> {
        self.keep(front)?;
        loop {
            self.look_after_scripts(front)?;
            let step = self.sitting.next(self.clock.now());
            self.keep(front)?;
            match step {
                Step::Ask(asked) => {
                    self.tell(front, &asked.failures)?;
                    self.question(front)?;
                }
                Step::Choose(actions) => self.offer(front, &actions)?,
                Step::Done(outcome) => {
                    self.tell(front, &outcome.failures)?;
                    let after = self.show_outcome(front, &outcome)?;
                    return Ok((after, outcome.review));
                }
            }
        }
    }

    /// Asks the pending question and shows what the answer earned.
    fn question(&mut self, front: &mut dyn FrontEnd) -> Result<(), Break> {
        let given = match self.ask(front)? {
            Reply::Given(given) => given,
            Reply::Leave(leave) => return Err(Break::Left(leave)),
        };
        let answered = self.sitting.answer(given, self.clock.now());
        self.keep(front)?;
        // after a try that may be repeated the question still stands
        let Some(Answered::Turn(turn)) = answered else {
            return Ok(());
        };
        self.tell(front, &turn.failures)?;
        match self.show_turn(front, &turn)? {
            Onward::Next => Ok(()),
            Onward::Leave(leave) => Err(Break::Left(leave)),
        }
    }

    /// Lets the learner choose what the mode offers.
    fn offer(&mut self, front: &mut dyn FrontEnd, actions: &[Action]) -> Result<(), Break> {
        let labels: Vec<&str> = actions.iter().map(|action| action.label.as_str()).collect();
        match front.offer(&labels)? {
            Chosen::Option(choice) => {
                let failures = self.sitting.act(choice, self.clock.now());
                self.keep(front)?;
                self.tell(front, &failures)
            }
            Chosen::Leave(leave) => Err(Break::Left(leave)),
        }
    }

    fn ask(&mut self, front: &mut dyn FrontEnd) -> Result<Reply, Break> {
        let (bars, failed) = self.sitting.progress();
        self.tell(front, &failed)?;
        let quiz = self.sitting.quiz().clone();
        let rules = self.sitting.rules().clone();
        let Some(pending) = self.sitting.pending().cloned() else {
            return Ok(Reply::Leave(Leave::Wanted));
        };
        let id = self.names.quiz.clone();
        let view = QuestionView::of(&id, &quiz, &pending, &rules, &bars);
        let mut desk = SittingDesk::new(self, pending.asked.question.clone());
        let reply = front.ask(&view, &mut desk)?;
        match desk.unkept.take() {
            Some(error) => self.keep_at_last(front, error).map(|()| reply),
            None => Ok(reply),
        }
    }

    fn show_turn(&mut self, front: &mut dyn FrontEnd, turn: &Rc<Turn>) -> Result<Onward, Break> {
        let (bars, failed) = self.sitting.progress();
        self.tell(front, &failed)?;
        let quiz = self.sitting.quiz().clone();
        let rules = self.sitting.rules().clone();
        let names = self.names.clone();
        let view = TurnView::of(&names.quiz, &quiz, turn, &rules, &bars, &names.score);
        let mut desk = SittingDesk::new(self, turn.question.clone());
        let onward = front.show_turn(&view, &mut desk)?;
        match desk.unkept.take() {
            Some(error) => self.keep_at_last(front, error).map(|()| onward),
            None => Ok(onward),
        }
    }

    fn show_outcome(
        &mut self,
        front: &mut dyn FrontEnd,
        outcome: &Outcome,
    ) -> Result<AfterQuiz, Break> {
        let quiz = self.sitting.quiz().clone();
        let turns = quiz.turns();
        let rules = self.sitting.rules();
        let names = &self.names;
        let views = turns
            .iter()
            .map(|turn| TurnView::of(&names.quiz, &quiz, turn, rules, &[], &names.score));
        let view = OutcomeView {
            quiz: &names.quiz,
            kept_as: names.kept_as.as_deref(),
            bank: &quiz.bank.id,
            title: &quiz.bank.title,
            score: &names.score,
            select: &names.select,
            seed: quiz.seed,
            outcome,
            turns: views.collect(),
            last_time: self.last_time,
            length: Length::of(&quiz),
            rules,
        };
        Ok(front.show_outcome(&view)?)
    }

    /// Keeps what happened; if that fails the learner decides whether to try again.
    pub(super) fn keep(&mut self, front: &mut dyn FrontEnd) -> Result<(), Break> {
        let events = self.sitting.take_events();
        self.record(front, &events)
    }

    /// Records events, waiting while another program writes.
    fn record(&mut self, front: &mut dyn FrontEnd, events: &[Event]) -> Result<(), Break> {
        let now = self.clock.now();
        let mut waits = 0;
        while let Err(error) = self.store.record(self.id, events, now) {
            if !matches!(error, StoreError::Busy { .. }) || waits == WAITS {
                try_again(front, &error)?;
                waits = 0;
            } else if waits == 0 {
                front.note("Another demarche is writing to the store; waiting for it.")?;
            }
            waits += 1;
        }
        Ok(())
    }

    /// Tries again to keep what a desk could not.
    fn keep_at_last(&mut self, front: &mut dyn FrontEnd, unkept: Unkept) -> Result<(), Break> {
        try_again(front, &unkept.error)?;
        self.record(front, &unkept.events)
    }

    /// Tells of hooks that failed: once for each hook of a mode, in one line, and once more if it is
    /// called no more. Where the scripts are watched, each mistake is told once, in full.
    fn tell(&mut self, front: &mut dyn FrontEnd, failures: &[Failure]) -> Result<(), Break> {
        for failure in failures {
            let Failure { mode, hook, .. } = failure;
            if self.watch.is_some() {
                let what = failure.in_words(usize::MAX);
                if self.failures_told.insert((mode.clone(), what, true)) {
                    report(front, &failure.report)?;
                }
                continue;
            }
            let told = (mode.clone(), hook.clone(), failure.ends_hook());
            if self.failures_told.insert(told) {
                front.note(&in_one_line(failure))?;
            }
        }
        Ok(())
    }
}

/// What a failed hook means for the learner.
fn in_one_line(failure: &Failure) -> String {
    let Failure { mode, hook, .. } = failure;
    let what = failure.in_words(LONGEST_MESSAGE);
    let instead = match hook.as_str() {
        "score" => "answers are kept with their built-in marks",
        "select" => "the quiz goes on in the bank's order",
        _ => "the quiz goes on without it",
    };
    if failure.ends_hook() {
        return format!(
            "The mode {mode} failed in `{hook}` again ({what}); `{hook}` is called no more in this quiz."
        );
    }
    format!("The mode {mode} failed in `{hook}` ({what}); {instead}.")
}

fn try_again(front: &mut dyn FrontEnd, error: &StoreError) -> Result<(), Break> {
    let text = format!("This is not kept yet: {error}");
    match front.choose(&text, &["Try again", "Stop here"])? {
        Chosen::Option(0) => Ok(()),
        Chosen::Option(_) | Chosen::Leave(_) => Err(Break::NotKept(error.to_string())),
    }
}

/// Events that a desk could not keep, and why.
struct Unkept {
    error: StoreError,
    events: Vec<Event>,
}

/// The desk of a running quiz: what it gives is kept at once.
struct SittingDesk<'d, 'a> {
    session: &'d mut Session<'a>,
    question: String,
    unkept: Option<Unkept>,
}

impl<'d, 'a> SittingDesk<'d, 'a> {
    fn new(session: &'d mut Session<'a>, question: String) -> Self {
        Self {
            session,
            question,
            unkept: None,
        }
    }

    fn keep(&mut self) {
        let events = self.session.sitting.take_events();
        let now = self.session.clock.now();
        match &mut self.unkept {
            Some(unkept) => unkept.events.extend(events),
            None => {
                if let Err(error) = self.session.store.record(self.session.id, &events, now) {
                    self.unkept = Some(Unkept { error, events });
                }
            }
        }
    }
}

impl Desk for SittingDesk<'_, '_> {
    fn hint(&mut self) -> Option<String> {
        let hint = self.session.sitting.hint()?;
        self.keep();
        Some(hint)
    }

    fn flag(&mut self) -> Option<bool> {
        let on = self.session.sitting.flag()?;
        self.keep();
        Some(on)
    }

    fn doubt(&mut self, response: &Response) -> Option<Doubt> {
        self.session.sitting.doubt(response)
    }

    fn entities(&self) -> Vec<EntityCard> {
        EntityCard::of(&self.session.sitting.quiz().bank, &self.question)
    }

    fn elapsed(&self) -> f64 {
        self.session.clock.elapsed()
    }
}
