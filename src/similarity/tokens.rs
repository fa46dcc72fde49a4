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
        self.ends.clear();
        self.words.clear();
        let bytes = text.as_bytes();
        let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        // The tokens are never longer than the text.
        let mut tokens = std::mem::take(&mut self.text).into_bytes();
        tokens.resize(bytes.len(), 0);
        let (mut at, mut end) = (0, 0);
        while let Some(&first) = bytes.get(at) {
            if self.ends.len() >= limit {
                break;
            }
            let word = first.is_ascii_alphabetic();
            if word {
                loop {
                    while let Some(&letter) = bytes.get(at).filter(|b| b.is_ascii_alphabetic()) {
                        tokens[end] = letter | 0x20;
                        (at, end) = (at + 1, end + 1);
                    }
                    let mark = match &bytes[at..] {
                        [b'\'', ..] => 1,
                        [0xe2, 0x80, 0x99, ..] => "’".len(),
                        _ => break,
                    };
                    if !is_letter(at + mark) {
                        break;
                    }
                    tokens[end] = b'\'';
                    (at, end) = (at + mark, end + 1);
                }
            } else if first.is_ascii_digit() || first == b'\n' {
                let same = |b: &u8| {
                    if first == b'\n' {
                        *b == b'\n'
                    } else {
                        b.is_ascii_digit()
                    }
                };
                at += bytes[at..].iter().take_while(|b| same(b)).count();
                tokens[end] = if first == b'\n' { b'\n' } else { b'#' };
                end += 1;
            } else if first.is_ascii() {
                at += 1;
                if is_space(first as char) || first == b'_' {
                    continue;
                }
                tokens[end] = first;
                end += 1;
            } else if let Some(c) = text[at..].chars().next() {
                let from = at;
                at += c.len_utf8();
                if is_space(c) || is_word_character(c) {
                    continue;
                }
                tokens[end..end + at - from].copy_from_slice(&bytes[from..at]);
                end += at - from;
            }
            self.ends.push(end as u32);
            self.words.push(word);
        }
        tokens.truncate(end);
        // Whole characters of a text are a text.
        self.text = String::from_utf8(tokens).unwrap_or_default();
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
    match text.as_bytes().get(..limit) {
        None => text,
        Some(start) if start.is_ascii() => &text[..limit],
        Some(_) => match text.char_indices().nth(limit) {
            Some((end, _)) => &text[..end],
            None => text,
        },
    }
}

/// Lower case, every run of white space one blank: what character n-grams are taken from.
pub fn squeeze(text: &str, out: &mut String) {
    let mut blank = false;
    if text.is_ascii() {
        let mut squeezed = std::mem::take(out).into_bytes();
        squeezed.resize(text.len(), 0);
        let mut end = 0;
        for byte in text.bytes() {
            let space = is_space(byte as char);
            squeezed[end] = if space {
                b' '
            } else {
                byte.to_ascii_lowercase()
            };
            end += usize::from(!(space && blank));
            blank = space;
        }
        squeezed.truncate(end);
        // ASCII is text.
        *out = String::from_utf8(squeezed).unwrap_or_default();
        return;
    }
    out.clear();
    for c in text.to_lowercase().chars() {
        let space = is_space(c);
        if !(space && blank) {
            out.push(if space { ' ' } else { c });
        }
        blank = space;
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
