//! `history`, `learner` and `store` as a user of a shell meets them.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/said.rs"]
mod said;

use std::process::{Command, Stdio};

use said::Said;
use serde_json::Value;

const BANK: &str = r#"
format = 1
[bank]
id = "pact"
title = "The pact"

[[topic]]
id = "pact"
title = "The pact"

[[question]]
id = "where"
kind = "choice"
topics = ["pact"]
prompt = "Where was it signed?"
answer = "Pyongyang"
distractors = ["Beijing", { text = "Moscow", feedback = "That was in 2000." }]
hints = ["A capital."]
explanation = "The visit went there."
shuffle = false

[[question]]
id = "who"
kind = "match"
prompt = "Who leads what?"
pairs = [["Russia", "Putin"], ["China", "Xi"]]
"#;

/// A folder with a bank and a store.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("pact.toml"), BANK).unwrap();
        Self { folder }
    }

    fn run(&self, args: &[&str], input: &str) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(args).current_dir(self.folder.path());
        command.env_clear().env("HOME", self.folder.path());
        said::run(&mut command, input)
    }

    fn says(&self, args: &[&str]) -> String {
        let said = self.run(args, "");
        assert_eq!(said.code, Some(0), "{}", said.err);
        said.out
    }

    fn play(&self, learner: &str, answers: &str) -> String {
        let args = ["play", "pact.toml", "--seed", "1", "--learner", learner];
        let said = self.run(&args, answers);
        assert_eq!(said.code, Some(0), "{}", said.err);
        said.out
    }

    fn json(&self, args: &[&str]) -> Vec<Value> {
        let lines = self.says(args);
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The short id of the newest quiz.
    fn newest(&self) -> String {
        let quizzes = self.json(&["history", "--json"]);
        let id = quizzes[0]["quiz"].as_str().unwrap();
        id[id.len() - 8..].to_owned()
    }
}

#[test]
fn the_history_is_a_table_newest_first() {
    let desk = Desk::new();
    desk.play("Ana", "Pyongyang\n1a;2b\n");
    desk.play("Ben", "Moscow\n");
    let table = desk.says(&["history"]);
    let lines: Vec<&str> = table.lines().collect();
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let titles = "id begun learner bank mode answered points share state";
    assert_eq!(words(lines[0]).join(" "), titles);
    assert_eq!(
        words(lines[1])[3..].join(" "),
        "Ben pact built-in 1 0 of 1 0 % open"
    );
    assert!(
        words(lines[2])[3..]
            .join(" ")
            .starts_with("Ana pact built-in 2 ")
    );
    assert!(words(lines[2])[3..].join(" ").ends_with("ended"));
    assert_eq!(
        desk.says(&["history", "--learner", "Ana"]).lines().count(),
        2
    );
    assert_eq!(desk.says(&["history", "--limit", "1"]).lines().count(), 2);
}

#[test]
fn a_history_without_quizzes_says_how_to_begin_and_makes_no_file() {
    let desk = Desk::new();
    let said = desk.run(&["--store", "none.db", "history"], "");
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""));
    assert!(said.err.contains("demarche play"), "{}", said.err);
    assert!(!desk.folder.path().join("none.db").exists());
}

#[test]
fn a_quiz_is_shown_question_by_question_as_it_was() {
    let desk = Desk::new();
    desk.play("Ana", "?\nMoscow\n");
    // the bank is edited since
    let edited = BANK
        .replace("Moscow", "Minsk")
        .replace("The visit", "The train");
    std::fs::write(desk.folder.path().join("pact.toml"), edited).unwrap();
    let id = desk.newest();
    let shown = desk.says(&["history", "show", &id]);
    for part in [
        "The pact\n",
        &format!("Quiz {id} of Ana, begun "),
        "Question 1 of 2 · The pact\n",
        "Where was it signed?\n    a  Beijing\n    b  Moscow\n    c  Pyongyang\n",
        "Wrong. 0 of 1 point.\n",
        "That was in 2000.",
        "The visit went there.",
        "Question 2 of 2\n",
        "Not answered yet.\n",
        &format!("Open: 1 answered, 0 of 1 point so far. Go on with: demarche resume {id}"),
    ] {
        assert!(shown.contains(part), "{part:?} is missing in\n{shown}");
    }
}

