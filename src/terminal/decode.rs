//! Bytes of a terminal to keys. UTF-8 and escape sequences may be split anywhere; a pasted text is
//! one key; what is unknown or no UTF-8 is dropped, never read as letters. Pure: time comes in as a
//! call of [`Decoder::lapse`].

/// A key as pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Char(char),
    /// A pasted text, as it came but for its line ends, which are line feeds.
    Paste(String),
    /// With Ctrl held: a small letter.
    Ctrl(char),
    /// With Alt held.
    Alt(char),
    /// Enter.
    Enter,
    /// Esc.
    Escape,
    /// Tab.
    Tab,
    /// Tab with Shift held.
    BackTab,
    /// Takes back what is before the cursor.
    Backspace,
    /// Takes away what is under the cursor.
    Delete,
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// An arrow with Ctrl or Alt held: a word to the left.
    WordLeft,
    /// A word to the right.
    WordRight,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
}

/// No pasted text is longer, in bytes; what is beyond is dropped.
const LONGEST_PASTE: usize = 64 * 1024;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Bytes that have come and are no whole key yet.
#[derive(Debug, Default)]
pub struct Decoder {
    pending: Vec<u8>,
    /// Within a pasted text: what has come of it.
    pasted: Option<Vec<u8>>,
}

/// What stands at the beginning of the pending bytes.
enum Found {
    Key(Key),
    /// Nothing of use.
    Dropped,
    PasteBegins,
}

impl Decoder {
    /// The keys that are whole with these bytes.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Key> {
        let mut keys = Vec::new();
        for &byte in bytes {
            self.pending.push(byte);
            self.settle(&mut keys);
        }
        keys
    }

    /// Whether bytes wait for others, and a short while without any would settle them.
    pub fn waits(&self) -> bool {
        !self.pending.is_empty() && self.pasted.is_none()
    }

    /// A short while has passed: an escape alone is the key, anything else unfinished is dropped.
    pub fn lapse(&mut self) -> Vec<Key> {
        if self.pasted.is_some() {
            return Vec::new();
        }
        match std::mem::take(&mut self.pending).as_slice() {
            [0x1b] => vec![Key::Escape],
            [0x1b, c @ (b'[' | b'O')] => vec![Key::Alt(char::from(*c))],
            _ => Vec::new(),
        }
    }

    /// Forgets what is unfinished.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes whole keys from what is pending.
    fn settle(&mut self, keys: &mut Vec<Key>) {
        if let Some(pasted) = &mut self.pasted {
            pasted.append(&mut self.pending);
            if pasted.ends_with(PASTE_END) {
                pasted.truncate(pasted.len() - PASTE_END.len());
                keys.push(Key::Paste(text_of(pasted)));
                self.pasted = None;
            } else if pasted.len() > LONGEST_PASTE + PASTE_END.len() {
                // what is beyond the bound is dropped, but for what may be the end's beginning
                pasted.drain(LONGEST_PASTE..=LONGEST_PASTE);
            }
            return;
        }
        while let Some((found, length)) = first(&self.pending) {
            self.pending.drain(..length);
            match found {
                Found::Key(key) => keys.push(key),
                Found::Dropped => {}
                Found::PasteBegins => self.pasted = Some(std::mem::take(&mut self.pending)),
            }
        }
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n")
}

/// The first whole key and its length in bytes; nothing if more bytes are needed.
fn first(bytes: &[u8]) -> Option<(Found, usize)> {
    let found = |key| Some((Found::Key(key), 1));
    match bytes {
        [] => None,
        [0x1b, rest @ ..] => after_escape(rest).map(|(found, length)| (found, length + 1)),
        [b'\r' | b'\n', ..] => found(Key::Enter),
        [b'\t', ..] => found(Key::Tab),
        [0x08 | 0x7f, ..] => found(Key::Backspace),
        [0, ..] => found(Key::Ctrl(' ')),
        [byte @ 1..=26, ..] => found(Key::Ctrl(char::from(byte - 1 + b'a'))),
        [byte @ 0x1c..=0x1f, ..] => found(Key::Ctrl(char::from(byte + 0x40))),
        [byte, ..] if byte.is_ascii() => found(Key::Char(char::from(*byte))),
        _ => character(bytes),
    }
}

