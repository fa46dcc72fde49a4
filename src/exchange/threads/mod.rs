//! Comment threads of other tools and sites, one file per format. Every reader adds what it finds to a
//! [`Draft`], so that several pages of one thread become one. May use `thread`.

pub mod columns;
pub mod convokit;
pub mod discourse;
pub mod disqus;
pub mod draft;
pub mod flat_paste;
pub mod github;
pub mod hn_algolia;
pub mod hn_firebase;
pub mod hn_html;
pub mod hn_text;
pub mod html;
mod joined;
pub mod lemmy;
pub mod lobsters_html;
pub mod lobsters_json;
mod mail;
pub mod markdown;
pub mod mastodon;
pub mod mbox;
pub mod nested_text;
pub mod page;
pub mod pushshift;
pub mod reddit_html;
pub mod reddit_json;
pub mod table;
pub mod table_json;
pub mod table_look;
mod table_markup;
pub mod time;
pub mod wordpress;

pub use columns::{Columns, Role};
pub use draft::Draft;
pub use table_look::{Table, look};
