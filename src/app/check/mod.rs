//! The similarity check as a page above the window: the samples, the finding, the matrix of all pairs, and what is shared
//! word for word, and the reference bank's models. It asks the window for files and for work; nothing is computed here. May use similarity, document and
//! egui.

mod bank;
mod matrix;
pub mod result;
mod samples;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::RichText;

pub use matrix::{Matrix, Pairs};
pub use result::{Room, explained};
use samples::Samples;

use super::dialogs::Purpose;
use super::evidence::state_ui;
use super::findings::Freshness;
use super::pane::{Action, page, small_button};
use super::theme;
use crate::document::checking::{Checked, Files, Stage};
use crate::document::shelf::Shelf;
use crate::map::{Bearing, ClaimId, FindingId};
use crate::progress::Progress;
use crate::similarity::bank::{Basis, Ranking};
use crate::similarity::{Facts, Finding, VerbatimFinding, words};

/// What the page asks the window for.
pub enum Asked {
    /// Choose files.
    Files(Purpose),
    /// Run the check on these files.
    Run(Files),
    /// Check all pairs of these samples; with each goes its maker, if that is known.
    Matrix(Vec<(PathBuf, String)>),
    /// Look for what these samples share word for word.
    Verbatim(Vec<PathBuf>),
    /// Rank the reference bank's models against this sample; with it goes its maker, if that is known.
    Bank(PathBuf, String),
    /// Add this sample to the person's own bank; with it goes its maker, if that is known.
    AddToBank(PathBuf, String),
    /// Keep what a ranking came to as a note on the claim.
    Note(String, ClaimId),
    /// Attach the finding to the claim.
    Attach(Box<Checked>, ClaimId, Bearing),
    /// Write the finding as a report.
    Report(Box<Checked>),
    /// Lay out the bundled samples and choose them.
    Bundled,
    /// Close the page.
    Close,
}

/// Which part of the page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Samples,
    Finding,
    Matrix,
    Verbatim,
    Bank,
}

/// What is running for the page.
pub struct Running {
    /// To watch and cancel it by.
    pub progress: Progress,
    /// What it is at.
    pub stage: Stage,
}

/// What the page sees of the document.
pub struct Seen<'a> {
    /// The text of the claim that is tested.
    pub claim: Option<&'a str>,
    /// The findings that are attached to it.
    pub attached: &'a [(FindingId, Arc<Finding>)],
    /// What is known of their samples.
    pub freshness: &'a Freshness,
}

/// The page with its state.
pub struct CheckDialog {
    /// The claim that is tested.
    pub claim: Option<ClaimId>,
    samples: Samples,
    tab: Tab,
    /// How the finding bears on the claim, once the person has said so.
    bearing: Option<Bearing>,
    /// The files that were checked last.
    ran: Option<Files>,
    /// The result, once there is one.
    pub result: Option<Result<Box<Checked>, String>>,
    /// All pairs, once they were checked.
    matrix: Option<Result<Matrix, String>>,
    /// What is shared word for word, once it was looked for.
    verbatim: Option<Result<Vec<VerbatimFinding>, String>>,
    /// The reference bank's models, once they were ranked.
    ranking: Option<Result<Box<Ranking>, String>>,
    /// What is running; kept by the window.
    pub running: Option<Running>,
    /// The samples that were read so far.
    pub shelf: Shelf,
    /// Whether the page is open; closed it keeps what it holds, for the next time.
    pub open: bool,
}

impl CheckDialog {
    /// A page for a claim (or for trying without one).
    pub fn new(claim: Option<ClaimId>) -> Self {
        Self {
            claim,
            samples: Samples::default(),
            tab: Tab::Samples,
            bearing: None,
            ran: None,
            result: None,
            matrix: None,
            verbatim: None,
            ranking: None,
            running: None,
            shelf: Shelf::default(),
            open: true,
        }
    }

    /// Opens the page again, for a claim or for none.
    pub fn reopen(&mut self, claim: Option<ClaimId>) {
        self.open = true;
        if self.claim != claim {
            self.claim = claim;
            self.bearing = None;
        }
    }

