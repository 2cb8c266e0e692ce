//! A whole job: articles in, a run's folder out, a batch at a time.
//!
//! Memory does not grow with the input, what is done is soon on disk, and a job that fails or is stopped completes what it has.

use crate::article::Article;
use crate::encoder::EncoderError;
use crate::output::{Counts, OutputError, RunInfo, RunSummary, RunWriter};
use crate::pipeline::{CodedArticle, Pipeline, PipelineError};
use crate::problem::Problem;
use std::sync::atomic::{AtomicBool, Ordering};

/// Articles of a batch at most.
const BATCH_ARTICLES: usize = 64;
/// Bytes of text for each thread after which a batch is full: some seconds of work, so that what is done is soon on disk, and
/// enough to fill encoder batches of one length (four times as much is not faster).
const BATCH_BYTES: usize = 16_000;
/// Bytes of a batch at most, and so of text in memory beside the article read last.
const MOST_BYTES: usize = 200_000;

/// Why a job ended before its inputs did.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// A result cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// Statements cannot be coded. What was coded before is complete.
    #[error("stopped: {error} (what was done before is in the output folder)")]
    Code {
        /// What failed.
        error: Box<PipelineError>,
    },
    /// The same, and what was coded before cannot be completed either.
    #[error("stopped: {error} (what was done before is in the output folder, but not all of it: {output})")]
    CodeAndOutput {
        /// What failed.
        error: Box<PipelineError>,
        /// What cannot be written.
        output: OutputError,
    },
}

/// Who is told how a job goes on.
pub trait Watch {
    /// A batch was coded and written; `counts` are those of the run so far.
    fn batch(&mut self, counts: &Counts);

    /// An input was not read: it counts as skipped.
    fn skipped(&mut self, problem: &Problem);
}

/// Nobody.
impl Watch for () {
    fn batch(&mut self, _: &Counts) {}

    fn skipped(&mut self, _: &Problem) {}
}

/// A job.
#[derive(Debug)]
#[must_use]
pub struct Job<'p> {
    pipeline: &'p Pipeline,
    waits: bool,
}

impl<'p> Job<'p> {
    /// A job that codes by `pipeline`.
    pub fn new(pipeline: &'p Pipeline) -> Self {
        Self { pipeline, waits: false }
    }

    /// Whether the articles come from a pipe or the like, where the next one may be long in coming, and whose end after a
    /// request to stop may be that request's doing: such a run counts as interrupted.
    pub fn waiting(mut self, waits: bool) -> Self {
        self.waits = waits;
        self
    }

    /// Codes every article, with the problems of what gave none in their places, into `writer`, until they end or the
    /// pipeline is asked to stop ([`Pipeline::stop`]); positions and manifest are written in every case in which they can be.
    /// What the pipeline has to say of itself ([`Pipeline::notes`]) is written first.
    ///
    /// # Errors
    /// [`JobError`]. That an article could not be read is none: see the summary's counts.
    pub fn run(
        self,
        articles: impl IntoIterator<Item = Result<Article, Problem>>,
        mut writer: RunWriter,
        info: RunInfo,
        watch: &mut impl Watch,
    ) -> Result<RunSummary, JobError> {
        let pipeline = self.pipeline;
        pipeline.notes().iter().try_for_each(|note| writer.note(note))?;
        let code = |articles| match pipeline.code(articles) {
            Err(PipelineError::Encoder(EncoderError::Stopped)) => Ok(None),
            coded => coded.map(Some),
        };
        // What earlier jobs of the pipeline reused is not this one's.
        let before = pipeline.duplicates();
        let coder = Coder { code, duplicates: || pipeline.duplicates() - before, threads: pipeline.threads() };
        let feed = Feed { articles: articles.into_iter(), waits: self.waits };
        run(feed, coder, writer, info, watch, &pipeline.stop().flag())
    }
}

/// What a job reads.
struct Feed<I> {
    articles: I,
    waits: bool,
}

