//! Samples in files: every shape that is understood, and the sentences about those that are not.

use super::*;
use counterclaim::similarity::profile_of;
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

/// Text in two bytes a letter, as a shell of Windows writes it.
fn utf16(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    let units = mark.into_iter().chain(text.encode_utf16());
    units.flat_map(bytes).collect()
}

#[test]
fn samples_in_utf_16_are_read_as_those_in_utf_8_are() {
    // More than any buffer holds, with letters of one to four bytes, so that they lie across every edge.
    let lines: String = (0..9_000)
        .map(|n| {
            format!(
                "{{\"id\":\"{n}\",\"prompt\":\"P {n} é\",\"output\":\"论 😀 {n} and so on\"}}\r\n"
            )
        })
        .collect();
    let expected = read_bytes("m.jsonl", lines.as_bytes()).unwrap();
    assert_eq!(expected.records.len(), 9_000);
    for mark in [true, false] {
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let wide = utf16(&lines, bytes, mark);
            assert_eq!(read_bytes("m.jsonl", &wide).unwrap(), expected, "{mark}");
            let packed = zstd::encode_all(wide.as_slice(), 1).unwrap();
            assert_eq!(read_bytes("m.jsonl.zst", &packed).unwrap(), expected);
        }
    }
    // Half a pair is no letter, half a letter at the end neither.
    let mut broken = utf16("{\"output\":\"a", u16::to_le_bytes, true);
    broken.extend(0xd800_u16.to_le_bytes());
    broken.extend(utf16("b\"}\n", u16::to_le_bytes, false));
    broken.push(0x20);
    let outputs = |sample: &Sample| sample.records[0].output.clone();
    assert_eq!(
        outputs(&read_bytes("m.jsonl", &broken[..broken.len() - 1]).unwrap()),
        "a\u{fffd}b"
    );
    assert!(read_bytes("m.jsonl", &broken).is_err());

    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        "a.txt",
        &utf16("Ein Wörtchen.", u16::to_le_bytes, true),
    );
    let read = read::sample(dir.path(), &Progress::none()).unwrap();
    assert_eq!(outputs(&read), "Ein Wörtchen.");
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
    let tsv = "id\tprompt\ttext\n1\t\"Say \"\"hi\"\"\"\t\"hi\nthere\"\n2\tCount\t1 2 3\n";
    let squeezed = zstd::encode_all(csv.as_bytes(), 1).unwrap();
    let semicolons = csv
        .replace("ID,Prompt,", "ID;Prompt;")
        .replace("1,\"", "1;\"")
        .replace("\",\"hi\n", "\";\"hi\n")
        .replace("2,Count,", "2;Count;");
    for (name, bytes) in [
        ("m.jsonl", jsonl.as_bytes()),
        ("m.jsonl.gz", &packed),
        // Lines under the name of a document.
        ("m.json", jsonl.as_bytes()),
        ("m.tsv", tsv.as_bytes()),
        ("m.csv.zst", &squeezed),
        ("m.json", array.as_bytes()),
        ("m.json", within.as_bytes()),
        ("m.csv", csv.as_bytes()),
        ("m.csv", semicolons.as_bytes()),
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

/// (model, id, prompt, output) of every record, by model.
fn answers(name: &str, text: &str) -> Vec<[String; 4]> {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), name, text.as_bytes());
    let folder = read::folder(dir.path(), &Progress::none()).unwrap();
    let of = |sample: &Sample| -> Vec<[String; 4]> {
        (sample.records.iter())
            .map(|r| {
                let text = |t: &Option<String>| t.clone().unwrap_or_default();
                [
                    sample.name.clone(),
                    text(&r.id),
                    text(&r.prompt),
                    r.output.clone(),
                ]
            })
            .collect()
    };
    folder.samples.iter().flat_map(of).collect()
}

