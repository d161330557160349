//! Questions that scripts make: which variant a quiz has, what is said of scripts that make none, and
//! that a quiz goes on with the variants that it began with.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by them"
)]

#[path = "support/said.rs"]
mod said;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use demarche::bank::{Bank, Library, Loaded, Question, Variants};
use demarche::modes::conditions::RhaiConditions;
use demarche::modes::on_deep_stack;
use demarche::text::{Problems, Sources, render::render};
use proptest::prelude::*;

/// A folder with `bank.toml` and scripts.
struct Desk(tempfile::TempDir);

/// Three treaties, a source for each, a topic, and a question of kind `script` before one of another
/// kind.
const BANK: &str = r#"
format = 1

[[source]]
id = "records"
title = "Records"

[[topic]]
id = "time"
title = "Time"

[[treaty]]
id = "old"
name = "The old treaty"
kind = "trade"
signed = 1961-07-11
sources = ["records#1"]

[[treaty]]
id = "middle"
name = "The middle treaty"
kind = "trade"
signed = "1980-02"
sources = ["records#2"]

[[treaty]]
id = "new"
name = "The new treaty"
kind = "trade"
signed = 2001-01-01
sources = ["records#3"]

[[question]]
id = "years"
kind = "script"
script = "years.rhai"
topics = ["time"]
difficulty = 4
hints = ["Look at the dates."]
explanation = "The bank's own."

[[question]]
id = "plain"
kind = "true-false"
prompt = "Is it so?"
answer = true
"#;

/// How many years lie between two of the treaties.
const YEARS: &str = r#"
fn year(treaty) { parse_int(treaty.signed.sub_string(0, 4)) }
fn generate(bank, rng, params) {
    let two = rng.shuffle(bank.treaties);
    #{
        kind: "number",
        prompt: `How many years lie between ${two[0]} and ${two[1]}, in run ${rng.int(1, 1000000)}?`,
        answer: abs(year(two[0]) - year(two[1])),
        about: [two[0].id, two[1].id],
    }
}
"#;

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            desk.write(name, text);
        }
        desk
    }

    /// The bank with this script.
    fn with(script: &str) -> Self {
        Self::new(&[("bank.toml", BANK), ("years.rhai", script)])
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn open(&self) -> Loaded {
        let path = self.path("bank.toml");
        on_deep_stack(|| library().open(path.to_str().unwrap()).unwrap()).unwrap()
    }

    /// What is said of the bank and of 20 variants of each of its made questions.
    fn told(&self) -> String {
        let loaded = self.open();
        let tried = on_deep_stack(|| loaded.bank.try_variants(20, &RhaiConditions::new()));
        let mut told = shown(&loaded.problems, &loaded.files);
        for trial in tried.unwrap() {
            told.push_str(&shown(&trial.problems, &loaded.files));
        }
        told.replace(&format!("{}/", self.0.path().display()), "")
    }

    /// The program in the desk's folder, with a store of its own.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env("DEMARCHE_STORE", self.path("store.db"));
        command
    }

    /// Runs the program with lines to answer; gives the exit code, and all that was written.
    fn run(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let said = said::run(&mut self.command(arguments), input);
        (said.code.unwrap(), [said.out, said.err].concat())
    }
}

fn library() -> Library {
    Library::new(None, RhaiConditions::new())
}

fn shown(problems: &Problems, sources: &Sources) -> String {
    let shown = problems.iter().map(|p| render(p, sources, false));
    shown.collect()
}

fn variants(bank: &Arc<Bank>, seed: u64) -> Variants {
    on_deep_stack(|| bank.with_variants(seed, &RhaiConditions::new())).unwrap()
}

/// The question `years` of a quiz with this seed.
fn years(bank: &Arc<Bank>, seed: u64) -> Question {
    let made = variants(bank, seed);
    assert_eq!(made.left_out, [""; 0]);
    made.bank.question("years").unwrap().clone()
}

#[track_caller]
fn holds(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "wanted {word}\n{text}");
    }
}

// ---------------------------------------------------------------- variants

