//! Pages and the screen: a [`Page`] (head, body, message, keys) is composed into the rows of a window
//! of any size, pure; the [`Screen`] writes the rows that changed, each at its own place. Neither
//! knows what a question is.

use std::ops::Range;

use super::decode::Key;
use super::look::{Line, Look, Role};
use super::tty::Size;
use super::wrap::{cut, wrap};

/// What stands on the screen.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What stays on top.
    pub head: Head,
    /// What may be longer than the window.
    pub body: Vec<Line>,
    /// Rows of the body that must be seen.
    pub focus: Option<Range<usize>>,
    /// Where in the body one writes: row and column.
    pub cursor: Option<(usize, usize)>,
    /// A word on what was just done, or should be.
    pub message: Option<Line>,
    /// The keys, in the order shown.
    pub keys: Vec<KeyHint>,
}

/// A key and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHint {
    /// As named: `enter`, `a-d`.
    pub key: String,
    /// What it does: `send`.
    pub what: &'static str,
    /// Whether one can't do without; the others are left out where there is no room.
    pub needed: bool,
}

impl KeyHint {
    /// A key that one can't do without.
    pub fn needed(key: impl Into<String>, what: &'static str) -> Self {
        Self {
            key: key.into(),
            what,
            needed: true,
        }
    }

    /// A key that is good to know.
    pub fn extra(key: impl Into<String>, what: &'static str) -> Self {
        Self {
            needed: false,
            ..Self::needed(key, what)
        }
    }
}

/// The top of a page: what it is on the left, how far one is on the right.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// `Question 3 of 12`.
    pub left: Line,
    /// The topic; on its own row in a narrow window.
    pub topic: Line,
    /// `2 of 2 points`, `0:41`.
    pub right: Vec<String>,
    /// All of it for a very small window.
    pub short: Line,
}

/// Where the body is scrolled to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scroll {
    /// The first row of the body that is seen.
    pub top: usize,
    /// The learner has scrolled; the focus need not be seen until another key.
    pub free: bool,
    /// How many rows of the body were seen last.
    pub seen: usize,
}

/// The rows of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// As many as the window has.
    pub rows: Vec<Line>,
    /// Where the cursor stands: row and column.
    pub cursor: Option<(usize, usize)>,
}

/// Columns on the right that show whether there is more above or below.
const GUTTER: usize = 2;
/// From so many rows on there are blank rows between the parts.
const ROOMY: usize = 10;
/// From so many rows on the keys may take two.
const SMALL: usize = 6;

/// How wide a page's body may be in a window.
pub fn body_width(size: Size) -> usize {
    size.width.saturating_sub(GUTTER).max(1)
}

impl Page {
    /// The rows of a window. `scroll` is moved so that the focus is seen.
    pub fn compose(&self, size: Size, scroll: &mut Scroll) -> Frame {
        let Size { width, height } = size;
        let roomy = height >= ROOMY;
        let mut top = self.head.rows(width, roomy);
        if roomy {
            top.push(Line::empty());
        }
        let mut bottom = self.foot(size, None);
        let room = |top: &[Line], bottom: &[Line]| height.saturating_sub(top.len() + bottom.len());
        self.place(scroll, room(&top, &bottom));
        let says_how = self.keys.iter().any(|hint| hint.what == "scroll");
        if self.body.len() > scroll.seen && !says_how {
            bottom = self.foot(size, Some(scroll.hint(self.body.len())));
        }
        // in the smallest windows the body has one row before head and keys have theirs
        top.truncate(height.saturating_sub(bottom.len() + 1));
        let room = room(&top, &bottom);
        self.place(scroll, room);
        let mut rows = top;
        let first = rows.len();
        rows.extend(self.body_rows(scroll.top, room, width));
        rows.resize(height - bottom.len().min(height), Line::empty());
        rows.extend(bottom);
        let cursor = self.cursor.and_then(|(row, column)| {
            let row = row.checked_sub(scroll.top).filter(|row| *row < room)?;
            Some((first + row, column.min(width.saturating_sub(1))))
        });
        let rows = rows.iter().map(|row| cut(row, width)).collect();
        Frame { rows, cursor }
    }

