//! The claims as a table: sorted by a click on a column, filtered by words, the same selection as everywhere. May use
//! document, map and egui's table.

use std::cmp::Ordering;

use egui::{RichText, Sense};
use egui_extras::{Column, TableBuilder};

use super::canvas::paint::pattern;
use super::pane::{Action, View, node_menu};
use super::theme::colour;
use crate::document::actions::count;
use crate::document::history::Revision;
use crate::figure::shorten;
use crate::map::{ClaimId, LinkKind, NodeId};

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Id,
    Text,
    Tags,
    Standing,
    Strength,
    Supports,
    Attacks,
    Excerpts,
    Evidence,
}

/// Every column with its head, a shorter head where there is little room, and what it says.
const COLUMNS: &[(Key, &str, &str, &str)] = &[
    (Key::Id, "No.", "No.", "the claim's id"),
    (Key::Text, "Claim", "Claim", "its words"),
    (Key::Tags, "Tags", "Tags", "its tags"),
    (Key::Standing, "Standing", "Standing", "whether it stands"),
    (
        Key::Strength,
        "Strength",
        "Str.",
        "how strong it is, 0 to 1",
    ),
    (Key::Supports, "+", "+", "how many links support it"),
    (Key::Attacks, "−", "−", "how many links attack it"),
    (
        Key::Excerpts,
        "Excerpts",
        "Exc.",
        "how many excerpts of the thread it rests on",
    ),
    (
        Key::Evidence,
        "Evidence",
        "Evi.",
        "how many notes, quotations and findings it has",
    ),
];

/// A claim's words have so much room at least, in points; where that leaves too little for the rest, the table goes on
/// to the right.
const CLAIM: f32 = 200.0;

/// A claim as the table has it.
struct Entry {
    claim: ClaimId,
    text: String,
    tags: Vec<String>,
    standing: String,
    strength: f64,
    supports: usize,
    attacks: usize,
    excerpts: usize,
    evidence: usize,
}

/// The table with its state.
pub struct Table {
    by: Key,
    descending: bool,
    words: String,
    entries: Vec<Entry>,
    /// What the entries were made from: state, sorting, words, filter.
    of: Option<(Revision, String, String)>,
    reveal: Option<NodeId>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            by: Key::Id,
            descending: false,
            words: String::new(),
            entries: Vec::new(),
            of: None,
            reveal: None,
        }
    }
}

impl Table {
    /// Scrolls to a claim's row at the next frame.
    pub fn reveal(&mut self, node: NodeId) {
        self.reveal = Some(node);
    }

    /// The claims from top to bottom, for the arrow keys.
    pub fn order(&self) -> Vec<NodeId> {
        let claims = self.entries.iter();
        claims.map(|entry| NodeId::Claim(entry.claim)).collect()
    }

