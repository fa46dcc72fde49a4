//! The file formats of the argumentation competition (ICCMA): APX, TGF and the numbered `.af` of 2023, read
//! into a framework with the arguments' names. Uses the framework only; takes bytes, opens no file.

use super::framework::{Framework, FrameworkError, MAX_ARGUMENTS};
use std::collections::HashMap;
use std::fmt;

/// A competition file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `p af N`, then lines `attacker target` with numbers from 1; `#` starts a comment line; no content after
    /// an empty line (2023).
    Af,
    /// Facts `arg(a).` and `att(a,b).`, in any order; `%` starts a comment.
    Apx,
    /// Names, a line `#`, then pairs `attacker target`; anything further on a line is a label.
    Tgf,
}

impl Format {
    /// The format of a file, by the extension of its name or else by how it begins.
    pub fn recognise(name: &str, content: &[u8]) -> Self {
        let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
        match extension.as_deref() {
            Some("af") => return Self::Af,
            Some("apx") => return Self::Apx,
            Some("tgf") => return Self::Tgf,
            _ => {}
        }
        let head = &content[..content.len().min(4096)];
        let mut lines = head
            .split(|&b| b == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|l| !l.is_empty());
        match lines.find(|l| !l.starts_with(b"%") && (*l == b"#" || !l.starts_with(b"#"))) {
            Some(line) if line.starts_with(b"p af") => Self::Af,
            Some(line) if line.starts_with(b"arg") || line.starts_with(b"att") => Self::Apx,
            _ => Self::Tgf,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Af => ".af",
            Self::Apx => "APX",
            Self::Tgf => "TGF",
        })
    }
}

/// A framework as a file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Arguments and attacks.
    pub framework: Framework,
    /// The arguments' names, by index; `None` where the format numbers them from 1.
    names: Option<Vec<String>>,
}

impl Instance {
    /// What the file calls an argument.
    pub fn name(&self, argument: usize) -> String {
        match &self.names {
            Some(names) => names.get(argument).cloned().unwrap_or_default(),
            None => (argument + 1).to_string(),
        }
    }

    /// The argument that the file calls `name`.
    pub fn argument(&self, name: &str) -> Option<usize> {
        match &self.names {
            Some(names) => names.iter().position(|n| n == name),
            None => {
                let index = name.parse::<usize>().ok()?.checked_sub(1)?;
                (index < self.framework.len()).then_some(index)
            }
        }
    }
}

/// Why a file could not be read: the line (from 1) and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ReadError {
    /// Line number, from 1.
    pub line: usize,
    /// What is wrong there and what to do.
    pub problem: String,
}

fn fail<T>(line: usize, problem: impl Into<String>) -> Result<T, ReadError> {
    Err(ReadError {
        line,
        problem: problem.into(),
    })
}

/// Reads a framework.
///
/// # Errors
/// [`ReadError`] at the first line that is not of the format, names an undeclared argument, or is cut off.
pub fn read(content: &[u8], format: Format) -> Result<Instance, ReadError> {
    let text = std::str::from_utf8(content).or_else(|error| {
        let line = line_of(content, error.valid_up_to());
        fail(
            line,
            "this is not text in UTF-8; save the file as plain text",
        )
    })?;
    match format {
        Format::Af => read_af(text),
        Format::Apx => read_apx(text),
        Format::Tgf => read_tgf(text),
    }
}

fn line_of(content: &[u8], position: usize) -> usize {
    1 + content[..position].iter().filter(|&&b| b == b'\n').count()
}

/// At most the first 40 characters of a piece of the file, for a message.
fn shown(piece: &str) -> String {
    let mut head: String = piece
        .chars()
        .take(40)
        .flat_map(char::escape_debug)
        .collect();
    if piece.chars().nth(40).is_some() {
        head.push('…');
    }
    head
}

fn build(
    len: usize,
    attacks: &[(usize, usize)],
    names: Option<Vec<String>>,
    last_line: usize,
) -> Result<Instance, ReadError> {
    match Framework::new(len, attacks) {
        Ok(framework) => Ok(Instance { framework, names }),
        Err(error @ (FrameworkError::TooLarge(_) | FrameworkError::OutOfRange { .. })) => {
            fail(last_line, error.to_string())
        }
    }
}

