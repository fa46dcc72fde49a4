//! Findings of the document in front: whether the files they came from are still the same (looked at away from the
//! window's thread), the same check made again, a new finding in the place of an old one, and reports to be printed.
//! May use document, similarity and the window's jobs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::App;
use super::files::{Outcome, now};
use super::workspace::WorkspaceId;
use crate::document::recheck::{self, Again, Became, Finder, Known, Now};
use crate::example;
use crate::map::FindingId;
use crate::similarity::{Finding, Sample};

/// What is known of a document's findings beside themselves.
#[derive(Default)]
pub struct Freshness {
    /// The findings as they were looked at last, and what had become of their samples.
    looked: BTreeMap<FindingId, (Arc<Finding>, Vec<Now>)>,
    /// What came of making a check again.
    again: BTreeMap<FindingId, (Arc<Finding>, String, Vec<String>)>,
    known: Known,
    /// Whether a look is under way or due.
    looking: bool,
    due: bool,
}

impl Freshness {
    /// The samples of a finding that are not as they were; `None` while that is not known.
    pub fn stale(&self, id: FindingId, finding: &Arc<Finding>) -> Option<Vec<&Now>> {
        let (of, samples) = self.looked.get(&id)?;
        Arc::ptr_eq(of, finding).then(|| {
            let stale = samples.iter().filter(|now| now.became != Became::Same);
            stale.collect()
        })
    }

    /// What came of making the check again: a sentence, and the figures that differ.
    pub fn again(&self, id: FindingId, finding: &Arc<Finding>) -> Option<(&str, &[String])> {
        let (of, sentence, differences) = self.again.get(&id)?;
        Arc::ptr_eq(of, finding).then_some((sentence, differences))
    }
}

/// What a job found of a document's findings.
pub struct Looked {
    findings: BTreeMap<FindingId, (Arc<Finding>, Vec<Now>)>,
    known: Known,
}

/// Whether a check that is made again is only compared, or takes the place of the finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Say what differs.
    Compare,
    /// Put the new finding in the old one's place.
    Replace,
}

/// The sample that the program carries under the name a finding of the bundled example gives its file.
fn carried(file: &str) -> Option<Sample> {
    let model = file.strip_prefix("samples/")?.strip_suffix(".jsonl")?;
    example::sample(model).ok()
}

impl App {
    /// Looks at the samples of findings that were not looked at yet, and of all when the window is come back to: files
    /// change while other windows are in front.
    pub(super) fn watch_samples(&mut self, ctx: &egui::Context) {
        let focused = ctx.input(|i| {
            let mut events = i.raw.events.iter();
            events.any(|event| matches!(event, egui::Event::WindowFocused(true)))
        });
        let doc = &mut self.doc;
        doc.freshness.due |= focused;
        let findings = doc.session.document().findings();
        let fresh = &doc.freshness;
        let new = findings
            .iter()
            .any(|(id, finding)| fresh.stale(*id, finding).is_none());
        if fresh.looking || findings.is_empty() || !(new || fresh.due) {
            return;
        }
        let name = format!("Looking at samples of {}", doc.name());
        // Another map of the same name waits for its turn.
        if self.jobs.is_running(&name) {
            return;
        }
        let document = doc.session.document().clone();
        let finder = Finder::beside(doc.session.path(), carried);
        let mut known = doc.freshness.known.clone();
        let id = doc.id;
        let started = self.job(ctx, name, move |progress| {
            let mut findings = BTreeMap::new();
            for (id, finding) in document.findings() {
                let now = recheck::look(&document, finding, &finder, &mut known, progress);
                findings.insert(*id, (Arc::clone(finding), now));
            }
            Outcome::Looked(id, Box::new(Looked { findings, known }))
        });
        self.doc.freshness.looking = started.is_some();
        self.doc.freshness.due = false;
    }

    pub(super) fn take_look(&mut self, id: WorkspaceId, looked: Looked) {
        let mut all = std::iter::once(&mut self.doc).chain(&mut self.others);
        if let Some(workspace) = all.find(|workspace| workspace.id == id) {
            workspace.freshness.looking = false;
            workspace.freshness.looked = looked.findings;
            workspace.freshness.known = looked.known;
        }
    }

    /// Makes a finding's check again, from the files it remembers.
    pub(super) fn check_again(&mut self, ctx: &egui::Context, id: FindingId, aim: Aim) {
        let document = self.doc.session.document().clone();
        let Some(finding) = document.finding(id).cloned() else {
            return;
        };
        let finder = Finder::beside(self.doc.session.path(), carried);
        let (workspace, made) = (self.doc.id, now());
        self.job(ctx, format!("Checking {id} again"), move |progress| {
            let again = recheck::again(&document, &finding, &finder, Some(made), progress);
            Outcome::Again(workspace, id, finding, aim, again.map(Box::new))
        });
    }

    pub(super) fn take_again(
        &mut self,
        workspace: WorkspaceId,
        id: FindingId,
        of: Arc<Finding>,
        aim: Aim,
        again: Result<Box<Again>, String>,
    ) {
        let again = match again {
            Ok(again) => again,
            Err(fault) => {
                self.toasts.error(fault);
                return;
            }
        };
        let Some(doc) = self.begun_for(workspace) else {
            return;
        };
        let still = doc.session.document().finding(id);
        if !still.is_some_and(|finding| Arc::ptr_eq(finding, &of)) {
            self.toasts.info(format!(
                "{id} changed while it was checked again; ask again"
            ));
            return;
        }
        doc.freshness.due = true;
        let sentence = again.sentence();
        match aim {
            Aim::Compare => {
                let told = (of, sentence.clone(), again.differences);
                doc.freshness.again.insert(id, told);
                self.toasts.info(format!("{id}: {sentence}"));
            }
            Aim::Replace => {
                let edit = recheck::replace(doc.session.document(), id, again.checked);
                self.edit_in(workspace, edit);
                self.toasts.info(format!("Refreshed {id}. {sentence}"));
            }
        }
    }
}
