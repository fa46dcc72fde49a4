//! Discussions fetched from their links, the whole way, from a site on this machine: what is asked for, what comes of
//! it, and what is said when it goes wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test or bench that cannot go on ends there"
)]

mod common;
#[path = "common/site.rs"]
mod site;

#[path = "fetch/links.rs"]
mod links;
#[cfg(feature = "net")]
#[path = "fetch/real.rs"]
mod real;
#[cfg(feature = "net")]
#[path = "fetch/sites.rs"]
mod sites;
#[cfg(feature = "net")]
#[path = "fetch/trouble.rs"]
mod trouble;

use std::time::Duration;

use counterclaim::exchange::Imported;
use counterclaim::exchange::fetch::{FetchError, Limits, Site, Sites, import};
use counterclaim::progress::Progress;
#[cfg(feature = "net")]
use counterclaim::thread::Thread;
use site::LocalSite;

/// Every site stands on this one server.
fn all_at(base: &str) -> Sites {
    let sites = Site::ALL.into_iter();
    sites.fold(Sites::default(), |sites, site| sites.with(site, base))
}

/// No test waits long.
fn limits() -> Limits {
    Limits {
        first_wait: Duration::from_millis(5),
        longest_wait: Duration::from_secs(2),
        answer_bytes: 4 << 20,
        ..Limits::default()
    }
}

fn fetched(link: &str, site: &LocalSite) -> Result<Imported, FetchError> {
    import(link, &all_at(&site.base), &limits(), &Progress::none())
}

#[cfg(feature = "net")]
/// Id and parent of every comment, in order.
fn nesting(thread: &Thread) -> Vec<(String, Option<String>)> {
    let comments = thread.comments.iter();
    comments
        .map(|c| (c.id.to_string(), c.parent.as_ref().map(ToString::to_string)))
        .collect()
}

#[cfg(feature = "net")]
/// The same, as it is written in a test: `id<parent`.
fn tied(thread: &Thread) -> String {
    let pairs = nesting(thread).into_iter();
    let pairs = pairs.map(|(id, parent)| match parent {
        Some(parent) => format!("{id}<{parent}"),
        None => id,
    });
    pairs.collect::<Vec<_>>().join(" ")
}

#[cfg(feature = "net")]
fn said(imported: &Imported) -> String {
    let warnings = imported.warnings.iter().map(ToString::to_string);
    warnings.collect::<Vec<_>>().join("\n")
}

#[cfg(not(feature = "net"))]
#[test]
fn a_build_without_network_says_so_and_how_to_do_without() {
    let site = LocalSite::table([]);
    let error = fetched("https://news.ycombinator.com/item?id=8863", &site).unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("this build of the program has no network"),
        "{said}"
    );
    assert!(
        said.contains("save the page, and import that file"),
        "{said}"
    );
    assert_eq!(site.asked(), Vec::<String>::new());
}
