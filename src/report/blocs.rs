//! Whether the speakers stand in two camps, and who is in which.

use super::Source;
use super::words::{count, list};
use crate::compare::{Polarization, polarization};

/// Chance below which two camps are spoken of.
const CLEAR: f64 = 0.05;
/// Speakers of a camp that are named.
const NAMED: usize = 8;

/// The two camps, as far as they are more than chance.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Blocs {
    /// What is said of them.
    pub sentences: Vec<String>,
    /// Who is in the second; none where the camps are no more than chance.
    second: Vec<String>,
}

impl Blocs {
    /// Looks for camps among the speakers of `source`.
    pub fn new(source: &Source<'_>) -> Self {
        polarization(source.units).map_or_else(Self::default, |found| Self::of(&found))
    }

    fn of(found: &Polarization) -> Self {
        let value = format!(
            "Polarization is {:.2} on a scale from 0, where nobody disagrees, to 1, where there is nothing but conflict between \
             two camps",
            found.polarization
        );
        let (Some(chance), Some(p)) = (found.chance, found.p) else {
            let too_few = format!(
                "{value} ({}). Whether there are camps that hold from one target to the next cannot be told: too few speakers \
                 take a side on several of the same targets.",
                count(found.actors, "speaker")
            );
            return Self { sentences: vec![too_few], second: vec![] };
        };
        let numbers = format!(
            "{value}; speakers as consistent, whose sides on one target say nothing of those on another, give {chance:.2} on \
             average (p\u{a0}=\u{a0}{p:.3}, {}).",
            count(found.actors, "speaker")
        );
        if p >= CLEAR || found.polarization == 0.0 {
            let none = "So these statements do not show two camps.".to_owned();
            return Self { sentences: vec![numbers, none], second: vec![] };
        }
        let camp = |bloc: usize| found.members.iter().filter(move |m| m.bloc == bloc).map(|m| m.actor.clone());
        let named = |bloc: usize| {
            let all: Vec<String> = camp(bloc).collect();
            let more = all.len().saturating_sub(NAMED);
            let mut shown: Vec<String> = all.into_iter().take(NAMED).collect();
            if more > 0 {
                shown.push(format!("{more} more"));
            }
            list(&shown)
        };
        let mut sentences = vec![
            numbers,
            format!("Filled dots, the first camp: {}.", named(1)),
            format!("Rings, the second camp: {}.", named(2)),
            format!(
                "Two camps account for {:.0}\u{a0}% of the ties: congruence inside a camp, conflict between them. Every speaker is \
                 put into one of them, whoever has few statements almost by chance.",
                found.in_place * 100.0
            ),
        ];
        if found.left_out > 0 {
            sentences.push(format!("{} with fewer statements are left out of this.", count(found.left_out, "speaker")));
        }
        Self { sentences, second: camp(2).collect() }
    }

    /// Whether `speaker` is in the second camp.
    pub fn second(&self, speaker: &str) -> bool {
        self.second.iter().any(|name| name == speaker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Member;

    #[test]
    fn camps_are_named_only_where_they_are_more_than_chance() {
        let member = |actor: &str, bloc| Member { actor: actor.to_owned(), statements: 3, bloc, cluster: bloc };
        let of = |chance, p| {
            let members = vec![member("Ana Ruiz", 1), member("Ben Hale", 2)];
            let found = Polarization { polarization: 0.6, chance, p, in_place: 0.9, actors: 2, left_out: 0, members };
            Blocs::of(&found)
        };
        let camps = of(Some(0.2), Some(0.01));
        assert!(camps.sentences[2].contains("Rings, the second camp: Ben Hale") && camps.second("Ben Hale"));
        for none in [of(Some(0.5), Some(0.2)), of(None, None)] {
            assert!(!none.second("Ben Hale") && !none.sentences.concat().contains("Ben Hale"), "{none:?}");
        }
    }
}
