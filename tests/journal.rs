//! The crash journal: a program that is killed at any moment loses nothing that reached the document.
//!
//! The tests start this very program again as a child that edits as fast as it can and says so after every
//! edit; they kill it and compare what can be recovered with what it had said.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use counterclaim::document::journal::{Recovery, recoverable};
use counterclaim::document::{Change, Document, Edit, Place, Session, actions};
use counterclaim::map::{Claim, ClaimId, LinkKind};

/// Tells the child where to work and what to do: `folder|documents|saves`.
const ORDERS: &str = "COUNTERCLAIM_TEST_JOURNAL";

/// The `n`th thing done to a document: adding, typing, moving, linking, deleting, undo, redo.
fn step(session: &mut Session, n: u64) {
    let map = session.document().map();
    let claims: Vec<ClaimId> = map.claims().map(|(id, _)| id).collect();
    let some = |k: u64| {
        claims
            .get((n * 7 + k) as usize % claims.len().max(1))
            .copied()
    };
    let edit = match (n % 17, some(1), some(2)) {
        (3 | 9 | 10, ..) => return drop(session.undo().unwrap()),
        (4 | 11, ..) => return drop(session.redo().unwrap()),
        (5..=7, Some(id), _) => {
            actions::set_text(session.document(), id, format!("“step” {n}\n\\ 💥 \0"))
        }
        (8, Some(id), _) => actions::place(
            "move",
            [(
                id,
                Place {
                    x: n as f32 / 3.0,
                    y: -0.1,
                    pinned: true,
                },
            )],
        ),
        (12 | 13, Some(a), Some(b)) => {
            actions::link(session.document(), LinkKind::Attack, &[a], b.into()).0
        }
        (14, Some(id), _) => {
            actions::set_weight(session.document(), id, Some(1.0 / (n as f64 + 1.0)))
        }
        (15, Some(id), _) if claims.len() > 12 => actions::delete(session.document(), &[id.into()]),
        _ => actions::add_claim(session.document(), Claim::new(format!("claim {n}")), None).0,
    };
    let mark = (n % 17 == 6).then_some(n / 17 + 1);
    session.edit_within(edit, mark).unwrap();
}

/// A document that has done `n` steps.
fn after(start: &Document, n: u64) -> Session {
    let mut session = Session::new(start.clone(), None);
    (0..n).for_each(|n| step(&mut session, n));
    session
}

fn titled(title: &str) -> Document {
    let mut document = Document::new();
    document.apply(actions::set_title(title)).unwrap();
    document
}

fn file(folder: &Path, n: usize) -> PathBuf {
    folder.join(format!("map-{n}.ron"))
}

/// What the child does when it is told where; a test only so that it can be started by name.
#[test]
fn child() {
    let Ok(orders) = std::env::var(ORDERS) else {
        return;
    };
    let mut orders = orders.split('|');
    let folder = PathBuf::from(orders.next().unwrap());
    let documents: usize = orders.next().unwrap().parse().unwrap();
    let saves: u64 = orders.next().unwrap().parse().unwrap();
    let mut sessions: Vec<Session> = (0..documents)
        .map(|n| Session::open(&file(&folder, n), Some(folder.join("journals"))).unwrap())
        .collect();
    let mut out = std::io::stdout();
    for n in 0.. {
        for (document, session) in sessions.iter_mut().enumerate() {
            step(session, n);
            out.write_all(format!("\ndone {document} {n}\n").as_bytes())
                .unwrap();
            out.flush().unwrap();
            if saves > 0 && n % saves == saves - 1 {
                session.save(false).unwrap();
            }
        }
    }
}

/// A child at work, and what it says.
struct Worker {
    child: Child,
    said: Receiver<String>,
}

