//! What `evaluate --by` puts sentences together by.

use super::args::Evaluate;
use anyhow::bail;
use demarche::evaluate::{Camps, GoldArticle, GoldSentence};
use demarche::pipeline::Pipeline;
use std::collections::BTreeSet;

/// Fields that no record has: they come from the directory of speakers and from the camps.
const OWN: [&str; 3] = ["country", "speaker-camp", "outlet-camp"];

/// Gives the names of the groups that a sentence belongs to.
type GroupsOf<'p> = Box<dyn Fn(&GoldSentence) -> Vec<String> + 'p>;

/// For each field of `--by` its name and the groups by it. A field must be one of [`OWN`] or one of the records of `gold`.
pub fn groups_of<'p>(
    args: &'p Evaluate,
    gold: &[GoldArticle],
    pipeline: &'p Pipeline,
) -> anyhow::Result<Vec<(&'p str, GroupsOf<'p>)>> {
    let known: BTreeSet<&str> =
        gold.iter().flat_map(|a| &a.sentences).flat_map(|s| s.fields.keys()).map(String::as_str).collect();
    let camps = match &args.camps {
        Some(path) => Camps::load(path)?,
        None => Camps::embedded()?,
    };
    let mut groupings = vec![];
    for field in args.by.iter().map(String::as_str) {
        let needed = if field == "outlet-camp" { "source" } else { field };
        if !OWN.contains(&needed) && !known.contains(needed) {
            let has = known.into_iter().collect::<Vec<_>>().join(", ");
            let (name, own) = (args.gold.display(), OWN.join(", "));
            bail!("--by {field}: {name} has no text field {needed:?}; it has {has}; and there are {own}");
        }
        groupings.push((field, grouping(field, camps.clone(), pipeline)));
    }
    Ok(groupings)
}

fn grouping<'p>(field: &'p str, camps: Camps, pipeline: &'p Pipeline) -> GroupsOf<'p> {
    let country = |name: &String| pipeline.directory().country_of(name);
    match field {
        "country" => Box::new(move |s| by_speaker(s, |name| country(name).unwrap_or("(unknown)").to_owned())),
        "speaker-camp" => Box::new(move |s| {
            by_speaker(s, |name| country(name).map_or("(unknown)", |country| camps.country(country)).to_owned())
        }),
        "outlet-camp" => {
            Box::new(move |s| vec![s.source.as_ref().map_or("(none)", |source| camps.outlet(source)).to_owned()])
        }
        field => Box::new(move |s| vec![s.fields.get(field).map_or("(none)", String::as_str).to_owned()]),
    }
}

/// The group of each speaker; what the reporter says stands apart.
fn by_speaker(sentence: &GoldSentence, group: impl Fn(&String) -> String) -> Vec<String> {
    if sentence.speakers.is_empty() {
        return vec!["(reporter)".to_owned()];
    }
    sentence.speakers.iter().map(group).collect()
}
