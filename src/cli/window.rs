//! `counterclaim [FILE]`: the window, and what is done where there is none. May use the rest of the command line.

use std::path::PathBuf;

use super::{Failure, Window, input, output, tour};

pub(super) fn run(file: Option<PathBuf>, window: Window) -> Result<(), Failure> {
    let readable = |path: &PathBuf| path.is_file() || input::link(path).is_some();
    if let Some(path) = file.as_ref().filter(|path| !readable(path)) {
        return Err(Failure::Bad(format!(
            "{}: there is no such file, and no such command; `counterclaim --help` lists the commands",
            path.display()
        )));
    }
    let no_window = match no_display() {
        Some(why) => why.to_owned(),
        None => match window(file.clone()) {
            Ok(()) => return Ok(()),
            Err(why) => why,
        },
    };
    match file {
        Some(file) => Err(Failure::Bad(format!(
            "{no_window}; without a window, try `counterclaim info {}`, or --help for the other commands",
            file.display()
        ))),
        None => {
            output::tell(&format!(
                "{no_window}; this is the tour instead, and --help lists the commands"
            ));
            tour::run(None)
        }
    }
}

/// Why a window need not even be tried.
fn no_display() -> Option<&'static str> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let elsewhere = cfg!(any(target_os = "macos", target_os = "windows"));
    (!elsewhere && !set("DISPLAY") && !set("WAYLAND_DISPLAY"))
        .then_some("there is no display for a window (neither DISPLAY nor WAYLAND_DISPLAY is set)")
}
