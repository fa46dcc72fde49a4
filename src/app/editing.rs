//! A claim's text being edited where it stands, in the canvas or the outline. All that is typed until it ends is
//! one undo step; Escape takes it back. May use the document's edits and egui.

use egui::{FontId, Key, Rect, Ui};

use super::pane::{Action, View};
use super::theme::colour;
use crate::document::actions;
use crate::document::history::Mark;
use crate::map::{ClaimId, NodeId};

/// A claim's text being edited.
#[derive(Debug, Clone)]
pub struct Editing {
    /// Whose text.
    pub claim: ClaimId,
    /// As it stands now.
    pub text: String,
    /// Everything under this mark is taken back by Escape.
    pub mark: Mark,
    /// What was selected before; Escape selects it again.
    pub before: Vec<NodeId>,
    /// Whether the field is still to be given the keyboard.
    pub fresh: bool,
}

impl Editing {
    /// Starts editing.
    pub fn new(claim: ClaimId, text: &str, mark: Mark, before: Vec<NodeId>) -> Self {
        Self {
            claim,
            text: text.to_owned(),
            mark,
            before,
            fresh: true,
        }
    }
}

/// How the field is drawn.
pub struct Look {
    /// Where; it may grow downwards.
    pub area: Rect,
    /// Where it must not be drawn beyond.
    pub clip: Rect,
    /// Letters, in points.
    pub size: f32,
    /// From line to line, in points.
    pub line: f32,
}

/// What ended the editing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Enter: what was typed is kept.
    Enter,
    /// The keyboard went elsewhere; what was typed is kept.
    Left,
}

/// Draws the field and takes what is typed into the document. Enter ends, Shift+Enter begins a line.
pub fn field(
    ui: &mut Ui,
    editing: &mut Editing,
    look: &Look,
    view: &mut View<'_>,
) -> Option<Ended> {
    let width = look.area.width();
    let mut child = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(look.area)
            .id_salt("edit in place"),
    );
    child.set_clip_rect(look.clip);
    let font = FontId::proportional(look.size);
    let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, width: f32| {
        let mut job = egui::text::LayoutJob::simple(
            text.as_str().to_owned(),
            font.clone(),
            ui.visuals().text_color(),
            width,
        );
        for section in &mut job.sections {
            section.format.line_height = Some(look.line);
        }
        ui.painter().layout_job(job)
    };
    let id = egui::Id::unique(("edit claim", editing.claim));
    let output = egui::TextEdit::multiline(&mut editing.text)
        .id(id)
        .frame(egui::Frame::NONE.fill(colour(view.palette.card)))
        .margin(0.0)
        .desired_width(width)
        .desired_rows(1)
        .layouter(&mut layouter)
        .return_key(egui::KeyboardShortcut::new(
            egui::Modifiers::SHIFT,
            Key::Enter,
        ))
        .show(&mut child);
    let response = output.response.response;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Claim text"));
    if editing.fresh {
        editing.fresh = false;
        response.request_focus();
        let mut state = output.state;
        let end = egui::text::CCursor::new(editing.text.chars().count());
        state
            .cursor
            .set_char_range(Some(egui::text::CCursorRange::two(
                egui::text::CCursor::new(0),
                end,
            )));
        state.store(ui.ctx(), id);
        return None;
    }
    if response.changed() {
        let edit = actions::set_text(view.session.document(), editing.claim, editing.text.clone());
        view.actions.push(Action::EditWithin(edit, editing.mark));
    }
    if ui.input(|i| i.key_pressed(Key::Enter) && !i.modifiers.shift) {
        return Some(Ended::Enter);
    }
    let escape = ui.input(|i| i.key_pressed(Key::Escape));
    (response.lost_focus() && !escape).then_some(Ended::Left)
}
