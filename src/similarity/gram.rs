//! Cosines among the answers to one prompt, plain and weighted by rarity, from one pass over an inverted index. May use
//! [`super::features`].
//!
//! The weights are TF-IDF, `(1 + ln tf)(ln((1 + D)/(1 + df)) + 1)`, D being all outputs loaded (Salton & Buckley 1988,
//! smoothed). Weighted by rarity they are multiplied by `ln((1 + A)/a)`, a being how many of the A answers to the same
//! prompt have the n-gram: what the prompt itself calls forth, everybody says, and it tells nothing about who learnt
//! from whom (inverse document frequency within the prompt's answers, after Sparck Jones 1972).

use super::features::{BUCKETS, Count};

/// Cosines among the answers to one prompt; keeps its buffers between prompts.
pub struct Gram {
    /// [`damp`] of the usual counts.
    damped: Vec<f32>,
    /// For each bucket, one more than its number among this prompt's features; 0 = not met.
    number: Vec<u16>,
    /// The same for prompts with more features than that counts to; empty until there is one.
    wide_number: Vec<u32>,
    met: Vec<u32>,
    /// The features of all answers, end to end, by number: the tables of buckets are too large to be read twice.
    numbers: Vec<u32>,
    /// By number.
    features: Vec<Feature>,
    /// An answer's place and its weight, feature by feature.
    postings: Vec<(u32, f32)>,
    weights: Vec<f32>,
    /// The answers by their places: those whose cosines are asked for come first.
    order: Vec<u32>,
    /// How many are asked for.
    asked: usize,
    /// By places, above the diagonal and on it: the cosines, and the same weighted by rarity, not yet divided by the
    /// lengths.
    sums: Vec<[f64; 2]>,
    /// 1/length of each answer's vector weighted by rarity; 0 where it has none.
    rare_scales: Vec<f64>,
    /// By number of owners: the square of the weight for rarity.
    rarity: Vec<f32>,
}

/// What is known of a feature of this prompt's answers, side by side in memory.
#[derive(Debug, Clone, Copy)]
struct Feature {
    /// The inverse document frequency.
    idf: f32,
    /// How many answers have it.
    owners: u32,
    /// Where its postings begin.
    start: u32,
    /// The square of the weight for rarity.
    rarity: f32,
}

/// A count's weight, `1 + ln tf`.
pub(super) fn damp(count: usize) -> f32 {
    1.0 + (count as f32).ln()
}

impl Gram {
    /// Without any prompt yet.
    pub fn new() -> Self {
        Self {
            damped: (0..64).map(damp).collect(),
            number: vec![0; BUCKETS],
            wide_number: Vec::new(),
            met: Vec::new(),
            numbers: Vec::new(),
            features: Vec::new(),
            postings: Vec::new(),
            weights: Vec::new(),
            order: Vec::new(),
            asked: 0,
            sums: Vec::new(),
            rare_scales: Vec::new(),
            rarity: Vec::new(),
        }
    }

    /// Takes in the answers to one prompt, each a list of counts; `idf` is by bucket. Cosines are made of the answers
    /// that are `asked` for with all others, and of no others among themselves.
    pub fn cosines(&mut self, answers: &[&[Count]], asked: &[bool], idf: &[f32]) {
        self.number_features(answers, idf);
        self.arrange(asked);
        let n = answers.len();
        self.rarity.clear();
        let all = (1 + n) as f32;
        self.rarity
            .extend((0..=n).map(|owners| (all / owners.max(1) as f32).ln().powi(2)));
        // A feature with a single owner counts for that answer's length only.
        let mut total = 0;
        for feature in &mut self.features {
            total += if feature.owners > 1 {
                feature.owners
            } else {
                0
            };
            feature.start = total;
            feature.rarity = self.rarity[feature.owners as usize];
        }
        self.postings.clear();
        self.postings.resize(total as usize, (0, 0.0));
        self.sums.clear();
        self.sums.resize(n * n, [0.0; 2]);
        self.rare_scales.clear();
        self.rare_scales.resize(n, 0.0);
        let mut ends: Vec<usize> = Vec::with_capacity(n);
        ends.extend(answers.iter().scan(0, |end, counts| {
            *end += counts.len();
            Some(*end)
        }));
        // Filled from behind, so that every list ends up in the order of the places.
        for place in (0..n).rev() {
            let answer = self.order[place] as usize;
            let counts = answers[answer];
            let own = &self.numbers[ends[answer] - counts.len()..ends[answer]];
            self.weights.clear();
            self.weights
                .extend(counts.iter().zip(own).map(|(count, &number)| {
                    let damped = self.damped.get(count.count()).copied();
                    damped.unwrap_or_else(|| damp(count.count()))
                        * self.features[number as usize].idf
                }));
            let square: f64 = self
                .weights
                .iter()
                .map(|&x| f64::from(x) * f64::from(x))
                .sum();
            if square > 0.0 {
                self.sums[place * n + place][0] = 1.0;
            }
            let scale = (1.0 / square.max(f64::MIN_POSITIVE).sqrt()) as f32;
            let mut rare_square = 0.0;
            for (&number, weight) in own.iter().zip(&self.weights) {
                let (feature, weight) = (&mut self.features[number as usize], weight * scale);
                rare_square += f64::from(weight * weight * feature.rarity);
                if feature.owners > 1 {
                    feature.start -= 1;
                    self.postings[feature.start as usize] = (place as u32, weight);
                }
            }
            if rare_square > 0.0 {
                self.rare_scales[place] = 1.0 / rare_square.sqrt();
            }
        }
        self.multiply(n);
    }

