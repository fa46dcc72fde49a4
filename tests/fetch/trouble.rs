//! Sites that answer badly, slowly, too much or not at all.

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use counterclaim::exchange::fetch::{Fault, FetchError, Limits, Site, Sites, import};
use counterclaim::progress::Progress;

use crate::site::{Answer, How, LocalSite};
use crate::{all_at, fetched, limits, said, tied};

const LINK: &str = "https://lobste.rs/s/abc123";
const PATH: &str = "/s/abc123.json";

fn story() -> Answer {
    Answer::json(
        r#"{"short_id":"abc123","title":"T","comment_count":1,"comments":[{"short_id":"aaaaaa","depth":0,
        "parent_comment":null,"commenting_user":"cy","comment":"<p>Words</p>","created_at":"2026-01-02T03:04:05Z"}]}"#,
    )
}

/// The fault of a fetch that must fail with one sentence that says the link and what to do instead.
fn fault(result: Result<counterclaim::exchange::Imported, FetchError>) -> Fault {
    let error = result.expect_err("it must fail");
    let said = error.to_string();
    assert!(!said.contains('\n'), "{said}");
    match error {
        FetchError::Failed { link, fault, .. } => {
            assert!(said.starts_with(&link), "{said}");
            assert!(said.contains("import"), "{said}");
            fault
        }
        other => panic!("{other}"),
    }
}

