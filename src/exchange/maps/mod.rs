//! Maps in other tools' formats, one file a format. May use the document, its evaluation and the figure.

pub mod dot;
pub mod escape;
pub mod graphml;
pub mod json;
pub mod markdown;
pub mod png;
pub mod svg;

use crate::document::Document;
use crate::semantics::evaluation::Standing;

/// How a picture or report is to be made. Formats take of it what concerns them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Whether pictures use the dark theme.
    pub dark: bool,
    /// Pixels of a PNG for each point of the canvas.
    pub scale: f32,
    /// Whether standings (accepted, rejected, undecided) are shown.
    pub standings: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            dark: false,
            scale: 2.0,
            standings: true,
        }
    }
}

/// Why nothing was written. Each is one plain sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The picture's measures are no numbers one can draw with.
    #[error("the picture cannot be {0} pixels a point; choose a scale from 0.1 to 8")]
    Scale(String),
    /// The map is spread so wide that not even a tiny picture holds it.
    #[error(
        "the map is {width} by {height} points, too large for one picture; arrange it anew, or export SVG"
    )]
    TooLarge {
        /// Points from left to right.
        width: u64,
        /// Points from top to bottom.
        height: u64,
    },
    /// A part of the program refused; it should not happen.
    #[error("the {format} file could not be made: {why}; export another format and report this")]
    Internal {
        /// The format.
        format: &'static str,
        /// What was said.
        why: String,
    },
}

/// Writes a document in one format.
pub type Write = fn(&Document, &Options) -> Result<Vec<u8>, WriteError>;

/// A format that maps can be written in.
#[derive(Debug, Clone, Copy)]
pub struct Export {
    /// The name for `--to`.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Usual extensions, for file dialogs.
    pub extensions: &'static [&'static str],
    /// What the format cannot hold, one sentence; empty if it holds everything.
    pub loses: &'static str,
    /// How it is written.
    pub write: Write,
}

/// Every format that maps can be written in.
pub static EXPORTS: &[Export] = &[
    Export {
        name: "svg",
        title: "Picture, SVG",
        extensions: &["svg"],
        loses: "A picture shows what the cards show: long claims are cut, excerpts and evidence are only counted.",
        write: svg::write,
    },
    Export {
        name: "png",
        title: "Picture, PNG",
        extensions: &["png"],
        loses: "A picture shows what the cards show: long claims are cut, excerpts and evidence are only counted; \
                scripts other than Latin, Greek and Cyrillic come out as boxes.",
        write: png::write,
    },
    Export {
        name: "markdown",
        title: "Report, Markdown",
        extensions: &["md", "markdown"],
        loses: "A report holds the words, not where the cards stand.",
        write: markdown::write,
    },
    Export {
        name: "json",
        title: "Everything, JSON",
        extensions: &["json"],
        loses: "",
        write: json::write,
    },
    Export {
        name: "dot",
        title: "Graphviz, DOT",
        extensions: &["dot", "gv"],
        loses: "DOT holds claims and links with their attributes; excerpts and evidence are only counted, and the \
                thread is left out.",
        write: dot::write,
    },
    Export {
        name: "graphml",
        title: "GraphML for yEd, Gephi and networkx",
        extensions: &["graphml"],
        loses: "GraphML holds claims and links with their attributes and places; excerpts and evidence are only \
                counted, and the thread is left out.",
        write: graphml::write,
    },
];

/// The word for a standing in every format.
fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Accepted => "accepted",
        Standing::Rejected => "rejected",
        Standing::Undecided => "undecided",
    }
}