    /// Gives every bucket met its number, and counts its owners.
    fn number_features(&mut self, answers: &[&[Count]], idf: &[f32]) {
        let total: usize = answers.iter().map(|counts| counts.len()).sum();
        self.numbers.clear();
        self.numbers.reserve(total);
        self.met.clear();
        self.met.resize(total.min(BUCKETS) + 1, 0);
        let (met, numbers) = (&mut self.met, &mut self.numbers);
        if total <= usize::from(u16::MAX) {
            number(answers, &mut self.number, met, numbers);
        } else {
            self.wide_number.resize(BUCKETS, 0);
            number(answers, &mut self.wide_number, met, numbers);
        }
        self.features.clear();
        self.features.extend(self.met.iter().map(|&bucket| Feature {
            idf: idf[bucket as usize],
            owners: 0,
            start: 0,
            rarity: 0.0,
        }));
        for &number in &self.numbers {
            self.features[number as usize].owners += 1;
        }
    }

    /// Gives the answers their places.
    fn arrange(&mut self, asked: &[bool]) {
        self.order.clear();
        for wanted in [true, false] {
            let those = (0..).zip(asked).filter(|&(_, &asked)| asked == wanted);
            self.order.extend(those.map(|(answer, _)| answer));
            if wanted {
                self.asked = self.order.len();
            }
        }
    }

    /// Multiplies what the owners of a feature have of it, feature by feature.
    fn multiply(&mut self, n: usize) {
        for feature in self.features.iter().filter(|feature| feature.owners > 1) {
            let (start, rarity) = (feature.start as usize, feature.rarity);
            let list = &self.postings[start..start + feature.owners as usize];
            for (i, &(a, x)) in list.iter().enumerate() {
                if a as usize >= self.asked {
                    break;
                }
                let row = &mut self.sums[a as usize * n..(a as usize + 1) * n];
                for &(b, y) in &list[i + 1..] {
                    let (product, sum) = (x * y, &mut row[b as usize]);
                    sum[0] += f64::from(product);
                    sum[1] += f64::from(product * rarity);
                }
            }
        }
    }

    /// Writes the cosines into a table `[model][model]`; `answers` are the models, in the order the counts had.
    pub fn write(&self, answers: &[(usize, usize)], models: usize, cells: &mut [f32]) {
        self.fill(answers, models, cells, |i, j| {
            self.sums[i * answers.len() + j][0]
        });
    }

    /// The same for the cosines weighted by rarity.
    pub fn write_rare(&self, answers: &[(usize, usize)], models: usize, cells: &mut [f32]) {
        self.fill(answers, models, cells, |i, j| {
            let scales = self.rare_scales[i] * self.rare_scales[j];
            match i == j {
                true => f64::from(u8::from(scales > 0.0)),
                false => self.sums[i * answers.len() + j][1] * scales,
            }
        });
    }

    fn fill(
        &self,
        answers: &[(usize, usize)],
        models: usize,
        cells: &mut [f32],
        cosine: impl Fn(usize, usize) -> f64,
    ) {
        let model = |place: usize| answers[self.order[place] as usize].0;
        for i in 0..self.asked {
            for j in i..answers.len() {
                let (a, b, cosine) = (model(i), model(j), cosine(i, j) as f32);
                cells[a * models + b] = cosine;
                cells[b * models + a] = cosine;
            }
        }
    }
}