#[test]
fn answers_that_are_no_discussion() {
    let page = Answer::page("<!DOCTYPE html><title>Log in</title>");
    type Is = fn(&Fault) -> bool;
    let cases: [(Answer, Is); 14] = [
        (Answer::status(404), |f| *f == Fault::Missing),
        (Answer::status(410), |f| *f == Fault::Missing),
        (Answer::status(403), |f| *f == Fault::Refused(403)),
        (Answer::status(401), |f| *f == Fault::Refused(401)),
        (Answer::status(418), |f| *f == Fault::Status(418)),
        (page.clone(), |f| *f == Fault::Page),
        // A page that claims to be JSON, and JSON that claims to be a page.
        (Answer::json(page.body.clone()), |f| *f == Fault::Page),
        (Answer::page("{}"), |f| *f == Fault::Page),
        (Answer::json("no such story"), |f| *f == Fault::NotJson),
        (Answer::json(""), |f| *f == Fault::NotJson),
        (Answer::json([0x89, b'P', b'N', b'G', 0, 0]), |f| {
            *f == Fault::NotJson
        }),
        (Answer::status(302), |f| *f == Fault::Status(302)),
        (Answer::to(302, PATH), |f| *f == Fault::Circles),
        (story().how(How::Cut), |f| matches!(f, Fault::Broken(_))),
    ];
    for (answer, is) in cases {
        let told = format!(
            "{} {:?}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        let site = LocalSite::table([(PATH, answer)]);
        let found = fault(fetched(LINK, &site));
        assert!(is(&found), "{told}: {found:?}");
    }
}

#[test]
fn json_of_something_else_is_said_by_the_reader() {
    let site = LocalSite::table([(PATH, Answer::json(r#"{"error":"gone fishing"}"#))]);
    let error = fetched(LINK, &site).unwrap_err();
    assert!(matches!(error, FetchError::Read(_)), "{error:?}");
    assert!(error.to_string().contains("/s/abc123.json"), "{error}");
}

#[test]
fn a_site_that_is_busy_is_asked_again_and_then_left_alone() {
    for busy in [429, 500, 502, 503] {
        let site = LocalSite::start(move |_, before| match before {
            0 | 1 => Answer::status(busy),
            _ => story(),
        });
        assert_eq!(
            tied(&fetched(LINK, &site).unwrap().thread.unwrap()),
            "aaaaaa"
        );
        assert_eq!(site.asked().len(), 3);
    }
    let site = LocalSite::table([(PATH, Answer::status(503))]);
    assert_eq!(fault(fetched(LINK, &site)), Fault::Busy(503, None));
    assert_eq!(site.asked().len(), 4);
    // It asks for a moment, and gets it.
    let site = LocalSite::start(|_, before| match before {
        0 => Answer::status(429).with("Retry-After", "1"),
        _ => story(),
    });
    let began = Instant::now();
    assert!(fetched(LINK, &site).is_ok());
    assert!(began.elapsed() >= Duration::from_secs(1));
    // It asks for more than a person would wait.
    let site = LocalSite::table([(PATH, Answer::status(429).with("Retry-After", "3600"))]);
    let found = fault(fetched(LINK, &site));
    assert_eq!(found, Fault::Busy(429, Some(Duration::from_secs(3600))));
    assert!(found.to_string().contains("3600 seconds"), "{found}");
    assert_eq!(site.asked().len(), 1);
}

#[test]
fn a_connection_that_breaks_is_tried_again() {
    let site = LocalSite::start(|_, before| match before {
        0 => story().how(How::Cut),
        _ => story(),
    });
    assert!(fetched(LINK, &site).is_ok());
    assert_eq!(site.asked().len(), 2);
}

#[test]
fn a_site_that_does_not_answer_is_waited_for_only_so_long() {
    let short = Limits {
        answer: Duration::from_millis(200),
        ..limits()
    };
    let site = LocalSite::table([(PATH, story().how(How::Silent))]);
    let result = import(LINK, &all_at(&site.base), &short, &Progress::none());
    assert_eq!(fault(result), Fault::Slow);
    assert_eq!(site.asked().len(), 1);
    // Nor one that begins and goes on for ever, a little at a time.
    let short = Limits {
        request: Duration::from_millis(300),
        answer_bytes: u64::MAX,
        all_bytes: u64::MAX,
        ..limits()
    };
    let site = LocalSite::table([(PATH, story().how(How::Endless))]);
    let result = import(LINK, &all_at(&site.base), &short, &Progress::none());
    assert_eq!(fault(result), Fault::Slow);
}

#[test]
fn more_than_is_meant_is_not_taken() {
    let large = limits().answer_bytes;
    // By its own account, by what comes, and by what it unpacks to.
    let told = story().with("Content-Length", (large + 1).to_string());
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(b"[").unwrap();
    packed.write_all(&vec![b' '; large as usize + 1]).unwrap();
    let packed = Answer::json(packed.finish().unwrap()).with("Content-Encoding", "gzip");
    assert!((packed.body.len() as u64) < large / 100);
    for answer in [told, story().how(How::Endless), packed] {
        let site = LocalSite::table([(PATH, answer)]);
        assert_eq!(fault(fetched(LINK, &site)), Fault::TooLarge(large));
    }
}

#[test]
fn packed_answers_are_unpacked() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&story().body).unwrap();
    let packed = Answer::json(packed.finish().unwrap()).with("Content-Encoding", "gzip");
    let site = LocalSite::table([(PATH, packed)]);
    assert_eq!(
        tied(&fetched(LINK, &site).unwrap().thread.unwrap()),
        "aaaaaa"
    );
}

#[test]
fn redirects_are_followed_on_the_site_and_nowhere_else() {
    for status in [301, 302, 303, 307, 308] {
        let site = LocalSite::table([
            (PATH, Answer::to(status, "/moved/here.json?x=1")),
            ("/moved/here.json", Answer::to(status, "again.json")),
            ("/moved/again.json", story()),
        ]);
        assert!(fetched(LINK, &site).is_ok());
        assert_eq!(
            site.asked(),
            [PATH, "/moved/here.json?x=1", "/moved/again.json"]
        );
    }
    let other = LocalSite::start(|_, _| story());
    let port = other.base.rsplit(':').next().unwrap().to_owned();
    for hostile in [
        other.base.clone() + "/s/abc123.json",
        format!("//127.0.0.1:{port}/s/abc123.json"),
        format!("http://localhost:{port}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "ftp://example.org/".to_owned(),
    ] {
        let site = LocalSite::table([(PATH, Answer::to(302, hostile.clone()))]);
        let found = fault(fetched(LINK, &site));
        assert!(matches!(found, Fault::Elsewhere(_)), "{hostile}: {found:?}");
    }
    assert_eq!(other.asked(), Vec::<String>::new());
}

#[test]
fn without_a_network_one_sentence_says_how_to_do_without() {
    // Nothing listens there: the server that had the port is gone.
    let base = LocalSite::table([]).base.clone();
    for (site, link, way) in [
        (
            Site::HackerNews,
            "https://news.ycombinator.com/item?id=1",
            "save the page, and import that file",
        ),
        (
            Site::Reddit,
            "https://redd.it/abc",
            ".json behind its address, save that, and import the file",
        ),
        (Site::Mastodon, "https://m.example/@a/1", "/context"),
    ] {
        let sites = Sites::default().with(site, &*base);
        let error = import(link, &sites, &limits(), &Progress::none()).unwrap_err();
        let said = error.to_string();
        assert!(
            said.starts_with(&format!("{link}: the site can't be reached (")),
            "{said}"
        );
        assert!(said.contains(way) && !said.contains('\n'), "{said}");
        assert!(!said.contains("os error"), "{said}");
    }
}

#[test]
fn a_connection_that_is_not_safe_is_none() {
    // It speaks plain HTTP where TLS is meant.
    let site = LocalSite::table([(PATH, story())]);
    let safe = site.base.replace("http://", "https://");
    let result = import(LINK, &all_at(&safe), &limits(), &Progress::none());
    let found = fault(result);
    assert!(matches!(found, Fault::Unsafe(_)), "{found:?}");
}

#[test]
fn asking_to_stop_stops_at_once_and_asks_for_nothing_more() {
    let progress = Progress::none();
    progress.cancel();
    let site = LocalSite::table([(PATH, story())]);
    let result = import(LINK, &all_at(&site.base), &limits(), &progress);
    assert!(matches!(result, Err(FetchError::Cancelled(_))));
    assert_eq!(site.asked(), Vec::<String>::new());

    // While the site says nothing, goes on for ever, or is waited for.
    let waits = Limits {
        first_wait: Duration::from_secs(30),
        longest_wait: Duration::from_secs(60),
        answer_bytes: u64::MAX,
        all_bytes: u64::MAX,
        ..Limits::default()
    };
    for answer in [
        story().how(How::Silent),
        story().how(How::Endless),
        Answer::status(503),
    ] {
        let site = LocalSite::table([(PATH, answer)]);
        let progress = Progress::none();
        let result = std::thread::scope(|scope| {
            let fetch = scope.spawn(|| import(LINK, &all_at(&site.base), &waits, &progress));
            while site.asked().is_empty() {
                std::thread::sleep(Duration::from_millis(5));
            }
            progress.cancel();
            fetch.join().unwrap()
        });
        assert!(
            matches!(result, Err(FetchError::Cancelled(_))),
            "{result:?}"
        );
        assert_eq!(site.asked().len(), 1);
    }
}

fn reddit_page() -> Answer {
    Answer::json(
        r#"[{"kind":"Listing","data":{"children":[{"kind":"t3","data":{"id":"p","title":"T","permalink":"/r/x/comments/p/t/",
        "num_comments":5,"subreddit_id":"t5_x"}}]}},{"kind":"Listing","data":{"children":[
        {"kind":"t1","data":{"id":"c1","parent_id":"t3_p","link_id":"t3_p","author":"a","body":"Words","created_utc":1,
        "replies":{"kind":"Listing","data":{"children":[{"kind":"more","data":{"id":"_","parent_id":"t1_c1","count":0,"children":[]}}]}}}},
        {"kind":"more","data":{"id":"c2","parent_id":"t3_p","count":3,"children":["c2","c3","c4"]}}]}}]"#,
    )
}

