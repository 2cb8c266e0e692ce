//! `demarche speakers`.

use super::args::Speakers;
use super::outfile::OutFile;
use super::{Outcome, corrections, runs, terminal};
use anyhow::bail;
use comfy_table::{CellAlignment, ContentArrangement, Table, TableStyle};
use demarche::attribute::Directory;
use demarche::output::{count, each_run};
use demarche::speakers::{Found, FoundSpeaker, Suspicions, suspicions, template};
use std::path::{Path, PathBuf};

/// Surface forms of a speaker in the table.
const FORMS: usize = 5;

/// Runs the command.
pub fn run(args: &Speakers) -> anyhow::Result<Outcome> {
    let inputs: Vec<PathBuf> = runs::files(&args.runs).chain(args.directory.clone()).collect();
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    if let Some(out) = args.out.as_ref().filter(|out| out.exists() && !args.force) {
        bail!("{} is there already, perhaps edited; choose another --out, or add --force to replace it", out.display());
    }
    let file = args.out.as_ref().map(|path| OutFile::create(path, &inputs)).transpose()?;
    let directory = Directory::open(args.directory.as_deref())?;
    let mut found = Found::default();
    // Runs of different models may be listed together: no number is made of them.
    let (notes, mut problems) = each_run(&args.runs, &directory, |lines, _| lines.for_each(|line| found.add(&line)))?;
    problems.extend(corrections::idle(&args.runs, &directory));
    let (statements, reread) = (found.statements, found.reread);
    let speakers = found.speakers(&directory);
    let doubts = suspicions(&speakers, &directory);
    let named: Vec<String> = args.runs.iter().map(|run| run.display().to_string()).collect();
    problems.extend(doubts.crowds.iter().map(|crowd| crowd.problem(&named.join(", "))));
    runs::tell_problems(&problems);
    let mut closing = format!(
        "{}, {}, {} ({} known); {}, {}.\n",
        count(notes.len() as u64, "run"),
        count(statements, "statement"),
        count(speakers.len() as u64, "speaker"),
        speakers.iter().filter(|s| s.known).count(),
        count(doubts.merges.len() as u64, "suspicious merge"),
        count(doubts.splits.len() as u64, "suspicious split")
    );
    if reread > 0 {
        closing += &format!("{} of two runs counted once.\n", count(reread, "statement"));
    }
    if let (Some(mut file), Some(path)) = (file, &args.out) {
        file.write(template(&speakers, &doubts).as_bytes())?;
        file.finish()?;
        closing += &format!("Corrections to edit are in {}.\n", path.display());
    }
    let printed = if args.listing.json {
        let json = serde_json::json!({
            "schema": 1,
            "demarche": env!("CARGO_PKG_VERSION"),
            "runs": notes,
            "statements": statements,
            "reread": reread,
            "speakers": speakers,
            "merges": doubts.merges,
            "splits": doubts.splits,
            "problems": problems,
        });
        terminal::print_json(&json)
    } else {
        let doubtful = doubtful(&doubts, args.listing.top);
        terminal::print(&format!("{}{doubtful}{closing}", list(&speakers, args.listing.top)))
    };
    let told = terminal::written(printed, args.out.is_some())?;
    Ok(if runs::any_lost(&problems) || !told { Outcome::WithProblems } else { Outcome::Done })
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(terminal::width() as u16);
    table.set_header(header);
    table
}

fn list(speakers: &[FoundSpeaker], top: usize) -> String {
    let shown = &speakers[..top.min(speakers.len())];
    if shown.is_empty() {
        return String::new();
    }
    let mut table = table(&["id", "name", "statements", "articles", "called"]);
    for speaker in shown {
        let forms: Vec<String> =
            speaker.surfaces.iter().take(FORMS).map(|s| format!("{} {}", s.text, s.statements)).collect();
        let more = if speaker.surfaces.len() > FORMS { ", ..." } else { "" };
        // Who is not in the directory is marked.
        let id = if speaker.known { speaker.id.clone() } else { format!("{} ?", speaker.id) };
        table.add_row([
            id,
            speaker.name.clone(),
            speaker.statements.to_string(),
            speaker.articles.to_string(),
            format!("{}{more}", forms.join(", ")),
        ]);
    }
    table.column_iter_mut().skip(2).take(2).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    let mut out = format!("{}\n? is not in the directory.\n", table.trim_fmt());
    if shown.len() < speakers.len() {
        let more = count((speakers.len() - shown.len()) as u64, "more speaker");
        out += &format!("{more}; --top N shows more, --json all.\n");
    }
    out
}

fn doubtful(doubts: &Suspicions, top: usize) -> String {
    let mut out = String::new();
    if !doubts.merges.is_empty() {
        let mut table = table(&["perhaps two", "called", "statements", "article"]);
        for m in doubts.merges.iter().take(top) {
            table.add_row([m.id.clone(), m.surface.clone(), m.statements.to_string(), m.article.clone()]);
        }
        out += &format!("\n{}\n", table.trim_fmt());
    }
    if !doubts.splits.is_empty() {
        let mut table = table(&["perhaps one", "and", "statements", "why"]);
        for s in doubts.splits.iter().take(top) {
            let why = format!("{:?}", s.reason).to_lowercase();
            table.add_row([s.stays.clone(), s.other.clone(), s.statements.to_string(), why]);
        }
        out += &format!("\n{}\n", table.trim_fmt());
    }
    if !out.is_empty() {
        out += "\n";
    }
    out
}
