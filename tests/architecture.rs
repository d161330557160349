//! The arrows of docs/ARCHITECTURE.md: each floor uses only floors below it, so that no module
//! imports upwards and there is no circle.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't be set up fails"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors, lowest first.
const FLOORS: [&str; 9] = [
    "text", "item", "kinds", "bank", "quiz", "modes", "store", "terminal", "cli",
];

/// What pure floors may not know.
const PURE: [&str; 4] = ["text", "item", "kinds", "quiz"];
const IMPURE: [&str; 6] = [
    "std::fs",
    "std::time::SystemTime",
    "std::time::Instant",
    "rusqlite",
    "rustix",
    "rhai::",
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is there") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// Every file of src with the floor that it belongs to and its text without comments.
fn files() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths
        .into_iter()
        .filter_map(|path| {
            let within = path.strip_prefix(&root).ok()?;
            let floor = within
                .iter()
                .next()?
                .to_str()?
                .trim_end_matches(".rs")
                .to_owned();
            let text = fs::read_to_string(&path).expect("a source file is text");
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let code = code.collect::<Vec<_>>().join("\n");
            Some((path, floor, code))
        })
        .collect()
}

/// The floors that a text names as `crate::floor`, also in `use crate::{a, b}`.
fn used(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split("};").next().unwrap_or_default();
                found.extend(list.split(',').map(|part| word(part.trim())));
            }
            None => {
                found.insert(word(rest));
            }
        }
    }
    found
}

#[test]
fn every_floor_uses_only_floors_below_it() {
    let floor_of = |name: &str| FLOORS.iter().position(|floor| *floor == name);
    let mut upwards = Vec::new();
    for (path, floor, code) in files() {
        let Some(own) = floor_of(&floor) else {
            continue;
        };
        for used in used(&code) {
            if floor_of(&used).is_some_and(|other| other > own) {
                upwards.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(
        upwards.is_empty(),
        "arrows upwards:\n{}",
        upwards.join("\n")
    );
}

#[test]
fn every_module_of_the_library_is_a_floor() {
    let lib = include_str!("../src/lib.rs");
    let modules: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let mut top_first: Vec<&str> = FLOORS.to_vec();
    top_first.reverse();
    let sorted = |list: &[&str]| {
        list.iter()
            .map(|m| (*m).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(sorted(&modules), sorted(&top_first));
}

#[test]
fn pure_floors_know_no_file_clock_terminal_database_or_script() {
    let mut impure = Vec::new();
    for (path, floor, code) in files() {
        if PURE.contains(&floor.as_str()) {
            let found = IMPURE.iter().filter(|name| code.contains(*name));
            impure.extend(found.map(|name| format!("{} knows {name}", path.display())));
        }
    }
    assert!(impure.is_empty(), "{}", impure.join("\n"));
}

#[test]
fn nothing_prints_past_the_one_place_for_output() {
    // clippy forbids println! as well; this names the file
    for (path, _, code) in files() {
        for forbidden in ["println!(", "eprintln!(", "print!("] {
            assert!(
                !code.contains(forbidden),
                "{} has {forbidden}",
                path.display()
            );
        }
    }
}
