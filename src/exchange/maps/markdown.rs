//! A map as a Markdown report that people print and send: what was found to stand, the arguments thesis by
//! thesis, and what every claim rests on, in the words people wrote. CommonMark; nothing a claim, comment or
//! name says is taken for markup. May use the document, its evaluation and similarity's wording.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::escape::{markdown, markdown_lines};
use super::svg::description;
use super::{Options, WriteError, standing_name};
use crate::document::Document;
use crate::document::actions::count;
use crate::document::evaluation::{Evaluation, evaluate};
use crate::figure::likeness::BANDS;
use crate::map::{Bearing, Claim, ClaimId, Evidence, Link, LinkId, LinkKind, Map, NodeId};
use crate::semantics::evaluation::Standing;
use crate::similarity::{Finding, words};
use crate::thread::{Comment, CommentId};

/// How deep a list nests before the argument goes on under a heading of its own: deeper ones cannot be read.
const DEEPEST: usize = 5;
/// How many phrases of a finding are listed.
const PHRASES: usize = 5;

/// Writes the report.
///
/// # Errors
/// None; the signature is that of every format.
pub fn write(document: &Document, options: &Options) -> Result<Vec<u8>, WriteError> {
    let evaluation = if options.standings {
        evaluate(document)
    } else {
        Evaluation::default()
    };
    let mut report = Report {
        document,
        map: document.map(),
        comments: document
            .thread()
            .into_iter()
            .flat_map(|thread| &thread.comments)
            .map(|comment| (&comment.id, comment))
            .collect(),
        evaluation,
        out: String::new(),
    };
    report.head();
    report.arguments();
    report.claims();
    report.limits();
    Ok(report.out.into_bytes())
}

/// Something to be said in the outline of an argument, at a depth of the list.
struct Step {
    says: Says,
    depth: usize,
}

enum Says {
    Link(LinkId, Link),
    /// One of several premises that count only together.
    Premise(ClaimId),
}

struct Report<'a> {
    document: &'a Document,
    map: &'a Map,
    comments: BTreeMap<&'a CommentId, &'a Comment>,
    evaluation: Evaluation,
    out: String,
}

macro_rules! put {
    // Writing into a string cannot fail.
    ($report:expr, $($arg:tt)*) => { let _ = write!($report.out, $($arg)*); };
}

