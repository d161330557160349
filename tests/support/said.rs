//! A command run with its input, and what it said.

use std::io::Write;
use std::process::{Command, Stdio};

/// What a command said.
pub struct Said {
    pub out: String,
    pub err: String,
    /// Nothing if a signal ended it.
    pub code: Option<i32>,
}

/// Runs a command with this as its input, to its end.
pub fn run(command: &mut Command, input: &str) -> Said {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // a command that reads nothing may be gone already
    let _ = child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Said {
        out: text(output.stdout),
        err: text(output.stderr),
        code: output.status.code(),
    }
}
