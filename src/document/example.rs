//! The bundled example: the debate in `assets/debate` as a finished map, with the check that its argument turns
//! on made anew on the models in `assets/samples`. Window, tour, tests and `saves/distillation-debate.ron` all
//! take it from here. The program carries the files, so nothing needs to be installed beside it.
//!
//! People, companies, models and answers are invented; the arguments are the ones people have. May use everything
//! below the window.

use std::collections::BTreeMap;

use super::{Document, Edit, EditError, SampleRef, actions};
use crate::exchange::{self, Input, ReadError};
use crate::figure::arranged;
use crate::map::{Bearing, Claim, ClaimId, Evidence, Link, LinkId, LinkKind, NodeId, TagId};
use crate::progress::Progress;
use crate::similarity::read::{ModelInfo, Role};
use crate::similarity::{CheckError, CheckInput, Options, Record, Sample, check};
use crate::thread::{Comment, CommentId, Excerpt, excerpt};

/// The name of [`DEBATE`] as a file.
pub const DEBATE_NAME: &str = "distillation-debate.json";

/// The debate, as the site's interface would give it.
pub const DEBATE: &[u8] = include_bytes!("../../assets/debate/distillation-debate.json");

/// The name of [`MODELS`] as a file.
pub const MODELS_NAME: &str = "models.csv";

/// Whose the models are and which part they may play.
pub const MODELS: &str = include_str!("../../assets/samples/models.csv");

macro_rules! samples {
    ($($model:literal),*) => {
        &[$(($model, include_str!(concat!("../../assets/samples/", $model, ".jsonl")))),*]
    };
}

/// The samples: the model's name, and its outputs as JSON lines.
pub static SAMPLES: &[(&str, &str)] = samples![
    "basalt-large",
    "cantata-pro",
    "larkspur-7",
    "marmot-chat",
    "quill-2",
    "sable-1",
    "tern-3",
    "wren-base",
    "wren-mini"
];

/// The suspected teacher.
pub const TEACHER: &str = "quill-2";
/// The suspected student.
pub const STUDENT: &str = "wren-mini";
/// What the student was made from: a check on it tells whether the likeness was there before.
pub const BASE: &str = "wren-base";

/// What has just been done; each comes once, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The thread was read.
    Imported,
    /// Claims were made from words of it, and tagged.
    Claimed,
    /// Claims were linked.
    Linked,
    /// The checks were made and attached.
    Checked,
    /// The cards were given their places.
    LaidOut,
}