#[test]
fn a_quiz_that_is_over_is_shown_with_its_result() {
    let desk = Desk::new();
    desk.play("Ana", "Pyongyang\n\n");
    let shown = desk.says(&["history", "show", &desk.newest()]);
    assert!(shown.contains("Skipped. 0 of "), "{shown}");
    assert!(shown.contains("1 answered   1 skipped"), "{shown}");
    assert!(!shown.contains("Go on with"), "{shown}");
}

#[test]
fn the_history_in_json_has_the_lines_of_the_quiz() {
    let desk = Desk::new();
    desk.play("Ana", "Moscow\n\n");
    let quizzes = desk.json(&["history", "--json"]);
    let quiz = &quizzes[0];
    assert_eq!(quiz["type"], "result");
    assert_eq!(
        (&quiz["learner"], &quiz["bank"]),
        (&"Ana".into(), &"pact".into())
    );
    assert_eq!(
        (&quiz["answered"], &quiz["skipped"]),
        (&1.into(), &1.into())
    );
    assert_eq!(
        (&quiz["open"], &quiz["ended"]),
        (&false.into(), &"exhausted".into())
    );
    let lines = desk.json(&["history", "show", &desk.newest(), "--json"]);
    let types: Vec<&str> = lines
        .iter()
        .map(|line| line["type"].as_str().unwrap())
        .collect();
    assert_eq!(types, ["question", "turn", "question", "turn", "result"]);
    assert_eq!(lines[1]["response"], "Moscow");
    assert_eq!(lines[3]["skipped"], true);
    assert_eq!(lines[4]["quiz"], quiz["quiz"]);
}

#[test]
fn what_was_passed_over_counts_nowhere_as_answered() {
    let desk = Desk::new();
    let left = desk.play("Ana", "\n");
    assert!(
        left.contains("The input ended: 0 of 2 answered, 1 skipped, 0 of 1 point."),
        "{left}"
    );
    assert_eq!(desk.json(&["history", "--json", "--all"])[0]["answered"], 0);
    assert_eq!(desk.json(&["learner", "list", "--json"])[0]["answers"], 0);
    assert_eq!(desk.json(&["store", "info", "--json"])[0]["answers"], 0);
}

#[test]
fn a_quiz_that_asks_again_has_not_answered_more_than_there_are() {
    let desk = Desk::new();
    let mode = "fn select(quiz) { quiz.pool.first() }\n";
    std::fs::write(desk.folder.path().join("again.rhai"), mode).unwrap();
    let play = [
        "play",
        "./pact.toml",
        "--mode",
        "./again.rhai",
        "--limit",
        "5",
    ];
    let left = desk.run(&play, "a\nb\nc\n").out;
    assert!(
        left.contains("The input ended: 3 of at most 5 answered, "),
        "{left}"
    );
}

