//! Which bracket of a text that is no whole script was probably never closed. It reads texts and
//! remarks only to pass over them, and is asked when parsing has failed.

/// An open bracket.
struct Open {
    at: usize,
    sign: char,
    /// How far its line is moved to the right.
    indent: usize,
}

/// The byte of the bracket that was probably never closed before a place. A `}` at the beginning of
/// a line that stands further to the left than the line of its `{` closes another one in truth.
pub fn unclosed(text: &str, until: usize) -> Option<usize> {
    let mut open: Vec<Open> = Vec::new();
    let mut suspected = None;
    for (at, sign) in Signs::of(text).take_while(|(at, _)| *at < until) {
        match sign {
            '(' | '[' | '{' => open.push(Open {
                at,
                sign,
                indent: indent(text, at).0,
            }),
            _ => {
                let wanted = match sign {
                    ')' => '(',
                    ']' => '[',
                    _ => '{',
                };
                let Some(last) = open.pop() else { continue };
                let (here, first) = indent(text, at);
                if last.sign != wanted || (first && here < last.indent) {
                    suspected.get_or_insert(last.at);
                }
            }
        }
    }
    suspected.or_else(|| open.pop().map(|open| open.at))
}

/// How many blanks begin the line of a place, and whether nothing else stands before it.
fn indent(text: &str, at: usize) -> (usize, bool) {
    let before = text.get(..at).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let blanks = line.len() - line.trim_start().len();
    (blanks, blanks == line.len())
}

/// The brackets outside of texts and remarks.
struct Signs<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Signs<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Passes over everything up to and with an ending.
    fn skip_to(&mut self, ending: &str) {
        let found = self.rest().find(ending);
        self.at += found.map_or(self.rest().len(), |at| at + ending.len());
    }

    /// Passes over a text whose first quote has been read; in backquotes, what is worked out inside
    /// is passed over too.
    fn skip_text(&mut self, quote: char) {
        let mut chars = self.rest().char_indices();
        while let Some((at, sign)) = chars.next() {
            if sign == '\\' && quote != '`' {
                chars.next();
            } else if sign == quote {
                self.at += at + sign.len_utf8();
                return;
            }
        }
        self.at = self.text.len();
    }
}

impl Iterator for Signs<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.rest();
            let sign = rest.chars().next()?;
            let at = self.at;
            self.at += sign.len_utf8();
            match sign {
                '(' | ')' | '[' | ']' | '{' | '}' => return Some((at, sign)),
                '/' if rest.starts_with("//") => self.skip_to("\n"),
                '/' if rest.starts_with("/*") => self.skip_to("*/"),
                '"' | '`' | '\'' => self.skip_text(sign),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str) -> String {
        match unclosed(text, text.len()) {
            Some(at) => format!("{}<{}", &text[..at], &text[at..]),
            None => text.to_owned(),
        }
    }

    #[test]
    fn the_bracket_that_was_never_closed_is_found() {
        assert_eq!(marked("fn a() { max(1, 2 "), "fn a() { max<(1, 2 ");
        assert_eq!(
            marked("fn a() {\n    if x {\n        1\n}\n"),
            "fn a() {\n    if x <{\n        1\n}\n"
        );
        assert_eq!(
            marked("fn a() { \"}{\" // {\n /* { */"),
            "fn a() <{ \"}{\" // {\n /* { */"
        );
        assert_eq!(marked("fn a() { `${1}` }"), "fn a() { `${1}` }");
    }

    proptest! {
        #[test]
        fn any_text_is_looked_through(text in "[\\PC\n\"'`{}()/*]*", until in 0usize..100) {
            if let Some(at) = unclosed(&text, until) {
                let found = text.get(at..).and_then(|rest| rest.chars().next());
                let opens = matches!(found, Some('(' | '[' | '{'));
                prop_assert!(opens);
            }
        }
    }
}
