//! The competition's files and answers.

use super::common;
use counterclaim::semantics::iccma::{Format, read};
use counterclaim::semantics::solver::{Limits, Stop};
use counterclaim::semantics::task::{Task, TaskError, solve};
use proptest::prelude::*;

const AF: &str = "# comment line\np af 5\n1 2\n2 4\n4 5\n5 4\n5 5\n";
const TGF: &str = "1\n2\n3\n4\n5\n#\n1 2\n2 4\n4 5\n5 4\n5 5\n";
const APX: &str = "arg(a1).\narg(a2).\narg(a3).\narg(a4).\narg(a5).\natt(a1,a2).\natt(a2,a4).\natt(a4,a5).\natt(a5,a4).\natt(a5,a5).\n";

fn answer(content: &str, format: Format, task: &str, argument: Option<&str>) -> String {
    let instance = read(content.as_bytes(), format).unwrap();
    let mut out = Vec::new();
    let task: Task = task.parse().unwrap();
    assert_eq!(
        solve(task, &instance, argument, Limits::default(), &mut out).unwrap(),
        None
    );
    String::from_utf8(out).unwrap()
}

#[test]
fn the_example_of_the_competition_rules_is_answered_in_every_format() {
    // Grounded {1, 3}; preferred and stable {1, 3, 4}, as the shared example file says too.
    for (task, argument, expected) in [
        ("SE-GR", None, "w 1 3\n"),
        ("SE-PR", None, "w 1 3 4\n"),
        ("SE-ST", None, "w 1 3 4\n"),
        ("EE-PR", None, "[[1,3,4]]\n"),
        ("CE-CO", None, "2\n"),
        ("CE-ST", None, "1\n"),
        ("DC-CO", Some("4"), "YES\nw 1 3 4\n"),
        ("DC-PR", Some("2"), "NO\n"),
        ("DS-PR", Some("4"), "YES\n"),
        ("DS-CO", Some("4"), "NO\nw 1 3\n"),
        ("DS-ST", Some("5"), "NO\nw 1 3 4\n"),
        ("DC-GR", Some("3"), "YES\nw 1 3\n"),
        ("SE-ID", None, "w 1 3 4\n"),
    ] {
        assert_eq!(answer(AF, Format::Af, task, argument), expected, "{task}");
        assert_eq!(answer(TGF, Format::Tgf, task, argument), expected, "{task}");
        let named = |text: &str| {
            let mut named = String::new();
            let counts = task.starts_with("CE");
            for c in text.chars() {
                if c.is_ascii_digit() && !counts {
                    named.push('a');
                }
                named.push(c);
            }
            named
        };
        let argument = argument.map(named);
        assert_eq!(
            answer(APX, Format::Apx, task, argument.as_deref()),
            named(expected),
            "{task}"
        );
    }
}

#[test]
fn no_extension_and_the_empty_one_are_told_apart() {
    let odd = "p af 3\n1 2\n2 3\n3 1\n";
    assert_eq!(answer(odd, Format::Af, "SE-ST", None), "NO\n");
    assert_eq!(answer(odd, Format::Af, "EE-ST", None), "[]\n");
    assert_eq!(answer(odd, Format::Af, "CE-ST", None), "0\n");
    assert_eq!(answer(odd, Format::Af, "DC-ST", Some("1")), "NO\n");
    assert_eq!(answer(odd, Format::Af, "DS-ST", Some("1")), "YES\n");
    assert_eq!(answer(odd, Format::Af, "SE-PR", None), "w\n");
    assert_eq!(answer(odd, Format::Af, "EE-PR", None), "[[]]\n");
    assert_eq!(answer("p af 0\n", Format::Af, "EE-ST", None), "[[]]\n");
}

#[test]
fn shared_examples_are_recognised_and_agree() {
    for (extension, format) in [
        ("af", Format::Af),
        ("apx", Format::Apx),
        ("tgf", Format::Tgf),
    ] {
        let Some(path) = common::shared(&format!("data/semantics/formats/example.{extension}"))
        else {
            return;
        };
        let content = std::fs::read(path).unwrap();
        assert_eq!(
            Format::recognise(&format!("x.{extension}"), &content),
            format
        );
        assert_eq!(Format::recognise("-", &content), format, "by content");
        let instance = read(&content, format).unwrap();
        let attacks: Vec<_> = instance.framework.attacks().collect();
        assert_eq!(attacks, [(0, 1), (1, 3), (3, 4), (4, 3), (4, 4)]);
    }
}

