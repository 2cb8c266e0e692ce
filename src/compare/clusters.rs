//! Clusters of actors, and how polarized they are.
//!
//! Both look for the groups that put congruence inside and conflict between them, with ties divided by the actors' mean
//! activity: clusters with any number of groups, polarization with two (bipolarization, as in Leifeld and Fisher 2025,
//! whose congruence and conflict networks and whose seeded search over memberships are followed here). Their score adds up
//! how far each tie is from an even spread, and it rises with consensus as well; this one is a share of the ties that can
//! be read, is 0 where nobody disagrees, and comes with what chance alone would give.
//!
//! Chance is that there are no camps: everybody has a mind of his own, and what it is on one target says nothing of another.
//! So each actor keeps how much he says on each target, and the shares in favor go round among those who speak of it. Sides
//! dealt to single statements would be another thing: whoever is consistent, or speaks at length in one article, would then
//! be more than chance. Where no two actors are joined by two targets there is nothing to test: camps are then only those
//! for and those against.

use super::network::{Sides, sides};
use crate::score::{Unit, seed};
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeSet;

/// Actors that are looked at, at most: those with the most statements that take a side.
pub const ACTORS: usize = 200;
/// Searches from other beginnings, of which the best counts: as many for the networks by chance as for the one that was
/// found, or the search itself would make that one look more polarized.
const STARTS: u64 = 8;
/// Networks by chance.
const PERMUTATIONS: u64 = 199;

/// How polarized actors are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Polarization {
    /// Conflict between the two blocs less congruence between them, as a share of all ties, in [0, 1]: 0 where nobody
    /// disagrees, 1 where there is nothing but conflict between two blocs.
    pub polarization: f64,
    /// The mean of it where the actors' shares in favor of each target are dealt among those who speak of it: what is to be
    /// expected without camps, of people as consistent. `None` where targets have too few actors in common to tell.
    pub chance: Option<f64>,
    /// Share of those networks that are as polarized as this one.
    pub p: Option<f64>,
    /// The share of the ties that two blocs account for: congruence inside, conflict between, in [0, 1].
    pub in_place: f64,
    /// Actors that take a side on a target on which another does.
    pub actors: u64,
    /// Actors beyond the 200 with the most statements, left out.
    pub left_out: u64,
    /// Where each actor is.
    pub members: Vec<Member>,
}

/// An actor's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The actor.
    pub actor: String,
    /// Statements that take a side.
    pub statements: u64,
    /// One of the two blocs; 1 is that of the actor with the most statements.
    pub bloc: usize,
    /// The cluster, of as many as there are; 1 is that of the actor with the most statements.
    pub cluster: usize,
}

/// An actor's statements in favor and against, for each target by its number.
type Held = Vec<[f64; 2]>;

/// Congruence and conflict by mean activity: for each actor the ties to others.
type Ties = Vec<Vec<(usize, f64, f64)>>;

