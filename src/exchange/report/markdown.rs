//! The report as Markdown, for maps' reports and for pasting. May use nothing of the figure but runs of words.

use std::fmt::Write as _;

use super::{Block, Cell, Reported, content};
use crate::exchange::maps::escape::markdown as escaped;
use crate::figure::likeness::{BANDS, Run};

/// The report, its headings of this level.
pub fn markdown(report: Reported<'_>, level: usize) -> String {
    let mut out = String::new();
    let hashes = "#".repeat(level.clamp(1, 5));
    for block in content(report) {
        let _ = match block {
            Block::Title(text) => write!(out, "{hashes} {}\n\n", escaped(&text)),
            Block::Under(text) | Block::Text(text) => write!(out, "{}\n\n", escaped(&text)),
            Block::Heading(text) => write!(out, "{hashes}# {text}\n\n"),
            Block::Items(items) => {
                let items = items.iter().map(|item| format!("- {}\n", escaped(item)));
                writeln!(out, "{}", items.collect::<String>())
            }
            Block::Table(head, rows) => writeln!(out, "{}", table(&head, &rows)),
            Block::Pair {
                prompt,
                student,
                teacher,
            } => write!(
                out,
                "Prompt: {}\n\n- {}: {}\n- {}: {}\n\n",
                escaped(&prompt),
                escaped(&student.0),
                answer(&student.1),
                escaped(&teacher.0),
                answer(&teacher.1)
            ),
            Block::Strip => writeln!(out, "{}", strip(report)),
            Block::Scale => writeln!(out, "{}", scale(report)),
            // A fence longer than any run of its character inside.
            Block::Command(text) => write!(
                out,
                "~~~~~~sh\n{}\n~~~~~~\n\n",
                text.replace(['\n', '\r'], " ")
            ),
        };
    }
    out
}

fn answer(runs: &[Run]) -> String {
    let part = |run: &Run| {
        let text = escaped(run.text.trim());
        match run.equal && !text.is_empty() {
            true => format!("**{text}**"),
            false => text,
        }
    };
    runs.iter().map(part).collect::<Vec<_>>().join(" ")
}

fn table(head: &[&str], rows: &[Vec<Cell>]) -> String {
    let mut out = format!("| {} |\n|", head.join(" | "));
    out.push_str(&" --- |".repeat(head.len()));
    out.push('\n');
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Words(text) | Cell::Figure(text) | Cell::Exact(text) => escaped(text),
        });
        let _ = writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    out
}

fn strip(report: Reported<'_>) -> String {
    let finding = report.finding;
    let mut rows: Vec<(&str, f64, &str)> = (finding.strip.iter())
        .map(|value| (value.model.as_str(), value.score, "control"))
        .chain(
            finding
                .score
                .map(|score| (finding.teacher.name.as_str(), score, "**teacher**")),
        )
        .collect();
    rows.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut out = String::from("| model | score | part |\n| --- | --- | --- |\n");
    for (model, score, part) in rows {
        let _ = writeln!(out, "| {} | {score:.2} | {part} |", escaped(model));
    }
    out
}

fn scale(report: Reported<'_>) -> String {
    let part = |band: &crate::figure::likeness::Band| {
        let text = format!("{} ({})", band.words, band.bounds);
        match band.verdict == report.finding.verdict {
            true => format!("**▸ {text} ◂**"),
            false => text,
        }
    };
    let bands: Vec<String> = BANDS.iter().map(part).collect();
    format!("Scale of likelihood ratios: {}\n", bands.join(" · "))
}
