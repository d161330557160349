//! Hostile scripts: each ends in its error within the bounds, and the program lives. Every attack runs
//! in a child process, so that an abort of it would be seen, and is bounded in time and memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that can't go on fails"
)]

mod support;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use demarche::item::Response;
use demarche::modes::{Bounds, Script, Settings};
use demarche::quiz::{Answered, Given, Sitting, Step};
use support::play::quiz;

/// The folder of scripts that a child is told to play, one after the other.
const SCRIPTS: &str = "DEMARCHE_TEST_SCRIPTS";

/// How long the program may be busy with one hostile script, from one question to the next.
const BUSY: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2000 } else { 1000 });

/// The file of an attack that is given all its time; the others have a share of it.
const IN_FULL: &str = "attack-in-full.rhai";
const SHARE: u32 = 16;

/// The most memory that a child may hold, in MiB.
const MEMORY: u64 = 256;

/// What came of an attack.
struct Attack {
    /// What the child said: the errors of hooks, or of compiling.
    said: String,
}

/// An attack that is given only a part of the time that a hook has, so that all of them soon end.
fn attack(script: &str) -> Attack {
    attack_in("attack.rhai", script)
}

/// An attack that is given all the time that a hook has.
fn attack_in_full(script: &str) -> Attack {
    attack_in(IN_FULL, script)
}

fn attack_in(file: &str, script: &str) -> Attack {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(file), script).expect("written");
    run(folder.path())
}

/// Attacks that end so quickly that one child plays them all: each with the error it ends in.
fn attack_each<'a>(attacks: impl IntoIterator<Item = (String, &'a str)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut errors = Vec::new();
    for (script, error) in attacks {
        let name = format!("attack{:03}.rhai", errors.len());
        std::fs::write(folder.path().join(name), &script).expect("written");
        errors.push((script, error));
    }
    let Attack { said } = run(folder.path());
    let said: Vec<&str> = said.split("== the program lives\n").collect();
    assert_eq!(said.len(), errors.len() + 1, "{said:#?}");
    for ((script, error), said) in errors.iter().zip(said) {
        assert!(
            said.contains(error),
            "{script}\nwanted: {error}\nsaid: {said}"
        );
    }
}

