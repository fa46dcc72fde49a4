//! The inspector: everything there is to know and to change about what is selected; with nothing selected,
//! about the map. May use document, map and egui.

use egui::{RichText, ScrollArea, Sense, vec2};

use super::canvas::paint::pattern;
use super::command::{Command, spec_of};
use super::derived::Derived;
use super::evidence::finding_ui;
use super::pane::{Action, View, Words, small_button};
use super::theme::colour;
use super::thread_pane::shorten;
use crate::document::Document;
use crate::document::actions::{self, count};
use crate::document::history::Mark;
use crate::map::{Bearing, ClaimId, Evidence, LinkId, LinkKind, NodeId, Tag};
use crate::thread::Excerpt;

/// A text field's content while it is being typed in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Field {
    Title,
    Claim(ClaimId),
    LinkNote(LinkId),
    Evidence(ClaimId, usize),
    Source(ClaimId, usize),
}

/// The inspector with its state.
#[derive(Default)]
pub struct Inspector {
    typing: Option<(Field, String, Mark)>,
    /// The mark of the slider that is being dragged.
    sliding: Option<Mark>,
}

impl Inspector {
    /// Shows what is selected.
    pub fn show(&mut self, ui: &mut egui::Ui, view: &mut View<'_>, next_mark: Mark) {
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("inspector")
            .show(ui, |ui| {
                let claims = view.selection.claims();
                let links = view.selection.links();
                match (claims.as_slice(), links.as_slice()) {
                    ([], []) => self.map(ui, view, next_mark),
                    ([id], []) => self.claim(ui, *id, view, next_mark),
                    ([], [id]) => self.link(ui, *id, view, next_mark),
                    _ => self.several(ui, &claims, &links, view),
                }
            });
    }

