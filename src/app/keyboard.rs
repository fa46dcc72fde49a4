//! What the keyboard asks for: which keys are commands now, which belong to a text, what waits for the field that it
//! opens, and the clipboard. May use everything of the window.

use egui::Event;

use super::command::{self, Command, Typing};
use super::thread_pane::ThreadPane;
use super::{App, pane};

impl App {
    /// What the keys that were pressed ask for.
    pub(super) fn keys(&mut self, ctx: &egui::Context) {
        let blocked = self.modal.is_some()
            || self.newcomer.is_some()
            || self.columns.is_some()
            || self.check_is_open()
            || self.tags.is_some()
            || self.path_field.is_some()
            || !self.recoveries.is_empty()
            // An open menu has the keyboard: Escape closes it and nothing else.
            || egui::Popup::is_any_open(ctx);
        if blocked {
            return;
        }
        self.hold_typing(ctx);
        let text = ctx.text_edit_focused();
        let typing = match () {
            () if !text && self.map_has_keyboard(ctx) => Typing::OnMap,
            () if !text => Typing::No,
            () if ThreadPane::is_reading(ctx) => Typing::Reading,
            () if self.doc.editing.is_some() => Typing::Claim,
            () => Typing::Text,
        };
        if !text
            && self.doc.canvas.is_choosing()
            && ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Enter))
        {
            self.with_view(ctx, |canvas, view| canvas.accept_choice(view));
            return;
        }
        if !text {
            self.take_clipboard(ctx);
        }
        if self.settings.show_thread && ThreadPane::has_keyboard(ctx) {
            let doc = &mut self.doc;
            doc.thread_pane.keys(ctx, &doc.derived);
        }
        let drawing = self.doc.canvas.is_drawing_link();
        let framing = self.doc.canvas.is_framing();
        // In a field Escape leaves the field, and nothing else.
        let left_a_field =
            self.typing == Typing::Text && typing != Typing::Text && !self.doc.search.is_open();
        self.typing = typing;
        for command in command::pressed(ctx, typing) {
            // While a link is drawn, S, A and R choose its kind; while a frame is, what is selected is not settled yet.
            match command {
                Command::Escape => {}
                Command::Link(_) if framing => continue,
                Command::Link(kind) if drawing => {
                    self.doc.canvas.draw_as(kind);
                    continue;
                }
                _ if drawing => continue,
                _ => {}
            }
            if left_a_field && command == Command::Escape {
                continue;
            }
            self.command(ctx, command);
        }
    }

    /// Quick typing on the map: what is typed behind a Tab or Enter belongs to what that opens, so that it waits for
    /// it, and what is typed before belongs to the claim that it ends. Without this, keys that come within one frame
    /// would go astray.
    fn hold_typing(&mut self, ctx: &egui::Context) {
        let mut events = std::mem::take(&mut self.held);
        ctx.input_mut(|input| events.append(&mut input.events));
        let typed = |event: &Event| {
            matches!(event, Event::Text(text) if !text.contains(char::is_control))
                || matches!(event, Event::Key { .. })
        };
        let ends = |event: &Event| {
            let key = |key| matches!(key, egui::Key::Tab | egui::Key::Enter);
            matches!(event, Event::Key { key: k, pressed: true, .. } if key(*k))
        };
        if let Some(editing) = &self.doc.editing {
            if editing.fresh && self.waited < 8 {
                (self.held, events) = events.into_iter().partition(typed);
                self.waited += 1;
            } else {
                self.waited = 0;
                let at = events.iter().position(ends);
                if let Some(at) = at {
                    let before = events[..at].iter().any(|e| matches!(e, Event::Text(_)));
                    // First what was typed, in the next frame the key, and behind it the rest.
                    let cut = if before { at } else { at + 1 };
                    let rest = events.split_off(cut);
                    let (held, now) = rest.into_iter().partition(typed);
                    self.held = held;
                    events.extend::<Vec<Event>>(now);
                }
            }
        } else {
            self.waited = 0;
        }
        if !self.held.is_empty() {
            ctx.request_repaint();
        }
        ctx.input_mut(|input| input.events = events);
    }

    /// Whether the keyboard belongs to the map: to no control, or to one of its cards or rows.
    fn map_has_keyboard(&self, ctx: &egui::Context) -> bool {
        !self.welcome
            && ctx
                .memory(|m| m.focused())
                .is_none_or(|id| pane::is_map(ctx, id))
    }

    /// Copy, cut and paste as the system tells of them.
    fn take_clipboard(&mut self, ctx: &egui::Context) {
        let events = ctx.input_mut(|input| {
            let (taken, kept) = std::mem::take(&mut input.events)
                .into_iter()
                .partition(|event| matches!(event, Event::Copy | Event::Cut | Event::Paste(_)));
            input.events = kept;
            Vec::from_iter::<Vec<Event>>(taken)
        });
        for event in events {
            match event {
                Event::Copy => self.command(ctx, Command::Copy),
                Event::Cut => self.command(ctx, Command::Cut),
                Event::Paste(text) => self.paste(ctx, text),
                _ => {}
            }
        }
    }
}
