//! The samples of a check: what each holds, which part it plays, and how far their prompts overlap. May use similarity's
//! facts and egui.

use std::path::{Path, PathBuf};

use egui::{RichText, vec2};

use super::Asked;
use crate::app::dialogs::Purpose;
use crate::app::pane::small_button;
use crate::app::theme::{self, colour};
use crate::document::checking::Files;
use crate::figure::shorten;
use crate::similarity::words::WHOLE_SAMPLES;
use crate::similarity::{Facts, Finding};

/// What a sample is in the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The suspected student.
    Student,
    /// The suspected teacher.
    Teacher,
    /// A model known not to be involved.
    Control,
    /// Left out.
    Out,
}

impl Part {
    const ALL: [Self; 4] = [Self::Student, Self::Teacher, Self::Control, Self::Out];

    fn name(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
            Self::Control => "control",
            Self::Out => "out",
        }
    }
}

/// A sample that was chosen.
pub struct Entry {
    /// Its file or folder.
    pub path: PathBuf,
    /// What it is in the check.
    pub part: Part,
    /// Who made the model; empty if nobody said.
    pub vendor: String,
    /// What it holds, once it was read.
    pub facts: Option<Result<Facts, String>>,
    /// Whether it is being read.
    pub reading: bool,
}

/// The chosen samples.
#[derive(Default)]
pub struct Samples {
    /// In the order they came.
    pub entries: Vec<Entry>,
}

/// A folder of more files than this is not listed further.
const MOST_FILES: usize = 1_000;
/// More samples than this are read at once by nobody's disk.
const READ_AT_ONCE: usize = 3;
/// A matrix of overlaps for more samples is no longer small.
const MOST_IN_OVERLAP: usize = 14;

/// The name of a file without its folders.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// The files of a folder of samples; a folder of texts is one sample by itself.
fn expanded(path: PathBuf) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path];
    }
    let Ok(listed) = std::fs::read_dir(&path) else {
        return vec![path];
    };
    const ENDS: [&str; 8] = [
        "jsonl", "ndjson", "json", "csv", "tsv", "parquet", "gz", "zst",
    ];
    let is_sample = |path: &PathBuf| {
        let end = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let labels = [
            "models.csv",
            "controls.csv",
            "lineages.csv",
            "calibration.json",
        ];
        end.is_some_and(|end| ENDS.contains(&end.as_str())) && !labels.contains(&name.as_str())
    };
    let mut files: Vec<PathBuf> = (listed.take(MOST_FILES))
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_sample)
        .collect();
    files.sort();
    if files.is_empty() { vec![path] } else { files }
}