/// Plays the modes of a folder in a child; those that begin with `_` are only there.
fn run(folder: &Path) -> Attack {
    let mut child = Command::new(std::env::current_exe().expect("known"))
        .args([
            "--exact",
            "the_child",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(SCRIPTS, folder)
        .stdout(File::create(folder.join("out")).expect("a file"))
        .stderr(File::create(folder.join("err")).expect("a file"))
        .spawn()
        .expect("started");
    let end = Instant::now() + Duration::from_secs(120);
    let status = loop {
        if let Some(status) = child.try_wait().expect("waited") {
            break status;
        }
        if Instant::now() > end {
            child.kill().expect("killed");
            panic!("the attack went on for two minutes");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |name| {
        String::from_utf8_lossy(&std::fs::read(folder.join(name)).expect("read")).into_owned()
    };
    let said = read("out");
    assert!(status.success(), "{said}\n{}", read("err"));
    Attack { said }
}

impl Attack {
    fn ends_with(self, error: &str) -> Self {
        assert!(
            self.said.contains(error),
            "wanted: {error}\nsaid: {}",
            self.said
        );
        assert!(self.said.contains("the program lives"), "{}", self.said);
        self
    }
}

#[test]
#[ignore = "the child that plays hostile scripts"]
fn the_child() {
    let Ok(folder) = std::env::var(SCRIPTS) else {
        return;
    };
    let mut scripts: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("read")
        .map(|entry| entry.expect("read").path())
        .filter(|path| {
            path.to_string_lossy().contains("attack")
                && path.extension().is_some_and(|ending| ending == "rhai")
        })
        .collect();
    scripts.sort();
    let in_full = scripts.iter().any(|script| script.ends_with(IN_FULL));
    demarche::modes::on_deep_stack(|| {
        let bounds = Bounds {
            time: Bounds::default().time / if in_full { 1 } else { SHARE },
            ..Bounds::default()
        };
        for script in &scripts {
            play(&script.to_string_lossy(), &bounds);
            println!("== the program lives");
        }
        // afterwards another mode plays as if nothing had been
        let after = quiz()
            .mode("fn score(turn) { 7 }")
            .answers(["yes"])
            .play_here();
        assert_eq!(after.points, [7.0]);
    })
    .expect("a thread");
    if let Some(peak) = peak() {
        println!("at most {peak} MiB");
        assert!(peak < MEMORY, "{peak} MiB");
    }
}

/// Compiles a script and plays it until it has been through every hook.
fn play(path: &str, bounds: &Bounds) {
    let library = demarche::modes::Library::new(None);
    let compiled = within_bounds("loading", || {
        let program = library.find(path).expect("found").program;
        Script::compile_within(&program, &Settings::none(), bounds).map(|_| program)
    });
    let program = match compiled {
        Ok(program) => program,
        Err(report) => {
            let words = within_bounds("its report", || report.in_words());
            println!("{words}");
            return;
        }
    };
    let test = quiz().program(program).bounds(bounds.clone());
    let mut sitting = match within_bounds("start", || Sitting::begin(test.setup())) {
        Ok(sitting) => sitting,
        Err(refusal) => {
            println!("{}", refusal.report);
            return;
        }
    };
    let (mut failures, mut asked) = (Vec::new(), 0);
    for n in 0..4 {
        let now = test.moment(f64::from(n) * 5.0);
        match within_bounds("the next question", || sitting.next(now)) {
            Step::Done(outcome) => {
                failures.extend(outcome.failures);
                break;
            }
            Step::Choose(actions) => {
                let labels: Vec<_> = actions.iter().map(|action| &action.label).collect();
                println!("chooses from {labels:?}");
                failures.extend(within_bounds("an action", || sitting.act(0, now)));
            }
            Step::Ask(pending) => {
                failures.extend(pending.failures);
                asked += 1;
                let given = Given {
                    response: Some(Response::One("yes".to_owned())),
                    seconds: 5.0,
                    ..Given::default()
                };
                let answered = within_bounds("an answer", || sitting.answer(given, now));
                if let Some(Answered::Turn(turn)) = answered {
                    failures.extend(turn.failures.clone());
                    let kept = turn.failures.iter().any(|failure| failure.hook == "score");
                    assert!(
                        !kept || turn.mark.points == 1.0,
                        "the built-in mark is kept"
                    );
                    println!("points {}, {:?}", turn.mark.points, turn.feedback);
                }
            }
        }
        failures.extend(within_bounds("progress", || sitting.progress()).1);
    }
    println!("asked {asked}");
    failures
        .iter()
        .for_each(|failure| println!("{}", failure.report));
}

/// Does what must end soon, however busy the machine is with other work: the time that counts is
/// the processor's, where the system tells it.
fn within_bounds<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (begun, busy) = (Instant::now(), busy());
    let done = work();
    let waited = begun.elapsed();
    let took = match (busy, self::busy()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => waited,
    };
    assert!(took < BUSY, "{what} took {took:?}");
    assert!(waited < BUSY * 10, "{what} took {waited:?}");
    done
}

/// How long this thread has been at work.
fn busy() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The most memory that this process has held, in MiB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse().ok()?;
    Some(kib / 1024)
}

/// A scoring hook that does this.
fn score(body: &str) -> String {
    format!("fn start(quiz) {{ #{{ n: 0 }} }}\nfn score(turn) {{ {body} }}\n")
}

/// Hooks with their parameter.
const HOOKS: [(&str, &str); 9] = [
    ("start", "quiz"),
    ("select", "quiz"),
    ("score", "turn"),
    ("answered", "turn"),
    ("feedback", "turn"),
    ("stop", "quiz"),
    ("actions", "quiz"),
    ("progress", "quiz"),
    ("finish", "quiz"),
];

const TIME: &str = "stopped: this took more than";
const MEMORY_ERROR: &str = "MiB of memory";

// loops without end

#[test]
fn an_endless_loop() {
    attack_in_full(&score("loop { }")).ends_with(TIME);
}

#[test]
fn an_endless_while() {
    attack(&score("while true { this.n += 1; }")).ends_with("stopped");
}

#[test]
fn an_endless_do() {
    attack(&score("let x = 0.5; do { x += 1.0; } while true;")).ends_with(TIME);
}

#[test]
fn nested_loops_that_each_end() {
    attack(&score(
        "let n = 0; for a in 0..1000000 { for b in 0..1000000 { for c in 0..1000000 { n = a; } } } n",
    ))
    .ends_with(TIME);
}

#[test]
fn a_loop_in_every_hook() {
    attack_each(HOOKS.map(|(hook, parameter)| {
        let script = format!("fn {hook}({parameter}) {{ let n = 0; loop {{ n += 1; }} }}");
        (script, TIME)
    }));
}

#[test]
fn a_loop_in_an_action() {
    let actions = r#"fn actions(quiz) { [#{ label: "a", then: "f" }, #{ label: "b", then: "f" }] }
        fn f(quiz) { loop { } }"#;
    attack(actions).ends_with(TIME);
}

#[test]
fn a_loop_that_catches_its_own_end() {
    attack(&score("loop { try { loop { } } catch { } }")).ends_with(TIME);
}

#[test]
fn a_constant_that_is_worked_out_for_ever() {
    attack("const A = { let n = 0; loop { n += 1; } };\nfn score(turn) { A }").ends_with(TIME);
    attack("const F = [1].map(|x| { loop { } });\nfn score(turn) { 1 }").ends_with(TIME);
}

#[test]
fn a_sort_whose_closure_never_ends() {
    attack("fn score(turn) { let l = [1, 2, 3]; l.sort(|a, b| { loop { } }); 1 }").ends_with(TIME);
    attack("fn select(quiz) { quiz.pool.sort_by(|q| { while true { } 1 }).first() }")
        .ends_with(TIME);
}

#[test]
fn a_filter_whose_closure_never_ends() {
    attack("fn select(quiz) { quiz.pool.filter(|q| { loop { } }).first() }").ends_with(TIME);
    attack("fn select(quiz) { loop { quiz.pool.filter(|q| true); } }").ends_with(TIME);
}

#[test]
fn a_weight_that_is_never_worked_out() {
    attack("fn select(quiz) { quiz.pool.weighted(|q| { loop { } }) }").ends_with(TIME);
}

#[test]
fn lists_mapped_for_ever() {
    attack("fn select(quiz) { let l = []; l.pad(100000, 1); loop { l.map(|x| x + 1); } }")
        .ends_with("stopped");
    attack(&score("let l = []; l.pad(1000, 1); let m = l; let n = l; l.map(|a| m.map(|b| n.map(|c| 1).len()).len()); 1")).ends_with("stopped");
}

#[test]
fn lists_sorted_again_and_again() {
    attack_in_full(&score(
        "let l = []; for i in 0..60000 { l.push((i * 7919) % 60013); } loop { let m = l; m.sort(); }",
    ))
    .ends_with("stopped");
    attack_in_full(&score(
        "let l = []; l.pad(249000, 1); loop { l.insert(0, 1); l.shift(); }",
    ))
    .ends_with("stopped");
    attack_in_full(&score(
        "let l = []; l.pad(200000, 1); loop { let m = l; m.drain(|x| true); }",
    ))
    .ends_with("stopped");
}

#[test]
fn ranges_of_two_to_the_sixty_third() {
    attack(&score(
        "let n = 0; for i in 0..9223372036854775807 { n = i; } n",
    ))
    .ends_with("stopped");
    attack(&score(
        "let n = 0; for i in range(-9223372036854775807, 9223372036854775807, 3) { n = i; } n",
    ))
    .ends_with("stopped");
    attack(&score(
        "let n = 0; for i in range(0.0, 1.0, 1e-300) { n = i; } n",
    ))
    .ends_with("stopped");
}

#[test]
fn ranges_that_are_no_use() {
    let ranges = [
        (
            "let n = 0; for i in range(0, 10, 0) { n += 1; } n",
            "the program",
        ),
        (
            "let a = [1, 2, 3]; a.extract(0..9223372036854775807).len()",
            "",
        ),
        (
            "let a = [1, 2, 3]; a.splice(-9223372036854775807, 9223372036854775807, [1]); 1",
            "",
        ),
        (
            "let s = \"abc\"; s.sub_string(1..9223372036854775807).len()",
            "",
        ),
        (
            "let s = \"abc\"; s.crop(-9223372036854775808, 9223372036854775807); 1",
            "",
        ),
        ("let a = [1]; a[9223372036854775807]", "attack"),
        ("let a = [1]; a[-9223372036854775808]", "attack"),
        (
            "quiz.rng.int(-9223372036854775808, 9223372036854775807)",
            "attack",
        ),
        (
            "turn.quiz.rng.int(-9223372036854775807, 9223372036854775807); 1",
            "",
        ),
        ("turn.quiz.pool.take(9223372036854775807).len()", ""),
        ("turn.quiz.pool.take(-1).len()", "take takes 0 or more"),
        ("let x = 1 << 9223372036854775807; 1", ""),
        ("let x = 2 ** 9223372036854775807; 1", "attack"),
        ("let x = -9223372036854775807 - 1; x / -1", "overflow"),
        ("let x = -9223372036854775807 - 1; x % -1", "attack"),
        ("let x = -9223372036854775807 - 1; x.abs()", "attack"),
        ("let x = -9223372036854775807 - 1; -x", "attack"),
        ("let x = 1e300; x.to_int()", "attack"),
        ("round(1e300)", "can't be a whole number"),
        ("round(1.5, 9223372036854775807)", "0 to 15 places"),
    ];
    attack_each(
        ranges.map(|(body, error)| (score(body), if error == "the program" { "" } else { error })),
    );
}

// calls within calls

#[test]
fn recursion() {
    attack_each([
        (
            "fn f(n) { f(n + 1) }\nfn score(turn) { f(0) }".into(),
            "call each other too deeply",
        ),
        (
            "fn f(n) { [1].map(|x| f(x)) }\nfn score(turn) { f(0) }".into(),
            "call each other too deeply",
        ),
        (
            "fn f(n) { g(n) }\nfn g(n) { f(n) }\nfn score(turn) { f(0) }".into(),
            "call each other too deeply",
        ),
        (
            "fn score(turn) { score(turn) }".into(),
            "call each other too deeply",
        ),
        (
            "fn score(turn) { let f = |f| f.call(f); f.call(f) }".into(),
            "call each other too deeply",
        ),
        (
            "fn f() { this.f() }\nfn score(turn) { let x = 1; x.f() }".into(),
            "call each other too deeply",
        ),
    ]);
}

#[test]
fn recursion_that_branches() {
    attack("fn f(n) { if n > 60 { 1 } else { f(n + 1) + f(n + 1) } }\nfn score(turn) { f(0) }")
        .ends_with("stopped");
}

#[test]
fn recursion_through_the_host() {
    attack("fn f(p) { let r = p; p.filter(|q| f(r).len() > 0) }\nfn select(quiz) { f(quiz.pool) }")
        .ends_with("call each other too deeply");
    attack("fn f(l) { let m = l; m.sort(|a, b| f(l)); 0 }\nfn score(turn) { f([2, 1]) }")
        .ends_with("call each other too deeply");
}

// memory

#[test]
fn texts_that_double() {
    attack_each([
        (score("let s = \"x\"; loop { s += s; }"), "stopped"),
        (score("let s = `x`; loop { s = `${s}${s}`; }"), "stopped"),
        (score("let s = \"x\"; loop { s.append(s); }"), ""),
        (
            score("let s = [\"x\"]; loop { s = [s.to_string(), s.to_string()]; }"),
            "stopped",
        ),
        (
            score("let s = \"\\\\\"; loop { s = s.to_debug(); }"),
            "stopped",
        ),
        (score("loop { this.n = `${this.n}${this.n}`; }"), "stopped"),
    ]);
}

#[test]
fn texts_padded_beyond_all_memory() {
    attack_each([
        (score("let s = \"\"; s.pad(1000000000, 'x'); 1"), "stopped"),
        (
            score("let s = \"\"; s.pad(9223372036854775807, \"xyz\"); 1"),
            "stopped",
        ),
        (
            score(
                "let s = \"\"; s.pad(1000, `${turn.quiz.seed}`); s.pad(1000000, s); s.pad(1040000, s); s.len()",
            ),
            "",
        ),
        (score("let a = []; a.pad(1000000000, 1); 1"), "stopped"),
        (score("let a = []; a.pad(9223372036854775807, []); 1"), ""),
        (score("let a = [1, 2]; a.pad(100000, a); 1"), "stopped"),
    ]);
}

#[test]
fn texts_replaced_by_larger_ones() {
    let large = "let s = \"\"; s.pad(1000000, 'x'); let t = s;";
    for replaced in [
        "s.replace(\"x\", t);",
        "s.replace('x', t);",
        "s.replace(\"\", t);",
        "s = \"x\"; for i in 0..6 { s.replace(\"x\", \"xxxxxxxxxxxxxxxx\"); }",
    ] {
        attack(&score(&format!("{large} {replaced} s.len()"))).ends_with("a text grew too large");
    }
    attack(&score(
        "let s = \"\"; s.pad(600000, 'x'); s.replace('x', 'é'); s.len()",
    ))
    .ends_with("a text grew too large");
}

#[test]
fn texts_split_into_single_signs() {
    attack(&score(
        "let s = \"\"; s.pad(1000000, 'x'); let a = s.split(\"\"); a.len()",
    ))
    .ends_with("stopped");
    attack(&score(
        "let s = \"\"; s.pad(1000000, 'x'); let l = []; loop { l.push(s.split(\"\").len()); }",
    ))
    .ends_with("stopped");
    attack(&score(
        "let s = \"\"; s.pad(240000, 'x'); let l = []; loop { l.push(s.split(\"\")); }",
    ))
    .ends_with("stopped");
    attack(&score(
        "let s = \"\"; s.pad(1000000, 'x'); let n = 0; loop { for c in s.chars() { n += 1; } }",
    ))
    .ends_with("stopped");
}

#[test]
fn arrays_that_double() {
    attack_each([
        (score("let a = [1]; loop { a += a; }"), "stopped"),
        (score("let a = [1]; loop { a.push(a); }"), "stopped"),
        (score("let a = [1]; loop { a.append(a); }"), "stopped"),
        (score("let a = [1]; loop { a.splice(0, 0, a); }"), "stopped"),
        (score("let a = [1]; loop { a = [a, a]; }"), "stopped"),
        (
            score("let a = [1]; loop { a = a.map(|x| [x, x]); }"),
            "stopped",
        ),
        (
            score("let a = [1]; loop { a = a.zip(a, |x, y| [x, y]); }"),
            "",
        ),
        (score("let a = [1]; loop { a = a + a; }"), "stopped"),
        (score("let a = [1]; loop { a.insert(0, a); }"), "stopped"),
        (
            score(
                "let a = []; for i in 0..3000 { a.push(i); } a.order_by(|a, b| 1); a.sort(|a, b| -1); 1",
            ),
            "",
        ),
    ]);
}

#[test]
fn maps_that_double() {
    attack_each([
        (
            score("let m = #{}; loop { m[`k${this.n}`] = m; this.n += 1; }"),
            "stopped",
        ),
        (
            score("let m = #{ a: 1 }; loop { m = #{ a: m, b: m }; }"),
            "stopped",
        ),
        (
            score("let m = #{ a: 1 }; loop { m.set(`${this.n}`, m); this.n += 1; }"),
            "stopped",
        ),
        (
            score(
                "let m = #{ a: 1 }; let i = 0; loop { let n = #{}; for k in m.keys() { n[k + \"x\"] = 1; n[k + \"y\"] = 1; } m += n; }",
            ),
            "stopped",
        ),
    ]);
}

#[test]
fn maps_with_names_as_long_as_texts_may_be() {
    attack(&score("let s = \"\"; s.pad(1000000, 'x'); let m = #{}; let i = 0; loop { m[`${i}${s}`] = 1; i += 1; }")).ends_with("stopped");
}

#[test]
fn data_that_becomes_text() {
    attack_each([
        (
            score(
                "let s = \"\"; s.pad(500000, '\"'); let m = #{ a: s }; loop { m = #{ a: m.to_json() }; }",
            ),
            "is too large",
        ),
        (
            score("let a = []; a.pad(249000, 1.5); a.to_string().len()"),
            "points 10003",
        ),
        (
            score("let a = []; a.pad(249000, 1.5); loop { let s = a.to_string(); }"),
            "stopped",
        ),
        (
            score("let a = []; a.pad(249000, ()); loop { let s = `${a}`; }"),
            "stopped",
        ),
        (
            score("let s = \"\"; s.pad(1000000, '\\x00'); loop { let t = s.to_debug(); }"),
            "stopped",
        ),
        (
            score("let s = \"\"; s.pad(1000000, 'x'); let t = s.to_blob(); let u = t + t; 1"),
            "stopped",
        ),
        (
            score(
                "let s = \"\"; s.pad(1000000, 'x'); let m = #{}; for i in 0..1000 { m[`${i}`] = s; } m.to_string().len()",
            ),
            "stopped",
        ),
    ]);
}

#[test]
fn memory_in_all_where_no_single_value_is_large() {
    let flood = "let s = \"x\"; s.pad(100000, 'x'); let m = #{}; let i = 0; loop { m[`k${i}`] = s + i; i += 1; }";
    attack_in_full(&score(flood)).ends_with("stopped");
    let variables: String = (0..90)
        .map(|n| format!("let v{n} = s + \"{n}\";"))
        .collect();
    attack_in_full(&score(&format!(
        "let s = \"\"; s.pad(1000000, 'x'); {variables} 1"
    )))
    .ends_with(MEMORY_ERROR);
}

#[test]
fn memory_that_is_kept_from_one_call_to_the_next() {
    let keep = "fn start(quiz) { #{ n: 0 } }\nfn HOOK { let s = \"\"; s.pad(100000, 'x'); for i in 0..500 { this[`${this.n}`] = `${s}${this.n}`; this.n += 1; } }";
    attack(&keep.replace("HOOK", "answered(turn)")).ends_with("stopped");
    let names = "fn start(quiz) { #{ n: 0 } }\nfn answered(turn) { let s = \"\"; s.pad(100000, 'x'); for i in 0..400 { this[`${this.n}${s}`] = 1; this.n += 1; } }";
    attack(names).ends_with("is too large");
}

#[test]
fn memory_that_nothing_can_free() {
    // a closure that holds itself
    let leak = "let a = []; let f = || a; let s = \"\"; s.pad(1000000, 'x'); for i in 0..40 { a.push([f, `${s}${i}`]); }";
    let hooks: String = [
        "answered(turn)",
        "feedback(turn)",
        "stop(quiz)",
        "progress(quiz)",
        "score(turn)",
    ]
    .map(|hook| format!("fn {hook} {{ let l = []; for n in 0..1 {{ LEAK }} () }}\n"))
    .concat();
    attack(&hooks.replace(
        "LEAK",
        &leak.replace(
            "for i in 0..40 { a.push([f, `${s}${i}`]); }",
            "let b = s; a = #{ f: f, b: b + \"!\" };",
        ),
    ))
    .ends_with("the program lives");
    attack(&hooks.replace(
        "LEAK",
        &leak.replace(
            "for i in 0..40 { a.push([f, `${s}${i}`]); }",
            "for i in 0..50 { let a = 0; let t = s + i; let f = || [a, t]; a = f; }",
        ),
    ))
    .ends_with("the program lives");
}

#[test]
fn chains_of_closures_dropped_without_overflowing_the_stack() {
    attack_in_full(&score(
        "let f = || 1; for i in 0..10000 { let g = f; f = || g; } 1",
    ))
    .ends_with("the program lives");
    attack_in_full(&score("let f = || 1; loop { let g = f; f = || g; }")).ends_with("stopped");
    attack_in_full(
        "fn select(quiz) { let f = || 1; for i in 0..10000 { let g = f; f = || g; } f }",
    )
    .ends_with("select gave a closure");
}

#[test]
fn closures_that_hold_themselves() {
    attack_each([
        (
            score("let a = []; let f = || a; a.push(f); `${a}${f}`.len()"),
            "",
        ),
        (
            score("let a = []; let f = || a; a.push(f); a.to_debug().len()"),
            "",
        ),
        (
            score("let a = []; let f = || a; a.push(f); f.to_debug().len()"),
            "",
        ),
        (score("let a = []; let f = || a; a.push(f); a == a; 1"), ""),
        (
            score("let a = #{}; let f = || a; a.f = f; a.to_json().len()"),
            "",
        ),
        (score("let a = []; let f = || a; a.push(f); throw a"), ""),
        (score("let a = []; let f = || a; a.push(f); throw f"), ""),
        (score("let a = []; let f = || a; a.push(f); a"), ""),
        (
            score("let a = []; let f = || a; a.push(f); this.n = a; 1"),
            "a variable is used here",
        ),
        (
            score("let a = []; let f = || a; a.push(f); a += f; a.dedup(); a.sort(); 1"),
            "",
        ),
        (
            "fn finish(quiz) { let a = []; let f = || a; a.push(f); #{ lines: a, grade: f } }"
                .into(),
            "",
        ),
        (
            "fn finish(quiz) { let a = []; let f = || a; a.push(f); #{ lines: [f, a] } }".into(),
            "",
        ),
    ]);
}

#[test]
fn chains_of_closures() {
    attack_in_full(&score(
        "let f = || 1; let m = #{ f: f }; loop { let g = m; m = #{ f: || g }; }",
    ))
    .ends_with("stopped");
    // each of these would be a chain as long as one likes
    for body in [
        "let g = |a, b| a; loop { g = g.curry(g); }",
        "let f = |x| x; for i in 0..5000 { f = f.curry(i); } f.call(1)",
        "let f = curry(|a, b| a, 1); 1",
    ] {
        attack(&score(body)).ends_with("`curry` can't be used in a mode");
    }
}

#[test]
fn calls_of_more_arguments_than_anybody_writes() {
    let ones = "1, ".repeat(5000);
    let variables = |n: usize| {
        (0..n)
            .map(|i| format!("let v{i} = {i}; "))
            .collect::<String>()
    };
    let captured: String = (0..900).map(|i| format!("v{i}, ")).collect();
    for body in [
        format!("let f = |x| x; f.call({ones}1)"),
        format!("turn.nothing({ones}1)"),
        format!("none({ones}1)"),
        format!(
            "{} let f = |x| [{captured} x].len(); f.call(1, 2)",
            variables(900)
        ),
    ] {
        attack(&score(&body)).ends_with("at most 64");
    }
}

#[test]
fn names_of_functions_made_up_without_end() {
    attack(&score(
        "let i = 0; loop { try { Fn(`a${i}`).call(); } catch { } i += 1; }",
    ))
    .ends_with("stopped");
}

#[test]
fn values_nested_without_end() {
    attack(&score("let a = []; loop { a = [a]; }")).ends_with("stopped");
    attack(&score("let a = [1]; loop { a = [[a.pop()]]; }")).ends_with("stopped");
    attack(&score("for i in 0..200 { this.n = [this.n]; } 1")).ends_with("levels deep");
}

#[test]
fn nested_values_shown_compared_and_copied() {
    let nested = "let a = [1]; for i in 0..NUMBER { a = [[a.pop()]]; }";
    for number in ["3000", "12000"] {
        for use_of_it in [
            "a.to_string().len()",
            "a == [a]",
            "let b = a; let c = [b, a]; c.len()",
            "throw a",
            "a",
            "this.n = a; 1",
            "`${a}`.len()",
            "[a].contains([a]); 1",
        ] {
            let body = format!("{} {use_of_it}", nested.replace("NUMBER", number));
            attack(&score(&body)).ends_with("the program lives");
        }
    }
}

#[test]
fn a_grade_that_is_nested_without_end() {
    let finish = |grade: &str| {
        format!(
            "fn finish(quiz) {{ let a = [1]; for i in 0..900 {{ a = [[a.pop()]]; }} #{{ {grade} }} }}"
        )
    };
    attack(&finish("grade: a")).ends_with("a grade that is an array");
    attack(&finish("lines: a")).ends_with("the program lives");
    attack(&finish("lines: [a, a]")).ends_with("the program lives");
    attack(&finish("passed: a")).ends_with("passed as an array");
    attack("fn finish(quiz) { let a = []; a.pad(249000, 1); let l = []; for i in 0..100 { l.push(a); } #{ lines: l } }").ends_with("stopped");
    attack("fn finish(quiz) { let a = []; a.pad(2400, 1); let l = []; for i in 0..100 { l.push(a); } #{ lines: l } }").ends_with("the program lives");
}

#[test]
fn too_many_variables() {
    let variables: String = (0..2000).map(|n| format!("let v{n} = {n};")).collect();
    attack(&score(&format!("{variables} 1"))).ends_with("too many variables");
}

// sources

#[test]
fn brackets_nested_without_end() {
    let of = |body: String| format!("fn score(turn) {{ {body} }}");
    let deep = "nested too deeply";
    attack_each([
        (
            of(format!("{}1{}", "(".repeat(30_000), ")".repeat(30_000))),
            deep,
        ),
        (
            of(format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000))),
            "is too long for a script",
        ),
        (of("[".repeat(30_000)), deep),
        (of("#{a:".repeat(15_000)), deep),
        (of("{".repeat(30_000)), deep),
        (
            of(format!("{}1{}", "{".repeat(30_000), "}".repeat(30_000))),
            deep,
        ),
        (of(format!("{}1 }}", "-1 * (".repeat(5_000))), deep),
        (of(format!("{}1", "!".repeat(30_001))), deep),
        (of(format!("{}1", "-".repeat(30_001))), ""),
        (of(format!("1{}", " + 1".repeat(15_000))), deep),
        (of(format!("turn{}", ".a".repeat(30_000))), deep),
        (of(format!("turn{}", "[0]".repeat(20_000))), deep),
        (of(format!("turn{}", ".a()".repeat(15_000))), deep),
        (of(format!("{}1", "|x| ".repeat(15_000))), deep),
        (
            of(format!(
                "{}1{}",
                "if true {".repeat(5_000),
                "}".repeat(5_000)
            )),
            deep,
        ),
        (
            of(format!("if true {{}} {}", "else if true {}".repeat(4_000))),
            "",
        ),
        (of("`${".repeat(20_000)), ""),
        (
            of(format!("{}1{}", "`${".repeat(9_000), "}`".repeat(9_000))),
            "",
        ),
        (of(format!("{}1", "x = ".repeat(15_000))), ""),
        (of(format!("{}1", "return ".repeat(9_000))), ""),
        (of(format!("{}1", "switch 1 { _ => ".repeat(900))), deep),
        (of(format!("{}1", "let x = || ".repeat(5_000))), ""),
        (of(format!("{}1", "f(".repeat(30_000))), deep),
        (of(format!("1{}", " ?? 1".repeat(10_000))), ""),
        (of(format!("true{}", " && true".repeat(7_000))), deep),
        (of(format!("1{}", "..1".repeat(20_000))), ""),
        (
            format!("const A = {}1{};", "[".repeat(20_000), "]".repeat(20_000)),
            deep,
        ),
        (format!("{}fn score(turn) {{ 1 }}", "/*".repeat(30_000)), ""),
    ]);
}

