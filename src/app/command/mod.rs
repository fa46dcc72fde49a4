//! Everything a person can ask the window to do. [`list`] is the one list of it: menus, shortcuts, the command palette,
//! the shortcut sheet and context menus are all made from it; [`keys`] says which keys were pressed. May use egui's
//! names of keys; does nothing itself.

mod keys;
mod list;
mod words;

pub use self::keys::{Typing, key_text, pressed};
pub use self::list::{
    CLAIM_MENU, COMMANDS, LINK_MENU, Menu, PLANE_MENU, Spec, UNLISTED_KEYS, spec_of,
};

pub use self::words::also_called;
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
    /// Everything that was said of the last import.
    ImportAccount,
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
    /// Show or hide the suggestions.
    ToggleSuggestions,
    /// Do what the suggestion that is shown says.
    AcceptSuggestion,
    /// Never make the suggestion that is shown again.
    DismissSuggestion,
    /// Show the next suggestion.
    NextSuggestion,
    /// Show the one before.
    PreviousSuggestion,
    /// Edit a person's own terms for tags.
    EditTerms,
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
