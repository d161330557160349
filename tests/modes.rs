//! What authors of modes can rely on: hooks, state, settings, imports, checks, determinism, and each
//! shipped mode. The names in brackets are those of troubles met elsewhere, from which a test was made.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that can't go on fails"
)]

mod support;

use demarche::modes::{
    Bounds, Library, Program, Script, Settings, check, on_deep_stack, reference,
};
use demarche::quiz::Ended;
use proptest::prelude::*;
use serde_json::json;
use support::play::{QuizTest, questions, quiz};

/// Everything that `mode check` says of a text, in words.
fn said_of(text: &str) -> String {
    said_of_program(Program::of("test", text))
}

fn said_of_program(program: Program) -> String {
    on_deep_stack(move || check(&program).in_words()).expect("a thread")
}

/// One of the shipped modes.
fn shipped(name: &str) -> QuizTest {
    quiz().program(Library::new(None).find(name).expect("shipped").program)
}

/// A hook `score` with this body is refused or fails with these words.
#[track_caller]
fn scoring_fails(body: &str, words: &str) {
    let played = quiz()
        .mode(&format!("fn score(turn) {{ {body} }}"))
        .answers(["yes"])
        .play();
    assert_eq!(played.points, [1.0], "the built-in mark is kept");
    let failure = played.failure();
    assert_eq!(failure.hook, "score");
    assert!(
        failure.message.contains(words) || failure.report.contains(words),
        "{}",
        failure.report
    );
}

/// `mode check` says this, at that line and column.
#[track_caller]
fn check_says(text: &str, place: &str, words: &[&str]) {
    let said = said_of(text);
    assert!(
        said.contains(&format!("test.rhai:{place}")),
        "wanted {place}\n{said}"
    );
    for word in words {
        assert!(said.contains(word), "wanted {word}\n{said}");
    }
}

#[test]
fn a_streak_pays_a_little_more() {
    let played = quiz()
        .mode(
            "const PARAMS = #{ bonus: 0.1, cap: 2.0 };
             fn start(quiz) { #{ streak: 0 } }
             fn score(turn) {
                 if !turn.right || this.streak == 0 { return turn.mark; }
                 turn.mark.add(min(this.streak * PARAMS.bonus, PARAMS.cap), `${this.streak + 1} in a row`)
             }
             fn answered(turn) { this.streak = if turn.right { this.streak + 1 } else { 0 }; }",
        )
        .answers(["yes", "yes", "yes"])
        .play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    assert_eq!(played.points, [1.0, 1.1, 1.2]);
    assert_eq!(played.reasons(2), ["3 in a row"]);
    assert_eq!(played.state, serde_json::json!({ "streak": 3 }));
}

#[test]
fn a_selection_takes_from_the_pool() {
    let played = quiz()
        .mode("fn select(quiz) { quiz.pool.left().nearest(3)?.because(`nearest`) }")
        .answers(["yes", "no", "yes"])
        .play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    assert_eq!(played.asked, ["q3", "q2", "q1"]);
}

// ------------------------------------------------------------------ constants and settings

#[test]
fn a_constant_is_visible_in_hooks_helpers_and_closures() {
    // constants-are-not-seen-in-functions
    let played = quiz()
        .mode(
            "const PARAMS = #{ bonus: 0.1 };
             const CAP = 2.0;
             const DAYS = [1, 2, 3];
             const TWICE = CAP * 2;
             fn helper() { DAYS.len() + DAYS[1] }
             fn score(turn) {
                 let extra = PARAMS.bonus * 10.0;
                 if extra > CAP { extra = CAP; }
                 let inside = [1].map(|x| x * CAP + TWICE)[0];
                 turn.mark.add(extra, `bonus ${helper()} ${inside}`)
             }",
        )
        .answers(["yes"])
        .play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    assert_eq!(played.points, [2.0]);
    assert_eq!(played.reasons(0), ["bonus 5 6.0"]);
    assert_eq!(played.turns[0].mark.judgement.credit.value(), 1.0);
}

#[test]
fn a_constant_cannot_be_changed() {
    for change in [
        "P.k = 2",
        "P.list.push(1)",
        "P.list[0].x = 1",
        "LIST.sort()",
        "P = 1",
        "P += 1",
        "LIST[0] = 2",
    ] {
        let text = format!(
            "const P = #{{ k: 1, list: [#{{ x: 1 }}] }};\nconst LIST = [3, 1];\nfn score(turn) {{ {change}; 1 }}"
        );
        let said = said_of(&text);
        assert!(said.contains("constant"), "{change}: {said}");
        assert!(said.contains("test.rhai:3:"), "{change}: {said}");
    }
    // a variable of the same name is the author's own
    assert_eq!(
        said_of("const LIST = [3];\nfn score(turn) { let LIST = [1]; LIST.push(2); LIST.len() }"),
        ""
    );
}

#[test]
fn settings_override_what_the_mode_declares() {
    let mode = "const PARAMS = #{ bonus: 0.5, n: 2, word: \"a\", on: false, list: [1], plan: #{ each: 1 } };
         fn score(turn) { turn.mark.set(0, `${PARAMS.bonus} ${PARAMS.n} ${PARAMS.word} ${PARAMS.on} ${PARAMS.list} ${PARAMS.plan.each}`) }";
    let played = quiz()
        .mode(mode)
        .set("bonus=2")
        .set("n=7")
        .set("word=two words")
        .set("on=true")
        .set("list=[4, 5]")
        .set("plan.each=9")
        .answers(["yes"])
        .play();
    assert_eq!(played.reasons(0), ["2.0 7 two words true [4, 5] 9"]);
}

#[test]
fn a_setting_of_a_wrong_type_is_refused_in_words() {
    let defaults = json!({ "n": 1, "share": 0.5, "on": true, "plan": { "each": 1 }, "cells": [{ "topic": "a", "n": 1 }] });
    let refused = |assignment: &str| {
        let mut settings = Settings::none();
        settings.set(assignment).unwrap();
        settings
            .over(defaults.as_object().unwrap())
            .unwrap_err()
            .join("; ")
    };
    assert_eq!(
        refused("n=1.5"),
        "the setting `n` must be a whole number (such as 3), not 1.5"
    );
    assert_eq!(
        refused("n=many"),
        "the setting `n` must be a whole number (such as 3), not `many`"
    );
    assert_eq!(
        refused("on=yes"),
        "the setting `on` must be true or false (such as true), not `yes`"
    );
    assert_eq!(
        refused("share=\"x\""),
        "the setting `share` must be a number (such as 0.5), not \"x\""
    );
    assert_eq!(
        refused("plan.eech=1"),
        "the setting `plan` has no field `eech`, did you mean `each`?"
            .replace("`plan`", "`plan.eech`")
    );
    assert_eq!(
        refused("plan.x=1"),
        "the setting `plan.x` has no field `x`; its fields are each"
    );
    assert_eq!(
        refused("share=nan"),
        "the setting `share` must be a number (such as 0.5), not nan or inf"
    );
    assert_eq!(
        refused("plan={ eech = 1 }"),
        "the setting `plan` has no field `eech`, did you mean `each`?"
    );
    assert_eq!(
        refused("cells=[{ topic = 3 }]"),
        "the setting `cells[0].topic` must be a text (such as word), not 3"
    );
}

#[test]
fn a_setting_that_no_mode_declares_is_an_error_with_a_hint() {
    let mut settings = Settings::none();
    settings.set("bonsu=1").unwrap();
    let declared = json!({ "bonus": 1 });
    assert_eq!(
        settings.undeclared(&[declared.as_object().unwrap()]),
        ["no mode of this quiz has a setting `bonsu`, did you mean `bonus`?"]
    );
    assert!(settings.set("bonus").unwrap_err().contains("name=value"));
}

#[test]
fn a_nested_setting_is_read_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.toml");
    std::fs::write(&path, "[[plan]]\ntopic = \"odd\"\nn = 2\n").unwrap();
    let played = quiz()
        .mode("const PARAMS = #{ plan: [#{ topic: \"even\", n: 1 }] };
               fn select(quiz) { if quiz.count == 0 { quiz.pool.topic(PARAMS.plan[0].topic).take(PARAMS.plan[0].n).ids() } }")
        .set(&format!("plan=@{}", path.display()))
        .answers(["yes", "yes", "yes"])
        .play();
    assert_eq!(played.asked, ["q1", "q3"]);
}

#[test]
fn a_broken_file_of_settings_is_shown_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.toml");
    std::fs::write(&path, "each = 2\nname = word\n").unwrap();
    let said = Settings::none()
        .set(&format!("plan=@{}", path.display()))
        .unwrap_err();
    assert!(
        said.contains("plan.toml:2:8") && said.contains("^^^^") && said.contains("name = word"),
        "{said}"
    );
}

#[test]
fn rules_are_read_and_checked() {
    let script = |text: &str| Script::compile(&Program::of("test", text), &Settings::none());
    let rules = script(
        "const RULES = #{ ask_confidence: true, time: 60, skip: false, feedback: \"at the end\" };",
    )
    .unwrap();
    assert!(rules.asks().ask_confidence && rules.asks().no_skip);
    assert_eq!(rules.asks().time, Some(60.0));
    check_says(
        "const RULES = #{ tiem: 60, feedback: \"soon\", time_limit: -1, tries: 0 };",
        "1:7",
        &[
            "RULES has no `tiem`, did you mean `time`?",
            "RULES.feedback must be \"at once\", \"at the end\" or \"never\", not \"soon\"",
            "RULES.time_limit must be a number of seconds above 0",
            "RULES.tries must be a whole number from 1 to 100",
        ],
    );
}

#[test]
fn a_mode_for_a_newer_program_is_refused() {
    check_says("const API = 2;", "1:7", &["written for a newer demarche"]);
    assert_eq!(said_of("const API = 1;"), "");
}

// ------------------------------------------------------------------ hooks and what they give

#[test]
fn a_score_gives_a_number_or_a_mark_and_nothing_else() {
    // what-a-score-may-return
    scoring_fails("0.0 / 0.0", "not a number");
    scoring_fails("1.0 / 0.0", "infinite");
    scoring_fails("\"2\"", "score gave a text");
    scoring_fails("", "score gave nothing");
    scoring_fails("true", "score gave a truth value");
    scoring_fails("turn.quiz", "score gave the quiz");
    scoring_fails(
        "#{}",
        "score gives a number, or a mark built from turn.mark",
    );
    scoring_fails(
        "turn.mark.add(0.0 / 0.0, \"x\")",
        "points must be a number, and this is not a number",
    );
    let played = quiz().mode("fn score(turn) { 2 }").answers(["yes"]).play();
    assert_eq!(played.points, [2.0]);
    assert_eq!(played.reasons(0), [""], "no reason is made up");
}

#[test]
fn a_mark_is_built_step_by_step() {
    let played = quiz()
        .mode("fn score(turn) { turn.mark.set(3, \"a\").add(-0.5, \"b\").times(2, \"c\").out_of(6).note(\"d\") }")
        .answers(["no"])
        .play();
    assert_eq!(played.points, [5.0]);
    assert_eq!(played.turns[0].mark.out_of, 6.0);
    assert_eq!(played.reasons(0), ["a", "b", "c", "", "d"]);
    assert_eq!(
        played.turns[0].mark.judgement.credit.value(),
        0.0,
        "credit is the bank's alone"
    );
}

