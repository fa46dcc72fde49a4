//! A thread and another copy of it, or another part, made one: what is new is added in its place, what changed takes
//! the new words, what is gone is kept and marked. Pure; may use the standard library only.
//!
//! Which comments are the same: those with one id, where both sources state the nesting (the ids are the site's own)
//! or the words agree; ids of a paste are numbers this program gave, so that a paste is matched by its words and
//! names instead. Of two sources the one that knows more of the nesting decides place and words.

use std::collections::{HashMap, HashSet};

use super::{Comment, CommentId, Flag, Nesting, Thread};

/// What the second thread is to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// The same discussion, read later: what it lacks is gone from the source.
    Later,
    /// Another part of the discussion, such as its next page: what it lacks is said to be nothing at all.
    Part,
}

/// What became of the comments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Comments that are in both.
    pub same: usize,
    /// Comments that were not there before.
    pub added: usize,
    /// Comments whose words are others now.
    pub changed: usize,
    /// Comments the source has no longer, or no longer the words of.
    pub gone: usize,
    /// Comments whose place in the thread is known better now.
    pub placed: usize,
}

/// A thread brought up to date.
#[derive(Debug, Clone, PartialEq)]
pub struct Refreshed {
    /// The thread as it is now.
    pub thread: Thread,
    /// What became of its comments.
    pub counts: Counts,
    /// Comments of the old thread that have another id now.
    pub renamed: HashMap<CommentId, CommentId>,
}

/// Comments by one author that are compared by likeness with each other; beyond, only by id and by equal words.
const COMPARED: usize = 200;

/// How many of the words of two comments must agree for one to be an edited form of the other.
const ALIKE: f32 = 0.6;

/// How many comments two threads have in common; see the module's head for what that means.
pub fn shared(old: &Thread, fresh: &Thread) -> usize {
    pairs(&old.comments, &fresh.comments)
        .iter()
        .flatten()
        .count()
}

/// How what was read has to do with a thread that is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overlap {
    /// How many comments both have.
    pub shared: usize,
    /// How many of those read answer a comment of the open thread that is not among them: a further part does.
    pub answering: usize,
}

impl Overlap {
    /// What two threads have to do with each other.
    pub fn of(old: &Thread, fresh: &Thread) -> Self {
        let known: HashSet<&CommentId> = old.comments.iter().map(|c| &c.id).collect();
        let own: HashSet<&CommentId> = fresh.comments.iter().map(|c| &c.id).collect();
        let answers = |comment: &&Comment| {
            let parent = comment.parent.as_ref();
            parent.is_some_and(|parent| known.contains(parent) && !own.contains(parent))
        };
        let by_chance = by_chance(&old.comments, &fresh.comments, &by_id(&fresh.comments));
        let answering = fresh.comments.iter().filter(answers).count();
        Self {
            shared: shared(old, fresh),
            answering: if by_chance { 0 } else { answering },
        }
    }

    /// Whether it is of the same discussion.
    pub fn any(self) -> bool {
        self.shared > 0 || self.answering > 0
    }
}