#[test]
fn a_part_is_kept_when_the_rest_does_not_come() {
    // Each stub fails by itself: both are tried.
    let site = LocalSite::table([("/comments/p.json", reddit_page())]);
    let imported = fetched("https://redd.it/p", &site).unwrap();
    let said_of = said(&imported);
    assert_eq!(tied(imported.thread.as_ref().unwrap()), "c1");
    assert!(
        said_of.contains("3 comments and 1 branches that the page only names could not be fetched: the site has no such"),
        "{said_of}"
    );
    assert!(
        said_of.contains("1 of 5 comments are here; 3 named but not in the file"),
        "{said_of}"
    );
    assert_eq!(site.asked().len(), 3);
    // The site refuses: it is not asked again, and the count is the same.
    let site = LocalSite::start(|target, _| match target.starts_with("/comments/p.json") {
        true => reddit_page(),
        false => Answer::status(403),
    });
    let imported = fetched("https://redd.it/p", &site).unwrap();
    let said_of = said(&imported);
    assert!(
        said_of.contains("3 comments and 1 branches")
            && said_of.contains("does not give it to programs"),
        "{said_of}"
    );
    assert_eq!(site.asked().len(), 2);
    // What comes behind a stub is no JSON: no reader sees it.
    let site = LocalSite::start(|target, _| match target.starts_with("/comments/p.json") {
        true => reddit_page(),
        false => Answer::json("{\"json\": "),
    });
    let imported = fetched("https://redd.it/p", &site).unwrap();
    assert!(said(&imported).contains("3 comments and 1 branches"));
}

