//! What can be said of a mode before it plays, all at once: hooks of a wrong shape, unknown names,
//! changed constants, `this` where it does not reach. Each rule stands against a slip that Rhai
//! itself would pass over in silence, or report at the first answer of a student.

mod calls;
mod chains;
mod types;
mod walk;

use std::collections::{HashMap, HashSet};

use rhai::Engine;

use super::api::{Shared, Type};
use super::compile::{File, GENERATE, QUIZ_HOOKS, TURN_HOOKS};
use super::failure::is_enough;
use super::functions::Function;
use super::place::{name_of_function, word_at};
use super::program::Program;
use crate::text::suggest::nearest;
use crate::text::{Problem, Problems};
use walk::Walk;

/// Reports libraries that import each other in a circle, once for each circle, and those that are
/// not there.
pub fn circles(program: &Program, files: &[File], problems: &mut Problems) {
    let mut done = HashSet::new();
    for file in files {
        follow(
            program,
            files,
            usize::from(file.number),
            &mut Vec::new(),
            &mut done,
            problems,
        );
    }
}

fn follow(
    program: &Program,
    files: &[File],
    at: usize,
    above: &mut Vec<usize>,
    done: &mut HashSet<usize>,
    problems: &mut Problems,
) {
    let (Some(file), Some(source)) = (files.get(at), program.files.get(at)) else {
        return;
    };
    if !done.insert(at) {
        return;
    }
    above.push(at);
    for import in &file.imports {
        if is_enough(problems) {
            break;
        }
        let span = word_at(file.number, &source.text, import.position);
        match program.library_at(&import.path) {
            Some(next) => match above.iter().position(|&earlier| earlier == next) {
                Some(start) => {
                    let ring = above.iter().skip(start).chain([&next]);
                    let names: Vec<&str> = ring
                        .filter_map(|&at| Some(program.files.get(at)?.import.as_str()))
                        .collect();
                    problems.push(
                        Problem::at(
                            span,
                            format!(
                                "libraries import each other in a circle: {}",
                                names.join(" imports ")
                            ),
                        )
                        .hint("move what both need into a third library"),
                    );
                }
                None => follow(program, files, next, above, done, problems),
            },
            None => {
                let reason = program
                    .missing
                    .iter()
                    .find(|(name, _)| *name == import.path);
                let problem = Problem::at(span, format!("there is no library `{}`", import.path));
                problems.push(match reason {
                    Some((_, reason)) => problem.hint(reason.clone()),
                    None => problem,
                });
            }
        }
    }
    above.pop();
}

/// Checks every function of every file.
pub fn check(program: &Program, engine: &Engine, files: &[File], problems: &mut Problems) {
    let host = Host::of(engine);
    for file in files {
        let Some(source) = program.files.get(usize::from(file.number)) else {
            continue;
        };
        let facts = Facts::of(program, files, file, &source.text);
        let is_mode = file.number == 0;
        let mut called = HashSet::new();
        for function in facts.functions.iter().filter(|f| !f.is_closure()) {
            let handed = if is_mode { handed(&function.name) } else { &[] };
            if handed.is_empty() {
                check_name(function, &facts, &host, problems);
            } else {
                check_hook(function, handed.len(), &facts, problems);
            }
            let mut walk = Walk::new(&host, &facts, problems);
            walk.function(function, handed);
            called.extend(walk.called);
        }
        if is_mode {
            for function in facts.functions.iter().filter(|f| !f.is_closure()) {
                check_misspelt_hook(function, &facts, &called, problems);
            }
        }
    }
}

/// Checks the functions of the tests of a mode; the mode itself, and its libraries, are checked with it.
pub fn check_tests(program: &Program, engine: &Engine, files: &[File], problems: &mut Problems) {
    let host = Host::of(engine);
    let (Some(file), Some(source)) = (files.first(), program.files.first()) else {
        return;
    };
    let facts = Facts::of(program, files, file, &source.text);
    for function in facts.functions.iter().filter(|f| !f.is_closure()) {
        check_name(function, &facts, &host, problems);
        Walk::new(&host, &facts, problems).function(function, &[]);
    }
}

/// The names that the host and Rhai's packages have, with their numbers of arguments.
pub struct Host {
    /// By name, the numbers of arguments; a method counts what it is called on.
    pub functions: HashMap<String, HashSet<usize>>,
    /// The host's own list.
    pub api: std::rc::Rc<Shared>,
}

impl Host {
    fn of(engine: &Engine) -> Self {
        let mut functions: HashMap<String, HashSet<usize>> = HashMap::new();
        let found = engine.collect_fn_metadata(
            None,
            |info| Some((info.metadata.name.to_string(), info.metadata.num_params)),
            true,
        );
        for (name, arguments) in found {
            functions.entry(name).or_default().insert(arguments);
        }
        Self {
            functions,
            api: Shared::of_this_thread(),
        }
    }
}

