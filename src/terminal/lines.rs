//! Answers as lines: from standard input (a terminal in its own line mode, a pipe, a file) or from a
//! reader. Bytes that are no UTF-8 are replaced; a line has a bound; signals and a deadline end the
//! wait. Used by the plain and the JSON front end.

use std::io::{self, Read};
use std::time::Instant;

use super::input::{self, Arrived, LONGEST_WAIT};
use super::{Leave, Signals};

/// No line is longer, in bytes; what is beyond is dropped.
const LONGEST_LINE: usize = 64 * 1024;

/// How many empty lines are passed over to see whether there is another one.
const LOOKED_INTO: usize = 1000;

/// What came of waiting for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    /// A line, without its end.
    Line(String),
    /// The deadline passed first.
    TimeUp,
    /// The input ended or a signal came.
    Leave(Leave),
}

/// Where answers are read.
pub struct Lines {
    source: Source,
    pending: Vec<u8>,
    ended: bool,
    begun: bool,
}

enum Source {
    Standard(Signals),
    Reader(Box<dyn Read>),
}

impl Lines {
    /// Standard input; a caught signal ends the wait for a line.
    pub fn standard(signals: Signals) -> Self {
        Self::from(Source::Standard(signals))
    }

    /// Any other input, such as a file of answers.
    pub fn of(input: impl Read + 'static) -> Self {
        Self::from(Source::Reader(Box::new(input)))
    }

    fn from(source: Source) -> Self {
        Self {
            source,
            pending: Vec::new(),
            ended: false,
            begun: false,
        }
    }

    /// The next line. A last line without an end is a line; nothing after it is the end.
    pub fn next(&mut self, deadline: Option<Instant>) -> Got {
        loop {
            if let Some(end) = self.pending.iter().position(|byte| *byte == b'\n') {
                let rest = self.pending.split_off(end + 1);
                return Got::Line(self.take(rest));
            }
            if self.ended && self.pending.is_empty() {
                return Got::Leave(Leave::EndOfInput);
            }
            if self.ended {
                return Got::Line(self.take(Vec::new()));
            }
            if let Some(got) = self.fill(deadline) {
                return got;
            }
        }
    }

    /// Whether a line with something on it is left in a file; standard input is never read for that.
    pub fn has_left_over(&mut self) -> bool {
        if matches!(self.source, Source::Standard(_)) {
            return false;
        }
        // a file that never ends is looked into only so far
        for _ in 0..LOOKED_INTO {
            match self.next(None) {
                Got::Line(line) if line.trim().is_empty() => {}
                got => return matches!(got, Got::Line(_)),
            }
        }
        false
    }

    /// What is pending, as text; `rest` is pending after it.
    fn take(&mut self, rest: Vec<u8>) -> String {
        let bytes = std::mem::replace(&mut self.pending, rest);
        let text = String::from_utf8_lossy(&bytes);
        let mut text = text.strip_suffix('\n').unwrap_or(&text);
        text = text.strip_suffix('\r').unwrap_or(text);
        if !std::mem::replace(&mut self.begun, true) {
            text = text.strip_prefix('\u{feff}').unwrap_or(text);
        }
        text.to_owned()
    }

    /// Reads some bytes; gives what ends the wait, if something does.
    fn fill(&mut self, deadline: Option<Instant>) -> Option<Got> {
        let mut buffer = [0; 8 * 1024];
        let arrived = match &mut self.source {
            Source::Reader(reader) => read_from(reader.as_mut(), &mut buffer),
            Source::Standard(signals) => {
                if let Some(signal) = signals.caught() {
                    return Some(Got::Leave(Leave::Signal(signal)));
                }
                if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                    return Some(Got::TimeUp);
                }
                match input::wait(LONGEST_WAIT) {
                    Arrived::Bytes(_) => input::read(&mut buffer),
                    other => other,
                }
            }
        };
        match arrived {
            Arrived::Nothing => {}
            Arrived::Bytes(count) => {
                let room = LONGEST_LINE.saturating_sub(self.pending.len());
                let read = buffer.iter().take(count).copied();
                // of a line that is too long only its end is wanted
                let kept = read.enumerate().filter(|(at, b)| *at < room || *b == b'\n');
                self.pending.extend(kept.map(|(_, byte)| byte));
            }
            Arrived::End => self.ended = true,
            Arrived::Gone => return Some(Got::Leave(Leave::TerminalGone)),
        }
        None
    }
}

fn read_from(reader: &mut dyn Read, buffer: &mut [u8]) -> Arrived {
    match reader.read(buffer) {
        Ok(0) => Arrived::End,
        Ok(count) => Arrived::Bytes(count),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Arrived::Nothing,
        Err(_) => Arrived::End,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &'static [u8]) -> Vec<String> {
        let mut lines = Lines::of(bytes);
        let mut all = Vec::new();
        while let Got::Line(line) = lines.next(None) {
            all.push(line);
        }
        all
    }

    #[test]
    fn lines_lose_their_ends_the_mark_of_byte_order_and_bad_bytes() {
        assert_eq!(
            all(b"\xef\xbb\xbfb\r\nPyong\xffyang\n\nlast"),
            ["b", "Pyong\u{fffd}yang", "", "last"]
        );
        assert_eq!(all(b""), [""; 0]);
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let mut lines = Lines::of(io::repeat(b'x').take(1 << 20));
        let Got::Line(line) = lines.next(None) else {
            panic!("a line");
        };
        assert_eq!(line.len(), LONGEST_LINE);
        assert_eq!(lines.next(None), Got::Leave(Leave::EndOfInput));
    }
}