    /// A text field whose typing is one undo step, and which follows the document when not typed in.
    #[allow(
        clippy::too_many_arguments,
        reason = "a field is described by this much"
    )]
    fn field(
        &mut self,
        ui: &mut egui::Ui,
        field: Field,
        name: &str,
        current: &str,
        rows: usize,
        next_mark: Mark,
        view: &mut View<'_>,
        edit: impl FnOnce(&View<'_>, String) -> crate::document::Edit,
    ) {
        let (mut text, mark) = match &self.typing {
            Some((of, text, mark)) if *of == field => (text.clone(), *mark),
            _ => (current.to_owned(), next_mark),
        };
        let widget = if rows > 1 {
            egui::TextEdit::multiline(&mut text).desired_rows(rows)
        } else {
            egui::TextEdit::singleline(&mut text)
        };
        let response = ui.add(
            widget
                .id_salt(&field)
                .desired_width(f32::INFINITY)
                .hint_text(name.to_owned()),
        );
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
        if response.changed() {
            view.actions
                .push(Action::EditWithin(edit(view, text.clone()), mark));
        }
        if response.has_focus() {
            self.typing = Some((field, text, mark));
        } else if matches!(&self.typing, Some((of, ..)) if *of == field) {
            self.typing = None;
        }
    }

    fn map(&mut self, ui: &mut egui::Ui, view: &mut View<'_>, next_mark: Mark) {
        let document = view.session.document();
        let map = document.map();
        section(ui, "Map");
        let title = document.title().to_owned();
        self.field(
            ui,
            Field::Title,
            "Title of the map",
            &title,
            1,
            next_mark,
            view,
            |_, text| actions::set_title(text),
        );
        let map_facts = format!(
            "{} · {} · {}",
            count(map.claim_count(), "claim"),
            count(map.link_count(), "link"),
            count(document.findings().len(), "finding"),
        );
        ui.label(RichText::new(map_facts).small().weak());
        ui.add_space(12.0);
        section(ui, "Show only claims tagged");
        ui.horizontal_wrapped(|ui| {
            for (id, tag) in view.tags() {
                let n = view.derived.tag_counts.get(&id).copied().unwrap_or(0);
                let on = view.filter.contains(&id);
                if tag_chip(ui, &tag, &format!("{} {n}", tag.name), on, view).clicked() {
                    if on {
                        view.filter.remove(&id);
                    } else {
                        view.filter.insert(id);
                    }
                }
            }
        });
        ui.horizontal(|ui| {
            if !view.filter.is_empty() && ui.button("Show all").clicked() {
                view.filter.clear();
            }
            if ui.button("Tags…").clicked() {
                view.actions.push(Action::Do(Command::ManageTags));
            }
        });
        ui.add_space(12.0);
        section(ui, "How to go on");
        for (words, command) in [
            ("Claim from the selected words", Command::NewClaim),
            ("Arrange the cards", Command::Arrange),
            ("Find a command", Command::Palette),
        ] {
            let key = spec_of(command)
                .and_then(|spec| spec.key)
                .map(|k| super::command::key_text(ui.ctx(), &k));
            let text = match key {
                Some(key) => format!("{words}   {key}"),
                None => words.to_owned(),
            };
            if ui.link(text).clicked() {
                view.actions.push(Action::Do(command));
            }
        }
    }

    fn claim(&mut self, ui: &mut egui::Ui, id: ClaimId, view: &mut View<'_>, next_mark: Mark) {
        let Some(claim) = view.session.document().map().claim(id).cloned() else {
            return;
        };
        section(ui, &format!("Claim {id}"));
        self.field(
            ui,
            Field::Claim(id),
            "Claim text in the inspector",
            &claim.text,
            4,
            next_mark,
            view,
            move |view, text| actions::set_text(view.session.document(), id, text),
        );
        self.standing(ui, id, view);

        ui.add_space(10.0);
        section(ui, "Tags");
        ui.horizontal_wrapped(|ui| {
            for (n, (tag_id, tag)) in view.tags().into_iter().enumerate() {
                let on = claim.tags.contains(&tag_id);
                let response = tag_chip(ui, &tag, &tag.name, on, view);
                let response = if n < 9 {
                    response.on_hover_text(format!("Key {}", n + 1))
                } else {
                    response
                };
                if response.clicked() {
                    view.actions.push(Action::Edit(actions::toggle_tag(
                        view.session.document(),
                        &[id],
                        tag_id,
                    )));
                }
            }
        });

        ui.add_space(10.0);
        section(ui, "Words it came from");
        if claim.excerpts.is_empty() {
            ui.label(
                RichText::new("None. Select words in the thread and press X to add them.")
                    .small()
                    .weak(),
            );
        }
        for (n, excerpt) in claim.excerpts.iter().enumerate() {
            excerpt_ui(ui, id, n, excerpt, view);
        }

        ui.add_space(10.0);
        section(ui, "Evidence");
        for (n, evidence) in claim.evidence.iter().enumerate() {
            self.evidence(ui, id, n, evidence, view, next_mark);
        }
        ui.horizontal_wrapped(|ui| {
            if ui.button("Check similarity…").on_hover_text("K").clicked() {
                view.actions.push(Action::CheckFor(id));
            }
            if ui.button("Add note").clicked() {
                let note = Evidence::Note(String::new());
                view.actions.push(Action::Edit(actions::add_evidence(
                    view.session.document(),
                    id,
                    note,
                )));
            }
            if ui.button("Add quotation").clicked() {
                let quotation = Evidence::Quotation {
                    words: String::new(),
                    source: String::new(),
                    bearing: Bearing::Supports,
                };
                view.actions.push(Action::Edit(actions::add_evidence(
                    view.session.document(),
                    id,
                    quotation,
                )));
            }
        });

        ui.add_space(10.0);
        section(ui, "Links");
        links_of(ui, id, view);
        ui.add_space(10.0);
        section(ui, "Believable before any argument");
        let mut weight = claim.weight.unwrap_or(0.5);
        let slider = ui.add(
            egui::Slider::new(&mut weight, 0.0..=1.0)
                .fixed_decimals(2)
                .text("weight"),
        );
        if slider.changed() {
            // One drag of the slider is one step.
            let mark = *self.sliding.get_or_insert(next_mark);
            let edit = actions::set_weight(view.session.document(), id, Some(weight));
            view.actions.push(Action::EditWithin(edit, mark));
        }
        if !slider.dragged() {
            self.sliding = None;
        }
        ui.add_space(10.0);
        if ui.button("Delete claim").clicked() {
            view.actions.push(Action::Do(Command::Delete));
        }
    }

    fn standing(&self, ui: &mut egui::Ui, id: ClaimId, view: &View<'_>) {
        let evaluation = &view.derived.evaluation;
        let Some(strength) = evaluation.strength(id) else {
            return;
        };
        ui.horizontal_wrapped(|ui| {
            if let Some(badge) = evaluation.badge(id) {
                ui.label(
                    RichText::new(badge)
                        .family(super::theme::semibold())
                        .color(colour(view.palette.standing(evaluation.standing(id)))),
                );
            }
            ui.label(RichText::new(format!("strength {strength:.2}")).weak());
        });
        egui::CollapsingHeader::new("Why?")
            .id_salt(("why", id))
            .show(ui, |ui| {
                for line in crate::document::evaluation::explain(view.session.document(), id.into())
                {
                    ui.label(RichText::new(line).small());
                }
                ui.label(
                    RichText::new("Standing: grounded semantics. Strength: DF-QuAD; findings count for strength only.")
                        .small()
                        .weak(),
                );
            });
    }

    fn evidence(
        &mut self,
        ui: &mut egui::Ui,
        id: ClaimId,
        n: usize,
        evidence: &Evidence,
        view: &mut View<'_>,
        next_mark: Mark,
    ) {
        egui::Frame::group(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            match evidence {
                Evidence::Finding { finding, bearing } => {
                    match view.session.document().finding(*finding).cloned() {
                        Some(found) => finding_ui(ui, *finding, &found, view),
                        None => {
                            ui.label("The finding is missing");
                        }
                    }
                    let with = |bearing| Evidence::Finding {
                        finding: *finding,
                        bearing,
                    };
                    bearing_ui(ui, id, n, *bearing, with, view);
                }
                Evidence::Note(text) => {
                    self.field(
                        ui,
                        Field::Evidence(id, n),
                        "Note",
                        text,
                        2,
                        next_mark,
                        view,
                        move |view, text| {
                            actions::set_evidence(
                                view.session.document(),
                                id,
                                n,
                                Evidence::Note(text),
                            )
                        },
                    );
                }
                Evidence::Quotation {
                    words,
                    source,
                    bearing,
                } => {
                    let (words, source, bearing) = (words.clone(), source.clone(), *bearing);
                    let kept = source.clone();
                    self.field(
                        ui,
                        Field::Evidence(id, n),
                        "Quoted words",
                        &words,
                        2,
                        next_mark,
                        view,
                        move |view, text| {
                            let changed = Evidence::Quotation {
                                words: text,
                                source: kept,
                                bearing,
                            };
                            actions::set_evidence(view.session.document(), id, n, changed)
                        },
                    );
                    let kept = words.clone();
                    self.field(
                        ui,
                        Field::Source(id, n),
                        "Where they stand",
                        &source,
                        1,
                        next_mark,
                        view,
                        move |view, text| {
                            let changed = Evidence::Quotation {
                                words: kept,
                                source: text,
                                bearing,
                            };
                            actions::set_evidence(view.session.document(), id, n, changed)
                        },
                    );
                    let with = |bearing| Evidence::Quotation {
                        words: words.clone(),
                        source: source.clone(),
                        bearing,
                    };
                    bearing_ui(ui, id, n, bearing, with, view);
                }
            }
            if small_button(ui, "Detach").clicked() {
                view.actions.push(Action::Edit(actions::remove_evidence(
                    view.session.document(),
                    id,
                    n,
                )));
            }
        });
    }

    fn link(&mut self, ui: &mut egui::Ui, id: LinkId, view: &mut View<'_>, next_mark: Mark) {
        let Some(link) = view.session.document().map().link(id) else {
            return;
        };
        section(ui, &format!("Link {id}: {}", link.kind_name()));
        ui.horizontal_wrapped(|ui| {
            for kind in LinkKind::ALL {
                let possible =
                    kind != LinkKind::Rephrase || matches!(link.target, NodeId::Claim(_));
                let button = egui::Button::selectable(
                    link.kind == kind,
                    format!("{} {}", kind.sign(), kind.name()),
                );
                if ui.add_enabled(possible, button).clicked() {
                    view.actions.push(Action::Edit(actions::set_link_kind(
                        view.session.document(),
                        &[id],
                        kind,
                    )));
                }
            }
        });
        ui.add_space(10.0);
        section(
            ui,
            if link.premises.len() > 1 {
                "Linked premises: they count only together"
            } else {
                "Premise"
            },
        );
        for premise in &link.premises {
            ui.horizontal_wrapped(|ui| {
                claim_link(ui, *premise, view);
                if link.premises.len() > 1 && small_button(ui, "Take out").clicked() {
                    view.actions.push(Action::Edit(actions::remove_premise(
                        view.session.document(),
                        id,
                        *premise,
                    )));
                }
            });
        }
        ui.add_space(10.0);
        section(ui, "Bears on");
        match link.target {
            NodeId::Claim(claim) => claim_link(ui, claim, view),
            NodeId::Link(target) => {
                if ui.link(format!("the link {target}")).clicked() {
                    view.selection.only(target.into());
                }
            }
        }
        ui.add_space(10.0);
        section(ui, "Note");
        let note = link.note.clone();
        self.field(
            ui,
            Field::LinkNote(id),
            "Note on the link",
            &note,
            2,
            next_mark,
            view,
            move |view, text| actions::set_link_note(view.session.document(), id, text),
        );
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            let reversible = link.premises.len() == 1 && matches!(link.target, NodeId::Claim(_));
            if ui
                .add_enabled(reversible, egui::Button::new("Reverse"))
                .clicked()
            {
                view.actions.push(Action::Do(Command::ReverseLink));
            }
            if ui.button("Delete link").clicked() {
                view.actions.push(Action::Do(Command::Delete));
            }
        });
    }

    fn several(
        &self,
        ui: &mut egui::Ui,
        claims: &[ClaimId],
        links: &[LinkId],
        view: &mut View<'_>,
    ) {
        let mut what = Vec::new();
        if !claims.is_empty() {
            what.push(count(claims.len(), "claim"));
        }
        if !links.is_empty() {
            what.push(count(links.len(), "link"));
        }
        section(ui, &format!("{} selected", what.join(" and ")));
        if !claims.is_empty() {
            ui.horizontal_wrapped(|ui| {
                for (id, tag) in view.tags() {
                    let all = claims.iter().all(|c| {
                        view.session
                            .document()
                            .map()
                            .claim(*c)
                            .is_some_and(|c| c.tags.contains(&id))
                    });
                    if tag_chip(ui, &tag, &tag.name, all, view).clicked() {
                        view.actions.push(Action::Edit(actions::toggle_tag(
                            view.session.document(),
                            claims,
                            id,
                        )));
                    }
                }
            });
        }
        ui.add_space(10.0);
        if claims.len() > 1 {
            let last = claims.last().copied().unwrap_or(ClaimId(0));
            let who = if claims.len() == 2 {
                "The first".to_owned()
            } else {
                "The others together".to_owned()
            };
            let one = claims.len() == 2;
            let verb = |kind: LinkKind| match one {
                true => kind.verb(),
                false => kind.verb().trim_end_matches('s'),
            };
            for kind in LinkKind::ALL {
                if ui
                    .button(format!("{} {who} {} {last}", kind.sign(), verb(kind)))
                    .clicked()
                {
                    view.actions.push(Action::Do(Command::Link(kind)));
                }
            }
        }
        if !links.is_empty() {
            ui.horizontal_wrapped(|ui| {
                for kind in LinkKind::ALL {
                    if ui.button(format!("Make {}", kind.name())).clicked() {
                        view.actions.push(Action::Edit(actions::set_link_kind(
                            view.session.document(),
                            links,
                            kind,
                        )));
                    }
                }
            });
        }
        ui.add_space(10.0);
        if ui.button("Delete").clicked() {
            view.actions.push(Action::Do(Command::Delete));
        }
    }
}

