//! `play --watch`: a script that changes on disk while a quiz goes on.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

#[path = "support/pty.rs"]
mod pty;

use demarche::modes::{Program, Script, Settings, on_deep_stack};
use demarche::quiz::{Event, Given, Half, KeptFile, Mode, Moment, Refused, Sitting, Step};
use pty::demarche;
use support::play::{QuizTest, questions, quiz};

const BANK: &str = r#"
format = 1
[bank]
id = "many"
[[topic]]
id = "t"
title = "T"
"#;

/// A bank of so many questions, each answered by the word right.
fn bank(n: usize) -> String {
    let one = |i| {
        format!(
            "[[question]]\nid = \"q{i}\"\nkind = \"text\"\nprompt = \"Number {i}?\"\nanswer = \"right\"\nsources = []\n"
        )
    };
    format!("{BANK}{}", (1..=n).map(one).collect::<String>())
}

const FIRST: &str = r#"
const PARAMS = #{ bonus: 10 };
fn start(quiz) { #{ right: 0 } }
fn score(turn) { turn.mark.add(PARAMS.bonus, `first after ${this.right}`) }
fn answered(turn) { this.right += 1; }
"#;

fn watched() -> pty::Terminal {
    demarche(&bank(6))
        .file("mine.rhai", FIRST)
        .arguments([
            "play",
            "./bank.toml",
            "--seed",
            "1",
            "--mode",
            "./mine.rhai",
            "--watch",
        ])
        .start()
}

#[test]
fn a_script_that_changes_is_taken_over_between_two_questions_with_its_state() {
    let mut terminal = watched();
    terminal.see(["Number 1?"]).keys("right\r");
    terminal.see(["+10", "first after 0"]);
    terminal.write(
        "mine.rhai",
        &FIRST.replace("first", "second").replace("10", "20"),
    );
    terminal.keys("\r");
    terminal
        .see(["Number 2?", "Reloaded ./mine.rhai."])
        .keys("right\r");
    terminal.see(["+20", "second after 1"]).keys("\r");
    terminal.see(["Number 3?"]);
    assert!(!terminal.screen().contains("Reloaded"), "told once");
    // the quiz that is left goes on with the new script, without --watch and without the file
    terminal.keys("\x1b").see(["Stop here?"]).keys("\x1b");
    terminal.end();
    terminal.write("mine.rhai", "fn score(turn) { 99 }");
    let again = terminal.again(["resume"]);
    again.see(["Number 3?"]).keys("right\r");
    again.see(["+20", "second after 2"]);
}

#[test]
fn a_script_that_is_broken_is_shown_in_full_and_the_quiz_goes_on_with_the_one_before() {
    let terminal = watched();
    terminal.see(["Number 1?"]);
    terminal.write(
        "mine.rhai",
        "fn score(turn) {\n    turn.mark.ad(1, \"x\")\n}\n",
    );
    terminal.keys("right\r").see(["first after 0"]).keys("\r");
    terminal.see([
        "./mine.rhai has changed and is not taken over",
        "turn.mark.ad(1",
        "^",
    ]);
    terminal.keys("\r").see(["Number 2?"]).keys("right\r");
    terminal.see(["first after 1"]).keys("\r");
    // the same mistake is not told again
    terminal.see(["Number 3?"]);
    // nor is what is as it was before
    terminal.write("mine.rhai", FIRST);
    terminal.keys("right\r").see(["first after 2"]).keys("\r");
    terminal.see(["Number 4?"]);
    assert!(!terminal.screen().contains("Reloaded"));
    // what fails while the quiz goes on is shown with its line
    terminal.write(
        "mine.rhai",
        "fn start(quiz) { #{ right: 0 } }\nfn score(turn) {\n    1 / (turn.n - turn.n)\n}\n",
    );
    terminal.keys("right\r").see(["first after 3"]).keys("\r");
    terminal.see(["Number 5?", "Reloaded"]).keys("right\r");
    terminal
        .see(["1 / (turn.n - turn.n)", "^", "in the hook `score`"])
        .keys("\r");
    terminal.see(["Right. 1 of 1 point"]);
}

#[test]
fn libraries_are_watched_too_and_a_file_that_is_gone_is_told() {
    let mut terminal = demarche(&bank(4))
        .file("rules.rhai", "fn bonus() { 3 }")
        .file(
            "mine.rhai",
            "import \"rules\" as rules;\nfn score(turn) { turn.mark.add(rules::bonus(), \"bonus\") }",
        )
        .arguments([
            "play", "./bank.toml", "--seed", "1", "--score", "./mine.rhai", "--watch", "--plain",
        ])
        .start();
    terminal.see(["Number 1?"]).keys("right\n");
    terminal.see(["+3  bonus"]).keys("\n").see(["Number 2?"]);
    terminal.write("rules.rhai", "fn bonus() { 7 }");
    terminal.keys("right\n").see(["2 of 4"]).keys("\n");
    terminal.see(["Reloaded ./mine.rhai.", "Number 3?"]);
    std::fs::remove_file(terminal.store().with_file_name("mine.rhai")).expect("it was there");
    terminal.keys("right\n").see(["+7  bonus"]).keys("\n");
    terminal.see(["can't read ./mine.rhai", "Number 4?"]);
    terminal.keys("right\n").see(["You     right", "Number 4?"]);
    terminal.keys("\n").see(["24 of 4 points"]).keys("\n");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_next_quiz_begins_with_the_script_as_it_is() {
    let terminal = demarche(&bank(1))
        .file("mine.rhai", FIRST)
        .arguments(["play", "./bank.toml", "--mode", "./mine.rhai", "--watch"])
        .start();
    terminal.see(["Number 1?"]).keys("right\r");
    terminal.write(
        "mine.rhai",
        &FIRST.replace("first", "second").replace("10", "20"),
    );
    terminal.see(["first after 0"]).keys("\r");
    terminal.see(["finished in", "A again"]).keys("a");
    terminal.see(["Number 1?"]).keys("right\r");
    terminal.see(["+20", "second after 0"]);
}

#[test]
fn each_of_two_modes_is_watched_for_itself() {
    let terminal = demarche(&bank(4))
        .file("mine.rhai", FIRST)
        .file(
            "choose.rhai",
            "fn select(quiz) { quiz.pool.left().first() }",
        )
        .arguments([
            "play",
            "./bank.toml",
            "--score",
            "./mine.rhai",
            "--select",
            "./choose.rhai",
            "--watch",
            "--set",
            "bonus=5",
        ])
        .start();
    terminal.see(["Number 1?"]).keys("right\r").see(["+5"]);
    let last = "fn select(quiz) { let left = quiz.pool.left().to_array(); left[left.len() - 1] }";
    terminal.write("choose.rhai", last);
    terminal
        .keys("\r")
        .see(["Number 4?", "Reloaded ./choose.rhai."]);
    // what was chosen holds for the new text too
    terminal.write("mine.rhai", &FIRST.replace("first", "second"));
    terminal
        .keys("right\r")
        .see(["+5", "first after 1"])
        .keys("\r");
    terminal
        .see(["Number 3?", "Reloaded ./mine.rhai."])
        .keys("right\r");
    terminal.see(["+5", "second after 2"]);
}

// ------------------------------------------------------------------ the engine

fn mode(text: &str) -> Box<dyn Mode> {
    let script = Script::compile(&Program::of("test", text), &Settings::none());
    Box::new(script.unwrap_or_else(|report| panic!("{}", report.in_words())))
}

fn at(elapsed: f64) -> Moment {
    Moment {
        at: 1_700_000_000_000 + (elapsed * 1000.0) as i64,
        offset: 60,
        elapsed,
    }
}

fn answer(sitting: &mut Sitting, elapsed: f64) -> Vec<Event> {
    let Step::Ask(_) = sitting.next(at(elapsed)) else {
        panic!("nothing to ask");
    };
    sitting.answer(Given::default(), at(elapsed));
    sitting.take_events()
}

fn on_quiz(test: QuizTest, check: impl FnOnce(Sitting, QuizTest) + Send + 'static) {
    on_deep_stack(move || {
        let sitting = Sitting::begin(test.setup()).unwrap_or_else(|f| panic!("{}", f.report));
        check(sitting, test);
    })
    .expect("a thread");
}

const DRAWING: &str = "fn start(quiz) { #{ seen: [quiz.rng.int(1, 1000)], kept: 1 } }
    fn select(quiz) { this.seen.push(quiz.rng.int(1, 1000)); quiz.pool.left().random() }";

#[test]
fn a_quiz_that_was_reloaded_resumes_exactly() {
    on_quiz(
        quiz().bank(&questions(8)).mode(DRAWING),
        |mut sitting, test| {
            let mut events = sitting.take_events();
            events.extend(answer(&mut sitting, 2.0));
            let changed = DRAWING.replace("kept: 1", "kept: quiz.rng.int(5, 9), fresh: true")
                + "\nfn score(turn) { turn.quiz.rng.float() }";
            let files = vec![KeptFile {
                name: "test.rhai".into(),
                text: changed.clone(),
            }];
            sitting
                .reload(Half::Score, mode(&changed), files, at(3.0))
                .expect("it fits");
            events.extend(sitting.take_events());
            let Some(Event::Reloaded { snapshot, .. }) = events.last() else {
                panic!("no event");
            };
            assert_eq!(snapshot.score["kept"], 1, "what is there stays");
            assert_eq!(
                snapshot.score["fresh"], true,
                "what is new comes from start"
            );
            let kept = events.clone();
            let rest: Vec<Event> = (2..5)
                .flat_map(|n| answer(&mut sitting, 2.0 * f64::from(n)))
                .collect();
            let setup = test.mode(&changed).setup();
            let json = serde_json::to_string(&kept).unwrap();
            let mut resumed =
                Sitting::resume(setup, serde_json::from_str(&json).unwrap()).expect("whole");
            let again: Vec<Event> = (2..5)
                .flat_map(|n| answer(&mut resumed, 2.0 * f64::from(n)))
                .collect();
            assert_eq!(again, rest);
        },
    );
}

#[test]
fn a_script_that_does_not_fit_leaves_everything_as_it_was() {
    on_quiz(
        quiz().bank(&questions(8)).mode(DRAWING),
        |mut sitting, _| {
            answer(&mut sitting, 2.0);
            let mut refused = |text: &str| {
                let refused = sitting.reload(Half::Score, mode(text), Vec::new(), at(3.0));
                assert!(sitting.take_events().is_empty());
                refused.expect_err("it is refused")
            };
            let said = refused("fn start(quiz) { #{ seen: 0 } }").to_string();
            assert!(
                said.contains("this.seen is an array, and its `start` makes a number"),
                "{said}"
            );
            let said = refused("fn start(quiz) { throw \"not with me\" }").to_string();
            assert_eq!(said, "not with me");
            let said = refused("const RULES = #{ time: 600 };").to_string();
            assert!(said.contains("RULES.time"), "{said}");
            let Step::Ask(_) = sitting.next(at(4.0)) else {
                panic!("nothing to ask");
            };
            let refused = sitting.reload(Half::Score, mode(DRAWING), Vec::new(), at(5.0));
            assert_eq!(refused, Err(Refused::NotNow));
        },
    );
}
