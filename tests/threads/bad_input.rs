//! Bad input: one sentence with place and remedy, in bounded time.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use counterclaim::exchange::{self, Input, Sniff, foreign};
use counterclaim::progress::Progress;

use crate::{algolia, common, import, shared_file, warnings, words};

/// The sentence for a file that can't be read; checks what every such sentence must be.
fn refusal(name: &str, bytes: &[u8], from: Option<&str>) -> String {
    let started = Instant::now();
    let error = exchange::read(&[Input { name, bytes }], from, &Progress::none()).unwrap_err();
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
    let sentence = error.to_string();
    assert!(sentence.starts_with(name), "{sentence}");
    assert!(sentence.contains("; "), "no remedy: {sentence}");
    assert!(
        !sentence.contains('\n') && sentence.len() < 600,
        "{sentence}"
    );
    sentence
}

#[test]
fn a_sentence_names_an_id_however_long_it_is() {
    let long = "x\ny".repeat(5_000);
    let rows = format!("id,parent,author,text\n1,\"{long}\",Ann,one\n\"{long}z\",,Ben,two\n");
    let read = import(&[("long.csv".to_owned(), rows.into_bytes())]).unwrap();
    let said = read
        .warnings
        .iter()
        .map(ToString::to_string)
        .find(|s| s.contains("comment 1 answers"));
    let said = said.unwrap();
    assert!(said.len() < 300 && !said.contains('\n'), "{said}");
    assert!(said.contains("…, which is not in the thread"), "{said}");
    // What is exact stays exact.
    let thread = read.thread.unwrap();
    assert_eq!(*thread.comments[1].id.0, *format!("{long}z"));
}

#[test]
fn bad_json_is_refused_with_line_and_remedy() {
    let good = algolia(3, |i| i - 1, "so?", false);
    let cut = good.replace(",\"children\"", ",\n\"children\"");
    let cut = &cut[..cut.len() - 2];
    let said = refusal("cut.json", cut.as_bytes(), None);
    assert!(
        said.contains("line 5") && said.contains("cut short"),
        "{said}"
    );
    let nul = good.replace("so?", "s\0o");
    assert!(refusal("nul.json", nul.as_bytes(), None).contains("a NUL byte stands in a string"));
    let lone = good.replacen("so?", "so\\ud83d?", 1);
    // Half a character is no reason to lose a thread.
    let said = warnings("lone.json", &lone);
    let broken = "1 comment holds characters that are broken";
    assert!(said.iter().any(|s| s.contains(broken)), "{said:?}");
    let words = words("lone.json", &lone);
    assert!(words.contains(&"so\u{fffd}?".to_owned()), "{words:?}");
    let mut latin = good.clone().into_bytes();
    let at = good.find("so?").unwrap();
    latin[at] = 0xE9;
    let said = refusal("latin.json", &latin, None);
    assert!(
        said.contains(&format!("byte {at}: ")) && said.contains("UTF-8"),
        "{said}"
    );
    let deep = vec![b'['; 100_000_000];
    let said = refusal("deep.json", &deep, Some("hn-algolia"));
    assert!(said.contains("a million levels"), "{said}");
    refusal("deep.json", &deep, None);
    refusal("object.json", b"{}", None);
    refusal("number.json", b"17", Some("hn-algolia"));
}

/// Found by spoiled input: the XML parser quotes the name of a wrong end tag, with its line ends and of any length.
#[test]
fn a_sentence_that_quotes_the_file_stays_one_line() {
    let open = "<?xml version=\"1.0\"?><disqus xmlns=\"http://disqus.com\"><thread><title>A</title></thread><post><a>";
    for name in ["a\n\nb\tc".to_owned(), "x".repeat(100_000)] {
        let file = format!("{open}</{name}></post></disqus>");
        let said = refusal("export.xml", file.as_bytes(), Some("disqus"));
        assert!(said.contains("not well-formed XML"), "{said}");
    }
}