#[test]
fn a_quiz_has_one_variant_of_a_made_question() {
    let desk = Desk::with(YEARS);
    assert_eq!(desk.told(), "");
    let bank = desk.open().bank;
    let made = variants(&bank, 7).bank;
    let ids: Vec<&str> = made.questions.iter().map(|q| q.id.as_str()).collect();
    assert_eq!(ids, ["years", "plain"]);
    let question = made.question("years").unwrap();
    assert_eq!(question.kind.name(), "number");
    assert!(question.stem.starts_with("How many years lie between The "));
    assert_ne!(question.stem, years(&bank, 8).stem);
}

#[test]
fn what_the_script_leaves_out_the_bank_says() {
    let bank = Desk::with(YEARS).open().bank;
    let question = years(&bank, 1);
    assert_eq!(question.topics, ["time"]);
    assert_eq!(question.difficulty, 4);
    assert_eq!(question.hints, ["Look at the dates."]);
    assert_eq!(question.explanation.as_deref(), Some("The bank's own."));
    let own = YEARS.replace("about:", "explanation: \"The script's.\", about:");
    let bank = Desk::with(&own).open().bank;
    let explanation = years(&bank, 1).explanation;
    assert_eq!(explanation.as_deref(), Some("The script's."));
}

#[test]
fn a_made_question_names_the_sources_of_what_it_is_about() {
    let bank = Desk::with(YEARS).open().bank;
    let question = years(&bank, 1);
    let sources = question.sources.iter().map(ToString::to_string);
    let treaties = question.about.iter().map(|id| bank.treaty(id).unwrap());
    let mut wanted: Vec<String> = treaties.map(|t| t.sources[0].to_string()).collect();
    let mut sources: Vec<String> = sources.collect();
    sources.sort();
    wanted.sort();
    assert_eq!(sources, wanted);
}

#[test]
fn all_variants_are_one_question_to_the_statistics() {
    let desk = Desk::with(YEARS);
    let bank = desk.open().bank;
    let own = bank.question("years").unwrap().hash.clone();
    assert_eq!(years(&bank, 1).hash, own);
    assert_eq!(years(&bank, 2).hash, own);
    let hash = |desk: &Desk| desk.open().bank.question("years").unwrap().hash.clone();
    desk.write("years.rhai", &YEARS.replace("1000000", "2000000"));
    assert_ne!(hash(&desk), own, "another script makes another question");
    desk.write("years.rhai", YEARS);
    assert_eq!(hash(&desk), own);
    let settings = "script = \"years.rhai\"\nparams = { a = 1 }";
    desk.write(
        "bank.toml",
        &BANK.replace("script = \"years.rhai\"", settings),
    );
    assert_ne!(hash(&desk), own, "and so do other settings");
}

#[test]
fn two_questions_of_one_script_have_variants_of_their_own() {
    let twice = BANK.replace("[[question]]\nid = \"plain\"\nkind = \"true-false\"\nprompt = \"Is it so?\"\nanswer = true", "[[question]]\nid = \"again\"\nkind = \"script\"\nscript = \"years.rhai\"");
    let desk = Desk::new(&[("bank.toml", &twice), ("years.rhai", YEARS)]);
    let made = variants(&desk.open().bank, 3).bank;
    let stems: Vec<&str> = made.questions.iter().map(|q| q.stem.as_str()).collect();
    assert_eq!(stems.len(), 2);
    assert_ne!(stems[0], stems[1]);
}

#[test]
fn settings_are_those_that_the_script_declares() {
    let script = r#"
        const PARAMS = #{ what: "cats", list: [1] };
        fn generate(bank, rng, params) {
            #{ kind: "card", front: `${params.what} ${PARAMS.what}`, back: "x" }
        }"#;
    let with = |params: &str| {
        let named = format!("script = \"years.rhai\"\nparams = {params}");
        let bank = BANK.replace("script = \"years.rhai\"", &named);
        Desk::new(&[("bank.toml", &bank), ("years.rhai", script)])
    };
    assert_eq!(years(&with("{ }").open().bank, 1).stem, "cats cats");
    let dogs = with("{ what = \"dogs\" }");
    assert_eq!(years(&dogs.open().bank, 1).stem, "dogs dogs");
    let told = with("{ waht = \"dogs\" }").told();
    holds(
        &told,
        &[
            "no setting `waht`",
            "did you mean `what`?",
            "bank.toml:37:10",
        ],
    );
    let told = with("{ what = 3 }").told();
    holds(
        &told,
        &["the setting `what` must be a text", "bank.toml:37:10"],
    );
}

