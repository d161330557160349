//! The program as a user of a shell meets it: what it prints, where, and with which exit code.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't be set up fails"
)]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const BANK: &str = r#"
format = 1
[bank]
title = "A bank for tests"

[[topic]]
id = "asia"
title = "Asia"

[[question]]
id = "where"
kind = "choice"
topics = ["asia"]
prompt = "Where was it signed?"
answer = "Pyongyang"
distractors = ["Beijing", { text = "Moscow", feedback = "That was in 2000." }]
hints = ["A capital."]
explanation = "The visit went there."
shuffle = false

[[question]]
id = "when"
kind = "date"
prompt = "When was it signed?"
answer = 2024-06-19

[[question]]
id = "who"
kind = "match"
prompt = "Who leads what?"
pairs = [["Russia", "Putin"], ["China", "Xi"]]

[[question]]
id = "order"
kind = "order"
prompt = "Which came first?"
items = ["1961", "2000", "2024"]

[[question]]
id = "blank"
kind = "cloze"
text = "It was signed in {{Pyongyang}} in {{2024|~2023}}."

[[question]]
id = "card"
kind = "card"
front = "DPRK"
back = "North Korea"
"#;

/// A folder with a bank and a store of its own.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("test.toml"), BANK).expect("written");
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).expect("written");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(args).current_dir(self.path()).env_clear();
        command
            .env("HOME", self.path())
            .env("DEMARCHE_STORE", self.path().join("store.db"));
        command
    }

    fn run(&self, args: &[&str], input: &str) -> Output {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        // a program that does not read its input closes the pipe early
        let _ = child
            .stdin
            .take()
            .expect("a pipe")
            .write_all(input.as_bytes());
        child.wait_with_output().expect("it ends")
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("no signal")
}

// case the-input-ends-too-early
#[test]
fn the_end_of_the_input_keeps_what_was_given_and_says_how_to_go_on() {
    let desk = Desk::new();
    let played = desk.run(&["play", "test.toml"], "Pyongyang\n");
    assert_eq!(code(&played), 0, "{}", err(&played));
    let text = out(&played);
    assert!(!text.contains('\u{1b}'), "no escape sequences in a pipe");
    let last = text.lines().last().expect("a line");
    assert!(
        last.starts_with("The input ended: 1 of 6 answered"),
        "{last}"
    );
    assert!(last.contains("demarche resume "), "{last}");

    let rest = "19 June 2024\n1b;2a\na;b;c\nPyongyang|2024\ngood\n";
    let resumed = desk.run(&["resume"], rest);
    assert_eq!(code(&resumed), 0, "{}", err(&resumed));
    assert!(
        out(&resumed).contains("Question 2 of 6"),
        "{}",
        out(&resumed)
    );
    assert!(!out(&resumed).contains("Question 1 of 6"));
    assert!(out(&resumed).contains("finished in"), "{}", out(&resumed));

    let nothing = desk.run(&["resume"], "");
    assert_eq!(code(&nothing), 1);
    assert!(
        err(&nothing).contains("has no open quiz"),
        "{}",
        err(&nothing)
    );
}

#[test]
fn without_a_bank_a_pipe_plays_the_primer_and_says_so() {
    let desk = Desk::new();
    let played = desk.run(&["play", "--store", "none"], "");
    assert_eq!(code(&played), 0, "{}", err(&played));
    assert!(err(&played).contains("primer"));
    assert!(
        out(&played).contains("Question 1 of 12"),
        "{}",
        out(&played)
    );
}