impl Worker {
    fn start(folder: &Path, documents: usize, saves: u64) -> Self {
        for n in 0..documents {
            Session::new(titled(&format!("map {n}")), None)
                .save_as(&file(folder, n))
                .unwrap();
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["child", "--exact", "--nocapture", "--test-threads=1"])
            .env(ORDERS, format!("{}|{documents}|{saves}", folder.display()))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, said) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines
                .map_while(Result::ok)
                .filter(|line| line.starts_with("done "))
            {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, said }
    }

    /// Waits until the child has made an edit.
    fn first(&self) -> String {
        self.said
            .recv_timeout(Duration::from_secs(20))
            .expect("the child made no edit")
    }

    /// Kills the child; returns for each document how many steps it had said were done.
    fn kill(mut self, documents: usize, first: Option<String>) -> Vec<u64> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut done = vec![0; documents];
        for line in first.into_iter().chain(self.said.iter()) {
            let mut numbers = line.split(' ').skip(1);
            let document: usize = numbers.next().unwrap().parse().unwrap();
            done[document] = numbers.next().unwrap().parse::<u64>().unwrap() + 1;
        }
        done
    }
}

/// A test that fails leaves no child behind.
impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Numbers without a pattern, the same in every run; the moments still differ from run to run.
fn scattered(n: u64, below: u64) -> u64 {
    let mut x = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^= x >> 32;
    x.wrapping_mul(0xd6e8_feb8_6659_fd93) % below
}

/// What was recovered must be what had been done, or one step more: one that was on its way.
fn assert_nothing_lost(found: &Document, start: &Document, done: u64, context: &str) {
    let mut expected = after(start, done);
    if found != expected.document() {
        step(&mut expected, done);
        assert!(
            found == expected.document(),
            "{context}: {done} steps were done, and not all came back"
        );
    }
    assert_eq!(found.violations(), Vec::<String>::new());
}

#[test]
fn a_program_killed_at_any_moment_loses_nothing() {
    let (mut steps, mut torn) = (0, 0);
    for round in 0..50 {
        let folder = tempfile::tempdir().unwrap();
        // Every third child also saves now and then, so that journals end and begin anew.
        let saves = if round % 3 == 0 { 5 + round } else { 0 };
        let worker = Worker::start(folder.path(), 1, saves);
        // One in ten is killed while it is starting.
        let first = (round % 10 != 9).then(|| worker.first());
        std::thread::sleep(Duration::from_micros(scattered(round, 60_000)));
        let done = worker.kill(1, first)[0];
        let mut found = offered(&folder.path().join("journals"));
        assert!(found.len() <= 1, "{} journals", found.len());
        let context = format!("round {round}");
        let start = titled("map 0");
        match found.pop() {
            Some(recovery) => {
                torn += u32::from(recovery.torn);
                assert_eq!(
                    recovery.path.as_deref(),
                    Some(file(folder.path(), 0).as_path())
                );
                assert_nothing_lost(&recovery.document, &start, done, &context);
            }
            // Killed just after a save, or before the first edit.
            None => {
                let saved = Session::open(&file(folder.path(), 0), None).unwrap();
                assert_nothing_lost(saved.document(), &start, done, &context);
            }
        }
        steps += done;
    }
    assert!(steps > 1000, "only {steps} steps were made in all");
    // The system may end one write at a border of pages when its program is killed. That step was not yet done; what
    // comes back is judged above. An edit is one write, though, so it is rare.
    assert!(torn <= 5, "{torn} of 50 journals were cut short");
}

#[test]
fn two_documents_of_one_program_both_come_back() {
    for round in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let worker = Worker::start(folder.path(), 2, 0);
        let first = worker.first();
        worker
            .said
            .recv_timeout(Duration::from_secs(20))
            .expect("the second document was not edited");
        std::thread::sleep(Duration::from_micros(scattered(round, 30_000)));
        let done = worker.kill(2, Some(first));
        let (found, _) = look(&folder.path().join("journals"), 2);
        assert_eq!(found.len(), 2);
        for recovery in &found {
            let n = usize::from(recovery.document.title() == "map 1");
            assert_eq!(
                recovery.path.as_deref(),
                Some(file(folder.path(), n).as_path())
            );
            assert_nothing_lost(
                &recovery.document,
                &titled(&format!("map {n}")),
                done[n].max(1),
                "two documents",
            );
        }
        assert_ne!(found[0].document.title(), found[1].document.title());
    }
}