#[test]
fn a_script_without_declared_settings_takes_any() {
    let script =
        "fn generate(bank, rng, params) { #{ kind: \"card\", front: params.front, back: \"x\" } }";
    let named = "script = \"years.rhai\"\nparams = { front = \"so\" }";
    let bank = BANK.replace("script = \"years.rhai\"", named);
    let desk = Desk::new(&[("bank.toml", &bank), ("years.rhai", script)]);
    assert_eq!(years(&desk.open().bank, 1).stem, "so");
}

#[test]
fn a_date_of_the_bank_or_the_calendar_can_be_the_key() {
    for day in ["bank.treaties[0].signed", "date(bank.treaties[0].signed)"] {
        let script = format!(
            "fn generate(bank, rng, params) {{ #{{ kind: \"date\", prompt: \"When?\", answer: {day} }} }}"
        );
        let question = years(&Desk::with(&script).open().bank, 1);
        assert_eq!(question.kind.key_in_words(), "11 July 1961");
    }
}

#[test]
fn what_is_not_known_is_left_out() {
    let script = "fn generate(bank, rng, params) {
        #{ kind: \"card\", front: \"a\", back: \"b\", media: (), explanation: bank.treaties[0].place }
    }";
    let desk = Desk::with(script);
    assert_eq!(desk.told(), "");
    let explanation = years(&desk.open().bank, 1).explanation;
    assert_eq!(explanation.as_deref(), Some("The bank's own."));
}

// ---------------------------------------------------------------- files

#[test]
fn scripts_and_what_they_import_stay_in_the_banks_folder() {
    let import = format!("import \"lib/words\" as words;\n{YEARS}");
    let words = "fn hello() { \"hello\" }";
    let desk = Desk::new(&[
        (
            "bank.toml",
            &BANK.replace("years.rhai", "scripts/years.rhai"),
        ),
        ("scripts/years.rhai", &import),
        ("scripts/lib/words.rhai", words),
    ]);
    assert_eq!(desk.told(), "");
    let files = desk.open().files;
    assert_eq!(files.iter().count(), 3, "all are kept with a quiz");
    std::fs::remove_file(desk.path("scripts/lib/words.rhai")).unwrap();
    holds(
        &desk.told(),
        &["there is no library `lib/words`", "scripts/years.rhai:1:8"],
    );
    for outside in ["../years.rhai", "/etc/passwd", "a/../../years.rhai"] {
        let desk = Desk::new(&[("bank.toml", &BANK.replace("years.rhai", outside))]);
        holds(
            &desk.told(),
            &["leads out of the bank's folder", "bank.toml:36:10"],
        );
    }
    let desk =
        Desk::with("import \"../../secret\" as secret;\nfn generate(bank, rng, params) { #{} }");
    holds(&desk.told(), &["leads out of the bank's folder"]);
    let desk = Desk::new(&[("bank.toml", BANK)]);
    holds(
        &desk.told(),
        &["no script `years.rhai`: there is no such file"],
    );
}

#[test]
fn a_script_is_found_from_the_file_that_names_it() {
    let whole = "format = 1\n[bank]\nid = \"whole\"\ninclude = [\"part/bank.toml\"]\n";
    let desk = Desk::new(&[
        ("bank.toml", whole),
        ("part/bank.toml", BANK),
        ("part/years.rhai", YEARS),
    ]);
    assert_eq!(desk.told(), "");
    years(&desk.open().bank, 1);
}

#[test]
fn a_bank_that_was_kept_makes_the_same_again() {
    let desk = Desk::with(YEARS);
    let loaded = desk.open();
    desk.write("years.rhai", "nonsense");
    let again = on_deep_stack(|| library().reload(&loaded.files, "bank").unwrap()).unwrap();
    assert_eq!(shown(&again.problems, &again.files), "");
    assert_eq!(years(&again.bank, 5), years(&loaded.bank, 5));
}

// ---------------------------------------------------------------- what is wrong

/// What is said of the bank with a script whose `generate` has this body.
fn told_of(body: &str) -> String {
    Desk::with(&format!(
        "fn generate(bank, rng, params) {{\n    {body}\n}}"
    ))
    .told()
}

