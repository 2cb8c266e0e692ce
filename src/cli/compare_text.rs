//! What `demarche compare` prints.

use super::args::DEFAULT_TOP;
use super::compare::{Driven, Found, Polarized};
use comfy_table::Table;
use demarche::compare::{Basis, Contrast, Difference, Driver, Kind, Network, Normalization, RATE};
use demarche::output::{count, signed};

/// Pairs of the actor network that are shown; `--out` writes all.
const NETWORK_ROWS: usize = 12;
/// Pairs that are shown where none of them differ and the user does not say how many.
const PAIRS_ALIKE: usize = 8;
/// Groups whose polarization is shown.
const GROUPS: usize = 24;
/// Members of a bloc that are named.
const NAMED: usize = 6;

/// All of it, with the first `top` differences.
pub fn text(found: &Found<'_>, top: usize) -> String {
    differences(found.differences, &found.driven, top)
        + &changes(found, top)
        + &network(&found.network, NETWORK_ROWS)
        + &polarization(&found.polarization)
}

fn differences(found: &[Difference], driven: &[Driven<'_, Difference>], top: usize) -> String {
    let mut out = String::new();
    // Who asks for more than the default sees more.
    let few = top == DEFAULT_TOP && !found.iter().any(|d| d.contrast.found());
    let top = if few { PAIRS_ALIKE } else { top };
    if !found.is_empty() {
        let mut table = Table::new();
        table.load_style(comfy_table::TableStyle::new());
        table.set_header(["target", "a", "b", "a", "b", "difference", "95 %", "q"]);
        for d in found.iter().take(top) {
            table.add_row([
                d.target.clone(),
                d.a.clone(),
                d.b.clone(),
                position(d.position_a, d.clamped_a),
                position(d.position_b, d.clamped_b),
                signed(d.contrast.difference),
                format!("[{}, {}]", signed(d.contrast.low), signed(d.contrast.high)),
                d.contrast.q.map_or("-".to_owned(), |q| {
                    format!("{q:.3}{}{}", if q < RATE { " *" } else { "" }, mark(found, &d.contrast))
                }),
            ]);
        }
        out.push_str(&format!("{}\n", table.trim_fmt()));
        let significant = found.iter().filter(|d| d.contrast.found()).count();
        out.push_str(&format!(
            "{significant} of {} pairs differ (*: q below {RATE}, Benjamini-Hochberg over the {} that could).\n",
            found.len(),
            found.iter().filter(|d| d.contrast.q.is_some()).count()
        ));
        out.push_str(&left_out(found.iter().map(|d| &d.contrast), "pair"));
        let plain = found.iter().filter(|d| d.contrast.basis == Basis::Machine).count();
        if plain > 0 && plain < found.len() {
            out.push_str(&format!(
                "{} compared as the machine has them (marked m), with q among themselves: gold is too little for one of the two.\n",
                count(plain as u64, "pair")
            ));
        }
    }
    for Driven { difference: d, drivers } in driven.iter().take(top) {
        out.push_str(&format!(
            "\n{}: {} {}, {} {}, for these words:\n",
            d.target,
            d.a,
            position(d.position_a, d.clamped_a),
            d.b,
            position(d.position_b, d.clamped_b)
        ));
        out.extend(drivers.iter().map(quoted));
    }
    if found.len() > top {
        let more = count((found.len() - top) as u64, if top == 0 { "pair" } else { "more pair" });
        out.push_str(&format!("{more}; --top N shows more, --out DIR writes all.\n"));
    }
    out
}

/// A position, marked where a correction led beyond the scale.
fn position(position: f64, clamped: bool) -> String {
    format!("{}{}", signed(position), if clamped { "!" } else { "" })
}

/// Says how many of `all` are no part of the family, and why.
fn left_out<'c>(all: impl Iterator<Item = &'c Contrast>, what: &str) -> String {
    match all.filter(|c| c.q.is_none()).count() as u64 {
        0 => String::new(),
        n => format!(
            "{} without q: with so few articles, or such equal ones, no arrangement of them has p below {RATE}.\n",
            count(n, what)
        ),
    }
}

/// Tells those apart that are compared as the machine has them, where others are not.
fn mark(all: &[Difference], of: &Contrast) -> &'static str {
    let mixed = all.iter().any(|d| d.contrast.basis == Basis::Gold);
    if mixed && of.basis == Basis::Machine { " m" } else { "" }
}