#[test]
fn a_source_that_is_too_long() {
    attack(&format!(
        "fn score(turn) {{ 1 }}\n{}",
        "// filled\n".repeat(10_000)
    ))
    .ends_with("is too long for a script");
}

#[test]
fn a_switch_of_many_cases() {
    let whole: String = (0..7_000).map(|n| format!("{n}=>1,")).collect();
    attack(&score(&format!("switch turn.n {{ {whole} }}"))).ends_with("the program lives");
    let texts: String = (0..5_000).map(|n| format!("\"{n}\"=>1,")).collect();
    attack(&score(&format!("switch turn.n {{ {texts} }}"))).ends_with("the program lives");
    let ranges: String = (0..4_500).map(|n| format!("{n}..{n}=>1,")).collect();
    attack(&score(&format!("switch turn.n {{ {ranges} }}"))).ends_with("the program lives");
    let same = "1 if turn.n > 1 =>1,".repeat(3_000);
    attack(&score(&format!("switch turn.n {{ {same} }}"))).ends_with("the program lives");
}

#[test]
fn a_thousand_functions() {
    let functions: String = (0..990)
        .map(|n| format!("fn f{n}(x) {{ f{}(x) }}\n", n + 1))
        .collect();
    attack(&format!("{functions}fn f990(x) {{ 1 }}\nfn actions(quiz) {{ [#{{ label: \"a\" }}, #{{ label: \"b\" }}] }}")).ends_with("the program lives");
    let closures: String = (0..4_000).map(|n| format!("f(|x|x+{n});")).collect();
    attack(&format!("fn f(x) {{ }}\nfn score(turn) {{ {closures} 1 }}"))
        .ends_with("too many functions");
    let nested = format!("{}1{}", "[1].map(|x| ".repeat(20), ")".repeat(20));
    attack(&score(&format!("{nested}; 1"))).ends_with("the program lives");
}

