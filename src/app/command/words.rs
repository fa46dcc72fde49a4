//! Other words for commands, which they are found by as well as by their names.

use super::Command;

/// Words, in small letters, that people may seek a command by and that its name does not have.
pub fn also_called(command: Command) -> &'static str {
    match command {
        Command::CycleTheme => "dark light night day colours colors mode appearance",
        Command::Preferences => "settings options configuration font size autosave",
        Command::Import => "load read thread comments",
        Command::ImportLink => "url address fetch download web",
        Command::RefreshThread => "update reload newer",
        Command::ImportAccount => "warnings missing truncated report log",
        Command::Export => "svg png pdf html picture image print report",
        Command::OpenExample => "sample demo distillation",
        Command::Quit => "exit leave",
        Command::Close => "tab",
        Command::Redo => "again repeat",
        Command::Undo => "back revert",
        Command::Delete => "remove erase",
        Command::Find => "search",
        Command::NewClaim => "add card create statement",
        Command::EditClaim => "rename write change",
        Command::AddExcerpt => "quote quotation evidence",
        Command::ManageTags => "labels colours colors categories",
        Command::Arrange => "layout tidy order clean",
        Command::Fold | Command::FoldAll | Command::FoldThread => "collapse hide close",
        Command::UnfoldAll | Command::UnfoldThread => "expand show open",
        Command::Check => "distillation compare similarity models samples",
        Command::ToggleSuggestions => "propose mining ideas",
        Command::FitAll => "whole everything overview zoom",
        Command::ZoomIn => "larger bigger magnify",
        Command::ZoomOut => "smaller",
        Command::ZoomReset => "100 actual",
        Command::Focus => "neighbours near only",
        Command::ShowOutline => "list tree",
        Command::ShowTable => "list spreadsheet",
        Command::ShowMap => "canvas plane",
        Command::ToggleMinimap => "overview",
        Command::ToggleInspector => "details side panel",
        Command::ToggleThread => "comments side panel",
        Command::Shortcuts => "keys keyboard hotkeys",
        Command::Guide => "help manual documentation",
        Command::Tutorial => "help learn begin lesson tutorial",
        Command::Welcome => "start home recent",
        _ => "",
    }
}
