//! Tables for people: columns as wide as they need to be, no lines. Every cell is made harmless.

use std::io::Write;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, TableStyle};

use crate::terminal::width;

use super::{Output, Result};

/// Writes a table. Columns whose title begins with `>` are numbers and stand to the right. Long
/// cells are wrapped where the window is too narrow.
///
/// # Errors
/// The output can't be written.
pub fn write(output: &mut Output, titles: &[&str], rows: Vec<Vec<String>>) -> Result {
    write_fitting(output, titles, rows, &[])
}

/// Writes a table as [`write()`] does. Where the window is too narrow, columns with these titles are
/// left out, one after the other.
///
/// # Errors
/// The output can't be written.
pub fn write_fitting(
    output: &mut Output,
    titles: &[&str],
    rows: Vec<Vec<String>>,
    dispensable: &[&str],
) -> Result {
    for line in fitting(titles, rows, dispensable, output.width()) {
        writeln!(output.out, "{line}")?;
    }
    Ok(())
}

fn fitting(
    titles: &[&str],
    mut rows: Vec<Vec<String>>,
    dispensable: &[&str],
    room: usize,
) -> Vec<String> {
    let mut titles = titles.to_vec();
    for title in dispensable {
        let shown = lines(&titles, &rows, None);
        if shown.iter().all(|line| width(line) <= room) {
            return shown;
        }
        if let Some(at) = titles.iter().position(|other| other == title) {
            titles.remove(at);
            for row in rows.iter_mut().filter(|row| at < row.len()) {
                row.remove(at);
            }
        }
    }
    lines(&titles, &rows, u16::try_from(room).ok())
}

/// The lines of a table, in a window of a width where there is one.
fn lines(titles: &[&str], rows: &[Vec<String>], room: Option<u16>) -> Vec<String> {
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
    if let Some(room) = room {
        // the margin of the first column is taken off
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(room.saturating_add(1));
    }
    let heads = titles.iter().map(|title| title.trim_start_matches('>'));
    table.set_header(heads.zip(titles).map(cell));
    for row in rows {
        table.add_row(row.iter().map(String::as_str).zip(titles).map(cell));
    }
    let without_margin = |line: String| {
        line.strip_prefix(' ')
            .unwrap_or(&line)
            .trim_end()
            .to_owned()
    };
    table.lines().map(without_margin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_window_leaves_out_what_is_dispensable_and_then_wraps() {
        let shown = |room| {
            let row = ["7d1e4c2e", "Ana", "The pact", "12"].map(str::to_owned);
            let titles = ["id", "learner", "bank", ">points"];
            fitting(&titles, vec![row.to_vec()], &[">points", "learner"], room).join("\n")
        };
        let whole = "id        learner  bank      points\n7d1e4c2e  Ana      The pact      12";
        assert_eq!(shown(usize::MAX), whole);
        assert_eq!(shown(35), whole);
        assert_eq!(
            shown(34),
            "id        learner  bank\n7d1e4c2e  Ana      The pact"
        );
        assert_eq!(shown(26), "id        bank\n7d1e4c2e  The pact");
        for line in shown(14).lines() {
            assert!(line.len() <= 14, "{line}");
        }
    }
}
