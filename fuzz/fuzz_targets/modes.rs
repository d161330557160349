//! A text is compiled as a mode; if it compiles, a quiz is played in which every hook is called, and
//! resumed from its events. Crashes, hangs, memory without bound, and a resumed quiz that differs from
//! the one that was played are findings.
//!
//! In this folder: `mkdir -p corpus; cargo run --release -- corpus ../scripts -max_total_time=1800
//! -timeout=25 -rss_limit_mb=700`. What is found is written into a file and becomes a test in
//! `tests/hostile.rs`. No nightly toolchain is needed (`.cargo/config.toml`).

#![no_main]

mod grammar;

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use demarche::bank::{Bank, Library};
use demarche::item::{Response, Shape};
use demarche::modes::conditions::RhaiConditions;
use demarche::modes::{Bounds, Program, STACK, Script, Settings};
use demarche::quiz::{
    Event, Given, Learner, Limits, Mode, Moment, Past, Setup, Sitting, Step, Turn,
};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

/// Longer than any text takes that is within the bounds: compiling, and some twenty calls of hooks.
const SLOW: Duration = Duration::from_secs(8);

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data).into_owned();
    let Ok(worker) = worker().lock() else {
        return;
    };
    worker.texts.send(text).expect("the worker lives");
    worker.done.recv().expect("the worker lives");
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    grammar::mutate(data, size, max_size, seed)
});

/// One thread with a deep stack plays all quizzes: what is made once a thread is made once.
struct Worker {
    texts: SyncSender<String>,
    done: Receiver<()>,
}

fn worker() -> &'static Mutex<Worker> {
    static WORKER: OnceLock<Mutex<Worker>> = OnceLock::new();
    WORKER.get_or_init(|| {
        let (texts, received) = sync_channel::<String>(0);
        let (finished, done) = sync_channel(0);
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || {
                let bank = bank();
                for text in received {
                    let begun = Instant::now();
                    check(&bank, &text);
                    assert!(begun.elapsed() < SLOW, "{:?}", begun.elapsed());
                    finished.send(()).expect("the target lives");
                }
            })
            .expect("a thread");
        Mutex::new(Worker { texts, done })
    })
}

fn bank() -> Arc<Bank> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("test.toml");
    let mut toml = String::from(
        "format = 1\n[[topic]]\nid = \"a\"\ntitle = \"A\"\n[[topic]]\nid = \"b\"\ntitle = \"B\"\nrequires = [\"a\"]\n",
    );
    for (n, topic) in ["a", "b", "a", "b", "a"].iter().enumerate() {
        toml.push_str(&format!(
            "[[question]]\nid = \"q{n}\"\nkind = \"choice\"\nprompt = \"Number {n}?\"\nanswer = \"yes\"\ndistractors = [\"no\"]\ntopics = [\"{topic}\"]\ndifficulty = {}\nsources = []\ntags = [\"t{n}\"]\nhints = [\"look\"]\n",
            n + 1
        ));
    }
    std::fs::write(&path, toml).expect("written");
    Library::new(None, RhaiConditions::new())
        .open(path.to_str().expect("a text"))
        .expect("opened")
        .bank
}

fn check(bank: &Arc<Bank>, text: &str) {
    let program = Program::of("fuzz", text);
    let bounds = Bounds {
        operations: 100_000,
        time: Duration::from_millis(400),
        ..Bounds::default()
    };
    let compile = || Script::compile_within(&program, &Settings::none(), &bounds);
    let script = match compile() {
        Ok(script) => script,
        Err(report) => {
            report.in_words();
            return;
        }
    };
    let Ok(mut sitting) = Sitting::begin(setup(bank, script)) else {
        return;
    };
    let mut events = Vec::new();
    play(&mut sitting, &mut events);
    // written and read back as the store does
    let kept = serde_json::to_string(&events).expect("events are plain data");
    let kept: Vec<Event> = serde_json::from_str(&kept).expect("and can be read back");
    // how far a bound of time lets a script come is another matter each time
    if kept != events || kept.iter().any(stopped_in_time) {
        assert_eq!(
            kept, events,
            "an event changes on its way through the store"
        );
        return;
    }
    let again = compile().expect("it compiled before");
    let resumed = Sitting::resume(setup(bank, again), kept).expect("it began before");
    assert_eq!(
        turns(&resumed),
        turns(&sitting),
        "another quiz when resumed"
    );
}

fn stopped_in_time(event: &Event) -> bool {
    serde_json::to_string(event).is_ok_and(|json| json.contains("stopped: this took more than"))
}

fn turns(sitting: &Sitting) -> Vec<Turn> {
    let turns = sitting.quiz().turns();
    turns.iter().map(|turn| Turn::clone(turn)).collect()
}

fn setup(bank: &Arc<Bank>, script: Script) -> Setup {
    let past = (0..4).map(|n| Past {
        question: format!("q{n}").into(),
        hash: bank.questions.get(n).expect("five").hash.clone(),
        credit: n as f64 / 3.0,
        points: 1.0,
        out_of: 1.0,
        seconds: 3.0,
        skipped: n == 2,
        timed_out: false,
        hints_used: 0,
        tries: 1,
        at: 1_699_000_000_000,
        sitting: "before".into(),
        response: "no".into(),
    });
    Setup {
        bank: bank.clone(),
        questions: (0..5).collect(),
        learner: Learner::new("anna", past.collect()),
        seed: 1,
        limits: Limits::default(),
        score: Box::new(script) as Box<dyn Mode>,
        select: None,
        now: moment(0),
    }
}

fn moment(n: u32) -> Moment {
    Moment {
        at: 1_700_000_000_000 + i64::from(n) * 5000,
        offset: 60,
        elapsed: f64::from(n) * 5.0,
    }
}

fn play(sitting: &mut Sitting, events: &mut Vec<Event>) {
    for n in 0..8 {
        match sitting.next(moment(n)) {
            Step::Done(_) => break,
            Step::Choose(actions) => {
                sitting.act(n as usize % actions.len().max(1), moment(n));
            }
            Step::Ask(asked) => {
                let response = ["yes", "no", "yes", ""][n as usize % 4];
                let response = match asked.prompt.shape {
                    Shape::PickOne { .. } if !response.is_empty() => {
                        Some(Response::One(response.to_owned()))
                    }
                    _ => None,
                };
                let given = Given {
                    response,
                    seconds: 5.0,
                    ..Given::default()
                };
                sitting.answer(given, moment(n));
            }
        }
        sitting.progress();
        events.extend(sitting.take_events());
    }
    let outcome = sitting.so_far();
    assert!(outcome.total.points.is_finite() && outcome.total.max_points.is_finite());
    events.extend(sitting.take_events());
}
