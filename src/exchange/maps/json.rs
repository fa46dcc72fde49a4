//! A whole document as plain JSON for other programs: ids as shown in the window, names instead of numbers,
//! and what follows from the document (authors of excerpts, standings) beside what is stored in it. Written
//! only; the document's own file is the `.ron`. May use the document and its evaluation.
//!
//! ```text
//! { "format": "counterclaim", "version": 1, "title": "…",
//!   "tags":     [ { "id": "t1", "name": "fair use", "hue": "sky blue", "pattern": "solid" } ],
//!   "claims":   [ { "id": "c5", "text": "…", "tags": ["fair use"], "weight": 0.5 | null,
//!                   "place": { "x": 0, "y": 0, "pinned": false } | null,
//!                   "excerpts": [ { "comment": "…", "author": "…" | null, "time": "…" | null,
//!                                   "start": 0, "end": 9, "exact": "…", "prefix": "…", "suffix": "…" } ],
//!                   "evidence": [ { "kind": "finding", "finding": "f9", "bearing": "supports" }
//!                               | { "kind": "quotation", "words": "…", "source": "…", "bearing": "…" }
//!                               | { "kind": "note", "text": "…" } ],
//!                   "standing": "accepted" | "rejected" | "undecided" | null, "strength": 0.5 | null } ],
//!   "links":    [ { "id": "k7", "kind": "support" | "attack" | "undercut" | "rephrase",
//!                   "premises": ["c5"], "target": "c6" | "k8", "note": "…", "weight": 1.0 | null,
//!                   "standing": …, "strength": … } ],
//!   "findings": { "f9": { "words": "…", "scale": "…", "limits": ["…"], "bears_on": ["c5"], "figures": { …as the method stores them } } },
//!   "samples":  [ { "model": "…", "file": "…", "sha256": "…", "outputs": 100 } ],
//!   "thread":   null | { "title", "url", "sources", "comments": [ { "id", "parent", "author", "time",
//!                        "flags", "text", … } ] } }
//! ```
//!
//! `start` and `end` count Unicode scalars of the comment's text.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Options, WriteError, standing_name};
use crate::document::evaluation::{Evaluation, evaluate};
use crate::document::{Document, Place, SampleRef};
use crate::map::{ClaimId, Evidence, FindingId, Pattern};
use crate::semantics::evaluation::Verdict;
use crate::similarity::{Finding, words};
use crate::thread::{Comment, CommentId, Thread};

#[derive(Serialize)]
struct Root<'a> {
    format: &'static str,
    version: u32,
    title: &'a str,
    tags: Vec<TagOut<'a>>,
    claims: Vec<ClaimOut<'a>>,
    links: Vec<LinkOut>,
    findings: BTreeMap<String, FindingOut<'a>>,
    samples: Vec<&'a SampleRef>,
    thread: Option<&'a Thread>,
}

#[derive(Serialize)]
struct TagOut<'a> {
    id: String,
    name: &'a str,
    hue: &'static str,
    pattern: &'static str,
}

#[derive(Serialize)]
struct ClaimOut<'a> {
    id: String,
    text: &'a str,
    tags: Vec<&'a str>,
    weight: Option<f64>,
    place: Option<PlaceOut>,
    excerpts: Vec<ExcerptOut<'a>>,
    evidence: Vec<EvidenceOut<'a>>,
    standing: Option<&'static str>,
    strength: Option<f64>,
}

#[derive(Serialize)]
struct PlaceOut {
    x: f32,
    y: f32,
    pinned: bool,
}

#[derive(Serialize)]
struct ExcerptOut<'a> {
    comment: &'a CommentId,
    author: Option<&'a str>,
    time: Option<&'a str>,
    start: u32,
    end: u32,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum EvidenceOut<'a> {
    Finding {
        finding: String,
        bearing: &'static str,
    },
    Quotation {
        words: &'a str,
        source: &'a str,
        bearing: &'static str,
    },
    Note {
        text: &'a str,
    },
}

#[derive(Serialize)]
struct LinkOut {
    id: String,
    kind: &'static str,
    premises: Vec<String>,
    target: String,
    note: String,
    weight: Option<f64>,
    standing: Option<&'static str>,
    strength: Option<f64>,
}

#[derive(Serialize)]
struct FindingOut<'a> {
    words: String,
    scale: &'static str,
    limits: &'static [&'static str],
    bears_on: Vec<String>,
    figures: &'a Finding,
}

