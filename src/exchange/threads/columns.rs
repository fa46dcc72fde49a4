//! What the columns of a table, or the fields of flat JSON objects, hold: known by the names people give them, or as
//! somebody says. May use the standard library.

use std::collections::BTreeMap;
use std::str::FromStr;

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The words of the comment; without these there is no comment.
    Text,
    /// Who wrote it.
    Author,
    /// When: ISO 8601, seconds since 1970, or as mail has it.
    Time,
    /// What the row is called, for others to answer it.
    Id,
    /// The id of what it answers.
    Parent,
    /// How deep it stands below the rows above it, in any unit; used where no column names the parent.
    Depth,
}

impl Role {
    /// Every role, in the order people are asked for them.
    pub const ALL: [Self; 6] = [
        Self::Text,
        Self::Author,
        Self::Time,
        Self::Id,
        Self::Parent,
        Self::Depth,
    ];

    /// The word used on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Author => "author",
            Self::Time => "time",
            Self::Id => "id",
            Self::Parent => "parent",
            Self::Depth => "depth",
        }
    }

    /// The names such a column goes by, in order of preference. Capitals and the signs between words do not count:
    /// `Parent ID` and `parentId` are `parent_id`.
    pub const fn known(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[
                "text",
                "body",
                "comment",
                "content",
                "message",
                "comment_text",
                "comment_body",
                "comment_content",
                "text_original",
                "text_display",
                "message_text",
                "post_text",
                "utterance",
            ],
            Self::Author => &[
                "author",
                "user",
                "username",
                "by",
                "speaker",
                "name",
                "creator",
                "author_name",
                "comment_author",
                "author_display_name",
                "display_name",
                "screen_name",
                "commenter",
                "poster",
                "nickname",
                "user_id",
                "author_id",
                "from",
            ],
            Self::Time => &[
                "created_at",
                "time",
                "timestamp",
                "date",
                "datetime",
                "created_utc",
                "created",
                "published",
                "published_at",
                "created_time",
                "posted_at",
                "comment_date",
                "comment_time",
                "date_utc",
                "date_created",
                "created_on",
                "creation_date",
                "post_date",
                "post_time",
            ],
            Self::Id => &[
                "id",
                "comment_id",
                "post_id",
                "_id",
                "uuid",
                "cid",
                "message_id",
                "utterance_id",
                "tweet_id",
            ],
            Self::Parent => &[
                "parent",
                "parent_id",
                "parent_comment",
                "parent_comment_id",
                "comment_parent",
                "reply_to",
                "reply_to_id",
                "reply_to_comment_id",
                "replied_to",
                "in_reply_to",
                "in_reply_to_id",
                "in_reply_to_status_id",
                "reply_to_message_id",
                "parent_post_id",
                "parent_message_id",
            ],
            Self::Depth => &[
                "depth",
                "indent",
                "indent_level",
                "nesting_level",
                "comment_depth",
            ],
        }
    }

    /// The role of a column of this name, and its place among the names of that role.
    pub fn named(name: &str) -> Option<(Self, usize)> {
        let name = letters(name);
        Self::ALL.into_iter().find_map(|role| {
            let place = (role.known().iter()).position(|known| letters(known) == name);
            place.map(|place| (role, place))
        })
    }
}

/// The letters and digits of a name, in lower case.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The column of every role, by its place in a list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found([Option<usize>; Role::ALL.len()]);

impl Found {
    /// The column of a role.
    pub fn get(&self, role: Role) -> Option<usize> {
        self.0.get(role as usize).copied().flatten()
    }

    /// The role of a column.
    pub fn role_of(&self, column: usize) -> Option<Role> {
        let holds = |role: &Role| self.get(*role) == Some(column);
        Role::ALL.into_iter().find(holds)
    }

    fn set(&mut self, role: Role, column: Option<usize>) {
        if let Some(place) = self.0.get_mut(role as usize) {
            *place = column;
        }
    }
}

