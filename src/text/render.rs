//! Problems as people see them: the message, the place, the source line underlined, the hint. One
//! place for banks and scripts alike. Nothing that a file holds can drive the terminal.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};

use super::{Problem, Severity, Sources, Span, harmless};

/// How wide source lines may be; longer ones are trimmed around the place.
const WIDTH: usize = 100;

/// How many lines of a place are shown at most.
const MOST_LINES: usize = 4;

/// One problem in full, several lines, ending with a line feed. Everything in it is harmless for a
/// terminal.
pub fn render(problem: &Problem, sources: &Sources, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled().hyperlink(false)
    } else {
        Renderer::plain()
    };
    let name = problem.severity.word();
    let level = match problem.severity {
        Severity::Problem => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = one_line(&problem.message);
    let hint = problem.hint.as_deref().map(one_line);
    let places = std::iter::once((problem.place, String::new()))
        .chain(
            problem
                .related
                .iter()
                .map(|(place, remark)| (Some(*place), one_line(remark))),
        )
        .filter_map(|(place, remark)| Some((Extract::new(place?, sources)?, remark)));
    let places: Vec<(Extract<'_>, String)> = places.collect();
    let mut group = Group::with_title(level.with_name(name).primary_title(title));
    for element in elements(&places) {
        group = group.element(element);
    }
    if let Some(hint) = hint {
        group = group.element(Level::HELP.with_name("hint").message(hint));
    }
    let mut shown = renderer.term_width(WIDTH).render(&[group]);
    shown.push('\n');
    shown
}

/// The places as snippets: those of one stretch of a file share one.
fn elements<'a>(places: &'a [(Extract<'_>, String)]) -> Vec<Element<'a>> {
    places
        .iter()
        .enumerate()
        .map(|(n, (extract, remark))| {
            let kind = match n {
                0 => AnnotationKind::Primary,
                _ => AnnotationKind::Context,
            };
            if extract.text.is_empty() {
                return Element::from(
                    Origin::path(&*extract.file)
                        .line(extract.line)
                        .char_column(1),
                );
            }
            let label = Some(remark.as_str()).filter(|remark| !remark.is_empty());
            Snippet::source(&*extract.text)
                .line_start(extract.line)
                .path(&*extract.file)
                .annotation(annotation(kind, extract.marked.clone(), label))
                .into()
        })
        .collect()
}

fn annotation<'a>(
    kind: AnnotationKind,
    marked: Range<usize>,
    label: Option<&'a str>,
) -> Annotation<'a> {
    let annotation = kind.span(marked);
    match label {
        Some(label) => annotation.label(label),
        None => annotation,
    }
}

/// The lines of a place, harmless, with the place in them.
struct Extract<'s> {
    file: Cow<'s, str>,
    line: usize,
    text: String,
    marked: Range<usize>,
}

impl<'s> Extract<'s> {
    fn new(place: Span, sources: &'s Sources) -> Option<Self> {
        let source = sources.get(place.file)?;
        let (line, _) = sources.line_and_column(place.file, place.start);
        let (last, _) = sources.line_and_column(place.file, place.end.max(place.start));
        let first_line = sources.line_range(place.file, line)?;
        let last_shown = last.min(line + MOST_LINES - 1);
        let end = sources.line_range(place.file, last_shown)?.end;
        let start = (place.start as usize).clamp(first_line.start, end);
        let stop = (place.end as usize).clamp(start, end);
        let part = |range: Range<usize>| source.text.get(range).unwrap_or("");
        let before = visible(part(first_line.start..start));
        let marked = visible(part(start..stop));
        let after = visible(part(stop..end));
        let text = format!("{before}{marked}{after}");
        let text = text.trim_end_matches('\n');
        let begin = before.len().min(text.len());
        let end = (before.len() + marked.len()).min(text.len());
        Some(Self {
            file: harmless(&source.name),
            line,
            text: text.to_owned(),
            marked: begin..end.max(begin),
        })
    }
}

/// The text with a visible sign for each control character, so that columns stay; tabs and line
/// feeds stay too.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => shown.push('\t'),
            '\r' => {}
            c => shown.push_str(&harmless(c.encode_utf8(&mut [0; 4]))),
        }
    }
    shown
}

fn one_line(text: &str) -> String {
    harmless(text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, marked: &str) -> String {
        let mut sources = Sources::new();
        let file = sources.add("b.toml", text);
        let at = text.find(marked).unwrap();
        let place = Span {
            file,
            start: u32::try_from(at).unwrap(),
            end: u32::try_from(at + marked.len()).unwrap(),
        };
        let problem = Problem::at(place, "this is wrong").hint("mend it");
        let shown = render(&problem, &sources, false);
        shown
            .lines()
            .map(|line| line.trim_end().to_owned() + "\n")
            .collect()
    }

    #[test]
    fn the_source_line_is_underlined_with_the_cure_below() {
        assert_eq!(
            shown("format = 1\nanwser = \"y\"\n", "anwser"),
            "\
problem: this is wrong
 --> b.toml:2:1
  |
2 | anwser = \"y\"
  | ^^^^^^
  |
  = hint: mend it
"
        );
    }

    #[test]
    fn the_underline_stands_right_under_tabs_wide_letters_and_accents() {
        for (text, marked, underline) in [
            ("\tab = 7", "7", "  |          ^"),
            ("a = [\"東京\", 7]", "7", "  |              ^"),
            ("a = [\"Владивосток\", 7]", "7", "  |                     ^"),
            ("a = [\"e\u{301}\", 7]", "7", "  |           ^"),
        ] {
            let shown = shown(text, marked);
            let line = shown.lines().nth(4).unwrap();
            assert_eq!(line, underline, "{shown}");
        }
    }

    #[test]
    fn control_characters_of_a_file_never_reach_the_terminal() {
        let shown = shown("a = \"\u{1b}[2J\u{9b}31m\u{7}\rx\" # 7\u{202E}", "7");
        assert!(
            !shown.contains(|c: char| c.is_control() && c != '\n'),
            "{shown:?}"
        );
        assert!(!shown.contains('\u{202E}'));
    }

    #[test]
    fn a_very_long_line_is_trimmed_around_the_place() {
        let text = format!(
            "a = \"{}\" 7 \"{}\"",
            "x".repeat(10_000),
            "y".repeat(10_000)
        );
        let shown = shown(&text, "7");
        assert!(
            shown.lines().all(|line| line.chars().count() < 160),
            "{shown}"
        );
        assert!(shown.contains('7') && shown.contains('^'));
    }

    #[test]
    fn a_place_at_the_end_of_an_empty_file_is_shown_all_the_same() {
        let mut sources = Sources::new();
        let file = sources.add("b.toml", "");
        let place = Span {
            file,
            start: 0,
            end: 0,
        };
        let shown = render(&Problem::at(place, "nothing here"), &sources, false);
        assert!(shown.contains("b.toml:1"), "{shown}");
    }
}