    /// Closes the page; what was chosen and found stays, and what is running goes on.
    pub fn close(&mut self) {
        self.open = false;
        self.shelf = Shelf::default();
    }

    /// Takes files that were chosen or dropped. Dropped ones fill what is empty: student, teacher, controls.
    pub fn take(&mut self, purpose: Option<Purpose>, paths: Vec<PathBuf>) {
        self.forget();
        self.samples.take(purpose, paths);
    }

    /// Chooses samples: for trying with the bundled ones.
    pub fn choose(&mut self, files: Files) {
        self.forget();
        self.samples.choose(files);
    }

    fn forget(&mut self) {
        self.result = None;
        self.matrix = None;
        self.verbatim = None;
        self.ranking = None;
        self.tab = Tab::Samples;
    }

    /// The next sample to be read, if not enough are being read already.
    pub fn next_to_read(&mut self) -> Option<PathBuf> {
        self.samples.next_to_read()
    }

    /// What reading a sample came to, and whose the model is if a list beside it says so.
    pub fn read(&mut self, path: &Path, facts: Result<Facts, String>, vendor: Option<String>) {
        self.samples.read(path, facts, vendor);
    }

    /// What a check came to.
    pub fn checked(&mut self, result: Result<Box<Checked>, String>) {
        self.running = None;
        self.result = Some(result);
        self.tab = Tab::Finding;
    }

    /// What checking all pairs came to.
    pub fn paired(&mut self, pairs: Result<Pairs, String>) {
        self.running = None;
        self.matrix = Some(pairs.map(Matrix::new));
        self.tab = Tab::Matrix;
    }

    /// What looking for shared words came to.
    pub fn looked(&mut self, found: Result<Vec<VerbatimFinding>, String>) {
        self.running = None;
        self.verbatim = Some(found);
        self.tab = Tab::Verbatim;
    }

    /// What comparing with the reference bank came to.
    pub fn ranked(&mut self, ranking: Result<Box<Ranking>, String>) {
        self.running = None;
        self.ranking = Some(ranking);
        self.tab = Tab::Bank;
    }

    /// Shows the page.
    pub fn show(
        &mut self,
        ctx: &egui::Context,
        seen: &Seen<'_>,
        actions: &mut Vec<Action>,
    ) -> Option<Asked> {
        let mut asked = None;
        let screen = ctx.content_rect();
        let modal = page(ctx, "check").show(ctx, |ui| {
            let width = 1120.0_f32.min(screen.width() - 64.0);
            ui.set_width(width);
            ui.heading("Check similarity");
            let about = match seen.claim {
                Some(text) => format!("Tested claim: {text}"),
                None => "No claim is selected: the finding can be read but not attached".to_owned(),
            };
            ui.add(egui::Label::new(RichText::new(about).weak()).wrap());
            self.attached(ui, seen, actions);
            ui.add_space(4.0);
            ui.horizontal_wrapped(|ui| {
                for (tab, name, there) in [
                    (Tab::Samples, "Samples", true),
                    (
                        Tab::Finding,
                        "Finding",
                        self.result.is_some() || self.tab == Tab::Finding,
                    ),
                    (Tab::Matrix, "All pairs", self.matrix.is_some()),
                    (Tab::Verbatim, "Shared words", self.verbatim.is_some()),
                    (Tab::Bank, "Bank", self.ranking.is_some()),
                ] {
                    let button = egui::Button::selectable(self.tab == tab, name);
                    if ui.add_enabled(there, button).clicked() {
                        self.tab = tab;
                    }
                }
            });
            ui.separator();
            // What stands above may grow; the page as a whole does not, so that it stays where it is.
            let above = ui.min_rect().height();
            let height = (screen.height() - 236.0 - above).max(160.0);
            self.body(ui, width, height, &mut asked);
            ui.add_space(6.0);
            ui.separator();
            self.foot(ui, seen, &mut asked);
        });
        if modal.should_close() && asked.is_none() {
            asked = Some(Asked::Close);
        }
        asked
    }