fn quoted(driver: &Driver) -> String {
    let date = driver.date.map(|date| format!(", {date}")).unwrap_or_default();
    let source = driver.source.as_ref().map(|source| format!(", {source}")).unwrap_or_default();
    // Of a hundred statements each has a small part.
    let part = (driver.part * 1e4).round() / 1e4 + 0.0;
    format!("  {part:+.4} {}: {} ({}{source}{date})\n", driver.actor, driver.text, driver.article)
}

fn changes(found: &Found<'_>, top: usize) -> String {
    if found.changes.is_empty() {
        return String::new();
    }
    let turned = found.changes.iter().filter(|c| c.contrast.found()).count();
    let mut out = format!(
        "\nChanges over time: {turned} of {} with enough dated articles (q below {RATE}: that there is a change at some date).\n",
        found.changes.len()
    );
    out.push_str(&left_out(found.changes.iter().map(|c| &c.contrast), "change"));
    if turned > 0 {
        out.push_str(
            "p and interval count in that the date was sought, and that articles may be like the one before.\n",
        );
    }
    for Driven { difference: c, drivers } in found.turned.iter().take(top) {
        out.push_str(&format!(
            "\n{}, {}: {} up to {} ({}), {} from {} ({}); change {} [{}, {}], q {}.{}{} It rests on:\n",
            c.actor,
            c.target,
            signed(c.before),
            c.last_before,
            count(c.articles_before, "article"),
            signed(c.after),
            c.first_after,
            count(c.articles_after, "article"),
            signed(c.contrast.difference),
            signed(c.contrast.low),
            signed(c.contrast.high),
            c.contrast.q.map_or("-".to_owned(), |q| format!("{q:.3}")),
            if c.contrast.basis == Basis::Gold { " Corrected." } else { "" },
            if c.size_unsure() { " One step does not describe it: there may be several, or a drift." } else { "" }
        ));
        out.extend(drivers.iter().map(quoted));
    }
    out
}

/// The ties that say most of who stands with whom: congruence less conflict, by the actors' mean number of statements.
fn network(network: &Network, top: usize) -> String {
    let net = |tie| network.weight(tie, Kind::Subtract, Normalization::Average);
    let mut ties: Vec<(f64, &demarche::compare::Tie)> =
        network.ties.iter().map(|tie| (net(tie), tie)).filter(|(weight, _)| *weight != 0.0).collect();
    if ties.is_empty() {
        return String::new();
    }
    // Stable: of equal weights the first by name.
    ties.sort_by(|(x, _), (y, _)| y.abs().total_cmp(&x.abs()));
    let mut out =
        "\nWho stands with whom (congruence less conflict over all targets, by mean activity; the machine's labels):\n"
            .to_owned();
    for (weight, tie) in ties.iter().take(top) {
        let with = if *weight > 0.0 { "with" } else { "against" };
        let [a, b] = [tie.a, tie.b].map(|n| &network.nodes[n].name);
        out.push_str(&format!("  {} {a} {with} {b}\n", signed(*weight)));
    }
    if ties.len() > top {
        out.push_str(&format!("  and {}; --out DIR writes all.\n", count((ties.len() - top) as u64, "weaker tie")));
    }
    out
}

fn polarization(polarized: &[Polarized]) -> String {
    let mut out = String::new();
    if !polarized.is_empty() {
        out.push_str(
            "\nPolarization into two blocs (0: nobody disagrees; 1: all ties are conflict between the blocs):\n",
        );
    }
    for Polarized { group, of } in polarized.iter().take(GROUPS) {
        let name = if group.is_empty() { String::new() } else { format!("{group}: ") };
        let chance = match (of.chance, of.p) {
            (Some(chance), Some(p)) => format!("{chance:.2} without camps (p {p:.3})"),
            _ => "no p, as too few have several targets in common".to_owned(),
        };
        out.push_str(&format!(
            "  {name}{:.2} among {}, {chance}; {:.0} % of the ties are in place.\n",
            of.polarization,
            count(of.actors, "actor"),
            of.in_place * 100.0
        ));
        if !group.is_empty() || of.polarization == 0.0 {
            continue;
        }
        for bloc in [1, 2] {
            let members: Vec<&str> = of.members.iter().filter(|m| m.bloc == bloc).map(|m| m.actor.as_str()).collect();
            let more = members.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            out.push_str(&format!("  Bloc {bloc}: {}{more}\n", members[..members.len().min(NAMED)].join(", ")));
        }
        if of.left_out > 0 {
            out.push_str(&format!("  Left out: {}.\n", count(of.left_out, "less active actor")));
        }
    }
    if polarized.len() > GROUPS {
        out.push_str(&format!(
            "  and {}; --out DIR writes all.\n",
            count((polarized.len() - GROUPS) as u64, "more group")
        ));
    }
    out
}
