//! What a scripted score costs in demarche, and the same function in Lua 5.4, QuickJS and CPython, each
//! as its users would call it from Rust: an interpreter that stays, a function that is looked up once,
//! and a turn handed to it as the language's own table, object or dictionary, made for every call.
//! demarche hands out a handle, checks what comes back, bounds time, work and memory, and keeps the
//! state in case the hook fails; the others do none of that.
//!
//! `cargo run --release` in this folder. Rounds of all are measured in turn, so that a busy machine
//! slows all of them; each figure is the median of the rounds.

#[path = "../../../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use demarche::modes::{Bounds, Program, Script, Settings, bounded_engine, on_deep_stack};
use demarche::quiz::Mode;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyModule};
use rhai::{CallFnOptions, Dynamic, Map, Scope};

const ROUNDS: usize = 41;
const CALLS: u32 = 5_000;

const RHAI: &str = "
fn start(quiz) { #{ n: 0 } }
fn score(turn) {
    this.n += 1;
    let extra = if turn.right && turn.seconds < 10.0 { turn.question.difficulty * 0.1 } else { 0.0 };
    turn.mark.credit * turn.points + extra - turn.hints_used * 0.2
}";

const BARE_RHAI: &str = "
fn score(right, seconds, difficulty, credit, points, hints) {
    this.n += 1;
    let extra = if right && seconds < 10.0 { difficulty * 0.1 } else { 0.0 };
    credit * points + extra - hints * 0.2
}";

const LUA: &str = "
function score(this, turn)
    this.n = this.n + 1
    local extra = 0.0
    if turn.right and turn.seconds < 10.0 then extra = turn.question.difficulty * 0.1 end
    return turn.mark.credit * turn.points + extra - turn.hints_used * 0.2
end";

const JAVASCRIPT: &str = "
(function score(self, turn) {
    self.n += 1;
    const extra = turn.right && turn.seconds < 10.0 ? turn.question.difficulty * 0.1 : 0.0;
    return turn.mark.credit * turn.points + extra - turn.hints_used * 0.2;
})";

const PYTHON: &std::ffi::CStr = c"
def score(state, turn):
    state['n'] += 1
    extra = turn['question']['difficulty'] * 0.1 if turn['right'] and turn['seconds'] < 10.0 else 0.0
    return turn['mark']['credit'] * turn['points'] + extra - turn['hints_used'] * 0.2
";

/// One call; gives the points.
type Call<'a> = Box<dyn FnMut() -> f64 + 'a>;

fn main() -> Result<(), Box<dyn Error>> {
    on_deep_stack(|| measure().map_err(|error| error.to_string()))??;
    Ok(())
}

fn measure() -> Result<(), Box<dyn Error>> {
    let lua = mlua::Lua::new();
    let runtime = rquickjs::Runtime::new()?;
    let context = rquickjs::Context::full(&runtime)?;
    context.with(|javascript| {
        Python::attach(|python| {
            let mut contenders = [
                ("demarche (Rhai 1.27)", demarche()),
                ("Rhai alone, plain values", bare_rhai()?),
                ("Lua 5.4 (mlua)", in_lua(&lua)?),
                ("QuickJS (rquickjs)", in_quickjs(&javascript)?),
                ("CPython 3 (pyo3)", in_python(python)?),
            ];
            compare(&mut contenders);
            Ok(())
        })
    })
}

fn compare(contenders: &mut [(&str, Call<'_>)]) {
    let expected = 1.0 + 0.1;
    for (name, call) in contenders.iter_mut() {
        let points = call();
        assert!((points - expected).abs() < 1e-9, "{name}: {points}");
    }
    let mut times = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for ((_, call), times) in contenders.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            for _ in 0..CALLS {
                black_box(call());
            }
            times.push(begun.elapsed() / CALLS);
        }
    }
    let medians: Vec<Duration> = times
        .into_iter()
        .map(|mut times| {
            times.sort_unstable();
            times[ROUNDS / 2]
        })
        .collect();
    for ((name, _), median) in contenders.iter().zip(&medians) {
        let ratio = median.as_secs_f64() / medians[0].as_secs_f64();
        println!("{name:<26} {median:>10.2?} {ratio:>6.2}");
    }
}

fn demarche() -> Call<'static> {
    let (quiz, turn) = support::play::quiz().one_turn();
    let mut script = Script::compile(&Program::of("bench", RHAI), &Settings::none())
        .unwrap_or_else(|report| panic!("{}", report.in_words()));
    script.start(&quiz).expect("started");
    Box::new(move || {
        let scored = script.score(&quiz, &turn).expect("scored");
        scored.map_or(f64::NAN, |scored| scored.points)
    })
}

