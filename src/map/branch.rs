//! Branches of the map: what is out of sight when they are folded, what lies near something, and the steps
//! along links that the arrow keys take. Pure: values of the map in, sets of ids out; no recursion over depth.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{ClaimId, Link, LinkId, Map, NodeId};

/// The ends of all links, read once.
pub(super) struct Ends {
    pub(super) links: BTreeMap<LinkId, Link>,
    /// The links onto each claim or link, by id.
    onto: BTreeMap<NodeId, Vec<LinkId>>,
    /// The links each claim is a premise of, by id.
    from: BTreeMap<ClaimId, Vec<LinkId>>,
}

impl Ends {
    pub(super) fn of(map: &Map) -> Self {
        let links: BTreeMap<LinkId, Link> = map.links().collect();
        let mut onto: BTreeMap<NodeId, Vec<LinkId>> = BTreeMap::new();
        let mut from: BTreeMap<ClaimId, Vec<LinkId>> = BTreeMap::new();
        for (id, link) in &links {
            onto.entry(link.target).or_default().push(*id);
            for premise in &link.premises {
                from.entry(*premise).or_default().push(*id);
            }
        }
        Self { links, onto, from }
    }

    /// The links onto a claim or link, by id.
    pub(super) fn onto(&self, node: NodeId) -> impl DoubleEndedIterator<Item = (LinkId, &Link)> {
        self.with_ends(self.onto.get(&node))
    }

    fn from(&self, claim: ClaimId) -> impl DoubleEndedIterator<Item = (LinkId, &Link)> {
        self.with_ends(self.from.get(&claim))
    }

    /// Whether a claim bears on anything.
    pub(super) fn bears(&self, claim: ClaimId) -> bool {
        self.from.contains_key(&claim)
    }

    fn with_ends<'a>(
        &'a self,
        ids: Option<&'a Vec<LinkId>>,
    ) -> impl DoubleEndedIterator<Item = (LinkId, &'a Link)> {
        let ids = ids.into_iter().flatten();
        ids.filter_map(|id| Some((*id, self.links.get(id)?)))
    }

    /// Where reading starts, by id: see [`roots`].
    pub(super) fn roots(&self, map: &Map) -> Vec<ClaimId> {
        let free = |id: &ClaimId| !self.from.contains_key(id);
        let mut roots: Vec<ClaimId> = map.claims().map(|(id, _)| id).filter(free).collect();
        let unfolded = BTreeSet::new();
        let mut sight = Sight::new(self, &unfolded);
        for root in &roots {
            sight.show(*root);
        }
        // What is left argues in circles. Starting at each claim that no earlier start reaches, every circle
        // that nothing else leads to holds just one start, its smallest id; the other starts are reached from
        // a later one.
        let mut first = sight.clone();
        let mut starts = Vec::new();
        for (id, _) in map.claims() {
            if !first.claims.contains(&id) {
                starts.push(id);
                first.show(id);
            }
        }
        for start in starts.into_iter().rev() {
            if !sight.claims.contains(&start) {
                roots.push(start);
                sight.show(start);
            }
        }
        roots.sort_unstable();
        roots
    }
}

/// What is in sight, growing as claims are shown.
#[derive(Clone)]
struct Sight<'a> {
    ends: &'a Ends,
    folded: &'a BTreeSet<ClaimId>,
    claims: BTreeSet<ClaimId>,
    links: BTreeSet<LinkId>,
    /// Shown, but what bears on it has not been looked at.
    queue: VecDeque<NodeId>,
}

impl<'a> Sight<'a> {
    fn new(ends: &'a Ends, folded: &'a BTreeSet<ClaimId>) -> Self {
        Self {
            ends,
            folded,
            claims: BTreeSet::new(),
            links: BTreeSet::new(),
            queue: VecDeque::new(),
        }
    }

