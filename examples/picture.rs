//! Draws the README's picture from a real run: `cargo build && cargo run --example picture`
//! writes docs/quiz.svg.
#![cfg_attr(not(unix), allow(unused))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool of the developers, which may stop where it stands"
)]

#[cfg(unix)]
#[path = "../tests/support/picture.rs"]
mod picture;
#[cfg(unix)]
#[path = "../tests/support/pty.rs"]
mod pty;

#[cfg(unix)]
fn main() {
    let terminal = picture::pose();
    let svg = terminal.with_screen(picture::svg);
    std::fs::write("docs/quiz.svg", svg).expect("docs/quiz.svg can be written");
}

#[cfg(not(unix))]
fn main() {}
