//! The report as one page of SVG, and its two drawings for the HTML report. Text is measured with the bundled fonts, as
//! in the map's pictures. May use the figure.

use std::fmt::Write as _;

use super::{Block, Cell, Reported, content};
use crate::exchange::maps::escape::xml;
use crate::figure::likeness::{BANDS, Run, on_scale, strip};
use crate::figure::{Palette, Weight, text_width, visible, wrap_max};
use crate::similarity::Finding;

/// A4 in points, and its margin.
const PAPER: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 34.0;
/// The size of running text on a page that is not scaled.
const SIZE: f32 = 8.6;
/// The room a line takes, in sizes.
const LINE: f32 = 1.36;
/// How wide the page may be laid out at most, in papers; beyond that it is scaled no further down.
const WIDEST: f32 = 4.0;

/// Shapes and text as they are put down, from the top.
struct Page<'a> {
    out: String,
    palette: Palette,
    finding: &'a Finding,
    width: f32,
    y: f32,
}

/// The finding as one page of SVG in the shape of A4.
pub fn svg(report: Reported<'_>) -> String {
    let blocks = content(report);
    let scale = fit(&blocks, report.finding);
    let width = PAPER.0 / scale;
    let page = lay_out(&blocks, report.finding, width);
    let height = (PAPER.1 / scale).max(page.y + MARGIN);
    let title = format!(
        "Similarity check: {} beside {}",
        report.finding.student.name, report.finding.teacher.name
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" viewBox=\"0 0 {width:.1} {height:.1}\" font-family=\"Inter, sans-serif\" font-size=\"{SIZE}\">\n<title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{}</svg>\n",
        xml(&title),
        page.out
    )
}

/// How far a report must be scaled down to stand on one page: 1 or less.
pub(super) fn fit(blocks: &[Block], finding: &Finding) -> f32 {
    let mut width = PAPER.0;
    while width < PAPER.0 * WIDEST {
        let page = lay_out(blocks, finding, width);
        if page.y + MARGIN <= width * PAPER.1 / PAPER.0 {
            break;
        }
        width *= 1.05;
    }
    PAPER.0 / width
}

fn lay_out<'a>(blocks: &[Block], finding: &'a Finding, width: f32) -> Page<'a> {
    let mut page = Page {
        out: String::new(),
        palette: Palette::light(),
        finding,
        width,
        y: MARGIN,
    };
    for block in blocks {
        page.put(block);
    }
    page
}