/// The polarization of the actors of `units`, the most active first; `None` where no two take a side on the same target.
pub fn polarization<'u>(units: impl IntoIterator<Item = &'u Unit>) -> Option<Polarization> {
    let mut actors = sides(units);
    let active = |sides: &Sides<'_>| sides.values().flatten().sum::<f64>();
    actors.sort_by(|(x, a), (y, b)| active(b).total_cmp(&active(a)).then_with(|| x.cmp(y)));
    let left_out = actors.len().saturating_sub(ACTORS) as u64;
    actors.truncate(ACTORS);
    let targets: BTreeSet<&str> = actors.iter().flat_map(|(_, sides)| sides.keys().copied()).collect();
    let held = |sides: &Sides<'_>| targets.iter().map(|t| sides.get(t).copied().unwrap_or_default()).collect();
    let of: Vec<Held> = actors.iter().map(|(_, sides)| held(sides)).collect();
    let found = ties(&of);
    let tied: Vec<usize> = (0..of.len()).filter(|&n| !found[n].is_empty()).collect();
    if tied.is_empty() {
        return None;
    }
    let names: Vec<String> = actors.iter().map(|(actor, _)| actor.name()).collect();
    let key = names.join("\0");
    let blocs = search(&found, 2, seed(&[&key, "blocs"]), STARTS);
    let clusters = search(&found, of.len(), seed(&[&key, "clusters"]), STARTS);
    let (value, in_place) = score(&found, &blocs);
    let permutations = if linked(&of) { PERMUTATIONS } else { 0 };
    let by_chance: Vec<f64> = (0..permutations)
        .into_par_iter()
        .map(|n| {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(seed(&[&key, "chance", &n.to_string()]));
            let dealt = ties(&deal(&of, &mut random));
            score(&dealt, &search(&dealt, 2, n, STARTS)).0
        })
        .collect();
    let as_much = by_chance.iter().filter(|chance| **chance >= value - 1e-9).count();
    let tested = |figure: f64| (permutations > 0).then_some(figure);
    let members = tied.iter().map(|&n| Member {
        actor: names[n].clone(),
        statements: activity(&of[n]) as u64,
        bloc: place(&blocs, &tied, n),
        cluster: place(&clusters, &tied, n),
    });
    Some(Polarization {
        polarization: value,
        chance: tested(by_chance.iter().sum::<f64>() / PERMUTATIONS as f64),
        p: tested((as_much + 1) as f64 / (PERMUTATIONS + 1) as f64),
        in_place,
        actors: tied.len() as u64,
        left_out,
        members: members.collect(),
    })
}

fn activity(held: &Held) -> f64 {
    held.iter().flatten().sum()
}

/// The number of the group of `actor` among the groups of `tied`, by first appearance, from 1.
fn place(groups: &[usize], tied: &[usize], actor: usize) -> usize {
    let mut order: Vec<usize> = vec![];
    for &n in tied {
        if !order.contains(&groups[n]) {
            order.push(groups[n]);
        }
    }
    order.iter().position(|group| *group == groups[actor]).map_or(0, |n| n + 1)
}

fn ties(of: &[Held]) -> Ties {
    let mut all: Ties = vec![vec![]; of.len()];
    for a in 0..of.len() {
        for b in a + 1..of.len() {
            let (mut congruence, mut conflict) = (0.0, 0.0);
            for (left, right) in of[a].iter().zip(&of[b]) {
                congruence += left[0] * right[0] + left[1] * right[1];
                conflict += left[0] * right[1] + left[1] * right[0];
            }
            if congruence + conflict > 0.0 {
                let mean = (activity(&of[a]) + activity(&of[b])) / 2.0;
                all[a].push((b, congruence / mean, conflict / mean));
                all[b].push((a, congruence / mean, conflict / mean));
            }
        }
    }
    all
}

/// The best of `starts` searches for at most `most` groups: from a random beginning (where there are as many groups as
/// actors, each alone) each actor moves to the group with which it has the most congruence less conflict, until none gains
/// by moving.
fn search(ties: &Ties, most: usize, seed: u64, starts: u64) -> Vec<usize> {
    let mut best: Option<(f64, Vec<usize>)> = None;
    for start in 0..starts {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_add(start));
        let begin = |actor: usize, random: &mut Xoshiro256PlusPlus| {
            if most < ties.len() { random.random_range(0..most) } else { actor }
        };
        let mut groups: Vec<usize> = (0..ties.len()).map(|actor| begin(actor, &mut random)).collect();
        let mut sizes = vec![0usize; most];
        groups.iter().for_each(|&group| sizes[group] += 1);
        let mut order: Vec<usize> = (0..ties.len()).collect();
        let mut moved = true;
        while moved {
            moved = false;
            order.shuffle(&mut random);
            for &actor in &order {
                let mut net = vec![0.0; most];
                for (other, congruence, conflict) in &ties[actor] {
                    net[groups[*other]] += congruence - conflict;
                }
                // Of equal groups an empty one: who has nothing to do with each other is not put together.
                let better = |x: &usize, y: &usize| net[*x].total_cmp(&net[*y]).then(sizes[*y].cmp(&sizes[*x]));
                let Some(to) = (0..most).max_by(better) else { continue };
                if net[to] > net[groups[actor]] + 1e-9 {
                    sizes[groups[actor]] -= 1;
                    sizes[to] += 1;
                    groups[actor] = to;
                    moved = true;
                }
            }
        }
        let mut quality = 0.0;
        for (actor, of) in ties.iter().enumerate() {
            let inside = of.iter().filter(|(other, ..)| groups[*other] == groups[actor]);
            quality += inside.map(|(_, congruence, conflict)| congruence - conflict).sum::<f64>();
        }
        if best.as_ref().is_none_or(|(most, _)| quality > most + 1e-9) {
            best = Some((quality, groups));
        }
    }
    best.map(|(_, groups)| groups).unwrap_or_default()
}