#[test]
fn a_source_of_nothing_but_mistakes() {
    let unknown: String = (0..8_000).map(|n| format!("f{n}();")).collect();
    attack(&score(&unknown)).ends_with("there is no function");
    attack(&score(&"turn.nothing;".repeat(4_500))).ends_with("nothing");
    attack(&score(&"x;".repeat(30_000))).ends_with("x");
    attack(&"let x = 1;\n".repeat(5_500)).ends_with("variable at the top");
    attack(&"import \"a\" as a;\n".repeat(3_500)).ends_with("imported");
    attack(
        &(0..2_500)
            .map(|n| format!("import \"a{n}\" as a{n};\n"))
            .collect::<String>(),
    )
    .ends_with("no library");
    attack(
        &(0..3_000)
            .map(|n| format!("const A{n} = b{n};\n"))
            .collect::<String>(),
    )
    .ends_with("b0");
}

#[test]
fn literals_as_large_as_a_source_may_be() {
    attack_each([
        (
            score(&format!("let s = \"{}\"; s.len()", "x".repeat(60_000))),
            "",
        ),
        (
            score(&format!("let a = [{}]; a.len()", "1,".repeat(30_000))),
            "",
        ),
        (
            score(&format!(
                "let a = #{{{}}}; 1",
                (0..4_500).map(|n| format!("a{n}:1,")).collect::<String>()
            )),
            "",
        ),
        (score(&format!("let a = {}; 1", "9".repeat(60_000))), ""),
        (score(&format!("let a = 1e{}; 1", "9".repeat(60_000))), ""),
        (score(&format!("let {} = 1; 1", "a".repeat(60_000))), ""),
        (score(&format!("turn.{}", "a".repeat(60_000))), ""),
        (
            score(&format!("{}()", "a".repeat(60_000))),
            "there is no function",
        ),
        (
            format!("//! {}\nfn score(turn) {{ 1 }}", "x".repeat(60_000)),
            "",
        ),
        (
            format!(
                "fn score({}) {{ 1 }}",
                (0..6_000)
                    .map(|n| format!("a{n}"))
                    .collect::<Vec<_>>()
                    .join(",")
            ),
            "",
        ),
        (score(&format!("f({})", "1,".repeat(30_000))), ""),
    ]);
}

