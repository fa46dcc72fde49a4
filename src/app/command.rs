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
    /// Bring a thread into this map from its link.
    ImportLink,
    /// Bring the thread up to date with a later copy of it, or add a further part.
    RefreshThread,
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
    /// Close the document that is in front.
    Close,
    /// Go to the next open document.
    NextDocument,
    /// Go to the one before.
    PreviousDocument,
    /// Theme, sizes, autosave, semantics, tags of new maps.
    Preferences,
    /// Leave the program.
    Quit,
    /// Take back the last step.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Delete what is selected.
    Delete,
    /// Copy what is selected.
    Copy,
    /// Copy what is selected and delete it.
    Cut,
    /// Put in what was copied, or make claims of pasted lines.
    Paste,
    /// A copy of what is selected, linked as it is.
    Duplicate,
    /// Select every claim.
    SelectAll,
    /// Find words in comments, claims, tags and notes.
    Find,
    /// The next place that was found.
    FindNext,
    /// The one before.
    FindPrevious,
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
    /// Make a new claim that bears on what the selected one bears on.
    AddSibling,
    /// Make a new claim in that direction of the selected one: above, what it supports; below, what supports it.
    AddTowards(Direction),
    /// Make the selected claims linked premises of a link.
    JoinPremise,
    /// Turn the selected link round.
    ReverseLink,
    /// Put the nth tag on the selected claims, or take it off.
    Tag(u8),
    /// Rename, merge, delete, add tags.
    ManageTags,
    /// Place every card anew.
    Arrange,
    /// Lay the map out in layers.
    UseLayers,
    /// Lay the map out like an outline.
    UseIndents,
    /// Fold or unfold the branches below the selected claims.
    Fold,
    /// Fold everything below the theses' direct premises.
    FoldAll,
    /// Unfold everything.
    UnfoldAll,
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
    /// Show only what is near the selection: one link away, then two, then three, then all again.
    Focus,
    /// Show all again.
    Unfocus,
    /// Keep and recall where the map is looked at from.
    Views,
    /// Where one was before.
    Back,
    /// Where one was before going back.
    Forward,
    /// The map as a plane.
    ShowMap,
    /// The map as an outline.
    ShowOutline,
    /// The claims as a table.
    ShowTable,
    /// Show or hide the small map in the corner.
    ToggleMinimap,
    /// Go to the next comment that nothing was taken from yet.
    NextUnmapped,
    /// Fold the answers to every comment at the top of the thread.
    FoldThread,
    /// Unfold the whole thread.
    UnfoldThread,
    /// The keyboard goes to the next pane.
    NextPane,
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
    /// A first map, step by step.
    Tutorial,
    /// Select the neighbour in a direction; with nothing selected, move over the plane.
    Walk(Direction),
    /// Select what a link leads to: up to the target, down to the premises, sideways along the siblings.
    WalkLinks(Direction),
    /// Move the selected cards a little.
    Nudge(Direction),
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
        Command::NextUnmapped,
        "Next comment not on the map",
        Menu::View,
        false,
        key(NONE, Key::U),
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
        Command::ToggleMinimap,
        "Small map in the corner",
        Menu::View,
        false,
        key(NONE, Key::M),
    ),
    spec(
        Command::NextPane,
        "Go to the next pane",
        Menu::View,
        false,
        key(NONE, Key::F6),
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
        Command::Back,
        "Back",
        Menu::View,
        false,
        key(CTRL, Key::OpenBracket),
    ),
    spec(
        Command::Forward,
        "Forward",
        Menu::View,
        false,
        key(CTRL, Key::CloseBracket),
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

/// Whose the keyboard is while keys are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// The map's: every key is a command.
    OnMap,
    /// A button's or another control's, which keeps Tab, Enter, Space and the arrows.
    No,
    /// A claim's text on the map: Tab ends it and goes on with a new claim.
    Claim,
    /// A text that can be selected but not changed: bare letters are commands.
    Reading,
    /// A text: bare keys are typed.
    Text,
}

impl Direction {
    /// As a vector of length 1.
    pub fn unit(self) -> (f32, f32) {
        match self {
            Self::Left => (-1.0, 0.0),
            Self::Right => (1.0, 0.0),
            Self::Up => (0.0, -1.0),
            Self::Down => (0.0, 1.0),
        }
    }
}

/// Keys that a control or a text has a use of its own for.
fn is_controls_own(shortcut: &KeyboardShortcut) -> bool {
    let arrow = matches!(
        shortcut.logical_key,
        Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown
    );
    let bare = !shortcut.modifiers.command && !shortcut.modifiers.alt;
    let bare_key = matches!(
        shortcut.logical_key,
        Key::Tab | Key::Enter | Key::Backspace | Key::Delete
    );
    arrow || (bare && bare_key)
}

/// Takes the keys that were pressed out of the input and says what they ask for.
pub fn pressed(ctx: &egui::Context, typing: Typing) -> Vec<Command> {
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
                if *command == Command::Escape {
                    return true;
                }
                let ends_a_claim = typing == Typing::Claim && shortcut.logical_key == Key::Tab;
                let in_text = matches!(typing, Typing::Claim | Typing::Text | Typing::Reading);
                if typing != Typing::OnMap && is_controls_own(shortcut) {
                    return ends_a_claim;
                }
                if !in_text {
                    return true;
                }
                let reading = typing == Typing::Reading;
                let texts_own = match command {
                    Command::SelectAll | Command::Copy | Command::Cut | Command::Paste => true,
                    Command::Undo | Command::Redo => !reading,
                    _ => false,
                };
                let letter = shortcut.logical_key.name().len() == 1;
                let function = matches!(shortcut.logical_key, Key::F1 | Key::F3 | Key::F6);
                !texts_own && (*while_typing || function || (reading && letter))
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

/// A key as people write it: signs as signs, not by their names.
pub fn key_text(ctx: &egui::Context, shortcut: &KeyboardShortcut) -> String {
    let text = ctx.format_shortcut(shortcut);
    let key = shortcut.logical_key;
    let sign = match key {
        Key::Comma => ",",
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        Key::Questionmark => "?",
        Key::Plus => "+",
        Key::Minus => "−",
        _ => return text,
    };
    // egui writes the sign on a Mac and the name elsewhere.
    let named = [key.name(), key.symbol_or_name()];
    match named.iter().find_map(|named| text.strip_suffix(named)) {
        Some(modifiers) => format!("{modifiers}{sign}"),
        None => text,
    }
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
    fn keys_are_written_as_the_guide_writes_them() {
        let ctx = egui::Context::default();
        let text = |command| {
            let key = spec_of(command).and_then(|spec| spec.key);
            key.map(|key| key_text(&ctx, &key))
        };
        assert_eq!(text(Command::Shortcuts).as_deref(), Some("?"));
        assert_eq!(text(Command::ZoomOut).as_deref(), Some("−"));
        if !cfg!(target_os = "macos") {
            assert_eq!(text(Command::Preferences).as_deref(), Some("Ctrl+,"));
            assert_eq!(text(Command::Back).as_deref(), Some("Ctrl+["));
            assert_eq!(text(Command::Save).as_deref(), Some("Ctrl+S"));
        }
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
