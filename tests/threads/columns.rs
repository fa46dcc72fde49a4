//! Tables whose columns go by other names: what somebody says they hold decides, and a look beforehand tells the same
//! as reading afterwards.

use counterclaim::exchange::threads::{Columns, Role, Table, look};
use counterclaim::exchange::{self, Imported, Input, ReadError};
use counterclaim::progress::Progress;
use proptest::prelude::*;

fn read(name: &str, text: &str, columns: &Columns) -> Result<Imported, ReadError> {
    let bytes = text.as_bytes();
    exchange::read_columns(&[Input { name, bytes }], None, columns, &Progress::none())
}

fn said(columns: &str) -> Columns {
    columns.parse().unwrap()
}

fn looked(name: &str, text: &str) -> Option<Table> {
    let bytes = text.as_bytes();
    look(&Input { name, bytes }, &Progress::none()).unwrap()
}

/// Ids, parents, authors and words of what was read.
fn rows(read: Imported) -> Vec<[String; 4]> {
    let thread = read.thread.unwrap();
    let rows = thread.comments.iter().map(|c| {
        [
            c.id.to_string(),
            c.parent
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            c.author.clone().unwrap_or_default(),
            c.text.clone(),
        ]
    });
    rows.collect()
}

const ODD: &str = "nr;auf;wer;wann;was\n1;;ann;2026-01-01;first\n2;1;bo;2026-01-02;second\n3;2;cy;2026-01-03;third\n\
    4;1;ann;2026-01-04;fourth\n5;4;bo;2026-01-05 10:00:00;fifth\n";

fn odd_rows() -> Vec<[String; 4]> {
    let row = |cells: [&str; 4]| cells.map(str::to_owned);
    vec![
        row(["1", "", "ann", "first"]),
        row(["2", "1", "bo", "second"]),
        row(["3", "2", "cy", "third"]),
        row(["4", "1", "ann", "fourth"]),
        row(["5", "4", "bo", "fifth"]),
    ]
}

#[test]
fn columns_of_any_name_are_read_as_somebody_says() {
    let all = said("text=was,author=WER,time=wann,id=nr,parent=auf");
    let imported = read("t.csv", ODD, &all).unwrap();
    assert_eq!(imported.format, "csv");
    let thread = imported.thread.as_ref().unwrap();
    assert_eq!(
        thread.comments[4].time.as_deref(),
        Some("2026-01-05T10:00:00")
    );
    assert_eq!(rows(imported), odd_rows());
    // The same by number, without the line of names, and as objects.
    let (_, body) = ODD.split_once('\n').unwrap();
    let numbered = said("text=#5,author=#3,id=#1,parent=#2,header=no");
    assert_eq!(rows(read("t.csv", body, &numbered).unwrap()), odd_rows());
    let objects: String = (odd_rows().iter())
        .map(|[id, parent, author, text]| {
            let parent = if parent.is_empty() { "null" } else { parent };
            format!("{{\"nr\":{id},\"auf\":{parent},\"von\":{{\"name\":\"{author}\"}},\"was\":\"{text}\"}}\n")
        })
        .collect();
    let imported = read(
        "t.jsonl",
        &objects,
        &said("text=was,author=von.name,id=nr,parent=auf"),
    );
    assert_eq!(rows(imported.unwrap()), odd_rows());
}

#[test]
fn what_is_said_wins_over_the_names() {
    let table = "id,name,text,author\n1,Hello,alpha,x\n2,Bye,beta,y\n";
    let plain = rows(read("t.csv", table, &Columns::default()).unwrap());
    assert_eq!(plain[0], ["1", "", "x", "alpha"]);
    let other = rows(read("t.csv", table, &said("text=name,author=")).unwrap());
    assert_eq!(other[0], ["1", "", "", "Hello"]);
}

#[test]
fn a_column_of_depths_nests_where_none_names_the_parent() {
    let table = "depth,author,text\n0,a,one\n1,b,two\n2,c,three\n1,d,four\n0,e,five\n5,f,six\n";
    let parents: Vec<String> = rows(read("t.csv", table, &Columns::default()).unwrap())
        .into_iter()
        .map(|[_, parent, ..]| parent)
        .collect();
    assert_eq!(parents, ["", "1", "2", "1", "", "5"]);
}