#[test]
fn what_is_wrong_with_a_script_is_told_at_its_line() {
    holds(
        &Desk::with("fn generate(bank, rng, params) { #{").told(),
        &["never closed", "years.rhai:1:35"],
    );
    holds(
        &Desk::with("fn generate(bank, rng) { #{} }").told(),
        &[
            "takes three parameters, and here has 2",
            "fn generate(bank, rng, params)",
        ],
    );
    holds(
        &Desk::with("fn x() { 1 }").told(),
        &["it has no `generate`"],
    );
    holds(
        &told_of("bank.treaties_"),
        &[
            "the bank has no `treaties_`",
            "did you mean `treaties`?",
            "years.rhai:2:10",
        ],
    );
    holds(&told_of("rng.int(1)"), &["it is `int(a, b)`"]);
}

#[test]
fn a_made_question_is_checked_like_one_of_the_bank() {
    let told = told_of("#{ kind: \"number\", answer: \"many\", topics: [\"tiem\"], promt: \"x\" }");
    holds(
        &told,
        &[
            "there is no topic `tiem` (made: `topics = [\"tiem\"]`)",
            "did you mean `time`?",
            "the question that `generate` makes has no `prompt`",
            "bank.toml:36:10",
            "years.rhai:1:4",
            "here, with the seed 1",
        ],
    );
    holds(
        &told_of("#{ prompt: \"x\" }"),
        &["the question that `generate` makes has no `kind`"],
    );
    holds(&told_of("#{ kind: \"essay\" }"), &["not played yet"]);
    holds(
        &told_of("#{ kind: \"script\", script: \"years.rhai\" }"),
        &["can't make a question of kind `script`"],
    );
    holds(
        &told_of("#{ kind: \"card\", front: \"a\", back: \"b\", id: \"own\" }"),
        &["can't say the question's `id`"],
    );
}

#[test]
fn what_is_wrong_with_one_seed_of_many_is_found() {
    let told = told_of(
        "let wrong = if rng.float() < 0.2 { [\"a\"] } else { [\"b\", \"c\"] };
         #{ kind: \"choice\", prompt: \"Which?\", answer: \"a\", distractors: wrong }",
    );
    holds(
        &told,
        &["the key stands among the distractors: `a` (made: `distractors = [\"a\"]`)"],
    );
    assert_eq!(told.matches("problem:").count(), 1, "{told}");
}

#[test]
fn only_plain_data_makes_a_question() {
    holds(
        &told_of(""),
        &["`generate` gives nothing, and not a question"],
    );
    holds(
        &told_of("7"),
        &["`generate` gives a whole number, and not a question"],
    );
    holds(
        &told_of("#{ kind: \"card\", about: bank.treaties }"),
        &["`about[0]` holds a treaty", "named by its `.id`"],
    );
    holds(
        &told_of("#{ points: 0.0 / 0.0 }"),
        &["`points` is not a number"],
    );
    holds(&told_of("#{ hints: [()] }"), &["a list holds `()`"]);
    let deep = "let x = 1; for i in 0..90 { x = [x]; } #{ kind: x }";
    assert!(told_of(deep).contains("problem:"));
}

#[test]
fn a_script_that_fails_is_told_with_its_line_and_seed() {
    let told = told_of("bank.treaties[rng.int(3, 9)]");
    holds(
        &told,
        &["out of bounds", "years.rhai:2:19", "here, with the seed 1"],
    );
    holds(&told_of("throw \"no luck\";"), &["no luck"]);
}

#[test]
fn a_script_without_end_is_stopped() {
    for body in ["loop {}", "let x = \"abc\"; loop { x += x; }"] {
        holds(&told_of(body), &["stopped: "]);
    }
    holds(
        &told_of("generate(bank, rng, params)"),
        &["stopped: functions call each other too deeply"],
    );
}

#[test]
fn a_question_that_cant_be_made_is_left_out_of_the_quiz() {
    let bank = Desk::with("fn generate(bank, rng, params) {\n  bank.treaties[9]\n}")
        .open()
        .bank;
    let made = variants(&bank, 1);
    let ids: Vec<&str> = made.bank.questions.iter().map(|q| q.id.as_str()).collect();
    assert_eq!(ids, ["plain"]);
    assert_eq!(made.bank.index_of("plain"), Some(0));
    let [line] = made.left_out.as_slice() else {
        panic!("one line")
    };
    holds(
        line,
        &[
            "The question `years` is left out: ",
            "out of bounds",
            "years.rhai:2:",
        ],
    );
    assert!(!line.contains('\n'));
}