fn read_af(text: &str) -> Result<Instance, ReadError> {
    let mut len = None;
    let mut attacks = Vec::new();
    let mut empty_line = None;
    let mut last = 1;
    for (i, line) in text.lines().enumerate() {
        let number = i + 1;
        last = number;
        let line = line.trim();
        if line.is_empty() {
            empty_line = empty_line.or(Some(number));
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        if let Some(empty) = empty_line {
            return fail(
                number,
                format!("there is content after the empty line {empty}; remove the empty line"),
            );
        }
        let mut fields = line.split_ascii_whitespace();
        let fields = (fields.next(), fields.next(), fields.next(), fields.next());
        let Some(len) = len else {
            match fields {
                (Some("p"), Some("af"), Some(n), None) => match n.parse::<usize>() {
                    Ok(n) if n <= MAX_ARGUMENTS => len = Some(n),
                    Ok(n) => return fail(number, FrameworkError::TooLarge(n).to_string()),
                    Err(_) => {
                        return fail(
                            number,
                            format!("“{}” is not a number of arguments; write p af N", shown(n)),
                        );
                    }
                },
                _ => {
                    return fail(
                        number,
                        format!(
                            "expected “p af N” but found “{}”; begin the file with p af and the number of arguments",
                            shown(line)
                        ),
                    );
                }
            }
            continue;
        };
        let end = |field: &str| match field.parse::<usize>() {
            Ok(n) if (1..=len).contains(&n) => Ok(n - 1),
            _ => fail(
                number,
                format!(
                    "“{}” is not an argument between 1 and {len}; correct it, or the number in the line p af",
                    shown(field)
                ),
            ),
        };
        match fields {
            (Some(a), Some(b), None, None) => attacks.push((end(a)?, end(b)?)),
            _ => {
                return fail(
                    number,
                    format!(
                        "expected an attack, two numbers, but found “{}”; complete the line, or fetch the file again if it was cut off",
                        shown(line)
                    ),
                );
            }
        }
    }
    match len {
        Some(len) => build(len, &attacks, None, last),
        None => fail(
            last,
            "the file ends without a line “p af N”; begin it with p af and the number of arguments",
        ),
    }
}

/// Names in the order of their declaration.
#[derive(Default)]
struct Names<'a> {
    names: Vec<String>,
    index: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    /// Declares a name; a second declaration changes nothing.
    fn declare(&mut self, name: &'a str) {
        if !self.index.contains_key(name) {
            self.index.insert(name, self.names.len());
            self.names.push(name.to_owned());
        }
    }

    fn attack(&self, ends: [&str; 2], line: usize) -> Result<(usize, usize), ReadError> {
        let find = |name: &str| match self.index.get(name) {
            Some(&index) => Ok(index),
            None => fail(
                line,
                format!(
                    "the attack names the argument “{}”, which is not declared; declare it or correct the name",
                    shown(name)
                ),
            ),
        };
        Ok((find(ends[0])?, find(ends[1])?))
    }
}

fn read_tgf(text: &str) -> Result<Instance, ReadError> {
    let mut names = Names::default();
    let mut attacks = Vec::new();
    let mut in_attacks = false;
    let mut last = 1;
    for (i, line) in text.lines().enumerate() {
        let number = i + 1;
        last = number;
        let mut fields = line.split_whitespace();
        match (in_attacks, fields.next(), fields.next()) {
            (_, None, _) => {}
            (false, Some("#"), None) => in_attacks = true,
            (false, Some(name), _) => names.declare(name),
            (true, Some(a), Some(b)) => attacks.push(names.attack([a, b], number)?),
            (true, Some(only), None) => {
                return fail(
                    number,
                    format!(
                        "expected an attack, two names, but found only “{}”; complete the line, or fetch the file again if it was cut off",
                        shown(only)
                    ),
                );
            }
        }
    }
    if !in_attacks {
        return fail(
            last,
            "the file ends without the line “#” between arguments and attacks; add it, or fetch the file again if it was cut off",
        );
    }
    build(names.names.len(), &attacks, Some(names.names), last)
}

