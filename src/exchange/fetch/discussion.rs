//! Which discussion an address means: the site, the number or name of the thread there, and where the site answers
//! programs. Nothing is fetched here. May use `url` and serde.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// A kind of site that discussions can be fetched from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Site {
    /// news.ycombinator.com.
    HackerNews,
    /// reddit.com and its shorter names.
    Reddit,
    /// lobste.rs.
    Lobsters,
    /// Any forum that runs Discourse.
    Discourse,
    /// Any server that runs Lemmy.
    Lemmy,
    /// Any server that runs Mastodon.
    Mastodon,
}

impl Site {
    /// Every kind, in the order they are told to people.
    pub const ALL: [Self; 6] = [
        Self::HackerNews,
        Self::Reddit,
        Self::Lobsters,
        Self::Discourse,
        Self::Lemmy,
        Self::Mastodon,
    ];

    /// The name people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::HackerNews => "Hacker News",
            Self::Reddit => "Reddit",
            Self::Lobsters => "Lobsters",
            Self::Discourse => "Discourse",
            Self::Lemmy => "Lemmy",
            Self::Mastodon => "Mastodon",
        }
    }

    /// The name in settings.
    pub fn key(self) -> &'static str {
        match self {
            Self::HackerNews => "hacker-news",
            Self::Reddit => "reddit",
            Self::Lobsters => "lobsters",
            Self::Discourse => "discourse",
            Self::Lemmy => "lemmy",
            Self::Mastodon => "mastodon",
        }
    }

    /// How a person gets the discussion without this program's help, as the end of a sentence.
    pub fn by_hand(self) -> &'static str {
        match self {
            Self::HackerNews => {
                "open the discussion in a browser, save the page, and import that file"
            }
            Self::Reddit | Self::Lobsters | Self::Discourse => {
                "open the discussion in a browser with .json behind its address, save that, and import the file"
            }
            Self::Lemmy => {
                "open /api/v3/comment/list?post_id= with the post's number on that server in a browser, save that, and \
                 import the file"
            }
            Self::Mastodon => {
                "open /api/v1/statuses/ with the post's number and /context on that server in a browser, save that, \
                 and import the file"
            }
        }
    }
}

/// Where sites answer, if not at their own address: a mirror, or a server that stands in for them in tests. In files
/// as [`Sites::from_pairs`] reads it; pairs that make no sense there stand for none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Sites(BTreeMap<Site, String>);

impl From<String> for Sites {
    fn from(pairs: String) -> Self {
        Self::from_pairs(&pairs).unwrap_or_default()
    }
}

impl From<Sites> for String {
    fn from(sites: Sites) -> Self {
        let pairs = sites
            .0
            .iter()
            .map(|(site, base)| format!("{}={base}", site.key()));
        pairs.collect::<Vec<_>>().join(",")
    }
}

impl Sites {
    /// Puts `base` in the place of a site's own address.
    #[must_use]
    pub fn with(mut self, site: Site, base: impl Into<String>) -> Self {
        self.0.insert(site, base.into());
        self
    }

    /// Reads `site=address` pairs that stand between commas.
    ///
    /// # Errors
    /// One sentence if a part is no such pair.
    pub fn from_pairs(text: &str) -> Result<Self, String> {
        let mut sites = Self::default();
        for pair in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (key, base) = pair.split_once('=').unwrap_or((pair, ""));
            let site = Site::ALL.into_iter().find(|site| site.key() == key.trim());
            let (Some(site), false) = (site, base.trim().is_empty()) else {
                let keys: Vec<&str> = Site::ALL.iter().map(|site| site.key()).collect();
                return Err(format!(
                    "\"{pair}\" names no site's address: write SITE=ADDRESS with one of {}",
                    keys.join(", ")
                ));
            };
            sites = sites.with(site, base.trim());
        }
        Ok(sites)
    }
}

/// What of a discussion an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// One of its comments, whose discussion the site has to be asked for.
    Comment,
    /// A short address, of which the site says what it stands for.
    Short,
}

/// A discussion that an address means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discussion {
    /// The kind of site.
    pub site: Site,
    /// What the site calls the discussion, the comment or the short address: letters and digits.
    pub id: String,
    /// Which of them `id` names.
    pub part: Part,
    /// The address, without what may be secret or changes nothing (name and password, fragment).
    pub link: String,
    /// Where the site answers by its own account: scheme, host and port, and a path that ends in `/`.
    home: String,
}

impl fmt::Display for Discussion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.link)
    }
}

/// Whether a text is one web address and nothing else, whatever it leads to.
pub fn is_address(text: &str) -> bool {
    let text = text.trim();
    let scheme = |s: &str| {
        text.get(..s.len())
            .is_some_and(|t| t.eq_ignore_ascii_case(s))
    };
    (scheme("https://") || scheme("http://")) && !text.contains(char::is_whitespace)
}

