//! The window's look: egui's style made from the figure's palette and sizes, so that window, canvas and
//! exported pictures are of one design. May use figure and egui.

use std::sync::Arc;

use egui::epaint::Shadow;
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke,
    TextStyle, Theme, Visuals, vec2,
};

use crate::figure::style::{
    RADIUS_CARD, RADIUS_S, SPACE_S, STROKE, TEXT_BODY, TEXT_LARGE, TEXT_SMALL, TEXT_TITLE,
};
use crate::figure::{Palette, Rgb};

/// The family of semi-bold interface text.
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// The family people's own words are set in: a face made for reading.
pub fn reading() -> FontFamily {
    FontFamily::Name("reading".into())
}

/// The italic of [`reading`], for words quoted from others.
pub fn reading_italic() -> FontFamily {
    FontFamily::Name("reading italic".into())
}

/// A colour of the palette as egui has it.
pub fn colour(rgb: Rgb) -> Color32 {
    Color32::from_rgb(rgb.0, rgb.1, rgb.2)
}

/// The palette of the theme that is in force.
pub fn palette(ctx: &egui::Context) -> &'static Palette {
    use std::sync::OnceLock;
    static LIGHT: OnceLock<Palette> = OnceLock::new();
    static DARK: OnceLock<Palette> = OnceLock::new();
    match ctx.theme() {
        Theme::Light => LIGHT.get_or_init(Palette::light),
        Theme::Dark => DARK.get_or_init(Palette::dark),
    }
}

/// Gives a context fonts and styles; once, at the start.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for (theme, palette) in [
        (Theme::Light, Palette::light()),
        (Theme::Dark, Palette::dark()),
    ] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(&palette);
            style.text_styles = [
                (
                    TextStyle::Small,
                    FontId::new(TEXT_SMALL, FontFamily::Proportional),
                ),
                (
                    TextStyle::Body,
                    FontId::new(TEXT_BODY, FontFamily::Proportional),
                ),
                (
                    TextStyle::Button,
                    FontId::new(TEXT_BODY, FontFamily::Proportional),
                ),
                (TextStyle::Heading, FontId::new(TEXT_LARGE, semibold())),
                (
                    TextStyle::Monospace,
                    FontId::new(TEXT_SMALL, FontFamily::Monospace),
                ),
                (
                    TextStyle::Name("title".into()),
                    FontId::new(TEXT_TITLE, semibold()),
                ),
            ]
            .into();
            style.spacing.item_spacing = vec2(SPACE_S, 6.0);
            style.spacing.button_padding = vec2(10.0, 5.0);
            style.spacing.interact_size = vec2(28.0, 26.0);
            style.spacing.menu_margin = Margin::same(6);
            style.spacing.window_margin = Margin::same(16);
            style.spacing.scroll = egui::style::ScrollStyle::thin();
            style.interaction.tooltip_delay = 0.4;
            style.animation_time = 0.1;
        });
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let faces: [(&str, &'static [u8]); 4] = [
        (
            "Inter",
            include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
        ),
        (
            "Inter SemiBold",
            include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
        ),
        (
            "Literata",
            include_bytes!("../../assets/fonts/Literata-Regular.ttf"),
        ),
        (
            "Literata Italic",
            include_bytes!("../../assets/fonts/Literata-Italic.ttf"),
        ),
    ];
    for (name, bytes) in faces {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    // egui's own faces stand behind ours, for signs and emoji that ours lack.
    let behind = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    let mut set = |family: FontFamily, first: &str| {
        let mut list = vec![first.to_owned()];
        list.extend(behind.iter().cloned());
        fonts.families.insert(family, list);
    };
    set(FontFamily::Proportional, "Inter");
    set(semibold(), "Inter SemiBold");
    set(reading(), "Literata");
    set(reading_italic(), "Literata Italic");
    fonts
}

fn visuals(palette: &Palette) -> Visuals {
    let mut v = if palette.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let text = colour(palette.text);
    let border = Stroke::new(STROKE, colour(palette.card_border));
    let hover = colour(palette.panel.mix(palette.accent, 0.12));
    let pressed = colour(palette.panel.mix(palette.accent, 0.24));
    let radius = CornerRadius::same(RADIUS_S as u8);

    v.override_text_color = None;
    v.weak_text_color = Some(colour(palette.text_weak));
    v.panel_fill = colour(palette.panel);
    v.window_fill = colour(palette.card);
    v.window_stroke = border;
    v.window_corner_radius = CornerRadius::same(RADIUS_CARD as u8);
    v.menu_corner_radius = CornerRadius::same(RADIUS_CARD as u8);
    v.window_shadow = Shadow {
        offset: [0, 8],
        blur: 24,
        spread: 0,
        color: Color32::from_black_alpha(if palette.dark { 120 } else { 40 }),
    };
    v.popup_shadow = Shadow {
        offset: [0, 4],
        blur: 12,
        spread: 0,
        color: Color32::from_black_alpha(if palette.dark { 100 } else { 30 }),
    };
    v.extreme_bg_color = colour(palette.card);
    v.text_edit_bg_color = Some(colour(palette.card));
    v.faint_bg_color = colour(palette.panel.mix(palette.text, 0.03));
    v.code_bg_color = colour(palette.panel.mix(palette.text, 0.07));
    v.hyperlink_color = colour(palette.accent);
    v.warn_fg_color = colour(palette.warning);
    v.error_fg_color = colour(palette.error);
    v.selection.bg_fill = colour(palette.card.mix(palette.selection, 0.28));
    // egui writes selected labels in this colour, so it must be one that can be read.
    v.selection.stroke = Stroke::new(1.5, text);

    let w = &mut v.widgets;
    w.noninteractive.bg_fill = colour(palette.panel);
    w.noninteractive.weak_bg_fill = colour(palette.panel);
    w.noninteractive.bg_stroke = border;
    w.noninteractive.fg_stroke = Stroke::new(1.0, text);
    w.inactive.bg_fill = colour(palette.panel.mix(palette.text, 0.10));
    w.inactive.weak_bg_fill = colour(palette.card);
    w.inactive.bg_stroke = border;
    w.inactive.fg_stroke = Stroke::new(1.0, text);
    w.hovered.bg_fill = hover;
    w.hovered.weak_bg_fill = hover;
    w.hovered.bg_stroke = Stroke::new(STROKE, colour(palette.panel.mix(palette.accent, 0.6)));
    w.hovered.fg_stroke = Stroke::new(1.0, text);
    w.active.bg_fill = pressed;
    w.active.weak_bg_fill = pressed;
    w.active.bg_stroke = Stroke::new(2.0, colour(palette.accent));
    w.active.fg_stroke = Stroke::new(1.0, text);
    w.open = w.hovered;
    for state in [
        &mut w.noninteractive,
        &mut w.inactive,
        &mut w.hovered,
        &mut w.active,
        &mut w.open,
    ] {
        state.corner_radius = radius;
        state.expansion = 0.0;
    }
    v
}
