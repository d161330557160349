//! Banks as teachers write them: what loads, and what is said of what does not.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by them"
)]

use demarche::bank::{Library, Loaded};
use demarche::kinds::Defaults;
use demarche::modes::conditions::RhaiConditions;
use demarche::text::{Severity, render::render};
use proptest::prelude::*;

/// A folder with files; the first is the bank.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            desk.write(name, text.as_bytes());
        }
        desk
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn open(&self, name: &str) -> Loaded {
        let path = self.0.path().join(name);
        library().open(path.to_str().unwrap()).unwrap()
    }
}

fn library() -> Library {
    Library::new(None, RhaiConditions::new())
}

/// Loads a bank of one file, `bank.toml` in a folder.
fn load(text: &str) -> Loaded {
    Desk::new(&[("a/bank.toml", text)]).open("a/bank.toml")
}

/// A bank with a format, and nothing wrong in it beside what `text` brings.
fn told(text: &str) -> Vec<String> {
    sayings(&load(text))
}

/// Each problem as `file:line:columns: message (hint)`. Whatever refuses a bank comes with a hint:
/// every test that provokes a problem holds it to that.
fn sayings(loaded: &Loaded) -> Vec<String> {
    for problem in &loaded.problems {
        let cured = problem.hint.as_deref().is_some_and(|hint| !hint.is_empty());
        assert!(
            cured || problem.severity != Severity::Problem,
            "no hint: {problem:?}"
        );
    }
    loaded
        .problems
        .iter()
        .map(|problem| {
            let place = problem.place.map_or(String::new(), |span| {
                let (line, column) = loaded.files.line_and_column(span.file, span.start);
                let (_, end) = loaded.files.line_and_column(span.file, span.end);
                let name = &loaded.files.get(span.file).unwrap().name;
                let name = name.rsplit('/').next().unwrap();
                let name = name.strip_suffix(".toml").unwrap();
                format!("{name}:{line}:{column}-{}: ", end.max(column + 1) - 1)
            });
            let severity = match problem.severity {
                Severity::Problem => "",
                Severity::Warning => "warning: ",
                Severity::Note => "note: ",
            };
            let hint = problem.hint.as_deref();
            let hint = hint.map_or(String::new(), |hint| format!(" ({hint})"));
            format!("{place}{severity}{}{hint}", problem.message)
        })
        .collect()
}

