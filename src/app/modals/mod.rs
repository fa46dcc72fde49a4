//! Small pages above the window: what becomes of unsaved changes, recovery after a crash, the command palette,
//! shortcuts, pasting a thread, choosing an export, the guide. Here is which one is open and what becomes of the
//! answer. May use egui and the window's commands.

mod guide;
mod palette;
mod questions;
mod recovery;
mod shortcuts;

use super::App;
use super::command::Command;
use super::files::Intent;
use super::from_link::{Asked, LinkPage};
use super::pane::{Action, page};
use super::{preferences, views};
use crate::document::history::Mark;

/// The page that is open.
pub enum Modal {
    /// What becomes of unsaved changes.
    Unsaved,
    /// The file was changed by somebody else.
    ChangedOnDisk,
    /// A link to a discussion that is to be fetched.
    Link(LinkPage),
    /// Text to be made a thread.
    Paste(String),
    /// Which format to export.
    Export,
    /// Find a command: what was typed, and which is proposed.
    Palette(String, usize),
    /// All shortcuts: what was typed to search.
    Shortcuts(String),
    /// The guide: which page.
    Guide(usize),
    /// Where a link leads, before it is opened.
    OpenUrl(String),
    /// Theme, sizes, saving, semantics, tags.
    Preferences,
    /// Saved views: the name typed for a new one.
    Views(String),
    /// What was said of the last import, all of it.
    Account(Vec<String>),
    /// A person's own terms for tags, as they are being edited.
    Terms(String),
}

impl Modal {
    /// An empty command palette.
    pub fn palette() -> Self {
        Self::Palette(String::new(), 0)
    }

    /// What the page is called inside egui: each keeps a size of its own.
    fn id(&self) -> &'static str {
        match self {
            Self::Unsaved => "unsaved",
            Self::ChangedOnDisk => "changed on disk",
            Self::Link(_) => "link",
            Self::Paste(_) => "paste",
            Self::Export => "export",
            Self::Palette(..) => "palette",
            Self::Shortcuts(_) => "shortcuts",
            Self::Guide(_) => "guide",
            Self::OpenUrl(_) => "open link",
            Self::Preferences => "preferences",
            Self::Views(_) => "views",
            Self::Account(_) => "account",
            Self::Terms(_) => "terms",
        }
    }
}

/// What was chosen on a page.
enum Choice {
    Close,
    Save,
    DontSave,
    Overwrite,
    SaveAs,
    Fetch(String),
    Paste(String),
    PasteLines(String),
    KeepView(String),
    ShowView(String),
    DeleteView(String),
    Export(&'static str),
    Run(Command),
    Url(String),
    KeepTerms(String),
}

impl App {
    pub(super) fn show_modals(
        &mut self,
        ctx: &egui::Context,
        asked: &mut Vec<Action>,
        next_mark: Mark,
    ) {
        self.recovery_page(ctx);
        self.newcomer_page(ctx);
        self.columns_page(ctx);
        self.check_dialog(ctx, asked);
        self.tags_dialog(ctx, asked, next_mark);
        if let Some(field) = &mut self.path_field
            && let Some(answer) = field.show(ctx)
            && let Some(field) = self.path_field.take()
        {
            self.take_answer(ctx, field.request, answer);
        }
        let mut choice = None;
        let modal_is_views = matches!(self.modal, Some(Modal::Views(_)));
        let unsaved_names = match self.intent {
            Some(Intent::Quit | Intent::SaveAndQuit) => self.unsaved_names(),
            _ => vec![self.doc.name()],
        };
        let views: Vec<_> = match modal_is_views {
            true => self
                .doc
                .session
                .document()
                .views()
                .clone()
                .into_iter()
                .collect(),
            false => Vec::new(),
        };
        let Some(modal) = &mut self.modal else {
            return;
        };
        let settings = &mut self.settings;
        let shown = page(ctx, modal.id()).show(ctx, |ui| match modal {
            Modal::Preferences => {
                choice = preferences::page(ui, settings).then_some(Choice::Close);
            }
            Modal::Views(name) => {
                choice = views::page(ui, name, &views).map(|asked| match asked {
                    views::Asked::Close => Choice::Close,
                    views::Asked::Keep(name) => Choice::KeepView(name),
                    views::Asked::Show(name) => Choice::ShowView(name),
                    views::Asked::Delete(name) => Choice::DeleteView(name),
                });
            }
            Modal::Unsaved => choice = questions::unsaved(ui, &unsaved_names),
            Modal::ChangedOnDisk => choice = questions::changed_on_disk(ui),
            Modal::Link(link) => {
                choice = link.show(ui).map(|asked| match asked {
                    Asked::Fetch(link) => Choice::Fetch(link),
                    Asked::File => Choice::Run(Command::Import),
                    Asked::Cancel => Choice::Close,
                });
            }
            Modal::Paste(text) => choice = questions::paste(ui, text),
            Modal::Export => choice = questions::export(ui),
            Modal::Palette(text, at) => choice = palette::palette(ui, text, at),
            Modal::Shortcuts(text) => choice = shortcuts::shortcuts(ui, text),
            Modal::Guide(page) => choice = guide::guide(ui, page),
            Modal::OpenUrl(target) => choice = questions::open_url(ui, target),
            Modal::Account(said) => choice = questions::account(ui, said),
            Modal::Terms(text) => choice = questions::terms(ui, text),
        });
        if choice.is_none() && shown.should_close() {
            choice = Some(Choice::Close);
        }
        let Some(choice) = choice else {
            return;
        };
        self.modal = None;
        match choice {
            Choice::Close => self.intent = None,
            Choice::KeepView(name) => self.keep_view(&name),
            Choice::ShowView(name) => self.show_view(&name),
            Choice::DeleteView(name) => {
                self.delete_view(&name);
                self.modal = Some(Modal::Views(String::new()));
            }
            Choice::Fetch(link) => self.import_link(ctx, link),
            Choice::PasteLines(text) => self.paste_lines(ctx, &text),
            Choice::Save => match self.intent {
                Some(Intent::Quit) => self.go_on(ctx, Intent::SaveAndQuit),
                _ => self.save(ctx),
            },
            Choice::DontSave => {
                if let Some(intent) = self.intent.take() {
                    self.go_on(ctx, intent);
                }
            }
            Choice::Overwrite => self.save_now(ctx, true),
            Choice::SaveAs => self.ask_save_as(ctx),
            Choice::Paste(text) => self.import_text(ctx, text),
            Choice::Export(format) => self.ask_export(ctx, format),
            Choice::Run(command) => asked.push(Action::Do(command)),
            Choice::KeepTerms(text) => self.keep_terms(&text),
            Choice::Url(target) => ctx.open_url(egui::OpenUrl::new_tab(target)),
        }
    }

    fn tags_dialog(&mut self, ctx: &egui::Context, asked: &mut Vec<Action>, next_mark: Mark) {
        let Some(mut tags) = self.tags.take() else {
            return;
        };
        let (_, mut view) = view!(self, ctx, *asked);
        if !tags.show(ctx, &mut view, next_mark) {
            self.tags = Some(tags);
        }
    }

    /// What the documents are called that have something on no file.
    fn unsaved_names(&self) -> Vec<String> {
        self.unsaved().map(|workspace| workspace.name()).collect()
    }
}

/// Enter while no control has the keyboard: what the page proposes.
pub(super) fn enter_alone(ui: &egui::Ui) -> bool {
    ui.memory(|m| m.focused().is_none()) && ui.input(|i| i.key_pressed(egui::Key::Enter))
}
