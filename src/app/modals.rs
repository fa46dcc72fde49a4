//! Small pages above the window: what becomes of unsaved changes, recovery after a crash, the command palette,
//! shortcuts, pasting a thread, choosing an export, the guide. May use egui and the window's commands.

use egui::{RichText, vec2};

use super::App;
use super::command::{COMMANDS, Command};
use super::files::Intent;
use super::from_link::{Asked, LinkPage};
use super::pane::{Action, page};
use super::{preferences, theme, views};
use crate::document::actions::count;
use crate::document::history::Mark;
use crate::document::{Session, journal::Recovery};
use crate::exchange::maps::EXPORTS;

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
}

/// The pages of the guide, in order.
const GUIDE: &[(&str, &str)] = &[
    ("First map", include_str!("../../assets/guide/first-map.md")),
    (
        "Keys and gestures",
        include_str!("../../assets/guide/keys-and-gestures.md"),
    ),
    ("Views", include_str!("../../assets/guide/views.md")),
    ("Threads", include_str!("../../assets/guide/threads.md")),
    (
        "Claims and links",
        include_str!("../../assets/guide/claims-and-links.md"),
    ),
    (
        "Similarity check",
        include_str!("../../assets/guide/similarity-check.md"),
    ),
    (
        "Reference bank",
        include_str!("../../assets/guide/reference-bank.md"),
    ),
    (
        "Validation",
        include_str!("../../assets/guide/validation.md"),
    ),
    (
        "Suggestions",
        include_str!("../../assets/guide/suggestions.md"),
    ),
    ("Files", include_str!("../../assets/guide/files.md")),
    (
        "Command line",
        include_str!("../../assets/guide/command-line.md"),
    ),
    (
        "Larger than one machine",
        include_str!("../../assets/guide/scale-out.md"),
    ),
];

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
            Modal::Unsaved => choice = unsaved(ui, &unsaved_names),
            Modal::ChangedOnDisk => choice = changed_on_disk(ui),
            Modal::Link(link) => {
                choice = link.show(ui).map(|asked| match asked {
                    Asked::Fetch(link) => Choice::Fetch(link),
                    Asked::File => Choice::Run(Command::Import),
                    Asked::Cancel => Choice::Close,
                });
            }
            Modal::Paste(text) => choice = paste(ui, text),
            Modal::Export => choice = export(ui),
            Modal::Palette(text, at) => choice = palette(ui, text, at),
            Modal::Shortcuts(text) => choice = shortcuts(ui, text),
            Modal::Guide(page) => choice = guide(ui, page),
            Modal::OpenUrl(target) => choice = open_url(ui, target),
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

    /// What a crash left behind: one at a time, nothing is thrown away unasked.
    fn recovery_page(&mut self, ctx: &egui::Context) {
        let Some(recovery) = self.recoveries.first() else {
            return;
        };
        let name = recovery.path.as_ref().map_or_else(
            || match recovery.document.title() {
                "" => "an unnamed map".to_owned(),
                title => format!("“{title}”"),
            },
            |path| path.display().to_string(),
        );
        let mut chosen: Option<bool> = None;
        page(ctx, "recovery").show(ctx, |ui| {
            ui.set_width(480.0);
            ui.heading("Unsaved work was found");
            ui.add_space(6.0);
            let comments = recovery
                .document
                .thread()
                .map_or(0, |thread| thread.comments.len());
            ui.label(format!(
                "Counterclaim ended without saving {name}. It can be brought back with everything that was in it: {}, {} and {}.",
                count(comments, "comment"),
                count(recovery.document.map().claim_count(), "claim"),
                count(recovery.document.map().link_count(), "link"),
            ));
            if recovery.edits > 0 {
                let changes = count(recovery.edits, "change");
                ui.label(format!("Since it was last saved: {changes}."));
            }
            if recovery.torn {
                ui.label("The very last change was cut short and is not among them.");
            }
            ui.add_space(12.0);
            ui.horizontal(|ui| {
                let recover = ui.button(RichText::new("Recover").family(theme::semibold()));
                if recover.clicked() || enter_alone(ui) {
                    chosen = Some(true);
                }
                if ui.button("Discard it").clicked() {
                    chosen = Some(false);
                }
            });
        });
        let Some(recover) = chosen else {
            return;
        };
        let recovery: Recovery = self.recoveries.remove(0);
        if recover {
            let session = Session::recovered(recovery, self.folders.journals());
            self.open_session(session);
            self.toasts.info("Recovered; save it to keep it");
        } else {
            recovery.discard();
        }
    }
}

