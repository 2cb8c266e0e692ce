//! Dates as records and first lines give them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

/// The year of the oldest text that is taken for news: a year before it is a misread one.
const OLDEST: i16 = 1800;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Why a text names no day. Each says what is to be written instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoDay {
    /// Nothing that looks like a date.
    #[error("is not a date; write it as 2023-08-08")]
    Unknown,
    /// A form of a date, with a day that the calendar lacks.
    #[error("is no day of the calendar; write it as 2023-08-08")]
    NotInCalendar,
    /// `9/3/24`
    #[error("has a year of two digits, so it may be several days; write it as 2023-08-08")]
    ShortYear,
    /// `May 2024`, `2024-05`
    #[error("is a month and no day; write a day as 2023-08-08")]
    Month,
    /// `May 8`
    #[error("has no year; write it as 2023-08-08")]
    NoYear,
    /// `3/4/2024`
    #[error("may be two days; write it as {0} or {1}")]
    Two(Date, Date),
    /// A weekday before another day's date.
    #[error("names a {name}, but {1} is another weekday; write it as 2023-08-08", name = name_of(.0))]
    Weekday(Weekday, Date),
    /// A year that no news is of.
    #[error("is of the year {0}; a year before {OLDEST} or after {1}, the next one, is taken for misread")]
    Year(i16, i16),
}

/// The civil date that `text` names: ISO 8601 (`2023-08-08`, `20230808`), a date-time (`2023-08-08T23:30:00+08:00` is
/// the 8th: the date as written, not converted to UTC), RFC 2822, or an English spelling that names one day.
pub(super) fn parse_date(text: &str) -> Result<Date, NoDay> {
    let text = text.trim();
    let date = match iso(text).or_else(|| rfc2822::parse(text).ok().map(|zoned| zoned.date())) {
        Some(date) => date,
        None => spelled(text)?,
    };
    let next = Timestamp::now().to_zoned_datetime(TimeZone::UTC).year() + 1;
    if (OLDEST..=next).contains(&date.year()) { Ok(date) } else { Err(NoDay::Year(date.year(), next)) }
}

/// The same for what comes back from other programs, of any year where it is written as ISO 8601; nothing where `text` names
/// no day, or may name two.
pub fn day(text: &str) -> Option<Date> {
    iso(text.trim()).or_else(|| parse_date(text).ok())
}

/// Whether `text` is a date or looks like one.
pub(super) fn looks_like_date(text: &str) -> bool {
    parse_date(text) != Err(NoDay::Unknown)
}

/// ISO 8601 date, or the date part of a whole and valid date-time, behind which a zone may stand by its name.
fn iso(text: &str) -> Option<Date> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let length = if text.as_bytes().get(4) == Some(&b'-') { 10 } else { 8 };
    let (day, time) = text.split_at_checked(length)?;
    let date: Date = day.parse().ok()?;
    let is_zone = |zone: &str| zone.starts_with(['+', '-']) || zone.bytes().all(|b| b.is_ascii_uppercase());
    let zoned = || text.rsplit_once(' ').is_some_and(|(time, zone)| is_zone(zone) && time.parse::<DateTime>().is_ok());
    let valid = time.is_empty() || text.parse::<DateTime>().is_ok() || text.parse::<Timestamp>().is_ok() || zoned();
    valid.then_some(date)
}

/// A date of numbers (`13/05/2024`) or with the name of its month (`Tuesday, Sept. 3, 2024`).
fn spelled(text: &str) -> Result<Date, NoDay> {
    let mut parts: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty()).collect();
    let named = parts.first().and_then(|word| named(word, &WEEKDAYS.map(|(name, _)| name)));
    let weekday = named.filter(|_| parts.len() > 1).map(|place| WEEKDAYS[place].1);
    if weekday.is_some() {
        parts.remove(0);
    }
    let date = match parts[..] {
        // `13/05/2024`, `3-Sep-2024`: one word, divided by one mark.
        [word] => {
            let mark = word.chars().find(|c| ['-', '/', '.'].contains(c)).ok_or(NoDay::Unknown)?;
            let parts: Vec<&str> = word.split(mark).collect();
            if parts.iter().any(|part| number(part).is_none()) { worded(&parts) } else { numbers(&parts, mark == '.') }
        }
        _ => worded(&parts),
    }?;
    match weekday.filter(|weekday| *weekday != date.weekday()) {
        Some(other) => Err(NoDay::Weekday(other, date)),
        None => Ok(date),
    }
}

/// A date with the name of its month, before or behind the day.
fn worded(parts: &[&str]) -> Result<Date, NoDay> {
    let month = |word: &str| named(word, &MONTHS).map(|place| place as i16 + 1);
    let year = |word: &str| number(word).filter(|_| word.len() == 4);
    let day = |word: &str| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        number(digits).filter(|_| digits.len() <= 2)
    };
    let (day_of, month_of, last) = match *parts {
        [first, second] => {
            let (a, b) = (month(first), month(second));
            let (Some(_), other) = (a.or(b), if a.is_some() { second } else { first }) else {
                return Err(NoDay::Unknown);
            };
            return Err(match (year(other), day(other)) {
                (Some(_), _) => NoDay::Month,
                (None, Some(_)) => NoDay::NoYear,
                (None, None) => NoDay::Unknown,
            });
        }
        [first, second, last] => match (month(first), month(second)) {
            (Some(month), None) => (day(second), month, last),
            (None, Some(month)) => (day(first), month, last),
            _ => return Err(NoDay::Unknown),
        },
        _ => return Err(NoDay::Unknown),
    };
    match (day_of, year(last)) {
        (Some(day), Some(year)) => civil(year, month_of, day).ok_or(NoDay::NotInCalendar),
        (Some(_), None) if is_short(last) => Err(NoDay::ShortYear),
        _ => Err(NoDay::Unknown),
    }
}

