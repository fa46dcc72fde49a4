//! Made-up documents for the tests.

use counterclaim::document::actions::{
    add_claim, add_evidence, add_excerpt, add_tag, link, set_link_note, set_thread, set_title,
    toggle_tag,
};
use counterclaim::document::{Document, Edit, Place};
use counterclaim::map::{Bearing, Claim, ClaimId, Evidence, LinkId, LinkKind, NodeId, TagId};
use counterclaim::thread::{Comment, Excerpt, Thread};

/// Texts that are markup, escapes or worse in one format or another.
pub const NASTY: &[&str] = &[
    "\"]; }<script>",
    "]]></text><script>alert('x')</script><!-- -->",
    "&amp; &lt; &#0; &notanentity; &",
    "\\N \\l \\\\ \\\" \\",
    "ends in a backslash \\",
    "<b>HTML label</b>",
    "# heading\n- item\n1. one\n> quote\n```\ncode\n```\n---\n***\n    indented",
    "[link](javascript:alert(1)) ![picture](x) <https://example.org> https://example.org www.example.org",
    "| a | b |\n|---|---|\n*emphasis* _too_ ~~gone~~ `code` $x^2$ [^1] \\*",
    "NUL \0 bell \u{7} escape \u{1b} unit \u{1f} delete \u{7f} next line \u{85} nonchar \u{ffff}",
    "tab\tnew line\ncarriage return\r\nparagraph\u{2029}end",
    "合同条款禁止使用输出来训练竞争模型 🙃🔥 👨‍👩‍👧 שלום مرحبا é",
    "",
    "   ",
];

/// Texts without any trap.
pub const PLAIN: &[&str] = &[
    "Distilling a rival’s model is theft.",
    "The terms of service forbid it.",
    "The outputs carry no copyright.",
    "No human wrote them.",
    "The lab paid for every token.",
    "A breach of contract is no theft.",
    "Courts have not spoken.",
    "The terms came later.",
    "Their outputs are nothing alike.",
    "This sentence is false.",
];

/// A document that can be built on.
pub struct Maker {
    pub document: Document,
}

impl Maker {
    pub fn new() -> Self {
        Self {
            document: Document::new(),
        }
    }

    pub fn apply(&mut self, edit: Edit) {
        self.document.apply(edit).unwrap();
    }

    pub fn title(&mut self, title: &str) {
        self.apply(set_title(title));
    }

    pub fn claim(&mut self, text: &str, at: Option<(f32, f32)>) -> ClaimId {
        let place = at.map(|(x, y)| Place {
            x,
            y,
            pinned: false,
        });
        let (edit, id) = add_claim(&self.document, Claim::new(text), place);
        self.apply(edit);
        id
    }

    pub fn link(
        &mut self,
        kind: LinkKind,
        premises: &[ClaimId],
        target: impl Into<NodeId>,
    ) -> LinkId {
        let (edit, id) = link(&self.document, kind, premises, target.into());
        self.apply(edit);
        id
    }

    pub fn tag(&mut self, name: &str) -> TagId {
        let (edit, id) = add_tag(&self.document, name);
        self.apply(edit);
        id
    }

    pub fn put_tag(&mut self, claim: ClaimId, tag: TagId) {
        let edit = toggle_tag(&self.document, &[claim], tag);
        self.apply(edit);
    }

    pub fn evidence(&mut self, claim: ClaimId, evidence: Evidence) {
        let edit = add_evidence(&self.document, claim, evidence);
        self.apply(edit);
    }
}

/// A small map with every kind of thing on it, and the given texts (ten or more) in every place a text can be.
pub fn full(texts: &[&str]) -> Document {
    let mut m = Maker::new();
    let text = |n: usize| texts[n % texts.len()];
    m.title(text(0));
    let mut thread = Thread {
        title: Some(text(1).to_owned()),
        url: Some(text(2).to_owned()),
        ..Thread::default()
    };
    for (n, words) in texts.iter().enumerate() {
        let mut comment = Comment::new(format!("{n} {words}"), *words);
        comment.author = Some(text(n + 1).to_owned());
        comment.time = Some(text(n + 2).to_owned());
        thread.comments.push(comment);
    }
    let excerpts: Vec<Option<Excerpt>> = thread
        .comments
        .iter()
        .map(|c| Excerpt::take(c, 0..c.text.chars().count()))
        .collect();
    let edit = set_thread(&m.document, thread);
    m.apply(edit);
    let claims: Vec<ClaimId> = texts
        .iter()
        .enumerate()
        .map(|(n, words)| {
            m.claim(
                words,
                Some((300.0 * (n % 4) as f32, 400.0 * (n / 4) as f32)),
            )
        })
        .collect();
    let c = |n: usize| claims[n % claims.len()];
    let first = m.link(LinkKind::Support, &[c(1)], c(0));
    m.link(LinkKind::Support, &[c(2), c(3)], c(0));
    let attack = m.link(LinkKind::Attack, &[c(4)], c(1));
    let undercut = m.link(LinkKind::Attack, &[c(5)], first);
    m.link(LinkKind::Attack, &[c(6)], undercut);
    m.link(LinkKind::Support, &[c(7)], attack);
    m.link(LinkKind::Rephrase, &[c(8)], c(2));
    m.link(LinkKind::Attack, &[c(9)], c(9));
    m.link(LinkKind::Attack, &[c(0)], c(4));
    let edit = set_link_note(&m.document, first, text(3).to_owned());
    m.apply(edit);
    for (n, words) in texts.iter().enumerate() {
        if let Some(excerpt) = &excerpts[n] {
            let edit = add_excerpt(&m.document, c(n), excerpt.clone());
            m.apply(edit);
        }
        m.evidence(c(n), Evidence::Note((*words).to_owned()));
        let quotation = Evidence::Quotation {
            words: (*words).to_owned(),
            source: text(n + 1).to_owned(),
            bearing: Bearing::ALL[n % 3],
        };
        m.evidence(c(n), quotation);
        if !words.trim().is_empty() {
            let tag = m.tag(words);
            m.put_tag(c(n), tag);
            m.put_tag(c(n + 1), tag);
        }
    }
    m.document
}

/// A document of `n` claims without places, each but the first linked to an earlier one; every tenth link is
/// hit by the next claim instead.
pub fn large(n: usize) -> Document {
    let mut m = Maker::new();
    let mut claims: Vec<ClaimId> = Vec::new();
    let mut last = None;
    for i in 0..n {
        let words = [
            "outputs", "weights", "licence", "fair use", "training", "prompts", "theft",
        ];
        let text: Vec<&str> = (0..8 + i % 23)
            .map(|k| words[(i * 31 + k * 17) % 7])
            .collect();
        let id = m.claim(&text.join(" "), None);
        if let Some(target) = claims.get((i.wrapping_mul(2_654_435_761) >> 7) % claims.len().max(1))
        {
            let kind = LinkKind::ALL[i % 3];
            last = Some(match last {
                Some(hit) if i % 10 == 9 => m.link(LinkKind::Attack, &[id], hit),
                _ => m.link(kind, &[id], *target),
            });
        }
        claims.push(id);
    }
    m.document
}
