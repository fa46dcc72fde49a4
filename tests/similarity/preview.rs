//! First figures: the check on some of the prompts, told before the whole and changing nothing of it.

use super::{imitator, model, models, quick};
use counterclaim::progress::Progress;
use counterclaim::similarity::{
    CheckInput, Finding, Options, PREVIEW_PROMPTS, Preview, Sample, check, check_among,
    check_telling,
};
use std::collections::BTreeSet;

fn input<'a>(student: &'a Sample, teacher: &'a Sample, controls: &'a [Sample]) -> CheckInput<'a> {
    CheckInput {
        student,
        teachers: std::slice::from_ref(teacher),
        controls,
        matched: &[],
    }
}

/// What is told before the finding, and the finding.
fn told(input: &CheckInput<'_>, background: &[Sample]) -> (Vec<Preview>, Finding) {
    let mut told = Vec::new();
    let tell: &mut dyn FnMut(Preview) = &mut |preview| told.push(preview);
    let found = check_telling(input, background, &quick(), &Progress::none(), Some(tell));
    (told, found.unwrap().remove(0))
}

/// A student, a teacher and controls with so many prompts, of which each control has left out some.
fn cast(prompts: usize) -> (Sample, Sample, Vec<Sample>) {
    let teacher = model("t", 20, prompts);
    let student = imitator(&teacher, 5);
    let mut controls = models(30..37, prompts);
    for (place, control) in controls.iter_mut().enumerate() {
        let mut number = 0;
        control.records.retain(|_| {
            number += 1;
            number % 11 != place
        });
    }
    (student, teacher, controls)
}

#[test]
fn first_figures_are_those_of_a_check_on_their_prompts() {
    let (mut student, teacher, controls) = cast(200);
    // Prompts that only one of the two answered are none of theirs.
    student.records.drain(..13);
    let (previews, _) = told(&input(&student, &teacher, &controls), &[]);
    let [preview] = previews.as_slice() else {
        panic!("{previews:?}");
    };
    let prompts: BTreeSet<&str> = preview.prompts.iter().map(String::as_str).collect();
    assert_eq!((prompts.len(), preview.of), (PREVIEW_PROMPTS, 187));

    let few = |sample: &Sample| {
        let mut few = sample.clone();
        (few.records).retain(|record| prompts.contains(record.prompt.as_deref().unwrap()));
        few
    };
    let few_controls: Vec<Sample> = controls.iter().map(few).collect();
    let options = Options {
        bootstrap: 0,
        ..Options::default()
    };
    let (few_student, few_teacher) = (few(&student), few(&teacher));
    let input = input(&few_student, &few_teacher, &few_controls);
    let found = check(&input, &options, &Progress::none())
        .unwrap()
        .remove(0);
    assert_eq!(found.n_prompts, PREVIEW_PROMPTS);
    let score = found.score.unwrap();
    assert!(
        (preview.score - score).abs() < 1e-6,
        "{} {score}",
        preview.score
    );
    assert_eq!(found.rank, Some(preview.rank));
    assert_eq!(found.strip.len() + 1, preview.ranked);
}

#[test]
fn first_figures_change_nothing_of_the_whole_and_do_not_depend_on_the_order() {
    let (student, teacher, controls) = cast(150);
    let background = models(50..52, 150);
    let given = input(&student, &teacher, &controls);
    let (first, whole) = told(&given, &background);
    let alone = check_among(&given, &background, &quick(), &Progress::none());
    assert_eq!(vec![whole], alone.unwrap());
    let (mut turned, mut other_way) = (student.clone(), controls.clone());
    turned.records.reverse();
    other_way.reverse();
    let (again, _) = told(&input(&turned, &teacher, &other_way), &background);
    assert_eq!(first, again);
    assert_eq!(first.len(), 1);
    // What shapes the weights of the whole has no part in them.
    let (without, _) = told(&given, &[]);
    assert_eq!(without[0].prompts, first[0].prompts);
    assert!((without[0].score - first[0].score).abs() < 1e-6);
}

#[test]
fn there_are_none_where_the_whole_is_as_quick() {
    let (student, teacher, controls) = cast(2 * PREVIEW_PROMPTS);
    assert!(
        told(&input(&student, &teacher, &controls), &[])
            .0
            .is_empty()
    );
    // Answers to other prompts.
    let (mut student, teacher, controls) = cast(150);
    for record in &mut student.records {
        record.id = record.id.as_ref().map(|id| format!("other {id}"));
        record.prompt = record
            .prompt
            .as_ref()
            .map(|prompt| format!("other {prompt}"));
    }
    assert!(
        told(&input(&student, &teacher, &controls), &[])
            .0
            .is_empty()
    );
}
