//! The program at a real terminal: a pseudo-terminal plays, a parser reads the screen. Each test waits
//! for a condition on the whole screen and never for a time.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/picture.rs"]
mod picture;
#[path = "support/pty.rs"]
mod pty;

use demarche::item::{Expects, Prompt, Response, Shape};
use demarche::kinds::Doubt;
use demarche::quiz::{Asked, Rules, Snapshot};
use demarche::terminal::{
    Desk, EntityCard, FrontEnd, FullScreen, Length, Look, QuestionView, Signals,
};
use pty::demarche;
use rustix::process::Signal;
use rustix::termios::LocalModes;

/// One question of every kind that a program marks, and a card.
const EVERY_KIND: &str = r#"
format = 1

[bank]
id = "kinds"
title = "Every kind"

[[source]]
id = "article"
title = "The article"

[[topic]]
id = "pact"
title = "The pact"

[[actor]]
id = "dprk"
name = "North Korea"
kind = "state"
capital = "Pyongyang"
sources = ["article"]

[[question]]
id = "where"
kind = "choice"
topics = ["pact"]
about = ["dprk"]
prompt = "Where was the pact signed?"
answer = "Pyongyang"
distractors = [{ text = "Moscow", feedback = "Putin was the guest." }, "Beijing"]
# in the order of the alphabet: Beijing, Moscow, Pyongyang
shuffle = false
explanation = "Putin came to Pyongyang."
hints = ["A capital."]
sources = ["article#F001"]

[[question]]
id = "who"
kind = "choices"
topics = ["pact"]
prompt = "Who signed it?"
answers = ["Putin", "Kim"]
distractors = ["Xi"]
shuffle = false
sources = ["article"]

[[question]]
id = "binding"
kind = "true-false"
topics = ["pact"]
prompt = "It has a clause on help in war."
answer = true
sources = ["article"]

[[question]]
id = "capital"
kind = "text"
topics = ["pact"]
prompt = "The capital of North Korea?"
answer = "Pyongyang"
sources = ["article"]

[[question]]
id = "articles"
kind = "number"
topics = ["pact"]
prompt = "How many articles has it?"
answer = 23
sources = ["article"]

[[question]]
id = "day"
kind = "date"
topics = ["pact"]
prompt = "On which day was it signed?"
answer = 2024-06-19
sources = ["article"]

[[question]]
id = "capitals"
kind = "match"
topics = ["pact"]
prompt = "Match the capitals."
pairs = [["Russia", "Moscow"], ["China", "Beijing"]]
shuffle = false
sources = ["article"]

[[question]]
id = "years"
kind = "order"
topics = ["pact"]
prompt = "Earliest first."
items = ["Armistice", "Friendship", "Partnership"]
credit = "all-or-nothing"
sources = ["article"]

[[question]]
id = "sorts"
kind = "group"
topics = ["pact"]
prompt = "States or people?"
groups = { "States" = ["China"], "People" = ["Kim"] }
shuffle = false
sources = ["article"]

[[question]]
id = "gaps"
kind = "cloze"
topics = ["pact"]
text = "Signed in {{Pyongyang}} by {{Putin}}."
sources = ["article"]

[[question]]
id = "card"
kind = "card"
topics = ["pact"]
front = "DPRK?"
back = "North Korea"
sources = ["article"]
"#;

const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";
const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_Z: &str = "\x1a";
const BACKSPACE: &str = "\x7f";

