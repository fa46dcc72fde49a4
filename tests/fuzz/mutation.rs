//! Spoiling inputs: seeded, so that a run is made again from its number.

/// Nothing grows larger than this, in bytes.
pub const LARGEST: usize = 400_000;

/// A generator of numbers (xorshift64*; Marsaglia 2003, Vigna 2016).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        // A state of zero would stay zero.
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Below `n`; 0 for 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 11) as usize % n.max(1)
    }

    fn choose<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A part of something so long, mostly a short one.
    fn part(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        let most = if self.below(4) == 0 {
            length - start
        } else {
            (length - start).min(60)
        };
        start..start + self.below(most + 1)
    }
}

/// What readers stumble over.
const TOKENS: &[&[u8]] = &[
    b"\0",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\xFF",
    b"\xC3",
    b"\xED\xA0\x80",
    "\u{202E}".as_bytes(),
    "\u{FFFD}".as_bytes(),
    "🎈".as_bytes(),
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\t",
    b"\x0C",
    b" ",
    b"\"",
    b"'",
    b"\\",
    b"\\u0000",
    b"\\ud83d",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e999",
    b"-0",
    b"1e-400",
    b"NaN",
    b"99999999999999999999999",
    b"-9223372036854775808",
    b"18446744073709551615",
    b"4294967296",
    b"<",
    b">",
    b"</",
    b"/>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE x [<!ENTITY a \"b\">]>",
    b"&a;",
    b"&#x110000;",
    b"&#0;",
    b"&amp;",
    b"<p>",
    b"<i>",
    b"<pre><code>",
    b"<blockquote>",
    b"</table>",
    b"<tr>",
    b"=?utf-8?b?//8=?=",
    b"=?x?q?=FF?=",
    b"=\r\n",
    b"=3D",
    b"--b",
    b"From a@b Thu Jan  1 00:00:00 1970\n",
    b"Content-Type: multipart/mixed; boundary=\"b\"\n",
    b"Content-Transfer-Encoding: base64\n",
    b"> ",
    b">",
    b"    ",
    b"- ",
    b"```",
    b"name: ",
    b"p af 4294967295\n",
    b"arg(",
    b"att(a,a).",
    b"#",
    b"(",
    b")",
    b"Some(",
    b"\x1F\x8B",
    b"\x28\xB5\x2F\xFD",
    b"PAR1",
];

/// What opens something that has to be closed again.
const OPENERS: &[&[u8]] = &[
    b"[",
    b"{\"a\":",
    b"{\"children\":[",
    b"<div>",
    b"<table><tr><td>",
    b"<b>",
    b"<li>",
    b"<ul><li>",
    b"<blockquote>",
    b"<a href=x>",
    b"> ",
    b">",
    b"  ",
    b"(",
    b"Some(",
    b"--b\nContent-Type: multipart/mixed; boundary=b\n\n",
    b"<a:b>",
    b"\"",
    b"&amp;",
    b"<!--",
    b"<svg><g>",
    b"[(",
    b"{\"replies\":{\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":\"t1\",\"data\":",
];

/// Spoils an input in one to four ways; parts of `other` may come into it.
pub fn spoil(random: &mut Random, input: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=random.below(4) {
        once(random, &mut bytes, other);
        bytes.truncate(LARGEST);
    }
    bytes
}

fn once(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = random.below(bytes.len() + 1);
    match random.below(10) {
        0 if !bytes.is_empty() => {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        1 => bytes.truncate(at),
        2 => {
            let part = random.part(bytes.len());
            bytes.drain(part);
        }
        3 => {
            let part = other[random.part(other.len())].to_vec();
            bytes.splice(at..at, part);
        }
        4 => {
            // A part again and again.
            let part = bytes[random.part(bytes.len())].to_vec();
            let most = LARGEST.saturating_sub(bytes.len()) / part.len().max(1);
            let times = *random.choose(&[3, 40, 5_000]);
            let times = random.below(most.min(times) + 1);
            bytes.splice(at..at, part.repeat(times));
        }
        5 => {
            let opener = *random.choose(OPENERS);
            let most = *random.choose(&[5, 200, 20_000]);
            let times = 1 + random.below(most.min(LARGEST / opener.len()));
            bytes.splice(at..at, opener.repeat(times));
        }
        6 => {
            // A number becomes another.
            let digit = bytes.iter().skip(at).position(u8::is_ascii_digit);
            if let Some(start) = digit.map(|d| at + d) {
                let length = bytes[start..]
                    .iter()
                    .take_while(|b| b.is_ascii_digit())
                    .count();
                bytes.splice(start..start + length, random.choose(TOKENS).iter().copied());
            }
        }
        7 => {
            // Two parts change places.
            let (a, b) = (random.part(bytes.len()), random.part(bytes.len()));
            let (a, b) = if a.start <= b.start { (a, b) } else { (b, a) };
            if a.end <= b.start {
                let (first, second) = (bytes[a.clone()].to_vec(), bytes[b.clone()].to_vec());
                bytes.splice(b, first);
                bytes.splice(a, second);
            }
        }
        8 if !bytes.is_empty() => {
            let at = random.below(bytes.len());
            bytes[at] = random.next() as u8;
        }
        _ => {
            let token = *random.choose(TOKENS);
            bytes.splice(at..at, token.iter().copied());
        }
    }
}
