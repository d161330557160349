//! A program on a pseudo-terminal: its screen as a parser reads it, its keys, its window, its end.
//! Waiting is for a condition on the whole screen, woken by each byte that comes; nothing sleeps.

#![allow(dead_code, reason = "each user has its part")]

use std::ffi::OsString;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use pty_process::blocking::{Command, Pty};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::Signal;
use rustix::termios::{LocalModes, tcgetattr};

/// The longest wait for a condition.
const PATIENCE: Duration = Duration::from_secs(10);

/// A quiz on a bank of one's own, about to be started.
pub struct Start {
    folder: tempfile::TempDir,
    program: OsString,
    arguments: Vec<OsString>,
    size: (u16, u16),
    environment: Vec<(&'static str, &'static str)>,
}

/// The program with a bank, which lies in the folder as `bank.toml`.
pub fn demarche(bank: &str) -> Start {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("bank.toml"), bank).expect("the bank can be written");
    Start {
        folder,
        program: program(),
        arguments: ["play", "./bank.toml", "--seed", "1"]
            .map(OsString::from)
            .into(),
        size: (80, 24),
        environment: vec![
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/bin:/bin"),
        ],
    }
}

/// Where the program lies: cargo says it to tests; beside the folder of an example.
fn program() -> OsString {
    if let Some(path) = option_env!("CARGO_BIN_EXE_demarche") {
        return path.into();
    }
    let example = std::env::current_exe().expect("this program");
    let folder = example.parent().and_then(Path::parent).expect("a folder");
    folder.join("demarche").into()
}

impl Start {
    /// Another program.
    pub fn program(mut self, program: impl Into<OsString>) -> Self {
        self.program = program.into();
        self
    }

    /// With other arguments.
    pub fn arguments<const N: usize>(mut self, arguments: [&str; N]) -> Self {
        self.arguments = arguments.map(OsString::from).into();
        self
    }

    /// With a file more in its folder.
    pub fn file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.folder.path().join(name), text).expect("the file can be written");
        self
    }

    /// In a window of that size.
    pub fn window(mut self, width: u16, height: u16) -> Self {
        self.size = (width, height);
        self
    }

    /// With a variable of the environment more.
    pub fn environment(mut self, name: &'static str, value: &'static str) -> Self {
        self.environment.push((name, value));
        self
    }

    /// Under a shell with job control, whose script finds the program as `$0` and its arguments as
    /// `$@`.
    pub fn under_shell(mut self, script: &str) -> Self {
        let program = std::mem::replace(&mut self.program, "/bin/sh".into());
        let mut arguments: Vec<OsString> = vec!["-c".into(), script.into(), program];
        arguments.append(&mut self.arguments);
        self.arguments = arguments;
        self
    }

    /// Starts it on a terminal of its own.
    pub fn start(self) -> Terminal {
        let (pty, pts) = pty_process::blocking::open().expect("a pseudo-terminal");
        let (width, height) = self.size;
        pty.resize(pty_process::Size::new(height, width))
            .expect("a size");
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .envs(self.environment.iter().copied())
            .env("HOME", self.folder.path())
            .env("DEMARCHE_STORE", self.folder.path().join("store.db"))
            .current_dir(self.folder.path())
            .spawn(pts)
            .expect("the program starts");
        let shown = Arc::new(Shown {
            state: Mutex::new(State {
                parser: vt100::Parser::new(nonzero(height), nonzero(width), 200),
                written: Vec::new(),
                ended: false,
            }),
            changed: Condvar::new(),
            closing: AtomicBool::new(false),
        });
        let pty = Arc::new(pty);
        let reader = std::thread::spawn({
            let (pty, shown) = (pty.clone(), shown.clone());
            move || shown.follow(&pty)
        });
        Terminal {
            folder: self.folder,
            child,
            pty: Some(pty),
            reader: Some(reader),
            shown,
        }
    }
}

/// A program on a pseudo-terminal.
pub struct Terminal {
    folder: tempfile::TempDir,
    child: Child,
    pty: Option<Arc<Pty>>,
    reader: Option<JoinHandle<()>>,
    shown: Arc<Shown>,
}

struct Shown {
    state: Mutex<State>,
    changed: Condvar,
    closing: AtomicBool,
}

struct State {
    parser: vt100::Parser,
    written: Vec<u8>,
    ended: bool,
}

impl Shown {
    /// Reads what the program writes until it ends or the terminal is closed.
    fn follow(&self, pty: &Pty) {
        let mut buffer = [0; 4096];
        while !self.closing.load(Ordering::Relaxed) {
            let mut files = [PollFd::new(pty, PollFlags::IN)];
            let wait = Timespec::try_from(Duration::from_millis(20)).expect("a short time");
            if poll(&mut files, Some(&wait)).is_ok_and(|ready| ready == 0) {
                continue;
            }
            let mut reading = pty;
            match reading.read(&mut buffer) {
                Ok(0) | Err(_) => break,
                Ok(count) => {
                    let mut state = self.lock();
                    state.parser.process(&buffer[..count]);
                    state.written.extend(&buffer[..count]);
                    self.changed.notify_all();
                }
            }
        }
        self.lock().ended = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("no panic while the screen changes")
    }
}

