//! The pane of suggestions: the one that is looked at, with its reason and how often such a one is right, and below it
//! the list. May use egui; asks for everything by actions.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, RichText, ScrollArea};

use super::{Asked, Learning, Suggester, Suggestions};
use crate::app::command::{Command, key_text, spec_of};
use crate::app::pane::{Action, Pane, small_button};
use crate::app::theme::{reading, semibold};
use crate::document::actions::count;
use crate::figure::shorten;
use crate::map::Map;
use crate::suggest::{Kind, Suggestion};
use crate::thread::visible;

fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Link => "Links",
        Kind::Tag => "Tags",
        Kind::Merge => "Merges",
        Kind::Claim => "Claims",
    }
}

/// What the head, the answers, two rows of the list and the foot take.
const BELOW: f32 = 220.0;
/// The one that is looked at is never taller.
const MOST: f32 = 320.0;
/// In a lower pane than this the parts cannot each have their room: all of it scrolls.
const LOW: f32 = 400.0;
/// The room of the list then.
const LIST: f32 = 140.0;

/// How sure a suggestion is, in words.
fn sureness(suggestion: &Suggestion) -> String {
    let figure = suggestion.confidence * 100.0;
    match suggestion.kind {
        // Of texts this is no share of right ones.
        Kind::Merge => format!("{figure:.0} % the same words"),
        _ => format!("right about {figure:.0} times in 100"),
    }
}

impl Suggestions {
    /// Shows the pane.
    pub(in crate::app) fn show(
        &mut self,
        ui: &mut egui::Ui,
        suggester: &Suggester,
        map: &Map,
        actions: &mut Vec<Action>,
    ) {
        Pane::Suggestions.announce(ui);
        let room = ui.available_height();
        if room < LOW {
            ScrollArea::vertical()
                .id_salt("low pane")
                .auto_shrink(false)
                .show(ui, |ui| {
                    self.one_below_the_other(ui, suggester, map, actions)
                });
            return;
        }
        self.head(ui, actions);
        ui.add_space(4.0);
        match self.current() {
            Some(current) => {
                // A long one scrolls, so that what can be done with it stays in sight.
                ScrollArea::vertical()
                    .id_salt("suggestion")
                    .max_height((room * 0.4).max(room - BELOW).clamp(60.0, MOST))
                    .auto_shrink([false, true])
                    .min_scrolled_height(0.0)
                    .show(ui, |ui| self.one(ui, current, map));
                answers(ui, actions);
            }
            None => self.nothing(ui),
        }
        ui.add_space(4.0);
        // The foot first, so that the list takes what is left.
        ui.with_layout(egui::Layout::bottom_up(egui::Align::Min), |ui| {
            foot(ui, suggester, actions);
            ui.add_space(4.0);
            ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                self.list(ui, map, actions);
            });
        });
    }

    fn one_below_the_other(
        &mut self,
        ui: &mut egui::Ui,
        suggester: &Suggester,
        map: &Map,
        actions: &mut Vec<Action>,
    ) {
        self.head(ui, actions);
        ui.add_space(4.0);
        match self.current() {
            Some(current) => {
                // Above it, where they are in sight however long it is.
                answers(ui, actions);
                self.one(ui, current, map);
            }
            None => self.nothing(ui),
        }
        ui.add_space(4.0);
        let size = egui::vec2(ui.available_width(), LIST);
        ui.allocate_ui(size, |ui| self.list(ui, map, actions));
        ui.add_space(4.0);
        foot(ui, suggester, actions);
    }

    fn head(&self, ui: &mut egui::Ui, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            ui.label(RichText::new("Suggestions").family(semibold()));
            if self.running.is_some() {
                ui.spinner();
            }
        });
        let kinds = std::iter::once(None).chain(Kind::ALL.map(Some));
        ui.horizontal_wrapped(|ui| {
            for kind in kinds {
                let of = |other: &&Suggestion| kind.is_none_or(|kind| other.kind == kind);
                let count = self.found.iter().filter(of).count();
                let name = format!("{} {count}", kind.map_or("All", plural));
                let chip = egui::Button::selectable(self.only == kind, RichText::new(name).small());
                if (kind.is_none() || count > 0 || self.only == kind) && ui.add(chip).clicked() {
                    actions.push(Action::Suggested(Asked::Only(kind)));
                }
            }
        });
    }

    /// The one that is looked at.
    fn one(&self, ui: &mut egui::Ui, current: &Suggestion, map: &Map) {
        egui::Frame::group(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let place = format!(
                "{} {} of {} · {}",
                current.kind.name(),
                self.at + 1,
                self.listed().len(),
                sureness(current)
            );
            ui.label(RichText::new(place).small().weak());
            let what = visible::shown(&current.what);
            let font = FontId::new(15.0, reading());
            ui.add(egui::Label::new(RichText::new(what).font(font)).wrap());
            let small = |ui: &mut egui::Ui, said: String| {
                ui.add(egui::Label::new(RichText::new(said).small()).wrap());
            };
            let reason = visible::shown(&current.reason);
            small(ui, format!("Why: {reason}."));
            // What was cut for the line is told whole; a tag and a merge name their claims by number.
            let is_told = |text: &str| current.what.contains(text);
            let cut = current.what.contains('…');
            let excerpts = current.excerpts.iter();
            for excerpt in excerpts.filter(|excerpt| cut && !is_told(&excerpt.exact)) {
                let said = visible::shown(&shorten(&excerpt.exact, 600)).into_owned();
                small(ui, format!("“{said}”"));
            }
            let named = cut || matches!(current.kind, Kind::Tag | Kind::Merge);
            for id in current.claims.iter().filter(|_| named) {
                let said = map.claim(*id).map_or("", |claim| &claim.text);
                let said = visible::shown(&shorten(said, 160)).into_owned();
                small(ui, format!("{id}: {said}"));
            }
        });
    }

    fn nothing(&self, ui: &mut egui::Ui) {
        let text = if self.running.is_some() || self.of.is_none() {
            "Looking…"
        } else if self.found.is_empty() {
            "Nothing that is sure enough. Suggestions come from what comments quote, from the words of claims, and from how you tagged, claimed and linked before; they change as the map does."
        } else {
            "None of this kind."
        };
        ui.add(egui::Label::new(RichText::new(text).weak()).wrap());
    }

    fn list(&mut self, ui: &mut egui::Ui, map: &Map, actions: &mut Vec<Action>) {
        let scroll = std::mem::take(&mut self.scroll);
        let listed = self.listed();
        let height = ui.spacing().interact_size.y;
        let mut area = ScrollArea::vertical()
            .id_salt("suggestions")
            // In a low window the list gives way, not what stands below it.
            .min_scrolled_height(0.0)
            .auto_shrink(false);
        if scroll {
            let step = height + ui.spacing().item_spacing.y;
            let before = (ui.available_height() - step) / 2.0;
            area = area.vertical_scroll_offset((self.at as f32 * step - before).max(0.0));
        }
        area.show_rows(ui, height, listed.len(), |ui, rows| {
            for n in rows {
                let Some(suggestion) = listed.get(n) else {
                    continue;
                };
                if row(ui, suggestion, map, n == self.at, height).clicked() {
                    actions.push(Action::Suggested(Asked::Show(n)));
                }
            }
        });
    }
}