/// Polarization between groups, and the share of the ties in their place.
fn score(ties: &Ties, groups: &[usize]) -> (f64, f64) {
    let (mut all, mut across, mut in_place) = (0.0, 0.0, 0.0);
    for (a, of) in ties.iter().enumerate() {
        for (b, congruence, conflict) in of {
            all += congruence + conflict;
            if groups[a] == groups[*b] {
                in_place += congruence;
            } else {
                in_place += conflict;
                across += conflict - congruence;
            }
        }
    }
    if all > 0.0 { ((across / all).max(0.0), in_place / all) } else { (0.0, 0.0) }
}

/// Whether targets join actors in a ring (two actors with two targets in common, or three with one between each two): where
/// they do not, the blocs can be chosen target by target, and whatever is dealt is as polarized.
fn linked(of: &[Held]) -> bool {
    // Actors, then targets; each with the one that stands for all that it is joined to.
    let mut joined: Vec<usize> = (0..of.len() + of.first().map_or(0, Vec::len)).collect();
    let root = |joined: &[usize], mut n: usize| {
        while joined[n] != n {
            n = joined[n];
        }
        n
    };
    for (actor, held) in of.iter().enumerate() {
        for target in (0..held.len()).filter(|&target| takes_side(&held[target])) {
            let (x, y) = (root(&joined, actor), root(&joined, of.len() + target));
            if x == y {
                return true;
            }
            joined[x] = y;
        }
    }
    false
}

fn takes_side(sides: &[f64; 2]) -> bool {
    sides[0] + sides[1] > 0.0
}