fn section(ui: &mut egui::Ui, title: &str) {
    ui.label(RichText::new(title).font(egui::FontId::new(13.0, super::theme::semibold())));
    ui.add_space(2.0);
}

/// A tag as a quiet chip that can be put on and off.
pub fn tag_chip(
    ui: &mut egui::Ui,
    tag: &Tag,
    text: &str,
    on: bool,
    view: &View<'_>,
) -> egui::Response {
    let p = view.palette;
    let ink = colour(if on { p.hue_text(tag.hue) } else { p.text });
    let galley =
        ui.painter()
            .layout_no_wrap(text.to_owned(), egui::FontId::proportional(12.5), ink);
    let size = vec2(galley.size().x + 34.0, 26.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, on, format!("Tag {}", tag.name))
    });
    let ground = if on {
        colour(p.hue(tag.hue))
    } else {
        colour(p.panel)
    };
    let edge = if response.has_focus() || response.hovered() {
        colour(p.accent)
    } else {
        colour(p.card_border)
    };
    ui.painter().rect(
        rect.shrink(1.0),
        13.0,
        ground,
        egui::Stroke::new(1.0, edge),
        egui::StrokeKind::Inside,
    );
    let mark = egui::Rect::from_center_size(rect.left_center() + vec2(14.0, 0.0), vec2(11.0, 11.0));
    pattern(ui.painter(), mark, tag.pattern, colour(p.hue_mark(tag.hue)));
    let at = rect.left_center() + vec2(24.0, -galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    response
}

