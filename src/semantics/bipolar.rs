//! Support beside attack (bipolar argumentation, Cayrol and Lagasquie-Schiex 2005): what a support means is a
//! matter of reading, and each reading comes down to *necessities*, "this stands only if that stands". They are
//! reduced to attacks in two ways that agree: spelt out one by one, with the path that explains each (for
//! showing), or folded into a framework of linear size (for solving: a chain of 50,000 supports has over a
//! billion derived attacks). Uses the framework and its components.

use super::components::strongly_connected;
use super::framework::{Adjacency, Framework, FrameworkError};
use std::collections::{HashMap, HashSet};

/// What "a supports b" commits one to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SupportReading {
    /// A reason that may fail: support changes strengths, but a defeated conclusion does not defeat its reasons
    /// and a defeated reason does not defeat its conclusion (as for defeasible rules in ASPIC+, Modgil and
    /// Prakken 2014). The default, because people give several independent reasons for a claim and contest the
    /// claim without contesting each reason.
    #[default]
    Defeasible,
    /// "a shows b": if a holds, b holds. What defeats b defeats a (mediated attack; Boella, Gabbay, van der
    /// Torre, Villata 2010).
    Deductive,
    /// "b needs a": b holds only if a holds. What defeats a defeats b (secondary attack; Nouioua and Risch 2011).
    Necessary,
}

/// `dependent` stands only if `needed` stands; with a condition, only as long as that argument stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Necessity {
    /// What must stand.
    pub needed: usize,
    /// What falls with it.
    pub dependent: usize,
    /// The argument without which the necessity lapses, such as the validity of a contested link.
    pub condition: Option<usize>,
}

impl SupportReading {
    /// The necessity that one support `(supporter, supported)` amounts to under this reading, if any.
    pub fn necessity(self, supporter: usize, supported: usize) -> Option<Necessity> {
        let (needed, dependent) = match self {
            Self::Defeasible => return None,
            Self::Deductive => (supported, supporter),
            Self::Necessary => (supporter, supported),
        };
        Some(Necessity {
            needed,
            dependent,
            condition: None,
        })
    }
}

/// An attack that follows from a direct one through supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DerivedAttack {
    /// The argument that attacks.
    pub attacker: usize,
    /// The argument that is attacked in consequence.
    pub target: usize,
    /// The last support on the way, as an index into the list of supports.
    pub support: usize,
    /// What it follows from.
    pub origin: Origin,
}

/// What a derived attack follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A direct attack, as an index into the list of attacks.
    Direct(usize),
    /// Another derived attack, as an index into the list of derived attacks.
    Derived(usize),
}

/// Derived attacks, without the direct ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedAttacks {
    /// In order of the attacker, then of the length of the path.
    pub list: Vec<DerivedAttack>,
    /// Whether the list stopped at the number asked for.
    pub truncated: bool,
}

impl DerivedAttacks {
    /// Why the derived attack `index` exists: the direct attack it begins with, and the supports it passes
    /// through in order, as indices. `None` for an index outside the list.
    pub fn path(&self, index: usize) -> Option<(usize, Vec<usize>)> {
        let mut supports = Vec::new();
        let mut at = self.list.get(index)?;
        loop {
            supports.push(at.support);
            match at.origin {
                Origin::Direct(attack) => {
                    supports.reverse();
                    return Some((attack, supports));
                }
                Origin::Derived(earlier) => at = self.list.get(earlier)?,
            }
        }
    }
}

