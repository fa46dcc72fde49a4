//! Claims, links and tags on the canvas, by pointer and by keyboard.

use counterclaim::map::{LinkKind, NodeId};
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;

use crate::harness::Setup;

const FIRST: &str = "Copying a style is not theft.";
const SECOND: &str = "Styles have always been copied.";
const THIRD: &str = "A contract can forbid it.";

#[test]
fn a_card_is_announced_with_what_bears_on_it() {
    let window = Setup::small();
    assert!(window.shows(&format!(
        "Claim: {FIRST}, supported by 1, attacked by 0, accepted"
    )));
}

#[test]
fn dragging_a_card_moves_it_and_is_one_step() {
    let mut window = Setup::small();
    let before = window.document().place(window.claim(THIRD)).unwrap();
    let from = window.card(THIRD).center();
    window.drag(from, from + vec2(90.0, 40.0));
    let after = window.document().place(window.claim(THIRD)).unwrap();
    assert!(
        after.x > before.x + 50.0 && after.y > before.y + 20.0,
        "{before:?} {after:?}"
    );
    assert_eq!(window.app().session().history().depth(), 1);
    window.undo();
    assert_eq!(
        window.document().place(window.claim(THIRD)).unwrap(),
        before
    );
    window.redo();
    assert_eq!(window.document().place(window.claim(THIRD)).unwrap(), after);
}

#[test]
fn escape_leaves_a_move_without_a_trace() {
    let mut window = Setup::small();
    let before = window.document().clone();
    let from = window.card(THIRD).center();
    window.drag_to(from, from + vec2(90.0, 40.0));
    assert_ne!(*window.document(), before);
    window.key(Key::Escape);
    assert_eq!(*window.document(), before);
    window.drop_at(from + vec2(90.0, 40.0));
    assert_eq!(*window.document(), before);
    assert_eq!(window.app().session().history().depth(), 0);
}

#[test]
fn dragging_from_an_edge_links_two_claims() {
    let mut window = Setup::small();
    let from = window.card(THIRD).center_top() + vec2(0.0, 1.0);
    let to = window.card(FIRST).center();
    window.drag(from, to);
    let (third, first) = (window.claim(THIRD), window.claim(FIRST));
    let link = window.map().links_from(third);
    assert_eq!(link.len(), 1);
    let link = window.map().link(link[0]).unwrap();
    assert_eq!(
        (link.kind, link.target),
        (LinkKind::Support, NodeId::Claim(first))
    );
    window.undo();
    assert!(window.map().links_from(third).is_empty());
    window.check();
}

#[test]
fn holding_a_draws_an_attack_and_escape_draws_nothing() {
    let mut window = Setup::small();
    let from = window.card(THIRD).center_top() + vec2(0.0, 1.0);
    let to = window.card(FIRST).center();
    window.drag_to(from, to);
    window.harness.key_down(Key::A);
    window.harness.run_steps(2);
    window.harness.key_up(Key::A);
    window.drop_at(to);
    let link = window.map().links_from(window.claim(THIRD))[0];
    assert_eq!(window.map().link(link).unwrap().kind, LinkKind::Attack);
    window.undo();
    window.drag_to(from, to);
    window.key(Key::Escape);
    window.drop_at(to);
    assert!(window.map().links_from(window.claim(THIRD)).is_empty());
}

