//! Dates as records and first lines give them.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::{Timestamp, fmt::strtime};

/// Spellings that name one day without doubt. `8/7/2023` is not among them: it names two.
const SPELLINGS: &[&str] = &[
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%B %d %Y",
    "%b. %d, %Y",
    "%A, %d %B %Y",
    "%A, %B %d, %Y",
    "%A %d %B %Y",
];

/// The civil date that `text` names: ISO 8601 (`2023-08-08`, `20230808`), a date-time (`2023-08-08T23:30:00+08:00` is
/// the 8th: the date as written, not converted to UTC), RFC 2822, or a common English spelling.
pub(super) fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(date) = iso(text) {
        return Some(date);
    }
    if let Ok(zoned) = rfc2822::parse(text) {
        return Some(zoned.date());
    }
    SPELLINGS.iter().find_map(|spelling| strtime::parse(spelling, text).ok()?.to_date().ok())
}

/// ISO 8601 date, or the date part of a whole and valid date-time.
pub(super) fn iso(text: &str) -> Option<Date> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let length = if text.as_bytes().get(4) == Some(&b'-') { 10 } else { 8 };
    let (day, time) = text.split_at_checked(length)?;
    let date: Date = day.parse().ok()?;
    let valid = time.is_empty() || text.parse::<DateTime>().is_ok() || text.parse::<Timestamp>().is_ok();
    valid.then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn common_spellings_of_one_day() {
        let spellings = [
            "2023-08-08",
            " 2023-08-08 ",
            "20230808",
            "2023/08/08",
            "2023-08-08T10:15:00",
            "2023-08-08 10:15:00",
            "2023-08-08T00:30:00+08:00",
            "2023-08-08T23:59:59.999Z",
            "8 August 2023",
            "08 Aug 2023",
            "August 8, 2023",
            "Aug 8, 2023",
            "Aug. 8, 2023",
            "Tuesday, August 8, 2023",
            "Tue, 8 Aug 2023 10:15:00 +0000",
        ];
        for spelling in spellings {
            assert_eq!(parse_date(spelling), Some(date(2023, 8, 8)), "{spelling}");
        }
    }

    #[test]
    fn what_is_no_date_or_names_two_is_none() {
        for text in [
            "",
            "yesterday",
            "2023-13-45",
            "2023-02-30",
            "8/7/2023",
            "2023-08-08Tnoon",
            "2023",
            "１２３４-08-08",
            "20230808x",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
