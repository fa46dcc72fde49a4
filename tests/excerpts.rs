//! Excerpts: found again after any change to the text, or said to be lost; never tied to the wrong words.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing must fail")]

use std::ops::Range;

use counterclaim::thread::excerpt::{byte_range, char_range, whole_words};
use counterclaim::thread::{Anchor, Comment, Excerpt};
use proptest::prelude::*;

fn take(text: &str, words: &str) -> Excerpt {
    let bytes = text.find(words).unwrap();
    let range = char_range(text, bytes..bytes + words.len()).unwrap();
    Excerpt::take(&Comment::new("c", text), range).unwrap()
}

fn at(text: &str, range: &Range<usize>) -> String {
    text.chars().skip(range.start).take(range.len()).collect()
}

/// The words an anchor points at, and whether they are said to be unmoved.
fn found(anchor: &Anchor, text: &str) -> Option<(String, bool)> {
    match anchor {
        Anchor::Exact(range) => Some((at(text, range), true)),
        Anchor::Moved(range) => Some((at(text, range), false)),
        Anchor::Orphan => None,
    }
}

const TEXT: &str = "Fair use is not a licence. Training on outputs is “transformative”, they say.\n\n\
                    > Fair use is not a licence.\n\nSo what? A moat made of prompts is no moat — it is a puddle.";

#[test]
fn half_a_word_is_made_whole_where_words_are_set_apart() {
    let whole = |text: &str, range| at(text, &whole_words(text, range));
    let text = "Assuming a predominantly male population";
    assert_eq!(whole(text, 1..27), "Assuming a predominantly male");
    assert_eq!(whole(text, 8..11), " a ");
    assert_eq!(whole(text, 9..9), "", "nothing is selected");
    assert_eq!(whole("schöne Überraschung", 2..9), "schöne Überraschung");
    // Where no spaces stand any letter may begin a word.
    assert_eq!(whole("論証は盗みではない", 2..5), "は盗み");
    assert_eq!(whole("위증이라고 한다", 0..2), "위증");
    // No key or address is taken whole for a part of it.
    let key = "x".repeat(200);
    assert_eq!(whole(&key, 50..60).len(), 10);
    assert_eq!(
        whole("short", 3..90),
        "rt",
        "beyond the end nothing changes"
    );
}

proptest! {
    #[test]
    fn whole_words_hold_what_was_selected_and_are_whole(text in "[ab é論,]{0,40}", from in 0usize..40, len in 0usize..40) {
        let letters: Vec<char> = text.chars().collect();
        let from = from.min(letters.len());
        let to = (from + len).min(letters.len());
        let whole = whole_words(&text, from..to);
        prop_assert!(whole.start <= from && to <= whole.end && whole.end <= letters.len());
        prop_assert_eq!(whole_words(&text, whole.clone()), whole.clone());
        // What was added are letters of words, and where it ends no such word goes on.
        let word = |c: &char| "abé".contains(*c);
        prop_assert!(letters[whole.start..from].iter().chain(&letters[to..whole.end]).all(word));
        if from < to {
            let ends = |inside: usize, beyond: Option<usize>| {
                let goes_on = beyond.and_then(|n| letters.get(n)).is_some_and(word);
                !(word(&letters[inside]) && goes_on)
            };
            let long = letters.split(|c| !word(c)).any(|run| run.len() > 24);
            prop_assert!(long || ends(whole.start, whole.start.checked_sub(1)));
            prop_assert!(long || ends(whole.end - 1, Some(whole.end)));
        }
    }
}

#[test]
fn an_excerpt_remembers_words_and_neighbours_without_white_space() {
    let comment = Comment::new("c", "  Ünïted wörds,  said twice.");
    let excerpt = Excerpt::take(&comment, 1..10).unwrap();
    assert_eq!(excerpt.exact, "Ünïted w");
    assert_eq!((excerpt.start, excerpt.end), (2, 10));
    assert_eq!(
        (excerpt.prefix.as_str(), excerpt.suffix.as_str()),
        ("  ", "örds,  said twice.")
    );
    assert_eq!(
        Excerpt::take(&comment, 15..17),
        None,
        "white space alone is nothing"
    );
    assert_eq!(Excerpt::take(&comment, 5..5), None);
    #[allow(clippy::reversed_empty_ranges)]
    let backwards = 7..5;
    assert_eq!(Excerpt::take(&comment, backwards), None);
    assert_eq!(Excerpt::take(&comment, 20..1_000), None);
}

#[test]
fn unchanged_words_are_where_they_were() {
    let excerpt = take(TEXT, "no moat");
    let range = excerpt.start as usize..excerpt.end as usize;
    assert_eq!(excerpt.locate(TEXT), Anchor::Exact(range));
}

