//! `demarche classify`.

use super::args::{Classify, Correction, Report, RunChoice};
use super::outfile::OutFile;
use super::progress::Progress;
use super::{Outcome, corrections, guard, inputs, interrupt, notes, report, runs, terminal, told::Told};
use anyhow::{Context, bail};
use demarche::article::Inputs;
use demarche::job::Job;
use demarche::output::{PROBLEMS, RunInfo, RunWriter, closing_lines, positions_table};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

/// Runs the command.
pub fn run(args: &Classify) -> anyhow::Result<Outcome> {
    let started = Timestamp::now();
    // Everything that can be wrong is found before the model is loaded and an older run replaced.
    guard::not_inside_input(&args.out, &args.inputs)?;
    let mut articles = Inputs::new(&args.inputs)
        .format(args.input_format)
        .columns(args.columns.clone().unwrap_or_default())
        .english_only(args.skip_other_languages);
    if let Some(source) = &args.source {
        articles = articles.source(source);
    }
    let source = inputs::open_as(&args.inputs, articles)?;
    guard::not_over_input(args, &source.files)?;
    if let Some(page) = args.report.as_ref().filter(|page| page.parent() != Some(args.out.as_path())) {
        // Tried now, so that hours of work do not end in a page that cannot be written; nothing is left behind.
        OutFile::create(page, &[])?;
    }
    RunWriter::check(&args.out, args.force)?;
    let pipeline = args.resources.pipeline()?;
    runs::tell_problems(&corrections::no_ids(pipeline.directory()));
    let options = match serde_json::to_value(args).context("cannot record the options")? {
        serde_json::Value::Object(options) => options,
        _ => serde_json::Map::new(),
    };
    let info = RunInfo { options, started, ..pipeline.run_info(&args.inputs) };
    notes::tell(pipeline.notes());
    let stop = pipeline.stop().flag();
    interrupt::listen(stop)?;
    let counter = Arc::clone(pipeline.stop());
    let mut watch = Told::new(Progress::new(args.quiet, source.total).watching(move || counter.read()), source.read);
    let writer = RunWriter::create(&args.out, args.force)?.naming(pipeline.directory());
    let kept = writer.kept().map(Path::to_owned);
    if let Some(kept) = &kept {
        terminal::complain(&format!(
            "The run that is replaced is kept in {} until this one is finished.",
            kept.display()
        ));
    }
    let job = Job::new(&pipeline).waiting(source.total.is_none());
    let finished = job.run(source.articles, writer, info, &mut watch);
    watch.finish();
    let summary = finished?;
    if let Some(kept) = kept.filter(|kept| kept.exists()) {
        terminal::complain(&format!(
            "This run is not whole, so the one that it replaced is still in {}.",
            kept.display()
        ));
    }
    if summary.manifest.counts.articles_read == 0 && !summary.manifest.interrupted {
        bail!("no article could be read; {} says why for each", args.out.join(PROBLEMS).display());
    }

    let counts = &summary.manifest.counts;
    let never = &summary.manifest.themes_not_found;
    if !never.is_empty() {
        terminal::complain(&format!(
            "note: of {} sentences none is on: {}. Is nothing said on it in these articles? If there is, see docs/codebook.md.",
            counts.sentences,
            never.join(", ")
        ));
    }
    let table = positions_table(&summary.positions, args.top, terminal::width());
    let told = terminal::tell_result(&format!("{table}{}", closing_lines(&summary, &args.out)));
    let reported = match &args.report {
        None => Outcome::Done,
        Some(page) if summary.manifest.counts.sentences == 0 => {
            terminal::complain(&format!("{} was not made: there is no statement to report", page.display()));
            Outcome::WithProblems
        }
        Some(page) => report::run(&of_run(args, page))?,
    };
    // The process ends: the system takes the memory back at once, piece by piece it takes longer than a sentence does.
    std::mem::forget(pipeline);
    let lossy = summary.manifest.interrupted || summary.manifest.counts.has_losses();
    Ok(if lossy || !told || reported == Outcome::WithProblems { Outcome::WithProblems } else { Outcome::Done })
}

/// The report of the run that `args` made, with the choices that the command `report` has without options.
fn of_run(args: &Classify, page: &Path) -> Report {
    Report {
        choice: RunChoice::of(args.out.clone(), args.resources.speakers.clone()),
        out: page.to_owned(),
        figures: None,
        title: args.title.clone(),
        correction: Correction { gold: None, gold_run: vec![] },
        codebook: args.resources.codebook.clone(),
    }
}
