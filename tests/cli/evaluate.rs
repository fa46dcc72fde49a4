//! Evaluation and the competition's interface.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use counterclaim::document::{Change, Edit, file};
use counterclaim::example;
use counterclaim::progress::Progress;
use counterclaim::semantics::evaluation::METHODS;
use serde_json::json;

use crate::common::project;
use crate::harness::{DEBATE, map_in, run, temp};

#[test]
fn evaluate_says_what_stands() {
    let dir = temp();
    let map = map_in(dir.path());
    let text = run(args!["evaluate", map]).text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 30);
    let column = |line: &str| {
        line.find("rejected")
            .or(line.find("accepted"))
            .or(line.find("undecided"))
            .unwrap()
    };
    assert!(
        lines.iter().all(|line| column(line) == column(lines[0])),
        "{text}"
    );
    assert!(
        lines[0].contains("rejected")
            && lines[0].ends_with("Making wren-mini out of quill-2's answers was theft.")
    );
    let report = run(args!["evaluate", map, "--json"]).json();
    assert_eq!(
        (&report["semantics"], &report["notes"]),
        (&json!("grounded"), &json!([]))
    );
    let claims = report["claims"].as_array().unwrap();
    let links = report["links"].as_array().unwrap();
    assert_eq!((claims.len(), links.len()), (30, 28));
    let of = |words: &str| {
        claims
            .iter()
            .find(|claim| claim["text"].as_str().unwrap().contains(words))
            .unwrap()
    };
    // By hand: nobody attacks the claim about ownership, and it attacks the thesis; the rebuttal of the shared web
    // stands; two courts contradict each other.
    assert_eq!(of("nothing in the sentences")["standing"], "accepted");
    assert_eq!(of("was theft")["standing"], "rejected");
    assert_eq!(of("read the same web")["standing"], "rejected");
    assert_eq!(of("in ProCD")["standing"], "undecided");
    assert_eq!(of("At most it was a breach")["standing"], "undecided");
    for claim in claims.iter().chain(links) {
        assert!(
            (0.0..=1.0).contains(&claim["strength"].as_f64().unwrap()),
            "{claim}"
        );
    }
}

#[test]
fn evaluate_takes_every_semantics_by_any_of_its_names() {
    let dir = temp();
    let map = map_in(dir.path());
    for method in METHODS {
        for name in [method.name].iter().chain(method.aliases) {
            let report = run(args![
                "evaluate",
                map,
                "--json",
                "--semantics",
                name.to_uppercase()
            ])
            .json();
            assert_eq!(report["semantics"], method.name);
        }
    }
    // Each of the two courts may be right: in some preferred position either stands, in every one neither.
    let standing = |semantics: &str| {
        let report = run(args!["evaluate", map, "--json", "--semantics", semantics]).json();
        let claims = report["claims"].as_array().unwrap().clone();
        claims
            .iter()
            .find(|claim| claim["text"].as_str().unwrap().contains("in ProCD"))
            .unwrap()["standing"]
            .clone()
    };
    assert_eq!(standing("preferred-credulous"), "accepted");
    assert_eq!(standing("preferred"), "undecided");
}

#[test]
fn evaluate_without_claims_is_nothing_found() {
    let said = run(args!["evaluate", project(DEBATE)]).refused(3);
    assert!(said.contains("distillation-debate.json"), "{said}");
}

#[test]
fn solve_answers_as_the_competition_wants_it() {
    let dir = temp();
    // 1 and 2 attack each other, both attack 3, 3 attacks 4.
    let af = dir.path().join("diamond.af");
    fs::write(&af, "p af 4\n1 2\n2 1\n1 3\n2 3\n3 4\n").unwrap();
    let apx = dir.path().join("diamond.apx");
    fs::write(&apx, "arg(a).\narg(b).\narg(c).\narg(d).\natt(a,b).\natt(b,a).\natt(a,c).\natt(b,c).\natt(c,d).\n").unwrap();
    let tgf = dir.path().join("diamond.tgf");
    fs::write(&tgf, "a\nb\nc\nd\n#\na b\nb a\na c\nb c\nc d\n").unwrap();
    let solve = |task: &str, argument: Option<&str>, path: &Path| {
        let mut arguments = args!["solve", "-p", task, "-f", path].to_vec();
        if let Some(argument) = argument {
            arguments.extend(args!["-a", argument]);
        }
        run(arguments)
    };
    assert_eq!(solve("SE-GR", None, &af).text(), "w\n");
    assert_eq!(solve("CE-CO", None, &af).text(), "3\n");
    assert_eq!(solve("CE-ST", None, &af).text(), "2\n");
    assert_eq!(solve("DC-PR", Some("1"), &af).text(), "YES\nw 1 4\n");
    assert_eq!(solve("DS-PR", Some("4"), &af).text(), "YES\n");
    assert_eq!(solve("DC-GR", Some("3"), &af).text(), "NO\n");
    assert_eq!(solve("DC-ST", Some("a"), &apx).text(), "YES\nw a d\n");
    let every = solve("EE-PR", None, &tgf).text();
    assert!(
        ["[[a,d],[b,d]]\n", "[[b,d],[a,d]]\n"].contains(&every.as_str()),
        "{every}"
    );
    let said = solve("DC-GR", Some("9"), &af).refused(3);
    assert!(said.contains('9'), "{said}");
}

#[test]
fn excerpts_whose_comment_or_words_are_gone_are_told() {
    let dir = temp();
    let map = map_in(dir.path());
    for command in ["info", "evaluate"] {
        assert_eq!(
            run(args![command, map]).ended(0).err,
            "",
            "none is gone yet"
        );
    }
    let mut document = example::document(&Progress::none()).unwrap();
    let mut backed = document
        .map()
        .claims()
        .filter(|(_, claim)| !claim.excerpts.is_empty());
    let ((first, claim), (second, other)) = (backed.next().unwrap(), backed.next().unwrap());
    let (mut claim, mut other) = (claim.clone(), other.clone());
    drop(backed);
    claim.excerpts[0].comment = "no-such-comment".into();
    other.excerpts[0].exact = "words that nobody wrote in this debate".to_owned();
    for (id, claim) in [(first, claim), (second, other)] {
        let change = Change::Claim(id, Some(claim));
        document.apply(Edit::new("spoil", vec![change])).unwrap();
    }
    file::save(&document, &map, None).unwrap();
    let gone = format!("claim {first} is from comment no-such-comment, which is not in the thread");
    let lost = format!("claim {second} has lost its words");
    for command in ["info", "evaluate"] {
        let said = run(args![command, map]).ended(0).err;
        assert!(said.contains(&gone) && said.contains(&lost), "{said}");
    }
    for (command, list) in [("info", "warnings"), ("evaluate", "notes")] {
        let object = run(args![command, map, "--json"]).json();
        let said = object[list].to_string();
        assert!(said.contains(&gone) && said.contains(&lost), "{object}");
        assert_eq!(object[list].as_array().unwrap().len(), 2, "{said}");
    }
}
