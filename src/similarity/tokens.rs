//! The two ways a text is cut up: into tokens (words, numbers, punctuation, line breaks) and into the
//! squeezed characters of its opening. Standard library only.
//!
//! The tokens are those of the regular expression `[A-Za-z]+(?:['’][A-Za-z]+)*|\d+|[^\w\s]|\n+`: words in
//! lower case, any number as `#`, any run of line breaks as one token. Letters outside ASCII belong to no
//! token, so a text in another script has few; such samples are flagged by [`super::hygiene`].

use unicode_normalization::char::is_combining_mark;

/// The tokens of one text, stored end to end; reusable, so that thousands of outputs need one allocation.
#[derive(Debug, Default, Clone)]
pub struct Tokens {
    text: String,
    ends: Vec<u32>,
    words: Vec<bool>,
}

impl Tokens {
    /// The tokens of `text`.
    pub fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        tokens.read(text, usize::MAX);
        tokens
    }

    /// Replaces the content by the first `limit` tokens of `text`.
    pub fn read(&mut self, text: &str, limit: usize) {
        self.text.clear();
        self.ends.clear();
        self.words.clear();
        let bytes = text.as_bytes();
        let letters = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            let letters = rest.iter().position(|b| !b.is_ascii_alphabetic());
            from + letters.unwrap_or(rest.len())
        };
        let mut at = 0;
        while let Some(&first) = bytes.get(at) {
            if self.ends.len() >= limit {
                return;
            }
            let start = at;
            if first.is_ascii_alphabetic() {
                at = letters(at);
                self.push_lower(&text[start..at]);
                loop {
                    let mark = match &bytes[at..] {
                        [b'\'', ..] => 1,
                        [0xe2, 0x80, 0x99, ..] => "’".len(),
                        _ => break,
                    };
                    let end = letters(at + mark);
                    if end == at + mark {
                        break;
                    }
                    self.text.push('\'');
                    self.push_lower(&text[at + mark..end]);
                    at = end;
                }
                self.end(true);
            } else if first.is_ascii_digit() || first == b'\n' {
                let same = |b: &u8| {
                    if first == b'\n' {
                        *b == b'\n'
                    } else {
                        b.is_ascii_digit()
                    }
                };
                at += bytes[at..].iter().take_while(|b| same(b)).count();
                self.text.push(if first == b'\n' { '\n' } else { '#' });
                self.end(false);
            } else if first.is_ascii() {
                at += 1;
                if !is_space(first as char) && first != b'_' {
                    self.text.push(first as char);
                    self.end(false);
                }
            } else if let Some(c) = text[at..].chars().next() {
                at += c.len_utf8();
                if !is_space(c) && !is_word_character(c) {
                    self.text.push(c);
                    self.end(false);
                }
            }
        }
    }

    fn push_lower(&mut self, letters: &str) {
        let start = self.text.len();
        self.text.push_str(letters);
        self.text[start..].make_ascii_lowercase();
    }

    fn end(&mut self, word: bool) {
        self.ends.push(self.text.len() as u32);
        self.words.push(word);
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The token at `index`; empty beyond the end.
    pub fn get(&self, index: usize) -> &str {
        let start = match index {
            0 => 0,
            i => self
                .ends
                .get(i - 1)
                .map_or(self.text.len(), |&e| e as usize),
        };
        let end = self.ends.get(index).map_or(start, |&e| e as usize);
        &self.text[start..end]
    }

    /// All tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// All tokens in order as bytes, each with whether it is a word.
    pub fn marked(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let mut start = 0;
        self.ends.iter().zip(&self.words).map(move |(&end, &word)| {
            let token = &self.text.as_bytes()[start..end as usize];
            start = end as usize;
            (token, word)
        })
    }

    /// The tokens that are words, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.iter()
            .zip(&self.words)
            .filter_map(|(token, &word)| word.then_some(token))
    }
}

/// The first `limit` characters of `text`, for slicing before any other treatment.
pub fn first_characters(text: &str, limit: usize) -> &str {
    match text.char_indices().nth(limit) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// Lower case, every run of white space one blank: what character n-grams are taken from.
pub fn squeeze(text: &str, out: &mut String) {
    out.clear();
    let mut blank = false;
    let mut push = |c: char| {
        let space = is_space(c);
        if !(space && blank) {
            out.push(if space { ' ' } else { c });
        }
        blank = space;
    };
    if text.is_ascii() {
        text.chars().for_each(|c| push(c.to_ascii_lowercase()));
    } else {
        text.to_lowercase().chars().for_each(&mut push);
    }
}

/// Unicode white space, and the four ASCII separators that regular expressions count with it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// `\w`: letters, numbers and the underscore, but not combining marks.
fn is_word_character(c: char) -> bool {
    c == '_' || (c.is_alphanumeric() && !is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_follow_the_published_expression() {
        let tokens = Tokens::of("Don’t café_x 3.14\n\n \nO'Neill's 'tis — ok!");
        let expected = [
            "don't",
            "caf",
            "x",
            "#",
            ".",
            "#",
            "\n",
            "\n",
            "o'neill's",
            "'",
            "tis",
            "—",
            "ok",
            "!",
        ];
        assert_eq!(tokens.iter().collect::<Vec<_>>(), expected);
        let words: Vec<_> = tokens.words().collect();
        assert_eq!(words, ["don't", "caf", "x", "o'neill's", "tis", "ok"]);
        assert_eq!(tokens.get(99), "");
    }

    #[test]
    fn squeezing_joins_blanks_and_lowers_case() {
        let mut out = String::new();
        squeeze("A\n\t B\u{1f}\u{a0}ÉC", &mut out);
        assert_eq!(out, "a b éc");
        assert_eq!(first_characters("äbc", 2), "äb");
        assert_eq!(first_characters("äbc", 9), "äbc");
    }
}
