//! Discussions fetched from a link, because a person asked for one. What the sites answer goes through the readers
//! that files go through; a thread that came in several answers is joined as several files of one are.
//!
//! [`discussion`] tells from an address what is meant, `client` asks within bounds, and one file a site says what
//! is asked for. Without the feature `net` nothing here can reach a network, and [`fetch`] says so. May use
//! `exchange`'s readers of JSON, `thread` and the floor below.

#[cfg(feature = "net")]
mod client;
#[cfg(feature = "net")]
mod discourse;
pub mod discussion;
#[cfg(feature = "net")]
mod gather;
#[cfg(feature = "net")]
mod hacker_news;
#[cfg(feature = "net")]
mod lemmy;
#[cfg(feature = "net")]
mod lobsters;
#[cfg(feature = "net")]
mod mastodon;
#[cfg(feature = "net")]
mod reddit;

pub use discussion::{Discussion, Part, Site, Sites, is_address};

use std::time::Duration;

use super::{Imported, Input, ReadError, Warning};
use crate::progress::{Cancelled, Progress};

/// How much is asked for, and how long is waited.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For a connection.
    pub connect: Duration,
    /// For an answer to begin, and between its parts. Large threads take the sites most of a minute.
    pub answer: Duration,
    /// For one request, from its beginning to its end.
    pub request: Duration,
    /// Bytes of one answer, unpacked.
    pub answer_bytes: u64,
    /// Bytes of all answers.
    pub all_bytes: u64,
    /// Requests for one discussion, repeated and redirected ones among them.
    pub requests: usize,
    /// Redirects of one request.
    pub redirects: usize,
    /// How often a site that is busy is asked for the same.
    pub tries: u32,
    /// How long is waited before the second time; each further wait is twice as long.
    pub first_wait: Duration,
    /// A site that asks to be left alone for longer is left alone.
    pub longest_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            request: Duration::from_secs(180),
            answer_bytes: 64 << 20,
            all_bytes: 256 << 20,
            requests: 150,
            redirects: 5,
            tries: 4,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
        }
    }
}

/// One answer of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The address it was asked for at.
    pub address: String,
    /// What was answered.
    pub bytes: Vec<u8>,
    /// When, ISO 8601.
    pub fetched: String,
}

/// What was fetched of a discussion, nothing of it read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// What was asked for.
    pub discussion: Discussion,
    /// The answers, in the order they are to be read in.
    pub pieces: Vec<Piece>,
    /// How many comments the site says there are, where that is in no piece.
    pub stated_total: Option<u64>,
    /// What could not be fetched; sentences without their full stop.
    pub warnings: Vec<String>,
}

impl Fetched {
    /// The answers as inputs of [`super::read`].
    pub fn inputs(&self) -> impl Iterator<Item = Input<'_>> {
        self.pieces.iter().map(|piece| Input {
            name: &piece.address,
            bytes: &piece.bytes,
        })
    }

    /// Puts into what was read from [`Fetched::inputs`] where it came from and when, and what is missing.
    pub fn sign(&self, imported: &mut Imported) {
        let warn = |message: String| Warning {
            file: self.discussion.link.clone(),
            message,
        };
        if let Some(thread) = &mut imported.thread {
            for source in &mut thread.sources {
                let of = self.pieces.iter().find(|p| p.address == source.name);
                source.fetched = of
                    .map(|piece| piece.fetched.clone())
                    .or(source.fetched.take());
            }
            thread
                .url
                .get_or_insert_with(|| self.discussion.link.clone());
            let here = thread.comments.len() as u64;
            if thread.stated_total.is_none()
                && let Some(stated) = self.stated_total
            {
                thread.stated_total = Some(stated);
                if stated > here {
                    imported.warnings.push(warn(format!(
                        "{here} of {stated} comments are here; the site gave no more"
                    )));
                }
            }
        }
        let warnings = self.warnings.iter().cloned();
        imported.warnings.extend(warnings.map(warn));
    }
}