impl Report<'_> {
    fn head(&mut self) {
        let title = markdown(self.document.title());
        let title = if title.is_empty() {
            "Argument map"
        } else {
            &title
        };
        put!(self, "# {title}\n\n{}", description(self.document));
        let mut standings: BTreeMap<&str, usize> = BTreeMap::new();
        for (id, _) in self.map.claims() {
            if let Some(standing) = self.evaluation.standing(id) {
                *standings.entry(standing_name(standing)).or_default() += 1;
            }
        }
        let standings: Vec<String> = ["accepted", "rejected", "undecided"]
            .into_iter()
            .filter_map(|name| Some(format!("{} {name}", standings.get(name)?)))
            .collect();
        if !standings.is_empty() {
            put!(
                self,
                " Of the claims that take part in an argument, {}.",
                standings.join(", ")
            );
        }
        if let Some(thread) = self.document.thread() {
            let comments = count(thread.comments.len(), "comment");
            put!(self, " Drawn from a thread of {comments}");
            if let Some(title) = thread.title.as_deref().filter(|t| !t.trim().is_empty()) {
                put!(self, ", “{}”", markdown(title));
            }
            if let Some(url) = thread.url.as_deref().filter(|t| !t.trim().is_empty()) {
                put!(self, " ({})", address(url));
            }
            self.out.push('.');
        }
        self.out.push('\n');
    }

    /// Claims by thesis: each thesis with what supports and attacks it, and so on. Every claim is unfolded
    /// once; where it comes up again, its id says where to look.
    fn arguments(&mut self) {
        let mut linked: BTreeSet<ClaimId> = BTreeSet::new();
        let mut premises: BTreeSet<ClaimId> = BTreeSet::new();
        for (_, link) in self.map.links() {
            premises.extend(&link.premises);
            linked.extend(&link.premises);
            linked.extend(self.map.final_claim(link.target));
        }
        if linked.is_empty() {
            return;
        }
        self.out.push_str("\n## The argument\n");
        // Theses first; claims that argue only in circles are reached from none and come last.
        let theses = linked.difference(&premises).copied();
        let mut unfolded: BTreeSet<ClaimId> = BTreeSet::new();
        let starts: Vec<ClaimId> = theses.chain(linked.iter().copied()).collect();
        for start in starts {
            let mut sections = vec![start];
            // Sections that an argument too deep for one list asks for, in the order in which it does.
            let mut at = 0;
            while let Some(claim) = sections.get(at).copied() {
                at += 1;
                if !unfolded.contains(&claim) {
                    self.section(claim, &mut unfolded, &mut sections);
                }
            }
        }
    }

    fn section(
        &mut self,
        thesis: ClaimId,
        unfolded: &mut BTreeSet<ClaimId>,
        sections: &mut Vec<ClaimId>,
    ) {
        put!(self, "\n### {}\n\n", self.named(thesis));
        unfolded.insert(thesis);
        // What is still to be said, the next on top.
        let mut stack: Vec<Step> = Vec::new();
        self.push_links(&mut stack, thesis.into(), 0);
        while let Some(step) = stack.pop() {
            let indent = "  ".repeat(step.depth);
            match step.says {
                Says::Link(id, link) => {
                    put!(self, "{indent}- **{}** {id}", step_name(&link));
                    if self.evaluation.links.get(&id).map(|v| v.standing)
                        == Some(Standing::Rejected)
                    {
                        self.out.push_str(" (does not hold)");
                    }
                    let note = markdown(&link.note);
                    if !note.is_empty() {
                        put!(self, " — *{note}*");
                    }
                    self.push_links(&mut stack, id.into(), step.depth + 1);
                    if let [premise] = link.premises[..] {
                        self.out.push_str(": ");
                        self.premise(premise, step.depth, unfolded, sections, &mut stack);
                    } else {
                        self.out.push_str(", together:\n");
                        stack.extend(link.premises.iter().rev().map(|premise| Step {
                            says: Says::Premise(*premise),
                            depth: step.depth + 1,
                        }));
                    }
                }
                Says::Premise(premise) => {
                    put!(self, "{indent}- ");
                    self.premise(premise, step.depth, unfolded, sections, &mut stack);
                }
            }
        }
    }

    /// Puts the links onto `node` on the stack, so that the lowest id comes first.
    fn push_links(&self, stack: &mut Vec<Step>, node: NodeId, depth: usize) {
        // Undercuts of undercuts have no claim that could head a section: they stop getting deeper instead.
        let depth = depth.min(DEEPEST);
        let links = self.map.links_onto(node).into_iter().rev();
        stack.extend(links.filter_map(|id| {
            let says = Says::Link(id, self.map.link(id)?);
            Some(Step { says, depth })
        }));
    }

    /// Names a premise and sees to it that what bears on it is said as well.
    fn premise(
        &mut self,
        claim: ClaimId,
        depth: usize,
        unfolded: &mut BTreeSet<ClaimId>,
        sections: &mut Vec<ClaimId>,
        stack: &mut Vec<Step>,
    ) {
        let named = self.named(claim);
        self.out.push_str(&named);
        let said = unfolded.contains(&claim);
        match (self.map.links_onto(claim.into()).is_empty(), said) {
            // Nothing bears on it, so that naming it says all.
            (true, _) => {
                unfolded.insert(claim);
            }
            (false, true) => self.out.push_str(" (see above)"),
            (false, false) if depth >= DEEPEST => {
                self.out.push_str(" (continued below)");
                sections.push(claim);
            }
            (false, false) => {
                unfolded.insert(claim);
                self.push_links(stack, claim.into(), depth + 1);
            }
        }
        self.out.push('\n');
    }

    /// A claim in one line: id, words, standing.
    fn named(&self, id: ClaimId) -> String {
        let text = self.map.claim(id).map_or("", |claim| claim.text.as_str());
        let text = markdown(text);
        let text = if text.is_empty() {
            "*Empty claim*"
        } else {
            &text
        };
        match self.evaluation.badge(id) {
            Some(badge) => format!("{id} {text} — {badge}"),
            None => format!("{id} {text}"),
        }
    }

    /// What every claim rests on.
    fn claims(&mut self) {
        if self.map.claim_count() == 0 {
            return;
        }
        self.out.push_str("\n## What the claims rest on\n");
        for (id, claim) in self.map.claims() {
            put!(self, "\n### {id}\n\n");
            let lines = markdown_lines(&claim.text);
            if lines.is_empty() {
                self.out.push_str("*Empty claim*");
            }
            self.out.push_str(&lines.join("\\\n"));
            self.out.push_str("\n\n");
            self.facts(id, claim);
            for excerpt in &claim.excerpts {
                let quoted = markdown_lines(&excerpt.exact);
                put!(
                    self,
                    "\n> {}\n>\n> — {}\n",
                    quoted.join("\\\n> "),
                    self.source(&excerpt.comment)
                );
            }
            for evidence in &claim.evidence {
                self.evidence(evidence);
            }
        }
    }

    /// Standing, weight and tags in one line.
    fn facts(&mut self, id: ClaimId, claim: &Claim) {
        let mut facts = Vec::new();
        if let Some(badge) = self.evaluation.badge(id) {
            facts.push(badge);
        }
        if let Some(verdict) = self.evaluation.claims.get(&id) {
            facts.push(format!("strength {:.2}", verdict.strength));
        }
        if let Some(weight) = claim.weight {
            facts.push(format!("weight {weight}"));
        }
        let tags = claim.tags.iter().filter_map(|tag| self.map.tag(*tag));
        let tags: Vec<String> = tags.map(|tag| markdown(&tag.name)).collect();
        if !tags.is_empty() {
            facts.push(format!("tags: {}", tags.join(", ")));
        }
        if claim.excerpts.is_empty() && claim.evidence.is_empty() {
            facts.push("no excerpt and no evidence".to_owned());
        }
        put!(self, "{}\n", facts.join(" · "));
    }

    /// What of a finding one can see for oneself: it comes before any figure.
    fn seen(&mut self, finding: &Finding) {
        let phrases = finding.phrases.iter().flatten().take(PHRASES);
        let mut none = true;
        for phrase in phrases {
            none = false;
            put!(
                self,
                "- Both use “{}”: {:.0} % and {:.0} % of the answers of the two, {:.1} % of the controls’\n",
                markdown(&phrase.phrase),
                phrase.student * 100.0,
                phrase.teacher * 100.0,
                phrase.controls * 100.0
            );
        }
        if none {
            self.out
                .push_str("- No phrase stands out in both at once\n");
        }
        let scale = BANDS
            .iter()
            .map(|band| match band.verdict == finding.verdict {
                true => format!("**{} ({})**", band.words, band.bounds),
                false => band.words.to_owned(),
            });
        let scale = scale.collect::<Vec<_>>().join(", ");
        put!(self, "- On the scale of likelihood ratios: {scale}\n");
    }

    /// What no finding shows, whatever it says.
    fn limits(&mut self) {
        if self.document.findings().is_empty() {
            return;
        }
        self.out
            .push_str("\n## What a similarity finding can and cannot show\n\n");
        for limit in words::LIMITS {
            put!(self, "- {}\n", markdown(limit));
        }
    }

    /// Who wrote a comment, when, and its id.
    fn source(&self, id: &CommentId) -> String {
        let Some(comment) = self.comments.get(id) else {
            return format!("comment {}, not in the thread", markdown(&id.0));
        };
        let author = comment
            .author
            .as_deref()
            .map_or("somebody".to_owned(), markdown);
        let time = comment.time.as_deref().or(comment.age.as_deref());
        let time = time.map_or(String::new(), |time| match is_instant(time) {
            true => format!(", {time}"),
            false => format!(", {}", markdown(time)),
        });
        format!("{author}{time}, comment {}", markdown(&id.0))
    }

    fn evidence(&mut self, evidence: &Evidence) {
        match evidence {
            Evidence::Finding {
                finding: id,
                bearing,
            } => {
                let Some(finding) = self.document.finding(*id) else {
                    return;
                };
                let speaks = match bearing {
                    Bearing::Supports => "(a likeness speaks for the claim)",
                    Bearing::Attacks => "(a likeness speaks against the claim)",
                    Bearing::Neutral => "(for the record)",
                };
                put!(self, "\n**Finding {id}** {speaks}:\n\n");
                if !finding.same_texts() {
                    self.seen(finding);
                }
                put!(self, "\n{}\n", markdown(&words::sentence(finding)));
            }
            Evidence::Quotation {
                words,
                source,
                bearing,
            } => {
                put!(self, "\n**Quotation** {}:\n", bearing_words(*bearing));
                let source = markdown(source);
                let source = if source.is_empty() {
                    "no source given"
                } else {
                    &source
                };
                let quoted = markdown_lines(words);
                put!(self, "\n> {}\n>\n> — {source}\n", quoted.join("\\\n> "));
            }
            Evidence::Note(text) => {
                put!(self, "\n**Note:** {}\n", markdown_lines(text).join("\\\n"));
            }
        }
    }
}

