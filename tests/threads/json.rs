//! The own JSON reader against serde_json.

use counterclaim::exchange::json::{Doc, Value};
use proptest::prelude::*;

fn json_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (-1.0e9..1.0e9f64).prop_map(Into::into),
        "[\\PC\"\\\\/\n\t\u{8}\u{c}\u{1F600}]{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::hash_map("[a-c\"\\\\é]{0,3}", inner, 0..6)
                .prop_map(|m| serde_json::Value::Object(m.into_iter().collect())),
        ]
    })
}

fn as_serde(value: Value<'_, '_>) -> serde_json::Value {
    if let Some(text) = value.str() {
        text.into_owned().into()
    } else if let Some(number) = value.number() {
        number.parse::<serde_json::Number>().unwrap().into()
    } else if let Some(bool) = value.bool() {
        bool.into()
    } else if value.is_array() {
        value.children().map(as_serde).collect()
    } else if value.is_object() {
        let pairs = value
            .children()
            .map(|v| (v.key().unwrap().into_owned(), as_serde(v)));
        serde_json::Value::Object(pairs.collect())
    } else {
        assert!(value.is_null());
        serde_json::Value::Null
    }
}

proptest! {
    #[test]
    fn json_reads_as_serde_json_does(value in json_value(), pretty in any::<bool>(), escaped in any::<bool>()) {
        let mut text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        if escaped {
            // All that is not ASCII as \uXXXX, as Python writes it.
            let mut units = [0; 2];
            text = text.chars().map(|c| if c.is_ascii() { c.to_string() } else {
                c.encode_utf16(&mut units).iter().map(|u| format!("\\u{u:04X}")).collect()
            }).collect();
        }
        let doc = Doc::parse(&text).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(as_serde(doc.root()), expected.clone());
        if let serde_json::Value::Object(map) = &expected {
            for (key, inner) in map {
                prop_assert_eq!(doc.root().get(key).map(as_serde), Some(inner.clone()));
            }
        }
        let lines = format!("{text}\n{text}\n");
        prop_assert_eq!(Doc::parse_many(&lines).filter(Result::is_ok).count(), 2);
    }

    /// Whatever a text looks like: both call it JSON, or neither does.
    #[test]
    fn json_refuses_what_serde_json_refuses(
        value in json_value(), at in 0..200usize, n in 0..3usize,
        new in "[\\[\\]{},:\"\\\\0-9.eE+\\-tfnu \\x00\\x1f dD8aA]{0,3}",
    ) {
        let text: Vec<char> = serde_json::to_string(&value).unwrap().chars().collect();
        let at = at.min(text.len());
        let end = (at + n).min(text.len());
        let changed: String = text[..at].iter().copied().chain(new.chars()).chain(text[end..].iter().copied()).collect();
        let theirs = serde_json::from_str::<serde_json::Value>(&changed);
        // A number too large for theirs is none of our business: ours keeps it as written.
        prop_assume!(!theirs.as_ref().is_err_and(|e| e.to_string().contains("out of range")));
        let ours = Doc::parse(&changed);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?}: {:?} / {:?}", changed, ours, theirs);
        if let Err(e) = ours {
            prop_assert!(e.byte <= changed.len());
        }
    }
}
