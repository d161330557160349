//! The terminal as a device: raw mode, alternate screen, bracketed paste, keys, the window's size;
//! stopping with Ctrl-Z and coming back; giving everything back whatever happens. Knows no quiz. The
//! full screen owns one [`Tty`]; [`restore`] may be called by anybody at any time.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use rustix::termios::{self, LocalModes, OptionalActions, QueueSelector, Termios};

use super::decode::{Decoder, Key};
use super::input::{self, Arrived, LONGEST_WAIT};
use super::{Leave, Signals};

/// Alternate screen, cleared; cursor hidden; bracketed paste; no automatic wrap.
const ENTER: &str = "\x1b[?1049h\x1b[2J\x1b[?25l\x1b[?2004h\x1b[?7l";
/// The reverse, with colours and the synchronised update ended.
const LEAVE: &str = "\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?2004l\x1b[?25h\x1b[?1049l";
/// How long an escape may be the beginning of a sequence.
const ESCAPE_WAIT: Duration = Duration::from_millis(30);

/// The terminal's own modes while ours are set.
static LENT: Mutex<Option<Termios>> = Mutex::new(None);

/// A window's size in columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// The terminal's modes as somebody had them.
pub struct Modes(Option<Termios>);

impl Modes {
    /// As they are.
    pub fn now() -> Self {
        Self(termios::tcgetattr(rustix::stdio::stdin()).ok())
    }

    /// Sets them without showing keys as they are typed.
    pub fn hide_keys(&self) {
        if let Some(mut modes) = self.0.clone() {
            modes.local_modes.remove(LocalModes::ECHO);
            // a terminal that has vanished shows nothing
            let _ = termios::tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &modes);
        }
    }

    /// Sets them again.
    pub fn show_keys(&self) {
        if let Some(modes) = &self.0 {
            let _ = termios::tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, modes);
        }
    }

    /// Sets them again, on the main screen and with the cursor shown.
    pub fn set(&self) {
        if let Some(modes) = &self.0 {
            // a terminal that has vanished needs nothing any more
            let _ = write("\x1b[0m\x1b[?25h\x1b[?1049l");
            let _ = termios::tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, modes);
        }
    }
}

/// The alternate screen without anything else, for menus; the main screen again when it is dropped.
pub struct SecondScreen;

impl SecondScreen {
    /// Goes there.
    pub fn enter() -> Self {
        // a terminal that has vanished is noticed when a key is wanted
        let _ = write("\x1b[?1049h");
        Self
    }

    /// Empties it.
    pub fn clear(&self) {
        let _ = write("\x1b[H\x1b[2J");
    }
}

impl Drop for SecondScreen {
    fn drop(&mut self) {
        let _ = write("\x1b[?25h\x1b[?1049l");
    }
}

/// What happened at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// A key.
    Key(Key),
    /// Everything must be painted anew: another size, or the screen was lent to somebody.
    Repaint,
    /// Nothing, for a moment: clocks may be looked at.
    Nothing,
    /// Time to go.
    Leave(Leave),
}

/// The terminal, ours until it is dropped.
pub struct Tty {
    decoder: Decoder,
    keys: VecDeque<Key>,
    size: Size,
    signals: Signals,
}

/// Gives the terminal back as it was: modes, main screen, cursor, colours. Does nothing if it has
/// been given back already.
pub fn restore() {
    let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(modes) = lent.take() {
        // a terminal that has vanished needs nothing any more
        let _ = write(LEAVE);
        let _ = termios::tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &modes);
        // keys meant for the quiz are not for the shell
        let _ = termios::tcflush(rustix::stdio::stdin(), QueueSelector::IFlush);
    }
}

/// The window's size; 80 by 24 where the terminal does not know.
pub fn window() -> Size {
    let size = termios::tcgetwinsize(rustix::stdio::stdout()).ok();
    let known = size.filter(|size| size.ws_col > 0 && size.ws_row > 0);
    known.map_or(
        Size {
            width: 80,
            height: 24,
        },
        |size| Size {
            width: usize::from(size.ws_col),
            height: usize::from(size.ws_row),
        },
    )
}

