//! Saving: whole or not at all, and never over what somebody else has written.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use counterclaim::document::file::{FileError, write_whole};
use counterclaim::document::{Document, Session, actions};

use crate::common::skip;

fn session_on(path: &Path) -> Session {
    let mut session = Session::new(Document::new(), None);
    session.save_as(path).unwrap();
    session
}

fn retitle(session: &mut Session, title: &str) {
    session.edit(actions::set_title(title)).unwrap();
}

fn title_on_file(path: &Path) -> String {
    Session::open(path, None)
        .unwrap()
        .document()
        .title()
        .to_owned()
}

/// The names in a folder: a save leaves nothing beside the file.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn saving_keeps_permissions_and_leaves_nothing_beside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.ron");
    let mut session = session_on(&path);
    for mode in [0o600, 0o640, 0o664, 0o755] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        retitle(&mut session, &format!("{mode:o}"));
        session.save(false).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
            mode
        );
        assert_eq!(title_on_file(&path), format!("{mode:o}"));
        assert!(!session.dirty());
    }
    assert_eq!(names(folder.path()), ["map.ron"]);
}

#[test]
fn a_new_file_gets_the_permissions_that_new_files_get() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.ron");
    session_on(&path);
    let plain = folder.path().join("plain");
    fs::write(&plain, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&path), mode(&plain));
}

#[test]
fn a_protected_file_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.ron");
    let mut session = session_on(&path);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let before = fs::read(&path).unwrap();
    retitle(&mut session, "new");
    let said = session.save(false).unwrap_err().to_string();
    assert!(
        said.contains("map.ron: cannot be written: the file is read-only"),
        "{said}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(session.dirty());
    assert_eq!(names(folder.path()), ["map.ron"]);
}

#[test]
fn a_link_keeps_pointing_to_the_file_that_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("real")).unwrap();
    let real = folder.path().join("real/map.ron");
    let link = folder.path().join("link.ron");
    symlink("second.ron", &link).unwrap();
    symlink("real/map.ron", folder.path().join("second.ron")).unwrap();
    // The file is not there yet: the link dangles.
    let mut session = session_on(&link);
    retitle(&mut session, "through the link");
    session.save(false).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::symlink_metadata(&real).unwrap().is_file());
    assert_eq!(title_on_file(&real), "through the link");
    assert_eq!(names(folder.path()), ["link.ron", "real", "second.ron"]);
    // Links that lead round are refused and stay.
    let ring = folder.path().join("ring.ron");
    symlink("ring.ron", &ring).unwrap();
    assert!(session.save_as(&ring).is_err());
    assert!(fs::symlink_metadata(&ring).unwrap().is_symlink());
    assert_eq!(session.path(), Some(link.as_path()));
}

#[test]
fn a_folder_that_cannot_be_written_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).unwrap();
    let path = inside.join("map.ron");
    let mut session = session_on(&path);
    retitle(&mut session, "new");
    for nowhere in [
        folder.path().join("missing/map.ron"),
        path.join("map.ron"),
        inside.clone(),
    ] {
        let said = session.save_as(&nowhere).unwrap_err().to_string();
        assert!(
            said.contains("cannot be written") && !said.contains('\n'),
            "{said}"
        );
    }
    fs::set_permissions(&inside, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(inside.join("probe"), "").is_ok() {
        skip("this user may write everywhere");
    } else {
        let before = fs::read(&path).unwrap();
        let said = session.save(false).unwrap_err().to_string();
        assert!(
            said.contains("cannot be written") && !said.contains('\n'),
            "{said}"
        );
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    fs::set_permissions(&inside, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(session.dirty());
    assert_eq!(
        session.path(),
        Some(path.as_path()),
        "a failed save changes no name"
    );
}

#[test]
fn a_file_that_somebody_changed_is_not_overwritten_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.ron");
    let mut session = session_on(&path);
    let mut other = Session::open(&path, None).unwrap();
    retitle(&mut other, "theirs");
    other.save(false).unwrap();
    retitle(&mut session, "ours");
    assert!(session.changed_on_disk());
    assert!(matches!(
        session.save(false),
        Err(FileError::ChangedOnDisk(_))
    ));
    assert_eq!(title_on_file(&path), "theirs");
    assert!(session.dirty());
    session.save(true).unwrap();
    assert_eq!(title_on_file(&path), "ours");
    assert!(!session.dirty() && !session.changed_on_disk());
    // Touched but the same is not changed; deleted is no reason to refuse.
    fs::write(&path, fs::read(&path).unwrap()).unwrap();
    assert!(!session.changed_on_disk());
    fs::remove_file(&path).unwrap();
    assert!(!session.changed_on_disk());
    retitle(&mut session, "again");
    session.save(false).unwrap();
    assert_eq!(title_on_file(&path), "again");
}

#[test]
fn a_document_without_a_file_asks_for_a_name() {
    let mut session = Session::new(Document::new(), None);
    let said = session.save(false).unwrap_err().to_string();
    assert_eq!(said, "this map has no file yet; choose a name for it");
    assert!(!session.dirty());
    session.mark_unsaved();
    assert!(session.dirty());
}

#[test]
fn devices_are_written_to_and_not_replaced() {
    write_whole(Path::new("/dev/null"), b"nothing").unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    if Path::new("/dev/full").exists() {
        let said = write_whole(Path::new("/dev/full"), b"no room")
            .unwrap_err()
            .to_string();
        assert!(said.contains("/dev/full: cannot be written"), "{said}");
        assert!(!fs::metadata("/dev/full").unwrap().is_file());
    }
}