impl Samples {
    fn with(&self, part: Part) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.part == part)
    }

    /// Adds a file in a part; one that is there changes its part. There is one student and one teacher.
    fn put(&mut self, path: PathBuf, part: Part) {
        if matches!(part, Part::Student | Part::Teacher) {
            // Choosing another file replaces the one that was it.
            self.entries
                .retain(|entry| entry.part != part || entry.path == path);
        }
        match self.entries.iter_mut().find(|entry| entry.path == path) {
            Some(entry) => entry.part = part,
            None => self.entries.push(Entry {
                path,
                part,
                vendor: String::new(),
                facts: None,
                reading: false,
            }),
        }
    }

    /// Takes files that were chosen or dropped. Those without a purpose fill what is empty: student, teacher, controls; of
    /// a folder nobody can know which is which, so its samples are controls until somebody says.
    pub fn take(&mut self, purpose: Option<Purpose>, paths: Vec<PathBuf>) {
        match purpose {
            Some(Purpose::Student) => paths
                .into_iter()
                .take(1)
                .for_each(|p| self.put(p, Part::Student)),
            Some(Purpose::Teacher) => paths
                .into_iter()
                .take(1)
                .for_each(|p| self.put(p, Part::Teacher)),
            Some(Purpose::Controls) => {
                for path in paths.into_iter().flat_map(expanded) {
                    self.put(path, Part::Control);
                }
            }
            _ => {
                let each = paths.into_iter().flat_map(|path| {
                    let files = expanded(path);
                    let several = files.len() > 1;
                    files.into_iter().map(move |path| (path, several))
                });
                for (path, of_folder) in each {
                    let part = if of_folder {
                        Part::Control
                    } else if self.with(Part::Student).next().is_none() {
                        Part::Student
                    } else if self.with(Part::Teacher).next().is_none() {
                        Part::Teacher
                    } else {
                        Part::Control
                    };
                    if !self.entries.iter().any(|entry| entry.path == path) {
                        self.put(path, part);
                    }
                }
            }
        }
    }

    /// Chooses these files and no others.
    pub fn choose(&mut self, files: Files) {
        self.entries.clear();
        if let Some(path) = files.student {
            self.put(path, Part::Student);
        }
        if let Some(path) = files.teacher {
            self.put(path, Part::Teacher);
        }
        for path in files.controls {
            self.put(path, Part::Control);
        }
        for path in files.beside {
            self.put(path, Part::Out);
        }
    }

    /// The next file to be read, if not enough are being read already.
    pub fn next_to_read(&mut self) -> Option<PathBuf> {
        if self.entries.iter().filter(|entry| entry.reading).count() >= READ_AT_ONCE {
            return None;
        }
        let entry =
            (self.entries.iter_mut()).find(|entry| !entry.reading && entry.facts.is_none())?;
        entry.reading = true;
        Some(entry.path.clone())
    }

    /// What reading a file came to, and whose the model is if a list beside it says so.
    pub fn read(&mut self, path: &Path, facts: Result<Facts, String>, vendor: Option<String>) {
        for entry in self.entries.iter_mut().filter(|entry| entry.path == path) {
            entry.reading = false;
            if entry.vendor.is_empty() {
                entry.vendor = vendor.clone().unwrap_or_default();
            }
            entry.facts = Some(facts.clone());
        }
    }

    /// Whether all were read: who made a model may follow from what lies beside its file, and with it which models are
    /// controls.
    pub fn all_read(&self) -> bool {
        self.entries.iter().all(|entry| entry.facts.is_some())
    }

    /// Gives the samples the parts they have in this check; those that have none in it are left out.
    pub fn give_parts(&mut self, files: &Files) {
        for entry in &mut self.entries {
            let is = |path: &Option<PathBuf>| path.as_ref() == Some(&entry.path);
            entry.part = match () {
                () if is(&files.student) => Part::Student,
                () if is(&files.teacher) => Part::Teacher,
                () if files.controls.contains(&entry.path) => Part::Control,
                () => Part::Out,
            };
        }
    }

    /// The files of the check, and the controls that are left out because they are of the student's or teacher's maker.
    pub fn files(&self) -> (Files, Vec<String>) {
        let student = self.with(Part::Student).next();
        let teacher = self.with(Part::Teacher).next();
        let mut files = Files {
            student: student.map(|entry| entry.path.clone()),
            teacher: teacher.map(|entry| entry.path.clone()),
            ..Files::default()
        };
        let mut related = Vec::new();
        for control in self.with(Part::Control) {
            let same = |of: Option<&Entry>| {
                let vendor = of.map_or("", |entry| entry.vendor.trim());
                !vendor.is_empty() && vendor.eq_ignore_ascii_case(control.vendor.trim())
            };
            if same(student) || same(teacher) {
                related.push(file_name(&control.path));
            } else {
                files.controls.push(control.path.clone());
            }
        }
        (files, related)
    }

    /// Every sample that is not left out, with its maker.
    pub fn all(&self) -> Vec<(PathBuf, String)> {
        (self.entries.iter())
            .filter(|entry| entry.part != Part::Out)
            .map(|entry| (entry.path.clone(), entry.vendor.trim().to_owned()))
            .collect()
    }

    /// Shows the samples; says whether something changed that the figures hang on.
    pub fn show(&mut self, ui: &mut egui::Ui, asked: &mut Option<Asked>) -> bool {
        let mut changed = false;
        ui.horizontal_wrapped(|ui| {
            for (button, purpose, about) in [
                ("Choose student…", Purpose::Student, "The model that may have learnt from the other"),
                ("Choose teacher…", Purpose::Teacher, "The model whose outputs may have been learnt from"),
                ("Add controls…", Purpose::Controls, "Models of other makers that are known not to be involved: what similarity is usual"),
                ("Add folder…", Purpose::SampleFolder, "Every sample file of a folder"),
            ] {
                if ui.button(button).on_hover_text(about).clicked() {
                    *asked = Some(Asked::Files(purpose));
                }
            }
        });
        let hint = "Answers to the same prompts, one file a model. Files and folders can be dropped here: student first, then teacher, then controls.";
        ui.add(egui::Label::new(RichText::new(hint).small().weak()).wrap());
        if self.entries.is_empty() {
            if ui.button("Try with the bundled samples").clicked() {
                *asked = Some(Asked::Bundled);
            }
            return false;
        }
        let (files, related) = self.files();
        if self.entries.len() > 1 && (files.student.is_none() || files.teacher.is_none()) {
            let choose = "Say which is the student and which the teacher, in the column “part”";
            ui.label(RichText::new(choose).small().family(theme::semibold()));
        }
        let controls = files.controls.len();
        if controls < 5 {
            let few = format!(
                "{controls} controls; with fewer than 5 there is a ranking but no likelihood ratio"
            );
            ui.label(RichText::new(few).small().weak());
        }
        for name in related {
            let text = format!(
                "⚠ {name} is left out of the controls: it is of the student’s or the teacher’s maker"
            );
            ui.label(
                RichText::new(text)
                    .small()
                    .color(colour(theme::palette(ui.ctx()).warning)),
            );
        }
        ui.add_space(4.0);
        changed |= self.table(ui);
        self.overlap(ui);
        changed
    }

    fn table(&mut self, ui: &mut egui::Ui) -> bool {
        let (mut changed, mut gone, mut parted) = (false, None, None);
        egui::ScrollArea::horizontal().id_salt("samples").show(ui, |ui| {
            egui::Grid::new("samples").striped(true).spacing(vec2(12.0, 5.0)).show(ui, |ui| {
                for (head, about) in [
                    ("sample", "The model’s name"),
                    ("part", "What it is in the check"),
                    ("maker", "Controls must share no maker with student or teacher"),
                    ("outputs", "Outputs in the file"),
                    ("usable", "Outputs with something in them"),
                    ("length", "Middle length of usable outputs, in characters"),
                    ("scripts", "Scripts the outputs are in"),
                    ("refusals", "Outputs that look like refusals"),
                    ("thinking", "Outputs with think-blocks, which are cut out, and those that think aloud without"),
                    ("empty", "Empty outputs"),
                    ("repeats", "Outputs that repeat an earlier one word for word"),
                    ("", ""),
                ] {
                    let label = ui.label(RichText::new(head).small().weak());
                    if !about.is_empty() {
                        label.on_hover_text(about);
                    }
                }
                ui.end_row();
                for (n, entry) in self.entries.iter_mut().enumerate() {
                    let file = file_name(&entry.path);
                    let name = match &entry.facts {
                        Some(Ok(facts)) => facts.name.clone(),
                        _ => file.clone(),
                    };
                    ui.label(shorten(&name, 40)).on_hover_text(entry.path.display().to_string());
                    let mut part = entry.part;
                    let chosen = egui::ComboBox::from_id_salt(("part", n))
                        .width(92.0)
                        .selected_text(part.name())
                        .show_ui(ui, |ui| {
                            for other in Part::ALL {
                                ui.selectable_value(&mut part, other, other.name());
                            }
                        });
                    let spoken = format!("Part of {name}: {}", entry.part.name());
                    chosen.response.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, spoken.as_str())
                    });
                    if part != entry.part {
                        parted = Some((n, part));
                    }
                    let field = egui::TextEdit::singleline(&mut entry.vendor).id_salt(("vendor", n));
                    // A grid gives a field the room its column had before: none at first.
                    let field = ui.add(field.hint_text("unknown").min_size(vec2(160.0, 0.0)));
                    let spoken = format!("Maker of {name}");
                    field.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::TextInput, true, spoken.as_str())
                    });
                    changed |= field.changed();
                    match &entry.facts {
                        None => {
                            ui.label(RichText::new("reading…").small().weak());
                            (0..7).for_each(|_| _ = ui.label(""));
                        }
                        Some(Err(fault)) => {
                            let fault_text = RichText::new("✗ cannot be read").small();
                            let ink = ui.visuals().error_fg_color;
                            ui.label(fault_text.color(ink)).on_hover_text(fault);
                            (0..7).for_each(|_| _ = ui.label(""));
                        }
                        Some(Ok(facts)) => facts_row(ui, facts),
                    }
                    let remove = small_button(ui, "×");
                    let spoken = format!("Remove {file}");
                    remove.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::Button, true, spoken.as_str())
                    });
                    if remove.on_hover_text(spoken).clicked() {
                        gone = Some(n);
                    }
                    ui.end_row();
                }
            });
        });
        for entry in &self.entries {
            if let Some(Err(fault)) = &entry.facts {
                let ink = ui.visuals().error_fg_color;
                ui.add(egui::Label::new(RichText::new(fault).small().color(ink)).wrap());
            }
        }
        if let Some((n, part)) = parted {
            if matches!(part, Part::Student | Part::Teacher) {
                // The two change places, or the one that was it becomes a control.
                let old = self.entries[n].part;
                let other = if matches!(old, Part::Student | Part::Teacher) {
                    old
                } else {
                    Part::Control
                };
                for entry in self.entries.iter_mut().filter(|entry| entry.part == part) {
                    entry.part = other;
                }
            }
            self.entries[n].part = part;
            changed = true;
        }
        if let Some(n) = gone {
            self.entries.remove(n);
            changed = true;
        }
        changed
    }

    /// How many prompts any two samples share.
    fn overlap(&self, ui: &mut egui::Ui) {
        let read: Vec<&Facts> = (self.entries.iter())
            .filter(|entry| entry.part != Part::Out)
            .filter_map(|entry| entry.facts.as_ref()?.as_ref().ok())
            .take(MOST_IN_OVERLAP)
            .collect();
        if read.len() < 2 {
            return;
        }
        ui.add_space(8.0);
        ui.label(RichText::new("Prompts that two samples share").family(theme::semibold()));
        let palette = theme::palette(ui.ctx());
        egui::ScrollArea::horizontal()
            .id_salt("overlap")
            .show(ui, |ui| {
                egui::Grid::new("overlap")
                    .spacing(vec2(10.0, 3.0))
                    .show(ui, |ui| {
                        ui.label("");
                        for n in 1..=read.len() {
                            ui.label(RichText::new(n.to_string()).small().weak());
                        }
                        ui.end_row();
                        for (n, a) in read.iter().enumerate() {
                            let name = shorten(&a.name, 24);
                            ui.label(RichText::new(format!("{} {name}", n + 1)).small());
                            for b in &read {
                                let shared = a.shared(b);
                                let text = RichText::new(shared.to_string()).small();
                                // Fewer than ten shared prompts allow no paired comparison.
                                let text = match shared < 10 {
                                    true => text.color(colour(palette.warning)),
                                    false => text,
                                };
                                let label = ui.label(text);
                                let spoken =
                                    format!("{} and {} share {shared} prompts", a.name, b.name);
                                label.widget_info(|| {
                                    egui::WidgetInfo::labeled(
                                        egui::Role::Cell,
                                        true,
                                        spoken.as_str(),
                                    )
                                });
                                label.on_hover_text(spoken);
                            }
                            ui.end_row();
                        }
                    });
            });
        let note =
            "Two samples that share fewer than 10 prompts are compared as wholes, which is weaker.";
        ui.add(egui::Label::new(RichText::new(note).small().weak()).wrap());
    }
}

