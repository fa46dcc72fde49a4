//! The similarity check as a dialog: choose student, teacher and controls, run with progress and cancel, read
//! the finding in plain words, attach it to a claim. May use similarity, document and egui.

use std::path::PathBuf;

use egui::{Pos2, RichText, Stroke, pos2, vec2};

use super::dialogs::Purpose;
use super::pane::{page, small_button};
use super::theme::colour;
use crate::document::checking::{Checked, Files};
use crate::map::{Bearing, ClaimId};
use crate::progress::Progress;
use crate::similarity::{Finding, words};

/// What the dialog asks the window for.
pub enum Asked {
    /// Choose files.
    Files(Purpose),
    /// Run the check on these files.
    Run(Files),
    /// Attach the finding to the claim.
    Attach(Box<Checked>, ClaimId, Bearing),
    /// Lay out the bundled samples and choose them.
    Bundled,
    /// Close the dialog.
    Close,
}

/// The dialog with its state.
pub struct CheckDialog {
    /// The claim that is tested.
    pub claim: Option<ClaimId>,
    files: Files,
    bearing: Bearing,
    /// The result, once there is one.
    pub result: Option<Result<Box<Checked>, String>>,
    /// Whether the check is running; kept by the window.
    pub running: Option<Progress>,
}

impl CheckDialog {
    /// A dialog for a claim (or for trying without one).
    pub fn new(claim: Option<ClaimId>) -> Self {
        Self {
            claim,
            files: Files::default(),
            bearing: Bearing::Neutral,
            result: None,
            running: None,
        }
    }

    /// Takes files that were chosen or dropped. Dropped ones fill what is empty: student, teacher, controls.
    pub fn take(&mut self, purpose: Option<Purpose>, mut paths: Vec<PathBuf>) {
        self.result = None;
        match purpose {
            Some(Purpose::Student) => self.files.student = paths.into_iter().next(),
            Some(Purpose::Teacher) => self.files.teacher = paths.into_iter().next(),
            Some(Purpose::Controls) => self.add_controls(paths),
            _ => {
                if self.files.student.is_none() && !paths.is_empty() {
                    self.files.student = Some(paths.remove(0));
                }
                if self.files.teacher.is_none() && !paths.is_empty() {
                    self.files.teacher = Some(paths.remove(0));
                }
                self.add_controls(paths);
            }
        }
    }

