//! Banks as teachers write them: what loads, and what is said of what does not.

use demarche::bank::{Library, Loaded, NoScripts};

/// Loads a bank from files in a folder of its own; the first is the bank.
fn load(files: &[(&str, &str)]) -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let bank = folder.path().join(files[0].0);
    Library::new(None, NoScripts)
        .open(bank.to_str().unwrap())
        .unwrap()
}

/// Each problem as `file:line:column: message (hint)`.
fn told(loaded: &Loaded) -> Vec<String> {
    loaded
        .problems
        .iter()
        .map(|problem| {
            let place = problem.place.map_or(String::new(), |span| {
                let (line, column) = loaded.files.line_and_column(span.file, span.start);
                let (_, end) = loaded.files.line_and_column(span.file, span.end);
                let name = &loaded.files.get(span.file).unwrap().name;
                let name = name.rsplit('/').next().unwrap();
                format!("{name}:{line}:{column}-{end}: ")
            });
            let hint = problem.hint.as_deref();
            let hint = hint.map_or(String::new(), |hint| format!(" ({hint})"));
            format!("{place}{}{hint}", problem.message)
        })
        .collect()
}

#[test]
fn a_month_without_quotes_is_explained_in_a_teachers_words() {
    // case month-without-quotes
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
    assert_eq!(
        told(&load(&[("b.toml", bank)])),
        ["b.toml:13:9-16: 2024-06 is not a whole date \
             (a month or a year needs quotes: as_of = \"2024-06\")"]
    );
}
