//! The nesting against brute force, and corrections of flat pastes.

use std::collections::HashSet;

use counterclaim::thread::{Anchor, Comment, CommentId, Excerpt, Nesting, Problem, Tree, paste};
use proptest::prelude::*;

fn made(parents: &[Option<usize>]) -> Vec<Comment> {
    parents
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let mut comment = Comment::new(i.to_string(), format!("words of {i}"));
            comment.parent = p.map(|p| CommentId::from(p.to_string()));
            comment.nesting = Nesting::Unknown;
            comment
        })
        .collect()
}

fn parents() -> impl Strategy<Value = Vec<Option<usize>>> {
    (1..30usize).prop_flat_map(|n| prop::collection::vec(prop::option::weighted(0.8, 0..n + 2), n))
}

proptest! {
    /// Any parents at all, circles and missing ones too: a forest of all comments, by the stated rules.
    #[test]
    fn every_thread_becomes_a_forest(parents in parents()) {
        let n = parents.len();
        let (tree, problems) = Tree::build(&made(&parents));
        // By the rules, slowly: follow each comment upwards; the earliest of a circle is its cut.
        let stated = |i: usize| parents[i].filter(|p| *p < n && *p != i);
        let circle = |i: usize| {
            let mut on = vec![i];
            while let Some(p) = stated(*on.last().unwrap()) {
                if p == i { return Some(on); }
                if on.contains(&p) { return None; }
                on.push(p);
            }
            None
        };
        for (i, named) in parents.iter().enumerate() {
            let cut = circle(i).is_some_and(|on| on.iter().min() == Some(&i));
            let expected = if cut { None } else { stated(i) };
            prop_assert_eq!(tree.parent(i), expected);
            prop_assert_eq!(tree.depth(i), tree.ancestors(i).count());
            let children: Vec<usize> = (0..n).filter(|c| tree.parent(*c) == Some(i)).collect();
            prop_assert_eq!(tree.children(i).collect::<Vec<_>>(), children);
            let said = problems.iter().filter(|p| match p {
                Problem::MissingParent { comment, .. } | Problem::SelfParent { comment }
                | Problem::Cycle { comment, .. } | Problem::DuplicateId { comment } => *comment.0 == *i.to_string(),
            }).count();
            prop_assert_eq!(said, usize::from(named.is_some() && tree.parent(i).is_none()));
        }
        for problem in &problems {
            if let Problem::Cycle { comment, length } = problem {
                prop_assert_eq!(circle(comment.0.parse().unwrap()).unwrap().len(), *length);
            }
        }
        let order: Vec<usize> = tree.preorder().collect();
        prop_assert_eq!(order.iter().collect::<HashSet<_>>().len(), n);
        // Pre-order: each subtree stands together, behind its root.
        for (at, i) in order.iter().enumerate() {
            let below = (0..n).filter(|j| tree.ancestors(*j).any(|a| a == *i)).count();
            prop_assert!(order[at + 1..=at + below].iter().all(|j| tree.ancestors(*j).any(|a| a == *i)));
        }
    }

    /// Any corrections one after the other: words and answers are kept, nothing answers itself.
    #[test]
    fn corrections_keep_every_word(
        parents in parents(),
        steps in prop::collection::vec((0..4u8, 0..30usize, 0..30usize), 1..12),
    ) {
        let all = |c: &[Comment]| c.iter().flat_map(|c| c.text.chars()).filter(|c| !c.is_whitespace()).collect::<String>();
        // Start from a forest: what a paste is.
        let mut parents = parents;
        let (tree, _) = Tree::build(&made(&parents));
        for (i, p) in parents.iter_mut().enumerate() {
            *p = tree.parent(i);
        }
        let mut comments = made(&parents);
        let before = all(&comments);
        for (what, i, j) in steps {
            let id = comments[i % comments.len()].id.clone();
            let other = comments[j % comments.len()].id.clone();
            let excerpts: Vec<Excerpt> = comments.iter().map(|c| Excerpt::take(c, 2..c.text.chars().count() - 1).unwrap()).collect();
            let result = match what {
                0 => paste::split(&comments, &id, j),
                1 => paste::merge_with_next(&comments, &id),
                2 => paste::set_parent(&comments, &id, (i != j).then_some(&other)),
                _ => paste::set_author(&comments, &id, Some("  someone ")),
            };
            let Ok(correction) = result else { continue };
            for excerpt in &excerpts {
                let carried = correction.carry(excerpt);
                prop_assert_eq!(
                    carried.iter().map(|e| e.exact.as_str()).collect::<Vec<_>>().concat().replace([' ', '\n'], ""),
                    excerpt.exact.replace([' ', '\n'], "")
                );
                for e in carried {
                    let comment = correction.comments.iter().find(|c| c.id == e.comment).unwrap();
                    prop_assert_eq!(e.locate(&comment.text), Anchor::Exact(e.start as usize..e.end as usize));
                }
            }
            comments = correction.comments;
            // Short comments are left alone: excerpts above want a few characters.
            if comments.iter().any(|c| c.text.chars().count() < 5) {
                break;
            }
            let (_, problems) = Tree::build(&comments);
            prop_assert_eq!(problems, vec![]);
        }
        prop_assert_eq!(all(&comments), before);
    }
}

#[test]
fn only_pasted_comments_can_be_corrected() {
    let mut comments = made(&[None, Some(0), Some(1)]);
    comments[1].nesting = Nesting::Stated;
    let ids: Vec<CommentId> = comments.iter().map(|c| c.id.clone()).collect();
    assert!(paste::split(&comments, &ids[1], 3).is_err());
    assert!(paste::merge_with_next(&comments, &ids[0]).is_err());
    assert!(paste::set_author(&comments, &ids[1], None).is_err());
    let circle = paste::set_parent(&comments, &ids[0], Some(&ids[2])).unwrap_err();
    assert_eq!(
        circle.to_string(),
        "comment 0 can't answer 2, which is itself or an answer below it"
    );
    let placed = paste::set_parent(&comments, &ids[2], Some(&ids[0]))
        .unwrap()
        .comments;
    assert_eq!(placed[2].parent.as_ref(), Some(&ids[0]));
    assert_eq!(placed[2].nesting, Nesting::ByHand);
}

#[test]
fn a_split_goes_where_it_was_asked_for() {
    let mut comments = made(&[None, Some(0)]);
    comments[0].text = "One thing. Another thing.".to_owned();
    comments[0].author = Some("x".to_owned());
    let split = paste::split(&comments, &comments[0].id, 10).unwrap();
    let words: Vec<&str> = split.comments.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(words, ["One thing.", "Another thing.", "words of 1"]);
    assert_eq!(split.comments[1].id, CommentId::from("0.2"));
    assert_eq!(split.comments[1].author, None);
    let through = Excerpt::take(&comments[0], 4..19).unwrap();
    let parts: Vec<(String, String)> = split
        .carry(&through)
        .into_iter()
        .map(|e| (e.comment.to_string(), e.exact))
        .collect();
    assert_eq!(
        parts,
        [
            ("0".into(), "thing.".into()),
            ("0.2".into(), "Another".into())
        ]
    );
    let nothing = paste::split(&comments, &comments[0].id, 0).unwrap_err();
    assert!(nothing.to_string().contains("no words on one side"));
}
