//! `demarche evaluate`.

use super::args::Evaluate;
use super::groups::groups_of;
use super::outfile::OutFile;
use super::progress::Progress;
use super::{Outcome, terminal};
use super::{baselines, guard, notes, trained};
use anyhow::{Context, bail};
use demarche::article::Inputs;
use demarche::checksum::{hexadecimal, sha256};
use demarche::evaluate::{
    BaselineReport, GoldArticle, GoldInput, ThemeTargets, by_group, compare, errors, predict, read_gold,
    reliability_svg,
};
use demarche::pipeline::PipelineError;
use demarche::problem::Problem;
use demarche::segment::Segmenter;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &Evaluate) -> anyhow::Result<Outcome> {
    // Files are opened before the model is loaded: a wrong name shows at once.
    let (name, mut reader) = open(&args.gold)?;
    let read = inputs_of(args);
    let read: Vec<&Path> = read.iter().map(PathBuf::as_path).collect();
    let open_out = |path: &Option<PathBuf>| path.as_ref().map(|path| OutFile::create(path, &read)).transpose();
    if let (Some(errors), Some(diagram)) = (&args.errors, &args.reliability)
        && guard::same_place(errors, diagram)
    {
        bail!("--errors and --reliability both name {}; give each a file of its own", diagram.display());
    }
    let errors_file = open_out(&args.errors)?;
    let diagram_file = open_out(&args.reliability)?;
    let pipeline = args.resources.pipeline()?;
    notes::tell(pipeline.notes());
    let themes = pipeline.themes();
    let mut bytes = vec![];
    reader.read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    let gold = read_gold(&bytes[..], &name, &themes)?;
    let texts = gold.iter().flat_map(|article| &article.sentences).map(|sentence| sentence.text.as_str());
    let seen = trained::count(pipeline.model_folder(), texts)?;
    let all: usize = gold.iter().map(|article| article.sentences.len()).sum();
    // A model of an older version keeps the hash of the whole file alone.
    let on_file = seen.is_none() && trained_on(pipeline.model_folder(), &sha256(&bytes))?;
    if on_file || seen.is_some_and(|seen| seen > 0) {
        let part = seen.map_or_else(String::new, |seen| format!("{seen} of the {all} sentences of "));
        terminal::complain(&format!(
            "warning: {} was trained on {part}{name}: there the figures say what it remembers, not what it makes of other \
             statements. Measure on statements that it has not seen, or take the cross-validated figures that train printed",
            pipeline.model_folder().display()
        ));
    }
    trained::warn_of_exported(&gold, &name);
    let apart = gold.iter().filter(|article| article.has_gaps()).count();
    if apart > 0 && args.articles.is_empty() {
        terminal::complain(&format!(
            "note: in {apart} of {} articles the labelled sentences do not follow each other, but are read as if they did; \
             with --articles INPUT they are read in their articles",
            gold.len()
        ));
    }
    let train = read_all(&args.baseline_train, &themes)?.0;
    let groupings = groups_of(args, &gold, &pipeline)?;
    let (whole, all_whole) = if args.articles.is_empty() {
        (HashMap::new(), true)
    } else {
        whole(&args.articles, &gold, pipeline.segmenter())?
    };

    // Sentences take the place of bytes: here their number is known.
    let mut progress = Progress::new(args.quiet, Some(all as u64));
    let (mut articles, mut sentences) = (0, 0);
    // Of articles that are read whole, what went wrong in reading them too.
    let mut problems: Vec<Problem> = whole.values().flat_map(|input| &input.article.problems).cloned().collect();
    let input = |article: &GoldArticle| whole.get(&article.id).cloned().unwrap_or_else(|| article.input());
    let predicted = predict(&gold, input, |inputs| {
        let coded = pipeline.code_gold(inputs)?;
        problems.extend(coded.problems);
        articles += inputs.len() as u64;
        sentences += inputs.iter().map(|input| input.labelled.len() as u64).sum::<u64>();
        progress.update(sentences, articles, sentences, 0);
        Ok::<_, PipelineError>(coded.predicted)
    })?;
    progress.finish();
    notes::count(&problems);
    let canonical = |name: &str, date| pipeline.canonical_name(name, date);
    let mut evaluation = compare(&gold, &predicted, &themes, &canonical);
    evaluation.counts.trained_on = seen;
    evaluation.counts.articles_read_whole = (!args.articles.is_empty()).then_some(whole.len() as u64);

    evaluation.groups = groupings.iter().flat_map(|(by, of)| by_group(&gold, &predicted, by, of)).collect();
    if let Some(mut file) = errors_file {
        for row in errors(&gold, &predicted, &canonical) {
            let line = serde_json::to_string(&row).context("cannot write an error row")?;
            file.write(format!("{line}\n").as_bytes())?;
        }
        file.finish()?;
    }
    if let Some(mut file) = diagram_file {
        let svg = reliability_svg(&evaluation)?;
        file.write(svg.as_bytes())?;
        file.finish()?;
    }
    if args.baselines {
        for baseline in baselines::all(&pipeline, &gold, &predicted, &train, args.quiet)? {
            let evaluation_of = compare(&gold, &baseline.predicted, &themes, &canonical);
            let (name, about) = (baseline.name.to_owned(), baseline.about.to_owned());
            evaluation.baselines.push(BaselineReport { name, about, evaluation: evaluation_of });
        }
    }
    if args.json {
        terminal::print_json(&evaluation)?;
    } else {
        terminal::print(&evaluation.to_string())?;
    }
    Ok(if all_whole { Outcome::Done } else { Outcome::WithProblems })
}

