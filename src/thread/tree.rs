//! The nesting of a thread, derived from the parents its comments name: who answers whom, how deep, in which
//! order to read. Repairs what does not fit together by stated rules and reports every repair. May use the
//! standard library only. Iterative throughout: a chain of 50,000 replies costs no stack.

use std::collections::HashMap;

use super::{Comment, CommentId};

/// Something in the parents a thread names that does not fit together, and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The parent is not among the comments.
    #[error(
        "comment {comment} answers {parent}, which is not in the thread; it was placed at the top"
    )]
    MissingParent {
        /// The comment that was placed at the top.
        comment: CommentId,
        /// The parent it names.
        parent: CommentId,
    },
    /// A comment names itself as its parent.
    #[error("comment {comment} claims to answer itself; it was placed at the top")]
    SelfParent {
        /// The comment that was placed at the top.
        comment: CommentId,
    },
    /// Comments that answer each other in a circle.
    #[error(
        "comment {comment} is one of {length} comments that answer each other in a circle; \
         as the first of them it was placed at the top"
    )]
    Cycle {
        /// The earliest comment of the circle in source order, where it was cut.
        comment: CommentId,
        /// How many comments form the circle.
        length: usize,
    },
    /// An id that an earlier comment already has; answers to it go to the earlier one.
    #[error("two comments have the id {comment}; answers to it were given to the first")]
    DuplicateId {
        /// The id.
        comment: CommentId,
    },
}

/// No comment: the end of a chain of siblings.
const NONE: u32 = u32::MAX;

/// Who answers whom, by index into the comments the tree was built from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    parent: Vec<u32>,
    depth: Vec<u32>,
    first_child: Vec<u32>,
    next_sibling: Vec<u32>,
    order: Vec<u32>,
    roots: Vec<u32>,
    index: HashMap<CommentId, u32>,
}

impl Tree {
    /// Derives the nesting of `comments`, in linear time.
    ///
    /// A parent may stand behind its child. A comment whose parent is missing or is itself stands at the top;
    /// a circle is cut at its earliest comment in source order. Every such repair is listed, in source order.
    /// Comments beyond `u32::MAX - 1` are not expected (they would not fit into memory).
    pub fn build(comments: &[Comment]) -> (Self, Vec<Problem>) {
        let n = comments.len();
        let mut problems = Vec::new();
        let mut index: HashMap<CommentId, u32> = HashMap::with_capacity(n);
        for (i, comment) in comments.iter().enumerate() {
            if index.contains_key(&comment.id) {
                problems.push((
                    i,
                    Problem::DuplicateId {
                        comment: comment.id.clone(),
                    },
                ));
            } else {
                index.insert(comment.id.clone(), i as u32);
            }
        }
        let mut parent = vec![NONE; n];
        for (i, comment) in comments.iter().enumerate() {
            let Some(named) = &comment.parent else {
                continue;
            };
            match index.get(named) {
                None => problems.push((
                    i,
                    Problem::MissingParent {
                        comment: comment.id.clone(),
                        parent: named.clone(),
                    },
                )),
                Some(&p) if p as usize == i => problems.push((
                    i,
                    Problem::SelfParent {
                        comment: comment.id.clone(),
                    },
                )),
                Some(&p) => parent[i] = p,
            }
        }
        for (cut, length) in cut_cycles(&mut parent) {
            problems.push((
                cut,
                Problem::Cycle {
                    comment: comments[cut].id.clone(),
                    length,
                },
            ));
        }
        problems.sort_by_key(|(i, _)| *i);

        // Sibling chains are built back to front so that each runs in source order.
        let mut first_child = vec![NONE; n];
        let mut next_sibling = vec![NONE; n];
        let mut roots = Vec::new();
        for i in (0..n).rev() {
            let p = parent[i];
            if p == NONE {
                roots.push(i as u32);
            } else {
                next_sibling[i] = first_child[p as usize];
                first_child[p as usize] = i as u32;
            }
        }
        roots.reverse();

        let mut depth = vec![0; n];
        let mut order = Vec::with_capacity(n);
        let mut stack: Vec<u32> = Vec::new();
        for &root in &roots {
            stack.push(root);
            while let Some(i) = stack.pop() {
                order.push(i);
                // The sibling waits on the stack while the children are walked.
                if next_sibling[i as usize] != NONE {
                    stack.push(next_sibling[i as usize]);
                }
                let child = first_child[i as usize];
                if child != NONE {
                    stack.push(child);
                }
                let p = parent[i as usize];
                if p != NONE {
                    depth[i as usize] = depth[p as usize] + 1;
                }
            }
        }
        let tree = Self {
            parent,
            depth,
            first_child,
            next_sibling,
            order,
            roots,
            index,
        };
        (tree, problems.into_iter().map(|(_, p)| p).collect())
    }

    /// How many comments the tree holds.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether there are no comments.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// Index of the comment with this id (of the first, should several have it).
    pub fn find(&self, id: &CommentId) -> Option<usize> {
        self.index.get(id).map(|i| *i as usize)
    }

    /// Index of the parent of comment `i`; `None` at the top and for an index that does not exist.
    pub fn parent(&self, i: usize) -> Option<usize> {
        link(&self.parent, i)
    }

    /// How deep comment `i` stands; 0 at the top.
    pub fn depth(&self, i: usize) -> usize {
        self.depth.get(i).map_or(0, |d| *d as usize)
    }

    /// The greatest depth; 0 for an empty thread.
    pub fn max_depth(&self) -> usize {
        self.depth.iter().max().map_or(0, |d| *d as usize)
    }

    /// The comments at the top, in source order, including those a repair placed there.
    pub fn roots(&self) -> impl Iterator<Item = usize> {
        self.roots.iter().map(|i| *i as usize)
    }

    /// The answers to comment `i`, in source order.
    pub fn children(&self, i: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(link(&self.first_child, i), |c| link(&self.next_sibling, *c))
    }

    /// Every comment once, each before its answers, siblings in source order.
    pub fn preorder(&self) -> impl Iterator<Item = usize> {
        self.order.iter().map(|i| *i as usize)
    }

    /// The parent of comment `i`, its parent, and so on to the top.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parent(i), |p| self.parent(*p))
    }
}

fn link(links: &[u32], i: usize) -> Option<usize> {
    links.get(i).filter(|l| **l != NONE).map(|l| *l as usize)
}

/// Cuts every circle of parents at its earliest comment; yields that comment and the circle's length.
fn cut_cycles(parent: &mut [u32]) -> Vec<(usize, usize)> {
    // 0 = not seen; otherwise the number of the walk that saw the comment first.
    let mut seen = vec![0u32; parent.len()];
    let mut cuts = Vec::new();
    for start in 0..parent.len() {
        let walk = start as u32 + 1;
        let mut i = start;
        while seen[i] == 0 {
            seen[i] = walk;
            if parent[i] == NONE {
                break;
            }
            i = parent[i] as usize;
        }
        if seen[i] != walk || parent[i] == NONE {
            continue;
        }
        // `i` lies on a new circle: go round it once.
        let (mut earliest, mut length, mut at) = (i, 1, parent[i] as usize);
        while at != i {
            earliest = earliest.min(at);
            length += 1;
            at = parent[at] as usize;
        }
        parent[earliest] = NONE;
        cuts.push((earliest, length));
    }
    cuts
}
