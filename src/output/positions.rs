//! `positions.csv`: a speaker and target a line.

use crate::classify::Label;
use crate::decimals::four;
use crate::score::Position;
use serde::Serialize;
use std::io::Write;

/// The columns, in order.
#[derive(Serialize)]
struct Row<'p> {
    speaker: &'p str,
    theme: &'p str,
    target: &'p str,
    statements: u64,
    articles: u64,
    outlets: u64,
    favor: u64,
    against: u64,
    neutral: u64,
    favor_share: f64,
    against_share: f64,
    neutral_share: f64,
    position: f64,
    low: f64,
    high: f64,
    first: Option<jiff::civil::Date>,
    last: Option<jiff::civil::Date>,
    id: &'p str,
}

/// Names of the columns, for a run without positions.
const HEADER: [&str; 18] = [
    "speaker",
    "theme",
    "target",
    "statements",
    "articles",
    "outlets",
    "favor",
    "against",
    "neutral",
    "favor_share",
    "against_share",
    "neutral_share",
    "position",
    "low",
    "high",
    "first",
    "last",
    "id",
];

/// Writes `positions` as CSV (RFC 4180, UTF-8, a header line).
pub(super) fn write(positions: &[Position], into: impl Write) -> csv::Result<()> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(into);
    writer.write_record(HEADER)?;
    for p in positions {
        writer.serialize(Row {
            speaker: &p.speaker,
            theme: &p.theme,
            target: &p.target,
            statements: p.statements,
            articles: p.articles,
            outlets: p.outlets,
            favor: p.favor,
            against: p.against,
            neutral: p.neutral,
            favor_share: four(p.share(Label::Favor)),
            against_share: four(p.share(Label::Against)),
            neutral_share: four(p.share(Label::Neutral)),
            position: four(p.position),
            low: four(p.low),
            high: four(p.high),
            first: p.first,
            last: p.last,
            id: &p.id,
        })?;
    }
    writer.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position() -> Position {
        Position {
            speaker: "Ministry of Trade, \"North\"".into(),
            id: "ministry-north".into(),
            theme: "bilateral_trade".into(),
            target: "closer_ties".into(),
            statements: 3,
            articles: 2,
            outlets: 1,
            favor: 2,
            against: 0,
            neutral: 1,
            position: -0.00001,
            low: -0.5,
            high: 0.123456,
            first: Some(jiff::civil::date(2023, 8, 8)),
            last: None,
        }
    }

    #[test]
    fn rows_have_the_headers_columns() {
        let mut bytes = vec![];
        write(&[position()], &mut bytes).unwrap();
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let record: std::collections::HashMap<String, String> = reader.deserialize().next().unwrap().unwrap();
        assert_eq!((&*record["speaker"], &*record["id"]), ("Ministry of Trade, \"North\"", "ministry-north"));
        assert_eq!((record["favor_share"].as_str(), record["neutral_share"].as_str()), ("0.6667", "0.3333"));
        assert_eq!((record["position"].as_str(), record["high"].as_str()), ("0.0", "0.1235"));
        assert_eq!((record["first"].as_str(), record["last"].as_str()), ("2023-08-08", ""));
    }

    #[test]
    fn a_run_without_positions_still_has_a_header() {
        let mut bytes = vec![];
        write(&[], &mut bytes).unwrap();
        assert!(String::from_utf8(bytes).unwrap().starts_with("speaker,theme,target,statements,"));
    }
}