#[test]
fn files_of_other_kinds_are_refused_by_what_they_are() {
    assert!(refusal("empty.txt", b"", None).contains("empty"));
    assert!(refusal("blank.txt", b" \n\t\n", Some("flat-paste")).contains("no words"));
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    assert!(refusal("picture.json", png, None).contains("PNG picture"));
    let mhtml = b"From: <Saved by Blink>\nSnapshot-Content-Location: https://x.org\nSubject: T\nDate: D\n\n<html>";
    assert!(refusal("page.mhtml", mhtml, None).contains("MHTML"));
    assert!(refusal("zip.html", b"PK\x03\x04\x14\0\0\0", None).contains("ZIP"));
    assert!(refusal("page.html", b"<html><body><p>Hi</body></html>", None).contains("markup"));
    assert!(refusal("page.html", b"<html><p>Hi</html>", Some("hn-html")).contains("no comments"));
    assert!(refusal("nul.txt", b"one\0two", Some("flat-paste")).contains("byte 3: a NUL byte"));
    assert!(refusal("list.txt", b"one\ntwo", Some("hn-text")).contains("3 hours ago"));
    let wrong = exchange::read(
        &[Input {
            name: "x",
            bytes: b"x",
        }],
        Some("hn"),
        &Progress::none(),
    );
    let said = wrong.unwrap_err().to_string();
    assert!(
        said.contains("\"hn\"") && said.contains("hn-algolia, hn-firebase"),
        "{said}"
    );
    let none = exchange::read(&[], None, &Progress::none()).unwrap_err();
    assert!(none.to_string().contains("nothing to read"));
}

#[test]
fn pages_that_would_keep_the_parser_busy_for_ever_are_refused() {
    let head = "<html><span class=comhead><a href=\"item?id=1\">";
    for unclosed in [
        "<div>",
        "<b>",
        "<table><tr><td>",
        "<a href=x><font color=1>",
        "<svg><g>",
    ] {
        let page = format!("{head}{}", unclosed.repeat(1_000_000));
        assert!(
            refusal("bomb.html", page.as_bytes(), None).contains("open at once"),
            "{unclosed}"
        );
    }
    let attributes: String = (0..200_000).map(|i| format!("a{i} ")).collect();
    let page = format!("{head}<p {attributes}>");
    assert!(refusal("bomb.html", page.as_bytes(), None).contains("attributes"));
    // Elements that end by themselves may be left open, a million times.
    let page = format!("{head}{}", "<p><li><br>".repeat(300_000));
    assert!(refusal("long.html", page.as_bytes(), None).contains("no comments"));
}

#[test]
fn utf_16_is_read_as_it_is_marked() {
    let text = "first – “ä”\nsecond 🎈";
    let le: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let be: Vec<u8> = [0xFE, 0xFF]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    let utf8 = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let unmarked = [le[2..].to_vec(), be[2..].to_vec()];
    for bytes in [le.clone(), be, utf8].into_iter().chain(unmarked) {
        let thread = import(&[("t.txt".to_owned(), bytes)])
            .unwrap()
            .thread
            .unwrap();
        let words: Vec<&str> = thread.comments.iter().map(|c| c.text.as_str()).collect();
        assert_eq!(words, ["first – “ä”", "second 🎈"]);
    }
    let half = &le[..le.len() - 1];
    assert!(refusal("half.txt", half, Some("flat-paste")).contains("not UTF-16"));
}

#[test]
fn bad_xml_is_refused_with_its_line() {
    let head = "<disqus xmlns:dsq=\"x\">\n<post dsq:id=\"1\"><message>a</message></post>\n";
    let said = refusal("cut.xml", head.as_bytes(), None);
    assert!(
        said.contains("line 3") && said.contains("cut short"),
        "{said}"
    );
    let said = refusal("wrong.xml", format!("{head}<a></b>").as_bytes(), None);
    assert!(
        said.contains("line 3") && said.contains("well-formed"),
        "{said}"
    );
    refusal("empty.xml", b"<disqus></disqus>", None);
    let deep = format!("{head}<post>{}", "<a>".repeat(1_000_000));
    assert!(refusal("deep.xml", deep.as_bytes(), None).contains("cut short"));
}

#[test]
fn every_format_refuses_what_is_none_of_its_own() {
    let files: [&[u8]; 7] = [
        b"",
        b"{}",
        b"[]",
        b"{\"comments\":3,\"kind\":[],\"post_stream\":{},\"id\":[{}]}",
        b"<html></html>",
        b"\0\0\0\0",
        b"From \n\n",
    ];
    for format in exchange::FORMATS {
        for bytes in files {
            let input = [Input { name: "x", bytes }];
            // No panic; and what is read after all is a thread with something in it, or one that is empty by
            // its own account.
            if let Err(error) = exchange::read(&input, Some(format.name), &Progress::none()) {
                let said = error.to_string();
                assert!(
                    said.starts_with("x") && said.contains("; "),
                    "{}: {said}",
                    format.name
                );
            }
        }
    }
}