#[test]
fn a_discourse_topic_says_how_many_posts_did_not_come() {
    let stream: Vec<String> = (1..=60).map(|n| n.to_string()).collect();
    let topic = format!(
        r#"{{"title":"T","post_stream":{{"posts":[{{"id":1,"post_number":1,"username":"a","cooked":"<p>x"}},
        {{"id":2,"post_number":2,"username":"b","cooked":"<p>y"}}],"stream":[{}]}}}}"#,
        stream.join(",")
    );
    let site = LocalSite::table([("/t/7.json", Answer::json(topic))]);
    let imported = fetched("https://d.example/t/7", &site).unwrap();
    assert_eq!(tied(imported.thread.as_ref().unwrap()), "2");
    assert!(
        said(&imported).contains("58 posts could not be fetched"),
        "{}",
        said(&imported)
    );
}

#[test]
fn requests_are_counted_and_stubs_without_end_come_to_one() {
    // Every answer names more.
    let next = AtomicUsize::new(0);
    let site = LocalSite::start(
        move |target, _| match target.starts_with("/comments/p.json") {
            true => reddit_page(),
            false => {
                let n = next.fetch_add(1, Ordering::Relaxed);
                Answer::json(format!(
                    r#"{{"json":{{"data":{{"things":[{{"kind":"more","data":{{"id":"m{n}","parent_id":"t3_p","children":["m{n}"]}}}}]}}}}}}"#
                ))
            }
        },
    );
    let few = Limits {
        requests: 9,
        ..limits()
    };
    let imported = import(
        "https://redd.it/p",
        &all_at(&site.base),
        &few,
        &Progress::none(),
    )
    .unwrap();
    assert_eq!(site.asked().len(), 9);
    assert!(
        said(&imported).contains("with 9 requests at most"),
        "{}",
        said(&imported)
    );
}

#[test]
fn ids_that_are_none_are_not_asked_for() {
    let hostile = r#"[{"kind":"Listing","data":{"children":[{"kind":"more","data":{"id":"x","parent_id":"t3_p",
        "children":["../../x","a&children=b","ok1",""]}},{"kind":"more","data":{"id":"_","parent_id":"t1_../y","children":[]}}]}}]"#;
    let site = LocalSite::table([("/comments/p.json", Answer::json(hostile))]);
    let _ = fetched("https://redd.it/p", &site);
    let asked = site.asked();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[1].ends_with("&children=ok1"), "{asked:?}");
}

#[test]
fn progress_counts_requests() {
    let progress = Progress::none();
    let site = LocalSite::table([(PATH, story())]);
    import(LINK, &all_at(&site.base), &limits(), &progress).unwrap();
    let (done, total) = progress.get();
    assert!(done <= total && total > 0, "{done} of {total}");
}