/// What a step in the argument is called.
fn step_name(link: &Link) -> String {
    match (link.kind, link.target) {
        (LinkKind::Attack, NodeId::Link(id)) => format!("Undercut of {id}"),
        (_, NodeId::Link(id)) => format!("Support of {id}"),
        (LinkKind::Support, _) => "Support".to_owned(),
        (LinkKind::Attack, _) => "Attack".to_owned(),
        (LinkKind::Rephrase, _) => "Rephrase".to_owned(),
    }
}

fn bearing_words(bearing: Bearing) -> &'static str {
    match bearing {
        Bearing::Supports => "for the claim",
        Bearing::Attacks => "against the claim",
        Bearing::Neutral => "for the record",
    }
}

/// An address as a link that leads there, if it is one of the web; else as text.
fn address(url: &str) -> String {
    let plain = |c: char| !(c.is_whitespace() || c.is_control() || "<>\\|`".contains(c));
    let of_web = url.starts_with("https://") || url.starts_with("http://");
    match of_web && url.chars().all(plain) {
        true => format!("<{url}>"),
        false => markdown(url),
    }
}

/// Whether a text is a time as threads have it, `2026-01-31T12:00:00Z`: then nothing in it can be markup.
fn is_instant(text: &str) -> bool {
    let Some((second, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let fits = |(c, shape): (u8, &u8)| match shape {
        b'0' => c.is_ascii_digit(),
        shape => c == *shape,
    };
    let fraction = rest
        .strip_suffix('Z')
        .and_then(|f| match f.strip_prefix('.') {
            Some(digits) => Some(digits).filter(|d| !d.is_empty()),
            None => Some(f).filter(|f| f.is_empty()),
        });
    second.bytes().zip(b"0000-00-00T00:00:00").all(fits)
        && fraction.is_some_and(|f| f.bytes().all(|b| b.is_ascii_digit()))
}
