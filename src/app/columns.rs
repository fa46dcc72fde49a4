//! A table whose columns go by names nobody knows: the page that shows each with a few of its values and asks what it
//! holds, and reading with the answer. May use egui, the window's jobs and exchange.

use std::path::PathBuf;

use egui::{Key, RichText};

use super::modals::enter_alone;
use super::pane::page;
use super::workspace::WorkspaceId;
use super::{App, theme};
use crate::document::actions::count;
use crate::exchange::threads::columns::Found;
use crate::exchange::threads::table_look::Preview;
use crate::exchange::threads::{Columns, Role, Table, look};
use crate::exchange::{Imported, Input, read_columns};
use crate::figure::shorten;
use crate::progress::Progress;

/// Values of a column that are shown.
const SAMPLES: usize = 3;
/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// What is to be read.
pub enum Wanted {
    /// A file, to be opened as a map of its own.
    Open(PathBuf),
    /// Files, or folders of them, to be brought into the map.
    Files(Vec<PathBuf>),
    /// Text that was pasted.
    Text(String),
    /// Markup that was pasted, and its text, should that be no discussion after all.
    Page(String, String),
}

/// What came of reading another program's files.
pub enum Foreign {
    /// They were read.
    Read(Imported),
    /// One of them, with this name, is a table whose columns somebody has to tell apart first.
    Asks(String, Table),
}

/// Reads inputs as parts of one thread, or says which is a table that leaves open what its columns hold.
pub fn read(
    inputs: &[Input<'_>],
    columns: Option<&Columns>,
    progress: &Progress,
) -> Result<Foreign, String> {
    for input in inputs.iter().filter(|_| columns.is_none()) {
        let table = look(input, progress).map_err(|e| e.in_window())?;
        if let Some(table) = table.filter(|table| table.total > 0 && table.asks()) {
            return Ok(Foreign::Asks(input.name.to_owned(), table));
        }
    }
    let unsaid = Columns::default();
    read_columns(inputs, None, columns.unwrap_or(&unsaid), progress)
        .map(Foreign::Read)
        .map_err(|e| e.in_window())
}

/// The page, while it is open.
pub struct ColumnsPage {
    workspace: WorkspaceId,
    wanted: Wanted,
    /// The table's name.
    name: String,
    table: Table,
    headless: bool,
    /// What each column is said to hold.
    roles: Vec<Option<Role>>,
    preview: Preview,
}

/// What a role is called on the page.
const fn title(role: Option<Role>) -> &'static str {
    match role {
        None => "Not used",
        Some(Role::Text) => "Words",
        Some(Role::Author) => "Author",
        Some(Role::Time) => "Time",
        Some(Role::Id) => "Id",
        Some(Role::Parent) => "Answers (an id)",
        Some(Role::Depth) => "Depth",
    }
}

/// Everything a column can be said to hold, in the order of the list.
fn choices() -> impl Iterator<Item = Option<Role>> {
    std::iter::once(None).chain(Role::ALL.map(Some))
}

impl ColumnsPage {
    /// The page for a table; what its names say is chosen already.
    pub fn new(workspace: WorkspaceId, wanted: Wanted, name: String, table: Table) -> Self {
        let found = table.found(&Columns::default());
        let roles = (0..table.names.len()).map(|n| found.role_of(n)).collect();
        let mut page = Self {
            workspace,
            wanted,
            name,
            table,
            headless: false,
            roles,
            preview: Preview::default(),
        };
        page.look_again();
        page
    }

    fn called(&self, column: usize) -> String {
        match self.table.names.get(column) {
            Some(name) if !self.headless => name.clone(),
            _ => format!("#{}", column + 1),
        }
    }

    /// What was chosen, for reading. A role that no column plays is said to be played by none.
    fn columns(&self) -> Columns {
        let mut columns = Columns::new(self.headless);
        for role in Role::ALL {
            let column = self.roles.iter().position(|other| *other == Some(role));
            columns.say(role, column.map(|column| self.called(column)));
        }
        columns
    }

    fn found(&self) -> Found {
        let names: Vec<String> = (0..self.roles.len()).map(|n| self.called(n)).collect();
        self.columns().find(&names).unwrap_or_default()
    }

    fn look_again(&mut self) {
        self.preview = self.table.preview(&self.found(), self.headless);
    }

    /// Says what a column holds. Another column that was said to hold the same is then used for nothing.
    fn choose(&mut self, column: usize, role: Option<Role>) {
        for (n, other) in self.roles.iter_mut().enumerate() {
            if n == column {
                *other = role;
            } else if role.is_some() && *other == role {
                *other = None;
            }
        }
        self.look_again();
    }