/// What does the work of a job.
struct Coder<C, D> {
    /// Codes articles; nothing if it was stopped before it was through.
    code: C,
    /// Gives the number of sequences that were not encoded again.
    duplicates: D,
    /// Threads that it works with.
    threads: usize,
}

fn run(
    feed: Feed<impl Iterator<Item = Result<Article, Problem>>>,
    coder: Coder<impl Fn(Vec<Article>) -> Result<Option<Vec<CodedArticle>>, PipelineError>, impl Fn() -> u64>,
    mut writer: RunWriter,
    info: RunInfo,
    watch: &mut impl Watch,
    stop: &AtomicBool,
) -> Result<RunSummary, JobError> {
    let Feed { mut articles, waits } = feed;
    let full = (BATCH_BYTES * coder.threads).min(MOST_BYTES);
    // The first batches are small: a user soon sees that the job works.
    let mut enough = full / 4;
    let mut failure = None;
    let (mut ended, mut cut_off) = (false, false);
    while !ended && !cut_off && !stop.load(Ordering::SeqCst) {
        let mut batch = vec![];
        let mut bytes = 0;
        while batch.len() < BATCH_ARTICLES && bytes < enough && !stop.load(Ordering::SeqCst) {
            match articles.next() {
                Some(Ok(article)) => {
                    bytes += article.text.len();
                    batch.push(article);
                }
                Some(Err(problem)) => {
                    let before = writer.counts().articles_skipped;
                    writer.skipped(&problem)?;
                    if writer.counts().articles_skipped > before {
                        watch.skipped(&problem);
                    }
                }
                None => {
                    ended = true;
                    // Ctrl-C while waiting for input ends the program that feeds it too: that is no natural end.
                    cut_off = waits && stop.load(Ordering::SeqCst);
                    break;
                }
            }
        }
        enough = (enough * 2).min(full);
        match if batch.is_empty() { Ok(Some(vec![])) } else { (coder.code)(batch) } {
            Ok(Some(coded)) => {
                for coded in &coded {
                    writer.article(&coded.article, &coded.statements, &coded.problems)?;
                }
            }
            Ok(None) => cut_off = true,
            Err(error) => {
                failure = Some(Box::new(error));
                break;
            }
        }
        writer.flush()?;
        watch.batch(writer.counts());
    }
    // The flag may have come when everything was read and coded already. Files are looked into, a pipe may keep us waiting.
    if !ended && !cut_off && failure.is_none() && !waits {
        ended = articles.next().is_none();
    }
    let finished = writer.finish(info, (coder.duplicates)(), !ended || cut_off || failure.is_some());
    match (failure, finished) {
        (None, finished) => Ok(finished?),
        (Some(error), Ok(_)) => Err(JobError::Code { error }),
        (Some(error), Err(output)) => Err(JobError::CodeAndOutput { error, output }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::CharIndex;
    use crate::attribute::{Attribution, AttributionKind, Speaker, Statement};
    use crate::classify::{CodedStatement, Label, StanceScore, ThemeScore};
    use crate::output::{Identity, Manifest, StatementLine, read_statements};
    use crate::problem::Severity;
    use crate::segment::Sentence;
    use std::cell::Cell;

    fn bad_date() -> Problem {
        Problem {
            file: "in.jsonl".into(),
            record: Some(5),
            article: Some("a4".into()),
            severity: Severity::Warning,
            kind: "bad_date",
            reason: "no date".into(),
        }
    }

    fn feed(count: usize) -> Feed<impl Iterator<Item = Result<Article, Problem>>> {
        let articles = (0..count).map(move |n| match n {
            3 => Err(Problem {
                file: "in.jsonl".into(),
                record: Some(4),
                article: None,
                severity: Severity::Error,
                kind: "parse",
                reason: "no object".into(),
            }),
            _ => Ok(Article {
                id: format!("a{n}"),
                text: "Größere Märkte. Ja.".into(),
                problems: (n == 4).then(bad_date).into_iter().collect(),
                ..Article::default()
            }),
        });
        Feed { articles, waits: false }
    }

    /// A coder that knows one sentence: "Größere Märkte." is favored by Ana Ruiz.
    fn code(articles: Vec<Article>) -> Vec<CodedArticle> {
        let one = |article: Article| {
            let span = CharIndex::new(&article.text).span(0.."Größere Märkte.".len());
            let statement = Statement {
                sentence: Sentence { index: 0, paragraph: 0, span },
                speakers: vec![Speaker { id: "ana-ruiz".into(), name: "Ana Ruiz".into(), surface: "she".into() }],
                attribution: Attribution {
                    kind: AttributionKind::Direct,
                    confidence: 0.912_34,
                    ..Attribution::default()
                },
            };
            let (theme, target) = ("bilateral_trade".to_owned(), "closer_ties".to_owned());
            let coded = CodedStatement {
                statement,
                themes: vec![ThemeScore { id: theme.clone(), probability: 0.987_654, present: true }],
                stances: vec![StanceScore {
                    theme,
                    target,
                    label: Label::Favor,
                    favor: 0.8,
                    against: 0.1,
                    neutral: 0.1,
                }],
                tokens: 4,
                truncated: false,
            };
            CodedArticle { article, statements: vec![coded], problems: vec![] }
        };
        articles.into_iter().map(one).collect()
    }

    fn info() -> RunInfo {
        RunInfo {
            model: Identity::default(),
            codebook: Identity::default(),
            backend: "none".into(),
            attribution: "none".into(),
            options: serde_json::Map::new(),
            inputs: vec!["in.jsonl".into()],
            started: jiff::Timestamp::now(),
        }
    }

    fn run_into(dir: &std::path::Path, count: usize, stop_after: Option<usize>) -> RunSummary {
        let stop = AtomicBool::new(false);
        let coded = Cell::new(0);
        let code = |articles: Vec<Article>| {
            coded.set(coded.get() + articles.len());
            stop.store(stop_after.is_some_and(|n| coded.get() >= n), Ordering::SeqCst);
            Ok(Some(code(articles)))
        };
        let writer = RunWriter::create(dir, false).unwrap();
        let coder = Coder { code, duplicates: || 7, threads: 4 };
        run(feed(count), coder, writer, info(), &mut (), &stop).unwrap()
    }

    #[test]
    fn a_run_is_written_whole() {
        let dir = tempfile::tempdir().unwrap();
        let summary = run_into(dir.path(), 6, None);
        let counts = &summary.manifest.counts;
        assert_eq!((counts.articles_read, counts.articles_skipped, counts.articles_with_problems), (5, 1, 1));
        assert_eq!((counts.sentences, counts.with_theme, counts.duplicates), (5, 5, 7));
        assert_eq!(counts.themes["bilateral_trade"], 5);
        assert_eq!(counts.stances["bilateral_trade"]["closer_ties"].favor, 5);
        assert_eq!(counts.problems.by_kind["bad_date"], 1);
        assert!(counts.has_losses() && !summary.manifest.interrupted);
        assert_eq!(
            (summary.positions.len(), summary.positions[0].statements, summary.positions[0].articles),
            (1, 5, 5)
        );

        let file = std::fs::File::open(dir.path().join("statements.jsonl")).unwrap();
        let lines: Vec<StatementLine> = read_statements(std::io::BufReader::new(file)).map(Result::unwrap).collect();
        assert_eq!((lines.len(), lines[0].start, lines[0].end), (5, 0, 15));
        assert_eq!(lines[0].text, "Größere Märkte.");
        assert_eq!((lines[0].attribution.confidence, lines[0].themes[0].probability), (0.9123, 0.9877));
        let manifest = std::fs::read(dir.path().join("manifest.json")).unwrap();
        let manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
        assert_eq!(manifest, summary.manifest);
        let problems = std::fs::read_to_string(dir.path().join("problems.jsonl")).unwrap();
        assert!(problems.lines().count() == 2 && problems.contains(r#""record":4"#), "{problems}");
    }

    #[test]
    fn an_interrupted_job_keeps_its_batches() {
        let dir = tempfile::tempdir().unwrap();
        let summary = run_into(dir.path(), 500, Some(100));
        assert!(summary.manifest.interrupted);
        assert_eq!(summary.manifest.counts.articles_read, 128, "two batches of 64");
        assert!(dir.path().join("positions.csv").exists());
    }

    #[test]
    fn what_was_read_to_its_end_was_not_interrupted() {
        let dir = tempfile::tempdir().unwrap();
        let summary = run_into(dir.path(), 65, Some(64));
        assert_eq!((summary.manifest.interrupted, summary.manifest.counts.articles_read), (false, 64));
    }

    #[test]
    fn a_batch_that_is_stopped_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let (writer, stop, calls) =
            (RunWriter::create(dir.path(), false).unwrap(), AtomicBool::new(false), Cell::new(0));
        let code = |articles: Vec<Article>| {
            calls.set(calls.get() + 1);
            stop.store(calls.get() == 2, Ordering::SeqCst);
            Ok((calls.get() < 2).then(|| code(articles)))
        };
        let coder = Coder { code, duplicates: || 0, threads: 4 };
        let summary = run(feed(100), coder, writer, info(), &mut (), &stop).unwrap();
        assert_eq!((summary.manifest.interrupted, summary.manifest.counts.articles_read), (true, 64));
    }

    #[test]
    fn the_first_batches_are_small() {
        let dir = tempfile::tempdir().unwrap();
        let sizes = std::cell::RefCell::new(vec![]);
        let code = |articles: Vec<Article>| {
            sizes.borrow_mut().push(articles.iter().map(|a| a.text.len()).sum::<usize>());
            Ok(Some(code(articles)))
        };
        let long = |n: usize| Article {
            id: n.to_string(),
            text: format!("Größere Märkte. {}", "Ja. ".repeat(1000)),
            ..Article::default()
        };
        let feed = Feed { articles: (0..40).map(|n| Ok(long(n))), waits: false };
        let (writer, stop) = (RunWriter::create(dir.path(), false).unwrap(), AtomicBool::new(false));
        let coder = Coder { code, duplicates: || 0, threads: 2 };
        run(feed, coder, writer, info(), &mut (), &stop).unwrap();
        let sizes = sizes.into_inner();
        assert!(sizes[0] < 13_000 && sizes[1] < 21_000 && sizes[2] > 30_000 && sizes[3] < 37_000, "{sizes:?}");
    }

    #[test]
    fn a_failing_encoder_keeps_what_was_done() {
        let dir = tempfile::tempdir().unwrap();
        let calls = Cell::new(0);
        let code = |articles: Vec<Article>| {
            calls.set(calls.get() + 1);
            if calls.get() == 2 { Err(PipelineError::NoVectors) } else { Ok(Some(code(articles))) }
        };
        let (writer, stop) = (RunWriter::create(dir.path(), false).unwrap(), AtomicBool::new(false));
        let coder = Coder { code, duplicates: || 0, threads: 4 };
        let error = run(feed(200), coder, writer, info(), &mut (), &stop).unwrap_err();
        assert!(error.to_string().contains("gives no vectors"), "{error}");
        let manifest = std::fs::read_to_string(dir.path().join("manifest.json")).unwrap();
        assert!(
            manifest.contains(r#""interrupted": true"#) && manifest.contains(r#""articles_read": 64"#),
            "{manifest}"
        );
    }

    #[test]
    fn a_folder_that_cannot_be_finished_does_not_hide_why_coding_ended() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let code = |_| {
            std::fs::remove_dir_all(&out).unwrap();
            Err(PipelineError::NoVectors)
        };
        let (writer, stop) = (RunWriter::create(&out, false).unwrap(), AtomicBool::new(false));
        let coder = Coder { code, duplicates: || 0, threads: 4 };
        let error = run(feed(2), coder, writer, info(), &mut (), &stop).unwrap_err();
        let error = error.to_string();
        assert!(error.contains("stopped: a model") && error.contains("cannot be written"), "{error}");
    }
}
