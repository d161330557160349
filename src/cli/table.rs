//! Tables for people: columns as wide as they need to be, no lines. Every cell is made harmless.

use std::io::Write;

use comfy_table::{Cell, CellAlignment, Table, TableStyle};

use super::{Output, Result};

/// Writes a table. Columns whose title begins with `>` are numbers and stand to the right.
///
/// # Errors
/// The output can't be written.
pub fn write(output: &mut Output, titles: &[&str], rows: Vec<Vec<String>>) -> Result {
    let alignment = |title: &str| match title.starts_with('>') {
        true => CellAlignment::Right,
        false => CellAlignment::Left,
    };
    let cell = |(text, title): (&str, &&str)| {
        let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Cell::new(crate::text::harmless(&one_line)).set_alignment(alignment(title))
    };
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_header(
        titles
            .iter()
            .map(|title| cell((title.trim_start_matches('>'), title))),
    );
    for row in &rows {
        table.add_row(row.iter().map(String::as_str).zip(titles).map(cell));
    }
    for line in table.lines() {
        // the first column begins at the margin
        let line = line.strip_prefix(' ').unwrap_or(&line);
        writeln!(output.out, "{}", line.trim_end())?;
    }
    Ok(())
}
