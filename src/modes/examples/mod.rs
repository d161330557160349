//! The quiz on which the examples of the API are run: what `quiz`, `turn` and the like are in them. The
//! tests here run every example that is registered, so that none can go stale.

/// The mode that is played, and whose tests the examples are.
pub const MODE: &str = include_str!("mode.rhai");

/// What comes before each example.
pub const QUIZ: &str = include_str!("quiz.rhai");

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::modes::api::{Entry, Shared};
    use crate::modes::values::show;
    use crate::modes::{Program, Tests, on_deep_stack};

    /// What comes of each entry's example, or why it fails.
    fn run(entries: &[Entry]) -> Vec<Result<String, String>> {
        let function = |(n, entry): (usize, &Entry)| {
            format!("fn test_{n}() {{\n{QUIZ}\n{}\n}}\n", entry.example().0)
        };
        let text: String = entries.iter().enumerate().map(function).collect();
        let mode = Program::of("examples", MODE);
        let program = Program::tests_of(&mode, "examples.test.rhai", text);
        let no_banks = Rc::new(|name: &str| Err(format!("no bank {name}")));
        let mut tests = Tests::compile(program, no_banks).map_err(|report| report.in_words());
        let all = 0..entries.len();
        all.map(|n| {
            let tests = tests.as_mut().map_err(|report| report.clone())?;
            let sources = tests.sources();
            let value = tests.call(&format!("test_{n}"));
            value
                .map(|value| show(&value))
                .map_err(|failure| failure.in_words(&sources, false))
        })
        .collect()
    }

    #[test]
    fn every_example_of_the_api_gives_what_it_says() {
        let wrong = on_deep_stack(|| {
            let entries = &Shared::of_this_thread().entries;
            let mut wrong = Vec::new();
            // a few at a time: a file of tests may not be long
            for entries in entries.chunks(20) {
                for (entry, made) in entries.iter().zip(run(entries)) {
                    let (code, gives) = entry.example();
                    let made = made.unwrap_or_else(|failure| failure);
                    if made != gives.unwrap_or("()") {
                        wrong.push(format!("{code} → {made}"));
                    }
                }
            }
            wrong
        });
        let wrong = wrong.expect("a thread");
        assert!(wrong.is_empty(), "stale examples:\n{}", wrong.join("\n"));
    }

    #[test]
    fn every_entry_has_a_sentence_and_an_example_of_its_own_use() {
        for entry in &Shared::of_this_thread().entries {
            let name = entry.name();
            assert!(entry.about.ends_with(['.', '…']), "{name}: {}", entry.about);
            assert!(entry.example.contains(name), "{name}: {}", entry.example);
        }
    }
}