#[test]
fn an_open_quiz_has_no_end_in_json() {
    let desk = Desk::new();
    desk.play("Ana", "Pyongyang\n");
    let quiz = &desk.json(&["history", "--json"])[0];
    assert_eq!(
        (&quiz["open"], &quiz["ended"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(quiz["credit"], 1.0);
}

#[test]
fn the_numbers_of_an_open_quiz_are_those_so_far() {
    let desk = Desk::new();
    desk.play("Ana", "?\n:flag\nMoscow\n");
    let quiz = &desk.json(&["history", "--json"])[0];
    assert_eq!(quiz["open"], true);
    assert_eq!(
        (&quiz["hints_used"], &quiz["flagged"]),
        (&1.into(), &1.into())
    );
    assert_eq!(quiz["kinds"][0]["name"], "choice");
    assert_eq!(quiz["topics"][0]["name"], "The pact");
    assert_eq!(quiz["review"], serde_json::json!(["where"]));
}

#[test]
fn a_quiz_that_is_not_there_is_told_with_those_that_are() {
    let desk = Desk::new();
    desk.play("Ana", "Pyongyang\n");
    let said = desk.run(&["history", "show", "fffffffff"], "");
    assert_eq!(said.code, Some(1));
    assert!(
        said.err
            .contains("no quiz has an id that ends in `fffffffff`"),
        "{}",
        said.err
    );
    assert!(said.err.contains(&desk.newest()), "{}", said.err);
}

#[test]
fn learners_are_listed_and_renamed() {
    let desk = Desk::new();
    desk.play("Ana", "Pyongyang\n1a;2b\n");
    desk.play("Ben", "Pyongyang\n");
    desk.says(&["learner", "rename", "Ben", "Benno"]);
    let learners = desk.json(&["learner", "list", "--json"]);
    let names: Vec<&str> = learners
        .iter()
        .map(|l| l["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Ana", "Benno"]);
    assert_eq!(
        (&learners[0]["quizzes"], &learners[0]["answers"]),
        (&1.into(), &2.into())
    );
    let said = desk.run(&["learner", "rename", "Bennno", "Bo"], "");
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("did you mean `Benno`?"), "{}", said.err);
}

#[test]
fn nobody_is_deleted_in_a_pipe_unless_it_is_meant() {
    let desk = Desk::new();
    desk.play("Ana", "Pyongyang\n1a;2b\n");
    let said = desk.run(&["learner", "delete", "Ana"], "yes\n");
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("Ana with 1 quiz and 2 answers"),
        "{}",
        said.err
    );
    assert!(said.err.contains("--yes"), "{}", said.err);
    assert_eq!(desk.json(&["learner", "list", "--json"]).len(), 1);
    desk.says(&["learner", "delete", "Ana", "--yes"]);
    assert!(desk.json(&["learner", "list", "--json"]).is_empty());
    assert!(desk.json(&["history", "--json"]).is_empty());
}

#[test]
fn the_store_tells_of_itself_and_is_copied() {
    let desk = Desk::new();
    let none = desk.run(&["store", "info"], "");
    assert_eq!(none.code, Some(1));
    assert!(none.err.contains("the first quiz makes it"), "{}", none.err);
    desk.play("Ana", "Pyongyang\n");
    let info = desk.says(&["store", "info"]);
    for line in [
        "Version     2",
        "Quizzes     1 (1 open)",
        "Answers     1",
        "Check       whole",
    ] {
        assert!(info.contains(line), "{line:?} is missing in\n{info}");
    }
    let info = &desk.json(&["store", "info", "--json"])[0];
    assert_eq!(
        (&info["answers"], &info["future"]),
        (&1.into(), &Value::Null)
    );
    desk.says(&["store", "backup", "copy.db"]);
    assert_eq!(
        desk.json(&["--store", "copy.db", "history", "--json"])
            .len(),
        1
    );
    let again = desk.run(&["store", "backup", "copy.db"], "");
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("is not replaced"), "{}", again.err);
}

#[cfg(unix)]
#[test]
fn a_store_that_can_not_be_written_to_is_looked_at_and_copied_but_not_played_into() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let desk = Desk::new();
    desk.play("Ana", "Pyongyang\n");
    let folder = desk.folder.path();
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let shelf = folder.join("a shelf?");
    std::fs::create_dir(&shelf).unwrap();
    desk.says(&["store", "backup", "copy.db"]);
    // one that was left with a write-ahead log, as every store is
    let store = shelf.join("old.db");
    let usual = desk.json(&["store", "info", "--json"])[0]["path"].clone();
    std::fs::copy(usual.as_str().unwrap(), &store).unwrap();
    let program = folder.join("program");
    std::fs::copy(env!("CARGO_BIN_EXE_demarche"), &program).unwrap();
    mode(folder, 0o777);
    mode(&store, 0o444);
    mode(&shelf, 0o555);

    let run = |args: &[&str]| {
        let mut command = Command::new(&program);
        command.args(args).args(["--store", "a shelf?/old.db"]);
        command.current_dir(folder).env_clear().env("HOME", folder);
        command.stdin(Stdio::null());
        // nothing is forbidden to root
        if rustix::process::geteuid().is_root() {
            command.uid(65534).gid(65534);
        }
        let said = command.output().unwrap();
        let text = String::from_utf8(said.stdout).unwrap();
        let err = String::from_utf8(said.stderr).unwrap();
        (said.status.code(), text, err)
    };
    let newest = desk.newest();
    for (args, wanted) in [
        (&["history"][..], "Ana"),
        (&["history", "show", &newest], "Where was it signed?"),
        (&["learner", "list"], "Ana"),
        (&["store", "info"], "it can only be read here"),
        (&["store", "backup", "another.db"], ""),
    ] {
        let (code, text, err) = run(args);
        assert_eq!(code, Some(0), "{args:?}: {err}");
        assert!(text.contains(wanted), "{args:?}: {text}");
    }
    assert!(folder.join("another.db").is_file());
    for args in [
        &["play", "pact.toml"][..],
        &["resume"],
        &["learner", "rename", "Ana", "Anna"],
    ] {
        let (code, _, err) = run(args);
        assert_eq!(code, Some(1), "{args:?}");
        assert!(err.contains("can't be written to"), "{args:?}: {err}");
    }
    mode(&shelf, 0o755);
}