/// Enter while no control has the keyboard: what the page proposes.
pub(super) fn enter_alone(ui: &egui::Ui) -> bool {
    ui.memory(|m| m.focused().is_none()) && ui.input(|i| i.key_pressed(egui::Key::Enter))
}

fn unsaved(ui: &mut egui::Ui, names: &[String]) -> Option<Choice> {
    ui.set_width(420.0);
    ui.heading("Save changes?");
    ui.add_space(6.0);
    match names {
        [one] => ui.label(format!("“{one}” has changes that are on no file.")),
        many => {
            ui.label(format!(
                "{} maps have changes that are on no file:",
                many.len()
            ));
            ui.label(many.join("\n"))
        }
    };
    ui.add_space(12.0);
    let mut choice = None;
    ui.horizontal(|ui| {
        let save = ui.button(RichText::new("Save changes").family(theme::semibold()));
        if save.clicked() || enter_alone(ui) {
            choice = Some(Choice::Save);
        }
        if ui.button("Don’t save").clicked() {
            choice = Some(Choice::DontSave);
        }
        if ui.button("Stay").clicked() {
            choice = Some(Choice::Close);
        }
    });
    choice
}

fn changed_on_disk(ui: &mut egui::Ui) -> Option<Choice> {
    ui.set_width(460.0);
    ui.heading("The file was changed on disk");
    ui.add_space(6.0);
    ui.label("Somebody or something else wrote this map’s file since it was opened here. Saving would replace what was written.");
    ui.add_space(12.0);
    let mut choice = None;
    ui.horizontal(|ui| {
        if ui
            .button(RichText::new("Save under another name…").family(theme::semibold()))
            .clicked()
        {
            choice = Some(Choice::SaveAs);
        }
        if ui.button("Overwrite it").clicked() {
            choice = Some(Choice::Overwrite);
        }
        if ui.button("Stay").clicked() {
            choice = Some(Choice::Close);
        }
    });
    choice
}

fn paste(ui: &mut egui::Ui, text: &mut String) -> Option<Choice> {
    ui.set_width(640.0);
    ui.heading("Paste thread text");
    ui.label(RichText::new("The text of a discussion, or the JSON or page source of one. Nothing is guessed: what the text does not say, you can set afterwards.").small().weak());
    ui.add_space(6.0);
    let height = (ui.ctx().content_rect().height() - 260.0).clamp(120.0, 420.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .show(ui, |ui| {
            let field = ui.add(
                egui::TextEdit::multiline(text)
                    .id_salt("paste")
                    .desired_rows(14)
                    .desired_width(f32::INFINITY),
            );
            field.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Thread text")
            });
            if text.is_empty() && !field.has_focus() {
                field.request_focus();
            }
        });
    ui.add_space(8.0);
    let mut choice = None;
    ui.horizontal(|ui| {
        let ready = !text.trim().is_empty();
        if ui
            .add_enabled(ready, egui::Button::new("Import text"))
            .clicked()
        {
            choice = Some(Choice::Paste(std::mem::take(text)));
        }
        let lines = ui.add_enabled(ready, egui::Button::new("Make claims of the lines"));
        if lines
            .on_hover_text("One claim a line; indented lines bear on the line above")
            .clicked()
        {
            choice = Some(Choice::PasteLines(std::mem::take(text)));
        }
        if ui.button("Cancel").clicked() {
            choice = Some(Choice::Close);
        }
    });
    choice
}

