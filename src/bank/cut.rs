//! Cuts a bank at its table headers, so that each table is parsed alone: it takes little memory, any
//! number of cores, and one broken table hides no mistake of another. The parser's own tokens
//! decide what a header is; texts that look like one are none.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

/// The tables of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// `[bank]`
    Bank,
    /// `[defaults]`
    Defaults,
    /// `[mode]`
    Mode,
    /// `[[topic]]`
    Topic,
    /// `[[source]]`
    Source,
    /// `[[actor]]`
    Actor,
    /// `[[treaty]]`
    Treaty,
    /// `[[position]]`
    Position,
    /// `[[stimulus]]`
    Stimulus,
    /// `[[question]]`
    Question,
    /// `[[template]]`
    Template,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Bank,
        Self::Defaults,
        Self::Mode,
        Self::Topic,
        Self::Source,
        Self::Actor,
        Self::Treaty,
        Self::Position,
        Self::Stimulus,
        Self::Question,
        Self::Template,
    ];

    /// The name in a header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Defaults => "defaults",
            Self::Mode => "mode",
            Self::Topic => "topic",
            Self::Source => "source",
            Self::Actor => "actor",
            Self::Treaty => "treaty",
            Self::Position => "position",
            Self::Stimulus => "stimulus",
            Self::Question => "question",
            Self::Template => "template",
        }
    }

    /// The table of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }

    /// Whether a bank has many of them, `[[…]]`.
    pub fn repeats(self) -> bool {
        !matches!(self, Self::Bank | Self::Defaults | Self::Mode)
    }
}

/// A stretch of a file with one table and the tables under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The table; `None` for what stands before the first header, and for unknown tables.
    pub section: Option<Section>,
    /// Its bytes.
    pub range: Range<usize>,
}

/// A file in pieces.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    /// In the order written; together they are the whole text.
    pub pieces: Vec<Piece>,
    /// The texts in double quotes that hold a backslash.
    pub escaped: Vec<Range<usize>>,
    /// Whether a text of several lines holds a line that looks like the header of a table: if the
    /// file is broken, that text was probably never closed.
    pub doubtful: bool,
}

/// Cuts a text at its headers. With `distrust`, a line that looks like the header of a table of the
/// format ends a text of several lines: for a file in which somebody forgot to close one.
pub fn cut(text: &str, distrust: bool) -> Pieces {
    let mut cutter = Cutter {
        text,
        distrust,
        found: Pieces::default(),
        start: 0,
        section: None,
        name: None,
        depth: 0,
    };
    let mut from = 0;
    while let Some(next) = cutter.run(from) {
        from = next;
    }
    cutter.end_piece(text.len());
    cutter.found
}

struct Cutter<'t> {
    text: &'t str,
    distrust: bool,
    found: Pieces,
    /// Where the current piece begins, and what it is.
    start: usize,
    section: Option<Section>,
    name: Option<&'t str>,
    /// How many brackets are open.
    depth: usize,
}