fn shown(loaded: &Loaded) -> String {
    let shown = loaded.problems.iter();
    let shown = shown.map(|problem| render(problem, &loaded.files, false));
    let lines = shown.collect::<Vec<_>>().join("\n");
    lines
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

const CHOICE: &str = r#"
kind = "choice"
prompt = "Where?"
answer = "Here"
distractors = ["There"]
"#;

// ---------------------------------------------------------------- what is not TOML

// case month-without-quotes
#[test]
fn a_month_without_quotes_is_explained_in_a_teachers_words() {
    let bank = r#"format = 1

[[actor]]
id = "china"
name = "China"
kind = "state"

[[position]]
id = "china-wants-stability"
actor = "china"
issue = "korean-peninsula"
stance = "Stability comes first."
as_of = 2024-06
"#;
    let loaded = load(bank);
    assert_eq!(
        sayings(&loaded),
        ["bank:13:9-15: 2024-06 is not a whole date \
             (a month or a year needs quotes: as_of = \"2024-06\")"]
    );
    assert!(loaded.problems.refuse());
}

#[test]
fn what_the_parser_cannot_read_is_said_in_a_teachers_words() {
    for (line, said) in [
        (
            "x = Pyongyang",
            "9:5-13: a text needs quotes (write x = \"Pyongyang\")",
        ),
        (
            "x = 19 June 2024",
            "9:5-16: a text needs quotes (write x = \"19 June 2024\")",
        ),
        (
            "x = “Pyongyang”",
            "9:5-15: these are typographic quotes (write straight ones: \" or ')",
        ),
        (
            "x = True",
            "9:5-8: True is not a truth value (write true, in small letters)",
        ),
        ("x = 60%", "9:5-7: a text needs quotes (write x = \"60%\")"),
        (
            "x = 007",
            "9:5-5: a number can't begin with 0 (leave out the 0, or write a text: x = \"007\")",
        ),
        (
            "x = 2024-13-40",
            "9:5-14: 2024-13-40 is a date that does not exist (it is written year, month, day: a \
             month is 01 to 12, and has 28 to 31 days)",
        ),
        (
            "x = ",
            "9:1-3: `x` has no value (write it behind the sign: x = \"…\")",
        ),
        (
            "x \"y\"",
            "9:1-5: this line has no `=` (write it as name = value; a remark begins with #)",
        ),
        (
            "x = \"y",
            "9:5-6: the text that begins here is never closed \
             (close it with \"; a text of several lines goes between \"\"\" and \"\"\")",
        ),
        (
            "x = [\"a\", \"b\"",
            "9:5-5: the list that begins here is never closed (add the closing ])",
        ),
        (
            "x = { a = 1",
            "9:5-5: the inline table that begins here is never closed (add the closing })",
        ),
        (
            "x = \"a \\lambda b\"",
            "9:8-9: a backslash in double quotes begins an escape, and this one does not exist \
             (write the text in single quotes, or double the backslash)",
        ),
        (
            "x = 'it's'",
            "9:9-10: this stands after the end of the value (if it belongs to the text, put the \
             text in double quotes: \"…\")",
        ),
        (
            "x = \"a \"b\" c\"",
            "9:9-13: this stands after the end of the value (if it belongs to the text, put the \
             text in single quotes: '…')",
        ),
        (
            "x: \"y\"",
            "9:2-2: a name and its value are parted by =, not by : (write it as name = value)",
        ),
        (
            "x = 1.5.2",
            "9:8-9: a number has one decimal point at most (write a number such as 1.5; a \
             text needs quotes)",
        ),
        (
            "answer = 1",
            "9:1-6: `answer` is given twice (keep one of the two; a further table of a \
             kind begins with [[…]])",
        ),
        (
            "x = \"a\u{1}b\"",
            "9:7-7: a control character (U+0001) stands here (delete it; it may \
             have come with a copied text)",
        ),
    ] {
        let bank = format!(
            "format = 1\n\n[[question]]\nid = \"q\"\n{}\n{line}\n\n[[question]]\nid = \"r\"{CHOICE}",
            CHOICE.trim()
        );
        let told = told(&bank);
        assert_eq!(told, [format!("bank:{said}")], "{line}");
    }
}

#[test]
fn one_broken_table_hides_no_mistake_of_the_others() {
    let bank = format!(
        "format = 1\n[[question]]\nid = \"a\"\ndistractors = [\"x\",\n\
         [[question]]\nid = \"b\"{CHOICE}\
         [[question]]\nid = \"c\"\nprompt = \"\"\"never closed\n\
         [[question]]\nid = \"d\"\nkind = \"chioce\"\nprompt = \"\"\"closed\"\"\"\n"
    );
    assert_eq!(
        told(&bank),
        [
            "bank:4:15-15: the list that begins here is never closed (add the closing ])",
            "bank:13:10-12: the text that begins here is never closed (close it with \"\"\")",
            "bank:16:8-15: unknown kind `chioce` (did you mean `choice`?)",
        ]
    );
}

#[test]
fn a_header_left_open_does_not_hide_an_open_text_or_list_under_it() {
    let bank = "format = 1\n[[question]\nid = \"a\"\nkind = \"choice\"\nprompt = 'It's'\n\
                answer = \"yes\"\ndistractors = [\"a\" \"b\"]\n";
    assert_eq!(
        told(bank),
        [
            "bank:2:1-1: the header that begins here is never closed (add the closing ])",
            "bank:5:14-15: this stands after the end of the value (if it belongs to the text, put \
             the text in double quotes: \"…\")",
            "bank:7:20-20: a comma is missing before this (entries of a list are parted by commas)",
        ]
    );
}

#[test]
fn under_a_header_left_open_every_mistake_is_found() {
    let bank = "format = 1\n[[question]\nid = \"a\"\nkind = choice\nanswer = yes\nanswer = 2\n\
                prompt: \"x\"\ndistractors = [\"a\" \"b\"]\n\
                [[question]\nid = \"b\"\nkind = \"text\"\nprompt = \"Where?\"\nanswr = \"c\"\n\
                [bank\nlicence = \"B\"\n";
    assert_eq!(
        told(bank),
        [
            "bank:2:1-1: the header that begins here is never closed (add the closing ])",
            "bank:4:8-13: a text needs quotes (write kind = \"choice\")",
            "bank:5:10-12: a text needs quotes (write answer = \"yes\")",
            "bank:6:1-6: `answer` is given twice (keep one of the two; a further table of a kind \
             begins with [[…]])",
            "bank:7:7-7: a name and its value are parted by =, not by : (write it as name = value)",
            "bank:8:20-20: a comma is missing before this (entries of a list are parted by commas)",
            "bank:9:1-1: the header that begins here is never closed (add the closing ])",
            "bank:9:1-1: question `b` has no `answer` (add a line: answer = …)",
            "bank:13:1-5: unknown field `answr` in question `b` (did you mean `answer`?)",
            "bank:14:1-1: the header that begins here is never closed (add the closing ])",
            "bank:15:1-7: unknown field `licence` in `[bank]` (did you mean `license`?)",
        ]
    );
}

#[test]
fn what_names_a_broken_entity_is_not_wrong_as_well() {
    let bank = "format = 1\n[[actor]]\nid = \"china\"\nname = China\nkind = \"state\"\n\
                [[position]]\nid = \"p\"\nactor = \"china\"\nissue = \"i\"\nstance = \"s\"\n";
    assert_eq!(
        told(bank),
        ["bank:4:8-12: a text needs quotes (write name = \"China\")"]
    );
}

// ---------------------------------------------------------------- places

// case wrong-type-points-at-its-own-line
#[test]
fn a_wrong_type_points_at_its_own_line() {
    let bank = r#"format = 1

[[question]]
id = "where-signed"
kind = "choice"
prompt = "Where was the pact signed?"
answer = "Pyongyang"
distractors = ["Beijing", "Moscow"]

[[question]]
id = "which-ministry"
kind = "choice"
prompt = "Which ministry announced it first?"
answer = "Foreign affairs"
distractors = "Defence"

[[question]]
id = "when-signed"
kind = "dat"
prompt = "When was it signed?"
answer = 2024-06-19
"#;
    assert_eq!(
        told(bank),
        [
            "bank:15:15-23: `distractors` must be a list (write [\"Defence\"])",
            "bank:19:8-12: unknown kind `dat` (did you mean `date`?)",
        ]
    );
}

// case caret-under-the-right-letter
#[test]
fn the_caret_stands_under_the_right_letter() {
    let bank = "format = 1\n\n[[question]]\nid = \"port\"\nkind = \"choice\"\nprompt = \"Which port?\"\n\
                answer = \"Rason\"\ndistractors = [\"Владивосток\", 7]\n";
    let loaded = load(bank);
    assert_eq!(sayings(&loaded).len(), 1);
    assert!(
        sayings(&loaded)[0].starts_with("bank:8:31-31: "),
        "{:?}",
        sayings(&loaded)
    );
    let shown = shown(&loaded);
    let line = shown
        .lines()
        .find(|line| line.contains("distractors"))
        .unwrap();
    let caret = shown.lines().find(|line| line.contains('^')).unwrap();
    let column = |line: &str, sign| line.chars().position(|c| c == sign);
    assert_eq!(caret.matches('^').count(), 1);
    assert_eq!(column(caret, '^'), column(line, '7'));
    assert!(shown.contains("\"7\""), "{shown}");
}

// case bom-and-crlf-are-the-same-bank
#[test]
fn a_byte_order_mark_and_windows_line_ends_make_no_other_bank() {
    let bank = "format = 1\n\n[[question]]\nid = \"q\"\nkind = \"text\"\nprompt = \"\"\"\n\
                First line.\nSecond line.\"\"\"\nanswer = \"x\"\n";
    let windows = format!("\u{FEFF}{bank}").replace('\n', "\r\n");
    let wrong = format!("{windows}anwser = \"y\"\r\n");
    let loaded = load(&wrong);
    assert_eq!(
        sayings(&loaded),
        ["bank:10:1-6: unknown field `anwser` in question `q` \
          (leave it out: `answer` is there already)"]
    );
    assert!(!shown(&loaded).contains('\r'));
    let (windows, plain) = (load(&windows), load(bank));
    assert_eq!(sayings(&windows), [""; 0]);
    assert_eq!(windows.bank.questions[0].hash, plain.bank.questions[0].hash);
    assert_eq!(windows.bank.questions[0].stem, "First line.\nSecond line.");
}

#[test]
fn what_is_no_utf_8_is_named_with_its_line_and_byte() {
    let desk = Desk::new(&[]);
    desk.write(
        "a/bank.toml",
        b"format = 1\r\n[[topic]]\r\nid = \"a\"\r\ntitle = \"Gr\xFCn\"\r\n",
    );
    let loaded = desk.open("a/bank.toml");
    assert_eq!(
        sayings(&loaded),
        [
            "bank:4:12-12: this line holds the byte FC, which is not UTF-8 (save the file as UTF-8; \
          it may have been saved as Windows-1252 or Latin-1)"
        ]
    );
    desk.write("b/bank.toml", b"\xFF\xFEf\0o\0");
    assert!(sayings(&desk.open("b/bank.toml"))[0].contains("UTF-16"));
}

#[test]
fn check_shows_the_lines_that_belong_to_a_problem() {
    let bank = "format = 1\n\n[[topic]]\nid = \"pact\"\ntitle = \"The pact\"\n\n[[topic]]\nid = \"pact\"\n";
    let desk = Desk::new(&[("bank.toml", bank)]);
    let shown = shown(&desk.open("bank.toml")).replace(desk.0.path().to_str().unwrap(), "");
    assert_eq!(
        shown,
        r#"problem: the topic id `pact` is taken already
 --> /bank.toml:8:6
  |
8 | id = "pact"
  |      ^^^^^^
  |
 ::: /bank.toml:4:6
  |
4 | id = "pact"
  |      ------ first declared here
  |
  = hint: ids must differ, also across included files
"#
    );
}

// ---------------------------------------------------------------- the parts of a bank

#[test]
fn a_whole_bank_is_read() {
    let desk = Desk::new(&[
        ("a/bank.toml", FULL),
        ("a/knowledge.toml", KNOWLEDGE),
        ("a/map.png", ""),
    ]);
    let loaded = desk.open("a");
    assert_eq!(sayings(&loaded), [""; 0]);
    let bank = &loaded.bank;
    assert_eq!(
        (bank.id.as_str(), bank.title.as_str()),
        ("example", "An example")
    );
    assert_eq!(bank.mode.score.as_ref().unwrap().value, "negative-marking");
    assert_eq!(bank.mode.params["penalty"], 0.25);
    assert_eq!(bank.topic("pact").unwrap().requires, ["cold-war"]);
    let ids: Vec<&str> = bank.questions.iter().map(|q| q.id.as_str()).collect();
    assert_eq!(ids, ["where-signed", "who", "year-signed:prc-dprk-1961"]);
    let where_signed = bank.question("where-signed").unwrap();
    assert_eq!(where_signed.sources[0].to_string(), "article#F033");
    assert_eq!(where_signed.time_limit, Some(60.0));
    assert_eq!((where_signed.difficulty, where_signed.points), (1, 2.0));
    assert_eq!(where_signed.media.as_ref().unwrap().path, "map.png");
    assert_eq!(bank.stimulus_of(where_signed).unwrap().id, "background");
    let made = &bank.questions[2];
    assert_eq!(made.kind.key_in_words(), "1961");
    assert_eq!(made.template.as_deref(), Some("year-signed"));
    assert_eq!(made.about, ["prc-dprk-1961"]);
    assert_eq!(made.sources[0].to_string(), "article#F033");
    // an included file's defaults hold for its own questions
    assert_eq!(bank.question("who").unwrap().points, 1.0);
}

const FULL: &str = r#"
format = 1

[bank]
id = "example"
title = "An example"
include = ["knowledge.toml"]

[defaults]
points = 2
time_limit = "60s"

[mode]
score = "negative-marking"
[mode.params]
penalty = 0.25

[[topic]]
id = "pact"
title = "The pact"
requires = ["cold-war"]

[[topic]]
id = "cold-war"

[[stimulus]]
id = "background"
text = "In 1961 two treaties were signed."

[[question]]
id = "where-signed"
kind = "choice"
topics = ["pact"]
about = ["china", "prc-dprk-1961"]
stimulus = "background"
prompt = "Where was the treaty of 1961 between China and North Korea signed?"
answer = "Beijing"
distractors = ["Moscow", "Pyongyang"]
difficulty = 1
sources = ["article#F033"]
renamed_from = "where"
irt = { a = 1.2, b = -0.3 }
[question.media]
path = "map.png"
alt = "A map"

[[question]]
id = "who"
kind = "text"
prompt = "Who?"
answer = "China"
points = 1

[[template]]
id = "year-signed"
for = "treaty"
where = 'treaty.kind == "mutual defence"'
kind = "date"
prompt = "In which year was the {treaty.name} signed?"
answer = "{treaty.signed.year}"
"#;

const KNOWLEDGE: &str = r#"
format = 1

[[source]]
id = "article"
title = "An article"

[[actor]]
id = "china"
name = "China"
kind = "state"
aliases = ["PRC"]
capital = "Beijing"

[[actor]]
id = "north-korea"
name = "North Korea"
kind = "state"

[[treaty]]
id = "prc-dprk-1961"
name = "Treaty of Friendship"
kind = "mutual defence"
signed = 1961-07-11
in_force = 1961-09-10
parties = ["china", "north-korea"]
parties_complete = true
sources = ["article#F033"]

[[treaty]]
id = "other"
name = "Another treaty"
kind = "trade"
"#;

#[test]
fn references_that_lead_nowhere_are_found_with_the_nearest_name() {
    let bank = r#"format = 1
[[topic]]
id = "pact"
requires = ["pcat"]
[[actor]]
id = "china"
name = "China"
kind = "sate"
sources = ["articel#F1"]
[[source]]
id = "article"
title = "A"
[[treaty]]
id = "china"
name = "T"
kind = "k"
parties = ["chian"]
[[question]]
id = "q"
kind = "card"
front = "f"
back = "b"
topics = ["pakt"]
about = ["chin"]
stimulus = "s"
media = { path = "../x.png", alt = "x" }
difficulty = 9
"#;
    assert_eq!(
        told(bank),
        [
            "bank:4:13-18: there is no topic `pcat` (did you mean `pact`?)",
            "bank:8:8-13: unknown kind of actor `sate` (did you mean `state`?)",
            "bank:9:12-23: there is no source `articel` (did you mean `article`?)",
            "bank:14:6-12: the entity id `china` is taken already \
             (ids must differ, also across included files)",
            "bank:17:12-18: there is no actor `chian` (did you mean `china`?)",
            "bank:23:11-16: there is no topic `pakt` (did you mean `pact`?)",
            "bank:24:10-15: there is no entity `chin` (did you mean `china`?)",
            "bank:25:12-14: there is no stimulus `s` (declare it: [[stimulus]] with id = \"s\")",
            "bank:26:18-27: no picture `../x.png`: the path leads out of the bank's folder \
             (the path starts from this file's folder and stays inside the bank's)",
            "bank:27:14-14: `difficulty` must be a whole number from 1 to 5 \
             (1 is the least, 5 the most)",
        ]
    );
}

// case topics-that-require-each-other
#[test]
fn a_circle_of_topics_is_written_out_once() {
    let bank = r#"format = 1

[[topic]]
id = "pact"
title = "The pact"
requires = ["treaties"]

[[topic]]
id = "treaties"
title = "Older treaties"
requires = ["alliances"]

[[topic]]
id = "alliances"
title = "Alliances"
requires = ["pact"]

[[topic]]
id = "self"
title = "Self"
requires = ["self"]

[[topic]]
id = "lost"
title = "Lost"
requires = ["nowhere"]
"#;
    assert_eq!(
        told(bank),
        [
            "bank:6:13-22: topics require each other in a circle: pact → treaties → alliances → pact \
             (leave out one of these, so that there is a topic to begin with)",
            "bank:21:13-18: topic `self` requires itself (leave it out of its own list)",
            "bank:26:13-21: there is no topic `nowhere` (declare it: [[topic]] with id = \"nowhere\"; \
             or name one of these: alliances, lost, pact, self, treaties)",
        ]
    );
}

// case zero-is-a-value
#[test]
fn zero_is_a_value() {
    let bank = "format = 1\n[defaults]\npoints = 3\n[[question]]\nid = \"warm-up\"\nkind = \"number\"\n\
                prompt = \"How many?\"\nanswer = 0\npoints = 0\n";
    let loaded = load(bank);
    assert_eq!(sayings(&loaded), [""; 0]);
    assert_eq!(loaded.bank.questions[0].points, 0.0);
    assert_eq!(loaded.bank.questions[0].kind.key_in_words(), "0");
}

// case unshuffled-key-comes-first
#[test]
fn an_order_that_nothing_fixes_is_told() {
    let bank = "format = 1\n\n[[question]]\nid = \"year\"\nkind = \"choice\"\nprompt = \"In which year?\"\n\
                answer = \"1961\"\ndistractors = [\"1950\", \"1975\", \"1948\"]\nshuffle = false\n";
    let told = told(bank);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("bank:9:") && told[0].contains("warning"),
        "{told:?}"
    );
}

