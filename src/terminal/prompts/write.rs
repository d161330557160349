//! Write one line.

use crate::item::{Expects, Response};

use super::super::decode::Key;
use super::super::look::{Line, Role};
use super::super::screen::KeyHint;
use super::super::words;
use super::super::wrap::{hang, wrap};
use super::editor::Editor;
use super::{Filled, Flow, Form, View};

/// A line to write.
#[derive(Debug, Clone)]
pub struct WriteLine {
    editor: Editor,
    wanted: Option<String>,
}

impl WriteLine {
    /// Nothing written yet.
    pub fn new(expects: Expects, unit: Option<&str>) -> Self {
        Self {
            editor: Editor::default(),
            wanted: words::wanted(expects, unit),
        }
    }
}

impl Form for WriteLine {
    fn handle(&mut self, key: &Key) -> Flow {
        match key {
            Key::Enter => Flow::Send,
            Key::Char('?') if self.editor.text().is_empty() => Flow::Unused,
            key if self.editor.handle(key) => Flow::Taken,
            _ => Flow::Unused,
        }
    }

    fn view(&self, width: usize) -> View {
        let mut view = View::default();
        if let Some(wanted) = &self.wanted {
            view.extend(wrap(&Line::of(wanted, Role::Faint), width));
            view.lines.push(Line::empty());
        }
        view.editor(&self.editor, &Line::of(" >  ", Role::Strong), width);
        view
    }

    fn response(&self) -> Response {
        Response::Written(self.editor.text().trim().to_owned())
    }

    fn filled(&self) -> Filled {
        if self.editor.text().trim().is_empty() {
            Filled::Nothing
        } else {
            Filled::Wholly
        }
    }

    fn keys(&self) -> Vec<KeyHint> {
        vec![KeyHint::needed("enter", "send")]
    }
}

impl View {
    /// Adds a line being written behind a prefix, in focus and with the cursor.
    pub(super) fn editor(&mut self, editor: &Editor, prefix: &Line, width: usize) {
        let indent = prefix.width();
        let (written, (row, column)) = editor.view(width.saturating_sub(indent));
        let start = self.lines.len();
        self.cursor = Some((start + row, indent + column));
        let mut prefix = prefix.clone();
        let mut lines = Vec::new();
        for line in written {
            lines.extend(hang(&prefix, &line, usize::MAX));
            prefix = Line::text(" ".repeat(indent));
        }
        self.extend_focused(lines);
    }
}
