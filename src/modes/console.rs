//! The console of mode authors: expressions on a quiz that stands still between two answers, with the
//! constants and functions of its mode. Lines come from `cli`, which also knows where quizzes are kept.

use std::rc::Rc;

use rhai::{Dynamic, Engine, Scope};

use super::bounds::{Stopped, Watch, quietly};
use super::failure;
use super::handles::Turn;
use super::parsing::of_parsing;
use super::program::Program;
use super::testing::Failed;
use super::testing::answers::Answers;
use super::testing::compile::engine_of;
use super::testing::play::{Player, Stands};
use super::values;
use crate::quiz::{Event, Failure, Sitting};
use crate::text::{Problem, render};

/// Seconds that an answer takes.
const SECONDS: f64 = 5.0;

/// A quiz and a scope over it.
pub struct Console {
    mode: Program,
    engine: Engine,
    watch: Rc<Watch>,
    scope: Scope<'static>,
    player: Player<'static>,
}

impl Console {
    /// A console over a quiz, and the events that it was resumed from, if it was. Nothing if the mode
    /// does not compile.
    pub fn new(mode: Program, sitting: Sitting, events: Vec<Event>) -> Option<Self> {
        let (engine, watch) = engine_of(&Program::tests_of(&mode, "input", ""))?;
        let mut console = Self {
            mode,
            engine,
            watch,
            scope: Scope::new(),
            player: player(sitting, events),
        };
        console.show_quiz();
        Some(console)
    }

    /// Goes to another point of the quiz.
    pub fn go_to(&mut self, sitting: Sitting, events: Vec<Event>) {
        self.player = player(sitting, events);
        self.show_quiz();
    }

    /// What happened so far.
    pub fn events(&self) -> &[Event] {
        self.player.kept.as_deref().unwrap_or(&[])
    }

    /// The mode's state.
    pub fn state(&self) -> String {
        values::show(&values::from_json(&self.player.state))
    }

    /// The names that a line may hold, apart from the host's.
    pub fn names(&self) -> Vec<String> {
        let functions = self.engine.collect_fn_metadata(
            None,
            |info| info.script.map(|function| function.name.to_string()),
            false,
        );
        let functions = functions.into_iter().filter(|name| !name.contains('$'));
        let variables = self.scope.iter().map(|(name, ..)| name.to_owned());
        functions.chain(variables).collect()
    }

    /// Works out a line; nothing if it gives nothing.
    ///
    /// # Errors
    /// What is wrong with it, with the line underlined.
    pub fn evaluate(&mut self, line: &str, colour: bool) -> Result<Option<String>, String> {
        let program = Program::tests_of(&self.mode, "input", line);
        let sources = program.sources();
        let told = |problem: Problem| render::render(&problem, &sources, colour);
        let of_stopped = |stopped: &Stopped| told(failure::of_call(&program, stopped));
        if line.len() > 64 * 1024 {
            return Err(told(Problem::without_place("this line is too long")));
        }
        let Self {
            engine,
            watch,
            scope,
            ..
        } = self;
        let compiled = quietly(|| Ok(engine.compile_with_scope(scope, line)));
        let ast = match compiled.map_err(|stopped| of_stopped(&stopped))? {
            Ok(ast) => ast,
            Err(error) => return Err(told(of_parsing(0, line, &error))),
        };
        let value = watch.run(|| engine.eval_ast_with_scope::<Dynamic>(scope, &ast));
        let value = value.map_err(|stopped| of_stopped(&stopped))?;
        Ok((!value.is_unit()).then(|| values::show(&value)))
    }

    /// Answers as a test would: `right wrong:3 skip`. Gives the hooks that failed meanwhile.
    ///
    /// # Errors
    /// The words can't be read, or fit no question.
    pub fn answer(&mut self, words: &str) -> Result<Vec<Failure>, String> {
        let in_words = |error: &rhai::EvalAltResult| {
            let failed = super::testing::failed(error);
            failed.map_or_else(
                || error.to_string(),
                |Failed { message, hint, .. }| {
                    hint.map_or(message.clone(), |hint| format!("{message} ({hint})"))
                },
            )
        };
        self.player.answers = Answers::of_words(words).map_err(|error| in_words(&error))?;
        let done = self.player.go_on().map(|_| ());
        self.player.answers = Answers::none();
        self.show_quiz();
        done.map_err(|error| in_words(&error))?;
        Ok(std::mem::take(&mut self.player.failures))
    }

    /// Where the quiz stands, in a line.
    pub fn standing(&mut self) -> String {
        let stands = self.player.go_on();
        self.show_quiz();
        let quiz = self.player.sitting.quiz().clone();
        let answers = crate::text::counted(f64::from(quiz.count()), "answer", "answers");
        let points = crate::text::number_for_people(quiz.points());
        let most = crate::text::counted(quiz.max_points(), "point", "points");
        let next = match (stands, self.player.sitting.pending()) {
            (Ok(Stands::Waits), Some(pending)) => format!("next is `{}`", pending.asked.question),
            _ => "it is over".to_owned(),
        };
        format!("{answers}, {points} of {most}; {next}")
    }

    /// Puts the quiz as it stands into the scope.
    fn show_quiz(&mut self) {
        let quiz = self.player.sitting.quiz().clone();
        let last = quiz.last();
        let turn = last.map_or(Dynamic::UNIT, |turn| Dynamic::from(Turn::now(&quiz, &turn)));
        let pool = Dynamic::from(crate::quiz::Pool::of(&quiz));
        let state = values::from_json(&self.player.state);
        for (name, value) in [
            ("quiz", Dynamic::from(quiz)),
            ("pool", pool),
            ("turn", turn),
            ("state", state),
        ] {
            self.scope.set_value(name, value);
        }
    }
}

/// Who answers nothing yet.
fn player(sitting: Sitting, events: Vec<Event>) -> Player<'static> {
    let mut player = Player::of(sitting, Answers::none(), SECONDS);
    let state = events.iter().rev().find_map(|event| match event {
        Event::Started { snapshot }
        | Event::Tried { snapshot, .. }
        | Event::Answered { snapshot, .. }
        | Event::Offered { snapshot, .. }
        | Event::Acted { snapshot, .. } => Some(snapshot.score.clone()),
        Event::Asked(asked) => Some(asked.snapshot.score.clone()),
        _ => None,
    });
    player.state = state.unwrap_or_default();
    player.kept = Some(events);
    player
}