/// Cut and damaged copies of real files, read as every format: an error or a thread, never a crash.
#[test]
fn damaged_files_never_crash_a_reader() {
    // A fixed sequence of numbers (Knuth's multiplier): every run damages the same bytes.
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below.max(1)
    };
    for path in [
        "hn-html/2022-03-five-real-rows.html",
        "hn-html/2013-01-simple.html",
        "hn-text/2013-01-simple-select-all.txt",
        "hn-firebase/documented-items.json",
        "lobsters-json/d9ucpe.json",
        "mastodon/context-110446983926957470.json",
        "reddit-html/old-reddit-made-by-defuddle.html",
        "disqus/disqus.xml",
        "wordpress-wxr/wordpress.xml",
        "mbox/mbox_multipart.mbox",
        "generic/comments.csv",
    ] {
        let Some((name, bytes)) = shared_file(path) else {
            return;
        };
        for _ in 0..40 {
            let mut damaged = bytes.clone();
            damaged.truncate(1 + next(bytes.len()));
            for _ in 0..next(6) {
                let at = next(damaged.len());
                let signs = b"<>&\"'{}[]:,;=?\\\0\n\xFF-";
                damaged[at] = signs[next(signs.len())];
            }
            let input = [Input {
                name: &name,
                bytes: &damaged,
            }];
            let _ = exchange::read(&input, None, &Progress::none());
            for format in exchange::FORMATS {
                if let Ok(read) = exchange::read(&input, Some(format.name), &Progress::none()) {
                    let thread = read.thread.unwrap_or_default();
                    for comment in &thread.comments {
                        let n = comment.text.chars().count() as u32;
                        assert!(comment.marks.iter().all(|m| m.start < m.end && m.end <= n));
                    }
                }
            }
        }
    }
}

/// Files of other programs, as short as they can be, by a word of what they are called.
const FOREIGN: [(&str, &str, &str); 22] = [
    (
        "a.xml",
        "<Rationale><Map><Box>x</Box></Map></Rationale>",
        "Rationale",
    ),
    (
        "a.xml",
        "<?xml version=\"1.0\"?><!DOCTYPE model SYSTEM \"Compendium.dtd\"><model><views></views></model>",
        "Compendium",
    ),
    (
        "a.html",
        "<html><head><link href=\"https://www.kialo.com/x-1\"/></head><body><p>x</p></body></html>",
        "Kialo",
    ),
    (
        "a.txt",
        "Discussion Title: Should it?\n\n1. It should.\n1.1. Pro: Because.\n",
        "Kialo",
    ),
    (
        "a.xml",
        "<lkif version=\"2.1\"><argument-graphs/></lkif>",
        "LKIF",
    ),
    (
        "a.yml",
        "title: X\nstatements:\n  a: A\narguments:\n  r: {premises: [a]}\n",
        "Carneades",
    ),
    (
        "a.xml",
        "<arggraph id=\"x\"><edu id=\"e1\">x</edu></arggraph>",
        "arggraph",
    ),
    (
        "a.aml",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE ARG SYSTEM \"argument.dtd\">\n<ARG><TEXT>x</TEXT></ARG>",
        "Araucaria",
    ),
    (
        "a.json",
        "{\"nodes\":[{\"nodeID\":\"1\",\"text\":\"x\",\"type\":\"I\"}],\"edges\":[]}",
        "AIF",
    ),
    (
        "a.json",
        "{\"AIF\":{\"nodes\":[],\"edges\":[]},\"OVA\":{}}",
        "AIF",
    ),
    (
        "a.rdf",
        "<rdf:RDF xmlns:aif=\"http://www.arg.dundee.ac.uk/aif#\"><aif:I-node/></rdf:RDF>",
        "RDF",
    ),
    (
        "a.argdown",
        "[Censorship]: is wrong.\n  + <Absolute>: Free speech is.\n  - <Harm>: It harms.\n",
        "Argdown",
    ),
    (
        "a.graphml",
        "<graphml xmlns=\"x\"><graph><node id=\"a\"/></graph></graphml>",
        "GraphML",
    ),
    (
        "a.mm",
        "<map version=\"1.0\"><node TEXT=\"x\"/></map>",
        "FreeMind",
    ),
    (
        "a.opml",
        "<opml version=\"2.0\"><body><outline text=\"x\"/></body></opml>",
        "OPML",
    ),
    (
        "a.drawio",
        "<mxfile host=\"app\"><diagram>x</diagram></mxfile>",
        "draw.io",
    ),
    (
        "a.mmd",
        "%% map\ngraph TD\n  A[One] --> B[Two]\n",
        "Mermaid",
    ),
    (
        "a.puml",
        "@startmindmap\n* root\n** leaf\n@endmindmap\n",
        "PlantUML",
    ),
    ("a.dot", "// made\ndigraph G {\n  a -> b;\n}\n", "Graphviz"),
    ("a.apx", "arg(a).\narg(b).\natt(a,b).\n", "APX"),
    ("a.af", "p af 2\n1 2\n", "ICCMA"),
    ("a.tgf", "1 one\n2 two\n#\n1 2\n", "TGF"),
];

