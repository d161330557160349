//! What a scripted score costs through the whole host, against a bare call of the same arithmetic on
//! the same bounded engine with the same allocator: `cargo bench --bench scripting`.
//!
//! Goals: `number` at most 1.15 times `bare`, `one_step` at most 1.5 times. `state_as_json` is what is
//! stored after each turn, apart.

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

/// Six values read, some arithmetic, one field of the state counted up.
const ARITHMETIC: &str = "
    this.n += 1;
    let extra = if right && seconds < 10.0 { difficulty * 0.1 } else { 0.0 };
    let cost = if hints > 0 { hints * 0.2 } else { 0.0 };
    let total = credit * points + extra - cost;
";

fn bare() -> (Engine, AST) {
    let engine = bounded_engine(&Bounds::default());
    let text = format!(
        "fn score(right, seconds, difficulty, hints, credit, points) {{ {ARITHMETIC} total }}"
    );
    let ast = engine.compile(text).expect("compiled");
    (engine, ast)
}

fn script(end: &str) -> (Script, Rc<Quiz>, Rc<Turn>) {
    let text = format!(
        "fn start(quiz) {{ #{{ n: 0 }} }}
         fn score(turn) {{
             let q = turn.question;
             let right = turn.right;
             let seconds = turn.seconds;
             let difficulty = q.difficulty;
             let hints = turn.hints_used;
             let credit = turn.mark.credit;
             let points = q.points;
             {ARITHMETIC} {end}
         }}"
    );
    let played = support::play::quiz().limit(1).answers(["yes"]);
    let (quiz, turn) = played.one_turn();
    let mut script = Script::compile(&Program::of("bench", text), &Settings::none()).expect("compiled");
    script.start(&quiz).expect("started");
    (script, quiz, turn)
}

#[divan::bench]
fn bare_call(bencher: Bencher<'_, '_>) {
    let (engine, ast) = bare();
    let mut state = Dynamic::from(Map::from_iter([("n".into(), 0_i64.into())]));
    bencher.bench_local(|| {
        let options = CallFnOptions::new().eval_ast(false).bind_this_ptr(&mut state);
        let arguments = (true, 5.0, 2_i64, 0_i64, 1.0, 1.0);
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
