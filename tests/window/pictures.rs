//! Pictures of the window. They are for looking at: `COUNTERCLAIM_PICTURES=FOLDER` says where they go; without
//! it they are drawn and only tested for not being empty.

use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::skip;
use crate::harness::{Setup, Window, has_adapter};

fn shoot(name: &str, setup: Setup, prepare: impl Fn(&mut Window)) {
    if !has_adapter() {
        skip("no graphics adapter; install libegl1 and libgl1-mesa-dri");
        return;
    }
    let mut window = Setup {
        picture: true,
        ..setup
    }
    .build();
    prepare(&mut window);
    window.settle();
    window.harness.remove_cursor();
    window.harness.run_steps(2);
    let image = window.harness.render().unwrap();
    if let Ok(folder) = std::env::var("COUNTERCLAIM_PICTURES") {
        std::fs::create_dir_all(&folder).unwrap();
        image.save(format!("{folder}/{name}.png")).unwrap();
    }
    // A window that draws shows many colours; an empty one shows one or two.
    let colours: std::collections::HashSet<[u8; 4]> = image.pixels().map(|p| p.0).collect();
    assert!(colours.len() > 50, "{name} shows {} colours", colours.len());
}

fn both(name: &str, setup: impl Fn() -> Setup, prepare: impl Fn(&mut Window)) {
    shoot(&format!("{name}-light"), setup(), &prepare);
    shoot(
        &format!("{name}-dark"),
        Setup {
            dark: true,
            ..setup()
        },
        &prepare,
    );
}

fn example() -> Setup {
    Setup {
        example: true,
        ..Setup::default()
    }
}

/// Clicks the card whose claim text has this in it.
fn choose(window: &mut Window, part: &str) {
    let at = window
        .harness
        .query_all_by_label_contains(part)
        .find(|n| {
            n.accesskit_node()
                .label()
                .is_some_and(|l| l.starts_with("Claim: "))
        })
        .map(|n| n.rect().center());
    if let Some(at) = at {
        window.click_at(at);
    }
}

#[test]
fn welcome() {
    both("welcome", Setup::default, |_| {});
}

#[test]
fn bundled_debate() {
    both("example", example, |_| {});
}

#[test]
fn a_claim() {
    both("claim", example, |window| choose(window, "theft"));
}

#[test]
fn an_empty_map() {
    both("empty", Setup::default, |window| window.click("Empty map"));
}

#[test]
fn a_check() {
    both("check", example, |window| {
        choose(window, "theft");
        window.click("Check similarity…");
        window.click("Try with the bundled samples");
        window.click("Run check");
    });
}

#[test]
fn tags() {
    both("tags", example, |window| window.key(egui::Key::T));
}

#[test]
fn the_palette() {
    shoot("palette-light", example(), |window| {
        window.keys(egui::Modifiers::COMMAND, egui::Key::K);
    });
}

#[test]
fn the_shortcuts_and_the_guide() {
    shoot("shortcuts-light", example(), |window| {
        window.key(egui::Key::Questionmark);
    });
    both("guide", example, |window| window.key(egui::Key::F1));
}

#[test]
fn large_window() {
    shoot(
        "example-2560",
        Setup {
            size: (2560.0, 1440.0),
            ..example()
        },
        |_| {},
    );
}

#[test]
fn a_flat_paste() {
    let paste = crate::common::project("assets/debate/distillation-debate.txt");
    shoot(
        "paste-light",
        Setup {
            file: Some(paste),
            ..Setup::default()
        },
        |_| {},
    );
}
