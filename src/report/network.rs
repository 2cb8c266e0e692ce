//! Who stands with whom: the edges of `compare`, as a picture on a circle and as a table.

use super::blocs::Blocs;
use super::canvas::{Area, Figure, Ink, said, text, wrapped};
use super::words::{count, list, shortened, signed};
use super::{ReportError, Source};
use crate::compare::{self, Agreement, Kind, Normalization, agreements};
use crate::score::{Correction, Unit};
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use std::collections::{HashMap, HashSet};

/// Speakers in the network, at most: those with the most statements that take a side. Thousands have millions of pairs.
const SPEAKERS: usize = 400;
/// Speakers in the picture, at most: those with the most statements that take a side.
const NODES: usize = 14;
/// Lines in the picture, at most: each speaker's strongest, then the strongest. With more, nothing can be told from it.
const EDGES: usize = 28;
/// Rows of the table, at most.
const PAIRS: usize = 120;

/// A pair of speakers who take sides on the same target.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    pub a: String,
    pub b: String,
    /// Pairs of statements, one of each, on the same and on opposite sides.
    pub same: u64,
    pub opposite: u64,
    /// Same less opposite, divided by the speakers' mean number of statements that take a side: how much there is to see.
    pub net: f64,
    /// Same less opposite as a cosine: 1 where both take the same sides, however often, -1 where always the opposite ones.
    pub alike: f64,
    /// How close their positions are, from 0 to 1, and over how many targets.
    pub agreement: Option<(f64, u64)>,
}

/// The network.
#[derive(Debug, Clone)]
pub(super) struct Network {
    pub wide: Figure,
    pub narrow: Figure,
    /// Whether there are two camps.
    pub blocs: Blocs,
    /// Pairs, those with the most statements to compare first.
    pub pairs: Vec<Pair>,
    /// Pairs that are not in the table.
    pub left_out: usize,
    /// Speakers in the picture, and those of the network that are not.
    pub nodes: usize,
    pub nodes_left_out: usize,
    /// Lines between the speakers of the picture that are not drawn.
    pub edges_left_out: usize,
}

/// The network of `source`; `None` where no two speakers take a side on the same target.
pub(super) fn network(source: &Source<'_>) -> Result<Option<Network>, ReportError> {
    let mut weight: HashMap<&str, u64> = HashMap::new();
    for unit in source.units {
        let [favor, against, _] = unit.labels();
        *weight.entry(&unit.actor.speaker).or_default() += favor + against;
    }
    let mut nodes: Vec<&str> = weight.iter().filter(|(_, sides)| **sides > 0).map(|(name, _)| *name).collect();
    nodes.sort_by(|a, b| weight[b].cmp(&weight[a]).then_with(|| a.cmp(b)));
    let beyond = nodes.len().saturating_sub(SPEAKERS);
    nodes.truncate(SPEAKERS);
    let active: HashSet<&str> = nodes.iter().copied().collect();
    let (mut units, mut corrections): (Vec<Unit>, Vec<Option<Correction>>) = (vec![], vec![]);
    for (number, unit) in source.units.iter().enumerate() {
        if active.contains(unit.actor.speaker.as_str()) {
            units.push(unit.clone());
            corrections.push(source.corrections.get(number).cloned().flatten());
        }
    }
    let mut pairs = pairs(&units, &corrections);
    if pairs.is_empty() {
        return Ok(None);
    }
    let connected: HashSet<&str> = pairs.iter().flat_map(|p| [p.a.as_str(), p.b.as_str()]).collect();
    nodes.retain(|name| connected.contains(name));
    let nodes_left_out = nodes.len().saturating_sub(NODES) + beyond;
    nodes.truncate(NODES);
    let blocs = Blocs::new(source);
    // One camp after the other around the circle.
    let (second, first): (Vec<&str>, Vec<&str>) = nodes.into_iter().partition(|name| blocs.second(name));
    let nodes = [around(first, &pairs), around(second, &pairs)].concat();
    let rings: Vec<bool> = nodes.iter().map(|name| blocs.second(name)).collect();
    let mut edges: Vec<Edge> = pairs
        .iter()
        .filter_map(|p| {
            let number = |name: &str| nodes.iter().position(|n| *n == name);
            (p.alike != 0.0).then_some((number(&p.a)?, number(&p.b)?, p.alike))
        })
        .collect();
    let edges_left_out = edges.len().saturating_sub(EDGES);
    edges = strongest(edges, nodes.len());
    let of = |(a, b, alike): &Edge| {
        let with = if *alike > 0.0 { "with" } else { "against" };
        format!("{} {with} {} ({})", nodes[*a], nodes[*b], signed(*alike))
    };
    let description = format!(
        "Speakers on a circle. A solid line joins those who are mostly on the same side, a dashed line those who are mostly on \
         opposite sides; thicker is stronger. The strongest: {}. The table below has all.",
        edges.iter().take(10).map(of).collect::<Vec<_>>().join("; ")
    );
    let sizes: Vec<u64> = nodes.iter().map(|n| weight[n]).collect();
    let draw = |wide: bool| {
        let size = if wide { (860, 520) } else { (340, 350 + 22 * nodes.len() as u32) };
        let title = "Who takes the same side, and who the opposite".to_owned();
        Figure::draw("network".into(), title, description.clone(), size, |area| {
            picture(area, &nodes, (&sizes, &rings), &edges, wide)
        })
    };
    let key = key(rings.contains(&true), nodes_left_out, edges_left_out);
    let head = vec!["Who takes the same side, and who the opposite".to_owned()];
    let (wide, narrow, shown) = (draw(true)?.alone(head, key), draw(false)?, nodes.len());
    let left_out = pairs.len().saturating_sub(PAIRS);
    pairs.truncate(PAIRS);
    Ok(Some(Network { wide, narrow, blocs, pairs, left_out, nodes: shown, nodes_left_out, edges_left_out }))
}