/// Which column holds what, as far as somebody said so; the rest goes by the names columns have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The name of a role's column, or `None` where no column is to play it.
    said: BTreeMap<Role, Option<String>>,
    /// The first line is a row like the others; columns are then called `#1`, `#2` and so on.
    headless: bool,
}

impl Columns {
    /// Nothing said yet, but whether the first line is a row.
    pub fn new(headless: bool) -> Self {
        Self {
            headless,
            ..Self::default()
        }
    }

    /// Whether the first line is a row.
    pub fn headless(&self) -> bool {
        self.headless
    }

    /// Whether anything was said.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty() && !self.headless
    }

    /// Says which column plays a role, by its name or as `#` and its number from 1; `None`: no column does.
    pub fn say(&mut self, role: Role, name: Option<String>) {
        self.said.insert(role, name);
    }

    /// What was said of a role: nothing, that no column plays it, or which does.
    pub fn said(&self, role: Role) -> Option<Option<&str>> {
        self.said.get(&role).map(Option::as_deref)
    }

    /// Whether this column was said to play some role.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.said.values().flatten().any(|said| said == name)
    }

    /// Which of the columns that are called so plays which role. A column plays one role only; depths are used
    /// where no column is known to name the parent, or where they were asked for.
    ///
    /// # Errors
    /// The name that was said and that no column has.
    pub fn find(&self, names: &[String]) -> Result<Found, &str> {
        let mut found = Found::default();
        for (role, said) in &self.said {
            if let Some(said) = said {
                let column = column(said, names).ok_or(said.as_str())?;
                found.set(*role, Some(column));
            }
        }
        let named: Vec<_> = names.iter().map(|name| Role::named(name)).collect();
        for role in Role::ALL {
            let depth_is_idle = role == Role::Depth && found.get(Role::Parent).is_some();
            if self.said.contains_key(&role) || self.headless || depth_is_idle {
                continue;
            }
            let column = (named.iter().enumerate())
                .filter(|(column, _)| found.role_of(*column).is_none())
                .filter_map(|(column, named)| {
                    named.filter(|(of, _)| *of == role).map(|n| (n.1, column))
                })
                .min();
            found.set(role, column.map(|(_, column)| column));
        }
        // Beside comments that answer nothing it is the post they all belong to.
        let id = found.get(Role::Id).and_then(|column| names.get(column));
        if found.get(Role::Parent).is_none()
            && !self.said.contains_key(&Role::Id)
            && id.is_some_and(|name| letters(name) == "postid")
        {
            found.set(Role::Id, None);
        }
        Ok(found)
    }
}

/// The column that somebody means by a name or `#3`.
fn column(said: &str, names: &[String]) -> Option<usize> {
    let said = said.trim();
    let exact = names.iter().position(|name| name == said);
    let alike = || {
        let said = said.to_lowercase();
        names.iter().position(|name| name.to_lowercase() == said)
    };
    let number = || {
        let number: usize = said.strip_prefix('#')?.parse().ok()?;
        number.checked_sub(1).filter(|at| *at < names.len())
    };
    exact.or_else(alike).or_else(number)
}

impl FromStr for Columns {
    type Err = String;

    /// Reads `text=body,author=user,parent=`: roles and the names of their columns, with nothing behind the sign
    /// where no column is to play the role; `header=no` says that the first line is a row.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut columns = Self::default();
        for pair in text.split(',') {
            let Some((role, name)) = pair.split_once('=') else {
                return Err(format!(
                    "“{pair}” says no column; write a role, = and a column's name, such as text=body"
                ));
            };
            let (role, name) = (role.trim(), name.trim());
            if role == "header" {
                columns.headless = match name {
                    "no" => true,
                    "yes" => false,
                    _ => return Err(format!("header is yes or no, not “{name}”")),
                };
                continue;
            }
            let Some(known) = Role::ALL.into_iter().find(|known| known.name() == role) else {
                let all = Role::ALL.map(Role::name).join(", ");
                return Err(format!("there is no role “{role}”; use one of {all}"));
            };
            columns.say(known, (!name.is_empty()).then(|| name.to_owned()));
        }
        Ok(columns)
    }
}
