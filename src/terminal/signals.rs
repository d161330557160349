//! The three signals that end a quiz, noticed by whoever waits for input. No handler does more than
//! raise a flag; window changes, stopping and going on have no handler at all, since any handler of
//! those makes the menus take a resize for Ctrl-C.

use std::sync::Arc;
#[cfg(unix)]
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Signal;

/// Flags that INT, TERM and HUP raise from now on.
#[derive(Debug, Clone)]
pub struct Signals {
    flags: Vec<(Signal, Arc<AtomicBool>)>,
}

impl Signals {
    /// Begins to listen, once for the whole program: a signal that comes while one hearer goes and
    /// the next has not come is heard all the same. From now on these signals no longer end the
    /// process by themselves.
    #[cfg(unix)]
    pub fn listen() -> std::io::Result<Self> {
        static HEARD: OnceLock<Signals> = OnceLock::new();
        if let Some(heard) = HEARD.get() {
            return Ok(heard.clone());
        }
        let heard = Self::register()?;
        Ok(HEARD.get_or_init(|| heard).clone())
    }

    #[cfg(unix)]
    fn register() -> std::io::Result<Self> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        // the first that is raised is told: a menu answers any signal by raising INT besides
        let signals = [
            (Signal::HangUp, SIGHUP),
            (Signal::Terminate, SIGTERM),
            (Signal::Interrupt, SIGINT),
        ];
        let mut flags = Vec::new();
        for (signal, number) in signals {
            let flag = Arc::new(AtomicBool::new(false));
            signal_hook::flag::register(number, flag.clone())?;
            flags.push((signal, flag));
        }
        Ok(Self { flags })
    }

    /// Elsewhere signals keep their own way.
    #[cfg(not(unix))]
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self::none())
    }

    /// Signals that never come: for answers from a file.
    pub fn none() -> Self {
        Self { flags: Vec::new() }
    }

    /// A signal that came, if one did; it stays caught.
    pub fn caught(&self) -> Option<Signal> {
        let raised = |flag: &Arc<AtomicBool>| flag.load(Ordering::Relaxed);
        self.flags
            .iter()
            .find(|(_, flag)| raised(flag))
            .map(|(signal, _)| *signal)
    }
}
