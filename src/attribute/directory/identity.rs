//! Who a name is: the entry of the directory, through spellings, orders and offices, else an id from the normal form.

use super::known::{Directory, Entry, SpeakerKind};
use super::names::fold;
use super::normal::{is_title, normal, reads_as_name, slug, unfolded, untitled};
use crate::attribute::text::{Class, class_of};
use crate::attribute::{Attributed, Speaker};
use jiff::civil::Date;

/// Countries whose persons are named surname first, or both ways in English news.
const SURNAME_FIRST: &[&str] = &[
    "Cambodia",
    "China",
    "Hungary",
    "Japan",
    "Mongolia",
    "North Korea",
    "Singapore",
    "South Korea",
    "Taiwan",
    "Vietnam",
];

impl Directory {
    /// The speaker of that name, in any spelling that the directory knows.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.position(name).map(|i| &self.entries[i])
    }

    /// The speaker with that id.
    pub fn by_id(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(id).map(|&i| &self.entries[i])
    }

    /// Who held the office `name` ("Chinese foreign minister") on `date`, if the directory says so of one person.
    pub fn holder(&self, name: &str, date: Option<Date>) -> Option<&Entry> {
        self.tenures.holder(self, name, date?).map(|i| &self.entries[i])
    }

    /// The stable id of `name` in an article of `date`: that of its entry; else of the person who held the office that it
    /// names; else made of its normal form, so that spellings of one unknown name share an id. Never empty.
    pub fn id(&self, name: &str, date: Option<Date>) -> String {
        if let Some(entry) = self.find(name).or_else(|| self.holder(name, date)) {
            return entry.id.clone();
        }
        match slug(&self.unlisted(name)) {
            empty if empty.is_empty() => "unnamed".to_owned(),
            slug => slug,
        }
    }

    /// The name under which a speaker is counted over articles: of the directory (for an office, of who held it on
    /// `date`), else `name` itself.
    pub fn named<'a>(&'a self, name: &'a str, date: Option<Date>) -> &'a str {
        self.find(name).or_else(|| self.holder(name, date)).map_or(name, |entry| &entry.name)
    }

    /// Gives each speaker of an article's statements the id and, if it is known by name, the directory's name, with the
    /// user's corrections.
    pub(crate) fn identify(&self, attributed: &mut Attributed, article: &str, date: Option<Date>) {
        for speaker in attributed.statements.iter_mut().flat_map(|s| &mut s.speakers) {
            match self.find(&speaker.name) {
                Some(entry) => {
                    speaker.id.clone_from(&entry.id);
                    speaker.name.clone_from(&entry.name);
                }
                None => speaker.id = self.id(&speaker.name, date),
            }
            self.correct(speaker, article);
        }
    }

    /// Names a speaker of a statement that was coded before, perhaps with another directory: an id that this directory
    /// knows stays, a name that it knows gets its id, and the user's corrections are applied. The name becomes the
    /// directory's.
    pub fn rename(&self, speaker: &mut Speaker, article: &str, date: Option<Date>) {
        if let Some(id) = self.other_id(speaker, date) {
            speaker.id = id;
        }
        self.correct(speaker, article);
        if let Some(entry) = self.by_id(&speaker.id) {
            speaker.name.clone_from(&entry.name);
        }
    }

    /// The id that corrections know a speaker of a statement by: its own, or the one that [`Directory::rename`] gives it
    /// before it corrects.
    pub fn uncorrected_id(&self, speaker: &Speaker, date: Option<Date>) -> String {
        self.other_id(speaker, date).unwrap_or_else(|| speaker.id.clone())
    }

    /// The id that takes the place of the speaker's own, where that is none of this directory.
    fn other_id(&self, speaker: &Speaker, date: Option<Date>) -> Option<String> {
        if self.by_id(&speaker.id).is_some() {
            return None;
        }
        match self.find(&speaker.name).or_else(|| self.holder(&speaker.name, date)) {
            Some(entry) => Some(entry.id.clone()),
            // Of a run from before there were ids.
            None => speaker.id.is_empty().then(|| self.id(&speaker.name, date)),
        }
    }

    fn correct(&self, speaker: &mut Speaker, article: &str) {
        let before = speaker.id.clone();
        self.corrections.apply(speaker, article);
        if speaker.id != before
            && let Some(entry) = self.by_id(&speaker.id)
        {
            speaker.name.clone_from(&entry.name);
        }
    }

    /// The entry that has exactly this folded name.
    pub(crate) fn exact(&self, folded: &str) -> Option<usize> {
        self.by_name.get(folded).copied()
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        let folded = fold(name);
        if let Some(index) = self.exact(&folded) {
            return Some(index);
        }
        let bag = self.bag(name);
        if let Some(&index) = self.by_bag.get(&bag) {
            return Some(index);
        }
        // "the Chinese government" is China.
        let rest: Vec<&str> = bag.split(' ').filter(|w| *w != "government").collect();
        let rest = rest.join(" ");
        if rest.len() < bag.len()
            && let Some(country) = self.exact(&rest)
            && self.entries[country].kind == SpeakerKind::Country
        {
            return Some(country);
        }
        self.person(name)
    }

    /// The person of that name through its normal form: titles, initials and middle names do not count, nor does the
    /// spelling of the given name, nor the order where the surname may come first.
    fn person(&self, name: &str) -> Option<usize> {
        let words = normal(name);
        // A name as it stands comes first: "Donald J. Trump" is not his son, whose name without "Jr." is the same.
        let exact = |form: &str| self.exact(form).filter(|&i| self.entries[i].kind == SpeakerKind::Person);
        if let Some(index) = exact(&untitled(name).join(" ")).filter(|_| words.len() > 1) {
            return Some(index);
        }
        if let [surname] = words.as_slice() {
            // "Mr. Lavrov".
            return exact(surname).filter(|_| name.contains(' '));
        }
        // "President Xi".
        if let [title, surname] = words.as_slice()
            && is_title(title)
            && let Some(index) = exact(surname)
        {
            return Some(index);
        }
        let by = |form: &str| exact(form).or_else(|| self.by_normal.get(form).copied().flatten());
        by(&words.join(" ")).or_else(|| {
            // "Volodymyr Oleksandrovych Zelensky", but no body that is called after somebody.
            let plain = |w: &String| {
                !class_of(&unfolded(w)).is(Class::BODY.or(Class::ROLE).or(Class::PEOPLE).or(Class::DOCUMENT))
            };
            let (first, last) = (words.first()?, words.last()?);
            let few = words.len() > 2 && words.len() < 5 && words.iter().all(plain);
            few.then(|| by(&format!("{first} {last}"))).flatten().or_else(|| self.titled(name))
        })
    }

    /// The person whose full name ends `name`, after nothing but an office: "Speaker of the House Nancy Pelosi".
    fn titled(&self, name: &str) -> Option<usize> {
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').collect();
        let office = |w: &&str| {
            let class = class_of(&unfolded(w));
            is_title(w)
                || class.is(Class::ROLE.or(Class::BODY).or(Class::PREPOSITION).or(Class::DETERMINER))
                || self.country_of_demonym(w).is_some()
                || self.exact(w).is_some_and(|i| self.entries[i].kind != SpeakerKind::Person)
        };
        (1..words.len().saturating_sub(1)).find_map(|at| {
            let (before, full) = words.split_at(at);
            let person = self.exact(&full.join(" "))?;
            let titled = before.iter().all(office) && before.iter().any(|w| is_title(w));
            (titled && self.entries[person].kind == SpeakerKind::Person).then_some(person)
        })
    }

    /// The canonical name of `name`: the directory's where it is known, else `name` itself.
    pub fn canonical<'a>(&'a self, name: &'a str) -> &'a str {
        self.find(name).map_or(name, |entry| &entry.name)
    }

    /// A key that is equal for two names of one speaker: through the aliases, else through the normal form, in which
    /// "Senator Anna B. Roe" and "Anna Roe" are the same, as are "China's Finance Ministry" and "Ministry of Finance of
    /// China".
    pub fn key(&self, name: &str) -> String {
        match self.position(name) {
            Some(index) => fold(&self.entries[index].name),
            None => self.unlisted(name),
        }
    }

    /// The words that tell a name which is in no entry from others.
    fn unlisted(&self, name: &str) -> String {
        if reads_as_name(name) { normal(name).join(" ") } else { self.bag(name) }
    }

    /// The country whose adjective or people `word` is: "Chinese".
    pub(crate) fn country_of_demonym(&self, word: &str) -> Option<usize> {
        self.demonyms.get(&fold(word)).copied()
    }

    /// Indexes all entries by the forms that are found when no name is exactly equal.
    pub(super) fn index_forms(&mut self) {
        self.by_bag.clear();
        self.by_normal.clear();
        for index in 0..self.entries.len() {
            let entry = &self.entries[index];
            let names: Vec<String> = std::iter::once(&entry.name).chain(&entry.aliases).cloned().collect();
            self.index_forms_of(index, &names);
        }
    }

    /// Indexes the entry `index`, whose names are `names`.
    fn index_forms_of(&mut self, index: usize, names: &[String]) {
        let entry = &self.entries[index];
        if entry.kind != SpeakerKind::Person {
            for name in names {
                let bag = self.bag(name);
                // A ministry without its country could be any country's.
                let words: Vec<&str> = bag.split(' ').collect();
                let country = |name: &[&str]| {
                    self.exact(&name.join(" ")).is_some_and(|i| self.entries[i].kind == SpeakerKind::Country)
                };
                let owned = (1..=3).any(|length| words.windows(length).any(country));
                if words.contains(&"ministri") && !owned {
                    continue;
                }
                self.by_bag.entry(bag).or_insert(index);
            }
            return;
        }
        let surname_first = entry.country.as_deref().is_some_and(|c| SURNAME_FIRST.contains(&c));
        for name in names {
            let words = normal(name);
            if words.len() < 2 {
                continue;
            }
            let mut forms = vec![words.join(" ")];
            if words.len() > 2 {
                forms.push(format!("{} {}", words[0], words[words.len() - 1]));
            }
            if surname_first {
                let mut turned = words.clone();
                turned.rotate_left(1);
                forms.push(turned.join(" "));
                turned.rotate_right(2);
                forms.push(turned.join(" "));
            }
            for form in forms {
                let of = self.by_normal.entry(form).or_insert(Some(index));
                if *of != Some(index) {
                    *of = None;
                }
            }
        }
    }

    /// The words of an institution's or office's name without order and small words, adjectives as countries. Names
    /// that hold no word for an office or a body keep their order.
    pub(super) fn bag(&self, name: &str) -> String {
        let folded = fold(name);
        let office = name
            .split(|c: char| !c.is_alphanumeric())
            .any(|w| class_of(&w.to_lowercase()).is(Class::ROLE.or(Class::BODY).or(Class::PEOPLE)));
        if !office {
            return folded;
        }
        const SMALL: &[&str] = &["inc", "corp", "ltd", "of", "the", "for", "affairs", "and", "with", "a", "an", "to"];
        let mut words: Vec<String> = Vec::new();
        // "Westland's embassy in Eastland" is not Eastland's in Westland.
        let (mut countries, mut abroad) = (0, false);
        for word in folded.split(' ') {
            let known = self.demonyms.get(word).or_else(|| self.by_name.get(word)).map(|&i| &self.entries[i]);
            words.push(match word {
                small if SMALL.contains(&small) => {
                    abroad |= small == "to";
                    continue;
                }
                _ if known.is_some_and(|of| of.kind == SpeakerKind::Country) => {
                    let name = known.map(|of| fold(&of.name)).unwrap_or_default();
                    countries += 1;
                    if abroad && countries > 1 { format!("to {name}") } else { name }
                }
                "in" => {
                    abroad = true;
                    continue;
                }
                "defense" => "defence".to_owned(),
                "spokesman" | "spokeswoman" | "representative" => "spokesperson".to_owned(),
                "department" => "ministri".to_owned(),
                "leaders" => "leader".to_owned(),
                other => other.to_owned(),
            });
        }
        words.sort();
        words.dedup();
        words.join(" ")
    }
}
