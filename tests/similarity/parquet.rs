//! Samples as Parquet: the rows that pyarrow wrote, whichever way it wrote them, and damage told in one sentence. The
//! fixtures hold sentences made up for them; each stands beside the same rows as JSON lines. pyarrow 26 wrote them:
//! snappy; gzip, pages of version 2 and of 200 bytes, no dictionaries; zstd with the three delta encodings; lists of
//! structures in groups of nine rows; the same in pages of version 2 and of 100 bytes, not packed; and Brotli.

use super::*;
use counterclaim::similarity::read::ReadError;
use std::path::PathBuf;

fn fixture(name: &str) -> PathBuf {
    common::project("tests/similarity/parquet").join(name)
}

fn read_sample(path: &Path) -> Result<Sample, ReadError> {
    read::sample(path, &Progress::none())
}

const FLAT: [&str; 3] = ["flat-snappy", "flat-plain-v2", "flat-delta"];
const CHATS: [&str; 2] = ["chats-zstd", "chats-v2-none"];

#[test]
fn rows_are_those_of_the_same_table_as_json_lines() {
    for (files, lines, name) in [(&FLAT[..], "flat", "fixture-1"), (&CHATS, "chats", "")] {
        let expected = read_sample(&fixture(&format!("{lines}.jsonl"))).unwrap();
        assert!(expected.records.len() > 15);
        for file in files {
            let sample = read_sample(&fixture(&format!("{file}.parquet"))).unwrap();
            assert_eq!(sample.records, expected.records, "{file}");
            assert_eq!(sample.left_out, expected.left_out, "{file}");
            // Records that name no model have the file's name.
            assert_eq!(sample.name, if name.is_empty() { file } else { name });
        }
    }
}

#[test]
fn the_content_decides_and_packed_tables_and_folders_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let expected = read_sample(&fixture("flat.jsonl")).unwrap();
    let bytes = std::fs::read(fixture("flat-snappy.parquet")).unwrap();
    for name in ["table", "table.json", "table.parquet"] {
        std::fs::write(dir.path().join(name), &bytes).unwrap();
        assert_eq!(read_sample(&dir.path().join(name)).unwrap(), expected);
        std::fs::remove_file(dir.path().join(name)).unwrap();
    }
    let packed = dir.path().join("table.parquet.zst");
    std::fs::write(
        &packed,
        zstd::stream::encode_all(bytes.as_slice(), 1).unwrap(),
    )
    .unwrap();
    assert_eq!(read_sample(&packed).unwrap(), expected);
    let folder = read::folder(dir.path(), &Progress::none()).unwrap();
    assert_eq!(folder.samples, [expected]);
}

#[test]
fn damage_is_told_in_one_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bad.parquet");
    let told = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let sentence = read_sample(&path).unwrap_err().to_string();
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
        assert!(sentence.contains("bad.parquet"), "{sentence}");
        sentence
    };
    let good = std::fs::read(fixture("flat-snappy.parquet")).unwrap();
    for length in 4..good.len() {
        assert!(told(&good[..length]).contains("cut short or damaged"));
    }
    assert!(told(b"not a table").contains("damaged"));
    let brotli = std::fs::read(fixture("flat-brotli.parquet")).unwrap();
    assert!(told(&brotli).contains("Brotli"));
    let mut encrypted = good.clone();
    let end = encrypted.len() - 4;
    encrypted[end..].copy_from_slice(b"PARE");
    assert!(told(&encrypted).contains("encrypted"));
    // A footer that claims to be larger than the file, and one larger than any.
    for size in [good.len() as u32, u32::MAX] {
        let mut huge = good.clone();
        huge[end - 4..end].copy_from_slice(&size.to_le_bytes());
        told(&huge);
    }
}

#[test]
fn damage_anywhere_ends_in_rows_or_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bad.parquet");
    let mut dice = Dice(4711);
    for file in FLAT.iter().chain(&CHATS) {
        let good = std::fs::read(fixture(&format!("{file}.parquet"))).unwrap();
        for _ in 0..400 {
            let mut bad = good.clone();
            for _ in 0..1 + dice.roll(4) {
                let place = dice.roll(bad.len());
                bad[place] = dice.roll(256) as u8;
            }
            std::fs::write(&path, &bad).unwrap();
            if let Err(error) = read_sample(&path) {
                assert_eq!(error.to_string().lines().count(), 1, "{error}");
            }
        }
    }
}