// case formula-eaten-by-escapes
#[test]
fn a_formula_that_escapes_have_eaten_is_found() {
    let bank = "format = 1\n\n[[question]]\nid = \"half\"\nkind = \"number\"\n\
                prompt = \"How much is $\\frac{1}{2}$ of 6, and $3 \\times 1$?\"\nanswer = 3\n";
    assert_eq!(
        told(bank),
        [
            "bank:6:24-28: \\f makes a form feed before `rac`: probably a formula \
             (write the text in single quotes, or double the backslash)",
            "bank:6:50-55: warning: \\t makes a tab before `imes`: probably a formula \
             (write the text in single quotes, or double the backslash)",
        ]
    );
    let cured = bank.replace('\\', "\\\\");
    assert_eq!(sayings(&load(&cured)), [""; 0]);
}

#[test]
fn control_characters_that_escapes_make_are_named() {
    let bank = "format = 1\n[bank]\ntitle = \"\\u001b]0;You passed\\u0007\"\n";
    let told = told(bank);
    assert_eq!(told.len(), 2);
    assert!(
        told[0].starts_with("bank:3:10-15: warning: a control character (U+001B)"),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("bank:3:29-34: warning: a control character (U+0007)"),
        "{told:?}"
    );
}

#[test]
fn characters_that_nobody_sees_are_named() {
    let bank =
        "format = 1\n[[topic]]\nid = \"a\"\ntitle = \"A\u{202E}B \\u2067C \u{200B}\u{200D}\"\n";
    let cure = "(delete it; it may have come with a copied text)";
    assert_eq!(
        told(bank),
        [("11-11", "202E"), ("14-19", "2067"), ("22-22", "200B")].map(|(columns, code)| {
            format!(
                "bank:4:{columns}: warning: an invisible character (U+{code}) stands here {cure}"
            )
        })
    );
}

