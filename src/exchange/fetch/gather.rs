//! What the sites have in common: a discussion is one answer that must come, and further ones that may fail. May use
//! the client and the readers of JSON.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use url::Url;

use super::client::Client;
use super::{
    Discussion, Fault, Fetched, Limits, Part, Piece, Site, Sites, discourse, hacker_news, lemmy,
    lobsters, mastodon, reddit,
};
use crate::exchange::json::Doc;
use crate::exchange::text;
use crate::exchange::threads::time;
use crate::progress::Progress;

/// How often a person's wish to stop is looked for.
const LOOK: Duration = Duration::from_millis(30);

/// Fetches a discussion. The asking is done on a thread of its own, which is left behind if somebody asks to stop
/// while it waits for the site; it ends at its next look, or when the site's time is over.
pub(super) fn gather(
    discussion: &Discussion,
    sites: &Sites,
    limits: &Limits,
    progress: &Progress,
) -> Result<Fetched, Fault> {
    let base = discussion.base(sites).map_err(Fault::Settings)?;
    let (sender, result) = mpsc::channel();
    let (asked, limits, theirs) = (discussion.clone(), limits.clone(), progress.clone());
    std::thread::Builder::new()
        .name("fetch".to_owned())
        .spawn(move || {
            let mut gathering = Gathering {
                client: Client::new(&base, &limits, &theirs),
                base,
                progress: theirs,
                fetched: Fetched {
                    discussion: asked,
                    pieces: Vec::new(),
                    stated_total: None,
                    warnings: Vec::new(),
                },
                missed: None,
                done: 0,
            };
            let all = gathering.all().map(|()| gathering.fetched);
            // Who asked may have left.
            let _ = sender.send(all);
        })
        .map_err(|error| Fault::Broken(format!("the system gave no thread: {error}")))?;
    loop {
        match result.recv_timeout(LOOK) {
            Ok(all) => return all,
            Err(RecvTimeoutError::Timeout) => progress.check()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Fault::Broken("a fault of this program".to_owned()));
            }
        }
    }
}

/// A discussion that is being fetched.
pub(super) struct Gathering {
    client: Client,
    base: Url,
    progress: Progress,
    fetched: Fetched,
    /// Why further answers did not come, the first time.
    missed: Option<Fault>,
    done: u64,
}

impl Gathering {
    fn all(&mut self) -> Result<(), Fault> {
        let asked = self.fetched.discussion.clone();
        match asked.site {
            Site::HackerNews => hacker_news::gather(&asked, self),
            Site::Reddit => reddit::gather(&asked, self),
            Site::Lobsters => lobsters::gather(&asked, self),
            Site::Discourse => discourse::gather(&asked, self),
            Site::Lemmy => lemmy::gather(&asked, self),
            Site::Mastodon => mastodon::gather(&asked, self),
        }
    }

    /// Asks for what the discussion can't do without: a path below the site's address, and its query.
    pub(super) fn must(&mut self, path: &str, query: &[(&str, &str)]) -> Result<Piece, Fault> {
        let mut address = self
            .base
            .join(path)
            .map_err(|e| Fault::Settings(e.to_string()))?;
        if !query.is_empty() {
            address.query_pairs_mut().extend_pairs(query);
        }
        let bytes = self.client.get(&address)?;
        self.done += 1;
        Ok(Piece {
            address: address.into(),
            bytes,
            fetched: time::now().unwrap_or_default(),
        })
    }

    /// The discussion that a short address stands for, by what the site says.
    pub(super) fn long(&mut self, short: &Discussion) -> Result<String, Fault> {
        let address = self
            .base
            .join(&short.path())
            .map_err(|e| Fault::Settings(e.to_string()))?;
        let long = self.client.moved(&address)?;
        self.done += 1;
        // The site may stand at another address than its own; what matters is the path.
        let mut own = Url::parse(&short.link).map_err(|e| Fault::Settings(e.to_string()))?;
        own.set_path(long.path());
        let long = Discussion::recognise(own.as_str()).filter(|long| long.part == Part::Whole);
        long.map(|long| long.id).ok_or(Fault::Strange)
    }

    /// Asks for what may fail. Once the site can't be reached, is busy or refuses, it is not asked for more.
    pub(super) fn may(
        &mut self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Option<Piece>, Fault> {
        if self.stopped() {
            return Ok(None);
        }
        match self.must(path, query) {
            Ok(piece) => Ok(Some(piece)),
            Err(Fault::Cancelled(cancelled)) => Err(cancelled.into()),
            Err(fault) => {
                // What would fail again is remembered before what only this answer lacks.
                if self.missed.is_none() || fault.lasts() {
                    self.missed = Some(fault);
                }
                Ok(None)
            }
        }
    }

    /// Whether asking for more has no sense any more.
    pub(super) fn stopped(&self) -> bool {
        self.missed.as_ref().is_some_and(Fault::lasts)
    }

    /// Keeps an answer, to be read behind those that were kept before.
    pub(super) fn keep(&mut self, piece: Piece) {
        self.fetched.pieces.push(piece);
    }

    /// Says that about `n` more requests are to come.
    pub(super) fn expect(&self, n: usize) {
        self.progress.set(self.done, self.done + n as u64);
    }

    /// What the site says of the number of comments.
    pub(super) fn state_total(&mut self, total: u64) {
        self.fetched.stated_total = Some(total);
    }

    /// Says what is missing; `what` is followed by why, if a request failed.
    pub(super) fn warn(&mut self, what: String) {
        let why = (self.missed.as_ref()).map_or(String::new(), |fault| format!(": {fault}"));
        self.fetched.warnings.push(format!("{what}{why}"));
    }
}

impl Fault {
    /// Whether the next request would most likely fail for the same reason.
    fn lasts(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_)
                | Self::Unsafe(_)
                | Self::Slow
                | Self::Refused(_)
                | Self::Busy(..)
                | Self::Spent(_)
                | Self::Broken(_)
        )
    }
}

/// Looks at an answer as JSON. One that is none is [`Fault::NotJson`].
pub(super) fn look<T>(piece: &Piece, see: impl FnOnce(&Doc<'_>) -> T) -> Result<T, Fault> {
    let text = text::decode(&piece.address, &piece.bytes).map_err(|_| Fault::NotJson)?;
    let doc = Doc::parse(&text).map_err(|_| Fault::NotJson)?;
    Ok(see(&doc))
}
