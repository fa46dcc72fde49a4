//! A thread while it is being read, perhaps from several files. May use `thread`.

use std::collections::{HashMap, HashSet};

use super::columns::Columns;
use super::joined::{self, Told};
use crate::exchange::{Input, Warning};
use crate::thread::refresh::{Copy, is_another, refreshed};
pub use crate::thread::stats::grouped;
use crate::thread::{Comment, CommentId, Thread};

/// What a second comment with an id that is already there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameId {
    /// The same comment again (ids are the site's own): the first stays.
    SameComment,
    /// Another comment, if it stands in the same file (ids are made by many programs and can't be trusted):
    /// it gets an id of its own.
    OtherComment,
}

/// How many repairs of the nesting are named one by one.
const PROBLEMS_IN_FULL: usize = 5;

/// A thread in the making.
#[derive(Debug, Default)]
pub struct Draft {
    /// What has been read so far.
    pub thread: Thread,
    /// What the person should know about it.
    pub warnings: Vec<Warning>,
    /// Comments by id: the number of the input they came from, and their index.
    known: HashMap<CommentId, (usize, usize)>,
    /// Posts: comments that answer one of them stand at the top.
    posts: HashSet<CommentId>,
    /// Whether a post has words of its own.
    post_has_words: bool,
    /// Ids of comments that the source says there are.
    named: HashSet<CommentId>,
    /// What comments are called besides their ids.
    called: HashMap<CommentId, CommentId>,
    /// Comments whose answers the source says stand elsewhere.
    go_on: HashSet<CommentId>,
    /// What the inputs say of their discussions; title and posts stand in the last of them while it is read.
    told: Vec<Told>,
    /// The title that inputs before this one have.
    title: Option<String>,
    /// Inputs that had comments which an earlier one has too.
    shared: HashSet<usize>,
    /// What the columns of tables hold, as far as somebody said so.
    pub columns: Columns,
    inputs: usize,
    repeated: usize,
    renamed: usize,
    /// What comments of this input are called here, where an earlier input has another comment with their id.
    moved: HashMap<CommentId, CommentId>,
    /// No number below this is free as an id.
    next_number: usize,
    /// No number below this is free behind an id that is there twice.
    next_suffix: usize,
}

impl Draft {
    /// Starts on the next input.
    pub fn begin(&mut self) {
        self.inputs += 1;
        self.title = self.thread.title.take();
        self.told.push(Told {
            input: self.inputs,
            ..Told::default()
        });
    }

    /// Adds a comment; `same_id` says what it means if its id is already there. Returns whether it was added.
    pub fn push(&mut self, mut comment: Comment, same_id: SameId) -> bool {
        if let Some((input, at)) = self.known.get(&comment.id) {
            let earlier = self.thread.comments.get(*at);
            if *input != self.inputs && earlier.is_some_and(|c| is_another(c, &comment)) {
                let id = self.free_id(&comment.id);
                self.moved.insert(comment.id, id.clone());
                comment.id = id;
                return self.push(comment, same_id);
            }
            if same_id == SameId::SameComment || *input != self.inputs {
                if *input != self.inputs {
                    self.shared.extend([*input, self.inputs]);
                }
                self.repeated += usize::from(*input == self.inputs);
                return false;
            }
            self.renamed += 1;
            comment.id = self.free_id(&comment.id);
        }
        self.known.insert(
            comment.id.clone(),
            (self.inputs, self.thread.comments.len()),
        );
        self.thread.comments.push(comment);
        true
    }

    /// The comment with this id, if it was added.
    pub fn get(&self, id: &CommentId) -> Option<&Comment> {
        self.thread.comments.get(self.known.get(id)?.1)
    }

    /// Takes comments out again that turned out to be none.
    pub fn take_out(&mut self, ids: &HashSet<CommentId>) {
        if ids.is_empty() {
            return;
        }
        self.thread
            .comments
            .retain(|comment| !ids.contains(&comment.id));
        self.known.retain(|id, _| !ids.contains(id));
        for (at, comment) in self.thread.comments.iter().enumerate() {
            if let Some((_, place)) = self.known.get_mut(&comment.id) {
                *place = at;
            }
        }
    }

    /// The number of the next comment, as an id for one that has none; the next one that is free.
    pub fn next_number(&mut self) -> CommentId {
        let mut number = self.next_number.max(self.thread.comments.len() + 1);
        loop {
            let id = CommentId::from(number.to_string());
            number += 1;
            if !self.known.contains_key(&id) {
                self.next_number = number;
                return id;
            }
        }
    }

