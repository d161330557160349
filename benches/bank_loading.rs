//! Opening a bank of 100,000 questions, beside `toml::from_str` into plain structs of the same file:
//! `cargo bench --bench bank_loading`.
//!
//! Both read the file from disk. The goals: at most twice the time of plain `toml`, and at most eight
//! times the file's size in memory. The most memory that was resident is asked of Linux, in a
//! process for each.

#![allow(clippy::print_stdout, clippy::expect_used, reason = "a measurement")]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use demarche::bank::{Library, NoScripts};

const QUESTIONS: usize = 100_000;
const RUNS: usize = 7;

/// What a program without checks would read the file into.
#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "the fields are read, not used")]
struct Plain {
    format: i64,
    topic: Vec<PlainTopic>,
    question: Vec<PlainQuestion>,
}

#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "the fields are read, not used")]
struct PlainTopic {
    id: String,
    title: String,
}

#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "the fields are read, not used")]
struct PlainQuestion {
    id: String,
    kind: String,
    topics: Vec<String>,
    prompt: String,
    answer: String,
    distractors: Vec<String>,
    explanation: String,
    difficulty: u8,
}

fn main() {
    // called again by itself to measure the memory of one way alone
    let mut arguments = std::env::args().skip(1);
    if let (Some(way), Some(path)) = (arguments.next(), arguments.next()) {
        match way.as_str() {
            "memory-of-plain" => drop(std::hint::black_box(plain(Path::new(&path)))),
            "memory-of-ours" => drop(std::hint::black_box(ours(Path::new(&path)))),
            _ => return,
        }
        println!("{}", peak_kib().unwrap_or(0));
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.toml");
    std::fs::write(&path, bank()).expect("written");
    let size = std::fs::metadata(&path).expect("it is there").len();
    println!(
        "a bank of {QUESTIONS} questions, {:.1} MB",
        size as f64 / 1e6
    );
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        times[0].push(time(|| plain(&path)));
        times[1].push(time(|| ours(&path)));
    }
    let [plain, ours] = times.map(|mut times| {
        times.sort();
        (times[0], times[RUNS / 2])
    });
    show("toml::from_str into plain structs", plain);
    show("demarche, checked, with spans", ours);
    println!(
        "ratio of the minima {:.2}, of the medians {:.2} (goal: at most 2)",
        ours.0.as_secs_f64() / plain.0.as_secs_f64(),
        ours.1.as_secs_f64() / plain.1.as_secs_f64()
    );
    for (name, way) in [
        ("plain toml", "memory-of-plain"),
        ("demarche", "memory-of-ours"),
    ] {
        let kib = memory(way, &path);
        println!(
            "{name}: {:.0} MB resident at most, {:.1} times the file{}",
            kib as f64 * 1024.0 / 1e6,
            kib as f64 * 1024.0 / size as f64,
            if name == "demarche" {
                " (goal: at most 8)"
            } else {
                ""
            }
        );
    }
}

fn plain(path: &Path) -> Plain {
    let text = std::fs::read_to_string(path).expect("read");
    toml::from_str(&text).expect("valid")
}

fn ours(path: &Path) -> demarche::bank::Loaded {
    let library = Library::new(None, NoScripts);
    let loaded = library
        .open(path.to_str().expect("a text path"))
        .expect("opened");
    assert_eq!(loaded.bank.questions.len(), QUESTIONS);
    assert!(loaded.problems.is_empty());
    loaded
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let begin = Instant::now();
    let made = std::hint::black_box(work());
    let taken = begin.elapsed();
    drop(made);
    taken
}

fn show(name: &str, (least, median): (Duration, Duration)) {
    println!("{name}: least {least:.0?}, median {median:.0?}");
}

fn memory(way: &str, path: &Path) -> u64 {
    let output = Command::new(std::env::current_exe().expect("itself"))
        .arg(way)
        .arg(path)
        .output()
        .expect("it runs");
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap_or(0)
}

/// The most memory that this process has held, in KiB.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// About 400 bytes a question.
fn bank() -> String {
    let mut text = String::from("format = 1\n");
    for topic in 0..20 {
        let _ = write!(
            text,
            "\n[[topic]]\nid = \"topic-{topic}\"\ntitle = \"Topic {topic}\"\n"
        );
    }
    for n in 0..QUESTIONS {
        let _ = write!(
            text,
            "\n[[question]]\nid = \"question-{n}\"\nkind = \"choice\"\ntopics = [\"topic-{}\"]\n\
             prompt = \"Which of these cities was the seat of the talks numbered {n} between the two delegations?\"\n\
             answer = \"City {n}\"\n\
             distractors = [\"Vienna in {n}\", \"Geneva in {n}\", \"Reykjavík in {n}\"]\n\
             explanation = \"The talks numbered {n} were held there because both delegations had agreed to meet on neutral ground.\"\n\
             difficulty = {}\n",
            n % 20,
            n % 5 + 1
        );
    }
    text
}
