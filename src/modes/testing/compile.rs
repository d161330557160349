//! From the file of a mode's tests to [`Tests`]. It is compiled as a mode is, with the same checks, but
//! has no hooks; the mode's own constants and functions are visible in it as if they stood there.

use std::rc::Rc;

use rhai::Engine;

use super::{FindBank, Stage, Tests};
use crate::modes::api::Shared;
use crate::modes::bounds::{Bounds, Watch};
use crate::modes::calls::Caller;
use crate::modes::compile::{Compiler, File};
use crate::modes::functions::Function;
use crate::modes::params::Settings;
use crate::modes::place::name_of_function;
use crate::modes::program::Program;
use crate::modes::script::{Report, Script, each_once};
use crate::modes::{checks, compile};
use crate::text::{Problem, Problems};

/// Compiles them.
pub fn compile(program: Program, banks: FindBank) -> Result<Tests, Report> {
    let Some(mode) = program.tested() else {
        return Err(Report::default());
    };
    // what is wrong with the mode itself is told with its own file
    Script::compile(&mode, &Settings::none())?;
    let program = Rc::new(program);
    let stage = Stage {
        tests: program.clone(),
        mode: Rc::new(mode),
        bounds: Bounds::default(),
        banks,
    };
    let mut problems = Problems::new();
    let tests = attempt(&program, stage, &mut problems);
    match tests {
        Some(tests) if !problems.refuse() => Ok(tests),
        _ => Err(Report {
            sources: program.sources(),
            problems: each_once(problems),
        }),
    }
}

fn attempt(program: &Rc<Program>, stage: Stage, problems: &mut Problems) -> Option<Tests> {
    let bounds = Bounds::of_tests();
    let mut compiler = Compiler::new(program, &bounds);
    compiler
        .engine
        .register_global_module(Shared::of_this_thread().tests.clone());
    compiler.engine.set_default_tag(stage.into_tag());
    let mut files = compiler.read_all(problems)?;
    checks::circles(program, &files, problems);
    if problems.refuse() {
        return None;
    }
    let libraries = compiler.libraries(&files);
    libraries.attach(&mut compiler.engine);
    let mode = libraries.module(&compiler.engine, Program::TESTED).ok()?;
    compiler.engine.register_global_module(mode);
    let constants = compiler.constants(&mut files, &libraries, problems)?;
    let (main, others) = files.split_first_mut()?;
    for (name, value) in others.first().map(|mode| &mode.constants)? {
        let own = main.constants.entry(name.clone());
        own.or_insert_with(|| value.clone());
    }
    checks::check_tests(program, &compiler.engine, &files, problems);
    let main = files.first()?;
    let names = names(program, main, problems);
    if problems.refuse() {
        return None;
    }
    let compile::Ready { engine, watch, ast } =
        compiler.compile_main(main, &libraries, constants, problems)?;
    Some(Tests {
        program: program.clone(),
        caller: Caller::new(&engine, &ast),
        engine,
        watch,
        ast,
        names,
    })
}

/// An engine in which the constants and functions of a mode are visible; nothing if they can't be
/// compiled.
pub fn engine_of(program: &Program) -> Option<(Engine, Rc<Watch>)> {
    let bounds = Bounds::default();
    let mut compiler = Compiler::new(program, &bounds);
    let files = compiler.read_all(&mut Problems::new())?;
    let libraries = compiler.libraries(&files);
    libraries.attach(&mut compiler.engine);
    let mode = libraries.module(&compiler.engine, Program::TESTED).ok()?;
    compiler.engine.register_global_module(mode);
    Some((compiler.engine, compiler.watch))
}

/// The tests of a file, in the order written.
fn names(program: &Program, main: &File, problems: &mut Problems) -> Vec<String> {
    let text = program.files.first().map_or("", |file| &file.text);
    let is_test = |function: &&Function| function.name.starts_with("test_");
    let mut tests: Vec<&Function> = main.functions.iter().filter(is_test).collect();
    tests.sort_by_key(|test| (test.position.line(), test.position.position()));
    for test in tests.iter().filter(|test| !test.parameters.is_empty()) {
        let span = name_of_function(0, text, test.position, &test.name);
        problems.push(
            Problem::at(span, "a test takes no parameters")
                .hint(format!("write it as `fn {}()`", test.name)),
        );
    }
    if tests.is_empty() {
        let message = "there is no test here: tests are functions whose names begin with `test_`";
        let span = name_of_function(0, "", rhai::Position::NONE, "");
        problems.push(Problem::at(span, message));
    }
    tests.iter().map(|test| test.name.clone()).collect()
}