/// Each shape as its makers document it, with the records it holds.
#[test]
fn evaluations_batches_and_exports_are_understood() {
    for (name, text, expected) in [
        (
            "alpacaeval.json",
            r#"[{"dataset":"helpful_base","instruction":"Why?","output":"So.","generator":"g-1","datasplit":"eval"}]"#,
            vec![["g-1", "", "Why?", "So."]],
        ),
        (
            "mtbench.jsonl",
            r#"{"question_id": 81, "answer_id": "x", "model_id": "v", "choices": [{"index": 0, "turns": ["one", "two"]}], "tstamp": 1.0}"#,
            vec![["v", "81", "", "one"], ["v", "81#2", "", "two"]],
        ),
        (
            "arena-hard.jsonl",
            r#"{"question_id": "q", "model_id": "m", "choices": [{"index": 0, "turns": [{"content": "c", "token_len": 1}]}]}"#,
            vec![["m", "q", "", "c"]],
        ),
        (
            "arena-hard-2.jsonl",
            r#"{"uid": "u", "ans_id": "a", "model": "m", "messages": [{"role": "user", "content": "p"}, {"role": "assistant", "content": {"answer": "c"}}], "tstamp": 1}"#,
            vec![["m", "u", "p", "c"]],
        ),
        (
            "sharegpt.json",
            r#"[{"id":"s","conversations":[{"from":"system","value":"x"},{"from":"human","value":"p"},{"from":"gpt","value":"a"}]}]"#,
            vec![["sharegpt", "s", "p", "a"]],
        ),
        (
            "openai-batch.jsonl",
            concat!(
                r#"{"id": "batch_req_1", "custom_id": "r1", "response": {"status_code": 200, "request_id": "x", "body": {"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-x", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello", "refusal": null}, "finish_reason": "stop"}], "usage": {}}}, "error": null}"#,
                "\n",
                r#"{"id": "batch_req_2", "custom_id": "r2", "response": {"status_code": 429, "request_id": "y", "body": {"error": {"message": "slow down"}}}, "error": null}"#,
                "\n",
                r#"{"id": "batch_req_3", "custom_id": "r3", "response": null, "error": {"code": "batch_expired", "message": "late"}}"#,
                "\n",
                r#"{"id": "batch_req_4", "custom_id": "r4", "response": {"status_code": 200, "body": {"id": "resp_1", "object": "response", "model": "gpt-x", "output": [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]}, {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hi ", "annotations": []}, {"type": "output_text", "text": "there"}]}]}}, "error": null}"#,
            ),
            vec![
                ["gpt-x", "r1", "", "Hello"],
                ["gpt-x", "r4", "", "Hi there"],
            ],
        ),
        (
            "anthropic-batch.jsonl",
            concat!(
                r#"{"custom_id":"r1","result":{"type":"succeeded","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Hello"}],"stop_reason":"end_turn"}}}"#,
                "\n",
                r#"{"custom_id":"r2","result":{"type":"errored","error":{"type":"invalid_request"}}}"#,
                "\n",
                r#"{"custom_id":"r3","result":{"type":"expired"}}"#,
            ),
            vec![["claude-x", "r1", "", "Hello"]],
        ),
        (
            "gemini-batch.jsonl",
            r#"{"key":"k","response":{"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true},{"text":"a"}]}}]}}"#,
            vec![["gemini-batch", "k", "", "a"]],
        ),
        (
            "chatgpt.json",
            r#"[{"title":"t","id":"c","current_node":"n4","mapping":{
                "n0":{"id":"n0","message":null,"parent":null,"children":["n1"]},
                "n1":{"id":"n1","message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["p"]}},"parent":"n0","children":["n2","n3"]},
                "n2":{"id":"n2","message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["dropped"]},"metadata":{"model_slug":"gpt-y"}},"parent":"n1","children":[]},
                "n3":{"id":"n3","message":{"author":{"role":"assistant"},"content":{"content_type":"thoughts","thoughts":[]},"metadata":{"model_slug":"gpt-y"}},"parent":"n1","children":["n4"]},
                "n4":{"id":"n4","message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["kept"]},"metadata":{"model_slug":"gpt-y"}},"parent":"n3","children":[]}}}]"#,
            vec![["gpt-y", "c", "p", "kept"]],
        ),
        (
            "claude.json",
            r#"[{"uuid":"c","name":"n","chat_messages":[{"uuid":"1","sender":"human","text":"p","content":[{"type":"text","text":"p"}]},{"uuid":"2","sender":"assistant","text":"a","content":[]}]}]"#,
            vec![["claude", "c", "p", "a"]],
        ),
        (
            "viewer.json",
            r#"{"features":[],"rows":[{"row_idx":0,"row":{"Prompt":"p","Response":"a"},"truncated_cells":[]}]}"#,
            vec![["viewer", "", "p", "a"]],
        ),
        (
            "chats.csv",
            "id,messages\n1,\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"p\"\"},{\"\"role\"\":\"\"assistant\"\",\"\"content\"\":\"\"a\"\"}]\"\n",
            vec![["chats", "1", "p", "a"]],
        ),
    ] {
        assert_eq!(answers(name, text), expected, "{name}");
        // Packed and through the door for streams it is the same.
        let packed = zstd::encode_all(text.as_bytes(), 1).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = write(dir.path(), &format!("{name}.zst"), &packed);
        let mut outputs = Vec::new();
        let left_out = read::each(&path, &Progress::none(), &mut |named| {
            outputs.push(named.record.output);
            Ok(())
        })
        .unwrap();
        let expected: Vec<&str> = expected.iter().map(|row| row[3]).collect();
        assert_eq!(outputs, expected, "{name}");
        assert_eq!(
            left_out.failed,
            if name.contains("pic-batch") || name.contains("nai-batch") {
                2
            } else {
                0
            }
        );
    }
}

#[test]
fn later_turns_pair_only_where_everything_asked_before_was_the_same() {
    let chat = |first: &str| {
        format!(
            r#"{{"messages":[{{"role":"user","content":"{first}"}},{{"role":"assistant","content":"a"}},{{"role":"user","content":"Go on"}},{{"role":"assistant","content":"b"}}]}}"#
        )
    };
    let prompts = |text: String| -> Vec<String> {
        answers("m.jsonl", &text)
            .into_iter()
            .map(|row| row[2].clone())
            .collect()
    };
    let (one, same, other) = (prompts(chat("x")), prompts(chat("x")), prompts(chat("y")));
    assert_eq!(one, same);
    assert_eq!(one[0], "x");
    assert!(one[1].starts_with("Go on\n[after "), "{}", one[1]);
    assert_ne!(one[1], other[1]);
}

#[test]
fn broken_trees_of_messages_end() {
    let circle = r#"[{"mapping":{"a":{"parent":"b","children":["b"]},"b":{"parent":"a","children":["a"]}},"current_node":"a"},{"output":"x"}]"#;
    let sample = read_bytes("c.json", circle.as_bytes()).unwrap();
    assert_eq!(
        (sample.records.len(), sample.left_out.without_output),
        (1, 1)
    );
    let endless = format!("id,output\n1,\"{}", "x\n".repeat(20 << 20));
    let error = read_bytes("endless.csv", endless.as_bytes())
        .unwrap_err()
        .to_string();
    assert!(error.contains("quotation mark is not closed"), "{error}");
}

#[test]
fn a_file_without_outputs_is_told_what_it_has_and_what_is_read() {
    let error = read_bytes("a.jsonl", b"{\"zeta\":1,\"alpha\":\"x\"}\n")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(
            "no record has an output, only alpha, zeta; an output is read from output, response"
        ),
        "{error}"
    );
    assert!(error.contains("chat_messages"), "{error}");
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
        ("a.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0", "a PNG picture"),
        ("a.jsonl", b"[1,2]", "not a JSON object"),
        ("a.json", b"[{\"output\":\"x\"},\n3]", "line 2"),
        ("a.json", b"{\"a\":1", "a.json, line 1"),
        ("a.jsonl", b"", "the file is empty"),
        ("a.csv", b"id,words\n1,2\n", "no record has an output"),
        ("a.bin", b"\0\x01\x02", "bytes that are not text"),
        ("a.bin", b"words", "not a sample file"),
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

#[test]
fn however_a_file_calls_its_models_the_refusal_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.jsonl");
    let long = "x".repeat(9_000);
    let models = ["a\\nb", &long, "c", "d", "e", "f", "g"];
    let lines = models
        .map(|model| format!("{{\"model\":\"{model}\",\"prompt\":\"p\",\"output\":\"o\"}}\n"));
    std::fs::write(&path, lines.concat()).unwrap();
    let none = Progress::none();
    let said = [
        read::sample(&path, &none).unwrap_err().to_string(),
        profile_of(&path, &none).unwrap_err().to_string(),
    ];
    for said in said {
        assert!(said.contains("several models ("), "{said}");
        assert!(said.len() < 600 && !said.contains('\n'), "{said}");
    }
}

/// What records are read of JSON: id, prompt and output of each.
fn told(name: &str, json: &str) -> Vec<String> {
    let sample = read_bytes(name, json.as_bytes()).unwrap();
    let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
    let line = |r: &Record| format!("{} {}: {}", part(&r.id), part(&r.prompt), r.output);
    sample.records.iter().map(line).collect()
}

#[test]
fn replies_as_they_are_logged_with_what_was_asked() {
    let gemini = r#"{"candidates":[{"content":{"role":"model","parts":[{"text":"Out"}]}}],"modelVersion":"g-2"}"#;
    let asked = r#"{"contents":[{"role":"user","parts":[{"text":"Why?"}]}]}"#;
    let openai = r#"{"object":"chat.completion","model":"o","choices":[{"message":{"role":"assistant","content":"Out"}}]}"#;
    let anthropic = r#"{"type":"message","role":"assistant","model":"a","content":[{"type":"text","text":"Out"}]}"#;
    let messages = r#"[{"role":"system","content":"s"},{"role":"user","content":"Why?"}]"#;
    for (line, expected) in [
        (
            format!(r#"{{"status":"","request":{asked},"response":{gemini}}}"#),
            "- Why?: Out",
        ),
        (
            format!(r#"{{"key":"7","request":{asked},"response":{gemini}}}"#),
            "7 Why?: Out",
        ),
        (
            format!(
                r#"{{"custom_id":"7","request":{{"params":{{"messages":{messages}}}}},"result":{{"type":"succeeded","message":{anthropic}}}}}"#
            ),
            "7 Why?: Out",
        ),
        (
            format!(
                r#"{{"request":{{"body":{{"messages":{messages}}}}},"response":{{"status_code":200,"body":{openai}}}}}"#
            ),
            "- Why?: Out",
        ),
        (
            format!(r#"{{"prompt":"Why?","response":{openai}}}"#),
            "- Why?: Out",
        ),
        (
            format!(r#"{{"prompt":"Why?","output":{anthropic}}}"#),
            "- Why?: Out",
        ),
        (
            format!(r#"{{"messages":{messages},"response":{openai}}}"#),
            "- Why?: Out",
        ),
    ] {
        assert_eq!(told("m.jsonl", &line), [expected], "{line}");
    }
    let named = read_bytes(
        "m.jsonl",
        format!(r#"{{"request":{asked},"response":{gemini}}}"#).as_bytes(),
    );
    assert_eq!(named.unwrap().name, "g-2");
}

#[test]
fn tables_written_column_by_column_keep_their_prompts() {
    let table = r#"{"id":["a","b"],"prompt":["P","Q"],"output":["1","2"],"model":"m"}"#;
    assert_eq!(told("t.json", table), ["a P: 1", "b Q: 2"]);
    // Two answers to one prompt are none.
    let draws = r#"{"id":"a","prompt":"P","output":["1","2"]}"#;
    assert_eq!(told("t.json", draws), ["a P: 1", "a P: 2"]);
}

#[test]
fn what_wraps_a_list_is_no_entry_and_no_number_is_no_fault() {
    for wrapped in [
        r#"{"features":[{"name":"output"}],"rows":[{"row_idx":0,"row":{"output":"1"}}],"num_rows_total":1}"#,
        r#"{"model":"m","results":[{"output":"1","score":NaN},{"output":"NaN \" NaN"}],"mean":-Infinity}"#,
        r#"{"data":[{"output":"1"}],"meta":{"x":1}}"#,
    ] {
        let sample = read_bytes("m.json", wrapped.as_bytes()).unwrap();
        assert_eq!(sample.left_out.without_output, 0, "{wrapped}");
        assert_eq!(sample.records[0].output, "1");
        if let Some(second) = sample.records.get(1) {
            assert_eq!(second.output, "NaN \" NaN");
        }
    }
    let bare = read_bytes("m.json", br#"{"output":"1","rows":3}"#).unwrap();
    assert_eq!(bare.records.len(), 1);
}

#[test]
fn a_folder_of_samples_is_no_sample() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["a.jsonl", "b.jsonl"] {
        write(dir.path(), name, br#"{"output":"words"}"#);
    }
    write(dir.path(), "models.csv", b"model,vendor,role\n");
    write(dir.path(), "README.md", b"What these are.");
    let error = read::sample(dir.path(), &Progress::none())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("a folder of 2 sample files") && error.contains("--matrix"),
        "{error}"
    );
    // What says what texts are may lie beside them.
    for n in 0..3 {
        write(dir.path(), &format!("{n}.txt"), b"words");
    }
    assert_eq!(
        read::sample(dir.path(), &Progress::none())
            .unwrap()
            .records
            .len(),
        4
    );
}
