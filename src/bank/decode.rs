//! From the bytes of a file to its text: encoding, byte-order mark and line ends. What can't be
//! decoded is reported, and the rest is read all the same.

use crate::text::{Problem, Problems, Span};

/// The text with line feeds as line ends and without a byte-order mark; what is no UTF-8 becomes �
/// and a problem that names the byte.
pub fn decode(bytes: Vec<u8>, file: u16, problems: &mut Problems) -> String {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let place = Span {
            file,
            start: 0,
            end: 0,
        };
        problems.push(
            Problem::at(place, "this file is written in UTF-16")
                .hint("save it as UTF-8: editors offer it under \"Save as\" or \"Encoding\""),
        );
        return String::new();
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => mend(error.as_bytes(), file, problems),
    };
    let text = match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if text.contains("\r\n") {
        text.replace("\r\n", "\n")
    } else {
        text
    }
}

/// Replaces what is no UTF-8 and says so, once for each line.
fn mend(bytes: &[u8], file: u16, problems: &mut Problems) -> String {
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut told = usize::MAX;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let Some(byte) = chunk.invalid().first() else {
            continue;
        };
        let line_start = text.rfind('\n').map_or(0, |at| at + 1);
        if line_start != told {
            told = line_start;
            // line ends are counted as they will stand in the text that is kept
            let before = text
                .trim_start_matches('\u{FEFF}')
                .replace("\r\n", "\n")
                .len();
            let start = u32::try_from(before).unwrap_or(u32::MAX);
            let place = Span {
                file,
                start,
                end: start.saturating_add(3),
            };
            problems.push(
                Problem::at(
                    place,
                    format!("this line holds the byte {byte:02X}, which is not UTF-8"),
                )
                .hint("save the file as UTF-8; it may have been saved as Windows-1252 or Latin-1"),
            );
        }
        text.push('\u{FFFD}');
    }
    text
}
