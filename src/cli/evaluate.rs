//! `demarche evaluate`.

use super::args::Evaluate;
use super::progress::Progress;
use super::{Outcome, terminal};
use anyhow::Context;
use demarche::evaluate::{evaluate, read_gold};
use demarche::pipeline::PipelineError;
use std::fs::File;
use std::io::{BufRead, BufReader};

/// Runs the command.
pub fn run(args: &Evaluate) -> anyhow::Result<Outcome> {
    let name = args.gold.display().to_string();
    // Opened before the model is loaded: a wrong name shows at once.
    let reader: Box<dyn BufRead> = if name == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(&args.gold).with_context(|| format!("cannot read {name}"))?))
    };
    let pipeline = args.resources.pipeline()?;
    let themes = pipeline.themes();
    let gold = read_gold(reader, &name, &themes)?;

    // Sentences take the place of bytes: here their number is known.
    let total: usize = gold.iter().map(|article| article.sentences.len()).sum();
    let mut progress = Progress::new(args.quiet, Some(total as u64));
    let (mut articles, mut sentences) = (0, 0);
    let canonical = |name: &str| pipeline.canonical_name(name);
    let evaluation = evaluate(&gold, &themes, &canonical, |inputs| {
        let predicted = pipeline.code_gold(inputs)?;
        articles += inputs.len() as u64;
        sentences += inputs.iter().map(|input| input.sentences.len() as u64).sum::<u64>();
        progress.update(sentences, articles, sentences, 0);
        Ok::<_, PipelineError>(predicted)
    })?;
    progress.finish();
    let report = if args.json {
        serde_json::to_string_pretty(&evaluation).context("cannot write the report")? + "\n"
    } else {
        evaluation.to_string()
    };
    terminal::print(&report)?;
    Ok(Outcome::Done)
}
