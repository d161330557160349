//! What bounds a script: operations, memory, wall time, depth and sizes, and panics inside Rhai.
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
    /// Operations of one call of a hook.
    pub operations: u64,
    /// Bytes by which the process may grow during one call of a hook.
    pub memory: usize,
    /// Wall time of one call of a hook.
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
            operations: 20_000_000,
            memory: 64 * 1024 * 1024,
            time: Duration::from_secs(3),
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

    /// What the process may have allocated at the end of a call that begins now, in bytes.
    fn most_allocated(&self) -> usize {
        ALLOCATOR.allocated().saturating_add(self.memory)
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
    /// What the process may have allocated, in bytes.
    most_allocated: Cell<usize>,
    /// The most that it had allocated at an operation of this call, in bytes.
    peak: Cell<usize>,
    until: Cell<Option<Instant>>,
}

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
            most_allocated: Cell::new(bounds.most_allocated()),
            peak: Cell::new(0),
            until: Cell::new(None),
        });
        let watched = watch.clone();
        engine.on_progress(move |_| watched.passed());
        watch
    }

    /// The bound that has been passed, if any. Called at every operation, so the clock is left to
    /// every 256th.
    fn passed(&self) -> Option<Dynamic> {
        let operations = self.operations.get() + 1;
        self.operations.set(operations);
        let allocated = ALLOCATOR.allocated();
        if allocated > self.peak.get() {
            self.peak.set(allocated);
        }
        let within = operations <= self.bounds.operations && allocated <= self.most_allocated.get();
        if within && operations & 255 != 0 {
            return None;
        }
        self.passed_in_words().map(Dynamic::from)
    }

    #[cold]
    fn passed_in_words(&self) -> Option<String> {
        let bounds = &self.bounds;
        if self.operations.get() > bounds.operations {
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
        self.is_late()
            .then(|| format!("more than {:?}", bounds.time))
    }

    /// Whether the time is over. The clock is first read here: most calls are over long before.
    fn is_late(&self) -> bool {
        let now = Instant::now();
        match self.until.get() {
            Some(until) => now > until,
            None => {
                self.until.set(now.checked_add(self.bounds.time));
                false
            }
        }
    }

    /// How many operations the last call took.
    pub fn operations(&self) -> u64 {
        self.operations.get()
    }

    /// By how many bytes the process grew during the last call, at most.
    pub fn memory(&self) -> usize {
        let before = self.most_allocated.get().saturating_sub(self.bounds.memory);
        self.peak.get().saturating_sub(before)
    }

    /// Runs a call into the engine within the bounds; a panic inside becomes an error.
    pub fn run<T>(
        &self,
        call: impl FnOnce() -> Result<T, Box<EvalAltResult>>,
    ) -> Result<T, Stopped> {
        self.operations.set(0);
        self.most_allocated.set(self.bounds.most_allocated());
        self.peak.set(0);
        self.until.set(None);
        quietly(call)
    }
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
