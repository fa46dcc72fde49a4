//! Files of programs for argument maps, mind maps and diagrams that cannot be read here. One table, [`FOREIGN`], says
//! how each is known and what to do instead: none is to pass for a discussion just because it is text. May use the
//! sniffer.

use super::sniff::Sniff;

/// A kind of file that is known and not read.
#[derive(Debug, Clone, Copy)]
pub struct Foreign {
    /// What it is, with its article.
    pub what: &'static str,
    /// Whether a file is one.
    pub recognise: fn(&Sniff<'_>) -> bool,
    /// What to do instead.
    pub instead: &'static str,
}

impl Foreign {
    /// The name of the format that what is done instead is read as.
    pub fn reads_as(&self) -> Option<&'static str> {
        match self.instead {
            OUTLINE => Some("nested-text"),
            TABLE => Some("csv"),
            _ => None,
        }
    }
}

/// For programs that write outlines.
const OUTLINE: &str = "export it there as an outline (text or Markdown with indents)";
/// For those that don't.
const TABLE: &str = "write its statements as a table with the columns id, parent and text";
/// For frameworks of abstract arguments, which have no words.
const SOLVE: &str = "`counterclaim solve` reads such frameworks";

/// Every kind, the more particular before the more general.
pub static FOREIGN: &[Foreign] = &[
    Foreign {
        what: "a Rationale map",
        recognise: |file| {
            file.extension == "rtnl"
                || root(file).is_some_and(|name| name.to_ascii_lowercase().contains("rationale"))
        },
        instead: OUTLINE,
    },
    Foreign {
        what: "a Compendium map (XML)",
        recognise: |file| {
            has_root(file, "model")
                && ["Compendium", "<views", "<nodes"]
                    .iter()
                    .any(|sign| file.contains(sign))
        },
        instead: OUTLINE,
    },
    Foreign {
        what: "a page of Kialo",
        recognise: |file| file.is_markup() && file.contains("kialo.com/"),
        instead: TABLE,
    },
    Foreign {
        what: "a Kialo discussion exported as text",
        recognise: |file| file.head.starts_with("Discussion Title:") && file.head.contains("\n1. "),
        instead: TABLE,
    },
    Foreign {
        what: "an argument graph of Carneades (LKIF)",
        recognise: |file| has_root(file, "lkif"),
        instead: TABLE,
    },
    Foreign {
        what: "an argument graph of Carneades (CAF)",
        recognise: |file| has_root(file, "caf"),
        instead: TABLE,
    },
    Foreign {
        what: "an argument graph of Carneades (YAML)",
        recognise: |file| {
            let has = |key: &str| file.head.lines().any(|line| line.trim_end() == key);
            has("statements:") && has("arguments:")
                || first_line(file) == Some("meta:")
                    && ["statements:", "language:", "argument_schemes:"]
                        .iter()
                        .any(|key| has(key))
        },
        instead: TABLE,
    },
    Foreign {
        what: "an annotated text (arggraph)",
        recognise: |file| has_root(file, "arggraph"),
        instead: TABLE,
    },
    Foreign {
        what: "an Araucaria argument (AML)",
        recognise: |file| root(file) == Some("ARG"),
        instead: TABLE,
    },
    Foreign {
        what: "an argument map in AIF (JSON, as of OVA or AIFdb)",
        recognise: |file| {
            file.json_root_has("AIF")
                || ["nodes", "edges"].iter().all(|key| file.json_root_has(key))
                    && (file.json_has("nodeID") || file.json_root_has("locutions"))
        },
        instead: TABLE,
    },
    Foreign {
        what: "an argument map in RDF (as of AIFdb)",
        recognise: |file| {
            has_root(file, "RDF") || first_line(file).is_some_and(|l| l.starts_with("@prefix "))
        },
        instead: TABLE,
    },
    Foreign {
        what: "an Argdown map (JSON)",
        recognise: |file| {
            ["arguments", "statements"]
                .iter()
                .all(|key| file.json_root_has(key))
        },
        instead: TABLE,
    },
    Foreign {
        what: "an Argdown text",
        recognise: is_argdown,
        instead: TABLE,
    },
    Foreign {
        what: "a GraphML graph (as of Argunet, yEd or Gephi)",
        recognise: |file| has_root(file, "graphml"),
        instead: TABLE,
    },
    Foreign {
        what: "a GEXF graph",
        recognise: |file| has_root(file, "gexf"),
        instead: TABLE,
    },
    Foreign {
        what: "a mind map of FreeMind or Freeplane",
        recognise: |file| has_root(file, "map") && file.contains("<node "),
        instead: OUTLINE,
    },
    Foreign {
        what: "an XMind map",
        recognise: |file| {
            file.is_zip()
                && ["content.json", "content.xml"]
                    .iter()
                    .any(|part| file.contains(part))
                && ["metadata.json", "META-INF/manifest.xml"]
                    .iter()
                    .any(|part| file.contains(part))
                && !file.contains("mimetypeapplication/vnd.oasis")
        },
        instead: OUTLINE,
    },
    Foreign {
        what: "an outline in OPML",
        recognise: |file| has_root(file, "opml"),
        instead: OUTLINE,
    },
    Foreign {
        what: "a MindMup map",
        recognise: |file| file.json_root_has("ideas") && file.json_root_has("formatVersion"),
        instead: OUTLINE,
    },
    Foreign {
        what: "a draw.io diagram",
        recognise: |file| has_root(file, "mxfile") || has_root(file, "mxGraphModel"),
        instead: TABLE,
    },
    Foreign {
        what: "an Excalidraw drawing",
        recognise: |file| file.json_root_has("elements") && file.json_root_has("appState"),
        instead: TABLE,
    },
    Foreign {
        what: "a canvas of Obsidian",
        recognise: |file| {
            ["nodes", "edges"].iter().all(|key| file.json_root_has(key))
                && file.json_has("fromNode")
        },
        instead: TABLE,
    },
    Foreign {
        what: "a Mermaid diagram",
        recognise: is_mermaid,
        instead: TABLE,
    },
    Foreign {
        what: "a PlantUML diagram",
        recognise: |file| first_line(file).is_some_and(|line| line.starts_with("@start")),
        instead: TABLE,
    },
    Foreign {
        what: "a Graphviz graph (DOT)",
        recognise: is_dot,
        instead: TABLE,
    },
    Foreign {
        what: "an argumentation framework (APX)",
        recognise: |file| {
            let facts = ["arg(", "att(", "%"];
            let mut lines = lines(file).take(1_000).peekable();
            lines.peek().is_some() && lines.all(|line| facts.iter().any(|f| line.starts_with(f)))
        },
        instead: SOLVE,
    },
    Foreign {
        what: "an argumentation framework (ICCMA)",
        recognise: |file| {
            let rest = first_line(file).and_then(|line| line.strip_prefix("p af "));
            rest.is_some_and(|n| n.trim().parse::<u64>().is_ok())
        },
        instead: SOLVE,
    },
    Foreign {
        what: "an argumentation framework (TGF)",
        recognise: is_tgf,
        instead: SOLVE,
    },
];