#[test]
fn a_whole_quiz_of_every_kind_is_played() {
    let mut terminal = demarche(EVERY_KIND).start();
    terminal
        .see([
            "Question 1 of 11 · The pact",
            "0 points",
            "Where was",
            "? hint",
            "esc stop",
        ])
        .keys("?")
        .see(["Hint  A capital."])
        .keys("b\r")
        .see([
            " x  b  Moscow",
            "your answer",
            " ✓  c  Pyongyang",
            "right answer",
            "Wrong. 0 of 1 point.",
        ])
        .see(["Why not b", "Putin was the guest.", "Why c", "article#F001"])
        .keys("E")
        .see(["North Korea", "Capital"])
        .keys("W")
        .see(["Why this"])
        .keys("F")
        .see(["Flagged"])
        .keys(ENTER);
    terminal
        .see(["Question 2 of 11", "0 of 1 point", "[ ]  Putin"])
        .keys("ab\r")
        .see(["Right. 1 of 1 point.", "your answer, right"])
        .keys(ENTER)
        .see(["Question 3 of 11", "help in war"])
        .keys("a\r")
        .see(["Right."])
        .keys(ENTER)
        .see(["Question 4 of 11"])
        .keys("Pjongjang")
        .keys(&BACKSPACE.repeat(9))
        .keys("Pyongyang\r")
        .see(["Right.", "Pyongyang"])
        .keys(ENTER)
        .see(["Question 5 of 11", "A number."])
        .keys("23\r")
        .see(["Right."])
        .keys(ENTER)
        .see(["Question 6 of 11", "A day"])
        .keys("19 June 2024\r")
        .see(["Right."])
        .keys(ENTER);
    terminal
        .see(["Question 7 of 11", "Match the capitals", "0 of 2 matched"])
        .keys("ab")
        .see(["2 of 2 matched"])
        .keys(ENTER)
        .see(["Question 7 of 11", "of 1 point."])
        .keys(ENTER)
        .see(["Question 8 of 11", "Still to place"])
        .keys("abc")
        .see(["All are placed"])
        .keys("\x1b[D\x1b[D\r")
        .see(["of 1 point."])
        .keys(ENTER)
        .see(["Question 9 of 11", "Groups"])
        .keys("ab\r")
        .see(["of 1 point."])
        .keys(ENTER)
        .see(["Question 10 of 11", "(1) ______ by (2) ______"])
        .keys("Pyongyang\r")
        .see(["(1) Pyongyang by (2) ______"])
        .keys("Putin\r")
        .see(["Right."])
        .keys(ENTER)
        .see(["Question 11 of 11", "DPRK?", "press enter to see it"])
        .keys(ENTER)
        .see(["North Korea", "How well did you know it?"])
        .keys("3")
        .see(["Rated."])
        .keys(ENTER);
    terminal
        .see([
            "Every kind",
            "finished in",
            "To review",
            "q1",
            "1 hint used",
            "1 flagged",
            "Kept. See",
        ])
        .keys("D")
        .see(["Question 1 of 11", "Putin was the guest."])
        .keys("D")
        .see(["finished in"])
        .keys(ENTER);
    assert_eq!(terminal.end(), 0);
    terminal.see(["Every kind", "Kept. See"]);
}

#[test]
fn a_question_that_cant_be_made_is_told_at_the_first_question() {
    let bank = format!(
        "{EVERY_KIND}\n[[question]]\nid = \"made\"\nkind = \"script\"\nscript = \"made.rhai\"\n"
    );
    let mut terminal = demarche(&bank)
        .file(
            "made.rhai",
            "fn generate(bank, rng, params) { throw \"no luck\"; }",
        )
        .start();
    terminal.see(["Question 1 of 11", "`made` is left out: no luck"]);
    terminal.keys("\u{4}");
    terminal.end();
}

/// Starts a quiz, answers the first question and stands at the second.
fn at_the_second_question() -> pty::Terminal {
    let terminal = demarche(EVERY_KIND).start();
    terminal
        .see(["Question 1 of 11"])
        .keys("c\r")
        .see(["Right. 1 of 1 point."])
        .keys(ENTER)
        .see(["Question 2 of 11"]);
    terminal
}

/// The terminal is whole (which `end` asserts), the answer is kept and the way on is named.
#[track_caller]
fn assert_left(terminal: &mut pty::Terminal, code: i32) {
    assert_eq!(terminal.end(), code);
    assert!(terminal.is_cooked());
    terminal.see(["1 of 11 answered", "demarche resume"]);
    assert!(terminal.run(["history"]).contains("kinds"));
}

#[test]
fn escape_asks_once_and_leaves() {
    let mut terminal = at_the_second_question();
    terminal.keys(ESCAPE).see(["Esc again stops"]);
    terminal.keys("a").until("that the quiz goes on", |screen| {
        !screen.contents().contains("Esc again") && screen.contents().contains("[x]  Kim")
    });
    terminal.keys(ESCAPE).see(["Esc again stops"]).keys(ESCAPE);
    assert_left(&mut terminal, 0);
}

#[test]
fn ctrl_d_leaves() {
    let mut terminal = at_the_second_question();
    terminal.keys(CTRL_D);
    assert_left(&mut terminal, 0);
}

