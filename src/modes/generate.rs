//! Questions made by scripts: the hook `generate(bank, rng, params)`, for the trait [`Generators`] of
//! the bank. A script that has it is compiled like a mode, and called within bounds of its own; it
//! sees the bank's entities and a seeded generator, and no quiz.

use std::path::Path;
use std::sync::Arc;

use rhai::Dynamic;
use serde_json::{Map as Object, Value};

use super::bounds::Bounds;
use super::calls::Caller;
use super::compile::GENERATE;
use super::conditions::RhaiConditions;
use super::failure;
use super::handles::{BankHandle, Day, Generator as Chance};
use super::params::Settings;
use super::program::Program;
use super::script::Script;
use super::values;
use crate::bank::{Bank, Failed, Generator, Generators};
use crate::quiz::{Learner, Limits, Moment, Quiz};
use crate::text::suggest::nearest;
use crate::text::{Problem, Problems, SourceFile, Span};

/// The largest question that a script may make, in bytes.
const LARGEST_QUESTION: usize = 1024 * 1024;

/// Operations of one call: fewer than a hook has, since a quiz begins only when all is made.
const OPERATIONS: u64 = 1_000_000;

impl Generators for RhaiConditions {
    fn compile(
        &self,
        script: &SourceFile,
        params: &Object<String, Value>,
        library: &mut dyn FnMut(&str) -> Result<SourceFile, String>,
        problems: &mut Problems,
    ) -> Option<Box<dyn Generator>> {
        let stem = Path::new(&script.name).file_stem();
        let name = stem.map(|stem| stem.to_string_lossy().into_owned());
        let program = Program::in_file(name.unwrap_or_default(), &script.name, script.text.clone());
        let program = program.gather(library);
        let bounds = Bounds {
            operations: OPERATIONS,
            ..Bounds::default()
        };
        let script = match Script::compile_within(&program, &Settings::of(params), &bounds) {
            Ok(script) => script,
            Err(report) => {
                problems.extend(report.problems);
                return None;
            }
        };
        problems.extend(script.report().problems.clone());
        if !script.has(GENERATE) {
            let message = "the script makes no question: it has no `generate`";
            problems.push(
                Problem::at(
                    Span {
                        file: 0,
                        start: 0,
                        end: 0,
                    },
                    message,
                )
                .hint("write `fn generate(bank, rng, params) { … }`, which gives a question"),
            );
            return None;
        }
        undeclared(params, script.defaults(), problems);
        let params = match script.defaults().is_empty() {
            true => params,
            false => script.params(),
        };
        let params = values::from_json(&Value::Object(params.clone()));
        Some(Box::new(Maker { script, params }))
    }
}

/// Settings that the script does not declare, where it declares any.
fn undeclared(
    params: &Object<String, Value>,
    declared: &Object<String, Value>,
    problems: &mut Problems,
) {
    let unknown = params.keys().filter(|name| !declared.contains_key(*name));
    for name in unknown.filter(|_| !declared.is_empty()) {
        let known = || declared.keys().map(String::as_str);
        let hint = match nearest(name, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "its settings are {}",
                known().collect::<Vec<_>>().join(", ")
            ),
        };
        let message = format!("the script has no setting `{name}`");
        problems.push(Problem::without_place(message).hint(hint));
    }
}

/// A script that makes questions, and what it is told.
struct Maker {
    script: Script,
    params: Dynamic,
}

impl Generator for Maker {
    fn generate(&mut self, bank: &Arc<Bank>, seed: u64) -> Result<toml::Table, Failed> {
        // bank and chance are seen through a quiz, here one that is never played
        let (learner, limits) = (Learner::new("", Vec::new()), Limits::default());
        let quiz = Quiz::new(
            bank.clone(),
            Vec::new(),
            learner,
            seed,
            limits,
            Moment::default(),
        );
        let handed = [
            Dynamic::from(BankHandle(quiz.clone())),
            Dynamic::from(Chance(quiz)),
            self.params.clone(),
        ];
        let Script {
            engine,
            watch,
            caller,
            ..
        } = &mut self.script;
        let called = watch.run(|| caller.function(engine, GENERATE, handed));
        let made = called.map_err(|stopped| {
            self.script.caller = Caller::new(&self.script.engine, &self.script.ast);
            let mut problem = failure::of_call(&self.script.program, &stopped);
            problem.place.get_or_insert_with(|| self.place());
            let endless = failure::is_endless(&stopped);
            if endless {
                problem = self.script.with_loops(problem, GENERATE);
            }
            Failed { problem, endless }
        })?;
        fields(&made).map_err(|(message, hint)| Failed {
            problem: Problem::at(self.place(), message).hint(hint),
            endless: false,
        })
    }

    fn place(&self) -> Span {
        self.script.place(GENERATE)
    }
}

/// What is wrong, and what to do about it.
type Wrong = (String, &'static str);

/// The fields of a question as TOML: what is `()` is left out.
fn fields(made: &Dynamic) -> Result<toml::Table, Wrong> {
    let Ok(map) = made.as_map_ref() else {
        let message = format!(
            "`generate` gives {}, and not a question",
            values::describe(made)
        );
        let hint = "give its fields as a map: `#{ kind: \"number\", prompt: …, answer: … }`";
        return Err((message, hint));
    };
    values::check(made, LARGEST_QUESTION).map_err(|wrong| {
        let path = wrong.path.trim_start_matches('.');
        let message = format!("in the question that `generate` makes, `{path}` {}", wrong.what);
        let hint = "a question's fields are texts, numbers, truth values, dates, arrays and maps; an entity is named by its `.id`";
        (message, hint)
    })?;
    let fields = map.iter().filter(|(_, value)| !value.is_unit());
    let fields = fields.map(|(name, value)| Ok((name.to_string(), to_toml(value)?)));
    fields.collect()
}

/// Plain data as TOML.
fn to_toml(value: &Dynamic) -> Result<toml::Value, Wrong> {
    if let Ok(array) = value.as_array_ref() {
        let items: Result<_, _> = array.iter().map(to_toml).collect();
        return items.map(toml::Value::Array);
    }
    if let Ok(map) = value.as_map_ref() {
        let fields = map.iter().filter(|(_, value)| !value.is_unit());
        let fields = fields.map(|(name, value)| Ok((name.to_string(), to_toml(value)?)));
        return fields.collect::<Result<_, _>>().map(toml::Value::Table);
    }
    if value.is_unit() {
        let message = "in the question that `generate` makes, a list holds `()`".to_owned();
        return Err((
            message,
            "leave out what is not known: `list.filter(|x| x != ())`",
        ));
    }
    Ok(if let Ok(whole) = value.as_int() {
        whole.into()
    } else if let Ok(float) = value.as_float() {
        float.into()
    } else if let Ok(truth) = value.as_bool() {
        truth.into()
    } else if let Some(Day(day)) = value.clone().try_cast::<Day>() {
        let text = day.to_string();
        match text.parse() {
            Ok(date) => toml::Value::Datetime(date),
            Err(_) => text.into(),
        }
    } else {
        value.to_string().into()
    })
}