/// Joins `fresh` to `old`.
///
/// The order is that of the later copy, with what is gone behind what it stood behind; a further part is put behind
/// what its first comment stands behind, or at the end. Words that were there are never lost: a comment the source
/// has deleted since keeps them, marked as gone. Takes linear time but for comments of one author, of which at most
/// a few hundred are compared with each other.
pub fn refreshed(old: &Thread, fresh: &Thread, copy: Copy) -> Refreshed {
    let partner = pairs(&old.comments, &fresh.comments);
    let mut of_fresh: Vec<Option<usize>> = vec![None; fresh.comments.len()];
    for (i, j) in partner.iter().enumerate() {
        if let Some(j) = j {
            of_fresh[*j] = Some(i);
        }
    }
    let (old_ids, fresh_ids) = ids(old, fresh, &partner, &of_fresh);
    let names = Names {
        old: map_of(&old.comments, &old_ids),
        fresh: map_of(&fresh.comments, &fresh_ids),
    };

    let mut counts = Counts::default();
    let mut old_ones: Vec<Option<Comment>> = Vec::with_capacity(old.comments.len());
    let mut both: Vec<Option<Comment>> = vec![None; fresh.comments.len()];
    for (i, comment) in old.comments.iter().enumerate() {
        let mut comment = comment.clone();
        comment.id = old_ids[i].clone();
        comment.parent = comment.parent.map(|p| names.old(&p));
        match partner[i] {
            Some(j) => {
                counts.same += 1;
                let mut newer = fresh.comments[j].clone();
                newer.parent = newer.parent.map(|p| names.fresh(&p));
                both[j] = Some(joined(comment, newer, &mut counts));
                old_ones.push(None);
            }
            None => {
                if copy == Copy::Later {
                    counts.gone += usize::from(!comment.flags.has(Flag::Gone));
                    comment.flags.insert(Flag::Gone);
                }
                old_ones.push(Some(comment));
            }
        }
    }
    for (j, comment) in fresh.comments.iter().enumerate() {
        if of_fresh[j].is_none() {
            counts.added += 1;
            let mut comment = comment.clone();
            comment.id = fresh_ids[j].clone();
            comment.parent = comment.parent.map(|p| names.fresh(&p));
            both[j] = Some(comment);
        }
    }

    let comments = match copy {
        Copy::Later => woven(both, old_ones, &partner, true),
        Copy::Part => {
            // The old order leads: what is in both stands there, the rest of the part is woven in.
            let mut leading = old_ones;
            for (i, j) in partner.iter().enumerate() {
                if let Some(j) = j {
                    leading[i] = both[*j].take();
                }
            }
            woven(leading, both, &of_fresh, false)
        }
    };
    let renamed = (old.comments.iter().zip(&old_ids))
        .filter(|(comment, id)| comment.id != **id)
        .map(|(comment, id)| (comment.id.clone(), id.clone()))
        .collect();
    let mut sources = old.sources.clone();
    for source in &fresh.sources {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    Refreshed {
        thread: Thread {
            title: old.title.clone().or_else(|| fresh.title.clone()),
            url: old.url.clone().or_else(|| fresh.url.clone()),
            sources,
            stated_total: match copy {
                Copy::Later => fresh.stated_total.or(old.stated_total),
                Copy::Part => old.stated_total.max(fresh.stated_total),
            },
            // What one part names may be in the other.
            absent: match copy {
                Copy::Later => fresh.absent,
                Copy::Part => None,
            },
            comments,
        },
        counts,
        renamed,
    }
}

/// How much a source knows of where a comment belongs.
fn knows(comment: &Comment) -> u8 {
    match comment.nesting {
        Nesting::Unknown => 0,
        Nesting::AtLeast(_) => 1,
        Nesting::ByHand => 2,
        Nesting::Stated => 3,
    }
}

/// Two forms of one comment as one; both already name their parents by the ids of the whole.
fn joined(old: Comment, fresh: Comment, counts: &mut Counts) -> Comment {
    let (known, now) = (knows(&old), knows(&fresh));
    let mut one = old;
    if now > known {
        counts.placed += 1;
    }
    if now >= known {
        one.nesting = fresh.nesting;
        one.parent = fresh.parent;
    }
    one.author = match now >= known {
        true => fresh.author.or(one.author),
        false => one.author.or(fresh.author),
    };
    one.time = one.time.or(fresh.time);
    one.age = fresh.age.or(one.age);
    if now < known {
        // A copy that knows less, such as a paste with its links cut short, adds what was lacking and no more.
        return one;
    }
    let was_changed = one.flags.has(Flag::Changed);
    one.flags = fresh.flags;
    if was_changed {
        one.flags.insert(Flag::Changed);
    }
    let lost = fresh.text.trim().is_empty() && !one.text.trim().is_empty();
    if lost {
        counts.gone += 1;
        one.flags.insert(Flag::Gone);
        return one;
    }
    if letters(&one.text) != letters(&fresh.text) {
        counts.changed += 1;
        one.flags.insert(Flag::Changed);
    }
    one.text = fresh.text;
    one.marks = fresh.marks;
    one
}

/// The first comment with each id.
fn by_id(comments: &[Comment]) -> HashMap<&CommentId, usize> {
    let mut by_id = HashMap::with_capacity(comments.len());
    for (j, comment) in comments.iter().enumerate() {
        by_id.entry(&comment.id).or_insert(j);
    }
    by_id
}

/// Whether ids that are in both are so by chance, as the numbers of two tables are: more of their comments are others
/// than not.
fn by_chance(old: &[Comment], fresh: &[Comment], by_id: &HashMap<&CommentId, usize>) -> bool {
    let both = old
        .iter()
        .filter_map(|a| Some((a, fresh.get(*by_id.get(&a.id)?)?)));
    let (mut all, mut others) = (0usize, 0usize);
    for (a, b) in both {
        all += 1;
        others += usize::from(is_another(a, b));
    }
    2 * others > all
}

/// Whether two comments are two in spite of their one id: other words by another person, or words by the same one that
/// have next to nothing in common. Where either has none, nothing speaks against their being one.
pub fn is_another(a: &Comment, b: &Comment) -> bool {
    /// Less than this may be a link, or a yes that became a no.
    const WORDS: usize = 8;
    let gone = |c: &Comment| {
        c.text.trim().is_empty() || c.flags.has(Flag::Deleted) || c.flags.has(Flag::Removed)
    };
    if gone(a) || gone(b) {
        return false;
    }
    match same_author(a, b) {
        false => alike(a, b) < ALIKE,
        true => {
            let long = |c: &Comment| c.text.split_whitespace().nth(WORDS).is_some();
            long(a) && long(b) && alike(a, b) < 0.2
        }
    }
}

/// For every old comment the fresh one that is the same.
fn pairs(old: &[Comment], fresh: &[Comment]) -> Vec<Option<usize>> {
    let mut partner = vec![None; old.len()];
    let mut taken = vec![false; fresh.len()];
    let by_id = by_id(fresh);
    let by_chance = by_chance(old, fresh, &by_id);
    for (i, comment) in old.iter().enumerate() {
        let Some(&j) = by_id.get(&comment.id) else {
            continue;
        };
        let ids_are_the_sites = !by_chance && knows(comment) == 3 && knows(&fresh[j]) == 3;
        if !taken[j]
            && (ids_are_the_sites
                || (same_author(comment, &fresh[j]) && alike(comment, &fresh[j]) >= ALIKE))
        {
            partner[i] = Some(j);
            taken[j] = true;
        }
    }
    let numbered = |list: &[Comment]| list.iter().any(|comment| knows(comment) < 3);
    if !numbered(old) && !numbered(fresh) {
        return partner;
    }
    by_words(old, fresh, &mut partner, &mut taken);
    by_likeness(old, fresh, &mut partner, &mut taken);
    partner
}

/// Pairs what has the same words, in order.
fn by_words(old: &[Comment], fresh: &[Comment], partner: &mut [Option<usize>], taken: &mut [bool]) {
    let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
    for (j, comment) in fresh.iter().enumerate().rev() {
        let words = letters(&comment.text);
        if !taken[j] && !words.is_empty() {
            waiting.entry(words).or_default().push(j);
        }
    }
    for (i, comment) in old.iter().enumerate() {
        if partner[i].is_some() {
            continue;
        }
        let Some(list) = waiting.get_mut(&letters(&comment.text)) else {
            continue;
        };
        // The list runs backwards, so that the first in the source is at its end.
        let fits = |j: &usize| {
            (knows(comment) < 3 || knows(&fresh[*j]) < 3) && same_author(comment, &fresh[*j])
        };
        if let Some(at) = list.iter().rposition(fits) {
            let j = list.remove(at);
            partner[i] = Some(j);
            taken[j] = true;
        }
    }
}

/// Pairs what one author wrote and what is nearly the same, where nothing else comes as near.
fn by_likeness(
    old: &[Comment],
    fresh: &[Comment],
    partner: &mut [Option<usize>],
    taken: &mut [bool],
) {
    let mut of_author: HashMap<&str, Vec<usize>> = HashMap::new();
    for (j, comment) in fresh.iter().enumerate() {
        if let Some(author) = comment.author.as_deref().filter(|_| !taken[j]) {
            of_author.entry(author).or_default().push(j);
        }
    }
    for (i, comment) in old.iter().enumerate() {
        let Some(author) = comment.author.as_deref().filter(|_| partner[i].is_none()) else {
            continue;
        };
        let Some(list) = of_author.get(author).filter(|list| list.len() <= COMPARED) else {
            continue;
        };
        let mut best: Option<(f32, usize)> = None;
        let mut second = 0.0f32;
        for &j in list {
            if taken[j] || (knows(comment) == 3 && knows(&fresh[j]) == 3) {
                continue;
            }
            let likeness = alike(comment, &fresh[j]);
            match best {
                Some((most, _)) if likeness <= most => second = second.max(likeness),
                _ => {
                    second = second.max(best.map_or(0.0, |(most, _)| most));
                    best = Some((likeness, j));
                }
            }
        }
        if let Some((likeness, j)) = best
            && likeness >= ALIKE
            && likeness - second >= 0.1
        {
            partner[i] = Some(j);
            taken[j] = true;
        }
    }
}

fn same_author(a: &Comment, b: &Comment) -> bool {
    match (&a.author, &b.author) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// A text without its white space.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Which share of their words two comments have in common (Dice's coefficient over words with their number); 1 for
/// two without words.
fn alike(a: &Comment, b: &Comment) -> f32 {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut all = 0usize;
    for word in a.text.split_whitespace() {
        *counts.entry(word).or_default() += 1;
        all += 1;
    }
    let mut common = 0usize;
    for word in b.text.split_whitespace() {
        all += 1;
        if let Some(left) = counts.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    if all == 0 {
        1.0
    } else {
        (2 * common) as f32 / all as f32
    }
}

/// The ids of all comments in the whole: of a pair that of the source that knows more; a number a paste was given
/// makes way for the same number in the other.
fn ids(
    old: &Thread,
    fresh: &Thread,
    partner: &[Option<usize>],
    of_fresh: &[Option<usize>],
) -> (Vec<CommentId>, Vec<CommentId>) {
    let mut used: HashSet<CommentId> = HashSet::new();
    let mut old_ids: Vec<CommentId> = old.comments.iter().map(|c| c.id.clone()).collect();
    let mut fresh_ids: Vec<CommentId> = fresh.comments.iter().map(|c| c.id.clone()).collect();
    for (i, j) in partner.iter().enumerate() {
        let Some(j) = *j else { continue };
        let (was, now) = (&old.comments[i], &fresh.comments[j]);
        let id = if knows(now) == 3 && knows(was) < 3 {
            now.id.clone()
        } else {
            was.id.clone()
        };
        let id = free(&mut used, id);
        old_ids[i] = id.clone();
        fresh_ids[j] = id;
    }
    // Ids that are the site's own come before numbers that were given.
    for stated in [true, false] {
        for (i, comment) in old.comments.iter().enumerate() {
            if partner[i].is_none() && (knows(comment) == 3) == stated {
                old_ids[i] = free(&mut used, comment.id.clone());
            }
        }
        for (j, comment) in fresh.comments.iter().enumerate() {
            if of_fresh[j].is_none() && (knows(comment) == 3) == stated {
                fresh_ids[j] = free(&mut used, comment.id.clone());
            }
        }
    }
    (old_ids, fresh_ids)
}

/// The id itself, or with the next number behind it that is free.
fn free(used: &mut HashSet<CommentId>, id: CommentId) -> CommentId {
    if used.insert(id.clone()) {
        return id;
    }
    let mut n = 2u64;
    loop {
        let candidate = CommentId::from(format!("{}~{n}", id.0));
        if used.insert(candidate.clone()) {
            return candidate;
        }
        n += 1;
    }
}

/// What the ids of either thread are in the whole.
struct Names<'a> {
    old: HashMap<&'a CommentId, &'a CommentId>,
    fresh: HashMap<&'a CommentId, &'a CommentId>,
}

impl Names<'_> {
    /// A parent as the whole names it; one that is not in its own thread may be in the other.
    fn old(&self, id: &CommentId) -> CommentId {
        self.old
            .get(id)
            .map_or_else(|| id.clone(), |id| (*id).clone())
    }

    fn fresh(&self, id: &CommentId) -> CommentId {
        self.fresh
            .get(id)
            .map_or_else(|| id.clone(), |id| (*id).clone())
    }
}

/// The first with an id counts, as in [`super::Tree`].
fn map_of<'a>(
    comments: &'a [Comment],
    ids: &'a [CommentId],
) -> HashMap<&'a CommentId, &'a CommentId> {
    let mut map = HashMap::with_capacity(ids.len());
    for (comment, id) in comments.iter().zip(ids) {
        map.entry(&comment.id).or_insert(id);
    }
    map
}

/// Puts every comment of `others` behind the one it stood behind; `place` says for each index of `others` where in
/// `leading` it stands, if it is there. What stood before everything goes to the end, or `first`.
fn woven(
    leading: Vec<Option<Comment>>,
    others: Vec<Option<Comment>>,
    place: &[Option<usize>],
    first: bool,
) -> Vec<Comment> {
    let all = leading.len() + others.len();
    let mut behind: HashMap<usize, Vec<Comment>> = HashMap::new();
    let mut before_all = Vec::new();
    let mut at = None;
    for (n, other) in others.into_iter().enumerate() {
        if let Some(place) = place.get(n).copied().flatten() {
            at = Some(place);
        }
        match (other, at) {
            (Some(comment), Some(at)) => behind.entry(at).or_default().push(comment),
            (Some(comment), None) => before_all.push(comment),
            (None, _) => {}
        }
    }
    let mut comments = Vec::with_capacity(all);
    if first {
        comments.append(&mut before_all);
    }
    for (n, comment) in leading.into_iter().enumerate() {
        comments.extend(comment);
        comments.extend(behind.remove(&n).unwrap_or_default());
    }
    comments.append(&mut before_all);
    comments
}