/// The same actors with as many statements on each target; the shares in favor of it are dealt anew among those who have any.
fn deal(of: &[Held], random: &mut Xoshiro256PlusPlus) -> Vec<Held> {
    let mut dealt = of.to_vec();
    for target in 0..of.first().map_or(0, Vec::len) {
        let holders: Vec<usize> = (0..of.len()).filter(|&actor| takes_side(&of[actor][target])).collect();
        let mut givers = holders.clone();
        givers.shuffle(random);
        for (&to, &from) in holders.iter().zip(&givers) {
            let [favor, against] = of[from][target];
            let statements: f64 = of[to][target].iter().sum();
            dealt[to][target] = [favor, against].map(|side| statements * side / (favor + against));
        }
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::super::network::tests::{four_actors, unit};
    use super::*;

    /// The four actors of `network`, each with three statements: the ties are C/3 and D/3 of its table. Of the seven ways
    /// to make two blocs, Ana and Ben against Cy and Di has the most conflict less congruence between them:
    /// (6 - 0) + (2 - 3) + (3 - 0) + (3 - 1) = 10, of 9 + 19 in all; 2 + 3 inside and 6 + 2 + 3 + 3 between are in place.
    #[test]
    fn four_actors_by_hand() {
        let found = polarization(&four_actors()).unwrap();
        assert!((found.polarization - 10.0 / 28.0).abs() < 1e-12, "{found:?}");
        assert!((found.in_place - 19.0 / 28.0).abs() < 1e-12, "{found:?}");
        let of = |name: &str| found.members.iter().find(|m| m.actor == name).unwrap();
        let blocs = ["Ana", "Ben", "Cy", "Di"].map(|name| of(name).bloc);
        assert_eq!(blocs, [1, 1, 2, 2]);
        // The one pair with more congruence than conflict is Ana and Di.
        let clusters = ["Ana", "Ben", "Cy", "Di"].map(|name| of(name).cluster);
        assert_eq!(clusters, [1, 2, 3, 1]);
        assert_eq!(found, polarization(&four_actors()).unwrap(), "seeded");
    }

    #[test]
    fn two_camps_are_polarized_and_consensus_is_not() {
        let camps: Vec<Unit> = (0..12)
            .map(|n| unit(&format!("Speaker {n:02}"), "talks", if n < 5 { 4 } else { 0 }, if n < 5 { 0 } else { 4 }))
            .collect();
        let found = polarization(&camps).unwrap();
        // 5 x 7 pairs in conflict, 10 + 21 in congruence, all of the same weight.
        assert!((found.polarization - 35.0 / 66.0).abs() < 1e-12 && (found.in_place - 1.0).abs() < 1e-12, "{found:?}");
        assert!(found.members.iter().all(|m| m.bloc == m.cluster), "{found:?}");
        assert_eq!(found.members.iter().filter(|m| m.bloc == 1).count(), 5);
        // On one target camps are those for and those against: that is no finding.
        assert_eq!((found.p, found.chance), (None, None));
        let agreed: Vec<Unit> = (0..12)
            .flat_map(|n| ["talks", "ties"].map(|target| unit(&format!("Speaker {n:02}"), target, 4, 0)))
            .collect();
        let found = polarization(&agreed).unwrap();
        assert_eq!((found.polarization, found.p), (0.0, Some(1.0)));
        assert!(polarization(&[unit("Ana", "talks", 3, 1)]).is_none());
    }

    /// Speakers who are all consistent, each target with a side of its own: `side` gives it by speaker and target.
    fn consistent(side: impl Fn(usize, usize) -> bool) -> Polarization {
        let statements = |n: usize| 1 + n % 4;
        let units: Vec<Unit> = (0..16)
            .flat_map(|n| (0..8).map(move |target| (n, target)))
            .map(|(n, target)| {
                let (favor, against) = if side(n, target) { (statements(n), 0) } else { (0, statements(n)) };
                unit(&format!("Speaker {n:02}"), &format!("target {target}"), favor, against)
            })
            .collect();
        polarization(&units).unwrap()
    }

    #[test]
    fn camps_hold_over_targets_and_minds_of_their_own_are_no_camps() {
        // Sides that say nothing of each other, though each speaker keeps to his: as seldom significant as the level says.
        let mut random = Xoshiro256PlusPlus::seed_from_u64(5);
        let significant = (0..40)
            .filter(|_| {
                let sides: Vec<[bool; 8]> = (0..16).map(|_| std::array::from_fn(|_| random.random())).collect();
                consistent(|n, target| sides[n][target]).p.unwrap() <= 0.05
            })
            .count();
        assert!(significant <= 5, "{significant} of 40 at 0.05");
        // Half of the speakers in each camp, and each of them out of step on one target.
        let camps = consistent(|n, target| (n < 8) != (target == n % 8));
        assert!(camps.p.unwrap() <= 0.01 && camps.chance.unwrap() < camps.polarization, "{camps:?}");
    }

    #[test]
    fn two_speakers_who_disagree_on_everything_are_no_camps() {
        let units = |targets: &[&str]| -> Vec<Unit> {
            targets.iter().flat_map(|target| [unit("Ana", target, 6, 0), unit("Ben", target, 0, 6)]).collect()
        };
        assert_eq!(polarization(&units(&["talks"])).unwrap().p, None);
        assert_eq!(polarization(&units(&["talks", "ties"])).unwrap().p, Some(1.0));
    }

    #[test]
    fn sides_at_random_are_called_chance() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(2);
        let units: Vec<Unit> = (0..14)
            .flat_map(|n| [(n, "talks"), (n, "ties")])
            .map(|(n, target)| {
                let favor = (0..6).filter(|_| random.random::<f64>() < 0.5).count();
                unit(&format!("Speaker {n:02}"), target, favor, 6 - favor)
            })
            .collect();
        let found = polarization(&units).unwrap();
        assert!(found.p.unwrap() > 0.05 && found.polarization > 0.0, "{found:?}");
    }
}
