//! The time between two questions chosen by a script's weight for every one of them, beside the
//! closest peer, forne 0.1.5: both on a pseudo-terminal, one question of each in turn.
//!
//! `cargo install forne --version 0.1.5`, then `FORNE=~/.cargo/bin/forne cargo bench --bench forne`.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that can't be set up fails"
)]

#[path = "../tests/support/pty.rs"]
mod pty;

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use pty::Terminal;

const ROUNDS: usize = 15;

/// A set of forne's is made from lines like "Question 1 -> Answer 1".
const ADAPTER: &str = r#"
let out = [];
for line in SOURCE.split("\n") { let p = line.split(" -> "); out.push([p[0], p[1]]); }
out
"#;

const FORNE_METHOD: &str = r#"
const RESPONSES = ["y", "n"];
fn get_weight(data, difficult) { return data.weight; }
fn adjust_card(res, data, difficult) {
    if res == "y" { data.weight -= 0.5; } else { data.weight += 0.5; }
    return [data, false];
}
fn get_default_metadata() { return #{ weight: 1.0 }; }
"#;

const MODE: &str = "fn select(quiz) { quiz.pool.weighted(|q| 1.0 - 0.5 * q.times_asked) }";

fn main() {
    let Some(forne) = std::env::var_os("FORNE") else {
        println!("set FORNE to the program forne 0.1.5 to measure beside it");
        return;
    };
    println!(
        "{:>9}  {:>9}  {:>9}  ratio",
        "questions", "forne", "demarche"
    );
    for questions in [1_000, 10_000] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut peer = learn_with_forne(forne.as_ref(), folder.path(), questions);
        let mut ours = play_with_demarche(folder.path(), questions);
        let (mut theirs, mut own) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(next_of_forne(&mut peer));
            own.push(next_of_demarche(&mut ours));
        }
        let (theirs, own) = (median(theirs), median(own));
        println!(
            "{questions:>9}  {theirs:>9.1?}  {own:>9.1?}  {:.1}",
            theirs.as_secs_f64() / own.as_secs_f64()
        );
    }
}

fn learn_with_forne(program: &Path, folder: &Path, questions: usize) -> Terminal {
    let lines: Vec<String> = (0..questions)
        .map(|n| format!("Question {n} -> Answer {n}"))
        .collect();
    for (name, text) in [
        ("src.txt", lines.join("\n")),
        ("adapter.rhai", ADAPTER.to_owned()),
        ("weights.rhai", FORNE_METHOD.to_owned()),
    ] {
        std::fs::write(folder.join(name), text).expect("written");
    }
    let made = Command::new(program)
        .args([
            "new",
            "src.txt",
            "set.json",
            "-a",
            "adapter.rhai",
            "-m",
            "./weights.rhai",
        ])
        .current_dir(folder)
        .status();
    assert!(made.expect("forne starts").success());
    let path = |name: &str| folder.join(name).display().to_string();
    let (set, method) = (path("set.json"), path("weights.rhai"));
    let terminal = pty::demarche("")
        .program(program)
        .arguments(["learn", &set, "-m", &method])
        .start();
    terminal.see(["Q: "]);
    terminal
}

/// From the grade's Enter to the next question.
fn next_of_forne(terminal: &mut Terminal) -> Duration {
    terminal.keys("\r").see(["[y/n]"]);
    terminal.keys("y");
    let begun = Instant::now();
    terminal.keys("\r").until("the next question", |screen| {
        let text = screen.contents();
        text.contains("Q: ") && !text.contains("[y/n]")
    });
    begun.elapsed()
}

fn play_with_demarche(folder: &Path, questions: usize) -> Terminal {
    let mode = folder.join("weights.rhai-mode.rhai");
    std::fs::write(&mode, MODE).expect("written");
    let mut bank = String::from("format = 1\n");
    for n in 0..questions {
        let question = format!(
            "[[question]]\nid = \"q{n}\"\nkind = \"card\"\nfront = \"Question {n}\"\nback = \"Answer {n}\"\n"
        );
        bank.write_str(&question).expect("a text grows");
    }
    let mode = mode.display().to_string();
    let terminal = pty::demarche(&bank)
        .arguments(["play", "./bank.toml", "--seed", "1", "--select", &mode])
        .start();
    terminal.see(["press enter to see it"]);
    terminal
}

/// From the rating to what came of it, which is then on disk, and from Enter to the next question.
fn next_of_demarche(terminal: &mut Terminal) -> Duration {
    terminal.keys("\r").see(["How well did you know it?"]);
    let begun = Instant::now();
    terminal.keys("3").see(["Rated."]);
    let marked = begun.elapsed();
    let begun = Instant::now();
    terminal.keys("\r").see(["press enter to see it"]);
    marked + begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