impl Discussion {
    /// The discussion that a text is the address of; `None` if it is that of none known here. A scheme may be
    /// missing.
    pub fn recognise(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches(['<', '>']);
        if text.is_empty() || text.len() > 2_000 || text.contains(char::is_whitespace) {
            return None;
        }
        let with_scheme = match is_address(text) {
            true => text.to_owned(),
            false if text.contains("://") => return None,
            false => format!("https://{text}"),
        };
        let mut url = Url::parse(&with_scheme).ok()?;
        // Neither is sent anywhere, nor kept.
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
        url.set_fragment(None);
        let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let parts: Vec<&str> = url.path().split('/').filter(|p| !p.is_empty()).collect();
        let within = |domain: &str| {
            host.strip_suffix(domain)
                .is_some_and(|h| h.is_empty() || h.ends_with('.'))
        };
        let (site, part, id, home) = if host == "news.ycombinator.com" {
            let id = url.query_pairs().find(|(key, _)| key == "id")?.1;
            let id = (parts.first() == Some(&"item")).then(|| number(&id))??;
            (Site::HackerNews, Part::Whole, id, HACKER_NEWS.to_owned())
        } else if host == "hn.algolia.com" || host == "hacker-news.firebaseio.com" {
            let at = parts.iter().position(|p| matches!(*p, "items" | "item"))?;
            let id = number(parts.get(at + 1)?)?;
            (Site::HackerNews, Part::Whole, id, HACKER_NEWS.to_owned())
        } else if within("reddit.com")
            && let ["r" | "u" | "user", _, "s", short] = parts.as_slice()
        {
            let id = (is_word(short)).then(|| (*short).to_owned())?;
            (Site::Reddit, Part::Short, id, REDDIT.to_owned())
        } else if within("reddit.com") {
            let at = (parts.iter()).position(|p| matches!(*p, "comments" | "gallery" | "tb"))?;
            let id = word(parts.get(at + 1)?)?;
            (Site::Reddit, Part::Whole, id, REDDIT.to_owned())
        } else if host == "redd.it" {
            let id = word(parts.first()?)?;
            (Site::Reddit, Part::Whole, id, REDDIT.to_owned())
        } else if host == "lobste.rs"
            && let ["c", comment] = parts.as_slice()
        {
            (
                Site::Lobsters,
                Part::Short,
                word(comment)?,
                LOBSTERS.to_owned(),
            )
        } else if host == "lobste.rs" {
            let id = (parts.first() == Some(&"s")).then(|| word(parts.get(1)?))??;
            (Site::Lobsters, Part::Whole, id, LOBSTERS.to_owned())
        } else {
            let (site, part, id, above) = by_path(&parts)?;
            let mut home = url.clone();
            home.set_query(None);
            let above: String = above.iter().map(|part| format!("{part}/")).collect();
            home.set_path(&above);
            (site, part, id, home.to_string())
        };
        Some(Self {
            site,
            id,
            part,
            link: url.to_string(),
            home,
        })
    }

    /// The path of the address, without the `/` it begins with.
    #[cfg(feature = "net")]
    pub(super) fn path(&self) -> String {
        let url = Url::parse(&self.link);
        url.map_or_else(
            |_| String::new(),
            |url| url.path().trim_start_matches('/').to_owned(),
        )
    }

    /// Where the site is asked: at its own address, or where `sites` says.
    ///
    /// # Errors
    /// One clause if the address that `sites` names is none.
    pub fn base(&self, sites: &Sites) -> Result<Url, String> {
        let base = sites.0.get(&self.site).unwrap_or(&self.home);
        let mut url = Url::parse(base)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| {
                format!(
                    "the settings name {base} as the address of {}, which is no web address",
                    self.site.name()
                )
            })?;
        url.set_query(None);
        url.set_fragment(None);
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(url)
    }
}

const HACKER_NEWS: &str = "https://hn.algolia.com/";
const REDDIT: &str = "https://www.reddit.com/";
const LOBSTERS: &str = "https://lobste.rs/";

/// A number, as most sites count by; `.json` behind it is how programs ask.
fn number(text: &str) -> Option<String> {
    let text = text.strip_suffix(".json").unwrap_or(text);
    let digits = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.to_owned())
}

/// A short word of letters and digits, in lower case.
fn word(text: &str) -> Option<String> {
    let text = text.strip_suffix(".json").unwrap_or(text);
    is_word(text).then(|| text.to_ascii_lowercase())
}

/// Whether a text is a short word of letters and digits: what an answer names is asked for only if it is.
pub(super) fn is_word(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Sites that anybody may run show by the path what they are: the site, what the number names, the number, and the
/// folders above.
fn by_path<'a>(parts: &'a [&'a str]) -> Option<(Site, Part, String, &'a [&'a str])> {
    // Discourse: /t/SLUG/ID, /t/SLUG/ID/POST, /t/ID, /t/ID/POST, perhaps in a folder of the site.
    if let Some(at) = parts.iter().position(|p| *p == "t") {
        let above = parts.get(..at)?;
        let id = number(parts.get(at + 1)?).or_else(|| number(parts.get(at + 2)?));
        return id.map(|id| (Site::Discourse, Part::Whole, id, above));
    }
    match parts {
        ["post", id, ..] => Some((Site::Lemmy, Part::Whole, number(id)?, &[])),
        ["comment", id] => Some((Site::Lemmy, Part::Comment, number(id)?, &[])),
        ["api", "v1", "statuses", id, ..]
        | ["web", "statuses", id]
        | ["users", _, "statuses", id, ..] => {
            Some((Site::Mastodon, Part::Comment, number(id)?, &[]))
        }
        [user, id] | ["web" | "deck", user, id] if user.starts_with('@') && user.len() > 1 => {
            Some((Site::Mastodon, Part::Comment, number(id)?, &[]))
        }
        _ => None,
    }
}
