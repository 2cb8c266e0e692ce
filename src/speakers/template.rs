//! A file of corrections for the user to edit.

use super::found::FoundSpeaker;
use super::suspicions::{Reason, Suspicions};
use crate::attribute::reads_as_name;
use std::fmt::Write;

/// Unknown speakers offered for the directory.
const UNKNOWN: usize = 20;

const HEAD: &str = "\
# Corrections of speakers. Nothing here counts before its # is taken away.
#   [[merge]]    ids that are one speaker; the first stays
#   [[split]]    what is called `surface` is not `id` but `to` (an id, of the directory or new); `article` limits it to one
#   [[speaker]]  a speaker for the directory: country, role and further names make --by country and --by role know them
# Hand it to classify as --speakers, to positions, compare, report, export and speakers as --directory.
";

/// The text of a file that holds every suspicion, and the most frequent speakers that the directory lacks, as comments.
pub fn template(speakers: &[FoundSpeaker], suspicions: &Suspicions) -> String {
    let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out = HEAD.to_owned();
    // Writing to a String cannot fail.
    for split in &suspicions.splits {
        let reason = match split.reason {
            Reason::Order => "the same words",
            Reason::Initial => "an initial",
            Reason::Middle => "words in the middle",
            Reason::Spelling => "nearly the same letters",
            Reason::Surname => "a surname alone",
        };
        let _ = write!(
            out,
            "\n# {} and {} ({} statements): {reason}\n# [[merge]]\n# ids = [{}, {}]\n",
            one_line(&split.name),
            one_line(&split.other_name),
            split.statements,
            quote(&split.stays),
            quote(&split.other)
        );
    }
    for merged in &suspicions.merges {
        let _ = write!(
            out,
            "\n# {} is called {:?} in {} statements, as in article {:?}\n# [[split]]\n# id = {}\n# surface = {}\n# to = {}\n",
            one_line(&merged.name),
            merged.surface,
            merged.statements,
            merged.article,
            quote(&merged.id),
            quote(&merged.surface).replace('\n', " "),
            quote(&merged.to)
        );
    }
    let unknown = speakers.iter().filter(|s| !s.known && s.name.contains(' ') && reads_as_name(&s.name));
    for speaker in unknown.take(UNKNOWN) {
        let _ = write!(
            out,
            "\n# {} statements\n# [[speaker]]\n# name = {}\n# id = {}\n# country = \"\"\n# role = \"\"\n",
            speaker.statements,
            quote(&speaker.name).replace('\n', " "),
            quote(&speaker.id)
        );
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