impl Tty {
    /// Takes the terminal. It is given back when this is dropped, at a panic, and by [`restore`].
    ///
    /// # Errors
    /// Standard input is no terminal, or it has vanished.
    pub fn take(signals: Signals) -> io::Result<Self> {
        restore_at_panics();
        enter()?;
        Ok(Self {
            decoder: Decoder::default(),
            keys: VecDeque::new(),
            size: window(),
            signals,
        })
    }

    /// The window's size as last noticed.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Writes at once.
    pub fn write(&self, text: &str) -> io::Result<()> {
        write(text)
    }

    /// Forgets the keys that were typed until now, but for one that ends the program.
    pub fn forget_keys(&mut self) {
        let mut typed: Vec<Key> = self.keys.drain(..).collect();
        let mut buffer = [0; 4096];
        while let Arrived::Bytes(_) = input::wait(Duration::ZERO) {
            let Arrived::Bytes(count) = input::read(&mut buffer) else {
                break;
            };
            typed.extend(self.decoder.feed(buffer.get(..count).unwrap_or_default()));
        }
        self.decoder.clear();
        self.keys
            .extend(typed.into_iter().find(|key| *key == Key::Ctrl('c')));
    }

    /// Waits for something to happen, at most a tenth of a second.
    pub fn wait(&mut self) -> io::Result<Happened> {
        if let Some(signal) = self.signals.caught() {
            return Ok(Happened::Leave(Leave::Signal(signal)));
        }
        if self.was_taken_away() {
            self.enter_again()?;
            return Ok(Happened::Repaint);
        }
        let size = window();
        if size != self.size {
            self.size = size;
            return Ok(Happened::Repaint);
        }
        let Some(key) = self.keys.pop_front() else {
            return Ok(self.read());
        };
        match key {
            Key::Ctrl('c') => Ok(Happened::Leave(Leave::Signal(super::Signal::Interrupt))),
            Key::Ctrl('z') => {
                self.stop()?;
                Ok(Happened::Repaint)
            }
            key => Ok(Happened::Key(key)),
        }
    }

    /// Reads keys, if some come soon.
    fn read(&mut self) -> Happened {
        let longest = if self.decoder.waits() {
            ESCAPE_WAIT
        } else {
            LONGEST_WAIT
        };
        let began = Instant::now();
        let mut buffer = [0; 4096];
        let arrived = match input::wait(longest) {
            Arrived::Bytes(_) => input::read(&mut buffer),
            other => other,
        };
        match arrived {
            Arrived::Bytes(count) => {
                let bytes = buffer.get(..count).unwrap_or_default();
                self.keys.extend(self.decoder.feed(bytes));
            }
            Arrived::Nothing if self.decoder.waits() && began.elapsed() >= ESCAPE_WAIT => {
                self.keys.extend(self.decoder.lapse());
            }
            Arrived::Nothing => {}
            Arrived::End | Arrived::Gone => return Happened::Leave(Leave::TerminalGone),
        }
        Happened::Nothing
    }

    /// Stops this program as the shell's users expect, and comes back when it goes on.
    fn stop(&mut self) -> io::Result<()> {
        use rustix::process::{Signal, kill_current_process_group};
        restore();
        kill_current_process_group(Signal::TSTP)?;
        // another thread takes the signal; it stops this one a moment later
        std::thread::sleep(LONGEST_WAIT);
        self.enter_again()
    }

    /// Whether somebody has set the terminal's modes: a shell, after this program was stopped.
    fn was_taken_away(&self) -> bool {
        let modes = termios::tcgetattr(rustix::stdio::stdin());
        modes.is_ok_and(|modes| modes.local_modes.contains(LocalModes::ICANON))
    }

    fn enter_again(&mut self) -> io::Result<()> {
        restore();
        enter()?;
        self.size = window();
        self.decoder.clear();
        Ok(())
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        restore();
    }
}

fn enter() -> io::Result<()> {
    let modes = termios::tcgetattr(rustix::stdio::stdin())?;
    let mut ours = modes.clone();
    ours.make_raw();
    let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
    termios::tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &ours)?;
    *lent = Some(modes);
    write(ENTER)
}

/// Writes all of it, past the buffer of standard output.
fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// A panic's message is for the main screen.
fn restore_at_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            restore();
            before(panic);
        }));
    });
}