// case: ctrl-c-gives-the-cursor-back
#[test]
fn ctrl_c_leaves_a_whole_terminal_and_the_way_on() {
    let mut terminal = at_the_second_question();
    terminal.keys(CTRL_C);
    assert_left(&mut terminal, 130);
}

// case: ctrl-c-gives-the-cursor-back
#[test]
fn a_signal_leaves_a_whole_terminal_and_the_way_on() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let mut terminal = at_the_second_question();
        terminal.signal(signal);
        assert_left(&mut terminal, code);
    }
}

// case: ctrl-c-gives-the-cursor-back
#[test]
fn a_vanished_terminal_ends_the_program_and_keeps_the_answer() {
    let mut terminal = at_the_second_question();
    assert_eq!(terminal.vanish(), 129);
    assert!(terminal.run(["history"]).contains("kinds"));
}

#[test]
fn a_store_that_is_deleted_during_a_quiz_is_told_before_an_answer_is_called_kept() {
    let mut terminal = at_the_second_question();
    let store = terminal.store();
    let aside = store.with_extension("aside");
    std::fs::rename(&store, &aside).expect("moved");
    terminal
        .keys("ab\r")
        .see(["not kept", "deleted or replaced"]);
    std::fs::rename(&aside, &store).expect("moved back");
    terminal.keys("a\r").see(["Right. 1 of 1 point."]);
    std::fs::remove_file(&store).expect("deleted");
    terminal
        .keys(ENTER)
        .see(["not kept", "deleted or replaced"]);
    terminal.keys("b\r");
    assert_eq!(terminal.end(), 1);
    terminal.see(["can't be gone on with"]);
    assert!(!terminal.screen().contains("demarche resume"));
}

#[test]
fn a_quiz_that_was_left_goes_on_where_it_stood() {
    let mut terminal = at_the_second_question();
    terminal.keys("a").keys(CTRL_C);
    assert_eq!(terminal.end(), 130);
    let resumed = terminal.again(["resume"]);
    resumed.see(["Question 2 of 11", "1 of 1 point", "[ ]  Putin"]);
}

#[test]
fn ctrl_z_stops_and_the_quiz_comes_back() {
    let script = r#"set -m; "$0" "$@"; echo "STOPPED $?"; read -r line; fg; echo "ENDED $?""#;
    let mut terminal = demarche(EVERY_KIND).under_shell(script).start();
    terminal
        .see(["Question 1 of 11"])
        .keys("b")
        .see([" >  b  Moscow"]);
    terminal.keys(CTRL_Z);
    terminal.until("for the shell", |screen| {
        screen.contents().contains("STOPPED") && !screen.alternate_screen() && !screen.hide_cursor()
    });
    assert!(terminal.is_cooked());
    terminal
        .keys("\n")
        .see(["Question 1 of 11", " >  b  Moscow"]);
    terminal.until("for the quiz", |screen| screen.alternate_screen());
    terminal.keys(CTRL_C).see(["demarche resume", "ENDED 130"]);
    terminal.end();
}

#[test]
fn a_stop_from_outside_is_noticed_when_the_shell_has_taken_the_terminal() {
    let script =
        r#"set -m; "$0" "$@"; stty sane; echo "STOPPED"; read -r line; fg; echo "ENDED $?""#;
    let mut terminal = demarche(EVERY_KIND).under_shell(script).start();
    terminal.see(["Question 1 of 11"]);
    let quiz = rustix::termios::tcgetpgrp(terminal.device()).expect("a foreground group");
    rustix::process::kill_process_group(quiz, Signal::STOP).expect("it is there");
    terminal.see(["STOPPED"]);
    terminal
        .keys("\n")
        .until("for the quiz", |screen| screen.alternate_screen());
    terminal
        .see(["Question 1 of 11"])
        .keys("b")
        .see([" >  b  Moscow"]);
    terminal.keys(CTRL_C).see(["ENDED 130"]);
    terminal.end();
}

