//! What is drawn with plates that served before, against everything drawn anew.

use std::collections::BTreeMap;

use egui::{Rect, pos2, vec2};
use proptest::prelude::*;

use super::*;
use crate::app::canvas::scene::{Sight, tests::edit};
use crate::app::derived::Derived;
use crate::document::{Document, Session};
use crate::map::{LinkId, TagId};
use crate::semantics::evaluation::Options;

const VIEW: Rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(640.0, 480.0));

/// Where the corners of a triangle are, and their colours.
type Triangle = [(Pos2, [u8; 4]); 3];

/// The triangles in the middle of the view, however they were drawn, by their corners to half a point.
fn triangles(
    ctx: &egui::Context,
    scene: &Scene,
    look: &Look<'_>,
) -> BTreeMap<[(i32, i32, [u8; 4]); 3], Triangle> {
    let emphasis = |node: NodeId| Emphasis {
        selected: look.marked.selected.contains(&node),
        hit: look.marked.hits.contains(&node),
        ..Emphasis::default()
    };
    let input = egui::RawInput {
        screen_rect: Some(VIEW),
        ..Default::default()
    };
    let mut output = ctx.run_ui(input, |ui| {
        super::scene(&ui.painter().with_clip_rect(VIEW), scene, look, &emphasis);
    });
    output.textures_delta.clear();
    let mut seen = BTreeMap::new();
    for primitive in ctx.tessellate(output.shapes, output.pixels_per_point) {
        let egui::epaint::Primitive::Mesh(mesh) = primitive.primitive else {
            continue;
        };
        for corners in mesh.indices.chunks_exact(3) {
            let corners = [0, 1, 2].map(|n| mesh.vertices[corners[n] as usize]);
            let hull = Rect::from_points(&corners.map(|corner| corner.pos));
            if VIEW.shrink(40.0).contains_rect(hull) {
                let corners = corners.map(|corner| (corner.pos, corner.color.to_array()));
                let rough = corners.map(|(at, ink)| {
                    let at = (at * 2.0).round();
                    (at.x as i32, at.y as i32, ink)
                });
                seen.insert(rough, corners);
            }
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_was_drawn_before_shows_what_is_drawn_anew(
        steps in prop::collection::vec((0u8..34, 0usize..100, 0usize..100), 1..60),
    ) {
        let ctx = egui::Context::default();
        crate::app::theme::install(&ctx);
        let (light, dark) = (Palette::light(), Palette::dark());
        let mut session = Session::new(Document::new(), None);
        let (mut sight, mut scene, mut derived) = (Sight::default(), Scene::default(), Derived::default());
        let mut camera = Camera { centre: pos2(300.0, 300.0), zoom: 0.3 };
        let (mut marked, mut hovered, mut palette) = (Marked::default(), [None, None], &light);
        for (kind, a, b) in steps {
            let node = |n: usize| match n % 2 {
                0 => NodeId::Claim(ClaimId(n as u32)),
                _ => NodeId::Link(LinkId(n as u32)),
            };
            match kind {
                20..27 => camera.pan(vec2(a as f32 - 50.0, b as f32 - 50.0)),
                27 => camera.zoom = [0.1, 0.18, 0.3, 0.5, 1.0][a % 5],
                28 => marked.selected = vec![node(a), node(b)],
                29 => marked.hits = [node(a), node(b)].into(),
                30 => marked.filter = [TagId(a as u32)].into(),
                31 => hovered = [Some(node(a)), None],
                32 => palette = if a % 2 == 0 { &light } else { &dark },
                33 => marked = Marked::default(),
                _ => edit(&mut session, &mut sight, kind, a, b),
            }
            scene.refresh_with(&session, &sight);
            derived.refresh(&session, &Options::default());
            let look = Look {
                palette,
                camera,
                view: VIEW,
                evaluation: &derived.evaluation,
                evaluated: derived.evaluated,
                editing: None,
                marked: &marked,
                hovered,
            };
            let followed = triangles(&ctx, &scene, &look);
            let mut anew = Scene::default();
            anew.refresh_with(&session, &sight);
            let anew = triangles(&ctx, &anew, &look);
            for (some, others) in [(&anew, &followed), (&followed, &anew)] {
                let missing = some.iter().filter(|(rough, _)| !others.contains_key(*rough));
                for (_, triangle) in missing {
                    // A corner halfway between two halves may be rounded either way.
                    let same = |other: &Triangle| {
                        triangle.iter().zip(other).all(|(a, b)| a.1 == b.1 && a.0.distance(b.0) < 0.05)
                    };
                    prop_assert!(others.values().any(same), "{triangle:?}");
                }
            }
        }
    }
}