#[test]
fn what_is_no_script() {
    attack_each([
        ("\u{0}\u{1}\u{2}".into(), "attack000.rhai:1:1"),
        ("fn fn fn".into(), "attack001.rhai:1:"),
        ("`${`${`${".into(), "attack002.rhai:1:"),
        ("/* never closed".into(), ""),
        (String::new(), ""),
        ("\u{feff}\u{feff}fn score(turn) { 1 }".into(), ""),
        ("fn score(turn) { \u{202e} 1 }".into(), "attack006.rhai:1:"),
        ("#!/bin/sh\nrm -rf /".into(), ""),
        ("}".into(), "attack008.rhai:1:"),
    ]);
}

// what may not be reached

#[test]
fn functions_that_reach_outside() {
    attack_each(
        [
            "eval(\"1\")",
            "print(\"x\")",
            "debug(1)",
            "loop { print(turn) }",
        ]
        .map(|call| (score(call), "can't be used in a mode")),
    );
    attack_each(
        [
            "sleep(9)",
            "exit()",
            "timestamp()",
            "parse_json(\"{}\")",
            "rand()",
            "open(\"/etc/passwd\")",
            "set_tag(1, 2)",
        ]
        .map(|call| (score(call), "there is no function")),
    );
    attack_each([
        (score("Fn(\"eval\").call(\"1\")"), "attack"),
        (score("Fn(\"print\").call(\"1\")"), "attack"),
        (score("Fn(\"sleep\").call(9)"), "attack"),
        (score("Fn(\"timestamp\").call()"), "attack"),
        (
            score("let f = \"ev\" + \"al\"; Fn(f).call(\"1\")"),
            "attack",
        ),
        (
            score("import \"lib/x\" as x; 1"),
            "an import stands at the top of the file",
        ),
        (score("export turn; 1"), "attack"),
    ]);
}

