//! The syntax of a text with blanks: `The {{treaty|pact}} was signed in {{Pyongyang|~Moscow}}.` Braces
//! inside a blank balance; `\|`, `\~`, `\{` and `\}` stand for the signs. It knows no kind and no
//! credit: `cloze` makes blanks of what is found here.

use std::ops::Range;

/// A stretch of a text with blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Text to read.
    Text(String),
    /// A blank.
    Blank(Slots),
    /// A blank that a mistake has been noted of.
    Broken,
}

/// What is written between the braces of a blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slots {
    /// Right answers; the first is the key.
    pub right: Vec<String>,
    /// Wrong options, written with `~`.
    pub wrong: Vec<String>,
    /// Where it stands in the text, with its braces.
    pub at: Range<usize>,
}

/// What is wrong with a text with blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Where in the text.
    pub at: Range<usize>,
    pub kind: MistakeKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum MistakeKind {
    #[error("this blank is never closed")]
    NeverClosed,
    #[error("the braces inside this blank do not balance")]
    Unbalanced,
    #[error("this blank has an empty answer")]
    Empty,
    #[error("this blank has no right answer")]
    NoRight,
}

impl MistakeKind {
    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::NeverClosed => "close it with }}, or write \\{\\{ for braces that are text",
            Self::Unbalanced => "write \\{ and \\} for single braces",
            Self::Empty => "write what belongs there: {{answer}}, or {{answer|other}}",
            Self::NoRight => "put the right answer first: {{right|~wrong}}",
        }
    }
}

/// Takes a text apart into text and blanks, and notes every mistake.
pub(super) fn parse(text: &str) -> (Vec<Stretch>, Vec<Mistake>) {
    let mut stretches = Vec::new();
    let mut mistakes = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(sign) = escaped(rest, &['{']) {
            plain.push(sign);
            at += 2;
        } else if let Some(inside) = rest.strip_prefix("{{") {
            let Some(length) = closing(inside) else {
                mistakes.push(Mistake {
                    at: at..at + 2,
                    kind: MistakeKind::NeverClosed,
                });
                break;
            };
            let end = at + 2 + length + 2;
            stretches.push(Stretch::Text(std::mem::take(&mut plain)));
            let inside = inside.get(..length).unwrap_or("");
            match slots(inside, at..end) {
                Ok(slots) => stretches.push(Stretch::Blank(slots)),
                Err(kind) => {
                    stretches.push(Stretch::Broken);
                    mistakes.push(Mistake { at: at..end, kind });
                }
            }
            at = end;
        } else {
            let next = rest.chars().next();
            plain.extend(next);
            at += next.map_or(1, char::len_utf8);
        }
    }
    stretches.push(Stretch::Text(plain));
    stretches.retain(|stretch| !matches!(stretch, Stretch::Text(text) if text.is_empty()));
    (stretches, mistakes)
}

/// The sign that a backslash makes plain, if the text begins so.
fn escaped(text: &str, signs: &[char]) -> Option<char> {
    let sign = text.strip_prefix('\\')?.chars().next()?;
    signs.contains(&sign).then_some(sign)
}