/// Of every sample how many answers the check matched, by what, and what it dropped and why.
pub fn matched(ui: &mut egui::Ui, finding: &Finding) {
    let rows = &finding.matching;
    let whole = finding.is_of_whole_samples();
    if rows.is_empty() {
        return;
    }
    ui.add_space(8.0);
    ui.label(RichText::new("Answers that the check matched").family(theme::semibold()));
    egui::ScrollArea::horizontal()
        .id_salt("matched")
        .show(ui, |ui| {
            egui::Grid::new("matched")
                .striped(true)
                .spacing(vec2(12.0, 3.0))
                .show(ui, |ui| {
                    for head in [
                        "sample",
                        "read",
                        "by id",
                        "by prompt",
                        "refusals",
                        if whole { "not matched" } else { "dropped" },
                    ] {
                        ui.label(RichText::new(head).small().weak());
                    }
                    ui.end_row();
                    for row in rows {
                        let name = shorten(&row.model, 40);
                        ui.label(RichText::new(name).small());
                        for count in [row.read, row.by_id, row.by_prompt, row.refusals] {
                            ui.label(RichText::new(count.to_string()).small());
                        }
                        ui.label(RichText::new(row.dropped.words()).small());
                        ui.end_row();
                    }
                });
        });
    let note = "Matched are answers to prompts that student and teacher both answered. Refusals are counted and not dropped.";
    for note in std::iter::once(note).chain(whole.then_some(WHOLE_SAMPLES)) {
        ui.add(egui::Label::new(RichText::new(note).small().weak()).wrap());
    }
}

fn facts_row(ui: &mut egui::Ui, facts: &Facts) {
    let h = &facts.hygiene;
    let mut figure = |text: String| ui.label(RichText::new(text).small());
    figure(h.outputs.to_string());
    figure(h.usable().to_string());
    figure(facts.median_characters.to_string());
    let scripts = facts
        .scripts
        .iter()
        .take(2)
        .map(|(name, count)| match facts.scripts.len() {
            1 => (*name).to_owned(),
            _ => format!("{name} {count}"),
        });
    let scripts = scripts.collect::<Vec<_>>().join(", ");
    figure(scripts);
    figure(h.refusals.to_string());
    figure(match h.untagged_thinking {
        0 => h.thinking.to_string(),
        n => format!("{} + {n} aloud", h.thinking),
    });
    figure(h.empty.to_string());
    figure(facts.duplicates.to_string());
}