    /// `id#2`, or the next number that is free.
    fn free_id(&mut self, id: &CommentId) -> CommentId {
        let mut n = self.next_suffix.max(2);
        loop {
            let candidate = CommentId::from(format!("{}#{n}", id.0));
            n += 1;
            if !self.known.contains_key(&candidate) {
                self.next_suffix = n;
                return candidate;
            }
        }
    }

    /// Adds a warning about `input`.
    pub fn warn(&mut self, input: &Input<'_>, message: impl Into<String>) {
        self.warnings.push(Warning {
            file: input.name.to_owned(),
            message: message.into(),
        });
    }

    /// Ends an input: says what was odd about its ids. `one` says whether a file of its format is of one discussion.
    pub fn end(&mut self, input: &Input<'_>, one: bool) {
        if let Some(told) = self.told.last_mut() {
            input.name.clone_into(&mut told.file);
            self.posts.extend(told.posts.iter().cloned());
            told.title.clone_from(&self.thread.title);
            if !one {
                self.told.pop();
            }
        }
        self.thread.title = self.title.take().or(self.thread.title.take());
        self.call_the_moved(input);
        self.tell_of_broken(input);
        let repeated = std::mem::take(&mut self.repeated);
        if repeated > 0 {
            self.warn(
                input,
                format!(
                    "{} in the file more than once; each was read once",
                    told(repeated as u64, "comment stands", "comments stand")
                ),
            );
        }
        let renamed = std::mem::take(&mut self.renamed);
        if renamed > 0 {
            self.warn(
                input,
                format!(
                    "{renamed} comments share their id with an earlier one; they got ids of their own, and \
                     answers to that id were given to the first"
                ),
            );
        }
    }

    /// Says where half a character (a lone surrogate) was escaped in the file, for which U+FFFD stands.
    fn tell_of_broken(&mut self, input: &Input<'_>) {
        let own = |comment: &&Comment| {
            (self.known.get(&comment.id)).is_some_and(|(n, _)| *n == self.inputs)
                && comment.text.contains(char::REPLACEMENT_CHARACTER)
        };
        let broken = self.thread.comments.iter().filter(own).count();
        let escaped = |bytes: &[u8]| bytes.windows(3).any(|w| matches!(w, b"\\ud" | b"\\uD"));
        if broken > 0 && escaped(input.bytes) {
            self.warn(
                input,
                format!(
                    "{} characters that are broken in the file; “\u{fffd}” stands for them",
                    told(broken as u64, "comment holds", "comments hold")
                ),
            );
        }
    }

    /// Answers to comments of this input that had to be called otherwise stay theirs.
    fn call_the_moved(&mut self, input: &Input<'_>) {
        let moved = std::mem::take(&mut self.moved);
        if moved.is_empty() {
            return;
        }
        for comment in &mut self.thread.comments {
            let own = self
                .known
                .get(&comment.id)
                .is_some_and(|(n, _)| *n == self.inputs);
            if own && let Some(id) = comment.parent.as_ref().and_then(|p| moved.get(p)) {
                comment.parent = Some(id.clone());
            }
        }
        self.warn(
            input,
            format!(
                "{} the id of another comment in an earlier file and got one of their own; the files may be of \
                 different discussions",
                told(moved.len() as u64, "comment has", "comments have")
            ),
        );
    }

    /// Notes the id of the story or post itself, which is no comment.
    pub fn post(&mut self, id: impl Into<CommentId>) {
        let id = id.into();
        match self.told.last_mut() {
            Some(told) => told.posts.insert(id),
            None => self.posts.insert(id),
        };
    }

    /// Notes what the post itself says, which is no comment and is left out.
    pub fn post_says(&mut self, words: Option<&str>) {
        self.post_has_words |= words.is_some_and(|words| !words.trim().is_empty());
    }

    /// Notes that the source names a comment with this id, whether or not it is in the file.
    pub fn name(&mut self, id: impl Into<CommentId>) {
        self.named.insert(id.into());
    }

    /// Notes what answers may call a comment instead of its id, in this input or another.
    pub fn call(&mut self, name: impl Into<CommentId>, id: impl Into<CommentId>) {
        self.called.entry(name.into()).or_insert(id.into());
    }

    /// Notes that the answers to a comment stand on a page of their own.
    pub fn goes_on(&mut self, id: impl Into<CommentId>) {
        self.go_on.insert(id.into());
    }

