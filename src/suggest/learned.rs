//! What was learned from a person's own maps: how they tag, what they make claims of, what they take for support and
//! attack. A value that can be written and read; it holds words of those maps and nothing else, and nothing of it comes
//! from anywhere else. May use document, map and mining.

mod roles_of;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::told::{Told, sentences};
use crate::document::Document;
use crate::map::{Claim, ClaimId, LinkKind, Map, NodeId};
use crate::mining::classifier::{Classifier, Labelled, Settings};
use crate::mining::features::Features;
use crate::mining::relations::{self, Pair, Polarity};
use crate::mining::roles::{self, Role, Sentence};
use crate::mining::sequence::{Sequence, Sequential};
use crate::mining::text::words;
use crate::progress::{Cancelled, Progress};

/// No more than this many sentences, links or claims are learned from, the first documents' first.
const MOST_EXAMPLES: usize = 20_000;
/// Fewer sentences than this teach nothing that the rules do not know better: in measurement rules and what was learned
/// from 800 come to the same.
const LEAST_SENTENCES: usize = 800;
/// Of claims, premises and sentences that are neither: so many of each.
const LEAST_OF_A_ROLE: usize = 20;
/// Fewer links than this teach nothing.
const LEAST_LINKS: usize = 60;
/// Of supports and attacks: so many of each.
const LEAST_OF_A_POLARITY: usize = 15;
/// Fewer claims with a tag, or with other tags, than this teach nothing of it.
const LEAST_OF_A_TAG: usize = 5;

/// What was learned.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Learned {
    tags: Option<Classifier>,
    roles: Option<Sequential>,
    polarity: Option<Classifier>,
}

/// What was learned of a tag on a text.
pub(super) struct OwnTag {
    pub probability: f64,
    terms: Vec<String>,
}

impl OwnTag {
    pub(super) fn reason(&self, tag: &str) -> String {
        with_terms(
            &format!("your claims tagged “{tag}” are like it"),
            &self.terms,
        )
    }
}

impl Learned {
    /// Learns from documents, the ones that matter most first.
    ///
    /// # Errors
    /// [`Cancelled`] once the progress handle says so.
    pub fn learn(documents: &[&Document], progress: &Progress) -> Result<Self, Cancelled> {
        let mut taught = Taught::default();
        for (n, document) in documents.iter().enumerate() {
            progress.check()?;
            taught.add(n, document);
        }
        Ok(Self {
            tags: taught.tags(progress)?,
            roles: taught.roles(progress)?,
            polarity: taught.polarity(progress)?,
        })
    }

    /// What is learned well enough to be used, in words for the person: `tags`, `claims`, `support and attack`.
    pub fn knows(&self) -> Vec<&'static str> {
        let known = [
            ("tags", self.tags.is_some()),
            ("claims", self.roles.is_some()),
            ("support and attack", self.polarity.is_some()),
        ];
        known
            .into_iter()
            .filter(|(_, known)| *known)
            .map(|(name, _)| name)
            .collect()
    }

    /// The tags that are known, with how likely each is on a text; by name in lower case.
    pub(super) fn tags(&self, text: &str) -> BTreeMap<String, OwnTag> {
        let Some(tags) = &self.tags else {
            return BTreeMap::new();
        };
        let features = tag_features(text);
        let probabilities = tags.probabilities(&features);
        (tags.classes.iter().zip(probabilities).enumerate())
            .map(|(class, (name, probability))| {
                let terms = tags.reasons(&features, class, 6);
                (name.clone(), OwnTag { probability, terms })
            })
            .collect()
    }

    /// Which way a sentence speaks of another: by what was learned, or by rules as long as that is too little.
    pub(super) fn polarity(&self, pair: &Pair<'_>) -> relations::Guess {
        let Some(polarity) = &self.polarity else {
            return relations::by_rules(pair);
        };
        let features = relations::features(pair);
        let probabilities = polarity.probabilities(&features);
        let of = |polarity: Polarity| probabilities.get(polarity as usize).copied().unwrap_or(0.0);
        let surest = if of(Polarity::Attack) > of(Polarity::Support) {
            Polarity::Attack
        } else {
            Polarity::Support
        };
        let terms = polarity.reasons(&features, surest as usize, 8);
        relations::Guess {
            polarity: surest,
            confidence: of(surest),
            reason: with_terms(
                &format!("going by your own maps it is {}", article(surest)),
                &terms,
            ),
        }
    }
}