#[test]
fn a_running_program_keeps_its_journal_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    let worker = Worker::start(folder.path(), 1, 0);
    let first = worker.first();
    let journals = folder.path().join("journals");
    let (found, faults) = recoverable(&journals);
    assert_eq!((found.len(), faults.len()), (0, 0));
    assert_eq!(journal_files(&journals).len(), 1);
    worker.kill(1, Some(first));
    let held = offered(&journals);
    assert_eq!(held.len(), 1);
    // While one program shows it, another does not offer it.
    assert_eq!(recoverable(&journals).0.len(), 0);
    drop(held);
    assert_eq!(offered(&journals).len(), 1);
}

fn journal_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|e| e == "journal"))
        .collect()
}

/// The journals a session leaves when it goes away.
fn left_by(session: Session, folder: &Path) -> Vec<Recovery> {
    drop(session);
    offered(folder)
}

/// The journals that are offered, none of them damaged.
fn offered(folder: &Path) -> Vec<Recovery> {
    let (found, faults) = look(folder, 1);
    assert_eq!(faults, Vec::<String>::new());
    found
}

/// Looks for `n` journals. A lock may outlive its holder for a moment: in the flushing thread, or in a child
/// that another test is just starting.
fn look(folder: &Path, n: usize) -> (Vec<Recovery>, Vec<String>) {
    let start = Instant::now();
    loop {
        let (found, faults) = recoverable(folder);
        let none = journal_files(folder).is_empty();
        if none || found.len() + faults.len() >= n || start.elapsed() > Duration::from_secs(5) {
            return (found, faults);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn one(mut found: Vec<Recovery>) -> Recovery {
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn add(session: &mut Session, text: &str) {
    let (edit, _) = actions::add_claim(session.document(), Claim::new(text), None);
    session.edit(edit).unwrap();
}

/// The bytes of a journal with `edits` edits, of a document on no file.
fn journal_of(edits: u64) -> (Vec<u8>, Document) {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::new(titled("torn"), Some(folder.path().to_owned()));
    for n in 0..edits {
        step(&mut session, n);
    }
    let bytes = fs::read(&journal_files(folder.path())[0]).unwrap();
    (bytes, session.document().clone())
}

#[test]
fn a_torn_last_line_costs_only_itself() {
    let (bytes, all) = journal_of(15);
    let before_last = bytes[..bytes.len() - 1]
        .iter()
        .rposition(|b| *b == b'\n')
        .unwrap()
        + 1;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("1.journal");
    let start = titled("torn");
    for cut in before_last..=bytes.len() {
        fs::write(&path, &bytes[..cut]).unwrap();
        let recovery = one(offered(folder.path()));
        // A last line that lacks nothing but its end is whole.
        let whole = cut + 1 >= bytes.len();
        assert_eq!(recovery.torn, !whole && cut > before_last, "cut at {cut}");
        if whole {
            assert_eq!(recovery.document, all);
        } else {
            assert_eq!(
                &recovery.document,
                after(&start, 14).document(),
                "cut at {cut}"
            );
        }
    }
    // Garbage in the middle: what came before it is recovered.
    let mut garbled = bytes.clone();
    let middle = garbled.windows(7).rposition(|w| w == b"{\"label").unwrap();
    garbled[middle] = 0;
    fs::write(&path, &garbled).unwrap();
    let recovery = one(offered(folder.path()));
    assert!(recovery.torn);
    assert_eq!(&recovery.document, after(&start, 14).document());
}

/// A journal that the program before an update left begins with a document in the older form.
#[test]
fn a_journal_of_an_older_document_is_recovered() {
    let (bytes, all) = journal_of(5);
    let text = String::from_utf8(bytes).unwrap();
    let (header, rest) = text.split_once('\n').unwrap();
    let mut header: serde_json::Value = serde_json::from_str(header).unwrap();
    let (base, edits) = rest.split_at(header["base"].as_u64().unwrap() as usize);
    let of_version_1 = |line: &&str| {
        let mut later = ["  arrangement:", "  folded:", "  views:"].into_iter();
        !later.any(|start| line.starts_with(start))
    };
    let base: Vec<&str> = base.lines().filter(of_version_1).collect();
    let base = base.join("\n").replacen("version: 2", "version: 1", 1) + "\n";
    assert!(base.starts_with("Counterclaim(\n  version: 1,\n"), "{base}");
    header["base"] = base.len().into();
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("1.journal"),
        format!("{header}\n{base}{edits}"),
    )
    .unwrap();
    let recovery = one(offered(folder.path()));
    assert_eq!((recovery.edits, recovery.torn), (5, false));
    assert_eq!(recovery.document, all);
}

#[test]
fn a_journal_that_cannot_be_used_is_reported_and_left() {
    let (bytes, _) = journal_of(3);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("1.journal");
    let text = String::from_utf8(bytes.clone()).unwrap();
    let header_end = text.find('\n').unwrap();
    for (damaged, reason) in [
        (String::new(), "its first line is damaged"),
        (
            text[..header_end / 2].to_owned(),
            "its first line is damaged",
        ),
        (format!("x{text}"), "its first line is damaged"),
        (text.replace("\"journal\":1", "\"journal\":2"), "version 2"),
        (text[..=header_end].to_owned(), "is not a Counterclaim map"),
        (text[..header_end + 40].to_owned(), "the document in it"),
        (
            text.replace("name: \"moat\"", "nome: \"moat\""),
            "the document in it: line",
        ),
    ] {
        fs::write(&path, &damaged).unwrap();
        let (found, faults) = look(folder.path(), 1);
        assert_eq!(found.len(), 0, "{reason}");
        assert_eq!(faults.len(), 1, "{reason}");
        assert!(
            faults[0].contains("1.journal") && faults[0].contains(reason),
            "{}",
            faults[0]
        );
        assert!(!faults[0].contains('\n'));
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            damaged,
            "left as it was"
        );
    }
    // One that can be used is found beside it.
    fs::write(folder.path().join("2.journal"), &bytes).unwrap();
    let (found, faults) = look(folder.path(), 2);
    assert_eq!((found.len(), faults.len()), (1, 1));
}

#[test]
fn saving_and_discarding_remove_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let journals = folder.path().join("state/journals");
    let path = folder.path().join("map.ron");
    let mut session = Session::new(Document::new(), Some(journals.clone()));
    assert!(journal_files(&journals).is_empty(), "no edit, no journal");
    add(&mut session, "a");
    assert_eq!(journal_files(&journals).len(), 1);
    session.save_as(&path).unwrap();
    assert!(journal_files(&journals).is_empty());
    // Undo right after a save is an edit like any other.
    session.undo().unwrap();
    assert!(session.dirty());
    let recovery = one(left_by(session, &journals));
    assert_eq!(recovery.document.map().claim_count(), 0);
    assert_eq!((recovery.edits, recovery.torn), (1, false));
    recovery.discard();
    assert!(journal_files(&journals).is_empty());

    let mut session = Session::open(&path, Some(journals.clone())).unwrap();
    add(&mut session, "b");
    session.discard();
    assert!(journal_files(&journals).is_empty());

    // What is on file as it is needs no journal: neither a refused edit nor one taken back leaves one.
    let mut session = Session::open(&path, Some(journals.clone())).unwrap();
    let nonsense = Edit::new(
        "",
        vec![Change::Place(
            ClaimId(99),
            Some(Place {
                x: 0.0,
                y: 0.0,
                pinned: false,
            }),
        )],
    );
    session.edit(nonsense).unwrap_err();
    add(&mut session, "b");
    session.undo().unwrap();
    assert!(!session.dirty());
    assert_eq!(left_by(session, &journals).len(), 0);
    assert!(journal_files(&journals).is_empty());
}

#[test]
fn what_was_recovered_can_be_lost_and_recovered_again() {
    let folder = tempfile::tempdir().unwrap();
    let journals = folder.path().join("journals");
    let path = folder.path().join("map.ron");
    Session::new(Document::new(), None).save_as(&path).unwrap();
    let mut session = Session::open(&path, Some(journals.clone())).unwrap();
    add(&mut session, "a");
    add(&mut session, "b");
    let document = session.document().clone();
    let session = Session::recovered(one(left_by(session, &journals)), Some(journals.clone()));
    assert_eq!(session.document(), &document);
    assert!(session.dirty(), "what was recovered is on no file");
    assert_eq!(session.path(), Some(path.as_path()));
    // Gone again before any edit.
    let mut session = Session::recovered(one(left_by(session, &journals)), Some(journals.clone()));
    add(&mut session, "c");
    let document = session.document().clone();
    let mut session = Session::recovered(one(left_by(session, &journals)), Some(journals.clone()));
    assert_eq!(session.document(), &document);
    // The file is as it was when it was opened, so that saving asks nothing.
    session.save(false).unwrap();
    assert!(journal_files(&journals).is_empty());
    assert_eq!(Session::open(&path, None).unwrap().document(), &document);
}

#[test]
fn a_file_changed_since_the_crash_is_not_overwritten_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let journals = folder.path().join("journals");
    let path = folder.path().join("map.ron");
    Session::new(Document::new(), None).save_as(&path).unwrap();
    let mut session = Session::open(&path, Some(journals.clone())).unwrap();
    add(&mut session, "a");
    let found = left_by(session, &journals);
    Session::new(titled("another's"), None)
        .save_as(&path)
        .unwrap();
    let mut session = Session::recovered(one(found), Some(journals.clone()));
    assert!(session.save(false).is_err());
    session.save(true).unwrap();
    assert!(journal_files(&journals).is_empty());
}

