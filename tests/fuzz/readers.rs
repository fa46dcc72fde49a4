//! Everything that reads what somebody else wrote, each with what must hold of what it gives.

use std::fs;
use std::path::Path;

use counterclaim::document::{Document, file};
use counterclaim::exchange::threads::{Columns, look};
use counterclaim::exchange::{self, FORMATS, Imported, Input, outline};
use counterclaim::progress::Progress;
use counterclaim::semantics::iccma;
use counterclaim::similarity::read;

use crate::corpus::{Kind, Seed};
use crate::mutation::Random;

/// Gives an input to every reader it may meet. `folder` is for readers of files.
pub fn all(random: &mut Random, seed: &Seed, bytes: &[u8], folder: &Path, progress: &Progress) {
    thread(bytes, seed, None, progress);
    let own = match seed.kind {
        Kind::Thread(format) => format,
        _ => "flat-paste",
    };
    thread(bytes, seed, Some(own), progress);
    thread(
        bytes,
        seed,
        Some(FORMATS[random.below(FORMATS.len())].name),
        progress,
    );
    columns(bytes, seed, progress);
    claims(bytes);
    if seed.kind == Kind::Framework || random.below(8) == 0 {
        framework(bytes, &seed.name);
    }
    if seed.kind == Kind::Document || random.below(8) == 0 {
        document(bytes);
    }
    if seed.kind == Kind::Sample || random.below(8) == 0 {
        sample(bytes, &folder.join(&seed.name), progress);
    }
}

/// A sentence for people: one line, not endless.
fn sentence(said: &str) {
    assert!(
        !said.is_empty() && said.len() < 4_000 && !said.contains('\n'),
        "{said:?}"
    );
}

fn thread(bytes: &[u8], seed: &Seed, from: Option<&str>, progress: &Progress) {
    let name = &seed.name;
    match exchange::read(&[Input { name, bytes }], from, progress) {
        Ok(read) => whole(read),
        Err(error) => sentence(&error.to_string()),
    }
}

/// What holds of every thread that was read.
fn whole(read: Imported) {
    for warning in &read.warnings {
        sentence(&warning.to_string());
    }
    let Some(thread) = read.thread else { return };
    let (tree, _) = thread.tree();
    assert_eq!(tree.len(), thread.comments.len());
    assert_eq!(thread.json_lines().unwrap().len(), thread.comments.len());
    for comment in &thread.comments {
        let characters = comment.text.chars().count() as u32;
        for mark in &comment.marks {
            assert!(
                mark.start < mark.end && mark.end <= characters,
                "{mark:?} of {characters}: {:?}",
                comment.text
            );
        }
    }
    let document = Document::from_thread(thread);
    assert_eq!(document.violations(), Vec::<String>::new());
    if document
        .thread()
        .is_some_and(|thread| thread.comments.len() < 200)
    {
        let text = file::to_text(&document).unwrap();
        let again = file::from_bytes(text.as_bytes(), "again").unwrap();
        assert!(
            again == document,
            "a document that was written is not read as it was"
        );
    }
}

fn columns(bytes: &[u8], seed: &Seed, progress: &Progress) {
    let input = Input {
        name: &seed.name,
        bytes,
    };
    match look(&input, progress) {
        Ok(Some(table)) => {
            let found = table.found(&Columns::default());
            let preview = table.preview(&found, false);
            assert!(
                preview.comments + preview.without_words == preview.rows
                    && preview.rows <= table.total
            );
            table.asks();
        }
        Ok(None) => {}
        Err(error) => sentence(&error.to_string()),
    }
    let mut said = Columns::new(bytes.len().is_multiple_of(2));
    said.say(exchange::threads::Role::Text, Some("#2".to_owned()));
    match exchange::read_columns(&[input], None, &said, progress) {
        Ok(read) => whole(read),
        Err(error) => sentence(&error.to_string()),
    }
}

fn claims(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (fragment, warnings) = outline::read(&text);
    warnings.iter().for_each(|warning| sentence(warning));
    assert_eq!(fragment.document().violations(), Vec::<String>::new());
    outline::write(&fragment);
}

fn framework(bytes: &[u8], name: &str) {
    let guessed = iccma::Format::recognise(name, bytes);
    for format in [
        guessed,
        iccma::Format::Af,
        iccma::Format::Apx,
        iccma::Format::Tgf,
    ] {
        match iccma::read(bytes, format) {
            Ok(instance) => {
                let last = instance.framework.len().saturating_sub(1);
                assert!(
                    instance.framework.is_empty()
                        || instance.argument(&instance.name(last)).is_some()
                );
            }
            Err(error) => sentence(&error.to_string()),
        }
    }
}

fn document(bytes: &[u8]) {
    match file::from_bytes(bytes, "a map") {
        Ok(document) => assert_eq!(document.violations(), Vec::<String>::new()),
        Err(error) => sentence(&error.to_string()),
    }
}

fn sample(bytes: &[u8], path: &Path, progress: &Progress) {
    fs::write(path, bytes).unwrap();
    match read::sample(path, progress) {
        Ok(sample) => assert!(!sample.records.is_empty()),
        Err(error) => sentence(&error.to_string()),
    }
    fs::remove_file(path).unwrap();
}
