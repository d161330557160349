//! Marking finished quizzes again: with a mended script, a mended bank, or nothing mended at all.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't be set up fails"
)]

mod support;

use std::sync::Arc;

use demarche::bank::Bank;
use demarche::modes::{Library, on_deep_stack};
use demarche::quiz::{Basis, Event, Regraded, Remarked, Sitting, Terms, Turn};
use proptest::prelude::*;
use support::play::{QuizTest, questions, quiz};

// ------------------------------------------------------------------ the engine

/// Marks a quiz that was played again, as the test's own setup says.
fn regrade(again: &QuizTest, former: Arc<Bank>, events: &[Event], turns: &[Turn]) -> Regraded {
    regrade_on(again, former, events, turns, false)
}

fn regrade_on(
    again: &QuizTest,
    former: Arc<Bank>,
    events: &[Event],
    turns: &[Turn],
    changed: bool,
) -> Regraded {
    let (again, events, turns) = (again.clone(), events.to_vec(), turns.to_vec());
    on_deep_stack(move || {
        let terms = Terms { former, changed };
        let regraded = Sitting::regrade(again.setup(), &terms, &events, turns);
        regraded.unwrap_or_else(|failure| panic!("{}", failure.report))
    })
    .expect("a thread")
}

/// What was found of each question, and its credit and points now.
fn found(regraded: &Regraded) -> Vec<(&str, &Basis, f64, f64)> {
    let one = |turn: &'_ Remarked| -> (f64, f64) {
        let mark = &turn.now.mark;
        (mark.judgement.credit.value(), mark.points)
    };
    let turns = regraded.turns.iter();
    turns
        .map(|turn| {
            let (credit, points) = one(turn);
            (turn.turn.question.as_str(), &turn.basis, credit, points)
        })
        .collect()
}

