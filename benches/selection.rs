//! The next question from a script, over banks of 1,000, 10,000 and 100,000 questions:
//! `cargo bench --bench selection`. Goal: `weighted` below 2.8 ms at 10,000.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench that can't be set up fails"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use demarche::modes::{Program, Script, Settings, on_deep_stack};
use demarche::quiz::{Learner, Limits, Mode, Moment, Quiz};
use divan::Bencher;

fn main() {
    on_deep_stack(divan::main).expect("a thread");
}

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn select(bencher: Bencher<'_, '_>, questions: usize, chain: &str) {
    let bank = support::bank(&support::play::questions(questions));
    let places = (0..u32::try_from(questions).expect("few")).collect();
    let learner = Learner::new("anna", Vec::new());
    let quiz = Quiz::new(
        bank,
        places,
        learner,
        1,
        Limits::default(),
        Moment::default(),
    );
    let text = format!("fn select(quiz) {{ quiz.pool.{chain} }}");
    let mut script =
        Script::compile(&Program::of("bench", text), &Settings::none()).expect("compiled");
    bencher.bench_local(|| script.select(&quiz).expect("selected"));
}

#[divan::bench(args = SIZES)]
fn weighted(bencher: Bencher<'_, '_>, questions: usize) {
    select(bencher, questions, "weighted(|q| q.difficulty)");
}

#[divan::bench(args = SIZES)]
fn left_and_weighted(bencher: Bencher<'_, '_>, questions: usize) {
    select(
        bencher,
        questions,
        "left().weighted(|q| 1.0 / (1.0 + q.times_asked))",
    );
}

#[divan::bench(args = SIZES)]
fn narrowed_natively(bencher: Bencher<'_, '_>, questions: usize) {
    select(
        bencher,
        questions,
        "left().topic(\"odd\").difficulty(2, 4).nearest(3)",
    );
}

#[divan::bench(args = SIZES)]
fn ready_natively(bencher: Bencher<'_, '_>, questions: usize) {
    select(
        bencher,
        questions,
        "left().ready().topic(\"even\").balanced().random()",
    );
}

#[divan::bench(args = SIZES)]
fn never_asked_natively(bencher: Bencher<'_, '_>, questions: usize) {
    select(
        bencher,
        questions,
        "never_asked().kind(\"choice\").difficulty(1, 3).first()",
    );
}
