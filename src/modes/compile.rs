//! From texts to a mode that plays: read, check, work out constants and settings, compile.
//!
//! A constant is visible in every hook, helper and closure because it stands in a module of the
//! engine before the functions are compiled; so each mode has an engine of its own.

use std::collections::HashMap;
use std::rc::Rc;

use rhai::{AST, Dynamic, Engine, Map, Module, OptimizationLevel};
use serde_json::{Map as Object, Value};

use super::bounds::{Bounds, Stopped, Watch, quietly};
use super::calls::Caller;
use super::checks;
use super::constants::{self, Import};
use super::engine::engine;
use super::failure::{self, MAIN};
use super::functions::Function;
use super::imports::Libraries;
use super::params::{Settings, rules};
use super::parsing::of_parsing;
use super::place::{between, word_at};
use super::program::Program;
use super::script::{Report, Script};
use super::values;
use crate::quiz::Rules;
use crate::text::{Problem, Problems};

/// The version of the API that scripts may ask for.
pub const API: i64 = 1;

/// The hooks, by what they are handed.
pub const QUIZ_HOOKS: [&str; 6] = ["start", "select", "stop", "actions", "progress", "finish"];
/// Hooks that are handed a turn.
pub const TURN_HOOKS: [&str; 3] = ["score", "answered", "feedback"];
/// The hook that makes questions for a bank: handed the bank, chance and the question's settings.
pub const GENERATE: &str = "generate";

/// A file, read.
pub struct File {
    /// Its number.
    pub number: u16,
    /// Its tree, not optimised.
    pub ast: AST,
    /// Its functions.
    pub functions: Vec<Function>,
    /// Its imports.
    pub imports: Vec<Import>,
    /// Its constants; `()` until they are worked out.
    pub constants: HashMap<String, Dynamic>,
}

/// Compiles a mode; nothing if it went so wrong that nothing more can be said.
pub fn compile(
    program: &Program,
    bounds: &Bounds,
    settings: &Settings,
    problems: &mut Problems,
) -> Option<Script> {
    Compiler::new(program, bounds).compile(settings, problems)
}

/// Compiles a mode, or the tests of one.
pub struct Compiler<'a> {
    program: &'a Program,
    bounds: &'a Bounds,
    /// What it is compiled with.
    pub engine: Engine,
    /// The engine's.
    pub watch: Rc<Watch>,
}

/// A file, compiled for play.
pub struct Ready {
    /// With the constants and libraries.
    pub engine: Engine,
    /// The engine's.
    pub watch: Rc<Watch>,
    /// The file.
    pub ast: AST,
}

impl<'a> Compiler<'a> {
    /// With an engine of its own.
    pub fn new(program: &'a Program, bounds: &'a Bounds) -> Self {
        let (engine, watch) = engine(bounds);
        Self {
            program,
            bounds,
            engine,
            watch,
        }
    }

    fn compile(mut self, settings: &Settings, problems: &mut Problems) -> Option<Script> {
        let mut files = self.read_all(problems)?;
        checks::circles(self.program, &files, problems);
        if problems.refuse() {
            checks::check(self.program, &self.engine, &files, problems);
            return None;
        }
        let libraries = self.libraries(&files);
        libraries.attach(&mut self.engine);
        let constants = self.constants(&mut files, &libraries, problems)?;
        checks::check(self.program, &self.engine, &files, problems);
        let main = files.first()?;
        let settled = self.settle(main, constants, settings, problems)?;
        if problems.refuse() {
            return None;
        }
        self.finish(main, &libraries, settled, problems)
    }

    /// Reads all files; a file that can't be read is a problem, and the others are still looked at.
    pub fn read_all(&self, problems: &mut Problems) -> Option<Vec<File>> {
        let files: Vec<Option<File>> = (0u16..)
            .zip(&self.program.files)
            .map(|(number, file)| self.read(number, &file.text, problems))
            .collect();
        files.into_iter().collect()
    }