impl Page<'_> {
    fn room(&self) -> f32 {
        self.width - 2.0 * MARGIN
    }

    /// One line of text whose top is `y`.
    fn line(
        &mut self,
        (x, y): (f32, f32),
        text: &str,
        (size, weight, ink): (f32, Weight, &str),
        anchor: &str,
    ) {
        let bold = if weight == Weight::SemiBold {
            " font-weight=\"600\""
        } else {
            ""
        };
        let text: String = text.chars().map(visible).collect();
        let _ = writeln!(
            self.out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{size}\"{bold} fill=\"{ink}\" text-anchor=\"{anchor}\">{}</text>",
            y + size,
            xml(&text)
        );
    }

    /// A paragraph at `x`, as wide as that; says how high it is.
    fn paragraph(
        &mut self,
        x: f32,
        width: f32,
        text: &str,
        size: f32,
        weight: Weight,
        ink: &str,
    ) -> f32 {
        let lines = wrap_max(text, weight, size, width.max(20.0), 40);
        for (n, line) in lines.iter().enumerate() {
            let y = self.y + n as f32 * size * LINE;
            self.line((x, y), line, (size, weight, ink), "start");
        }
        lines.len() as f32 * size * LINE
    }

    fn put(&mut self, block: &Block) {
        let (text, weak) = (self.palette.text.hex(), self.palette.text_weak.hex());
        let (left, room) = (MARGIN, self.room());
        match block {
            Block::Title(title) => {
                self.y += self.paragraph(left, room, title, 17.0, Weight::SemiBold, &text);
            }
            Block::Under(words) => {
                self.y += self.paragraph(left, room, words, SIZE, Weight::Regular, &weak) + 2.0;
            }
            Block::Heading(words) => {
                self.y += 6.0;
                self.y += self.paragraph(left, room, words, 9.4, Weight::SemiBold, &text) + 1.0;
            }
            Block::Text(words) => {
                self.y += self.paragraph(left, room, words, SIZE, Weight::Regular, &text) + 2.0;
            }
            Block::Items(items) => {
                for item in items {
                    self.line((left, self.y), "•", (SIZE, Weight::Regular, &text), "start");
                    self.y += self.paragraph(
                        left + 10.0,
                        room - 10.0,
                        item,
                        SIZE,
                        Weight::Regular,
                        &text,
                    );
                }
                self.y += 2.0;
            }
            Block::Command(words) => {
                self.y += self.paragraph(left, room, words, 7.4, Weight::Regular, &text) + 2.0;
            }
            Block::Table(head, rows) => self.table(head, rows),
            Block::Pair {
                prompt,
                student,
                teacher,
            } => {
                self.y += self.paragraph(left, room, prompt, SIZE, Weight::SemiBold, &text);
                let half = (room - 14.0) / 2.0;
                let a = self.answer(left, half, student);
                let b = self.answer(left + half + 14.0, half, teacher);
                self.y += a.max(b) + 3.0;
            }
            Block::Strip => {
                let drawing = strip_svg(self.finding, &self.palette, room);
                self.place(&drawing, STRIP_HEIGHT);
            }
            Block::Scale => {
                let drawing = scale_svg(self.finding, &self.palette, room);
                self.place(&drawing, SCALE_HEIGHT);
            }
        }
    }

    /// Puts a drawing made for this room at the present place.
    fn place(&mut self, drawing: &str, height: f32) {
        let _ = writeln!(
            self.out,
            "<g transform=\"translate({MARGIN} {:.1})\">{drawing}</g>",
            self.y
        );
        self.y += height + 2.0;
    }

    /// An answer with equal words underlined; says how high it is.
    fn answer(&mut self, x: f32, width: f32, (who, runs): &(String, Vec<Run>)) -> f32 {
        let (text, weak) = (self.palette.text.hex(), self.palette.text_weak.hex());
        let who: String = who.chars().take(60).collect();
        self.line((x, self.y), &who, (SIZE, Weight::Regular, &weak), "start");
        let mut y = self.y + SIZE * LINE;
        let mut at = 0.0;
        let space = text_width(" ", Weight::Regular, SIZE);
        for run in runs {
            for word in run.text.split_whitespace() {
                let pieces = wrap_max(word, Weight::Regular, SIZE, width, 6);
                for piece in pieces {
                    let wide = text_width(&piece, Weight::Regular, SIZE);
                    if at > 0.0 && at + wide > width {
                        at = 0.0;
                        y += SIZE * LINE;
                    }
                    self.line((x + at, y), &piece, (SIZE, Weight::Regular, &text), "start");
                    if run.equal {
                        let below = y + SIZE + 1.6;
                        let _ = writeln!(
                            self.out,
                            "<path d=\"M{:.1} {below:.1}h{wide:.1}\" stroke=\"{}\" stroke-width=\"1.1\"/>",
                            x + at,
                            self.palette.warning.hex()
                        );
                    }
                    at += wide + space;
                }
            }
        }
        y + SIZE * LINE - self.y
    }

    fn table(&mut self, head: &[&str], rows: &[Vec<Cell>]) {
        let size = 7.8;
        let (text, weak) = (self.palette.text.hex(), self.palette.text_weak.hex());
        let words = |cell: &Cell| match cell {
            Cell::Words(text) | Cell::Figure(text) | Cell::Exact(text) => text.clone(),
        };
        // Columns as wide as they want to be, the widest giving way until all have room.
        let mut widths: Vec<f32> = (0..head.len())
            .map(|n| {
                let cells = rows.iter().filter_map(|row| row.get(n)).map(words);
                let wanted = cells.map(|text| text_width(&text, Weight::Regular, size));
                let own = text_width(
                    head.get(n).copied().unwrap_or_default(),
                    Weight::Regular,
                    size,
                );
                wanted.fold(own, f32::max) + 10.0
            })
            .collect();
        let room = self.room();
        for _ in 0..64 {
            let over = widths.iter().sum::<f32>() - room;
            let Some(widest) = (0..widths.len()).max_by(|a, b| widths[*a].total_cmp(&widths[*b]))
            else {
                return;
            };
            if over <= 0.0 {
                break;
            }
            widths[widest] = (widths[widest] - over).max(widths[widest] * 0.7).max(40.0);
        }
        let lefts: Vec<f32> = (0..widths.len())
            .map(|n| MARGIN + widths[..n].iter().sum::<f32>())
            .collect();
        let figure = |n: usize| {
            rows.iter()
                .any(|row| matches!(row.get(n), Some(Cell::Figure(_))))
        };
        for (n, name) in head.iter().enumerate() {
            match figure(n) {
                true => self.line(
                    (lefts[n] + widths[n] - 10.0, self.y),
                    name,
                    (size, Weight::Regular, &weak),
                    "end",
                ),
                false => self.line(
                    (lefts[n], self.y),
                    name,
                    (size, Weight::Regular, &weak),
                    "start",
                ),
            }
        }
        self.y += size * LINE + 1.0;
        let _ = writeln!(
            self.out,
            "<path d=\"M{MARGIN} {:.1}h{room:.1}\" stroke=\"{}\" stroke-width=\"0.6\"/>",
            self.y,
            self.palette.card_border.hex()
        );
        self.y += 1.0;
        for row in rows {
            let mut high = size * LINE;
            for (n, cell) in row.iter().enumerate().take(widths.len()) {
                let said = words(cell);
                match cell {
                    Cell::Figure(_) => {
                        self.line(
                            (lefts[n] + widths[n] - 10.0, self.y),
                            &said,
                            (size, Weight::Regular, &text),
                            "end",
                        );
                    }
                    _ => {
                        let tall = self.paragraph(
                            lefts[n],
                            widths[n] - 8.0,
                            &said,
                            size,
                            Weight::Regular,
                            &text,
                        );
                        high = high.max(tall);
                    }
                }
            }
            self.y += high;
        }
        self.y += 3.0;
    }
}