    /// Takes in what was copied as text, of a thread that pages or JSON among the inputs may hold too: what is in
    /// both stands where those say, matched by author and words. Says how much was found.
    pub fn take_in(&mut self, copied: Self, first: &Input<'_>) {
        let all = copied.thread.comments.len() as u64;
        if all == 0 || self.thread.comments.is_empty() {
            let warnings = std::mem::take(&mut self.warnings);
            if all > 0 {
                let thread = std::mem::take(&mut self.thread);
                *self = copied;
                self.thread.title = thread.title.or(self.thread.title.take());
                self.thread.url = thread.url.or(self.thread.url.take());
                self.thread.stated_total = thread.stated_total.max(self.thread.stated_total);
            }
            self.warnings.splice(0..0, warnings);
            return;
        }
        self.find_the_called();
        self.stand_at_the_top();
        let joined = refreshed(&self.thread, &copied.thread, Copy::Part);
        self.thread = joined.thread;
        self.known = (self.thread.comments.iter().enumerate())
            .map(|(i, comment)| (comment.id.clone(), (self.inputs, i)))
            .collect();
        let found = joined.counts.same as u64;
        let message = if found == all {
            format!(
                "all {} comments of the copied text were found in the other files and stand where those say",
                grouped(all)
            )
        } else {
            self.warnings.extend(copied.warnings);
            format!(
                "{} of {} comments of the copied text were found in the other files and stand where those say; the \
                 place of the others is uncertain",
                grouped(found),
                grouped(all)
            )
        };
        self.warn(first, message);
    }

    /// Ends the reading of `first` and all further inputs.
    pub fn settle(&mut self, first: &Input<'_>) {
        self.find_the_called();
        self.stand_at_the_top();
        self.warnings.splice(
            0..0,
            joined::warning(&self.told, &self.thread.comments, &self.known, &self.shared),
        );
        self.say_what_goes_on(first);
        self.say_how_many(first);
        self.say_what_does_not_fit(first);
    }

    /// What is as it should be and yet worth knowing.
    pub fn notes(&self) -> Vec<String> {
        let post = "The post at the top has words of its own; it is no comment, so they are not in the thread";
        Vec::from_iter(self.post_has_words.then(|| post.to_owned()))
    }

    /// Answers that call the comment above them by another name get its id.
    fn find_the_called(&mut self) {
        for comment in &mut self.thread.comments {
            if let Some(id) = comment.parent.as_ref().and_then(|p| self.called.get(p)) {
                comment.parent = Some(id.clone());
            }
        }
    }

    /// Says how many branches stand on pages that were not among the inputs.
    fn say_what_goes_on(&mut self, first: &Input<'_>) {
        for parent in self
            .thread
            .comments
            .iter()
            .filter_map(|c| c.parent.as_ref())
        {
            self.go_on.remove(parent);
        }
        if !self.go_on.is_empty() {
            let message = format!(
                "{} on at \"continue this thread\"; save those pages too and add them",
                told(self.go_on.len() as u64, "branch goes", "branches go")
            );
            self.warn(first, message);
        }
    }

    /// Answers to a post stand at the top.
    fn stand_at_the_top(&mut self) {
        for comment in &mut self.thread.comments {
            if comment
                .parent
                .as_ref()
                .is_some_and(|p| self.posts.contains(p))
            {
                comment.parent = None;
            }
        }
    }

    /// Says when the source knows of more comments than were read.
    fn say_how_many(&mut self, first: &Input<'_>) {
        let here = self.thread.comments.len() as u64;
        let absent = self
            .named
            .iter()
            .filter(|id| !self.known.contains_key(*id))
            .count() as u64;
        self.thread.absent = Some(absent).filter(|n| *n > 0);
        let named = match absent {
            0 => String::new(),
            n => format!("; {} named but not in the file", grouped(n)),
        };
        let message = match self.thread.stated_total.filter(|stated| *stated > here) {
            Some(stated) => format!(
                "{} of {} comments are here{named}; add the other pages to read the rest",
                grouped(here),
                grouped(stated)
            ),
            None if absent > 0 => format!(
                "{} here{named}; add the other pages to read the rest",
                told(here, "comment is", "comments are")
            ),
            None => return,
        };
        self.warn(first, message);
    }

    /// Says which parents do not fit together, a few in full.
    fn say_what_does_not_fit(&mut self, input: &Input<'_>) {
        let (_, problems) = self.thread.tree();
        for problem in problems.iter().take(PROBLEMS_IN_FULL) {
            self.warn(input, problem.to_string());
        }
        if let Some(more) = problems
            .len()
            .checked_sub(PROBLEMS_IN_FULL)
            .filter(|n| *n > 0)
        {
            self.warn(
                input,
                format!("{more} more comments were placed at the top for such reasons"),
            );
        }
    }
}

/// A number with what is so many: `1 comment is`, `1,412 comments are`.
pub fn told(n: u64, one: &str, several: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { several })
}
