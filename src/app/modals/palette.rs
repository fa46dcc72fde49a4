//! Finding a command by typing some of its letters. May use egui and the list of commands.

use egui::{RichText, vec2};

use super::Choice;
use crate::app::command::{self, COMMANDS, Command};

/// How well `typed` fits a name: every letter must come, in order; runs and word beginnings count more.
fn fuzzy(typed: &str, name: &str) -> Option<i32> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut at, mut score, mut run) = (0, 0, 0);
    for letter in typed.to_lowercase().chars().filter(|c| !c.is_whitespace()) {
        let found = (at..name.len()).find(|n| name[*n] == letter)?;
        let begins = found == 0 || !name[found - 1].is_alphanumeric();
        run = if found == at { run + 1 } else { 0 };
        score += 1 + run * 2 + if begins { 4 } else { 0 };
        at = found + 1;
    }
    Some(score * 100 - name.len() as i32)
}

/// How well `typed` fits a command: its name, or the beginning of a word it is also sought by.
fn fits(typed: &str, spec: &command::Spec) -> Option<i32> {
    let begun = typed.trim().to_lowercase();
    let also = command::also_called(spec.command).split(' ');
    let also = also
        .filter(|word| begun.chars().count() > 1 && word.starts_with(&begun))
        .filter_map(|word| fuzzy(typed, word))
        .max();
    fuzzy(typed, spec.name).max(also)
}

pub(super) fn palette(ui: &mut egui::Ui, text: &mut String, at: &mut usize) -> Option<Choice> {
    ui.set_width(520.0);
    let field = ui.add(
        egui::TextEdit::singleline(text)
            .id_salt("palette")
            .hint_text("Type a command")
            .desired_width(f32::INFINITY),
    );
    field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find a command"));
    field.request_focus();
    if field.changed() {
        *at = 0;
    }
    let mut found: Vec<(i32, &command::Spec)> = COMMANDS
        .iter()
        .filter(|spec| spec.command != Command::Palette)
        .filter_map(|spec| Some((fits(text, spec)?, spec)))
        .collect();
    if !text.trim().is_empty() {
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    }
    let (down, up, enter) = ui.input(|i| {
        (
            i.key_pressed(egui::Key::ArrowDown),
            i.key_pressed(egui::Key::ArrowUp),
            i.key_pressed(egui::Key::Enter),
        )
    });
    if down {
        *at += 1;
    }
    if up {
        *at = at.saturating_sub(1);
    }
    *at = (*at).min(found.len().saturating_sub(1));
    let mut choice = None;
    ui.add_space(6.0);
    egui::ScrollArea::vertical()
        .max_height(360.0)
        .min_scrolled_height(360.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for (n, (_, spec)) in found.iter().enumerate() {
                let mut button = egui::Button::selectable(n == *at, spec.name)
                    .min_size(vec2(ui.available_width(), 28.0));
                if let Some(key) = spec.key {
                    button = button.shortcut_text(command::key_text(ui.ctx(), &key));
                }
                let response = ui.add(button);
                if n == *at && (down || up) {
                    response.scroll_to_me(None);
                }
                if response.clicked() || (enter && n == *at) {
                    choice = Some(Choice::Run(spec.command));
                }
            }
            if found.is_empty() {
                ui.label(RichText::new("No command of that name").weak());
            }
        });
    choice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_must_come_in_order_and_word_beginnings_win() {
        assert!(fuzzy("zz", "Save as…").is_none());
        assert!(fuzzy("sa", "Save as…") > fuzzy("sa", "Discard"));
        assert!(fuzzy("lat", "Link: attack…").is_some());
    }

    #[test]
    fn commands_are_found_by_other_words_for_them() {
        let best = |typed: &str| {
            let found = COMMANDS.iter().filter_map(|s| Some((fits(typed, s)?, s)));
            found
                .max_by_key(|(score, _)| *score)
                .map(|(_, s)| s.command)
        };
        assert_eq!(best("dark"), Some(Command::CycleTheme));
        assert_eq!(best("exit"), Some(Command::Quit));
        assert_eq!(best("Settings"), Some(Command::Preferences));
        assert_eq!(best("save"), Some(Command::Save));
        assert_eq!(best("qqqq"), None);
    }
}
