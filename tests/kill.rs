//! Killed at any moment, the program loses no answer that it confirmed: the quiz goes on where it
//! stood, scripts and all, and ends as if nothing had happened.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![expect(
    clippy::print_stderr,
    reason = "a kill that lost something can be tried again"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use demarche::item::Chance;
use demarche::store::{History, SittingId, Store};
use serde_json::Value;

/// How many questions a quiz has.
const QUESTIONS: usize = 60;

/// A folder with a bank and a store.
struct Desk {
    folder: tempfile::TempDir,
}

/// A turn as far as it does not depend on how fast the machine is: its number, the question, the
/// response and the points.
type Told = (u64, String, Value, Value);

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // what a script makes is worth more or less from quiz to quiz, but not after a kill
        let made = "fn generate(bank, rng, params) { #{ kind: \"choice\", prompt: \"Which?\", \
                    answer: \"right\", distractors: [\"wrong\", \"off\"], points: rng.int(1, 1000) } }";
        std::fs::write(folder.path().join("made.rhai"), made).unwrap();
        let question = |n: usize| {
            if n.is_multiple_of(5) {
                return format!(
                    "[[question]]\nid = \"q{n}\"\nkind = \"script\"\nscript = \"made.rhai\"\n\n"
                );
            }
            format!(
                "[[question]]\nid = \"q{n}\"\nkind = \"choice\"\nprompt = \"Question {n}?\"\n\
                 answer = \"right\"\ndistractors = [\"wrong\", \"off\"]\n\n"
            )
        };
        let questions: String = (1..=QUESTIONS).map(question).collect();
        std::fs::write(
            folder.path().join("bank.toml"),
            format!("format = 1\n\n{questions}"),
        )
        .unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn store(&self) -> Store {
        Store::open(&self.path("store.db")).unwrap()
    }

    /// The program, with the answers to all turns after `known` waiting in its input.
    fn start(&self, args: &[&str], known: usize) -> Child {
        let mut child = Command::new(env!("CARGO_BIN_EXE_demarche"))
            .args(args)
            .arg("--json")
            .current_dir(self.folder.path())
            .env("DEMARCHE_STORE", self.path("store.db"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let answer = |n: usize| {
            if n.is_multiple_of(4) {
                "wrong\n"
            } else {
                "right\n"
            }
        };
        let lines: String = (known + 1..=QUESTIONS).map(answer).collect();
        let mut input = child.stdin.take().unwrap();
        // a child that is gone already reads nothing
        let _ = input.write_all(lines.as_bytes());
        child
    }

    fn play(&self) -> Child {
        let modes = ["--score", "streak", "--select", "shuffled"];
        self.start(
            &[&["play", "bank.toml", "--seed", "7"], &modes[..]].concat(),
            0,
        )
    }
}

/// Kills the child after it has confirmed so many turns and a little time has passed; gives all that
/// it confirmed.
fn kill_after(mut child: Child, turns: usize, pause: Duration) -> Vec<Told> {
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut told = Vec::new();
    while told.len() < turns {
        match next_turn(&mut output) {
            Some(turn) => told.push(turn),
            None => break,
        }
    }
    std::thread::sleep(pause);
    child.kill().unwrap();
    child.wait().unwrap();
    // what was still in the pipe was on screen too
    told.extend(std::iter::from_fn(|| next_turn(&mut output)));
    told
}

/// The next turn that was told whole.
fn next_turn(output: &mut impl BufRead) -> Option<Told> {
    loop {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        if !line.ends_with('\n') {
            return None;
        }
        let value: Value = serde_json::from_str(&line).unwrap();
        if value["type"] == "turn" {
            return Some((
                value["n"].as_u64().unwrap(),
                value["question"].as_str().unwrap().to_owned(),
                value["response"].clone(),
                value["points"].clone(),
            ));
        }
    }
}

fn kept(store: &Store, id: SittingId) -> Vec<Told> {
    let turns = store.load(id).unwrap().turns();
    let told = turns.iter().map(|turn| {
        let response = turn.response.as_ref().map(|response| response.to_json());
        (
            u64::from(turn.n),
            turn.question.clone(),
            response.unwrap_or_default(),
            turn.mark.points.into(),
        )
    });
    told.collect()
}

fn only_quiz(store: &Store) -> Option<(SittingId, bool)> {
    let all = History {
        with_empty: true,
        ..History::default()
    };
    let quizzes = store.history(&all).unwrap();
    assert!(quizzes.len() <= 1);
    quizzes.first().map(|quiz| (quiz.id, quiz.open()))
}

/// Plays one quiz, killing it again and again; gives what was kept at the end and how many kills it
/// took.
fn play_and_kill(chance: &mut Chance) -> (Vec<Told>, usize) {
    let desk = Desk::new();
    let mut confirmed: Vec<Told> = Vec::new();
    let mut kills = 0;
    loop {
        let quiz = if desk.path("store.db").exists() {
            only_quiz(&desk.store())
        } else {
            None
        };
        let (child, known) = match quiz {
            None => (desk.play(), 0),
            Some((id, false)) => return (kept(&desk.store(), id), kills),
            Some((id, true)) => {
                let known = kept(&desk.store(), id).len();
                (desk.start(&["resume", &id.short()], known), known)
            }
        };
        let turns = chance.below(9) as usize;
        // often before the first question, often between an answer and its confirmation
        let longest = if turns == 0 { 60_000 } else { 4_000 };
        let pause = Duration::from_micros(chance.below(longest));
        let told = kill_after(child, turns, pause);
        kills += 1;

        let store = desk.store();
        assert_eq!(store.info(i64::MAX).unwrap().damage, Vec::<String>::new());
        let Some((id, _)) = only_quiz(&store) else {
            assert!(told.is_empty(), "confirmed, and no quiz is kept");
            continue;
        };
        let kept = kept(&store, id);
        if let Some((first, ..)) = told.first() {
            assert_eq!(*first, known as u64 + 1, "goes on where it stood");
        }
        confirmed.truncate(known);
        confirmed.extend(told);
        assert!(
            kept.starts_with(&confirmed),
            "kept {kept:?}\nconfirmed {confirmed:?}"
        );
        assert!(
            kept.len() <= confirmed.len() + 1,
            "more is kept than one answer ahead"
        );
        confirmed = kept;
    }
}

/// What the same quiz gives when nobody kills it.
fn play_undisturbed() -> Vec<Told> {
    let desk = Desk::new();
    let mut child = desk.play();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let told: Vec<Told> = std::iter::from_fn(|| next_turn(&mut output)).collect();
    assert!(child.wait().unwrap().success());
    told
}

/// Kills so many times, in as many quizzes as that takes.
fn kill_times(wanted: usize) {
    // other moments in every run; the seed is said when it fails
    let seed = std::env::var("DEMARCHE_KILL_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| u64::from(std::process::id()));
    eprintln!("DEMARCHE_KILL_SEED={seed}");
    let undisturbed = play_undisturbed();
    assert_eq!(undisturbed.len(), QUESTIONS);
    let mut chance = Chance::new(seed);
    let mut killed = 0;
    while killed < wanted {
        let (told, kills) = play_and_kill(&mut chance);
        assert_eq!(
            told, undisturbed,
            "order, answers and points as if nothing had happened"
        );
        killed += kills;
    }
    eprintln!("{killed} kills");
}

#[test]
fn an_answer_that_was_confirmed_survives_a_kill_at_any_moment() {
    kill_times(15);
}

#[test]
#[ignore = "takes a minute; for releases"]
fn two_hundred_kills_lose_nothing() {
    kill_times(200);
}
