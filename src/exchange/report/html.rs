//! The report as one HTML file: no scripts, nothing from elsewhere, made to be printed on A4. May use the figure.

use std::fmt::Write as _;

use super::page::{self, scale_svg, strip_svg};
use super::{Block, Cell, Reported, content};
use crate::exchange::maps::escape::xml;
use crate::figure::Palette;
use crate::figure::likeness::Run;

const STYLE: &str = "\
@page{size:A4;margin:11mm 13mm}\
*{box-sizing:border-box}\
body{font-family:Inter,'Segoe UI',Helvetica,Arial,sans-serif;color:#22201c;background:#fff;margin:0 auto;padding:1.5em;max-width:62em;line-height:1.36}\
article{break-after:page}article:last-of-type{break-after:auto}\
h1{font-size:1.9em;margin:0}h2{font-size:1.08em;margin:.95em 0 .25em;break-after:avoid}\
p{margin:.25em 0}.under{color:#68635a;margin-bottom:.5em}\
ul{margin:.2em 0;padding-left:1.2em}li{margin:.1em 0}\
table{border-collapse:collapse;width:100%;margin:.25em 0}\
th{text-align:left;color:#68635a;font-weight:400;border-bottom:1px solid #c9c4b8}\
td,th{padding:.1em .6em .1em 0;vertical-align:top;unicode-bidi:isolate}\
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
.x,pre{font-family:'DejaVu Sans Mono',Consolas,Menlo,monospace;font-size:.82em;overflow-wrap:anywhere}\
.pair{display:grid;grid-template-columns:1fr 1fr;gap:.2em 1.4em;margin:.25em 0 .5em;break-inside:avoid}\
.pair>*{unicode-bidi:isolate;overflow-wrap:anywhere}\
.prompt{grid-column:1/3;font-weight:600}.who{color:#68635a}\
mark{background:#fbefc2;color:inherit;border-bottom:1.5px solid #8a5a00}\
pre{white-space:pre-wrap;background:#f6f4ef;padding:.5em;margin:.3em 0}\
svg{display:block;width:100%;height:auto}\
@media print{body{padding:0;max-width:none;line-height:1.22}h2{margin:.6em 0 .15em}p,table,pre,ul{margin:.12em 0}\
.pair{margin:.12em 0 .25em}li{margin:0}td,th{padding-top:0;padding-bottom:0}mark{print-color-adjust:exact}}";

/// One or several findings as an HTML page each.
pub fn html(reports: &[Reported<'_>]) -> String {
    let mut out =
        String::from("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n");
    let titles: Vec<String> = (reports.iter())
        .map(|r| {
            format!(
                "{} beside {}",
                r.finding.student.name, r.finding.teacher.name
            )
        })
        .collect();
    let _ = writeln!(
        out,
        "<title>Similarity check: {}</title>",
        xml(&titles.join("; "))
    );
    let _ = writeln!(out, "<style>{STYLE}</style></head><body>");
    for report in reports {
        article(*report, &mut out);
    }
    out.push_str("</body></html>\n");
    out
}

fn article(report: Reported<'_>, out: &mut String) {
    let blocks = content(report);
    // As large a type as lets it stand on one page.
    let size = 8.6 * page::fit(&blocks, report.finding);
    let _ = writeln!(out, "<article style=\"font-size:{size:.2}pt\">");
    let palette = Palette::light();
    for block in &blocks {
        let _ = match block {
            Block::Title(text) => writeln!(out, "<h1>{}</h1>", xml(text)),
            Block::Under(text) => writeln!(out, "<p class=\"under\">{}</p>", xml(text)),
            Block::Heading(text) => writeln!(out, "<h2>{}</h2>", xml(text)),
            Block::Text(text) => writeln!(out, "<p>{}</p>", xml(text)),
            Block::Command(text) => writeln!(out, "<pre>{}</pre>", xml(text)),
            Block::Items(items) => {
                let items = items.iter().map(|item| format!("<li>{}</li>", xml(item)));
                writeln!(out, "<ul>{}</ul>", items.collect::<String>())
            }
            Block::Table(head, rows) => writeln!(out, "{}", table(head, rows)),
            Block::Pair {
                prompt,
                student,
                teacher,
            } => writeln!(
                out,
                "<div class=\"pair\"><div class=\"prompt\">{}</div>{}{}</div>",
                xml(prompt),
                answer(student),
                answer(teacher)
            ),
            Block::Strip => writeln!(out, "{}", strip_svg(report.finding, &palette, 700.0)),
            Block::Scale => writeln!(out, "{}", scale_svg(report.finding, &palette, 700.0)),
        };
    }
    out.push_str("</article>\n");
}

fn answer((who, runs): &(String, Vec<Run>)) -> String {
    let words: String = (runs.iter())
        .map(|run| match run.equal {
            true => format!("<mark>{}</mark>", xml(&run.text)),
            false => xml(&run.text).into_owned(),
        })
        .collect();
    format!("<div><div class=\"who\">{}</div>{words}</div>", xml(who))
}

fn table(head: &[&str], rows: &[Vec<Cell>]) -> String {
    let figures = |n: usize| {
        rows.iter()
            .any(|row| matches!(row.get(n), Some(Cell::Figure(_))))
    };
    let mut out = String::from("<table><tr>");
    for (n, name) in head.iter().enumerate() {
        let class = if figures(n) { " class=\"n\"" } else { "" };
        let _ = write!(out, "<th{class} scope=\"col\">{}</th>", xml(name));
    }
    out.push_str("</tr>");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            let _ = match cell {
                Cell::Words(text) => write!(out, "<td>{}</td>", xml(text)),
                Cell::Figure(text) => write!(out, "<td class=\"n\">{}</td>", xml(text)),
                Cell::Exact(text) => write!(out, "<td class=\"x\">{}</td>", xml(text)),
            };
        }
        out.push_str("</tr>");
    }
    out + "</table>"
}