#[test]
fn a_script_that_never_ends_delays_a_quiz_once() {
    let many: String = (0..501)
        .map(|n| {
            format!("[[question]]\nid = \"q{n}\"\nkind = \"script\"\nscript = \"years.rhai\"\n")
        })
        .collect();
    let bank = format!("format = 1\n{many}");
    let endless = "fn generate(bank, rng, params) { loop {} }";
    let desk = Desk::new(&[("bank.toml", &bank), ("years.rhai", endless)]);
    let begun = std::time::Instant::now();
    let loaded = desk.open();
    holds(
        &shown(&loaded.problems, &loaded.files),
        &["more than 500 questions made by scripts"],
    );
    assert_eq!(variants(&loaded.bank, 1).left_out.len(), 500);
    assert!(begun.elapsed().as_secs() < 30);
}

// ---------------------------------------------------------------- laws

/// Fields of a question, right and wrong ones.
fn fields() -> impl Strategy<Value = toml::Table> {
    let text = || "[a-c ~{}|\\\\\"'é\n]{0,6}".prop_map(toml::Value::from);
    let number = || {
        prop_oneof![
            (-9i64..9).prop_map(toml::Value::from),
            (-2.0..2.0).prop_map(toml::Value::from)
        ]
    };
    let scalar = move || prop_oneof![3 => text(), 1 => number(), 1 => any::<bool>().prop_map(toml::Value::from)];
    let list = move || prop::collection::vec(scalar(), 0..4).prop_map(toml::Value::from);
    let kind = prop::sample::select(vec![
        "choice",
        "choices",
        "text",
        "number",
        "card",
        "order",
        "true-false",
        "cloze",
    ]);
    let name = prop::sample::select(vec![
        "prompt",
        "answer",
        "answers",
        "distractors",
        "items",
        "accept",
        "front",
        "back",
        "hints",
        "points",
        "difficulty",
        "within",
        "text",
        "explanation",
        "topics",
        "about",
        "shuffle",
        "unknown",
    ]);
    let field = (name, prop_oneof![2 => scalar(), 1 => list()]);
    let fields = prop::collection::vec(field, 1..7);
    (kind, fields).prop_map(|(kind, fields)| {
        let fields = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        std::iter::once(("kind".to_owned(), kind.into()))
            .chain(fields)
            .collect()
    })
}

/// A bank of one question with these lines.
fn bank_of(lines: &str) -> Loaded {
    let bank = format!("format = 1\n[[question]]\nid = \"q\"\n{lines}");
    let echo = "fn generate(bank, rng, params) { params.question }";
    Desk::new(&[("bank.toml", &bank), ("echo.rhai", echo)]).open()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// What a script makes is a question if and only if the bank could hold it, and is then the same.
    #[test]
    fn a_made_question_is_one_that_the_bank_could_hold(fields in fields()) {
        let lines: String = fields.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
        let written = bank_of(&lines);
        let params = toml::Value::Table(fields);
        let made = bank_of(&format!("kind = \"script\"\nscript = \"echo.rhai\"\nparams = {{ question = {params} }}\n"));
        prop_assert!(!made.problems.refuse());
        let made = variants(&made.bank, 1);
        let made = made.bank.question("q");
        prop_assert_eq!(made.is_some(), !written.problems.refuse(), "{}", shown(&written.problems, &written.files));
        if let Some(made) = made {
            let written = written.bank.question("q").unwrap();
            prop_assert_eq!(&Question { hash: written.hash.clone(), ..made.clone() }, written);
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_question(seed: u64) {
        let bank = Desk::with(YEARS).open().bank;
        prop_assert_eq!(years(&bank, seed), years(&bank, seed));
    }
}

// ---------------------------------------------------------------- the program

#[test]
fn check_shows_a_few_variants() {
    let desk = Desk::with(YEARS);
    let (code, text) = desk.run(&["check", "bank.toml", "--expand"], "");
    assert_eq!(code, 0, "{text}");
    holds(
        &text,
        &[
            "Script years.rhai makes `years` anew each time; 3 variants of it:",
            "years (number, seed 3)",
            "no problems in 2 files",
        ],
    );
    let (_, lines) = desk.run(&["check", "bank.toml", "--expand", "--json"], "");
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["script"], &first["seed"]),
        (&"years.rhai".into(), &1.into())
    );
}