/// Gives buckets their numbers in the order in which they are met, and leaves `table` as empty as it was.
fn number<N: Copy + Default + Into<u32> + TryFrom<u32>>(
    answers: &[&[Count]],
    table: &mut [N],
    met: &mut Vec<u32>,
    numbers: &mut Vec<u32>,
) {
    // Without branches, which nobody could foretell: so the processor waits for many buckets at once.
    let mut known = 0;
    for count in answers.iter().copied().flatten() {
        let place = &mut table[count.bucket()];
        let number: u32 = (*place).into();
        met[known as usize] = count.bucket() as u32;
        known += u32::from(number == 0);
        let number = if number == 0 { known } else { number };
        *place = N::try_from(number).unwrap_or_default();
        numbers.push(number - 1);
    }
    met.truncate(known as usize);
    for &bucket in &*met {
        table[bucket as usize] = N::default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::Counter;
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn cosines_are_those_of_the_written_out_vectors() {
        let texts = [
            "The cat sat on the mat. The cat slept.",
            "The cat sat on a mat, and slept.",
            "The dog sat on the log.",
            "",
            "Nothing of that kind!",
        ];
        let mut counter = Counter::default();
        let counted: Vec<Vec<Count>> = (texts.iter())
            .map(|text| {
                let mut counts = Vec::new();
                counter.body(text, &mut counts, |_, _| ());
                counts
            })
            .collect();
        let idf: Vec<f32> = (0..BUCKETS).map(|b| 1.0 + (b % 7) as f32 / 3.0).collect();
        let lists: Vec<&[Count]> = counted.iter().map(Vec::as_slice).collect();
        let mut gram = Gram::new();
        // Other answers first: nothing of them may stay behind.
        gram.cosines(&lists[2..], &[true; 3], &idf);
        gram.cosines(&lists, &[true; 5], &idf);

        let owners = |bucket: usize| {
            let has = |list: &&&[Count]| list.iter().any(|c| c.bucket() == bucket);
            lists.iter().filter(has).count() as f64
        };
        let vector = |list: &[Count], rare: bool| -> BTreeMap<usize, f64> {
            let weight = |c: &Count| {
                let plain = (1.0 + (c.count() as f64).ln()) * f64::from(idf[c.bucket()]);
                let rarity = ((1 + texts.len()) as f64 / owners(c.bucket())).ln();
                (c.bucket(), if rare { plain * rarity } else { plain })
            };
            list.iter().map(weight).collect()
        };
        let dot = |x: &BTreeMap<usize, f64>, y: &BTreeMap<usize, f64>| -> f64 {
            x.iter().filter_map(|(f, x)| Some(x * y.get(f)?)).sum()
        };
        let answers: Vec<(usize, usize)> = (0..texts.len()).map(|i| (i, i)).collect();
        for rare in [false, true] {
            let mut cells = vec![f32::NAN; texts.len() * texts.len()];
            match rare {
                true => gram.write_rare(&answers, texts.len(), &mut cells),
                false => gram.write(&answers, texts.len(), &mut cells),
            }
            for (i, x) in lists.iter().enumerate() {
                for (j, y) in lists.iter().enumerate() {
                    let (x, y) = (vector(x, rare), vector(y, rare));
                    let lengths = (dot(&x, &x) * dot(&y, &y)).sqrt();
                    let expected = if lengths > 0.0 {
                        dot(&x, &y) / lengths
                    } else {
                        0.0
                    };
                    let ours = f64::from(cells[i * texts.len() + j]);
                    assert!(
                        (ours - expected).abs() < 1e-5,
                        "{i} {j} {rare}: {ours} {expected}"
                    );
                }
            }
        }
        let cells_of = |gram: &Gram| {
            let mut cells = vec![0.0; 25];
            gram.write(&answers, 5, &mut cells);
            cells
        };
        let cells = cells_of(&gram);
        let mut rare = vec![0.0; 25];
        gram.write_rare(&answers, 5, &mut rare);
        assert!(
            cells[1] > rare[1] && rare[1] > 0.0,
            "common words count for less"
        );

        // Only what is asked for, and that to the last bit; the order of the places changes nothing.
        let asked = [false, true, false, true, false];
        gram.cosines(&lists, &asked, &idf);
        let mut some = vec![f32::NAN; 25];
        gram.write(&answers, 5, &mut some);
        for (place, (some, all)) in some.iter().zip(&cells).enumerate() {
            match asked[place / 5] || asked[place % 5] {
                true => assert_eq!(some.to_bits(), all.to_bits()),
                false => assert!(some.is_nan()),
            }
        }
        // A prompt with more features than 16 bits count to: the same answers, and one that shares nothing with them.
        let own = |bucket: &u32| {
            lists
                .iter()
                .copied()
                .flatten()
                .all(|c| c.bucket() != *bucket as usize)
        };
        let strange: Vec<Count> = (0..BUCKETS as u32)
            .filter(own)
            .map(|b| Count::new(b, 1))
            .collect();
        assert!(strange.len() > usize::from(u16::MAX));
        let more: Vec<&[Count]> = lists.iter().copied().chain([strange.as_slice()]).collect();
        gram.cosines(&more, &[true; 6], &idf);
        let six: Vec<(usize, usize)> = (0..6).map(|i| (i, i)).collect();
        let mut wide = vec![0.0; 36];
        gram.write(&six, 6, &mut wide);
        for (own, all) in wide.chunks(6).zip(cells.chunks(5)) {
            assert_eq!(own[..5], *all, "nothing is shared with it");
        }
        gram.cosines(&lists, &[true; 5], &idf);
        assert_eq!(cells_of(&gram), cells);
    }
}
