//! Parse, run, exit code.

use std::process::ExitCode;

/// Scripts run and their values are dropped on this stack: chains of nested closures need depth.
/// Memory is touched only where it is used.
const STACK: usize = 256 * 1024 * 1024;

fn main() -> ExitCode {
    let work = || demarche::cli::run(std::env::args_os());
    let thread = std::thread::Builder::new()
        .name("main".to_owned())
        .stack_size(STACK)
        .spawn(work);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // the panic has been reported by its hook
        Ok(Err(_)) => ExitCode::from(101),
        Err(_) => demarche::cli::run(std::env::args_os()),
    }
}
