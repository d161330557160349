//! What is wrong in a user's file, and where: collected, never first-only.
//!
//! A [`Problem`] points at a [`Span`] of a file kept in [`Sources`]; whoever shows it turns the span
//! into line, column and the underlined source line.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A stretch of a file, in bytes: `start` is inside, `end` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file's place in [`Sources`].
    pub file: u16,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A value together with where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned {
            value: f(self.value),
            span: self.span,
        }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know; nothing to mend.
    Note,
    /// Probably not meant; the file is used all the same.
    Warning,
    /// Must be mended before the file can be used.
    Problem,
}

impl Severity {
    /// The word for it, for people and programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// One thing that is wrong, with the cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where; a problem of a whole file points at its first byte.
    pub place: Option<Span>,
    /// Further places that belong to it, each with its remark ("first declared here").
    pub related: Vec<(Span, String)>,
    /// Whether, of a table that many questions are made of, it is told only if it holds of all.
    pub only_if_of_all: bool,
}

impl Problem {
    /// A problem at a place.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Problem,
            message: message.into(),
            hint: None,
            place: Some(span),
            related: Vec::new(),
            only_if_of_all: false,
        }
    }

    /// A problem that has no place, such as a file that can't be opened.
    pub fn without_place(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Problem,
            message: message.into(),
            hint: None,
            place: None,
            related: Vec::new(),
            only_if_of_all: false,
        }
    }

    /// The same, only a warning.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::at(span, message)
        }
    }

    /// The same, only a note.
    pub fn note(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::at(span, message)
        }
    }

    /// With what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With "did you mean", where `known` has something near to `word`.
    #[must_use]
    pub fn did_you_mean<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match super::suggest::nearest(word, known) {
            Some(near) => self.hint(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// With a hint, if it has none yet.
    #[must_use]
    pub fn hint_if_none(mut self, hint: impl FnOnce() -> String) -> Self {
        if self.hint.is_none() {
            self.hint = Some(hint());
        }
        self
    }

    /// Told of a table that many questions are made of only if it holds of all of them.
    #[must_use]
    pub fn only_if_of_all(mut self) -> Self {
        self.only_if_of_all = true;
        self
    }

    /// With a further place.
    #[must_use]
    pub fn related(mut self, span: Span, remark: impl Into<String>) -> Self {
        self.related.push((span, remark.into()));
        self
    }
}

/// All that was found, in the order found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds those of another part.
    pub fn extend(&mut self, other: Problems) {
        self.0.extend(other.0);
    }

    /// Adds those of another part, but none that was found already at the same place.
    pub fn extend_once(&mut self, other: Problems) {
        for problem in other.0 {
            let known = self
                .0
                .iter()
                .any(|p| p.place == problem.place && p.message == problem.message);
            if !known {
                self.0.push(problem);
            }
        }
    }

    /// How many are bad enough to refuse the file.
    pub fn refuses(&self) -> usize {
        self.0
            .iter()
            .filter(|p| p.severity == Severity::Problem)
            .count()
    }

    /// Whether anything is bad enough to refuse the file.
    pub fn refuse(&self) -> bool {
        self.0.iter().any(|p| p.severity == Severity::Problem)
    }

    /// Whether nothing at all was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many were found.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Puts them in the order of their places.
    pub fn sort(&mut self) {
        self.0.sort_by_key(|p| p.place);
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name as shown to people: a path, or `pact-2024.toml (shipped)`.
    pub name: String,
    /// Its text, without a byte-order mark.
    pub text: Arc<str>,
}

/// The files that spans point into.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// Where the lines of each file begin, found when first asked for.
    lines: Vec<OnceLock<Vec<usize>>>,
}

impl Sources {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and gives its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> u16 {
        self.files.push(SourceFile {
            name: name.into(),
            text: text.into(),
        });
        self.lines.push(OnceLock::new());
        u16::try_from(self.files.len() - 1).unwrap_or(u16::MAX)
    }

    /// The file of that number.
    pub fn get(&self, file: u16) -> Option<&SourceFile> {
        self.files.get(usize::from(file))
    }

    /// All files, in the order of their numbers.
    pub fn iter(&self) -> std::slice::Iter<'_, SourceFile> {
        self.files.iter()
    }

    /// Line and column of a byte, both from 1; columns are counted in characters (code points), and
    /// a carriage return before the line's end belongs to no column.
    pub fn line_and_column(&self, file: u16, byte: u32) -> (usize, usize) {
        let Some(source) = self.get(file) else {
            return (1, 1);
        };
        let byte = (byte as usize).min(source.text.len());
        let starts = self.line_starts(file);
        let line = starts.partition_point(|&start| start <= byte).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0);
        let before = source.text.get(start..).unwrap_or("").char_indices();
        let column = before.take_while(|(at, _)| start + at < byte).count() + 1;
        (line, column)
    }

    /// The text of a line, counted from 1, without its end; nothing if there is no such line.
    pub fn line(&self, file: u16, line: usize) -> Option<&str> {
        let start = self.line_range(file, line)?;
        let text = self.get(file)?.text.get(start)?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        Some(text.strip_suffix('\r').unwrap_or(text))
    }

    /// The bytes of a line, counted from 1, with its end.
    pub fn line_range(&self, file: u16, line: usize) -> Option<Range<usize>> {
        let starts = self.line_starts(file);
        let start = *starts.get(line.checked_sub(1)?)?;
        let end = starts.get(line).copied();
        Some(start..end.unwrap_or(self.get(file)?.text.len()))
    }

    fn line_starts(&self, file: u16) -> &[usize] {
        let (Some(source), Some(lines)) = (self.get(file), self.lines.get(usize::from(file)))
        else {
            return &[0];
        };
        lines.get_or_init(|| {
            let ends = source.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(ends).collect()
        })
    }
}
