//! The tools of mode authors, as they meet them at a shell: tests beside a mode, the documentation of
//! the API, the profile of a mode and the console.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't be set up fails"
)]

#[cfg(unix)]
#[path = "support/pty.rs"]
mod pty;
#[path = "support/said.rs"]
mod said;

use std::path::Path;
use std::process::Command;

use said::Said;
use tempfile::TempDir;

/// A folder for a mode and its tests.
struct Desk(TempDir);

const STREAK: &str = "//! A streak pays.
const PARAMS = #{ bonus: 0.5 };
const WORDS = \"in a row\";
fn start(quiz) { #{ streak: 0 } }
fn twice(n) { n * 2 }
fn score(turn) {
    if !turn.right || this.streak == 0 { return turn.mark; }
    turn.mark.add(this.streak * PARAMS.bonus, `${this.streak + 1} ${WORDS}`)
}
fn answered(turn) { this.streak = if turn.right { this.streak + 1 } else { 0 }; }
fn feedback(turn) { if this.streak == 3 { \"Three!\" } }
fn progress(quiz) { [#{ name: \"Streak\", done: this.streak, of: 3 }] }
fn finish(quiz) { #{ grade: \"B\", passed: true, lines: [`${quiz.count} done`] } }
";

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// With a mode `streak` and these tests of it.
    fn with_tests(tests: &str) -> Self {
        Self::with("streak", STREAK, tests)
    }

    /// With a mode and its tests.
    fn with(name: &str, mode: &str, tests: &str) -> Self {
        let desk = Self::new();
        desk.write(&format!("{name}.rhai"), mode);
        desk.write(&format!("{name}.test.rhai"), tests);
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).expect("written");
    }

    fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, "")
    }

    /// With this as its input.
    fn run_with(&self, args: &[&str], input: &str) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(args).current_dir(self.path());
        command.env_clear().env("HOME", self.path());
        said::run(&mut command, input)
    }
}

/// These tests of `streak` pass.
#[track_caller]
fn pass(tests: &str) {
    passes("streak", STREAK, tests);
}

#[track_caller]
fn passes(name: &str, mode: &str, tests: &str) {
    let said = Desk::with(name, mode, tests).run(&["mode", "test", &format!("{name}.rhai")]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
}

/// A test of `streak` with this body fails with these words.
#[track_caller]
fn fails(body: &str, words: &[&str]) {
    let said = Desk::with_tests(&format!("fn test_it() {{\n    {body}\n}}")).run(&[
        "mode",
        "test",
        "streak.rhai",
    ]);
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    for word in words {
        assert!(said.out.contains(word), "wanted {word}\n{}", said.out);
    }
}

#[test]
fn a_quiz_is_played_and_tells_all_that_came_of_it() {
    pass(
        "fn test_it() {
             let done = play(#{ questions: 4 }, \"right*3 wrong\");
             assert_eq(done.asked, [\"q1\", \"q2\", \"q3\", \"q4\"]);
             assert_eq(done.scores, [1, 1.5, 2, 0]);
             assert_eq(done.points, 4.5);
             assert_eq(done.max_points, 4);
             assert_eq(done.notes, [[], [`2 ${WORDS}`], [`3 ${WORDS}`], []]);
             assert_eq(done.said, [(), (), \"Three!\", ()]);
             assert_eq(done.why, [(), (), (), ()]);
             assert_eq(done.state, #{ streak: 0 });
             assert_eq(done.bars, [#{ name: \"Streak\", done: 0, of: 3, credit: () }]);
             assert_eq(done.finish, #{ grade: \"B\", passed: true, lines: [\"4 done\"] });
             assert_eq(done.ended_by, \"questions\");
             assert_eq(done.next, ());
             assert_eq(done.failures, []);
             assert_eq(done.turns.map(|t| t.seconds), [5, 5, 5, 5]);
             assert_eq(done.quiz.elapsed, 20);
         }
         fn test_the_answers_run_out() {
             let done = play(\"right\");
             assert_eq(done.next, \"q2\");
             assert_eq(done.ended_by, \"learner\");
             assert_eq(done.finish.lines, []);
             assert_eq(play(#{ limit: 1 }, \"right\").ended_by, \"limit\");
             assert_eq(play(#{ time: 6 }, \"right*5\").ended_by, \"time\");
         }",
    );
}

#[test]
fn a_test_sees_the_constants_and_functions_of_the_mode() {
    pass(
        "const LONG = WORDS + \"!\";
         fn thrice(n) { n + twice(n) }
         fn test_it() {
             assert_eq(PARAMS.bonus, 0.5);
             assert_eq(LONG, \"in a row!\");
             assert_eq(thrice(2), 6);
             assert_eq([1].map(|n| n + twice(n) + WORDS.len()), [11]);
         }",
    );
}

#[test]
fn settings_change_what_is_played() {
    pass(
        "fn test_it() { assert_eq(play(#{ params: #{ bonus: 2 } }, \"right right\").points, 4); }",
    );
    fails(
        "play(#{ params: #{ bonsu: 2 } }, \"\")",
        &["no mode of this quiz has a setting `bonsu`, did you mean `bonus`?"],
    );
    fails(
        "play(#{ params: #{ bonus: \"much\" } }, \"\")",
        &["the setting `bonus` must be a number"],
    );
}

#[test]
fn answers_are_words_maps_or_a_learner() {
    pass(
        "const Q = #{ questions: [#{ id: \"a\", hints: [\"h\"] }, \"b\", \"c\", \"d\"] };
         fn test_words() {
             let t = play(Q, \"right@2?1 wrong skip late\").turns;
             assert_eq(t.map(|t| t.right), [true, false, false, false]);
             assert_eq(t.map(|t| t.seconds), [2, 5, 5, 5]);
             assert_eq(t.map(|t| t.hints_used), [1, 0, 0, 0]);
             assert_eq(t.map(|t| t.skipped), [false, false, true, false]);
             assert_eq(t.map(|t| t.timed_out), [false, false, false, true]);
         }
         fn test_maps() {
             let t = play(Q, [#{ give: \"right\", seconds: 9, flag: true }, #{ answer: \"wrong\" }, true, \"leave\"]).turns;
             assert_eq(t.map(|t| t.right), [true, false, true]);
             assert(t[0].flagged && t[0].seconds == 9);
         }
         fn test_a_learner() {
             let done = play(#{ questions: 20 }, |q| q.difficulty < 3);
             assert_eq(done.turns.filter(|t| t.right).len(), 8);
             let slow = play(Q, |q| #{ answer: \"right\", seconds: if q.id == \"b\" { 60 } else { 1 } });
             assert_eq(slow.quiz.elapsed, 63);
         }",
    );
    fails(
        "play(\"right rong\")",
        &["`rong` is no answer to the question `q2`"],
    );
    fails("play(\"right:9\")", &["the answer `right:9` can't be read"]);
    fails(
        "play(\"right:2\")",
        &["the mode does not ask how sure the learner is"],
    );
    fails("play(\"right?1\")", &["`q1` has no 1 hints"]);
    fails(
        "play([#{ anser: \"right\" }])",
        &["an answer has no `anser`", "did you mean `answer`?"],
    );
}

#[test]
fn every_kind_of_question_is_answered_right_and_wrong() {
    let questions = "#{ id: \"choice\" }, #{ id: \"text\", kind: \"text\" }, #{ id: \"number\", kind: \"number\" },
         #{ id: \"date\", kind: \"date\" }, #{ id: \"tf\", kind: \"true-false\" },
         #{ id: \"many\", kind: \"choices\", prompt: \"?\", answers: [\"x\", \"y\"], distractors: [\"z\"] },
         #{ id: \"match\", kind: \"match\", prompt: \"?\", pairs: [[\"x\", \"1\"], [\"y\", \"2\"]] },
         #{ id: \"order\", kind: \"order\", prompt: \"?\", items: [\"1\", \"2\", \"3\"] },
         #{ id: \"group\", kind: \"group\", prompt: \"?\", groups: #{ a: [\"1\"], b: [\"2\"] } },
         #{ id: \"cloze\", kind: \"cloze\", text: \"In {{Pyongyang}} in {{2024|~2023}}.\" },
         #{ id: \"card\", kind: \"card\", front: \"f\", back: \"b\" }";
    passes(
        "plain",
        "fn score(turn) { turn.mark }",
        &format!(
            "const ALL = #{{ questions: [{questions}] }};
             fn test_right() {{ assert_eq(play(ALL, \"right*11\").turns.filter(|t| !t.right).map(|t| t.question.id), []); }}
             fn test_wrong() {{ assert_eq(play(ALL, \"wrong*11\").turns.filter(|t| t.mark.credit > 0).map(|t| t.question.id), []); }}
             fn test_given() {{
                                  let done = play(ALL, [#{{ give: \"wrong\" }}, #{{ give: \"right\" }}, #{{ give: 7 }}, \"skip\", \"skip\",
                     #{{ give: [\"x\"] }}, #{{ give: #{{ x: \"1\" }} }}, \"skip\", \"skip\", \"skip\", #{{ give: \"easy\" }}]);
                 assert_eq(done.turns[1].right, true);
                 assert_eq(done.turns[2].right, true);
                 assert_near(done.turns[6].mark.credit, 0.5, 1e-9);
                 assert_eq(done.turns[10].response, \"easy\");
             }}"
        ),
    );
}

#[test]
fn the_past_the_time_and_topics_are_as_the_test_says() {
    passes(
        "aware",
        "fn start(quiz) { #{ days: [], mastery: 0.0, requires: 0 } }
         fn answered(turn) {
             let q = turn.question;
             let now = turn.quiz.now;
             this.days += turn.quiz.learner.history(q).map(|t| (now - t.at).days);
             this.mastery = turn.quiz.learner.mastery(q.topics[0]);
         }",
        "fn test_it() {
             let done = play(#{
                 topics: [#{ id: \"base\" }, #{ id: \"top\", requires: [\"base\"] }],
                 questions: [#{ id: \"a\", topics: [\"top\"] }],
                 past: [#{ question: \"a\", right: false, days_ago: 2 }, #{ question: \"a\", days_ago: 5 }],
                 now: \"2025-03-31\",
             }, \"right\");
             assert_eq(done.state.days, [5, 2, 0]);
             assert_near(done.state.mastery, 2.0 / 3, 1e-9);
             assert_eq(done.quiz.now.date, date(\"2025-03-31\"));
         }
         fn test_topics_need_not_be_declared() {
             assert_eq(play(#{ questions: [#{ id: \"a\", topics: [\"x\"] }] }, \"\").quiz.topics[0].id, \"x\");
         }
         fn test_a_real_bank() {
             let done = play(#{ bank: \"primer\" }, \"right\");
             assert_eq(done.quiz.bank.id, \"primer\");
         }",
    );
    fails(
        "play(#{ past: [#{ question: \"q11\" }] }, \"\")",
        &["this quiz has no question `q11`", "did you mean `q1`?"],
    );
    fails(
        "play(#{ seeed: 1 }, \"\")",
        &["has no `seeed`", "did you mean `seed`?"],
    );
    fails(
        "play(#{ questions: [#{ id: \"a\", dificulty: 3 }] }, \"\")",
        &["unknown field `dificulty`", "did you mean `difficulty`?"],
    );
}

const CHOOSY: &str = "fn start(quiz) { #{ again: 0 } }
     fn actions(quiz) {
         if quiz.count == 0 { return; }
         [#{ label: \"Move on\" }, #{ label: \"Once more\", then: \"once_more\" }]
     }
     fn once_more(quiz) { this.again += 1; }";

#[test]
fn actions_are_named_or_the_first_is_taken() {
    passes(
        "choosy",
        CHOOSY,
        "fn test_it() {
             let done = play(#{ limit: 3 }, \"right 'Once more' right right\");
             assert_eq(done.state.again, 1);
             assert_eq(done.offered, [[\"Move on\", \"Once more\"], [\"Move on\", \"Once more\"]]);
             assert_eq(done.chosen, [\"Once more\", \"Move on\"]);
             assert_eq(play([\"right\", #{ choose: \"Once more\" }]).state.again, 1);
         }",
    );
    let said = Desk::with(
        "choosy",
        CHOOSY,
        "fn test_it() { play(\"right Onec right\") }",
    )
    .run(&["mode", "test", "choosy.rhai"]);
    assert!(
        said.out
            .contains("`Onec` is no answer to the question `q2`"),
        "{}",
        said.out
    );
}

#[test]
fn a_failing_claim_shows_both_values_and_its_line() {
    let said = Desk::with_tests(
        "fn test_it() {\n    assert_eq(play(\"right right\").scores, [1, 2.5], \"second\");\n}",
    )
    .run(&["mode", "test", "streak.rhai"]);
    assert_eq!(said.code, Some(1));
    let expected = "\
running 1 test of streak.test.rhai
test test_it ... FAILED

---- test_it ----
problem: these are not equal: they differ at `[1]`: second
 --> streak.test.rhai:2:5
  |
2 |     assert_eq(play(\"right right\").scores, [1, 2.5], \"second\");
  |     ^^^^^^^^^
 left: [1.0, 1.5]
right: [1, 2.5]

test result: FAILED. 0 passed; 1 failed; finished in";
    assert!(said.out.starts_with(expected), "{}", said.out);
}

#[test]
fn claims_hold_or_fail() {
    pass(
        "fn test_it() {
             assert(true);
             assert_eq(1, 1.0);
             assert_eq(#{ a: [1, \"x\", ()] }, #{ a: [1.0, \"x\", ()] });
             assert_ne([1], [1, 2]);
             assert_ne(\"1\", 1);
             assert_eq(date(\"2024-06-19\"), date(\"2024-06-19\"));
             assert_near([0.1 + 0.2], [0.3], 1e-9);
             assert_eq(assert_throws(|| throw \"no cards\"), \"no cards\");
             assert_throws(|| throw \"no cards\", \"cards\");
             assert_throws(|| [1][3]);
         }",
    );
    fails("assert(1 == 2)", &["this is not so", "2:5"]);
    fails("assert(1)", &["assert takes true or false"]);
    fails("assert_eq(0.1 + 0.2, 0.3)", &["assert_near(a, b, 1e-9)"]);
    fails("assert_ne(1, 1.0)", &["these are equal"]);
    fails("assert_near(1, 1.2, 0.1)", &["off by more than 0.1"]);
    fails("assert_near(0.0 / 0.0, 1, 10)", &["off by more than 10"]);
    fails("assert_throws(|| 1)", &["this should throw, and gave 1"]);
    fails("assert_throws(|| throw \"a\", \"b\")", &["other words"]);
    fails("assert_throws(|| assert(false))", &["this is not so"]);
    fails("while true {}", &["more than 20 million operations"]);
    fails(
        "assert_throws(|| { while true {} })",
        &["more than 20 million operations"],
    );
}

#[test]
fn what_is_wrong_with_a_test_is_found_before_it_runs() {
    fails(
        "let d = play(\"\"); d.askd",
        &["a played quiz has no `askd`", "did you mean `asked`?"],
    );
    fails(
        "assert_equal(1, 1)",
        &[
            "there is no function `assert_equal`",
            "did you mean `assert_eq`?",
        ],
    );
    fails("WROD", &["nothing here is called `WROD`"]);
    let refused = |tests: &str, words: &str| {
        let said = Desk::with_tests(tests).run(&["mode", "test", "streak.rhai"]);
        assert_eq!(said.code, Some(1));
        assert!(said.out.contains(words), "{}", said.out);
    };
    refused("fn test_it(quiz) { }", "a test takes no parameters");
    refused("fn tset_it() { }", "there is no test here");
    refused(
        "fn twice(n) { n } fn test_it() { }",
        "`twice` would replace",
    );
    refused("fn test_it() { let x = ; }", "streak.test.rhai:1:");
}

#[test]
fn a_failing_hook_fails_the_test_unless_it_may() {
    let mode = "fn score(turn) { if turn.question.id == \"q2\" { throw \"boom\"; } 1 }";
    let test = |may: &str| {
        format!(
            "fn test_it() {{ assert_eq(play(#{{ {may} }}, \"right right right\").failures.map(|f| f.message), [\"boom\"]); }}"
        )
    };
    passes("faulty", mode, &test("may_fail: true"));
    let said = Desk::with("faulty", mode, &test("")).run(&["mode", "test", "faulty.rhai"]);
    assert_eq!(said.code, Some(1));
    for words in [
        "the hook `score` failed: boom",
        "faulty.rhai:1:",
        "at the question `q2`",
    ] {
        assert!(said.out.contains(words), "{}", said.out);
    }
}

#[test]
fn a_mode_that_refuses_to_begin_throws() {
    passes(
        "refusing",
        "fn start(quiz) { throw \"no cards\"; }",
        "fn test_it() { assert_throws(|| play(\"\"), \"no cards\"); }",
    );
}

#[test]
fn a_quiz_without_end_ends_its_test() {
    let mode = "fn select(quiz) { quiz.pool.first() } fn stop(quiz) { false }";
    let said = Desk::with("endless", mode, "fn test_it() { play(|q| true) }").run(&[
        "mode",
        "test",
        "endless.rhai",
    ]);
    assert_eq!(said.code, Some(1));
    assert!(
        said.out.contains("did not end within 10000 turns"),
        "{}",
        said.out
    );
}

#[test]
fn tests_are_chosen_by_a_word_in_folders_and_by_name() {
    let desk = Desk::with_tests("fn test_one() { } fn test_two() { assert(false) }");
    let said = desk.run(&["mode", "test", "streak.rhai", "--filter", "one"]);
    assert_eq!(said.code, Some(0));
    assert!(said.out.contains("test test_one ... ok"), "{}", said.out);
    assert!(
        said.out.contains("1 passed; 0 failed; 1 filtered out"),
        "{}",
        said.out
    );
    desk.write("bare.rhai", "fn score(turn) { 1 }");
    for name in [".", "streak.test.rhai"] {
        let said = desk.run(&["mode", "test", name]);
        assert!(
            said.out.contains("1 passed; 1 failed"),
            "{}{}",
            said.out,
            said.err
        );
    }
    let said = desk.run(&["--scripts", ".", "mode", "test", "streak"]);
    assert!(
        said.out.contains("1 passed; 1 failed"),
        "{}{}",
        said.out,
        said.err
    );
    let said = desk.run(&["mode", "test", "bare.rhai"]);
    assert_eq!(said.code, Some(1));
    assert!(
        said.err
            .contains("bare.rhai has no tests: write them in bare.test.rhai"),
        "{}",
        said.err
    );
}

#[test]
fn programs_read_what_came_of_tests_as_json_lines() {
    let desk = Desk::with_tests("fn test_one() { }\nfn test_two() { assert_eq(1, 2) }");
    let said = desk.run(&["mode", "test", "streak.rhai", "--json"]);
    let lines: Vec<serde_json::Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines[0]["type"], "test");
    assert_eq!(
        (&lines[0]["name"], &lines[0]["ok"]),
        (&"test_one".into(), &true.into())
    );
    assert_eq!(lines[1]["message"], "these are not equal");
    assert_eq!(
        (&lines[1]["left"], &lines[1]["right"]),
        (&"1".into(), &"2".into())
    );
    assert_eq!(
        (&lines[1]["line"], &lines[1]["column"]),
        (&2.into(), &17.into())
    );
    assert_eq!(
        (&lines[2]["passed"], &lines[2]["failed"]),
        (&1.into(), &1.into())
    );
}

// ------------------------------------------------------------------ mode doc

#[test]
fn the_documentation_is_printed_whole_or_by_name() {
    let desk = Desk::new();
    let all = desk.run(&["mode", "doc"]).out;
    assert!(all.starts_with("### quiz\n"), "{all}");
    assert!(
        all.contains(
            "| `len()` | whole number | How many there are. | `quiz.pool.asked().len()` → `3` |"
        ),
        "{all}"
    );
    let rhai = desk.run(&["mode", "doc", "--format", "rhai"]).out;
    assert!(rhai.starts_with("module static;\n"), "{rhai}");
    assert_eq!(
        desk.run(&["mode", "doc", "pool.first"]).out,
        "pool.first(): question\n    The first, or `()`.\n    quiz.pool.left().first().id → \"alliance\"\n"
    );
    let both = desk.run(&["mode", "doc", "topic"]).out;
    assert!(
        both.contains("quiz.topic(id)") && both.contains("pool.topic(t)"),
        "{both}"
    );
    assert!(
        desk.run(&["mode", "doc", "turn"])
            .out
            .contains("turn.seconds: number")
    );
    let unknown = desk.run(&["mode", "doc", "pool.frist"]);
    assert_eq!(unknown.code, Some(1));
    assert!(
        unknown.err.contains("did you mean `first`?"),
        "{}",
        unknown.err
    );
}

// ------------------------------------------------------------------ mode profile

#[test]
fn a_profile_shows_what_each_hook_costs() {
    let desk = Desk::with_tests("fn test_it() { }");
    let said = desk.run(&["mode", "profile", "streak.rhai", "--limit", "8"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(
        said.out.starts_with("streak.rhai on primer: 8 answers in "),
        "{}",
        said.out
    );
    for hook in [
        "start", "score", "answered", "feedback", "progress", "finish",
    ] {
        assert!(
            said.out.lines().any(|line| line.starts_with(hook)),
            "{hook}\n{}",
            said.out
        );
    }
    let score = said
        .out
        .lines()
        .find(|line| line.starts_with("score"))
        .unwrap();
    assert_eq!(score.split_whitespace().nth(1), Some("8"), "{score}");
}

#[test]
fn a_profile_is_the_same_for_the_same_seed_and_finds_what_grows() {
    let mode = "fn start(quiz) { #{ list: [] } }
         fn answered(turn) { for i in 0..100 { this.list += [turn.question.id]; } }";
    let desk = Desk::with("growing", mode, "fn test_it() { }");
    let lines = || -> Vec<serde_json::Value> {
        let said = desk.run(&["mode", "profile", "growing.rhai", "--limit", "5", "--json"]);
        said.out
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    };
    let (first, second) = (lines(), lines());
    let operations = |lines: &[serde_json::Value]| -> Vec<u64> {
        let calls = lines
            .iter()
            .filter(|line| line["type"] == "call" && line["hook"] == "answered");
        calls
            .map(|line| line["operations"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(operations(&first), operations(&second));
    assert_eq!(operations(&first).len(), 5);
    let summary = first.last().unwrap();
    assert_eq!(summary["turns"], 5);
    assert!(
        summary["state_bytes"].as_u64().unwrap() > 500 * 5,
        "{summary}"
    );
    let hook = first
        .iter()
        .find(|line| line["type"] == "hook" && line["name"] == "answered");
    assert!(hook.unwrap()["bytes"]["max"].as_u64().unwrap() > 1000);
}

#[test]
fn a_profile_tells_of_a_hook_that_fails() {
    let desk = Desk::with(
        "faulty",
        "fn score(turn) { throw \"boom\"; }",
        "fn test_it() { }",
    );
    let said = desk.run(&["mode", "profile", "faulty.rhai", "--limit", "2"]);
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.contains("boom") && said.err.contains("faulty.rhai:1:"),
        "{}",
        said.err
    );
    let said = desk.run(&["mode", "profile", "faulty.rhai", "--bank", "nowhere"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("nowhere"), "{}", said.err);
}

// ------------------------------------------------------------------ mode console

/// These lines give that, on a console over `streak`.
#[track_caller]
fn console(lines: &[&str], said: &[&str]) -> Said {
    let desk = Desk::with_tests("fn test_it() { }");
    let all = desk.run_with(&["mode", "console", "streak.rhai"], &lines.join("\n"));
    for words in said {
        assert!(
            all.out.contains(words),
            "wanted {words}\n{}{}",
            all.out,
            all.err
        );
    }
    all
}

#[test]
fn a_console_works_out_lines_on_a_quiz_that_is_played_on() {
    let said = console(
        &[
            "// how many?",
            "quiz.count",
            ":answer right right",
            "quiz.count + 40",
            "let bonus = turn.points - 1.0;",
            "`bonus ${bonus}`",
            "twice(21) + WORDS.len()",
            "state",
            ":turns",
            ":turn 1",
            "turn.points",
            ":turn 2",
            "turn.points",
            ":hooks",
            ":doc pool.first",
        ],
        &["2 answers", "1 answer", "start, "],
    );
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    let mut lines = said.out.lines();
    assert_eq!(lines.next(), Some("0"));
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("2 answers, 2.5 of 2 points; next is `")
    );
    assert_eq!(lines.next(), Some("42"));
    assert_eq!(lines.next(), Some("\"bonus 0.5\""));
    assert_eq!(lines.next(), Some("50"));
    assert_eq!(lines.next(), Some("#{ streak: 2 }"));
    let rest: Vec<&str> = lines.collect();
    assert!(rest.contains(&"1.0") && rest.contains(&"1.5"), "{rest:?}");
}

#[test]
fn a_console_underlines_what_is_wrong_and_goes_on() {
    let said = console(
        &[
            "quiz.pool.frist()",
            "1 +",
            "while true {}",
            "eval(\"1\")",
            ":turn 3",
            ":doc frist",
            ":nothing",
            ":answer rigth",
            "6 * 7",
        ],
        &[
            "did you mean `first`?",
            "input:1:11",
            "more than 20 million operations",
            "takes a number from 0 to 0",
            "did you mean `first`?",
            "there is no command :nothing",
            "`rigth` is no answer",
            "\n42\n",
        ],
    );
    assert_eq!(said.code, Some(1));
}

#[test]
fn a_past_quiz_is_looked_at_at_any_turn() {
    let desk = Desk::with_tests("fn test_it() { }");
    let play = [
        "play",
        "primer",
        "--seed",
        "3",
        "--limit",
        "3",
        "--mode",
        "streak.rhai",
        "--plain",
        "--store",
        "x.db",
    ];
    desk.run_with(&play, "a\nb\nc\n");
    let listed = desk.run(&["history", "--store", "x.db"]);
    let id = listed
        .out
        .lines()
        .nth(1)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    // the mode of then is looked at, not that of now
    desk.write("streak.rhai", "fn start(quiz) { throw \"changed\"; }");
    let said = desk.run_with(
        &["mode", "console", "--quiz", id, "--store", "x.db"],
        "quiz.count\n:turn 1\nquiz.count\n:turn 3\nquiz.count\nPARAMS.bonus\n",
    );
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    let numbers: Vec<&str> = said.out.lines().filter(|line| line.len() < 4).collect();
    assert_eq!(numbers, ["3", "1", "3", "0.5"], "{}", said.out);
    let again = desk.run(&["history", "--store", "x.db"]);
    assert_eq!(again.out, listed.out, "nothing is stored");
}

#[cfg(unix)]
#[test]
fn a_person_completes_names_and_gets_lines_back() {
    let mut terminal = pty::demarche("")
        .arguments(["mode", "console", "streak", "--bank", "primer"])
        .start();
    // keys that come between two lines are the terminal's, so each waits for its prompt
    let ends_with = |end: &'static str| {
        move |screen: &vt100::Screen| screen.contents().trim_end().ends_with(end)
    };
    terminal.until("a prompt", ends_with("can be typed here\n>"));
    terminal.keys("quiz.pool.is_\t");
    terminal.until("the completed name", ends_with("> quiz.pool.is_empty()"));
    terminal.keys("\r");
    terminal.until("what it gives", ends_with("false\n>"));
    terminal.keys(":answer right\r");
    terminal.until("the answer", |screen| {
        let text = screen.contents();
        text.contains("1 answer, 1 of 1 point") && text.trim_end().ends_with("\n>")
    });
    terminal.keys("\u{1b}[A\u{1b}[A");
    terminal.until("the line before", ends_with("> quiz.pool.is_empty()"));
    // Ctrl-C leaves the line, Ctrl-D the console
    terminal.keys("\u{3}");
    terminal.until("a new prompt", ends_with("> quiz.pool.is_empty()\n>"));
    terminal.keys("1 + 41\r");
    terminal.until("what it gives", ends_with("42\n>"));
    terminal.keys("\u{4}");
    assert_eq!(terminal.end(), 0);
}