#[test]
fn the_format_is_asked_for_and_a_newer_one_is_refused() {
    assert_eq!(
        told("[[topic]]\nid = \"a\"\n"),
        [
            "bank:1:1-1: the file does not say which format it is written in \
          (write format = 1 on its first line)"
        ]
    );
    assert_eq!(
        told("format = 2\n[[qestion]]\nx = 1\n"),
        ["bank:1:10-10: this bank was written for a newer demarche \
          (this version reads format 1: a newer version is needed)"]
    );
}

#[test]
fn a_field_that_is_there_already_is_not_what_was_meant() {
    let bank = format!("format = 1\n[[question]]\nid = \"q\"{CHOICE}irt = {{ a = 1, z = 2 }}\n");
    assert!(
        told(&bank)
            .contains(&"bank:8:16-16: unknown field `z` in `irt` (did you mean `b`?)".into()),
        "{:?}",
        told(&bank)
    );
}

#[test]
fn whatever_refuses_a_bank_comes_with_what_to_do() {
    let bank = r#"format = 0
[defaults]
typo_credit = 2
points = "many"
[mode]
score = "no/such.rhai"
[mode.params]
n = nan
[[topic]]
id = ""
[[topic]]
title = "No id"
[[topic]]
id = "-"
colour = "red"
requires = { a = 1 }
[[actor]]
id = "china"
name = ["China"]
kind = "state"
[[question]]
id = "a"
kind = "choice"
prompt = " "
answer = ""
distractors = []
irt = { a = 0, b = 1 }
shuffle = "no"
hints = 2024-06-19
media = "map.png"
[[question]]
id = "b"
kind = "choice"
prompt = "Where?"
choices = []
zzz = 1
[[question]]
id = "c"
kind = "number"
prompt = "How many?"
answer = "several"
within = -1
time_limit = -3
[[question]]
id = "d"
kind = "group"
prompt = "Sort"
groups = { "A" = [], "B" = [] }
valid_as_of = 2024-02-30
[[question]]
id = "e"
kind = "cloze"
text = "In {{soon}}."
blanks = [{ kind = "number" }]
[[template]]
id = "t"
for = "actor"
where = 'actor.kind +'
kind = "text"
prompt = "{actor.name}?"
answer = "{actor.name}"
[template.distractors]
from = "actor"
exclude = "same-issue"
"#;
    // that each has a hint, `sayings` holds
    assert!(told(bank).len() > 20, "{:#?}", told(bank));
}

#[test]
fn tables_that_the_format_does_not_have_are_named() {
    assert_eq!(
        told(
            "format = 1\ntitel = 1\n[[questions]]\nid = \"q\"\n[question]\nid = \"r\"\n[[bank]]\n[mode]\n[mode]\n"
        ),
        [
            "bank:2:1-5: unknown field `titel` at the top of the file \
             (a bank has the tables bank, defaults, mode, topic, source, actor, treaty, position, \
             stimulus, question, template)",
            "bank:3:3-11: unknown table `questions` at the top of the file (did you mean `question`?)",
            "bank:5:1-10: `question` is a list of tables (begin each with [[question]])",
            "bank:5:1-10: question `r` has no `kind` (add a line: kind = \"…\", one of choice, choices, \
             true-false, text, number, date, match, order, group, cloze, card, script)",
            "bank:7:1-8: a bank has one `bank` (write [bank])",
            "bank:9:1-6: [mode] stands twice (put both together)",
        ]
    );
}

#[test]
fn a_former_id_can_not_be_in_use() {
    let bank = format!(
        "format = 1\n[[question]]\nid = \"new\"\nrenamed_from = \"old\"{CHOICE}[[question]]\nid = \"old\"{CHOICE}"
    );
    assert_eq!(
        told(&bank),
        [
            "bank:3:6-10: `new` says that it was once `old`, which is in use \
          (leave out `renamed_from`, or rename the other question)"
        ]
    );
}

#[test]
fn ids_are_slugs() {
    assert_eq!(
        told("format = 1\n[[topic]]\nid = \"the pact: 2024\"\n[[topic]]\nid = \"Größe_1.b\"\n"),
        [
            "bank:3:6-21: `the pact: 2024` can't be an id: ids hold letters, digits, - _ and ., and \
          begin with a letter or digit (write \"the-pact--2024\")"
        ]
    );
}

// ---------------------------------------------------------------- includes

// case include-that-comes-back
#[test]
fn a_ring_of_includes_is_written_out_where_it_closes() {
    let bank =
        "format = 1\ninclude = []\n\n[bank]\nid = \"ring\"\ninclude = [\"knowledge.toml\"]\n";
    let knowledge = "# knowledge.toml\nformat = 1\n\n[bank]\ninclude = [\"bank.toml\"]\n\n\
                     [[actor]]\nid = \"china\"\nname = \"China\"\nkind = \"state\"\n";
    let desk = Desk::new(&[("a/bank.toml", bank), ("a/knowledge.toml", knowledge)]);
    let loaded = desk.open("a/bank.toml");
    assert_eq!(
        sayings(&loaded),
        [
            "bank:2:1-7: unknown field `include` at the top of the file (it belongs under [bank])",
            "knowledge:5:12-22: files include each other: bank.toml includes knowledge.toml includes \
             bank.toml (leave out this include)",
        ]
    );
    assert_eq!(loaded.bank.actors.len(), 1);
}

