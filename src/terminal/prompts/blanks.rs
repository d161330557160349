//! Fill the blanks of a text: some are written, some are chosen by letter.

use crate::item::{Expects, Piece, Response, letter};

use super::super::decode::Key;
use super::super::listing::{BLANK, bracketed};
use super::super::look::{Line, Role};
use super::super::screen::KeyHint;
use super::super::words;
use super::super::wrap::{hang, wrap};
use super::editor::Editor;
use super::{Filled, Flow, Form, View, moved, named_by, row};

/// A text with blanks.
#[derive(Debug, Clone)]
pub struct Blanks {
    pieces: Vec<Piece>,
    blanks: Vec<Blank>,
    pointer: usize,
}

#[derive(Debug, Clone)]
struct Blank {
    /// What is written, or the option chosen.
    editor: Editor,
    options: Vec<String>,
    expects: Expects,
    hint: Option<String>,
    /// Whether the hint has been told on request, beside standing at the blank.
    told: bool,
}

impl Blanks {
    /// Nothing filled in yet.
    pub fn new(pieces: &[Piece]) -> Self {
        let blanks = pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Blank {
                options,
                expects,
                hint,
            } => Some(Blank {
                editor: Editor::default(),
                options: options.clone(),
                expects: *expects,
                hint: hint.clone(),
                told: false,
            }),
        });
        Self {
            blanks: blanks.collect(),
            pieces: pieces.to_vec(),
            pointer: 0,
        }
    }

    /// Enter goes to the next blank, and sends from the last.
    fn enter(&mut self) -> Flow {
        if self.pointer + 1 >= self.blanks.len() {
            return Flow::Send;
        }
        self.pointer += 1;
        Flow::Taken
    }

    /// The text with what has been filled in.
    fn text(&self) -> Line {
        let several = self.blanks.len() > 1;
        let mut line = Line::empty();
        let mut blanks = self.blanks.iter().zip(1..);
        for piece in &self.pieces {
            let Piece::Blank { .. } = piece else {
                if let Piece::Text(text) = piece {
                    line.push(text, Role::Text);
                }
                continue;
            };
            let Some((blank, number)) = blanks.next() else {
                continue;
            };
            if several {
                line.push(format!("({number}) "), Role::Faint);
            }
            match blank.editor.text().trim() {
                "" => line.push(BLANK, Role::Text),
                text => line.push(text, Role::Strong),
            }
        }
        line
    }
}

impl Form for Blanks {
    fn handle(&mut self, key: &Key) -> Flow {
        let count = self.blanks.len();
        let at = self.pointer;
        let Some(blank) = self.blanks.get_mut(at) else {
            return match key {
                Key::Enter => Flow::Send,
                _ => Flow::Unused,
            };
        };
        let written = blank.options.is_empty();
        match key {
            Key::Enter => return self.enter(),
            Key::Char('?') if blank.editor.text().is_empty() || !written => {
                // a blank's own hint comes before the question's
                return match &blank.hint {
                    Some(hint) if !blank.told => {
                        blank.told = true;
                        Flow::Tell(hint.clone())
                    }
                    _ => Flow::Unused,
                };
            }
            Key::Up | Key::Down | Key::Tab | Key::BackTab => {
                self.pointer = moved(key, Some(at), count).unwrap_or(at);
            }
            key if written && blank.editor.handle(key) => {}
            Key::Backspace if !written => blank.editor.set(""),
            key if !written => match named_by(key, blank.options.len()) {
                Some(chosen) => {
                    if let Some(option) = blank.options.get(chosen) {
                        blank.editor.set(option);
                    }
                }
                None => return Flow::Unused,
            },
            _ => return Flow::Unused,
        }
        Flow::Taken
    }

    fn view(&self, width: usize) -> View {
        let mut view = View::default();
        view.extend(wrap(&self.text(), width));
        view.lines.push(Line::empty());
        for (at, blank) in self.blanks.iter().enumerate() {
            let sign = (at + 1).to_string();
            if at != self.pointer {
                let text = match blank.editor.text().trim() {
                    "" => Line::of("-", Role::Faint),
                    text => Line::text(text),
                };
                view.extend(row(false, &sign, &text, width));
                continue;
            }
            let prefix = Line::of(format!(" >  {sign}  "), Role::Strong);
            view.editor(&blank.editor, &prefix, width);
            if !blank.options.is_empty() {
                // nothing is written here: the letters below are what is typed
                view.cursor = None;
            }
            let start = view.focus.as_ref().map_or(0, |focus| focus.start);
            let named = blank.options.iter().enumerate();
            for (at, option) in named {
                let prefix = Line::text("       ").with(format!("{}  ", letter(at)), Role::Strong);
                view.extend(hang(&prefix, &Line::text(option), width));
            }
            if let Some(wanted) = words::wanted(blank.expects, None) {
                let wanted = Line::of(wanted, Role::Faint);
                view.extend(hang(&Line::text("       "), &wanted, width));
            }
            if let Some(hint) = &blank.hint {
                let hint = Line::of(bracketed(hint), Role::Faint);
                view.extend(hang(&Line::text("       "), &hint, width));
            }
            view.focus = Some(start..view.lines.len());
        }
        view
    }

    fn response(&self) -> Response {
        let texts = self.blanks.iter().map(|blank| blank.editor.text().trim());
        Response::Blanks(texts.map(str::to_owned).collect())
    }

    fn filled(&self) -> Filled {
        let empty = |blank: &&Blank| blank.editor.text().trim().is_empty();
        let (all, empty) = (self.blanks.len(), self.blanks.iter().filter(empty).count());
        match all - empty {
            0 => Filled::Nothing,
            full if full == all => Filled::Wholly,
            full => Filled::Partly(format!("{full} of {all} blanks filled")),
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        let last = self.pointer + 1 >= self.blanks.len();
        let mut keys = Vec::new();
        if let Some(blank) = self.blanks.get(self.pointer)
            && !blank.options.is_empty()
        {
            keys.push(KeyHint::needed(
                super::letters(blank.options.len()),
                "choose",
            ));
        }
        keys.push(KeyHint::needed("enter", if last { "send" } else { "next" }));
        if self.blanks.len() > 1 {
            keys.push(KeyHint::extra("↑↓", "move"));
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(hint: Option<&str>) -> Piece {
        Piece::Blank {
            options: Vec::new(),
            expects: Expects::Text,
            hint: hint.map(str::to_owned),
        }
    }

    fn shown(form: &Blanks) -> Vec<String> {
        let lines = form.view(60).lines;
        lines.iter().map(|line| line.plain()).collect()
    }

    #[test]
    fn the_hint_of_the_blank_being_filled_stands_under_it_and_stays() {
        let mut form = Blanks::new(&[blank(Some("a capital")), blank(None)]);
        let hints = |form: &Blanks| {
            let lines = shown(form);
            lines
                .iter()
                .filter(|line| line.contains("[a capital]"))
                .count()
        };
        assert_eq!(hints(&form), 1);
        assert_eq!(
            form.handle(&Key::Char('?')),
            Flow::Tell("a capital".to_owned())
        );
        assert_eq!(hints(&form), 1);
        // the next one asked for is the question's
        assert_eq!(form.handle(&Key::Char('?')), Flow::Unused);
        form.handle(&Key::Down);
        assert_eq!(hints(&form), 0);
    }
}