    fn read(&self, number: u16, text: &str, problems: &mut Problems) -> Option<File> {
        if text.len() > self.bounds.source {
            problems.push(Problem::without_place(format!(
                "{} is too long for a script: {} KiB, and at most {} are read",
                self.program
                    .files
                    .get(usize::from(number))
                    .map_or("", |file| &file.shown),
                text.len() >> 10,
                self.bounds.source >> 10
            )));
            return None;
        }
        // only a `switch` has this sign; in texts and remarks it is rare
        let cases = text.matches("=>").count();
        if cases > self.bounds.cases {
            let at = text.match_indices("=>").nth(self.bounds.cases);
            let at = at.map_or(0, |(at, _)| at);
            let message = format!(
                "these are too many cases: {cases} in one file, and at most {} are read",
                self.bounds.cases
            );
            let hint = "keep what belongs to each in a map: `const WORTH = #{ a: 1 };`";
            problems.push(Problem::at(between(number, at, at + 2), message).hint(hint));
            return None;
        }
        match quietly(|| Ok(self.engine.compile(text))) {
            Ok(Ok(mut ast)) => {
                ast.set_source(self.source_of(number));
                constants::only_declarations(number, text, &ast, problems);
                constants::declared_once(number, text, &ast, problems);
                let imports = constants::imports(number, text, &ast, problems);
                let names = constants::names(&ast).into_iter();
                let constants = names.map(|name| (name, Dynamic::UNIT)).collect();
                Some(File {
                    number,
                    functions: Function::all(&ast),
                    ast,
                    imports,
                    constants,
                })
            }
            Ok(Err(error)) => {
                problems.push(of_parsing(number, text, &error));
                None
            }
            Err(stopped) => {
                problems.push(failure::of_call(self.program, &stopped));
                None
            }
        }
    }

    /// The mark by which errors know a file.
    fn source_of(&self, number: u16) -> String {
        match self.program.files.get(usize::from(number)) {
            Some(file) if number > 0 => file.import.clone(),
            _ => MAIN.to_owned(),
        }
    }

    /// The libraries among the files.
    pub fn libraries(&self, files: &[File]) -> Rc<Libraries> {
        let libraries = files.iter().skip(1).filter_map(|file| {
            let import = self
                .program
                .files
                .get(usize::from(file.number))?
                .import
                .clone();
            Some((import, file.ast.clone()))
        });
        Libraries::new(libraries.collect())
    }

    /// Works out every file's constants; gives the mode's own.
    pub fn constants(
        &self,
        files: &mut [File],
        libraries: &Rc<Libraries>,
        problems: &mut Problems,
    ) -> Option<Map> {
        let (main, others) = files.split_first_mut()?;
        let failed = |stopped: &Stopped, problems: &mut Problems| {
            problems.push(failure::of_call(self.program, stopped));
        };
        for file in others {
            let import = &self.program.files.get(usize::from(file.number))?.import;
            if let Err(stopped) = self.watch.run(|| libraries.module(&self.engine, import)) {
                failed(&stopped, problems);
                return None;
            }
            file.constants = libraries.constants_of(import);
        }
        let text = &self.program.files.first()?.text;
        let not_plain = |name: &str, wrong: values::NotPlain| {
            let span = word_at(main.number, text, constants::position(&main.ast, name));
            problems.push(
                Problem::at(
                    span,
                    format!(
                        "a constant holds plain data, and {name}{} {}",
                        wrong.path, wrong.what
                    ),
                )
                .hint("write a function for what is to be worked out"),
            );
        };
        match constants::evaluate(&self.engine, &self.watch, &main.ast, not_plain) {
            Ok(constants) => {
                main.constants = constants
                    .iter()
                    .map(|(name, value)| (name.to_string(), value.clone()))
                    .collect();
                Some(constants)
            }
            Err(stopped) => {
                failed(&stopped, problems);
                None
            }
        }
    }