    /// Moves the scroll as little as is needed.
    fn place(&self, scroll: &mut Scroll, room: usize) {
        if let Some(focus) = self.focus.as_ref().filter(|_| !scroll.free) {
            let lowest = focus.end.saturating_sub(room);
            scroll.top = scroll.top.max(lowest).min(focus.start);
            // where the focus is higher than the window, the row that is written in must be seen
            if let Some((row, _)) = self.cursor {
                let lowest = (row + 1).saturating_sub(room);
                scroll.top = scroll.top.max(lowest).min(row);
            }
        }
        scroll.top = scroll.top.min(self.body.len().saturating_sub(room));
        scroll.seen = room;
    }

    /// The rows of the body that are seen, with signs where there is more.
    fn body_rows(&self, top: usize, room: usize, width: usize) -> Vec<Line> {
        let seen = self.body.iter().skip(top).take(room);
        let mut rows: Vec<Line> = seen.cloned().collect();
        let mark = |row: Option<&mut Line>, sign: &str| {
            if let Some(row) = row {
                let text = cut(row, width.saturating_sub(GUTTER));
                *row = text
                    .padded(width.saturating_sub(1), 0)
                    .with(sign, Role::Faint);
            }
        };
        let (above, below) = (top > 0, top + room < self.body.len());
        if above && below && room == 1 {
            mark(rows.first_mut(), "↕");
        } else {
            mark(rows.first_mut().filter(|_| above), "↑");
            mark(rows.last_mut().filter(|_| below), "↓");
        }
        rows
    }

    /// Message and keys, and how to scroll where that is to be said.
    fn foot(&self, size: Size, scroll: Option<KeyHint>) -> Vec<Line> {
        let Size { width, height } = size;
        let roomy = height >= ROOMY;
        let mut rows = self.message_rows(width, height);
        let most = match (roomy, &self.message) {
            (true, _) => 2,
            (false, None) if height >= SMALL => 2,
            // what there is to say is worth more than all keys
            (false, _) => 1,
        };
        let more_than_needed = if roomy { 2 } else { 1 };
        rows.extend(self.key_rows(scroll, width, most, more_than_needed));
        if roomy {
            rows.insert(0, Line::empty());
        }
        rows.truncate(height.saturating_sub(2));
        rows
    }

    fn message_rows(&self, width: usize, height: usize) -> Vec<Line> {
        let Some(message) = &self.message else {
            return Vec::new();
        };
        let mut rows = wrap(message, width);
        rows.truncate((height / 3).max(1));
        rows
    }

    /// The keys in at most so many rows: those that are needed, and of the others those that fit into
    /// the rows of these, or into so many.
    fn key_rows(
        &self,
        scroll: Option<KeyHint>,
        width: usize,
        most: usize,
        for_others: usize,
    ) -> Vec<Line> {
        let mut keys = self.keys.clone();
        let before_last = keys.len().saturating_sub(1);
        let first_extra = keys.iter().position(|hint| !hint.needed);
        let at = first_extra.unwrap_or(before_last);
        keys.splice(at..at, scroll);
        let needed = || keys.iter().filter(|hint| hint.needed);
        let rows = key_rows(needed(), width);
        if rows.len() > most {
            // the first says how to answer, the last how to leave
            let ends = needed().take(1).chain(needed().skip(1).last());
            let mut rows = key_rows(ends, width);
            rows.truncate(most);
            return rows;
        }
        let most = rows.len().max(for_others);
        let mut left_out: Vec<&KeyHint> = keys.iter().filter(|hint| !hint.needed).collect();
        let shown = |left_out: &[&KeyHint]| {
            let shown = keys.iter().filter(|hint| !left_out.contains(hint));
            key_rows(shown, width)
        };
        for hint in left_out.clone() {
            let before = left_out.clone();
            left_out.retain(|other| *other != hint);
            if shown(&left_out).len() > most {
                left_out = before;
            }
        }
        shown(&left_out)
    }
}

fn key_rows<'a>(hints: impl Iterator<Item = &'a KeyHint>, width: usize) -> Vec<Line> {
    let gap = if width < 40 { "  " } else { "   " };
    let mut rows: Vec<Line> = Vec::new();
    for hint in hints {
        let item = Line::of(&hint.key, Role::Strong).with(format!(" {}", hint.what), Role::Faint);
        let fits = |row: &&mut Line| row.width() + gap.len() + item.width() <= width;
        match rows.last_mut().filter(fits) {
            Some(row) => *row = row.clone().with(gap, Role::Text).join(&item),
            None => rows.push(item),
        }
    }
    rows
}

