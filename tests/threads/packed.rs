//! Packed files are read as what they hold, and none can exhaust memory.

use std::io::Write;

use counterclaim::exchange::{self, Input};
use counterclaim::progress::Progress;
use flate2::{Compression, write::GzEncoder};

use crate::{algolia, import, shared_file};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8], window_log: u32) -> Vec<u8> {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(window_log).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_packed_thread_is_the_thread_in_it() {
    let plain = algolia(40, |i| i / 2, "so?", false).into_bytes();
    let read = |bytes: Vec<u8>| {
        let imported = import(&[("items.json".to_owned(), bytes)]).unwrap();
        (imported.format, imported.thread.unwrap().comments)
    };
    let expected = read(plain.clone());
    assert_eq!(expected.1.len(), 40);
    assert_eq!(read(gzip(&plain)), expected);
    // The usual window, and that of the dumps of Reddit's comments.
    assert_eq!(read(zstd(&plain, 20)), expected);
    assert_eq!(read(zstd(&plain, 31)), expected);
    // Two frames behind each other are one file.
    let (left, right) = plain.split_at(plain.len() / 2);
    let frames = [zstd(left, 20), zstd(right, 20)].concat();
    assert_eq!(read(frames), expected);
}

#[test]
fn a_packed_dump_is_read_as_the_dump() {
    let folder = "reddit-pushshift";
    let Some(index) = shared_file("INDEX.json") else {
        return;
    };
    let index = String::from_utf8(index.1).unwrap();
    let start = index.find(&format!("{folder}/")).unwrap();
    let path = index[start..].split('"').next().unwrap();
    let (name, bytes) = shared_file(path).unwrap();
    let plain = import(&[(name.clone(), bytes.clone())]).unwrap();
    let packed = import(&[(format!("{name}.zst"), zstd(&bytes, 31))]).unwrap();
    assert_eq!(packed.format, plain.format);
    let comments = |imported: exchange::Imported| imported.thread.unwrap().comments;
    assert_eq!(comments(packed), comments(plain));
}

#[test]
fn damaged_and_bottomless_files_are_refused() {
    let refusal = |name: &str, bytes: &[u8]| {
        let error = exchange::read(&[Input { name, bytes }], None, &Progress::none()).unwrap_err();
        let sentence = error.to_string();
        assert!(sentence.starts_with(name) && !sentence.contains('\n'));
        sentence
    };
    let plain = algolia(40, |i| i / 2, "so?", false).into_bytes();
    for packed in [gzip(&plain), zstd(&plain, 20)] {
        let said = refusal("cut.json.zst", &packed[..packed.len() / 2]);
        assert!(
            said.contains("cannot be unpacked") && said.contains("; fetch it again"),
            "{said}"
        );
    }
    // 80 MB of blanks in a few kilobytes.
    let blanks = vec![b' '; 80 << 20];
    for bomb in [gzip(&blanks), zstd(&blanks, 20)] {
        assert!(bomb.len() < 1 << 17);
        let said = refusal("bomb.zst", &bomb);
        assert!(said.contains("holds more than 64 MB; unpack it"), "{said}");
    }
}
