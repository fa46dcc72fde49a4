//! Counting outputs record by record, so that a file of any length needs room for its counts only: the counts, the
//! hashes of the prompts and the marks that a profile is made of. May use [`super::read`] and what counts.

use super::counts::Counts;
use super::features::{BUCKETS, Count, Counter};
use super::hygiene::CleanRecord;
use super::marks::Marks;
use super::panel::prompt_key;
use super::profile::Profile;
use super::read::{self, Named, ReadError};
use super::sample::Record;
use super::vocabulary::VocabularyBuilder;
use crate::progress::Progress;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

/// Bytes of text that are handed to a counting thread at once.
const BATCH: usize = 1 << 20;
/// More threads than this wait for the one that reads.
const MOST_THREADS: usize = 4;
/// How many names are told of a file with several models.
const NAMES: usize = 5;

/// What was counted so far. Tallies of parts add up to that of the whole, exactly and in any order.
pub struct Tally {
    counter: Counter,
    vocabulary: VocabularyBuilder,
    /// Those of one output, before they are added.
    counts: Vec<Count>,
    /// Hits of the buckets of token 1-, 2- and 3-grams.
    body: Vec<u64>,
    marks: Marks,
    prompts: FxHashSet<u64>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            counter: Counter::default(),
            vocabulary: VocabularyBuilder::default(),
            counts: Vec::new(),
            body: vec![0; BUCKETS],
            marks: Marks::default(),
            prompts: FxHashSet::default(),
        }
    }
}

impl Tally {
    /// Counts a record, cleaned as for a check.
    pub fn add(&mut self, record: &Record) {
        self.marks.add(&record.digest());
        let Some(clean) = CleanRecord::of(record) else {
            return;
        };
        let key = prompt_key(clean.prompt.as_deref());
        if let Some(key) = key.as_deref().or(clean.id) {
            self.prompts.insert(hash(key));
        }
        let vocabulary = &mut self.vocabulary;
        self.counter
            .body(&clean.output, &mut self.counts, |n, bucket| {
                vocabulary.hit(n, bucket);
            });
        self.vocabulary.end_output();
        for count in self.counts.drain(..) {
            self.body[count.bucket()] += count.count() as u64;
        }
    }

    /// The counts, the marks of all records, and the hashes of the prompts.
    pub fn finish(self) -> (Counts, Marks, BTreeSet<u64>) {
        let hits = (0..).zip(self.body).filter(|&(_, count)| count > 0);
        let counts = Counts {
            body: hits.collect(),
            vocabulary: self.vocabulary.finish(),
        };
        (counts, self.marks, self.prompts.into_iter().collect())
    }
}

/// The first eight bytes of a prompt's SHA-256.
pub(super) fn hash(key: &str) -> u64 {
    let digest = Sha256::digest(key.as_bytes());
    let first = digest.iter().take(8);
    first.fold(0, |hash, &byte| hash << 8 | u64::from(byte))
}

/// Counts a file, a folder of texts or, for `-`, standard input into a profile. Records are dropped when they are
/// counted, so the file may be of any length. Progress counts bytes.
///
/// # Errors
/// As for [`read::sample`].
pub fn profile_of(path: &Path, progress: &Progress) -> Result<Profile, ReadError> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(MOST_THREADS);
    let (send, receive) = mpsc::sync_channel::<Vec<Record>>(threads);
    let receive = Arc::new(Mutex::new(receive));
    thread::scope(|scope| {
        let counting: Vec<_> = (0..threads)
            .map(|_| {
                let batches = Arc::clone(&receive);
                scope.spawn(move || count(&batches))
            })
            .collect();
        // So that sending fails, and does not wait, where no thread counts any more.
        drop(receive);
        let mut models: BTreeSet<Option<String>> = BTreeSet::new();
        let (mut batch, mut bytes) = (Vec::new(), 0);
        let read = read::each(path, progress, &mut |Named { model, record }| {
            if models.len() < NAMES && !models.contains(&model) {
                models.insert(model);
            }
            bytes += record.output.len() + record.prompt.as_ref().map_or(0, String::len);
            batch.push(record);
            if bytes >= BATCH {
                bytes = 0;
                let _ = send.send(std::mem::take(&mut batch));
            }
            Ok(())
        });
        let _ = send.send(batch);
        drop(send);
        let tallies = counting.into_iter().map(|thread| match thread.join() {
            Ok(tally) => tally,
            Err(fault) => std::panic::resume_unwind(fault),
        });
        let tallies: Vec<Tally> = tallies.collect();
        read?;
        let name = |model: Option<String>| model.unwrap_or_else(|| read::name_of(path));
        if models.len() > 1 {
            let names: Vec<String> = models.into_iter().map(name).collect();
            return Err(ReadError::several(path, names.iter().map(String::as_str)));
        }
        let name = name(models.pop_first().flatten());
        Ok(Profile::sum(name, tallies))
    })
}

/// Counts what comes until nothing more does.
fn count(batches: &Mutex<mpsc::Receiver<Vec<Record>>>) -> Tally {
    let mut tally = Tally::default();
    loop {
        // Nobody panics with the lock held.
        let next = batches.lock().map(|batches| batches.recv());
        match next {
            Ok(Ok(batch)) => batch.iter().for_each(|record| tally.add(record)),
            _ => return tally,
        }
    }
}