fn bare_rhai() -> Result<Call<'static>, Box<dyn Error>> {
    let engine = bounded_engine(&Bounds::default());
    let ast = engine.compile(BARE_RHAI)?;
    let mut state = Dynamic::from(Map::from_iter([("n".into(), 0_i64.into())]));
    Ok(Box::new(move || {
        let options = CallFnOptions::new()
            .eval_ast(false)
            .bind_this_ptr(&mut state);
        let arguments = (true, 5.0, 1_i64, 1.0, 1.0, 0_i64);
        engine
            .call_fn_with_options::<f64>(options, &mut Scope::new(), &ast, "score", arguments)
            .expect("scored")
    }))
}

fn in_lua(lua: &mlua::Lua) -> Result<Call<'_>, Box<dyn Error>> {
    lua.load(LUA).exec()?;
    let score: mlua::Function = lua.globals().get("score")?;
    let state = lua.create_table()?;
    state.set("n", 0)?;
    let call = move || -> mlua::Result<f64> {
        let (question, mark, turn) = (
            lua.create_table()?,
            lua.create_table()?,
            lua.create_table()?,
        );
        question.set("difficulty", 1)?;
        mark.set("credit", 1.0)?;
        turn.set("question", question)?;
        turn.set("mark", mark)?;
        turn.set("right", true)?;
        turn.set("seconds", 5.0)?;
        turn.set("points", 1.0)?;
        turn.set("hints_used", 0)?;
        score.call((&state, turn))
    };
    Ok(Box::new(move || call().expect("scored")))
}

fn in_quickjs<'js>(context: &rquickjs::Ctx<'js>) -> Result<Call<'js>, Box<dyn Error>> {
    use rquickjs::Object;
    let score: rquickjs::Function<'js> = context.eval(JAVASCRIPT)?;
    let state = Object::new(context.clone())?;
    state.set("n", 0)?;
    let context = context.clone();
    let call = move || -> rquickjs::Result<f64> {
        let object = || Object::new(context.clone());
        let (question, mark, turn) = (object()?, object()?, object()?);
        question.set("difficulty", 1)?;
        mark.set("credit", 1.0)?;
        turn.set("question", question)?;
        turn.set("mark", mark)?;
        turn.set("right", true)?;
        turn.set("seconds", 5.0)?;
        turn.set("points", 1.0)?;
        turn.set("hints_used", 0)?;
        score.call((state.clone(), turn))
    };
    Ok(Box::new(move || call().expect("scored")))
}

fn in_python(python: Python<'_>) -> Result<Call<'_>, Box<dyn Error>> {
    let module = PyModule::from_code(python, PYTHON, c"score.py", c"score")?;
    let score = module.getattr("score")?;
    let state = PyDict::new(python);
    state.set_item("n", 0)?;
    let call = move || -> PyResult<f64> {
        let (question, mark, turn) = (
            PyDict::new(python),
            PyDict::new(python),
            PyDict::new(python),
        );
        question.set_item("difficulty", 1)?;
        mark.set_item("credit", 1.0)?;
        turn.set_item("question", question)?;
        turn.set_item("mark", mark)?;
        turn.set_item("right", true)?;
        turn.set_item("seconds", 5.0)?;
        turn.set_item("points", 1.0)?;
        turn.set_item("hints_used", 0)?;
        score.call1((&state, turn))?.extract()
    };
    Ok(Box::new(move || call().expect("scored")))
}
