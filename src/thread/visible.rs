//! Characters that are not seen or that turn what follows round, as signs that are seen: a comment may hold them to
//! hide words or to show others than it says. One sign for one character, so that excerpts and selections keep their
//! places. Pure; may use the standard library only.

use std::borrow::Cow;

/// The sign that stands for a character that sets the direction of writing.
pub const DIRECTION: char = '¿';
/// The sign that stands for a character without width.
pub const HIDDEN: char = '¤';

/// What a character that must not be obeyed is: its code and name, for people.
pub fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{061C}' | '\u{200E}' | '\u{200F}' => "a mark of the direction of writing",
        '\u{202A}' | '\u{202B}' | '\u{202C}' => "an embedding of another direction of writing",
        '\u{202D}' | '\u{202E}' => "an override of the direction of writing",
        '\u{2066}'..='\u{2069}' => "an isolate of another direction of writing",
        '\u{200B}' => "a space without width",
        '\u{200C}' | '\u{200D}' => "a joiner without width",
        '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{034F}' | '\u{180E}' => {
            "a character without width"
        }
        '\u{206A}'..='\u{206F}' => "a control without width",
        '\u{00AD}' => "a hyphen that is not shown",
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' => "a filler that shows nothing",
        '\u{FFF9}'..='\u{FFFB}' => "a mark of hidden annotation",
        '\u{E0000}'..='\u{E007F}' => "a hidden letter (tag)",
        '\n' | '\t' => return None,
        c if c.is_control() => "a control character",
        _ => return None,
    })
}

/// The sign for a character between its neighbours, if it needs one. Joiners that scripts and emoji are written with
/// are left alone.
pub fn sign(before: Option<char>, c: char, behind: Option<char>) -> Option<char> {
    name(c)?;
    match c {
        '\u{200C}' | '\u{200D}' if joins(before) && joins(behind) => None,
        '\u{061C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => Some(DIRECTION),
        _ => Some(HIDDEN),
    }
}

/// Whether a letter or picture may properly stand beside a joiner: those of Arabic, Indic and other joined scripts,
/// and emoji; not Latin, Greek, Cyrillic.
fn joins(c: Option<char>) -> bool {
    let emoji =
        |c: char| matches!(c, '\u{FE0F}' | '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}');
    c.is_some_and(|c| emoji(c) || matches!(c, '\u{0600}'..='\u{1FFF}' if !c.is_control()))
}

/// A text as it may be shown, character for character; borrowed if nothing in it needs a sign.
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.chars().any(|c| name(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut any = false;
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let sign = sign(before, c, chars.peek().copied());
        any |= sign.is_some();
        out.push(sign.unwrap_or(c));
        before = Some(c);
    }
    if any {
        Cow::Owned(out)
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_turns_words_round_or_hides_them_is_seen() {
        assert_eq!(shown("pay \u{202E}lived\u{202C} now"), "pay ¿lived¿ now");
        assert_eq!(shown("pass\u{200B}word"), "pass¤word");
        assert_eq!(shown("so\u{200D}on"), "so¤on");
        assert_eq!(shown("a\u{E0041}b\u{0}c"), "a¤b¤c");
        // Lines, tabs, and what scripts and emoji are written with stay.
        for fine in [
            "one\n\ttwo",
            "می\u{200C}خواهم",
            "👩\u{200D}🔬",
            "naïve “café” — ok",
        ] {
            assert_eq!(shown(fine), fine);
        }
    }

    proptest! {
        #[test]
        fn every_character_keeps_its_place(text in "\\PC{0,30}[\u{200B}-\u{202E}a-z\u{2060}-\u{206F}]{0,20}\\PC{0,9}") {
            let seen = shown(&text);
            prop_assert_eq!(seen.chars().count(), text.chars().count());
            for (a, b) in text.chars().zip(seen.chars()) {
                prop_assert!(a == b || name(a).is_some());
            }
            let hidden = ['\u{202E}', '\u{200B}', '\u{2066}', '\u{FEFF}'];
            prop_assert!(!seen.contains(hidden), "{seen:?}");
            prop_assert_eq!(&shown(&seen), &seen);
        }
    }
}
