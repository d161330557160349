//! Every screen as text, at three window sizes, held against `gallery.txt`. After a change on purpose
//! run the test with `DEMARCHE_GALLERY=write` and read the difference.

use super::asking::Asking;
use super::decode::Key;
use super::scene::Scene;
use super::screen::{Scroll, body_width};
use super::showing::{Choose, ShowOutcome, ShowTurn};
use super::testing::*;
use super::tty::Size;
use crate::item::{Credit, Part, Rating, Response};
use crate::quiz::Rules;

const SIZES: [(usize, usize); 3] = [(80, 24), (40, 15), (20, 6)];

fn keys(text: &str) -> Vec<Key> {
    text.chars()
        .map(|c| match c {
            '⏎' => Key::Enter,
            '↓' => Key::Down,
            '↑' => Key::Up,
            '→' => Key::Right,
            '⎋' => Key::Escape,
            c => Key::Char(c),
        })
        .collect()
}

fn shown(name: &str, scene: &mut impl Scene, pressed: &str) -> String {
    for key in keys(pressed) {
        scene.key(&key);
    }
    let mut out = String::new();
    for (width, height) in SIZES {
        let size = Size { width, height };
        let page = scene.page(body_width(size));
        let frame = page.compose(size, &mut Scroll::default());
        out.push_str(&format!("== {name}, {width} x {height}\n"));
        for row in &frame.rows {
            out.push_str(&format!("|{}\n", row.plain().trim_end()));
        }
        let cursor = frame
            .cursor
            .map(|(row, column)| format!("cursor at {row}, {column}\n"));
        out.push_str(&cursor.unwrap_or_default());
    }
    out
}

fn asked(name: &str, posed: &Posed, pressed: &str) -> String {
    shown(
        name,
        &mut Asking::new(&posed.view(), &mut posed.desk()),
        pressed,
    )
}

fn part(text: &str, given: &str, key: &str, credit: f64) -> Part {
    Part {
        text: text.into(),
        given: (!given.is_empty()).then(|| given.into()),
        key: key.into(),
        credit: Credit::new(credit).unwrap_or(Credit::NONE),
    }
}

fn parts_wrong() -> Judged {
    let posed = group();
    let given = Response::Groups(pairs(&[("China", "States"), ("Kim Jong Un", "States")]));
    let key = [
        ("China", "States"),
        ("Kim Jong Un", "People"),
        ("Russia", "States"),
    ];
    let mut judged = Judged::new(&posed, Some(given), 0.33, Response::Groups(pairs(&key)));
    judged.turn.mark.judgement.parts = vec![
        part("China", "States", "States", 1.0),
        part("Kim Jong Un", "States", "People", 0.0),
        part("Russia", "", "States", 0.0),
    ];
    judged
}

fn gallery() -> String {
    let mut all = vec![
        asked("pick one, as first shown", &pick_one(), ""),
        asked("pick one, with a hint", &pick_one(), "?↓↓"),
        asked("pick many", &pick_many(), "ac"),
        asked("write", &write(), "20"),
        asked("blanks", &blanks(), "Pyongyang⏎b"),
        asked("order", &order(), "cb"),
        asked("pair up", &pair_up(), "b↓↓e↑"),
        asked("group", &group(), "a"),
        asked("a card, closed", &rate(), ""),
        asked("a card, open", &rate(), "⏎"),
        asked("nothing to send", &write(), "⏎"),
        asked("stopping", &write(), "⎋"),
    ];
    let mut desk = TestDesk::default();
    let wrong = wrong_article();
    all.push(shown(
        "wrong",
        &mut ShowTurn::new(&wrong.view(), &mut desk),
        "",
    ));
    all.push(shown(
        "why and the card",
        &mut ShowTurn::new(&wrong.view(), &mut desk),
        "WE",
    ));
    let parts = parts_wrong();
    all.push(shown(
        "in part",
        &mut ShowTurn::new(&parts.view(), &mut desk),
        "",
    ));
    let written = Response::Written("2024".into());
    let right = Judged::new(&write(), Some(written.clone()), 1.0, written.clone());
    all.push(shown(
        "right",
        &mut ShowTurn::new(&right.view(), &mut desk),
        "F",
    ));
    let skipped = Judged::new(&write(), None, 0.0, written);
    all.push(shown(
        "skipped",
        &mut ShowTurn::new(&skipped.view(), &mut desk),
        "",
    ));
    let good = Response::Rated(Rating::Good);
    let rated = Judged::new(&rate(), Some(good.clone()), 1.0, good);
    all.push(shown(
        "rated",
        &mut ShowTurn::new(&rated.view(), &mut desk),
        "",
    ));
    let (result, rules) = (outcome(), Rules::default());
    let turns = [wrong_article()];
    let view = outcome_view(&result, &turns, &rules);
    all.push(shown("result", &mut ShowOutcome::new(&view), ""));
    all.push(shown("all answers", &mut ShowOutcome::new(&view), "D"));
    let options = ["Try again", "Stop here"];
    all.push(shown(
        "a choice",
        &mut Choose::new("The disk is full.", &options),
        "↓",
    ));
    all.concat()
}

#[test]
fn every_screen_looks_as_in_the_gallery() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/terminal/gallery.txt");
    let gallery = gallery();
    if std::env::var("DEMARCHE_GALLERY").is_ok_and(|wanted| wanted == "write") {
        std::fs::write(path, &gallery).expect("the gallery can be written");
    }
    let held = std::fs::read_to_string(path).unwrap_or_default();
    for (at, (now, then)) in gallery.lines().zip(held.lines()).enumerate() {
        assert_eq!(now, then, "line {} of gallery.txt", at + 1);
    }
    assert_eq!(gallery.lines().count(), held.lines().count());
}