    /// Shows a claim and all that comes into sight with it.
    fn show(&mut self, claim: ClaimId) {
        self.add_claim(claim);
        while let Some(node) = self.queue.pop_front() {
            let ends = self.ends;
            match node {
                NodeId::Claim(id) => {
                    let folded = self.folded.contains(&id);
                    for (link, what) in ends.onto(node) {
                        if !folded {
                            self.add_link(link);
                            what.premises.iter().for_each(|id| self.add_claim(*id));
                        } else if what.premises.iter().any(|id| self.claims.contains(id)) {
                            self.add_link(link);
                        }
                    }
                    // A link onto a folded claim shows as soon as one of its premises does.
                    for (link, what) in ends.from(id) {
                        if let NodeId::Claim(target) = what.target
                            && self.folded.contains(&target)
                            && self.claims.contains(&target)
                        {
                            self.add_link(link);
                        }
                    }
                }
                NodeId::Link(_) => {
                    for (link, what) in ends.onto(node) {
                        self.add_link(link);
                        what.premises.iter().for_each(|id| self.add_claim(*id));
                    }
                }
            }
        }
    }

    fn add_claim(&mut self, id: ClaimId) {
        if self.claims.insert(id) {
            self.queue.push_back(id.into());
        }
    }

    fn add_link(&mut self, id: LinkId) {
        if self.links.insert(id) {
            self.queue.push_back(id.into());
        }
    }
}

/// Where reading starts, by id: claims that bear on nothing, and of every circle of arguments that leads to
/// nothing else the claim with the smallest id. Every claim is reached from them.
pub fn roots(map: &Map) -> Vec<ClaimId> {
    Ends::of(map).roots(map)
}

/// What is out of sight.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Claims out of sight.
    pub claims: BTreeSet<ClaimId>,
    /// Links out of sight.
    pub links: BTreeSet<LinkId>,
    /// How many claims out of sight lie beneath each folded claim that is itself in sight, or beneath a link that
    /// comes into sight with them. What lies beneath several of them counts for each.
    pub below: BTreeMap<ClaimId, usize>,
}

impl Hidden {
    /// Whether a claim or link can be seen.
    pub fn shows(&self, node: NodeId) -> bool {
        match node {
            NodeId::Claim(id) => !self.claims.contains(&id),
            NodeId::Link(id) => !self.links.contains(&id),
        }
    }
}

/// What is out of sight when the branches beneath the `folded` claims are folded.
///
/// In sight are: the roots ([`roots`]); what bears on something in sight that is not folded, with its link; links
/// onto links in sight, with their premises; and links onto a folded claim of which a premise is in sight by
/// another way. With nothing folded nothing is out of sight. Ids that are not on the map are passed over.
pub fn hidden(map: &Map, folded: &BTreeSet<ClaimId>) -> Hidden {
    if folded.is_empty() {
        return Hidden::default();
    }
    let ends = Ends::of(map);
    let mut sight = Sight::new(&ends, folded);
    for root in ends.roots(map) {
        sight.show(root);
    }
    let claims = map.claims().map(|(id, _)| id);
    let claims: BTreeSet<ClaimId> = claims.filter(|id| !sight.claims.contains(id)).collect();
    let links = ends.links.keys().copied();
    let links = links.filter(|id| !sight.links.contains(id)).collect();
    let seen = folded.iter().filter(|id| sight.claims.contains(id));
    let below = seen.map(|id| (*id, beneath(&ends, *id, folded, &claims)));
    let below = below.collect();
    Hidden {
        claims,
        links,
        below,
    }
}

/// How many of the claims out of sight, `among`, may come into sight when a claim is unfolded.
fn beneath(
    ends: &Ends,
    claim: ClaimId,
    folded: &BTreeSet<ClaimId>,
    among: &BTreeSet<ClaimId>,
) -> usize {
    let mut found: BTreeSet<ClaimId> = BTreeSet::new();
    let mut queue = vec![NodeId::Claim(claim)];
    while let Some(node) = queue.pop() {
        for (link, what) in ends.onto(node) {
            // A link has one target, so it comes up once for each way to that.
            queue.push(link.into());
            for premise in &what.premises {
                if !among.contains(premise) || !found.insert(*premise) {
                    continue;
                }
                queue.push((*premise).into());
                // With it come its links onto other folded claims in sight, and what bears on these links.
                for (other, what) in ends.from(*premise) {
                    if let NodeId::Claim(target) = what.target
                        && folded.contains(&target)
                        && !among.contains(&target)
                    {
                        queue.push(other.into());
                    }
                }
            }
        }
    }
    found.len()
}

