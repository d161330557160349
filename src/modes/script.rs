//! A mode, compiled, and what was found in its files: what `cli` holds of a mode. How it is made is in
//! [`super::compile`], how its hooks are called in [`super::hooks`].

use std::collections::HashMap;
use std::rc::Rc;

use rhai::{AST, Dynamic, Engine};
use serde_json::{Map as Object, Value};

use super::bounds::{Bounds, Watch};
use super::calls::Caller;
use super::compile::compile;
use super::params::Settings;
use super::program::Program;
use crate::quiz::Rules;
use crate::text::{Problems, Sources};

/// What was found in a mode's files.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The files.
    pub sources: Sources,
    /// What was found.
    pub problems: Problems,
}

impl Report {
    /// All of it as plain text, as people see it.
    pub fn in_words(&self) -> String {
        let rendered = self
            .problems
            .iter()
            .map(|problem| crate::text::render::render(problem, &self.sources, false));
        rendered.collect::<Vec<_>>().join("\n")
    }
}

/// A mode, compiled: ready to be handed to a sitting.
pub struct Script {
    pub(super) program: Program,
    pub(super) engine: Engine,
    pub(super) watch: Rc<Watch>,
    pub(super) ast: AST,
    pub(super) caller: Caller,
    pub(super) hooks: Vec<String>,
    pub(super) state: Dynamic,
    pub(super) uses_this: bool,
    /// How often a bound of time or work has stopped a hook in this quiz.
    pub(super) stopped: HashMap<String, u32>,
    pub(super) rules: Rules,
    pub(super) about: String,
    pub(super) defaults: Object<String, Value>,
    pub(super) params: Object<String, Value>,
    pub(super) report: Report,
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Script({})", self.program.name)
    }
}

impl Script {
    /// Reads, checks and compiles a mode.
    ///
    /// # Errors
    /// Everything that is wrong with it; it is refused.
    pub fn compile(program: &Program, settings: &Settings) -> Result<Self, Report> {
        Self::compile_within(program, settings, &Bounds::default())
    }

    /// The same with bounds of one's own.
    ///
    /// # Errors
    /// As [`Self::compile`].
    pub fn compile_within(
        program: &Program,
        settings: &Settings,
        bounds: &Bounds,
    ) -> Result<Self, Report> {
        let mut problems = Problems::new();
        let script = compile(program, bounds, settings, &mut problems);
        let report = Report {
            sources: program.sources(),
            problems: each_once(problems),
        };
        match script {
            Some(script) if !report.problems.refuse() => Ok(Self { report, ..script }),
            _ => Err(report),
        }
    }

    /// The name under which it was chosen.
    pub fn name(&self) -> &str {
        &self.program.name
    }

    /// Its files.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The first comment `//!`: what the mode is, in a line or more.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// The names of the hooks that it has.
    pub fn hooks(&self) -> &[String] {
        &self.hooks
    }

    /// Whether it has a hook.
    pub fn has(&self, hook: &str) -> bool {
        self.hooks.iter().any(|own| own == hook)
    }

    /// What it asks of the program.
    pub fn asks(&self) -> &Rules {
        &self.rules
    }

    /// Its settings as declared.
    pub fn defaults(&self) -> &Object<String, Value> {
        &self.defaults
    }

    /// Its settings in force; [`Settings::of`] them compiles the same mode again.
    pub fn params(&self) -> &Object<String, Value> {
        &self.params
    }

    /// Warnings and notes about it.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// How many operations the last call of a hook took.
    pub fn operations(&self) -> u64 {
        self.watch.operations()
    }

    /// By how many bytes the program grew during the last call of a hook, at most.
    pub fn memory(&self) -> usize {
        self.watch.memory()
    }
}

/// Everything that is to be said about a mode: problems, warnings and notes.
pub fn check(program: &Program) -> Report {
    match Script::compile(program, &Settings::none()) {
        Ok(script) => script.report,
        Err(report) => report,
    }
}

/// In the order of places, each once: a closure that stands twice is one function to Rhai.
pub(super) fn each_once(mut problems: Problems) -> Problems {
    problems.sort();
    let mut once = Problems::new();
    for problem in &problems {
        if !once.iter().any(|earlier| earlier == problem) {
            once.push(problem.clone());
        }
    }
    once
}
