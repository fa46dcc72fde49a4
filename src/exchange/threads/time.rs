//! Times as sources write them, to ISO 8601. May use the standard library.

use std::time::{SystemTime, UNIX_EPOCH};

/// The time now, ISO 8601 in UTC.
pub fn now() -> Option<String> {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    from_unix(i64::try_from(passed.as_secs()).ok()?)
}

/// Seconds since 1970 to `2026-08-08T10:39:08Z`; `None` for a year that has not four digits.
pub fn from_unix(seconds: i64) -> Option<String> {
    let days = seconds.div_euclid(86_400);
    let of_day = seconds.rem_euclid(86_400);
    // Civil date from days, after H. Hinnant, "chrono-compatible low-level date algorithms" (2013).
    let shifted = days.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (0..=9_999).contains(&year).then(|| {
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
            of_day / 3_600,
            of_day / 60 % 60,
            of_day % 60
        )
    })
}

/// Whether `text` starts as an ISO 8601 date and time does: `2026-08-08T10:39` (or with a space for the T).
pub fn is_iso(text: &str) -> bool {
    let pattern = b"dddd-dd-ddTdd:dd";
    let bytes = text.as_bytes();
    // Databases write noughts for a date that is none.
    bytes.len() >= pattern.len()
        && !text.starts_with("0000-00")
        && bytes.iter().zip(pattern).all(|(b, p)| match p {
            b'd' => b.is_ascii_digit(),
            b'T' => matches!(b, b'T' | b' '),
            p => b == p,
        })
}

