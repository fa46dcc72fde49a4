//! From E to a likelihood ratio: how much more often a value this high was seen among related pairs of
//! models than among unrelated ones. Reads the one table `assets/calibration.json`.
//!
//! Score-to-LR calibration by logistic regression (Brümmer & du Preez 2006; Morrison 2013); the ratio is
//! capped where the validation set can no longer support it (after Vergeer et al. 2016).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Fewer controls than this give a ranking but no likelihood ratio: a mean and a spread of four values are hardly one.
pub const LEAST_CONTROLS: usize = 5;
/// The table starts here; fewer prompts give a ranking but no likelihood ratio.
pub const LEAST_PROMPTS: usize = 10;
/// The version of the table's file format; a table of a later one is refused.
pub const FORMAT_VERSION: u32 = 1;

/// Stands in the file, for those who read it.
const ABOUT: &str = "log10 LR = clip((a + b E) / ln 10, -cap, cap); (a, b) interpolated in ln n, n = number of prompts.";

/// One row of the table: for `n` prompts, ln LR = a + b E.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Number of prompts.
    pub n: f64,
    /// Intercept.
    pub a: f64,
    /// Slope.
    pub b: f64,
}

/// The rates on which trust in the ratio rests: of this table on labelled pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// Related pairs of models.
    pub related: u32,
    /// Unrelated pairs.
    pub unrelated: u32,
    /// Share of unrelated pairs with an LR above the key.
    pub false_above: BTreeMap<String, f64>,
    /// Share of related pairs with an LR above the key.
    pub true_above: BTreeMap<String, f64>,
}

/// What a table was made from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// When, as the maker said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// How, in a sentence or two.
    pub how: String,
    /// The methods whose rows were made here; the others were kept from an earlier table.
    pub refitted: Vec<String>,
    /// The labelled samples.
    pub arenas: Vec<ArenaUsed>,
}

/// A set of labelled samples that a table was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArenaUsed {
    /// Its name.
    pub name: String,
    /// Models.
    pub models: u32,
    /// Prompts they answered.
    pub prompts: u32,
    /// Pairs known to be related.
    pub related: u32,
    /// Pairs not known to be.
    pub unrelated: u32,
}

/// The calibration table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    version: u32,
    about: String,
    /// What it was made from.
    pub provenance: Provenance,
    methods: BTreeMap<String, Vec<Row>>,
    /// The highest log10 LR the validation supports; its negative is the lowest.
    pub cap: f64,
    /// The rates measured with this table.
    pub validation: Validation,
}

/// A table that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the calibration table cannot be used: {0}; restore assets/calibration.json")]
pub struct CalibrationError(String);

impl Calibration {
    /// A table of the given rows by method.
    pub fn new(
        methods: BTreeMap<String, Vec<Row>>,
        cap: f64,
        validation: Validation,
        provenance: Provenance,
    ) -> Self {
        Self {
            version: FORMAT_VERSION,
            about: ABOUT.to_owned(),
            provenance,
            methods,
            cap,
            validation,
        }
    }

    /// The rows by method, in ascending order of prompts.
    pub fn methods(&self) -> &BTreeMap<String, Vec<Row>> {
        &self.methods
    }

    /// The file that [`Self::parse`] reads.
    ///
    /// # Errors
    /// If a figure is not a number.
    pub fn to_json(&self) -> Result<String, CalibrationError> {
        serde_json::to_string_pretty(self)
            .map(|json| json + "\n")
            .map_err(|e| CalibrationError(e.to_string()))
    }

    /// The table the program was built with.
    ///
    /// # Errors
    /// If the file was damaged before the build.
    pub fn builtin() -> Result<Self, CalibrationError> {
        Self::parse(include_str!("../../assets/calibration.json"))
    }

