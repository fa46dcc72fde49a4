//! The quick reader of comment markup against the page parser.

use counterclaim::exchange::threads::html::Markup;
use counterclaim::exchange::threads::page;
use proptest::prelude::*;

fn markup() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec![
        "word",
        " ",
        "\n",
        "two words",
        "&amp;",
        "&#x27;",
        "&gt; ",
        "> ",
        "&lt;b&gt;",
        "&hellip;",
        "&eacute;",
        "&nosuch;",
        "AT&T",
        "&#128;",
        "&#0;",
        "a < b",
        "&amp;amp;",
        "ünï",
        "&quot",
        "&",
        "1 &lt 2",
        "&nbsp;",
    ])
    .prop_map(str::to_owned);
    text.prop_recursive(4, 40, 5, |inner| {
        let some = prop::collection::vec(inner, 0..5).prop_map(|v| v.concat());
        let inline = prop::sample::select(vec!["i", "b", "em", "strong", "code", "span", "A"]);
        let block = prop::sample::select(vec!["p", "div", "blockquote", "ul><li", "ol><li", "pre", "h2", "script", "style"]);
        prop_oneof![
            (inline, some.clone()).prop_map(|(t, s)| format!("<{t}>{}</{t}>", s.replace("<p>", "").replace("</p>", ""))),
            (block, some.clone()).prop_map(|(t, s)| {
                let ends: String = t.split('>').rev().map(|t| format!("</{}>", t.trim_start_matches('<'))).collect();
                format!("<{t}>{s}{ends}")
            }),
            some.clone().prop_map(|s| format!("{s}<br/>{s}")),
            some.clone().prop_map(|s| format!("<a title='x > y' href=\"https:&#x2F;&#x2F;x.org&#x2F;?a&amp;b=1&lt=2\" rel=nofollow>{s}</a>")),
            some.prop_map(|s| format!("{s}<!-- <i> -->{s}")),
        ]
    })
}

/// Whether the page parser nests the elements as they are written, so that both readers see the same tags.
fn nests_as_written(html: &str) -> bool {
    let page = scraper::Html::parse_fragment(html);
    let mut written = html.replace("<br/>", "<br>");
    written = written.to_lowercase();
    let count = |name: &str| written.matches(&format!("<{name}")).count();
    [
        "i>",
        "b>",
        "em>",
        "strong>",
        "code>",
        "a>",
        "a ",
        "p>",
        "pre>",
        "blockquote>",
        "li>",
    ]
    .iter()
    .all(|tag| {
        let name = tag.trim_end_matches(['>', ' ']);
        let css = scraper::Selector::parse(name).unwrap();
        let all = count(&format!("{name}>")) + count(&format!("{name} "));
        page.select(&css).count() == all
    })
}

proptest! {
    #[test]
    fn fragments_read_as_a_browser_reads_them(html in markup()) {
        prop_assume!(nests_as_written(&html));
        let quick = Markup::default().read(&html);
        let page = scraper::Html::parse_fragment(&html);
        let slow = page::rich(page.root_element(), |_| false);
        prop_assert_eq!(quick, slow, "{}", html);
    }

    /// No markup, however broken, makes marks that lie outside the text.
    #[test]
    fn marks_lie_within_the_text(html in "(<[a-z/]{1,4}>|<(a href=x|li|/li|ul|/ul|pre|/pre|blockquote|i|/i)>|[a-z &;\n<>]{0,5}){0,40}") {
        let rich = Markup::default().read(&html);
        let n = rich.text.chars().count() as u32;
        for mark in &rich.marks {
            prop_assert!(mark.start < mark.end && mark.end <= n, "{:?} in {:?}", mark, rich.text);
        }
        prop_assert!(rich.marks.is_sorted_by_key(|m| (m.start, u32::MAX - m.end)));
    }
}