/// A character of several bytes.
fn character(bytes: &[u8]) -> Option<(Found, usize)> {
    let bytes = bytes.get(..4).unwrap_or(bytes);
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            match error.error_len() {
                Some(bad) if valid.is_empty() => return Some((Found::Dropped, bad)),
                None if valid.is_empty() => return None,
                _ => std::str::from_utf8(valid).unwrap_or_default(),
            }
        }
    };
    let c = valid.chars().next()?;
    let found = match c {
        // the second half of the control characters
        c if c.is_control() => Found::Dropped,
        c => Found::Key(Key::Char(c)),
    };
    Some((found, c.len_utf8()))
}

/// What follows an escape.
fn after_escape(bytes: &[u8]) -> Option<(Found, usize)> {
    match bytes {
        [] => None,
        [b'[', rest @ ..] => sequence(rest).map(|(found, length)| (found, length + 1)),
        [b'O', last, ..] => Some((final_byte(*last, false), 2)),
        [b'O'] => None,
        // an escape before an escape is the key
        [0x1b, ..] => Some((Found::Key(Key::Escape), 0)),
        [b'\r' | b'\n', ..] => Some((Found::Key(Key::Enter), 1)),
        [0x7f | 0x08, ..] => Some((Found::Key(Key::Ctrl('w')), 1)),
        [b'b', ..] => Some((Found::Key(Key::WordLeft), 1)),
        [b'f', ..] => Some((Found::Key(Key::WordRight), 1)),
        [byte, ..] if byte.is_ascii_control() => Some((Found::Dropped, 1)),
        _ => match first(bytes)? {
            (Found::Key(Key::Char(c)), length) => Some((Found::Key(Key::Alt(c)), length)),
            (_, length) => Some((Found::Dropped, length)),
        },
    }
}

/// A control sequence after its bracket: parameters, then a final byte.
fn sequence(bytes: &[u8]) -> Option<(Found, usize)> {
    // the Linux console's function keys have a second bracket
    if let [b'[', rest @ ..] = bytes {
        return rest.first().map(|_| (Found::Dropped, 2));
    }
    let end = bytes.iter().position(|byte| !(0x20..=0x3f).contains(byte));
    let Some(end) = end else {
        // no sequence is this long
        return (bytes.len() > 64).then_some((Found::Dropped, bytes.len()));
    };
    let (parameters, rest) = bytes.split_at_checked(end)?;
    let last = *rest.first()?;
    if !(0x40..=0x7e).contains(&last) {
        // broken off: the byte belongs to something else
        return Some((Found::Dropped, end));
    }
    let mut numbers = parameters.split(|byte| *byte == b';');
    let number = numbers.next().unwrap_or_default();
    // the modifiers are bits above one: 2 is Alt, 4 is Ctrl
    let modifiers = numbers
        .next()
        .and_then(|text| std::str::from_utf8(text).ok());
    let modifiers = modifiers
        .and_then(|text| text.parse::<u8>().ok())
        .unwrap_or(1);
    let by_word = modifiers.saturating_sub(1) & 0b110 != 0;
    let found = match (last, number) {
        (b'~', b"1" | b"7") => Found::Key(Key::Home),
        (b'~', b"4" | b"8") => Found::Key(Key::End),
        (b'~', b"3") => Found::Key(Key::Delete),
        (b'~', b"5") => Found::Key(Key::PageUp),
        (b'~', b"6") => Found::Key(Key::PageDown),
        (b'~', b"200") => Found::PasteBegins,
        (b'~', _) => Found::Dropped,
        (b'Z', _) => Found::Key(Key::BackTab),
        (last, b"" | b"1") => final_byte(last, by_word),
        _ => Found::Dropped,
    };
    Some((found, end + 1))
}

