//! Offices with dates: who was "the Chinese foreign minister" on the day of an article.

use super::known::{Directory, Entry, SpeakerKind};
use super::names::fold;
use jiff::civil::Date;
use std::collections::HashMap;

/// An office that an entry of the directory held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Words for it: "foreign minister", "top diplomat".
    pub titles: Vec<String>,
    /// Canonical name of the country or body whose office it is.
    pub of: String,
    /// First day on which it surely was held.
    pub from: Date,
    /// Last such day.
    pub to: Date,
    /// No last day is known: it may be held after `to`, too.
    pub open: bool,
}

impl Office {
    /// Whether it may have been held on `date`.
    pub fn may_be_held(&self, date: Date) -> bool {
        (self.from..=self.to).contains(&date) || self.open && self.to < date
    }
}

impl Entry {
    /// The office on `date`, in words: `role` where it is one of those held then, else the first of those. Nothing where dates are
    /// known and none of them is of that day, unless all of them are over: then `role` says what came after. `role`, which is of
    /// the day on which the directory was written, where no dates are known or `date` is not.
    pub fn role_on(&self, date: Option<Date>) -> Option<&str> {
        let role = self.role.as_deref();
        let (Some(date), false) = (date, self.offices.is_empty()) else { return role };
        let held = || self.offices.iter().filter(|office| office.may_be_held(date));
        let named = |role: &&str| held().any(|office| office.titles.iter().any(|title| fold(title) == fold(role)));
        let over = self.offices.iter().all(|office| office.to < date && !office.open);
        role.filter(|role| over || named(role)).or_else(|| held().next()?.titles.first().map(String::as_str))
    }

    /// Whether [`Entry::role_on`] is of the day: an office is known that was held then.
    pub fn has_role_of(&self, date: Option<Date>) -> bool {
        date.is_some_and(|date| self.offices.iter().any(|office| office.may_be_held(date)))
    }
}

/// Offices by whose they are and what they are called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tenures {
    by_office: HashMap<(usize, String), Vec<Tenure>>,
}

/// From when to when which entry held an office.
#[derive(Debug, Clone)]
struct Tenure {
    from: Date,
    to: Date,
    entry: usize,
}

/// Longest name of a country or body inside the words for an office, in words.
const OWNER_WORDS: usize = 5;

impl Tenures {
    /// The offices of all entries of `directory`; an office of somebody unknown is left out (`extend` refuses it).
    pub fn of(directory: &Directory) -> Self {
        let mut by_office: HashMap<_, Vec<Tenure>> = HashMap::new();
        for (entry, known) in directory.entries().iter().enumerate() {
            for office in &known.offices {
                let Some(owner) = directory.position(&office.of) else { continue };
                for title in &office.titles {
                    let key = (owner, office_words(fold(title).split(' ')));
                    by_office.entry(key).or_default().push(Tenure { from: office.from, to: office.to, entry });
                }
            }
        }
        Self { by_office }
    }

    /// The one who held the office `name` ("Chinese foreign minister", "president of the United States") on `date`;
    /// nobody where the directory does not say, or says two, as on the day of a handover.
    pub fn holder(&self, directory: &Directory, name: &str, date: Date) -> Option<usize> {
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').collect();
        for length in (1..=OWNER_WORDS.min(words.len())).rev() {
            for start in 0..=words.len() - length {
                let end = start + length;
                let Some(owner) = owner(directory, &words[start..end].join(" ")) else { continue };
                let rest = office_words(words[..start].iter().chain(&words[end..]).copied());
                let Some(tenures) = self.by_office.get(&(owner, rest)) else { continue };
                let mut holders = tenures.iter().filter(|t| (t.from..=t.to).contains(&date)).map(|t| t.entry);
                let first = holders.next()?;
                return holders.all(|other| other == first).then_some(first);
            }
        }
        None
    }
}

/// The country or body that a folded name or adjective is of.
fn owner(directory: &Directory, folded: &str) -> Option<usize> {
    let named = directory.exact(folded).filter(|&e| directory.entries()[e].kind != SpeakerKind::Person);
    named.or_else(|| directory.country_of_demonym(folded))
}

/// The words for an office without order and small words, and variants as one: "minister of defense" and "defence
/// minister", "PM" and "prime minister".
fn office_words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut out: Vec<&str> = Vec::new();
    for word in words {
        match word {
            "" | "of" | "the" | "for" | "to" | "and" | "affairs" | "country" => {}
            "defense" => out.push("defence"),
            "premier" | "pm" => out.extend(["prime", "minister"]),
            "fm" => out.extend(["foreign", "minister"]),
            "advisor" => out.push("adviser"),
            "spokesman" | "spokeswoman" => out.push("spokesperson"),
            word => out.push(word),
        }
    }
    out.sort_unstable();
    out.dedup();
    out.join(" ")
}

