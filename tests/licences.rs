//! Every package the program is built from, for any platform, has a licence that `deny.toml` allows; and the fonts have
//! theirs beside them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use common::{project, skip};
use serde_json::Value;

/// What `deny.toml` allows: everywhere, and for single packages besides.
struct Allowed {
    everywhere: BTreeSet<String>,
    besides: BTreeMap<String, BTreeSet<String>>,
}

impl Allowed {
    /// Reads the two lists of `deny.toml`, one entry a line.
    fn read() -> Self {
        let text = fs::read_to_string(project("deny.toml")).unwrap();
        let list = |name: &str| -> Vec<String> {
            let start = format!("{name} = [");
            let entries = text.lines().skip_while(|line| *line != start).skip(1);
            let entries: Vec<String> = entries
                .take_while(|line| *line != "]")
                .map(str::to_owned)
                .collect();
            assert!(
                !entries.is_empty(),
                "deny.toml has no list `{name}`, one entry a line"
            );
            entries
        };
        let quoted = |line: &str| -> Vec<String> {
            let code = line.split('#').next().unwrap_or_default();
            code.split('"')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect()
        };
        let everywhere = list("allow").iter().flat_map(|line| quoted(line)).collect();
        let besides = list("exceptions").into_iter().map(|line| {
            let mut words = quoted(&line).into_iter();
            (words.next().unwrap(), words.collect())
        });
        Self {
            everywhere,
            besides: besides.collect(),
        }
    }

    fn allows(&self, package: &str, licence: &str) -> bool {
        self.everywhere.contains(licence)
            || self
                .besides
                .get(package)
                .is_some_and(|besides| besides.contains(licence))
    }
}

/// Whether an SPDX expression can be satisfied with licences that are `allowed`; `Err` says why it is none. `/` is
/// how `OR` used to be written.
fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut tokens: Vec<&str> = spaced.split_whitespace().rev().collect();
    let value = any(&mut tokens, allowed)?;
    match tokens.pop() {
        None => Ok(value),
        Some(left) => Err(format!("`{left}` was not expected")),
    }
}

/// `A OR B`, the weakest bond. The tokens are a stack, the next on top.
fn any(tokens: &mut Vec<&str>, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let mut value = all(tokens, allowed)?;
    while tokens.pop_if(|token| *token == "OR").is_some() {
        value |= all(tokens, allowed)?;
    }
    Ok(value)
}

/// `A AND B`.
fn all(tokens: &mut Vec<&str>, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let mut value = one(tokens, allowed)?;
    while tokens.pop_if(|token| *token == "AND").is_some() {
        value &= one(tokens, allowed)?;
    }
    Ok(value)
}

/// A licence, one `WITH` an exception, or an expression in parentheses.
fn one(tokens: &mut Vec<&str>, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    match tokens.pop() {
        Some("(") => {
            let value = any(tokens, allowed)?;
            tokens
                .pop_if(|token| *token == ")")
                .ok_or("a `)` is missing")?;
            Ok(value)
        }
        Some(licence) if !matches!(licence, ")" | "AND" | "OR" | "WITH") => {
            if tokens.pop_if(|token| *token == "WITH").is_none() {
                return Ok(allowed(licence));
            }
            let exception = tokens.pop().ok_or("the exception after WITH is missing")?;
            Ok(allowed(&format!("{licence} WITH {exception}")))
        }
        _ => Err("a licence is missing".to_owned()),
    }
}

/// `cargo metadata` without the network; `None` if a package has not been downloaded.
fn metadata(filter: &[&str]) -> Option<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(filter)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    output
        .status
        .success()
        .then(|| serde_json::from_slice(&output.stdout).unwrap())
}

/// The platform this toolchain builds for.
fn host() -> String {
    let output = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap()
        .to_owned()
}

#[test]
fn every_package_has_a_licence_that_is_allowed() {
    let allowed = Allowed::read();
    let metadata = metadata(&[]).unwrap_or_else(|| {
        skip("packages of other platforms were not downloaded (`cargo fetch` does it); this platform's are tested");
        metadata(&["--filter-platform", &host()]).expect("cargo metadata for this platform")
    });
    let packages = metadata["packages"].as_array().unwrap();
    assert!(
        packages.len() > 100,
        "only {} packages: what is read here is not the metadata",
        packages.len()
    );
    let mut refused = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let fault = match package["license"].as_str() {
            None => "it names no licence".to_owned(),
            Some(licence) => match satisfied(licence, &|one| allowed.allows(name, one)) {
                Ok(true) => continue,
                Ok(false) => format!("deny.toml does not allow `{licence}`"),
                Err(fault) => format!("`{licence}` is no SPDX expression: {fault}"),
            },
        };
        refused.push(format!(
            "{name} {}: {fault}",
            package["version"].as_str().unwrap()
        ));
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn expressions_are_read_as_spdx_says() {
    let allowed =
        |licence: &str| ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].contains(&licence);
    let cases = [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only", true),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only/MIT", true),
        ("MIT AND GPL-3.0-only", false),
        ("MIT AND Zlib", true),
        // AND binds closer than OR.
        ("MIT OR Zlib AND GPL-3.0-only", true),
        ("GPL-3.0-only AND Zlib OR MIT", true),
        ("(MIT OR Zlib) AND GPL-3.0-only", false),
        ("(GPL-3.0-only OR MIT) AND (Zlib OR GPL-2.0-only)", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0", false),
        ("MIT WITH LLVM-exception", false),
        ("((MIT))", true),
    ];
    for (expression, expected) in cases {
        assert_eq!(
            satisfied(expression, &allowed),
            Ok(expected),
            "{expression}"
        );
    }
    for broken in [
        "", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT Zlib", "MIT WITH", "()",
    ] {
        assert!(satisfied(broken, &allowed).is_err(), "{broken}");
    }
}

#[test]
fn fonts_have_their_licences_beside_them() {
    let folder = project("assets/fonts");
    let files: Vec<String> = (fs::read_dir(&folder).unwrap())
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let licences: Vec<String> = (files.iter())
        .filter(|file| file.starts_with("OFL"))
        .map(|file| fs::read_to_string(folder.join(file)).unwrap())
        .collect();
    let fonts: Vec<&String> = files.iter().filter(|file| file.ends_with(".ttf")).collect();
    assert!(!fonts.is_empty());
    for font in fonts {
        let family = font.split('-').next().unwrap();
        let of_family = |text: &str| {
            let copyright = text.lines().next().unwrap_or_default();
            copyright.contains(family) && text.contains("SIL OPEN FONT LICENSE Version 1.1")
        };
        assert!(
            licences.iter().any(|text| of_family(text)),
            "{font}: no licence of {family} lies beside it"
        );
    }
}