#[test]
fn check_tells_what_only_some_seeds_make() {
    let desk = Desk::with("fn generate(bank, rng, params) { bank.treaties[rng.int(0, 3)].id }");
    let (code, text) = desk.run(&["check", "bank.toml"], "");
    assert_eq!(code, 1, "{text}");
    holds(
        &text,
        &[
            "gives a text, and not a question",
            "out of bounds",
            "2 problems in 2 files",
        ],
    );
}

#[test]
fn mark_marks_the_variant_of_a_seed() {
    let desk = Desk::with(YEARS);
    let question = years(&desk.open().bank, 9);
    let key = question.kind.key_in_words();
    for arguments in [
        ["--seed", "9", "bank.toml", "years", &key],
        ["bank.toml", "years", &key, "--seed", "9"],
    ] {
        let (code, text) = desk.run(&[&["mark"], &arguments[..]].concat(), "");
        assert_eq!(code, 0, "{text}");
        holds(&text, &[&question.stem, "1 of 1", "of the seed 9"]);
    }
    let (_, text) = desk.run(&["mark", "bank.toml", "plain", "true"], "");
    assert!(!text.contains("seed"), "{text}");
    let (code, text) = desk.run(&["mark", "bank.toml", "years", "7", "--seed", "x"], "");
    assert_eq!(code, 2, "{text}");
}

#[test]
fn the_bank_counts_its_questions_by_script() {
    let (_, text) = Desk::with(YEARS).run(&["bank", "show", "bank.toml", "--questions"], "");
    holds(
        &text,
        &[
            "script              1",
            "(made anew for each quiz by years.rhai)",
        ],
    );
}

#[test]
fn a_quiz_plays_its_variant_and_shows_it_afterwards() {
    let desk = Desk::with(YEARS);
    let question = years(&desk.open().bank, 4);
    let answers = format!("{}\ntrue\n", question.kind.key_in_words());
    let (code, text) = desk.run(&["play", "bank.toml", "--seed", "4"], &answers);
    assert_eq!(code, 0, "{text}");
    holds(&text, &[&question.stem, "2 of 2 points"]);
    let id = text.split("demarche history show ").nth(1).unwrap();
    let id = id.split_whitespace().next().unwrap();
    let (code, text) = desk.run(&["history", "show", id], "");
    assert_eq!(code, 0, "{text}");
    holds(&text, &[&question.stem, "Records"]);
}

#[test]
fn a_quiz_goes_on_without_what_cant_be_made() {
    let desk = Desk::with("fn generate(bank, rng, params) { throw \"no luck\"; }");
    let (code, text) = desk.run(&["play", "bank.toml", "--seed", "1"], "true\n");
    assert_eq!(code, 0, "{text}");
    holds(
        &text,
        &[
            "The question `years` is left out: no luck (years.rhai:1:34).",
            "1 of 1 point",
        ],
    );
    let only = BANK.split("[[question]]\nid = \"plain\"").next().unwrap();
    desk.write("bank.toml", only);
    let (code, text) = desk.run(&["play", "bank.toml"], "");
    assert_eq!(code, 1, "{text}");
    holds(
        &text,
        &["no question of this quiz could be made", "no luck"],
    );
}

#[test]
fn a_quiz_that_was_killed_goes_on_with_the_same_variant() {
    let desk = Desk::with(YEARS);
    let question = years(&desk.open().bank, 6);
    let mut child = desk
        .command(&["play", "bank.toml", "--seed", "6", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(&question.stem) {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "it is asked");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    desk.write("years.rhai", &YEARS.replace("How many", "Say how many"));
    let answers = format!("{}\ntrue\n", question.kind.key_in_words());
    let (code, text) = desk.run(&["resume"], &answers);
    assert_eq!(code, 0, "{text}");
    holds(
        &text,
        &[
            "The bank has changed since",
            &question.stem,
            "2 of 2 points",
        ],
    );
}
