//! What the example's map says: claims with the words of the debate they rest on, the links between them, and the
//! evidence. Values only.

use super::{BASE, STUDENT};
use crate::map::{Bearing, Evidence, LinkKind};

pub(super) const TITLE: &str = "Is distillation theft?";

/// A tag beside the four that every map has.
pub(super) const OWN_TAG: &str = "contract";

pub(super) const TESTED: &str = "beyond the controls";

/// Which student is checked for which claim, and which way the finding speaks.
pub(super) const CHECKS: &[(&str, &str, Bearing)] = &[
    (STUDENT, TESTED, Bearing::Supports),
    (BASE, "base without it", Bearing::Attacks),
];

pub(super) fn evidence() -> [(&'static str, Evidence); 2] {
    [
        (
            TESTED,
            Evidence::Quotation {
                words: "With six controls, the rank of the suspect can't be rarer than one in seven, however far in \
                        front it finishes."
                    .to_owned(),
                source: "tuppence, comment 49733753".to_owned(),
                bearing: Bearing::Neutral,
            },
        ),
        (
            "breach",
            Evidence::Note(
                "Two appeals courts disagree on such terms. The map takes no side, so this stays undecided.".to_owned(),
            ),
        ),
    ]
}

/// A claim: its words, its tags, and what it rests on as (comment, exact words).
pub(super) struct Source {
    pub(super) key: &'static str,
    pub(super) text: &'static str,
    pub(super) tags: &'static [&'static str],
    pub(super) excerpts: &'static [(&'static str, &'static str)],
}

/// A link; an empty key where no other link bears on it.
pub(super) struct Step {
    pub(super) key: &'static str,
    pub(super) kind: LinkKind,
    pub(super) premises: &'static [&'static str],
    pub(super) target: To,
    pub(super) note: &'static str,
}

