//! What the test suites share: banks from text.

#![allow(dead_code, reason = "each suite uses its part")]

use std::sync::Arc;

use demarche::bank::Bank;

/// A bank from its text, which must be without problems.
pub fn bank(toml: &str) -> Arc<Bank> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("test.toml");
    std::fs::write(&path, toml).expect("written");
    let library = demarche::bank::Library::new(None, demarche::bank::NoScripts);
    let loaded = library
        .open(path.to_str().expect("a text path"))
        .expect("opened");
    let shown: Vec<String> = loaded
        .problems
        .iter()
        .map(|problem| demarche::text::render::render(problem, &loaded.files, false))
        .collect();
    assert!(!loaded.problems.refuse(), "{}", shown.join("\n"));
    loaded.bank
}
