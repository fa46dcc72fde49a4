//! A thread brought up to date: against what the edits to the source were, whatever they were.

use std::collections::{HashMap, HashSet};

use counterclaim::document::{Document, actions};
use counterclaim::map::Claim;
use counterclaim::thread::refresh::{Copy, Overlap, refreshed, shared};
use counterclaim::thread::{Anchor, Comment, CommentId, Excerpt, Flag, Nesting, Thread};
use proptest::prelude::*;

fn comment(id: &str, author: &str, text: &str) -> Comment {
    let mut comment = Comment::new(id, text);
    comment.author = Some(author.to_owned());
    comment
}

fn answer(id: &str, parent: &str, author: &str, text: &str) -> Comment {
    let mut comment = comment(id, author, text);
    comment.parent = Some(CommentId::from(parent));
    comment
}

fn thread(comments: Vec<Comment>) -> Thread {
    Thread {
        comments,
        ..Thread::default()
    }
}

fn ids(thread: &Thread) -> Vec<&str> {
    thread.comments.iter().map(|c| &*c.id.0).collect()
}

fn find<'a>(thread: &'a Thread, id: &str) -> &'a Comment {
    let id = CommentId::from(id);
    thread.comments.iter().find(|c| c.id == id).unwrap()
}

#[test]
fn a_later_copy_adds_changes_and_marks_what_is_gone() {
    let old = thread(vec![
        comment("1", "ada", "The first point stands."),
        answer("2", "1", "ben", "It does not."),
        answer("3", "1", "cai", "Nobody knows."),
        comment("4", "dan", "Another matter."),
    ]);
    let mut deleted = answer("3", "1", "cai", "");
    deleted.author = None;
    deleted.flags.insert(Flag::Deleted);
    let later = thread(vec![
        comment("1", "ada", "The first point stands, as amended."),
        answer("7", "1", "eve", "A new answer on top."),
        deleted,
        comment("4", "dan", "Another  matter."),
        answer("8", "4", "ada", "Late to this."),
    ]);
    let done = refreshed(&old, &later, Copy::Later);
    assert_eq!(ids(&done.thread), ["1", "2", "7", "3", "4", "8"]);
    let c = done.counts;
    assert_eq!((c.same, c.added, c.changed, c.gone), (3, 2, 1, 2));
    assert!(find(&done.thread, "1").flags.has(Flag::Changed));
    assert_eq!(
        find(&done.thread, "1").text,
        "The first point stands, as amended."
    );
    assert!(find(&done.thread, "2").flags.has(Flag::Gone));
    // White space alone is no change.
    assert!(!find(&done.thread, "4").flags.has(Flag::Changed));
    // What the source deleted keeps its words here, and is said to be gone there.
    let three = find(&done.thread, "3");
    assert_eq!(
        (three.text.as_str(), three.author.as_deref()),
        ("Nobody knows.", Some("cai"))
    );
    assert!(three.flags.has(Flag::Gone) && three.flags.has(Flag::Deleted));

    // It comes back: no longer gone, still changed since it was first read.
    let back = refreshed(&done.thread, &old, Copy::Later);
    assert!(!find(&back.thread, "2").flags.has(Flag::Gone));
    assert!(find(&back.thread, "1").flags.has(Flag::Changed));
    assert!(find(&back.thread, "7").flags.has(Flag::Gone));
}

#[test]
fn a_further_page_takes_nothing_away() {
    let first = thread(vec![
        comment("1", "ada", "one"),
        answer("2", "1", "ben", "two"),
    ]);
    let second = thread(vec![
        answer("2", "1", "ben", "two"),
        answer("5", "2", "cai", "below two"),
        comment("9", "dan", "nine"),
    ]);
    let done = refreshed(&first, &second, Copy::Part);
    assert_eq!(ids(&done.thread), ["1", "2", "5", "9"]);
    assert!(done.thread.comments.iter().all(|c| c.flags.is_empty()));
    assert_eq!((done.counts.added, done.counts.gone), (2, 0));
    // A page without anything in common comes behind.
    let third = thread(vec![comment("20", "eve", "twenty")]);
    let done = refreshed(&done.thread, &third, Copy::Part);
    assert_eq!(ids(&done.thread), ["1", "2", "5", "9", "20"]);
}

