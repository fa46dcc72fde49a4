//! Which commands the pressed keys ask for, and how a key is written. May use egui's input.

use egui::{Key, KeyboardShortcut};

use super::{COMMANDS, Command, UNLISTED_KEYS};

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

#[cfg(test)]
mod tests {
    use super::super::spec_of;
    use super::*;

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
}
