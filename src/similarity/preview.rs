//! First figures: the check on some of the prompts, without intervals and explanations, for somebody who waits for the
//! whole. No finding: nothing in it can be kept or attached. May use [`super::compare`] and what that may use.

use super::calibration::Calibration;
use super::check::Options;
use super::compare::{Backwards, Known, Loaded, Pair};
use super::components::Components;
use super::hygiene::CleanSample;
use super::panel::Panel;
use super::tally::hash;
use crate::progress::Progress;

/// First figures come from this many prompts, where student and teacher share more than twice as many.
pub const PREVIEW_PROMPTS: usize = 60;

/// What the check of a student and a teacher comes to on some of the prompts that both answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Texts of the prompts it is from, or their ids where there are no texts. They are chosen by the hash of these, so
    /// that the same samples give the same ones, in whatever order they come.
    pub prompts: Vec<String>,
    /// How many prompts student and teacher share.
    pub of: usize,
    /// The score, as [`super::Finding::score`].
    pub score: f64,
    /// The teacher's rank among the controls; 1 = the nearest to the student.
    pub rank: usize,
    /// How many are ranked: the controls and the teacher.
    pub ranked: usize,
}

impl Preview {
    /// Of a pair among samples that were laid out; `None` where the whole is as quick, or these prompts give no score.
    pub(super) fn of(
        clean: &[CleanSample<'_>],
        panel: &Panel<'_>,
        pair: Pair,
        calibration: &Calibration,
    ) -> Option<Self> {
        let both = |prompt: &usize| {
            let cells = &panel.prompts[*prompt].cells;
            cells[pair.student].is_some() && cells[pair.teacher].is_some()
        };
        let mut chosen: Vec<usize> = (0..panel.prompts.len()).filter(both).collect();
        let of = chosen.len();
        if of <= 2 * PREVIEW_PROMPTS {
            return None;
        }
        chosen.sort_by_cached_key(|&prompt| (hash(panel.prompts[prompt].text), prompt));
        chosen.truncate(PREVIEW_PROMPTS);
        chosen.sort_unstable();

        let mut columns = pair.controls.clone();
        columns.extend([pair.student, pair.teacher]);
        let few = panel.part(&chosen, &columns);
        let mut asked = vec![false; clean.len()];
        asked[pair.student] = true;
        asked[pair.teacher] = true;
        let components = Components::measure(&few, &asked, &Progress::none()).ok()?;
        let loaded = Loaded {
            clean,
            panel: &few,
            components: &components,
            calibration,
            options: &Options {
                bootstrap: 0,
                ..Options::default()
            },
            columns,
            backwards: Backwards::default(),
        };
        let found = loaded.paired(pair, &mut Known::default(), &Progress::none());
        let found = found.ok()?;
        Some(Self {
            prompts: (few.prompts.iter())
                .map(|prompt| prompt.text.to_owned())
                .collect(),
            of,
            score: found.score?,
            rank: found.rank?,
            ranked: found.strip.len() + 1,
        })
    }
}
