//! Tags for claims: by the terms of the lexicon, and by how a person tagged claims before. May use document, map and
//! mining.

use std::collections::BTreeMap;

use super::learned::{Learned, tag_text};
use super::{Act, Kind, Suggestion, SuggestionId, brief};
use crate::document::Document;
use crate::mining::lexicon::Lexicon;
use crate::mining::text::normalised;
use crate::progress::{Cancelled, Progress};

/// Below this the person's own way of tagging speaks against a tag, whatever the lexicon says.
const AGAINST: f64 = 0.2;

pub(super) fn suggest(
    document: &Document,
    learned: &Learned,
    lexicon: &Lexicon,
    progress: &Progress,
) -> Result<Vec<Suggestion>, Cancelled> {
    let map = document.map();
    let mut found = Vec::new();
    for (id, claim) in map.claims() {
        progress.check()?;
        let text = tag_text(claim);
        let hits: BTreeMap<String, _> = (lexicon.look_up(&text).into_iter())
            .map(|hit| (hit.tag.trim().to_lowercase(), hit))
            .collect();
        let own = learned.tags(&text);
        for (tag_id, tag) in map.tags() {
            if claim.tags.contains(&tag_id) {
                continue;
            }
            let folded = tag.name.trim().to_lowercase();
            let before = own.get(&folded);
            let hit = hits
                .get(&folded)
                .filter(|_| before.is_none_or(|own| own.probability >= AGAINST));
            let (confidence, reason) = match (before, hit) {
                (Some(own), hit) if hit.is_none_or(|hit| hit.confidence <= own.probability) => {
                    (own.probability, own.reason(&tag.name))
                }
                (_, Some(hit)) => {
                    let said: Vec<String> = hit
                        .matched
                        .iter()
                        .map(|words| format!("“{words}”"))
                        .collect();
                    (hit.confidence, format!("it says {}", said.join(", ")))
                }
                _ => continue,
            };
            found.push(Suggestion {
                id: SuggestionId::of(Kind::Tag, &[&folded, &normalised(&claim.text)]),
                kind: Kind::Tag,
                what: format!("tag {id} “{}”", brief(&tag.name, 40)),
                reason,
                confidence,
                claims: vec![id],
                excerpts: Vec::new(),
                act: Act::Tag {
                    claim: id,
                    tag: tag_id,
                },
            });
        }
    }
    Ok(found)
}