/// A date of three numbers: the year first, or last behind a day and a month. Which of them is which is known where one is
/// above 12, or between points, as only those who write the day first set them.
fn numbers(parts: &[&str], points: bool) -> Result<Date, NoDay> {
    let values: Vec<i16> = parts.iter().filter_map(|part| number(part)).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    match (&values[..], &lengths[..]) {
        (&[year, month, day], [4, 1..=2, 1..=2]) => civil(year, month, day).ok_or(NoDay::NotInCalendar),
        (&[a, b, year], [1..=2, 1..=2, 4]) => match (civil(year, b, a), civil(year, a, b)) {
            (Some(day_first), Some(month_first)) if day_first != month_first && !points => {
                Err(NoDay::Two(day_first, month_first))
            }
            (Some(date), _) | (None, Some(date)) => Ok(date),
            (None, None) => Err(NoDay::NotInCalendar),
        },
        (&[_, month], [4, 1..=2]) | (&[month, _], [1..=2, 4]) if (1..=12).contains(&month) => Err(NoDay::Month),
        (&[a, b, _], [1..=2, 1..=2, 2]) if (1..=31).contains(&a) && (1..=31).contains(&b) => Err(NoDay::ShortYear),
        _ => Err(NoDay::Unknown),
    }
}

/// The place of the name that `word` is, or the first three letters or more of, with or without a point.
fn named(word: &str, names: &[&str]) -> Option<usize> {
    let letters = word.strip_suffix('.').unwrap_or(word).to_ascii_lowercase();
    names.iter().position(|name| letters.len() >= 3 && name.starts_with(&letters))
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// A number of one to four ASCII digits.
fn number(text: &str) -> Option<i16> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// `24` or `'24`.
fn is_short(year: &str) -> bool {
    let digits = year.trim_start_matches(['\'', '’']);
    digits.len() == 2 && number(digits).is_some()
}

fn name_of(weekday: &Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(_, of)| of == weekday).map_or("weekday", |(name, _)| *name)
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
            "2023.08.08",
            "2023-8-8",
            "2023-08-08T10:15:00",
            "2023-08-08 10:15:00",
            "2023-08-08 10:15:00 UTC",
            "2023-08-08 10:15:00 +0000",
            "2023-08-08T00:30:00+08:00",
            "2023-08-08T23:59:59.999Z",
            "8 August 2023",
            "08 Aug 2023",
            "8 Aug. 2023",
            "8-Aug-2023",
            "8th August 2023",
            "August 8, 2023",
            "AUGUST 8, 2023",
            "August 8 2023",
            "August 8th, 2023",
            "Aug 8, 2023",
            "Aug 8 2023",
            "Aug. 8, 2023",
            "Tuesday, August 8, 2023",
            "Tuesday, Aug. 8, 2023",
            "Tues., 8 August 2023",
            "Tuesday 8 August 2023",
            "Tue, 8 Aug 2023 10:15:00 +0000",
            "08/08/2023",
            "8.8.2023",
        ];
        for spelling in spellings {
            assert_eq!(parse_date(spelling), Ok(date(2023, 8, 8)), "{spelling}");
        }
        for (text, day) in [
            ("Sept. 3, 2024", date(2024, 9, 3)),
            ("Tuesday, Sept. 3, 2024", date(2024, 9, 3)),
            ("3-Sep-2024", date(2024, 9, 3)),
            ("2024-9-3", date(2024, 9, 3)),
            ("03.09.2024", date(2024, 9, 3)),
            ("May 1st, 2024", date(2024, 5, 1)),
            ("13/05/2024", date(2024, 5, 13)),
            ("7/27/2018", date(2018, 7, 27)),
        ] {
            assert_eq!(parse_date(text), Ok(day), "{text}");
        }
    }

    #[test]
    fn what_names_no_day_or_two_is_none_and_says_why() {
        let two = NoDay::Two(date(2024, 4, 3), date(2024, 3, 4));
        let cases = [
            ("", NoDay::Unknown),
            ("yesterday", NoDay::Unknown),
            ("Tuesday", NoDay::Unknown),
            ("May", NoDay::Unknown),
            ("2023", NoDay::Unknown),
            ("1.2.3", NoDay::Unknown),
            ("2023-08-08Tnoon", NoDay::Unknown),
            ("１２３４-08-08", NoDay::Unknown),
            ("20230808x", NoDay::Unknown),
            ("8 Maybe 2024", NoDay::Unknown),
            ("2023-13-45", NoDay::NotInCalendar),
            ("2023-02-30", NoDay::NotInCalendar),
            ("Sept. 31, 2024", NoDay::NotInCalendar),
            ("3/4/2024", two),
            ("3-4-2024", two),
            ("3/9/24", NoDay::ShortYear),
            ("9/3/24", NoDay::ShortYear),
            ("3.9.24", NoDay::ShortYear),
            ("13/5/24", NoDay::ShortYear),
            ("3 Sept. ’24", NoDay::ShortYear),
            ("May 2024", NoDay::Month),
            ("September 2024", NoDay::Month),
            ("2024-05", NoDay::Month),
            ("May 8", NoDay::NoYear),
            ("Monday, Sept. 3, 2024", NoDay::Weekday(Weekday::Monday, date(2024, 9, 3))),
        ];
        for (text, why) in cases {
            assert_eq!(parse_date(text), Err(why), "{text}");
        }
        for text in ["0003-09-24", "1066-10-14", "9999-01-01", "8 August 0023"] {
            assert!(matches!(parse_date(text), Err(NoDay::Year(..))), "{text}");
        }
        assert_eq!(two.to_string(), "may be two days; write it as 2024-04-03 or 2024-03-04");
    }
}