/// What a library offers.
pub struct Library<'a> {
    /// Its functions, with their numbers of parameters.
    pub functions: Vec<(&'a str, usize)>,
    /// Its constants.
    pub constants: &'a HashMap<String, rhai::Dynamic>,
}

/// What a file declares.
pub struct Facts<'a> {
    /// Its number.
    pub file: u16,
    /// Its text.
    pub text: &'a str,
    /// Its functions, closures too.
    pub functions: &'a [Function],
    /// Its constants.
    pub constants: &'a HashMap<String, rhai::Dynamic>,
    /// Its libraries by alias.
    pub libraries: HashMap<&'a str, Library<'a>>,
    /// The aliases of libraries that are not there, which is reported once.
    pub missing: Vec<&'a str>,
    /// The functions that use `this`, by name and number of parameters.
    pub uses_this: HashSet<(&'a str, usize)>,
}

impl<'a> Facts<'a> {
    fn of(program: &Program, files: &'a [File], file: &'a File, text: &'a str) -> Self {
        let functions = &file.functions;
        let libraries = file.imports.iter().filter_map(|import| {
            let library = files.get(program.library_at(&import.path)?)?;
            let functions = library.functions.iter().filter(|f| !f.is_closure());
            let functions = functions
                .map(|f| (f.name.as_str(), f.parameters.len()))
                .collect();
            let library = Library {
                functions,
                constants: &library.constants,
            };
            Some((import.alias.as_str(), library))
        });
        let missing = file
            .imports
            .iter()
            .filter(|import| program.library_at(&import.path).is_none());
        let uses_this = functions.iter().filter(|f| f.mentions_this());
        Self {
            file: file.number,
            text,
            constants: &file.constants,
            libraries: libraries.collect(),
            missing: missing.map(|import| import.alias.as_str()).collect(),
            uses_this: uses_this
                .map(|f| (f.name.as_str(), f.parameters.len()))
                .collect(),
            functions,
        }
    }

    /// Whether a function of that name takes so many arguments; nothing if there is none of the name.
    pub fn takes(&self, name: &str, arguments: usize) -> Option<bool> {
        let mut same = self.functions.iter().filter(|f| f.name == name).peekable();
        same.peek()?;
        Some(same.any(|f| f.parameters.len() == arguments))
    }

    /// The function of that name.
    pub fn function(&self, name: &str) -> Option<&'a Function> {
        self.functions.iter().find(|f| f.name == name)
    }
}

/// What a hook is handed; nothing of what is no hook.
fn handed(name: &str) -> &'static [Type] {
    if TURN_HOOKS.contains(&name) {
        &[Type::Turn]
    } else if QUIZ_HOOKS.contains(&name) {
        &[Type::Quiz]
    } else if name == GENERATE {
        &[Type::Bank, Type::Chance, Type::Map]
    } else {
        &[]
    }
}

fn check_hook(function: &Function, wanted: usize, facts: &Facts<'_>, problems: &mut Problems) {
    let name = function.name.as_str();
    let parameters = function.parameters.len();
    if parameters == wanted || facts.takes(name, wanted) == Some(true) {
        return;
    }
    let (count, written) = if name == GENERATE {
        ("three parameters", "bank, rng, params")
    } else if TURN_HOOKS.contains(&name) {
        ("one parameter", "turn")
    } else {
        ("one parameter", "quiz")
    };
    let span = name_of_function(facts.file, facts.text, function.position, name);
    problems.push(
        Problem::at(
            span,
            format!("the hook `{name}` takes {count}, and here has {parameters}"),
        )
        .hint(format!("write it as `fn {name}({written})`")),
    );
}

/// A function that nobody calls, and that is nearly called like a hook.
fn check_misspelt_hook(
    function: &Function,
    facts: &Facts<'_>,
    called: &HashSet<String>,
    problems: &mut Problems,
) {
    let name = function.name.as_str();
    let hooks = || QUIZ_HOOKS.into_iter().chain(TURN_HOOKS).chain([GENERATE]);
    if called.contains(name) || hooks().any(|hook| hook == name) || name.starts_with("test_") {
        return;
    }
    if let Some(near) = nearest(name, hooks()) {
        let span = name_of_function(facts.file, facts.text, function.position, name);
        problems.push(
            Problem::at(
                span,
                format!("there is no hook `{name}`, and nothing calls it"),
            )
            .hint(format!("did you mean `{near}`?")),
        );
    }
}

/// A function that would replace one of the host's.
fn check_name(function: &Function, facts: &Facts<'_>, host: &Host, problems: &mut Problems) {
    let name = function.name.as_str();
    let parameters = function.parameters.len();
    let Some(taken) = host.functions.get(name) else {
        return;
    };
    // called plainly it has its parameters, called as a method one more
    if taken.contains(&parameters) || taken.contains(&(parameters + 1)) {
        let span = name_of_function(facts.file, facts.text, function.position, name);
        problems.push(
            Problem::at(
                span,
                format!("`{name}` would replace the function of that name that every mode has"),
            )
            .hint("choose another name"),
        );
    }
}
