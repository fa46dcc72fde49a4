//! The program: the command line, which opens the window when no command is named.

use std::process::ExitCode;

fn main() -> ExitCode {
    counterclaim::cli::run(std::env::args_os(), counterclaim::app::run)
}