fn export(ui: &mut egui::Ui) -> Option<Choice> {
    ui.set_width(520.0);
    ui.heading("Export");
    ui.add_space(6.0);
    let mut choice = None;
    for export in EXPORTS {
        if ui
            .add(egui::Button::new(export.title).min_size(vec2(300.0, 30.0)))
            .clicked()
        {
            choice = Some(Choice::Export(export.name));
        }
        if !export.loses.is_empty() {
            ui.add(egui::Label::new(RichText::new(export.loses).small().weak()).wrap());
        }
        ui.add_space(4.0);
    }
    ui.add_space(8.0);
    if ui.button("Cancel").clicked() {
        choice = Some(Choice::Close);
    }
    choice
}

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

fn palette(ui: &mut egui::Ui, text: &mut String, at: &mut usize) -> Option<Choice> {
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
    let mut found: Vec<(i32, &super::command::Spec)> = COMMANDS
        .iter()
        .filter(|spec| spec.command != Command::Palette)
        .filter_map(|spec| Some((fuzzy(text, spec.name)?, spec)))
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
                    button = button.shortcut_text(super::command::key_text(ui.ctx(), &key));
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

/// What the mouse does, for the sheet.
const MOUSE: &[(&str, &str)] = &[
    (
        "Drag the edge of a card",
        "draw a link; S, A, R choose support, attack, rephrase",
    ),
    (
        "Drop a link on an arrow",
        "undercut (attack) or support the link",
    ),
    ("Drop a link on a joint", "linked premise"),
    (
        "Hold S, A or R and drag a card",
        "draw a link from anywhere on it",
    ),
    (
        "Drop a card on a card",
        "link it; it goes back to where it stood",
    ),
    ("Double click", "edit a card, or make one"),
    ("Drag the plane", "select what is in the frame"),
    (
        "Space, middle or right button and drag",
        "move over the plane",
    ),
    ("Ctrl and wheel, or pinch", "zoom at the pointer"),
    ("Shift and click", "add to the selection"),
    ("1 … 9", "tag the selected claims"),
    ("Arrow keys", "go to the neighbour in that direction"),
    (
        "Alt and an arrow",
        "along the links: target, premise, siblings",
    ),
    (
        "Ctrl and an arrow",
        "new claim below, above or beside, linked",
    ),
    ("Shift and an arrow", "move the selected cards a little"),
    ("Side buttons of the mouse", "back and forward"),
];

fn shortcuts(ui: &mut egui::Ui, text: &mut String) -> Option<Choice> {
    ui.set_width(560.0);
    ui.heading("Keyboard and mouse");
    let field = ui.add(
        egui::TextEdit::singleline(text)
            .id_salt("search")
            .hint_text("Search")
            .desired_width(220.0),
    );
    field
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search shortcuts"));
    ui.add_space(6.0);
    let wanted = text.to_lowercase();
    let height = (ui.ctx().content_rect().height() - 220.0).max(120.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            egui::Grid::new("shortcuts")
                .num_columns(2)
                .striped(true)
                .spacing(vec2(24.0, 6.0))
                .show(ui, |ui| {
                    for spec in COMMANDS {
                        let Some(key) = spec.key else { continue };
                        let key = super::command::key_text(ui.ctx(), &key);
                        if spec.name.to_lowercase().contains(&wanted)
                            || key.to_lowercase().contains(&wanted)
                        {
                            ui.label(RichText::new(key).monospace());
                            ui.label(spec.name.trim_end_matches('…'));
                            ui.end_row();
                        }
                    }
                    for (how, what) in MOUSE {
                        if how.to_lowercase().contains(&wanted) || what.contains(&wanted) {
                            ui.label(*how);
                            ui.label(*what);
                            ui.end_row();
                        }
                    }
                });
        });
    ui.add_space(8.0);
    ui.button("Close").clicked().then_some(Choice::Close)
}