#[test]
fn answers_come_from_a_file_too() {
    let desk = Desk::new();
    desk.write("answers.txt", "Pyongyang\n2024-06-19\n");
    let from_file = desk.run(
        &[
            "play",
            "test.toml",
            "--answers",
            "answers.txt",
            "--seed",
            "4",
        ],
        "",
    );
    let from_pipe = desk.run(
        &["play", "test.toml", "--seed", "4"],
        "Pyongyang\n2024-06-19\n",
    );
    let without_ids = |text: String| {
        text.lines()
            .rev()
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(without_ids(out(&from_file)), without_ids(out(&from_pipe)));
    let missing = desk.run(&["play", "test.toml", "--answers", "nowhere.txt"], "");
    assert_eq!(code(&missing), 1);
    assert!(err(&missing).contains("nowhere.txt"));
}

#[test]
fn the_same_seed_shows_the_same_quiz() {
    let desk = Desk::new();
    let questions = |seed: &str| -> Vec<String> {
        let played = desk.run(
            &[
                "play",
                "pact-2024",
                "--json",
                "--store",
                "none",
                "--seed",
                seed,
                "--limit",
                "9",
            ],
            &"\n".repeat(9),
        );
        let lines = out(&played);
        let mut questions = Vec::new();
        for line in lines
            .lines()
            .filter(|line| line.contains(r#""type":"question""#))
        {
            let mut value: serde_json::Value = serde_json::from_str(line).expect("JSON");
            value["quiz"] = serde_json::Value::Null;
            questions.push(value.to_string());
        }
        questions
    };
    assert_eq!(questions("7").len(), 9);
    assert_eq!(questions("7"), questions("7"));
    assert_ne!(questions("7"), questions("8"));
}

// case a-negative-setting
#[test]
fn wrong_usage_is_explained() {
    let desk = Desk::new();
    let refused = |args: &[&str], why: &str| {
        let output = desk.run(args, "");
        assert_eq!(code(&output), 2, "{args:?}: {}", err(&output));
        assert!(err(&output).contains(why), "{args:?}: {}", err(&output));
    };
    refused(
        &["play", "test.toml", "--set", "penalty", "-0.5"],
        "--set penalty=-0.5",
    );
    refused(
        &["play", "test.toml", "--seed", "-1"],
        "a seed is a whole number from 0",
    );
    refused(&["play", "test.toml", "--set", "--sede", "1"], "--seed");
    refused(&["play", "test.toml", "--limit", "0"], "--limit");
    refused(&["play", "test.toml", "--time", "soon"], "90s, 10m or 1h");
    refused(
        &["play", "test.toml", "--mode", "a", "--score", "b"],
        "cannot be used with",
    );
    refused(&["plya"], "play");
}

#[test]
fn names_that_do_not_exist_get_the_nearest_one() {
    let desk = Desk::new();
    let failed = |args: &[&str], why: &str| {
        let output = desk.run(args, "");
        assert_eq!(code(&output), 1, "{args:?}: {}", err(&output));
        assert!(err(&output).contains(why), "{args:?}: {}", err(&output));
    };
    failed(&["play", "premer"], "primer");
    failed(&["play", "nowhere.toml"], "nowhere.toml");
    failed(
        &["play", "test.toml", "--topic", "aisa"],
        "did you mean `asia`?",
    );
    failed(&["play", "test.toml", "--mode", "streek"], "streak");
    failed(
        &["play", "test.toml", "--mode", "streak", "--set", "bonos=1"],
        "bonus",
    );
    failed(&["resume", "ffffffff"], "ffffffff");
}

#[test]
fn a_bank_with_problems_is_refused_with_all_of_them() {
    let desk = Desk::new();
    desk.write(
        "broken.toml",
        "format = 1\n[[question]]\nid = \"a\"\nkind = \"choise\"\n[[question]]\nid = \"b\"\nkind = \"text\"\nprompt = \"B?\"\n",
    );
    let played = desk.run(&["play", "broken.toml"], "");
    assert_eq!(code(&played), 1);
    assert!(
        err(&played).contains("did you mean `choice`?"),
        "{}",
        err(&played)
    );
    assert!(err(&played).contains("has no `answer`"), "{}", err(&played));
    assert_eq!(out(&played), "");
}

// case piped-into-head
#[test]
#[cfg(unix)]
fn a_closed_pipe_ends_quietly() {
    let desk = Desk::new();
    for args in [
        vec!["bank", "show", "pact-2024"],
        vec!["bank", "list"],
        vec!["mode", "list"],
        vec!["check", "--expand", "pact.toml"],
        vec!["play", "primer", "--json", "--store", "none"],
        vec!["--help"],
    ] {
        let mut child = desk
            .command(&args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(
            !err(&output).contains("panic"),
            "{args:?}: {}",
            err(&output)
        );
        assert!(
            !err(&output).contains("Broken pipe"),
            "{args:?}: {}",
            err(&output)
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_clear_error() {
    let desk = Desk::new();
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("a full device");
    let output = desk
        .command(&["bank", "show", "primer"])
        .stdout(Stdio::from(full))
        .stderr(Stdio::piped())
        .output()
        .expect("it runs");
    assert_eq!(code(&output), 1);
    assert!(
        err(&output).contains("can't write the output"),
        "{}",
        err(&output)
    );
}

#[test]
fn every_command_has_help_with_an_example() {
    let desk = Desk::new();
    for command in [
        "play", "resume", "history", "check", "mark", "bank", "mode", "learner", "store",
    ] {
        let output = desk.run(&[command, "--help"], "");
        assert_eq!(code(&output), 0, "{command}");
        assert!(
            out(&output).contains("Example"),
            "{command} shows no example"
        );
    }
    assert!(out(&desk.run(&["--help"], "")).contains("Exit codes"));
}

#[test]
fn completions_and_manual_pages_are_written() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = desk.run(&["completions", shell], "");
        assert!(out(&output).contains("demarche"), "{shell}");
    }
    assert_eq!(code(&desk.run(&["man", "."], "")), 0);
    let page = std::fs::read_to_string(desk.path().join("demarche-play.1")).expect("a page");
    assert!(page.contains("seed"));
    assert_eq!(code(&desk.run(&["man", "nowhere"], "")), 1);
}

/// The names in the first column of the tables under a heading of docs/json.md.
fn documented(heading: &str) -> BTreeSet<String> {
    let page = include_str!("../docs/json.md");
    let (_, section) = page
        .split_once(&format!("## `{heading}`"))
        .expect("a section");
    let section = section.split("\n## ").next().expect("a section");
    let rows = section
        .lines()
        .filter_map(|line| line.strip_prefix('|')?.split('|').next());
    let names = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    names
        .map(str::to_owned)
        .chain(["type".to_owned()])
        .collect()
}

#[test]
fn json_lines_are_as_documented() {
    let desk = Desk::new();
    let answers = "Pyongyang\nnever\n{\"response\":{\"Russia\":\"Putin\"}}\n[\"1961\",\"2000\",\"2024\"]\n\ngood\n";
    let played = desk.run(&["play", "test.toml", "--json"], answers);
    assert_eq!(code(&played), 0, "{}", err(&played));
    let text = out(&played);
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    for line in &lines {
        let kind = line["type"].as_str().expect("a type");
        let known = documented(kind);
        for field in line.as_object().expect("an object").keys() {
            assert!(
                known.contains(field),
                "docs/json.md does not describe `{field}` of {kind}"
            );
        }
    }
    let turns: Vec<_> = lines.iter().filter(|line| line["type"] == "turn").collect();
    assert_eq!(turns.len(), 6);
    assert_eq!(turns[0]["right"], true);
    assert_eq!(turns[1]["credit"], 0.0);
    assert_eq!(turns[2]["credit"], 0.5);
    assert_eq!(turns[4]["skipped"], true);
    let result = lines.last().expect("lines");
    assert_eq!(
        (&result["type"], &result["answered"]),
        (&"result".into(), &5.into())
    );
}

// case nothing-to-divide-by
#[test]
fn where_nothing_is_graded_nothing_is_divided() {
    let desk = Desk::new();
    desk.write(
        "warm.toml",
        "format = 1\n[[question]]\nid = \"w1\"\nkind = \"true-false\"\nprompt = \"Ready?\"\nanswer = true\ngraded = false\n\
         [[question]]\nid = \"w2\"\nkind = \"true-false\"\nprompt = \"Steady?\"\nanswer = true\npoints = 0\n",
    );
    let played = desk.run(&["play", "warm.toml"], "true\nfalse\n");
    let text = out(&played);
    assert!(text.contains("1 of 2 right, not graded"), "{text}");
    assert!(
        !text.contains('%') && !text.contains("NaN") && !text.contains("inf"),
        "{text}"
    );
    let json = desk.run(&["play", "warm.toml", "--json"], "true\nfalse\n");
    let result: serde_json::Value =
        serde_json::from_str(out(&json).lines().last().expect("lines")).expect("JSON");
    assert_eq!(result["credit"], serde_json::Value::Null);
}

// case a-bank-cannot-drive-the-terminal
#[test]
fn no_control_sequence_of_a_bank_reaches_the_terminal() {
    let desk = Desk::new();
    desk.write(
        "evil.toml",
        r#"format = 1
[bank]
title = "\u001b]0;You passed\u0007Pact"
[[question]]
id = "evil"
kind = "choice"
prompt = "\u001b[2J\u001b[HWhere?"
answer = "\u001b]52;c;cm0gLXJm\u0007Pyongyang"
distractors = ["Beijing\rRight!", "Moscow\u009b31m"]
"#,
    );
    for args in [
        vec!["check", "evil.toml"],
        vec!["play", "evil.toml"],
        vec!["play", "evil.toml", "--color", "never"],
        vec!["bank", "show", "evil.toml"],
        vec!["mark", "evil.toml", "evil", "a"],
    ] {
        let output = desk.run(&args, "a\n");
        let shown = format!("{}{}", out(&output), err(&output));
        for byte in ['\u{1b}', '\u{7}', '\u{9b}', '\r'] {
            assert!(!shown.contains(byte), "{args:?} shows {byte:?}: {shown:?}");
        }
    }
}

#[test]
fn a_failing_hook_is_told_once_with_its_place_and_kept_with_its_line() {
    let desk = Desk::new();
    desk.write(
        "bad.rhai",
        "fn score(turn) {\n    [1][turn.quiz.count + 5]\n}\nfn progress(quiz) { 7 }\n",
    );
    let played = desk.run(
        &["play", "test.toml", "--mode", "./bad.rhai"],
        "a\n2024-06-19\n",
    );
    let text = out(&played);
    assert_eq!(text.matches("failed in `score`").count(), 1, "{text}");
    assert!(text.contains("bad.rhai:2:"), "{text}");
    assert_eq!(text.matches("failed in `progress`").count(), 1, "{text}");
    let json = desk.run(
        &["play", "test.toml", "--mode", "./bad.rhai", "--json"],
        "a\n",
    );
    let turn = out(&json);
    let turn = turn
        .lines()
        .find(|line| line.contains(r#""type":"turn""#))
        .expect("a turn");
    assert!(turn.contains("`score` of bad failed"), "{turn}");
    let id = text
        .split("demarche resume ")
        .nth(1)
        .expect("an id")
        .trim()
        .to_owned();
    let shown = out(&desk.run(&["history", "show", &id], ""));
    assert!(shown.contains("[1][turn.quiz.count + 5]"), "{shown}");
}

#[test]
fn a_hook_that_is_called_no_more_is_told_of_once_more() {
    let desk = Desk::new();
    desk.write("slow.rhai", "fn score(turn) { loop { } }\n");
    let played = desk.run(&["play", "primer", "--mode", "./slow.rhai"], "a\na\nb\nb\n");
    let text = out(&played);
    assert_eq!(text.matches("failed in `score` (").count(), 1, "{text}");
    assert_eq!(
        text.matches("`score` is called no more in this quiz")
            .count(),
        1,
        "{text}"
    );
}

#[test]
fn check_finds_what_is_wrong_with_the_mode_that_a_bank_names() {
    let desk = Desk::new();
    let with = |mode: &str| {
        desk.write(
            "mode.toml",
            &format!("format = 1\n[mode]\n{mode}\n{}", question()),
        );
        let output = desk.run(&["check", "mode.toml"], "");
        (code(&output), out(&output))
    };
    fn question() -> &'static str {
        "[[question]]\nid = \"a\"\nkind = \"true-false\"\nprompt = \"A?\"\nanswer = true\n"
    }
    assert_eq!(with("score = \"streak\"\nparams = { bonus = 0.2 }").0, 0);
    let (code, text) = with("score = \"streek\"");
    assert!(
        code == 1 && text.contains("did you mean `streak`?"),
        "{text}"
    );
    let (code, text) = with("score = \"streak\"\nparams = { bonos = 0.2 }");
    assert!(
        code == 1 && text.contains("did you mean `bonus`?"),
        "{text}"
    );
    let (code, text) = with("score = \"streak\"\nparams = { bonus = \"much\" }");
    assert!(code == 1 && text.contains("bonus"), "{text}");
}

#[test]
fn what_a_bank_says_wrongly_of_its_mode_is_underlined_there_all_at_once() {
    let desk = Desk::new();
    let question =
        "[[question]]\nid = \"a\"\nkind = \"true-false\"\nprompt = \"A?\"\nanswer = true\n";
    let bank = |mode: &str| {
        desk.write("m.toml", &format!("format = 1\n[mode]\n{mode}\n{question}"));
        let checked = desk.run(&["check", "m.toml"], "");
        let played = desk.run(&["play", "m.toml"], "");
        assert_eq!((code(&checked), code(&played)), (1, 1));
        let checked = out(&checked);
        let (problems, _) = checked.rsplit_once("\n\n").expect("a summary");
        assert!(err(&played).contains(problems), "{}", err(&played));
        checked
    };
    let text = bank("score = \"streek\"\nselect = \"claxsic\"");
    assert!(text.contains(" --> m.toml:3:9\n"), "{text}");
    assert!(
        text.contains("there is no mode `streek`, did you mean `streak`?"),
        "{text}"
    );
    assert!(text.contains(" --> m.toml:4:10\n"), "{text}");

    let text = bank("score = \"streak\"\nparams = { bonos = 1, bonus = \"much\" }");
    assert!(text.contains(" --> m.toml:4:12\n"), "{text}");
    assert!(
        text.contains("has a setting `bonos`\n") && text.contains("hint: did you mean `bonus`?"),
        "{text}"
    );
    assert!(text.contains(" --> m.toml:4:31\n"), "{text}");
    assert!(text.contains("hint: the mode's own is 0.1"), "{text}");

    // where no name is near, the settings are listed
    let text = bank("score = \"streak\"\nparams = { zzz = 1 }");
    assert!(text.contains("hint: the settings are bonus, cap"), "{text}");

    // a script's own mistakes are told with it
    desk.write("own.rhai", "fn score(turn) {\n  turn.nope\n}\n");
    let text = bank("score = \"./own.rhai\"");
    assert!(
        text.contains("the mode `./own.rhai` can't be played"),
        "{text}"
    );
    assert!(text.contains("own.rhai:2:"), "{text}");

    // and other mistakes of the bank hide none of them
    desk.write(
        "m.toml",
        "format = 1\n[mode]\nscore = \"streek\"\n[[topic]]\ntitel = \"T\"\n",
    );
    let text = out(&desk.run(&["check", "m.toml"], ""));
    assert!(
        text.contains("`streak`?") && text.contains("`titel`"),
        "{text}"
    );
}

#[test]
fn every_command_that_is_named_names_a_store_of_ones_own() {
    let desk = Desk::new();
    let own = |args: &[&str], input: &str| {
        let said = desk.run(&[args, &["--store", "my store.db"]].concat(), input);
        out(&said) + err(&said).as_str()
    };
    let left = own(&["play", "test.toml"], "a\n");
    let line = left.lines().last().expect("a line");
    let (_, command) = line.split_once("demarche resume ").expect(line);
    let (id, option) = command.split_once(' ').expect(line);
    assert_eq!(option, "--store 'my store.db'");
    let shown = own(&["history", "show", id], "");
    assert!(shown.trim_end().ends_with(command), "{shown}");
    let ended = own(&["play", "test.toml", "--limit", "1"], "a\n");
    let again = "demarche history show ";
    let (_, again) = ended.split_once(again).expect(&ended);
    assert!(again.contains("--store 'my store.db'"), "{ended}");
    let none = own(&["history", "--bank", "nosuch"], "");
    assert!(
        none.contains("demarche history --store 'my store.db'"),
        "{none}"
    );
    let usual = desk.run(&["play", "test.toml"], "a\n");
    assert!(!out(&usual).contains("--store"), "{}", out(&usual));
}

#[test]
fn a_time_limit_may_have_several_units() {
    let desk = Desk::new();
    for time in ["1h30m", "1 h 5 min", "2m 10s", "90", "1.5m"] {
        let played = desk.run(&["play", "test.toml", "--time", time], "a\n");
        assert_eq!(code(&played), 0, "{time}: {}", err(&played));
    }
    for time in ["30m1h", "1h30", "5m5m", "1x", "h", "-5s"] {
        let refused = desk.run(&["play", "test.toml", &format!("--time={time}")], "");
        assert_eq!(code(&refused), 2, "{time}");
        assert!(err(&refused).contains("1h30m"), "{}", err(&refused));
    }
}

#[test]
fn a_name_that_is_only_begun_gets_the_whole_one() {
    let desk = Desk::new();
    let played = desk.run(&["play", "pact"], "");
    assert!(
        err(&played).contains("did you mean `pact-2024`?"),
        "{}",
        err(&played)
    );
}

#[test]
fn a_bank_that_lies_here_and_is_typed_like_a_name_gets_its_path() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path().join("inc")).expect("a folder");
    desk.write("inc/bank.toml", BANK);
    for (name, path) in [("inc", "./inc"), ("test", "./test.toml")] {
        for args in [vec!["play", name], vec!["mark", name, "where", "a"]] {
            let refused = err(&desk.run(&args, ""));
            let said = format!("there is no bank `{name}`; did you mean `{path}`?");
            assert!(refused.contains(&said), "{refused}");
        }
    }
}

/// All commands that have no further ones, with their own help.
fn commands(of: &clap::Command) -> Vec<(String, String)> {
    let inner: Vec<_> = of.get_subcommands().flat_map(commands).collect();
    if !inner.is_empty() {
        return inner;
    }
    let help = of.get_after_help().map(ToString::to_string);
    vec![(of.get_name().to_owned(), help.unwrap_or_default())]
}

#[test]
fn the_help_of_every_command_has_an_example() {
    for (name, help) in commands(&demarche::cli::definition()) {
        assert!(help.contains("Examples:\n  demarche "), "{name}: {help}");
    }
}

#[test]
fn the_manual_keeps_examples_in_a_section_of_their_own_line_by_line() {
    let desk = Desk::new();
    assert_eq!(code(&desk.run(&["man", "."], "")), 0);
    let page = |name: &str| std::fs::read_to_string(desk.path().join(name)).expect(name);
    for name in [
        "demarche.1",
        "demarche-play.1",
        "demarche-check.1",
        "demarche-bank-list.1",
    ] {
        let page = page(name);
        assert!(page.contains("\n.SH EXAMPLES\n.nf\n"), "{page}");
        assert!(!page.contains(".SH EXTRA"), "{page}");
    }
    let play = page("demarche-play.1").replace('\\', "");
    assert!(
        play.contains("\n  demarche play pact-2024 --topic pact --mode streak\n"),
        "{play}"
    );
    assert!(
        page("demarche.1").contains(".SH \"EXIT CODES\""),
        "{}",
        page("demarche.1")
    );
}

#[test]
fn variables_of_the_environment_are_not_told_as_arguments() {
    let desk = Desk::new();
    let wrong = err(&desk.run(&["check"], ""));
    assert!(wrong.contains("Usage: demarche check "), "{wrong}");
    assert!(!wrong.contains("--store"), "{wrong}");
    // an empty one is as good as none
    let mut command = desk.command(&["history"]);
    let said = command.env("DEMARCHE_STORE", "").output().expect("it runs");
    assert_eq!(code(&said), 0, "{}", err(&said));
    // in the help it keeps its place
    let help = out(&desk.run(&["check", "--help"], ""));
    assert!(help.contains("[env: DEMARCHE_STORE="), "{help}");
}

#[test]
fn answers_in_a_file_that_no_question_asks_for_are_told() {
    let desk = Desk::new();
    desk.write("answers.txt", "a\nb\nc\n");
    desk.write("enough.txt", "a\n\n\n");
    let play = |file: &str, more: &[&str]| {
        let args = ["play", "test.toml", "--limit", "1", "--answers", file];
        err(&desk.run(&[&args, more].concat(), ""))
    };
    let told = "the last lines of answers.txt were not asked for";
    assert!(play("answers.txt", &[]).contains(told));
    assert!(play("answers.txt", &["--json"]).contains(told));
    assert_eq!(play("enough.txt", &[]), "");
}

#[test]
fn a_folder_is_no_file_of_answers() {
    let desk = Desk::new();
    let played = desk.run(&["play", "test.toml", "--answers", "."], "");
    assert_eq!(code(&played), 1);
    assert!(err(&played).contains("it is a folder"), "{}", err(&played));
}

#[test]
fn the_questions_of_a_bank_are_listed_on_request() {
    let desk = Desk::new();
    let shown = out(&desk.run(&["bank", "show", "test.toml", "--questions"], ""));
    assert!(
        shown.contains("where  (choice, difficulty 3)  Where was it signed?"),
        "{shown}"
    );
}

#[test]
fn what_is_no_rating_rates_no_card() {
    let desk = Desk::new();
    let play = ["play", "test.toml"];
    let played = out(&desk.run(&play, "\n\n\n\n\nmaybe\n"));
    assert!(
        played.contains("Not read: `maybe` is no rating"),
        "{played}"
    );
    assert!(played.contains("\nNot rated. 0 of 1 point."), "{played}");
    assert!(!played.contains("\nRated."), "{played}");
}

#[test]
fn a_card_that_is_skipped_shows_its_back_all_the_same() {
    let desk = Desk::new();
    let played = out(&desk.run(&["play", "test.toml"], "\n\n\n\n\n\n"));
    let (_, after) = played.split_once("\nDPRK\n").expect(&played);
    let (_, after) = after.split_once("Skipped. 0 of 1 point.\n").expect(after);
    assert!(after.starts_with("  Answer   North Korea\n"), "{after}");
}

#[test]
fn an_answer_that_a_pipe_can_not_read_is_told_why_it_earns_nothing() {
    let desk = Desk::new();
    let played = out(&desk.run(&["play", "test.toml"], "Seoul\n"));
    assert!(
        played.contains("Not read: There is no option `Seoul`"),
        "{played}"
    );
}
