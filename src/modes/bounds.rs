//! What bounds a script: operations, memory, time, depth and sizes, and panics inside Rhai.
//!
//! Rhai's own count of operations does not see closures called from native code, and its limits on
//! single values do not bound them all together; so this module counts operations itself and looks
//! at what the whole process has allocated, at every operation. Everything that runs a script goes
//! through [`Watch::run`].

use std::alloc::System;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::Once;
use std::time::{Duration, Instant};

use cap::Cap;
use rhai::{Dynamic, Engine, EvalAltResult};

/// Counts what the process has allocated. Declared by the library, since scripts are bounded by it.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// The stack of a thread on which scripts may run, in bytes: dropping long chains of closures needs
/// depth. Memory is touched only where it is used.
pub const STACK: usize = 256 * 1024 * 1024;

/// Where a script is stopped. The defaults are generous: no shipped mode comes near them with a
/// bank of 100,000 questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of one file.
    pub source: usize,
    /// Cases of all `switch` in one file: Rhai's time for them grows with their square.
    pub cases: usize,
    /// Operations of one call of a hook.
    pub operations: u64,
    /// Bytes by which the process may grow during one call of a hook; what calls leave behind, each
    /// and all together, is taken from it.
    pub memory: usize,
    /// Bytes of a state, as far as scripts can fill it.
    pub state: usize,
    /// Time at work of one call of a hook; the clock's time where the system does not tell it.
    pub time: Duration,
    /// Calls within calls.
    pub call_depth: usize,
    /// Expressions within expressions.
    pub expression_depth: usize,
    /// Bytes of one text.
    pub text: usize,
    /// Values in one array, with all that is inside it.
    pub array: usize,
    /// Values in one map, with all that is inside it.
    pub map: usize,
    /// Variables at one time.
    pub variables: usize,
    /// Libraries of one mode.
    pub libraries: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            source: 64 * 1024,
            cases: 1000,
            operations: 20_000_000,
            memory: 64 * 1024 * 1024,
            state: 8 * 1024 * 1024,
            time: Duration::from_millis(800),
            call_depth: 64,
            expression_depth: 64,
            text: 1024 * 1024,
            array: 250_000,
            map: 100_000,
            variables: 1000,
            libraries: 32,
        }
    }
}

impl Bounds {
    /// Those of a test, which plays whole quizzes.
    pub fn of_tests() -> Self {
        Self {
            time: Duration::from_secs(60),
            ..Self::default()
        }
    }
}

/// Why a call came back without a value.
#[derive(Debug)]
pub enum Stopped {
    /// An error, also a bound that was passed.
    Error(Box<EvalAltResult>),
    /// A panic inside Rhai, with its message.
    Panic(String),
}

/// Watches the calls of one engine.
#[derive(Debug)]
pub struct Watch {
    bounds: Bounds,
    operations: Cell<u64>,
    /// The number of operations at which the clock is read next.
    next_look: Cell<u64>,
    last_look: Cell<Instant>,
    /// What the process may have allocated, in bytes.
    most_allocated: Cell<usize>,
    /// What it had allocated when the call began, and the most at an operation of it, in bytes.
    at_first: Cell<usize>,
    peak: Cell<usize>,
    /// What earlier calls of this quiz have left behind, in bytes.
    left_behind: Cell<usize>,
    begun: Cell<Instant>,
    /// How long the thread had been at work when the clock was first read, where the system tells.
    busy: Cell<Option<Duration>>,
}

/// Operations after which the clock is first read; most calls are over by then, or soon after.
const FIRST_LOOK: u64 = 16;

/// Operations between two readings of the clock, at most.
const FARTHEST_LOOK: u64 = 256;

/// If fewer operations than that took so long, each may, and the clock is read at every one.
const SLOW: Duration = Duration::from_millis(1);

/// Less growth in one call says nothing: other threads allocate too.
const WORTH_COUNTING: usize = 64 * 1024;

impl Watch {
    /// Sets the bounds of an engine and watches it.
    pub fn over(engine: &mut Engine, bounds: &Bounds) -> Rc<Self> {
        engine
            .set_max_call_levels(bounds.call_depth)
            .set_max_expr_depths(bounds.expression_depth, bounds.expression_depth)
            .set_max_string_size(bounds.text)
            .set_max_array_size(bounds.array)
            .set_max_map_size(bounds.map)
            .set_max_variables(bounds.variables)
            .set_max_modules(bounds.libraries)
            .set_max_functions(1000);
        let watch = Rc::new(Self {
            bounds: bounds.clone(),
            operations: Cell::new(0),
            next_look: Cell::new(FIRST_LOOK),
            last_look: Cell::new(Instant::now()),
            most_allocated: Cell::new(usize::MAX),
            at_first: Cell::new(0),
            peak: Cell::new(0),
            left_behind: Cell::new(0),
            begun: Cell::new(Instant::now()),
            busy: Cell::new(None),
        });
        watch.begin();
        let watched = watch.clone();
        engine.on_progress(move |_| watched.passed());
        watch
    }

