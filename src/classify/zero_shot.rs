//! Zero-shot classification (Yin et al. 2019): a model for natural language inference, asked the codebook's hypotheses.
//!
//! A sentence is the premise. A theme is present where the sentence more likely than not entails "This text is about
//! LABEL.". For a target of such a theme, the sentence is in favor as far as it entails the target's proposition,
//! against as far as it contradicts it, and neutral otherwise. A model that does not know contradiction is asked twice,
//! whether the text agrees and whether it disagrees that the proposition holds. Nothing is calibrated, and neither the
//! sentences around nor the speaker are seen.

use super::{Codes, Document, StanceScore, ThemeScore};
use crate::codebook::Codebook;
use crate::encoder::{EncoderError, Entailment, Reading};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// A theme is present from this probability of entailment on.
const THRESHOLD: f32 = 0.5;

/// A classifier without training.
pub struct ZeroShot {
    model: Box<dyn Entailment>,
    codebook: Codebook,
    /// One a theme, then those of every target: one or, for agreement and disagreement, two.
    hypotheses: Vec<String>,
    encoded: AtomicU64,
    reused: AtomicU64,
}

/// A sentence and a target, by number, and where the target's hypotheses stand.
struct Question {
    document: usize,
    sentence: usize,
    theme: usize,
    target: usize,
    hypothesis: usize,
}

/// A hypothesis of the codebook that leaves no room for a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the hypothesis {hypothesis:?} is too long: {reason}; shorten it in the codebook")]
pub struct HypothesisError {
    /// The hypothesis.
    pub hypothesis: String,
    /// What the model says of it.
    pub reason: String,
}

impl ZeroShot {
    /// A classifier that asks `model` the hypotheses of `codebook`.
    ///
    /// # Errors
    /// The hypothesis that the model cannot take, and why.
    pub fn new(model: Box<dyn Entailment>, codebook: Codebook) -> Result<Self, HypothesisError> {
        let mut hypotheses: Vec<String> =
            codebook.themes.iter().map(|theme| format!("This text is about {}.", theme.label)).collect();
        for target in codebook.themes.iter().flat_map(|theme| &theme.targets) {
            let proposition = &target.proposition;
            if model.knows_contradiction() {
                hypotheses.push(proposition.clone());
            } else {
                hypotheses.push(format!("This text agrees with the statement: {proposition}"));
                hypotheses.push(format!("This text disagrees with the statement: {proposition}"));
            }
        }
        for hypothesis in &hypotheses {
            let error = |reason| HypothesisError { hypothesis: hypothesis.clone(), reason };
            model.check(hypothesis).map_err(error)?;
        }
        Ok(Self { model, codebook, hypotheses, encoded: AtomicU64::new(0), reused: AtomicU64::new(0) })
    }

    /// The codebook that is coded by.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// Name of the backend.
    pub fn backend(&self) -> &str {
        self.model.name()
    }

    /// Pairs of a sentence and a hypothesis that were read, and pairs that equalled another of the same call.
    pub fn encoded_and_reused(&self) -> (u64, u64) {
        (self.encoded.load(Ordering::Relaxed), self.reused.load(Ordering::Relaxed))
    }

