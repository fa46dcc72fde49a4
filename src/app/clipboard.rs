//! Copy and paste: parts of a map go to the clipboard as an outline people can read, and come back whole: from this
//! window because it remembers what it copied, from another because that left it in a file of the program's own. Any
//! other text becomes claims, a line each, or a thread; the link of a discussion is offered to be fetched. A page of a
//! discussion keeps in its markup what its text lost, so that the markup is asked for first. May use the window,
//! document and exchange.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::App;
use super::from_link::LinkPage;
use super::modals::Modal;
use crate::document::Fragment;
use crate::document::actions::count;
use crate::document::file::write_own;
use crate::exchange::fetch::{Discussion, is_address};
use crate::exchange::{detect, outline};

/// What markup from the clipboard is called in messages.
pub const PASTED_PAGE: &str = "pasted page";

/// Text of more lines than this is more likely a discussion than a list of claims: the person is asked.
const MANY_LINES: usize = 40;

/// What the clipboard holds besides plain text.
pub trait Markup {
    /// What was copied, as HTML; `None` if its source gave none, or the system keeps it back.
    fn html(&mut self) -> Option<String>;
}

/// The system's clipboard. Where a Wayland desktop does not let it be looked at, there is plain text only.
#[derive(Debug, Default)]
pub struct System;

impl Markup for System {
    fn html(&mut self) -> Option<String> {
        arboard::Clipboard::new().ok()?.get().html().ok()
    }
}

/// What the last window that copied left for the others.
#[derive(Serialize, Deserialize)]
struct Left {
    text: String,
    fragment: String,
}

impl App {
    /// Copies what is selected; says whether there was anything.
    pub(super) fn copy(&mut self, ctx: &egui::Context) -> bool {
        let fragment = Fragment::take(self.doc.session.document(), &self.doc.selection.nodes);
        if fragment.is_empty() {
            self.toasts.info("Select claims to copy first");
            return false;
        }
        let claims = fragment.document().map().claim_count();
        let text = outline::write(&fragment);
        ctx.copy_text(text.clone());
        self.toasts
            .info(format!("Copied {}", count(claims, "claim")));
        self.leave_for_others(&text, &fragment);
        self.copied = Some((fragment, text));
        true
    }

    fn clipboard_file(&self) -> Option<PathBuf> {
        Some(self.folders.state.as_ref()?.join("copied.ron"))
    }

    fn leave_for_others(&self, text: &str, fragment: &Fragment) {
        let (Some(path), Ok(fragment)) = (self.clipboard_file(), fragment.to_ron()) else {
            return;
        };
        let left = Left {
            text: text.to_owned(),
            fragment,
        };
        // Pasting elsewhere then falls back to the outline, so that a full disk is no reason to stop here.
        if let Ok(ron) = ron::to_string(&left) {
            let _ = write_own(&path, ron.as_bytes());
        }
    }

    /// What another window of this program put on the clipboard as `text`.
    fn left_by_others(&self, text: &str) -> Option<Fragment> {
        let ron = std::fs::read_to_string(self.clipboard_file()?).ok()?;
        let left: Left = ron::from_str(&ron).ok()?;
        (left.text == text)
            .then(|| Fragment::from_ron(&left.fragment).ok())
            .flatten()
    }

    /// Takes what was pasted while no text had the keyboard.
    pub(super) fn paste(&mut self, ctx: &egui::Context, text: String) {
        // Clipboards change line ends.
        let text = text.replace("\r\n", "\n");
        let own = self.copied.as_ref().filter(|(_, copied)| *copied == text);
        if let Some(fragment) = own
            .map(|(fragment, _)| fragment.clone())
            .or_else(|| self.left_by_others(&text))
        {
            self.insert(ctx, &fragment);
            return;
        }
        let trimmed = text.trim();
        if let Some(html) = self.markup.html().filter(|html| is_discussion(html)) {
            self.import_page(ctx, html, text);
        } else if trimmed.is_empty() {
            self.toasts.info("There is no text on the clipboard");
        } else if is_address(trimmed) && Discussion::recognise(trimmed).is_some() {
            self.modal = Some(Modal::Link(LinkPage::new(trimmed)));
        } else if is_address(trimmed) {
            self.toasts.info(
                "This is a link: open it in a browser, save the page, and drop the file here",
            );
        } else if self.welcome
            || trimmed.starts_with(['{', '[', '<'])
            || trimmed.lines().count() > MANY_LINES
        {
            self.modal = Some(Modal::Paste(text));
        } else {
            self.paste_lines(ctx, &text);
        }
    }

    /// Makes claims of lines.
    pub(super) fn paste_lines(&mut self, ctx: &egui::Context, text: &str) {
        let (fragment, warnings) = outline::read(text);
        if fragment.is_empty() {
            self.toasts.info("There are no lines to make claims of");
            return;
        }
        self.insert(ctx, &fragment);
        if let Some(first) = warnings.first() {
            self.toasts.warn(first.clone());
        }
    }

    fn insert(&mut self, ctx: &egui::Context, fragment: &Fragment) {
        let at = if !fragment.document().places().is_empty() {
            self.doc.canvas.paste_place(ctx.pointer_latest_pos())
        } else {
            None
        };
        let was_empty = self.doc.session.document().map().is_empty();
        let (edit, nodes) = fragment.insert(self.doc.session.document(), at);
        let label = edit.label.clone();
        self.edit_and_adjust(edit, &nodes);
        if was_empty && at.is_none() {
            // A whole map at once is laid out as a whole.
            self.arrange(ctx, None);
        }
        self.welcome = false;
        self.doc.canvas.reveal_all(nodes.clone());
        self.doc.selection.nodes = nodes;
        self.toasts.done(label.replacen("paste", "Pasted", 1));
    }
}

/// Whether markup is a discussion some format knows. Any page would do as markup of one comment a paragraph, but then
/// its text says the same.
fn is_discussion(html: &str) -> bool {
    detect(html.as_bytes(), PASTED_PAGE).is_some_and(|format| format.extensions.contains(&"html"))
}