#[test]
fn a_page_says_who_answers_whom_in_a_paste() {
    // A paste has numbers for ids; they are not the site's.
    let mut pasted: Vec<Comment> = vec![
        comment(
            "1",
            "ada",
            "The first point stands, or so they say in every forum.",
        ),
        comment(
            "2",
            "ben",
            "It does not, and here is why it never did anywhere.",
        ),
        comment(
            "3",
            "ada",
            "Look at https://example.org/a-long-add... for the whole of the story.",
        ),
    ];
    for paragraph in &mut pasted {
        paragraph.nesting = Nesting::Unknown;
    }
    let pasted = thread(pasted);
    let page = thread(vec![
        comment("3", "zoe", "Somebody else has the number three here."),
        comment(
            "900",
            "ada",
            "The first point stands,\n\nor so they say in every forum.",
        ),
        answer(
            "901",
            "900",
            "ben",
            "It does not, and here is why it never did anywhere.",
        ),
        answer(
            "902",
            "901",
            "ada",
            "Look at https://example.org/a-long-address for the whole of the story.",
        ),
    ]);
    let mut document = Document::from_thread(pasted.clone());
    let mut claim = Claim::new("it never did");
    claim.excerpts = vec![
        Excerpt::take(&pasted.comments[1], 28..50).unwrap(),
        Excerpt::take(&pasted.comments[2], 43..60).unwrap(),
    ];
    let (edit, id) = actions::add_claim(&document, claim, None);
    document.apply(edit).unwrap();
    let before = document.clone();

    assert_eq!(shared(&pasted, &page), 3);
    let (edit, report) = actions::refresh_thread(&document, &page, Copy::Later);
    let undo = document.apply(edit).unwrap();
    let now = document.thread().unwrap();
    assert_eq!(ids(now), ["3", "900", "901", "902"]);
    assert!(now.comments.iter().all(|c| c.nesting == Nesting::Stated));
    assert_eq!(report.comments.placed, 3);
    assert_eq!((report.comments.added, report.comments.gone), (1, 0));
    let claim = document.map().claim(id).unwrap();
    assert_eq!(claim.excerpts[0].comment, CommentId::from("901"));
    assert_eq!(claim.excerpts[1].comment, CommentId::from("902"));
    for excerpt in &claim.excerpts {
        let words = &find(now, &excerpt.comment.0).text;
        assert_ne!(excerpt.locate(words), Anchor::Orphan);
    }
    assert_eq!(report.orphaned, 0);
    document.apply(undo).unwrap();
    assert_eq!(document, before, "one step back");

    // The other way round the paste adds nothing, and takes nothing away that the page knows.
    let mut document = Document::from_thread(page.clone());
    let (edit, _) = actions::refresh_thread(&document, &pasted, Copy::Part);
    document.apply(edit).unwrap();
    assert_eq!(document.thread().unwrap().comments, page.comments);
}

#[test]
fn numbers_of_two_tables_are_not_ids_either() {
    let cats = thread(vec![
        comment("1", "ann", "Cats sleep all day"),
        answer("2", "1", "ben", "Mine hunts at night"),
    ]);
    let money = thread(vec![
        comment("1", "dan", "The budget is too small"),
        answer("2", "1", "eve", "It always was"),
    ]);
    assert!(!Overlap::of(&cats, &money).any());
    let done = refreshed(&cats, &money, Copy::Part);
    let told: Vec<_> = (done.thread.comments.iter())
        .map(|c| (c.parent.as_ref().map(|p| &*p.0), &*c.text))
        .collect();
    assert_eq!(
        told,
        [
            (None, "Cats sleep all day"),
            (Some("1"), "Mine hunts at night"),
            (None, "The budget is too small"),
            (Some("1~2"), "It always was"),
        ]
    );
}

#[test]
fn numbers_of_two_pastes_are_not_ids() {
    let paste = |texts: &[&str]| {
        let comments = texts.iter().enumerate().map(|(n, text)| {
            let mut comment = Comment::new((n + 1).to_string(), *text);
            comment.nesting = Nesting::Unknown;
            comment
        });
        thread(comments.collect())
    };
    let old = paste(&["apples are red", "pears are green"]);
    let other = paste(&["the court has ruled", "apples are red"]);
    let done = refreshed(&old, &other, Copy::Part);
    let texts: Vec<&str> = done.thread.comments.iter().map(|c| &*c.text).collect();
    assert_eq!(
        texts,
        ["apples are red", "pears are green", "the court has ruled"]
    );
    let ids: HashSet<_> = ids(&done.thread).into_iter().collect();
    assert_eq!(ids.len(), 3);
}

// ---- whatever happens to the source --------------------------------------------------------------------------

