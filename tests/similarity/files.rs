//! Samples in files: every shape that is understood, and the sentences about those that are not.

use super::*;
use counterclaim::similarity::read::ReadError;
use std::io::Write;
use std::path::PathBuf;

fn write(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Sample, ReadError> {
    let dir = tempfile::tempdir().unwrap();
    read::sample(&write(dir.path(), name, bytes), &Progress::none())
}

#[test]
fn the_usual_shapes_of_files_give_the_same_sample() {
    let expected = vec![
        record("1", "Say \"hi\"", "hi\nthere"),
        record("2", "Count", "1 2 3"),
    ];
    let jsonl = "\u{feff}{\"id\":\"1\",\"prompt\":\"Say \\\"hi\\\"\",\"output\":\"hi\\nthere\"}\r\n\n{\"id\":2,\"instruction\":\"Count\",\"input\":\"\",\"response\":\"1 2 3\"}\n";
    let array = r#"[{"id":"1","question":"Say \"hi\"","answer":"hi\nthere"},{"id":2,"input":"Count","text":"1 2 3"}]"#;
    let within = r#"{"about":"x","data":[{"id":"1","messages":[{"role":"system","content":"s"},{"role":"user","content":"Say \"hi\""},{"role":"assistant","content":[{"type":"text","text":"hi\nthere"}]}]},
        {"id":2,"conversations":[{"from":"human","value":"Count"},{"from":"gpt","value":"1 2 3"}]}]}"#;
    let csv = "ID,Prompt,Completion\n1,\"Say \"\"hi\"\"\",\"hi\nthere\"\n2,Count,1 2 3\n";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(jsonl.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    for (name, bytes) in [
        ("m.jsonl", jsonl.as_bytes()),
        ("m.jsonl.gz", &packed),
        ("m.json", array.as_bytes()),
        ("m.json", within.as_bytes()),
        ("m.csv", csv.as_bytes()),
    ] {
        let sample = read_bytes(name, bytes).unwrap();
        assert_eq!(
            (sample.name.as_str(), &sample.records),
            ("m", &expected),
            "{name}"
        );
    }
}

#[test]
fn turns_choices_and_models_are_understood() {
    let turns = r#"{"question_id":81,"model_id":"vicuna","choices":[{"index":0,"turns":["first","second"]}]}"#;
    let sample = read_bytes("answers.jsonl", turns.as_bytes()).unwrap();
    assert_eq!(sample.name, "vicuna");
    let ids: Vec<_> = sample
        .records
        .iter()
        .map(|r| (r.id.as_deref().unwrap(), r.output.as_str()))
        .collect();
    assert_eq!(ids, [("81", "first"), ("81#2", "second")]);
    let api = r#"[{"prompt":"p","model":"g","choices":[{"message":{"role":"assistant","content":"hello"}}]}]"#;
    assert_eq!(
        read_bytes("api.json", api.as_bytes()).unwrap().records[0].output,
        "hello"
    );
    let mixed = "{\"model\":\"a\",\"output\":\"x\"}\n{\"model\":\"b\",\"output\":\"y\"}\n";
    let error = read_bytes("mixed.jsonl", mixed.as_bytes()).unwrap_err();
    assert!(
        error.to_string().contains("several models (a, b)"),
        "{error}"
    );
}

#[test]
fn folders_hold_samples_texts_and_models() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        "one.jsonl",
        b"{\"generator\":\"One v1\",\"output\":\"x\"}\n",
    );
    write(
        dir.path(),
        "two.jsonl",
        b"{\"generator\":\"Two v1\",\"output\":\"x\"}\n",
    );
    write(
        dir.path(),
        "models.csv",
        b"model,vendor,role\none,acme,student\n Two v1 , acme ,both\n",
    );
    write(dir.path(), "notes.pdf", b"%PDF");
    let texts = dir.path().join("three");
    std::fs::create_dir(&texts).unwrap();
    write(&texts, "q1.txt", b"an answer");
    let folder = read::folder(dir.path(), &Progress::none()).unwrap();
    let names: Vec<&str> = folder.samples.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["one", "three", "Two v1"]);
    assert_eq!(folder.samples[1].records[0].id.as_deref(), Some("q1"));
    assert_eq!(
        (folder.models[1].model.as_str(), folder.models[1].role),
        ("Two v1", read::Role::Both)
    );
}

#[test]
fn bad_files_are_refused_in_one_sentence_that_says_where() {
    for (name, bytes, says) in [
        (
            "a.jsonl",
            b"{\"output\":\"x\"}\n{\"output\": }\n".as_slice(),
            "a.jsonl, line 2: not JSON",
        ),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0", "line 1: not JSON"),
        ("a.jsonl", b"[1,2]", "not a JSON object"),
        ("a.json", b"[{\"output\":\"x\"},\n3]", "line 2"),
        ("a.json", b"{\"a\":1", "a.json, line 1"),
        ("a.jsonl", b"", "no record has an output"),
        ("a.csv", b"id,words\n1,2\n", "no record has an output"),
        ("a.bin", b"\0\x01\x02", "not a sample file"),
        ("a.jsonl.gz", b"\x1f\x8b\x08broken", "a.jsonl.gz"),
    ] {
        let error = read_bytes(name, bytes).unwrap_err().to_string();
        assert!(error.contains(says), "{name}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    let deep = format!(
        "{{\"output\":\"x\",\"y\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(read_bytes("deep.jsonl", deep.as_bytes()).is_err());
    assert!(read_bytes("deep.json", deep.as_bytes()).is_err());
    assert!(read::sample(Path::new("/nowhere/at/all.jsonl"), &Progress::none()).is_err());
    let odd =
        b"{\"output\":\"lone \\ud800 and \\udc00, pair \\ud83d\\ude00, \\\\ud800, byte \xff\"}\n";
    let sample = read_bytes("odd.jsonl", odd).unwrap();
    assert_eq!(
        sample.records[0].output,
        "lone \u{fffd} and \u{fffd}, pair 😀, \\ud800, byte \u{fffd}"
    );
}