    /// The findings the claim has already, and whether they are still of today.
    fn attached(&self, ui: &mut egui::Ui, seen: &Seen<'_>, actions: &mut Vec<Action>) {
        for (id, finding) in seen.attached.iter().take(3) {
            ui.horizontal_wrapped(|ui| {
                let names = format!("{} beside {}", finding.student.name, finding.teacher.name);
                ui.label(RichText::new(format!("Attached: {names}")).small());
                state_ui(ui, *id, finding, seen.freshness, actions);
            });
        }
    }

    fn body(&mut self, ui: &mut egui::Ui, width: f32, height: f32, asked: &mut Option<Asked>) {
        if self.tab == Tab::Matrix {
            match &mut self.matrix {
                Some(Ok(matrix)) => {
                    let opened = matrix.show(ui, height - 96.0);
                    let files = opened.map(|finding| (pair_files(&finding, matrix), finding));
                    if let Some((files, finding)) = files {
                        let samples = matrix.samples().to_vec();
                        // The figures of the matrix are there at once; phrases and prompts follow.
                        self.result = Some(Ok(Box::new(Checked { finding, samples })));
                        self.tab = Tab::Finding;
                        self.samples.give_parts(&files);
                        self.run(files, asked);
                    }
                }
                Some(Err(fault)) => fault_ui(ui, fault),
                None => {}
            }
            return;
        }
        egui::ScrollArea::vertical()
            .id_salt(self.tab as u8)
            .max_height(height)
            .min_scrolled_height(height)
            // The page keeps its height, so that nothing jumps from under the pointer.
            .auto_shrink(false)
            .show(ui, |ui| {
                // Room for the scroll bar, so that the page keeps its width when one appears.
                ui.set_width(width - 16.0);
                match self.tab {
                    Tab::Samples => {
                        if self.samples.show(ui, asked) {
                            self.result = None;
                        }
                        if let Some(Ok(checked)) = &self.result {
                            samples::matched(ui, &checked.finding);
                        }
                    }
                    Tab::Finding => match &self.result {
                        Some(Ok(checked)) => explained(ui, &checked.finding, Room::Page),
                        Some(Err(fault)) => fault_ui(ui, fault),
                        None => self.first(ui),
                    },
                    Tab::Verbatim => match &self.verbatim {
                        Some(Ok(found)) => verbatim_ui(ui, found),
                        Some(Err(fault)) => fault_ui(ui, fault),
                        None => {}
                    },
                    Tab::Bank => match &self.ranking {
                        Some(Ok(ranking)) => bank::ranking_ui(ui, ranking),
                        Some(Err(fault)) => fault_ui(ui, fault),
                        None => {}
                    },
                    Tab::Matrix => {}
                }
            });
    }

    /// Whether the sample answers prompts of the bank, so that it can be added to it.
    fn fits_the_bank(&self) -> bool {
        matches!(&self.ranking, Some(Ok(ranking)) if ranking.basis == Basis::Paired)
    }

    /// Asks for a check on these files.
    fn run(&mut self, files: Files, asked: &mut Option<Asked>) {
        self.ran = Some(files.clone());
        *asked = Some(Asked::Run(files));
    }

    /// First figures, until the full ones are there.
    fn first(&self, ui: &mut egui::Ui) {
        let Some(running) = &self.running else {
            ui.label("Nothing was checked yet.");
            return;
        };
        match running.stage.first() {
            None => _ = ui.label(running.stage.name()),
            Some(preview) => {
                let figures = RichText::new(words::first_figures(&preview));
                ui.add(egui::Label::new(figures.family(theme::semibold())).wrap());
                let about = "They rest on few prompts, so they are neither kept nor attached.";
                ui.add(egui::Label::new(RichText::new(about).small()).wrap());
            }
        }
    }