impl Terminal {
    /// Waits until the screen shows all of these.
    #[track_caller]
    pub fn see<const N: usize>(&self, texts: [&str; N]) -> &Self {
        let seen = |screen: &vt100::Screen| {
            let text = screen.contents();
            texts.iter().all(|wanted| text.contains(wanted))
        };
        self.until(&format!("to see {texts:?}"), seen);
        self
    }

    /// Waits until the screen is as the condition says.
    #[track_caller]
    pub fn until(&self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        let state = self.shown.lock();
        let unmet = |state: &mut State| !state.ended && !condition(state.parser.screen());
        let waited = self
            .shown
            .changed
            .wait_timeout_while(state, PATIENCE, unmet);
        let (state, _) = waited.expect("no panic while the screen changes");
        let (met, ended) = (condition(state.parser.screen()), state.ended);
        let text = state.parser.screen().contents();
        drop(state);
        assert!(met, "waited {what}; the screen (ended: {ended}):\n{text}");
    }

    /// Types.
    #[track_caller]
    pub fn keys(&self, keys: &str) -> &Self {
        let mut pty = self.pty.as_deref().expect("the terminal is there");
        pty.write_all(keys.as_bytes())
            .expect("the keys can be typed");
        self
    }

    /// The screen's text.
    pub fn screen(&self) -> String {
        self.shown.lock().parser.screen().contents()
    }

    /// The row that holds a text, from 0.
    pub fn row_of(&self, text: &str) -> Option<usize> {
        self.screen().lines().position(|row| row.contains(text))
    }

    /// The cells of the screen.
    pub fn with_screen<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.shown.lock().parser.screen())
    }

    /// Everything that was written until now.
    pub fn written(&self) -> Vec<u8> {
        self.shown.lock().written.clone()
    }

    /// Gives the window another size; the screen is blank until the program has painted it anew.
    pub fn resize(&self, width: u16, height: u16) {
        let pty = self.pty.as_deref().expect("the terminal is there");
        let mut state = self.shown.lock();
        state.parser.process(b"\x1b[2J");
        state.parser.set_size(nonzero(height), nonzero(width));
        pty.resize(pty_process::Size::new(height, width))
            .expect("a size");
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).expect("it is there");
    }

    /// Whether the terminal echoes and reads by lines, as a shell wants it.
    pub fn is_cooked(&self) -> bool {
        let pty = self.pty.as_deref().expect("the terminal is there");
        let modes = tcgetattr(pty).expect("the terminal has modes").local_modes;
        modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
    }

    /// Waits for the program's end, and gives its exit code (128 and the signal's number where one
    /// ended it). The terminal must be whole.
    #[track_caller]
    pub fn end(&mut self) -> i32 {
        let state = self.shown.lock();
        let waited = self
            .shown
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !state.ended);
        let (state, _) = waited.expect("no panic while the screen changes");
        let (screen, ended) = (state.parser.screen().clone(), state.ended);
        drop(state);
        assert!(ended, "it did not end; the screen:\n{}", screen.contents());
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(
            !screen.alternate_screen(),
            "the alternate screen is left on"
        );
        assert!(!screen.bracketed_paste(), "bracketed paste is left on");
        assert!(!screen.bold(), "bold is left on");
        assert!(
            screen.fgcolor() == vt100::Color::Default,
            "a colour is left on"
        );
        self.exit_code()
    }

    /// Takes the terminal away, as when a window is closed, and gives the exit code.
    pub fn vanish(&mut self) -> i32 {
        self.shown.closing.store(true, Ordering::Relaxed);
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader ends");
        }
        self.pty = None;
        self.exit_code()
    }

    fn exit_code(&mut self) -> i32 {
        let status = self.child.wait().expect("it ends");
        status
            .code()
            .or(status.signal().map(|number| 128 + number))
            .unwrap_or(-1)
    }

    /// The same program on a terminal of its own, in the same folder with the same store.
    pub fn again<const N: usize>(self, arguments: [&str; N]) -> Self {
        self.again_in(80, arguments)
    }

    /// The same in a window of that many columns.
    pub fn again_in<const N: usize>(mut self, width: u16, arguments: [&str; N]) -> Self {
        let mut start = demarche("").window(width, 24);
        std::mem::swap(&mut start.folder, &mut self.folder);
        start.arguments(arguments).start()
    }

    /// The file in which it keeps answers.
    pub fn store(&self) -> std::path::PathBuf {
        self.folder.path().join("store.db")
    }

    /// Writes a file into its folder, as an editor does: whole, under another name first.
    pub fn write(&self, name: &str, text: &str) {
        let (new, path) = (
            self.folder.path().join("new"),
            self.folder.path().join(name),
        );
        std::fs::write(&new, text).expect("the file can be written");
        std::fs::rename(new, path).expect("the file can be put in its place");
    }

    /// The terminal as a device.
    pub fn device(&self) -> &Pty {
        self.pty.as_deref().expect("the terminal is there")
    }

    /// What another command of the program prints, in the same folder with the same store.
    pub fn run<const N: usize>(&self, arguments: [&str; N]) -> String {
        let out = std::process::Command::new(program())
            .args(arguments)
            .env("DEMARCHE_STORE", self.folder.path().join("store.db"))
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path())
            .output()
            .expect("it runs");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // a failed test leaves nothing running
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.shown.closing.store(true, Ordering::Relaxed);
    }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a window has rows and columns")
}
