//! What the test suites share: banks from text and the shipped ones.

#![allow(dead_code, reason = "each suite uses its part")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "benches use it too, and what can't be set up fails"
)]

pub mod play;

use std::sync::Arc;

use demarche::bank::{Bank, Library};
use demarche::modes::conditions::RhaiConditions;
use demarche::text::render::render;

/// A bank from its text, which must be without problems.
pub fn bank(toml: &str) -> Arc<Bank> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("test.toml");
    std::fs::write(&path, toml).expect("written");
    open(path.to_str().expect("a text path"))
}

/// A shipped bank, which must be without problems.
pub fn shipped(name: &str) -> Arc<Bank> {
    open(name)
}

fn open(name: &str) -> Arc<Bank> {
    let loaded = Library::new(None, RhaiConditions::new())
        .open(name)
        .expect("opened");
    let shown: Vec<String> = loaded
        .problems
        .iter()
        .map(|problem| render(problem, &loaded.files, false))
        .collect();
    assert!(!loaded.problems.refuse(), "{}", shown.join("\n"));
    loaded.bank
}