impl Head {
    fn rows(&self, width: usize, roomy: bool) -> Vec<Line> {
        let right = Line::of(self.right.join("     "), Role::Text);
        let fits = |left: &Line| left.width() + 2 + right.width() <= width;
        let beside = |left: &Line| {
            let gap = width.saturating_sub(right.width());
            left.clone().padded(gap, 2).join(&right)
        };
        let both = if self.topic.width() > 0 {
            let left = self.left.clone().with(" · ", Role::Faint);
            left.join(&self.topic)
        } else {
            self.left.clone()
        };
        if fits(&both) {
            return vec![beside(&both)];
        }
        let (first, second) = if fits(&self.left) {
            (beside(&self.left), &self.topic)
        } else if self.short.width() > 0 {
            (self.short.clone(), &self.topic)
        } else {
            (self.left.clone(), &right)
        };
        let second = Some(second).filter(|line| roomy && line.width() > 0);
        std::iter::once(first).chain(second.cloned()).collect()
    }
}

impl Scroll {
    /// The key that shows more of a body of so many rows.
    fn hint(&self, rows: usize) -> KeyHint {
        if self.top.saturating_add(self.seen) < rows {
            KeyHint::extra("pgdn", "more")
        } else {
            KeyHint::extra("pgup", "back")
        }
    }

    /// A page up or down, by the learner.
    pub fn page(&mut self, down: bool) {
        let step = self.seen.saturating_sub(1).max(1);
        self.top = if down {
            self.top.saturating_add(step)
        } else {
            self.top.saturating_sub(step)
        };
        self.free = true;
    }

    /// A row up or down; false if the key is no arrow.
    pub fn line(&mut self, key: &Key) -> bool {
        match key {
            Key::Down => self.top = self.top.saturating_add(1),
            Key::Up => self.top = self.top.saturating_sub(1),
            Key::Home => self.top = 0,
            Key::End => self.top = usize::MAX,
            _ => return false,
        }
        self.free = true;
        true
    }
}

/// What was written to the terminal, so that only what changed is written.
#[derive(Debug, Default)]
pub struct Screen {
    rows: Vec<String>,
    cursor: Option<(usize, usize)>,
}

impl Screen {
    /// Forgets what was written: all of it is written anew.
    pub fn clear(&mut self) {
        self.rows.clear();
    }

