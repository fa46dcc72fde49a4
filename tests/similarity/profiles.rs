//! Profiles: parts that add up, the same figures as samples give, files that hold no words.

use super::*;
use counterclaim::similarity::{Profile, ProfileCheck, check_profiles, profile_of};
use proptest::prelude::*;
use std::io::Read;

fn profile(sample: &Sample) -> Profile {
    Profile::of(sample, &Progress::none()).unwrap()
}

fn packed(profile: &Profile) -> Vec<u8> {
    let mut bytes = Vec::new();
    profile.write(&mut bytes).unwrap();
    bytes
}

fn checked_profiles(student: &Profile, teacher: &Profile, controls: &[Profile]) -> Finding {
    let input = ProfileCheck {
        student,
        teachers: std::slice::from_ref(teacher),
        controls,
    };
    check_profiles(&input, &quick(), &Progress::none())
        .unwrap()
        .remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn profiles_of_parts_add_up_to_the_whole_in_any_order(
        cuts in prop::collection::vec(0_usize..3, 40),
        order in Just([0, 1, 2]).prop_shuffle(),
        left_first in any::<bool>(),
    ) {
        let teacher = model("t", 20, 40);
        let student = imitator(&teacher, 5);
        let part = |wanted: usize| {
            let records = student.records.iter().zip(&cuts).filter(|(_, cut)| **cut == wanted);
            Sample::new("student", records.map(|(record, _)| record.clone()).collect())
        };
        let parts: Vec<Profile> = order.iter().map(|&i| part(i)).filter(|p| !p.records.is_empty()).map(|p| profile(&p)).collect();
        let merge = |a: &Profile, b: &Profile| {
            let mut sum = a.clone();
            sum.merge(b).unwrap();
            sum
        };
        let sum = match parts.as_slice() {
            [a] => a.clone(),
            [a, b] => merge(a, b),
            [a, b, c] if left_first => merge(&merge(a, b), c),
            [a, b, c] => merge(a, &merge(b, c)),
            _ => unreachable!(),
        };
        let controls: Vec<Profile> = models(30..36, 40).iter().map(profile).collect();
        let (whole, sum) = (
            checked_profiles(&profile(&student), &profile(&teacher), &controls),
            checked_profiles(&sum, &profile(&teacher), &controls),
        );
        prop_assert_eq!(whole.score.map(f64::to_bits), sum.score.map(f64::to_bits));
        prop_assert_eq!(&whole.components, &sum.components);
        prop_assert_eq!(whole.log10_lr, sum.log10_lr);
        prop_assert!(whole.log10_lr.is_some());
        prop_assert_eq!(whole.student.sha256, sum.student.sha256);
    }

    #[test]
    fn parts_joined_in_any_shape_are_one_pass_byte_for_byte(
        cuts in prop::collection::vec(0_usize..6, 90),
        joins in prop::collection::vec((0_usize..6, 0_usize..6), 5),
        oddities in prop::collection::vec((0_usize..90, 0_usize..4), 0..20),
    ) {
        let mut sample = imitator(&model("t", 20, 90), 5);
        for (record, oddity) in oddities {
            let record = &mut sample.records[record];
            match oddity {
                0 => record.output.clear(),
                1 => record.id = None,
                2 => record.prompt = None,
                _ => record.output.insert_str(0, "<think>Fu\u{308}r mich</think>\r\n日本語 "),
            }
        }
        let part = |wanted: usize| {
            let records = sample.records.iter().zip(&cuts).filter(|(_, cut)| **cut == wanted);
            profile(&Sample::new("student", records.map(|(record, _)| record.clone()).collect()))
        };
        let mut parts: Vec<Profile> = (0..6).map(part).collect();
        for (to, from) in joins {
            let from = parts.remove(from % parts.len());
            let to = to % parts.len();
            parts[to].merge(&from).unwrap();
        }
        prop_assert_eq!(parts.len(), 1);
        let whole = profile(&sample);
        prop_assert_eq!(packed(&parts[0]), packed(&whole));
        // Record by record from a file, with threads, it is the same.
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("student.jsonl");
        let lines: Vec<String> = sample.records.iter().map(|record| serde_json::to_string(record).unwrap()).collect();
        std::fs::write(&path, lines.join("\n")).unwrap();
        let streamed = profile_of(&path, &Progress::none()).unwrap();
        prop_assert_eq!(packed(&streamed), packed(&whole));
    }
}