/// What happens to one comment of the source.
#[derive(Debug, Clone)]
enum Fate {
    Stays,
    Goes,
    Insert(usize, String),
    Delete(usize, usize),
    Respace,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        3 => Just(Fate::Stays),
        1 => Just(Fate::Goes),
        2 => (0..300usize, "[a-z ]{1,30}").prop_map(|(at, s)| Fate::Insert(at, s)),
        2 => (0..300usize, 1..60usize).prop_map(|(at, n)| Fate::Delete(at, n)),
        1 => Just(Fate::Respace),
    ]
}

/// A comment's text as it is afterwards, each character with the index of the one it was.
fn after(text: &str, fate: &Fate) -> Vec<(char, Option<usize>)> {
    let mut now: Vec<(char, Option<usize>)> = text
        .chars()
        .enumerate()
        .map(|(i, c)| (c, Some(i)))
        .collect();
    match fate {
        Fate::Stays | Fate::Goes => {}
        Fate::Insert(at, s) => {
            let at = at % (now.len() + 1);
            now.splice(at..at, s.chars().map(|c| (c, None)));
        }
        Fate::Delete(at, n) => {
            let at = at % now.len().max(1);
            let end = (at + n).min(now.len());
            now.drain(at..end);
        }
        Fate::Respace => {
            let spaced = now.into_iter().flat_map(|(c, i)| match c {
                ' ' => vec![('\n', i), ('\n', None)],
                c => vec![(c, i)],
            });
            now = spaced.collect();
        }
    }
    now
}

/// The letters of a text, each with the index of the character it was.
fn letters(now: Vec<(char, Option<usize>)>) -> Vec<(char, Option<usize>)> {
    now.into_iter()
        .filter(|(c, _)| !c.is_whitespace())
        .collect()
}

/// Every way in which what happened to a text can be told, white space aside: a cut before the first of two equal words
/// leaves what one before the second leaves, and nobody can say which of them is left.
fn tellings(text: &str, fate: &Fate) -> Vec<Vec<(char, Option<usize>)>> {
    let now = after(text, fate);
    let n = text.chars().count();
    let others: Vec<Fate> = match fate {
        Fate::Delete(at, count) => {
            let at = at % n.max(1);
            let count = (at + count).min(n) - at;
            let counts = count.saturating_sub(2)..=(count + 2).min(n);
            let all =
                counts.flat_map(|count| (0..=n - count).map(move |at| Fate::Delete(at, count)));
            all.collect()
        }
        Fate::Insert(at, s) => {
            let at = at % (n + 1);
            let whole: Vec<char> = now.iter().map(|(c, _)| *c).collect();
            let length = s.chars().count();
            let near = at.saturating_sub(length)..=(at + length).min(n);
            near.map(|at| Fate::Insert(at, whole[at..at + length].iter().collect()))
                .collect()
        }
        Fate::Stays | Fate::Goes | Fate::Respace => Vec::new(),
    };
    let now = letters(now);
    let same = |other: &Vec<(char, Option<usize>)>| {
        other.len() == now.len() && other.iter().zip(&now).all(|(a, b)| a.0 == b.0)
    };
    let mut all: Vec<_> = (others.iter())
        .map(|other| letters(after(text, other)))
        .filter(same)
        .collect();
    all.push(now);
    all
}

fn source() -> impl Strategy<Value = Vec<(String, usize, Fate)>> {
    let word = prop::sample::select(vec![
        "the",
        "model",
        "output",
        "is",
        "not",
        "fair",
        "use",
        "copy",
        "“moat”",
        "don’t",
        "licence",
        "train",
        "weights",
        "court",
        "harm",
        "style",
    ]);
    let text = prop::collection::vec(word, 1..60).prop_map(|words| words.join(" "));
    prop::collection::vec((text, 0..1000usize, fate()), 1..20)
}

