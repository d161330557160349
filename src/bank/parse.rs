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
                broken: false,
            };
        }
        let (root, errors) = DeTable::parse_recoverable(part);
        syntax::explain(part, &errors, origin, problems);
        Self {
            root: root.into_inner(),
            origin,
            broken: true,
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
            if matches!(value, DeValue::Array(_)) != section.repeats() && !self.broken {
                problems.push(wrong_brackets(section, self.origin.span(range.clone())));
            }
            let values: Vec<_> = match value {
                DeValue::Array(items) => items.into_iter().collect(),
                value => vec![toml::Spanned::new(range, value)],
            };
            for value in values {
                let value = Value::new(value, self.origin);
                if let Some(table) = value.table(section.name(), problems) {
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

fn wrong_brackets(section: Section, span: Span) -> Problem {
    let name = section.name();
    if section.repeats() {
        Problem::at(span, format!("`{name}` is a list of tables"))
            .hint(format!("begin each with [[{name}]]"))
    } else {
        Problem::at(span, format!("a bank has one `{name}`")).hint(format!("write [{name}]"))
    }
}
