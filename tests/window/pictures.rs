//! Pictures of the window. They are for looking at: `COUNTERCLAIM_PICTURES=FOLDER` says where they go; without
//! it they are drawn and only tested for not being empty.

use counterclaim::exchange::fetch::{Site, Sites};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::skip;
use crate::harness::{Setup, Window, generated_map, has_adapter};

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
    if !window.holds_button() {
        window.harness.remove_cursor();
    }
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

/// The page of the check on the bundled samples, and what is clicked on it.
fn check_page(window: &mut Window, clicks: &[&str]) {
    choose(window, "theft");
    window.click("Check similarity…");
    window.click("Try with the bundled samples");
    window.settle();
    for click in clicks {
        window.click(click);
        window.settle();
    }
}

#[test]
fn a_check() {
    let large = || Setup {
        size: (2560.0, 1440.0),
        ..example()
    };
    let pages: [(&str, &[&str]); 4] = [
        ("check-samples", &[]),
        ("check", &["Run check"]),
        ("check-matrix", &["Check all pairs"]),
        ("check-words", &["Look for shared words"]),
    ];
    for (name, clicks) in pages {
        both(name, example, |window| check_page(window, clicks));
        both(&format!("{name}-2560"), large, |window| {
            check_page(window, clicks)
        });
    }
}

#[test]
fn a_finding_as_evidence() {
    both("evidence", example, |window| {
        let document = window.document();
        let tested = counterclaim::example::tested_claim(document);
        let text = tested
            .and_then(|id| document.map().claim(id))
            .map(|claim| claim.text.clone());
        // The claim may lie beyond the picture's edge: all of the map first, then what is selected.
        window.keys(egui::Modifiers::SHIFT, egui::Key::Num1);
        choose(window, &text.unwrap_or_default());
        assert_eq!(window.selected().len(), 1, "the tested claim is selected");
        window.keys(egui::Modifiers::SHIFT, egui::Key::Num2);
    });
}