#[test]
fn words_are_followed_when_the_text_before_them_changes() {
    let excerpt = take(TEXT, "A moat made of prompts is no moat");
    let text = format!("[Edited] {}", TEXT.replace("So what?", "So what, then?"));
    let anchor = excerpt.locate(&text);
    assert_eq!(found(&anchor, &text), Some((excerpt.exact.clone(), false)));
}

#[test]
fn context_tells_the_same_words_apart() {
    let second = TEXT.rfind("Fair use").unwrap();
    let range = char_range(TEXT, second..second + "Fair use is not a licence".len()).unwrap();
    let excerpt = Excerpt::take(&Comment::new("c", TEXT), range.clone()).unwrap();
    let text = format!("Well. {TEXT}");
    assert_eq!(
        excerpt.locate(&text),
        Anchor::Moved(range.start + 6..range.end + 6)
    );
}

#[test]
fn white_space_quotation_marks_dashes_and_case_may_differ() {
    let excerpt = take(TEXT, "“transformative”, they say.");
    let text = TEXT
        .replace(['“', '”'], "\"")
        .replace(" they", "\n they")
        .to_uppercase();
    let anchor = excerpt.locate(&text);
    assert_eq!(
        found(&anchor, &text).unwrap().0,
        "\"TRANSFORMATIVE\",\n THEY SAY."
    );
    let excerpt = take(TEXT, "no moat — it");
    let text = TEXT.replace('—', "-");
    assert_eq!(
        found(&excerpt.locate(&text), &text).unwrap().0,
        "no moat - it"
    );
}

#[test]
fn words_that_are_gone_or_could_be_either_are_orphans() {
    let excerpt = take(TEXT, "no moat");
    assert_eq!(
        excerpt.locate(&TEXT.replace("no moat", "no wall")),
        Anchor::Orphan
    );
    assert_eq!(excerpt.locate(""), Anchor::Orphan);
    // The words stand elsewhere, among strangers.
    assert_eq!(
        excerpt.locate("There is no moat around my house."),
        Anchor::Orphan
    );
    // Twice, with the same neighbours.
    let twice = format!("{TEXT}\n\n{TEXT}");
    let moved = format!("x{twice}");
    assert_eq!(excerpt.locate(&moved), Anchor::Orphan);
    // A very long run of the same letter must not take for ever.
    let same = "a".repeat(200_000);
    let excerpt = Excerpt::take(&Comment::new("c", same.clone()), 5..50_000).unwrap();
    assert_eq!(excerpt.locate(&format!("b{same}")), Anchor::Orphan);
}

/// A character of a text with where it comes from: `Some(i)` the `i`-th of the original.
type Tracked = Vec<(char, Option<usize>)>;

#[derive(Debug, Clone)]
enum Change {
    Insert(usize, String),
    Delete(usize, usize),
    Replace(usize, usize, String),
    Move(usize, usize, usize),
}

fn change(text: &mut Tracked, change: &Change) {
    let cut = |text: &mut Tracked, at: usize, n: usize| -> Tracked {
        let start = at.min(text.len());
        let end = (start + n).min(text.len());
        text.drain(start..end).collect()
    };
    let insert = |text: &mut Tracked, at: usize, new: Tracked| {
        let at = at.min(text.len());
        text.splice(at..at, new);
    };
    let new = |s: &str| s.chars().map(|c| (c, None)).collect();
    match change {
        Change::Insert(at, s) => insert(text, *at, new(s)),
        Change::Delete(at, n) => drop(cut(text, *at, *n)),
        Change::Replace(at, n, s) => {
            cut(text, *at, *n);
            insert(text, *at, new(s));
        }
        Change::Move(at, n, to) => {
            let block = cut(text, *at, *n);
            insert(text, *to, block);
        }
    }
}

