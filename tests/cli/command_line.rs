//! What the command line takes, refuses and teaches.

use std::ffi::{OsStr, OsString};

use counterclaim::exchange::FORMATS;
use counterclaim::exchange::maps::EXPORTS;
use counterclaim::semantics::evaluation::METHODS;

use crate::common::project;
use crate::harness::{DEBATE, check, names, run, sample, temp};

#[test]
fn help_teaches_and_lists_what_the_tables_hold() {
    let all = run(["--help"]).text();
    for command in [
        "import", "info", "export", "check", "evaluate", "solve", "tour",
    ] {
        assert!(
            all.contains(&format!("\n  {command} ")),
            "{command} is missing in\n{all}"
        );
        let help = run([command, "--help"]).text();
        let examples = help.split("Examples:").nth(1).unwrap_or_default();
        assert!(
            examples.contains(&format!("counterclaim {command}")),
            "no example in\n{help}"
        );
        assert_eq!(help, run(["help", command]).text());
    }
    for status in [
        "0  done",
        "1  the input was bad",
        "2  the command line was wrong",
        "3  nothing was found, or the claim or argument asked about is not in the file",
    ] {
        assert!(all.contains(status), "{status} is missing in\n{all}");
    }
    let import = run(["import", "--help"]).text();
    for format in FORMATS {
        assert!(
            import.contains(&format!("- {}:", format.name)),
            "{} is missing in\n{import}",
            format.name
        );
    }
    let export = run(["export", "--help"]).text();
    for format in EXPORTS {
        assert!(
            export.contains(&format!("- {}:", format.name)),
            "{} is missing in\n{export}",
            format.name
        );
    }
    let evaluate = run(["evaluate", "--help"]).text();
    for method in METHODS {
        assert!(
            evaluate.contains(&format!("- {}:", method.name)),
            "{} is missing in\n{evaluate}",
            method.name
        );
    }
    assert_eq!(
        run(["--version"]).text(),
        format!("counterclaim {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn wrong_command_lines_end_with_2_and_touch_nothing() {
    let dir = temp();
    let out = dir.path().join("out");
    let debate = project(DEBATE);
    let lines: Vec<Vec<OsString>> = vec![
        args!["--nonsense"].to_vec(),
        args!["import"].to_vec(),
        args!["import", debate, "--from", "nonsense", "-o", out].to_vec(),
        args!["import", "-", "-"].to_vec(),
        args!["import", debate, "-o", "-", "--json"].to_vec(),
        args!["info"].to_vec(),
        args!["info", debate, "--json", "--comments"].to_vec(),
        args!["export", debate].to_vec(),
        args!["export", debate, "--to", "nonsense", "-o", out].to_vec(),
        args!["check"].to_vec(),
        args!["check", "--student", sample("wren-mini")].to_vec(),
        args!["check", "--teacher", sample("quill-2")].to_vec(),
        args![
            "check",
            "--matrix",
            project("assets/samples"),
            "--student",
            sample("wren-mini")
        ]
        .to_vec(),
        args![
            "check",
            "--matrix",
            project("assets/samples"),
            "--verbatim",
            project("assets/samples")
        ]
        .to_vec(),
        check(&["quill-2"], &["--attach".as_ref(), "map.ron".as_ref()]),
        check(&["quill-2"], &["--claim".as_ref(), "c7".as_ref()]),
        check(
            &["quill-2"],
            &[
                "--attach".as_ref(),
                "map.ron".as_ref(),
                "--claim".as_ref(),
                "seven".as_ref(),
            ],
        ),
        args!["check", "--student", "-", "--teacher", "-"].to_vec(),
        args!["evaluate", debate, "--semantics", "nonsense"].to_vec(),
        args!["solve", "-p", "XX-GR", "-f", debate].to_vec(),
        args!["solve", "-p", "DC-XX", "-f", debate].to_vec(),
        args!["solve", "-p", "DC-GR", "-f", debate].to_vec(),
        args!["solve", "-p", "SE-GR"].to_vec(),
        args!["tour", dir.path(), "more"].to_vec(),
    ];
    for line in lines {
        let ran = run(&line).ended(2);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{}", ran.command);
    }
    assert!(names(dir.path()).is_empty());
}
