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
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if self.ends.len() >= limit {
                return;
            }
            if c.is_ascii_alphabetic() {
                self.text.push(c.to_ascii_lowercase());
                let mut at = start + 1;
                let bytes = text.as_bytes();
                loop {
                    while let Some(b) = bytes.get(at).filter(|b| b.is_ascii_alphabetic()) {
                        self.text.push(b.to_ascii_lowercase() as char);
                        at += 1;
                    }
                    let mark = match &bytes[at..] {
                        [b'\'', ..] => 1,
                        rest if rest.starts_with("’".as_bytes()) => "’".len(),
                        _ => break,
                    };
                    if !bytes.get(at + mark).is_some_and(u8::is_ascii_alphabetic) {
                        break;
                    }
                    self.text.push('\'');
                    at += mark;
                }
                while chars.next_if(|&(i, _)| i < at).is_some() {}
                self.end(true);
            } else if c.is_ascii_digit() {
                while chars.next_if(|(_, c)| c.is_ascii_digit()).is_some() {}
                self.text.push('#');
                self.end(false);
            } else if c == '\n' {
                while chars.next_if(|&(_, c)| c == '\n').is_some() {}
                self.text.push('\n');
                self.end(false);
            } else if !is_space(c) && !is_word_character(c) {
                self.text.push(c);
                self.end(false);
            }
        }
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
