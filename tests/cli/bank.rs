//! The reference bank from the command line: built from folders, listed, added to, asked, and saying when it does not
//! apply.

use std::fs;
use std::path::Path;

use counterclaim::example;
use serde_json::Value;

use crate::harness::{Ran, finish, program, sample, temp};

/// Runs `counterclaim bank` with the person's own files below `home`.
fn bank(home: &Path, arguments: &[&str]) -> Ran {
    let mut command = program();
    finish(
        command
            .arg("bank")
            .args(arguments)
            .env("COUNTERCLAIM_HOME", home),
    )
}

fn of(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_bank_is_built_listed_added_to_and_asked() {
    let dir = temp();
    let home = dir.path();
    let folder = home.join("models");
    fs::create_dir(&folder).unwrap();
    for (model, lines) in example::SAMPLES
        .iter()
        .filter(|(model, _)| !["wren-mini", "wren-base", "tern-3"].contains(model))
    {
        fs::write(folder.join(format!("{model}.jsonl")), lines).unwrap();
    }
    fs::write(
        folder.join("models.csv"),
        "model,vendor,role\nquill-2,quillworks,candidate\n",
    )
    .unwrap();
    let file = of(&home.join("mine.bank"));
    bank(home, &["build", &of(&folder), "-o", &file]).ended(0);
    let listed = bank(home, &["list", "--bank", &file]).text();
    assert!(
        listed.contains("models: 6 models on 24 prompts") && listed.contains("quill-2, quillworks"),
        "{listed}"
    );
    let object = bank(home, &["list", "--bank", &file, "--json"]).json();
    assert_eq!(
        (
            object["models"].as_u64(),
            object["arenas"][0]["prompts"].as_u64()
        ),
        (Some(6), Some(24))
    );

    let suspect = of(&sample("wren-mini"));
    let text = bank(home, &["rank", &suspect, "--bank", &file]).text();
    assert!(
        text.contains("Closest of 6 models to wren-mini: quill-2"),
        "{text}"
    );
    assert!(
        text.contains("on 24 shared prompts") && text.contains("consistent with"),
        "{text}"
    );
    assert!(
        text.contains("Some model always comes first") && !text.contains("proves"),
        "{text}"
    );
    let object: Value = bank(home, &["rank", &suspect, "--bank", &file, "--json"]).json();
    assert_eq!(
        (object["basis"].as_str(), object["n_prompts"].as_u64()),
        (Some("paired"), Some(24))
    );
    assert_eq!(object["models"][0]["model"], "quill-2");
    assert_eq!(object["models"].as_array().unwrap().len(), 6);

    let other = of(&sample("tern-3"));
    let said = bank(home, &["add", &other, "--bank", &file, "--vendor", "acme"]).text();
    assert!(
        said.contains("tern-3") && said.contains("7 models"),
        "{said}"
    );
    let before = fs::read(&file).unwrap();
    let sentence = bank(home, &["add", &other, "--bank", &file]).refused(1);
    assert!(sentence.contains("in the bank already"), "{sentence}");
    assert_eq!(fs::read(&file).unwrap(), before);
    // The person's own bank is untouched by all this, and begins as the program's.
    let sentence = bank(home, &["add", &other]).refused(1);
    assert!(
        sentence.contains("tern-3 answered 0 of the bank's prompts"),
        "{sentence}"
    );
    assert!(!home.join("config").exists());
    assert!(
        bank(home, &["list"])
            .text()
            .contains("alpaca: 36 models on 400 prompts")
    );
}

#[test]
fn samples_a_bank_says_nothing_about_and_files_that_are_none_are_told() {
    let dir = temp();
    let home = dir.path();
    let short = home.join("short.jsonl");
    fs::write(
        &short,
        "{\"prompt\": \"Hm?\", \"output\": \"Yes, that is so, and there is no more to it.\"}\n",
    )
    .unwrap();
    let sentence = bank(home, &["rank", &of(&short)]).refused(3);
    assert!(
        sentence.contains("does not apply to short") && sentence.contains("1500"),
        "{sentence}"
    );
    let sentence = bank(home, &["list", "--bank", &of(&short)]).refused(1);
    assert!(
        sentence.contains("short.jsonl: not a reference bank"),
        "{sentence}"
    );
    let broken = home.join("broken.bank");
    fs::write(&broken, "similarity-bank/1\nnothing").unwrap();
    let sentence = bank(home, &["rank", &of(&short), "--bank", &of(&broken)]).refused(1);
    assert!(sentence.contains("damaged"), "{sentence}");
    let folder = home.join("one");
    fs::create_dir(&folder).unwrap();
    fs::copy(&short, folder.join("short.jsonl")).unwrap();
    let sentence = bank(
        home,
        &["build", &of(&folder), "-o", &of(&home.join("no.bank"))],
    )
    .refused(1);
    assert!(sentence.contains("at least 3"), "{sentence}");
    assert!(!home.join("no.bank").exists());
}
