//! Marking finished quizzes again: with a mended script, a mended bank, or nothing mended at all.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't be set up fails"
)]

#[path = "support/said.rs"]
mod said;
mod support;

use std::process::Command;
use std::sync::Arc;

use demarche::bank::Bank;
use demarche::modes::{Library, on_deep_stack};
use demarche::quiz::{Basis, Event, Regraded, Remarked, Sitting, Terms, Turn};
use proptest::prelude::*;
use said::Said;
use serde_json::Value;
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
    turn.mark.add(this.right + this.luck * quiz_luck(turn) + mean(this.seen), `${this.luck} at ${round(turn.quiz.elapsed)}`)
}
fn quiz_luck(turn) { turn.quiz.rng.float() + turn.seconds / 10.0 + turn.tries }
fn answered(turn) { if turn.right { this.right += 1; } this.at.push(turn.at.hour); }
fn feedback(turn) { `${this.right} right, ${turn.quiz.rng.int(1, 9)}` }
fn stop(quiz) { quiz.count >= 5 && quiz.rng.int(1, 3) == 1 }
fn finish(quiz) { #{ grade: `${this.luck} ${this.seen} ${quiz.rng.float()}`, lines: [`${quiz.elapsed}`] } }
"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_same_modes_and_the_same_bank_change_nothing(
        seed in 0u64..1000,
        mode in prop::sample::select(SHIPPED.to_vec()),
        answers in prop::collection::vec(prop::sample::select(vec!["yes", "no", "", "late"]), 0..12),
        other in prop::option::of(prop::sample::select(vec!["shuffled", "ladder"])),
    ) {
        let program = |name| Library::new(None).find(name).expect("shipped").program;
        let test = quiz()
            .program(program(mode))
            .answer_all(answers.iter().map(|answer| (*answer).to_owned()).collect());
        let test = match other {
            Some(other) => test.select(&program(other).files[0].text),
            None => test,
        };
        nothing_changes(&test.seed(seed), 8)?;
    }

    #[test]
    fn nor_where_the_mode_draws_offers_and_allows_tries(
        seed in 0u64..1000,
        answers in prop::collection::vec((0usize..4, any::<bool>()), 0..8),
        size in 2usize..8,
    ) {
        let mut typed: Vec<&str> = Vec::new();
        for (n, (answer, double)) in answers.into_iter().enumerate() {
            typed.extend([&["yes"][..], &["no", "yes"], &["no", "no"], &[""]][answer]);
            // after every second turn there is a choice
            if n % 2 == 0 {
                typed.push(if double { "Double" } else { "On" });
            }
        }
        let typed = typed.into_iter().map(str::to_owned).collect();
        nothing_changes(&quiz().mode(LIVELY).answer_all(typed).seed(seed), size)?;
    }
}

const SHIPPED: [&str; 12] = [
    "classic",
    "partial",
    "negative-marking",
    "streak",
    "lives",
    "time-attack",
    "in-order",
    "shuffled",
    "weakest-first",
    "leitner",
    "ladder",
    "interleave",
];

