//! Words and sentences of a text, with the bytes they stand at. Uses the standard library only.

use std::ops::Range;

/// Longer runs of letters are cut here: nobody writes such words, and they are not to fill the memory twice.
const LONGEST: usize = 64;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In lower case, with straight apostrophes; cut after 64 characters.
    pub text: String,
    /// The bytes it stands at.
    pub bytes: Range<usize>,
}

/// The words of a text: runs of letters and digits, with apostrophes inside them.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let mut word = String::new();
        let mut length = 0;
        let mut add = |c: char| {
            if length < LONGEST {
                word.extend(c.to_lowercase());
                length += 1;
            }
        };
        add(first);
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = chars.peek().copied() {
            if c.is_alphanumeric() {
                add(c);
            } else if matches!(c, '\'' | '\u{2019}') {
                let behind = text.get(at + c.len_utf8()..).unwrap_or_default();
                if !behind.chars().next().is_some_and(char::is_alphanumeric) {
                    break;
                }
                add('\'');
            } else {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        found.push(Word {
            text: word,
            bytes: start..end,
        });
    }
    found
}

/// A text as its words alone, joined by spaces: what is the same but for case, punctuation and white space is the same.
pub fn normalised(text: &str) -> String {
    let words: Vec<String> = words(text).into_iter().map(|word| word.text).collect();
    words.join(" ")
}

/// Words with a full stop that ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "al", "approx", "cf", "co", "corp", "dr", "e.g", "eg", "etc", "fig", "i.e", "ie", "inc", "jr",
    "ltd", "mr", "mrs", "ms", "no", "nos", "p", "pp", "prof", "sr", "st", "u.k", "u.s", "v", "vs",
];

/// The sentences of a text, as ranges of bytes without white space at their ends. A sentence ends at a full stop,
/// question or exclamation mark before white space that no small letter follows, and at the end of a paragraph (a
/// blank line, or the next line begins with `>`, `-`, `*` or `•`).
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = match c {
            '\n' if paragraph_ends(text.get(at + 1..).unwrap_or_default()) => at,
            '.' | '!' | '?' | '…' => {
                let mut end = at + c.len_utf8();
                while let Some((next, c)) = chars.peek().copied() {
                    if !matches!(
                        c,
                        '.' | '!'
                            | '?'
                            | '…'
                            | '"'
                            | '\''
                            | ')'
                            | ']'
                            | '”'
                            | '’'
                            | '*'
                            | '_'
                            | '»'
                    ) {
                        break;
                    }
                    end = next + c.len_utf8();
                    chars.next();
                }
                let behind = text.get(end..).unwrap_or_default();
                let sentence = text.get(start..at).unwrap_or_default();
                if !sentence_ends(sentence, c, behind) {
                    continue;
                }
                end
            }
            _ => continue,
        };
        push_trimmed(&mut found, text, start..end);
        start = end;
    }
    push_trimmed(&mut found, text, start..text.len());
    found
}

/// Whether the paragraph ends at a line break before `behind`.
fn paragraph_ends(behind: &str) -> bool {
    let line = behind.trim_start_matches([' ', '\t', '\r']);
    line.is_empty() || line.starts_with(['\n', '>', '-', '*', '•'])
}

fn sentence_ends(sentence: &str, mark: char, behind: &str) -> bool {
    let Some(space) = behind.chars().next() else {
        return true;
    };
    if !space.is_whitespace() {
        return false;
    }
    // Not `trim_start` over the rest of a whole text at every full stop: white space is short.
    let next = behind.chars().find(|c| !c.is_whitespace());
    if mark == '.' {
        let last = sentence
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let last = last.trim_start_matches(['(', '[', '"', '\'', '“', '‘', '*', '_']);
        let initial =
            last.chars().count() == 1 && last.chars().all(|c| c.is_uppercase() && c != 'I');
        if initial || (last.len() <= 6 && ABBREVIATIONS.contains(&last.to_lowercase().as_str())) {
            return false;
        }
    }
    !next.is_some_and(char::is_lowercase)
}

fn push_trimmed(found: &mut Vec<Range<usize>>, text: &str, bytes: Range<usize>) {
    let raw = text.get(bytes.clone()).unwrap_or_default();
    let trimmed = raw.trim();
    if !trimmed.is_empty() {
        let start = bytes.start + (raw.len() - raw.trim_start().len());
        found.push(start..start + trimmed.len());
    }
}
