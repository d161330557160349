//! Standard input as bytes: waiting for some with a bound, and reading what is there, without a lock
//! or a buffer in between. Below the full screen and the plain lines alike.

use std::time::Duration;

/// The longest wait: after it, signals, the window's size and the clock are looked at.
pub const LONGEST_WAIT: Duration = Duration::from_millis(100);

/// What came of a wait or a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// Nothing yet.
    Nothing,
    /// So many bytes; for a wait: some.
    Bytes(usize),
    /// No byte will come any more.
    End,
    /// The terminal has vanished.
    Gone,
}

/// Waits for bytes, at most `longest`; a signal ends the wait early.
#[cfg(unix)]
pub fn wait(longest: Duration) -> Arrived {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = rustix::stdio::stdin();
    let mut files = [PollFd::new(&stdin, PollFlags::IN)];
    let timeout = Timespec::try_from(longest).ok();
    let [file] = match poll(&mut files, timeout.as_ref()) {
        Err(_) | Ok(0) => return Arrived::Nothing,
        Ok(_) => &files,
    };
    let happened = file.revents();
    // bytes written before a hang-up can still be read
    if happened.contains(PollFlags::IN) || !happened.intersects(PollFlags::HUP | PollFlags::ERR) {
        Arrived::Bytes(0)
    } else if rustix::termios::isatty(stdin) {
        Arrived::Gone
    } else {
        Arrived::End
    }
}

/// Reads what is there; waits if nothing is.
#[cfg(unix)]
pub fn read(buffer: &mut [u8]) -> Arrived {
    use rustix::io::Errno;
    match rustix::io::read(rustix::stdio::stdin(), buffer) {
        Ok(0) => Arrived::End,
        Ok(count) => Arrived::Bytes(count),
        Err(Errno::INTR | Errno::AGAIN) => Arrived::Nothing,
        Err(Errno::IO) => Arrived::Gone,
        Err(_) => Arrived::End,
    }
}

/// Elsewhere a read waits as long as it must.
#[cfg(not(unix))]
pub fn wait(_: Duration) -> Arrived {
    Arrived::Bytes(0)
}

/// Reads what is there; waits if nothing is.
#[cfg(not(unix))]
pub fn read(buffer: &mut [u8]) -> Arrived {
    use std::io::Read;
    match std::io::stdin().read(buffer) {
        Ok(0) => Arrived::End,
        Ok(count) => Arrived::Bytes(count),
        Err(error) if error.kind() == std::io::ErrorKind::Interrupted => Arrived::Nothing,
        Err(_) => Arrived::End,
    }
}
