//! Every command of the window, in one list: menus, shortcuts, the command palette, the shortcut sheet and
//! context menus are all made from it. May use egui's names of keys; does nothing itself.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::map::LinkKind;

/// Something a person can ask the window to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// Start an empty map.
    New,
    /// Open a map or import what another program wrote.
    Open,
    /// Bring a thread into this map.
    Import,
    /// Make a thread of pasted text.
    PasteThread,
    /// Save to the map's file.
    Save,
    /// Save under another name.
    SaveAs,
    /// Write the map in another format.
    Export,
    /// Show the welcome page.
    Welcome,
    /// Open the bundled debate.
    OpenExample,
    /// Leave the program.
    Quit,
    /// Take back the last step.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Delete what is selected.
    Delete,
    /// Select every claim.
    SelectAll,
    /// Forget the selection, leave a gesture or close what is open.
    Escape,
    /// Make a claim: of the selected words, or an empty one.
    NewClaim,
    /// Edit the selected claim's text.
    EditClaim,
    /// Add the selected words to the selected claim as another excerpt.
    AddExcerpt,
    /// Link the selected claims, or start choosing a target.
    Link(LinkKind),
    /// Make a new claim that bears on what is selected.
    AddPremise(LinkKind),
    /// Make the selected claims linked premises of a link.
    JoinPremise,
    /// Turn the selected link round.
    ReverseLink,
    /// Put the nth tag on the selected claims, or take it off.
    Tag(u8),
    /// Rename, merge, delete, add tags.
    ManageTags,
    /// Place every card by layers.
    Arrange,
    /// Open the similarity check for the selected claim.
    Check,
    /// Show the whole map.
    FitAll,
    /// Show what is selected.
    FitSelection,
    /// Draw larger.
    ZoomIn,
    /// Draw smaller.
    ZoomOut,
    /// Draw at true size.
    ZoomReset,
    /// Show or hide the thread.
    ToggleThread,
    /// Show or hide the inspector.
    ToggleInspector,
    /// Light, dark or as the system has it.
    CycleTheme,
    /// Find a command by typing.
    Palette,
    /// All shortcuts on one page.
    Shortcuts,
    /// The user guide.
    Guide,
    /// Select the neighbour in a direction.
    Walk(Direction),
}

/// A direction on the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Towards smaller x.
    Left,
    /// Towards larger x.
    Right,
    /// Towards smaller y.
    Up,
    /// Towards larger y.
    Down,
}

/// The menus, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// Files.
    File,
    /// Undo, delete, select.
    Edit,
    /// Claims, links, tags, checks.
    Map,
    /// What is shown, and how large.
    View,
    /// Guide and shortcuts.
    Help,
}

impl Menu {
    /// Every menu, in order.
    pub const ALL: [Self; 5] = [Self::File, Self::Edit, Self::Map, Self::View, Self::Help];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Map => "Map",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

/// What the lists show of a command.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The command.
    pub command: Command,
    /// The words shown; an ellipsis where more input follows.
    pub name: &'static str,
    /// In which menu.
    pub menu: Menu,
    /// Whether a separator stands before it in the menu.
    pub separated: bool,
    /// The key, if any.
    pub key: Option<KeyboardShortcut>,
    /// Whether the key also works while a text is being edited.
    pub while_typing: bool,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

const fn key(modifiers: Modifiers, key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(modifiers, key))
}

const fn spec(
    command: Command,
    name: &'static str,
    menu: Menu,
    separated: bool,
    key: Option<KeyboardShortcut>,
) -> Spec {
    // A bare letter must reach the text that is being typed.
    let while_typing = match key {
        Some(k) => k.modifiers.command,
        None => false,
    };
    Spec {
        command,
        name,
        menu,
        separated,
        key,
        while_typing,
    }
}

