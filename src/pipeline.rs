//! The whole job: articles in, coded statements out.

use crate::article::Article;
use crate::attribute::{Attributor, Statement};
use crate::classify::{Classifier, ClassifyError, CodedStatement, Input};
use crate::problem::{Problem, Severity};
use crate::segment::Segmenter;
use rayon::prelude::*;

/// An article with everything that was found in it.
#[derive(Debug, Clone)]
pub struct CodedArticle {
    /// The article.
    pub article: Article,
    /// Its statements, in order.
    pub statements: Vec<CodedStatement>,
    /// What was lost or is worth knowing, from all stages.
    pub problems: Vec<Problem>,
}

/// The stages, joined.
pub struct Pipeline {
    segmenter: Box<dyn Segmenter>,
    attributor: Box<dyn Attributor>,
    classifier: Classifier,
}

impl Pipeline {
    /// Joins a segmenter, an attributor and a classifier.
    pub fn new(
        segmenter: impl Segmenter + 'static,
        attributor: impl Attributor + 'static,
        classifier: Classifier,
    ) -> Self {
        Self { segmenter: Box::new(segmenter), attributor: Box::new(attributor), classifier }
    }

    /// The classifier, for its codebook and counts.
    pub fn classifier(&self) -> &Classifier {
        &self.classifier
    }

    /// Codes `articles`, in order. The more articles in one call, the fuller the batches; a few dozen are enough.
    ///
    /// # Errors
    /// [`ClassifyError`] if model and tokenizer do not fit together; no text gives an error.
    pub fn code(&self, articles: Vec<Article>) -> Result<Vec<CodedArticle>, ClassifyError> {
        let attributed: Vec<_> = articles
            .par_iter()
            .map(|article| self.attributor.attribute(article, &self.segmenter.segment(&article.text)))
            .collect();
        let mut inputs = Vec::new();
        for (article, attributed) in articles.iter().zip(&attributed) {
            inputs.extend(article_inputs(article, &attributed.statements));
        }
        let mut codes = self.classifier.code(&inputs)?.into_iter();
        drop(inputs);
        let coded = articles.into_iter().zip(attributed).map(|(mut article, attributed)| {
            let mut problems = std::mem::take(&mut article.problems);
            problems.extend(attributed.problems);
            let statements: Vec<_> = attributed
                .statements
                .into_iter()
                .zip(&mut codes)
                .map(|(statement, codes)| CodedStatement {
                    statement,
                    themes: codes.themes,
                    stances: codes.stances,
                    tokens: codes.tokens,
                    truncated: codes.truncated,
                })
                .collect();
            problems.extend(statements.iter().filter(|s| s.truncated).map(|s| truncation(&article, s)));
            CodedArticle { article, statements, problems }
        });
        Ok(coded.collect())
    }
}

/// What the classifier sees of each statement of one article.
pub fn article_inputs<'a>(article: &'a Article, statements: &'a [Statement]) -> impl Iterator<Item = Input<'a>> {
    let text = |statement: &Statement| statement.sentence.span.slice(&article.text);
    statements.iter().enumerate().map(move |(i, statement)| Input {
        sentence: text(statement),
        previous: if i == 0 { "" } else { text(&statements[i - 1]) },
        title: article.title.as_deref().unwrap_or(""),
        speaker: !statement.speakers.is_empty(),
        also: &[],
    })
}

fn truncation(article: &Article, statement: &CodedStatement) -> Problem {
    let i = statement.statement.sentence.index;
    Problem {
        file: article.origin.file.clone(),
        record: article.origin.record,
        article: Some(article.id.clone()),
        severity: Severity::Warning,
        kind: "truncated",
        reason: format!("sentence {i} has {} tokens; the model read only its start", statement.tokens),
    }
}
