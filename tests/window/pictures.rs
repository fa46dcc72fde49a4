use crate::common::skip;
use crate::harness::{Setup, has_adapter};

fn shoot(name: &str, setup: Setup, prepare: impl FnOnce(&mut crate::harness::Window)) {
    if !has_adapter() {
        skip("no graphics adapter");
        return;
    }
    let mut window = Setup { picture: true, ..setup }.build();
    prepare(&mut window);
    window.settle();
    let image = window.harness.render().unwrap();
    let folder = std::env::var("COUNTERCLAIM_PICTURES").unwrap_or("/tmp/work/shots".into());
    std::fs::create_dir_all(&folder).unwrap();
    image.save(format!("{folder}/{name}.png")).unwrap();
}

#[test]
fn welcome() {
    shoot("welcome-light", Setup::default(), |_| {});
    shoot("welcome-dark", Setup { dark: true, ..Setup::default() }, |_| {});
}

#[test]
fn example() {
    shoot("example-light", Setup { example: true, ..Setup::default() }, |_| {});
    shoot("example-dark", Setup { example: true, dark: true, ..Setup::default() }, |_| {});
}

#[test]
fn claim_selected() {
    for (name, dark) in [("claim-light", false), ("claim-dark", true)] {
        shoot(name, Setup { example: true, dark, ..Setup::default() }, |w| {
            use egui_kittest::kittest::{NodeT as _, Queryable as _};
            let c = w.harness.get_all_by_role(egui::accesskit::Role::Button)
                .filter(|n| n.accesskit_node().label().is_some_and(|l| l.starts_with("Claim: "))).next();
            if let Some(c) = c { c.click(); }
            w.settle();
        });
    }
}

#[test]
fn big_window() {
    shoot("example-2560", Setup { example: true, size: (2560.0, 1440.0), ..Setup::default() }, |_| {});
}
