//! What marking one response costs, kind by kind, without reading or writing any line:
//! `cargo bench --bench marking`. Figures with their machine stand in docs/performance.md.

#![allow(clippy::unwrap_used, reason = "a measurement")]

use demarche::item::Response;
use demarche::kinds::{Defaults, Kind, NoKnowledge};
use demarche::text::table::Origin;
use demarche::text::{Folding, Ignored, Problems, Span, Table, date_reading, distance, number};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Each kind with a response that is right, and one that takes the longest way to be found wrong.
const KINDS: [(&str, &str, &str); 6] = [
    (
        "choice",
        "answer = 'Pyongyang'\ndistractors = ['Beijing', 'Moscow', 'Hanoi']",
        "Moscow",
    ),
    ("text", "answer = 'Pyongyang'", "Pjöngjang"),
    (
        "text",
        "answer = 'Pyongyang'\nignore = ['case', 'accents']\ntypos = 1",
        "Pyongynag",
    ),
    ("number", "answer = 260000\nwithin = 5000", "265,001"),
    (
        "date",
        "answer = 1961-07-11\nwithin = '1 year'",
        "11 August 1962",
    ),
    (
        "order",
        "items = ['1950', '1961', '1994', '2000', '2018', '2024']",
        "2024;2018;2000;1994;1961;1950",
    ),
];

fn kind(name: &str, fields: &str) -> Kind {
    let toml = format!("prompt = '?'\n{fields}");
    let parsed = toml::de::DeTable::parse(&toml).unwrap().into_inner();
    let span = Span {
        file: 0,
        start: 0,
        end: 0,
    };
    let mut table = Table::new(parsed, span, "a question", Origin { file: 0, base: 0 });
    let mut problems = Problems::new();
    let defaults = Defaults::default();
    let read = Kind::read(name, span, &mut table, &defaults, &mut problems);
    read.unwrap().1
}

fn response(kind: &Kind, typed: &str) -> Response {
    match kind {
        Kind::Choice(_) => Response::One(typed.to_owned()),
        Kind::Order(_) => Response::Order(typed.split(';').map(str::to_owned).collect()),
        _ => Response::Written(typed.to_owned()),
    }
}

#[divan::bench(args = KINDS.map(|(name, fields, _)| (name, fields)))]
fn right(bencher: Bencher, (name, fields): (&str, &str)) {
    let kind = kind(name, fields);
    let key = kind.key();
    bencher.bench(|| kind.mark(black_box(&key), &NoKnowledge));
}

#[divan::bench(args = KINDS)]
fn wrong(bencher: Bencher, (name, fields, typed): (&str, &str, &str)) {
    let kind = kind(name, fields);
    let response = response(&kind, typed);
    bencher.bench(|| kind.mark(black_box(&response), &NoKnowledge));
}

#[divan::bench(args = ["Pyongyang", "Łódź"])]
fn fold(text: &str) -> String {
    Folding::new([Ignored::Case, Ignored::Accents], "en").fold(black_box(text))
}

#[divan::bench(args = ["260000", "1 234 567,89", "2½", "2.6 × 10^5"])]
fn read_number(text: &str) -> Option<number::Written> {
    number::read(black_box(text), "en")
}

#[divan::bench(args = ["1961-07-11", "11 July 1961", "Wednesday, the 19th of June 2024"])]
fn read_date(text: &str) -> date_reading::Reading {
    date_reading::read(black_box(text))
}

#[divan::bench]
fn typo() -> Option<usize> {
    let key = black_box("treaty on comprehensive strategic partnership");
    distance::typos_between(key, "treaty on comprehensive stratgeic partnership", 2)
}
