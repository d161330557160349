//! Parses one piece of a file, and hands out its tables by section.

use toml::de::{DeTable, DeValue};

use crate::text::table::Origin;
use crate::text::{Problem, Problems, Span, Table, Value};

use super::cut::{Piece, Section};
use super::syntax;

/// A parsed piece.
pub struct Parsed<'t> {
    root: DeTable<'t>,
    origin: Origin,
    /// Where the header stands, if it was mended.
    header: Option<Span>,
    /// Whether the parser could not read all of it.
    pub broken: bool,
}

impl<'t> Parsed<'t> {
    /// Parses a piece of a text.
    pub fn new(text: &'t str, piece: &Piece, file: u16, problems: &mut Problems) -> Self {
        let part = text.get(piece.range.clone()).unwrap_or("");
        let origin = Origin {
            file,
            base: u32::try_from(piece.range.start).unwrap_or(u32::MAX),
        };
        if let Ok(root) = DeTable::parse(part) {
            return Self {
                root: root.into_inner(),
                origin,
                header: None,
                broken: false,
            };
        }
        if let Some((header, section)) = broken_header(part).zip(piece.section) {
            return Self::under(header, section, text, piece, file, problems);
        }
        let (root, errors) = DeTable::parse_recoverable(part);
        syntax::explain(part, &errors, origin, problems);
        Self {
            root: root.into_inner(),
            origin,
            header: None,
            broken: true,
        }
    }

    /// Parses what stands under a header that can't be read, as if the header were right: its
    /// mistake is told, and hides none of the others.
    fn under(
        header: &str,
        section: Section,
        text: &'t str,
        piece: &Piece,
        file: u16,
        problems: &mut Problems,
    ) -> Self {
        let part = |section, range| Piece { section, range };
        let (start, end) = (piece.range.start, piece.range.start + header.len());
        let header = Self::new(text, &part(None, start..end), file, problems);
        let under = Self::new(text, &part(None, end..piece.range.end), file, problems);
        let name = section.name();
        // a table under the header has a name of its own, which only the whole can tell
        let broken = under.broken || under.root.contains_key(name);
        let table = toml::Spanned::new(0..0, DeValue::Table(under.root));
        let mut root = DeTable::new();
        root.insert(toml::Spanned::new(0..0, name.into()), table);
        Self {
            root,
            origin: under.origin,
            header: Some(header.origin.span(0..end - start)),
            broken,
        }
    }

    /// The tables of the wanted sections, in the order written.
    pub fn tables(
        self,
        wanted: impl Fn(Section) -> bool,
        problems: &mut Problems,
    ) -> Vec<(Section, Table<'t>)> {
        let mut tables = Vec::new();
        for (name, value) in self.root {
            let Some(section) = Section::named(name.get_ref()).filter(|s| wanted(*s)) else {
                continue;
            };
            let range = value.span();
            let value = value.into_inner();
            let array = matches!(value, DeValue::Array(_));
            if array != section.repeats() && !self.broken && self.header.is_none() {
                problems.push(wrong_brackets(section, self.origin.span(range.clone())));
            }
            let values: Vec<_> = match value {
                DeValue::Array(items) => items.into_iter().collect(),
                value => vec![toml::Spanned::new(range, value)],
            };
            for value in values {
                let value = Value::new(value, self.origin);
                if let Some(mut table) = value.table(section.name(), problems) {
                    table.span = self.header.unwrap_or(table.span);
                    tables.push((section, table));
                }
            }
        }
        tables
    }

    /// What stands before the first header: its entries that are no tables of the format.
    pub fn head(&self, span: Span) -> Table<'t> {
        let mut head = DeTable::new();
        for (name, value) in &self.root {
            if Section::named(name.get_ref()).is_none() {
                head.insert(name.clone(), value.clone());
            }
        }
        Table::new(head, span, "the head of the file", self.origin)
    }
}

/// The line of a piece's header, if the parser can't read it.
fn broken_header(piece: &str) -> Option<&str> {
    let header = piece.split_inclusive('\n').next()?;
    let broken = header.starts_with('[') && DeTable::parse(header).is_err();
    broken.then_some(header)
}

fn wrong_brackets(section: Section, span: Span) -> Problem {
    let name = section.name();
    if section.repeats() {
        Problem::at(span, format!("`{name}` is a list of tables"))
            .hint(format!("begin each with [[{name}]]"))
    } else {
        Problem::at(span, format!("a bank has one `{name}`")).hint(format!("write [{name}]"))
    }
}