    fn foot(&mut self, ui: &mut egui::Ui, seen: &Seen<'_>, asked: &mut Option<Asked>) {
        let found = match (&self.result, self.tab) {
            (Some(Ok(checked)), Tab::Finding) => Some(checked.clone()),
            _ => None,
        };
        let is_attached = found.as_ref().is_some_and(|checked| {
            let mut attached = seen.attached.iter();
            attached.any(|(_, finding)| finding.is_same_check(&checked.finding))
        });
        // Nobody is to attach a finding without having seen what it amounts to, however far down that stands.
        if let Some(checked) = &found {
            let verdict = RichText::new(result::verdict(&checked.finding));
            ui.add(egui::Label::new(verdict.family(theme::semibold())).wrap());
        }
        if is_attached {
            ui.label("This finding is attached to the claim.");
        } else if let (Some(_), Some(_)) = (&found, self.claim) {
            ui.horizontal_wrapped(|ui| {
                ui.label("Attached to the claim, the finding");
                for bearing in Bearing::ALL {
                    let words = match bearing {
                        Bearing::Supports => "supports it",
                        Bearing::Attacks => "attacks it",
                        Bearing::Neutral => "bears neither way",
                    };
                    ui.radio_value(&mut self.bearing, Some(bearing), words);
                }
                if self.bearing.is_none() {
                    ui.label(RichText::new("Say which, then attach it").small().weak());
                }
            });
        } else if matches!(self.tab, Tab::Verbatim | Tab::Bank) {
            ui.label(RichText::new("No hypothesis is tested here.").small());
        } else {
            ui.add(egui::Label::new(RichText::new(words::TESTED).small()).wrap());
        }
        ui.horizontal_wrapped(|ui| {
            if let Some(running) = &self.running {
                ui.spinner();
                let (done, total) = running.progress.get();
                ui.label(running.stage.name());
                if total > 0 {
                    let bar = egui::ProgressBar::new(done as f32 / total as f32);
                    ui.add(bar.desired_width(200.0).show_percentage());
                }
                if ui.button("Cancel check").clicked() {
                    running.progress.cancel();
                }
            } else {
                self.buttons(ui, found, is_attached, asked);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button("Close").clicked() {
                    *asked = Some(Asked::Close);
                }
            });
        });
    }

    fn buttons(
        &mut self,
        ui: &mut egui::Ui,
        found: Option<Box<Checked>>,
        is_attached: bool,
        asked: &mut Option<Asked>,
    ) {
        let (files, _) = self.samples.files();
        let all = self.samples.all();
        let read = self.samples.all_read();
        let wait = match read {
            true => "Choose a student and a teacher first",
            false => "The samples are still being read",
        };
        let ready = read && files.student.is_some() && files.teacher.is_some();
        let word = if self.result.is_some() {
            "Run again"
        } else {
            "Run check"
        };
        let run = ui.add_enabled(ready, egui::Button::new(word));
        if run.on_disabled_hover_text(wait).clicked() {
            // The same again, with what was loaded beside it, unless the samples were changed since.
            let same = self.ran.clone().filter(|_| self.result.is_some());
            self.result = None;
            self.tab = Tab::Finding;
            self.run(same.unwrap_or_else(|| files.clone()), asked);
        }
        if self.tab == Tab::Samples {
            let several = read && all.len() > 1;
            let pairs = ui.add_enabled(several, egui::Button::new("Check all pairs"));
            if pairs
                .on_hover_text("Every sample as a student beside every other as a teacher")
                .clicked()
            {
                *asked = Some(Asked::Matrix(all.clone()));
            }
            let shared = ui.add_enabled(several, egui::Button::new("Look for shared words"));
            if shared
                .on_hover_text("Identical outputs and long runs of words")
                .clicked()
            {
                let paths = all.iter().map(|(path, _)| path.clone()).collect();
                *asked = Some(Asked::Verbatim(paths));
            }
        }
        if self.tab == Tab::Bank {
            self.keep_ranking(ui, asked);
        }
        if let Some(student) = files.student.clone() {
            let maker = all.iter().find(|(path, _)| *path == student);
            let maker = maker.map_or_else(String::new, |(_, maker)| maker.clone());
            if self.tab == Tab::Samples {
                let hover =
                    "Which public models the student's answers are most like, without their texts";
                let compare = egui::Button::new("Compare with the bank");
                let compare = ui.add_enabled(read, compare);
                let compare = compare.on_hover_text(hover).on_disabled_hover_text(wait);
                if compare.clicked() {
                    *asked = Some(Asked::Bank(student, maker));
                }
            } else if self.tab == Tab::Bank && self.fits_the_bank() {
                let hover = "From then on samples are compared with it, too; its figures are kept, none of its texts";
                let add = ui
                    .button("Add the student to your bank")
                    .on_hover_text(hover);
                if add.clicked() {
                    *asked = Some(Asked::AddToBank(student, maker));
                }
            }
        }
        let Some(checked) = found else {
            return;
        };
        if let Some(claim) = self.claim.filter(|_| !is_attached) {
            let attach = RichText::new("Attach to claim").family(theme::semibold());
            let attach = ui.add_enabled(self.bearing.is_some(), egui::Button::new(attach));
            let attach = attach.on_disabled_hover_text(
                "Say first whether it supports the claim, attacks it, or bears neither way",
            );
            if let Some(bearing) = self.bearing.filter(|_| attach.clicked()) {
                *asked = Some(Asked::Attach(checked.clone(), claim, bearing));
            }
        }
        if ui.button("Save report…").clicked() {
            *asked = Some(Asked::Report(checked));
        }
        if self.matrix.is_some() && small_button(ui, "Back to all pairs").clicked() {
            self.tab = Tab::Matrix;
        }
    }

    /// A ranking has no ratio that a claim could be weighed by, so it is kept as a note.
    fn keep_ranking(&self, ui: &mut egui::Ui, asked: &mut Option<Asked>) {
        let (Some(claim), Some(Ok(ranking))) = (self.claim, &self.ranking) else {
            return;
        };
        let hover =
            "A ranking bears neither way; the note says what was compared and what it cannot show";
        let keep = ui
            .button("Keep as a note on the claim")
            .on_hover_text(hover);
        if keep.clicked() {
            *asked = Some(Asked::Note(words::bank_note(ranking), claim));
        }
    }
}