/// A mode that draws, offers, allows tries and keeps books.
const LIVELY: &str = r#"
const RULES = #{ tries: 2 };
fn start(quiz) { #{ right: 0, seen: [], luck: quiz.rng.int(1, 6), at: [] } }
fn select(quiz) {
    this.seen.push(quiz.rng.int(1, 100));
    let q = quiz.pool.left().random();
    if q == () { return; }
    [q.because("drawn"), quiz.pool.left().first()]
}
fn actions(quiz) {
    this.luck += quiz.rng.int(0, 3);
    if quiz.count % 2 == 1 { return [#{ label: "Double", then: "double" }, #{ label: "On" }]; }
    if quiz.count == 2 { return [#{ label: "Alone", then: "double" }]; }
}
fn double(quiz) { this.luck *= 2; }
fn score(turn) {
    turn.mark.add(this.right + this.luck * quiz_luck(turn), `${this.luck} at ${round(turn.quiz.elapsed)}`)
}
fn quiz_luck(turn) { turn.quiz.rng.float() + turn.seconds / 10.0 + turn.tries }
fn answered(turn) { if turn.right { this.right += 1; } this.at.push(turn.at.hour); }
fn feedback(turn) { `${this.right} right, ${turn.quiz.rng.int(1, 9)}` }
fn stop(quiz) { quiz.count >= 6 }
fn finish(quiz) { #{ grade: `${this.luck} ${this.seen} ${quiz.rng.float()}`, lines: [`${quiz.elapsed}`] } }
"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_same_modes_and_the_same_bank_change_nothing(
        seed in 0u64..1000,
        mode in prop::sample::select(vec![
            "classic", "partial", "negative-marking", "streak", "lives", "time-attack", "in-order",
            "shuffled", "weakest-first", "leitner", "ladder", "interleave", "lively",
        ]),
        answers in prop::collection::vec(prop::sample::select(vec!["yes", "no", "", "late"]), 0..12),
        other in prop::option::of(prop::sample::select(vec!["shuffled", "ladder"])),
    ) {
        let bank = support::bank(&questions(8));
        let answers: Vec<String> = match mode {
            // every second step is a choice
            "lively" => answers.iter().map(|_| "yes".to_owned()).collect(),
            _ => answers.iter().map(|answer| (*answer).to_owned()).collect(),
        };
        let test = match mode {
            "lively" => {
                let choose = answers.into_iter().enumerate().map(|(n, yes)| match n % 3 {
                    1 => "Double".to_owned(),
                    _ => yes,
                });
                quiz().mode(LIVELY).answer_all(choose.collect())
            }
            _ => quiz()
                .program(Library::new(None).find(mode).expect("shipped").program)
                .answer_all(answers),
        };
        let test = match other {
            Some(other) if mode != "lively" => {
                let text = Library::new(None).find(other).expect("shipped").program;
                test.select(&text.files[0].text)
            }
            _ => test,
        };
        let test = test.with_bank(bank.clone()).past("q1", 1.0, 3).seed(seed);
        let played = test.clone().play();
        prop_assert!(played.failures.is_empty(), "{:#?}", played.failures);
        let regraded = regrade(&test, bank, &played.events, &played.turns);
        for turn in &regraded.turns {
            prop_assert_eq!(&turn.turn.marked(), &turn.now);
            prop_assert_eq!(&turn.basis, &Basis::Unchanged);
            prop_assert!(!turn.differs());
        }
        prop_assert_eq!(regraded.turns.len(), played.turns.len());
        if let Some(Event::Ended { outcome }) = played.events.last() {
            prop_assert_eq!(regraded.outcome.as_ref(), Some(outcome));
        }
    }
}

/// Four questions; what stands in the braces is another in each test.
fn bank(q1: &str, q2: &str, q3: &str, q4: &str) -> Arc<Bank> {
    let question = |id: &str, rest: &str| match rest {
        "" => String::new(),
        rest => format!("[[question]]\nid = \"{id}\"\nkind = \"choice\"\n{rest}\n"),
    };
    let ids = ["q1", "q2", "q3", "q4"];
    let all = ids.iter().zip([q1, q2, q3, q4]);
    let all: String = all.map(|(id, rest)| question(id, rest)).collect();
    support::bank(&format!("format = 1\n{all}"))
}

const ASKED: &str = "prompt = \"Which?\"\nanswer = \"yes\"\ndistractors = [\"no\"]";

#[test]
fn what_a_mended_bank_changes_is_told_with_what_it_rests_on() {
    let former = bank(ASKED, ASKED, ASKED, ASKED);
    let test = quiz().with_bank(former.clone());
    let played = test.clone().answers(["no", "no", "no", "no"]).play();
    let mended = bank(
        "prompt = \"Which?\"\nanswer = \"no\"\ndistractors = [\"yes\"]",
        "prompt = \"Which one?\"\nanswer = \"no\"\ndistractors = [\"yes\"]",
        "",
        &format!("{ASKED}\nvoid = \"the map was missing\"\npoints = 2"),
    );
    let again = test.with_bank(mended);
    let void = Basis::Void("the map was missing".to_owned());
    let regraded = regrade(&again, former.clone(), &played.events, &played.turns);
    assert_eq!(
        found(&regraded),
        [
            ("q1", &Basis::Mended, 1.0, 1.0),
            ("q2", &Basis::AsItWas, 0.0, 0.0),
            ("q3", &Basis::Gone, 0.0, 0.0),
            ("q4", &void, 1.0, 2.0),
        ]
    );
    let outcome = regraded.outcome.as_ref().expect("it was over");
    assert_eq!((outcome.total.points, outcome.total.max_points), (3.0, 5.0));
    let note = &regraded.turns[3].now.mark.judgement.notes;
    assert_eq!(*note, ["full credit for everyone: the map was missing"]);

    let all = regrade_on(&again, former, &played.events, &played.turns, true);
    assert_eq!(found(&all)[1], ("q2", &Basis::Changed, 1.0, 1.0));
}

#[test]
fn a_skip_of_a_void_question_earns_full_credit_and_stays_a_skip() {
    let former = bank(ASKED, "", "", "");
    let mode = "fn score(turn) { if turn.skipped { turn.mark.set(-1, \"skipped\") } else { turn.mark } }";
    let test = quiz().with_bank(former.clone()).mode(mode);
    let played = test.clone().answers([""]).play();
    assert_eq!(played.points, [-1.0]);
    let mended = bank(&format!("{ASKED}\nvoid = \"unclear\""), "", "", "");
    let again = test.with_bank(mended);
    let regraded = regrade(&again, former, &played.events, &played.turns);
    let outcome = regraded.outcome.as_ref().expect("it was over");
    assert_eq!((outcome.total.points, outcome.skipped), (1.0, 1));
}

#[test]
fn a_renamed_question_is_still_the_question() {
    let former = bank(ASKED, "", "", "");
    let test = quiz().with_bank(former.clone());
    let played = test.clone().answers(["yes"]).play();
    let renamed = bank("", &format!("{ASKED}\nrenamed_from = \"q1\""), "", "");
    let again = test.with_bank(renamed);
    let regraded = regrade(&again, former, &played.events, &played.turns);
    assert_eq!(found(&regraded), [("q1", &Basis::Unchanged, 1.0, 1.0)]);
}

#[test]
fn a_try_that_is_right_now_ends_the_turn() {
    let former = bank(ASKED, "", "", "");
    let mode = "const RULES = #{ tries: 3 };
        fn score(turn) { turn.mark.times(1.0 / turn.tries, `${turn.tries} tries`) }";
    let test = quiz().with_bank(former.clone()).mode(mode);
    let played = test.clone().answers(["no", "yes"]).play();
    assert_eq!(played.points, [0.5]);
    let mended = bank(
        "prompt = \"Which?\"\nanswer = \"no\"\ndistractors = [\"yes\"]",
        "",
        "",
        "",
    );
    let again = test.with_bank(mended);
    let regraded = regrade(&again, former, &played.events, &played.turns);
    assert_eq!(found(&regraded), [("q1", &Basis::Mended, 1.0, 1.0)]);
}

#[test]
fn a_score_that_fails_keeps_the_marks_in_force() {
    let former = bank(ASKED, ASKED, "", "");
    let test = quiz().with_bank(former.clone());
    let played = test.clone().answers(["yes", "no"]).play();
    let again = test.mode("fn score(turn) { if turn.right { 1 / 0 } else { 0.25 } }");
    let regraded = regrade(&again, former, &played.events, &played.turns);
    assert_eq!(regraded.turns[0].now.mark, played.turns[0].mark);
    let failed = regraded.turns[0].failed.as_ref().expect("it failed");
    assert_eq!(failed.hook, "score");
    assert!(!regraded.turns[0].differs(), "that it failed is no change");
    assert!(regraded.turns[1].differs());
    assert_eq!(regraded.turns[1].now.mark.points, 0.25);
}

#[test]
fn the_state_of_the_mode_goes_from_turn_to_turn() {
    let former = bank(ASKED, ASKED, ASKED, "");
    let test = quiz().with_bank(former.clone());
    let played = test.clone().answers(["yes", "yes", "yes"]).play();
    let again = test.mode(
        "fn start(quiz) { #{ streak: 0 } }
         fn score(turn) { turn.mark.add(this.streak, `${turn.seconds} s, ${turn.quiz.elapsed} in all`) }
         fn answered(turn) { this.streak += 1; }",
    );
    let regraded = regrade(&again, former, &played.events, &played.turns);
    let points: Vec<f64> = found(&regraded).iter().map(|turn| turn.3).collect();
    assert_eq!(points, [1.0, 2.0, 3.0]);
    let why = &regraded.turns[2].now.mark.steps[0].why;
    assert_eq!(why, "5.0 s, 15.0 in all");
}