    fn begin(&self) {
        let now = Instant::now();
        let memory = self.bounds.memory.saturating_sub(self.left_behind.get());
        let allocated = ALLOCATOR.allocated();
        self.most_allocated.set(allocated.saturating_add(memory));
        self.at_first.set(allocated);
        self.peak.set(allocated);
        self.operations.set(0);
        self.next_look.set(FIRST_LOOK.min(self.bounds.operations));
        self.last_look.set(now);
        self.begun.set(now);
        self.busy.set(None);
    }

    /// The bound that has been passed, if any. Called at every operation, so the clock is read at few
    /// of them, as long as they are quick.
    fn passed(&self) -> Option<Dynamic> {
        let operations = self.operations.get() + 1;
        self.operations.set(operations);
        let allocated = ALLOCATOR.allocated();
        if allocated > self.peak.get() {
            self.peak.set(allocated);
        }
        if operations <= self.next_look.get() && allocated <= self.most_allocated.get() {
            return None;
        }
        self.look(operations).map(Dynamic::from)
    }

    #[cold]
    fn look(&self, operations: u64) -> Option<String> {
        let bounds = &self.bounds;
        if operations > bounds.operations {
            return Some(match bounds.operations {
                many if many % 1_000_000 == 0 => {
                    format!("more than {} million operations", many / 1_000_000)
                }
                some => format!("more than {some} operations"),
            });
        }
        if ALLOCATOR.allocated() > self.most_allocated.get() {
            return Some(format!("more than {} MiB of memory", bounds.memory >> 20));
        }
        let now = Instant::now();
        if self.is_late(now) {
            return Some(format!("more than {:?}", bounds.time));
        }
        let farther = match now.saturating_duration_since(self.last_look.replace(now)) {
            quick if quick < SLOW => operations.min(FARTHEST_LOOK),
            _ => 0,
        };
        self.next_look
            .set(operations.saturating_add(farther).min(bounds.operations));
        None
    }

    /// Whether the time is over. What counts is the time at work, so that a script is not stopped
    /// because the machine is busy with other things; asking for it costs more than the clock.
    fn is_late(&self, now: Instant) -> bool {
        let waited = now.saturating_duration_since(self.begun.get());
        if waited < SLOW {
            return false;
        }
        let busy = time_at_work();
        match (busy, self.busy.get()) {
            (Some(busy), Some(before)) => busy.saturating_sub(before) > self.bounds.time,
            (Some(_), None) => {
                self.busy.set(busy);
                false
            }
            (None, _) => waited > self.bounds.time,
        }
    }

    /// How many operations the last call took.
    pub fn operations(&self) -> u64 {
        self.operations.get()
    }

    /// By how many bytes the process grew during the last call, at most.
    pub fn memory(&self) -> usize {
        self.peak.get().saturating_sub(self.at_first.get())
    }

    /// How many bytes a state may have.
    pub fn most_state(&self) -> usize {
        self.bounds.state
    }

    /// Runs a call into the engine within the bounds; a panic inside becomes an error.
    pub fn run<T>(
        &self,
        call: impl FnOnce() -> Result<T, Box<EvalAltResult>>,
    ) -> Result<T, Stopped> {
        self.begin();
        quietly(call)
    }

    /// Forgets what earlier quizzes left behind: where responses are marked on all cores, each is a
    /// quiz of its own, and what other threads allocate meanwhile would add up.
    pub fn begin_quiz(&self) {
        self.left_behind.set(0);
    }

    /// Takes what some work leaves behind, as closures that hold themselves do, from the memory of
    /// later calls.
    pub fn counting<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = ALLOCATOR.allocated();
        let done = work();
        let after = ALLOCATOR.allocated();
        if after.abs_diff(before) > WORTH_COUNTING {
            let left = self.left_behind.get().saturating_add(after);
            self.left_behind.set(left.saturating_sub(before));
        }
        done
    }
}

/// How long this thread has been at work, where the system tells.
#[cfg(unix)]
fn time_at_work() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).ok()?;
    Some(Duration::new(seconds, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(unix))]
fn time_at_work() -> Option<Duration> {
    None
}

/// Runs something that may panic inside Rhai; the panic is not printed.
pub fn quietly<T>(call: impl FnOnce() -> Result<T, Box<EvalAltResult>>) -> Result<T, Stopped> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    let outer = QUIET.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(call));
    QUIET.set(outer);
    match done {
        Ok(result) => result.map_err(Stopped::Error),
        Err(panic) => Err(Stopped::Panic(
            panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("without a message")
                .to_owned(),
        )),
    }
}

thread_local! {
    /// Whether a script runs on this thread, so that panics are caught and not printed.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs work with scripts on a thread whose stack is deep enough for them ([`STACK`]). The program
/// itself runs on such a thread; this is for tests, benches and other programs.
///
/// # Errors
/// The thread could not be started.
pub fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        Ok(thread
            .join()
            .unwrap_or_else(|panic| panic::resume_unwind(panic)))
    })
}
