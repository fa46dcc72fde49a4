//! A finding and the files it was made from: whether they are still the same, the same check made again, and what of it
//! came out otherwise. Used by the window and the command line alike. May use the document, similarity and the file
//! system.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use super::checking::Checked;
use super::shelf::stamp;
use super::{Change, Document, Edit, SampleRef};
use crate::map::FindingId;
use crate::progress::Progress;
use crate::similarity::{self, CheckInput, Finding, Options, STAND_INS, Sample, check_among, read};

/// How many differing figures are named.
const NAMED: usize = 12;
/// A file may ask for any number of bootstrap replicates; more than this many nobody makes.
const MOST_REPLICATES: usize = 20_000;

/// Where a sample's file is looked for, and what the program itself carries.
#[derive(Debug, Clone)]
pub struct Finder {
    /// The folders that relative names are tried in, in this order; absolute names need none.
    pub folders: Vec<PathBuf>,
    /// The samples that the program carries, by the name a finding gives the file.
    pub carried: fn(&str) -> Option<Sample>,
}

impl Finder {
    /// A finder for a document whose file lies at `path`.
    pub fn beside(path: Option<&Path>, carried: fn(&str) -> Option<Sample>) -> Self {
        let beside = path.and_then(Path::parent).map(Path::to_owned);
        Self {
            folders: beside.into_iter().chain([PathBuf::new()]).collect(),
            carried,
        }
    }

    /// The file of a sample, if it is there.
    pub fn locate(&self, file: &str) -> Option<PathBuf> {
        let mut places = self.folders.iter().map(|folder| folder.join(file));
        places.find(|path| path.exists())
    }

    /// The sample as it is now.
    ///
    /// # Errors
    /// One sentence: which file, what is wrong.
    pub fn sample(&self, file: &str, progress: &Progress) -> Result<Sample, String> {
        match self.locate(file) {
            Some(path) => read::sample(&path, progress).map_err(|error| error.to_string()),
            None => (self.carried)(file).ok_or_else(|| {
                format!("{file} is no longer there; put it back, or run the check on other files")
            }),
        }
    }
}

/// What has become of a sample since the finding was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It is as it was.
    Same,
    /// It holds other outputs.
    Changed,
    /// Its file is gone.
    Missing,
    /// It can no longer be read; the sentence says why.
    Unreadable(String),
    /// The document does not say which file it was.
    Unnamed,
    /// Looking was cancelled before its turn.
    NotLooked,
}

impl Became {
    /// The word shown.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Same => "unchanged",
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Unreadable(_) => "unreadable",
            Self::Unnamed => "of an unknown file",
            Self::NotLooked => "not looked at",
        }
    }
}

/// A sample of a finding, and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Now {
    /// The model's name.
    pub model: String,
    /// The file as the person named it; empty if that is not known.
    pub file: String,
    /// What has become of it.
    pub became: Became,
}

/// The hashes of files as they were when they were last read, so that a file that was not touched is not read again.
#[derive(Debug, Clone, Default)]
pub struct Known(HashMap<PathBuf, (u64, SystemTime, String)>);

impl Known {
    fn of(&self, path: &Path) -> Option<&str> {
        let (length, time) = stamp(path)?;
        let (l, t, hash) = self.0.get(path)?;
        (*l == length && *t == time).then_some(hash)
    }

    fn note(&mut self, path: &Path, stamp: Option<(u64, SystemTime)>, hash: &str) {
        if let Some((length, time)) = stamp {
            self.0
                .insert(path.to_owned(), (length, time, hash.to_owned()));
        }
    }
}

/// The samples of a finding, student first, then the teacher, with the files they came from; `None` where the document
/// names no file.
pub fn sources<'a>(
    document: &'a Document,
    finding: &'a Finding,
) -> Vec<(&'a similarity::SampleRef, Option<&'a SampleRef>)> {
    ([&finding.student, &finding.teacher].into_iter())
        .chain(&finding.controls)
        .chain(&finding.matched)
        .chain(&finding.background)
        .map(|sample| (sample, document.samples.get(&sample.sha256)))
        .collect()
}

/// Looks what has become of the samples of a finding. `known` spares reading files that were not touched.
pub fn look(
    document: &Document,
    finding: &Finding,
    finder: &Finder,
    known: &mut Known,
    progress: &Progress,
) -> Vec<Now> {
    let mut found = Vec::new();
    for (sample, source) in sources(document, finding) {
        let became = match source {
            None => Became::Unnamed,
            Some(source) => became(sample, &source.file, finder, known, progress),
        };
        found.push(Now {
            model: sample.name.clone(),
            file: source.map(|s| s.file.clone()).unwrap_or_default(),
            became,
        });
    }
    found
}

