//! The heights of the rows of a long list: where a row begins, which row stands at a place, and one height changed,
//! each in logarithmic time (a Fenwick tree over the heights). Knows nothing of windows.

/// Heights of rows, in points.
#[derive(Default)]
pub struct Heights {
    rows: Vec<f32>,
    /// `sums[i]` is the sum of the rows that Fenwick's tree has below `i`, counted from 1.
    sums: Vec<f64>,
}

impl Heights {
    /// The tree over these heights, in linear time.
    pub fn new(rows: Vec<f32>) -> Self {
        let mut sums = vec![0.0; rows.len() + 1];
        for (n, height) in rows.iter().enumerate() {
            sums[n + 1] += f64::from(*height);
            let up = n + 1 + lowest_bit(n + 1);
            if up < sums.len() {
                sums[up] += sums[n + 1];
            }
        }
        Self { rows, sums }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The height of a row; 0 for one that does not exist.
    pub fn get(&self, row: usize) -> f32 {
        self.rows.get(row).copied().unwrap_or(0.0)
    }

    /// Gives a row another height.
    pub fn set(&mut self, row: usize, height: f32) {
        let Some(old) = self.rows.get_mut(row) else {
            return;
        };
        let more = f64::from(height) - f64::from(*old);
        *old = height;
        let mut at = row + 1;
        while at < self.sums.len() {
            self.sums[at] += more;
            at += lowest_bit(at);
        }
    }

    /// Where a row begins: the height of all rows before it.
    pub fn top(&self, row: usize) -> f64 {
        let mut at = row.min(self.rows.len());
        let mut sum = 0.0;
        while at > 0 {
            sum += self.sums[at];
            at -= lowest_bit(at);
        }
        sum
    }

    /// The height of all rows.
    pub fn total(&self) -> f64 {
        self.top(self.rows.len())
    }

    /// The row that stands at `y`: the last one that begins at or above it.
    pub fn row_at(&self, y: f64) -> usize {
        let (mut at, mut left) = (0, y);
        let mut step = self.sums.len().next_power_of_two();
        while step > 0 {
            if let Some(sum) = self.sums.get(at + step).filter(|sum| **sum <= left) {
                left -= sum;
                at += step;
            }
            step /= 2;
        }
        at.min(self.rows.len().saturating_sub(1))
    }
}

fn lowest_bit(n: usize) -> usize {
    n & n.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_adding_up_one_by_one(
            mut rows in prop::collection::vec(1u8..200, 1..60),
            changes in prop::collection::vec((0usize..60, 1u8..200), 0..20),
            y in 0u16..9000,
        ) {
            let mut heights = Heights::new(rows.iter().map(|h| f32::from(*h)).collect());
            for (row, height) in changes {
                let row = row % rows.len();
                rows[row] = height;
                heights.set(row, f32::from(height));
            }
            let mut top = 0.0;
            let mut at = 0;
            for (n, height) in rows.iter().enumerate() {
                prop_assert_eq!(heights.top(n), top);
                if top <= f64::from(y) {
                    at = n;
                }
                top += f64::from(*height);
            }
            prop_assert_eq!(heights.total(), top);
            prop_assert_eq!(heights.row_at(f64::from(y)), at);
        }
    }
}