fn excerpt_ui(ui: &mut egui::Ui, id: ClaimId, n: usize, excerpt: &Excerpt, view: &mut View<'_>) {
    let orphan = view.derived.orphans.contains(&(id, n));
    let thread = view.session.document().thread();
    let author = thread
        .zip(view.derived.tree.find(&excerpt.comment))
        .and_then(|(thread, at)| thread.comments.get(at))
        .and_then(|comment| comment.author.clone());
    egui::Frame::group(ui.style()).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let quote = RichText::new(format!("“{}”", shorten(&excerpt.exact, 280)))
            .font(egui::FontId::new(14.0, super::theme::reading()));
        ui.add(egui::Label::new(quote).wrap());
        ui.horizontal_wrapped(|ui| {
            ui.label(
                RichText::new(author.unwrap_or_else(|| "unnamed".to_owned()))
                    .small()
                    .weak(),
            );
            if orphan {
                ui.label(
                    RichText::new("orphan: its words are no longer in the thread")
                        .small()
                        .color(colour(view.palette.warning)),
                );
                let words = view.selection.words.clone();
                let relink = ui.add_enabled(
                    words.is_some(),
                    egui::Button::new(RichText::new("Relink").small()),
                );
                if relink
                    .on_hover_text("to the words selected in the thread")
                    .clicked()
                    && let Some(new) =
                        words.and_then(|w| take(view.session.document(), view.derived, &w))
                {
                    view.actions.push(Action::Edit(actions::relink_excerpt(
                        view.session.document(),
                        id,
                        n,
                        new,
                    )));
                }
            } else if small_button(ui, "Show").clicked() {
                let range = view
                    .derived
                    .anchors
                    .get(&excerpt.comment)
                    .and_then(|list| list.iter().find(|a| a.claim == id && a.nth == n))
                    .map(|a| a.range.clone());
                if let Some(range) = range {
                    view.actions.push(Action::ShowWords(Words {
                        comment: excerpt.comment.clone(),
                        range,
                    }));
                }
            }
            if small_button(ui, "Remove").clicked() {
                view.actions.push(Action::Edit(actions::remove_excerpt(
                    view.session.document(),
                    id,
                    n,
                )));
            }
        });
    });
}

