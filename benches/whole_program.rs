//! The program as a whole, timed from outside: `cargo bench --bench whole_program`.
//!
//! Prints the minimum and the median of several runs; figures with their machine stand in
//! docs/performance.md.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that can't be set up fails"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_demarche");

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("store.db");
    report(
        "start to first prompt of the primer, a new store",
        20,
        || {
            let _ = std::fs::remove_file(&store);
            first_prompt(&store)
        },
    );
    report(
        "start to first prompt of the primer, a store that is there",
        20,
        || first_prompt(&store),
    );
    report("start to first prompt of pact-2024", 20, || {
        first_line(&["play", "pact-2024", "--store", "none"])
    });
    let million = folder.path().join("million.jsonl");
    let bank = folder.path().join("marked.toml");
    std::fs::write(&bank, BANK).expect("written");
    write_responses(&million, 1_000_000);
    for (name, mode) in [
        ("built in", None),
        ("scripted (negative-marking)", Some("negative-marking")),
    ] {
        report(&format!("mark --responses, a million, {name}"), 3, || {
            mark(&bank, &million, mode)
        });
    }
}

const BANK: &str = r#"
format = 1
[[question]]
id = "where"
kind = "choice"
prompt = "Where was it signed?"
answer = "Pyongyang"
distractors = ["Beijing", "Moscow", "Vladivostok"]
[[question]]
id = "city"
kind = "text"
prompt = "In which city?"
answer = "Pyongyang"
accept = ["P'yongyang"]
typos = 1
[[question]]
id = "containers"
kind = "number"
prompt = "How many?"
answer = 10000
within = 500
"#;

fn report(what: &str, runs: usize, mut run: impl FnMut() -> Duration) {
    run();
    let mut times: Vec<Duration> = (0..runs).map(|_| run()).collect();
    times.sort();
    println!(
        "{what}: minimum {:.1?}, median {:.1?} ({runs} runs)",
        times[0],
        times[runs / 2]
    );
}

fn first_prompt(store: &Path) -> Duration {
    first_line(&["play", "primer", "--store", store.to_str().expect("text")])
}

/// From starting the process until its first line can be read.
fn first_line(args: &[&str]) -> Duration {
    let began = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("a pipe"))
        .read_line(&mut line)
        .expect("a line");
    let took = began.elapsed();
    assert!(line.contains("Question 1"), "{line}");
    drop(child.stdin.take());
    child.wait().expect("it ends");
    took
}

fn write_responses(path: &Path, count: usize) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    let lines = [
        r#"{"question":"where","response":"Beijing","seconds":4.2}"#,
        r#"{"question":"city","response":"Pyongyan","seconds":7}"#,
        r#"{"question":"containers","response":"10,000","seconds":12.5}"#,
        r#"{"question":"where","response":"Pyongyang"}"#,
    ];
    for n in 0..count {
        writeln!(out, "{}", lines[n % lines.len()]).expect("written");
    }
}

fn mark(bank: &Path, responses: &Path, mode: Option<&str>) -> Duration {
    let began = Instant::now();
    let mut command = Command::new(PROGRAM);
    command
        .arg("mark")
        .arg(bank)
        .arg("--responses")
        .arg(responses)
        .stdout(Stdio::null());
    if let Some(mode) = mode {
        command.args(["--score", mode]);
    }
    assert!(command.status().expect("it runs").success());
    began.elapsed()
}
