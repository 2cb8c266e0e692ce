//! The actor network as GraphML: who says the same, who says the opposite.
//!
//! Nodes are speakers, with what the directory knows of them and their position on each target; edges carry congruence,
//! conflict and their difference, each also by mean activity (`compare::Network`). `weight` is congruence by mean
//! activity, since a weight below zero means nothing to most layouts. A copied statement counts once, as in positions.

use super::{Context, Exported, Lines, Out, other};
use crate::compare::{Kind, Network, Normalization, WEIGHTS};
use crate::decimals::rounded;
use crate::output::{count, named_records};
use crate::score::{Counting, Duplicates, Weight, estimates, units};
use crate::xml::readable;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Write};

pub(super) fn write(lines: Lines<'_>, file: Out<'_>, context: &Context) -> io::Result<Exported> {
    let (records, ids) = named_records(lines);
    let counting = Counting { duplicates: Duplicates::All, keep_copies: false, by: None };
    let units = units(&records, counting, &context.directory);
    let estimates = estimates(&units, &records, Weight::Statement);
    // Statements and positions by speaker; a statement on two targets is one.
    let mut nodes: BTreeMap<&str, (HashSet<usize>, BTreeMap<&str, f64>)> = BTreeMap::new();
    for unit in &units {
        nodes.entry(&unit.actor.speaker).or_default().0.extend(unit.observations.iter().map(|o| o.record));
    }
    for estimate in &estimates {
        nodes.entry(&estimate.speaker).or_default().1.insert(&estimate.target, estimate.position);
    }
    let targets: BTreeSet<&str> = estimates.iter().map(|e| e.target.as_str()).collect();
    let network = Network::new(&units);
    let weights: Vec<_> =
        WEIGHTS.into_iter().filter(|(_, _, by)| matches!(by, Normalization::None | Normalization::Average)).collect();

    let mut xml = Writer::new_with_indent(file, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = xml.create_element("graphml").with_attributes([
        ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        (
            "xsi:schemaLocation",
            "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
        ),
    ]);
    root.write_inner_content(|xml| {
        for (name, kind) in [("name", "string"), ("kind", "string"), ("country", "string"), ("role", "string")] {
            key(xml, "node", name, kind)?;
        }
        key(xml, "node", "statements", "long")?;
        for target in &targets {
            key(xml, "node", &format!("position_{target}"), "double")?;
        }
        for name in ["weight"].into_iter().chain(weights.iter().map(|(name, ..)| *name)) {
            key(xml, "edge", name, "double")?;
        }
        let graph = xml.create_element("graph").with_attributes([("id", "actors"), ("edgedefault", "undirected")]);
        graph.write_inner_content(|xml| {
            for (speaker, (statements, positions)) in &nodes {
                let node = xml.create_element("node").with_attribute(("id", &*readable(speaker)));
                node.write_inner_content(|xml| {
                    let id = ids.get(*speaker).map_or("", String::as_str);
                    let entry = context.directory.by_id(id).or_else(|| context.directory.find(speaker));
                    let kind = entry.map_or("unknown".to_owned(), |e| format!("{:?}", e.kind).to_lowercase());
                    data(xml, "node", "name", speaker)?;
                    data(xml, "node", "kind", &kind)?;
                    let known = |of: fn(&crate::attribute::Entry) -> &Option<String>| entry.and_then(|e| of(e).clone());
                    for (name, value) in [("country", known(|e| &e.country)), ("role", known(|e| &e.role))] {
                        if let Some(value) = value {
                            data(xml, "node", name, &value)?;
                        }
                    }
                    data(xml, "node", "statements", &statements.len().to_string())?;
                    positions.iter().try_for_each(|(target, position)| {
                        data(xml, "node", &format!("position_{target}"), &number(*position))
                    })
                })?;
            }
            for tie in &network.ties {
                let [a, b] = [tie.a, tie.b].map(|n| readable(&network.nodes[n].name));
                let edge = xml.create_element("edge").with_attributes([("source", &*a), ("target", &*b)]);
                edge.write_inner_content(|xml| {
                    let weight = |kind, by| number(network.weight(tie, kind, by));
                    data(xml, "edge", "weight", &weight(Kind::Congruence, Normalization::Average))?;
                    weights.iter().try_for_each(|&(name, kind, by)| data(xml, "edge", name, &weight(kind, by)))
                })?;
            }
            Ok(())
        })?;
        Ok(())
    })
    .map_err(other)?;
    xml.get_mut().write_all(b"\n")?;
    let copies: u64 = units.iter().map(|unit| unit.copies).sum();
    let mut notes = vec![format!("{} speakers, {} pairs of them joined", nodes.len(), network.ties.len())];
    if copies > 0 {
        notes.push(format!("{} left out, as in positions", count(copies, "copied statement")));
    }
    Ok(Exported { rows: nodes.len() as u64, notes })
}

fn number(value: f64) -> String {
    rounded(value, 6).to_string()
}

/// Declares an attribute. Its id says whose it is, because ids are shared by nodes and edges.
fn key<W: Write>(xml: &mut Writer<W>, of: &str, name: &str, kind: &str) -> io::Result<()> {
    let id = format!("{of}_{name}");
    let attributes = [("id", id.as_str()), ("for", of), ("attr.name", name), ("attr.type", kind)];
    xml.create_element("key").with_attributes(attributes).write_empty().map(drop)
}

fn data<W: Write>(xml: &mut Writer<W>, of: &str, name: &str, value: &str) -> io::Result<()> {
    let (id, value) = (format!("{of}_{name}"), readable(value));
    xml.create_element("data").with_attribute(("key", id.as_str())).write_text_content(BytesText::new(&value)).map(drop)
}
