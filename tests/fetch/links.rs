//! Which discussion a link means.

use counterclaim::exchange::fetch::{Discussion, Part, Site, Sites, is_address};
use proptest::prelude::*;

#[test]
fn links_are_told_apart() {
    use Part::{Comment, Short, Whole};
    use Site::{Discourse, HackerNews, Lemmy, Lobsters, Mastodon, Reddit};
    let hn = "https://hn.algolia.com/";
    let reddit = "https://www.reddit.com/";
    let cases = [
        (
            "https://news.ycombinator.com/item?id=8863",
            HackerNews,
            Whole,
            "8863",
            hn,
        ),
        (
            "news.ycombinator.com/item?id=8863",
            HackerNews,
            Whole,
            "8863",
            hn,
        ),
        (
            "http://news.ycombinator.com/item?p=2&id=8863#8952",
            HackerNews,
            Whole,
            "8863",
            hn,
        ),
        (
            "https://hn.algolia.com/api/v1/items/8863",
            HackerNews,
            Whole,
            "8863",
            hn,
        ),
        (
            "https://hacker-news.firebaseio.com/v0/item/8863.json",
            HackerNews,
            Whole,
            "8863",
            hn,
        ),
        (
            "https://www.reddit.com/r/funny/comments/3hahrw/ba_dum_tsss/",
            Reddit,
            Whole,
            "3hahrw",
            reddit,
        ),
        (
            "https://old.reddit.com/r/funny/comments/3hahrw",
            Reddit,
            Whole,
            "3hahrw",
            reddit,
        ),
        (
            "https://reddit.com/comments/3HAHRW.json?sort=new",
            Reddit,
            Whole,
            "3hahrw",
            reddit,
        ),
        (
            "https://np.reddit.com/r/x/comments/3hahrw/y/cu5pg2h/?context=3",
            Reddit,
            Whole,
            "3hahrw",
            reddit,
        ),
        (
            "https://www.reddit.com/gallery/3hahrw",
            Reddit,
            Whole,
            "3hahrw",
            reddit,
        ),
        (
            "https://www.reddit.com/user/somebody/comments/3hahrw/t/",
            Reddit,
            Whole,
            "3hahrw",
            reddit,
        ),
        ("https://redd.it/3hahrw", Reddit, Whole, "3hahrw", reddit),
        (
            "https://www.reddit.com/r/x/s/AbC123?a=b",
            Reddit,
            Short,
            "AbC123",
            reddit,
        ),
        (
            "https://lobste.rs/c/x1y2z3",
            Lobsters,
            Short,
            "x1y2z3",
            "https://lobste.rs/",
        ),
        (
            "https://lobste.rs/s/d9ucpe/title_of_it",
            Lobsters,
            Whole,
            "d9ucpe",
            "https://lobste.rs/",
        ),
        (
            "https://lobste.rs/s/d9ucpe#c_x1",
            Lobsters,
            Whole,
            "d9ucpe",
            "https://lobste.rs/",
        ),
        (
            "https://meta.discourse.org/t/some-title/1149/7",
            Discourse,
            Whole,
            "1149",
            "https://meta.discourse.org/",
        ),
        (
            "https://forum.example:8443/t/1149",
            Discourse,
            Whole,
            "1149",
            "https://forum.example:8443/",
        ),
        (
            "https://forum.example/t/1149/3?u=me",
            Discourse,
            Whole,
            "1149",
            "https://forum.example/",
        ),
        (
            "https://example.org/forum/t/some-title/1149.json",
            Discourse,
            Whole,
            "1149",
            "https://example.org/forum/",
        ),
        (
            "https://lemmy.world/post/123",
            Lemmy,
            Whole,
            "123",
            "https://lemmy.world/",
        ),
        (
            "https://lemmy.world/post/123/456",
            Lemmy,
            Whole,
            "123",
            "https://lemmy.world/",
        ),
        (
            "https://lemmy.world/comment/456",
            Lemmy,
            Comment,
            "456",
            "https://lemmy.world/",
        ),
        (
            "https://mastodon.social/@Gargron/110446983926957470",
            Mastodon,
            Comment,
            "110446983926957470",
            "https://mastodon.social/",
        ),
        (
            "https://mastodon.social/@a@b.example/11044",
            Mastodon,
            Comment,
            "11044",
            "https://mastodon.social/",
        ),
        (
            "https://mastodon.social/users/a/statuses/11044",
            Mastodon,
            Comment,
            "11044",
            "https://mastodon.social/",
        ),
        (
            "https://mastodon.social/web/@a/11044",
            Mastodon,
            Comment,
            "11044",
            "https://mastodon.social/",
        ),
        (
            "https://mastodon.social/api/v1/statuses/11044/context",
            Mastodon,
            Comment,
            "11044",
            "https://mastodon.social/",
        ),
        (
            "  <http://127.0.0.1:81/post/5>\n",
            Lemmy,
            Whole,
            "5",
            "http://127.0.0.1:81/",
        ),
    ];
    for (link, site, part, id, base) in cases {
        let found = Discussion::recognise(link).unwrap_or_else(|| panic!("{link}"));
        assert_eq!(
            (found.site, found.part, &*found.id),
            (site, part, id),
            "{link}"
        );
        assert_eq!(
            found.base(&Sites::default()).unwrap().as_str(),
            base,
            "{link}"
        );
    }
}