#[test]
fn a_letter_is_not_found_again_in_what_a_cut_brought_up() {
    let text = "is output fair don’t fair model fair fair use use the court model court court don’t train output \
                output licence";
    let cut: String = after(text, &Fate::Delete(71, 35))
        .iter()
        .map(|(c, _)| c)
        .collect();
    let excerpt = Excerpt::take(&Comment::new("c0", text), 71..73).unwrap();
    assert_eq!((excerpt.exact.as_str(), cut.contains('c')), ("c", true));
    assert_eq!(excerpt.locate(&cut), Anchor::Orphan);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn excerpts_hold_or_are_orphans_and_nothing_is_lost(
        source in source(),
        new in prop::collection::vec((0..100usize, "[a-z ]{1,40}"), 0..6),
        from in 0..200usize,
        length in 1..60usize,
    ) {
        let mut old = Vec::new();
        for (n, (text, parent, _)) in source.iter().enumerate() {
            let mut comment = Comment::new(format!("c{n}"), text.clone());
            comment.parent = (n > 0 && parent % 3 > 0).then(|| CommentId::from(format!("c{}", parent % n)));
            old.push(comment);
        }
        let mut tracked = HashMap::new();
        let mut later = Vec::new();
        for (comment, (text, _, fate)) in old.iter().zip(&source) {
            if matches!(fate, Fate::Goes) {
                continue;
            }
            let now = after(text, fate);
            let mut comment = comment.clone();
            comment.text = now.iter().map(|(c, _)| c).collect();
            tracked.insert(comment.id.clone(), (text, fate));
            later.push(comment);
        }
        for (n, (at, text)) in new.iter().enumerate() {
            let at = at % (later.len() + 1);
            later.insert(at, Comment::new(format!("new{n}"), text.clone()));
        }
        let (old, later) = (thread(old), thread(later));
        let mut document = Document::from_thread(old.clone());
        let mut taken = Vec::new();
        for comment in &old.comments {
            let n = comment.text.chars().count();
            let from = from % n.max(1);
            let Some(excerpt) = Excerpt::take(comment, from..(from + length).min(n)) else { continue };
            let mut claim = Claim::new("a claim");
            claim.excerpts.push(excerpt.clone());
            let (edit, id) = actions::add_claim(&document, claim, None);
            document.apply(edit).unwrap();
            taken.push((id, excerpt));
        }
        let before = document.clone();
        let (edit, report) = actions::refresh_thread(&document, &later, Copy::Later);
        let undo = document.apply(edit).unwrap();
        prop_assert_eq!(document.violations(), Vec::<String>::new());
        let now = document.thread().unwrap().clone();

        // Every comment of either is there once; those of the later copy in its order.
        let unique: HashSet<_> = ids(&now).into_iter().collect();
        prop_assert_eq!(unique.len(), now.comments.len());
        for comment in old.comments.iter().chain(&later.comments) {
            prop_assert!(unique.contains(&*comment.id.0));
        }
        let of_later: HashSet<_> = ids(&later).into_iter().collect();
        let order: Vec<_> = ids(&now).into_iter().filter(|id| of_later.contains(id)).collect();
        prop_assert_eq!(order, ids(&later));
        let added = new.len();
        prop_assert_eq!(report.comments.added, added);
        prop_assert_eq!(now.comments.len(), old.comments.len() + added);
        for comment in &now.comments {
            let in_later = of_later.contains(&*comment.id.0);
            let lost = in_later && find(&later, &comment.id.0).text.trim().is_empty()
                && !comment.text.trim().is_empty();
            prop_assert_eq!(comment.flags.has(Flag::Gone), !in_later || lost);
        }

        // Excerpts: the same letters, mostly the very same characters, or none.
        let mut orphans = 0;
        for (id, first) in &taken {
            let excerpt = &document.map().claim(*id).unwrap().excerpts[0];
            prop_assert_eq!(&excerpt.comment, &first.comment);
            let text = &find(&now, &excerpt.comment.0).text;
            let range = match excerpt.locate(text) {
                Anchor::Exact(range) | Anchor::Moved(range) => range,
                Anchor::Orphan => { orphans += 1; continue }
            };
            let found: String = text.chars().skip(range.start).take(range.len()).collect();
            let plain = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            // Marks of quotation are one as good as the other.
            let same = |s: &str| plain(s).replace(['“', '”'], "\"");
            prop_assert_eq!(same(&found), same(&first.exact));
            let Some((source, fate)) = tracked.get(&excerpt.comment) else { continue };
            if after(source, fate).len() != text.chars().count() {
                continue;
            }
            let before: String = text.chars().take(range.start).collect();
            let start = plain(&before).chars().count();
            let stretch = start..start + plain(&found).chars().count();
            let right = first.start as usize..first.end as usize;
            let holds = |now: Vec<(char, Option<usize>)>| {
                let stretch = &now[stretch.clone()];
                let own = stretch.iter().filter(|(_, i)| i.is_some_and(|i| right.contains(&i))).count();
                own * 2 >= stretch.len()
            };
            if !holds(letters(after(source, fate))) {
                prop_assert!(
                    tellings(source, fate).into_iter().any(holds),
                    "{:?} found in {:?} as {}", first, text, found
                );
            }
        }
        prop_assert_eq!(report.orphaned, orphans);

        // The same copy again changes nothing; one step takes everything back.
        let (again, _) = actions::refresh_thread(&document, &later, Copy::Later);
        prop_assert_eq!(again.changes, Vec::new());
        document.apply(undo).unwrap();
        prop_assert_eq!(document, before);
    }
}