// case: options-longer-than-the-window
#[test]
fn long_options_leave_no_copies_behind() {
    let bank = r#"
format = 1
[[question]]
id = "stance"
kind = "choice"
prompt = "Which sentence sums up the position?"
answer = "Each side will give the other military and other assistance without delay if it is attacked by one or several states."
distractors = ["Each side promises to consult the other before it takes any step that might touch the other's interests in the region.", "Neither side will join an alliance against the other."]
shuffle = false
"#;
    let terminal = demarche(bank).window(40, 15).start();
    terminal
        .see(["Which sentence"])
        .keys(DOWN)
        .keys(DOWN)
        .keys(UP)
        .see([" >  a"]);
    let count = |text: &str| terminal.screen().matches(text).count();
    assert_eq!(count("Each side promises"), 1);
    terminal.keys(DOWN);
    terminal.until("the second option whole", |screen| {
        let text = screen.contents();
        text.contains(" >  b") && text.contains("several states.")
    });
    assert_eq!(count("Each side will give"), 1);
    terminal.resize(40, 8);
    terminal.see([" >  b  Each side will give", "by one or several states."]);
    terminal.resize(30, 12);
    terminal.see(["b", "Each side will", "several states."]);
    assert_eq!(count("Each side will"), 1);
}

#[test]
fn a_resize_during_a_question_repaints_it_and_keeps_what_is_filled_in() {
    let terminal = demarche(EVERY_KIND).start();
    terminal
        .see(["Question 1 of 11"])
        .keys("b")
        .see([" >  b  Moscow"]);
    for (width, height) in [(40, 15), (20, 6), (120, 40), (80, 24)] {
        terminal.resize(width, height);
        terminal.see(["b", "Moscow", "esc stop"]);
        let narrow = terminal.with_screen(|screen| screen.size().1.get() == width);
        assert!(narrow);
    }
    terminal.keys(ENTER).see(["Wrong."]);
}

#[test]
fn keys_typed_before_a_question_is_seen_are_no_answer() {
    let terminal = demarche(EVERY_KIND).start();
    terminal.keys("b\r\r\r");
    terminal.see(["Question 1 of 11", "Where was"]);
    terminal.keys("c").see([" >  c  Pyongyang"]);
}

#[test]
fn enter_twice_on_nothing_skips() {
    let terminal = demarche(EVERY_KIND).start();
    terminal
        .see(["Question 1 of 11"])
        .keys(ENTER)
        .see(["Enter again skips"]);
    terminal
        .keys(ENTER)
        .see(["Skipped. 0 of 1 point.", "✓  c  Pyongyang"]);
}

#[test]
fn an_ambiguous_date_is_asked_back_with_its_readings() {
    let bank = r#"
format = 1
[[question]]
id = "treaty"
kind = "date"
prompt = "When was the treaty of 1961 signed?"
answer = 1961-07-11
"#;
    let terminal = demarche(bank).start();
    terminal.see(["When was the treaty"]).keys("11/7/1961\r");
    terminal.see(["a  ", "b  ", "July", "November", "esc write again"]);
    let july = terminal.screen();
    let july = july
        .lines()
        .find(|row| row.contains("July") && row.contains("  "))
        .unwrap_or("");
    let letter = if july.trim_start().starts_with('b') {
        "b"
    } else {
        "a"
    };
    terminal.keys(letter).keys(ENTER).see(["Right."]);
}

#[test]
fn what_is_filled_in_when_the_time_is_up_counts() {
    let bank = r#"
format = 1
[[question]]
id = "where"
kind = "choice"
prompt = "Where was it signed?"
answer = "Pyongyang"
distractors = ["Moscow"]
shuffle = false
time_limit = 1
[[question]]
id = "capital"
kind = "text"
prompt = "The capital of North Korea?"
answer = "Pyongyang"
time_limit = 1
"#;
    let terminal = demarche(bank).start();
    terminal.see(["Where was it"]);
    let letter = if terminal.screen().contains("a  Pyongyang") {
        "a"
    } else {
        "b"
    };
    terminal
        .keys(letter)
        .see(["Right. 1 of 1 point.", "the time was up"]);
    terminal.keys(ENTER).see(["The capital"]).keys("Pyongyang");
    terminal.see(["Right. 1 of 1 point.", "the time was up"]);
}

#[test]
fn time_is_a_deadline() {
    let bank = r#"
format = 1
[[question]]
id = "quick"
kind = "text"
prompt = "Quick?"
answer = "yes"
time_limit = 1
"#;
    let terminal = demarche(bank).start();
    terminal.see(["Quick?", "left"]);
    terminal.see(["Time is up. 0 of 1 point."]);
}