fn read_apx(text: &str) -> Result<Instance, ReadError> {
    let mut names = Names::default();
    let mut attacks: Vec<([&str; 2], usize)> = Vec::new();
    let mut facts = Facts {
        rest: text,
        line: 1,
    };
    while let Some((line, predicate)) = facts.begin()? {
        match predicate {
            "arg" => {
                let [name] = facts.parameters(predicate, line)?;
                names.declare(name);
            }
            "att" => attacks.push((facts.parameters(predicate, line)?, line)),
            other => {
                return fail(
                    line,
                    format!(
                        "expected arg(…) or att(…,…) but found “{}”; remove or correct it",
                        shown(other)
                    ),
                );
            }
        }
    }
    let attacks = attacks
        .into_iter()
        .map(|(ends, line)| names.attack(ends, line))
        .collect::<Result<Vec<_>, _>>()?;
    build(names.names.len(), &attacks, Some(names.names), facts.line)
}

/// A cursor over the facts of an APX file that knows its line.
struct Facts<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Facts<'a> {
    /// Moves past white space and comments.
    fn skip(&mut self) {
        loop {
            let trimmed = self.rest.trim_start();
            self.advance_to(trimmed);
            if !trimmed.starts_with('%') {
                return;
            }
            let end = trimmed.find('\n').unwrap_or(trimmed.len());
            self.rest = &trimmed[end..];
        }
    }

    fn advance_to(&mut self, later: &'a str) {
        let passed = &self.rest.as_bytes()[..self.rest.len() - later.len()];
        self.line += passed.iter().filter(|&&b| b == b'\n').count();
        self.rest = later;
    }

    /// The next word, which may be empty.
    fn word(&mut self) -> &'a str {
        self.skip();
        let stops = |c: char| c.is_whitespace() || c.is_control() || "(),.%\"".contains(c);
        let end = self.rest.find(stops).unwrap_or(self.rest.len());
        let (word, later) = self.rest.split_at(end);
        self.rest = later;
        word
    }

    /// The predicate of the next fact and its line; `None` at the end of the file.
    fn begin(&mut self) -> Result<Option<(usize, &'a str)>, ReadError> {
        self.skip();
        if self.rest.is_empty() {
            return Ok(None);
        }
        let line = self.line;
        let word = self.word();
        if word.is_empty() {
            let next: String = self.rest.chars().take(1).collect();
            return fail(
                line,
                format!(
                    "expected arg(…) or att(…,…) but found “{}”; remove or correct it",
                    shown(&next)
                ),
            );
        }
        Ok(Some((line, word)))
    }

    fn expect(&mut self, punctuation: char, fact: &str) -> Result<(), ReadError> {
        self.skip();
        match self.rest.strip_prefix(punctuation) {
            Some(later) => {
                self.rest = later;
                Ok(())
            }
            None if self.rest.is_empty() => fail(
                self.line,
                format!(
                    "the file ends inside a fact {fact}(…); complete it, or fetch the file again, as it seems cut off"
                ),
            ),
            None => {
                let next: String = self.rest.chars().take(1).collect();
                fail(
                    self.line,
                    format!(
                        "expected “{punctuation}” in a fact {fact}(…) but found “{}”; correct the fact",
                        shown(&next)
                    ),
                )
            }
        }
    }

    /// `(name, …).` with exactly `N` names.
    fn parameters<const N: usize>(
        &mut self,
        fact: &str,
        line: usize,
    ) -> Result<[&'a str; N], ReadError> {
        let mut names = [""; N];
        for (i, name) in names.iter_mut().enumerate() {
            self.expect(if i == 0 { '(' } else { ',' }, fact)?;
            *name = self.word();
            if name.is_empty() && !self.rest.is_empty() {
                return fail(
                    line,
                    format!("a fact {fact}(…) lacks a name; correct the fact"),
                );
            }
        }
        self.expect(')', fact)?;
        self.expect('.', fact)?;
        Ok(names)
    }
}