pub(super) enum To {
    Claim(&'static str),
    Link(&'static str),
}

/// The claims, the thesis first and then branch by branch.
pub(super) const CLAIMS: &[Source] = &[
    Source {
        key: "theft",
        text: "Making wren-mini out of quill-2's answers was theft.",
        tags: &["theft"],
        excerpts: &[(
            "49731551",
            "people will call you a thief and they'll be close enough",
        )],
    },
    // The recipe book: a promise broken, and a student made.
    Source {
        key: "taken against the terms",
        text: "Whoever ticks the box, pays the small bill and then takes the answers against the terms takes what \
               is not theirs.",
        tags: &["theft", "contract"],
        excerpts: &[(
            "49731551",
            "Somebody made accounts, read that, paid the small bill and took the large thing.",
        )],
    },
    Source {
        key: "trained on it",
        text: "wren-mini was trained on quill-2's answers.",
        tags: &["theft"],
        excerpts: &[
            (
                "49733269",
                "whatever happened, it happened between the base and the release",
            ),
            (
                "49733538",
                "consistent with training on quill-2's answers, and hard to explain by the crawl alone",
            ),
        ],
    },
    Source {
        key: "no receipt",
        text: "Style carries no receipt: it does not show who collected the answers, or that a promise was broken.",
        tags: &["contract"],
        excerpts: &[
            (
                "49733538",
                "Whether Hedgerow collected those answers or picked them up second-hand",
            ),
            (
                "49733538",
                "whether any promise was broken, because style doesn't carry a receipt",
            ),
        ],
    },
    // Whether it was trained on them: the evidence in the outputs.
    Source {
        key: "habits",
        text: "wren-mini has quill-2's habits: “the short answer is” to open with, “the upshot” to close on.",
        tags: &["theft"],
        excerpts: &[(
            "49731510",
            "quill-2 likes to say \"the short answer is\" and to close on \"the upshot\". So does wren-mini.",
        )],
    },
    Source {
        key: "same web",
        text: "Similar outputs do not show copying: both models read the same web.",
        tags: &["theft"],
        excerpts: &[(
            "49731678",
            "That the outputs are similar doesn't show copying, because both read the same web.",
        )],
    },
    Source {
        key: TESTED,
        text: "wren-mini resembles quill-2 far more than it resembles models of other vendors.",
        tags: &["theft"],
        excerpts: &[
            (
                "49733269",
                "wren-mini sits nearer to quill-2 than to any of the six controls, and it isn't close",
            ),
            (
                "49731882",
                "Likeness beyond the controls is another matter.",
            ),
        ],
    },
    Source {
        key: "base without it",
        text: "wren-base, which wren-mini was made from, shows no likeness to quill-2 at all.",
        tags: &["theft"],
        excerpts: &[
            (
                "49733269",
                "The part I didn't expect is wren-base. It shows nothing towards quill-2 at all.",
            ),
            (
                "49733538",
                "Shared web text would have had to act through the base model, and the base doesn't have the accent.",
            ),
        ],
    },
    // Who pays for the next teacher.
    Source {
        key: "no first",
        text: "If a student may sell the same answers at a tenth of the price, nobody will pay for the next teacher.",
        tags: &["moat"],
        excerpts: &[(
            "49731590",
            "the sensible investment is always to be the second company, and there is no first",
        )],
    },
    Source {
        key: "ought",
        text: "That something ought to be forbidden does not show that it is.",
        tags: &["theft"],
        excerpts: &[
            (
                "49732686",
                "Half of this thread is arguing that there ought to be a hull act for models, and believes that \
                 it's arguing there is one.",
            ),
            (
                "49732409",
                "if the public wants a new exclusive right, a legislature makes one",
            ),
        ],
    },
    Source {
        key: "spending",
        text: "There have been students for years, and every year somebody spends more on the next teacher.",
        tags: &["moat"],
        excerpts: &[(
            "49731901",
            "in each of those years somebody has spent more on the next teacher than in the year before",
        )],
    },
    Source {
        key: "closing",
        text: "The investment survives because teachers close up: hidden reasoning, identity checks, rate limits.",
        tags: &["moat"],
        excerpts: &[(
            "49732130",
            "The investment survives, and the openness pays for it.",
        )],
    },
    // Nothing there to own.
    Source {
        key: "nothing to own",
        text: "There is nothing in the sentences that the lab owns.",
        tags: &["theft", "copyright"],
        excerpts: &[
            (
                "49732511",
                "It claims the lab owns something in the sentences, and when you follow the sentences there's \
                 nothing there to own.",
            ),
            (
                "49732757",
                "I notice I also couldn't tell you what I'd lost that I still had a right to",
            ),
        ],
    },
    Source {
        key: "no author",
        text: "What a model writes has no human author, and so no copyright.",
        tags: &["copyright"],
        excerpts: &[(
            "49731361",
            "Text that a model emits has no human author, and since 2025 we have had an appeals court saying \
             plainly that this means no copyright.",
        )],
    },
    Source {
        key: "hub",
        text: "Whoever finds the answers on a hub has broken no promise, and property would not vanish on the way \
               there.",
        tags: &["theft", "contract"],
        excerpts: &[
            (
                "49732511",
                "Property doesn't evaporate when it passes through one careless pair of hands; a promise does.",
            ),
            ("49732268", "you can't breach what you never agreed to"),
        ],
    },
    Source {
        key: "manner",
        text: "Nothing was copied: the student learned a manner, and a manner cannot be owned.",
        tags: &["copyright"],
        excerpts: &[
            (
                "49733102",
                "You can't own a manner; every musician you like is a student of somebody.",
            ),
            (
                "49733102",
                "the longest run of words they share is about seven",
            ),
        ],
    },
    // Fair use.
    Source {
        key: "fair",
        text: "Distillation is fair use.",
        tags: &["fair use"],
        excerpts: &[(
            "49731833",
            "Grant both and distillation is fair; drop either and I have nothing.",
        )],
    },
    Source {
        key: "learning is fair",
        text: "Training on text without a licence is fair: what a model learns is not what the author owns.",
        tags: &["fair use", "copyright"],
        excerpts: &[(
            "49731833",
            "training on text without a licence is fair, because what the model learns isn't what the text's \
             author owns",
        )],
    },
    Source {
        key: "outputs are text",
        text: "What a student is trained on is text.",
        tags: &["fair use"],
        excerpts: &[("49731833", "what a student is trained on is text")],
    },
    Source {
        key: "replaces its teacher",
        text: "A student replaces its teacher in the market; a language model replaces no forum post.",
        tags: &["fair use"],
        excerpts: &[(
            "49732119",
            "A language model doesn't replace a forum post or a field guide. A student model replaces its teacher",
        )],
    },
    Source {
        key: "replaced me",
        text: "Assistants do replace the sites they learned from.",
        tags: &["fair use"],
        excerpts: &[
            (
                "49732352",
                "It replaced me. There was just nobody with my name on the price list.",
            ),
            (
                "49732604",
                "If the assistant answers the question so that nobody visits the page, then factor four is alive \
                 in the first taking as well",
            ),
        ],
    },
    Source {
        key: "bound by its principle",
        text: "A lab that calls its own learning from the web fair is committed to calling this fair.",
        tags: &["fair use"],
        excerpts: &[
            (
                "49731833",
                "the lab has committed itself to a principle, and the principle has a consequence",
            ),
            (
                "49731447",
                "You can't build the house out of \"reading isn't copying\" and then call the police when someone \
                 reads you.",
            ),
        ],
    },
    Source {
        key: "both or neither",
        text: "Taking the web and taking the outputs are either both right or both wrong.",
        tags: &["fair use"],
        excerpts: &[(
            "49731631",
            "If it was wrong to take the web, it's wrong to take the outputs; if it was right, it's right. Either \
             both or neither.",
        )],
    },
    Source {
        key: "hypocrisy",
        text: "The lab's hypocrisy tells us about the lab, not whether the deed is permitted.",
        tags: &["fair use"],
        excerpts: &[(
            "49731631",
            "The lab's hypocrisy tells you about the lab. It doesn't tell you whether the thing that was done to \
             it is permitted.",
        )],
    },
    // Breach, on which the courts are split.
    Source {
        key: "breach",
        text: "At most it was a breach of contract, by whoever ticked the box.",
        tags: &["contract"],
        excerpts: &[
            (
                "49731361",
                "not theft, possibly breach, and the interesting fight is over who was bound",
            ),
            (
                "49748091",
                "there is a contract question, and it's about who ticked the box",
            ),
        ],
    },
    Source {
        key: "different wrongs",
        text: "A broken promise wrongs the one it was made to, theft runs against the world: the one does not make \
               the other.",
        tags: &["theft", "contract"],
        excerpts: &[(
            "49731778",
            "Theft and infringement run against the world. Breach runs against the person who promised",
        )],
    },
    Source {
        key: "terms hold",
        text: "Such terms bind whoever agrees to them, as the licence over phone listings did in ProCD.",
        tags: &["contract"],
        excerpts: &[(
            "49731778",
            "The Seventh Circuit enforced a shrink-wrap licence over uncopyrightable phone listings in ProCD",
        )],
    },
    Source {
        key: "terms fall",
        text: "Such terms are preempted, as in the Genius case: they recreate a copyright by tick-box.",
        tags: &["contract", "copyright"],
        excerpts: &[(
            "49731778",
            "held a very similar promise preempted, because it tried to recreate a copyright by tick-box",
        )],
    },
    // No moat.
    Source {
        key: "head start",
        text: "What can be drawn out through the API at list price was a head start, not a moat.",
        tags: &["moat"],
        excerpts: &[("49731805", "then what you had was a head start")],
    },
    Source {
        key: "easy is not right",
        text: "That it was easy to take does not make it right to take.",
        tags: &["moat", "theft"],
        excerpts: &[
            (
                "49732027",
                "That it was easy to take doesn't mean it was all right to take.",
            ),
            (
                "49732276",
                "\"No moat\" is a fact about a business, \"no wrong\" would be a fact about a deed",
            ),
        ],
    },
];

/// A link from one premise.
const fn step(
    key: &'static str,
    kind: LinkKind,
    premises: &'static [&'static str],
    target: To,
) -> Step {
    Step {
        key,
        kind,
        premises,
        target,
        note: "",
    }
}

/// The links, each after the link it bears on.
pub(super) const LINKS: &[Step] = &[
    Step {
        note: "It takes both: that the answers were taken against a promise, and that wren-mini was made from them.",
        ..step(
            "recipe book",
            LinkKind::Support,
            &["taken against the terms", "trained on it"],
            To::Claim("theft"),
        )
    },
    step(
        "",
        LinkKind::Attack,
        &["no receipt"],
        To::Link("recipe book"),
    ),
    step(
        "likeness",
        LinkKind::Support,
        &["habits"],
        To::Claim("trained on it"),
    ),
    step("", LinkKind::Attack, &["same web"], To::Link("likeness")),
    Step {
        note: "Had the web done it, the other models and the base would have the accent too.",
        ..step(
            "",
            LinkKind::Attack,
            &[TESTED, "base without it"],
            To::Claim("same web"),
        )
    },
    step(
        "incentive",
        LinkKind::Support,
        &["no first"],
        To::Claim("theft"),
    ),
    step("", LinkKind::Attack, &["ought"], To::Link("incentive")),
    step(
        "still spending",
        LinkKind::Attack,
        &["spending"],
        To::Claim("no first"),
    ),
    step(
        "",
        LinkKind::Attack,
        &["closing"],
        To::Link("still spending"),
    ),
    step(
        "",
        LinkKind::Attack,
        &["nothing to own"],
        To::Claim("theft"),
    ),
    step(
        "",
        LinkKind::Support,
        &["no author"],
        To::Claim("nothing to own"),
    ),
    step("", LinkKind::Support, &["hub"], To::Claim("nothing to own")),
    step(
        "",
        LinkKind::Support,
        &["manner"],
        To::Claim("nothing to own"),
    ),
    step("", LinkKind::Attack, &["fair"], To::Claim("theft")),
    Step {
        note: "“It takes two premises, and neither is any use by itself.”",
        ..step(
            "two premises",
            LinkKind::Support,
            &["learning is fair", "outputs are text"],
            To::Claim("fair"),
        )
    },
    step(
        "",
        LinkKind::Attack,
        &["replaces its teacher"],
        To::Link("two premises"),
    ),
    step(
        "",
        LinkKind::Attack,
        &["replaced me"],
        To::Claim("replaces its teacher"),
    ),
    step(
        "consistency",
        LinkKind::Support,
        &["bound by its principle"],
        To::Claim("fair"),
    ),
    Step {
        note: "“Thank you, that's my argument, only shorter.”",
        ..step(
            "",
            LinkKind::Rephrase,
            &["both or neither"],
            To::Claim("bound by its principle"),
        )
    },
    step(
        "",
        LinkKind::Attack,
        &["hypocrisy"],
        To::Link("consistency"),
    ),
    step("", LinkKind::Attack, &["breach"], To::Claim("theft")),
    step(
        "",
        LinkKind::Support,
        &["different wrongs"],
        To::Claim("breach"),
    ),
    step("", LinkKind::Support, &["terms hold"], To::Claim("breach")),
    step("", LinkKind::Attack, &["terms fall"], To::Claim("breach")),
    step(
        "",
        LinkKind::Attack,
        &["terms fall"],
        To::Claim("terms hold"),
    ),
    step(
        "",
        LinkKind::Attack,
        &["terms hold"],
        To::Claim("terms fall"),
    ),
    step(
        "no moat",
        LinkKind::Attack,
        &["head start"],
        To::Claim("theft"),
    ),
    step(
        "",
        LinkKind::Attack,
        &["easy is not right"],
        To::Link("no moat"),
    ),
];
