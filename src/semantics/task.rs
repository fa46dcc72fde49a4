//! The competition's command line, `solve -p TASK -f FILE [-a ARG]`, without the files: a task such as `DC-PR`,
//! an instance and an argument in, the answer as the competition writes it out.
//!
//! | problem | answer (layout of 2023; lists of extensions as until 2017) |
//! | --- | --- |
//! | SE | `w 1 4`, or `NO` when there is no extension |
//! | CE | the number of extensions |
//! | EE | `[[1,4],[2]]` on one line; `[]` when there is none, `[[]]` for the empty extension alone |
//! | DC | `YES` and on the next line an extension with the argument, `w 1 4`; or `NO` |
//! | DS | `YES`; or `NO` and on the next line an extension without the argument, `w 1 4` |
//!
//! Arguments are printed as the file names them.

use super::iccma::Instance;
use super::solver::{Limits, Semantics, Solver, Stop};
use std::io::{self, Write};
use std::str::FromStr;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// SE: some extension.
    SomeExtension,
    /// CE: how many extensions.
    CountExtensions,
    /// EE: all extensions.
    EveryExtension,
    /// DC: whether an argument is in some extension.
    Credulous,
    /// DS: whether an argument is in every extension.
    Skeptical,
}

/// A problem under a semantics, written like `DC-PR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Task {
    /// What is asked.
    pub problem: Problem,
    /// Under which semantics.
    pub semantics: Semantics,
}

impl Task {
    /// Whether the task asks about one argument (`-a`).
    pub fn needs_argument(&self) -> bool {
        matches!(self.problem, Problem::Credulous | Problem::Skeptical)
    }
}

impl FromStr for Task {
    type Err = TaskError;

    fn from_str(text: &str) -> Result<Self, TaskError> {
        let unknown = || TaskError::Unknown(text.chars().take(40).collect());
        let (problem, semantics) = text.split_once('-').ok_or_else(unknown)?;
        let problem = match problem {
            "SE" => Problem::SomeExtension,
            "CE" => Problem::CountExtensions,
            "EE" => Problem::EveryExtension,
            "DC" => Problem::Credulous,
            "DS" => Problem::Skeptical,
            _ => return Err(unknown()),
        };
        let semantics = match semantics {
            "GR" => Semantics::Grounded,
            "CO" => Semantics::Complete,
            "PR" => Semantics::Preferred,
            "ST" => Semantics::Stable,
            "ID" => Semantics::Ideal,
            _ => return Err(unknown()),
        };
        Ok(Self { problem, semantics })
    }
}

/// Why a task could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// Not a task.
    #[error(
        "“{0}” is not a task; write SE, CE, EE, DC or DS, a hyphen, and GR, CO, PR, ST or ID, as in DC-PR"
    )]
    Unknown(String),
    /// DC and DS ask about one argument.
    #[error("this task asks about one argument; name it with -a")]
    ArgumentMissing,
    /// The file does not declare the argument.
    #[error("the file has no argument “{0}”; name one that it declares")]
    NoSuchArgument(String),
    /// A limit ended the search.
    #[error(transparent)]
    Stopped(#[from] Stop),
    /// The answer could not be written.
    #[error("the answer could not be written: {0}")]
    Write(#[from] io::Error),
}

/// Answers `task` about `instance`, writing whole lines to `out`. The result says why a list of extensions is
/// partial, when it is; no other answer is ever partial.
///
/// # Errors
/// [`TaskError`]; nothing was written then, except by [`TaskError::Write`].
pub fn solve(
    task: Task,
    instance: &Instance,
    argument: Option<&str>,
    limits: Limits,
    out: &mut dyn Write,
) -> Result<Option<Stop>, TaskError> {
    let max_extensions = limits.max_extensions;
    let argument = match argument {
        _ if !task.needs_argument() => 0,
        None => return Err(TaskError::ArgumentMissing),
        Some(name) => (instance.argument(name))
            .ok_or_else(|| TaskError::NoSuchArgument(name.chars().take(40).collect()))?,
    };
    let solver = Solver::new(&instance.framework, limits);
    match task.problem {
        Problem::SomeExtension => match solver.extension(task.semantics)? {
            Some(extension) => write_witness(instance, &extension, out)?,
            None => writeln!(out, "NO")?,
        },
        Problem::CountExtensions => {
            let extensions = solver.extensions(task.semantics);
            if let Some(stop) = extensions.partial {
                return Err(stop.into());
            }
            writeln!(out, "{}", extensions.count())?;
        }
        Problem::EveryExtension => {
            let extensions = solver.extensions(task.semantics);
            let mut partial = extensions.partial;
            write!(out, "[")?;
            for (i, extension) in extensions.iter().enumerate() {
                if i == max_extensions {
                    partial = Some(Stop::CountLimit);
                    break;
                }
                let names: Vec<String> = extension.iter().map(|&a| instance.name(a)).collect();
                let comma = if i == 0 { "" } else { "," };
                write!(out, "{comma}[{}]", names.join(","))?;
            }
            writeln!(out, "]")?;
            return Ok(partial);
        }
        Problem::Credulous => {
            let decision = solver.credulous(task.semantics, argument)?;
            writeln!(out, "{}", if decision.accepted { "YES" } else { "NO" })?;
            if let Some(witness) = decision.witness {
                write_witness(instance, &witness, out)?;
            }
        }
        Problem::Skeptical => {
            let decision = solver.skeptical(task.semantics, argument)?;
            writeln!(out, "{}", if decision.accepted { "YES" } else { "NO" })?;
            if let Some(witness) = decision.witness {
                write_witness(instance, &witness, out)?;
            }
        }
    }
    Ok(None)
}

fn write_witness(instance: &Instance, extension: &[usize], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "w")?;
    for &a in extension {
        write!(out, " {}", instance.name(a))?;
    }
    writeln!(out)
}
