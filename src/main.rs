//! The program: arguments, settings, run, exit code. What each command does is in `cli/`.

use std::process::ExitCode;

/// Rooms allocate and free all the time, on every thread.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rialto::cli::run()
}
