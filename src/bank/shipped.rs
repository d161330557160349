//! The banks that come with the program, embedded in it.

use include_dir::{Dir, include_dir};

use super::files::Held;

static QUIZZES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/quizzes");

/// The shipped files.
pub fn files() -> Held {
    Held::shipped(texts())
}

/// Their names and texts.
fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    QUIZZES
        .files()
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)))
}

/// The names of the shipped banks, without `.toml`.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = texts()
        .filter_map(|(name, _)| name.strip_suffix(".toml"))
        .collect();
    names.sort_unstable();
    names
}
