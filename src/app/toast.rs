//! Toasts: one sentence at the foot of the window, which leaves by itself, may carry an offer, and stays when
//! it tells of a fault, until what it tells of is over. A fault belongs to the document that was in front and is shown
//! only over that one. May use egui.

use std::time::{Duration, Instant};

use super::workspace::WorkspaceId;

/// How grave a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Something was done.
    Info,
    /// Something was done, but not all of it.
    Warning,
    /// Something could not be done.
    Error,
}

/// What a message offers beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// To take back what was done.
    Undo,
    /// To read the rest of what was said of an import.
    Account,
}

impl Offer {
    fn name(self) -> &'static str {
        match self {
            Self::Undo => "Undo",
            Self::Account => "Read all",
        }
    }
}

struct Toast {
    text: String,
    level: Level,
    offer: Option<Offer>,
    until: Option<Instant>,
    /// The document it is about; `None` for what is told whichever is in front.
    of: Option<WorkspaceId>,
    /// Whether saving would settle it.
    saving: bool,
}

impl Toast {
    fn is_shown(&self, front: Option<WorkspaceId>) -> bool {
        self.of.is_none() || self.of == front
    }
}

/// The messages that are shown now.
#[derive(Default)]
pub struct Toasts {
    list: Vec<Toast>,
    front: Option<WorkspaceId>,
}

const STAYS: Duration = Duration::from_secs(6);
const AT_MOST: usize = 3;

impl Toasts {
    /// Says that something was done.
    pub fn info(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Info, None);
    }

    /// Says that something was done which may be taken back.
    pub fn done(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Info, Some(Offer::Undo));
    }

    /// Says that something was done, but not all of it.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Warning, None);
    }

    /// Says the first of several things about an import; the others are a page away.
    pub fn account(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Warning, Some(Offer::Account));
    }

    /// Says that something could not be done; stays until it is closed.
    pub fn error(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Error, None);
    }

    /// Says that the document in front could not be saved, or should be; stays until it was saved or this is closed.
    pub fn unsaved(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Error, None);
        if let Some(last) = self.list.last_mut() {
            last.saving = true;
        }
    }

    /// The document in front was saved: what was said of that is over.
    pub fn saved(&mut self) {
        let front = self.front;
        self.list
            .retain(|toast| !toast.saving || toast.of.is_some_and(|of| Some(of) != front));
    }

    /// Another document comes to the front; its faults are shown, and no other's.
    pub fn turn_to(&mut self, front: WorkspaceId) {
        self.front = Some(front);
    }

    /// A document was closed.
    pub fn forget(&mut self, closed: WorkspaceId) {
        self.list.retain(|toast| toast.of != Some(closed));
    }

    fn push(&mut self, text: String, level: Level, offer: Option<Offer>) {
        let of = self.front.filter(|_| level == Level::Error);
        self.list.retain(|toast| {
            (toast.text != text || toast.of != of) && (offer.is_none() || toast.offer != offer)
        });
        let until = (level != Level::Error).then(|| Instant::now() + STAYS);
        self.list.push(Toast {
            text,
            level,
            offer,
            until,
            of,
            saving: false,
        });
        let front = self.front;
        let shown = |toast: &Toast| toast.is_shown(front);
        if self.list.iter().filter(|toast| shown(toast)).count() > AT_MOST
            && let Some(oldest) = self.list.iter().position(shown)
        {
            self.list.remove(oldest);
        }
    }

    /// Forgets the offers to undo: something else happened since.
    pub fn forget_undo(&mut self) {
        self.list.retain(|toast| toast.offer != Some(Offer::Undo));
    }

    /// The texts shown, for tests.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let shown = self.list.iter().filter(|toast| toast.is_shown(self.front));
        shown.map(|toast| toast.text.as_str())
    }

    /// Shows them, so far above the status bar; returns the offer that was chosen.
    pub fn show(&mut self, ctx: &egui::Context, above: f32) -> Option<Offer> {
        let now = Instant::now();
        self.list
            .retain(|toast| toast.until.is_none_or(|t| t > now));
        if let Some(next) = self.list.iter().filter_map(|toast| toast.until).min() {
            ctx.request_repaint_after(next.saturating_duration_since(now));
        }
        let front = self.front;
        if !self.list.iter().any(|toast| toast.is_shown(front)) {
            return None;
        }
        let (mut chosen, mut closed) = (None, None);
        egui::Area::new(egui::Id::unique("toasts"))
            .anchor(egui::Align2::CENTER_BOTTOM, egui::vec2(0.0, -44.0 - above))
            .order(egui::Order::Foreground)
            .show(ctx, |ui| {
                let all = self.list.iter().enumerate();
                for (n, toast) in all.filter(|(_, toast)| toast.is_shown(front)) {
                    let visuals = ui.visuals().clone();
                    let edge = match toast.level {
                        Level::Info => visuals.hyperlink_color,
                        Level::Warning => visuals.warn_fg_color,
                        Level::Error => visuals.error_fg_color,
                    };
                    egui::Frame::popup(ui.style())
                        .stroke(egui::Stroke::new(1.5, edge))
                        .inner_margin(egui::Margin::symmetric(14, 8))
                        .show(ui, |ui| {
                            ui.set_max_width(640.0);
                            ui.horizontal(|ui| {
                                // The grave ones say so in a word, not by colour alone.
                                let text = match toast.level {
                                    Level::Info => toast.text.clone(),
                                    Level::Warning => format!("Note: {}", toast.text),
                                    Level::Error => format!("Could not do that: {}", toast.text),
                                };
                                ui.add(egui::Label::new(text).wrap());
                                if let Some(offer) = toast.offer
                                    && ui.link(offer.name()).clicked()
                                {
                                    chosen = Some(offer);
                                    closed = Some(n);
                                }
                                if toast.until.is_none() && ui.link("Close").clicked() {
                                    closed = Some(n);
                                }
                            });
                        });
                }
            });
        if let Some(n) = closed {
            self.list.remove(n);
        }
        chosen
    }
}