fn nothing_changes(test: &QuizTest, size: usize) -> Result<(), TestCaseError> {
    let bank = support::bank(&questions(size));
    let test = test.clone().with_bank(bank.clone()).past("q1", 1.0, 3);
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
    Ok(())
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
    let mode =
        "fn score(turn) { if turn.skipped { turn.mark.set(-1, \"skipped\") } else { turn.mark } }";
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

// ------------------------------------------------------------------ the command

const BANK: &str = r#"
format = 1
[bank]
id = "pact"
title = "The pact"

[[question]]
id = "where"
kind = "choice"
prompt = "Where was it signed?"
answer = "Pyongyang"
distractors = ["Beijing", "Moscow"]
shuffle = false

[[question]]
id = "when"
kind = "number"
prompt = "In which year?"
answer = 2024

[[question]]
id = "who"
kind = "text"
prompt = "Who came?"
answer = "Putin"
"#;

/// A folder with a bank and a store.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder };
        desk.write("pact.toml", BANK);
        desk
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn mend(&self, what: &str, with: &str) {
        let path = self.folder.path().join("pact.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(what), "{what}");
        std::fs::write(path, text.replace(what, with)).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(args).current_dir(self.folder.path());
        command.env_clear().env("HOME", self.folder.path());
        command.env("USER", "teacher");
        command
    }

    fn run(&self, args: &[&str], input: &str) -> Said {
        said::run(&mut self.command(args), input)
    }

    fn done(&self, args: &[&str]) -> Said {
        let said = self.run(args, "");
        assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
        said
    }

    /// Plays the bank and gives the quiz's short id.
    fn play(&self, more: &[&str], answers: &str) -> String {
        let args: Vec<&str> = ["play", "pact.toml", "--seed", "1"]
            .iter()
            .chain(more)
            .copied()
            .collect();
        let said = self.run(&args, answers);
        assert_eq!(said.code, Some(0), "{}", said.err);
        let quizzes = self.json(&["history", "--json", "--limit", "1"]);
        let id = quizzes[0]["quiz"].as_str().unwrap();
        id[id.len() - 8..].to_owned()
    }

    fn json(&self, args: &[&str]) -> Vec<Value> {
        let said = self.run(args, "");
        let lines = said.out.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The points of all quizzes, newest first.
    fn points(&self) -> Vec<f64> {
        let quizzes = self.json(&["history", "--json"]);
        let points = quizzes.iter().map(|quiz| quiz["points"].as_f64().unwrap());
        points.collect()
    }
}

#[test]
fn a_mended_key_is_shown_then_kept_then_taken_back() {
    let desk = Desk::new();
    let id = desk.play(&["--learner", "Ana"], "Moscow\n2024\nLavrov\n");
    desk.mend("answer = \"Pyongyang\"", "answer = \"Moscow\"");
    desk.mend(
        "distractors = [\"Beijing\", \"Moscow\"]",
        "distractors = [\"Beijing\", \"Pyongyang\"]",
    );
    let said = desk.done(&["regrade", &id]);
    assert_eq!(
        said.out,
        format!(
            "quiz      learner  question  response  credit  points  why\n\
             {id}  Ana      where     Moscow     0 → 1   0 → 1  the bank marks it otherwise now\n\
             \n\
             quiz      learner  bank  answers      points  grade\n\
             {id}  Ana      pact   1 of 3  1 → 2 of 3\n\
             \n\
             1 of 3 answers in 1 quiz changes: 1 → 2 of 3 points.\n"
        )
    );
    assert_eq!(
        said.err,
        "Nothing is changed yet; --apply keeps the new marks.\n"
    );
    assert_eq!(desk.points(), [1.0]);

    let kept = desk.done(&["regrade", &id, "--apply"]);
    assert_eq!(kept.out, said.out);
    assert!(
        kept.err.contains(&format!("regrade --undo {id}")),
        "{}",
        kept.err
    );
    assert_eq!(desk.points(), [2.0]);
    let shown = desk.done(&["history", "show", &id]).out;
    for words in [
        "by teacher, with the mode built-in",
        "Right. 1 of 1 point.",
        "First marked   credit 0, 0 of 1 point",
    ] {
        assert!(shown.contains(words), "{words} in\n{shown}");
    }
    assert!(desk.done(&["history"]).out.contains("marked again"));
    let lines = desk.json(&["history", "show", &id, "--json"]);
    let turns: Vec<&Value> = lines.iter().filter(|line| line["type"] == "turn").collect();
    assert_eq!(turns[0]["credit"], 1.0);
    assert_eq!(
        turns[0]["was"],
        serde_json::json!({ "credit": 0.0, "points": 0.0, "max_points": 1.0 })
    );
    assert_eq!(turns[1]["was"], Value::Null);
    let result = lines.last().unwrap();
    assert_eq!(
        (&result["points"], &result["review"]),
        (&2.0.into(), &serde_json::json!(["who"]))
    );
    assert!(result["marked"].is_string(), "{result}");

    // marked by what is in force, nothing changes
    let again = desk.done(&["regrade", &id, "--apply"]);
    assert_eq!(
        again.out,
        "0 of 3 answers in 1 quiz change: 2 of 3 points.\n"
    );

    let undone = desk.done(&["regrade", "--undo", &id]);
    assert!(undone.err.contains("is marked as before"), "{}", undone.err);
    assert_eq!(desk.points(), [1.0]);
    let undone = desk.done(&["regrade", "--undo", &id]);
    assert!(undone.err.contains("has its first marks"), "{}", undone.err);
    assert!(
        !desk
            .done(&["history", "show", &id])
            .out
            .contains("First marked")
    );
}

#[test]
fn a_void_question_a_changed_one_and_one_that_is_gone_say_so() {
    let desk = Desk::new();
    desk.play(&[], "Moscow\n2023\nLavrov\n");
    desk.play(&[], "\n2023\nPutin\n");
    desk.mend(
        "answer = \"Pyongyang\"",
        "answer = \"Pyongyang\"\nvoid = \"two maps\"",
    );
    desk.mend("In which year?", "In which year was it made?");
    desk.mend("id = \"who\"", "id = \"whom\"");
    let said = desk.done(&["regrade", "--all", "--bank", "pact.toml"]);
    assert_eq!(
        said.out.matches("void: two maps").count(),
        2,
        "{}",
        said.out
    );
    for words in [
        "2 of 6 answers in 2 quizzes change: 1 → 3 of 6 points.",
        "`when` of pact asks something else by now: 2 answers keep their credit; --changed",
        "`who` is no longer in pact: 2 answers keep their credit.",
    ] {
        assert!(said.out.contains(words), "{words} in\n{}", said.out);
    }
    desk.mend("answer = 2024", "answer = 2023");
    let said = desk.done(&["regrade", "--all", "--changed", "--apply"]);
    assert!(said.out.contains("asks something else now"), "{}", said.out);
    assert_eq!(desk.points(), [3.0, 2.0]);
}

#[test]
fn a_mended_script_marks_what_it_failed_to_mark() {
    let desk = Desk::new();
    desk.write(
        "half.rhai",
        "const PARAMS = #{ share: 0.5, bonus: 0 };
         fn start(quiz) { #{ right: 0 } }
         fn score(turn) { let n = 1 / turn.quiz.count; turn.mark.times(PARAMS.share, \"half\") }",
    );
    let mode = ["--mode", "half.rhai", "--set", "share=0.25"];
    let id = desk.play(&mode, "Pyongyang\n2024\nPutin\n");
    assert_eq!(desk.points(), [1.5]);
    let mended = "const PARAMS = #{ share: 0.5, bonus: 1 };
         fn start(quiz) { #{ right: 0 } }
         fn score(turn) { turn.mark.times(PARAMS.share, \"a share\").add(this.right, \"streak\") }
         fn answered(turn) { if turn.right { this.right += PARAMS.bonus; } }
         fn finish(quiz) { #{ grade: `${this.right}` } }";
    desk.write("half.rhai", mended);
    let said = desk.done(&["regrade", &id, "--score", "half.rhai", "--apply"]);
    // the share that the player chose stays, the bonus that the author mended is new
    assert!(
        said.out.contains("× 0.25 a share; +2 streak"),
        "{}",
        said.out
    );
    assert!(said.out.contains("- → 3"), "{}", said.out);
    assert_eq!(desk.points(), [3.75]);
    let lines = desk.json(&["regrade", &id, "--json"]);
    let [only] = lines.as_slice() else {
        panic!("{lines:?}");
    };
    assert_eq!(
        (&only["type"], &only["changed"]),
        (&"regrade".into(), &0.into())
    );
    assert_eq!(only["script"].as_str().unwrap().len(), 64);

    let said = desk.done(&[
        "regrade",
        &id,
        "--score",
        "half.rhai",
        "--set",
        "share=1",
        "--apply",
    ]);
    assert!(said.out.contains("3.75 → 6"), "{}", said.out);
    // each marking can be taken back, the last one first
    desk.done(&["regrade", "--undo", &id]);
    assert_eq!(desk.points(), [3.75]);
    desk.done(&["regrade", "--undo", &id]);
    assert_eq!(desk.points(), [1.5]);
}

#[test]
fn a_script_that_fails_keeps_the_marks_and_is_told_in_full() {
    let desk = Desk::new();
    let id = desk.play(&[], "Pyongyang\n2024\nPutin\n");
    desk.write("broken.rhai", "fn score(turn) {\n    turn.nowhere\n}");
    let said = desk.run(&["regrade", &id, "--score", "broken.rhai", "--apply"], "");
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("turn.nowhere"), "{}", said.err);

    desk.write(
        "late.rhai",
        "fn score(turn) {\n    1 / (turn.n - turn.n)\n}",
    );
    let said = desk.done(&["regrade", &id, "--score", "late.rhai", "--apply"]);
    assert!(said.out.contains("0 of 3 answers"), "{}", said.out);
    assert!(
        said.out.contains("3 answers keep their marks"),
        "{}",
        said.out
    );
    assert!(said.out.contains("late.rhai:2:7"), "{}", said.out);
    assert_eq!(desk.points(), [3.0]);
}

#[test]
fn what_cannot_be_marked_again_is_told_and_the_others_are() {
    let desk = Desk::new();
    let open = desk.play(&[], "Moscow\n");
    let over = desk.play(&[], "Moscow\n2024\nPutin\n");
    let said = desk.run(&["regrade", &open, &over], "");
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.contains("is not marked again: it is still open"),
        "{}",
        said.err
    );
    assert!(said.out.contains("in 1 quiz change"), "{}", said.out);
    let all = desk.done(&["regrade", "--all"]);
    assert!(
        all.err.contains("1 quiz is open and is passed over."),
        "{}",
        all.err
    );

    let wrong = desk.run(&["regrade", &over, "--bank", "primer"], "");
    assert_eq!(wrong.code, Some(1));
    assert!(
        wrong
            .err
            .contains("it is a quiz on pact, and not on primer"),
        "{}",
        wrong.err
    );
    std::fs::remove_file(desk.folder.path().join("pact.toml")).unwrap();
    let gone = desk.run(&["regrade", &over], "");
    assert!(gone.err.contains("name it with --bank"), "{}", gone.err);
    for wrong in [
        vec!["regrade"],
        vec!["regrade", "--all", &over],
        vec!["regrade", "--all", "--undo", "--apply"],
        vec!["regrade", &over, "--set", "a=1"],
    ] {
        assert_eq!(desk.run(&wrong, "").code, Some(2), "{wrong:?}");
    }
    assert_eq!(desk.run(&["regrade", "ffffffff"], "").code, Some(1));
}

#[test]
fn another_scoring_mode_marks_a_quiz_that_was_chosen_by_one_of_its_own() {
    let desk = Desk::new();
    let id = desk.play(&["--mode", "ladder"], "Pyongyang\n2024\nLavrov\n");
    let said = desk.done(&["regrade", &id, "--score", "negative-marking", "--apply"]);
    assert!(said.out.contains("0 → -0.25"), "{}", said.out);
    let shown = desk.done(&["history"]).out;
    assert!(shown.contains("negative-marking"), "{shown}");
}

#[test]
fn a_run_over_all_quizzes_is_taken_back_whole_and_alone() {
    let desk = Desk::new();
    let first = desk.play(&[], "Moscow\n2024\nPutin\n");
    for answers in ["Moscow\n2023\nPutin\n", "Pyongyang\n2024\nPutin\n"] {
        desk.play(&[], answers);
    }
    desk.write(
        "two.rhai",
        "fn score(turn) { turn.mark.times(2, \"twice\") }",
    );
    desk.done(&["regrade", &first, "--score", "two.rhai", "--apply"]);
    desk.mend("answer = 2024", "answer = 2023");
    desk.mend(
        "distractors = [\"Beijing\", \"Moscow\"]",
        "distractors = [\"Beijing\", \"Moscow\"]\nvoid = \"why not\"",
    );
    assert_eq!(desk.points(), [3.0, 1.0, 4.0]);
    let said = desk.done(&["regrade", "--all", "--apply"]);
    assert!(
        said.err.contains("demarche regrade --undo --all"),
        "{}",
        said.err
    );
    assert!(
        said.out
            .contains("1 answer changes only in what is said of them."),
        "{}",
        said.out
    );
    assert_eq!(desk.points(), [2.0, 3.0, 4.0]);
    desk.done(&["regrade", "--undo", "--all"]);
    assert_eq!(desk.points(), [3.0, 1.0, 4.0]);
    desk.done(&["regrade", "--undo", "--all"]);
    assert_eq!(desk.points(), [3.0, 1.0, 2.0]);
    let said = desk.done(&["regrade", "--undo", "--all"]);
    assert_eq!(said.err, "No quiz is marked again.\n");
}

#[test]
fn a_grade_that_changes_alone_is_a_change() {
    let desk = Desk::new();
    desk.write(
        "mine.rhai",
        "fn finish(quiz) { #{ grade: \"C\", passed: false } }",
    );
    let id = desk.play(&["--score", "mine.rhai"], "Moscow\n2024\nPutin\n");
    desk.write(
        "mine.rhai",
        "fn finish(quiz) { #{ grade: \"B\", passed: true } }",
    );
    let said = desk.done(&["regrade", &id, "--score", "mine.rhai", "--apply"]);
    assert!(said.out.contains("C → B"), "{}", said.out);
    let result = desk.json(&["history", "--json"]).remove(0);
    assert_eq!(
        (&result["grade"], &result["passed"]),
        (&"B".into(), &true.into())
    );
}

#[test]
fn a_void_question_is_asked_no_more() {
    let desk = Desk::new();
    desk.mend(
        "answer = \"Pyongyang\"",
        "answer = \"Pyongyang\"\nvoid = \"why\"",
    );
    let said = desk.run(&["play", "pact.toml", "--seed", "1"], "");
    assert!(said.out.contains("Question 1 of 2"), "{}", said.out);
    desk.mend("answer = 2024", "answer = 2024\nvoid = \"why\"");
    desk.mend("answer = \"Putin\"", "answer = \"Putin\"\nvoid = \"why\"");
    let said = desk.run(&["play", "pact.toml"], "");
    assert!(
        said.err.contains("every question of the bank pact is void"),
        "{}",
        said.err
    );
}

#[test]
fn json_lines_of_regrade_are_as_documented() {
    let desk = Desk::new();
    let id = desk.play(&[], "Moscow\n2024\nPutin\n");
    let open = desk.play(&[], "Moscow\n");
    desk.mend(
        "answer = \"Pyongyang\"",
        "answer = \"Pyongyang\"\nvoid = \"a reason\"",
    );
    let lines = desk.json(&["regrade", &id, &open, "--json", "--apply"]);
    let page = include_str!("../docs/json.md");
    let kinds: Vec<&str> = lines
        .iter()
        .map(|line| line["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["mark", "regrade", "note"]);
    for line in &lines[..2] {
        let kind = line["type"].as_str().unwrap();
        let row = page
            .lines()
            .find(|row| row.starts_with(&format!("| `regrade` | `{kind}` |")))
            .unwrap_or_else(|| panic!("docs/json.md does not describe {kind}"));
        for field in line
            .as_object()
            .unwrap()
            .keys()
            .filter(|field| *field != "type")
        {
            assert!(row.contains(&format!("`{field}`")), "{field} of {kind}");
        }
    }
    assert_eq!(lines[1]["applied"], true);
    assert_eq!(lines[0]["basis"], "void");
}