    /// Reads a table.
    ///
    /// # Errors
    /// If it is not JSON of this shape, or rows are missing, unsorted or not finite.
    pub fn parse(json: &str) -> Result<Self, CalibrationError> {
        let table: Self =
            serde_json::from_str(json).map_err(|e| CalibrationError(e.to_string()))?;
        if table.version != FORMAT_VERSION {
            return Err(CalibrationError(format!(
                "it has version {}, and this program reads version {FORMAT_VERSION}",
                table.version
            )));
        }
        for (method, rows) in &table.methods {
            let sorted = rows.windows(2).all(|pair| pair[0].n < pair[1].n);
            let finite = rows
                .iter()
                .all(|r| r.n >= 1.0 && r.a.is_finite() && r.b > 0.0 && r.b.is_finite());
            if rows.is_empty() || !sorted || !finite {
                return Err(CalibrationError(format!(
                    "the rows of {method} are not usable"
                )));
            }
        }
        if !(table.cap > 0.0 && table.cap.is_finite()) {
            return Err(CalibrationError("cap is not a positive number".into()));
        }
        Ok(table)
    }

    /// log10 of the likelihood ratio of `e` on `n` prompts; `None` if the table does not know the method.
    pub fn log10_lr(&self, method: &str, e: f64, n: usize) -> Option<f64> {
        let rows = self.methods.get(method)?;
        let first = rows.first()?;
        let x = (n.max(1) as f64).ln();
        let after = rows.iter().position(|row| row.n.ln() >= x);
        let (a, b) = match after {
            Some(0) => (first.a, first.b),
            Some(i) => {
                let (low, high) = (rows[i - 1], rows[i]);
                let f = (x - low.n.ln()) / (high.n.ln() - low.n.ln());
                (low.a + f * (high.a - low.a), low.b + f * (high.b - low.b))
            }
            None => rows.last().map(|row| (row.a, row.b))?,
        };
        Some(((a + b * e) / std::f64::consts::LN_10).clamp(-self.cap, self.cap))
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::METHOD_PAIRED;
    use super::*;

    #[test]
    fn rows_are_met_and_between_them_the_logarithm_of_n_decides() {
        let table = Calibration::builtin().unwrap();
        let lr = |e, n| table.log10_lr(METHOD_PAIRED, e, n).unwrap() * std::f64::consts::LN_10;
        assert!((lr(1.0, 100) - (-1.77 + 2.12)).abs() < 1e-12);
        assert!((lr(1.0, 300) - (-2.12 + 2.70)).abs() < 1e-12);
        assert_eq!(lr(1.0, 3), lr(1.0, 10));
        assert_eq!(lr(1.0, 9000), lr(1.0, 300));
        // Half way between ln 100 and ln 300.
        let half = (100.0_f64 * 300.0).sqrt().round() as usize;
        assert!((lr(0.0, half) - (-1.77 - 2.12) / 2.0).abs() < 1e-3);
        assert_eq!(table.log10_lr(METHOD_PAIRED, 4.0, 300), Some(2.0));
        assert_eq!(table.log10_lr(METHOD_PAIRED, -3.0, 300), Some(-2.0));
        assert_eq!(table.log10_lr("other", 1.0, 300), None);
    }

    #[test]
    fn a_table_survives_its_file_and_one_of_tomorrow_is_refused() {
        let table = Calibration::builtin().unwrap();
        let json = table.to_json().unwrap();
        assert_eq!(Calibration::parse(&json).unwrap(), table);
        let later = json.replace("\"version\": 1", "\"version\": 2");
        let error = Calibration::parse(&later).unwrap_err().to_string();
        assert!(error.contains("version 2"), "{error}");
    }

    #[test]
    fn damaged_tables_are_refused() {
        for json in [
            "",
            "{}",
            r#"{"version":1,"about":"","provenance":{"how":"","refitted":[],"arenas":[]},"methods":{"m":[]},"cap":2,"validation":{"related":1,"unrelated":1,"false_above":{},"true_above":{}}}"#,
        ] {
            assert!(Calibration::parse(json).is_err());
        }
    }
}
