//! Times as sources write them, to ISO 8601. May use the standard library.

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
    bytes.len() >= pattern.len()
        && bytes.iter().zip(pattern).all(|(b, p)| match p {
            b'd' => b.is_ascii_digit(),
            b'T' => matches!(b, b'T' | b' '),
            p => b == p,
        })
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