/// Writes everything the document holds, and its standings if the options say so.
///
/// # Errors
/// None that a document can cause.
pub fn write(document: &Document, options: &Options) -> Result<Vec<u8>, WriteError> {
    let map = document.map();
    let evaluation = if options.standings {
        evaluate(document)
    } else {
        Evaluation::default()
    };
    let standing = |verdict: Option<&Verdict>| verdict.map(|v| standing_name(v.standing));
    let strength = |verdict: Option<&Verdict>| verdict.map(|v| v.strength);
    let comments: BTreeMap<&CommentId, &Comment> = document
        .thread()
        .into_iter()
        .flat_map(|thread| &thread.comments)
        .map(|comment| (&comment.id, comment))
        .collect();
    let mut bears_on: BTreeMap<FindingId, Vec<ClaimId>> = BTreeMap::new();
    for (id, claim) in map.claims() {
        for evidence in &claim.evidence {
            if let Evidence::Finding { finding, .. } = evidence {
                bears_on.entry(*finding).or_default().push(id);
            }
        }
    }
    let root = Root {
        format: "counterclaim",
        version: 1,
        title: document.title(),
        tags: map
            .tags()
            .map(|(id, tag)| TagOut {
                id: id.to_string(),
                name: &tag.name,
                hue: tag.hue.name(),
                pattern: match tag.pattern {
                    Pattern::Solid => "solid",
                    Pattern::Stripes => "stripes",
                    Pattern::Dots => "dots",
                    Pattern::Grid => "grid",
                    Pattern::Ring => "ring",
                    Pattern::Half => "half",
                },
            })
            .collect(),
        claims: map
            .claims()
            .map(|(id, claim)| ClaimOut {
                id: id.to_string(),
                text: &claim.text,
                tags: claim
                    .tags
                    .iter()
                    .filter_map(|tag| Some(map.tag(*tag)?.name.as_str()))
                    .collect(),
                weight: claim.weight,
                place: document
                    .place(id)
                    .map(|Place { x, y, pinned }| PlaceOut { x, y, pinned }),
                excerpts: claim
                    .excerpts
                    .iter()
                    .map(|excerpt| {
                        let comment = comments.get(&excerpt.comment);
                        ExcerptOut {
                            comment: &excerpt.comment,
                            author: comment.and_then(|c| c.author.as_deref()),
                            time: comment.and_then(|c| c.time.as_deref()),
                            start: excerpt.start,
                            end: excerpt.end,
                            exact: &excerpt.exact,
                            prefix: &excerpt.prefix,
                            suffix: &excerpt.suffix,
                        }
                    })
                    .collect(),
                evidence: claim.evidence.iter().map(evidence_out).collect(),
                standing: standing(evaluation.claims.get(&id)),
                strength: strength(evaluation.claims.get(&id)),
            })
            .collect(),
        links: map
            .links()
            .map(|(id, link)| LinkOut {
                id: id.to_string(),
                kind: link.kind_name(),
                premises: link.premises.iter().map(ToString::to_string).collect(),
                target: link.target.to_string(),
                weight: link.weight,
                standing: standing(evaluation.links.get(&id)),
                strength: strength(evaluation.links.get(&id)),
                note: link.note,
            })
            .collect(),
        findings: document
            .findings()
            .iter()
            .map(|(id, finding)| {
                let bears_on = bears_on.get(id).into_iter().flatten();
                let out = FindingOut {
                    words: words::sentence(finding),
                    scale: words::scale(finding.verdict),
                    limits: &words::LIMITS,
                    bears_on: bears_on.map(ToString::to_string).collect(),
                    figures: finding,
                };
                (id.to_string(), out)
            })
            .collect(),
        samples: document.samples().values().collect(),
        thread: document.thread().map(|thread| &**thread),
    };
    let mut bytes = serde_json::to_vec_pretty(&root).map_err(|error| WriteError::Internal {
        format: "JSON",
        why: error.to_string(),
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn evidence_out(evidence: &Evidence) -> EvidenceOut<'_> {
    match evidence {
        Evidence::Finding { finding, bearing } => EvidenceOut::Finding {
            finding: finding.to_string(),
            bearing: bearing.name(),
        },
        Evidence::Quotation {
            words,
            source,
            bearing,
        } => EvidenceOut::Quotation {
            words,
            source,
            bearing: bearing.name(),
        },
        Evidence::Note(text) => EvidenceOut::Note { text },
    }
}
