//! The inspector: everything there is to know and to change about what is selected; with nothing selected,
//! about the map. May use document, map and egui.

mod claim;
mod excerpts;
mod link;
mod parts;

pub use self::excerpts::take;
pub use self::parts::{link_in_words, tag_chip};

use egui::{RichText, ScrollArea};

use self::parts::section;
use super::command::{Command, spec_of};
use super::pane::{Action, View};
use crate::document::actions::{self, count};
use crate::document::history::Mark;
use crate::map::{ClaimId, LinkId};

/// A text field's content while it is being typed in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Field {
    Title,
    Claim(ClaimId),
    LinkNote(LinkId),
    Evidence(ClaimId, usize),
    Source(ClaimId, usize),
}

/// The inspector with its state.
#[derive(Default)]
pub struct Inspector {
    typing: Option<(Field, String, Mark)>,
    /// The mark of the slider that is being dragged.
    sliding: Option<Mark>,
}

impl Inspector {
    /// Shows what is selected.
    pub fn show(&mut self, ui: &mut egui::Ui, view: &mut View<'_>, next_mark: Mark) {
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("inspector")
            .show(ui, |ui| {
                let claims = view.selection.claims();
                let links = view.selection.links();
                match (claims.as_slice(), links.as_slice()) {
                    ([], []) => self.map(ui, view, next_mark),
                    ([id], []) => self.claim(ui, *id, view, next_mark),
                    ([], [id]) => self.link(ui, *id, view, next_mark),
                    _ => self.several(ui, &claims, &links, view),
                }
            });
    }

    /// A text field whose typing is one undo step, and which follows the document when not typed in.
    #[allow(
        clippy::too_many_arguments,
        reason = "a field is described by this much"
    )]
    fn field(
        &mut self,
        ui: &mut egui::Ui,
        field: Field,
        name: &str,
        current: &str,
        rows: usize,
        next_mark: Mark,
        view: &mut View<'_>,
        edit: impl FnOnce(&View<'_>, String) -> crate::document::Edit,
    ) {
        let (mut text, mark) = match &self.typing {
            Some((of, text, mark)) if *of == field => (text.clone(), *mark),
            _ => (current.to_owned(), next_mark),
        };
        let widget = if rows > 1 {
            egui::TextEdit::multiline(&mut text).desired_rows(rows)
        } else {
            egui::TextEdit::singleline(&mut text)
        };
        let response = ui.add(
            widget
                .id_salt(&field)
                .desired_width(f32::INFINITY)
                .hint_text(name.trim_end_matches(" in the inspector").to_owned()),
        );
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
        if response.changed() {
            view.actions
                .push(Action::EditWithin(edit(view, text.clone()), mark));
        }
        if response.has_focus() {
            self.typing = Some((field, text, mark));
        } else if matches!(&self.typing, Some((of, ..)) if *of == field) {
            self.typing = None;
        }
    }

    fn map(&mut self, ui: &mut egui::Ui, view: &mut View<'_>, next_mark: Mark) {
        let document = view.session.document();
        let map = document.map();
        section(ui, "Map");
        let title = document.title().to_owned();
        self.field(
            ui,
            Field::Title,
            "Title of the map",
            &title,
            1,
            next_mark,
            view,
            |_, text| actions::set_title(text),
        );
        let map_facts = format!(
            "{} · {} · {}",
            count(map.claim_count(), "claim"),
            count(map.link_count(), "link"),
            count(document.findings().len(), "finding"),
        );
        ui.label(RichText::new(map_facts).small().weak());
        ui.add_space(12.0);
        if !view.tags().is_empty() {
            section(ui, "Show only claims tagged");
        }
        ui.horizontal_wrapped(|ui| {
            for (id, tag) in view.tags() {
                let n = view.derived.tag_counts.get(&id).copied().unwrap_or(0);
                let on = view.filter.contains(&id);
                if tag_chip(ui, &tag, &format!("{} {n}", tag.name), on, view).clicked() {
                    if on {
                        view.filter.remove(&id);
                    } else {
                        view.filter.insert(id);
                    }
                }
            }
        });
        ui.horizontal(|ui| {
            if !view.filter.is_empty() && ui.button("Show all").clicked() {
                view.filter.clear();
            }
            if ui.button("Tags…").clicked() {
                view.actions.push(Action::Do(Command::ManageTags));
            }
        });
        ui.add_space(12.0);
        section(ui, "How to go on");
        for (words, command) in [
            ("Claim from the selected words", Command::NewClaim),
            ("Arrange the cards", Command::Arrange),
            ("Find a command", Command::Palette),
        ] {
            let key = spec_of(command)
                .and_then(|spec| spec.key)
                .map(|k| super::command::key_text(ui.ctx(), &k));
            let text = match key {
                Some(key) => format!("{words}   {key}"),
                None => words.to_owned(),
            };
            if ui.link(text).clicked() {
                view.actions.push(Action::Do(command));
            }
        }
    }
}