/// What a file is, if it is one of those that are known and not read.
pub fn recognise(sniff: &Sniff<'_>) -> Option<&'static Foreign> {
    FOREIGN.iter().find(|foreign| (foreign.recognise)(sniff))
}

/// The name of the first element, without the prefix of its namespace.
fn root<'a>(file: &'a Sniff<'_>) -> Option<&'a str> {
    let name = file.root_element()?;
    Some(name.rsplit_once(':').map_or(name, |(_, name)| name))
}

fn has_root(file: &Sniff<'_>, name: &str) -> bool {
    root(file) == Some(name)
}

/// The lines of the head that are not blank, without white space around them.
fn lines<'a>(file: &'a Sniff<'_>) -> impl Iterator<Item = &'a str> {
    file.head
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
}

fn first_line<'a>(file: &'a Sniff<'_>) -> Option<&'a str> {
    lines(file).next()
}

/// A diagram says first of which kind it is, below a head between lines of hyphens and comments.
fn is_mermaid(file: &Sniff<'_>) -> bool {
    const ALONE: [&str; 6] = [
        "mindmap",
        "sequenceDiagram",
        "classDiagram",
        "stateDiagram",
        "stateDiagram-v2",
        "erDiagram",
    ];
    const WAYS: [&str; 5] = ["TB", "TD", "BT", "RL", "LR"];
    let mut lines = lines(file).peekable();
    lines.next_if(|line| *line == "```mermaid");
    if lines.next_if_eq(&"---").is_some() {
        lines.find(|line| *line == "---");
    }
    let Some(line) = lines.find(|line| !line.starts_with("%%")) else {
        return false;
    };
    let mut words = line.trim_end_matches(';').split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(word), None, None) => ALONE.contains(&word),
        (Some("graph" | "flowchart"), Some(way), None) => WAYS.contains(&way),
        _ => false,
    }
}

