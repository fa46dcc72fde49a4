//! Toasts: one sentence at the foot of the window, which leaves by itself, may carry an Undo, and stays when
//! it tells of a fault. May use egui.

use std::time::{Duration, Instant};

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

struct Toast {
    text: String,
    level: Level,
    undo: bool,
    until: Option<Instant>,
}

/// The messages that are shown now.
#[derive(Default)]
pub struct Toasts(Vec<Toast>);

const STAYS: Duration = Duration::from_secs(6);
const AT_MOST: usize = 4;

impl Toasts {
    /// Says that something was done.
    pub fn info(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Info, false);
    }

    /// Says that something was done which may be taken back.
    pub fn done(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Info, true);
    }

    /// Says that something was done, but not all of it.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Warning, false);
    }

    /// Says that something could not be done; stays until it is closed.
    pub fn error(&mut self, text: impl Into<String>) {
        self.push(text.into(), Level::Error, false);
    }

    fn push(&mut self, text: String, level: Level, undo: bool) {
        self.0
            .retain(|toast| toast.text != text && !(undo && toast.undo));
        let until = (level != Level::Error).then(|| Instant::now() + STAYS);
        self.0.push(Toast {
            text,
            level,
            undo,
            until,
        });
        if self.0.len() > AT_MOST {
            self.0.remove(0);
        }
    }

    /// Forgets the offers to undo: something else happened since.
    pub fn forget_undo(&mut self) {
        self.0.retain(|toast| !toast.undo);
    }

    /// The texts shown, for tests.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|toast| toast.text.as_str())
    }

    /// Shows them; returns whether Undo was chosen.
    pub fn show(&mut self, ctx: &egui::Context) -> bool {
        let now = Instant::now();
        self.0.retain(|toast| toast.until.is_none_or(|t| t > now));
        if let Some(next) = self.0.iter().filter_map(|toast| toast.until).min() {
            ctx.request_repaint_after(next.saturating_duration_since(now));
        }
        if self.0.is_empty() {
            return false;
        }
        let (mut undo, mut closed) = (false, None);
        egui::Area::new(egui::Id::unique("toasts"))
            .anchor(egui::Align2::CENTER_BOTTOM, egui::vec2(0.0, -44.0))
            .order(egui::Order::Foreground)
            .show(ctx, |ui| {
                for (n, toast) in self.0.iter().enumerate() {
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
                                if toast.undo && ui.link("Undo").clicked() {
                                    undo = true;
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
            self.0.remove(n);
        }
        undo
    }
}
