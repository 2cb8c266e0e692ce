//! The country of a speaker, by the name.

use super::known::{Directory, Entry, SpeakerKind};
use super::names::fold;

/// Nouns for one person of a country whose adjective is another word, with that adjective.
const NATIONALS: &[(&str, &str)] = &[
    ("Finn", "Finnish"),
    ("Swede", "Swedish"),
    ("Dane", "Danish"),
    ("Pole", "Polish"),
    ("Turk", "Turkish"),
    ("Spaniard", "Spanish"),
    ("Briton", "British"),
    ("Scot", "Scottish"),
    ("Serb", "Serbian"),
    ("Croat", "Croatian"),
    ("Frenchman", "French"),
    ("Frenchwoman", "French"),
    ("Dutchman", "Dutch"),
    ("Dutchwoman", "Dutch"),
    ("Englishman", "British"),
    ("Irishman", "Irish"),
    ("Irishwoman", "Irish"),
    ("Icelander", "Icelandic"),
    ("Filipino", "Philippine"),
    ("Argentine", "Argentinian"),
];

/// The adjective of the country that "the Finn", "the Dane" comes from; `None` for every other word.
pub(crate) fn national_adjective(noun: &str) -> Option<&'static str> {
    NATIONALS.iter().find(|(known, _)| *known == noun).map(|(_, adjective)| *adjective)
}

impl Directory {
    /// The country (or union of states) that the speaker `name` belongs to: as the directory has it, a country being its
    /// own; else the first country, people or known body that the name names ("Borduria's envoy to Syldavia" is of
    /// Borduria). Who is named like a country, as some persons are, is mistaken for it.
    pub fn country_of(&self, name: &str) -> Option<&str> {
        if let Some(country) = self.find(name).and_then(|entry| self.country_of_entry(entry)) {
            return Some(country);
        }
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').collect();
        let runs = (0..words.len()).flat_map(|start| (start + 1..=words.len()).rev().map(move |end| start..end));
        let named = runs.filter_map(|run| {
            let run = words[run].join(" ");
            let entry = self.country_of_demonym(&run).or_else(|| self.exact(&run))?;
            Some(&self.entries()[entry]).filter(|entry| entry.kind != SpeakerKind::Person)
        });
        named.take(1).find_map(|entry| self.country_of_entry(entry))
    }

    /// A country is its own, and so is a union of states: a body that others are of.
    fn country_of_entry<'a>(&'a self, entry: &'a Entry) -> Option<&'a str> {
        let name = entry.name.as_str();
        let union = || self.entries().iter().any(|other| other.country.as_deref() == Some(name));
        entry.country.as_deref().or_else(|| (entry.kind == SpeakerKind::Country || union()).then_some(name))
    }
}

#[cfg(test)]
mod tests {
    use super::Directory;

    #[test]
    fn the_country_is_that_of_the_entry_or_of_the_first_word_that_names_one() {
        let directory = Directory::embedded().unwrap();
        for (name, country) in [
            ("China", Some("China")),
            ("Beijing", Some("China")),
            ("Sergey Lavrov", Some("Russia")),
            ("U.S. Census Bureau", Some("United States")),
            ("Ukraine's presidency", Some("Ukraine")),
            ("Russian ambassador to China", Some("Russia")),
            ("former South African envoy", Some("South Africa")),
            ("NATO spokesman in Ukraine", Some("NATO")),
            ("EU", Some("European Union")),
            ("Nobody Known", None),
        ] {
            assert_eq!(directory.country_of(name), country, "{name}");
        }
    }
}