fn final_byte(byte: u8, by_word: bool) -> Found {
    Found::Key(match byte {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' if by_word => Key::WordRight,
        b'D' if by_word => Key::WordLeft,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'M' => Key::Enter,
        _ => return Found::Dropped,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let mut decoder = Decoder::default();
        let mut keys = decoder.feed(bytes);
        keys.extend(decoder.lapse());
        keys
    }

    #[test]
    fn letters_and_characters_of_several_bytes_are_keys() {
        assert_eq!(
            keys("aé東🇰".as_bytes()),
            "aé東🇰".chars().map(Key::Char).collect::<Vec<_>>()
        );
    }

    #[test]
    fn arrows_and_function_keys_are_never_letters() {
        for (bytes, key) in [
            (&b"\x1b[A"[..], Some(Key::Up)),
            (b"\x1bOB", Some(Key::Down)),
            (b"\x1b[1;5D", Some(Key::WordLeft)),
            (b"\x1b[1;2C", Some(Key::Right)),
            (b"\x1b[3~", Some(Key::Delete)),
            (b"\x1b[Z", Some(Key::BackTab)),
            (b"\x1b[15~", None),
            (b"\x1bOP", None),
            (b"\x1b[[A", None),
            (b"\x1b[?62;4c", None),
            (b"\x1b[97;5u", None),
            (b"\x1bx", Some(Key::Alt('x'))),
            (b"\x03", Some(Key::Ctrl('c'))),
            (b"\x1b", Some(Key::Escape)),
            (b"\x1b\x1b[A", Some(Key::Escape)),
        ] {
            assert_eq!(keys(bytes).first(), key.as_ref(), "{bytes:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_characters_are_dropped() {
        assert_eq!(keys(b"\xff\xc3a\x9b\xe2\x82"), [Key::Char('a')]);
        assert_eq!(keys("\u{9b}31m".as_bytes()).len(), 3);
    }

    #[test]
    fn a_pasted_text_is_one_key_with_its_lines() {
        assert_eq!(
            keys(b"\x1b[200~Pyong\ryang\x1b[A\x1b[201~b"),
            [Key::Paste("Pyong\nyang\u{1b}[A".into()), Key::Char('b')]
        );
    }

    #[test]
    fn a_huge_paste_is_bounded_and_ends() {
        let mut bytes = b"\x1b[200~".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', 3 * LONGEST_PASTE));
        bytes.extend(PASTE_END);
        bytes.push(b'b');
        let keys = keys(&bytes);
        let [Key::Paste(text), Key::Char('b')] = keys.as_slice() else {
            panic!("{} keys", keys.len());
        };
        assert!(text.len() <= LONGEST_PASTE + PASTE_END.len());
    }

    #[test]
    fn escape_waits_a_moment_for_what_may_follow() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(b"\x1b"), []);
        assert!(decoder.waits());
        assert_eq!(decoder.feed(b"[A"), [Key::Up]);
        assert!(!decoder.waits());
    }

    proptest! {
        #[test]
        fn splitting_the_bytes_anywhere_gives_the_same_keys(
            bytes in proptest::collection::vec(
                prop_oneof![
                    Just(0x1bu8), Just(b'['), Just(b'O'), Just(b'~'), Just(b';'), Just(b'2'),
                    Just(b'0'), Just(b'1'), Just(b'A'), any::<u8>()
                ],
                0..40,
            ),
            pasted in any::<bool>(),
            at in 0usize..60,
        ) {
            let mut all = if pasted { b"\x1b[200~".to_vec() } else { Vec::new() };
            all.extend(&bytes);
            if pasted {
                all.extend(PASTE_END);
            }
            let (front, back) = all.split_at(at.min(all.len()));
            let mut decoder = Decoder::default();
            let mut split = decoder.feed(front);
            split.extend(decoder.feed(back));
            split.extend(decoder.lapse());
            prop_assert_eq!(split, keys(&all));
        }
    }
}