/// Why there is no example: the program was built with damaged files, or somebody asked to stop.
#[derive(Debug, thiserror::Error)]
pub enum ExampleError {
    /// The debate could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A bundled file is not as this module needs it.
    #[error("the bundled example is damaged: {0}; build the program again from sound sources")]
    Damaged(String),
    /// The map refused an edit.
    #[error("the bundled example does not fit together: {0}; build the program again from sound sources")]
    Edit(#[from] EditError),
    /// A check could not be made.
    #[error(transparent)]
    Check(#[from] CheckError),
}

/// The example as a finished document. Its findings are computed, not stored, and bear no time.
///
/// # Errors
/// [`ExampleError`], which takes damaged files or a cancelled handle.
pub fn document(progress: &Progress) -> Result<Document, ExampleError> {
    build(None, progress, &mut |_, _| {})
}

/// As [`document`], telling of every step; `made` is the time to be written into the findings.
///
/// # Errors
/// As for [`document`].
pub fn build(
    made: Option<&str>,
    progress: &Progress,
    told: &mut dyn FnMut(Stage, &Document),
) -> Result<Document, ExampleError> {
    let input = Input {
        name: DEBATE_NAME,
        bytes: DEBATE,
    };
    let imported = exchange::read(&[input], None, progress)?;
    let thread = (imported.thread).ok_or_else(|| ExampleError::Damaged(format!("{DEBATE_NAME} holds no thread")))?;
    let mut document = Document::from_thread(thread);
    document.apply(actions::set_title(TITLE))?;
    told(Stage::Imported, &document);
    let claims = add_claims(&mut document)?;
    told(Stage::Claimed, &document);
    add_links(&mut document, &claims)?;
    told(Stage::Linked, &document);
    for (student, claim, bearing) in CHECKS {
        attach_check(&mut document, student, claims.of(claim)?, *bearing, made, progress)?;
    }
    for (claim, evidence) in evidence() {
        let edit = actions::add_evidence(&document, claims.of(claim)?, evidence);
        document.apply(edit)?;
    }
    told(Stage::Checked, &document);
    let places = arranged(&document, 1200.0, 900.0);
    document.apply(actions::place("arrange", places))?;
    told(Stage::LaidOut, &document);
    Ok(document)
}

/// The claim that the check of [`STUDENT`] is attached to.
pub fn tested_claim(document: &Document) -> Option<ClaimId> {
    let text = CLAIMS.iter().find(|claim| claim.key == TESTED)?.text;
    let mut claims = document.map().claims();
    claims.find(|(_, claim)| claim.text == text).map(|(id, _)| id)
}

/// The sample of one bundled model.
///
/// # Errors
/// [`ExampleError::Damaged`] if there is none, or a line of it is no record.
pub fn sample(model: &str) -> Result<Sample, ExampleError> {
    let damaged = |what: String| ExampleError::Damaged(format!("the sample of {model}: {what}"));
    let (_, lines) = (SAMPLES.iter().find(|(name, _)| *name == model)).ok_or_else(|| damaged("missing".to_owned()))?;
    let records: Vec<Record> = (lines.lines())
        .map(|line| serde_json::from_str(line).map_err(|error| damaged(error.to_string())))
        .collect::<Result<_, _>>()?;
    Ok(Sample::new(model, records))
}

/// The models that `models.csv` allows as controls for a student and [`TEACHER`]: candidates of other vendors.
///
/// # Errors
/// [`ExampleError::Damaged`] if the list cannot be read or does not name the pair.
pub fn controls(student: &str) -> Result<Vec<String>, ExampleError> {
    let damaged = |what: String| ExampleError::Damaged(format!("{MODELS_NAME}: {what}"));
    let models: Vec<ModelInfo> = csv::Reader::from_reader(MODELS.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| damaged(error.to_string()))?;
    let vendor = |model: &str| {
        let named = models.iter().find(|info| info.model == model);
        named.map(|info| info.vendor.as_str()).ok_or_else(|| damaged(format!("{model} is missing")))
    };
    let pair = [vendor(student)?, vendor(TEACHER)?];
    Ok((models.iter())
        .filter(|info| info.role != Role::Student && !pair.contains(&info.vendor.as_str()))
        .map(|info| info.model.clone())
        .collect())
}

/// Checks a student against [`TEACHER`] and attaches the finding to a claim.
fn attach_check(
    document: &mut Document,
    student: &str,
    claim: ClaimId,
    bearing: Bearing,
    made: Option<&str>,
    progress: &Progress,
) -> Result<(), ExampleError> {
    let (student, teacher) = (sample(student)?, sample(TEACHER)?);
    let controls: Vec<Sample> = (controls(&student.name)?.iter()).map(|model| sample(model)).collect::<Result<_, _>>()?;
    let input = CheckInput {
        student: &student,
        teachers: std::slice::from_ref(&teacher),
        controls: &controls,
        matched: &[],
    };
    let options = Options {
        made: made.map(str::to_owned),
        ..Options::default()
    };
    let samples: Vec<SampleRef> = ([&student, &teacher].into_iter().chain(&controls))
        .map(|sample| SampleRef {
            model: sample.name.clone(),
            file: format!("samples/{}.jsonl", sample.name),
            sha256: sample.sha256(),
            outputs: sample.records.len() as u64,
        })
        .collect();
    for finding in check(&input, &options, progress)? {
        let (edit, _) = actions::attach_finding(document, claim, finding, samples.clone(), bearing);
        document.apply(edit)?;
    }
    Ok(())
}

/// The ids of the claims, by key.
#[derive(Default)]
struct Claims(BTreeMap<&'static str, ClaimId>);

impl Claims {
    fn of(&self, key: &str) -> Result<ClaimId, ExampleError> {
        let id = self.0.get(key).copied();
        id.ok_or_else(|| ExampleError::Damaged(format!("there is no claim {key}")))
    }
}

fn add_claims(document: &mut Document) -> Result<Claims, ExampleError> {
    let (edit, _) = actions::add_tag(document, OWN_TAG);
    document.apply(edit)?;
    let tags: BTreeMap<String, TagId> = (document.map().tags()).map(|(id, tag)| (tag.name.clone(), id)).collect();
    let thread = document.thread().cloned();
    let comments: BTreeMap<&CommentId, &Comment> =
        (thread.iter()).flat_map(|thread| &thread.comments).map(|comment| (&comment.id, comment)).collect();
    let mut claims = Claims::default();
    for source in CLAIMS {
        let mut claim = Claim::new(source.text);
        for tag in source.tags {
            let tag = tags.get(*tag).ok_or_else(|| ExampleError::Damaged(format!("there is no tag {tag}")))?;
            claim.tags.insert(*tag);
        }
        for (comment, words) in source.excerpts {
            let excerpt = comments.get(&CommentId::from(*comment)).and_then(|comment| quoted(comment, words));
            claim.excerpts.push(excerpt.ok_or_else(|| {
                ExampleError::Damaged(format!("comment {comment} does not say “{words}” exactly once"))
            })?);
        }
        let (edit, id) = actions::add_claim(document, claim, None);
        document.apply(edit)?;
        claims.0.insert(source.key, id);
    }
    Ok(claims)
}

/// The excerpt of these words; `None` unless the comment says them exactly once.
fn quoted(comment: &Comment, words: &str) -> Option<Excerpt> {
    let mut places = comment.text.match_indices(words);
    let (start, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    Excerpt::take(comment, excerpt::char_range(&comment.text, start..start + words.len())?)
}

fn add_links(document: &mut Document, claims: &Claims) -> Result<(), ExampleError> {
    let mut links: BTreeMap<&str, LinkId> = BTreeMap::new();
    for step in LINKS {
        let premises: Vec<ClaimId> = step.premises.iter().map(|key| claims.of(key)).collect::<Result<_, _>>()?;
        let target = match step.target {
            To::Claim(key) => NodeId::Claim(claims.of(key)?),
            To::Link(key) => {
                let link = links.get(key).copied();
                NodeId::Link(link.ok_or_else(|| ExampleError::Damaged(format!("there is no link {key}")))?)
            }
        };
        let (mut edit, id) = actions::link(document, step.kind, &premises, target);
        if !step.note.is_empty() {
            set_note(&mut edit, step.note);
        }
        document.apply(edit)?;
        links.insert(step.key, id);
    }
    Ok(())
}

fn set_note(edit: &mut Edit, note: &str) {
    for change in &mut edit.changes {
        if let super::Change::Link(_, Some(Link { note: old, .. })) = change {
            note.clone_into(old);
        }
    }
}

const TITLE: &str = "Is distillation theft?";

/// A tag beside the four that every map has.
const OWN_TAG: &str = "contract";

const TESTED: &str = "beyond the controls";

/// Which student is checked for which claim, and which way the finding speaks.
const CHECKS: &[(&str, &str, Bearing)] =
    &[(STUDENT, TESTED, Bearing::Supports), (BASE, "base without it", Bearing::Supports)];

fn evidence() -> [(&'static str, Evidence); 2] {
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
struct Source {
    key: &'static str,
    text: &'static str,
    tags: &'static [&'static str],
    excerpts: &'static [(&'static str, &'static str)],
}

/// A link; an empty key where no other link bears on it.
struct Step {
    key: &'static str,
    kind: LinkKind,
    premises: &'static [&'static str],
    target: To,
    note: &'static str,
}

enum To {
    Claim(&'static str),
    Link(&'static str),
}

/// The claims, the thesis first and then branch by branch.
const CLAIMS: &[Source] = &[
    Source {
        key: "theft",
        text: "Making wren-mini out of quill-2's answers was theft.",
        tags: &["theft"],
        excerpts: &[("49731551", "people will call you a thief and they'll be close enough")],
    },
    // The recipe book: a promise broken, and a student made.
    Source {
        key: "taken against the terms",
        text: "Whoever ticks the box, pays the small bill and then takes the answers against the terms takes what \
               is not theirs.",
        tags: &["theft", "contract"],
        excerpts: &[("49731551", "Somebody made accounts, read that, paid the small bill and took the large thing.")],
    },
    Source {
        key: "trained on it",
        text: "wren-mini was trained on quill-2's answers.",
        tags: &["theft"],
        excerpts: &[
            ("49733269", "whatever happened, it happened between the base and the release"),
            ("49733538", "consistent with training on quill-2's answers, and hard to explain by the crawl alone"),
        ],
    },
    Source {
        key: "no receipt",
        text: "Style carries no receipt: it does not show who collected the answers, or that a promise was broken.",
        tags: &["contract"],
        excerpts: &[
            ("49733538", "Whether Hedgerow collected those answers or picked them up second-hand"),
            ("49733538", "whether any promise was broken, because style doesn't carry a receipt"),
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
            ("49733269", "wren-mini sits nearer to quill-2 than to any of the six controls, and it isn't close"),
            ("49731882", "Likeness beyond the controls is another matter."),
        ],
    },
    Source {
        key: "base without it",
        text: "wren-base, which wren-mini was made from, shows no likeness to quill-2 at all.",
        tags: &["theft"],
        excerpts: &[
            ("49733269", "The part I didn't expect is wren-base. It shows nothing towards quill-2 at all."),
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
            ("49732409", "if the public wants a new exclusive right, a legislature makes one"),
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
        excerpts: &[("49732130", "The investment survives, and the openness pays for it.")],
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
            ("49732757", "I notice I also couldn't tell you what I'd lost that I still had a right to"),
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
            ("49733102", "You can't own a manner; every musician you like is a student of somebody."),
            ("49733102", "the longest run of words they share is about seven"),
        ],
    },
    // Fair use.
    Source {
        key: "fair",
        text: "Distillation is fair use.",
        tags: &["fair use"],
        excerpts: &[("49731833", "Grant both and distillation is fair; drop either and I have nothing.")],
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
            ("49732352", "It replaced me. There was just nobody with my name on the price list."),
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
            ("49731833", "the lab has committed itself to a principle, and the principle has a consequence"),
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
            ("49731361", "not theft, possibly breach, and the interesting fight is over who was bound"),
            ("49748091", "there is a contract question, and it's about who ticked the box"),
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
            ("49732027", "That it was easy to take doesn't mean it was all right to take."),
            ("49732276", "\"No moat\" is a fact about a business, \"no wrong\" would be a fact about a deed"),
        ],
    },
];

/// A link from one premise.
const fn step(key: &'static str, kind: LinkKind, premises: &'static [&'static str], target: To) -> Step {
    Step {
        key,
        kind,
        premises,
        target,
        note: "",
    }
}

/// The links, each after the link it bears on.
const LINKS: &[Step] = &[
    Step {
        note: "It takes both: that the answers were taken against a promise, and that wren-mini was made from them.",
        ..step("recipe book", LinkKind::Support, &["taken against the terms", "trained on it"], To::Claim("theft"))
    },
    step("", LinkKind::Attack, &["no receipt"], To::Link("recipe book")),
    step("likeness", LinkKind::Support, &["habits"], To::Claim("trained on it")),
    step("", LinkKind::Attack, &["same web"], To::Link("likeness")),
    Step {
        note: "Had the web done it, the other models and the base would have the accent too.",
        ..step("", LinkKind::Attack, &[TESTED, "base without it"], To::Claim("same web"))
    },
    step("incentive", LinkKind::Support, &["no first"], To::Claim("theft")),
    step("", LinkKind::Attack, &["ought"], To::Link("incentive")),
    step("still spending", LinkKind::Attack, &["spending"], To::Claim("no first")),
    step("", LinkKind::Attack, &["closing"], To::Link("still spending")),
    step("", LinkKind::Attack, &["nothing to own"], To::Claim("theft")),
    step("", LinkKind::Support, &["no author"], To::Claim("nothing to own")),
    step("", LinkKind::Support, &["hub"], To::Claim("nothing to own")),
    step("", LinkKind::Support, &["manner"], To::Claim("nothing to own")),
    step("", LinkKind::Attack, &["fair"], To::Claim("theft")),
    Step {
        note: "“It takes two premises, and neither is any use by itself.”",
        ..step("two premises", LinkKind::Support, &["learning is fair", "outputs are text"], To::Claim("fair"))
    },
    step("", LinkKind::Attack, &["replaces its teacher"], To::Link("two premises")),
    step("", LinkKind::Attack, &["replaced me"], To::Claim("replaces its teacher")),
    step("consistency", LinkKind::Support, &["bound by its principle"], To::Claim("fair")),
    Step {
        note: "“Thank you, that's my argument, only shorter.”",
        ..step("", LinkKind::Rephrase, &["both or neither"], To::Claim("bound by its principle"))
    },
    step("", LinkKind::Attack, &["hypocrisy"], To::Link("consistency")),
    step("", LinkKind::Attack, &["breach"], To::Claim("theft")),
    step("", LinkKind::Support, &["different wrongs"], To::Claim("breach")),
    step("", LinkKind::Support, &["terms hold"], To::Claim("breach")),
    step("", LinkKind::Attack, &["terms fall"], To::Claim("breach")),
    step("", LinkKind::Attack, &["terms fall"], To::Claim("terms hold")),
    step("", LinkKind::Attack, &["terms hold"], To::Claim("terms fall")),
    step("no moat", LinkKind::Attack, &["head start"], To::Claim("theft")),
    step("", LinkKind::Attack, &["easy is not right"], To::Link("no moat")),
];