/// What the marks mean, and what is not in the picture.
fn key(camps: bool, nodes: usize, edges: usize) -> String {
    let mut key = "A solid blue line joins speakers who mostly take the same side on the same targets, a dashed orange line those \
                   who mostly take opposite sides; the thicker, the more alike or opposite. A larger dot has more statements \
                   that take a side. Who never speak of the same target are not joined."
        .to_owned();
    if camps {
        key.push_str(" Filled dots: the first of two camps; rings: the second.");
    }
    let out = [(nodes, "more speaker"), (edges, "weaker line")].into_iter().filter(|(n, _)| *n > 0);
    let out: Vec<String> = out.map(|(n, what)| count(n as u64, what)).collect();
    if !out.is_empty() {
        key.push_str(&format!(" Not drawn: {}.", list(&out)));
    }
    key
}

/// Two speakers of the picture by number, and how alike their sides are.
type Edge = (usize, usize, f64);

/// The [`EDGES`] edges to draw, the strongest first. The strongest of each of the `nodes` is among them, and the strongest
/// one against somebody: otherwise those who speak most would hide who stands against them.
fn strongest(mut edges: Vec<Edge>, nodes: usize) -> Vec<Edge> {
    edges.sort_by(|x, y| y.2.abs().total_cmp(&x.2.abs()).then((x.0, x.1).cmp(&(y.0, y.1))));
    let mut wanted: Vec<usize> = vec![];
    for node in 0..nodes {
        let of = |e: &Edge| e.0 == node || e.1 == node;
        wanted.extend(edges.iter().position(of));
        wanted.extend(edges.iter().position(|e| of(e) && e.2 < 0.0));
    }
    wanted.extend(0..edges.len());
    let mut taken = HashSet::new();
    let mut wanted: Vec<usize> = wanted.into_iter().filter(|n| taken.insert(*n)).take(EDGES).collect();
    wanted.sort_unstable();
    wanted.into_iter().map(|n| edges[n]).collect()
}

fn pairs(units: &[Unit], corrections: &[Option<Correction>]) -> Vec<Pair> {
    let close: HashMap<(String, String), Agreement> =
        agreements(units, corrections).into_iter().map(|a| ((a.a.clone(), a.b.clone()), a)).collect();
    let network = compare::Network::new(units);
    let pair = |tie: &compare::Tie| {
        let [a, b] = [tie.a, tie.b].map(|n| network.nodes[n].name.clone());
        let agreement = close.get(&(a.clone(), b.clone())).or_else(|| close.get(&(b.clone(), a.clone())));
        Pair {
            same: tie.congruence as u64,
            opposite: tie.conflict as u64,
            net: network.weight(tie, Kind::Subtract, Normalization::Average),
            alike: network.weight(tie, Kind::Subtract, Normalization::Cosine),
            agreement: agreement.map(|a| (a.agreement, a.targets)),
            a,
            b,
        }
    };
    let mut pairs: Vec<Pair> = network.ties.iter().map(pair).collect();
    pairs.sort_by(|x, y| y.net.abs().total_cmp(&x.net.abs()).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
    pairs
}

/// `nodes` in an order in which neighbours agree: from the first, always on to the one that agrees most with the last.
fn around<'n>(mut nodes: Vec<&'n str>, pairs: &[Pair]) -> Vec<&'n str> {
    let net: HashMap<(&str, &str), f64> = pairs.iter().map(|p| ((p.a.as_str(), p.b.as_str()), p.alike)).collect();
    let between = |a, b| net.get(&(a, b)).or_else(|| net.get(&(b, a))).copied().unwrap_or(0.0);
    if nodes.is_empty() {
        return nodes;
    }
    let mut order = vec![nodes.remove(0)];
    while !nodes.is_empty() {
        let last = order[order.len() - 1];
        let best = (0..nodes.len())
            .max_by(|&x, &y| between(last, nodes[x]).total_cmp(&between(last, nodes[y])).then(y.cmp(&x)));
        // There is one, as the list is not empty.
        order.push(nodes.remove(best.unwrap_or(0)));
    }
    order
}

