//! The one door, undo and redo: arbitrary edits against a model that keeps whole documents.

use counterclaim::document::{Change, Document, Edit, Session, actions};
use counterclaim::map::{Claim, ClaimId};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::arbitrary::{Op, op, small};

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// The door lets nothing unsound in, refuses whole, and gives an inverse that takes back and one that does again.
    #[test]
    fn the_door_keeps_a_document_sound(ops in vec(op(), 1..30)) {
        let mut document = small();
        for op in ops {
            let before = document.clone();
            let edit = op.edit(&document);
            match document.apply(edit.clone()) {
                Err(error) => {
                    prop_assert_eq!(&document, &before, "refused, and yet changed");
                    let said = error.to_string();
                    prop_assert!(!said.is_empty() && !said.contains('\n'), "{}", said);
                }
                Ok(inverse) => {
                    prop_assert_eq!(document.violations(), Vec::<String>::new());
                    prop_assert_eq!(&inverse.label, &edit.label);
                    prop_assert!(document.map().next_id() >= before.map().next_id());
                    let after = document.clone();
                    let again = document.apply(inverse).unwrap();
                    prop_assert_eq!(&document, &before, "the inverse does not take back");
                    document.apply(again).unwrap();
                    prop_assert_eq!(&document, &after, "the inverse's inverse does not do again");
                    // The journal's form of an edit gives the edit.
                    let line = serde_json::to_string(&edit).unwrap();
                    prop_assert!(!line.contains('\n'));
                    prop_assert_eq!(serde_json::from_str::<Edit>(&line).unwrap(), edit);
                }
            }
        }
    }
}

/// What a person does to an open document.
#[derive(Debug, Clone)]
enum Move {
    Do(Op, Option<u64>),
    Type(String),
    Undo,
    Redo,
    Bail(u64),
    Save,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        12 => (op(), option::of(1_u64..4)).prop_map(|(op, mark)| Move::Do(op, mark)),
        4 => "[a-c]{0,3}".prop_map(Move::Type),
        6 => Just(Move::Undo),
        4 => Just(Move::Redo),
        3 => (1_u64..4).prop_map(Move::Bail),
        1 => Just(Move::Save),
    ];
    vec(one, 1..40)
}

/// A state of the document, with a number that no other state has.
type State = (usize, Document);

/// Undo as it should be, keeping every state whole.
struct Model {
    now: State,
    /// The state each step led away from, its label, its mark if it has one, and whether it changed the thread.
    undo: Vec<(State, String, Option<u64>, bool)>,
    redo: Vec<(State, String)>,
    /// What could be done again before the newest step.
    cut: Vec<(State, String)>,
    saved: Option<usize>,
    states: usize,
}

impl Model {
    fn done(&mut self, after: Document, edit: &Edit, mark: Option<u64>) {
        self.states += 1;
        let before = std::mem::replace(&mut self.now, (self.states, after));
        let redo = std::mem::take(&mut self.redo);
        let thread =
            |change: &Change| matches!(change, Change::Thread(_) | Change::Comments { .. });
        let thread = edit.changes.iter().any(thread);
        match self
            .undo
            .last_mut()
            .filter(|step| mark.is_some() && step.2 == mark)
        {
            Some(step) => step.3 |= thread,
            None => {
                self.cut = redo;
                self.undo.push((before, edit.label.clone(), mark, thread));
            }
        }
        // A gesture that led back to where it began was none.
        let led_back = |step: &mut (State, _, Option<u64>, bool)| {
            step.2.is_some() && !step.3 && step.0.1 == self.now.1
        };
        if let Some((before, ..)) = self.undo.pop_if(led_back) {
            self.now = before;
            self.redo = std::mem::take(&mut self.cut);
        }
    }

    fn undo(&mut self) -> Option<String> {
        let (before, label, ..) = self.undo.pop()?;
        let after = std::mem::replace(&mut self.now, before);
        self.redo.push((after, label.clone()));
        self.cut.clear();
        Some(label)
    }

    fn redo(&mut self) -> Option<String> {
        let (after, label) = self.redo.pop()?;
        let before = std::mem::replace(&mut self.now, after);
        self.undo.push((before, label.clone(), None, false));
        self.cut.clear();
        Some(label)
    }