#[test]
fn an_included_file_may_say_little_and_nothing_of_another_folder_is_read() {
    let bank = "format = 1\n[bank]\ninclude = [\"sub/b.toml\", \"sub/../sub/b.toml\", \"../x.toml\", \"none.toml\"]\n";
    let inner = "format = 1\n[bank]\ntitle = \"no\"\ninclude = [\"../c.toml\"]\n[mode]\nscore = \"classic\"\n\
                 [defaults]\npoints = 5\n[[question]]\nid = \"q\"\nkind = \"card\"\nfront = \"f\"\nback = \"b\"\n";
    let third =
        "format = 1\n[[question]]\nid = \"q\"\nkind = \"card\"\nfront = \"f\"\nback = \"b\"\n";
    let desk = Desk::new(&[
        ("a/bank.toml", bank),
        ("a/sub/b.toml", inner),
        ("a/c.toml", third),
        ("x.toml", third),
    ]);
    let loaded = desk.open("a/bank.toml");
    assert_eq!(
        sayings(&loaded),
        [
            "bank:3:47-57: can't include `../x.toml`: the path leads out of the bank's folder \
             (the path starts from this file's folder and stays inside the bank's)",
            "bank:3:60-70: can't include `none.toml`: there is no such file or folder \
             (the path starts from this file's folder and stays inside the bank's)",
            "b:3:1-5: an included file's [bank] can't say `title` \
             (it may hold only `include`; the rest is for the bank that includes it)",
            "b:5:1-6: an included file can't say how the bank is played \
             (move [mode] to the bank that includes this file)",
            "b:10:6-8: the question id `q` is taken already (ids must differ, also across included files)",
        ]
    );
}

#[test]
fn a_bank_is_the_same_when_loaded_again_from_its_kept_texts() {
    let desk = Desk::new(&[
        ("a/bank.toml", FULL),
        ("a/knowledge.toml", KNOWLEDGE),
        ("a/map.png", ""),
    ]);
    let first = desk.open("a");
    let again = library().reload(&first.files, "example").unwrap();
    assert_eq!(again.bank.questions, first.bank.questions);
    assert_eq!(sayings(&again), sayings(&first));
    let shipped = library().open("pact-2024").unwrap();
    let again = library().reload(&shipped.files, "pact-2024").unwrap();
    assert_eq!(again.bank.questions, shipped.bank.questions);
}

// ---------------------------------------------------------------- names

#[test]
fn a_bank_is_found_by_name_path_folder_or_id_and_hides_others_with_a_note() {
    let bank =
        |id: &str| format!("format = 1\n[bank]\nid = \"{id}\"\n[[question]]\nid = \"q\"{CHOICE}");
    let desk = Desk::new(&[
        ("primer.toml", &bank("primer")),
        (
            "geo/bank.toml",
            &format!("format = 1\n[[question]]\nid = \"q\"{CHOICE}"),
        ),
        ("file.toml", &bank("declared")),
        ("twice.toml", &bank("x")),
        ("twice/bank.toml", &bank("y")),
    ]);
    let library = Library::new(Some(desk.0.path()), RhaiConditions::new());
    let primer = library.open("primer").unwrap();
    assert_eq!(primer.bank.questions.len(), 1);
    assert!(
        primer.notes[0].contains("hides the one of shipped"),
        "{:?}",
        primer.notes
    );
    assert_eq!(library.open("geo").unwrap().bank.id, "geo");
    assert_eq!(library.open("file").unwrap().bank.id, "declared");
    assert!(
        library
            .open("twice")
            .is_err_and(|e| e.to_string().contains("two banks"))
    );
    assert!(
        library
            .open("primr")
            .is_err_and(|e| e.to_string().contains("did you mean `primer`"))
    );
    let (listed, errors) = library.list();
    assert!(
        listed
            .iter()
            .any(|l| l.name == "primer" && l.hidden_by.is_some())
    );
    assert_eq!(errors.len(), 1);
}

// ---------------------------------------------------------------- templates

fn with_knowledge(template: &str) -> Loaded {
    load(&format!(
        "{KNOWLEDGE}\n[[template]]\nid = \"t\"\n{template}"
    ))
}

#[test]
fn distractors_are_drawn_from_the_entities_and_never_change() {
    let template = "for = \"treaty\"\nkind = \"choice\"\nprompt = \"Which treaty is of kind {treaty.kind}?\"\n\
                    answer = \"{treaty.name}\"\ndistractors = { from = \"treaty\" }\n";
    let first = with_knowledge(template);
    assert!(!first.problems.refuse(), "{}", shown(&first));
    assert_eq!(first.bank.questions.len(), 2);
    assert_eq!(
        with_knowledge(template).bank.questions,
        first.bank.questions
    );
}

#[test]
fn a_list_that_may_not_be_whole_makes_no_wrong_option() {
    let template = "for = \"treaty\"\nkind = \"choices\"\nprompt = \"Who are parties to the {treaty.name}?\"\n\
                    answers = \"{treaty.parties}\"\ndistractors = { from = \"actor\" }\n";
    let more = "[[actor]]\nid = \"japan\"\nname = \"Japan\"\nkind = \"state\"\n\
                [[treaty]]\nid = \"open\"\nname = \"Open treaty\"\nkind = \"trade\"\nparties = [\"china\"]\n";
    let loaded = load(&format!(
        "{KNOWLEDGE}{more}\n[[template]]\nid = \"t\"\n{template}"
    ));
    assert!(!loaded.problems.refuse(), "{}", shown(&loaded));
    let ids: Vec<&str> = loaded
        .bank
        .questions
        .iter()
        .map(|q| q.id.as_str())
        .collect();
    assert_eq!(ids, ["t:prc-dprk-1961"]);
    let reasons: Vec<(&str, usize)> = loaded.expansions[0]
        .passed_over
        .iter()
        .map(|(reason, count)| (reason.as_str(), *count))
        .collect();
    assert_eq!(
        reasons,
        [
            ("has no `treaty.parties`", 1),
            ("the list of parties of `open` may not be whole", 1),
        ]
    );
}

#[test]
fn who_holds_a_position_on_the_same_issue_can_be_left_out() {
    let positions = r#"
[[actor]]
id = "japan"
name = "Japan"
kind = "state"
[[position]]
id = "p1"
actor = "china"
issue = "arms"
stance = "Wants talks."
[[position]]
id = "p2"
actor = "north-korea"
issue = "arms"
stance = "Wants more talks."
"#;
    let template = r#"
[[template]]
id = "t"
for = "position"
kind = "choice"
prompt = "Who holds: “{position.stance}”"
answer = "{position.actor.name}"
distractors = { from = "actor", where = "actor.kind == position.actor.kind", exclude = "same issue" }
"#;
    let loaded = load(&format!("{KNOWLEDGE}{positions}{template}"));
    let first = &loaded.bank.questions[0];
    let shape = first
        .kind
        .shape(&mut demarche::kinds::Arrangement::as_written());
    let demarche::item::Shape::PickOne { options } = shape else {
        panic!("{shape:?}");
    };
    assert_eq!(options.len(), 2);
    assert!(options.contains(&"Japan".to_owned()));
}

#[test]
fn an_entity_that_fills_the_question_alike_is_no_wrong_answer() {
    let positions = r#"
[[position]]
id = "p1"
actor = "china"
issue = "arms"
stance = "Wants talks."
[[position]]
id = "p2"
actor = "north-korea"
issue = "arms"
stance = "Wants talks."
"#;
    let template = "\n[[template]]\nid = \"t\"\nfor = \"position\"\nkind = \"choice\"\n\
                    prompt = \"Who holds: {position.stance}\"\nanswer = \"{position.actor.name}\"\n\
                    distractors = { from = \"actor\" }\n";
    let told = sayings(&load(&format!("{KNOWLEDGE}{positions}{template}")));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("makes no question"), "{told:?}");
    assert!(
        told[0].contains("no safe distractor is left (2)"),
        "{told:?}"
    );
}