#[test]
fn what_was_imported_comes_back_without_an_edit() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::new(titled("imported"), Some(folder.path().to_owned()));
    session.mark_unsaved();
    let recovery = one(left_by(session, folder.path()));
    assert_eq!((recovery.document.title(), recovery.edits), ("imported", 0));
}

#[test]
fn without_a_journal_folder_editing_goes_on_and_it_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("a file");
    fs::write(&blocked, "").unwrap();
    let mut session = Session::new(Document::new(), Some(blocked.join("journals")));
    add(&mut session, "a");
    let said = session.take_journal_fault().unwrap();
    assert!(
        said.contains("the crash journal cannot be written") && !said.contains('\n'),
        "{said}"
    );
    add(&mut session, "b");
    session.undo().unwrap();
    assert_eq!(session.take_journal_fault(), None);
    assert_eq!(session.document().map().claim_count(), 1);
    session.save_as(&folder.path().join("map.ron")).unwrap();
    assert!(!session.dirty());
    // What was recovered keeps its old journal until it is saved, if there can be no new one.
    let journals = folder.path().join("journals");
    let mut session = Session::new(Document::new(), Some(journals.clone()));
    add(&mut session, "a");
    let mut session = Session::recovered(
        one(left_by(session, &journals)),
        Some(blocked.join("journals")),
    );
    assert_eq!(journal_files(&journals).len(), 1);
    session.save_as(&folder.path().join("map.ron")).unwrap();
    assert!(journal_files(&journals).is_empty());
}