    /// Settings and rules from the constants API, PARAMS and RULES.
    fn settle(
        &self,
        main: &File,
        mut constants: Map,
        settings: &Settings,
        problems: &mut Problems,
    ) -> Option<Settled> {
        let text = &self.program.files.first()?.text;
        let span = |name: &str| word_at(main.number, text, constants::position(&main.ast, name));
        if let Some(api) = constants.get("API") {
            match api.as_int() {
                Ok(1..=API) => {}
                Ok(newer) if newer > API => problems.push(
                    Problem::at(span("API"), format!("this mode was written for a newer demarche (API {newer}; this one has {API})"))
                        .hint("install a newer version"),
                ),
                _ => problems.push(Problem::at(span("API"), format!("API is a whole number, at present {API}"))),
            }
        }
        let mut map = |name: &str| {
            let map = constants::map_or_empty(constants.get(name));
            if map.is_none() {
                problems.push(Problem::at(
                    span(name),
                    format!("{name} is a map: `const {name} = #{{ … }};`"),
                ));
            }
            map
        };
        let (params, rule_map) = (map("PARAMS")?, map("RULES")?);
        let rules = rules(&rule_map).unwrap_or_else(|wrong| {
            wrong
                .into_iter()
                .for_each(|message| problems.push(Problem::at(span("RULES"), message)));
            Rules::default()
        });
        let defaults = match values::to_json(&params.into()) {
            Value::Object(defaults) => defaults,
            _ => Object::new(),
        };
        let params = settings.over(&defaults).unwrap_or_else(|wrong| {
            wrong
                .into_iter()
                .for_each(|message| problems.push(Problem::without_place(message)));
            defaults.clone()
        });
        if constants.contains_key("PARAMS") {
            constants.insert("PARAMS".into(), values::from_json(&params.clone().into()));
        }
        Some(Settled {
            constants,
            rules,
            defaults,
            params,
        })
    }

    /// Compiles the main file for play, with the constants in the engine.
    pub fn compile_main(
        mut self,
        main: &File,
        libraries: &Rc<Libraries>,
        constants: Map,
        problems: &mut Problems,
    ) -> Option<Ready> {
        let mut module = Module::new();
        for (name, value) in constants {
            module.set_var(name, value);
        }
        self.engine.register_global_module(module.into());
        // as static modules, imports cost nothing at each call
        for import in &main.imports {
            let module = libraries.module(&self.engine, &import.path).ok()?;
            self.engine.register_static_module(&import.alias, module);
        }
        self.engine
            .set_optimization_level(OptimizationLevel::Simple);
        let text = &self.program.files.first()?.text;
        let mut ast = match quietly(|| Ok(self.engine.compile(text))) {
            Ok(Ok(ast)) => ast,
            Ok(Err(error)) => {
                problems.push(of_parsing(0, text, &error));
                return None;
            }
            Err(stopped) => {
                problems.push(failure::of_call(self.program, &stopped));
                return None;
            }
        };
        ast.set_source(MAIN);
        Some(Ready {
            engine: self.engine,
            watch: self.watch,
            ast,
        })
    }

    /// The mode, ready to play.
    fn finish(
        self,
        main: &File,
        libraries: &Rc<Libraries>,
        settled: Settled,
        problems: &mut Problems,
    ) -> Option<Script> {
        let program = self.program.clone();
        let Ready { engine, watch, ast } =
            self.compile_main(main, libraries, settled.constants, problems)?;
        let hooks = QUIZ_HOOKS.iter().chain(&TURN_HOOKS).chain([&GENERATE]);
        let defined = |hook: &str| {
            let parameters = if hook == GENERATE { 3 } else { 1 };
            ast.iter_functions()
                .any(|f| f.name == hook && f.params.len() == parameters)
        };
        Some(Script {
            hooks: hooks
                .filter(|hook| defined(hook))
                .map(|hook| (*hook).to_owned())
                .collect(),
            about: about(main.ast.doc()),
            program,
            caller: Caller::new(&engine, &ast),
            engine,
            watch,
            ast,
            state: Map::new().into(),
            stopped: HashMap::new(),
            uses_this: main.functions.iter().any(Function::mentions_this),
            rules: settled.rules,
            defaults: settled.defaults,
            params: settled.params,
            report: Report::default(),
        })
    }
}

struct Settled {
    constants: Map,
    rules: Rules,
    defaults: Object<String, Value>,
    params: Object<String, Value>,
}

/// The text of `//!` comments.
fn about(doc: &str) -> String {
    let lines = doc
        .lines()
        .map(|line| line.trim_start_matches("//!").trim());
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}