/// The claims and links within `steps` links of `from`: from a claim over a link to the claims at its other ends
/// is one step. A link comes with all its premises and with what it bears on, so that it can be drawn.
pub fn neighbourhood(map: &Map, from: &[NodeId], steps: usize) -> BTreeSet<NodeId> {
    let ends = Ends::of(map);
    let mut found = BTreeSet::new();
    let mut edge: Vec<NodeId> = Vec::new();
    for node in from.iter().filter(|node| map.contains(**node)) {
        with_ends(&ends, *node, &mut found, &mut edge);
    }
    for _ in 0..steps {
        let mut next = Vec::new();
        for node in edge {
            for (link, _) in ends.onto(node) {
                with_ends(&ends, link.into(), &mut found, &mut next);
            }
            if let NodeId::Claim(id) = node {
                for (link, _) in ends.from(id) {
                    with_ends(&ends, link.into(), &mut found, &mut next);
                }
            }
        }
        edge = next;
        if edge.is_empty() {
            break;
        }
    }
    found
}

/// Adds a claim, or a link with its ends, to what was found; what is new goes to `fresh` as well.
fn with_ends(ends: &Ends, node: NodeId, found: &mut BTreeSet<NodeId>, fresh: &mut Vec<NodeId>) {
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        if !found.insert(node) {
            continue;
        }
        fresh.push(node);
        if let NodeId::Link(id) = node
            && let Some(link) = ends.links.get(&id)
        {
            todo.push(link.target);
            todo.extend(link.premises.iter().copied().map(NodeId::Claim));
        }
    }
}

/// The folded claims that something lies beneath: those to unfold for it to be seen.
pub fn folds_above(map: &Map, folded: &BTreeSet<ClaimId>, node: NodeId) -> Vec<ClaimId> {
    let mut seen = BTreeSet::from([node]);
    let mut queue = vec![node];
    let mut above = BTreeSet::new();
    while let Some(node) = queue.pop() {
        for target in along(map, node).targets {
            if let NodeId::Claim(id) = target
                && folded.contains(&id)
            {
                above.insert(id);
            }
            if seen.insert(target) {
                queue.push(target);
            }
        }
    }
    above.into_iter().collect()
}

/// Where one can go from a claim or link, along links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Along {
    /// What it bears on: claims by id, then links by id.
    pub targets: Vec<NodeId>,
    /// What bears on it: the premises of the links onto a claim, by id; the premises of a link by id, then the
    /// links onto it by id.
    pub premises: Vec<NodeId>,
    /// What bears on the same: the premises of links onto a claim's targets, by id; the links onto a link's
    /// target, by id. It is among them itself, unless it bears on nothing.
    pub siblings: Vec<NodeId>,
}

/// Where one can go from `from`; nowhere if it is not on the map.
pub fn along(map: &Map, from: NodeId) -> Along {
    let premises_onto = |node: NodeId| -> BTreeSet<NodeId> {
        let links = map.links_onto(node).into_iter();
        links
            .filter_map(|id| map.link(id))
            .flat_map(|link| link.premises.into_iter().map(NodeId::Claim))
            .collect()
    };
    match from {
        NodeId::Claim(id) => {
            let links = map.links_from(id).into_iter();
            let targets: BTreeSet<NodeId> = links
                .filter_map(|link| Some(map.link(link)?.target))
                .collect();
            let siblings: BTreeSet<NodeId> = targets
                .iter()
                .flat_map(|node| premises_onto(*node))
                .collect();
            Along {
                targets: targets.into_iter().collect(),
                premises: premises_onto(from).into_iter().collect(),
                siblings: siblings.into_iter().collect(),
            }
        }
        NodeId::Link(id) => {
            let Some(link) = map.link(id) else {
                return Along::default();
            };
            let links = |node| map.links_onto(node).into_iter().map(NodeId::Link);
            let premises = link.premises.into_iter().map(NodeId::Claim);
            Along {
                premises: premises.chain(links(from)).collect(),
                siblings: links(link.target).collect(),
                targets: vec![link.target],
            }
        }
    }
}