/// The files by which a pair of the matrix is checked as it was there: its controls as controls, the others beside.
fn pair_files(finding: &Finding, matrix: &Matrix) -> Files {
    let file = |hash: &str| {
        let sample = matrix.samples().iter().find(|sample| sample.sha256 == hash);
        sample.map(|sample| PathBuf::from(&sample.file))
    };
    let list = |parts: &[crate::similarity::SampleRef]| -> Vec<PathBuf> {
        parts.iter().filter_map(|part| file(&part.sha256)).collect()
    };
    Files {
        student: file(&finding.student.sha256),
        teacher: file(&finding.teacher.sha256),
        controls: list(&finding.controls),
        beside: list(&finding.background),
    }
}

fn fault_ui(ui: &mut egui::Ui, fault: &str) {
    let ink = ui.visuals().error_fg_color;
    ui.add(egui::Label::new(RichText::new(fault).color(ink)).wrap());
}

/// Pairs that share words, as a table, with the longest run of each.
fn verbatim_ui(ui: &mut egui::Ui, found: &[VerbatimFinding]) {
    let about = "Identical outputs and long runs of words are a signal of their own: they are no part of the score, and training on answers seldom leaves them.";
    ui.add(egui::Label::new(RichText::new(about).small()).wrap());
    ui.add_space(6.0);
    if found.is_empty() {
        ui.label("No two of the samples share an output or a long run of words.");
        return;
    }
    for pair in found.iter().take(200) {
        let names = format!("{} and {}", pair.a, pair.b);
        ui.label(RichText::new(names).family(theme::semibold()));
        let basis = match pair.n_prompts {
            0 => "in whole samples".to_owned(),
            n => format!("on {n} shared prompts"),
        };
        ui.label(format!(
            "{} identical and {} mostly shared outputs {basis}; {:.0} % and {:.0} % of their runs of eight words; the longest run has {} words",
            pair.identical,
            pair.mostly_shared,
            pair.containment_a * 100.0,
            pair.containment_b * 100.0,
            pair.longest_words
        ));
        let longest = RichText::new(format!("“{}”", pair.longest)).small().weak();
        ui.add(egui::Label::new(longest).wrap());
        ui.add_space(6.0);
    }
}