/// The first and the last day that `text` may mean: "2023", "2023-07" or "2023-07-25".
pub(super) fn days(text: &str) -> Option<(Date, Date)> {
    let mut parts = text.split('-').map(|part| part.parse::<i16>().ok().filter(|n| *n >= 0));
    let year = parts.next()??;
    let (month, day) = (parts.next().map_or(Some(None), |p| p.map(Some))?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let Some(month) = month else {
        return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
    };
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    match day {
        None => Some((first, first.last_of_month())),
        Some(day) => {
            let day = Date::new(year, first.month(), i8::try_from(day?).ok()?).ok()?;
            Some((day, day))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn holder(name: &str, on: Date) -> Option<String> {
        let directory = Directory::embedded().unwrap();
        directory.holder(name, Some(on)).map(|e| e.id.clone())
    }

    #[test]
    fn an_office_that_changed_hands_is_that_of_the_day() {
        for (name, on, id) in [
            ("Chinese foreign minister", date(2022, 11, 15), "wang-yi"),
            ("China's foreign minister", date(2023, 1, 15), "qin-gang"),
            ("foreign minister of China", date(2024, 1, 15), "wang-yi"),
            ("Chinese FM", date(2023, 5, 1), "qin-gang"),
            ("U.S. president", date(2016, 5, 1), "barack-obama"),
            ("US President", date(2019, 5, 1), "donald-trump"),
            ("president of the United States", date(2023, 5, 1), "joe-biden"),
            ("American leader", date(2025, 5, 1), "donald-trump"),
            ("Ukrainian president", date(2018, 5, 1), "petro-poroshenko"),
            ("British prime minister", date(2022, 10, 1), "liz-truss"),
            ("UK PM", date(2023, 1, 1), "rishi-sunak"),
            ("NATO secretary-general", date(2014, 1, 1), "anders-fogh-rasmussen"),
            ("NATO chief", date(2023, 1, 1), "jens-stoltenberg"),
            ("UN Secretary-General", date(2023, 1, 1), "antonio-guterres"),
            ("Russian Defense Minister", date(2023, 1, 1), "sergei-shoigu"),
            ("EU foreign policy chief", date(2018, 1, 1), "federica-mogherini"),
            ("European Commission President", date(2023, 1, 1), "ursula-von-der-leyen"),
            ("South African president", date(2023, 8, 1), "cyril-ramaphosa"),
            ("Chinese premier", date(2022, 8, 1), "li-keqiang"),
        ] {
            assert_eq!(holder(name, on).as_deref(), Some(id), "{name} on {on}");
        }
    }

    #[test]
    fn what_is_not_known_has_no_holder() {
        for (name, on) in [
            ("former US president", date(2023, 5, 1)),
            ("Russian deputy foreign minister", date(2023, 5, 1)),
            ("foreign minister", date(2023, 5, 1)),
            ("Chinese president", date(1999, 5, 1)),
            // After what the directory knows, and on the day of a handover.
            ("Russian president", date(2040, 1, 1)),
            ("US president", date(2021, 1, 20)),
        ] {
            assert_eq!(holder(name, on), None, "{name} on {on}");
        }
        assert!(Directory::embedded().unwrap().holder("Chinese foreign minister", None).is_none());
    }

    #[test]
    fn a_role_is_that_of_the_day() {
        let directory = Directory::embedded().unwrap();
        let role = |name: &str, on: Date| directory.find(name).unwrap().role_on(Some(on)).map(str::to_owned);
        let known = |role: &str| Some(role.to_owned());
        assert_eq!(role("Xi Jinping", date(2012, 12, 1)), known("general secretary of the Communist Party"));
        assert_eq!(role("Xi Jinping", date(2023, 12, 1)), known("president"));
        assert_eq!(role("Li Keqiang", date(2020, 1, 1)), known("premier"));
        assert_eq!(role("Li Keqiang", date(2023, 9, 1)), known("former premier"), "all of it is over");
        assert_eq!(role("Wang Yi", date(2015, 1, 1)), known("foreign minister"));
        assert_eq!(role("Wang Yi", date(2023, 3, 1)), None, "between two");
        assert_eq!(role("Li Keqiang", date(2003, 1, 1)), None, "before all of them");
        let undated = directory.entries().iter().find(|e| e.role.is_some() && e.offices.is_empty()).unwrap();
        assert_eq!(undated.role_on(Some(date(1999, 1, 1))), undated.role.as_deref());
    }

    #[test]
    fn days_are_as_sure_as_they_are_written() {
        assert_eq!(days("2023-07-25"), Some((date(2023, 7, 25), date(2023, 7, 25))));
        assert_eq!(days("2024-02"), Some((date(2024, 2, 1), date(2024, 2, 29))));
        assert_eq!(days("2023"), Some((date(2023, 1, 1), date(2023, 12, 31))));
        for bad in ["", "2023-13", "2023-02-30", "2023-01-01-01", "soon", "2023-"] {
            assert_eq!(days(bad), None, "{bad}");
        }
    }
}