#[test]
fn the_mark_of_another_turn_is_no_score() {
    let played = quiz()
        .mode(
            "fn score(turn) { if turn.quiz.last != () { turn.quiz.last.mark } else { turn.mark } }",
        )
        .answers(["yes", "no"])
        .play();
    assert!(
        played
            .failure()
            .message
            .contains("the mark of another turn"),
        "{:?}",
        played.failure()
    );
}

#[test]
fn a_selection_may_be_a_question_an_id_a_reason_or_a_plan() {
    for (choice, asked) in [
        ("quiz.pool.left().first()", "q1"),
        ("\"q2\"", "q2"),
        ("quiz.pool.left().first().because(\"why\")", "q1"),
        ("[\"q3\", quiz.pool.first()]", "q3"),
    ] {
        let played = quiz()
            .mode(&format!("fn select(quiz) {{ {choice} }}"))
            .answers(["yes"])
            .play();
        assert_eq!(played.asked, [asked], "{choice}");
        assert!(
            played.failures.is_empty(),
            "{choice}: {:#?}",
            played.failures
        );
    }
    let played = quiz().mode("fn select(quiz) { }").play();
    assert_eq!(played.ended(), Ended::ByMode);
}

#[test]
fn a_plan_is_asked_in_its_order_before_select_runs_again() {
    let played = quiz()
        .mode(
            "fn start(quiz) { #{ calls: 0 } }
               fn select(quiz) { this.calls += 1; if this.calls == 1 { [\"q3\", \"q1\"] } }",
        )
        .answers(["yes", "yes", "yes"])
        .play();
    assert_eq!(played.asked, ["q3", "q1"]);
    assert_eq!(played.state, json!({ "calls": 1 }));
}

#[test]
fn a_bare_pool_is_refused_with_the_cure() {
    let played = quiz()
        .mode("fn select(quiz) { quiz.pool.left() }")
        .answers(["yes"])
        .play();
    assert_eq!(played.asked, ["q1"], "the built-in order goes on");
    assert!(
        played.failures[0]
            .report
            .contains("did you mean `.first()`"),
        "{}",
        played.failures[0].report
    );
}

#[test]
fn a_choice_that_does_not_exist_falls_back_to_the_order() {
    // a-choice-that-does-not-exist
    let played = quiz()
        .bank(&questions(2).replace("q1", "one").replace("q2", "two"))
        .mode("fn select(quiz) { if quiz.count == 0 { return \"tow\"; } \"one\" }")
        .answers(["yes", "yes", "yes", "yes"])
        .play();
    assert_eq!(
        played.asked,
        ["one", "one"],
        "a question may be asked again"
    );
    assert!(
        played.failures[0]
            .message
            .contains("no question `tow`, did you mean `two`?"),
        "{:?}",
        played.failures
    );
    assert_eq!(played.ended(), Ended::Endless);
}

#[test]
fn stop_progress_feedback_and_finish_have_their_say() {
    let played = quiz()
        .mode(
            "fn feedback(turn) { if turn.right { \"well done\" } }
               fn stop(quiz) { quiz.count == 2 }
               fn progress(quiz) { [#{ name: \"Answers\", done: quiz.count, of: 2, credit: 0.5 }] }
               fn finish(quiz) { #{ grade: \"B\", passed: true, lines: [\"So long.\"] } }",
        )
        .answers(["yes", "no", "yes"])
        .play();
    assert_eq!(played.asked.len(), 2);
    assert_eq!(played.turns[0].feedback, ["well done"]);
    assert!(played.turns[1].feedback.is_empty());
    assert_eq!(played.ended(), Ended::ByMode);
    assert_eq!(
        (
            played.bars[0].name.as_str(),
            played.bars[0].done,
            played.bars[0].credit
        ),
        ("Answers", 2.0, Some(0.5))
    );
    let finish = &played.outcome.finish;
    assert_eq!(
        (
            finish.grade.as_deref(),
            finish.passed,
            finish.lines.as_slice()
        ),
        (Some("B"), Some(true), ["So long.".to_owned()].as_slice())
    );
}

#[test]
fn wrong_results_of_the_other_hooks_are_named() {
    for (hook, words) in [
        ("fn stop(quiz) { 1 }", "stop gave a whole number"),
        ("fn feedback(turn) { 1 }", "feedback gave a whole number"),
        ("fn finish(quiz) { #{ grad: 1 } }", "no `grad`"),
        ("fn finish(quiz) { 3 }", "finish gave a whole number"),
        ("fn select(quiz) { 3 }", "select gave a whole number"),
    ] {
        let played = quiz().mode(hook).limit(1).answers(["yes"]).play();
        assert!(
            played.failures.iter().any(|f| f.message.contains(words)),
            "{words}: {:#?}",
            played.failures
        );
    }
}

#[test]
fn a_mode_may_refuse_to_begin() {
    let failure = quiz()
        .mode("fn start(quiz) { throw `This bank has only ${quiz.size} questions.` }")
        .refusal();
    assert_eq!(failure.message, "This bank has only 3 questions.");
    assert_eq!(
        failure.report, failure.message,
        "no source code for learners"
    );
    let failure = quiz().mode("fn start(quiz) { 3 }").refusal();
    assert!(
        failure
            .message
            .contains("the state is a map, and not a whole number"),
        "{failure:?}"
    );
}

#[test]
fn an_error_shows_its_line_the_hook_and_the_question() {
    let played = quiz()
        .mode(
            "// a comment\nfn helper(x) {\n    x[9]\n}\n\nfn score(turn) { helper([turn.points]) }",
        )
        .answers(["yes"])
        .play();
    // such a call is found before the quiz where it is certain; `x` may be anything
    let report = &played
        .failures
        .first()
        .map(|f| f.report.clone())
        .unwrap_or_default();
    assert!(report.contains("test.rhai:3:"), "{report}");
    assert!(
        report.contains("in the hook `score` of the mode `test`"),
        "{report}"
    );
    assert!(report.contains("at the question `q1`"), "{report}");
}

#[test]
fn a_failing_hook_leaves_state_and_chance_as_they_were() {
    let played = quiz()
        .mode("fn start(quiz) { #{ n: 0 } }
               fn score(turn) { this.n += 1; turn.quiz.rng.float(); if turn.quiz.count == 1 { throw \"no\" } this.n }")
        .answers(["yes", "yes", "yes"])
        .play();
    assert_eq!(played.points, [1.0, 1.0, 2.0]);
    assert_eq!(played.state, json!({ "n": 2 }));
    assert_eq!(played.failure().message, "no");
}

#[test]
fn looking_at_the_progress_changes_nothing() {
    let played = quiz()
        .mode("fn start(quiz) { #{ looks: 0 } }
               fn progress(quiz) { this.looks += 1; quiz.rng.float(); [#{ name: \"n\", done: this.looks, of: 9 }] }
               fn finish(quiz) { this.looks += 1; #{ } }")
        .answers(["yes", "yes", "yes"])
        .play();
    assert_eq!(played.bars[0].done, 1.0);
    assert_eq!(played.state, json!({ "looks": 0 }));
}

#[test]
fn two_modes_each_have_their_own_state() {
    let played = quiz()
        .mode("fn start(quiz) { #{ n: 10 } } fn answered(turn) { this.n += 1; }")
        .select("fn start(quiz) { #{ n: 0 } } fn answered(turn) { this.n += 1; } fn select(quiz) { if this.n < 2 { quiz.pool.left().first() } }")
        .answers(["yes", "yes", "yes"])
        .play();
    assert_eq!(played.asked.len(), 2);
    assert_eq!(played.state, json!({ "n": 12 }));
}

// ------------------------------------------------------------------ state

#[test]
fn a_state_keeps_its_types_through_the_store() {
    let text = "fn start(quiz) { #{ whole: 1, float: 1.0, text: \"é\", truth: true, none: (), list: [1, [2.5]], map: #{ a: 1 }, day: date(\"2024-06-19\"), at: quiz.now, c: 'x' } }
        fn score(turn) { let s = this; turn.mark.set(0, `${s.whole} ${s.float} ${type_of(s.float)} ${s.day} ${s.day.year} ${(turn.quiz.now - s.at).days} ${s.c}`) }";
    let played = quiz().mode(text).answers(["yes"]).play();
    assert_eq!(played.reasons(0), ["1 1.0 f64 2024-06-19 2024 0 x"]);
    assert_eq!(played.state["float"].to_string(), "1.0");
    // the same from the stored state alone
    let stored = played.state.clone();
    on_deep_stack(move || {
        use demarche::quiz::Mode;
        let mut script = Script::compile(&Program::of("test", text), &Settings::none()).unwrap();
        let text: serde_json::Value = serde_json::from_str(&stored.to_string()).unwrap();
        script.restore(&text);
        assert_eq!(script.state(), stored);
    })
    .unwrap();
}

#[test]
fn a_state_is_plain_data_and_the_error_names_the_path() {
    for (value, words) in [
        ("#{ a: [0, #{ f: |x| x }] }", "this.a[1].f holds a closure"),
        ("#{ n: 0.0 / 0.0 }", "this.n is not a number"),
        ("#{ n: [1.0 / 0.0] }", "this.n[0] is infinite"),
        ("#{ q: quiz.pool.first() }", "this.q holds a question"),
        ("#{ p: #{ quiz: quiz } }", "this.p.quiz holds the quiz"),
        ("#{ p: quiz.pool }", "this.p holds a pool"),
    ] {
        let failure = quiz()
            .mode(&format!("fn start(quiz) {{ {value} }}"))
            .refusal();
        assert!(
            failure.message.contains(words),
            "{words}: {}",
            failure.message
        );
    }
}

#[test]
fn a_field_that_was_never_set_is_named() {
    // a-misspelt-setting-is-not-nothing
    let fails = |body: &str, words: &str| {
        let played = quiz()
            .mode(&format!("fn answered(turn) {{ {body} }}"))
            .answers(["yes"])
            .play();
        assert!(
            played.failure().message.contains(words),
            "{}",
            played.failure().report
        );
    };
    fails("this.streak += 1;", "`this.streak` is not set");
    fails("this.n = 2 * this.factor;", "`this.factor` is not set");
    fails("this.n = this.a.b;", "has no `b`");
}

// ------------------------------------------------------------------ checks before a quiz

#[test]
fn hooks_of_a_wrong_shape_are_not_ignored() {
    // a-hook-with-the-wrong-shape-is-not-ignored
    let text = "const API = 1;\n\nfn score(turn, quiz) { turn.mark.set(2, \"two\") }\n\nfn finnish(quiz) { #{ grade: \"A\" } }\n\nfn test_points() { assert_eq(1, 1) }\n";
    check_says(
        text,
        "3:4",
        &["the hook `score` takes one parameter, and here has 2"],
    );
    check_says(text, "5:4", &["did you mean `finish`?"]);
    assert!(Script::compile(&Program::of("test", text), &Settings::none()).is_err());
}

#[test]
fn a_misspelt_setting_or_property_is_found_before_the_quiz() {
    // a-misspelt-setting-is-not-nothing
    let text = "const API = 1;\nconst PARAMS = #{ bonus: 0.5, plan: #{ each: 1 } };\n\nfn score(turn) {\n    if PARAMS.bouns > 0 { return 1; }\n    if turn.mark.creidt > 0 { return turn.question.dificulty; }\n    PARAMS.plan.eech\n}\n";
    check_says(
        text,
        "5:15",
        &["PARAMS has no `bouns`", "did you mean `bonus`?"],
    );
    check_says(
        text,
        "6:18",
        &["a mark has no `creidt`", "did you mean `credit`?"],
    );
    check_says(
        text,
        "6:52",
        &[
            "a question has no `dificulty`",
            "did you mean `difficulty`?",
        ],
    );
    check_says(text, "7:17", &["PARAMS.plan has no `eech`"]);
}

#[test]
fn types_are_followed_through_chains_variables_loops_and_closures() {
    check_says(
        "fn select(quiz) { quiz.pool.lefft().first() }",
        "1:29",
        &["a pool has no `lefft`", "did you mean `left`?"],
    );
    check_says(
        "fn select(quiz) { quiz.pool.filter(|q| q.topcs.len() > 0).first() }",
        "1:42",
        &["a question has no `topcs`"],
    );
    check_says(
        "fn select(quiz) { let p = quiz.pool; for q in p { q.idd } }",
        "1:53",
        &["a question has no `idd`"],
    );
    check_says(
        "fn select(quiz) { quiz.last?.question?.kindd }",
        "1:40",
        &["did you mean `kind`?"],
    );
    check_says(
        "fn select(quiz) { quiz.pool.left }",
        "1:29",
        &["it is called: `.left()`"],
    );
    check_says(
        "fn score(turn) { turn.right() }",
        "1:23",
        &["read without brackets"],
    );
    check_says(
        "fn select(quiz) { quiz.pool.take() }",
        "1:29",
        &[
            "`take` can't be called with no arguments",
            "it is `take(n)`",
        ],
    );
}

#[test]
fn what_an_array_holds_is_known_as_well() {
    for body in [
        "turn.quiz.turns[0].rihgt",
        "turn.quiz.turns[-1]?.rihgt",
        "let t = turn.quiz.turns[0]; t.rihgt",
        "for t in turn.quiz.turns { t.rihgt; }",
        "for (t, at) in turn.quiz.turns { t.rihgt; }",
        "turn.quiz.turns.filter(|t| t.rihgt)",
        "turn.quiz.turns.filter(|t, at| t.rihgt)",
        "let n = 1; turn.quiz.turns.filter(|t| n > 0 && t.rihgt)",
        "turn.quiz.turns.filter(|t| t.right).map(|t| t.rihgt)",
        "turn.quiz.turns.reduce(|sum, t| sum + t.rihgt, 0)",
        "turn.quiz.turns.sort(|a, b| a.points - b.rihgt)",
        "turn.quiz.learner.history(turn.question)[0].rihgt",
        "for t in turn.quiz.learner.history() { t.rihgt; }",
        "turn.quiz.turns.find(|t| t.right)?.rihgt",
    ] {
        let said = said_of(&format!("fn score(turn) {{ {body}; 1 }}"));
        assert!(
            said.contains("a turn has no `rihgt`") && said.contains("did you mean `right`?"),
            "{body}: {said}"
        );
    }
    for fine in [
        "turn.quiz.turns.map(|t| #{ a: t.right })[0].a",
        "let list = turn.quiz.turns; list = [#{ a: 1 }]; list[0].a",
        "let list = turn.quiz.pool.to_array(); list.push(list[0].because(`x`)); list[1].reason",
        "let list = turn.quiz.turns; list[0] = 5; list[0] + 1",
        "turn.mark.parts[0].credit + turn.question.topics[0].len()",
        "turn.quiz.topics.map(|t| t.title).len()",
        "let n = 1; let at = 2; turn.quiz.turns.filter(|t, at| at > n && t.right)",
    ] {
        let said = said_of(&format!("fn score(turn) {{ {fine}; 1 }}"));
        assert_eq!(said, "", "{fine}");
    }
}

#[test]
fn what_stands_inside_a_text_is_shown_as_people_read_it() {
    let played = quiz()
        .mode(
            "fn score(turn) {
                 let quiz = turn.quiz;
                 turn.mark.note(`${turn.at} ${quiz.now.date} ${turn.at - turn.at} ${date(\"2024-06-19\") - date(\"2024-06-17\")} ${turn.question} ${turn.mark} ${quiz.topics}`)
             }",
        )
        .answers(["yes"])
        .play();
    assert_eq!(
        played.reasons(0),
        ["2023-11-14 23:13 2023-11-14 0:00 2 days q1 1 [Odd ones, Even ones]"]
    );
    check_says(
        "fn score(turn) {\n    turn.mark.note(`${turn} of ${turn.quiz}`)\n}",
        "2:22",
        &[
            "warning: inside a text a turn is shown as the word `turn`",
            "`${turn.…}`",
            "`quiz`",
        ],
    );
}

#[test]
fn members_of_a_later_version_are_named_as_such() {
    check_says(
        "fn score(turn) { if turn.exam { 1 } else { 2 } }",
        "1:26",
        &["a turn has no `exam`", "it comes in a later version"],
    );
}

#[test]
fn unknown_names_are_found_all_at_once() {
    let text = "fn helper(a) { a }\nfn score(turn) {\n    let extra = 1;\n    helpr(extre) + round_up(2) + helper(1, 2) + x::f() + turn.points\n}\n";
    let said = said_of(text);
    for words in [
        "no function `helpr`",
        "did you mean `helper`?",
        "nothing here is called `extre`",
        "did you mean `extra`?",
        "no function `round_up`",
        "`helper` takes 1 argument, and is called with 2",
        "no library is imported as `x`",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn this_is_not_lost_in_silence() {
    // this-is-lost-in-a-plain-call
    let text = "const API = 1;\n\nfn start(quiz) { #{ streak: 0, seen: [] } }\n\nfn bump(turn) {\n    if turn.mark.right { this.streak += 1; } else { this.streak = 0; }\n}\n\nfn score(turn) {\n    bump(turn);\n    turn.mark.set(this.streak, \"streak\")\n}\n";
    check_says(text, "10:5", &["`bump` uses `this`", "this.bump(…)"]);
    let played = quiz()
        .mode(&text.replace("    bump(turn)", "    this.bump(turn)"))
        .answers(["yes", "yes", "yes"])
        .play();
    assert_eq!(played.points, [1.0, 2.0, 3.0]);
    check_says(
        "fn select(quiz) { quiz.pool.filter(|q| q.difficulty == this.rung).first() }",
        "1:56",
        &["`this` does not reach into a closure"],
    );
}

#[test]
fn the_root_of_a_chain_may_not_be_used_in_its_own_closure() {
    check_says(
        "fn select(quiz) {\n    quiz.pool.weighted(|q| q.difficulty * quiz.count)\n}",
        "2:",
        &["`quiz` is used inside a closure of its own chain", "q.quiz"],
    );
    assert_eq!(
        said_of("fn select(quiz) { quiz.pool.weighted(|q| q.difficulty * q.quiz.count) }"),
        ""
    );
    assert_eq!(
        said_of("fn select(quiz) { let n = quiz.count; quiz.pool.weighted(|q| q.difficulty * n) }"),
        ""
    );
}

#[test]
fn a_function_may_not_replace_one_of_the_hosts() {
    check_says(
        "fn round(x) { x }\nfn score(turn) { round(1.5) }",
        "1:4",
        &["would replace the function of that name"],
    );
    check_says("fn topic(t) { t }", "1:4", &["would replace"]);
    assert_eq!(
        said_of("fn my_round(x) { x }\nfn score(turn) { my_round(1.5) }"),
        ""
    );
}

#[test]
fn only_declarations_stand_at_the_top() {
    check_says(
        "let streak = 0;\nfn score(turn) { 1 }",
        "1:",
        &["would be lost between calls"],
    );
    check_says(
        "const A = 1;\nA + 1;",
        "2:",
        &["only `const`, `import` and `fn`"],
    );
    check_says("const F = |x| x;", "1:7", &["a constant holds plain data"]);
}

#[test]
fn what_is_declared_twice_or_without_a_name_is_found() {
    let said_of = |text: &str| {
        let program = Program::of("test", text).library("lib/h", "fn half(x) { x / 2.0 }");
        said_of_program(program)
    };
    for (text, place, words) in [
        ("const A = 1;\nconst A = 2;", "2:7", "`A` is defined twice"),
        (
            "import \"lib/h\";",
            "1:1",
            "write it as: import \"lib/h\" as h;",
        ),
        (
            "import \"lib/h\" as h;\nimport \"lib/h\" as h;",
            "2:19",
            "two libraries are imported as `h`",
        ),
        (
            "import \"lib/h\" as h;\n\nimport \"lib/h\" as other;",
            "3:8",
            "the library `lib/h` is imported twice",
        ),
    ] {
        let said = said_of(&format!("{text}\nfn score(turn) {{ 1 }}"));
        assert!(
            said.contains(words) && said.contains(&format!("test.rhai:{place}")),
            "{text}: {said}"
        );
    }
}

#[test]
fn a_problem_at_the_top_makes_no_others_up() {
    let said = said_of(
        "import \"lib/gone\" as gone;\nconst PARAMS = #{ a: 1 };\nlet n = 1;\nfn score(turn) { PARAMS.a + n + gone::half(1) }",
    );
    assert_eq!(said.matches("problem:").count(), 2, "{said}");
}

#[test]
fn what_generate_is_handed_is_known() {
    assert_eq!(
        said_of(
            "fn generate(bank, rng, params) { rng.shuffle(bank.treaties); #{ kind: params.kind } }"
        ),
        ""
    );
    check_says(
        "fn generate(bank) { #{} }",
        "1:4",
        &["takes three parameters, and here has 1"],
    );
    check_says(
        "fn generate(bank, rng, params) { rng.chose(bank.actors) }",
        "1:38",
        &["did you mean `choose`?"],
    );
}

#[test]
fn a_division_of_whole_numbers_is_warned_of() {
    // whole-number-division
    let text = "const API = 1;\n\nfn score(turn) {\n    let right = turn.mark.parts.filter(|p| p.credit == 1.0).len();\n    let all = turn.mark.parts.len();\n    turn.mark.set(right / all, \"share\")\n}\n";
    check_says(text, "6:25", &["drops its fraction", "share(a, b)"]);
    let played = quiz().mode(text).answers(["yes"]).play();
    assert_eq!(played.points, [1.0]);
    assert!(
        played.failure().message.contains("division by zero"),
        "{:?}",
        played.failure()
    );
    assert_eq!(said_of("fn score(turn) { turn.points / 2 }"), "");
}

#[test]
fn a_syntax_error_has_its_place() {
    check_says("fn score(turn) {\n    turn.mark.\n}", "3:1", &[]);
    check_says("const match = 1;", "1:7", &["is a word of the language"]);
}

// ------------------------------------------------------------------ sorting

#[test]
fn what_people_bring_from_other_languages_gets_its_cure() {
    for (body, place, cure) in [
        ("null", "2:5", "nothing is written as `()`"),
        ("nil", "2:5", "nothing is written as `()`"),
        ("let x = None; x", "2:13", "nothing is written as `()`"),
        ("turn.right ? 1 : 2", "2:16", "`if a { b } else { c }`"),
        ("if turn.right = true { 1 }", "2:19", "compared with `==`"),
        ("#{ match: 1 }", "2:8", "choose another name"),
        ("this.n++", "2:11", "`x += 1`"),
        ("if turn.right and true { 1 }", "2:19", "`&&`"),
        ("if turn.right or true { 1 }", "2:19", "`||`"),
        ("if not turn.right { 1 }", "2:12", "`!`"),
        ("'abc'", "2:5", "double quotes"),
        ("{ a: 1 }", "2:8", "`#{ name: value }`"),
        ("let x = { a: 1 }; x", "2:16", "`#{ name: value }`"),
        ("self.n", "2:5", "the mode's state is called `this`"),
        ("var x = 1; x", "2:5", "`let`"),
        ("if true { 1 } elif false { 2 }", "2:24", "`else if`"),
        ("def f() { 1 }", "2:9", "begins with `fn`"),
        ("let ż = 1; 1", "2:9", "the letters a to z"),
        ("1 === 1", "2:7", "did you mean `==`?"),
        ("a := 1", "2:7", "did you mean `=`?"),
        ("let x: int = 1; x", "2:10", "a variable has no type"),
        (
            "let f = (x) => x; 1",
            "2:17",
            "a closure is written as `|x| …`",
        ),
        ("match 1 { }", "2:5", "`switch x"),
        ("switch 1 { 1 => 2, _ if true => 3 }", "2:26", "`else if"),
        ("for (let i = 0; i < 3; i++) { }", "2:10", "`for i in 0..3"),
    ] {
        let cure = cure.replace("`else if", "else if");
        check_says(
            &format!("fn score(turn) {{\n    {body}\n}}\n"),
            place,
            &[&cure],
        );
    }
}

#[test]
fn a_missing_sign_is_shown_where_it_is_missing() {
    check_says(
        "fn score(turn) {\n    let x = 1   // one\n\n    let y = 2; x\n}\n",
        "2:13",
        &["a `;` is missing at the end of this line"],
    );
    check_says(
        "fn score(turn) {\n    if turn.right {\n        return 1;\n    2\n}\n",
        "2:19",
        &["this `{` is never closed"],
    );
    check_says(
        "fn score(turn) {\n    max(1, 2\n}\n",
        "2:8",
        &["this `(` is never closed", "at the latest here"],
    );
    check_says(
        "fn score(turn) {\n    [1, 2;\n    1\n}\n",
        "2:5",
        &["this `[` is never closed"],
    );
    check_says(
        "fn score(turn) {\n    if turn.right {\n        1\n}\nfn stop(quiz) { true }\n",
        "5:1",
        &["is a `}` missing above?", "opened here", "if turn.right {"],
    );
}

#[test]
fn a_comparison_may_give_any_number() {
    // sorting-by-a-difference-of-floats
    let bank = questions(2)
        .replace("difficulty = 1", "difficulty = 5")
        .replace("difficulty = 2", "difficulty = 1");
    let played = quiz()
        .bank(&bank)
        .mode("fn select(quiz) { let list = quiz.pool.left().take(100).to_array(); list.sort(|a, b| a.difficulty * 1.0 - b.difficulty * 1.0); list[0] }")
        .answers(["yes"])
        .play();
    assert_eq!(played.asked, ["q2"]);
    scoring_fails(
        "let l = [2, 1]; l.sort(|a, b| \"x\"); 1",
        "a comparison must give a number",
    );
    scoring_fails(
        "let l = [2, 1]; l.sort(|a, b| 0.0 / 0.0); 1",
        "a comparison must give a number",
    );
}

// ------------------------------------------------------------------ imports

#[test]
fn a_library_is_imported_at_the_top_and_sees_its_own_constants() {
    // import-at-the-top-works-in-hooks
    let mode = "import \"lib/streaks\" as streaks;\nconst API = 1;\nconst STEP = 100;\nfn score(turn) {\n    turn.mark.add(streaks::bonus(turn) + streaks::STEP, `streak ${STEP}`)\n}\n";
    let program = Program::of("test", mode)
        .library("lib/streaks", "import \"lib/deep\" as deep;\nconst STEP = 0.25;\nfn bonus(turn) { [1].map(|x| x * turn.quiz.turns.len() * STEP)[0] + deep::zero() }")
        .library("lib/deep", "const STEP = 0;\nfn zero() { STEP }");
    let played = quiz().program(program).answers(["yes", "yes"]).play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    assert_eq!(played.points, [1.25, 1.5]);
    assert_eq!(played.reasons(0), ["streak 100"]);
}

#[test]
fn a_closure_sees_the_functions_of_its_own_file_wherever_it_is_called() {
    let mode = "import \"lib/pools\" as pools;\nfn worth(q) { 10 }\nfn score(turn) {\n    let sum = 0;\n    let all = pools::kept(turn.quiz.pool, |q| { sum += worth(q); true });\n    sum + all.len() + pools::own(turn.quiz.pool)\n}\n";
    let program = Program::of("test", mode).library(
        "lib/pools",
        "fn worth(q) { 1000 }\nfn kept(pool, keep) { pool.filter(keep) }\nfn own(pool) { pool.filter(|q| worth(q) == 1000).len() }",
    );
    let played = quiz().program(program).answers(["yes"]).play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    let questions = (played.points[0] / 12.0).round();
    assert!(questions > 0.0);
    assert_eq!(played.points, [questions * 12.0]);
}

#[test]
fn a_missing_library_or_function_is_found_before_the_quiz() {
    check_says(
        "import \"lib/nowhere\" as x;\nfn score(turn) { x::f() }",
        "1:8",
        &["there is no library `lib/nowhere`"],
    );
    let program = Program::of(
        "test",
        "import \"lib/a\" as a;\nfn score(turn) {\n    a::bonsu(turn) + a::bonus()\n}",
    )
    .library("lib/a", "fn bonus(turn) { 1 }");
    let said = said_of_program(program);
    assert!(
        said.contains("test.rhai:3:8")
            && said.contains("has no function `bonsu`")
            && said.contains("did you mean `bonus`?"),
        "{said}"
    );
    assert!(
        said.contains("`a::bonus` takes 1 argument, and is called with 0"),
        "{said}"
    );
}

#[test]
fn libraries_that_import_each_other_are_reported_with_the_ring() {
    let program = Program::of("test", "import \"lib/a\" as a;\nfn score(turn) { 1 }")
        .library("lib/a", "import \"lib/b\" as b;\nfn f() { 1 }")
        .library("lib/b", "import \"lib/a\" as a;\nfn f() { 1 }");
    let said = said_of_program(program);
    assert!(
        said.contains("lib/b.rhai:1:8") && said.contains("lib/a imports lib/b imports lib/a"),
        "{said}"
    );
    assert_eq!(said.matches("in a circle").count(), 1);
}

#[test]
fn an_error_in_a_library_shows_the_librarys_line() {
    let program = Program::of(
        "test",
        "import \"lib/a\" as a;\nfn score(turn) { a::f(turn) }",
    )
    .library(
        "lib/a",
        "// first line\nfn f(turn) {\n    throw \"from the library\"\n}",
    );
    let played = quiz().program(program).answers(["yes"]).play();
    assert!(
        played.failure().report.contains("lib/a.rhai:3:5"),
        "{}",
        played.failure().report
    );
    let unknown = Program::of("test", "import \"lib/a\" as a;\nfn score(turn) { 1 }")
        .library("lib/a", "fn f() {\n    mising\n}");
    assert!(said_of_program(unknown).contains("lib/a.rhai:2:5"));
}

#[test]
fn a_quiz_goes_on_with_the_files_that_were_kept() {
    let program = Program::of(
        "test",
        "import \"lib/b\" as b;\nimport \"a\" as a;\nfn score(turn) { a::f() + b::f() }",
    )
    .library("lib/b", "import \"lib/a\" as a;\nfn f() { a::f() }")
    .library("a", "fn f() { 1 }")
    .library("lib/a", "fn f() { 20 }");
    let kept: Vec<_> = program.sources().iter().cloned().collect();
    let again = Program::again("test", &kept).expect("files");
    assert_eq!(
        again
            .files
            .iter()
            .map(|f| f.import.as_str())
            .collect::<Vec<_>>(),
        ["", "lib/b", "a", "lib/a"]
    );
    assert_eq!(quiz().program(again).answers(["yes"]).play().points, [21.0]);
}

#[test]
fn modes_are_found_by_name_and_by_path() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("lib")).unwrap();
    std::fs::write(
        folder.path().join("streak.rhai"),
        "\u{FEFF}import \"lib/own\" as own;\nfn score(turn) { own::f() }",
    )
    .unwrap();
    std::fs::write(folder.path().join("lib/own.rhai"), "fn f() { 5 }").unwrap();
    let library = Library::new(Some(folder.path()));
    let found = library.find("streak").unwrap();
    assert_eq!(found.hides.unwrap().to_string(), "shipped");
    assert_eq!(
        quiz().program(found.program).answers(["yes"]).play().points,
        [5.0]
    );
    let path = folder.path().join("streak.rhai");
    assert_eq!(
        library.find(path.to_str().unwrap()).unwrap().program.name,
        "streak"
    );
    let unknown = library.find("steak").unwrap_err().to_string();
    assert!(unknown.contains("did you mean `streak`?"), "{unknown}");
}

// ------------------------------------------------------------------ pools, chance, the past

#[test]
fn pools_are_narrowed_ordered_and_read() {
    for (pool, ids) in [
        ("quiz.pool.topic(\"odd\")", "q1 q3 q5"),
        ("quiz.pool.topic(quiz.topics[1])", "q2 q4 q6"),
        ("quiz.pool.difficulty(2, 3)", "q2 q3"),
        ("quiz.pool.difficulty(4.5, 5)", "q5"),
        ("quiz.pool.kind(\"choice\").take(2)", "q1 q2"),
        ("quiz.pool.filter(|q| q.difficulty == 1)", "q1 q6"),
        ("quiz.pool.sort_by(|q| -q.difficulty).take(2)", "q5 q4"),
        ("quiz.pool.sort_by(|q| q.topics[0]).take(3)", "q2 q4 q6"),
        ("quiz.pool.topic(\"\").or(quiz.pool.take(1))", "q1"),
        ("quiz.pool.tag(\"x\")", ""),
        ("quiz.pool.never_asked().left().take(1)", "q1"),
        ("quiz.pool.asked()", ""),
        ("quiz.pool.missed()", ""),
        ("quiz.topic(\"even\").pool", "q2 q4 q6"),
    ] {
        let played = quiz()
            .bank(&questions(6))
            .mode(&format!("fn start(quiz) {{ let ids = \"\"; for q in {pool} {{ ids += ` ${{q.id}}`; }} #{{ ids: ids }} }}"))
            .answers(["yes"])
            .play();
        assert_eq!(played.state["ids"].as_str().unwrap().trim(), ids, "{pool}");
    }
}

#[test]
fn a_misspelt_topic_kind_or_entity_is_no_empty_pool() {
    for (pool, words) in [
        (
            "quiz.pool.topic(\"od\")",
            "no topic `od`, did you mean `odd`?",
        ),
        (
            "quiz.pool.kind(\"choise\")",
            "no kind of question `choise`, did you mean `choice`?",
        ),
        (
            "quiz.pool.about(\"chna\")",
            "no actor, treaty or position `chna`",
        ),
        (
            "quiz.pool.filter(|q| 1)",
            "filter's closure must give true or false",
        ),
        ("quiz.pool.weighted(|q| -1)", "a weight must be 0 or more"),
        (
            "quiz.pool.weighted(|q| 0.0 / 0.0)",
            "a weight must be 0 or more",
        ),
        (
            "quiz.pool.weighted(|q| \"x\")",
            "weighted's closure must give a number",
        ),
        (
            "quiz.pool.sort_by(|q| ())",
            "sort_by's closure must give numbers, or texts",
        ),
        ("quiz.learner.mastery(\"od\")", "did you mean `odd`?"),
        ("quiz.rng.int(2, 1)", "must not be above"),
    ] {
        let failure = quiz()
            .mode(&format!("fn start(quiz) {{ {pool}; #{{}} }}"))
            .refusal();
        assert!(
            failure.message.contains(words),
            "{pool}: {}",
            failure.message
        );
    }
}

#[test]
fn weights_are_heeded_and_zero_is_never() {
    let mut counts = [0; 3];
    for seed in 0..300 {
        let played = quiz().seed(seed).mode("fn select(quiz) { quiz.pool.weighted(|q| if q.id == \"q2\" { 0 } else { q.difficulty }) }").answers(["yes"]).play();
        counts[played.asked[0][1..].parse::<usize>().unwrap() - 1] += 1;
    }
    assert_eq!(counts[1], 0);
    assert!((45..105).contains(&counts[0]), "{counts:?}"); // a quarter of 300 is 75
}

#[test]
fn among_the_best_means_the_best() {
    // among-the-best-means-the-best, with difficulty for information
    let mut firsts = [0; 3];
    for seed in 0..200 {
        let played = quiz()
            .seed(seed)
            .mode(
                "fn select(quiz) { quiz.pool.left().sort_by(|q| -q.difficulty).take(2).random() }",
            )
            .answers(["yes"])
            .play();
        firsts[played.asked[0][1..].parse::<usize>().unwrap() - 1] += 1;
    }
    assert_eq!(firsts[0], 0, "the worst never");
    assert!((70..130).contains(&firsts[2]), "{firsts:?}");
}

#[test]
fn balanced_follows_the_shares() {
    let played = quiz()
        .bank(&questions(8))
        .mode("fn select(quiz) { quiz.pool.left().balanced(#{ odd: 3, even: 1 }).first() }")
        .answers(["yes", "yes", "yes", "yes", "yes"])
        .play();
    let odd = played
        .asked
        .iter()
        .take(4)
        .filter(|id| id[1..].parse::<u32>().unwrap() % 2 == 1)
        .count();
    assert_eq!(odd, 3, "{:?}", played.asked);
}

#[test]
fn the_past_is_seen_with_this_quiz() {
    let played = quiz()
        .past("q1", 0.0, 3)
        .past("q1", 1.0, 2)
        .past("q3", 0.5, 1)
        .mode("fn start(quiz) { #{ seen: [] } }
               fn answered(turn) {
                   let l = turn.quiz.learner;
                   this.seen.push([turn.question.times_asked, l.history(turn.question).len(), l.history().len(), turn.previous?.right, l.mastery(\"odd\"), l.mastery(\"even\")]);
               }")
        .answers(["no", "", "yes"])
        .play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    assert_eq!(
        played.state["seen"],
        json!([
            [3, 3, 4, true, 0.375, 0.0],
            [1, 1, 5, null, 0.375, 0.0],
            [2, 2, 6, false, 0.5, 0.0]
        ])
    );
}

#[test]
fn numbers_are_rounded_shared_and_averaged() {
    for (expression, value) in [
        ("round(2.5)", "3"),
        ("round(66.666, 1)", "66.7"),
        ("percent(0.67)", "67 %"),
        ("share(1, 3) > 0.33", "true"),
        ("share(0, 0)", "0.0"),
        ("mean([1, 2.0, 6])", "3.0"),
        ("mean([])", "0.0"),
        ("clamp(7, 1, 5)", "5"),
        ("clamp(0.5, 1, 5)", "1.0"),
        (
            "(date(\"2024-06-19\") - date(\"1961-07-11\")).days",
            "22989",
        ),
        ("date(\"2024-06-19\").year", "2024"),
        ("quiz.rng.int(3, 3)", "3"),
        ("quiz.rng.choose([]) == ()", "true"),
        ("quiz.rng.shuffle([1, 2, 3]).len()", "3"),
    ] {
        let played = quiz()
            .mode(&format!(
                "fn start(quiz) {{ #{{ v: `${{{expression}}}` }} }}"
            ))
            .answers(["yes"])
            .play();
        assert_eq!(played.state["v"], json!(value), "{expression}");
    }
}

// ------------------------------------------------------------------ the same again

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The same seed, answers and times give the same quiz and the same state; and folding the events,
    /// which calls no script, gives it too, from wherever it was left.
    #[test]
    fn a_quiz_replays_exactly(
        seed in 0u64..1000,
        mode in prop::sample::select(SHIPPED.to_vec()),
        answers in prop::collection::vec(prop::sample::select(vec!["yes", "no", "", "late"]), 0..12),
        cut in 0usize..30,
    ) {
        let test = shipped(mode)
            .bank(&for_every_mode())
            .past("q1", 1.0, 3)
            .past("q2", 0.0, 1)
            .seed(seed)
            .answer_all(answers.iter().map(|a| (*a).to_owned()).collect());
        let (first, second) = (test.clone().play(), test.clone().play());
        prop_assert_eq!(&first.events, &second.events);
        prop_assert_eq!(&first.state, &second.state);
        prop_assert!(first.failures.is_empty());
        // from any point on, what was kept is enough
        let kept = first.events[..cut.clamp(1, first.events.len())].to_vec();
        prop_assert_eq!(&test.go_on(kept).events, &first.events);
    }
}

// ------------------------------------------------------------------ the shipped modes

const SHIPPED: [&str; 22] = [
    "certainty",
    "classic",
    "confusable",
    "debate",
    "diagnosis",
    "exam-blueprint",
    "graded-judgement",
    "hints-cost",
    "in-order",
    "interleave",
    "ladder",
    "leitner",
    "lives",
    "mastery",
    "negative-marking",
    "partial",
    "pub-quiz",
    "shuffled",
    "streak",
    "time-attack",
    "treaty-detective",
    "weakest-first",
];

/// A bank that every shipped mode can play: eight questions, each about a treaty and a position.
fn for_every_mode() -> String {
    let about = "about = [\"t\", \"p\"]\ntopics = ";
    let entities = "[[actor]]\nid = \"x\"\nname = \"Xland\"\nkind = \"state\"\nsources = []\n\
        [[treaty]]\nid = \"t\"\nname = \"Treaty of T\"\nkind = \"peace\"\nsources = []\n\
        [[position]]\nid = \"p\"\nactor = \"x\"\nissue = \"peace\"\nstance = \"For it.\"\nsources = []\n";
    questions(8).replace("topics = ", about) + entities
}

#[test]
fn every_shipped_mode_is_without_even_a_warning_and_says_what_it_is() {
    let library = Library::new(None);
    for name in SHIPPED {
        let program = library.find(name).unwrap().program;
        assert_eq!(said_of_program(program.clone()), "", "{name}");
        let script = Script::compile(&program, &Settings::none()).unwrap();
        assert!(!script.about().is_empty(), "{name}");
        assert!(!script.hooks().is_empty(), "{name}");
    }
    let listed: Vec<String> = library
        .list()
        .into_iter()
        .map(|found| found.unwrap().program.name)
        .collect();
    assert_eq!(listed.len(), SHIPPED.len(), "{listed:?}");
}

#[test]
fn every_shipped_mode_passes_the_tests_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    for name in SHIPPED {
        let path = format!("{}/scripts/{name}.test.rhai", env!("CARGO_MANIFEST_DIR"));
        assert!(std::path::Path::new(&path).exists(), "{name} has no tests");
        let listed = include_str!("../docs/modes.md").contains(&format!("| `{name}` |"));
        assert!(listed, "docs/modes.md does not list {name}");
    }
    let (code, said, errors) = demarche(folder.path(), &[&["mode", "test"], &SHIPPED[..]].concat());
    assert_eq!(code, Some(0), "{said}{errors}");
}

#[test]
fn no_shipped_mode_rewards_or_punishes_passing_over() {
    for name in SHIPPED {
        let played = shipped(name)
            .bank(&for_every_mode())
            .answers(["", "", ""])
            .play();
        assert!(
            played.points.iter().all(|points| *points == 0.0),
            "{name}: {:?}",
            played.points
        );
        assert!(played.failures.is_empty(), "{name}");
    }
}

/// A bank with one question that can be half right.
const HALF: &str = "format = 1
[[question]]
id = \"order\"
kind = \"order\"
prompt = \"In order\"
items = [\"a\", \"b\", \"c\"]
points = 2
";

#[test]
fn classic_is_all_or_nothing() {
    let half = shipped("classic").bank(HALF).answers(["b; a; c"]).play();
    assert_eq!(half.points, [0.0]);
    assert!(
        half.turns[0].mark.judgement.credit.value() > 0.0,
        "the credit stays"
    );
    assert_eq!(half.reasons(0), ["only a fully right answer counts"]);
    assert_eq!(
        shipped("classic")
            .bank(HALF)
            .answers(["a; b; c"])
            .play()
            .points,
        [2.0]
    );
}

#[test]
fn partial_pays_for_parts() {
    let half = shipped("partial").bank(HALF).answers(["b; a; c"]).play();
    assert!(
        (half.points[0] - 4.0 / 3.0).abs() < 1e-12,
        "{:?}",
        half.points
    );
    assert_eq!(half.turns[0].feedback, ["67 % of it was right."]);
}

#[test]
fn negative_marking_costs_for_wrong_answers_only() {
    let played = shipped("negative-marking")
        .set("penalty=0.5")
        .answers(["no", "", "yes"])
        .play();
    assert_eq!(played.points, [-0.5, 0.0, 1.0]);
}

#[test]
fn streak_pays_up_to_its_cap() {
    let played = shipped("streak")
        .bank(&questions(6))
        .set("cap=0.2")
        .answers(["yes", "yes", "yes", "yes", "no", "yes"])
        .play();
    assert_eq!(played.points, [1.0, 1.1, 1.2, 1.2, 0.0, 1.0]);
    assert_eq!(played.outcome.finish.lines, ["Longest streak: 4."]);
}

#[test]
fn lives_end_the_quiz_with_the_last() {
    let played = shipped("lives")
        .bank(&questions(6))
        .set("lives=2")
        .answers(["no", "", "yes", "no", "yes"])
        .play();
    assert_eq!(played.asked.len(), 4);
    assert_eq!(played.ended(), Ended::ByMode);
    assert_eq!(played.outcome.finish.passed, Some(false));
    assert_eq!(played.turns[0].feedback, ["One life left."]);
}

#[test]
fn time_attack_pays_for_speed_and_ends_with_its_time() {
    let fast = shipped("time-attack").seconds(5.0).answers(["yes"]).play();
    assert_eq!(fast.points, [1.75]);
    assert_eq!(fast.reasons(0), ["answered in 5.0 s"]);
    let slow = shipped("time-attack")
        .seconds(100.0)
        .answers(["yes", "yes", "yes"])
        .play();
    assert_eq!(slow.points, [1.0, 1.0]);
    assert_eq!(slow.ended(), Ended::TimeLimit);
}

#[test]
fn in_order_and_shuffled_ask_each_once() {
    let answers = ["yes", "yes", "yes", "yes", "yes", "yes"];
    let ordered = shipped("in-order")
        .bank(&questions(5))
        .answers(answers)
        .play();
    assert_eq!(ordered.asked, ["q1", "q2", "q3", "q4", "q5"]);
    let mut shuffled = shipped("shuffled")
        .bank(&questions(5))
        .answers(answers)
        .play()
        .asked;
    assert_ne!(shuffled, ordered.asked);
    shuffled.sort();
    assert_eq!(shuffled, ordered.asked);
}

#[test]
fn weakest_first_goes_to_the_topic_mastered_least() {
    let played = shipped("weakest-first")
        .bank(&questions(6))
        .past("q1", 1.0, 1)
        .past("q2", 0.0, 1)
        .answers(["yes", "yes"])
        .play();
    assert!(
        ["q2", "q4", "q6"].contains(&played.asked[0].as_str()),
        "{:?}",
        played.asked
    );
    assert_eq!(
        played.turns[0].reason.as_deref(),
        Some("Even ones: your weakest topic so far, at 0 %")
    );
}

#[test]
fn leitner_brings_missed_cards_back_and_lets_known_ones_rest() {
    let again = shipped("leitner")
        .bank(&questions(2))
        .answers(["no", "yes", "yes", "yes"])
        .play();
    assert_eq!(again.asked, ["q1", "q2", "q1"]);
    assert_eq!(again.outcome.finish.lines, ["2 of 2 cards rest now."]);
    let three_right = |days_ago: i64| {
        shipped("leitner")
            .bank(&questions(1))
            .past("q1", 1.0, days_ago + 2)
            .past("q1", 1.0, days_ago + 1)
            .past("q1", 1.0, days_ago)
            .answers(["yes"])
            .play()
            .asked
            .len()
    };
    assert_eq!(
        (three_right(3), three_right(4)),
        (0, 1),
        "box 4 rests four days"
    );
}

#[test]
fn ladder_climbs_and_steps_down() {
    let played = shipped("ladder")
        .bank(&questions(10))
        .answers(["yes", "yes", "no", "", "yes"])
        .play();
    let difficulties: Vec<u32> = played
        .asked
        .iter()
        .map(|id| (id[1..].parse::<u32>().unwrap() - 1) % 5 + 1)
        .collect();
    assert_eq!(
        difficulties,
        [2, 3, 4, 3, 2].map(|d| d)[..]
            .iter()
            .enumerate()
            .map(|(at, d)| if at == 4 { difficulties[4] } else { *d })
            .collect::<Vec<_>>()
    );
}

#[test]
fn interleave_changes_the_topic_each_time() {
    let played = shipped("interleave")
        .bank(&questions(6))
        .answers(["yes"; 6])
        .play();
    let odd: Vec<bool> = played
        .asked
        .iter()
        .map(|id| id[1..].parse::<u32>().unwrap() % 2 == 1)
        .collect();
    assert!(
        odd.windows(2).all(|two| two[0] != two[1]),
        "{:?}",
        played.asked
    );
}

// ------------------------------------------------------------------ tools

#[test]
fn the_starter_is_a_mode_without_problems() {
    let starter = include_str!("../src/cli/mode/starter.rhai");
    assert_eq!(said_of(starter), "");
    let played = quiz().mode(starter).answers(["yes", "yes", "yes"]).play();
    assert_eq!(played.points.iter().sum::<f64>(), 3.5);
}

#[test]
fn the_reference_in_the_documentation_is_made_from_the_host() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scripting.md");
    let written = std::fs::read_to_string(path).expect("docs/scripting.md");
    let marker = "<!-- the reference below is made from the host: DEMARCHE_BLESS=1 cargo test --test modes reference -->\n";
    let (before, after) = written.split_once(marker).expect("the marker");
    let made = reference();
    if std::env::var_os("DEMARCHE_BLESS").is_some() {
        std::fs::write(path, format!("{before}{marker}{made}")).expect("written");
    } else {
        assert_eq!(
            after, made,
            "docs/scripting.md is stale; make it again with DEMARCHE_BLESS=1"
        );
    }
}

#[test]
fn bounds_may_be_raised_and_lowered() {
    let busy = "fn score(turn) { let n = 0; for i in 0..1000 { n += 1; } n }";
    let tight = Bounds {
        operations: 500,
        ..Bounds::default()
    };
    let played = quiz().mode(busy).bounds(tight).answers(["yes"]).play();
    assert!(
        played
            .failure()
            .message
            .contains("more than 500 operations"),
        "{:?}",
        played.failure()
    );
    assert_eq!(quiz().mode(busy).answers(["yes"]).play().points, [1000.0]);
}

#[test]
fn a_bound_that_is_passed_points_at_the_hook_and_not_at_the_first_line() {
    let tight = Bounds {
        operations: 500,
        text: 1000,
        ..Bounds::default()
    };
    for (body, words) in [
        ("loop { }", "more than 500 operations"),
        ("let s = \"x\"; loop { s += s; }", "a text grew too large"),
        ("again(1)", "functions call each other too deeply"),
    ] {
        let text = format!("//! Head.\nfn again(n) {{ again(n) }}\n\nfn score(turn) {{ {body} }}");
        let played = quiz().mode(&text).bounds(tight.clone()).answers(["yes"]);
        let report = played.play().failure().report.clone();
        assert!(
            report.contains("test.rhai:4:4") && report.contains("^^^^^") && report.contains(words),
            "{report}"
        );
    }
}

#[test]
fn a_bound_that_is_passed_shows_the_loops_that_may_be_at_fault() {
    let tight = Bounds {
        operations: 500,
        ..Bounds::default()
    };
    let report_of = |text: &str| {
        let played = quiz().mode(text).bounds(tight.clone()).answers(["yes"]);
        played.play().failure().report.clone()
    };
    let own = report_of(
        "fn score(turn) {\n    let n = 1;\n    while n > 0 {\n        n += 1;\n    }\n    n\n}",
    );
    assert!(
        own.contains("test.rhai:1:4")
            && own.contains("3 |     while n > 0 {")
            && own.contains("- a loop"),
        "{own}"
    );
    let helpers = report_of("fn wait() {\n    loop { }\n}\nfn score(turn) { wait() }");
    assert!(
        helpers.contains("2 |     loop { }") && helpers.contains("- a loop"),
        "{helpers}"
    );
}

#[test]
fn a_hook_that_was_stopped_twice_is_called_no_more_not_even_after_an_interruption() {
    let tight = Bounds {
        operations: 5000,
        ..Bounds::default()
    };
    let play = |answers: usize| {
        quiz()
            .bank(&questions(6))
            .mode(
                "fn start(quiz) { #{ n: 0 } }
                 fn score(turn) { if turn.right { loop { } } 0.5 }
                 fn answered(turn) { this.n += 1; }",
            )
            .bounds(tight.clone())
            .answer_all(vec!["yes".to_owned(); answers])
    };
    let whole = play(6).play();
    let stopped: Vec<u32> = whole.failures.iter().map(|f| f.stopped).collect();
    assert_eq!(stopped, [1, 2]);
    assert!(whole.failures[1].ends_hook());
    assert_eq!(whole.points, [1.0; 6]);
    for kept in 0..6 {
        let before = play(kept).play();
        let after = play(6).go_on(before.events);
        assert_eq!(after.turns, whole.turns, "interrupted after {kept}");
        assert_eq!(after.state, whole.state);
    }
    // an error that costs no time is worth another call
    let played = play(6).mode("fn score(turn) { throw \"x\" }").play();
    assert_eq!(played.failures.len(), 6);
}

#[test]
fn assigning_to_what_the_host_hands_out_is_found_before_the_quiz() {
    for (change, words) in [
        ("turn.points = 5", "a turn can't be changed"),
        ("turn.mark.points += 3", "a mark can't be changed"),
        (
            "let q = turn.question; q.difficulty = 1",
            "a question can't be changed",
        ),
        ("turn.quiz.pool[0]", "a pool can't be read with `[…]`"),
    ] {
        let said = said_of(&format!("fn score(turn) {{ {change}; 1 }}"));
        assert!(said.contains(words), "{change}: {said}");
    }
    let fine = "fn score(turn) { this.points = 5; this.list[0].points = 1; turn.points }";
    assert_eq!(said_of(fine), "");
}

#[test]
fn a_change_that_is_lost_is_warned_of() {
    for change in [
        "turn.quiz.turns.push(1)",
        "turn.quiz.pool.ids().sort()",
        "turn.quiz.learner.history().reverse()",
    ] {
        let said = said_of(&format!("fn score(turn) {{ {change}; 1 }}"));
        assert!(
            said.contains("warning:") && said.contains("changes a copy here, which is lost"),
            "{change}: {said}"
        );
    }
    for fine in [
        "let list = turn.quiz.turns; list.push(1)",
        "let list = turn.quiz.pool.ids(); list.sort()",
        "turn.quiz.turns.pop()",
        "this.list.push(1)",
    ] {
        let said = said_of(&format!("fn score(turn) {{ {fine}; 1 }}"));
        assert_eq!(said, "", "{fine}");
    }
}

#[test]
fn constants_of_a_library_are_checked_as_ones_own() {
    let said_of_change = |change: &str| {
        let text = format!("import \"lib/h\" as h;\nfn score(turn) {{ {change}; 1 }}");
        let library = "const PARAMS = #{ each: 1, list: [1], plan: #{ each: 2 } };";
        said_of_program(Program::of("test", text).library("lib/h", library))
    };
    for (change, words) in [
        ("h::PARAMS.eahc", "h::PARAMS has no `eahc`"),
        ("h::PARAMS[\"eahc\"]", "did you mean `each`?"),
        ("h::PARAMS.plan.eahc", "h::PARAMS.plan has no `eahc`"),
        ("h::PARAMS.each = 5", "`h::PARAMS` is a constant"),
        ("h::PARAMS.list.push(1)", "is a constant"),
    ] {
        let said = said_of_change(change);
        assert!(
            said.contains(words) && said.contains("test.rhai:2:"),
            "{change}: {said}"
        );
    }
    assert_eq!(
        said_of_change("h::PARAMS.plan[\"each\"] + h::PARAMS.list[0]"),
        ""
    );
}

#[test]
fn messages_speak_the_words_of_the_documentation() {
    for (body, words) in [
        (
            "let q = [turn.quiz.pool]; q[0][0]",
            "a pool can't be read with `[…]`",
        ),
        ("[3, \"a\"].sort()", "these values have no order"),
        (
            "[turn.quiz.pool][0].take(\"2\")",
            "`take` can't be called with a text",
        ),
        ("turn.quiz.pool.take(-1)", "take takes 0 or more, not -1"),
        (
            "turn.quiz.pool.difficulty(5, 1)",
            "the lower number first, and 5 is above 1",
        ),
        (
            "turn.quiz.pool.difficulty(0.0 / 0.0, 5)",
            "two numbers, from 1 to 5",
        ),
        (
            "turn.quiz.pool.about([3])",
            "about takes ids, and one of these is a whole number",
        ),
        (
            "clamp(5, 3, 1)",
            "clamp(x, 3, 1): the lower bound comes first",
        ),
        ("clamp(5, 3.5, 1)", "the lower bound comes first"),
        (
            "\"1\" * 2",
            "`*` does not work between a text and a whole number",
        ),
        (
            "[turn.quiz.pool][0].filter(|q, n| true)",
            "another number of parameters",
        ),
        (
            "let a = [1]; let f = || a; a.push(f); a.push(f); `${a}`",
            "while a closure that captured it uses it too",
        ),
        (
            "let list = [turn]; list[0].points = 5",
            "a turn can't be changed",
        ),
        (
            "[turn.quiz.pool][0].balanced(#{ od: 1 })",
            "no topic `od`, did you mean `odd`?",
        ),
    ] {
        scoring_fails(body, words);
    }
}

#[test]
fn what_a_script_says_is_bounded_where_it_leaves_the_script() {
    let played = quiz()
        .mode(
            "fn long() { let s = \"x\"; s.pad(500_000, \"word \"); s }
             fn select(quiz) { quiz.pool.left().first()?.because(\"a\\nb\" + long()) }
             fn score(turn) { turn.mark.note(long()) }
             fn answered(turn) { throw long(); }
             fn feedback(turn) { long() }
             fn progress(quiz) { [#{ name: \"a\\nb\", done: 1, of: 2 }] }
             fn finish(quiz) {
                 let lines = [];
                 for n in 0..200 { lines.push(`line ${n}`); }
                 #{ grade: \"a\\n\" + long(), lines: lines }
             }",
        )
        .answers(["yes", "yes", "yes"])
        .play();
    let cut = |text: &str| {
        assert!(text.chars().count() < 2100, "{}", text.len());
        assert!(text.ends_with("… (cut: 500000 characters)"), "{text}");
    };
    let turn = &played.turns[0];
    cut(&turn.mark.steps[0].why);
    cut(&turn.feedback[0]);
    cut(&turn.failures[0].message);
    assert!(turn.failures[0].report.chars().count() < 3000);
    let reason = turn.reason.as_deref().unwrap();
    assert!(reason.starts_with("a bx") && reason.chars().count() < 2100);
    assert_eq!(played.bars[0].name, "a b");
    let finish = &played.outcome.finish;
    let grade = finish.grade.as_deref().unwrap();
    assert!(grade.starts_with("a x") && grade.chars().count() < 2100);
    assert_eq!(finish.lines.len(), 101);
    assert_eq!(finish.lines[100], "… (cut: 200 lines)");
}

#[test]
fn points_beyond_reason_are_refused() {
    for (body, words) in [
        ("1e300", "score gave 1e300 points"),
        (
            "turn.mark.set(1e300, \"x\")",
            "points lie between -1e9 and 1e9, and this is 1e300",
        ),
        (
            "turn.mark.set(1000, \"x\").times(1_000_000_000, \"y\")",
            "1e12 points are too many",
        ),
        ("turn.mark.out_of(1e300)", "points lie between"),
    ] {
        scoring_fails(body, words);
    }
    let played = quiz()
        .mode("fn score(turn) { -1_000_000_000 }")
        .answers(["yes"])
        .play();
    assert_eq!(played.points, [-1e9]);
}

// ------------------------------------------------------------------ the command

fn demarche(folder: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .env_remove("XDG_DATA_HOME")
        .env_remove("DEMARCHE_SCRIPTS")
        .output()
        .expect("started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn mode_new_writes_a_starter_and_never_over_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said, _) = demarche(folder.path(), &["mode", "new", "my-mode"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("my-mode.rhai"), "{said}");
    assert_eq!(
        demarche(folder.path(), &["mode", "check", "my-mode.rhai"]).1,
        "my-mode.rhai: no problems\n"
    );
    std::fs::write(folder.path().join("my-mode.rhai"), "// mine").unwrap();
    let (code, _, said) = demarche(folder.path(), &["mode", "new", "my-mode"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(
        std::fs::read_to_string(folder.path().join("my-mode.rhai")).unwrap(),
        "// mine"
    );
    assert_eq!(
        demarche(folder.path(), &["mode", "new", "a mode!"]).0,
        Some(2)
    );
}

#[test]
fn mode_check_shows_each_problem_and_fails_with_1() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("bad.rhai"),
        "fn score(turn) {\n    turn.mark.creidt\n}\n",
    )
    .unwrap();
    let (code, said, _) = demarche(folder.path(), &["mode", "check", "bad.rhai", "streak"]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("bad.rhai:2:15")
            && said.contains("^^^^^^")
            && said.contains("streak: no problems"),
        "{said}"
    );
    let (code, said, _) = demarche(folder.path(), &["mode", "check", "--json", "bad.rhai"]);
    assert_eq!(code, Some(1));
    let problem: serde_json::Value = serde_json::from_str(said.trim()).unwrap();
    assert_eq!(
        (&problem["line"], &problem["column"], &problem["hint"]),
        (&json!(2), &json!(15), &json!("did you mean `credit`?"))
    );
}

#[test]
fn mode_check_goes_on_after_a_file_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("latin.rhai"), b"// \xe9").unwrap();
    let files = ["mode", "check", "nope.rhai", "latin.rhai", "streak"];
    let (code, said, _) = demarche(folder.path(), &files);
    assert_eq!(code, Some(1));
    for words in [
        "nope.rhai",
        "latin.rhai: line 1 is not UTF-8",
        "streak: no problems",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let json = [&files[..], &["--json"]].concat();
    let (code, said, _) = demarche(folder.path(), &json);
    assert_eq!(code, Some(1));
    let lines: Vec<serde_json::Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert_eq!(lines[0]["mode"], json!("nope.rhai"));
}

#[test]
fn a_folder_of_modes_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        ["--scripts", "gone", "mode", "list"],
        ["--banks", "gone", "mode", "list"],
        ["--scripts", "gone", "bank", "list"],
    ] {
        let (code, _, said) = demarche(folder.path(), &arguments);
        assert_eq!(code, Some(1));
        assert!(said.contains("there is no folder gone"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_named_as_such() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("gone", folder.path().join("dangling.rhai")).unwrap();
    let (_, _, said) = demarche(folder.path(), &["--scripts", ".", "mode", "list"]);
    assert!(
        said.contains("dangling.rhai: it is a link that leads nowhere"),
        "{said}"
    );
}

#[test]
fn mode_check_takes_a_folder_and_checks_each_mode_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let modes = folder.path().join("mine");
    std::fs::create_dir(&modes).unwrap();
    std::fs::create_dir(folder.path().join("none")).unwrap();
    std::fs::write(modes.join("a.rhai"), "fn score(turn) { 1 }").unwrap();
    std::fs::write(modes.join("b.rhai"), "fn score(turn) { turn.x }").unwrap();
    std::fs::write(modes.join("notes.txt"), "no mode").unwrap();
    let (code, said, _) = demarche(folder.path(), &["mode", "check", "mine"]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("mine/a.rhai: no problems") && said.contains("mine/b.rhai:1:23"),
        "{said}"
    );
    let (code, said, _) = demarche(folder.path(), &["mode", "check", "none"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("`none`"), "{said}");
}

#[test]
fn a_mode_that_is_played_whole_names_the_way_to_play_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = "const RULES = #{ alone: true };\nfn select(quiz) { quiz.pool.left().first() }\nfn score(turn) { 1 }";
    std::fs::write(folder.path().join("both.rhai"), text).unwrap();
    let bank = "format = 1\n[mode]\nscore = \"both.rhai\"\nselect = \"both.rhai\"\n[[question]]\nid = \"q\"\nkind = \"text\"\nprompt = \"?\"\nanswer = \"a\"\nsources = []\n";
    std::fs::write(folder.path().join("b.toml"), bank).unwrap();
    for arguments in [
        ["play", "primer", "--score", "./both.rhai"],
        ["play", "./b.toml", "--select", "ladder"],
    ] {
        let (_, _, said) = demarche(folder.path(), &arguments);
        assert!(
            said.contains("both.rhai is played whole: use --mode "),
            "{said}"
        );
        assert!(said.trim_end().ends_with("both.rhai"), "{said}");
    }
    let (_, said, _) = demarche(folder.path(), &["mode", "show", "both.rhai"]);
    assert!(
        said.starts_with("both (this folder)\n\nhooks: select, score\n"),
        "{said}"
    );
    let (_, said, _) = demarche(folder.path(), &["mode", "show", "both.rhai", "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        shown["files"],
        json!([{ "name": "both.rhai", "text": text }])
    );
}

#[test]
fn a_mode_chosen_for_the_half_that_it_lacks_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let said_of =
        |half: &str, mode: &str| demarche(folder.path(), &["play", "primer", half, mode]).2;
    assert!(said_of("--score", "ladder").contains("Mode `ladder` has no `score`"));
    assert!(said_of("--select", "streak").contains("Mode `streak` has no `select`"));
    for (half, mode) in [
        ("--score", "lives"),
        ("--score", "streak"),
        ("--select", "ladder"),
        ("--mode", "ladder"),
    ] {
        let said = said_of(half, mode);
        assert!(!said.contains("has no"), "{said}");
    }
}

#[test]
fn a_selection_that_asks_nothing_or_never_ends_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for (select, words) in [
        ("()", "ended at once: the mode chose nothing to ask"),
        ("[]", "ended at once: the mode chose nothing to ask"),
        ("quiz.pool.first()", "the mode would ask for ever"),
    ] {
        let text = format!("fn select(quiz) {{ {select} }}");
        std::fs::write(folder.path().join("odd.rhai"), text).unwrap();
        std::fs::write(folder.path().join("answers.txt"), "d\n".repeat(20)).unwrap();
        let play = [
            "play",
            "primer",
            "--select",
            "odd.rhai",
            "--answers",
            "answers.txt",
        ];
        let (code, said, errors) = demarche(folder.path(), &play);
        assert_eq!(code, Some(0), "{errors}");
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn mode_list_and_show_say_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let (_, said, _) = demarche(folder.path(), &["mode", "list"]);
    for name in SHIPPED {
        assert!(
            said.lines().any(|line| line.starts_with(name)),
            "{name}: {said}"
        );
    }
    assert!(
        said.contains("every right answer in a row is worth"),
        "{said}"
    );
    assert!(
        !said.contains("Streak:") && !said.contains("test"),
        "{said}"
    );
    let (_, said, _) = demarche(folder.path(), &["mode", "list", "--json"]);
    let first: serde_json::Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["name"], &first["from"], &first["hooks"]),
        (
            &json!("certainty"),
            &json!("shipped"),
            &json!(["finish", "score", "feedback"])
        )
    );
    let (_, said, _) = demarche(folder.path(), &["mode", "show", "negative-marking"]);
    assert!(
        said.contains("--set penalty=0.25") && said.contains("fn score(turn)"),
        "{said}"
    );
    let (code, _, said) = demarche(folder.path(), &["mode", "show", "steak"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("did you mean `streak`?"), "{said}");
}

// ------------------------------------------------------------------ actions and tries

/// Offers what the tests below choose from.
const OFFERING: &str = r#"
fn start(quiz) { #{ log: [] } }
fn actions(quiz) {
    if quiz.last == () { return; }
    if quiz.last.right { return [#{ label: "On", then: "on" }]; }
    [#{ label: "Again", then: "again", value: #{ id: quiz.last.question.id } },
     #{ label: "On", then: "on" },
     #{ label: "Nothing" }]
}
fn again(quiz, value) { this.log.push(value.id); }
fn on(quiz) { this.log.push("on"); }
"#;

#[test]
fn a_learner_chooses_and_the_function_of_the_action_is_called() {
    let played = quiz()
        .mode(OFFERING)
        .answers(["no", "Again", "yes", "no", "Nothing"])
        .play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    assert_eq!(played.state, serde_json::json!({ "log": ["q1", "on"] }));
    assert_eq!(played.ended(), Ended::Exhausted);
}

#[test]
fn a_quiz_goes_on_in_the_midst_of_an_offer() {
    let played = quiz().mode(OFFERING).answers(["no", "On", "yes", "yes"]);
    let whole = played.clone().play();
    let offered = whole
        .events
        .iter()
        .position(|event| matches!(event, demarche::quiz::Event::Offered { .. }))
        .expect("an offer");
    let resumed = played.go_on(whole.events[..=offered].to_vec());
    assert_eq!(resumed.events, whole.events);
}

#[test]
fn wrong_actions_name_what_is_wrong_with_them() {
    for (actions, words) in [
        ("5", "actions gave a whole number"),
        ("[5]", "actions gave a list with a whole number"),
        ("[#{ then: \"on\" }]", "an action has no label"),
        (
            "[#{ label: \"A\", than: \"on\" }]",
            "an action has no `than`",
        ),
        (
            "[#{ label: \"A\" }, #{ label: \"A\" }]",
            "two actions are called “A”",
        ),
        (
            "[#{ label: \"A\", then: \"o\" + \"f\" }]",
            "there is no function `of(quiz)` for “A”",
        ),
        ("[#{ label: \"A\", value: 0.0 / 0.0 }]", "the value of “A”"),
    ] {
        let mode = format!("fn actions(quiz) {{ {actions} }}\nfn on(quiz) {{ }}");
        let played = quiz().mode(&mode).answers(["yes", "yes", "yes"]).play();
        let said = &played.failures[0].message;
        assert!(said.contains(words), "{actions}: {said}");
        assert_eq!(played.turns.len(), 3, "the quiz goes on");
    }
}

#[test]
fn an_action_without_its_function_is_found_before_the_quiz() {
    let said = said_of(
        "fn actions(quiz) { [#{ label: \"On\", then: \"mov_on\" }, #{ label: \"B\", then: \"move_on\", value: 1 }] }\nfn move_on(quiz) { }",
    );
    assert!(
        said.contains("there is no function `mov_on(quiz)`"),
        "{said}"
    );
    assert!(said.contains("did you mean `move_on`?"), "{said}");
    assert!(
        said.contains("`move_on` is called as `move_on(quiz, value)`"),
        "{said}"
    );
    assert_eq!(said_of(OFFERING), "");
}

#[test]
fn a_question_is_tried_as_often_as_the_rules_say() {
    let played = quiz()
        .mode(
            "const RULES = #{ tries: 3 };
             fn score(turn) { turn.mark.times(1.0 / turn.tries, `${turn.tries} tries`) }",
        )
        .answers(["no", "yes", "no", "no", "no", "yes"])
        .play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    assert_eq!(played.points, [0.5, 0.0, 1.0]);
    assert_eq!(played.turns[1].tries(), 3);
    let said = said_of("const RULES = #{ tries: 0 };");
    assert!(
        said.contains("RULES.tries must be a whole number from 1 to 100"),
        "{said}"
    );
}

// ------------------------------------------------------------------ what the documentation shows

/// The blocks of Rhai in a section of docs/scripting.md.
fn shown_in(section: &str) -> Vec<String> {
    let text = include_str!("../docs/scripting.md");
    let (_, rest) = text
        .split_once(&format!("\n## {section}\n"))
        .expect(section);
    let section = rest.split("\n## ").next().unwrap();
    let blocks = section.split("```rhai\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_modes_that_the_documentation_shows_have_no_problems() {
    for section in [
        "A whole mode",
        "Letting the learner choose",
        "Several tries",
        "The map of topics",
    ] {
        let blocks = shown_in(section);
        assert!(!blocks.is_empty(), "{section}");
        for block in blocks {
            assert_eq!(said_of(&block), "", "{section}");
        }
    }
}

#[test]
fn the_walk_through_a_mode_shows_it_as_it_is() {
    let bare = |text: &str| {
        let lines = text
            .lines()
            .map(|line| line.split(" // ").next().unwrap().trim_end());
        lines.collect::<Vec<_>>().join("\n")
    };
    let script = bare(include_str!("../scripts/diagnosis.rhai"));
    let tests = bare(include_str!("../scripts/diagnosis.test.rhai"));
    for block in shown_in("A walk through a mode") {
        let block = bare(&block);
        assert!(script.contains(&block) || tests.contains(&block), "{block}");
    }
}

// ------------------------------------------------------------------ the graph of topics

/// Topics written out of order, `c` on `b` on `a` with `d` beside; so many questions of each.
fn graph(each: &[(&str, usize)]) -> String {
    let mut toml = "format = 1\n".to_owned();
    for (id, requires) in [("c", "\"b\""), ("b", "\"a\""), ("a", ""), ("d", "\"a\"")] {
        toml.push_str(&format!(
            "[[topic]]\nid = \"{id}\"\ntitle = \"Topic {id}\"\nrequires = [{requires}]\n"
        ));
    }
    for (topic, n) in each {
        for i in 1..=*n {
            toml.push_str(&format!(
                "[[question]]\nid = \"{topic}{i}\"\nkind = \"choice\"\nprompt = \"{topic} {i}?\"\nanswer = \"yes\"\ndistractors = [\"no\"]\ntopics = [\"{topic}\"]\nsources = []\n"
            ));
        }
    }
    toml
}

/// What an expression of `quiz` gives, in words, after these answers.
fn value_of(expression: &str, toml: &str, answers: &[&str]) -> String {
    let played = quiz()
        .bank(toml)
        .mode(&format!(
            "fn finish(quiz) {{ #{{ lines: [`${{{expression}}}`] }} }}"
        ))
        .answer_all(answers.iter().map(|answer| (*answer).to_owned()).collect())
        .limit(u32::try_from(answers.len()).unwrap())
        .play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    played.outcome.finish.lines[0].clone()
}

#[test]
fn topics_know_what_they_rest_on_and_what_rests_on_them() {
    let toml = graph(&[("a", 1)]);
    for (expression, value) in [
        ("quiz.topics.map(|t| t.id)", r#"["a", "b", "c", "d"]"#),
        ("quiz.topic(\"c\").requires", r#"["b"]"#),
        ("quiz.topic(\"c\").requires_all", r#"["a", "b"]"#),
        ("quiz.topic(\"a\").leads_to", r#"["b", "d"]"#),
        ("quiz.topic(\"a\").leads_to_all", r#"["b", "c", "d"]"#),
        ("quiz.topic(\"d\").leads_to_all", "[]"),
        ("quiz.topic(\"d\").pool.len()", "0"),
    ] {
        assert_eq!(value_of(expression, &toml, &["yes"]), value, "{expression}");
    }
}

#[test]
fn a_learner_is_ready_for_what_rests_on_topics_that_are_mastered() {
    let toml = graph(&[("a", 6), ("b", 1), ("c", 1), ("d", 1)]);
    let ready = |answers: &[&str]| value_of("quiz.pool.left().ready().ids()", &toml, answers);
    let yes = "yes";
    assert_eq!(ready(&["no"]), r#"["a2", "a3", "a4", "a5", "a6"]"#);
    assert_eq!(
        ready(&[yes, yes, yes, yes]),
        r#"["a5", "a6"]"#,
        "four answers tell too little"
    );
    assert_eq!(ready(&[yes, yes, "no", yes, yes]), r#"["a6", "b1", "d1"]"#);
    assert_eq!(ready(&[yes, "no", "no", yes, yes]), r#"["a6"]"#);
    let all = [yes, yes, yes, yes, yes, yes, yes];
    assert_eq!(
        ready(&all),
        r#"["c1", "d1"]"#,
        "one answer is enough for a topic of one question"
    );
}

#[test]
fn what_a_topic_without_questions_requires_stands_for_it() {
    let toml = graph(&[("a", 1), ("c", 1), ("d", 1)]);
    let ready = |answers: &[&str]| value_of("quiz.pool.ready().ids()", &toml, answers);
    assert_eq!(ready(&["no"]), r#"["a1"]"#);
    assert_eq!(ready(&["yes"]), r#"["a1", "c1", "d1"]"#);
}

#[test]
fn mastery_is_the_share_of_credit_over_the_last_twenty_answers() {
    let of_a =
        |answers: &[&str]| value_of("quiz.learner.mastery(\"a\")", &graph(&[("a", 30)]), answers);
    assert_eq!(
        of_a(&["yes", "no", "", "late"]),
        "0.5",
        "what is not answered tells nothing"
    );
    assert_eq!(of_a(&[&["no"; 9][..], &["yes"; 20]].concat()), "1.0");
    let past = quiz()
        .bank(&graph(&[("a", 2)]))
        .past("a1", 0.5, 3)
        .past("a2", 1.0, 2)
        .mode("fn score(turn) { let me = turn.quiz.learner; me.mastery(\"a\") + me.mastery(turn.quiz.topic(\"b\")) }")
        .answers(["yes", "yes"])
        .play();
    assert_eq!(past.points, [0.75, 2.5 / 3.0]);
}