#[test]
fn libraries_outside_of_the_script_folders() {
    attack_each(
        [
            "../secret",
            "..",
            ".",
            "/etc/passwd",
            "/",
            "lib/../../secret",
            "..\\\\secret",
            "C:/secret",
            "lib/",
            "",
            "file:///etc/passwd",
            "~/secret",
            "a\\x00b",
        ]
        .map(|path| {
            (
                format!("import \"{path}\" as x;\nfn score(turn) {{ x::f() }}"),
                "there is no library",
            )
        }),
    );
}

#[test]
fn a_library_that_imports_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write(
        "attack.rhai",
        "import \"attack\" as me;\nfn score(turn) { me::score(turn) }",
    );
    run(folder.path()).ends_with("attack");
    write(
        "attack.rhai",
        "import \"_a\" as a;\nfn score(turn) { a::f(1) }",
    );
    write("_a.rhai", "import \"_b\" as b;\nfn f(x) { b::f(x) }");
    write("_b.rhai", "import \"_a\" as a;\nfn f(x) { a::f(x) }");
    run(folder.path()).ends_with("_a");
}

#[test]
fn more_libraries_than_a_mode_may_have() {
    let folder = tempfile::tempdir().expect("a folder");
    let filler = format!("// {}\n", "x".repeat(1_000_000));
    let write = |name: &str, text: String| {
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    for n in 0..400 {
        let text = format!("import \"_l{}\" as next;\nfn f(x) {{ x }}", n + 1);
        write(&format!("_l{n}.rhai"), text);
        write(&format!("_m{n}.rhai"), filler.clone());
    }
    let mode = "import \"_l0\" as a;\nfn score(turn) { a::f(1) }";
    write("attack.rhai", mode.to_owned());
    run(folder.path()).ends_with("a mode has at most 32 libraries");
    let many: String = (0..400)
        .map(|n| format!("import \"_m{n}\" as m{n};\n"))
        .collect();
    write("attack.rhai", many);
    run(folder.path()).ends_with("is too long for a script");
}

#[test]
fn a_library_that_never_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("_l.rhai"),
        "const A = { loop { } };\nfn f() { loop { } }",
    )
    .expect("written");
    std::fs::write(
        folder.path().join("attack.rhai"),
        "import \"_l\" as l;\nfn score(turn) { l::f() }",
    )
    .expect("written");
    run(folder.path()).ends_with(TIME);
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_folder() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret.rhai"), "fn f() { 42 }").expect("written");
    let folder = tempfile::tempdir().expect("a folder");
    let mode = folder.path().join("attack.rhai");
    std::fs::write(&mode, "import \"_secret\" as x;\nfn score(turn) { x::f() }").expect("written");
    std::os::unix::fs::symlink(
        outside.path().join("secret.rhai"),
        folder.path().join("_secret.rhai"),
    )
    .expect("linked");
    run(folder.path()).ends_with("leads out of the script folder");
    // a folder that is a link, a link to itself
    std::fs::write(
        &mode,
        "import \"_there/secret\" as x;\nfn score(turn) { x::f() }",
    )
    .expect("written");
    std::os::unix::fs::symlink(outside.path(), folder.path().join("_there")).expect("linked");
    run(folder.path()).ends_with("leads out of the script folder");
    std::fs::write(&mode, "import \"_me\" as x;\nfn score(turn) { x::f() }").expect("written");
    std::os::unix::fs::symlink("_me.rhai", folder.path().join("_me.rhai")).expect("linked");
    run(folder.path()).ends_with("_me");
}

// the host's own

#[test]
fn functions_of_the_host_that_are_replaced() {
    attack_each(
        [
            "round(x)",
            "share(a, b)",
            "len(x)",
            "clamp(x, a, b)",
            "max(a, b)",
            "to_string(x)",
            "weighted(p, f)",
            "sort(a, f)",
        ]
        .map(|function| {
            let name = function.split('(').next().unwrap_or_default();
            (
                format!("fn {function} {{ 1 }}\nfn score(turn) {{ 1 }}"),
                if name.is_empty() { "" } else { "attack" },
            )
        }),
    );
}