/// The one list.
pub const COMMANDS: &[Spec] = &[
    spec(
        Command::New,
        "New map",
        Menu::File,
        false,
        key(CTRL, Key::N),
    ),
    spec(Command::Open, "Open…", Menu::File, false, key(CTRL, Key::O)),
    spec(
        Command::Import,
        "Import thread…",
        Menu::File,
        true,
        key(CTRL, Key::I),
    ),
    spec(
        Command::PasteThread,
        "Paste thread text…",
        Menu::File,
        false,
        key(CTRL_SHIFT, Key::V),
    ),
    spec(
        Command::OpenExample,
        "Open the bundled debate",
        Menu::File,
        false,
        None,
    ),
    spec(Command::Save, "Save", Menu::File, true, key(CTRL, Key::S)),
    spec(
        Command::SaveAs,
        "Save as…",
        Menu::File,
        false,
        key(CTRL_SHIFT, Key::S),
    ),
    spec(
        Command::Export,
        "Export…",
        Menu::File,
        false,
        key(CTRL, Key::E),
    ),
    spec(Command::Welcome, "Welcome page", Menu::File, true, None),
    spec(Command::Quit, "Quit", Menu::File, false, key(CTRL, Key::Q)),
    spec(Command::Undo, "Undo", Menu::Edit, false, key(CTRL, Key::Z)),
    spec(
        Command::Redo,
        "Redo",
        Menu::Edit,
        false,
        key(CTRL_SHIFT, Key::Z),
    ),
    spec(
        Command::Delete,
        "Delete",
        Menu::Edit,
        true,
        key(NONE, Key::Delete),
    ),
    spec(
        Command::SelectAll,
        "Select all claims",
        Menu::Edit,
        false,
        key(CTRL, Key::A),
    ),
    spec(
        Command::Escape,
        "Leave or deselect",
        Menu::Edit,
        false,
        key(NONE, Key::Escape),
    ),
    spec(
        Command::NewClaim,
        "Claim from selected words, or new claim",
        Menu::Map,
        false,
        key(NONE, Key::C),
    ),
    spec(
        Command::AddExcerpt,
        "Add selected words to the claim",
        Menu::Map,
        false,
        key(NONE, Key::X),
    ),
    spec(
        Command::EditClaim,
        "Edit claim text",
        Menu::Map,
        false,
        key(NONE, Key::F2),
    ),
    spec(
        Command::Link(LinkKind::Support),
        "Link: support…",
        Menu::Map,
        true,
        key(NONE, Key::S),
    ),
    spec(
        Command::Link(LinkKind::Attack),
        "Link: attack…",
        Menu::Map,
        false,
        key(NONE, Key::A),
    ),
    spec(
        Command::Link(LinkKind::Rephrase),
        "Link: rephrase…",
        Menu::Map,
        false,
        key(NONE, Key::R),
    ),
    spec(
        Command::AddPremise(LinkKind::Support),
        "Add a claim that supports this",
        Menu::Map,
        false,
        key(SHIFT, Key::S),
    ),
    spec(
        Command::AddPremise(LinkKind::Attack),
        "Add a claim that attacks this",
        Menu::Map,
        false,
        key(SHIFT, Key::A),
    ),
    spec(
        Command::JoinPremise,
        "Join as linked premise…",
        Menu::Map,
        false,
        key(NONE, Key::J),
    ),
    spec(Command::ReverseLink, "Reverse link", Menu::Map, false, None),
    spec(
        Command::ManageTags,
        "Tags…",
        Menu::Map,
        true,
        key(NONE, Key::T),
    ),
    spec(
        Command::Arrange,
        "Arrange in layers",
        Menu::Map,
        false,
        key(CTRL, Key::L),
    ),
    spec(
        Command::Check,
        "Check similarity…",
        Menu::Map,
        true,
        key(NONE, Key::K),
    ),
    spec(
        Command::FitAll,
        "Fit the whole map",
        Menu::View,
        false,
        key(SHIFT, Key::Num1),
    ),
    spec(
        Command::FitSelection,
        "Fit the selection",
        Menu::View,
        false,
        key(SHIFT, Key::Num2),
    ),
    spec(
        Command::ZoomIn,
        "Zoom in",
        Menu::View,
        false,
        key(NONE, Key::Plus),
    ),
    spec(
        Command::ZoomOut,
        "Zoom out",
        Menu::View,
        false,
        key(NONE, Key::Minus),
    ),
    spec(
        Command::ZoomReset,
        "True size",
        Menu::View,
        false,
        key(NONE, Key::Num0),
    ),
    spec(
        Command::ToggleThread,
        "Thread",
        Menu::View,
        true,
        key(CTRL, Key::Num1),
    ),
    spec(
        Command::ToggleInspector,
        "Inspector",
        Menu::View,
        false,
        key(CTRL, Key::Num2),
    ),
    spec(Command::CycleTheme, "Switch theme", Menu::View, true, None),
    spec(
        Command::Palette,
        "Find a command…",
        Menu::Help,
        false,
        key(CTRL, Key::K),
    ),
    spec(
        Command::Shortcuts,
        "Keyboard shortcuts",
        Menu::Help,
        false,
        key(NONE, Key::Questionmark),
    ),
    spec(
        Command::Guide,
        "User guide",
        Menu::Help,
        false,
        key(NONE, Key::F1),
    ),
];