fn open_url(ui: &mut egui::Ui, target: &str) -> Option<Choice> {
    ui.set_width(480.0);
    ui.heading("Open in the browser?");
    ui.add_space(6.0);
    ui.add(egui::Label::new(RichText::new(target).monospace()).wrap());
    ui.add_space(12.0);
    let safe = target.starts_with("https://") || target.starts_with("http://");
    let mut choice = None;
    ui.horizontal(|ui| {
        if ui
            .add_enabled(safe, egui::Button::new("Open link"))
            .clicked()
        {
            choice = Some(Choice::Url(target.to_owned()));
        }
        if ui.button("Copy").clicked() {
            ui.ctx().copy_text(target.to_owned());
            choice = Some(Choice::Close);
        }
        if ui.button("Cancel").clicked() {
            choice = Some(Choice::Close);
        }
    });
    if !safe {
        ui.label(
            RichText::new("Only web addresses can be opened from here")
                .small()
                .weak(),
        );
    }
    choice
}

fn guide(ui: &mut egui::Ui, page: &mut usize) -> Option<Choice> {
    ui.set_width(760.0_f32.min(ui.ctx().content_rect().width() - 64.0));
    ui.horizontal_wrapped(|ui| {
        for (n, (title, _)) in GUIDE.iter().enumerate() {
            if ui.selectable_label(*page == n, *title).clicked() {
                *page = n;
            }
        }
    });
    ui.separator();
    let height = (ui.ctx().content_rect().height() - 200.0).max(120.0);
    let text = GUIDE.get(*page).map_or("", |(_, text)| *text);
    egui::ScrollArea::vertical()
        .id_salt(*page)
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            markdown(ui, text);
        });
    ui.add_space(8.0);
    ui.button("Close").clicked().then_some(Choice::Close)
}

/// Draws the little Markdown the guide is written in: headings, paragraphs, lists, code blocks, tables as text.
fn markdown(ui: &mut egui::Ui, text: &str) {
    let mut code = false;
    let mut paragraph = String::new();
    let flush = |ui: &mut egui::Ui, paragraph: &mut String| {
        if !paragraph.is_empty() {
            ui.add(egui::Label::new(inline(ui, paragraph)).wrap());
            ui.add_space(6.0);
            paragraph.clear();
        }
    };
    for line in text.lines() {
        let bare = line.trim();
        if bare.starts_with("```") {
            flush(ui, &mut paragraph);
            code = !code;
        } else if code || bare.starts_with('|') {
            flush(ui, &mut paragraph);
            ui.label(RichText::new(line).monospace());
        } else if bare.is_empty() {
            flush(ui, &mut paragraph);
        } else if let Some(title) = bare
            .trim_start_matches('#')
            .strip_prefix(' ')
            .filter(|_| bare.starts_with('#'))
        {
            flush(ui, &mut paragraph);
            ui.add_space(8.0);
            ui.heading(title);
            ui.add_space(2.0);
        } else if let Some(item) = bare.strip_prefix("- ") {
            flush(ui, &mut paragraph);
            paragraph = format!("•  {item}");
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(bare);
        }
    }
    flush(ui, &mut paragraph);
}

/// `**strong**` and `code` inside a paragraph.
fn inline(ui: &egui::Ui, text: &str) -> egui::text::LayoutJob {
    let mut job = egui::text::LayoutJob::default();
    for (n, part) in text.split("**").enumerate() {
        for (m, piece) in part.split('`').enumerate() {
            let mut rich = RichText::new(piece);
            if n % 2 == 1 {
                rich = rich.family(theme::semibold());
            }
            if m % 2 == 1 {
                rich = rich.monospace();
            }
            rich.append_to(
                &mut job,
                ui.style(),
                egui::FontSelection::Default,
                egui::Align::LEFT,
            );
        }
    }
    job
}

impl App {
    /// What the documents are called that have something on no file.
    fn unsaved_names(&self) -> Vec<String> {
        self.unsaved().map(|workspace| workspace.name()).collect()
    }
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
}
