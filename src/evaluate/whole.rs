//! Gold in its articles: who labels a sample of sentences labels them in their texts, so the pipeline should read them there
//! too. The whole article goes in, and only the labelled sentences are measured.

use super::gold::{GoldArticle, GoldInput};
use crate::article::{Article, CharIndex};
use crate::segment::{Segmenter, Sentence};
use std::collections::HashMap;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

impl GoldArticle {
    /// The whole `article` for the pipeline: cut into the gold's sentences and, around them, those of `segmenter`. Title,
    /// date and outlet are the article's.
    ///
    /// # Errors
    /// The number of the first labelled sentence whose text does not stand in the article behind that of the one before.
    pub fn input_within(&self, article: &Article, segmenter: &dyn Segmenter) -> Result<GoldInput, u64> {
        let cut = segmenter.segment(&article.text);
        let bytes = |sentence: &Sentence| sentence.span.byte_start..sentence.span.byte_end;
        let mut by_text: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, sentence) in cut.iter().enumerate() {
            if let Some(text) = article.text.get(bytes(sentence)) {
                by_text.entry(text.trim()).or_default().push(number);
            }
        }
        let mut from = 0;
        let mut labelled: Vec<Range<usize>> = Vec::with_capacity(self.sentences.len());
        for sentence in &self.sentences {
            let wanted: String = sentence.text.trim().nfc().collect();
            // "Thank you." may stand there twice: the sentence of that text whose number is nearest is meant. Who labelled
            // another segmentation's sentences is found by the text alone.
            let equal = by_text.get(wanted.as_str()).into_iter().flatten().copied();
            let behind = equal.filter(|&number| cut[number].span.byte_start >= from);
            let nearest = behind.min_by_key(|&number| (number as u64).abs_diff(sentence.i));
            let within = nearest.map_or(from, |number| cut[number].span.byte_start);
            let start = within + article.text[within..].find(&wanted).ok_or(sentence.i)?;
            from = start + wanted.len();
            labelled.push(start..from);
        }
        // Both lists are in the order of the text, so the first that ends behind a place is found by halving.
        let overlaps = |range: &Range<usize>| {
            let first = labelled.partition_point(|of| of.end <= range.start);
            labelled.get(first).is_some_and(|of| of.start < range.end)
        };
        let paragraph = |range: &Range<usize>| {
            let first = cut.partition_point(|sentence| sentence.span.byte_end <= range.start);
            cut.get(first)
                .filter(|sentence| sentence.span.byte_start < range.end)
                .map_or(0, |sentence| sentence.paragraph)
        };
        // Byte range, paragraph and, for the gold's, its number.
        let mut all: Vec<(Range<usize>, usize, Option<usize>)> = vec![];
        for (number, range) in labelled.iter().enumerate() {
            all.push((range.clone(), paragraph(range), Some(number)));
        }
        let others = cut.iter().filter(|sentence| !overlaps(&bytes(sentence)));
        all.extend(others.map(|sentence| (bytes(sentence), sentence.paragraph, None)));
        all.sort_by_key(|(range, ..)| range.start);
        let mut index = CharIndex::new(&article.text);
        let sentences = all
            .iter()
            .enumerate()
            .map(|(at, (range, paragraph, _))| Sentence {
                index: at,
                paragraph: *paragraph,
                span: index.span(range.clone()),
            })
            .collect();
        let gold = |number: &Option<usize>| number.map(|number| &self.sentences[number]);
        Ok(GoldInput {
            article: article.clone(),
            sentences,
            themes: all.iter().map(|(.., n)| gold(n).map_or_else(Vec::new, |s| s.themes.clone())).collect(),
            spoken: all.iter().map(|(.., n)| gold(n).is_some_and(|s| !s.speakers.is_empty())).collect(),
            labelled: (0..all.len()).filter(|&at| all[at].2.is_some()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::evaluate::read_gold;
    use crate::segment::Sentencex;

    const GOLD: &str = r#"{"article":"a","i":1,"text":"The harbor is full.","speakers":["Anna Roe"],"themes":[],"stance":{}}
{"article":"a","i":3,"text":"She left.","speakers":[],"themes":[],"stance":{}}"#;

    /// Sentences, the numbers of the labelled ones, and by sentence whether somebody speaks.
    type Read = (Vec<String>, Vec<usize>, Vec<bool>);

    fn within(text: &str) -> Result<Read, u64> {
        let gold = read_gold(GOLD.as_bytes(), "gold", &[]).unwrap();
        let article = Article { id: "a".into(), text: text.into(), ..Article::default() };
        let input = gold[0].input_within(&article, &Sentencex)?;
        let texts = input.sentences.iter().map(|s| s.span.slice(text).to_owned()).collect();
        Ok((texts, input.labelled, input.spoken))
    }

    #[test]
    fn labelled_sentences_stand_among_the_others() {
        let (texts, labelled, spoken) =
            within("Anna Roe came. The harbor is full. Nobody knew.\n\nShe left. So did he.").unwrap();
        assert_eq!(texts, ["Anna Roe came.", "The harbor is full.", "Nobody knew.", "She left.", "So did he."]);
        assert_eq!((labelled, spoken), (vec![1, 3], vec![false, true, false, false, false]));
    }

    #[test]
    fn of_equal_sentences_the_one_with_the_number_is_meant() {
        let (texts, labelled, _) =
            within("The harbor is full. The harbor is full. She left. Anna sang. She left. She left.").unwrap();
        assert_eq!((texts.len(), labelled), (6, vec![1, 2]));
        // As a part of a longer sentence it is found where no sentence is equal.
        assert_eq!(within("She said the word. \u{201c}The harbor is full.\u{201d} She left.").unwrap().1.len(), 2);
    }

    #[test]
    fn a_sentence_that_is_not_there_is_named() {
        assert_eq!(within("The harbor is full. He left.").unwrap_err(), 3);
        assert_eq!(within("She left. The harbor is full.").unwrap_err(), 3);
    }
}