#[test]
fn a_check_of_profiles_is_the_check_of_samples_without_prompts() {
    let bare = |sample: &Sample| {
        let records = sample.records.iter().map(|r| Record {
            output: r.output.clone(),
            ..Record::default()
        });
        Sample::new(sample.name.clone(), records.collect())
    };
    let teacher = model("t", 20, 40);
    let student = imitator(&teacher, 5);
    let controls = models(30..37, 40);
    let by_profile = checked_profiles(
        &profile(&student),
        &profile(&teacher),
        &controls.iter().map(profile).collect::<Vec<_>>(),
    );
    let bare_controls: Vec<Sample> = controls.iter().map(bare).collect();
    let by_sample = checked(&bare(&student), &[bare(&teacher)], &bare_controls).remove(0);
    assert_eq!(
        (by_profile.method.as_str(), by_sample.method.as_str()),
        (METHOD_UNPAIRED, METHOD_UNPAIRED)
    );
    assert!((by_profile.score.unwrap() - by_sample.score.unwrap()).abs() < 1e-9);
    // Only the profiles know that all answered the same prompts.
    assert_eq!(
        (by_profile.log10_lr.is_some(), by_sample.log10_lr),
        (true, None)
    );
}

#[test]
fn profiles_are_stored_whole_without_texts_and_damaged_ones_refused() {
    let whole = profile(&model("t", 20, 40));
    let bytes = packed(&whole);
    assert_eq!(bytes, packed(&whole));
    assert!(Profile::recognises(&bytes) && !Profile::recognises(b"{\"output\":\"x\"}"));
    assert_eq!(Profile::read(bytes.as_slice()).unwrap(), whole);
    let mut json = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice())
        .read_to_string(&mut json)
        .unwrap();
    assert!(Profile::recognises(json.as_bytes()));
    assert_eq!(Profile::read(json.as_bytes()).unwrap(), whole);
    assert!(WORDS.iter().all(|word| !json.contains(word)));
    let error = whole.clone().merge(&whole).unwrap_err().to_string();
    assert!(error.contains("same sample"), "{error}");

    let mut value: Value = serde_json::from_str(&json).unwrap();
    value["counts"]["vocabulary"]["grams"][0][0][0] = 4_000_000_000_u32.into();
    let damaged = value.to_string();
    value["format"] = "similarity-profile/9".into();
    for bad in [
        damaged.as_str(),
        &value.to_string(),
        "",
        "[]",
        "{\"format\":\"similarity-profile/2\"}",
        "\u{1f}\u{8b}",
    ] {
        let error = Profile::read(bad.as_bytes()).unwrap_err().to_string();
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    assert!(Profile::read(&bytes[..bytes.len() / 2]).is_err());
}

#[test]
fn a_file_of_several_models_has_no_profile() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("two.jsonl");
    std::fs::write(
        &path,
        "{\"model\":\"a\",\"output\":\"x\"}\n{\"model\":\"b\",\"output\":\"y\"}\n",
    )
    .unwrap();
    let error = profile_of(&path, &Progress::none())
        .unwrap_err()
        .to_string();
    assert!(error.contains("several models (a, b)"), "{error}");
    let stopped = Progress::none();
    stopped.cancel();
    let error = profile_of(&path, &stopped).unwrap_err().to_string();
    assert!(error.contains("cancelled"), "{error}");
}