/// Spells out the attacks that follow from `attacks` through `supports`, each `(attacker or supporter, target)`,
/// at most `max` of them: by breadth-first search from every attacker, so that each path is a shortest one.
/// An argument that comes to attack itself is kept: it supports what attacks it, and cannot be upheld.
///
/// # Errors
/// [`FrameworkError`] when a pair leaves `0..len`.
pub fn derived_attacks(
    len: usize,
    attacks: &[(usize, usize)],
    supports: &[(usize, usize)],
    reading: SupportReading,
    max: usize,
) -> Result<DerivedAttacks, FrameworkError> {
    Framework::new(len, attacks)?;
    Framework::new(len, supports)?;
    let steps: Vec<(Necessity, u32)> = (supports.iter().enumerate())
        .filter_map(|(i, &(a, b))| Some((reading.necessity(a, b)?, i as u32)))
        .collect();
    // Neighbour lists of supports: `onward.of(v)` are those that pass an attack on v along.
    let onward = Adjacency::new(len, steps.iter().map(|&(n, i)| (n.needed as u32, i)));
    let reaches = |support: usize| {
        let (a, b) = supports[support];
        reading.necessity(a, b).map_or(b, |n| n.dependent)
    };
    let by_attacker = Adjacency::new(
        len,
        (attacks.iter().enumerate()).map(|(i, &(a, _))| (a as u32, i as u32)),
    );
    let mut list: Vec<DerivedAttack> = Vec::new();
    for attacker in 0..len {
        let direct = by_attacker.of(attacker);
        let mut reached: HashSet<usize> = direct.iter().map(|&i| attacks[i as usize].1).collect();
        let mut queue: Vec<(usize, Origin)> = direct
            .iter()
            .map(|&i| (attacks[i as usize].1, Origin::Direct(i as usize)))
            .collect();
        let mut done = 0;
        while done < queue.len() {
            let (at, origin) = queue[done];
            done += 1;
            for &support in onward.of(at) {
                let target = reaches(support as usize);
                if !reached.insert(target) {
                    continue;
                }
                if list.len() == max {
                    return Ok(DerivedAttacks {
                        list,
                        truncated: true,
                    });
                }
                queue.push((target, Origin::Derived(list.len())));
                list.push(DerivedAttack {
                    attacker,
                    target,
                    support: support as usize,
                    origin,
                });
            }
        }
    }
    Ok(DerivedAttacks {
        list,
        truncated: false,
    })
}

/// Folds necessities into attacks between the arguments `0..len` and auxiliary ones after them. The complete
/// labellings of the result, restricted to `0..len`, are those of the framework with all derived attacks, and
/// grounded, preferred, stable and ideal extensions correspond one to one; its size is linear.
///
/// An auxiliary argument "x is absent", attacked by x alone, attacks what needs x. Arguments that need one
/// another in a circle share their attackers instead, as one group: otherwise an unattacked circle would be
/// left undecided. A circle that conditional necessities close cannot be one group, for it falls apart when they
/// lapse; it is unrolled: "x stands after k steps" is attacked by "y is absent after k - 1 steps" for every y that x
/// needs, and as many steps are taken as the circle has groups ([`MAX_UNROLLED`] bounds them).
///
/// # Errors
/// [`FrameworkError`] when an index leaves `0..len` or the result would be too large.
pub fn fold(
    len: usize,
    attacks: &[(usize, usize)],
    necessities: &[Necessity],
) -> Result<Framework, FrameworkError> {
    let ends: Vec<(usize, usize)> = (necessities.iter())
        .flat_map(|n| [Some((n.needed, n.dependent)), n.condition.map(|c| (c, c))])
        .flatten()
        .collect();
    Framework::new(len, attacks)?;
    Framework::new(len, &ends)?;
    Folding::new(len, necessities).fold(attacks, necessities)
}

/// At most so many attacks are spent on one circle of conditional necessities; in a larger one a loss is passed on
/// over as many steps as that pays for. A circle of 1,000 contested rephrasings stays below it.
const MAX_UNROLLED: usize = 4_000_000;

/// The auxiliary arguments made so far.
struct Folding {
    /// Number of arguments, auxiliary ones included.
    len: usize,
    attacks: Vec<(usize, usize)>,
    /// Circles of necessities of any kind.
    ring: Vec<u32>,
    /// Circles of unconditional necessities.
    group: Vec<u32>,
    /// The argument that stands for the group of each argument: itself, when it is alone.
    head: Vec<usize>,
    /// For each argument, the auxiliary argument that stands when it does not, where there is one.
    absence: Vec<Option<usize>>,
    /// For each ring that is unrolled, by its number: what says in each step but the last that a head
    /// stands.
    steps: HashMap<u32, Vec<HashMap<usize, usize>>>,
}

impl Folding {
    fn new(len: usize, necessities: &[Necessity]) -> Self {
        let edges = |all: bool| {
            let kept = necessities
                .iter()
                .filter(move |n| all || n.condition.is_none());
            strongly_connected(&Adjacency::new(
                len,
                kept.map(|n| (n.needed as u32, n.dependent as u32)),
            ))
        };
        let group = edges(false);
        let mut size = vec![0u32; len];
        for &g in &group {
            size[g as usize] += 1;
        }
        let mut folding = Self {
            len,
            attacks: Vec::new(),
            ring: edges(true),
            head: (0..len).collect(),
            absence: vec![None; len],
            steps: HashMap::new(),
            group,
        };
        let mut shared: Vec<Option<usize>> = vec![None; len];
        for v in 0..len {
            let g = folding.group[v] as usize;
            if size[g] > 1 {
                folding.head[v] = match shared[g] {
                    Some(head) => head,
                    None => {
                        let head = folding.fresh();
                        *shared[g].insert(head)
                    }
                };
            }
        }
        for v in 0..len {
            if folding.head[v] != v {
                let absent = folding.absent(folding.head[v]);
                folding.attacks.push((absent, v));
            }
        }
        folding
    }