fn picture(
    area: &Area<'_>,
    nodes: &[&str],
    (sizes, rings): (&[u64], &[bool]),
    edges: &[Edge],
    wide: bool,
) -> Result<(), String> {
    let (centre, radius) = if wide { ((430.0, 260.0), 190.0) } else { ((170.0, 170.0), 135.0) };
    let at = |node: usize, radius: f64| {
        let angle = std::f64::consts::TAU * node as f64 / nodes.len() as f64 - std::f64::consts::FRAC_PI_2;
        ((centre.0 + radius * angle.cos()) as i32, (centre.1 + radius * angle.sin()) as i32)
    };
    let most = edges.iter().map(|(_, _, alike)| alike.abs()).fold(f64::MIN_POSITIVE, f64::max);
    // The weakest first, so that the strong ones lie on top.
    for &(a, b, alike) in edges.iter().rev() {
        let share = alike.abs() / most;
        let ink = if alike > 0.0 { Ink::Favor } else { Ink::Against };
        let style = ink.color().mix(0.35 + 0.6 * share).stroke_width(1 + (5.0 * share) as u32);
        let (from, to) = (at(a, radius), at(b, radius));
        if alike > 0.0 {
            area.draw(&PathElement::new(vec![from, to], style)).map_err(said)?;
        } else {
            area.draw(&DashedPathElement::new([from, to], 7, 6, style)).map_err(said)?;
        }
    }
    let most = sizes.iter().copied().max().unwrap_or(1).max(1) as f64;
    for (number, (name, &size)) in nodes.iter().zip(sizes).enumerate() {
        let node = (if wide { 5.0 } else { 9.0 } + 9.0 * (size as f64 / most).sqrt()) as i32;
        area.draw(&Circle::new(at(number, radius), node + 2, Ink::Paper.color().filled())).map_err(said)?;
        area.draw(&Circle::new(at(number, radius), node, Ink::Text.color().filled())).map_err(said)?;
        if rings[number] {
            area.draw(&Circle::new(at(number, radius), node - 3, Ink::Paper.color().filled())).map_err(said)?;
        }
        if wide {
            let (x, y) = at(number, radius + 24.0);
            let across = match f64::from(x) - centre.0 {
                d if d > 12.0 => HPos::Left,
                d if d < -12.0 => HPos::Right,
                _ => HPos::Center,
            };
            let lines = wrapped(name, 28);
            for (line, words) in lines.iter().enumerate() {
                let down = 16 * line as i32 - 8 * (lines.len() as i32 - 1);
                area.draw(&Text::new(words.clone(), (x, y + down), text(14.0, Ink::Text, across, VPos::Center)))
                    .map_err(said)?;
            }
        } else {
            let ink = if rings[number] { Ink::Text } else { Ink::Paper };
            let style = text(12.0, ink, HPos::Center, VPos::Center);
            area.draw(&Text::new((number + 1).to_string(), at(number, radius), style)).map_err(said)?;
            let words = format!("{}  {} ({})", number + 1, shortened(name, 34), count(size, "statement"));
            let style = text(13.0, Ink::Text, HPos::Left, VPos::Center);
            area.draw(&Text::new(words, (6, 345 + 22 * number as i32), style)).map_err(said)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_drawn_alone_and_opponents_are_seen() {
        // Ten speakers who agree among themselves, and one whom a weak line joins to each side of the matter.
        let mut edges: Vec<Edge> = (0..10).flat_map(|a| (0..a).map(move |b| (a, b, 0.9))).collect();
        edges.extend([(10, 0, 0.2), (10, 1, -0.1)]);
        let drawn = strongest(edges, 11);
        assert_eq!(drawn.len(), EDGES);
        assert!(drawn.contains(&(10, 0, 0.2)) && drawn.contains(&(10, 1, -0.1)), "{drawn:?}");
        assert!(drawn.is_sorted_by(|x, y| x.2.abs() >= y.2.abs()));
    }
}
