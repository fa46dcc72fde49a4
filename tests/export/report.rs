//! Reports on findings: complete, one page, hedged, and harmless whatever the texts in them are.

use counterclaim::document::Document;
use counterclaim::example;
use counterclaim::exchange::maps::EXPORTS;
use counterclaim::exchange::maps::Options;
use counterclaim::exchange::report::{Reported, html, markdown, svg};
use counterclaim::figure::likeness::BANDS;
use counterclaim::progress::Progress;
use counterclaim::similarity::words::LIMITS;
use counterclaim::similarity::{Finding, leave_one_out};

fn example() -> Document {
    example::document(&Progress::none()).unwrap()
}

/// Every way a finding is written down, by name.
fn all(document: &Document, finding: &Finding) -> Vec<(&'static str, String)> {
    let report = Reported {
        finding,
        files: document.samples(),
    };
    vec![
        ("HTML", html(&[report])),
        ("SVG", svg(report)),
        ("Markdown", markdown(report, 2)),
    ]
}

#[test]
fn a_report_holds_what_another_needs_to_make_it_again() {
    let document = example();
    for finding in document.findings().values() {
        for (format, text) in all(&document, finding) {
            let all = [&finding.student, &finding.teacher]
                .into_iter()
                .chain(&finding.controls);
            for sample in all {
                assert!(
                    text.contains(&sample.sha256),
                    "{format}: the hash of {}",
                    sample.name
                );
            }
            for part in [
                &finding.method,
                "counterclaim check",
                "Null hypothesis",
                "seed 1",
            ] {
                assert!(
                    text.contains(part.split(' ').next().unwrap()),
                    "{format} lacks {part}"
                );
            }
            // The scale in words, and the limits.
            let bands = BANDS.iter().all(|band| text.contains(band.words));
            assert!(bands, "{format} lacks a band of the scale");
            let words = |text: &str| {
                text.split_whitespace()
                    .take(5)
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            for limit in LIMITS {
                assert!(text.contains(&words(limit)), "{format} lacks “{limit}”");
            }
        }
    }
}

#[test]
fn where_the_files_lay_is_not_told() {
    let document = example();
    let finding = document.findings().values().next().unwrap();
    let mut files = document.samples().clone();
    for file in files.values_mut() {
        file.file = format!("/home/année/secret/{}.jsonl", file.model);
    }
    let report = Reported {
        finding,
        files: &files,
    };
    for text in [html(&[report]), svg(report), markdown(report, 2)] {
        assert!(!text.contains("secret") && !text.contains("ann\u{e9}e"));
        let student = format!("--student {}.jsonl", finding.student.name);
        assert!(text.contains(&student), "{student}");
    }
}

#[test]
fn what_can_be_seen_comes_before_any_figure() {
    let document = example();
    let finding = document.findings().values().next().unwrap();
    for (format, text) in all(&document, finding) {
        let at = |part: &str| {
            text.find(part)
                .unwrap_or_else(|| panic!("{format}: {part}"))
        };
        let phrases = at("Phrases both use");
        assert!(phrases < at("The teacher among the controls"), "{format}");
        assert!(
            at("The teacher among the controls") < at("How much that says"),
            "{format}"
        );
        assert!(at("How much that says") < at("score E"), "{format}");
    }
}

#[test]
fn nothing_that_is_written_claims_proof() {
    let document = example();
    let mut texts: Vec<(String, String)> = Vec::new();
    for finding in document.findings().values() {
        texts.extend(
            all(&document, finding)
                .into_iter()
                .map(|(f, t)| (f.to_owned(), t)),
        );
    }
    for export in EXPORTS.iter().filter(|export| export.name != "png") {
        let bytes = (export.write)(&document, &Options::default()).unwrap();
        texts.push((export.name.to_owned(), String::from_utf8(bytes).unwrap()));
    }
    let page = include_str!("../../assets/guide/similarity-check.md");
    texts.push(("the guide".to_owned(), page.to_owned()));
    // What people say in the debate is theirs; what the program says must be hedged.
    let said: String = (document.thread().iter().flat_map(|t| &t.comments))
        .map(|comment| comment.text.to_lowercase())
        .chain(
            document
                .map()
                .claims()
                .map(|(_, claim)| claim.text.to_lowercase()),
        )
        .collect();
    for (format, text) in &texts {
        let text = text.to_lowercase();
        for word in ["proves", "proven", "guilty", "stole ", "confirms that"] {
            for (at, _) in text.match_indices(word) {
                let before: String = text[..at].chars().rev().take(12).collect();
                let before: String = before.chars().rev().collect();
                let hedged = before.ends_with("never ") || before.ends_with("nothing ");
                assert!(hedged || said.contains(word), "{format}: …{before}{word}");
            }
        }
    }
    let (_, html) = &texts[0];
    assert!(html.contains("consistent with"));
}

#[test]
fn reports_on_maps_say_what_can_be_seen_and_what_cannot_be_said() {
    let document = example();
    for name in ["markdown", "json"] {
        let export = EXPORTS.iter().find(|export| export.name == name).unwrap();
        let bytes = (export.write)(&document, &Options::default()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        for limit in LIMITS {
            let start: String = limit.chars().take(60).collect();
            assert!(text.contains(&start), "{name} lacks “{start}”");
        }
        assert!(
            text.contains("strong support") && text.contains("upshot"),
            "{name}"
        );
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let document = example();
    let mut finding = (**document.findings().values().next().unwrap()).clone();
    let nasty = "</script><script>alert(1)</script></style>\"]; } <!-- ]]> & \u{202e}\u{0}\u{1b}[31m` | ~~~~~~ \n# x";
    nasty.clone_into(&mut finding.student.name);
    nasty.clone_into(&mut finding.teacher.name);
    for pair in &mut finding.prompts {
        nasty.clone_into(&mut pair.prompt);
        pair.student = format!("{nasty} equal {nasty}");
        pair.teacher = format!("equal {nasty}");
        pair.common = usize::MAX;
    }
    for phrase in finding.phrases.iter_mut().flatten() {
        nasty.clone_into(&mut phrase.phrase);
    }
    finding.warnings.push(nasty.to_owned());
    finding.method = nasty.to_owned();
    finding.score_interval = Some((f64::NAN, f64::INFINITY));
    finding.lr_interval = Some((f64::NAN, 1e300));
    finding.reverse = None;
    for (format, text) in all(&document, &finding) {
        match format {
            "Markdown" => assert!(!text.contains("<script>"), "{text}"),
            "SVG" => {
                roxmltree(&text);
                assert!(!text.contains("<script"));
            }
            _ => {
                assert!(!text.contains("<script"), "no script in HTML");
                assert_eq!(text.matches("</style>").count(), 1);
                assert!(text.contains("&lt;/script&gt;"), "the words are all there");
                assert!(!text.contains('\0'));
            }
        }
    }
}

/// The text is well-formed: the renderer of the pictures reads it.
fn roxmltree(text: &str) {
    let options = resvg::usvg::Options::default();
    resvg::usvg::Tree::from_str(text, &options).unwrap();
}

#[test]
fn a_page_of_svg_is_a4_however_many_controls_there_are() {
    let document = example();
    let mut finding = (**document.findings().values().next().unwrap()).clone();
    let (control, value) = (finding.controls[0].clone(), finding.strip[0].clone());
    for n in 0..40 {
        if n % 10 == 0 {
            let report = Reported {
                finding: &finding,
                files: document.samples(),
            };
            let options = resvg::usvg::Options::default();
            let tree = resvg::usvg::Tree::from_str(&svg(report), &options).unwrap();
            let size = tree.size();
            let ratio = size.height() / size.width();
            assert!(
                (ratio - 297.0 / 210.0).abs() < 0.01,
                "{n} more controls: {ratio}"
            );
            assert!(html(&[report]).contains("font-size:"));
        }
        finding.controls.push(control.clone());
        finding.strip.push(value.clone());
    }
}

#[test]
fn leaving_a_control_out_is_what_it_says() {
    let document = example();
    for finding in document.findings().values() {
        let left = leave_one_out(finding).unwrap();
        // The score itself may lie above both: with a control fewer, what stands out counts for less.
        assert!(left.low.0 <= left.high.0 && left.low.0 <= finding.score.unwrap());
        // By hand for the control that pulls the score down most.
        let (high, without) = &left.high;
        let mut sum = 0.0;
        for (c, component) in finding.components.iter().enumerate() {
            let others: Vec<f64> = (finding.strip.iter())
                .filter(|control| control.model != *without)
                .map(|control| control.values[c])
                .collect();
            let mean = others.iter().sum::<f64>() / others.len() as f64;
            let variance = others.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
            let k = others.len() as f64;
            let sd = (variance / (k - 1.0)).sqrt();
            // A further value's t, by Wallace on the normal scale.
            let t = (component.value - mean) / (sd * (1.0 + 1.0 / k).sqrt());
            let normal = ((k - 1.0) * (1.0 + t * t / (k - 1.0)).ln()).sqrt();
            let normal = normal * (8.0 * k - 7.0) / (8.0 * k - 5.0);
            sum += normal.copysign(t).clamp(-3.0, 4.0);
        }
        let by_hand = sum / finding.components.len() as f64;
        assert!((by_hand - high).abs() < 1e-4, "{by_hand} and {high}");
        // A finding of the method's first version: the plain mean of the first four.
        let mut old = (**finding).clone();
        old.method = "obdp-z/1".to_owned();
        old.components.truncate(4);
        old.score = old.base_score;
        let left = leave_one_out(&old).unwrap();
        assert!(left.low.0 <= old.score.unwrap() && old.score.unwrap() <= left.high.0);
        let mut other = (**finding).clone();
        other.score = Some(1e3);
        assert_eq!(leave_one_out(&other), None, "a score of another make");
    }
}