/// How high the drawings are at any width.
const STRIP_HEIGHT: f32 = 50.0;
const SCALE_HEIGHT: f32 = 44.0;

/// The strip of the controls, as wide as that.
pub(super) fn strip_svg(finding: &Finding, palette: &Palette, width: f32) -> String {
    let strip = strip(finding);
    let (pad, line) = (12.0, 20.0);
    let x = |at: f32| pad + at * (width - 2.0 * pad);
    let mut out = open(width, STRIP_HEIGHT, &spoken(finding));
    let (weak, text) = (palette.text_weak.hex(), palette.text.hex());
    let _ = write!(
        out,
        "<path d=\"M{pad} {line}H{:.1}\" stroke=\"{}\"/><path d=\"M{u:.1} {}V{}\" stroke=\"{weak}\"/><text x=\"{u:.1}\" y=\"{}\" font-size=\"7.6\" fill=\"{weak}\" text-anchor=\"middle\">usual (mean of the controls)</text>",
        width - pad,
        palette.card_border.hex(),
        line - 5.0,
        line + 15.0,
        line + 25.0,
        u = x(strip.usual),
    );
    if let Some((from, to)) = strip.interval {
        let _ = write!(
            out,
            "<path d=\"M{:.1} {line}H{:.1}\" stroke=\"{}\" stroke-width=\"3\" stroke-opacity=\"0.45\"/>",
            x(from),
            x(to),
            palette.accent.hex()
        );
    }
    for mark in &strip.marks {
        let (at, y) = (x(mark.at), line + mark.level as f32 * 4.0);
        let title = xml(mark.model);
        let _ = if mark.teacher {
            let anchor = if mark.at > 0.5 { "end" } else { "start" };
            let name: String = mark.model.chars().take(60).map(visible).collect();
            write!(
                out,
                "<path d=\"M{at:.1} {}l6.5 6.5l-6.5 6.5l-6.5 -6.5z\" fill=\"{}\"><title>{title}: {:.2}</title></path><text x=\"{at:.1}\" y=\"9\" font-size=\"8.6\" fill=\"{text}\" text-anchor=\"{anchor}\">{} {:.1}</text>",
                y - 6.5,
                palette.accent.hex(),
                mark.score,
                xml(&name),
                mark.score
            )
        } else {
            write!(
                out,
                "<circle cx=\"{at:.1}\" cy=\"{y:.1}\" r=\"3.6\" fill=\"#ffffff\" stroke=\"{weak}\" stroke-width=\"1.3\"><title>{title}: {:.2}</title></circle>",
                mark.score
            )
        };
    }
    out + "</svg>"
}