impl<'t> Cutter<'t> {
    /// Reads tokens from a place on. Gives the place to go on from, if a text must be broken up.
    fn run(&mut self, from: usize) -> Option<usize> {
        let rest = self.text.get(from..)?;
        let mut tokens = Source::new(rest).lex();
        let mut line_begins = true;
        while let Some(token) = tokens.next() {
            let at = from + token.span().start();
            let end = from + token.span().end();
            match token.kind() {
                TokenKind::Newline => {
                    line_begins = true;
                    continue;
                }
                TokenKind::Whitespace => continue,
                TokenKind::LeftSquareBracket if line_begins && self.is_header(at) => {
                    self.depth = 0;
                    self.begin_piece(at);
                    skip_line(&mut tokens);
                    continue;
                }
                TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => self.depth += 1,
                TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                    self.depth = self.depth.saturating_sub(1);
                }
                TokenKind::MlBasicString | TokenKind::MlLiteralString => {
                    if let Some(header) = self.header_within(at, end) {
                        self.found.doubtful = true;
                        if self.distrust {
                            return Some(header);
                        }
                    }
                    self.note_escapes(token.kind(), at, end);
                }
                TokenKind::BasicString => self.note_escapes(token.kind(), at, end),
                _ => {}
            }
            line_begins = false;
        }
        None
    }

    /// Whether the bracket that begins a line begins a header. Within open brackets only the header
    /// of a table of the format counts: a list was then left open, since no value looks like one.
    fn is_header(&self, at: usize) -> bool {
        self.depth == 0
            || self
                .text
                .get(at..)
                .and_then(|rest| rest.lines().next())
                .is_some_and(looks_like_header)
    }

    /// Where in a text of several lines a line looks like a header.
    fn header_within(&self, start: usize, end: usize) -> Option<usize> {
        let text = self.text.get(start..end)?;
        let mut at = start;
        for (n, line) in text.split_inclusive('\n').enumerate() {
            if n > 0 && looks_like_header(line.trim_end_matches('\n')) {
                return Some(at);
            }
            at += line.len();
        }
        None
    }

    fn note_escapes(&mut self, kind: TokenKind, start: usize, end: usize) {
        let basic = matches!(kind, TokenKind::BasicString | TokenKind::MlBasicString);
        let text = self.text.get(start..end).unwrap_or("");
        if basic && text.as_bytes().contains(&b'\\') {
            self.found.escaped.push(start..end);
        }
    }

    /// A header begins here: ends the piece before, unless the header is of a table under it.
    fn begin_piece(&mut self, at: usize) {
        let path = self
            .text
            .get(at..)
            .map_or((None, false), |rest| header_path(rest));
        let (name, deeper) = path;
        if deeper && name.is_some() && name == self.name {
            return;
        }
        self.end_piece(at);
        self.start = at;
        self.name = name;
        self.section = name.and_then(Section::named);
    }

    fn end_piece(&mut self, end: usize) {
        self.found.pieces.push(Piece {
            section: self.section,
            range: self.start..end,
        });
    }
}

/// Skips to the end of the line, whatever stands there: the parser will judge it.
fn skip_line(tokens: &mut impl Iterator<Item = Token>) {
    for token in tokens {
        if token.kind() == TokenKind::Newline {
            return;
        }
    }
}

/// The first part of a header's name, and whether further parts follow.
fn header_path(text: &str) -> (Option<&str>, bool) {
    let mut name = None;
    for token in Source::new(text).lex() {
        let span = token.span();
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::Whitespace => {}
            TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString
                if name.is_none() =>
            {
                name = text
                    .get(span.start()..span.end())
                    .map(|name| name.trim_matches(['"', '\'']));
            }
            TokenKind::Dot => return (name, name.is_some()),
            _ => break,
        }
    }
    (name, false)
}

/// Whether a whole line is the header of a table of the format, such as `[[question]]`.
fn looks_like_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or(line).trim_end();
    let inner = |open: &str, close: &str| line.strip_prefix(open)?.strip_suffix(close);
    let Some(name) = inner("[[", "]]").or_else(|| inner("[", "]")) else {
        return false;
    };
    let first = name.split('.').next().unwrap_or(name);
    Section::named(first.trim()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(Option<Section>, &str)> {
        cut(text, false)
            .pieces
            .into_iter()
            .map(|piece| (piece.section, &text[piece.range]))
            .collect()
    }

    #[test]
    fn a_file_is_cut_at_its_headers_and_loses_nothing() {
        let text =
            "format = 1\n[[question]]\na = [\n[1],\n]\n[question.media]\nb = 1\n [ 'topic' ]\n";
        assert_eq!(
            pieces(text),
            [
                (None, "format = 1\n"),
                (
                    Some(Section::Question),
                    "[[question]]\na = [\n[1],\n]\n[question.media]\nb = 1\n "
                ),
                (Some(Section::Topic), "[ 'topic' ]\n"),
            ]
        );
    }

    #[test]
    fn texts_and_comments_that_look_like_headers_are_none() {
        let text = "# [[question]]\na = \"\"\"\n[[question]]\n\"\"\"\nb = '[[topic]]'\n";
        assert_eq!(pieces(text), [(None, text)]);
        assert!(cut(text, false).doubtful);
    }

    #[test]
    fn a_list_left_open_does_not_swallow_the_next_table() {
        let text = "[[question]]\na = [\"x\",\n[[question]]\nb = 1\n";
        assert_eq!(pieces(text).len(), 3);
    }

    #[test]
    fn a_text_left_open_does_not_swallow_the_next_table_when_distrusted() {
        let text = "[[question]]\na = \"\"\"x\n[[question]]\nb = 1\n";
        assert_eq!(cut(text, false).pieces.len(), 2);
        assert_eq!(cut(text, true).pieces.len(), 3);
    }
}