#[test]
fn bad_files_are_refused_with_their_line() {
    for (format, content, line, word) in [
        (Format::Apx, "arg(a).\narg(b).\natt(a,", 3, "cut off"),
        (Format::Apx, "arg(a).\narg(b).\natt(a,b)", 3, "cut off"),
        (Format::Apx, "arg(a).\n\narg(b", 3, "cut off"),
        (Format::Apx, "arg(a).\natt(a,c).\n", 2, "not declared"),
        (Format::Apx, "arg(a).\nsup(a,a).\n", 2, "sup"),
        (Format::Apx, "arg(a,b).\n", 1, "expected"),
        (Format::Apx, "arg().\n", 1, "name"),
        (Format::Apx, "arg(a).\n\0\n", 2, "expected"),
        (Format::Tgf, "1\n2\n#\n1 2\n1\n", 5, "cut off"),
        (Format::Tgf, "1\n2\n", 2, "#"),
        (Format::Tgf, "1\n#\n1 9\n", 3, "not declared"),
        (Format::Af, "p af 3\n1 2\n3\n", 3, "cut off"),
        (Format::Af, "p af 3\n1 4\n", 2, "between 1 and 3"),
        (Format::Af, "p af 3\n0 1\n", 2, "between 1 and 3"),
        (Format::Af, "1 2\n", 1, "p af"),
        (Format::Af, "", 1, "p af"),
        (Format::Af, "p af 3\n1 2\n\n2 3\n", 4, "empty line"),
        (Format::Af, "p af 99999999999\n", 1, "too large"),
        (
            Format::Af,
            "p af 99999999999999999999999\n",
            1,
            "not a number",
        ),
    ] {
        let error = read(content.as_bytes(), format).unwrap_err();
        assert_eq!(error.line, line, "{content:?}: {error}");
        assert!(error.to_string().contains(word), "{content:?}: {error}");
        assert!(!error.to_string().contains(['\n', '\0']));
    }
    let error = read(b"arg(a).\narg(\xff).\n", Format::Apx).unwrap_err();
    assert_eq!(error.line, 2);
}

#[test]
fn order_space_and_comments_do_not_matter_in_apx() {
    let content = "% two arguments\r\natt( b ,a ) . arg(a).arg(b).\r\n\n\t\n";
    let instance = read(content.as_bytes(), Format::Apx).unwrap();
    assert_eq!(instance.name(1), "b");
    assert_eq!(instance.argument("a"), Some(0));
    assert_eq!(instance.framework.attacks().collect::<Vec<_>>(), [(1, 0)]);
}

#[test]
fn wrong_tasks_and_arguments_are_refused() {
    for wrong in ["", "SE", "SE-XX", "XX-PR", "se-pr", "DC-PR-x"] {
        assert!(wrong.parse::<Task>().is_err(), "{wrong}");
    }
    let instance = read(AF.as_bytes(), Format::Af).unwrap();
    let ask = |argument| {
        let task = "DC-PR".parse().unwrap();
        solve(
            task,
            &instance,
            argument,
            Limits::default(),
            &mut Vec::new(),
        )
    };
    assert!(matches!(ask(None), Err(TaskError::ArgumentMissing)));
    for missing in ["0", "6", "x", ""] {
        assert!(matches!(
            ask(Some(missing)),
            Err(TaskError::NoSuchArgument(_))
        ));
    }
}

#[test]
fn a_list_cut_off_at_the_limit_is_reported_and_a_count_is_refused() {
    let disputes: String = (0..10)
        .map(|i| format!("{} {}\n{} {}\n", 2 * i + 1, 2 * i + 2, 2 * i + 2, 2 * i + 1))
        .collect();
    let instance = read(format!("p af 20\n{disputes}").as_bytes(), Format::Af).unwrap();
    let limits = Limits {
        max_extensions: 3,
        ..Limits::default()
    };
    let mut out = Vec::new();
    let end = solve("EE-PR".parse().unwrap(), &instance, None, limits, &mut out).unwrap();
    assert_eq!(end, Some(Stop::CountLimit));
    assert_eq!(String::from_utf8(out).unwrap().matches('[').count(), 1 + 3);
    assert_eq!(
        answer(&format!("p af 20\n{disputes}"), Format::Af, "CE-PR", None),
        "1024\n"
    );
}

proptest! {
    /// Whatever the bytes: an instance or one sentence, never a crash.
    #[test]
    fn any_bytes_are_read_or_refused(content in prop::collection::vec(prop_oneof![
        any::<u8>(), Just(b'('), Just(b')'), Just(b'\n'), Just(b'#'), Just(b'1'), Just(b','), Just(b'.')
    ], 0..60)) {
        for format in [Format::Af, Format::Apx, Format::Tgf] {
            if let Err(error) = read(&content, format) {
                let lines = 1 + content.iter().filter(|&&b| b == b'\n').count();
                prop_assert!((1..=lines).contains(&error.line));
            }
        }
        Format::recognise("", &content);
    }
}