/// `digraph name {`, and an edge or an attribute.
fn is_dot(file: &Sniff<'_>) -> bool {
    let mut lines = lines(file).skip_while(|line| {
        ["//", "/*", "*", "#"]
            .iter()
            .any(|sign| line.starts_with(sign))
    });
    let Some(line) = lines.next().map(str::to_ascii_lowercase) else {
        return false;
    };
    let line = line.strip_prefix("strict ").unwrap_or(&line).trim_start();
    let graph = ["digraph", "graph"]
        .iter()
        .find_map(|word| line.strip_prefix(word));
    let opens = graph.is_some_and(|rest| {
        rest.starts_with([' ', '{']) && rest.split_whitespace().count() <= 2 && rest.contains('{')
    });
    opens
        && ["->", "--", "=", "}"]
            .iter()
            .any(|sign| file.head.contains(sign))
}

/// Names, a line with `#` alone, then pairs of these names.
fn is_tgf(file: &Sniff<'_>) -> bool {
    let mut names = std::collections::BTreeSet::new();
    let mut lines = lines(file);
    for line in lines.by_ref() {
        if line == "#" {
            break;
        }
        names.extend(line.split_whitespace().next());
    }
    let mut pairs = lines.take(1_000).peekable();
    pairs.peek().is_some()
        && pairs.all(|line| {
            let mut words = line.split_whitespace();
            let (from, to) = (words.next(), words.next());
            from.is_some_and(|name| names.contains(name))
                && to.is_some_and(|name| names.contains(name))
        })
}

/// Statements in brackets and arguments in angles begin lines, and signs before them say what they do to what stands
/// above. One without the other might be chance.
fn is_argdown(file: &Sniff<'_>) -> bool {
    const SIGNS: [&str; 11] = ["<+", "<-", "<_", "+>", "->", "_>", "><", "+", "-", "_", "^"];
    let titled = |line: &str| {
        let close = match line.chars().next() {
            Some('[') => ']',
            Some('<') => '>',
            _ => return false,
        };
        let Some((name, rest)) = line.get(1..).and_then(|rest| rest.split_once(close)) else {
            return false;
        };
        // A tag of markup, a box to tick, a footnote and a link begin alike.
        let plain = name.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !name.contains(['/', '=', '"', '@', ':']);
        let rest = rest.trim();
        plain
            && (rest.is_empty()
                || rest.starts_with('#')
                || rest.strip_prefix(':').is_some_and(|said| {
                    said.starts_with(' ') && !said.trim_start().starts_with("http")
                }))
    };
    let (mut bare, mut signed) = (false, false);
    for line in lines(file) {
        let after = SIGNS.iter().find_map(|sign| line.strip_prefix(sign));
        match after.and_then(|rest| rest.strip_prefix(' ')) {
            Some(rest) => signed |= titled(rest.trim_start()),
            None => bare |= titled(line),
        }
    }
    bare && signed
}