/// A date without a time of day as ISO 8601 has it: `2026-08-08` and `20260808` as they are and with hyphens, `08.08.2026`
/// and `Aug 8, 2026` put so. What may be a day or a month, as in `8/9/2026`, is not guessed; `13/9/2026` is plain.
pub fn date_alone(text: &str) -> Option<String> {
    let number = |text: &str| {
        text.parse::<u16>()
            .ok()
            .filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
    };
    let parts =
        |sign: char| -> Option<[&str; 3]> { text.split(sign).collect::<Vec<_>>().try_into().ok() };
    let words: Vec<&str> = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let (year, month, day) = if let Some([year, month, day]) = parts('-') {
        (year, number(month)?, day)
    } else if let Some([day, month, year]) = parts('.') {
        (year, number(month)?, day)
    } else if let Some([a, b, c]) = parts('/') {
        match (number(a)?, number(b)?) {
            (year, month) if year > 31 => (a, month, c),
            (day, month) if day > 12 => (c, month, a),
            (month, day) if day > 12 => (c, month, b),
            _ => return None,
        }
    } else if let [month, day, year] = *words.as_slice()
        && let Some(month) = month_of(month)
    {
        (year, month as u16, day)
    } else if let [day, month, year] = *words.as_slice() {
        (year, month_of(month)? as u16, day)
    } else if text.len() == 8 && text.is_ascii() {
        (text.get(..4)?, number(text.get(4..6)?)?, text.get(6..)?)
    } else {
        return None;
    };
    let (written, day) = (year, number(day)?);
    let year = number(year).filter(|year| written.len() == 4 && (1900..2200).contains(year))?;
    let real = (1..=12).contains(&month) && (1..=31).contains(&day);
    real.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// A date and time as ISO 8601 has them, or nearly, to ISO 8601: with a space for the `T`, slashes for the hyphens, ` PM`
/// behind the time, and ` UTC`, ` +0100` or the name of a place for the zone. `None` if anything else stands behind the
/// time, which might change it.
pub fn from_iso(text: &str) -> Option<String> {
    let mut text = text.trim().to_owned();
    if text.get(4..5) == Some("/") && text.get(7..8) == Some("/") {
        text = text.replacen('/', "-", 2);
    }
    if !is_iso(&text) {
        return None;
    }
    let (date, behind) = text.split_at_checked(10)?;
    let (hour, behind) = behind.get(1..)?.split_at_checked(2)?;
    let clock = behind.find(|c: char| !c.is_ascii_digit() && !":.,".contains(c));
    let (rest_of_clock, behind) = behind.split_at_checked(clock.unwrap_or(behind.len()))?;
    let minute = rest_of_clock.get(1..3)?;
    if hour > "23" || minute > "59" {
        return None;
    }
    let mut words: Vec<&str> = behind.split_whitespace().collect();
    let half = words.first().and_then(|word| half_of(word));
    let hour = match half {
        Some(afternoon) => {
            words.remove(0);
            twelve_hours(hour.parse().ok()?, afternoon)?
        }
        None => hour.parse().ok()?,
    };
    let zone = match *words.as_slice() {
        [] => String::new(),
        // As ISO 8601 has it, with or without the name of the place behind it.
        [zone, ..] if zone.starts_with('Z') || zone.contains(':') => {
            let zone = zone.split_once('[').map_or(zone, |(zone, _)| zone);
            let signs = zone.strip_prefix(['+', '-']).unwrap_or(zone);
            let plain = zone == "Z" || signs.bytes().all(|b| b.is_ascii_digit() || b == b':');
            plain.then(|| zone.to_owned())?
        }
        // As databases write it.
        [zone] if zone.len() == 3 && zone.starts_with(['+', '-']) && is_zone(zone) => {
            format!("{zone}:00")
        }
        [zone] if is_zone(zone) => zone_of(zone)?,
        _ => return None,
    };
    Some(format!("{date}T{hour:02}{rest_of_clock}{zone}"))
}

/// Whether a word may stand for a zone: `+0100`, `+01`, `CEST`, `Europe/Berlin`.
fn is_zone(word: &str) -> bool {
    let digits = word.strip_prefix(['+', '-']);
    let letters = |word: &str| word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
        || ((2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase()))
        || (word.split_once('/')).is_some_and(|(area, place)| letters(area) && letters(place))
}

/// Whether a word says that a time is of the morning (`false`) or the afternoon (`true`).
fn half_of(word: &str) -> Option<bool> {
    match word.replace('.', "").to_ascii_lowercase().as_str() {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

/// An hour of a clock that goes to twelve.
fn twelve_hours(hour: u8, afternoon: bool) -> Option<u8> {
    (1..=12)
        .contains(&hour)
        .then(|| hour % 12 + if afternoon { 12 } else { 0 })
}

/// A count of seconds since 1970 to ISO 8601; one of thousandths or millionths of them, as scripts count, is known by
/// its size. Less than a hundred million of them, which is before 1973, counts something else.
pub fn from_count(count: f64) -> Option<String> {
    if count.abs() < 1.0e8 {
        return None;
    }
    let seconds = match count.abs() {
        1.0e14.. => count / 1.0e6,
        1.0e11.. => count / 1.0e3,
        _ => count,
    };
    from_unix(seconds.floor() as i64)
}

/// Adds the zone to a local time `2026-07-11T21:41:05` that is known to be `unix` seconds since 1970; `None` if no
/// zone makes them one.
pub fn with_zone(local: &str, unix: i64) -> Option<String> {
    let minutes = (-14 * 60..=14 * 60).step_by(15).find(|minutes| {
        from_unix(unix + minutes * 60).is_some_and(|t| t.trim_end_matches('Z') == local)
    })?;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    Some(format!(
        "{local}{sign}{:02}:{:02}",
        minutes / 60,
        minutes % 60
    ))
}

/// A date as e-mail writes it, `Wed, 01 Dec 2010 14:26:40 +0100` (RFC 5322; the weekday may be missing), to ISO 8601
/// with its zone. Programs that write dates as the clock of their system does, `Wed Dec  1 14:26:40 +0100 2010`, or as
/// ISO 8601 has them are understood too.
pub fn from_mail(date: &str) -> Option<String> {
    let date = date.trim();
    if let Some(iso) = from_iso(date) {
        return Some(iso);
    }
    // Behind a comma, unless it stands in `May 3, 2024`.
    let (_, date) = (date.split_once(','))
        .filter(|(before, _)| !before.contains(|c: char| c.is_ascii_digit()))
        .unwrap_or(("", date));
    // `01-Dec-2010`
    let mut words: Vec<&str> = date.split([' ', ',', '\t']).collect();
    words.retain(|word| !word.is_empty());
    if let Some(joined) = words.first().filter(|word| word.matches('-').count() == 2) {
        let parted: Vec<&str> = joined.split('-').collect();
        words.splice(0..1, parted);
    }
    let is_name = |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic());
    if words.iter().take(2).all(|word| is_name(word)) && words.len() > 2 {
        words.remove(0);
    }
    let (day, month, year, clock, zone) = match *words.as_slice() {
        [month, day, year, clock, ref rest @ ..] if is_name(month) && clock.contains(':') => {
            (day, month, year, clock, rest.first().copied())
        }
        [month, day, clock, year] if is_name(month) => (day, month, year, clock, None),
        [month, day, clock, zone, year, ..] if is_name(month) => {
            (day, month, year, clock, Some(zone))
        }
        [day, month, year, clock, ref rest @ ..] => {
            (day, month, year, clock, rest.first().copied())
        }
        _ => return None,
    };
    let day: u8 = day.parse().ok().filter(|d| (1..=31).contains(d))?;
    let month = month_of(month)?;
    let year: u16 = year.parse().ok()?;
    let year = match year {
        0..50 => year + 2000,
        50..1000 => year + 1900,
        _ => year,
    };
    let mut clock = clock.split(':').map(|p| p.parse::<u8>().ok());
    let (hour, minute) = (clock.next()??, clock.next()??);
    let half = zone.and_then(half_of);
    let hour = match half {
        None => hour,
        Some(afternoon) => twelve_hours(hour, afternoon)?,
    };
    let zone = zone.filter(|_| half.is_none());
    let second = clock.next().flatten().unwrap_or(0);
    if hour > 23 || minute > 59 || second > 60 || year > 9_999 {
        return None;
    }
    let zone = zone.map_or(Some(String::new()), zone_of)?;
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}"
    ))
}

