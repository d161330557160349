//! A real run of the program as a picture: the primer's first question, answered, drawn cell by cell
//! as SVG. The example `picture` writes it; a test holds it fresh.

use super::pty::{Terminal, demarche};

const CELL: (usize, usize) = (9, 19);
const MARGIN: usize = 16;
const ROWS: u16 = 19;

/// Plays until the picture is to be taken.
pub fn pose() -> Terminal {
    let terminal = demarche("")
        .arguments(["play", "primer", "--seed", "1", "--store", "none"])
        .window(80, ROWS)
        .start();
    terminal.see(["Question 1 of 12", "Russia"]);
    // China has feedback of its own
    let row = terminal.row_of("  China").expect("an option");
    let letter = terminal
        .screen()
        .lines()
        .nth(row)
        .and_then(|row| row.trim().chars().next());
    terminal
        .keys(&letter.expect("a letter").to_string())
        .keys("\r");
    terminal.see(["Wrong.", "your answer", "Source", "esc stop"]);
    terminal
}

/// The screen as SVG.
pub fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = (usize::from(ROWS), 80);
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + 2 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"15\">\n\
         <title>A question of the primer, answered wrongly and explained</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#16181d\"/>\n"
    );
    for row in 0..ROWS {
        for run in runs(screen, row) {
            let x = MARGIN + usize::from(run.column) * CELL.0;
            let y = MARGIN + usize::from(row) * CELL.1 + 14;
            let length = run.cells * CELL.0;
            let weight = if run.bold {
                " font-weight=\"bold\""
            } else {
                ""
            };
            out.push_str(&format!(
                "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" fill=\"{}\"{weight} \
                 xml:space=\"preserve\">{}</text>\n",
                run.colour,
                escaped(&run.text)
            ));
        }
    }
    out.push_str("</svg>\n");
    out
}

/// The picture with its clock at nought: what a test compares.
#[allow(dead_code, reason = "the test compares, the example draws")]
pub fn without_clock(svg: &str) -> String {
    let clock = regex::Regex::new(r"\d+:\d\d").expect("a pattern");
    clock.replace_all(svg, "0:00").into_owned()
}

/// Neighbouring cells that look alike.
struct Run {
    column: u16,
    cells: usize,
    text: String,
    colour: &'static str,
    bold: bool,
}

fn runs(screen: &vt100::Screen, row: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut gap = true;
    for column in 0..80 {
        let Some(cell) = screen
            .cell(row, column)
            .filter(|cell| !cell.is_wide_continuation())
        else {
            continue;
        };
        let text = cell.contents();
        if text.trim().is_empty() {
            // a blank inside a run belongs to it; several part it
            let next = screen.cell(row, column + 1);
            let ends = gap || next.is_none_or(|next| next.contents().trim().is_empty());
            match runs.last_mut() {
                Some(run) if !ends => {
                    run.text.push(' ');
                    run.cells += 1;
                }
                _ => gap = true,
            }
            continue;
        }
        let colour = match cell.fgcolor() {
            vt100::Color::Idx(1) => "#ff7b72",
            vt100::Color::Idx(2) => "#7ee787",
            _ if cell.dim() => "#8b949e",
            _ => "#e6edf3",
        };
        let cells = if cell.is_wide() { 2 } else { 1 };
        match runs.last_mut() {
            Some(run) if !gap && run.colour == colour && run.bold == cell.bold() => {
                run.text.push_str(text);
                run.cells += cells;
            }
            _ => runs.push(Run {
                column,
                cells,
                text: text.to_owned(),
                colour,
                bold: cell.bold(),
            }),
        }
        gap = false;
    }
    runs
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