fn became(
    sample: &similarity::SampleRef,
    file: &str,
    finder: &Finder,
    known: &mut Known,
    progress: &Progress,
) -> Became {
    let same = |hash: &str| match hash == sample.sha256 {
        true => Became::Same,
        false => Became::Changed,
    };
    let Some(path) = finder.locate(file) else {
        return (finder.carried)(file).map_or(Became::Missing, |carried| same(&carried.sha256()));
    };
    if let Some(hash) = known.of(&path) {
        return same(hash);
    }
    let before = stamp(&path);
    match hash_of(&path, progress) {
        Ok(hash) => {
            known.note(&path, before, &hash);
            same(&hash)
        }
        Err(_) if progress.cancelled() => Became::NotLooked,
        Err(why) => Became::Unreadable(why),
    }
}

/// The hash of a sample, or of the profile if the file is one.
fn hash_of(path: &Path, progress: &Progress) -> Result<String, String> {
    if let Some(profile) = profile(path)? {
        return Ok(profile.sha256());
    }
    let sample = read::sample(path, progress).map_err(|error| error.to_string())?;
    Ok(sample.sha256())
}

fn profile(path: &Path) -> Result<Option<similarity::Profile>, String> {
    use std::io::Read as _;
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    if !path.is_file() {
        return Ok(None);
    }
    let mut file = std::fs::File::open(path).map_err(|e| told(&e))?;
    let mut start = Vec::new();
    let read = (&mut file).take(4096).read_to_end(&mut start);
    read.map_err(|e| told(&e))?;
    if !similarity::Profile::recognises(&start) {
        return Ok(None);
    }
    use std::io::Seek as _;
    file.rewind().map_err(|e| told(&e))?;
    let profile = similarity::Profile::read(std::io::BufReader::new(file));
    Ok(Some(profile.map_err(|e| told(&e))?))
}

/// A check made again from the files that a finding remembers.
#[derive(Debug, Clone)]
pub struct Again {
    /// What came of it now.
    pub checked: Checked,
    /// The models whose samples hold other outputs than before.
    pub changed: Vec<String>,
    /// The figures that came out otherwise, one sentence each; empty: the same to the last bit.
    pub differences: Vec<String>,
}

impl Again {
    /// What came of it in a sentence.
    pub fn sentence(&self) -> String {
        let samples =
            2 + self.checked.finding.controls.len() + self.checked.finding.background.len();
        match (self.changed.is_empty(), self.differences.as_slice()) {
            (true, []) => format!("Same figures to the last bit, from the same {samples} samples"),
            (false, []) => format!("Same figures, though {} changed", self.changed.join(", ")),
            (true, more) => format!(
                "The samples are the same and {} came out otherwise: the method of this version differs from the one that made the finding",
                super::actions::count(more.len(), "figure")
            ),
            (false, more) => format!(
                "{} changed since, and {} came out otherwise",
                self.changed.join(", "),
                super::actions::count(more.len(), "figure")
            ),
        }
    }
}

/// Makes the check of a finding again, from the same files with the same seed, and compares every figure.
///
/// # Errors
/// One sentence: which file, what to do.
pub fn again(
    document: &Document,
    finding: &Finding,
    finder: &Finder,
    made: Option<String>,
    progress: &Progress,
) -> Result<Again, String> {
    let load = |part: &similarity::SampleRef| -> Result<(Sample, SampleRef), String> {
        let source = document.samples.get(&part.sha256).ok_or_else(|| {
            format!(
                "the file of {} is not known; run a new check on its files",
                part.name
            )
        })?;
        if let Some(path) = finder.locate(&source.file)
            && profile(&path)?.is_some()
        {
            return Err(format!(
                "{} is a profile, which can be compared again on the command line: counterclaim check --student … --teacher …",
                source.file
            ));
        }
        let mut sample = finder.sample(&source.file, progress)?;
        sample.name.clone_from(&part.name);
        let reference = SampleRef {
            model: part.name.clone(),
            file: source.file.clone(),
            sha256: sample.sha256(),
            outputs: sample.records.len() as u64,
        };
        Ok((sample, reference))
    };
    let load_all = |parts: &[similarity::SampleRef]| -> Result<Vec<(Sample, SampleRef)>, String> {
        parts.iter().map(load).collect()
    };
    let student = load(&finding.student)?;
    let teacher = load(&finding.teacher)?;
    // A control that was left out takes the same part again, so that the finding says so again.
    let left_out = |part: &&similarity::SampleRef| {
        let start = format!("{} was left out of the controls", part.name);
        finding
            .warnings
            .iter()
            .any(|warning| warning.starts_with(&start))
    };
    let (left_out, beside): (Vec<_>, Vec<_>) = finding.background.iter().partition(left_out);
    let own = |parts: Vec<&similarity::SampleRef>| parts.into_iter().cloned().collect::<Vec<_>>();
    let controls = load_all(&[finding.controls.clone(), own(left_out)].concat())?;
    let matched = load_all(&finding.matched)?;
    let background = load_all(&own(beside))?;
    let references: Vec<SampleRef> = ([&student, &teacher].into_iter())
        .chain(&controls)
        .chain(&matched)
        .chain(&background)
        .map(|(_, reference)| reference.clone())
        .collect();
    let samples = |loaded: Vec<(Sample, SampleRef)>| -> Vec<Sample> {
        loaded.into_iter().map(|(sample, _)| sample).collect()
    };
    let (controls, matched, background) =
        (samples(controls), samples(matched), samples(background));
    let stood_in = finding.warnings.iter().any(|warning| warning == STAND_INS);
    let input = CheckInput {
        student: &student.0,
        teachers: std::slice::from_ref(&teacher.0),
        controls: &controls,
        matched: &matched,
    };
    let options = Options {
        seed: finding.seed,
        bootstrap: finding.parameters.bootstrap.min(MOST_REPLICATES),
        made,
    };
    let mut new = check_among(&input, &background, &options, progress)
        .map_err(|error| error.to_string())?
        .into_iter()
        .next()
        .ok_or("the check came back with nothing; run a new one")?;
    if stood_in {
        new.warnings.insert(0, STAND_INS.to_owned());
    }
    let old = ([&finding.student, &finding.teacher].into_iter())
        .chain(&finding.controls)
        .chain(&finding.matched)
        .chain(&finding.background);
    let mut changed: Vec<String> = old
        .filter(|old| !references.iter().any(|new| new.sha256 == old.sha256))
        .map(|old| old.name.clone())
        .collect();
    changed.sort();
    changed.dedup();
    let differences = differences(finding, &new);
    Ok(Again {
        checked: Checked {
            finding: new,
            samples: references,
        },
        changed,
        differences,
    })
}