#[test]
fn mistakes_of_templates_are_told_once_with_their_place() {
    for (template, said) in [
        (
            "for = \"treaty\"\nkind = \"date\"\nprompt = \"{treaty.nmae}?\"\nanswer = \"{treaty.signed}\"\n",
            "`treaty` has no `nmae` (did you mean `name`?)",
        ),
        (
            "for = \"treaty\"\nkind = \"date\"\nprompt = \"{actor.name}?\"\nanswer = \"{treaty.signed}\"\n",
            "this template knows no `actor` (its placeholders begin with `treaty`)",
        ),
        (
            "for = \"traety\"\nkind = \"card\"\nfront = \"a\"\nback = \"b\"\n",
            "a template can't go over `traety` (did you mean `treaty`?)",
        ),
        (
            "for = \"treaty\"\nwhere = 'treaty.knd == 1'\nkind = \"card\"\nfront = \"{treaty.name}\"\nback = \"b\"\n",
            "this condition fails: there is no field `knd`; did you mean `kind`?",
        ),
        (
            "for = \"treaty\"\nwhere = 'treaty.kind =='\nkind = \"card\"\nfront = \"{treaty.name}\"\nback = \"b\"\n",
            "this condition fails",
        ),
        (
            "for = \"treaty\"\nwhere = 'treaty.kind = \"x\"'\nkind = \"card\"\nfront = \"{treaty.name}\"\nback = \"b\"\n",
            "(equal is written ==)",
        ),
        (
            "for = \"treaty\"\nwhere = 'treaty.kind == \"x\"'\nkind = \"card\"\nfront = \"{treaty.name}\"\nback = \"b\"\n",
            "template `t` makes no question (passed over: does not meet `where` (2))",
        ),
        (
            "for = \"pair\"\nkind = \"card\"\nfront = \"f\"\nback = \"b\"\n",
            "a template over pairs must say of what (write of = \"treaty\")",
        ),
    ] {
        let loaded = with_knowledge(template);
        let problems: Vec<String> = sayings(&loaded)
            .into_iter()
            .filter(|said| !said.contains("warning"))
            .collect();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(said), "{problems:?}");
    }
}

#[test]
fn pairs_have_one_id_whatever_their_order() {
    let template = "for = \"pair\"\nof = \"treaty\"\nkind = \"card\"\nfront = \"{a.name} and {b.name}\"\nback = \"b\"\n";
    let loaded = with_knowledge(template);
    let ids: Vec<&str> = loaded
        .bank
        .questions
        .iter()
        .map(|q| q.id.as_str())
        .collect();
    assert_eq!(ids, ["t:other+prc-dprk-1961"]);
    assert_eq!(
        loaded.bank.questions[0].stem,
        "Another treaty and Treaty of Friendship"
    );
}

#[test]
fn values_are_no_signs_of_blanks() {
    let bank = "format = 1\n[[actor]]\nid = \"a\"\nname = \"Left|~Right\"\nkind = \"state\"\n\
                [[template]]\nid = \"t\"\nfor = \"actor\"\nkind = \"cloze\"\n\
                text = \"{actor.name} is {{{actor.name}|other}}.\"\n";
    let loaded = load(bank);
    assert!(!loaded.problems.refuse(), "{}", shown(&loaded));
    assert!(
        loaded.bank.questions[0]
            .kind
            .key_in_words()
            .contains("Left|~Right")
    );
    assert!(loaded.bank.questions[0].stem.starts_with("Left|~Right is "));
}

#[test]
fn made_questions_without_a_source_are_told() {
    let told = sayings(&with_knowledge(
        "for = \"actor\"\nkind = \"card\"\nfront = \"{actor.name}\"\nback = \"b\"\n",
    ));
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("warning: questions are made without a source: `china` and 1 more"));
}

// ---------------------------------------------------------------- what gives itself away

/// What is said of one question, beside its place.
fn told_of(question: &str) -> Vec<String> {
    let bank = format!(
        "format = 1\n[[stimulus]]\nid = \"s\"\ntext = \"He left Peking.\"\n[[question]]\nid = \"q\"\n{question}"
    );
    told(&bank)
}

#[test]
fn a_question_that_says_its_own_answer_is_told() {
    for (question, answer) in [
        (
            "kind = \"choice\"\nprompt = \"Where was the Treaty of Bangkok signed?\"\nanswer = \"Bangkok\"\ndistractors = [\"Cairo\"]\n",
            "Bangkok",
        ),
        (
            "kind = \"choice\"\nprompt = \"Who won, if not BOHR?\"\nchoices = [{ text = \"Bohr\", credit = 1 }, { text = \"Heisenberg\" }]\n",
            "Bohr",
        ),
        (
            "kind = \"text\"\nprompt = \"On which island was the treaty of rarotonga signed?\"\nanswer = \"the Rarotonga\"\nignore = [\"case\", \"articles\", \"spaces\"]\n",
            "the Rarotonga",
        ),
        (
            "kind = \"text\"\nprompt = \"Which city was then Peking?\"\nanswer = \"Beijing\"\naccept = [\"Peking\"]\n",
            "Peking",
        ),
        (
            "kind = \"date\"\nprompt = \"In which year did the war of 1950–1953 end?\"\nanswer = \"1953\"\n",
            "1953",
        ),
        (
            "kind = \"date\"\nprompt = \"On July 11, 1961, when was it?\"\nanswer = 1961-07-11\n",
            "11 July 1961",
        ),
        (
            "kind = \"number\"\nprompt = \"How long is its border of 4,000 m?\"\nanswer = 4\nunit = \"km\"\nunits = { m = 0.001 }\n",
            "4 km",
        ),
        (
            "kind = \"number\"\nprompt = \"Some 1.4 million fought. How many?\"\nanswer = 1400000\n",
            "1400000",
        ),
    ] {
        let told = told_of(question);
        let said = format!(
            "warning: the question itself says the right answer, `{answer}` \
             (word the question so that it does not, or ask for something else)"
        );
        assert_eq!(told.len(), 1, "{question}: {told:?}");
        assert!(told[0].ends_with(&said), "{told:?}");
        assert!(told[0].starts_with("bank:9:1-"), "{told:?}");
    }
}