/// The scale of likelihood ratios with the finding's place on it, as wide as that.
pub(super) fn scale_svg(finding: &Finding, palette: &Palette, width: f32) -> String {
    let mut out = open(width, SCALE_HEIGHT, &spoken(finding));
    let (text, weak) = (palette.text.hex(), palette.text_weak.hex());
    for band in BANDS {
        let (from, to) = (
            on_scale(band.log10.0) * width,
            on_scale(band.log10.1) * width,
        );
        let here = finding.log10_lr.is_some() && band.verdict == finding.verdict;
        let ground = if here {
            palette.highlight.hex()
        } else {
            "#ffffff".to_owned()
        };
        let bold = if here { " font-weight=\"600\"" } else { "" };
        let middle = (from + to) / 2.0;
        let _ = write!(
            out,
            "<rect x=\"{from:.1}\" y=\"12\" width=\"{:.1}\" height=\"16\" fill=\"{ground}\" stroke=\"{}\"/><text x=\"{middle:.1}\" y=\"22.6\" font-size=\"7.4\"{bold} fill=\"{text}\" text-anchor=\"middle\">{}</text><text x=\"{middle:.1}\" y=\"38\" font-size=\"7.2\" fill=\"{weak}\" text-anchor=\"middle\">{}</text>",
            to - from,
            palette.card_border.hex(),
            xml(band.words),
            xml(band.bounds)
        );
    }
    if let Some(log10) = finding.log10_lr {
        // The whole arrow is seen at the ends, too.
        let at = (on_scale(log10) * width).clamp(5.0, width - 5.0);
        let (low, high) = finding.lr_interval.unwrap_or((log10, log10));
        let _ = write!(
            out,
            "<path d=\"M{:.1} 10H{:.1}\" stroke=\"{a}\" stroke-width=\"2.4\" stroke-opacity=\"0.45\"/><path d=\"M{at:.1} 12l-5 -9h10z\" fill=\"{a}\"/>",
            on_scale(low) * width,
            on_scale(high) * width,
            a = palette.accent.hex()
        );
    }
    out + "</svg>"
}

/// The start of a drawing with what it says for those who do not see it.
fn open(width: f32, height: f32, label: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{}\" width=\"{width:.0}\" height=\"{height}\" viewBox=\"0 0 {width:.0} {height}\" font-family=\"Inter, sans-serif\">",
        xml(label)
    )
}

fn spoken(finding: &Finding) -> String {
    let rank = finding.rank.map_or(String::new(), |rank| {
        format!(", rank {rank} of {}", finding.strip.len() + 1)
    });
    format!(
        "{} among {} controls{rank}: {}",
        finding.teacher.name,
        finding.strip.len(),
        crate::similarity::words::scale(finding.verdict)
    )
}
