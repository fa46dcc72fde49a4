//! A bank's file: one line that says what it is, then a zstd frame with a JSON header (names, prompts, sizes) and
//! after it the figures as little-endian numbers, arena by arena, like beside like so that they pack well. Files are
//! taken as hostile: sizes are bounded, and everything is checked against the header before it is used.

use super::super::features::{BUCKETS, PREFIX_TOKENS, WORD_BUCKETS};
use super::super::read::Role;
use super::super::unpaired::DELTA_FEATURES;
use super::super::vocabulary::DistinctiveList;
use super::whole::Delta;
use super::{Answer, Arena, Bank, BankError, Model, Prompt};
use serde::{Deserialize, Serialize};
use std::io::Read;

/// The first line of a file.
const MARK: &[u8] = b"similarity-bank/1\n";
/// A bank may have this many bytes, unpacked.
const MOST_BYTES: u64 = 512 << 20;
/// How hard zstd tries: a bank is packed once and shipped often.
const LEVEL: i32 = 19;
/// Bits of a sketch at most.
const MOST_BITS: usize = 1 << 16;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    arenas: Vec<ArenaHeader>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArenaHeader {
    name: String,
    bits: usize,
    outputs: u64,
    sums: [u64; 3],
    prompts: Vec<Prompt>,
    models: Vec<ModelHeader>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelHeader {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vendor: Option<String>,
    role: Role,
    sha256: String,
    outputs: u32,
}

impl Bank {
    /// The bank the program was built with: public models of 2023 to 2025.
    ///
    /// # Errors
    /// If the file was damaged before the build.
    pub fn builtin() -> Result<Self, BankError> {
        Self::from_bytes(include_bytes!("../../../assets/bank/public-models.bank"))
    }

    /// The bank's file; the same bank gives the same bytes.
    ///
    /// # Errors
    /// If packing fails.
    pub fn to_bytes(&self) -> Result<Vec<u8>, BankError> {
        let header = Header {
            arenas: self.arenas.iter().map(Arena::header).collect(),
        };
        let failed = |error: &dyn std::fmt::Display| BankError::Pack(error.to_string());
        let header = serde_json::to_vec(&header).map_err(|e| failed(&e))?;
        let length = u32::try_from(header.len()).map_err(|e| failed(&e))?;
        let mut bytes = length.to_le_bytes().to_vec();
        bytes.extend(header);
        for arena in &self.arenas {
            arena.write(&mut bytes);
        }
        let packed = zstd::stream::encode_all(bytes.as_slice(), LEVEL).map_err(|e| failed(&e))?;
        Ok([MARK, &packed].concat())
    }

    /// Reads a bank.
    ///
    /// # Errors
    /// If it is not a bank of this version, too large, or contradicts itself.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BankError> {
        let Some(packed) = bytes.strip_prefix(MARK) else {
            return Err(BankError::Format("its first line is another".to_owned()));
        };
        let unreadable = |_| BankError::Damaged("it cannot be unpacked");
        let mut unpacked = Vec::new();
        (zstd::stream::read::Decoder::with_buffer(packed).map_err(unreadable)?)
            .take(MOST_BYTES + 1)
            .read_to_end(&mut unpacked)
            .map_err(unreadable)?;
        if unpacked.len() as u64 > MOST_BYTES {
            return Err(BankError::Damaged("it unpacks to more than 512 MiB"));
        }
        let mut left = Bytes(&unpacked);
        let length = left.number()? as usize;
        let header: Header = serde_json::from_slice(left.take(length)?)
            .map_err(|error| BankError::Format(error.to_string()))?;
        let arenas = header.arenas.into_iter();
        let bank = Self {
            arenas: arenas
                .map(|header| Arena::read(header, &mut left))
                .collect::<Result<_, _>>()?,
        };
        if left.0.is_empty() {
            Ok(bank)
        } else {
            Err(BankError::Damaged("there is more in it than it says"))
        }
    }
}