#[test]
fn a_stimulus_may_say_the_answer() {
    let told = told_of(
        "kind = \"text\"\nstimulus = \"s\"\nprompt = \"Which city did he leave?\"\nanswer = \"Peking\"\n",
    );
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn what_may_stand_in_a_question_for_another_reason_gives_nothing_away() {
    for question in [
        // the distractor stands there as well
        "kind = \"choice\"\nprompt = \"Which came first: the pact, the armistice?\"\nanswer = \"The armistice\"\ndistractors = [\"The pact\"]\n",
        // so does an answer of less credit
        "kind = \"text\"\nprompt = \"Moscow, Peking: where?\"\nanswer = \"Moscow\"\naccept = [{ answer = \"Peking\", credit = 0.5 }]\n",
        "kind = \"text\"\nprompt = \"Was it in Moscow, Seoul or Peking?\"\nanswer = \"Moscow\"\n",
        "kind = \"date\"\nprompt = \"Was it in 1961 or in 1962?\"\nanswer = \"1961\"\n",
        // too short to be told from another word
        "kind = \"choice\"\nprompt = \"Is it so in the EU?\"\nanswer = \"EU\"\ndistractors = [\"UN\"]\n",
        "kind = \"choice\"\nprompt = \"Which one did both sign?\"\nanswer = \"Both\"\ndistractors = [\"Neither\"]\n",
        "kind = \"choice\"\nprompt = \"How many signed this one?\"\nanswer = \"One\"\ndistractors = [\"Two\"]\n",
        // part of a word
        "kind = \"text\"\nprompt = \"Which neighbour has Romania?\"\nanswer = \"Oman\"\n",
        // case counts here
        "kind = \"text\"\nprompt = \"Which polish is it?\"\nanswer = \"Polish\"\nignore = []\n",
        // another number than the one asked
        "kind = \"number\"\nprompt = \"How many articles like Article 4 are there?\"\nanswer = 4\n",
        "kind = \"number\"\nprompt = \"How far is 4 miles?\"\nanswer = 4\nunit = \"km\"\n",
        "kind = \"number\"\nprompt = \"How much of 21,400 km?\"\nanswer = 1400\nunit = \"km\"\n",
        // a year tells no day
        "kind = \"date\"\nprompt = \"On which day of 1961?\"\nanswer = 1961-07-11\n",
    ] {
        assert_eq!(told_of(question), [""; 0], "{question}");
    }
}

#[test]
fn a_template_whose_questions_say_their_answers_is_told_once() {
    let template = "for = \"treaty\"\nkind = \"text\"\nprompt = \"How is the {treaty.name} called?\"\nanswer = \"{treaty.name}\"\nsources = [\"s\"]\n";
    let told = sayings(&with_knowledge(template));
    let told: Vec<&String> = told
        .iter()
        .filter(|said| said.contains("answers:"))
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].ends_with(
            "warning: made questions themselves say their right answers: `t:prc-dprk-1961` and `t:other` \
             (leave such entities out by `where`, or word the prompt so that it does not)"
        ),
        "{told:?}"
    );
}

// ---------------------------------------------------------------- what never counts

const IDLE: &str = "warning: this accepted answer can never count \
     (leave it out: of all answers that fit, the one with the best credit counts, of equal ones the first)";

#[test]
fn an_accepted_answer_that_another_shadows_is_told() {
    for (question, at) in [
        (
            "kind = \"text\"\nanswer = \"Beijing\"\naccept = [\"BEIJING\"]\n",
            11,
        ),
        // the one of less credit stands first
        (
            "kind = \"text\"\nanswer = \"Kim Il Sung\"\naccept = [{ answer = \"Kim\", credit = 0.2 }, { answer = \"kim\", credit = 0.5 }]\n",
            11,
        ),
        (
            "kind = \"text\"\nanswer = \"Beijing\"\naccept = [{ answer = \"Peking\", credit = 0.5 }, { pattern = \"P.king\" }]\n",
            11,
        ),
        (
            "kind = \"text\"\nanswer = \"x\"\naccept = [{ pattern = \"P.king\" }, { pattern = \"P.king\", credit = 0.5 }]\n",
            35,
        ),
        (
            "kind = \"number\"\nanswer = 100\nwithin = 5\naccept = [105]\n",
            11,
        ),
        (
            "kind = \"number\"\nanswer = 100\nwithin = 20\naccept = [{ within = 5, credit = 0.5 }]\n",
            11,
        ),
        (
            "kind = \"date\"\nanswer = \"1961-07\"\naccept = [{ answer = 1961-07-11, credit = 0.5 }]\n",
            11,
        ),
        (
            "kind = \"date\"\nanswer = 1961-07-11\naccept = [{ within = \"1 month\", credit = 0.5 }, { within = \"1 day\", credit = 0.5 }]\n",
            49,
        ),
    ] {
        let told = told_of(&format!("prompt = \"Where?\"\n{question}"));
        assert_eq!(told.len(), 1, "{question}: {told:?}");
        assert!(told[0].ends_with(IDLE), "{told:?}");
        assert!(told[0].contains(&format!(":{at}-")), "{told:?}");
    }
}

#[test]
fn an_accepted_answer_that_may_count_is_left_alone() {
    for question in [
        // a typo in it is forgiven, which no pattern does
        "kind = \"text\"\nanswer = \"Beijing\"\ntypos = 1\naccept = [{ answer = \"Peking\", credit = 0.5 }, { pattern = \"P.king\" }]\n",
        // the pattern takes more than the key
        "kind = \"text\"\nanswer = \"Beijing\"\naccept = [{ pattern = \"Beijing.*\", credit = 0.5 }]\n",
        "kind = \"number\"\nanswer = 100\nwithin = 5\naccept = [{ answer = 104, within = 2, credit = 0.5 }]\n",
        // the first wins within 5, the second beyond
        "kind = \"number\"\nanswer = 100\naccept = [{ within = 5, credit = 0.5 }, { within = 9, credit = 0.5 }]\n",
        "kind = \"date\"\nanswer = 1961-07-11\naccept = [{ answer = \"1961-07\", credit = 0.5 }]\n",
    ] {
        let told = told_of(&format!("prompt = \"Where?\"\n{question}"));
        assert_eq!(told, [""; 0], "{question}");
    }
}

