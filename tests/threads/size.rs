//! Deep and large threads, and stopping while one is read.

use std::time::{Duration, Instant};

use counterclaim::exchange::{self, Input, ReadError};
use counterclaim::progress::Progress;

use crate::{algolia, import_text};

#[test]
fn a_chain_of_fifty_thousand_replies_opens() {
    for children_first in [false, true] {
        let file = algolia(50_000, |i| i - 1, "so?", children_first);
        let read = import_text("deep.json", &file).unwrap();
        assert_eq!(read.format, "hn-algolia");
        let thread = read.thread.unwrap();
        let stats = thread.stats();
        assert_eq!(
            (stats.comments, stats.top_level, stats.max_depth),
            (50_000, 1, 49_999)
        );
        let (tree, problems) = thread.tree();
        assert_eq!(problems, []);
        assert!(tree.preorder().eq(0..50_000));
        assert_eq!(tree.ancestors(49_999).count(), 49_999);
        assert_eq!(thread.json_lines().unwrap().len(), 50_000);
    }
}

#[test]
fn a_hundred_thousand_comments_open_quickly() {
    let words = "I don&#x27;t think so. <p>Distillation &quot;attacks&quot; are <i>nothing</i> new, see <a \
                 href=\\\"https:&#x2F;&#x2F;example.com&#x2F;a\\\" rel=\\\"nofollow\\\">here</a>."
        .repeat(2);
    let file = algolia(100_000, |i| i / 3, &words, true);
    assert!(file.len() > 55_000_000, "{}", file.len());
    let started = Instant::now();
    let thread = import_text("large.json", &file).unwrap().thread.unwrap();
    let took = started.elapsed();
    assert_eq!(thread.comments.len(), 100_000);
    println!("100,000 comments, {} MB: {took:?}", file.len() / 1_000_000);
    // Optimised it takes less than a second; tests are built with little optimisation on busy machines.
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn reading_can_be_stopped() {
    let file = algolia(20_000, |i| i / 3, "so?", true);
    let progress = Progress::none();
    progress.cancel();
    let inputs = [Input {
        name: "x.json",
        bytes: file.as_bytes(),
    }];
    let stopped = exchange::read(&inputs, None, &progress);
    assert!(matches!(stopped, Err(ReadError::Cancelled(_))));
}
