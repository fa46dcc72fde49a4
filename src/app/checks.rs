//! What the page of the similarity check asks for, carried out: files asked for, work begun as jobs, findings attached
//! or written as reports. May use everything of the window.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::App;
use super::check::{Asked, CheckDialog, Pairs, Running, Seen};
use super::command::{Command, key_text, spec_of};
use super::dialogs::{Purpose, Request};
use super::files::{Outcome, now};
use super::pane::Action;
use crate::document::actions::{self, count};
use crate::document::checking::{self, Checked, Files, Stage};
use crate::document::file::write_whole;
use crate::document::{SampleRef, banks};
use crate::example;
use crate::exchange::report::{self, Reported};
use crate::map::{ClaimId, Evidence, FindingId};
use crate::progress::Progress;

impl App {
    /// Whether the page of the check stands above the window.
    pub(super) fn check_is_open(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.open)
    }

    pub(super) fn open_check(&mut self, claim: Option<ClaimId>) {
        match &mut self.check {
            Some(check) => check.reopen(claim),
            None => self.check = Some(CheckDialog::new(claim)),
        }
    }

    /// Tells of what came to an end while the page was closed.
    pub(super) fn tell_of_check(&mut self, ctx: &egui::Context) {
        if self.check.is_some() && !self.check_is_open() {
            let key = spec_of(Command::Check).and_then(|spec| spec.key);
            let key = key.map(|key| key_text(ctx, &key)).unwrap_or_default();
            self.toasts.info(format!(
                "The similarity check has come to its end: {key} opens it"
            ));
        }
    }

    pub(super) fn check_dialog(&mut self, ctx: &egui::Context, actions: &mut Vec<Action>) {
        if self.path_field.is_some() {
            return;
        }
        let Some(mut check) = self.check.take_if(|check| check.open) else {
            return;
        };
        let document = self.doc.session.document();
        let claim = check.claim.and_then(|id| document.map().claim(id));
        let evidence = claim.iter().flat_map(|claim| &claim.evidence);
        let attached: Vec<_> = evidence
            .filter_map(Evidence::finding)
            .filter_map(|id| Some((id, document.finding(id)?.clone())))
            .collect();
        let seen = Seen {
            claim: claim.map(|claim| claim.text.as_str()),
            attached: &attached,
            freshness: &self.doc.freshness,
        };
        let asked = check.show(ctx, &seen, actions);
        match asked {
            None => {}
            Some(Asked::Close) => check.close(),
            Some(Asked::Bundled) => match self.bundled_samples() {
                Ok(files) => check.choose(files),
                Err(fault) => self.toasts.error(fault),
            },
            Some(Asked::Note(words, id)) => {
                let note = Evidence::Note(words);
                let claim = self.doc.session.document().map().claim(id);
                if claim.is_some_and(|claim| claim.evidence.contains(&note)) {
                    self.toasts
                        .info("The claim has this ranking as a note already");
                } else {
                    let edit = actions::add_evidence(self.doc.session.document(), id, note);
                    self.edit_and_adjust(edit, &[id.into()]);
                    self.toasts.info("The claim has the ranking as a note");
                }
            }
            Some(Asked::Attach(checked, claim, bearing)) => {
                let (edit, _) = actions::attach_finding(
                    self.doc.session.document(),
                    claim,
                    checked.finding,
                    checked.samples,
                    bearing,
                );
                self.edit_and_adjust(edit, &[claim.into()]);
                self.toasts.info("Attached the finding to the claim");
                check.close();
            }
            Some(Asked::Files(purpose)) => self.ask_samples(ctx, purpose),
            Some(Asked::Report(checked)) => self.ask_report(ctx, checked),
            Some(Asked::Run(files)) => {
                let shelf = check.shelf.clone();
                check.running = self.begin(ctx, "Checking similarity", move |stage, progress| {
                    let checked = checking::run(&files, Some(now()), &shelf, stage, progress);
                    Outcome::Checked(checked.map(Box::new))
                });
            }
            Some(Asked::Matrix(samples)) => {
                let shelf = check.shelf.clone();
                check.running = self.begin(ctx, "Checking all pairs", move |stage, progress| {
                    let found = checking::pairs(&samples, Some(now()), &shelf, stage, progress);
                    Outcome::Paired(found.map(|(findings, references)| {
                        let named = references.iter().zip(&samples);
                        Box::new(Pairs {
                            vendors: named
                                .map(|(r, (_, v))| (r.model.clone(), v.clone()))
                                .collect(),
                            findings,
                            samples: references,
                        })
                    }))
                });
            }
            Some(Asked::Bank(path, maker)) => {
                let config = self.folders.config.clone();
                check.running =
                    self.begin(ctx, "Comparing with the bank", move |stage, progress| {
                        let maker = Some(maker.as_str()).filter(|maker| !maker.is_empty());
                        let ranked =
                            checking::ranked(&path, maker, config.as_deref(), stage, progress);
                        Outcome::Ranked(ranked.map(Box::new))
                    });
            }
            Some(Asked::AddToBank(path, maker)) => {
                let config = self.folders.config.clone();
                self.job(ctx, "Adding to your bank".to_owned(), move |progress| {
                    let maker = Some(maker.as_str()).filter(|maker| !maker.is_empty());
                    let added = banks::add_file(&path, maker, config.as_deref(), progress);
                    Outcome::BankGrew(added.map_err(|error| error.to_string()))
                });
            }
            Some(Asked::Verbatim(paths)) => {
                let shelf = check.shelf.clone();
                check.running =
                    self.begin(ctx, "Looking for shared words", move |stage, progress| {
                        Outcome::SharedWords(checking::shared_words(
                            &paths, &shelf, stage, progress,
                        ))
                    });
            }
        }
        self.check = Some(check);
    }

    /// Begins work that the page waits for.
    fn begin(
        &mut self,
        ctx: &egui::Context,
        name: &str,
        work: impl FnOnce(&Stage, &Progress) -> Outcome + Send + 'static,
    ) -> Option<Running> {
        let stage = Stage::default();
        let of_job = stage.clone();
        let progress = self.job(ctx, name.to_owned(), move |progress| {
            work(&of_job, progress)
        })?;
        Some(Running { progress, stage })
    }

    /// What adding a sample to the person's own bank came to.
    pub(super) fn take_growth(&mut self, added: Result<(String, usize), String>) {
        match added {
            Ok((arena, models)) => self.toasts.info(format!(
                "Added to {arena} of your bank, which now holds {}",
                count(models, "model")
            )),
            Err(fault) => self.toasts.error(fault),
        }
    }

    /// Reads the samples that were chosen, a few at a time, for what the page shows of them.
    pub(super) fn read_samples(&mut self, ctx: &egui::Context) {
        while let Some((path, shelf)) = (self.check.as_mut())
            .and_then(|check| Some((check.next_to_read()?, check.shelf.clone())))
        {
            let name = format!("Reading {}", path.display());
            // A page that was closed since may have begun it; what it finds is taken, too.
            if self.jobs.is_running(&name) {
                continue;
            }
            let of_job = path.clone();
            let begun = self.job(ctx, name, move |progress| {
                let facts = checking::facts(&of_job, &shelf, progress);
                Outcome::Facts(of_job, facts)
            });
            if begun.is_none()
                && let Some(check) = &mut self.check
            {
                let fault = "it was not read; remove it and choose it again".to_owned();
                check.read(&path, Err(fault), None);
            }
        }
    }

    fn ask_samples(&mut self, ctx: &egui::Context, purpose: Purpose) {
        let who = match purpose {
            Purpose::Student => "Outputs of the suspected student",
            Purpose::Teacher => "Outputs of the suspected teacher",
            Purpose::SampleFolder => "A folder of samples",
            _ => "Outputs of control models",
        };
        let kinds = [
            "jsonl", "json", "csv", "tsv", "ndjson", "parquet", "gz", "zst",
        ];
        let request = Request {
            purpose,
            title: who.to_owned(),
            save: false,
            multiple: purpose == Purpose::Controls,
            name: String::new(),
            filter: vec![
                (
                    "Samples".to_owned(),
                    kinds.iter().map(|k| (*k).to_owned()).collect(),
                ),
                ("All files".to_owned(), vec!["*".to_owned()]),
            ],
            folder: self.folder(),
        };
        self.ask(ctx, request);
    }

    /// Asks where a document's finding is to be written as a report.
    pub(super) fn report_of(&mut self, ctx: &egui::Context, id: FindingId) {
        let document = self.doc.session.document();
        let Some(finding) = document.finding(id) else {
            return;
        };
        let checked = Checked {
            finding: (**finding).clone(),
            samples: document.samples().values().cloned().collect(),
        };
        self.ask_report(ctx, Box::new(checked));
    }

    fn ask_report(&mut self, ctx: &egui::Context, checked: Box<Checked>) {
        self.report = Some(checked);
        let request = Request {
            purpose: Purpose::Report,
            title: "Save the report as HTML, or as SVG".to_owned(),
            save: true,
            multiple: false,
            name: self.suggested_name("html"),
            filter: vec![
                ("Report to print, HTML".to_owned(), vec!["html".to_owned()]),
                ("One page, SVG".to_owned(), vec!["svg".to_owned()]),
            ],
            folder: self.folder(),
        };
        self.ask(ctx, request);
    }

    pub(super) fn write_report(&mut self, ctx: &egui::Context, path: PathBuf) {
        let Some(checked) = self.report.take() else {
            return;
        };
        self.job(ctx, format!("Writing {}", path.display()), move |_| {
            let files: BTreeMap<String, SampleRef> = (checked.samples.into_iter())
                .map(|sample| (sample.sha256.clone(), sample))
                .collect();
            let reported = Reported {
                finding: &checked.finding,
                files: &files,
            };
            let text = match report::is_svg(&path) {
                true => report::svg(reported),
                false => report::html(&[reported]),
            };
            let written = write_whole(&path, text.as_bytes()).map_err(|error| error.to_string());
            Outcome::Exported(written.map(|()| path))
        });
    }

    /// The bundled samples as files: the program carries them, and lays them out where its own files are, so that they
    /// can be looked at like anybody's.
    fn bundled_samples(&self) -> Result<Files, String> {
        let folder = self
            .folders
            .state
            .clone()
            .unwrap_or_else(std::env::temp_dir)
            .join("bundled samples");
        std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        for (model, lines) in example::SAMPLES {
            let path = folder.join(format!("{model}.jsonl"));
            write_whole(&path, lines.as_bytes()).map_err(|e| e.to_string())?;
        }
        write_whole(
            &folder.join(example::MODELS_NAME),
            example::MODELS.as_bytes(),
        )
        .map_err(|e| e.to_string())?;
        let path = |model: &str| folder.join(format!("{model}.jsonl"));
        let controls = example::controls(example::STUDENT).map_err(|e| e.to_string())?;
        Ok(Files {
            student: Some(path(example::STUDENT)),
            teacher: Some(path(example::TEACHER)),
            controls: controls.iter().map(|model| path(model)).collect(),
            beside: Vec::new(),
        })
    }
}