/// Keys that have no entry in a menu.
pub const UNLISTED_KEYS: &[(Modifiers, Key, Command)] = &[
    (CTRL, Key::Y, Command::Redo),
    (NONE, Key::Backspace, Command::Delete),
    (NONE, Key::Equals, Command::ZoomIn),
    (NONE, Key::ArrowLeft, Command::Walk(Direction::Left)),
    (NONE, Key::ArrowRight, Command::Walk(Direction::Right)),
    (NONE, Key::ArrowUp, Command::Walk(Direction::Up)),
    (NONE, Key::ArrowDown, Command::Walk(Direction::Down)),
    (NONE, Key::Num1, Command::Tag(0)),
    (NONE, Key::Num2, Command::Tag(1)),
    (NONE, Key::Num3, Command::Tag(2)),
    (NONE, Key::Num4, Command::Tag(3)),
    (NONE, Key::Num5, Command::Tag(4)),
    (NONE, Key::Num6, Command::Tag(5)),
    (NONE, Key::Num7, Command::Tag(6)),
    (NONE, Key::Num8, Command::Tag(7)),
    (NONE, Key::Num9, Command::Tag(8)),
];

/// Takes the keys that were pressed out of the input and says what they ask for.
///
/// With `typing`, a text has the focus and bare keys belong to it; with `reading` it is one that can be
/// selected but not changed, so that bare letters are still commands.
pub fn pressed(ctx: &egui::Context, typing: bool, reading: bool) -> Vec<Command> {
    let listed = COMMANDS
        .iter()
        .filter_map(|spec| Some((spec.key?, spec.command, spec.while_typing)));
    let unlisted = UNLISTED_KEYS.iter().map(|(modifiers, key, command)| {
        (
            KeyboardShortcut::new(*modifiers, *key),
            *command,
            modifiers.command,
        )
    });
    let mut all: Vec<_> = listed.chain(unlisted).collect();
    // The most specific first: Ctrl+Shift+S must not be taken for Ctrl+S.
    all.sort_by_key(|(k, ..)| {
        std::cmp::Reverse(
            u8::from(k.modifiers.command) + u8::from(k.modifiers.shift) + u8::from(k.modifiers.alt),
        )
    });
    ctx.input_mut(|input| {
        all.into_iter()
            .filter(|(shortcut, command, while_typing)| {
                if !typing || *command == Command::Escape {
                    return true;
                }
                // Selecting all of a text is the text's own; so is undo where it can be changed.
                let texts_own = match command {
                    Command::SelectAll => true,
                    Command::Undo | Command::Redo => !reading,
                    _ => false,
                };
                let letter = shortcut.logical_key.name().len() == 1;
                !texts_own && (*while_typing || (reading && letter))
            })
            .filter(|(shortcut, ..)| consume(input, shortcut))
            .map(|(_, command, _)| command)
            .collect()
    })
}

/// Like egui's own, but bare letters must be pressed without Shift.
fn consume(input: &mut egui::InputState, shortcut: &KeyboardShortcut) -> bool {
    let typed_with_shift = matches!(shortcut.logical_key, Key::Plus | Key::Questionmark);
    let bare = shortcut.modifiers.is_none() && !typed_with_shift;
    if bare && input.modifiers.any() {
        return false;
    }
    if typed_with_shift && (input.modifiers.command || input.modifiers.alt) {
        return false;
    }
    input.consume_shortcut(shortcut)
}

/// What the lists show of a command, if it is in them.
pub fn spec_of(command: Command) -> Option<&'static Spec> {
    COMMANDS.iter().find(|spec| spec.command == command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let mut keys: Vec<(Modifiers, Key)> = COMMANDS
            .iter()
            .filter_map(|spec| spec.key.map(|k| (k.modifiers, k.logical_key)))
            .chain(UNLISTED_KEYS.iter().map(|(m, k, _)| (*m, *k)))
            .collect();
        let all = keys.len();
        keys.sort_by_key(|(m, k)| (m.command, m.shift, m.alt, *k));
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn every_command_is_listed_once() {
        for (n, spec) in COMMANDS.iter().enumerate() {
            assert!(
                COMMANDS[..n]
                    .iter()
                    .all(|other| other.command != spec.command),
                "{} stands twice",
                spec.name
            );
        }
    }
}
