//! How things look: lines of spans, each span with a role, and what a role looks like. Two accents
//! (right and wrong), the rest is bold or faint; words stand beside every colour. Knows no window
//! and no terminal; every screen and every plain line is built of these.

use anstyle::{AnsiColor, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::harmless;

/// What a span is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// Text to read.
    #[default]
    Text,
    /// What matters most: the stem, what is in focus.
    Strong,
    /// What may be overlooked: labels, keys, the head.
    Faint,
    /// Right.
    Right,
    /// Wrong.
    Wrong,
}

/// A stretch of text in one role, without line feeds once it is wrapped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// Harmless for a terminal.
    pub text: String,
    /// What it is for.
    pub role: Role,
}

/// A line of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// From left to right.
    pub spans: Vec<Span>,
}

impl Line {
    /// An empty line.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A line of one text in one role. The text is made harmless here, as in all that follow.
    pub fn of(text: impl AsRef<str>, role: Role) -> Self {
        Self::empty().with(text, role)
    }

    /// A line of text to read.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::of(text, Role::Text)
    }

    /// The line with a text more.
    #[must_use]
    pub fn with(mut self, text: impl AsRef<str>, role: Role) -> Self {
        self.push(text, role);
        self
    }

    /// Adds a text at the end.
    pub fn push(&mut self, text: impl AsRef<str>, role: Role) {
        let text = harmless(text.as_ref());
        match self.spans.last_mut() {
            Some(last) if last.role == role => last.text.push_str(&text),
            _ if text.is_empty() => {}
            _ => self.spans.push(Span {
                text: text.into_owned(),
                role,
            }),
        }
    }

    /// The line with another behind it.
    #[must_use]
    pub fn join(mut self, other: &Self) -> Self {
        for span in &other.spans {
            self.push(&span.text, span.role);
        }
        self
    }

    /// The line with spaces behind it up to a width, and at least `gap` of them.
    #[must_use]
    pub fn padded(self, width: usize, gap: usize) -> Self {
        let missing = width.saturating_sub(self.width()).max(gap);
        self.with(" ".repeat(missing), Role::Text)
    }

    /// How many columns it takes.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| width(&span.text)).sum()
    }

    /// Its text without roles.
    pub fn plain(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// How many columns a text takes. Summed by grapheme, as wrapping and cutting do: measured whole, a
/// joiner between two flags makes them one, and the cursor stood outside its line.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// How roles look: with colours or without any escape sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether styles are shown.
    pub colour: bool,
}

impl Look {
    /// The style of a role.
    pub fn style(self, role: Role) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into())).bold();
        match role {
            _ if !self.colour => Style::new(),
            Role::Text => Style::new(),
            Role::Strong => Style::new().bold(),
            Role::Faint => Style::new().dimmed(),
            Role::Right => colour(AnsiColor::Green),
            Role::Wrong => colour(AnsiColor::Red),
        }
    }

    /// A line as written to a terminal.
    pub fn render(self, line: &Line) -> String {
        let mut out = String::new();
        for span in &line.spans {
            let style = self.style(span.role);
            out.push_str(&format!("{style}{}{style:#}", span.text));
        }
        out
    }
}
