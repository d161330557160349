//! Tests of modes: the functions `test_…` of `NAME.test.rhai`, which play quizzes with [`play`] and
//! say what should come of them with [`asserts`]. A test runs on an engine of its own, within bounds
//! like any script; the mode that it tests is played by the same [`crate::quiz::Sitting`] as ever.
//! `cli` finds the files ([`super::Library::tests_of`]) and shows what came of them.

pub mod answers;
mod asserts;
pub mod compile;
mod fields;
mod made;
pub mod play;
mod played;
mod setup;

use std::rc::Rc;
use std::sync::Arc;

use rhai::{AST, Dynamic, Engine, EvalAltResult, NativeCallContext};

use super::api::Api;
use super::bounds::{Bounds, Stopped, Watch};
use super::calls::Caller;
use super::failure;
use super::handles::{Outcome, fail};
use super::place::name_of_function;
use super::program::Program;
use super::script::Report;
use crate::bank::Bank;
use crate::text::{Problem, Sources, render};
pub use asserts::{Failed, failed};

/// Finds a bank by its name, for tests that play a real one; says why not in words.
pub type FindBank = Rc<dyn Fn(&str) -> Result<Arc<Bank>, String>>;

/// The tests of a mode, compiled.
pub struct Tests {
    program: Rc<Program>,
    engine: Engine,
    watch: Rc<Watch>,
    ast: AST,
    caller: Caller,
    names: Vec<String>,
}

/// Why a test failed.
#[derive(Debug, Clone, PartialEq)]
pub struct TestFailure {
    /// What went wrong, with its place.
    pub problem: Problem,
    /// What is not equal, as a script would write it.
    pub values: Option<(String, String)>,
    /// What a hook of the mode that failed had to say.
    pub report: Option<String>,
}

impl TestFailure {
    /// All of it as people read it, several lines.
    pub fn in_words(&self, sources: &Sources, colour: bool) -> String {
        let mut text = render::render(&self.problem, sources, colour);
        if let Some((left, right)) = &self.values {
            text.push_str(&format!(
                " left: {}\nright: {}\n",
                crate::text::harmless(left),
                crate::text::harmless(right)
            ));
        }
        if let Some(report) = &self.report {
            text.push_str(&format!("\n{}", crate::text::harmless(report)));
        }
        text
    }
}

impl Tests {
    /// Compiles the tests of a mode; `program` is what [`super::Library::tests_of`] gave.
    ///
    /// # Errors
    /// Everything that is wrong with the file of the tests, or with the mode.
    pub fn compile(program: Program, banks: FindBank) -> Result<Self, Report> {
        compile::compile(program, banks)
    }

    /// The names of the tests, in the order written.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The files that failures point into.
    pub fn sources(&self) -> Sources {
        self.program.sources()
    }

    /// Runs one test.
    ///
    /// # Errors
    /// Why it failed.
    pub fn run(&mut self, name: &str) -> Result<(), Box<TestFailure>> {
        self.call(name).map(|_| ())
    }

    /// Calls a function of the tests, which gives a value.
    pub(super) fn call(&mut self, name: &str) -> Result<Dynamic, Box<TestFailure>> {
        let Self {
            engine,
            watch,
            caller,
            ..
        } = self;
        watch
            .run(|| caller.function(engine, name, []))
            .map_err(|stopped| {
                self.caller = Caller::new(&self.engine, &self.ast);
                Box::new(self.failure(name, &stopped))
            })
    }

    fn failure(&self, name: &str, stopped: &Stopped) -> TestFailure {
        let mut problem = failure::of_call(&self.program, stopped);
        problem.place.get_or_insert_with(|| {
            let text = self.program.files.first().map_or("", |file| &file.text);
            let test = self.ast.iter_fn_def().find(|f| f.name == name);
            let body = test.map_or(rhai::Position::NONE, |test| test.body.start_position());
            name_of_function(0, text, body, name)
        });
        let failed = match stopped {
            Stopped::Error(error) => asserts::failed(error),
            Stopped::Panic(_) => None,
        };
        match failed {
            None => TestFailure {
                problem,
                values: None,
                report: None,
            },
            Some(failed) => TestFailure {
                problem: Problem {
                    message: failed.message,
                    hint: failed.hint,
                    ..problem
                },
                values: failed.values,
                report: failed.report,
            },
        }
    }
}

/// What a test's functions need to know, kept in its engine.
#[derive(Clone)]
struct Stage {
    /// The file of the tests, then the mode and its libraries.
    tests: Rc<Program>,
    /// The mode.
    mode: Rc<Program>,
    bounds: Bounds,
    banks: FindBank,
}

impl Stage {
    /// The one of the engine in which a native function was called.
    fn of(context: &NativeCallContext<'_>) -> Outcome<Rc<Self>> {
        let tag = context.tag().cloned().unwrap_or_default();
        match tag.try_cast::<Rc<Self>>() {
            Some(stage) => Ok(stage),
            None => fail("this function is for the tests of a mode"),
        }
    }

    fn into_tag(self) -> Dynamic {
        Dynamic::from(Rc::new(self))
    }

    /// What an error says, in words.
    fn in_words(&self, error: Box<EvalAltResult>) -> String {
        match asserts::failed(&error) {
            Some(failed) => failed.message,
            None => failure::of_call(&self.tests, &Stopped::Error(error)).message,
        }
    }
}

/// Registers what tests have and modes have not.
pub fn register(api: &mut Api) {
    played::register(api);
    play::register(api);
    asserts::register(api);
}
