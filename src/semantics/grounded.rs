//! The grounded labelling in time linear in arguments and attacks. Uses the framework only.

use super::framework::{Framework, Label};

/// The grounded labelling of a framework: the least complete one, which always exists and is unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounded {
    /// The label of every argument.
    pub labels: Vec<Label>,
    /// In which round of the construction an argument got its label, from 1; 0 for undecided arguments.
    /// The label of a decided argument rests on arguments of lower rounds only (min-max numbering,
    /// Caminada and Dunne 2019), which is what keeps an explanation from going in circles.
    pub rounds: Vec<u32>,
}

/// Labels the unattacked arguments in, those they attack out, and so on until nothing changes
/// (Modgil and Caminada 2009, algorithm 6.1, with a count of open attackers per argument).
pub fn grounded(framework: &Framework) -> Grounded {
    let len = framework.len();
    let mut labels = vec![Label::Undec; len];
    let mut rounds = vec![0u32; len];
    let mut open_attackers: Vec<u32> = (0..len)
        .map(|a| framework.attackers(a).len() as u32)
        .collect();
    let mut fresh: Vec<u32> = (0..len as u32)
        .filter(|&a| open_attackers[a as usize] == 0)
        .collect();
    let mut round = 0;
    while !fresh.is_empty() {
        round += 1;
        for &a in &fresh {
            labels[a as usize] = Label::In;
            rounds[a as usize] = round;
        }
        round += 1;
        let mut next = Vec::new();
        for &a in &fresh {
            for &b in framework.targets(a as usize) {
                if labels[b as usize] == Label::Out {
                    continue;
                }
                labels[b as usize] = Label::Out;
                rounds[b as usize] = round;
                for &c in framework.targets(b as usize) {
                    let open = &mut open_attackers[c as usize];
                    *open -= 1;
                    if *open == 0 && labels[c as usize] == Label::Undec {
                        next.push(c);
                    }
                }
            }
        }
        next.sort_unstable();
        fresh = next;
    }
    Grounded { labels, rounds }
}