#[test]
fn constants_that_are_changed() {
    attack_each([
        (
            "const P = #{ k: 1 };\nfn score(turn) { P.k = 2; 1 }".into(),
            "`P` is a constant",
        ),
        ("const P = 1;\nfn score(turn) { P = 2; 1 }".into(), "P"),
        (
            "const P = [1];\nfn score(turn) { P[0] = 2; 1 }".into(),
            "`P` is a constant",
        ),
        (
            "const P = [1];\nfn score(turn) { P.push(2); 1 }".into(),
            "`P` is a constant",
        ),
        (
            "const P = #{ k: #{ l: [1] } };\nfn score(turn) { P.k.l[0] += 2; 1 }".into(),
            "is a constant",
        ),
        (
            "const PARAMS = #{ k: 1 };\nfn score(turn) { PARAMS.k = 2; 1 }".into(),
            "`PARAMS` is a constant",
        ),
        (
            "const PARAMS = #{ k: 1 };\nfn score(turn) { global::PARAMS.k = 2; 1 }".into(),
            "attack",
        ),
        (score("const X = 1; X = 2; 1"), "X"),
        (score("const X = #{ a: 1 }; X.a = 2; 1"), "X"),
        (score("turn = 1; 1"), ""),
        (score("turn.points = 1; 1"), "can't be changed"),
        (score("turn.quiz.pool = 1; 1"), "can't be changed"),
        (score("let t = turn; t.mark.points = 9; 1"), "attack"),
        (score("this = 1; 1"), "attack"),
    ]);
}

#[test]
fn states_that_can_not_be_kept() {
    attack_each([
        (score("this.n = |x| x; 1"), "this.n holds a closure"),
        (
            score("this.n = [1, #{ a: || 1 }]; 1"),
            "this.n[1].a holds a closure",
        ),
        (score("this.n = turn; 1"), "this.n holds a turn"),
        (score("this.n = 0.0 / 0.0; 1"), "this.n is not a number"),
        (score("this.n = 1.0 / 0.0; 1"), "this.n is infinite"),
        (score("this.n = 0..3; 1"), "this.n holds a range"),
        (
            score("this[\"$date\"] = \"x\"; 1"),
            "a name that begins with $",
        ),
        (
            score("let s = \"\"; s.pad(10, 'x'); this.n = s.to_blob(); 1"),
            "this.n",
        ),
        (score("let x = 1; let f = || x; this.n = x; 1"), ""),
        (
            score("let a = [1]; let f = || a; this.n = [a]; this.m = #{ a: a }; 1"),
            "",
        ),
        (score("let a = this; let f = || a; this.n = a; 1"), ""),
        ("fn start(quiz) { |x| x }".into(), "a map, and not"),
        (
            "fn start(quiz) { #{ f: |x| x } }".into(),
            "f holds a closure",
        ),
        ("fn start(quiz) { 1 }".into(), "the state is a map"),
        ("fn start(quiz) { quiz }".into(), "the state is a map"),
        ("fn start(quiz) { throw quiz; }".into(), "threw"),
    ]);
}

#[test]
fn numbers_that_are_none() {
    attack_each([
        (score("0.0 / 0.0"), "not a number"),
        (score("1.0 / 0.0"), "infinite"),
        (score("-1.0 / 0.0"), "infinite"),
        (score("1e300"), "points lie between"),
        (score("9223372036854775807"), "points lie between"),
        (
            score("turn.mark.set(0.0 / 0.0, \"x\")"),
            "points must be a number",
        ),
        (score("turn.mark.add(1e300, \"x\")"), "points lie between"),
        (
            score("turn.mark.times(1e9, \"x\").times(1e9, \"x\")"),
            "too many",
        ),
        (score("turn.mark.out_of(-1)"), "0 or more"),
        (score("turn.mark.out_of(0.0 / 0.0)"), "must be a number"),
        (
            score("let m = turn.mark; for i in 0..1000 { m = m.note(\"x\"); } m"),
            "at most 100 steps",
        ),
        (
            "fn select(quiz) { quiz.pool.weighted(|q| 0.0 / 0.0) }".into(),
            "a weight must be 0 or more",
        ),
        (
            "fn select(quiz) { quiz.pool.weighted(|q| 1.0 / 0.0) }".into(),
            "a weight must be 0 or more",
        ),
        (
            "fn select(quiz) { quiz.pool.weighted(|q| -1) }".into(),
            "a weight must be 0 or more",
        ),
        (
            "fn select(quiz) { quiz.pool.weighted(|q| 1e308) }".into(),
            "",
        ),
        (
            "fn select(quiz) { quiz.pool.weighted(|q| 5e-324) }".into(),
            "",
        ),
        (
            "fn select(quiz) { quiz.pool.weighted(|q| 0) }".into(),
            "asked 0",
        ),
        (
            "fn select(quiz) { quiz.pool.weighted(|q| ()) }".into(),
            "must give a number",
        ),
        ("fn select(quiz) { quiz.pool.weighted(1) }".into(), "attack"),
        (
            "fn select(quiz) { quiz.pool.weighted(|| 1) }".into(),
            "attack",
        ),
        (
            "fn select(quiz) { quiz.pool.sort_by(|q| 0.0 / 0.0).first() }".into(),
            "not a number",
        ),
        (
            "fn select(quiz) { quiz.pool.nearest(0.0 / 0.0) }".into(),
            "nearest takes a number",
        ),
        (
            "fn select(quiz) { quiz.pool.difficulty(0.0 / 0.0, 1).first() }".into(),
            "difficulty takes",
        ),
        (
            "fn select(quiz) { quiz.pool.balanced(#{ odd: -1 }).first() }".into(),
            "0 or more",
        ),
        (
            "fn select(quiz) { quiz.pool.balanced(#{ odd: 0, even: 0 }).first() }".into(),
            "",
        ),
        (
            "fn select(quiz) { quiz.pool.balanced(#{ odd: 1e308, even: 1e308 }).first() }".into(),
            "",
        ),
        (
            "fn progress(quiz) { [#{ name: \"a\", done: 0.0 / 0.0, of: 1 }] }".into(),
            "sane numbers",
        ),
        (
            "fn progress(quiz) { [#{ name: \"a\", done: 1e300, of: 1 }] }".into(),
            "sane numbers",
        ),
        (
            "const RULES = #{ time: 0.0 };\nfn score(turn) { 1 }".into(),
            "",
        ),
        (
            "const RULES = #{ time: -1, tries: -1 };\nfn score(turn) { 1 }".into(),
            "attack",
        ),
        (
            "const RULES = #{ tries: 9223372036854775807 };\nfn score(turn) { 1 }".into(),
            "",
        ),
        (
            "const RULES = #{ time: 1e300 };\nfn score(turn) { 1 }".into(),
            "",
        ),
        (
            "const PARAMS = #{ x: 0.0 / 0.0 };\nfn score(turn) { 1 }".into(),
            "attack",
        ),
        (
            score("turn.mark.set(turn.quiz.now.days_since(turn.quiz.now) * 1e308, \"x\")"),
            "",
        ),
        (
            score("percent(0.0 / 0.0); percent(1e308); share(1e308, 1e-308)"),
            "",
        ),
        (score("mean([1e308, 1e308])"), ""),
    ]);
}