/// What can be done with the one that is looked at.
fn answers(ui: &mut egui::Ui, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        for (word, command) in [
            ("Accept", Command::AcceptSuggestion),
            ("Dismiss", Command::DismissSuggestion),
            ("Next", Command::NextSuggestion),
        ] {
            let mut button = egui::Button::new(word);
            if let Some(key) = spec_of(command).and_then(|spec| spec.key) {
                button = button.shortcut_text(key_text(ui.ctx(), &key));
            }
            let hover = spec_of(command).map_or(word, |spec| spec.name);
            if ui.add(button).on_hover_text(hover).clicked() {
                actions.push(Action::Do(command));
            }
        }
    });
}

/// A line of the list: how sure, what kind, what.
fn row(
    ui: &mut egui::Ui,
    suggestion: &Suggestion,
    map: &Map,
    on: bool,
    height: f32,
) -> egui::Response {
    let font = egui::TextStyle::Small.resolve(ui.style());
    let weak = TextFormat::simple(font.clone(), ui.visuals().weak_text_color());
    let plain = TextFormat::simple(font, ui.visuals().text_color());
    let mut text = LayoutJob::default();
    let figure = format!("{:.0} %  ", suggestion.confidence * 100.0);
    text.append(&figure, 0.0, weak.clone());
    text.append(&visible::shown(&suggestion.what), 0.0, plain);
    // A tag is named with the claim's number alone.
    let said = suggestion.claims.first().and_then(|id| map.claim(*id));
    if let Some(claim) = said.filter(|_| suggestion.kind == Kind::Tag) {
        let said = format!("  {}", visible::shown(&shorten(&claim.text, 80)));
        text.append(&said, 0.0, weak);
    }
    let width = ui.available_width();
    let button = egui::Button::selectable(on, text)
        .truncate()
        .min_size(egui::vec2(width, height));
    let response = ui.add(button);
    response.widget_info(|| {
        let name = format!("{}, {}", suggestion.what, sureness(suggestion));
        egui::WidgetInfo::selected(egui::Role::Button, true, on, name)
    });
    response
}

/// What was learned and what was dismissed, and how to change either; from the bottom upwards.
fn foot(ui: &mut egui::Ui, suggester: &Suggester, actions: &mut Vec<Action>) {
    let (learned, again) = match suggester.learning {
        Learning::NotBegun | Learning::UnderWay => ("Learning from your maps…".to_owned(), false),
        Learning::Done(maps) => {
            let from = match maps {
                0 => "your maps".to_owned(),
                maps => count(maps, "map"),
            };
            match suggester.learned.knows().as_slice() {
                [] => (format!("Too little in {from} to learn from yet"), true),
                knows => (format!("Learned from {from}: {}", knows.join(", ")), true),
            }
        }
    };
    ui.horizontal_wrapped(|ui| {
        let terms = small_button(ui, "Terms…");
        let hover = "The words that suggest tags, and your own";
        if terms.on_hover_text(hover).clicked() {
            actions.push(Action::Do(Command::EditTerms));
        }
        if again && small_button(ui, "Learn again").clicked() {
            actions.push(Action::Suggested(Asked::LearnAgain));
        }
        let (name, asked) = match (suggester.dismissed.len(), suggester.lately.is_empty()) {
            (0, _) => return,
            (n, true) => (format!("Bring back {n}"), Asked::BringBackAll),
            (_, false) => ("Bring back last".to_owned(), Asked::BringBackLast),
        };
        let bring = small_button(ui, name).on_hover_text("Let what was dismissed come again");
        if bring.clicked() {
            actions.push(Action::Suggested(asked));
        }
    });
    ui.add(egui::Label::new(RichText::new(learned).small().weak()).wrap());
}