/// The figures in which two findings differ, as sentences. When they were made, the notes to them and the table of
/// what matched do not count.
pub fn differences(old: &Finding, new: &Finding) -> Vec<String> {
    let value = |finding: &Finding| {
        let mut finding = finding.clone();
        finding.made = None;
        finding.warnings.clear();
        finding.matching.clear();
        serde_json::to_value(finding).unwrap_or_default()
    };
    let (old, new) = (value(old), value(new));
    let mut found = Vec::new();
    compare(&mut Vec::new(), &old, &new, &mut found);
    if found.len() > NAMED {
        let more = found.len() - NAMED;
        found.truncate(NAMED);
        found.push(format!("and {more} more"));
    }
    found
}

/// Compares values leaf by leaf. Findings are a few levels deep, whatever their content.
fn compare(path: &mut Vec<String>, old: &Value, new: &Value, found: &mut Vec<String>) {
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                path.push(key.replace('_', " "));
                let null = Value::Null;
                compare(
                    path,
                    a.get(key).unwrap_or(&null),
                    b.get(key).unwrap_or(&null),
                    found,
                );
                path.pop();
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (n, (a, b)) in a.iter().zip(b).enumerate() {
                path.push((n + 1).to_string());
                compare(path, a, b, found);
                path.pop();
            }
        }
        (a, b) if a == b => {}
        (a, b) => found.push(format!("{}: {} → {}", path.join(" "), short(a), short(b))),
    }
}

fn short(value: &Value) -> String {
    let text = match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            super::actions::count(list.len(), "entry").replace("entrys", "entries")
        }
        Value::Object(_) => "present".to_owned(),
        other => other.to_string(),
    };
    let cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() {
        cut + "…"
    } else {
        cut
    }
}

/// Puts a new finding in the place of an old one, wherever that is attached, and forgets samples that nothing names any
/// longer.
pub fn replace(document: &Document, id: FindingId, checked: Checked) -> Edit {
    let mut changes: Vec<Change> = Vec::new();
    let names = |finding: &Finding, hash: &str| {
        ([&finding.student, &finding.teacher].into_iter())
            .chain(&finding.controls)
            .chain(&finding.matched)
            .chain(&finding.background)
            .any(|sample| sample.sha256 == hash)
    };
    let old = document.finding(id).cloned();
    let of_old = |hash: &&String| old.as_ref().is_some_and(|old| names(old, hash));
    for hash in document.samples.keys().filter(of_old) {
        let named = names(&checked.finding, hash)
            || (document.findings.iter())
                .any(|(other, finding)| *other != id && names(finding, hash));
        if !named {
            changes.push(Change::Sample(hash.clone(), None));
        }
    }
    let samples = checked.samples.into_iter();
    changes.extend(samples.map(|sample| Change::Sample(sample.sha256.clone(), Some(sample))));
    changes.push(Change::Finding(id, Some(Arc::new(checked.finding))));
    Edit::new("refresh finding", changes)
}