#[test]
fn maps_and_diagrams_of_other_programs_are_no_discussions() {
    for (name, text, word) in FOREIGN {
        let said = refusal(name, text.as_bytes(), None);
        assert!(
            said.contains(word) && said.contains("not read here"),
            "{said}"
        );
    }
    // Who says that the words are what is meant gets them.
    let mermaid = [("a.mmd", FOREIGN[16].1)].map(|(name, text)| Input {
        name,
        bytes: text.as_bytes(),
    });
    let read = exchange::read(&mermaid, Some("flat-paste"), &Progress::none()).unwrap();
    assert_eq!(read.thread.unwrap().comments.len(), 3);
    let mut archive = b"PK\x03\x04\x14\0\0\0\0\0".to_vec();
    archive.extend(b"content.json{}PK\x03\x04metadata.json{}");
    assert!(refusal("a.xmind", &archive, None).contains("XMind"));
}

/// Words about diagrams and arguments are words.
#[test]
fn people_who_write_about_such_files_are_read() {
    for text in [
        "graph theory is nice\n\nIt is.\n",
        "mindmap or outline?\n\nOutline --> always.\n",
        "ann: I drew it with\n\ndigraph G { a -> b }\n\nbo: and?\n",
        "[1]: https://example.org\n[Note]: this is old.\n- [ ] open\n- [x] done\n",
        "- [Foo](https://example.org)\n- [Bar](https://example.org)\n",
        "a\n\n#\n\nb c\n",
        "Discussion Title: a good one is short.\n\nIt is.\n",
    ] {
        let read = import(&[("a.txt".to_owned(), text.as_bytes().to_vec())]);
        assert!(read.is_ok(), "{text}: {read:?}");
    }
}

/// Real files of such programs, and real discussions, none of which is taken for one.
#[test]
fn real_maps_of_other_programs_are_known_and_real_threads_are_none() {
    let (Some(maps), Some(threads)) = (common::shared("data/maps"), common::shared("data/threads"))
    else {
        return;
    };
    let mut seen = 0;
    for path in files_below(&maps) {
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let known = ["apx", "dot", "graphml", "canvas"].contains(&extension)
            || extension == "tgf" && !path.ends_with("unattacked1.tgf")
            || extension == "yml" && !path.ends_with("empty.yml")
            || path.to_string_lossy().contains("arggraph-en")
            || path.to_string_lossy().contains("LKIF/Argument Graphs")
                && !path.ends_with("schemas.xml")
            || path.to_string_lossy().contains("aif-en")
            || path.to_string_lossy().contains("Kialo-Parser") && extension == "txt"
            || path.to_string_lossy().contains("argdown+argdown/examples");
        if known {
            let bytes = fs::read(&path).unwrap();
            let foreign = foreign::recognise(&Sniff::new("a", &bytes));
            assert!(foreign.is_some(), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 300, "{seen}");
    for path in files_below(&threads) {
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let foreign = foreign::recognise(&Sniff::new(&name, &bytes));
        assert!(foreign.is_none(), "{}: {foreign:?}", path.display());
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found
}