// case: a-bank-cannot-drive-the-terminal
#[test]
fn a_bank_cannot_drive_the_terminal() {
    let bank = r#"
format = 1
[bank]
title = "\u001b]0;You passed\u0007Pact"
[[question]]
id = "evil"
kind = "choice"
prompt = "\u001b[2J\u001b[HWhere?"
answer = "\u001b]52;c;cm0gLXJm\u0007Pyongyang"
distractors = ["Beijing\rRight!", "Moscow\u009b31m"]
shuffle = false
"#;
    let terminal = demarche(bank).start();
    terminal.until("for the question or its refusal", |screen| {
        let text = screen.contents();
        text.contains("Moscow") || text.contains("demarche check")
    });
    let written = terminal.written();
    let forged: [&[u8]; 5] = [
        b"\x1b]",
        b"\x07",
        b"\x1b[2J\x1b[HWhere",
        b"\xc2\x9b",
        b"Beijing\rRight",
    ];
    for bytes in forged {
        assert!(
            !written.windows(bytes.len()).any(|seen| seen == bytes),
            "{bytes:?}"
        );
    }
}

#[test]
fn a_menu_of_banks_is_shown_and_survives_a_resize() {
    let terminal = demarche("").arguments(["play"]).start();
    terminal.see(["Which quiz?", "primer", "pact-2024"]);
    terminal.resize(60, 20);
    terminal.see(["Which quiz?", "> primer", "pact-2024"]);
    terminal.keys(DOWN).see(["> timeline"]);
    // the row pointed at is seen and stands there once, however small the window
    for (width, height) in [(20, 6), (40, 12), (20, 3), (30, 2), (100, 30)] {
        terminal.resize(width, height);
        terminal.see(["> timeline"]);
        assert_eq!(terminal.screen().matches("timeline:").count(), 1);
    }
    terminal.resize(20, 6);
    terminal.see(["Which quiz?", "> timeline"]);
    assert!(!terminal.screen().contains("Page"), "{}", terminal.screen());
    // in two lines dialoguer panics at the next key
    terminal.resize(30, 2);
    terminal.see(["> timeline"]).keys(DOWN).keys(UP);
    terminal.resize(100, 30);
    terminal.keys(DOWN).see(["primer"]);
    // the window may have come in between the keys, so where the pointer stands is not certain
    for _ in 0..12 {
        let before = terminal.screen();
        if before.contains("> primer") {
            break;
        }
        terminal.keys(UP);
        terminal.until("a move", |screen| screen.contents() != before);
    }
    terminal.see(["> primer"]).keys(ENTER).see(["Question 1"]);
}

#[test]
fn escape_and_signals_in_a_menu_leave_a_whole_terminal() {
    let in_menu = || {
        let terminal = demarche("").arguments(["play"]).start();
        terminal.see(["Which quiz?", "primer"]);
        terminal
    };
    let mut terminal = in_menu();
    terminal.keys(ESCAPE);
    assert_eq!(terminal.end(), 0);
    let mut terminal = in_menu();
    terminal.keys(CTRL_C);
    assert_eq!(terminal.end(), 130);
    assert!(terminal.is_cooked());
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let mut terminal = in_menu();
        terminal.signal(signal);
        assert_eq!(terminal.end(), code);
        assert!(terminal.is_cooked());
    }
    let mut terminal = in_menu();
    assert_eq!(terminal.vanish(), 129);
}

#[test]
fn ctrl_c_while_a_bank_loads_ends_the_program_and_no_key_is_echoed() {
    let question = |n: u32| {
        format!("[[question]]\nid = \"q{n}\"\nkind = \"number\"\nprompt = \"{n}?\"\nanswer = {n}\n")
    };
    let bank: String = (0..3000).map(question).collect();
    let mut terminal = demarche(&format!("format = 1\n{bank}"))
        .arguments(["play", "--banks", "."])
        .start();
    // the longest bank stands last
    terminal.see(["Which quiz?"]).keys(UP);
    terminal.see(["> bank"]).keys(ENTER);
    terminal.until("that the menu is gone", |screen| !screen.alternate_screen());
    let loads = || {
        let modes = rustix::termios::tcgetattr(terminal.device()).expect("modes");
        let (echo, lines) = (LocalModes::ECHO, LocalModes::ICANON);
        modes.local_modes.intersection(echo | lines) == lines
    };
    let begun = std::time::Instant::now();
    while !loads() {
        assert!(begun.elapsed().as_secs() < 10, "{}", terminal.screen());
        std::thread::yield_now();
    }
    terminal.keys("xyz").keys(CTRL_C);
    assert_eq!(terminal.end(), 130);
    assert!(terminal.is_cooked());
    // a quick machine may just have begun the quiz
    let shown = terminal.screen();
    assert!(!shown.contains("xyz") && !shown.contains("^C"), "{shown}");
}