#[test]
fn suggestions() {
    let small = || Setup {
        size: (1024.0, 640.0),
        ..example()
    };
    let opened = |window: &mut Window| {
        window.keys(egui::Modifiers::COMMAND, egui::Key::Num6);
        window.settle();
        window.key(egui::Key::G);
    };
    both("suggestions", example, opened);
    both("suggestions-1024", small, opened);
    shoot("suggestions-terms-light", example(), |window| {
        opened(window);
        window.click("Terms…");
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

/// Scrolls what is in the middle of the window down.
fn down(window: &mut Window, by: f32) {
    let middle = egui::pos2(640.0, 400.0);
    window.scroll(middle, egui::vec2(0.0, -by), egui::Modifiers::NONE);
}

#[test]
fn the_shortcuts_and_the_guide() {
    shoot("shortcuts-light", example(), |window| {
        window.key(egui::Key::Questionmark);
    });
    both("guide", example, |window| window.key(egui::Key::F1));
    both("guide-tables", example, |window| {
        window.key(egui::Key::F1);
        // The status bar has a button of that name, too.
        window.choose("Suggestions");
        down(window, 700.0);
    });
    shoot("guide-wide-tables-light", example(), |window| {
        window.key(egui::Key::F1);
        window.click("Validation");
        down(window, 1000.0);
    });
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
fn a_link_and_why_it_could_not_be_fetched() {
    let setup = || Setup {
        // Nobody listens there.
        sites: Sites::default().with(Site::HackerNews, "http://127.0.0.1:1"),
        ..Setup::default()
    };
    both("link", setup, |window| {
        window.click("Empty map");
        window.paste("https://news.ycombinator.com/item?id=8863");
    });
    both("link-fault", setup, |window| {
        window.click("Empty map");
        window.paste("https://news.ycombinator.com/item?id=8863");
        window.click("Fetch");
    });
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

#[test]
fn the_outline_and_the_table() {
    both("outline", example, |window| {
        choose(window, "theft");
        window.keys(egui::Modifiers::COMMAND, egui::Key::Num4);
    });
    both("table", example, |window| {
        choose(window, "theft");
        window.keys(egui::Modifiers::COMMAND, egui::Key::Num5);
    });
}

#[test]
fn a_search_with_places() {
    both("search", example, |window| {
        window.keys(egui::Modifiers::COMMAND, egui::Key::F);
        window.type_text("copy");
        window.key(egui::Key::Enter);
    });
}

#[test]
fn the_preferences_and_the_saved_views() {
    both("preferences", example, |window| {
        window.keys(egui::Modifiers::COMMAND, egui::Key::Comma);
    });
    shoot("views-light", example(), |window| {
        for name in ["The whole debate", "Only the theft question"] {
            window.key(egui::Key::V);
            window.harness.get_by_label("Name of this view").focus();
            window.settle();
            window.type_text(name);
            window.key(egui::Key::Enter);
        }
        window.key(egui::Key::V);
    });
}

#[test]
fn the_first_map() {
    shoot("tutorial-light", Setup::default(), |window| {
        window.click("First map, step by step");
    });
}

#[test]
fn the_menu_of_a_claim() {
    both("menu", example, |window| {
        let at = window
            .harness
            .query_all_by_label_contains("Claim: ")
            .map(|node| node.rect().center())
            .next()
            .unwrap();
        window.secondary_click_at(at);
    });
}

#[test]
fn two_documents() {
    both("tabs", example, |window| {
        window.keys(egui::Modifiers::COMMAND, egui::Key::N);
        window.key(egui::Key::C);
        window.type_text("A claim of another map");
        window.key(egui::Key::Tab);
        window.type_text("And what supports it");
    });
}

#[test]
fn only_what_is_near() {
    shoot("focus-light", example(), |window| {
        window.keys(egui::Modifiers::ALT, egui::Key::ArrowUp);
        window.key(egui::Key::N);
    });
}

#[test]
fn a_link_being_drawn() {
    both("drawing", example, |window| {
        let cards: Vec<egui::Rect> = window
            .harness
            .query_all_by_label_contains("Claim: ")
            .map(|node| node.rect())
            .filter(|card| window.canvas().contains_rect(*card))
            .collect();
        let [first, .., last] = cards.as_slice() else {
            return;
        };
        window.drag_to(last.center_top() + egui::vec2(0.0, 1.0), first.center());
        window.harness.key_down(egui::Key::A);
        window.harness.run_steps(2);
    });
}

#[test]
fn a_thousand_claims() {
    let document = generated_map(1_000);
    let setup = || Setup {
        document: Some(document.clone()),
        ..Setup::default()
    };
    let fit = |window: &mut Window| window.keys(egui::Modifiers::SHIFT, egui::Key::Num1);
    both("thousand", setup, |_| {});
    shoot("thousand-all-light", setup(), fit);
    shoot(
        "thousand-2560",
        Setup {
            size: (2560.0, 1440.0),
            ..setup()
        },
        |_| {},
    );
}

#[test]
fn a_long_thread_with_structure() {
    use counterclaim::document::Document;
    let document = Document::from_thread(crate::thread_list::written());
    let setup = || Setup {
        document: Some(document.clone()),
        ..Setup::default()
    };
    both("thread-text", setup, |window| {
        window.harness.get_by_label("Filter").click();
        window.settle();
    });
    let document = Document::from_thread(crate::thread_list::long(20_000));
    let setup = || Setup {
        document: Some(document.clone()),
        ..Setup::default()
    };
    shoot("thread-long-light", setup(), |_| {});
    shoot(
        "thread-long-2560",
        Setup {
            size: (2560.0, 1440.0),
            dark: true,
            ..setup()
        },
        |window| window.key(egui::Key::U),
    );
    both(
        "thread-orphans",
        || Setup {
            document: Some(crate::thread_list::with_orphans()),
            ..Setup::default()
        },
        |_| {},
    );
}