    fn fresh(&mut self) -> usize {
        self.absence.push(None);
        self.len += 1;
        self.len - 1
    }

    /// The argument that stands when `of` does not.
    fn absent(&mut self, of: usize) -> usize {
        if let Some(absent) = self.absence[of] {
            return absent;
        }
        let absent = self.fresh();
        self.attacks.push((of, absent));
        self.absence[of] = Some(absent);
        absent
    }

    /// Makes the loss of `needed` the loss of `dependent`, as long as `condition` stands.
    fn pass_on(&mut self, needed: usize, condition: Option<usize>, dependent: usize) {
        let passed_on = match condition {
            None => self.absent(needed),
            Some(condition) => {
                let lapsed = self.absent(self.head[condition]);
                let passed_on = self.fresh();
                self.attacks
                    .extend([(needed, passed_on), (lapsed, passed_on)]);
                passed_on
            }
        };
        self.attacks.push((passed_on, dependent));
    }

    /// Makes the steps of every ring that conditional necessities close.
    fn unroll(&mut self, attacks: &[(usize, usize)], necessities: &[Necessity]) {
        let mut rings: HashMap<u32, HashSet<usize>> = HashMap::new();
        for n in necessities {
            if n.condition.is_some() && self.inside(n) {
                rings.entry(self.ring[n.needed]).or_default();
            }
        }
        // Heads, and what one step costs.
        let mut cost: HashMap<u32, usize> = HashMap::new();
        for v in 0..self.ring.len() {
            if let Some(heads) = rings.get_mut(&self.ring[v]) {
                heads.insert(self.head[v]);
            }
        }
        let bear_on = attacks.iter().map(|&(_, target)| target);
        for v in bear_on.chain(necessities.iter().map(|n| n.dependent)) {
            *cost.entry(self.ring[v]).or_default() += 3;
        }
        let mut rings: Vec<(u32, Vec<usize>)> = (rings.into_iter())
            .map(|(ring, heads)| (ring, heads.into_iter().collect()))
            .collect();
        rings.sort_unstable();
        for (ring, mut heads) in rings {
            heads.sort_unstable();
            let affordable = MAX_UNROLLED / (1 + cost.get(&ring).copied().unwrap_or(0));
            let steps = (1..heads.len().min(affordable.max(2)))
                .map(|_| heads.iter().map(|&head| (head, self.fresh())).collect())
                .collect();
            self.steps.insert(ring, steps);
        }
    }

    /// Whether a necessity leads from one group to another of the same ring.
    fn inside(&self, n: &Necessity) -> bool {
        self.ring[n.needed] == self.ring[n.dependent]
            && self.group[n.needed] != self.group[n.dependent]
    }

    /// The arguments that say that `v` stands, step by step; the last is the head of its group.
    fn standing(&self, v: usize) -> Vec<usize> {
        let head = self.head[v];
        let steps = self.steps.get(&self.ring[v]).into_iter().flatten();
        steps.map(|step| step[&head]).chain([head]).collect()
    }

    fn fold(
        mut self,
        attacks: &[(usize, usize)],
        necessities: &[Necessity],
    ) -> Result<Framework, FrameworkError> {
        self.unroll(attacks, necessities);
        for &(a, b) in attacks {
            let targets = self.standing(b);
            self.attacks.extend(targets.into_iter().map(|b| (a, b)));
        }
        for n in necessities {
            if self.group[n.needed] == self.group[n.dependent] {
                continue;
            }
            let dependents = self.standing(n.dependent);
            if self.inside(n) && self.steps.contains_key(&self.ring[n.needed]) {
                let needed = self.standing(n.needed);
                for (&needed, &dependent) in needed.iter().zip(&dependents[1..]) {
                    self.pass_on(needed, n.condition, dependent);
                }
            } else {
                for dependent in dependents {
                    self.pass_on(self.head[n.needed], n.condition, dependent);
                }
            }
        }
        Framework::new(self.len, &self.attacks)
    }
}
