//! Plays docs/writing-banks.md: every command of the tutorial prints what the page says. The page's
//! own first lines say how it is written.

#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on fails"
)]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/writing-banks.md");

/// What the page writes for a line that is left out.
const LEFT_OUT: &str = "[…]";

/// A fenced block: what it is, its step, what is done with it, and its text.
struct Block<'a> {
    kind: &'a str,
    step: &'a str,
    manner: &'a str,
    text: String,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(info), None) => {
                let mut words = info.split_whitespace();
                let mut word = || words.next().unwrap_or("");
                open = Some(Block {
                    kind: word(),
                    step: word(),
                    manner: word(),
                    text: String::new(),
                });
            }
            (None, Some(block)) => writeln!(block.text, "{line}").expect("a text grows"),
            (None, None) => {}
        }
    }
    blocks
}

/// The commands of a console block, each with what it prints.
fn commands(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command, Vec::new())),
            (None, Some((_, printed))) => printed.push(line),
            (None, None) => panic!("a console block begins with a command, not `{line}`"),
        }
    }
    commands
}

/// Runs a command in the folder, and gives all that it prints.
fn run(command: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_demarche"));
    let beside = program.parent().expect("a folder").display();
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{beside}:/usr/bin:/bin"))
        .env("HOME", folder)
        .output()
        .expect("a shell");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn every_step_of_the_tutorial_prints_what_the_page_says() {
    let page = std::fs::read_to_string(PAGE).expect("the tutorial");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("zones.toml");
    let (mut bank, mut ran) = (String::new(), 0);
    for block in blocks(&page) {
        match (block.kind, block.manner) {
            ("toml", "") => bank = block.text,
            ("toml", "add") => write!(bank, "\n{}", block.text).expect("a text grows"),
            ("toml", "try") => {
                std::fs::write(&file, format!("{bank}\n{}", block.text)).expect("written");
                continue;
            }
            ("console", "") => {
                for (command, said) in commands(&block.text) {
                    let printed = run(command, folder.path());
                    let printed: Vec<&str> = printed.trim_end_matches('\n').lines().collect();
                    let alike = printed.len() == said.len()
                        && printed.iter().zip(&said).all(|(printed, said)| {
                            *said == LEFT_OUT || printed.trim_end() == *said
                        });
                    assert!(
                        alike,
                        "{}: `{command}` prints\n{}\nand the page says\n{}",
                        block.step,
                        printed.join("\n"),
                        said.join("\n")
                    );
                    ran += 1;
                }
                continue;
            }
            other => panic!("the page has a block of {other:?}"),
        }
        std::fs::write(&file, &bank).expect("written");
    }
    assert!(ran >= 12, "only {ran} commands were run");
}
