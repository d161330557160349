//! The content hash of a question: what makes it another question when it changes.

use sha2::{Digest, Sha256};

/// Gathers what a question's answer rests on: kind, stem, stimulus, options, key and credits. Line
/// ends and the file's encoding marks do not count, nor do explanation, feedback or sources.
#[derive(Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text; its length goes with it, so that "ab", "c" is not "a", "bc".
    pub fn text(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n");
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    /// Adds a number.
    pub fn number(&mut self, number: f64) {
        self.0.update(number.to_bits().to_le_bytes());
    }

    /// The hash: sixteen hexadecimal digits.
    pub fn finish(self) -> String {
        self.0
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