/// The selected words as an excerpt.
pub fn take(document: &Document, derived: &Derived, words: &Words) -> Option<Excerpt> {
    let thread = document.thread()?;
    let comment = thread.comments.get(derived.tree.find(&words.comment)?)?;
    Excerpt::take(comment, words.range.clone())
}

fn bearing_ui(
    ui: &mut egui::Ui,
    id: ClaimId,
    n: usize,
    now: Bearing,
    with: impl Fn(Bearing) -> Evidence,
    view: &mut View<'_>,
) {
    ui.horizontal_wrapped(|ui| {
        for bearing in Bearing::ALL {
            if ui
                .selectable_label(now == bearing, bearing.name())
                .clicked()
                && now != bearing
            {
                view.actions.push(Action::Edit(actions::set_evidence(
                    view.session.document(),
                    id,
                    n,
                    with(bearing),
                )));
            }
        }
    });
}

fn claim_link(ui: &mut egui::Ui, id: ClaimId, view: &mut View<'_>) {
    let text = view
        .session
        .document()
        .map()
        .claim(id)
        .map(|claim| shorten(&claim.text, 60))
        .unwrap_or_default();
    if ui.link(format!("{id}: {text}")).clicked() {
        view.actions.push(Action::Show(id.into()));
    }
}

fn links_of(ui: &mut egui::Ui, id: ClaimId, view: &mut View<'_>) {
    let map = view.session.document().map();
    let onto = map.links_onto(id.into());
    let from = map.links_from(id);
    if onto.is_empty() && from.is_empty() {
        ui.label(
            RichText::new("None. Drag from the card's edge, or press S, A or R.")
                .small()
                .weak(),
        );
    }
    for link_id in from.into_iter().chain(onto) {
        let Some(link) = view.session.document().map().link(link_id) else {
            continue;
        };
        let onto_this = link.target == NodeId::Claim(id);
        let how = match (onto_this, link.premises.len()) {
            (true, 1) => format!("{} {} from", link.kind.sign(), link.kind_name()),
            (true, n) => format!(
                "{} {} from {n} linked premises",
                link.kind.sign(),
                link.kind_name()
            ),
            (false, 1) => format!("{} {} onto", link.kind.sign(), link.kind_name()),
            (false, _) => format!(
                "{} {}, as linked premise, onto",
                link.kind.sign(),
                link.kind_name()
            ),
        };
        if ui.link(RichText::new(how).small()).clicked() {
            view.selection.only(link_id.into());
        }
        ui.indent(link_id, |ui| {
            if onto_this {
                for premise in &link.premises {
                    claim_link(ui, *premise, view);
                }
            } else {
                match link.target {
                    NodeId::Claim(target) => claim_link(ui, target, view),
                    NodeId::Link(target) => {
                        if ui.link(format!("the link {target}")).clicked() {
                            view.selection.only(target.into());
                        }
                    }
                }
            }
        });
    }
}