    /// Shows the table in what room there is.
    pub fn show(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let frame = egui::Frame::NONE
            .fill(colour(view.palette.canvas))
            .inner_margin(12);
        frame.show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.horizontal_wrapped(|ui| {
                let room = ui.available_width() - 16.0;
                let field = ui.add(
                    egui::TextEdit::singleline(&mut self.words)
                        .id_salt("table filter")
                        .hint_text("Only claims with these words")
                        .desired_width(room.min(260.0)),
                );
                field.widget_info(|| {
                    egui::WidgetInfo::labeled(
                        egui::Role::TextInput,
                        true,
                        "Only claims with these words",
                    )
                });
                ui.label(
                    RichText::new(count(self.entries.len(), "claim"))
                        .small()
                        .weak(),
                );
                if !view.selection.claims().is_empty() && ui.button("Show on the map").clicked() {
                    let last = view.selection.nodes.last().copied();
                    view.actions.extend(last.map(Action::ShowOnMap));
                }
            });
            ui.add_space(6.0);
            self.refresh(view);
            egui::ScrollArea::horizontal()
                .id_salt("table")
                .auto_shrink(false)
                .show(ui, |ui| self.rows(ui, view));
        });
    }

    fn refresh(&mut self, view: &View<'_>) {
        let sorting = format!("{:?} {} {:?}", self.by, self.descending, view.filter);
        let key = (view.session.revision(), sorting, self.words.clone());
        if self.of.as_ref() == Some(&key) {
            return;
        }
        self.of = Some(key);
        let map = view.session.document().map();
        let wanted = self.words.trim().to_lowercase();
        let mut onto = std::collections::HashMap::<ClaimId, (usize, usize)>::new();
        for (_, link) in map.links() {
            if let NodeId::Claim(target) = link.target {
                let counts = onto.entry(target).or_default();
                match link.kind {
                    LinkKind::Support => counts.0 += 1,
                    LinkKind::Attack => counts.1 += 1,
                    LinkKind::Rephrase => {}
                }
            }
        }
        let evaluation = &view.derived.evaluation;
        self.entries = map
            .claims()
            .filter(|(id, _)| view.passes(*id))
            .map(|(id, claim)| {
                let tags = claim.tags.iter().filter_map(|tag| map.tag(*tag));
                let (supports, attacks) = onto.get(&id).copied().unwrap_or_default();
                Entry {
                    claim: id,
                    text: shorten(claim.text.trim(), 400).replace('\n', " "),
                    tags: tags.map(|tag| tag.name.clone()).collect(),
                    standing: evaluation.badge(id).unwrap_or_default(),
                    strength: evaluation.claims.get(&id).map_or(0.0, |v| v.strength),
                    supports,
                    attacks,
                    excerpts: claim.excerpts.len(),
                    evidence: claim.evidence.len(),
                }
            })
            .filter(|entry| {
                wanted.is_empty()
                    || entry.text.to_lowercase().contains(&wanted)
                    || entry
                        .tags
                        .iter()
                        .any(|tag| tag.to_lowercase().contains(&wanted))
            })
            .collect();
        let by = self.by;
        self.entries.sort_by(|a, b| {
            let order = compare(a, b, by);
            let order = if self.descending {
                order.reverse()
            } else {
                order
            };
            order.then(a.claim.cmp(&b.claim))
        });
    }

    fn rows(&mut self, ui: &mut egui::Ui, view: &mut View<'_>) {
        let wanted = self.reveal.take().and_then(|node| {
            let own = |entry: &Entry| NodeId::Claim(entry.claim) == node;
            self.entries.iter().position(own)
        });
        let wide = ui.available_width() > 820.0;
        ui.visuals_mut().widgets.noninteractive.bg_stroke.color = egui::Color32::TRANSPARENT;
        let mut table = TableBuilder::new(ui)
            .id_salt(("claims", wide))
            .striped(false)
            .resizable(true)
            .sense(Sense::click())
            .auto_shrink(false)
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center));
        let either = |roomy: f32, narrow: f32| Column::initial(if wide { roomy } else { narrow });
        for (key, ..) in COLUMNS {
            table = table.column(match key {
                Key::Id => either(46.0, 40.0).at_least(36.0),
                Key::Text => Column::remainder().at_least(CLAIM).clip(true),
                Key::Tags => either(170.0, 44.0).at_least(36.0).clip(true),
                Key::Standing => either(92.0, 78.0).at_least(40.0),
                Key::Strength => either(70.0, 36.0).at_least(30.0),
                Key::Supports | Key::Attacks => either(30.0, 22.0).at_least(20.0),
                Key::Excerpts => either(66.0, 30.0).at_least(28.0),
                Key::Evidence => either(70.0, 30.0).at_least(28.0),
            });
        }
        if let Some(n) = wanted {
            table = table.scroll_to_row(n, None);
        }
        let mut sort = None;
        table
            .header(28.0, |mut header| {
                for (key, long, short, about) in COLUMNS {
                    let name = if wide { long } else { short };
                    header.col(|ui| {
                        let sign = match (self.by == *key, self.descending) {
                            (false, _) => "",
                            (true, false) => " ⏶",
                            (true, true) => " ⏷",
                        };
                        let title = RichText::new(format!("{name}{sign}"))
                            .family(super::theme::semibold())
                            .small();
                        let button = ui.add(egui::Button::new(title).frame(false));
                        button.widget_info(|| {
                            egui::WidgetInfo::labeled(
                                egui::Role::ColumnHeader,
                                true,
                                format!("Sort by {about}"),
                            )
                        });
                        if button.on_hover_text(*about).clicked() {
                            sort = Some(*key);
                        }
                    });
                }
            })
            .body(|body| {
                body.rows(28.0, self.entries.len(), |mut row| {
                    if let Some(entry) = self.entries.get(row.index()) {
                        show_entry(&mut row, entry, wide, view);
                    }
                });
            });
        if let Some(key) = sort {
            self.descending = self.by == key && !self.descending;
            self.by = key;
        }
    }
}

