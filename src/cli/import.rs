//! `demarche import`.

use super::args::Import;
use super::outfile::OutFile;
use super::{Outcome, runs, terminal};
use anyhow::{Context, anyhow, bail};
use demarche::article::whole_text;
use demarche::export::CODER;
use demarche::output::count;
use demarche::problem::Problem;
use demarche::review::{Annotator, Shape, label_studio, table};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Problems named on the terminal; all of them stand in their file.
const NAMED: usize = 10;

/// Runs the command.
pub fn run(args: &Import) -> anyhow::Result<Outcome> {
    let inputs: Vec<&Path> =
        [Some(&args.file), args.codebook.as_ref()].into_iter().flatten().map(AsRef::as_ref).collect();
    let mut out = OutFile::create(&args.out, &inputs)?;
    if args.out.exists() && !args.force {
        bail!("{} is there already; choose another --out, or add --force to replace it", args.out.display());
    }
    let codebook = runs::codebook(args.codebook.as_deref())?;
    let file = args.file.display().to_string();
    let of_tool = args.tool == "label-studio";
    if args.annotator.is_some() && !of_tool {
        bail!("--annotator is for label-studio; a table says by its column {CODER:?} whose labels it holds");
    }
    let text = whole_text(read(&args.file).with_context(|| format!("cannot read {file}"))?)
        .map_err(|reason| anyhow!("{file} cannot be read as text: {reason}"))?;
    let annotator = args.annotator.clone().map_or(Annotator::Latest, Annotator::Named);
    let shape = if args.tool == "codes" { Shape::Code } else { Shape::Statement };
    let imported = if of_tool {
        label_studio(&text, &file, &codebook, &annotator)?
    } else {
        table(&text, &file, &codebook, shape)?
    };
    tell(&imported.problems, if of_tool { "entry" } else { "line" }, &args.out, &inputs)?;
    let tool = if of_tool { "task" } else { "statement" };
    let untouched = count(imported.untouched, tool);
    let nobody = "exactly the labels that the machine gave, and no sign that anybody looked at them";
    if imported.gold.is_empty() {
        let who: Vec<String> = imported.annotators.keys().cloned().collect();
        let by = if who.is_empty() { "nobody".to_owned() } else { who.join(", ") };
        let mut reason = format!(
            "{file} has no {tool} that can be taken as gold: {} unlabelled; labelled by {by}",
            imported.unlabelled
        );
        if imported.untouched > 0 {
            reason += &format!("; {untouched} with {nobody}");
        }
        bail!(reason);
    }
    if imported.untouched == imported.gold.len() as u64 && !of_tool {
        bail!(
            "{file} has {untouched}, all with {nobody}: gold of these would find the machine right in everything. If somebody has \
             gone over them, add a column \"{CODER}\" with their initials in each row that they have seen"
        );
    }
    if imported.untouched > 0 {
        let (taken, wanted) = match of_tool {
            true => ("left out", "labels count when somebody has opened the task and submitted it"),
            false => (
                "taken all the same, since who agrees with the machine leaves no trace",
                "delete those that nobody has read, or add a column \"coder\" with the initials of who has",
            ),
        };
        terminal::complain(&format!(
            "warning: {file}: {untouched} of {} with {nobody}; {taken}. They make the machine look right: {wanted}",
            imported.gold.len() as u64 + if of_tool { imported.untouched } else { 0 },
        ));
    }
    for record in &imported.gold {
        out.write((serde_json::to_string(record)? + "\n").as_bytes())?;
    }
    out.finish()?;
    let mut told = format!("{} in {}; ", count(imported.gold.len() as u64, "labelled statement"), args.out.display());
    if of_tool || imported.unlabelled > 0 {
        told.push_str(&format!("{} not labelled, ", count(imported.unlabelled, tool)));
    }
    if imported.untouched > 0 {
        told.push_str(&format!("{untouched} as the machine left them, "));
    }
    told.push_str(&format!("{} left out.\n", imported.left_out()));
    for (who, annotations) in &imported.annotators {
        told.push_str(&format!("  {} by {who}\n", count(*annotations, "annotation")));
    }
    terminal::print(&told)?;
    Ok(if runs::any_lost(&imported.problems) { Outcome::WithProblems } else { Outcome::Done })
}

/// The bytes of `file`, or of standard input for `-`.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut bytes = vec![];
    std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
}

/// Names the first of `problems` on standard error, each at its `place` in the file, and writes all of them beside `out`. A
/// list that an earlier import left there is gone then, also if there is no problem any more. Beside a device or a pipe there
/// is no place for a list, and all are named.
fn tell(problems: &[Problem], place: &str, out: &Path, inputs: &[&Path]) -> anyhow::Result<()> {
    let list = PathBuf::from(format!("{}.problems.jsonl", out.display()));
    if problems.is_empty() {
        return match std::fs::remove_file(&list) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("{}, of an earlier import, cannot be deleted", list.display()))
            }
            _ => Ok(()),
        };
    }
    let listed = !out.exists() || out.is_file();
    if listed {
        let mut file = OutFile::create(&list, inputs)?;
        for problem in problems {
            file.write((serde_json::to_string(problem)? + "\n").as_bytes())?;
        }
        file.finish()?;
    }
    for problem in problems.iter().take(if listed { NAMED } else { problems.len() }) {
        let at = problem.record.map(|number| format!(", {place} {number}")).unwrap_or_default();
        terminal::complain(&format!("{}{at}: {}", problem.file, problem.reason));
    }
    if !listed {
        return Ok(());
    }
    let more = problems.len().saturating_sub(NAMED) as u64;
    let rest =
        if more > 0 { format!("and {}; all of them are", count(more, "more problem")) } else { "listed".to_owned() };
    terminal::complain(&format!("{rest} in {}", list.display()));
    Ok(())
}
