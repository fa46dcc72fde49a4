//! Claims that are nearly the same, and topics, which stand for tags. May use the labelled data, mining and what
//! suggestions make of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::data::Relation;
use super::row::{Row, decided, judged, row};
use crate::cli::Failure;
use crate::document::file;
use crate::mining::classifier::{Labelled, Settings, cross_validate};
use crate::mining::duplicates;
use crate::mining::measure::Judged;
use crate::progress::Progress;
use crate::suggest::{Thresholds, tag_features, tag_settings};

/// Of the pairs that would be offered for merging, how many somebody called rephrases of each other.
pub(super) fn of_duplicates(data: &[Relation]) -> Vec<Row> {
    if data.is_empty() {
        return Vec::new();
    }
    let threshold = Thresholds::default().merge;
    let texts: Vec<&str> = data
        .iter()
        .flat_map(|r| [r.src_text.as_str(), r.dst_text.as_str()])
        .collect();
    let rows = duplicates::rows(&texts);
    let judged: Vec<Judged> = (data.iter().zip(rows.chunks_exact(2)))
        .map(|(relation, pair)| {
            let alike = duplicates::agree(&relation.src_text, &relation.dst_text);
            let cosine = if alike {
                duplicates::cosine(&pair[0], &pair[1])
            } else {
                0.0
            };
            Judged {
                guess: usize::from(cosine < threshold),
                confidence: if cosine < threshold {
                    1.0 - cosine
                } else {
                    cosine
                },
                truth: usize::from(relation.polarity != "rephrase"),
            }
        })
        .collect();
    let task = "the same claim (rephrase), related pairs of US 2016";
    let names = ["same", "other"];
    vec![row(task, "words shared", &judged, &names, None, "").shown(&judged, Some(0), threshold)]
}

/// Topics of microtexts stand for tags: the topic of a claim, from texts other than its own.
pub(super) fn of_tags(
    dir: &Path,
    data: &[Relation],
    progress: &Progress,
) -> Result<Vec<Row>, Failure> {
    let mut topics: BTreeMap<String, String> = BTreeMap::new();
    for folder in ["microtexts/microtexts", "microtexts/microtexts-v2"] {
        let Ok(entries) = std::fs::read_dir(dir.join(folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let bytes = file::read_bytes(&entry.path()).map_err(Failure::bad)?;
            let xml = String::from_utf8_lossy(&bytes);
            let name = entry
                .path()
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned());
            let topic = xml
                .split_once("topic_id=\"")
                .and_then(|(_, rest)| rest.split_once('"'));
            if let (Some(name), Some((topic, _))) = (name, topic) {
                topics.insert(name, topic.to_owned());
            }
        }
    }
    // What each text says, by its own words; a topic must be in several texts to be learned and judged.
    let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for relation in data {
        said.entry(&relation.thread)
            .or_default()
            .extend([relation.src_text.as_str(), relation.dst_text.as_str()]);
    }
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for topic in said.keys().filter_map(|text| topics.get(*text)) {
        *count.entry(topic).or_default() += 1;
    }
    let classes: Vec<String> = count
        .into_iter()
        .filter(|(_, n)| *n >= 4)
        .map(|(topic, _)| topic.to_owned())
        .collect();
    let mut texts = Vec::new();
    for (group, (text, claims)) in said.iter().enumerate() {
        let class = topics
            .get(*text)
            .and_then(|topic| classes.iter().position(|class| class == topic));
        let Some(class) = class else {
            continue;
        };
        texts.extend(claims.iter().map(|claim| Labelled {
            features: tag_features(claim),
            classes: BTreeSet::from([class]),
            group,
        }));
    }
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let settings: Settings = tag_settings(classes.clone());
    let unseen = cross_validate(&texts, &settings, None, progress).map_err(Failure::bad)?;
    let learned = judged(&texts, &unseen);
    let names: Vec<&str> = classes.iter().map(String::as_str).collect();
    let task = format!("tags ({} topics of microtexts)", classes.len());
    let by_decision = decided(&texts, &unseen);
    let mut found = row(&task, "learned", &by_decision, &names, Some(&unseen), "").shown(
        &learned,
        None,
        Thresholds::default().tag,
    );
    found.classes.clear();
    Ok(vec![found])
}