/// Every file that the command reads, models aside: none of them may be written over.
fn inputs_of(args: &Evaluate) -> Vec<PathBuf> {
    let resources = [&args.camps, &args.resources.codebook, &args.resources.speakers].into_iter().flatten();
    let single = std::iter::once(&args.gold).chain(&args.baseline_train).chain(resources).cloned();
    single.chain(Inputs::new(&args.articles).open().files()).collect()
}

/// Notes of one kind that are printed, before they are only counted.
const NOTES: usize = 5;

/// The gold in its whole articles, by article, as far as `names` hold them, and whether that is all. What is not there is
/// said.
fn whole(
    names: &[String],
    gold: &[GoldArticle],
    segmenter: &dyn Segmenter,
) -> anyhow::Result<(HashMap<String, GoldInput>, bool)> {
    let labelled: HashMap<&str, &GoldArticle> = gold.iter().map(|article| (article.id.as_str(), article)).collect();
    let (mut found, mut notes) = (HashMap::new(), vec![]);
    for article in super::inputs::open(names)?.articles {
        match article {
            Err(problem) => {
                let record = problem.record.map_or_else(String::new, |record| format!(", record {record}"));
                notes.push(format!("{}{record}: {}", problem.file, problem.reason));
            }
            Ok(article) => {
                let Some(gold) = labelled.get(article.id.as_str()) else { continue };
                match gold.input_within(&article, segmenter) {
                    Ok(input) => {
                        found.insert(article.id, input);
                    }
                    Err(i) => notes.push(format!("{}: no such sentence {i} in article {:?}", gold.file, gold.id)),
                }
            }
        }
    }
    let missing = gold.iter().filter(|article| !found.contains_key(&article.id));
    notes.extend(missing.map(|article| format!("article {:?} is read from its labelled sentences alone", article.id)));
    notes.iter().take(NOTES).for_each(|note| terminal::complain(note));
    if notes.len() > NOTES {
        terminal::complain(&format!("and {} more of these", notes.len() - NOTES));
    }
    terminal::complain(&format!("{} of {} articles are read whole", found.len(), gold.len()));
    Ok((found, notes.is_empty()))
}

/// Opens a file of labelled statements, or standard input for `-`; its name in messages comes with it.
pub fn open(path: &Path) -> anyhow::Result<(String, Box<dyn BufRead>)> {
    let name = path.display().to_string();
    let reader: Box<dyn BufRead> = if name == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).with_context(|| format!("cannot read {name}"))?))
    };
    Ok((name, reader))
}

/// SHA-256 of files, in hexadecimal.
pub struct Hashes {
    /// Of their bytes, one after the other.
    pub all: String,
    /// Of each.
    pub files: Vec<String>,
}

/// Whether the model in `folder` was trained on a file with this SHA-256.
fn trained_on(folder: &Path, sha256: &str) -> anyhow::Result<bool> {
    let path = folder.join("config.json");
    let unread = || format!("{}: cannot tell what the model was trained on", path.display());
    let config: Value = serde_json::from_slice(&std::fs::read(&path).with_context(unread)?).with_context(unread)?;
    let trained = &config["demarche"]["trained"];
    let files = trained["data_files_sha256"].as_array().into_iter().flatten();
    Ok(files.chain([&trained["data_sha256"]]).any(|known| known == sha256))
}

/// Reads the labelled statements of all `files`. An article that stands in two files is one article.
pub fn read_all(files: &[PathBuf], themes: &[ThemeTargets]) -> anyhow::Result<(Vec<GoldArticle>, Hashes)> {
    let mut all: Vec<GoldArticle> = vec![];
    let (mut hash, mut of_files) = (Sha256::new(), vec![]);
    for path in files {
        let (name, mut reader) = open(path)?;
        let mut bytes = vec![];
        reader.read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
        hash.update(&bytes);
        of_files.push(sha256(&bytes));
        for article in read_gold(&bytes[..], &name, themes)? {
            match all.iter_mut().find(|known| known.id == article.id) {
                None => all.push(article),
                Some(known) => {
                    let has = |i: u64| known.sentences.iter().any(|sentence| sentence.i == i);
                    if let Some(twice) = article.sentences.iter().find(|sentence| has(sentence.i)) {
                        let line = twice.line;
                        bail!(
                            "{name}, line {line}: sentence {} of article {:?} stands in two files",
                            twice.i,
                            article.id
                        );
                    }
                    known.sentences.extend(article.sentences);
                    known.sentences.sort_by_key(|sentence| sentence.i);
                }
            }
        }
    }
    Ok((all, Hashes { all: hexadecimal(hash.finalize()), files: of_files }))
}