/// Where the `}}` stands that closes a blank, braces inside counted. A single closing brace too many
/// is passed over here and noted later.
fn closing(inside: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(rest) = inside.get(at..).filter(|rest| !rest.is_empty()) {
        if escaped(rest, &['|', '~', '{', '}']).is_some() {
            at += 2;
            continue;
        }
        match rest.chars().next() {
            Some('{') => depth += 1,
            Some('}') if depth > 0 => depth -= 1,
            Some('}') if rest.starts_with("}}") => return Some(at),
            _ => {}
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    None
}

/// The answers between the braces of a blank.
fn slots(inside: &str, at: Range<usize>) -> Result<Slots, MistakeKind> {
    let mut slots = Slots {
        right: Vec::new(),
        wrong: Vec::new(),
        at,
    };
    let mut rest = inside;
    while let Some(after) = slot(rest, &mut slots)? {
        rest = after;
    }
    if slots.right.is_empty() {
        return Err(MistakeKind::NoRight);
    }
    Ok(slots)
}

/// Reads one answer, up to a bar outside all inner braces; gives what stands after the bar.
fn slot<'t>(text: &'t str, slots: &mut Slots) -> Result<Option<&'t str>, MistakeKind> {
    let (wrong, text) = match text.trim_start().strip_prefix('~') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let mut answer = String::new();
    let mut depth = 0usize;
    let mut after = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let plain = escaped(rest, &['|', '~', '{', '}']);
        let length = if plain.is_some() { 2 } else { c.len_utf8() };
        let tail = rest.get(length..).unwrap_or("");
        match (plain, c) {
            (None, '|') if depth == 0 => {
                after = Some(tail);
                break;
            }
            (None, '{') => depth += 1,
            (None, '}') => depth = depth.checked_sub(1).ok_or(MistakeKind::Unbalanced)?,
            _ => {}
        }
        answer.push(plain.unwrap_or(c));
        rest = tail;
    }
    if depth > 0 {
        return Err(MistakeKind::Unbalanced);
    }
    let answer = answer.trim().to_owned();
    if answer.is_empty() {
        return Err(MistakeKind::Empty);
    }
    let list = if wrong {
        &mut slots.wrong
    } else {
        &mut slots.right
    };
    list.push(answer);
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text so written that [`parse`] gives it back as one answer.
    fn escape(text: &str) -> String {
        let mut escaped = String::new();
        for c in text.chars() {
            if matches!(c, '|' | '~' | '{' | '}') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped
    }

    fn shown(text: &str) -> String {
        let (stretches, mistakes) = parse(text);
        let words = stretches.iter().map(|stretch| match stretch {
            Stretch::Text(text) => text.clone(),
            Stretch::Broken => String::new(),
            Stretch::Blank(slots) => {
                format!("<{}/{}>", slots.right.join(","), slots.wrong.join(","))
            }
        });
        let words: String = words.collect();
        let wrong = mistakes.iter().map(|m| format!("!{:?}{:?}", m.kind, m.at));
        words + wrong.collect::<String>().as_str()
    }

    #[test]
    fn braces_inside_a_blank_balance_and_single_ones_outside_are_text() {
        assert_eq!(
            shown(r"Then x = {{\frac{1}{\sqrt{2}}}}, see page?id={42}."),
            r"Then x = <\frac{1}{\sqrt{2}}/>, see page?id={42}."
        );
    }

    #[test]
    fn variants_distractors_and_escapes() {
        assert_eq!(shown("{{a|b|~c}} and {{ x | ~ y }}"), "<a,b/c> and <x/y>");
        assert_eq!(shown(r"{{a\|b|\~c}}"), "<a|b,~c/>");
        assert_eq!(shown(r"\{{x}} {{\{}}"), "{{x}} <{/>");
        assert_eq!(shown(r"{{f{a|b}}}"), "<f{a|b}/>");
        assert_eq!(shown("{{日本|~中国}}。"), "<日本/中国>。");
    }

    #[test]
    fn every_mistake_has_its_place() {
        assert_eq!(shown("The {{treaty was"), "The !NeverClosed4..6");
        assert_eq!(shown("é {{a {{b}} c"), "é !NeverClosed3..5");
        assert_eq!(shown("{{}} {{a||b}}"), " !Empty0..4!Empty5..13");
        assert_eq!(shown("{{~a}}"), "!NoRight0..6");
        assert_eq!(shown("{{a}b}}"), "!Unbalanced0..7");
    }

    proptest! {
        #[test]
        fn an_escaped_answer_is_read_back(answer in "[a-z|~{} é]{0,10}[a-z]") {
            let (stretches, mistakes) = parse(&format!("{{{{{}}}}}", escape(&answer)));
            prop_assert!(mistakes.is_empty());
            match stretches.as_slice() {
                [Stretch::Blank(slots)] => prop_assert_eq!(&slots.right, &vec![answer.trim().to_owned()]),
                other => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn nothing_makes_parsing_panic(text in "[ab|~{}\\\\é]{0,24}") {
            let _ = parse(&text);
        }
    }
}
