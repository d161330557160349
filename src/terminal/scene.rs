//! What a full screen shows for a while: a page, and what keys do to it. Pure but for the desk that a
//! scene may hold; the full screen plays it.

use super::decode::Key;
use super::screen::Page;

/// Something shown until a key or the clock ends it.
pub trait Scene {
    /// What it ends with.
    type End;

    /// How it looks now.
    fn page(&self, width: usize) -> Page;

    /// What a key does.
    fn key(&mut self, key: &Key) -> Then<Self::End>;

    /// What the clock does; called some times a second.
    fn tick(&mut self) -> Then<Self::End> {
        Then::Stay
    }

    /// A line that is no part of it, for the learner to see.
    fn tell(&mut self, note: String);
}

/// What happens then.
#[derive(Debug, Clone, PartialEq)]
pub enum Then<T> {
    /// The scene goes on.
    Stay,
    /// It goes on, and the key meant nothing to it: arrows may scroll.
    Unused,
    /// It ends.
    End(T),
}