    /// Themes and stances of every sentence, document by document. Runs on rayon's current thread pool.
    ///
    /// # Errors
    /// [`EncoderError`] if model and tokenizer do not fit together, or the library fails.
    pub fn code(&self, documents: &[Document<'_>]) -> Result<Vec<Vec<Codes>>, EncoderError> {
        // Every distinct sentence once.
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut premises: Vec<&str> = Vec::new();
        for input in documents.iter().flat_map(|document| &document.sentences) {
            numbers.entry(input.text).or_insert_with(|| {
                premises.push(input.text);
                premises.len() - 1
            });
        }
        let tokens = self.model.tokens(&premises)?;
        let themes = self.codebook.themes.len();
        let pairs: Vec<_> = (0..premises.len()).flat_map(|p| (0..themes).map(move |theme| (p, theme))).collect();
        let readings = self.read(&premises, &pairs)?;
        let sentences: usize = documents.iter().map(|document| document.sentences.len()).sum();
        self.reused.fetch_add(((sentences - premises.len()) * themes) as u64, Ordering::Relaxed);

        let mut codes: Vec<Vec<Codes>> = documents
            .iter()
            .map(|document| {
                let of_sentence = document.sentences.iter().map(|input| {
                    let premise = numbers[input.text];
                    let readings = &readings[premise * themes..(premise + 1) * themes];
                    Codes {
                        themes: self.theme_scores(readings),
                        stances: Vec::new(),
                        asked: Vec::new(),
                        tokens: tokens[premise],
                        truncated: readings.iter().any(|reading| reading.truncated),
                    }
                });
                of_sentence.collect()
            })
            .collect();

        let questions = self.questions(documents, &codes);
        let width = if self.model.knows_contradiction() { 1 } else { 2 };
        let mut places: HashMap<(usize, usize), usize> = HashMap::new();
        let mut pairs = Vec::new();
        for question in &questions {
            let premise = numbers[documents[question.document].sentences[question.sentence].text];
            for hypothesis in question.hypothesis..question.hypothesis + width {
                places.entry((premise, hypothesis)).or_insert_with(|| {
                    pairs.push((premise, hypothesis));
                    pairs.len() - 1
                });
            }
        }
        self.reused.fetch_add((questions.len() * width - pairs.len()) as u64, Ordering::Relaxed);
        let readings = self.read(&premises, &pairs)?;
        for question in questions {
            let Question { document, sentence, theme, target, hypothesis } = question;
            let premise = numbers[documents[document].sentences[sentence].text];
            let reading = |hypothesis| readings[places[&(premise, hypothesis)]];
            let probabilities = if width == 1 {
                let Reading { entailment, contradiction, neutral, .. } = reading(hypothesis);
                [entailment, contradiction, neutral]
            } else {
                agreement(reading(hypothesis).entailment, reading(hypothesis + 1).entailment)
            };
            let codes = &mut codes[document][sentence];
            codes.truncated |= (hypothesis..hypothesis + width).any(|hypothesis| reading(hypothesis).truncated);
            let (number, theme) = (theme, &self.codebook.themes[theme]);
            let score = StanceScore::new(&theme.id, &theme.targets[target].id, probabilities);
            if documents[document].sentences[sentence].also.contains(&number) {
                codes.asked.push(score.clone());
            }
            if codes.themes[number].present {
                codes.stances.push(score);
            }
        }
        Ok(codes)
    }

    fn read(&self, premises: &[&str], pairs: &[(usize, usize)]) -> Result<Vec<Reading>, EncoderError> {
        let hypotheses: Vec<&str> = self.hypotheses.iter().map(String::as_str).collect();
        self.encoded.fetch_add(pairs.len() as u64, Ordering::Relaxed);
        self.model.read(premises, &hypotheses, pairs)
    }

    fn theme_scores(&self, readings: &[Reading]) -> Vec<ThemeScore> {
        let themes = self.codebook.themes.iter().zip(readings);
        themes
            .map(|(theme, reading)| ThemeScore {
                id: theme.id.clone(),
                probability: reading.entailment,
                present: reading.entailment >= THRESHOLD,
            })
            .collect()
    }

    /// The targets of the themes that are present or asked for, in the codebook's order within a sentence.
    fn questions(&self, documents: &[Document<'_>], codes: &[Vec<Codes>]) -> Vec<Question> {
        let width = if self.model.knows_contradiction() { 1 } else { 2 };
        let mut questions = Vec::new();
        for (document, (inputs, codes)) in documents.iter().zip(codes).enumerate() {
            for (sentence, (input, codes)) in inputs.sentences.iter().zip(codes).enumerate() {
                let mut hypothesis = self.codebook.themes.len();
                for (theme, score) in codes.themes.iter().enumerate() {
                    for target in 0..self.codebook.themes[theme].targets.len() {
                        if score.present || input.also.contains(&theme) {
                            questions.push(Question { document, sentence, theme, target, hypothesis });
                        }
                        hypothesis += width;
                    }
                }
            }
        }
        questions
    }
}

/// Favor, against and neutral from the probabilities that a text agrees and that it disagrees, taken as independent:
/// both or neither is neutral.
fn agreement(agrees: f32, disagrees: f32) -> [f32; 3] {
    let (favor, against) = (agrees * (1.0 - disagrees), disagrees * (1.0 - agrees));
    [favor, against, (1.0 - favor - against).max(0.0)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::{Input, Label};
    use std::sync::Mutex;

    /// Entails what shares its first word with the premise, contradicts what follows "not", and takes 4 words.
    struct Words {
        contradiction: bool,
        asked: Mutex<Vec<(String, String)>>,
    }

    impl Entailment for Words {
        fn name(&self) -> &str {
            "words"
        }

        fn knows_contradiction(&self) -> bool {
            self.contradiction
        }

        fn check(&self, hypothesis: &str) -> Result<(), String> {
            if hypothesis.split(' ').count() < 40 { Ok(()) } else { Err("forty words".to_owned()) }
        }

        fn tokens(&self, premises: &[&str]) -> Result<Vec<usize>, EncoderError> {
            Ok(premises.iter().map(|premise| premise.split(' ').count()).collect())
        }

        fn read(
            &self,
            premises: &[&str],
            hypotheses: &[&str],
            pairs: &[(usize, usize)],
        ) -> Result<Vec<Reading>, EncoderError> {
            let mut asked = self.asked.lock().unwrap();
            let read = |(p, h): &(usize, usize)| {
                let (premise, hypothesis) = (premises[*p], hypotheses[*h]);
                asked.push((premise.to_owned(), hypothesis.to_owned()));
                let word = premise.split(' ').next_back().unwrap();
                let negated = premise.contains("not ");
                let wanted = hypothesis.contains(word) && (negated == hypothesis.contains("disagrees") || h < &2);
                let (entailment, contradiction) = match (wanted, self.contradiction && negated && *h >= 2) {
                    (_, true) => (0.1, 0.7),
                    (true, false) => (0.8, 0.1),
                    (false, false) => (0.2, 0.1),
                };
                let contradiction = if self.contradiction { contradiction } else { 0.0 };
                let neutral = 1.0 - entailment - contradiction;
                Reading { entailment, contradiction, neutral, truncated: premise.split(' ').count() > 4 }
            };
            Ok(pairs.iter().map(read).collect())
        }
    }

    const CODEBOOK: &str = r#"
        name = "two"
        [[theme]]
        id = "ships"
        label = "ships"
        definition = "Ships."
        [[theme.target]]
        id = "more"
        proposition = "There should be more ships."
        [[theme]]
        id = "trees"
        label = "trees"
        definition = "Trees."
        [[theme.target]]
        id = "plant"
        proposition = "One should plant trees."
        [[theme.target]]
        id = "keep"
        proposition = "One should keep trees."
    "#;

    fn coded(contradiction: bool, sentences: &[(&str, &[usize])]) -> (Vec<Codes>, ZeroShot) {
        let model = Words { contradiction, asked: Mutex::default() };
        let codebook = Codebook::parse(CODEBOOK, "two.toml").unwrap();
        let classifier = ZeroShot::new(Box::new(model), codebook).unwrap();
        let sentences = sentences.iter().map(|(text, also)| Input { text, speaker: true, also }).collect();
        let codes = classifier.code(&[Document { title: "", sentences, vectors: &[] }]).unwrap().remove(0);
        (codes, classifier)
    }

    #[test]
    fn stances_follow_the_themes_that_are_present_or_asked_for() {
        let (codes, classifier) = coded(true, &[("I like ships", &[]), ("I do not like trees", &[]), ("Ho", &[1])]);
        let present: Vec<Vec<bool>> =
            codes.iter().map(|codes| codes.themes.iter().map(|theme| theme.present).collect()).collect();
        assert_eq!(present, [[true, false], [false, true], [false, false]]);
        let labels = |of: &[StanceScore]| of.iter().map(|s| (s.target.clone(), s.label)).collect::<Vec<_>>();
        let of = |target: &str, label| (target.to_owned(), label);
        assert_eq!(labels(&codes[0].stances), [of("more", Label::Favor)]);
        assert_eq!(labels(&codes[1].stances), [of("plant", Label::Against), of("keep", Label::Against)]);
        assert_eq!(labels(&codes[2].asked), [of("plant", Label::Neutral), of("keep", Label::Neutral)]);
        assert!(codes[2].stances.is_empty() && codes[0].asked.is_empty(), "what is asked for stands apart");
        assert_eq!(codes.iter().map(|codes| codes.truncated).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(codes[1].tokens, 5);
        assert_eq!(classifier.encoded_and_reused(), (6 + 5, 0));
    }

    #[test]
    fn a_model_without_contradiction_is_asked_for_agreement_and_disagreement() {
        let (codes, _) = coded(false, &[("I like ships", &[]), ("I do not like ships", &[])]);
        let stance = |i: usize| &codes[i].stances[0];
        assert_eq!((stance(0).label, stance(1).label), (Label::Favor, Label::Against));
        for stance in codes.iter().flat_map(|codes| &codes.stances) {
            assert!((stance.favor + stance.against + stance.neutral - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn equal_sentences_are_read_once() {
        let (codes, classifier) = coded(true, &[("I like ships", &[]), ("I like ships", &[])]);
        assert_eq!(codes[0], codes[1]);
        assert_eq!(classifier.encoded_and_reused(), (3, 3));
    }

    #[test]
    fn a_hypothesis_that_does_not_fit_is_named() {
        let long = CODEBOOK.replace("There should be more ships.", &"ships ".repeat(50));
        let model = Words { contradiction: true, asked: Mutex::default() };
        let refused = ZeroShot::new(Box::new(model), Codebook::parse(&long, "two.toml").unwrap());
        assert!(
            refused
                .is_err_and(|error| error.to_string().contains("ships ships") && error.reason.contains("forty words"))
        );
    }
}