fn article(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Support => "a support",
        Polarity::Attack => "an attack",
    }
}

/// A reason with the words of the text that speak for it: those a reader can find there.
fn with_terms(reason: &str, terms: &[String]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for term in terms {
        let term = term.trim_start_matches("^ ").trim_end_matches(" $");
        let plain = !term.contains([':', '#', '^', '$']);
        if plain
            && !said
                .iter()
                .any(|other| other.contains(term) || term.contains(other))
        {
            said.push(term);
        }
    }
    if said.is_empty() {
        return reason.to_owned();
    }
    let said: Vec<String> = said
        .iter()
        .take(3)
        .map(|term| format!("“{term}”"))
        .collect();
    format!("{reason}: {}", said.join(", "))
}

/// What a claim's tags are judged by: its text and the words it rests on.
pub(super) fn tag_text(claim: &Claim) -> String {
    let mut text = claim.text.clone();
    for excerpt in &claim.excerpts {
        text.push('\n');
        text.push_str(&excerpt.exact);
    }
    text
}

/// What is seen of a text for tags.
pub fn tag_features(text: &str) -> Features {
    let mut own = words(text);
    own.truncate(500);
    let mut features = Features::default();
    features.words("", &own, true);
    features
}

/// How to learn tags.
pub fn tag_settings(classes: Vec<String>) -> Settings {
    Settings {
        classes,
        exclusive: false,
        penalty: 0.1,
        least: 1,
        balanced: true,
    }
}

/// Examples, as they are gathered from documents.
#[derive(Default)]
struct Taught {
    /// Features, names of tags, document.
    tagged: Vec<(Features, BTreeSet<String>, usize)>,
    /// By comment, in the order in which they stand.
    sentences: Vec<Sequence>,
    pairs: Vec<Labelled>,
    /// How many groups of sentences there are so far.
    groups: usize,
}

impl Taught {
    fn add(&mut self, n: usize, document: &Document) {
        let told = Told::of(document);
        self.add_tags(n, document.map());
        self.add_sentences(document.map(), &told);
        self.add_links(n, document.map(), &told);
    }

    fn add_tags(&mut self, n: usize, map: &Map) {
        for (_, claim) in map.claims() {
            if claim.tags.is_empty() || self.tagged.len() >= MOST_EXAMPLES {
                continue;
            }
            let names = claim.tags.iter().filter_map(|id| map.tag(*id));
            let names = names.map(|tag| tag.name.trim().to_lowercase()).collect();
            self.tagged.push((tag_features(&tag_text(claim)), names, n));
        }
    }

