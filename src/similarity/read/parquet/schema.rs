//! A Parquet file's footer: which columns there are, how their values are put together to rows, and where they lie. May
//! use [`super::thrift`].

use super::thrift::{Compact, Malformed};

/// Columns deeper than this are nobody's.
const MOST_DEPTH: usize = 16;
/// More columns than this are no sample's.
const MOST_COLUMNS: usize = 2_000;

/// What a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Truth,
    /// 32 bits.
    Int32,
    /// 64 bits.
    Int64,
    /// 32 bits.
    Float,
    /// 64 bits.
    Double,
    /// Texts.
    Bytes,
    /// Others, of which nothing is read.
    Other,
}

/// One step from a row to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To the field of this name.
    Field(String),
    /// To a value that may be missing.
    Optional,
    /// To a value of a list.
    Repeated,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What its values are.
    pub kind: Kind,
    /// The way from the row to a value.
    pub steps: Vec<Step>,
}

impl Column {
    /// How many steps may be missing: the highest definition level.
    pub fn definition(&self) -> u8 {
        // At most twice the depth.
        let steps = self.steps.iter().filter(|s| !matches!(s, Step::Field(_)));
        steps.count().min(255) as u8
    }

    /// How many lists there are on the way: the highest repetition level.
    pub fn repetition(&self) -> u8 {
        let steps = self.steps.iter().filter(|s| **s == Step::Repeated);
        steps.count().min(255) as u8
    }
}

/// A column's values in one group of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chunk {
    /// How they are packed: 0 not at all, 1 snappy, 2 gzip, 6 zstd.
    pub codec: i64,
    /// How many there are, missing ones included.
    pub values: u64,
    /// Where their pages begin.
    pub start: u64,
    /// How many bytes the pages have.
    pub bytes: u64,
}

/// Some rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// How many.
    pub rows: u64,
    /// Their values, column by column.
    pub chunks: Vec<Chunk>,
}

/// What a footer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footer {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub groups: Vec<Group>,
}

/// An element of the schema, which is a tree written depth first.
#[derive(Debug, Clone, Default)]
struct Element {
    kind: Option<i64>,
    repetition: i64,
    name: String,
    children: usize,
    list: bool,
}

impl Footer {
    /// Reads a footer.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut compact = Compact::new(bytes);
        let mut elements = Vec::new();
        let mut groups = Vec::new();
        compact.structure(|compact, field| {
            match field.id {
                2 => {
                    for _ in 0..compact.structures(field)? {
                        elements.push(element(compact)?);
                    }
                }
                4 => {
                    for _ in 0..compact.structures(field)? {
                        groups.push(group(compact)?);
                    }
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let columns = columns(&elements)?;
        if groups
            .iter()
            .any(|group: &Group| group.chunks.len() != columns.len())
        {
            return Err(Malformed);
        }
        Ok(Self { columns, groups })
    }
}

fn unsigned(number: i64) -> Result<u64, Malformed> {
    u64::try_from(number).map_err(|_| Malformed)
}

fn element(compact: &mut Compact<'_>) -> Result<Element, Malformed> {
    let mut element = Element::default();
    compact.structure(|compact, field| {
        match field.id {
            1 => element.kind = Some(compact.number(field)?),
            3 => element.repetition = compact.number(field)?,
            4 => element.name = String::from_utf8_lossy(compact.bytes(field)?).into_owned(),
            5 => {
                let children = unsigned(compact.number(field)?)?;
                element.children = usize::try_from(children).map_err(|_| Malformed)?;
            }
            6 => element.list |= compact.number(field)? == 3,
            // A union whose third kind is the list.
            10 if Compact::is_structure(field) => compact.structure(|_, logical| {
                element.list |= logical.id == 3;
                Ok(false)
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(element)
}

fn group(compact: &mut Compact<'_>) -> Result<Group, Malformed> {
    let mut group = Group::default();
    compact.structure(|compact, field| {
        match field.id {
            1 => {
                for _ in 0..compact.structures(field)? {
                    group.chunks.push(chunk(compact)?);
                }
            }
            3 => group.rows = unsigned(compact.number(field)?)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(group)
}

fn chunk(compact: &mut Compact<'_>) -> Result<Chunk, Malformed> {
    let mut chunk = Chunk::default();
    let mut dictionary = None;
    compact.structure(|compact, field| {
        if field.id != 3 || !Compact::is_structure(field) {
            return Ok(false);
        }
        compact.structure(|compact, field| {
            match field.id {
                4 => chunk.codec = compact.number(field)?,
                5 => chunk.values = unsigned(compact.number(field)?)?,
                7 => chunk.bytes = unsigned(compact.number(field)?)?,
                9 => chunk.start = unsigned(compact.number(field)?)?,
                11 => dictionary = Some(unsigned(compact.number(field)?)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(true)
    })?;
    // The dictionary comes first; some writers say 0 where there is none.
    if let Some(dictionary) = dictionary.filter(|&d| d > 0) {
        chunk.start = chunk.start.min(dictionary);
    }
    Ok(chunk)
}

/// A node on the way to the element that is looked at.
struct Above {
    /// Children still to come.
    left: usize,
    /// Steps up to here.
    steps: usize,
    /// Whether its children stand in its place: the inner nodes of lists.
    through: bool,
    /// Whether it is a list, whose child is repeated.
    list: bool,
}

/// The columns of a schema. A list is written as a node with a repeated child, whose only child in turn is what the list
/// holds; both inner nodes are left out of the way to a value.
fn columns(elements: &[Element]) -> Result<Vec<Column>, Malformed> {
    let (root, elements) = elements.split_first().ok_or(Malformed)?;
    let mut above = vec![Above {
        left: root.children,
        steps: 0,
        through: false,
        list: false,
    }];
    let mut steps: Vec<Step> = Vec::new();
    let mut columns = Vec::new();
    for element in elements {
        // Up to the node that has children left.
        while above.last().is_some_and(|node| node.left == 0) {
            above.pop();
        }
        let parent = above.last_mut().ok_or(Malformed)?;
        parent.left -= 1;
        steps.truncate(parent.steps);
        let inner = parent.list && element.repetition == 2;
        if !(inner || parent.through) {
            steps.push(Step::Field(element.name.clone()));
        }
        match element.repetition {
            0 => {}
            1 => steps.push(Step::Optional),
            2 => steps.push(Step::Repeated),
            _ => return Err(Malformed),
        }
        if above.len() > MOST_DEPTH || columns.len() > MOST_COLUMNS {
            return Err(Malformed);
        }
        match element.kind {
            Some(kind) => columns.push(Column {
                kind: match kind {
                    0 => Kind::Truth,
                    1 => Kind::Int32,
                    2 => Kind::Int64,
                    4 => Kind::Float,
                    5 => Kind::Double,
                    6 => Kind::Bytes,
                    _ => Kind::Other,
                },
                steps: steps.clone(),
            }),
            None => above.push(Above {
                left: element.children,
                steps: steps.len(),
                // Old writers name the element itself so, and then it is no inner node.
                through: inner && element.children == 1 && element.name != "array",
                list: element.list && element.children == 1,
            }),
        }
    }
    Ok(columns)
}
