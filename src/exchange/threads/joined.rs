//! Whether files that are read as parts of one thread are of one discussion, by what each says of itself and by the
//! comments that lead from one to another. May use `thread`.

use std::collections::{HashMap, HashSet};

use crate::exchange::Warning;
use crate::thread::{Comment, CommentId};

/// What one input says of the discussion it is of.
#[derive(Debug, Default)]
pub struct Told {
    /// The input's number, counted from 1.
    pub input: usize,
    /// Its name.
    pub file: String,
    /// The discussion's title, where the input has one.
    pub title: Option<String>,
    /// The ids of its stories or posts.
    pub posts: HashSet<CommentId>,
}

impl Told {
    /// Whether it is of another discussion than `first`; `linked` are the inputs whose comments other inputs have too, or
    /// answer.
    fn differs(&self, first: &Self, linked: &HashSet<usize>) -> bool {
        if !self.posts.is_empty() && !first.posts.is_empty() {
            return self.posts.is_disjoint(&first.posts);
        }
        match (&self.title, &first.title) {
            (Some(title), Some(other)) => {
                !same_title(title, other) && !linked.contains(&self.input)
            }
            _ => false,
        }
    }

    /// The title in quotation marks, behind a comma.
    fn titled(&self) -> String {
        let title = self.title.as_ref();
        title.map_or_else(String::new, |title| format!(", “{title}”,"))
    }
}

/// The same words, or the words of one and then more: sites add an address or their name behind a title.
fn same_title(a: &str, b: &str) -> bool {
    let plain = |title: &str| -> String {
        let letters = title.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (plain(a), plain(b));
    a.starts_with(&b) || b.starts_with(&a)
}

/// The warning that inputs are of different discussions, if they are. `known` says which input a comment came from, and
/// `shared` which inputs had comments of others.
pub fn warning(
    told: &[Told],
    comments: &[Comment],
    known: &HashMap<CommentId, (usize, usize)>,
    shared: &HashSet<usize>,
) -> Option<Warning> {
    let mut all = (told.iter()).filter(|told| told.title.is_some() || !told.posts.is_empty());
    let first = all.next()?;
    let mut linked = shared.clone();
    for comment in comments {
        let from = |id: &CommentId| known.get(id).map(|(input, _)| *input);
        if let (Some(own), Some(above)) =
            (from(&comment.id), comment.parent.as_ref().and_then(from))
            && own != above
        {
            linked.extend([own, above]);
        }
    }
    let others: Vec<&Told> = all.filter(|told| told.differs(first, &linked)).collect();
    let other = others.first()?;
    let more = match others.len() - 1 {
        0 => String::new(),
        1 => ", and so is one more file".to_owned(),
        n => format!(", and so are {n} more files"),
    };
    Some(Warning {
        file: other.file.clone(),
        message: format!(
            "this is another discussion{} than that of {}{}{more}; all were joined in one thread: read each by itself \
             if that was not meant",
            other.titled(),
            first.file,
            first.titled().trim_end_matches(','),
        ),
    })
}