    /// The sentences of comments that somebody has made a claim from: what is no claim there was passed over.
    fn add_sentences(&mut self, map: &Map, told: &Told) {
        let mut group_of: Vec<usize> = vec![0; told.tree.len()];
        let first_group = self.groups;
        for at in told.tree.preorder() {
            group_of[at] = match told.tree.parent(at) {
                Some(parent) => group_of[parent],
                None => {
                    self.groups += 1;
                    self.groups - 1
                }
            };
        }
        debug_assert!(self.groups >= first_group);
        for at in told.taken.keys() {
            let Some(comment) = told.thread.comments.get(*at) else {
                continue;
            };
            let all = sentences(comment);
            if self.sentences.iter().map(Vec::len).sum::<usize>() >= MOST_EXAMPLES {
                return;
            }
            let (seen, roles): (Vec<Sentence<'_>>, Vec<Role>) = (all.iter().enumerate())
                .map(|(n, (chars, text))| {
                    let sentence = Sentence {
                        text,
                        index: n,
                        count: all.len(),
                        opening: *at == 0,
                    };
                    let role = match told.claim_at(*at, chars) {
                        Some(id) if gives_reasons(map, id) => Role::Premise,
                        Some(_) => Role::Claim,
                        None => Role::None,
                    };
                    (sentence, role)
                })
                .unzip();
            self.sentences
                .push(roles::labelled(&seen, &roles, group_of[*at]));
        }
    }

    fn add_links(&mut self, n: usize, map: &Map, told: &Told) {
        for (_, link) in map.links() {
            let polarity = match link.kind {
                LinkKind::Support => Polarity::Support,
                LinkKind::Attack => Polarity::Attack,
                LinkKind::Rephrase => continue,
            };
            let NodeId::Claim(target) = link.target else {
                continue;
            };
            let Some(of) = map.claim(target) else {
                continue;
            };
            for premise in &link.premises {
                let Some(claim) = map.claim(*premise) else {
                    continue;
                };
                if self.pairs.len() >= MOST_EXAMPLES {
                    return;
                }
                let (from, to) = (comment_of(told, *premise), comment_of(told, target));
                let both = from.zip(to);
                let pair = Pair {
                    source: &claim.text,
                    target: &of.text,
                    same_author: both.is_some_and(|(a, b)| told.same_author(a, b)),
                    same_comment: both.is_some_and(|(a, b)| a == b),
                };
                self.pairs.push(relations::labelled(&pair, polarity, n));
            }
        }
    }

    fn tags(&self, progress: &Progress) -> Result<Option<Classifier>, Cancelled> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in self.tagged.iter().flat_map(|(_, names, _)| names) {
            *counts.entry(name).or_default() += 1;
        }
        let enough = |n: usize| n >= LEAST_OF_A_TAG && self.tagged.len() - n >= LEAST_OF_A_TAG;
        let classes: Vec<String> = counts
            .into_iter()
            .filter(|(_, n)| enough(*n))
            .map(|(name, _)| name.to_owned())
            .collect();
        if classes.is_empty() {
            return Ok(None);
        }
        let texts: Vec<Labelled> = (self.tagged.iter())
            .map(|(features, names, group)| Labelled {
                features: features.clone(),
                classes: (0..classes.len())
                    .filter(|class| names.contains(&classes[*class]))
                    .collect(),
                group: *group,
            })
            .collect();
        Classifier::fit(&texts, &tag_settings(classes), progress).map(Some)
    }

    fn roles(&self, progress: &Progress) -> Result<Option<Sequential>, Cancelled> {
        let all = || self.sentences.iter().flatten();
        if all().count() < LEAST_SENTENCES || least(all(), Role::ALL.len()) < LEAST_OF_A_ROLE {
            return Ok(None);
        }
        roles::learn(&self.sentences, progress).map(Some)
    }

    fn polarity(&self, progress: &Progress) -> Result<Option<Classifier>, Cancelled> {
        if self.pairs.len() < LEAST_LINKS
            || least(self.pairs.iter(), Polarity::ALL.len()) < LEAST_OF_A_POLARITY
        {
            return Ok(None);
        }
        relations::learn(&self.pairs, progress).map(Some)
    }
}

/// How many texts the rarest class has.
fn least<'a>(texts: impl Iterator<Item = &'a Labelled> + Clone, classes: usize) -> usize {
    let count = |class: usize| {
        texts
            .clone()
            .filter(|text| text.classes.contains(&class))
            .count()
    };
    (0..classes).map(count).min().unwrap_or(0)
}

/// Whether a claim is a premise of a support.
fn gives_reasons(map: &Map, claim: ClaimId) -> bool {
    let links = map.links_from(claim);
    links.into_iter().any(|id| {
        map.link(id)
            .is_some_and(|link| link.kind == LinkKind::Support)
    })
}

/// The comment a claim's first words are from.
fn comment_of(told: &Told, claim: ClaimId) -> Option<usize> {
    told.of_claim
        .get(&claim)?
        .first()
        .map(|(comment, _)| *comment)
}