    /// What would become of the rows, in words.
    fn says(&self) -> String {
        let seen = &self.preview;
        let all = self.table.total + usize::from(self.headless);
        let rows = match seen.rows < all {
            true => format!("Of the first {} of {} rows", seen.rows, all),
            false => format!("Of {}", count(seen.rows, "row")),
        };
        if !self.roles.contains(&Some(Role::Text)) {
            return format!("{rows} none can be read: say which column holds the words");
        }
        let mut said = format!("{rows}: {}", count(seen.comments, "comment"));
        let mut add = |n: usize, what: &str| {
            if n > 0 {
                said.push_str(&format!(", {n} {what}"));
            }
        };
        add(seen.top_level, "at the top");
        add(
            seen.comments.saturating_sub(seen.top_level),
            "that answer others",
        );
        add(
            seen.missing_parent,
            "whose answered comment is not among them",
        );
        add(seen.without_words, "left out because they have no words");
        add(seen.authors, "different authors");
        add(seen.with_time, "with a time");
        said
    }

    fn table(&self, ui: &mut egui::Ui) -> Option<(usize, Option<Role>)> {
        let mut chosen = None;
        egui::Grid::new("columns")
            .num_columns(3)
            .striped(true)
            .show(ui, |ui| {
                for head in ["Column", "Holds", "First values"] {
                    ui.label(RichText::new(head).small().weak());
                }
                ui.end_row();
                for (n, role) in self.roles.iter().enumerate() {
                    let name = self.called(n);
                    ui.label(shorten(&name, SHOWN / 2));
                    if let Some(role) = role_of(ui, n, &name, *role, &self.roles) {
                        chosen = Some((n, role));
                    }
                    let samples = self.table.samples(n, SAMPLES, self.headless);
                    let samples: Vec<String> = (samples.iter())
                        .map(|sample| shorten(sample, SHOWN))
                        .collect();
                    ui.label(RichText::new(samples.join("\n")).small());
                    ui.end_row();
                }
            });
        chosen
    }
}

/// A column's list of roles; says what was chosen. With the keyboard on it, the arrow keys go through what no other
/// column is said to hold.
fn role_of(
    ui: &mut egui::Ui,
    n: usize,
    name: &str,
    role: Option<Role>,
    taken: &[Option<Role>],
) -> Option<Option<Role>> {
    let mut now = role;
    let shown = egui::ComboBox::from_id_salt(("role", n))
        .width(130.0)
        .selected_text(title(role))
        .show_ui(ui, |ui| {
            for other in choices() {
                ui.selectable_value(&mut now, other, title(other));
            }
        });
    let spoken = format!("Column {name} holds: {}", title(role));
    let response = shown.response;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, spoken.as_str()));
    if response.has_focus() && !egui::Popup::is_any_open(ui.ctx()) {
        let filter = egui::EventFilter {
            vertical_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
        let (down, up) = ui.input(|i| (i.key_pressed(Key::ArrowDown), i.key_pressed(Key::ArrowUp)));
        let free: Vec<Option<Role>> = choices()
            .filter(|other| *other == role || other.is_none() || !taken.contains(other))
            .collect();
        let at = free.iter().position(|other| *other == role).unwrap_or(0);
        let to = (at + usize::from(down)).saturating_sub(usize::from(up));
        now = free.get(to).copied().unwrap_or(now);
    }
    (now != role).then_some(now)
}

impl App {
    /// Asks what the columns of a table hold.
    pub(super) fn columns_page(&mut self, ctx: &egui::Context) {
        let Some(asked) = &mut self.columns else {
            return;
        };
        let mut go_on = None;
        let shown = page(ctx, "columns").show(ctx, |ui| {
            ui.set_width(720.0_f32.min(ui.ctx().content_rect().width() - 64.0));
            ui.heading("What do the columns hold?");
            ui.add_space(6.0);
            ui.label(format!(
                "{} is a table, and not all of its columns have names that are known here.",
                asked.name
            ));
            ui.add_space(6.0);
            let height = (ui.ctx().content_rect().height() - 280.0).clamp(120.0, 480.0);
            let mut chosen = None;
            egui::ScrollArea::both()
                .max_height(height)
                .show(ui, |ui| chosen = asked.table(ui));
            if let Some((column, role)) = chosen {
                asked.choose(column, role);
            }
            if asked.table.has_head() {
                let box_ = ui.checkbox(
                    &mut asked.headless,
                    "The first line is a row, not the names of the columns",
                );
                if box_.changed() {
                    asked.look_again();
                }
            }
            ui.add_space(6.0);
            ui.label(asked.says());
            ui.add_space(10.0);
            ui.horizontal(|ui| {
                let ready = asked.preview.comments > 0;
                let import =
                    egui::Button::new(RichText::new("Import rows").family(theme::semibold()));
                let import = ui.add_enabled(ready, import);
                if import.clicked() || (ready && enter_alone(ui)) {
                    go_on = Some(true);
                }
                if ui.button("Cancel").clicked() {
                    go_on = Some(false);
                }
            });
        });
        if go_on.is_none() && shown.should_close() {
            go_on = Some(false);
        }
        let Some(go_on) = go_on else {
            return;
        };
        if let Some(asked) = self.columns.take().filter(|_| go_on) {
            let columns = asked.columns();
            self.import(ctx, asked.workspace, asked.wanted, Some(columns));
        }
    }
}