#[test]
fn arithmetic_beyond_its_bounds() {
    attack_each([
        (
            score("9223372036854775807 + turn.quiz.count + 1"),
            "overflow",
        ),
        (score("1 / turn.quiz.count"), "division by zero"),
        (score("1 % turn.quiz.count"), "attack"),
        (score("let x = 2; for i in 0..70 { x *= 2; } x"), "overflow"),
        (score("9223372036854775807 + 1"), "attack"),
    ]);
}

#[test]
fn values_of_the_wrong_type_from_every_hook() {
    let values = [
        "()",
        "true",
        "1",
        "-1",
        "1.5",
        "'x'",
        "\"x\"",
        "\"\"",
        "[]",
        "[1]",
        "[[]]",
        "[()]",
        "#{}",
        "#{ a: 1 }",
        "|x| x",
        "0..3",
        "quiz",
        "pool",
        "question",
        "question.because(\"x\")",
        "learner",
        "rng",
        "now",
        "mark",
        "quiz.turns",
        "[question, question]",
        "[mark]",
        "Fn(\"f\")",
        "[#{ label: 1 }]",
        "[#{ label: \"\" }]",
        "[#{ label: \"a\", then: 1 }]",
        "[#{ label: \"a\", then: \"nothing\" }]",
        "[#{ label: \"a\", then: \"f\" }]",
        "[#{ label: \"a\", value: |x| x }]",
        "[#{ label: \"a\", value: 0.0 / 0.0 }]",
        "[#{ label: \"a\", value: quiz }]",
        "[#{ label: \"a\", then: \"start\" }, #{ label: \"b\" }]",
        "[#{ label: \"a\" }, #{ label: \"a\" }]",
        "[#{ label: \"a\", other: 1 }]",
        "#{ grade: [] }",
        "#{ grade: || 1 }",
        "#{ passed: 1 }",
        "#{ lines: 1 }",
        "#{ lines: [|| 1, quiz] }",
        "#{ n: quiz }",
        "[#{ name: 1, done: 1, of: 1 }]",
        "[#{ name: \"a\", done: \"1\", of: () }]",
    ];
    let scripts = HOOKS.iter().flat_map(|(hook, parameter)| {
        values.iter().map(move |value| {
            let quiz = if *parameter == "turn" { "turn.quiz" } else { "quiz" };
            let mark = if *parameter == "turn" { "let mark = turn.mark;" } else { "let mark = ();" };
            let script = format!(
                "fn f(quiz) {{ }}\nfn {hook}({parameter}) {{ let quiz = {quiz}; let pool = quiz.pool; let question = pool.first(); let learner = quiz.learner; let rng = quiz.rng; let now = quiz.now; {mark} {value} }}"
            );
            (script, "")
        })
    });
    attack_each(scripts);
}

#[test]
fn whatever_is_thrown() {
    let thrown = [
        "1",
        "()",
        "\"x\"",
        "quiz",
        "|x| x",
        "[1, 2]",
        "#{ a: 1 }",
        "0.0 / 0.0",
        "'x'",
        "0..1",
        "quiz.rng",
        "#{ message: \"x\" }",
        "\"\\x1b[31m\\x07\"",
    ];
    let scripts = HOOKS.iter().flat_map(|(hook, parameter)| {
        thrown.iter().map(move |thrown| {
            let quiz = if *parameter == "turn" {
                "turn.quiz"
            } else {
                "quiz"
            };
            (
                format!("fn {hook}({parameter}) {{ let quiz = {quiz}; throw {thrown}; }}"),
                "",
            )
        })
    });
    attack_each(scripts);
    attack(&score("let s = \"\"; s.pad(1000000, 'x'); throw s;"))
        .ends_with("(cut: 1000000 characters)");
}

#[test]
fn handles_kept_from_one_call_to_the_next() {
    attack_each([
        (score("this.q = turn.question; 1"), "holds a question"),
        (score("this.p = turn.quiz.pool; 1"), "holds a pool"),
        (
            "fn score(turn) { turn.quiz.last?.mark ?? turn.mark }".into(),
            "the mark of another turn",
        ),
        (
            "fn select(quiz) { quiz.learner }".into(),
            "select gave the learner",
        ),
        (
            "fn select(quiz) { \"nothing\" }".into(),
            "no question `nothing`",
        ),
        (
            "fn select(quiz) { let l = []; l.pad(200000, \"q1\"); l }".into(),
            "",
        ),
        (
            "fn select(quiz) { let s = \"\"; s.pad(1000000, 'q'); [s] }".into(),
            "no question `",
        ),
    ]);
}

// what people see

#[test]
fn control_sequences_in_what_people_read() {
    let sign = r"\x1b[2J\x07\r\n\u202e\x00";
    attack_each([
        (
            format!("fn score(turn) {{ turn.mark.set(1, \"{sign}\") }}"),
            "points 1",
        ),
        (format!("fn feedback(turn) {{ \"{sign}\" }}"), "points 1"),
        (
            format!("fn actions(quiz) {{ [#{{ label: \"{sign}\" }}, #{{ label: \"b\" }}] }}"),
            "chooses from",
        ),
        (
            format!("fn progress(quiz) {{ [#{{ name: \"{sign}\", done: 1, of: 2 }}] }}"),
            "",
        ),
        (
            format!("fn finish(quiz) {{ #{{ grade: \"{sign}\", lines: [\"{sign}\"] }} }}"),
            "",
        ),
        (
            format!("fn select(quiz) {{ quiz.pool.first().because(\"{sign}\") }}"),
            "",
        ),
    ]);
}

#[test]
fn floods_of_text_for_people() {
    let flood = "let s = \"\"; s.pad(1000000, 'x');";
    attack_each([
        (format!("fn score(turn) {{ {flood} let m = turn.mark; for i in 0..100 {{ m = m.note(s); }} m }}"), ""),
        (format!("fn feedback(turn) {{ {flood} s }}"), "(cut: 1000000 characters)"),
        (format!("fn actions(quiz) {{ {flood} [#{{ label: s }}, #{{ label: \"b\" }}] }}"), "(cut: 1000000 characters)"),
        ("fn actions(quiz) { let l = []; for i in 0..100 { l.push(#{ label: `${i}` }); } l }".into(), "nobody chooses from more than"),
        (format!("fn actions(quiz) {{ {flood} [#{{ label: \"a\", value: [s] }}, #{{ label: \"b\" }}] }}"), "too large"),
        (format!("fn progress(quiz) {{ {flood} [#{{ name: s, done: 1, of: 2 }}] }}"), ""),
        ("fn progress(quiz) { let l = []; for i in 0..101 { l.push(#{ name: `${i}`, done: 1, of: 2 }); } l }".into(), "at most 100 are shown"),
        (format!("fn finish(quiz) {{ {flood} #{{ grade: s, lines: [s, s] }} }}"), ""),
        ("fn finish(quiz) { let l = []; l.pad(200000, 1); #{ lines: l } }".into(), ""),
        (format!("fn select(quiz) {{ {flood} quiz.pool.first().because(s) }}"), ""),
        (format!("fn select(quiz) {{ {flood} s }}"), "no question `"),
        (format!("fn start(quiz) {{ {flood} throw s; }}"), "(cut: 1000000 characters)"),
    ]);
}