#[test]
fn a_dumb_terminal_gets_plain_lines() {
    let mut terminal = demarche(EVERY_KIND).environment("TERM", "dumb").start();
    terminal
        .see(["Question 1 of 11", "Type a letter, a to c."])
        .keys("z\n");
    terminal
        .see(["There is no option `z`"])
        .keys("c\n")
        .see(["Right. 1 of 1 point.", "Enter goes on"])
        .keys("a,b\n")
        .see(["The question is over.", "Enter goes on"]);
    terminal.keys(CTRL_C);
    assert_left(&mut terminal, 130);
    assert!(
        !terminal
            .written()
            .windows(3)
            .any(|bytes| bytes == b"\x1b[?")
    );
}

#[test]
fn plain_lines_and_the_history_keep_within_the_window() {
    let mut terminal = demarche(EVERY_KIND)
        .arguments(["play", "./bank.toml", "--seed", "1", "--plain"])
        .start();
    terminal.see(["Type a letter, a to c."]).keys("c\n");
    terminal.see(["Enter goes on"]).keys(CTRL_D);
    assert_eq!(terminal.end(), 0);
    let screen = terminal.screen();
    let last = screen
        .lines()
        .find(|row| row.contains("input ended"))
        .expect("a last line");
    assert!(last.starts_with("The input ended"), "{screen}");
    for width in [80, 60, 40, 26] {
        terminal = terminal.again_in(width, ["history"]);
        assert_eq!(terminal.end(), 0);
        terminal.see(["id", "share"]);
        assert_eq!(terminal.screen().trim_end().lines().count(), 2);
    }
}

/// A desk that panics when a hint is wanted.
struct Panicking;

impl Desk for Panicking {
    fn hint(&mut self) -> Option<String> {
        panic!("no hint, but a panic")
    }
    fn flag(&mut self) -> Option<bool> {
        None
    }
    fn doubt(&mut self, _: &Response) -> Option<Doubt> {
        None
    }
    fn entities(&self) -> Vec<EntityCard> {
        Vec::new()
    }
    fn elapsed(&self) -> f64 {
        0.0
    }
}

#[test]
#[ignore = "the program of the test below"]
fn a_question_whose_hint_panics() {
    let asked = Asked {
        n: 1,
        question: "q".to_owned(),
        hash: String::new(),
        prompt: Prompt {
            stimulus: None,
            stem: "Panic?".to_owned(),
            shape: Shape::Write {
                expects: Expects::Text,
                unit: None,
            },
        },
        reason: None,
        time_limit: None,
        queue: None,
        length: None,
        failures: Vec::new(),
        snapshot: Snapshot::default(),
    };
    let view = QuestionView {
        quiz: "",
        asked: &asked,
        kind: "text",
        length: Length::Exactly(1),
        topics: Vec::new(),
        points: 0.0,
        max_points: 0.0,
        worth: 1.0,
        graded: true,
        difficulty: 1,
        hints: &[],
        hints_left: 1,
        flagged: false,
        tried: &[],
        bars: &[],
        valid_as_of: None,
        media: None,
        rules: &Rules::default(),
        quiz_ends: None,
    };
    let signals = Signals::listen().expect("signals");
    let mut full = FullScreen::new(Look { colour: true }, signals);
    full.ask(&view, &mut Panicking).expect("no output fails");
}

#[test]
fn a_panic_gives_the_terminal_back_before_its_message() {
    let mut terminal = demarche("")
        .program(std::env::current_exe().expect("this program"))
        .arguments([
            "--ignored",
            "--nocapture",
            "--exact",
            "a_question_whose_hint_panics",
        ])
        .start();
    terminal.see(["Panic?", "? hint"]).keys("?");
    terminal.see(["no hint, but a panic"]);
    assert_eq!(terminal.end(), 101);
    assert!(terminal.is_cooked());
}

#[test]
fn the_picture_in_the_readme_is_what_the_program_shows() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/quiz.svg");
    let held = std::fs::read_to_string(path).unwrap_or_default();
    let now = picture::pose().with_screen(picture::svg);
    let (now, held) = (picture::without_clock(&now), picture::without_clock(&held));
    assert!(
        now == held,
        "draw it anew with `cargo build && cargo run --example picture`"
    );
}