    fn add_controls(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            if !self.files.controls.contains(&path) {
                self.files.controls.push(path);
            }
        }
    }

    /// Chooses samples: for trying with the bundled ones.
    pub fn choose(&mut self, files: Files) {
        self.result = None;
        self.files = files;
    }

    /// Shows the dialog.
    pub fn show(&mut self, ctx: &egui::Context, claim_text: Option<&str>) -> Option<Asked> {
        let mut asked = None;
        let room = ctx.content_rect().height() - 96.0;
        let modal = page(ctx, "check").show(ctx, |ui| {
            let width = 680.0_f32.min(ctx.content_rect().width() - 64.0);
            ui.set_width(width);
            ui.heading("Check similarity");
            match claim_text {
                Some(text) => {
                    ui.add(
                        egui::Label::new(RichText::new(format!("Tested claim: {text}")).weak())
                            .wrap(),
                    );
                }
                None => {
                    ui.label(
                        RichText::new(
                            "No claim is selected: the finding can be read but not attached",
                        )
                        .weak(),
                    );
                }
            }
            ui.add_space(8.0);
            egui::ScrollArea::vertical()
                .max_height(room - 150.0)
                .show(ui, |ui| {
                    // Room for the scroll bar, so that the page keeps its width when one appears.
                    ui.set_width(width - 16.0);
                    self.files_ui(ui, &mut asked);
                    ui.add_space(8.0);
                    self.result_ui(ui, ctx);
                });
            ui.add_space(8.0);
            ui.separator();
            if let (Some(Ok(_)), Some(_)) = (&self.result, self.claim) {
                ui.horizontal(|ui| {
                    ui.label("Attached to the claim, the finding");
                    for bearing in Bearing::ALL {
                        let words = match bearing {
                            Bearing::Supports => "supports it",
                            Bearing::Attacks => "attacks it",
                            Bearing::Neutral => "bears neither way",
                        };
                        ui.selectable_value(&mut self.bearing, bearing, words);
                    }
                });
            }
            ui.horizontal(|ui| {
                if let Some(progress) = self.running.clone() {
                    ui.spinner();
                    let (done, total) = progress.get();
                    if total > 0 {
                        ui.add(
                            egui::ProgressBar::new(done as f32 / total as f32)
                                .desired_width(220.0)
                                .show_percentage(),
                        );
                    } else {
                        ui.label("Reading samples");
                    }
                    if ui.button("Cancel check").clicked() {
                        progress.cancel();
                    }
                } else {
                    let ready = self.files.student.is_some() && self.files.teacher.is_some();
                    let word = if self.result.is_some() {
                        "Run again"
                    } else {
                        "Run check"
                    };
                    if ui.add_enabled(ready, egui::Button::new(word)).clicked() {
                        self.result = None;
                        asked = Some(Asked::Run(self.files.clone()));
                    }
                    if let (Some(Ok(checked)), Some(claim)) = (&self.result, self.claim)
                        && ui
                            .button(
                                RichText::new("Attach to claim").family(super::theme::semibold()),
                            )
                            .clicked()
                    {
                        asked = Some(Asked::Attach(checked.clone(), claim, self.bearing));
                    }
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if ui.button("Close").clicked() {
                        asked = Some(Asked::Close);
                    }
                });
            });
        });
        if modal.should_close() && asked.is_none() {
            asked = Some(Asked::Close);
        }
        asked
    }

    fn files_ui(&mut self, ui: &mut egui::Ui, asked: &mut Option<Asked>) {
        let name = |path: &PathBuf| {
            path.file_name().map_or_else(
                || path.display().to_string(),
                |n| n.to_string_lossy().into_owned(),
            )
        };
        let heading = |ui: &mut egui::Ui, word: &str, about: &str| {
            let label = egui::Label::new(RichText::new(word).family(super::theme::semibold()))
                .halign(egui::Align::LEFT);
            ui.add(label).on_hover_text(about);
        };
        let about_student = "The model that may have learnt from the other";
        let about_teacher = "The model whose outputs may have been learnt from";
        for (word, about, chosen, button, purpose) in [
            (
                "Student",
                about_student,
                &self.files.student,
                "Choose student…",
                Purpose::Student,
            ),
            (
                "Teacher",
                about_teacher,
                &self.files.teacher,
                "Choose teacher…",
                Purpose::Teacher,
            ),
        ] {
            ui.horizontal(|ui| {
                heading(ui, word, about);
                match chosen {
                    Some(path) => ui
                        .label(name(path))
                        .on_hover_text(path.display().to_string()),
                    None => ui.label(RichText::new("its outputs, one file").weak()),
                };
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if ui.button(button).clicked() {
                        *asked = Some(Asked::Files(purpose));
                    }
                });
            });
        }
        ui.horizontal(|ui| {
            heading(ui, "Controls", "Models of other makers that are known not to be involved: what similarity is usual");
            let have = self.files.controls.len();
            if have < 5 {
                ui.label(RichText::new(format!("{have} chosen; with fewer than 5 there is a ranking but no likelihood ratio")).small().weak());
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button("Add controls…").clicked() {
                    *asked = Some(Asked::Files(Purpose::Controls));
                }
            });
        });
        let mut gone = None;
        ui.horizontal_wrapped(|ui| {
            for (n, path) in self.files.controls.iter().enumerate() {
                let chip = small_button(ui, format!("{} ×", name(path)));
                chip.widget_info(|| {
                    egui::WidgetInfo::labeled(
                        egui::Role::Button,
                        true,
                        format!("Remove {}", name(path)),
                    )
                });
                if chip
                    .on_hover_text(format!("Remove {}", path.display()))
                    .clicked()
                {
                    gone = Some(n);
                }
            }
        });
        if let Some(n) = gone {
            self.files.controls.remove(n);
            self.result = None;
        }
        ui.label(RichText::new("Answers to the same prompts, as .jsonl, .json or .csv (also .gz or .zst). Files can be dropped here: student first, then teacher, then controls.").small().weak());
        if self.files == Files::default() && ui.button("Try with the bundled samples").clicked() {
            *asked = Some(Asked::Bundled);
        }
    }

    fn result_ui(&self, ui: &mut egui::Ui, ctx: &egui::Context) {
        match &self.result {
            None => {
                ui.label(RichText::new("What is tested: that the student's answers resemble the teacher's no more than those of the control models do.").small());
            }
            Some(Err(fault)) => {
                ui.label(RichText::new(fault).color(ctx.global_style().visuals.error_fg_color));
            }
            Some(Ok(checked)) => result(ui, &checked.finding),
        }
    }
}