#[test]
fn other_links_are_none() {
    for link in [
        "",
        "https://",
        "https://example.org/",
        "https://example.org/a/page.html",
        "https://news.ycombinator.com/",
        "https://news.ycombinator.com/news?id=1",
        "https://news.ycombinator.com/item?id=",
        "https://news.ycombinator.com/item?id=1;rm",
        "https://news.ycombinator.com.evil.example/item?id=1",
        "https://notreddit.com/r/x/comments/3hahrw",
        "https://www.reddit.com/r/x/s/Abc-123",
        "https://lobste.rs/c/",
        "https://www.reddit.com/r/x/",
        "https://lobste.rs/u/somebody",
        "https://lobste.rs/s/../admin",
        "https://example.org/t/words/more-words",
        "https://example.org/post/words",
        "https://example.org/@somebody",
        "https://medium.com/@somebody/a-title-123",
        "ftp://lemmy.world/post/123",
        "file:///post/123",
        "javascript:alert(1)",
        "https://lemmy.world/post/123 and more words",
        "two words",
        "thread.json",
    ] {
        assert_eq!(Discussion::recognise(link), None, "{link}");
    }
    let long = format!("https://lemmy.world/post/1?{}", "a".repeat(5_000));
    assert_eq!(Discussion::recognise(&long), None);
}

#[test]
fn names_and_passwords_are_neither_kept_nor_sent() {
    let found = Discussion::recognise("https://me:secret@lemmy.world/post/123#mine").unwrap();
    assert_eq!(found.link, "https://lemmy.world/post/123");
    let base = found.base(&Sites::default()).unwrap();
    assert_eq!(base.as_str(), "https://lemmy.world/");
}

#[test]
fn settings_put_another_address_in_the_place_of_a_sites_own() {
    let sites =
        Sites::from_pairs("reddit=http://127.0.0.1:9/mirror, lemmy=https://l.example").unwrap();
    let base = |link: &str| {
        let found = Discussion::recognise(link).unwrap();
        found.base(&sites).map(|url| url.to_string())
    };
    assert_eq!(
        base("https://redd.it/abc").unwrap(),
        "http://127.0.0.1:9/mirror/"
    );
    assert_eq!(
        base("https://lemmy.world/post/1").unwrap(),
        "https://l.example/"
    );
    assert_eq!(
        base("https://lobste.rs/s/abc").unwrap(),
        "https://lobste.rs/"
    );
    assert_eq!(Sites::from_pairs(""), Ok(Sites::default()));
    assert_eq!(
        Sites::from_pairs(&String::from(sites.clone())),
        Ok(sites.clone())
    );
    for wrong in ["reddit", "reddit=", "slashdot=http://x", "=http://x"] {
        let said = Sites::from_pairs(wrong).unwrap_err();
        assert!(
            said.contains("hacker-news") && said.contains(wrong),
            "{said}"
        );
    }
    let found = Discussion::recognise("https://redd.it/abc").unwrap();
    for wrong in ["words", "ftp://x/", "http://", "/etc/passwd"] {
        let sites = Sites::default().with(Site::Reddit, wrong);
        assert!(
            found.base(&sites).unwrap_err().contains("no web address"),
            "{wrong}"
        );
    }
}

#[test]
fn files_are_no_addresses() {
    for name in [
        "thread.json",
        "https",
        "http:thread",
        "-",
        "a https://b",
        "C:\\x",
        "https.json",
    ] {
        assert!(!is_address(name), "{name}");
    }
    assert!(is_address("https://x") && is_address(" HTTP://x\n"));
}

proptest! {
    /// Whatever is pasted: no panic, and what is recognised is safe to put into an address and stays what it is.
    #[test]
    fn what_is_recognised_is_plain(
        host in "(news\\.ycombinator\\.com|www\\.reddit\\.com|redd\\.it|lobste\\.rs|[a-z]{1,5}\\.org|127\\.0\\.0\\.1:8)",
        path in proptest::collection::vec(
            "(item|r|comments|gallery|s|t|post|comment|@u|users|statuses|web|\\.\\.|%2e%2e|[0-9a-zA-Z.%-]{0,8})", 0..6),
        query in "(|\\?id=[0-9a-z%]{0,6}|\\?[a-z=&]{0,8})",
        noise in "(|\\PC{0,6})",
    ) {
        let link = format!("https://{host}/{}{query}{noise}", path.join("/"));
        if let Some(found) = Discussion::recognise(&link) {
            prop_assert!(!found.id.is_empty() && found.id.len() <= 20);
            prop_assert!(found.id.bytes().all(|b| b.is_ascii_alphanumeric()));
            prop_assert_eq!(Discussion::recognise(&found.link), Some(found.clone()));
            let base = found.base(&Sites::default()).unwrap();
            prop_assert!(base.as_str().ends_with('/') && base.query().is_none());
            prop_assert!(matches!(base.scheme(), "http" | "https") && base.username().is_empty());
        }
    }
}
