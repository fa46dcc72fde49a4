//! WordPress, XML export (WXR). May use `thread`, `xml` and the floor below.
//!
//! A comment's parent 0 is none. Addresses and IP numbers of the writers stand in it and are not read.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, SameId, grouped};
use super::html::Markup;
use super::time;
use crate::exchange::sniff::{Confidence, Sniff};
use crate::exchange::{Input, Place, ReadError, xml};
use crate::progress::Progress;
use crate::thread::{Comment, CommentId, Flag};

/// Recognises WordPress's name space and comments.
pub fn recognise(sniff: &Sniff<'_>) -> Confidence {
    let export = sniff.is_markup() && sniff.contains("wordpress.org/export");
    match (export, sniff.contains("<wp:comment>")) {
        (true, true) => Confidence::Certain,
        (true, false) => Confidence::Likely,
        (false, _) => Confidence::No,
    }
}

/// Reads the comments of all posts.
///
/// # Errors
/// [`ReadError`] if it is no XML, or no comment is in it.
pub fn read(input: &Input<'_>, draft: &mut Draft, progress: &Progress) -> Result<(), ReadError> {
    let mut markup = Markup::default();
    let mut posts: BTreeSet<usize> = BTreeSet::new();
    // Title and address of every post that has them, by its place in the file.
    let mut about: BTreeMap<usize, (Option<String>, Option<String>)> = BTreeMap::new();
    let mut pending = 0u64;
    xml::records(
        input.name,
        input.bytes,
        (&["title", "link", "wp:comment"], "item"),
        progress,
        |record| {
            let own = || record.get("").map(|text| markup.read(text).text);
            match record.name.as_str() {
                "title" => {
                    let (title, _) = about.entry(record.group).or_default();
                    *title = title.take().or_else(own);
                    return;
                }
                "link" => {
                    let (_, link) = about.entry(record.group).or_default();
                    *link = link.take().or_else(|| record.get("").map(str::to_owned));
                    return;
                }
                _ => {}
            }
            let Some(id) = record.get("wp:comment_id") else {
                return;
            };
            posts.insert(record.group);
            let rich = markup.read(&paragraphs(
                record.get("wp:comment_content").unwrap_or_default(),
            ));
            let mut comment = Comment::new(id, rich.text);
            comment.marks = rich.marks;
            comment.parent = record
                .get("wp:comment_parent")
                .filter(|p| *p != "0")
                .map(CommentId::from);
            comment.author = record
                .get("wp:comment_author")
                .map(|author| markup.decode(author).trim().to_owned());
            let utc = record
                .get("wp:comment_date_gmt")
                .filter(|t| time::is_iso(t));
            let local = record.get("wp:comment_date").filter(|t| time::is_iso(t));
            comment.time = utc
                .map(|t| format!("{}Z", t.replacen(' ', "T", 1)))
                .or_else(|| local.map(|t| t.replacen(' ', "T", 1)));
            match record.get("wp:comment_approved") {
                Some("spam" | "trash" | "post-trashed") => comment.flags.insert(Flag::Removed),
                Some("0" | "hold") => pending += 1,
                _ => {}
            }
            draft.push(comment, SameId::OtherComment);
        },
    )?;
    if posts.is_empty() {
        return Err(ReadError::bad(
            input.name,
            Place::Field("wp:comment".to_owned()),
            "no comment stands in it",
            "export the posts again, with their comments",
        ));
    }
    if let (1, Some(post)) = (posts.len(), posts.first()) {
        let (title, link) = about.remove(post).unwrap_or_default();
        draft.thread.title = draft.thread.title.take().or(title);
        draft.thread.url = draft.thread.url.take().or(link);
    }
    if pending > 0 {
        draft.warn(
            input,
            format!(
                "{} comments wait for approval and are not public; they were read like the others",
                grouped(pending)
            ),
        );
    }
    if posts.len() > 1 {
        draft.warn(
            input,
            format!(
                "the comments belong to {} posts; they were read as one thread",
                grouped(posts.len() as u64)
            ),
        );
    }
    Ok(())
}

/// Elements that stand by themselves: a line end beside one means nothing.
const BLOCKS: [&str; 28] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "section",
    "table",
    "td",
    "tr",
    "ul",
];

/// WordPress makes paragraphs and line breaks of line ends, but for those in preformatted text.
fn paragraphs(content: &str) -> String {
    let content = content.replace("\r\n", "\n");
    let lower = content.to_ascii_lowercase();
    let mut out = String::with_capacity(content.len() + 64);
    let mut at = 0;
    while at < content.len() {
        let start = lower.get(at..).and_then(|rest| rest.find("<pre"));
        let start = start.map_or(content.len(), |start| at + start);
        break_lines(content.get(at..start).unwrap_or(""), &mut out);
        let end = lower.get(start..).and_then(|rest| rest.find("</pre"));
        at = end.map_or(content.len(), |end| start + end);
        out.push_str(content.get(start..at).unwrap_or(""));
        if at < content.len() {
            out.push_str("</pre");
            at += "</pre".len();
        }
    }
    out
}

fn break_lines(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\n') {
        out.push_str(line);
        let next = behind.trim_start();
        let blank = behind.len() - next.len();
        let skipped = behind.get(..blank).unwrap_or("");
        let before = line.trim_end().rsplit_once('<').map_or("", |(_, tag)| tag);
        let after = next.strip_prefix('<').unwrap_or("");
        let beside_block = (before.ends_with('>') && is_block(before)) || is_block(after);
        out.push_str(match (skipped.contains('\n'), beside_block) {
            (true, _) => "<p>",
            (false, true) => "\n",
            (false, false) => "<br>",
        });
        rest = next;
    }
    out.push_str(rest);
}

/// Whether a tag, from its name on, is of an element that stands by itself.
fn is_block(tag: &str) -> bool {
    let tag = tag.trim_start_matches('/');
    let length = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = tag.get(..length).unwrap_or("").to_ascii_lowercase();
    BLOCKS.contains(&name.as_str())
}