#[test]
fn an_accepted_answer_of_a_template_is_told_only_where_it_never_counts_in_any_question() {
    let template = |accepted: &str| {
        let template = format!(
            "for = \"treaty\"\nkind = \"text\"\nprompt = \"What is {{treaty.id}}?\"\nanswer = \"{{treaty.name}}\"\naccept = [\"{accepted}\"]\n"
        );
        let loaded = with_knowledge(&template);
        let never = loaded.problems.iter();
        let never = never.filter(|problem| problem.message.contains("can never count"));
        never
            .map(|problem| problem.related.last().unwrap().1.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        template("{treaty.name}"),
        ["met when making `t:prc-dprk-1961` and `t:other`"]
    );
    assert_eq!(template("Another treaty"), [""; 0]);
}

// ---------------------------------------------------------------- laws

/// A valid question as TOML, with texts that try to look like something else.
fn question() -> impl Strategy<Value = (String, String)> {
    let text = prop_oneof![
        Just("[[question]]".to_owned()),
        Just("a # b".to_owned()),
        Just("東京 é".to_owned()),
        "[a-z][a-z ]{0,11}",
    ];
    let quoted = (text, 0..3u8).prop_map(|(text, way)| match way {
        0 => format!("\"{text}\""),
        1 => format!("'{text}'"),
        _ => format!("\"\"\"\n{text}\n\"\"\""),
    });
    let list = prop_oneof![
        Just("[\n  \"x1\",\n  \"x2\", # [[question]]\n]".to_owned()),
        Just("[{ text = \"x1\", feedback = \"f\" }, \"x2\"]".to_owned()),
    ];
    ("[a-z]{3,8}", quoted, list, any::<bool>()).prop_map(|(id, prompt, list, media)| {
        let media = if media {
            "[question.irt]\na = 1.0\nb = 0.5\n"
        } else {
            ""
        };
        let text = format!(
            "[[question]]\nid = \"{id}\"\nkind = \"choice\"\nprompt = {prompt}\n\
             answer = \"key\"\ndistractors = {list}\n{media}"
        );
        (id, text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn reading_in_pieces_gives_what_reading_the_whole_file_gives(
        questions in prop::collection::btree_map("[a-z]{3,8}", question(), 1..8)
    ) {
        let mut seen = std::collections::BTreeSet::new();
        let texts: Vec<&String> = questions
            .values()
            .filter(|(id, _)| seen.insert(id.clone()))
            .map(|(_, text)| text)
            .collect();
        let bank = format!("format = 1\n{}", texts.iter().map(|t| t.as_str()).collect::<String>());
        let loaded = load(&bank);
        prop_assert!(!loaded.problems.refuse(), "{}\n{bank}", shown(&loaded));
        let whole: toml::Table = toml::from_str(&bank).unwrap();
        let whole = whole["question"].as_array().unwrap();
        prop_assert_eq!(loaded.bank.questions.len(), whole.len());
        for (question, table) in loaded.bank.questions.iter().zip(whole) {
            prop_assert_eq!(Some(question.id.as_str()), table["id"].as_str());
            prop_assert_eq!(Some(question.stem.as_str()), table["prompt"].as_str());
            prop_assert_eq!(question.irt.is_some(), table.get("irt").is_some());
        }
    }

    #[test]
    fn loading_and_showing_never_panic_on_a_damaged_bank(
        at in any::<prop::sample::Index>(),
        length in 0..40usize,
        put in prop_oneof![
            Just(Vec::new()),
            prop::collection::vec(any::<u8>(), 0..6),
            Just(b"\"\"\"".to_vec()),
            Just(b"[[".to_vec()),
            Just(b"{".to_vec()),
            Just(b"\n[question.x]\n".to_vec()),
            Just("é\u{202E}".as_bytes().to_vec()),
        ],
    ) {
        let mut bytes = format!("{KNOWLEDGE}{}", FULL.replace("format = 1", "")).into_bytes();
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, put);
        let desk = Desk::new(&[]);
        desk.write("bank.toml", &bytes);
        let loaded = desk.open("bank.toml");
        let shown = shown(&loaded);
        prop_assert!(!shown.contains(|c: char| c.is_control() && c != '\n'));
        for problem in &loaded.problems {
            prop_assert!(problem.place.is_some());
        }
    }
}

#[test]
fn defaults_are_those_of_the_format() {
    assert_eq!(
        load("format = 1\n").bank.language,
        Defaults::default().language
    );
}

// ---------------------------------------------------------------- the page for teachers

#[test]
fn every_example_of_the_page_on_the_format_passes_check() {
    let page = include_str!("../docs/bank-format.md");
    let examples: Vec<&str> = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(examples.len() > 10);
    let script = page.split("```rhai\n").nth(1).unwrap();
    let script = script.split("```").next().unwrap();
    let mut kinds = std::collections::BTreeSet::new();
    for example in examples {
        let whole = if example.contains("format = 1") {
            example.to_owned()
        } else {
            format!("format = 1\n{example}")
        };
        let loaded =
            Desk::new(&[("a/bank.toml", &whole), ("a/years.rhai", script)]).open("a/bank.toml");
        assert_eq!(sayings(&loaded), [""; 0], "{}", shown(&loaded));
        assert!(!loaded.bank.questions.is_empty());
        for trial in loaded.bank.try_variants(20, &RhaiConditions::new()) {
            assert!(trial.problems.is_empty(), "{:?}", trial.problems);
        }
        kinds.extend(loaded.bank.questions.iter().map(|q| q.kind.name()));
    }
    for kind in demarche::kinds::Kind::NAMES {
        assert!(kinds.contains(kind), "the page shows no {kind}");
    }
}

// ---------------------------------------------------------------- the command

/// Runs `demarche check` in the desk's folder; gives the exit code and what was written.
fn check(desk: &Desk, arguments: &[&str]) -> (i32, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_demarche"))
        .arg("check")
        .args(arguments)
        .current_dir(desk.0.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), text)
}

const WRONG: &str = "format = 1\n[bank]\ninclude = [\"shared.toml\"]\n[[question]]\nid = \"q\"\n\
                     kind = \"choice\"\nprompt = \"Where?\"\nanswer = \"a\"\ndistractors = [\"c\", \"b\"]\n\
                     shuffel = true\n";

const SHARED: &str = "format = 1\n[[actor]]\nid = \"a\"\nname = \"A\"\nkind = \"sate\"\n";

#[test]
fn check_counts_what_it_found_and_says_it_once() {
    let desk = Desk::new(&[
        ("one.toml", WRONG),
        ("two/bank.toml", "format = 1\n"),
        ("shared.toml", SHARED),
    ]);
    let (code, text) = check(&desk, &["."]);
    assert_eq!(code, 1);
    // the shared file is checked by itself and through its bank
    assert_eq!(text.matches("unknown kind of actor").count(), 1, "{text}");
    assert!(text.ends_with("2 problems, 1 note in 3 files\n"), "{text}");
    let (code, text) = check(&desk, &["two"]);
    assert_eq!(code, 0);
    assert!(text.contains("note: this bank holds nothing yet"), "{text}");
    assert!(text.ends_with("1 note in 1 file\n"), "{text}");
    let (code, text) = check(&desk, &["nowhere.toml", "two"]);
    assert_eq!(code, 1);
    assert!(
        text.contains("nowhere.toml: there is no such file or folder"),
        "{text}"
    );
}

#[test]
fn a_circle_of_includes_is_told_once_wherever_it_is_entered() {
    let includes = |name| format!("format = 1\n[bank]\ninclude = [\"{name}.toml\"]\n");
    let desk = Desk::new(&[
        ("a.toml", &includes("b")),
        ("b.toml", &includes("c")),
        ("c.toml", &includes("a")),
    ]);
    let (code, text) = check(&desk, &["."]);
    assert_eq!(code, 1);
    assert!(
        text.contains("a.toml includes b.toml includes c.toml includes a.toml"),
        "{text}"
    );
    assert!(text.ends_with("\n1 problem in 3 files\n"), "{text}");
    // each file alone is told of its own way round
    let (_, text) = check(&desk, &["b.toml"]);
    assert!(
        text.contains("b.toml includes c.toml includes a.toml includes b.toml"),
        "{text}"
    );
}

#[test]
fn check_writes_json_lines_for_programs() {
    let desk = Desk::new(&[("one.toml", WRONG), ("shared.toml", SHARED)]);
    let (code, text) = check(&desk, &["one.toml", "--json"]);
    assert_eq!(code, 1);
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["type"], "problem");
    assert_eq!(lines[0]["severity"], "problem");
    assert_eq!(lines[0]["file"], "one.toml");
    assert_eq!(
        [
            &lines[0]["line"],
            &lines[0]["column"],
            &lines[0]["end_column"]
        ],
        [10, 1, 8]
    );
    assert_eq!(lines[0]["hint"], "did you mean `shuffle`?");
    let summary = lines.last().unwrap();
    assert_eq!(summary["type"], "summary");
    assert_eq!([&summary["problems"], &summary["files"]], [2, 2]);
}

#[test]
fn check_prints_what_templates_make() {
    let desk = Desk::new(&[
        ("a/bank.toml", FULL),
        ("a/knowledge.toml", KNOWLEDGE),
        ("a/map.png", ""),
    ]);
    let (code, text) = check(&desk, &["a", "--expand"]);
    assert_eq!(code, 0);
    assert_eq!(
        text,
        "\
Template `year-signed` makes 1 question.
  passed over 1 entity: does not meet `where`

  year-signed:prc-dprk-1961 (date)
    In which year was the Treaty of Friendship signed?
    key: 1961

no problems in 2 files
"
    );
}

#[test]
fn the_shipped_banks_have_no_problems() {
    for name in ["primer", "pact-2024"] {
        let loaded = library().open(name).unwrap();
        assert!(!loaded.problems.refuse(), "{}", shown(&loaded));
    }
}