#[test]
fn a_key_that_is_tapped_within_one_frame_chooses_the_kind() {
    let mut window = Setup::small();
    let from = window.card(THIRD).center_top() + vec2(0.0, 1.0);
    let to = window.card(FIRST).center();
    window.drag_to(from, to);
    let tap = |pressed| egui::Event::Key {
        key: Key::A,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    window
        .harness
        .input_mut()
        .events
        .extend([tap(true), tap(false)]);
    window.harness.step();
    window.drop_at(to);
    let link = window.map().links_from(window.claim(THIRD))[0];
    assert_eq!(window.map().link(link).unwrap().kind, LinkKind::Attack);
}

#[test]
fn dropping_on_a_joint_joins_the_premises_and_on_a_line_undercuts() {
    let mut window = Setup::small();
    let from = window.card(THIRD).left_center() + vec2(1.0, 0.0);
    let joint = window.joint("Support");
    window.drag(from, joint);
    let link = window.map().links_onto(window.claim(FIRST).into())[0];
    assert_eq!(window.map().link(link).unwrap().premises.len(), 2);
    window.undo();
    assert_eq!(window.map().link(link).unwrap().premises.len(), 1);

    // Halfway between the joint and the premise runs the link's line.
    let line = joint + (window.card(SECOND).center_top() - joint) * 0.5;
    window.drag_to(from, line);
    window.harness.key_down(Key::A);
    window.harness.run_steps(2);
    window.harness.key_up(Key::A);
    window.drop_at(line);
    let under = window.map().links_onto(link.into());
    assert_eq!(
        under.len(),
        1,
        "{:?} {:?} {:?}",
        window.app().messages(),
        window
            .app()
            .session()
            .history()
            .labels()
            .collect::<Vec<_>>(),
        (joint, line, from)
    );
    assert!(window.map().link(under[0]).unwrap().is_undercut());
    window.check();
}

#[test]
fn a_link_drawn_into_the_plane_makes_a_claim_to_type_in() {
    let mut window = Setup::small();
    let from = window.card(THIRD).center_bottom() - vec2(0.0, 1.0);
    window.drag(from, from + vec2(30.0, 120.0));
    assert_eq!(window.map().claim_count(), 4);
    window.type_text("What it leads to");
    window.key(Key::Enter);
    let id = window.claim("What it leads to");
    assert_eq!(window.map().links_onto(id.into()).len(), 1);
    window.undo();
    assert_eq!(window.map().claim_count(), 3);
}

#[test]
fn double_click_edits_and_escape_takes_the_typing_back() {
    let mut window = Setup::small();
    let at = window.card(THIRD).center();
    window.click_at(at);
    window.key(Key::F2);
    window.type_text("A promise binds");
    assert_eq!(
        window
            .map()
            .claim(window.app().selection().single_claim().unwrap())
            .unwrap()
            .text,
        "A promise binds"
    );
    window.key(Key::Escape);
    window.claim(THIRD);
    window.key(Key::F2);
    window.type_text("A promise ");
    window.type_text("binds");
    window.key(Key::Enter);
    window.claim("A promise binds");
    window.undo();
    window.claim(THIRD);
}

#[test]
fn the_keyboard_alone_links_undercuts_and_joins() {
    let mut window = Setup::small();
    let (first, third) = (window.claim(FIRST), window.claim(THIRD));
    // With nothing selected the arrows move over the plane; Alt and an arrow go to the first thesis.
    window.key(Key::ArrowDown);
    assert!(window.selected().is_empty());
    window.keys(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(window.selected(), vec![NodeId::Claim(first)]);
    let at = window.card(THIRD).center();
    window.click_at(at);
    assert_eq!(window.selected(), vec![NodeId::Claim(third)]);
    window.key(Key::A);
    window.key(Key::ArrowLeft);
    window.key(Key::ArrowUp);
    window.key(Key::ArrowUp);
    window.key(Key::Enter);
    let link = window.map().links_from(third);
    assert_eq!(link.len(), 1, "an attack was made");
    assert_eq!(window.map().link(link[0]).unwrap().kind, LinkKind::Attack);
    window.undo();

    let support = window.map().links_onto(first.into())[0];
    let at = window.card(THIRD).center();
    window.click_at(at);
    window.key(Key::J);
    window.key(Key::ArrowLeft);
    window.key(Key::Enter);
    assert_eq!(window.map().link(support).unwrap().premises.len(), 2);
    window.check();
}

#[test]
fn a_claim_that_attacks_the_selected_one_is_made_with_one_key() {
    let mut window = Setup::small();
    let at = window.card(FIRST).center();
    window.click_at(at);
    window.keys(Modifiers::SHIFT, Key::A);
    window.type_text("It can be a tort.");
    window.key(Key::Enter);
    let link = window.map().links_from(window.claim("It can be a tort."))[0];
    let link = window.map().link(link).unwrap();
    assert_eq!(link.kind, LinkKind::Attack);
    assert_eq!(link.target, NodeId::Claim(window.claim(FIRST)));
    window.undo();
    assert_eq!(window.map().claim_count(), 3);
    // Escape while it is being typed leaves no trace.
    let at = window.card(FIRST).center();
    window.click_at(at);
    window.keys(Modifiers::SHIFT, Key::S);
    window.type_text("half");
    window.key(Key::Escape);
    assert_eq!(
        (window.map().claim_count(), window.map().link_count()),
        (3, 1)
    );
}

#[test]
fn tags_by_key_filter_and_dialog() {
    let mut window = Setup::small();
    let at = window.card(THIRD).center();
    window.click_at(at);
    window.key(Key::Num2);
    let tag = window.map().tags().nth(1).unwrap().0;
    let third = window.claim(THIRD);
    assert!(window.map().claim(third).unwrap().tags.contains(&tag));
    window.key(Key::Num2);
    assert!(window.map().claim(third).unwrap().tags.is_empty());
    window.undo();
    assert!(window.map().claim(third).unwrap().tags.contains(&tag));

    window.key(Key::T);
    let field = window.harness.get_by_label("New tag");
    field.focus();
    window.settle();
    window.type_text("evidence");
    window.click("Add");
    window.click("Done");
    assert_eq!(window.map().tags().count(), 5);
    assert_eq!(window.map().tags().last().unwrap().1.name, "evidence");
    window.undo();
    assert_eq!(window.map().tags().count(), 4);
}

#[test]
fn deleting_takes_links_along_and_undo_brings_all_back() {
    let mut window = Setup::small();
    let before = window.document().clone();
    let at = window.card(FIRST).center();
    window.click_at(at);
    window.key(Key::Delete);
    assert_eq!(
        (window.map().claim_count(), window.map().link_count()),
        (2, 0)
    );
    assert!(
        window
            .app()
            .messages()
            .iter()
            .any(|m| m.starts_with("Deleted"))
    );
    window.undo();
    assert_eq!(*window.document(), before);
}

#[test]
fn a_frame_selects_and_tags_in_bulk() {
    let mut window = Setup::small();
    let from = window.card(FIRST).left_top() - vec2(30.0, 30.0);
    let to = window.card(THIRD).right_bottom() + vec2(30.0, 30.0);
    window.drag(from, to);
    assert_eq!(window.app().selection().claims().len(), 3);
    window.key(Key::Num1);
    assert!(
        window
            .map()
            .claims()
            .all(|(_, claim)| claim.tags.len() == 1)
    );
    window.undo();
    assert!(
        window
            .map()
            .claims()
            .all(|(_, claim)| claim.tags.is_empty())
    );
}

#[test]
fn arranging_overlaps_nothing_and_can_be_taken_back() {
    let mut window = Setup::small();
    let before = window.document().clone();
    window.keys(Modifiers::COMMAND, Key::L);
    assert_ne!(*window.document(), before);
    let cards = [FIRST, SECOND, THIRD].map(|text| window.card(text));
    for (n, a) in cards.iter().enumerate() {
        assert!(
            cards[n + 1..]
                .iter()
                .all(|b| !a.shrink(1.0).intersects(b.shrink(1.0)))
        );
    }
    window.undo();
    assert_eq!(*window.document(), before);
}

#[test]
fn the_palette_finds_commands_by_typing() {
    let mut window = Setup::small();
    window.keys(Modifiers::COMMAND, Key::K);
    window.type_text("select all");
    window.key(Key::Enter);
    assert_eq!(window.app().selection().claims().len(), 3);
}