/// Texts of words of which some recur often, as they do in discussions.
fn texts() -> impl Strategy<Value = String> {
    let rare = "[a-z]{3,9}";
    let common = prop::sample::select(vec![
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
    ]);
    let gap = prop::sample::select(vec![" ", " ", " ", " ", ", ", ". ", "\n\n"]);
    let word = prop_oneof![1 => rare.prop_map(String::from), 2 => common.prop_map(String::from)];
    prop::collection::vec((word, gap), 10..120)
        .prop_map(|words| words.into_iter().map(|(w, g)| w + g).collect())
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let words = prop_oneof![
        Just(" the model is not fair use ".to_owned()),
        Just("\n\n> ".to_owned()),
        Just("  ".to_owned()),
        "[a-z ]{0,30}",
    ];
    let change = prop_oneof![
        (0..600usize, words.clone()).prop_map(|(at, s)| Change::Insert(at, s)),
        (0..600usize, 0..60usize).prop_map(|(at, n)| Change::Delete(at, n)),
        (0..600usize, 0..60usize, words).prop_map(|(at, n, s)| Change::Replace(at, n, s)),
        (0..600usize, 0..80usize, 0..600usize).prop_map(|(at, n, to)| Change::Move(at, n, to)),
    ];
    prop::collection::vec(change, 0..5)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever happens to the text: the same characters are found, or none.
    #[test]
    fn never_the_wrong_words(text in texts(), from in 0..500usize, length in 1..80usize, changes in changes()) {
        let n = text.chars().count();
        let from = from % n;
        let comment = Comment::new("c", text.clone());
        let Some(excerpt) = Excerpt::take(&comment, from..(from + length).min(n)) else {
            return Ok(());
        };
        let mut tracked: Tracked = text.chars().enumerate().map(|(i, c)| (c, Some(i))).collect();
        for c in &changes {
            change(&mut tracked, c);
        }
        let now: String = tracked.iter().map(|(c, _)| c).collect();
        let wanted: Vec<usize> = text
            .chars()
            .enumerate()
            .skip(excerpt.start as usize)
            .take((excerpt.end - excerpt.start) as usize)
            .filter(|(_, c)| !c.is_whitespace())
            .map(|(i, _)| i)
            .collect();
        match excerpt.locate(&now) {
            Anchor::Orphan => {
                prop_assert!(!changes.is_empty(), "an unchanged text loses nothing");
            }
            Anchor::Exact(range) | Anchor::Moved(range) => {
                let words = at(&now, &range);
                prop_assert_eq!(letters(&words), letters(&excerpt.exact));
                let got: Vec<Option<usize>> = tracked[range.clone()]
                    .iter()
                    .filter(|(c, _)| !c.is_whitespace())
                    .map(|(_, i)| *i)
                    .collect();
                let right: Vec<Option<usize>> = wanted.iter().copied().map(Some).collect();
                // The same words, most of them the very same characters: a neighbour's copy of the last letter may
                // have taken the place of its own. Wholly other characters may stand in only where everything
                // around them is the same too: nobody could tell them apart.
                let same = got.iter().zip(&right).filter(|(a, b)| a == b).count();
                if same * 2 < right.len() {
                    let again = Excerpt::take(&Comment::new("c", now.clone()), range).unwrap();
                    prop_assert!(twins(&excerpt, &again), "{:?}\nin {:?}\nfound as {:?}", excerpt, now, again);
                }
            }
        }
    }

    /// Text added before and behind, the words and what is around them untouched: always found.
    #[test]
    fn surely_found_when_only_the_rest_changes(
        text in texts(), from in 0..500usize, length in 20..80usize,
        before in "[A-Z]{0,40}", behind in "[A-Z]{0,40}",
    ) {
        let n = text.chars().count();
        let from = from % n;
        let Some(excerpt) = Excerpt::take(&Comment::new("c", text.clone()), from..(from + length).min(n)) else {
            return Ok(());
        };
        prop_assume!(excerpt.exact.chars().count() >= 16);
        let now = format!("{before} {text} {behind}");
        let shift = before.chars().count() + 1;
        match excerpt.locate(&now) {
            Anchor::Moved(range) => prop_assert_eq!(range, excerpt.start as usize + shift..excerpt.end as usize + shift),
            other => {
                // Only if the same words with the same neighbours stand there twice.
                prop_assert_eq!(other, Anchor::Orphan);
                prop_assert!(text.matches(&excerpt.exact).count() > 1, "{:?} lost in {:?}", excerpt, now);
            }
        }
    }

    /// Ranges of characters and of bytes are two names of one thing.
    #[test]
    fn ranges_go_back_and_forth(text in "\\PC{0,40}", a in 0..45usize, b in 0..45usize) {
        let n = text.chars().count();
        match byte_range(&text, a..b) {
            Some(bytes) => {
                prop_assert!(a <= b && b <= n);
                prop_assert_eq!(&text[bytes.clone()], at(&text, &(a..b)));
                prop_assert_eq!(char_range(&text, bytes), Some(a..b));
            }
            None => prop_assert!(a > b || b > n),
        }
    }
}

/// Whether two excerpts agree in their words and in at least a dozen characters (or all) of their neighbours.
fn twins(a: &Excerpt, b: &Excerpt) -> bool {
    let common = |x: &mut dyn Iterator<Item = char>, y: &mut dyn Iterator<Item = char>| {
        x.zip(y).take_while(|(x, y)| x == y).count()
    };
    let (ap, bp) = (letters(&a.prefix), letters(&b.prefix));
    let (as_, bs) = (letters(&a.suffix), letters(&b.suffix));
    let same = common(&mut ap.chars().rev(), &mut bp.chars().rev())
        + common(&mut as_.chars(), &mut bs.chars());
    letters(&a.exact) == letters(&b.exact) && same >= 10.min(ap.len() + as_.len())
}