fn show_entry(
    row: &mut egui_extras::TableRow<'_, '_>,
    entry: &Entry,
    wide: bool,
    view: &mut View<'_>,
) {
    let node = NodeId::Claim(entry.claim);
    let selected = view.selection.has(node);
    row.set_selected(selected);
    let number = |row: &mut egui_extras::TableRow<'_, '_>, n: usize| {
        row.col(|ui| {
            ui.label(RichText::new(n.to_string()).weak());
        });
    };
    row.col(|ui| {
        ui.label(RichText::new(entry.claim.to_string()).weak());
    });
    row.col(|ui| {
        let text = match entry.text.as_str() {
            "" => RichText::new("(no words yet)").weak(),
            text if view.search.found_in(node) => {
                RichText::new(text).background_color(colour(view.palette.highlight))
            }
            text => RichText::new(text),
        };
        ui.add(egui::Label::new(text).truncate().selectable(false));
    });
    row.col(|ui| {
        let map = view.session.document().map();
        let tags = map.claim(entry.claim).into_iter().flat_map(|c| &c.tags);
        for tag in tags.filter_map(|tag| map.tag(*tag)) {
            let (area, mark) = ui.allocate_exact_size(egui::vec2(11.0, 11.0), Sense::hover());
            mark.on_hover_text(&tag.name);
            let ink = colour(view.palette.hue_mark(tag.hue));
            pattern(ui.painter(), area, tag.pattern, ink);
        }
        if wide {
            let names = RichText::new(entry.tags.join(", ")).small();
            ui.add(egui::Label::new(names).truncate().selectable(false));
        }
    });
    row.col(|ui| {
        let ink = view
            .palette
            .standing(view.derived.evaluation.standing(entry.claim));
        ui.label(RichText::new(&entry.standing).small().color(colour(ink)));
    });
    row.col(|ui| {
        ui.label(RichText::new(format!("{:.2}", entry.strength)).weak());
    });
    number(row, entry.supports);
    number(row, entry.attacks);
    number(row, entry.excerpts);
    number(row, entry.evidence);
    let response = row.response();
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::Role::Row,
            true,
            selected,
            format!("Row {}: {} {}", entry.claim, entry.text, entry.standing),
        )
    });
    if response.clicked() {
        let many = response
            .ctx
            .input(|i| i.modifiers.shift || i.modifiers.command);
        if many {
            view.selection.toggle(node);
        } else {
            view.selection.only(node);
        }
    }
    if response.double_clicked() {
        view.actions.push(Action::ShowOnMap(node));
    }
    node_menu(&response, node, view);
}

fn compare(a: &Entry, b: &Entry, by: Key) -> Ordering {
    match by {
        Key::Id => a.claim.cmp(&b.claim),
        Key::Text => a.text.to_lowercase().cmp(&b.text.to_lowercase()),
        Key::Tags => a.tags.cmp(&b.tags),
        Key::Standing => a.standing.cmp(&b.standing),
        Key::Strength => a.strength.total_cmp(&b.strength),
        Key::Supports => a.supports.cmp(&b.supports),
        Key::Attacks => a.attacks.cmp(&b.attacks),
        Key::Excerpts => a.excerpts.cmp(&b.excerpts),
        Key::Evidence => a.evidence.cmp(&b.evidence),
    }
}