/// The number of a month by its English name or the start of it.
fn month_of(name: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let start = name.get(..3)?.to_ascii_lowercase();
    Some(MONTHS.iter().position(|month| *month == start)? + 1)
}

/// A zone of e-mail as ISO 8601 has it; empty for a name that means nothing certain, `None` for digits that are no zone.
fn zone_of(zone: &str) -> Option<String> {
    // `GMT+0200`, as browsers write it.
    let zone = ["GMT", "UTC"]
        .iter()
        .find_map(|name| zone.strip_prefix(name).filter(|rest| rest.len() == 5))
        .unwrap_or(zone);
    // The names of RFC 822, which has no others but letters nobody used.
    let named = match zone {
        "GMT" | "UT" | "UTC" | "Z" => "Z",
        "ADT" => "-03:00",
        "AST" | "EDT" => "-04:00",
        "EST" | "CDT" => "-05:00",
        "CST" | "MDT" => "-06:00",
        "MST" | "PDT" => "-07:00",
        "PST" => "-08:00",
        _ => "",
    };
    if zone.len() != 5 || !zone.starts_with(['+', '-']) || !zone.is_ascii() {
        return Some(named.to_owned());
    }
    let (hours, minutes) = zone.split_at(3);
    let digits = hours.get(1..)?.bytes().chain(minutes.bytes());
    if !digits.into_iter().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Nowhere are clocks further from Greenwich than this.
    let real = hours.get(1..).is_some_and(|hours| hours <= "14");
    Some(if real {
        format!("{hours}:{minutes}")
    } else {
        String::new()
    })
}
