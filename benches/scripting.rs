//! What a scripted score costs through the whole host, against a bare call of the same arithmetic on
//! the same bounded engine with the same allocator: `cargo bench --bench scripting`.
//!
//! Goals: `number` at most 1.15 times `bare`, `one_step` at most 1.5 times. `state_as_json` is what is
//! stored after each turn, apart.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench that can't be set up fails"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::rc::Rc;

use demarche::modes::{Bounds, Program, Script, Settings, bounded_engine, on_deep_stack};
use demarche::quiz::{Mode, Quiz, Turn};
use divan::Bencher;
use rhai::{AST, CallFnOptions, Dynamic, Engine, Map, Scope};

fn main() {
    on_deep_stack(divan::main).expect("a thread");
}

/// Six values read, some arithmetic, one field of the state counted up. The words in capitals are
/// plain parameters of the bare call, and properties of the turn in the script.
const ARITHMETIC: &str = "
    this.n += 1;
    let extra = if RIGHT && SECONDS < 10.0 { DIFFICULTY * 0.1 } else { 0.0 };
    let total = CREDIT * POINTS + extra - HINTS * 0.2;
";

const WORDS: [(&str, &str); 6] = [
    ("RIGHT", "turn.right"),
    ("SECONDS", "turn.seconds"),
    ("DIFFICULTY", "turn.question.difficulty"),
    ("CREDIT", "turn.mark.credit"),
    ("POINTS", "turn.points"),
    ("HINTS", "turn.hints_used"),
];

fn bare() -> (Engine, AST) {
    let engine = bounded_engine(&Bounds::default());
    let parameters = WORDS.map(|(word, _)| word).join(", ");
    let text = format!("fn score({parameters}) {{ {ARITHMETIC} total }}");
    let ast = engine.compile(text).expect("compiled");
    (engine, ast)
}

fn script(end: &str) -> (Script, Rc<Quiz>, Rc<Turn>) {
    let mut arithmetic = ARITHMETIC.to_owned();
    for (word, property) in WORDS {
        arithmetic = arithmetic.replace(word, property);
    }
    let text = format!(
        "fn start(quiz) {{ #{{ n: 0 }} }}
         fn score(turn) {{ {arithmetic} {end} }}"
    );
    let (quiz, turn) = support::play::quiz().one_turn();
    let mut script =
        Script::compile(&Program::of("bench", text), &Settings::none()).expect("compiled");
    script.start(&quiz).expect("started");
    (script, quiz, turn)
}

#[divan::bench]
fn bare_call(bencher: Bencher<'_, '_>) {
    let (engine, ast) = bare();
    let mut state = Dynamic::from(Map::from_iter([("n".into(), 0_i64.into())]));
    bencher.bench_local(|| {
        let options = CallFnOptions::new()
            .eval_ast(false)
            .bind_this_ptr(&mut state);
        let arguments = (true, 5.0, 2_i64, 1.0, 1.0, 0_i64);
        engine
            .call_fn_with_options::<Dynamic>(options, &mut Scope::new(), &ast, "score", arguments)
            .expect("scored")
    });
}

#[divan::bench]
fn number(bencher: Bencher<'_, '_>) {
    let (mut script, quiz, turn) = script("total");
    bencher.bench_local(|| script.score(&quiz, &turn).expect("scored"));
}

#[divan::bench]
fn one_step(bencher: Bencher<'_, '_>) {
    let (mut script, quiz, turn) = script("turn.mark.set(total, \"total\")");
    bencher.bench_local(|| script.score(&quiz, &turn).expect("scored"));
}

#[divan::bench]
fn two_steps(bencher: Bencher<'_, '_>) {
    let (mut script, quiz, turn) = script("turn.mark.set(total, \"total\").add(0.5, \"more\")");
    bencher.bench_local(|| script.score(&quiz, &turn).expect("scored"));
}

#[divan::bench]
fn state_as_json(bencher: Bencher<'_, '_>) {
    let (script, ..) = script("total");
    bencher.bench_local(|| script.state());
}

#[divan::bench]
fn compiling_a_mode(bencher: Bencher<'_, '_>) {
    let text = include_str!("../scripts/leitner.rhai");
    let program = Program::of("leitner", text);
    bencher.bench_local(|| Script::compile(&program, &Settings::none()).expect("compiled"));
}