/// What went wrong at the site or on the way to it. Each is a clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// This program was built without the feature `net`.
    #[error("this build of the program has no network")]
    NoNetwork,
    /// No connection.
    #[error("the site can't be reached ({0})")]
    Unreachable(String),
    /// The connection is not safe.
    #[error("the connection to the site is not safe ({0})")]
    Unsafe(String),
    /// No answer in time.
    #[error("the site took too long to answer")]
    Slow,
    /// 404 or 410.
    #[error("the site has no such discussion (or shows it only to people who are logged in)")]
    Missing,
    /// 401 or 403.
    #[error("the site does not give it to programs (it answered {0})")]
    Refused(u16),
    /// 429 or a fault of the server, after asking again; how long to wait, if it said so.
    #[error("the site is too busy (it answered {0}{wait})", wait = waiting(*.1))]
    Busy(u16, Option<Duration>),
    /// Another answer that is no success.
    #[error("the site answered {0}")]
    Status(u16),
    /// More than is taken.
    #[error("the answer is larger than {} MB", (.0 >> 20).max(1))]
    TooLarge(u64),
    /// A page where JSON was asked for.
    #[error("the site answered with a page for people instead of JSON")]
    Page,
    /// Something else.
    #[error("what the site answered is not JSON")]
    NotJson,
    /// JSON, and not of what was asked for.
    #[error("what the site answered is not what was asked for")]
    Strange,
    /// A redirect away from the site.
    #[error("the site sends to another place ({0}), which is not followed")]
    Elsewhere(String),
    /// Redirects without an end.
    #[error("the site sends from place to place without an end")]
    Circles,
    /// The connection broke, after trying again.
    #[error("the connection broke ({0})")]
    Broken(String),
    /// More requests than one discussion may take.
    #[error("a discussion is fetched with {0} requests at most")]
    Spent(usize),
    /// The settings name no usable address.
    #[error("{0}")]
    Settings(String),
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

fn waiting(wait: Option<Duration>) -> String {
    match wait {
        Some(wait) => format!(", and asks to wait {} seconds", wait.as_secs()),
        None => String::new(),
    }
}

/// Why nothing was fetched. Each is one plain sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address is of no discussion that is known here.
    #[error(
        "{0}: this is not the address of a discussion on Hacker News, Reddit, Lobsters, or a Discourse, Lemmy or \
         Mastodon server; open it in a browser, save the page, and import that file"
    )]
    Unknown(String),
    /// The site or the way to it.
    #[error("{link}: {fault}; {remedy}")]
    Failed {
        /// What was asked for.
        link: String,
        /// What went wrong.
        fault: Fault,
        /// How to get it without this program's help.
        remedy: &'static str,
    },
    /// What was fetched can't be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Fetches the discussion that `link` is the address of. Returns soon after somebody asked to stop, whatever the
/// site does. Progress counts requests.
///
/// # Errors
/// [`FetchError`]: one sentence with the link, what went wrong, and how to get the discussion as a file.
pub fn fetch(
    link: &str,
    sites: &Sites,
    limits: &Limits,
    progress: &Progress,
) -> Result<Fetched, FetchError> {
    let discussion =
        Discussion::recognise(link).ok_or_else(|| FetchError::Unknown(link.trim().to_owned()))?;
    progress.check()?;
    gathered(&discussion, sites, limits, progress).map_err(|fault| match fault {
        Fault::Cancelled(cancelled) => cancelled.into(),
        fault => FetchError::Failed {
            link: discussion.link.clone(),
            fault,
            remedy: discussion.site.by_hand(),
        },
    })
}

#[cfg(feature = "net")]
fn gathered(
    discussion: &Discussion,
    sites: &Sites,
    limits: &Limits,
    progress: &Progress,
) -> Result<Fetched, Fault> {
    gather::gather(discussion, sites, limits, progress)
}

#[cfg(not(feature = "net"))]
fn gathered(_: &Discussion, _: &Sites, _: &Limits, _: &Progress) -> Result<Fetched, Fault> {
    Err(Fault::NoNetwork)
}

/// Fetches a discussion and reads it.
///
/// # Errors
/// [`FetchError`]: one sentence; then nothing was read at all.
pub fn import(
    link: &str,
    sites: &Sites,
    limits: &Limits,
    progress: &Progress,
) -> Result<Imported, FetchError> {
    let fetched = fetch(link, sites, limits, progress)?;
    let inputs: Vec<Input<'_>> = fetched.inputs().collect();
    let mut imported = super::read(&inputs, None, progress)?;
    fetched.sign(&mut imported);
    Ok(imported)
}
