//! Patterns that teachers write for answers: regular expressions that must match a whole answer.
//! They run in time linear in the answer, whatever the pattern (no backtracking).

use regex::{Regex, RegexBuilder};

/// The largest compiled pattern, in bytes; beyond it a repetition is out of proportion.
const LARGEST: usize = 256 * 1024;

/// A regular expression that matches whole answers.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    regex: Regex,
}

/// Why a pattern can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no regular expression of the kind that is understood here.
    #[error("the pattern can't be read: {0}")]
    Broken(String),
    /// It would need too much memory.
    #[error("the pattern is too large")]
    TooLarge,
    /// It would take an empty answer for right.
    #[error("the pattern matches the empty text")]
    MatchesNothing,
}

impl Pattern {
    /// Compiles a pattern, with or without regard to case.
    ///
    /// # Errors
    /// It does not compile, is too large or matches the empty text.
    pub fn new(source: &str, ignore_case: bool) -> Result<Self, Refused> {
        // alone first, since "a)(b" would become well formed inside a group
        compile(source, ignore_case)?;
        let regex = compile(&format!(r"\A(?:{source})\z"), ignore_case)?;
        if regex.is_match("") {
            return Err(Refused::MatchesNothing);
        }
        Ok(Self {
            source: source.to_owned(),
            regex,
        })
    }

    /// As written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches the whole text.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.regex.as_str() == other.regex.as_str()
    }
}

fn compile(pattern: &str, ignore_case: bool) -> Result<Regex, Refused> {
    RegexBuilder::new(pattern)
        .case_insensitive(ignore_case)
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => Refused::TooLarge,
            error => Refused::Broken(reason(&error.to_string())),
        })
}

/// The last line of the engine's report, which says why in words.
fn reason(report: &str) -> String {
    let last = report.lines().last().unwrap_or(report);
    last.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_whole_answers_only() {
        let pattern = Pattern::new("(a |the )?treat(y|ies)|pact", true).unwrap();
        assert!(pattern.matches("Treaties") && pattern.matches("PACT"));
        assert!(!pattern.matches("no treaty at all") && !pattern.matches("mistreaty"));
        assert!(!pattern.matches("treaty\n"));
        assert!(
            Pattern::new("treat|treaty", false)
                .unwrap()
                .matches("treaty")
        );
    }

    #[test]
    fn a_pattern_that_can_do_harm_is_refused() {
        assert!(matches!(
            Pattern::new("a(b", false),
            Err(Refused::Broken(_))
        ));
        assert!(matches!(
            Pattern::new("a)(b", false),
            Err(Refused::Broken(_))
        ));
        assert!(matches!(
            Pattern::new(r"(a)\1", false),
            Err(Refused::Broken(_))
        ));
        assert!(matches!(
            Pattern::new("((a{99}){99}){99}", false),
            Err(Refused::TooLarge)
        ));
        assert!(matches!(
            Pattern::new("(treaty)?", false),
            Err(Refused::MatchesNothing)
        ));
    }
}
