//! The banks that come with the program, embedded in it.

use include_dir::{Dir, include_dir};

use super::files::Held;

static QUIZZES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/quizzes");

/// The shipped files.
pub fn files() -> Held {
    Held::shipped(texts(&QUIZZES))
}

/// The names and texts of a folder's files, and of the folders in it.
fn texts(folder: &'static Dir<'static>) -> Vec<(&'static str, &'static str)> {
    let here = folder
        .files()
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)));
    here.chain(folder.dirs().flat_map(texts)).collect()
}

/// The names of the shipped banks, without `.toml`. What lies in a folder is there to be included.
pub fn names() -> Vec<&'static str> {
    let files = QUIZZES.files().filter_map(|file| file.path().to_str());
    let mut names: Vec<&str> = files
        .filter_map(|name| name.strip_suffix(".toml"))
        .collect();
    names.sort_unstable();
    names
}