    fn bail(&mut self, mark: u64) {
        if self.undo.last().is_some_and(|step| step.2 == Some(mark)) {
            let cut = std::mem::take(&mut self.cut);
            self.undo();
            self.redo = cut;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// Session and history do what the model does: documents, labels, depth and the dirty flag after every move.
    #[test]
    fn undo_and_redo_agree_with_whole_documents_kept(moves in moves()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.ron");
        let mut session = Session::new(small(), None);
        let mut model = Model {
            now: (0, small()),
            undo: Vec::new(),
            redo: Vec::new(),
            cut: Vec::new(),
            saved: Some(0),
            states: 0,
        };
        let start = small();
        for step in moves {
            match step {
                Move::Do(op, mark) => {
                    let edit = op.edit(session.document());
                    let mut expected = model.now.1.clone();
                    let allowed = expected.apply(edit.clone());
                    let nothing = edit.changes.is_empty();
                    prop_assert_eq!(session.edit_within(edit.clone(), mark), allowed.clone().map(drop));
                    if allowed.is_ok() && !nothing {
                        model.done(expected, &edit, mark);
                    }
                }
                Move::Type(text) => {
                    let edit = actions::set_text(session.document(), ClaimId(5), text);
                    let mut expected = model.now.1.clone();
                    expected.apply(edit.clone()).unwrap();
                    let nothing = edit.changes.is_empty();
                    session.edit_within(edit.clone(), Some(9)).unwrap();
                    if !nothing {
                        model.done(expected, &edit, Some(9));
                    }
                }
                Move::Undo => prop_assert_eq!(session.undo().unwrap(), model.undo()),
                Move::Redo => prop_assert_eq!(session.redo().unwrap(), model.redo()),
                Move::Bail(mark) => {
                    session.bail(mark).unwrap();
                    model.bail(mark);
                }
                Move::Save => {
                    session.save_as(&path).unwrap();
                    model.saved = Some(model.now.0);
                }
            }
            let history = session.history();
            prop_assert_eq!(session.document(), &model.now.1);
            prop_assert_eq!(session.dirty(), model.saved != Some(model.now.0));
            prop_assert_eq!(history.undo_label(), model.undo.last().map(|step| step.1.as_str()));
            prop_assert_eq!(history.redo_label(), model.redo.last().map(|step| step.1.as_str()));
            prop_assert_eq!(history.depth(), model.undo.len());
            prop_assert_eq!(history.labels().count(), model.undo.len());
        }
        let end = session.document().clone();
        let mut steps = 0;
        while session.undo().unwrap().is_some() {
            steps += 1;
        }
        prop_assert_eq!(session.document(), &start, "undo of everything is not the start");
        for _ in 0..steps {
            session.redo().unwrap();
        }
        prop_assert_eq!(session.document(), &end, "redo of everything is not the end");
    }
}

/// The order of an inverse's changes matters; leaving out what a gesture did in between must not upset it.
#[test]
fn a_gesture_whose_records_depend_on_each_other_can_be_taken_back() {
    use counterclaim::map::{Tag, TagId};
    let mut session = Session::new(small(), None);
    let start = session.document().clone();
    let mut plain = start.map().claim(ClaimId(5)).unwrap().clone();
    plain.text = "changed".to_owned();
    let tagged = Claim {
        tags: [TagId(30)].into(),
        ..plain.clone()
    };
    let tag = Change::Tag(TagId(30), Some(Tag::nth(7, "new")));
    let first = Edit::new("first", vec![Change::Claim(ClaimId(5), Some(plain)), tag]);
    let second = Edit::new("second", vec![Change::Claim(ClaimId(5), Some(tagged))]);
    session.edit_within(first, Some(1)).unwrap();
    session.edit_within(second, Some(1)).unwrap();
    assert_eq!(session.undo().unwrap().as_deref(), Some("first"));
    assert_eq!(session.document(), &start);
}

/// A long drag or a long text typed stays one small step.
#[test]
fn a_long_gesture_is_one_step_of_bounded_size() {
    use counterclaim::document::{History, Place};
    let mut document = small();
    let mut history = History::default();
    let (edit, id) = actions::add_claim(
        &document,
        Claim::default(),
        Some(Place {
            x: 0.0,
            y: 0.0,
            pinned: true,
        }),
    );
    let mut written = 0;
    history.record(document.apply(edit).unwrap(), Some(1));
    for n in 0..2000 {
        let edit = actions::set_text(&document, id, "x".repeat(n + 1));
        history.record(document.apply(edit).unwrap(), Some(1));
    }
    for n in 0..2000 {
        let cards = [5, 6, id.0].map(|id| {
            (
                ClaimId(id),
                Place {
                    x: n as f32,
                    y: 1.0,
                    pinned: true,
                },
            )
        });
        history.record(
            document
                .apply(actions::place("move 3 claims", cards))
                .unwrap(),
            Some(2),
        );
    }
    assert_eq!(
        history.labels().collect::<Vec<_>>(),
        ["move 3 claims", "add claim"]
    );
    for _ in 0..2 {
        let applied = history.undo(&mut document).unwrap().unwrap();
        written += serde_json::to_string(&applied).unwrap().len();
    }
    assert!(
        written < 2000,
        "{written} bytes to take back one drag and one text"
    );
    assert_eq!(document, small());
}

/// Names and ids are anybody's text; what is said about them is one line all the same.
#[test]
fn refusals_quote_any_text_in_one_line() {
    use counterclaim::document::Change;
    use counterclaim::map::{Tag, TagId};
    use counterclaim::thread::{Comment, Thread};
    let twice = Thread {
        comments: vec![Comment::new("a\r\nb", "x"), Comment::new("a\r\nb", "y")],
        ..Thread::default()
    };
    let tag = |id| Change::Tag(TagId(id), Some(Tag::nth(0, "a\0\nb")));
    for changes in [
        vec![Change::Thread(Some(twice.into()))],
        vec![tag(40), tag(41)],
    ] {
        let said = small()
            .apply(Edit::new("", changes))
            .unwrap_err()
            .to_string();
        assert!(
            said.contains("a  b") && !said.contains(char::is_control),
            "{said:?}"
        );
    }
}
