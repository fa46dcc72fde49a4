//! A discussion from its link: the page that asks for the link, and fetching it as a job. Nothing is fetched before
//! the person says so. May use egui, the window's jobs and `exchange::fetch`.

use egui::{Event, RichText};

use super::files::{Outcome, overlap};
use super::modals::Modal;
use super::{App, theme};
use crate::exchange::fetch::{self, Discussion, FetchError, Limits, Part};
use crate::figure::shorten;

/// For so many frames what comes from the clipboard is what the page asked it for.
const FRAMES: u8 = 8;

/// The page that asks for a link.
pub struct LinkPage {
    text: String,
    /// Why the last attempt came to nothing.
    fault: Option<String>,
    /// How many frames it has been open.
    frames: u8,
}

/// What was chosen on it.
pub enum Asked {
    /// Fetch this.
    Fetch(String),
    /// Import a saved file instead.
    File,
    /// Nothing.
    Cancel,
}

impl LinkPage {
    /// A page with a link on it, or with none.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            fault: None,
            frames: 0,
        }
    }

    /// Shows the page.
    pub fn show(&mut self, ui: &mut egui::Ui) -> Option<Asked> {
        ui.set_width(560.0);
        ui.heading("Import from a link");
        ui.label(
            RichText::new("A discussion on Hacker News, Reddit, Lobsters, or a Discourse, Lemmy or Mastodon server. The site is asked once you press Fetch, and not again until you do.")
                .small()
                .weak(),
        );
        ui.add_space(6.0);
        self.take_clipboard(ui);
        let label = ui.label("Link");
        let field = ui
            .add(
                egui::TextEdit::singleline(&mut self.text)
                    .id_salt("link")
                    .hint_text("https://…")
                    .desired_width(f32::INFINITY),
            )
            .labelled_by(label.id);
        if self.frames == 0 {
            field.request_focus();
        }
        self.frames = self.frames.saturating_add(1);
        if field.changed() {
            self.fault = None;
            self.frames = FRAMES;
        }
        let found = Discussion::recognise(&self.text);
        ui.label(match (&found, self.text.trim().is_empty()) {
            (Some(discussion), _) => what(discussion),
            (None, true) => String::new(),
            (None, false) => "This is not a link to a discussion that can be fetched".to_owned(),
        });
        if let Some(fault) = &self.fault {
            let text = RichText::new(fault).color(ui.visuals().error_fg_color);
            ui.add(egui::Label::new(text).wrap());
        }
        ui.add_space(8.0);
        let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let mut asked = None;
        ui.horizontal(|ui| {
            let name = RichText::new("Fetch").family(theme::semibold());
            let fetch = ui.add_enabled(found.is_some(), egui::Button::new(name));
            if fetch.clicked() || (enter && found.is_some()) {
                asked = Some(Asked::Fetch(self.text.trim().to_owned()));
            }
            if ui.button("Import a saved file instead…").clicked() {
                asked = Some(Asked::File);
            }
            if ui.button("Cancel").clicked() {
                asked = Some(Asked::Cancel);
            }
        });
        asked
    }

    /// The clipboard is asked when the page opens; a link on it is proposed, anything else is left there.
    fn take_clipboard(&mut self, ui: &egui::Ui) {
        if self.frames >= FRAMES || !self.text.is_empty() {
            return;
        }
        if self.frames == 0 {
            ui.ctx()
                .send_viewport_cmd(egui::ViewportCommand::RequestPaste);
        }
        let mut came = None;
        ui.input_mut(|input| {
            input.events.retain(|event| match event {
                Event::Paste(text) => {
                    came = Some(text.trim().to_owned());
                    false
                }
                _ => true,
            });
        });
        if let Some(text) = came {
            self.frames = FRAMES;
            if Discussion::recognise(&text).is_some() {
                self.text = text;
            }
        } else {
            ui.ctx().request_repaint();
        }
    }
}

/// What a link leads to, in a few words.
fn what(discussion: &Discussion) -> String {
    let part = match discussion.part {
        Part::Whole => "discussion",
        Part::Comment => "post",
        Part::Short => "short link",
    };
    format!("{}, {part} {}", discussion.site.name(), discussion.id)
}

impl App {
    /// Fetches the discussion a link leads to, for the document in front.
    pub(super) fn import_link(&mut self, ctx: &egui::Context, link: String) {
        let id = self.doc.id;
        let open = self.doc.session.document().thread().cloned();
        let sites = self.settings.sites.clone();
        let name = format!("Fetching {}", shorten(&link, 60));
        self.job(ctx, name, move |progress| {
            let read = fetch::import(&link, &sites, &Limits::default(), progress);
            let compared = read.map(|read| {
                let overlap = overlap(open.as_ref(), &read);
                (read, overlap)
            });
            Outcome::Fetched(id, link, compared)
        });
    }

    /// What was fetched goes the way of every import; what was not is said on the page, where it can be mended.
    pub(super) fn take_fetched(&mut self, link: String, error: &FetchError) {
        let said = match error {
            FetchError::Read(error) => error.in_window(),
            other => other.to_string(),
        };
        if matches!(error, FetchError::Cancelled(_)) {
            self.toasts.info("Fetching was cancelled");
        } else if self.modal.is_some() {
            self.toasts.error(said);
        } else {
            self.modal = Some(Modal::Link(LinkPage {
                text: link,
                fault: Some(said),
                frames: 0,
            }));
        }
    }
}
