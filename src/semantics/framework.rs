//! Abstract argumentation frameworks (Dung 1995): arguments known by index, attacks between them, and the
//! three labels an evaluation gives. Standard library only.

/// The most arguments a framework may have: a file can ask for billions in one short line, and each
/// argument costs memory before the first attack is read.
pub const MAX_ARGUMENTS: usize = 16_000_000;

/// What an evaluation says of one argument (labelling semantics, Caminada 2006).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// Accepted: every attacker is [`Label::Out`].
    In,
    /// Rejected: some attacker is [`Label::In`].
    Out,
    /// Neither.
    Undec,
}

/// Why a framework could not be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameworkError {
    /// More arguments than [`MAX_ARGUMENTS`].
    #[error("a framework of {0} arguments is too large; at most {MAX_ARGUMENTS} are allowed")]
    TooLarge(usize),
    /// An attack names an argument that does not exist (indices from 0).
    #[error(
        "the attack from argument {attacker} on argument {target} leaves the framework, whose {len} arguments are numbered from 0; correct the attack"
    )]
    OutOfRange {
        /// Attacking argument.
        attacker: usize,
        /// Attacked argument.
        target: usize,
        /// Number of arguments.
        len: usize,
    },
}

/// A finite set of arguments `0..len` and an attack relation without duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framework {
    attackers: Adjacency,
    targets: Adjacency,
}

impl Framework {
    /// A framework of `len` arguments with these `(attacker, target)` pairs; duplicates count once.
    ///
    /// # Errors
    /// [`FrameworkError`] when there are too many arguments or a pair leaves `0..len`.
    pub fn new(len: usize, attacks: &[(usize, usize)]) -> Result<Self, FrameworkError> {
        if len > MAX_ARGUMENTS {
            return Err(FrameworkError::TooLarge(len));
        }
        if let Some(&(attacker, target)) = attacks.iter().find(|(a, b)| *a >= len || *b >= len) {
            return Err(FrameworkError::OutOfRange {
                attacker,
                target,
                len,
            });
        }
        let mut pairs: Vec<(u32, u32)> =
            attacks.iter().map(|&(a, b)| (a as u32, b as u32)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Ok(Self {
            targets: Adjacency::new(len, pairs.iter().copied()),
            attackers: Adjacency::new(len, pairs.iter().map(|&(a, b)| (b, a))),
        })
    }

    /// Number of arguments.
    pub fn len(&self) -> usize {
        self.attackers.len()
    }

    /// Whether there is no argument at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The arguments that attack `argument`, ascending; empty for an index outside the framework.
    pub fn attackers(&self, argument: usize) -> &[u32] {
        self.attackers.of(argument)
    }

    /// The arguments that `argument` attacks, ascending; empty for an index outside the framework.
    pub fn targets(&self, argument: usize) -> &[u32] {
        self.targets.of(argument)
    }

    /// Number of distinct attacks.
    pub fn attack_count(&self) -> usize {
        self.targets.items.len()
    }

    /// All attacks as `(attacker, target)`, ascending.
    pub fn attacks(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.len()).flat_map(|a| self.targets(a).iter().map(move |&b| (a, b as usize)))
    }
}

/// Neighbour lists of `0..len` in one allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Adjacency {
    /// `items[starts[v]..starts[v + 1]]` are the neighbours of `v`.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Adjacency {
    /// Groups `(from, to)` pairs by `from`, keeping their order; every `from` must lie in `0..len`.
    pub(crate) fn new(len: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0u32; len + 1];
        for (from, _) in pairs.clone() {
            starts[from as usize + 1] += 1;
        }
        for v in 0..len {
            starts[v + 1] += starts[v];
        }
        let mut next = starts.clone();
        let mut items = vec![0u32; starts[len] as usize];
        for (from, to) in pairs {
            let slot = &mut next[from as usize];
            items[*slot as usize] = to;
            *slot += 1;
        }
        Self { starts, items }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The neighbours of `v`; empty when `v` is outside.
    pub(crate) fn of(&self, v: usize) -> &[u32] {
        match self.starts.get(v..v + 2) {
            Some(&[start, end]) => &self.items[start as usize..end as usize],
            _ => &[],
        }
    }
}
