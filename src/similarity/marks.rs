//! A few hashes that stand for many records: whether two sets of records overlap can be told from them, and those of a
//! union are made from those of its parts. Plain values.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many hashes are kept.
const KEPT: usize = 1024;
/// Fewer hashes than this tell nothing, unless they are all the same.
const FEW: usize = 8;

/// The smallest hashes of a set of records (bottom-k sketch: Cohen & Kaplan 2007). The hashes of a union are the
/// smallest of the parts' hashes, in whatever order parts are joined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(BTreeSet<u64>);

impl Marks {
    /// Takes in a record's digest.
    pub fn add(&mut self, digest: &[u8; 32]) {
        let [a, b, c, d, e, f, g, h, ..] = *digest;
        self.put(u64::from_be_bytes([a, b, c, d, e, f, g, h]));
    }

    fn put(&mut self, mark: u64) {
        if self.0.len() >= KEPT && self.0.last().is_some_and(|&largest| mark >= largest) {
            return;
        }
        self.0.insert(mark);
        if self.0.len() > KEPT {
            self.0.pop_last();
        }
    }

    /// Takes in those of another part.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|&mark| self.put(mark));
    }

    /// Whether more than half of the records of either, as far as can be told, are the other's.
    pub fn overlap(&self, other: &Self) -> bool {
        if self.0 == other.0 {
            return !self.0.is_empty();
        }
        // Beyond the last mark of a full set nothing is known of its records.
        let known = |marks: &Self| match marks.0.last() {
            Some(&last) if marks.0.len() >= KEPT => last,
            _ => u64::MAX,
        };
        let bound = known(self).min(known(other));
        let within = |marks: &Self| marks.0.range(..=bound).count();
        let fewer = within(self).min(within(other));
        let common = self.0.intersection(&other.0).count();
        fewer >= FEW && common * 2 > fewer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    fn marks(records: impl IntoIterator<Item = u32>) -> Marks {
        let mut marks = Marks::default();
        for record in records {
            marks.add(&Sha256::digest(record.to_le_bytes()).into());
        }
        marks
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]
        #[test]
        fn parts_in_any_order_make_the_whole(
            cuts in prop::collection::vec(0_usize..5, 3000),
            order in Just([0, 1, 2, 3, 4]).prop_shuffle(),
        ) {
            let whole = marks(0..3000);
            let part = |wanted| marks((0..3000).filter(|&n| cuts[n as usize] == wanted));
            let parts: Vec<Marks> = order.iter().map(|&n| part(n)).collect();
            let mut sum = Marks::default();
            for part in &parts {
                prop_assert!(!sum.overlap(part));
                sum.merge(part);
            }
            prop_assert_eq!(&sum, &whole);
            for part in parts.iter().filter(|part| !part.0.is_empty()) {
                prop_assert!(sum.overlap(part) && part.overlap(&sum));
            }
        }
    }

    #[test]
    fn parts_that_share_little_do_not_overlap() {
        let (a, b) = (marks(0..50_000), marks(45_000..60_000));
        assert!(!a.overlap(&b) && !b.overlap(&a));
        assert!(a.overlap(&marks(1000..60_000)));
        assert!(marks([7]).overlap(&marks([7])));
        assert!(
            !marks([7]).overlap(&marks([7, 8])) && !Marks::default().overlap(&Marks::default())
        );
    }
}
