//! Support or attack between two sentences. May use the labelled data and mining.

use super::data::{CmvSentence, Numbers, Relation, openings};
use super::row::{Row, decided, judged, majority, row};
use crate::cli::Failure;
use crate::mining::classifier::cross_validate;
use crate::mining::measure::Judged;
use crate::mining::relations::{self, Pair, Polarity};
use crate::mining::text;
use crate::progress::Progress;

/// Whether the sentence is the opening post's: the title it speaks of is then by the same person.
pub(super) fn opens(sentences: &[CmvSentence], relation: &Relation) -> bool {
    let wanted = text::normalised(&relation.src_text);
    let of_thread = sentences
        .iter()
        .filter(|s| s.thread == relation.thread && s.post == "OP");
    of_thread
        .map(|s| text::normalised(&s.text))
        .any(|s| s.contains(&wanted) || (s.len() > 20 && wanted.contains(&s)))
}

pub(super) fn of_relations(
    task: &str,
    data: &[Relation],
    sentences: &[CmvSentence],
    study: &'static str,
    progress: &Progress,
) -> Result<Vec<Row>, Failure> {
    let openings = openings(sentences);
    let mut groups = Numbers::default();
    let mut texts = Vec::new();
    let mut by_rules = Vec::new();
    for relation in data {
        let polarity = match relation.polarity.as_str() {
            "support" => Polarity::Support,
            "attack" => Polarity::Attack,
            _ => continue,
        };
        let to_title = relation.dst == "title";
        let same_author = if to_title {
            opens(sentences, relation)
        } else {
            // Where nothing is said there is one author.
            relation.same_author.unwrap_or(true)
        };
        let pair = Pair {
            source: &relation.src_text,
            target: &relation.dst_text,
            same_author,
            same_comment: relation.same_post.unwrap_or(true),
        };
        let guess = relations::by_rules(&pair);
        by_rules.push(Judged {
            guess: guess.polarity as usize,
            confidence: guess.confidence,
            truth: polarity as usize,
        });
        texts.push(relations::labelled(
            &pair,
            polarity,
            groups.of(openings
                .get(relation.thread.as_str())
                .unwrap_or(&relation.thread)),
        ));
    }
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let names = Polarity::ALL.map(Polarity::name);
    let unseen =
        cross_validate(&texts, &relations::settings(), None, progress).map_err(Failure::bad)?;
    let learned = judged(&texts, &unseen);
    let threshold = 0.8;
    Ok(vec![
        row(
            task,
            "majority",
            &majority(&texts, names.len()),
            &names,
            None,
            study,
        ),
        row(task, "rules", &by_rules, &names, None, study).shown(&by_rules, None, threshold),
        row(
            task,
            "learned",
            &decided(&texts, &unseen),
            &names,
            Some(&unseen),
            study,
        )
        .shown(&learned, None, threshold),
    ])
}