#[test]
fn a_wrong_column_a_wrong_role_and_a_wrong_format_are_one_sentence_each() {
    let missing = read("t.csv", ODD, &said("text=wsa"))
        .unwrap_err()
        .to_string();
    assert!(
        missing.contains("there is no column “wsa”; use one of nr, auf, wer"),
        "{missing}"
    );
    let page = r#"{"id":1,"type":"story","author":"a","title":"T","children":[],"parent_id":null,"story_id":1,"created_at_i":1,"points":1,"options":[]}"#;
    let format = read("t.json", page, &said("text=title")).unwrap_err();
    assert_eq!(format, ReadError::NoColumns("hn-algolia"));
    for (wrong, why) in [
        ("words=was", "there is no role “words”"),
        ("text", "says no column"),
        ("header=maybe", "yes or no"),
    ] {
        let error = wrong.parse::<Columns>().unwrap_err();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn two_tables_without_ids_lose_no_row() {
    let files = ["who,text\na,one\nb,two\n", "who,text\nc,three\nd,four\n"];
    let inputs: Vec<Input<'_>> = (files.iter().zip(["1.csv", "2.csv"]))
        .map(|(text, name)| Input {
            name,
            bytes: text.as_bytes(),
        })
        .collect();
    let columns = said("author=who");
    let read = exchange::read_columns(&inputs, None, &columns, &Progress::none()).unwrap();
    let words: Vec<String> = rows(read).into_iter().map(|[.., text]| text).collect();
    assert_eq!(words, ["one", "two", "three", "four"]);
}

#[test]
fn only_a_table_that_leaves_something_open_asks() {
    let asks = |name: &str, text: &str| looked(name, text).map(|table| table.asks());
    assert_eq!(asks("t.csv", ODD), Some(true));
    let known = "id,parent,author,time,text,score\n1,,a,2026-01-01,x,3\n";
    assert_eq!(asks("t.csv", known), Some(false));
    // Parents are in no known column, but one is left over that may hold them.
    let open = known.replace("parent", "auf").replace("1,,a", "1,7,a");
    assert_eq!(asks("t.csv", &open), Some(true));
    // An empty column holds nothing.
    assert_eq!(
        asks("t.csv", "author,text,x\na,one,\nb,two,\n"),
        Some(false)
    );
    assert_eq!(
        asks("t.jsonl", "{\"said\":\"x\"}\n{\"said\":\"y\"}\n"),
        Some(true)
    );
    assert_eq!(asks("t.txt", "Some words.\n\nMore of them.\n"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The preview of a whole table says what reading it then gives, whatever stands in it and whoever plays what.
    #[test]
    fn the_preview_is_what_is_read(
        cells in prop::collection::vec(prop::collection::vec("[a-c0-3]{0,2}", 4), 1..40),
        roles in Just([Role::Text, Role::Author, Role::Id, Role::Parent]).prop_shuffle(),
        headless: bool,
    ) {
        let mut text = "p,q,r,s\n".to_owned();
        for row in &cells {
            text.push_str(&row.join(","));
            text.push('\n');
        }
        let mut columns = Columns::new(headless);
        for (n, role) in roles.iter().enumerate() {
            columns.say(*role, Some(format!("#{}", n + 1)));
        }
        let Some(table) = looked("t.csv", &text) else {
            return Err(TestCaseError::fail("no table"));
        };
        let names: Vec<String> = match headless {
            true => (1..=4).map(|n| format!("#{n}")).collect(),
            false => table.names.clone(),
        };
        let found = columns.find(&names).unwrap();
        let preview = table.preview(&found, headless);
        match read("t.csv", &text, &columns) {
            Ok(read) => {
                let stats = read.thread.unwrap().stats();
                prop_assert_eq!(
                    (preview.comments, preview.top_level, preview.missing_parent, preview.authors),
                    (stats.comments, stats.top_level, stats.missing_parent, stats.authors)
                );
            }
            Err(_) => prop_assert_eq!(preview.comments, 0),
        }
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_said_where_it_stands() {
    let mut table = String::from("id,author,text\n1,ann,one\n2,bob,\"two\n");
    for n in 3..9 {
        table += &format!("{n},cat,more words\n");
    }
    let said = read("t.csv", &table, &Columns::default())
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("never closed") && said.contains("line 3"),
        "{said}"
    );
    // Closed, doubled, or a mere sign for inches, it is as good as any.
    for good in [
        "\"two\nlines\"",
        "\"a \"\"b\"\" c\"",
        "a 5\" disk",
        "\"5\"\"\nlong\"",
    ] {
        let table = format!("id,author,text\n1,ann,one\n2,bob,{good}\n");
        assert_eq!(
            rows(read("t.csv", &table, &Columns::default()).unwrap()).len(),
            2,
            "{good}"
        );
    }
}
