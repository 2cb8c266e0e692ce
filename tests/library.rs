//! The crate as a program of one's own uses it: a job, runs without a disk, stages of one's own.

use demarche::article::{Article, Inputs};
use demarche::attribute::{Attributed, Attribution, AttributionKind, Attributor, Speaker, Statement};
use demarche::encoder::EncoderError;
use demarche::job::{Job, Watch};
use demarche::output::{Counts, RunWriter, Runs, StatementLine, read_runs};
use demarche::pipeline::Pipeline;
use demarche::problem::Problem;
use demarche::score::{Counting, Duplicates, Weight, estimates, units};
use demarche::segment::{Segmenter, Sentence, Sentencex};
use std::sync::Arc;

const INPUTS: [&str; 3] = [
    "data/articles/2023-08-08-wang-lavrov-call.txt",
    "data/articles/2023-12-30-argentina-stays-out.txt",
    "data/articles/no-such-file.txt",
];

/// What a job told.
#[derive(Default)]
struct Told {
    articles: Vec<u64>,
    skipped: Vec<&'static str>,
}

impl Watch for Told {
    fn batch(&mut self, counts: &Counts) {
        self.articles.push(counts.articles_read);
    }

    fn skipped(&mut self, problem: &Problem) {
        self.skipped.push(problem.kind);
    }
}

#[test]
fn a_job_on_disk_and_its_statements_in_memory_are_the_same_run() {
    let pipeline = Pipeline::builder().build().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut told = Told::default();
    let job = |name: &str, told: &mut Told| {
        let writer = RunWriter::create(&dir.path().join(name), false).unwrap().naming(pipeline.directory());
        Job::new(&pipeline).run(Inputs::new(INPUTS).open(), writer, pipeline.run_info(&INPUTS), told).unwrap()
    };
    let summary = job("run", &mut told);
    let counts = &summary.manifest.counts;
    assert_eq!((counts.articles_read, counts.articles_skipped, summary.manifest.interrupted), (2, 1, false));
    assert_eq!((told.articles.last(), &told.skipped[..]), (Some(&2), &["not_found"][..]));
    assert_eq!(summary.manifest.inputs, INPUTS);
    assert_eq!(summary.manifest.model, pipeline.model_identity());

    let articles: Vec<Article> = Inputs::new(INPUTS).open().filter_map(Result::ok).collect();
    let coded = pipeline.code(articles).unwrap();
    let lines: Vec<StatementLine> = coded.iter().flat_map(|article| article.lines().unwrap()).collect();
    let json = serde_json::to_string(&lines).unwrap();
    assert_eq!(serde_json::from_str::<Vec<StatementLine>>(&json).unwrap(), lines);

    let memory = Runs::of(lines);
    let disk = read_runs(&[dir.path().join("run")], false, pipeline.directory()).unwrap();
    assert!(memory.records.len() > 5);
    assert_eq!((&memory.records, &memory.ids, &memory.tally), (&disk.records, &disk.ids, &disk.tally));
    let counting = Counting { duplicates: Duplicates::All, keep_copies: true, by: None };
    let units = units(&memory.records, counting, pipeline.directory());
    let found = estimates(&units, &memory.records, Weight::Statement);
    assert_eq!(found.len(), summary.positions.len());

    // A second job of one pipeline finds all of it in the cache, and counts what is its own.
    let again = job("again", &mut Told::default()).manifest.counts;
    let third = job("third", &mut Told::default()).manifest.counts;
    assert!(again.duplicates > counts.duplicates);
    assert_eq!(third.duplicates, again.duplicates);
}

/// Finds no sentence but the first.
struct First;

impl Segmenter for First {
    fn segment(&self, text: &str) -> Vec<Sentence> {
        Sentencex.segment(text).into_iter().take(1).collect()
    }
}

/// Gives every sentence to one speaker; one who `forgets` leaves out the first.
struct Ana {
    forgets: bool,
}

impl Attributor for Ana {
    fn name(&self) -> &str {
        "Ana alone"
    }

    fn attribute_all(&self, articles: &[(&Article, &[Sentence])]) -> Result<Vec<Attributed>, EncoderError> {
        let ana = Speaker { id: "ana-ruiz".into(), name: "Ana Ruiz".into(), surface: "I".into() };
        let statement = |sentence: &Sentence| Statement {
            sentence: *sentence,
            speakers: vec![ana.clone()],
            attribution: Attribution { kind: AttributionKind::Continued, confidence: 1.0, ..Attribution::default() },
        };
        let of = |sentences: &[Sentence]| Attributed {
            statements: sentences.iter().skip(usize::from(self.forgets)).map(statement).collect(),
            ..Attributed::default()
        };
        Ok(articles.iter().map(|(_, sentences)| of(sentences)).collect())
    }
}

#[test]
fn stages_of_ones_own_take_the_places_of_the_crates() {
    let pipeline =
        Pipeline::builder().segmenter(Arc::new(First)).attributor(Arc::new(Ana { forgets: false })).build().unwrap();
    assert_eq!(pipeline.run_info(&[""; 0]).attribution, "Ana alone");
    let articles: Vec<Article> = Inputs::new([INPUTS[0]]).open().filter_map(Result::ok).collect();
    let own = pipeline.code(articles.clone()).unwrap();
    assert_eq!(own[0].statements.len(), 1);
    assert_eq!(own[0].statements[0].statement.speakers[0].name, "Ana Ruiz");
    assert_eq!(own[0].statements[0].themes.len(), 3);

    let pipeline = Pipeline::builder().attributor(Arc::new(Ana { forgets: true })).build().unwrap();
    let error = pipeline.code(articles).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the attributor \"Ana alone\" does not give one statement for each sentence of each article"
    );
}
