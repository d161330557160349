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

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use demarche::modes::{Script, Settings};
use support::play::quiz;

/// What the child is told to play.
const SCRIPT: &str = "DEMARCHE_TEST_SCRIPT";

/// What came of an attack.
struct Attack {
    /// What the child said: the errors of hooks, or of compiling.
    said: String,
    /// The most memory it held, in MiB, where the system says.
    peak: Option<u64>,
}

fn attack(script: &str) -> Attack {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("attack.rhai");
    std::fs::write(&path, script).expect("written");
    run(&path)
}

fn run(path: &Path) -> Attack {
    let mut child = Command::new(std::env::current_exe().expect("known"))
        .args([
            "--exact",
            "the_child",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(SCRIPT, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let end = Instant::now() + Duration::from_secs(60);
    while child.try_wait().expect("waited").is_none() {
        if Instant::now() > end {
            child.kill().expect("killed");
            panic!("the attack went on for a minute");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("read");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let peak = said
        .lines()
        .find_map(|line| line.strip_prefix("peak ")?.parse().ok());
    if let Some(peak) = peak {
        assert!(peak < 600, "{peak} MiB");
    }
    Attack { said, peak }
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
#[ignore = "the child that plays a hostile script"]
fn the_child() {
    let Ok(path) = std::env::var(SCRIPT) else {
        return;
    };
    demarche::modes::on_deep_stack(|| {
        let library = demarche::modes::Library::new(None);
        let program = library.find(&path).expect("found").program;
        match Script::compile(&program, &Settings::none()) {
            Err(report) => println!("{}", report.in_words()),
            Ok(_) => {
                let played = quiz().program(program).answers(["yes"]).play_here();
                assert_eq!(
                    played.turns[0].mark.points, 1.0,
                    "the built-in mark is kept"
                );
                played
                    .failures
                    .iter()
                    .for_each(|failure| println!("{}", failure.report));
            }
        }
        // afterwards another mode plays as if nothing had been
        let after = quiz()
            .mode("fn score(turn) { 7 }")
            .answers(["yes"])
            .play_here();
        assert_eq!(after.points, [7.0]);
    })
    .expect("a thread");
    println!("the program lives");
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kib.iter().for_each(|kib| println!("peak {}", kib / 1024));
    }
}

/// A scoring hook that does this.
fn score(body: &str) -> String {
    format!("fn start(quiz) {{ #{{ n: 0 }} }}\nfn score(turn) {{ {body} }}\n")
}

#[test]
fn an_endless_loop_is_stopped() {
    attack(&score("loop { }")).ends_with("stopped: this took more than");
    attack(&score("while true { this.n += 1; }")).ends_with("stopped: this took more than");
    attack(&score("let x = 0; do { x += 1; } while true;"))
        .ends_with("stopped: this took more than");
}

#[test]
fn a_loop_in_closures_called_by_the_host_is_counted_too() {
    attack("fn select(quiz) { loop { quiz.pool.filter(|q| true); } }")
        .ends_with("stopped: this took more than");
    attack("fn select(quiz) { let l = []; l.pad(100000, 1); loop { l.map(|x| x + 1); } }")
        .ends_with("stopped: this took more than");
    attack("fn score(turn) { let l = [1, 2, 3]; l.sort(|a, b| { loop { } }); 1 }")
        .ends_with("stopped: this took more than");
}

#[test]
fn a_bound_cannot_be_caught() {
    attack(&score("loop { try { loop { } } catch { } }")).ends_with("stopped: this took more than");
}

#[test]
fn recursion_is_stopped() {
    attack("fn f(n) { f(n + 1) }\nfn score(turn) { f(0) }").ends_with("call each other too deeply");
    attack("fn f(n) { [1].map(|x| f(x)) }\nfn score(turn) { f(0) }")
        .ends_with("call each other too deeply");
}

#[test]
fn texts_and_arrays_that_double_are_stopped() {
    attack(&score("let s = \"x\"; loop { s += s; }")).ends_with("stopped");
    attack(&score("let a = [1]; loop { a += a; }")).ends_with("stopped");
    attack(&score("let a = [1]; loop { a.push(a); }")).ends_with("stopped");
    attack(&score(
        "let m = #{}; loop { m[`k${this.n}`] = m; this.n += 1; }",
    ))
    .ends_with("stopped");
    attack(&score("let s = `x`; loop { s = `${s}${s}`; }")).ends_with("stopped");
}

#[test]
fn huge_paddings_and_ranges_are_stopped() {
    attack(&score("let s = \"\"; s.pad(1000000000, 'x'); 1")).ends_with("stopped");
    attack(&score("let a = []; a.pad(1000000000, 1); 1")).ends_with("stopped");
    attack(&score(
        "let n = 0; for i in 0..9000000000000000 { n += i; } n",
    ))
    .ends_with("stopped");
    attack(&score(
        "let s = \"x\"; for i in 0..64 { s.replace(\"x\", \"xxxxxxxxxxxxxxxx\"); } s.len()",
    ))
    .ends_with("stopped");
}

#[test]
fn memory_in_all_is_bounded_where_no_single_value_is_large() {
    let flood = "let s = \"x\"; s.pad(100000, 'x'); let m = #{}; let i = 0; loop { m[`k${i}`] = s + i; i += 1; }";
    attack(&score(flood)).ends_with("MiB of memory");
    attack(&score("let f = |x| x; let i = 0; loop { let s = \"x\"; s.pad(10000, 'x'); f = f.curry(s); i += 1; }")).ends_with("stopped");
}

#[test]
fn chains_of_closures_are_dropped_without_overflowing_the_stack() {
    attack(&score(
        "let f = || 1; for i in 0..10000 { let g = f; f = || g; } 1",
    ))
    .ends_with("the program lives");
    attack(&score("let f = || 1; loop { let g = f; f = || g; }")).ends_with("stopped");
}

#[test]
fn deeply_nested_values_do_not_overflow_the_stack() {
    attack(&score("let a = []; loop { a = [a]; }")).ends_with("stopped");
    attack(&score("for i in 0..200 { this.n = [this.n]; } 1")).ends_with("levels deep");
}

#[test]
fn nested_brackets_are_refused() {
    for n in [30_000, 100_000] {
        let nested = format!("fn score(turn) {{ {}1{} }}", "(".repeat(n), ")".repeat(n));
        // the larger one is too long for a file of 64 KiB anyway
        let error = if n > 32_000 {
            "is too long for a script"
        } else {
            "nested too deeply"
        };
        attack(&nested).ends_with(error);
    }
    attack(&format!("fn score(turn) {{ {} }}", "[".repeat(30_000))).ends_with("nested too deeply");
    attack(&format!("fn score(turn) {{ {}1 }}", "-1 * (".repeat(5_000)))
        .ends_with("nested too deeply");
    attack(&format!("fn score(turn) {{ {} }}", "{".repeat(30_000))).ends_with("nested too deeply");
    attack(&format!("fn score(turn) {{ {}1 }}", "!".repeat(30_001))).ends_with("nested too deeply");
    attack(&format!("fn score(turn) {{ 1{} }}", " + 1".repeat(15_000)))
        .ends_with("nested too deeply");
    attack(&format!("fn score(turn) {{ turn{} }}", ".a".repeat(30_000)))
        .ends_with("nested too deeply");
}

#[test]
fn a_source_that_is_too_long_is_refused() {
    attack(&format!(
        "fn score(turn) {{ 1 }}\n{}",
        "// filled\n".repeat(10_000)
    ))
    .ends_with("is too long for a script");
}

#[test]
fn what_is_no_script_is_refused() {
    attack("\u{0}\u{1}\u{2}").ends_with("attack.rhai:1:1");
    attack("fn fn fn").ends_with("attack.rhai:1:");
    attack("`${`${`${").ends_with("attack.rhai:1:");
    attack("/* never closed").ends_with("the program lives");
    attack("").ends_with("the program lives");
}

#[test]
fn a_changed_constant_is_refused_where_rhai_would_panic() {
    attack("const P = #{ k: 1 };\nfn score(turn) { P.k = 2; 1 }").ends_with("`P` is a constant");
}

#[test]
fn nothing_outside_can_be_reached() {
    for call in ["eval(\"1\")", "print(\"x\")", "debug(1)"] {
        attack(&score(call)).ends_with("can't be used in a mode");
    }
    for call in [
        "sleep(9)",
        "exit()",
        "timestamp()",
        "parse_json(\"{}\")",
        "rand()",
    ] {
        attack(&score(call)).ends_with("there is no function");
    }
    attack(&score("import \"lib/x\" as x; 1")).ends_with("an import stands at the top of the file");
}

#[test]
fn libraries_outside_of_the_script_folders_are_refused() {
    for path in [
        "../secret",
        "/etc/passwd",
        "lib/../../secret",
        "..\\\\secret",
        "C:/secret",
        "lib/",
    ] {
        let import = format!("import \"{path}\" as x;\nfn score(turn) {{ x::f() }}");
        attack(&import).ends_with("there is no library");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret.rhai"), "fn f() { 42 }").expect("written");
    let folder = tempfile::tempdir().expect("a folder");
    let mode = folder.path().join("attack.rhai");
    std::fs::write(&mode, "import \"secret\" as x;\nfn score(turn) { x::f() }").expect("written");
    std::os::unix::fs::symlink(
        outside.path().join("secret.rhai"),
        folder.path().join("secret.rhai"),
    )
    .expect("linked");
    run(&mode).ends_with("leads out of the script folder");
}

#[test]
fn arithmetic_beyond_its_bounds_is_an_error() {
    attack(&score("9223372036854775807 + turn.quiz.count + 1")).ends_with("overflow");
    attack(&score("1 / turn.quiz.count")).ends_with("division by zero");
    attack(&score("let x = 2; for i in 0..70 { x *= 2; } x")).ends_with("overflow");
}

#[test]
fn a_reasonable_attack_stays_small() {
    let Attack { peak, .. } = attack(&score("loop { }"));
    assert!(peak.is_none_or(|peak| peak < 200), "{peak:?} MiB");
}
