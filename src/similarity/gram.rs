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
    number: Vec<u32>,
    met: Vec<u32>,
    /// The features of all answers, end to end, by number: the tables of buckets are too large to be read twice.
    numbers: Vec<u32>,
    /// By number: the inverse document frequency, how many answers have the feature, where its postings begin.
    idf: Vec<f32>,
    owners: Vec<u32>,
    starts: Vec<u32>,
    /// Answer and weight, feature by feature.
    postings: Vec<(u32, f32)>,
    weights: Vec<f32>,
    /// The cosines, above the diagonal and on it.
    sums: Vec<f64>,
    /// The same weighted by rarity, not yet divided by the lengths.
    rare_sums: Vec<f64>,
    /// 1/length of each answer's vector weighted by rarity; 0 where it has none.
    rare_scales: Vec<f64>,
    /// By number of owners: the square of the weight for rarity.
    rarity: Vec<f32>,
    answers: usize,
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
            met: Vec::new(),
            numbers: Vec::new(),
            idf: Vec::new(),
            owners: Vec::new(),
            starts: Vec::new(),
            postings: Vec::new(),
            weights: Vec::new(),
            sums: Vec::new(),
            rare_sums: Vec::new(),
            rare_scales: Vec::new(),
            rarity: Vec::new(),
            answers: 0,
        }
    }

    /// Takes in the answers to one prompt, each a list of counts; `idf` is by bucket.
    pub fn cosines(&mut self, answers: &[&[Count]], idf: &[f32]) {
        self.owners.clear();
        self.numbers.clear();
        self.idf.clear();
        for count in answers.iter().copied().flatten() {
            let number = &mut self.number[count.bucket()];
            if *number == 0 {
                self.met.push(count.bucket() as u32);
                self.idf.push(idf[count.bucket()]);
                self.owners.push(0);
                *number = self.met.len() as u32;
            }
            self.owners[*number as usize - 1] += 1;
            self.numbers.push(*number - 1);
        }
        for bucket in self.met.drain(..) {
            self.number[bucket as usize] = 0;
        }
        // A feature with a single owner counts for that answer's length only.
        let mut total = 0;
        self.starts.clear();
        self.starts.extend(self.owners.iter().map(|&owners| {
            total += if owners > 1 { owners } else { 0 };
            total
        }));
        self.postings.clear();
        self.postings.resize(total as usize, (0, 0.0));
        self.answers = answers.len();
        self.sums.clear();
        self.sums.resize(answers.len() * answers.len(), 0.0);
        self.rare_sums.clear();
        self.rare_sums.resize(answers.len() * answers.len(), 0.0);
        self.rare_scales.clear();
        self.rare_scales.resize(answers.len(), 0.0);
        self.rarity.clear();
        let all = (1 + answers.len()) as f32;
        self.rarity
            .extend((0..=answers.len()).map(|owners| (all / owners.max(1) as f32).ln().powi(2)));
        // Filled from behind, so that every list ends up in the order of the answers.
        let mut numbers = self.numbers.as_slice();
        for (answer, counts) in answers.iter().enumerate().rev() {
            let (before, own) = numbers.split_at(numbers.len() - counts.len());
            numbers = before;
            self.weights.clear();
            self.weights
                .extend(counts.iter().zip(own).map(|(count, &number)| {
                    let damped = self.damped.get(count.count()).copied();
                    damped.unwrap_or_else(|| damp(count.count())) * self.idf[number as usize]
                }));
            let square: f64 = self
                .weights
                .iter()
                .map(|&x| f64::from(x) * f64::from(x))
                .sum();
            if square > 0.0 {
                self.sums[answer * answers.len() + answer] = 1.0;
            }
            let scale = (1.0 / square.max(f64::MIN_POSITIVE).sqrt()) as f32;
            let mut rare_square = 0.0;
            for (&number, weight) in own.iter().zip(&self.weights) {
                let number = number as usize;
                let (owners, weight) = (self.owners[number] as usize, weight * scale);
                rare_square += f64::from(weight * weight * self.rarity[owners]);
                if owners > 1 {
                    self.starts[number] -= 1;
                    self.postings[self.starts[number] as usize] = (answer as u32, weight);
                }
            }
            if rare_square > 0.0 {
                self.rare_scales[answer] = 1.0 / rare_square.sqrt();
            }
        }
        for (&start, &owners) in self.starts.iter().zip(&self.owners) {
            if owners < 2 {
                continue;
            }
            let list = &self.postings[start as usize..(start + owners) as usize];
            let rarity = self.rarity[owners as usize];
            for (i, &(a, x)) in list.iter().enumerate() {
                let row = &mut self.sums[a as usize * answers.len()..];
                let rare = &mut self.rare_sums[a as usize * answers.len()..];
                for &(b, y) in &list[i + 1..] {
                    let product = x * y;
                    row[b as usize] += f64::from(product);
                    rare[b as usize] += f64::from(product * rarity);
                }
            }
        }
    }

    /// Writes the cosines into a table `[model][model]`; `answers` are the models, in the order the counts had.
    pub fn write(&self, answers: &[(usize, usize)], models: usize, cells: &mut [f32]) {
        self.fill(answers, models, cells, |i, j| {
            self.sums[i * self.answers + j]
        });
    }

    /// The same for the cosines weighted by rarity.
    pub fn write_rare(&self, answers: &[(usize, usize)], models: usize, cells: &mut [f32]) {
        self.fill(answers, models, cells, |i, j| {
            let scales = self.rare_scales[i] * self.rare_scales[j];
            match i == j {
                true => f64::from(u8::from(scales > 0.0)),
                false => self.rare_sums[i * self.answers + j] * scales,
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
        for (i, &(a, _)) in answers.iter().enumerate() {
            for (j, &(b, _)) in answers.iter().enumerate().skip(i) {
                let cosine = cosine(i, j) as f32;
                cells[a * models + b] = cosine;
                cells[b * models + a] = cosine;
            }
        }
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
        gram.cosines(&lists[2..], &idf);
        gram.cosines(&lists, &idf);

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
        let mut cells = vec![0.0; 25];
        gram.write(&answers, 5, &mut cells);
        let mut rare = vec![0.0; 25];
        gram.write_rare(&answers, 5, &mut rare);
        assert!(
            cells[1] > rare[1] && rare[1] > 0.0,
            "common words count for less"
        );
    }
}