impl Arena {
    fn header(&self) -> ArenaHeader {
        let models = self.models.iter().map(|model| ModelHeader {
            name: model.name.clone(),
            vendor: model.vendor.clone(),
            role: model.role,
            sha256: model.sha256.clone(),
            outputs: model.outputs,
        });
        ArenaHeader {
            name: self.name.clone(),
            bits: self.bits,
            outputs: self.outputs,
            sums: self.sums,
            prompts: self.prompts.clone(),
            models: models.collect(),
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let number = |bytes: &mut Vec<u8>, number: usize| {
            bytes.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        };
        let tables = self.frequencies.iter().chain(&self.totals);
        tables.for_each(|table| bytes.extend(table));
        number(bytes, self.delta.buckets.len());
        bytes.extend(self.delta.buckets.iter().flat_map(|x| x.to_le_bytes()));
        let floats = self.delta.means.iter().chain(&self.delta.sds);
        bytes.extend(floats.flat_map(|x| x.to_le_bytes()));
        bytes.extend(self.delta.least_share.to_le_bytes());
        for model in &self.models {
            for list in model.list.buckets() {
                number(bytes, list.len());
                bytes.extend(list.iter().flat_map(|x| x.to_le_bytes()));
            }
            bytes.extend(model.delta.iter().flat_map(|x| x.to_le_bytes()));
        }
        for model in &self.models {
            bytes.extend(
                model
                    .answers
                    .iter()
                    .map(|answer| u8::from(answer.is_some())),
            );
        }
        // Prompt by prompt, for answers to one prompt often begin alike.
        for prompt in 0..self.prompts.len() {
            for answer in self
                .models
                .iter()
                .filter_map(|m| m.answers.get(prompt)?.as_ref())
            {
                bytes.push(u8::try_from(answer.prefix.len()).unwrap_or(u8::MAX));
                bytes.extend(&answer.prefix);
            }
        }
        for answer in self
            .models
            .iter()
            .flat_map(|model| &model.answers)
            .flatten()
        {
            bytes.extend(answer.identity.to_le_bytes());
            bytes.extend(&answer.opening);
            bytes.extend(&answer.body);
        }
    }

    fn read(header: ArenaHeader, left: &mut Bytes<'_>) -> Result<Self, BankError> {
        let ArenaHeader {
            name,
            bits,
            outputs,
            sums,
            prompts,
            models,
        } = header;
        if !bits.is_power_of_two() || !(8..=MOST_BITS).contains(&bits) {
            return Err(BankError::Damaged("its sketches have an impossible size"));
        }
        if !prompts.is_sorted_by(|a, b| a.key < b.key) {
            return Err(BankError::Damaged("its prompts are out of order"));
        }
        let mut table = |length| left.take(length).map(<[u8]>::to_vec);
        let frequencies = [table(BUCKETS)?, table(BUCKETS)?];
        let totals = [
            table(WORD_BUCKETS)?,
            table(WORD_BUCKETS)?,
            table(WORD_BUCKETS)?,
        ];
        let features = left.number()? as usize;
        if features > DELTA_FEATURES {
            return Err(BankError::Damaged("it has too many features"));
        }
        let buckets = left.numbers(features)?;
        if buckets.iter().any(|&bucket| bucket as usize >= BUCKETS) {
            return Err(BankError::Damaged("a bucket does not exist"));
        }
        let delta = Delta {
            buckets,
            means: left.floats(features)?,
            sds: left.floats(features)?,
            least_share: left.floats(1)?.first().copied().unwrap_or_default(),
        };
        let mut found = Vec::new();
        for model in models {
            let mut list = || -> Result<Vec<u32>, BankError> {
                let length = left.number()? as usize;
                left.numbers(length)
            };
            let lists = [list()?, list()?, list()?];
            let list = DistinctiveList::from_buckets(lists)
                .ok_or(BankError::Damaged("a list of words is out of order"))?;
            let delta = left.take(features)?.iter().map(|&byte| byte.cast_signed());
            found.push(Model {
                name: model.name,
                vendor: model.vendor,
                role: model.role,
                sha256: model.sha256,
                outputs: model.outputs,
                list,
                delta: delta.collect(),
                answers: Vec::new(),
            });
        }
        let mut answered = Vec::new();
        for _ in &found {
            answered.push(left.take(prompts.len())?);
        }
        for prompt in 0..prompts.len() {
            for (model, answered) in found.iter_mut().zip(&answered) {
                let answer = match answered.get(prompt) {
                    Some(1) => {
                        let length = usize::from(left.take(1)?.first().copied().unwrap_or(0));
                        if length > PREFIX_TOKENS {
                            return Err(BankError::Damaged("an opening is too long"));
                        }
                        Some(Answer {
                            prefix: left.take(length)?.to_vec(),
                            opening: Vec::new(),
                            body: Vec::new(),
                            identity: 0,
                        })
                    }
                    _ => None,
                };
                model.answers.push(answer);
            }
        }
        for answer in found
            .iter_mut()
            .flat_map(|model| &mut model.answers)
            .flatten()
        {
            answer.identity = left.number()?;
            answer.opening = left.take(bits / 8)?.to_vec();
            answer.body = left.take(bits / 8)?.to_vec();
        }
        Ok(Self {
            name,
            prompts,
            bits,
            outputs,
            frequencies,
            totals,
            sums,
            delta,
            models: found,
        })
    }
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], BankError> {
        let (taken, left) =
            (self.0.split_at_checked(length)).ok_or(BankError::Damaged("it ends too early"))?;
        self.0 = left;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, BankError> {
        Ok(self.numbers(1)?.first().copied().unwrap_or_default())
    }

    fn numbers(&mut self, length: usize) -> Result<Vec<u32>, BankError> {
        let bytes = self.take(length.saturating_mul(4))?;
        let number = |chunk: &[u8]| chunk.try_into().map(u32::from_le_bytes).unwrap_or_default();
        Ok(bytes.chunks_exact(4).map(number).collect())
    }

    fn floats(&mut self, length: usize) -> Result<Vec<f32>, BankError> {
        let floats: Vec<f32> = self
            .numbers(length)?
            .into_iter()
            .map(f32::from_bits)
            .collect();
        if floats.iter().all(|x| x.is_finite()) {
            Ok(floats)
        } else {
            Err(BankError::Damaged("a figure is not a number"))
        }
    }
}