    /// What to write so that the terminal shows the frame: in one synchronised update, each row at
    /// its own place; nothing where nothing changed.
    pub fn update(&mut self, frame: &Frame, look: Look) -> String {
        let rows: Vec<String> = frame.rows.iter().map(|row| look.render(row)).collect();
        if self.rows == rows && self.cursor == frame.cursor {
            return String::new();
        }
        let mut out = String::from("\x1b[?2026h\x1b[?25l");
        if self.rows.len() != rows.len() {
            self.rows.clear();
            out.push_str("\x1b[0m\x1b[2J");
        }
        for (at, row) in rows.iter().enumerate() {
            if self.rows.get(at) != Some(row) {
                // cleared first: after a full row the cursor stands on its last column
                out.push_str(&format!("\x1b[{};1H\x1b[0m\x1b[2K{row}", at + 1));
            }
        }
        if let Some((row, column)) = frame.cursor {
            out.push_str(&format!("\x1b[{};{}H\x1b[?25h", row + 1, column + 1));
        }
        out.push_str("\x1b[?2026l");
        self.rows = rows;
        self.cursor = frame.cursor;
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page(rows: usize, focus: Option<Range<usize>>) -> Page {
        Page {
            head: Head {
                left: Line::text("Question 3 of 12"),
                topic: Line::text("The pact"),
                right: vec!["2 of 2 points".into(), "0:41".into()],
                short: Line::text("3/12 · 2/2 · 0:41"),
            },
            body: (0..rows)
                .map(|row| Line::text(format!("row {row}")))
                .collect(),
            focus,
            cursor: None,
            message: None,
            keys: vec![
                KeyHint::needed("enter", "send"),
                KeyHint::needed("esc", "stop"),
            ],
        }
    }

    fn text(frame: &Frame) -> String {
        let rows: Vec<String> = frame.rows.iter().map(Line::plain).collect();
        rows.iter()
            .map(|row| format!("{}\n", row.trim_end()))
            .collect()
    }

    #[test]
    fn head_and_keys_stay_while_the_body_scrolls_to_its_focus() {
        let mut scroll = Scroll::default();
        let size = Size {
            width: 20,
            height: 6,
        };
        let frame = page(9, Some(6..7)).compose(size, &mut scroll);
        assert_eq!(
            text(&frame),
            "\
3/12 · 2/2 · 0:41
row 3              ↑
row 4
row 5
row 6              ↓
enter send  esc stop
"
        );
        let frame = page(9, Some(0..1)).compose(size, &mut scroll);
        assert!(text(&frame).contains("row 0\n"), "{}", text(&frame));
    }

    #[test]
    fn the_row_that_is_written_in_is_seen_though_the_answer_fills_the_window() {
        let size = Size {
            width: 20,
            height: 6,
        };
        for row in 0..9 {
            let mut page = page(9, Some(0..9));
            page.cursor = Some((row, 3));
            let frame = page.compose(size, &mut Scroll::default());
            assert!(frame.cursor.is_some(), "row {row}");
            assert!(text(&frame).contains(&format!("row {row}")));
        }
    }

    #[test]
    fn the_foot_says_how_to_see_the_rest_where_there_is_room_for_it() {
        let size = Size {
            width: 40,
            height: 12,
        };
        let shown = |rows| text(&page(rows, Some(0..1)).compose(size, &mut Scroll::default()));
        assert!(shown(20).ends_with("enter send   pgdn more   esc stop\n"));
        assert!(shown(3).ends_with("enter send   esc stop\n"));
        let mut scrolled = Scroll::default();
        scrolled.page(true);
        scrolled.line(&Key::End);
        let end = text(&page(20, Some(0..1)).compose(size, &mut scrolled));
        assert!(
            end.ends_with("enter send   pgup back   esc stop\n"),
            "{end}"
        );
    }

    #[test]
    fn a_learner_may_scroll_away_and_comes_back() {
        let mut scroll = Scroll::default();
        let size = Size {
            width: 20,
            height: 6,
        };
        page(9, Some(8..9)).compose(size, &mut scroll);
        scroll.page(false);
        let frame = page(9, Some(8..9)).compose(size, &mut scroll);
        assert!(text(&frame).contains("row 2"), "{}", text(&frame));
        scroll.free = false;
        let frame = page(9, Some(8..9)).compose(size, &mut scroll);
        assert!(text(&frame).contains("row 8"), "{}", text(&frame));
    }

    #[test]
    fn only_changed_rows_are_written() {
        let mut screen = Screen::default();
        let size = Size {
            width: 30,
            height: 8,
        };
        let look = Look { colour: false };
        let frame = page(2, None).compose(size, &mut Scroll::default());
        let first = screen.update(&frame, look);
        assert!(first.contains("\x1b[2J"));
        let mut changed = page(2, None);
        changed.body[1] = Line::text("other");
        let frame = changed.compose(size, &mut Scroll::default());
        assert_eq!(
            screen.update(&frame, look),
            "\x1b[?2026h\x1b[?25l\x1b[3;1H\x1b[0m\x1b[2Kother\x1b[?2026l"
        );
        assert_eq!(screen.update(&frame, look), "");
    }

    proptest! {
        #[test]
        fn any_page_fits_any_window_and_shows_its_focus(
            rows in 0usize..40,
            width in 1usize..120,
            height in 1usize..50,
            at in 0usize..40,
            top in 0usize..50,
            message in any::<bool>(),
        ) {
            let at = at.min(rows.saturating_sub(1));
            let mut page = page(rows, (rows > 0).then(|| at..at + 1));
            page.message = message.then(|| Line::text("Nothing is chosen. Enter again skips."));
            let mut scroll = Scroll { top, free: false, seen: 0 };
            let frame = page.compose(Size { width, height }, &mut scroll);
            prop_assert_eq!(frame.rows.len(), height);
            prop_assert!(frame.rows.iter().all(|row| row.width() <= width));
            if rows > 0 && width > 9 {
                let shown = text(&frame);
                let wanted = format!("row {at}");
                prop_assert!(shown.lines().any(|l| l.split("  ").next() == Some(&wanted)), "{}", shown);
            }
        }
    }
}