fn result(ui: &mut egui::Ui, finding: &Finding) {
    ui.separator();
    ui.label(RichText::new(capitalised(words::scale(finding.verdict))).heading());
    ui.add(egui::Label::new(words::sentence(finding)).wrap());
    ui.add_space(6.0);
    strip(ui, finding);
    ui.add_space(6.0);
    ui.label(RichText::new("What this can and cannot show").family(super::theme::semibold()));
    for limit in words::LIMITS {
        ui.add(egui::Label::new(RichText::new(limit).small()).wrap());
    }
    if let Some(phrases) = &finding.phrases
        && !phrases.is_empty()
    {
        ui.add_space(6.0);
        ui.label(RichText::new("Distinctive phrases both use").family(super::theme::semibold()));
        egui::Grid::new("phrases")
            .striped(true)
            .num_columns(4)
            .spacing(vec2(20.0, 4.0))
            .show(ui, |ui| {
                for head in ["phrase", "student", "teacher", "controls"] {
                    ui.label(RichText::new(head).small().weak());
                }
                ui.end_row();
                for phrase in phrases.iter().take(8) {
                    ui.label(format!("“{}”", phrase.phrase));
                    for share in [phrase.student, phrase.teacher, phrase.controls] {
                        ui.label(format!("{:.0} %", share * 100.0));
                    }
                    ui.end_row();
                }
            });
    }
    if !finding.prompts.is_empty() {
        ui.add_space(6.0);
        egui::CollapsingHeader::new("Prompts where the two agree most").show(ui, |ui| {
            for pair in finding.prompts.iter().take(3) {
                ui.label(
                    RichText::new(&pair.prompt)
                        .family(super::theme::semibold())
                        .small(),
                );
                ui.columns(2, |columns| {
                    for (column, text) in columns.iter_mut().zip([&pair.student, &pair.teacher]) {
                        let same = text.get(..pair.common).unwrap_or_default();
                        let rest = text.get(pair.common..).unwrap_or(text);
                        let mut job = egui::text::LayoutJob::default();
                        let style = column.style();
                        RichText::new(same)
                            .small()
                            .family(super::theme::semibold())
                            .underline()
                            .append_to(
                                &mut job,
                                style,
                                egui::FontSelection::Default,
                                egui::Align::LEFT,
                            );
                        RichText::new(rest).small().append_to(
                            &mut job,
                            style,
                            egui::FontSelection::Default,
                            egui::Align::LEFT,
                        );
                        column.add(egui::Label::new(job).wrap());
                    }
                });
                ui.add_space(4.0);
            }
        });
    }
    for warning in &finding.warnings {
        ui.label(RichText::new(format!("Note: {warning}")).small());
    }
}

/// A strip plot: the teacher's similarity among the controls', each a mark on one line. The teacher's is a
/// larger diamond with its name, so that it is found without colour.
pub fn strip(ui: &mut egui::Ui, finding: &Finding) {
    let width = ui.available_width().min(620.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 54.0), egui::Sense::hover());
    let controls = finding
        .strip
        .iter()
        .map(|v| (v.model.as_str(), v.score, false));
    let teacher = finding
        .score
        .map(|score| (finding.teacher.name.as_str(), score, true));
    // The teacher comes last, so that its mark lies on top.
    let values: Vec<(&str, f64, bool)> = controls
        .chain(teacher)
        .filter(|v| v.1.is_finite())
        .collect();
    let low = values.iter().map(|v| v.1).fold(-1.0, f64::min);
    let high = values.iter().map(|v| v.1).fold(1.0, f64::max);
    let palette = super::theme::palette(ui.ctx());
    let line = rect.top() + 22.0;
    let inner = rect.shrink2(vec2(14.0, 0.0));
    let x =
        |score: f64| inner.left() + ((score - low) / (high - low).max(1e-9)) as f32 * inner.width();
    let weak = colour(palette.text_weak);
    let painter = ui.painter_at(rect.expand(4.0));
    painter.hline(
        inner.x_range(),
        line,
        Stroke::new(1.0, colour(palette.card_border)),
    );
    let at_rest = x(0.0);
    painter.vline(at_rest, (line - 5.0)..=(line + 5.0), Stroke::new(1.0, weak));
    painter.text(
        pos2(at_rest, line + 9.0),
        egui::Align2::CENTER_TOP,
        "usual",
        egui::FontId::proportional(11.0),
        weak,
    );
    let mut nearest: Option<(f32, String)> = None;
    let pointer = response.hover_pos();
    for (model, score, teacher) in values {
        let at = pos2(x(score), line);
        if teacher {
            diamond(&painter, at, 8.0, colour(palette.accent));
            let align = if at.x > rect.center().x {
                egui::Align2::RIGHT_BOTTOM
            } else {
                egui::Align2::LEFT_BOTTOM
            };
            painter.text(
                at + vec2(0.0, -9.0),
                align,
                model,
                egui::FontId::proportional(12.0),
                colour(palette.text),
            );
        } else {
            painter.circle(at, 4.5, colour(palette.card), Stroke::new(1.5, weak));
        }
        if let Some(pointer) = pointer {
            let distance = pointer.distance(at);
            if distance < 12.0 && nearest.as_ref().is_none_or(|(d, _)| distance < *d) {
                nearest = Some((distance, format!("{model}: {score:.2}")));
            }
        }
    }
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::Image,
            true,
            format!(
                "{} among {} controls, rank {}",
                finding.teacher.name,
                finding.controls.len(),
                finding
                    .rank
                    .map_or_else(|| "unknown".to_owned(), |r| r.to_string()),
            ),
        )
    });
    if let Some((_, text)) = nearest {
        response.on_hover_text(text);
    }
}

fn diamond(painter: &egui::Painter, at: Pos2, r: f32, ink: egui::Color32) {
    let points = vec![
        at - vec2(0.0, r),
        at + vec2(r, 0.0),
        at + vec2(0.0, r),
        at - vec2(r, 0.0),
    ];
    painter.add(egui::Shape::convex_polygon(points, ink, Stroke::NONE));
}

/// A phrase as it begins a sentence.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
