//! The table of what was matched: its counts add up to what was read, and are those of plain look-ups.

use super::*;
use counterclaim::similarity::{LeftOut, Matching, Part};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// (id, prompt, output) by number; 0 stands for none.
type Drawn = (u8, u8, u8);

fn drawn(name: &str, rows: &[Drawn], failed: u64) -> Sample {
    let records = rows
        .iter()
        .enumerate()
        .map(|(row, &(id, prompt, output))| Record {
            id: (id > 0).then(|| format!("id {id}")),
            prompt: (prompt > 0).then(|| format!("Prompt {prompt}")),
            output: match output {
                0 => " \n".into(),
                1 => "<think>nothing else</think>".into(),
                2 => "I cannot help with that.".into(),
                3 => "The same long words again and again. ".repeat(8),
                _ => format!("{name} answers in row {row}"),
            },
        });
    let mut sample = Sample::new(name, records.collect());
    sample.left_out = LeftOut {
        failed,
        without_output: failed / 2,
    };
    sample
}

fn table(samples: &[Sample]) -> Option<(Finding, Vec<Matching>)> {
    let [student, teacher, controls @ ..] = samples else {
        return None;
    };
    let input = CheckInput {
        student,
        teachers: std::slice::from_ref(teacher),
        controls,
        matched: &[],
    };
    // Samples without any text are refused, which is another test's business.
    let finding = check(&input, &quick(), &Progress::none()).ok()?.remove(0);
    Some((finding.clone(), finding.matching))
}

fn rows_of(most: u8) -> impl Strategy<Value = Vec<Drawn>> {
    prop::collection::vec((0..most, 0..most, 0_u8..9), 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn every_entry_is_matched_or_dropped_for_one_reason(
        drawn_rows in prop::collection::vec((rows_of(6), 0_u64..4), 2..5),
    ) {
        let samples: Vec<Sample> = drawn_rows.iter().enumerate()
            .map(|(n, (rows, failed))| drawn(&format!("m{n}"), rows, *failed))
            .collect();
        // Samples with the same records stand in one column.
        let same = |a: usize| samples[..a].iter().any(|b| b.records == samples[a].records);
        if (1..samples.len()).any(same) {
            return Ok(());
        }
        let Some((finding, matching)) = table(&samples) else { return Ok(()); };
        prop_assert_eq!((matching[0].part, matching[1].part), (Part::Student, Part::Teacher));
        for row in &matching {
            let sample = samples.iter().find(|sample| sample.name == row.model).unwrap();
            let read = sample.records.len() as u64 + sample.left_out.failed + sample.left_out.without_output;
            prop_assert_eq!(row.read, read);
            prop_assert_eq!(row.by_id + row.by_prompt + row.dropped.total(), read, "{:?}", row);
            let empty = sample.records.iter().filter(|record| record.output.trim().is_empty() || record.output.starts_with("<think>"));
            prop_assert_eq!(row.dropped.empty, empty.count() as u64);
        }
        // Both sides answered every prompt that is compared, each once.
        let matched = |row: &Matching| row.by_id + row.by_prompt;
        prop_assert_eq!(matched(&matching[0]), matched(&matching[1]));
        prop_assert_eq!(matching[0].dropped.set_apart, matching[1].dropped.set_apart);
        if finding.method != METHOD_UNPAIRED {
            prop_assert_eq!(matched(&matching[0]), finding.n_prompts as u64);
        }
        prop_assert!(matching[2..].iter().all(|row| matched(row) <= matched(&matching[0])));
    }

    #[test]
    fn one_answer_a_prompt_is_matched_as_looking_it_up_says(
        sides in prop::collection::vec(prop::collection::btree_map(1_u8..20, (any::<bool>(), any::<bool>()), 1..16), 2),
    ) {
        // An id and its prompt say the same; some records have only the one or the other.
        let sample = |name: &str, side: &BTreeMap<u8, (bool, bool)>| {
            let rows: Vec<Drawn> = side.iter().map(|(&n, &(id, prompt))| (u8::from(id) * n, u8::from(prompt) * n, 9)).collect();
            drawn(name, &rows, 0)
        };
        let samples = [sample("s", &sides[0]), sample("t", &sides[1])];
        let (_, matching) = table(&samples).unwrap();
        let both = |of: fn((bool, bool), (bool, bool)) -> bool| {
            let pairs = sides[0].iter().filter_map(|(n, &mine)| Some((mine, *sides[1].get(n)?)));
            pairs.filter(|&(mine, theirs)| of(mine, theirs)).count() as u64
        };
        let by_id = both(|mine, theirs| mine.0 && theirs.0);
        let by_prompt_too = both(|mine, theirs| !(mine.0 && theirs.0) && mine.1 && theirs.1);
        for row in &matching {
            prop_assert_eq!((row.by_id, row.by_prompt), (by_id, by_prompt_too), "{:?}", row);
        }
    }
}

#[test]
fn an_answer_without_id_stands_where_its_prompt_does() {
    let teacher = model("t", 20, 40);
    let mut student = imitator(&teacher, 5);
    let controls = models(30..37, 40);
    let all = checked(&student, std::slice::from_ref(&teacher), &controls).remove(0);
    for record in student.records.iter_mut().step_by(3) {
        record.id = None;
    }
    let some = checked(&student, &[teacher], &controls).remove(0);
    assert_eq!((some.pairing, some.n_prompts), (Pairing::Id, 40));
    assert_eq!(
        (some.matching[0].by_id, some.matching[0].by_prompt),
        (26, 14)
    );
    for (a, b) in all.components.iter().zip(&some.components) {
        assert!((a.z - b.z).abs() < 1e-9, "{a:?} {b:?}");
    }
}

#[test]
fn answers_given_again_without_ids_are_said_to_be_repeated() {
    let teacher = model("t", 20, 40);
    let mut student = imitator(&teacher, 5);
    student.records = (student.records.iter())
        .flat_map(|record| {
            let again = |n: usize| Record {
                id: None,
                output: format!("{} {n}", record.output),
                ..record.clone()
            };
            (0..3).map(again)
        })
        .collect();
    let finding = checked(&student, &[teacher], &models(30..37, 40)).remove(0);
    let dropped = finding.matching[0].dropped;
    assert_eq!(
        (dropped.repeated, dropped.unanswered),
        (80, 0),
        "{dropped:?}"
    );
}
