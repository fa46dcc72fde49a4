//! The one list of commands, with their names, menus and keys. May use egui's names of keys.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Direction};
use crate::map::LinkKind;

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
    /// To what was looked at before, or is to be looked at next.
    Go,
    /// Guide and shortcuts.
    Help,
}

impl Menu {
    /// Every menu, in order.
    pub const ALL: [Self; 6] = [
        Self::File,
        Self::Edit,
        Self::Map,
        Self::View,
        Self::Go,
        Self::Help,
    ];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Map => "Map",
            Self::View => "View",
            Self::Go => "Go",
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
const ALT: Modifiers = Modifiers::ALT;
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
        Command::ImportLink,
        "Import from link…",
        Menu::File,
        false,
        key(CTRL_SHIFT, Key::I),
    ),
    spec(
        Command::RefreshThread,
        "Add or refresh thread…",
        Menu::File,
        false,
        None,
    ),
    spec(
        Command::ImportAccount,
        "Account of the import…",
        Menu::File,
        false,
        None,
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
    spec(
        Command::NextDocument,
        "Next document",
        Menu::File,
        true,
        key(CTRL, Key::Tab),
    ),
    spec(
        Command::PreviousDocument,
        "Previous document",
        Menu::File,
        false,
        key(CTRL_SHIFT, Key::Tab),
    ),
    spec(
        Command::Close,
        "Close document",
        Menu::File,
        false,
        key(CTRL, Key::W),
    ),
    spec(
        Command::Preferences,
        "Preferences…",
        Menu::File,
        true,
        key(CTRL, Key::Comma),
    ),
    spec(Command::Welcome, "Welcome page", Menu::File, false, None),
    spec(Command::Quit, "Quit", Menu::File, false, key(CTRL, Key::Q)),
    spec(Command::Undo, "Undo", Menu::Edit, false, key(CTRL, Key::Z)),
    spec(
        Command::Redo,
        "Redo",
        Menu::Edit,
        false,
        key(CTRL_SHIFT, Key::Z),
    ),
    spec(Command::Cut, "Cut", Menu::Edit, true, key(CTRL, Key::X)),
    spec(Command::Copy, "Copy", Menu::Edit, false, key(CTRL, Key::C)),
    spec(
        Command::Paste,
        "Paste",
        Menu::Edit,
        false,
        key(CTRL, Key::V),
    ),
    spec(
        Command::Duplicate,
        "Duplicate",
        Menu::Edit,
        false,
        key(CTRL, Key::D),
    ),
    spec(
        Command::Delete,
        "Delete",
        Menu::Edit,
        false,
        key(NONE, Key::Delete),
    ),
    spec(
        Command::SelectAll,
        "Select all claims",
        Menu::Edit,
        true,
        key(CTRL, Key::A),
    ),
    spec(
        Command::Escape,
        "Leave or deselect",
        Menu::Edit,
        false,
        key(NONE, Key::Escape),
    ),
    spec(Command::Find, "Find…", Menu::Edit, true, key(CTRL, Key::F)),
    spec(
        Command::FindNext,
        "Find next",
        Menu::Edit,
        false,
        key(NONE, Key::F3),
    ),
    spec(
        Command::FindPrevious,
        "Find previous",
        Menu::Edit,
        false,
        key(SHIFT, Key::F3),
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
        Command::AddPremise(LinkKind::Support),
        "Add a claim that supports this",
        Menu::Map,
        true,
        key(NONE, Key::Tab),
    ),
    spec(
        Command::AddPremise(LinkKind::Attack),
        "Add a claim that attacks this",
        Menu::Map,
        false,
        key(SHIFT, Key::Tab),
    ),
    spec(
        Command::AddSibling,
        "Add a claim beside this",
        Menu::Map,
        false,
        key(NONE, Key::Enter),
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
        Command::JoinPremise,
        "Join as linked premise…",
        Menu::Map,
        false,
        key(NONE, Key::J),
    ),
    spec(
        Command::ReverseLink,
        "Reverse link",
        Menu::Map,
        false,
        key(NONE, Key::I),
    ),
    spec(
        Command::ManageTags,
        "Tags…",
        Menu::Map,
        true,
        key(NONE, Key::T),
    ),
    spec(
        Command::Arrange,
        "Arrange the cards",
        Menu::Map,
        true,
        key(CTRL, Key::L),
    ),
    spec(
        Command::UseLayers,
        "Arrange in layers",
        Menu::Map,
        false,
        None,
    ),
    spec(
        Command::UseIndents,
        "Arrange like an outline",
        Menu::Map,
        false,
        None,
    ),
    spec(
        Command::Check,
        "Check similarity…",
        Menu::Map,
        true,
        key(NONE, Key::K),
    ),
    spec(
        Command::AcceptSuggestion,
        "Accept the suggestion",
        Menu::Map,
        true,
        key(NONE, Key::Y),
    ),
    spec(
        Command::DismissSuggestion,
        "Dismiss the suggestion for good",
        Menu::Map,
        false,
        key(NONE, Key::D),
    ),
    spec(
        Command::EditTerms,
        "Terms that suggest tags…",
        Menu::Map,
        false,
        None,
    ),
    spec(
        Command::ShowMap,
        "Map",
        Menu::View,
        false,
        key(CTRL, Key::Num3),
    ),
    spec(
        Command::ShowOutline,
        "Outline",
        Menu::View,
        false,
        key(CTRL, Key::Num4),
    ),
    spec(
        Command::ShowTable,
        "Table of claims",
        Menu::View,
        false,
        key(CTRL, Key::Num5),
    ),
    spec(
        Command::ToggleThread,
        "Thread",
        Menu::View,
        true,
        key(CTRL, Key::Num1),
    ),
    spec(
        Command::FoldThread,
        "Fold all answers in the thread",
        Menu::View,
        false,
        None,
    ),
    spec(
        Command::UnfoldThread,
        "Unfold the thread",
        Menu::View,
        false,
        None,
    ),
    spec(
        Command::ToggleInspector,
        "Inspector",
        Menu::View,
        false,
        key(CTRL, Key::Num2),
    ),
    spec(
        Command::ToggleSuggestions,
        "Suggestions",
        Menu::View,
        false,
        key(CTRL, Key::Num6),
    ),
    spec(
        Command::ToggleMinimap,
        "Small map in the corner",
        Menu::View,
        false,
        key(NONE, Key::M),
    ),
    spec(
        Command::Fold,
        "Fold or unfold the branch",
        Menu::View,
        true,
        key(NONE, Key::F),
    ),
    spec(
        Command::FoldAll,
        "Fold to the first premises",
        Menu::View,
        false,
        None,
    ),
    spec(
        Command::UnfoldAll,
        "Unfold everything",
        Menu::View,
        false,
        key(SHIFT, Key::F),
    ),
    spec(
        Command::Focus,
        "Only what is near: 1, 2, 3 links",
        Menu::View,
        false,
        key(NONE, Key::N),
    ),
    spec(
        Command::Unfocus,
        "Show everything again",
        Menu::View,
        false,
        key(SHIFT, Key::N),
    ),
    spec(
        Command::Views,
        "Saved views…",
        Menu::View,
        true,
        key(NONE, Key::V),
    ),
    spec(
        Command::FitAll,
        "Fit the whole map",
        Menu::View,
        true,
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
    spec(Command::CycleTheme, "Switch theme", Menu::View, true, None),
    spec(
        Command::Back,
        "Back",
        Menu::Go,
        false,
        key(CTRL, Key::OpenBracket),
    ),
    spec(
        Command::Forward,
        "Forward",
        Menu::Go,
        false,
        key(CTRL, Key::CloseBracket),
    ),
    spec(
        Command::NextUnmapped,
        "Next comment not on the map",
        Menu::Go,
        true,
        key(NONE, Key::U),
    ),
    spec(
        Command::NextSuggestion,
        "Next suggestion",
        Menu::Go,
        true,
        key(NONE, Key::G),
    ),
    spec(
        Command::PreviousSuggestion,
        "Previous suggestion",
        Menu::Go,
        false,
        key(SHIFT, Key::G),
    ),
    spec(
        Command::NextPane,
        "Go to the next pane",
        Menu::Go,
        true,
        key(NONE, Key::F6),
    ),
    spec(
        Command::Tutorial,
        "First map, step by step",
        Menu::Help,
        false,
        None,
    ),
    spec(
        Command::Guide,
        "User guide",
        Menu::Help,
        false,
        key(NONE, Key::F1),
    ),
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
    (CTRL, Key::ArrowLeft, Command::AddTowards(Direction::Left)),
    (CTRL, Key::ArrowRight, Command::AddTowards(Direction::Right)),
    (CTRL, Key::ArrowUp, Command::AddTowards(Direction::Up)),
    (CTRL, Key::ArrowDown, Command::AddTowards(Direction::Down)),
    (ALT, Key::ArrowLeft, Command::WalkLinks(Direction::Left)),
    (ALT, Key::ArrowRight, Command::WalkLinks(Direction::Right)),
    (ALT, Key::ArrowUp, Command::WalkLinks(Direction::Up)),
    (ALT, Key::ArrowDown, Command::WalkLinks(Direction::Down)),
    (SHIFT, Key::ArrowLeft, Command::Nudge(Direction::Left)),
    (SHIFT, Key::ArrowRight, Command::Nudge(Direction::Right)),
    (SHIFT, Key::ArrowUp, Command::Nudge(Direction::Up)),
    (SHIFT, Key::ArrowDown, Command::Nudge(Direction::Down)),
    (SHIFT, Key::S, Command::AddPremise(LinkKind::Support)),
    (SHIFT, Key::A, Command::AddPremise(LinkKind::Attack)),
    // What Shift and 1 come as on many keyboards.
    (SHIFT, Key::Exclamationmark, Command::FitAll),
    (CTRL, Key::G, Command::FindNext),
    (CTRL_SHIFT, Key::G, Command::FindPrevious),
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

/// What the menu of a claim offers; `None` is a separator.
pub const CLAIM_MENU: &[Option<Command>] = &[
    Some(Command::EditClaim),
    Some(Command::AddPremise(LinkKind::Support)),
    Some(Command::AddPremise(LinkKind::Attack)),
    Some(Command::AddSibling),
    None,
    Some(Command::Link(LinkKind::Support)),
    Some(Command::Link(LinkKind::Attack)),
    Some(Command::Link(LinkKind::Rephrase)),
    Some(Command::JoinPremise),
    None,
    Some(Command::Check),
    Some(Command::Fold),
    Some(Command::Focus),
    None,
    Some(Command::Cut),
    Some(Command::Copy),
    Some(Command::Duplicate),
    Some(Command::Delete),
];

/// What the menu of a link offers.
pub const LINK_MENU: &[Option<Command>] = &[
    Some(Command::AddPremise(LinkKind::Attack)),
    Some(Command::AddPremise(LinkKind::Support)),
    Some(Command::ReverseLink),
    None,
    Some(Command::Focus),
    Some(Command::Delete),
];

/// What the menu of the empty plane offers.
pub const PLANE_MENU: &[Option<Command>] = &[
    Some(Command::NewClaim),
    Some(Command::Paste),
    None,
    Some(Command::SelectAll),
    Some(Command::Arrange),
    Some(Command::UnfoldAll),
    Some(Command::Unfocus),
    None,
    Some(Command::FitAll),
    Some(Command::Views),
];

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
