//! Which sentences a model was trained on, so that nobody takes for a measure what it remembers.

use crate::checksum::hexadecimal;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// The file of a model folder that holds them.
pub const SENTENCES: &str = "trained_sentences.txt";
/// Bytes of a sentence's hash: a hundred thousand sentences know one of a thousand others by mistake in one of three million
/// cases.
const BYTES: usize = 6;

/// The sentences that a model was trained on, each by its hash: which they are is told of a sentence that one has, and of no
/// other. In whatever file, order or article it stands, a sentence is the same by its text (Unicode NFC, blanks as one).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrainedOn(BTreeSet<[u8; BYTES]>);

impl TrainedOn {
    /// What the model in `folder` was trained on; none where the folder does not say, as one that `demarche train` did not
    /// make. The file holds a hash a line: the first 12 hexadecimal digits of SHA-256.
    ///
    /// # Errors
    /// The file cannot be read, or a line is no hash.
    pub fn read(folder: &Path) -> io::Result<Option<Self>> {
        let text = match std::fs::read_to_string(folder.join(SENTENCES)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let hash = |line: &str| {
            let digits = line.len() == 2 * BYTES && line.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = digits.then(|| u64::from_str_radix(line, 16).ok()).flatten();
            let bytes = number?.to_be_bytes();
            bytes[8 - BYTES..].try_into().ok()
        };
        let wrong = |line: &str| {
            let reason = format!("{SENTENCES}: {line:?} is no hash of {} hexadecimal digits", 2 * BYTES);
            io::Error::new(io::ErrorKind::InvalidData, reason)
        };
        text.lines()
            .map(|line| hash(line).ok_or_else(|| wrong(line)))
            .collect::<io::Result<_>>()
            .map(|all| Some(Self(all)))
    }

    /// Whether the model was trained on a sentence of this text.
    pub fn contains(&self, text: &str) -> bool {
        self.0.contains(&hash(text))
    }

    /// How many of `texts` it was trained on.
    pub fn count<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> usize {
        texts.into_iter().filter(|text| self.contains(text)).count()
    }

    /// These sentences and those of `other`.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The content of the file.
    pub(super) fn to_text(&self) -> String {
        let line = |hash: &[u8; BYTES]| hexadecimal(hash) + "\n";
        self.0.iter().map(line).collect()
    }
}

impl<'t> FromIterator<&'t str> for TrainedOn {
    fn from_iter<T: IntoIterator<Item = &'t str>>(texts: T) -> Self {
        Self(texts.into_iter().map(hash).collect())
    }
}

fn hash(text: &str) -> [u8; BYTES] {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
    let hash = Sha256::digest(text);
    std::array::from_fn(|place| hash[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_known_by_its_text_wherever_it_stands() {
        let seen: TrainedOn = ["It rained.", "She  left.\n"].into_iter().collect();
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(TrainedOn::read(folder.path()).unwrap(), None);
        std::fs::write(folder.path().join(SENTENCES), seen.to_text()).unwrap();
        let read = TrainedOn::read(folder.path()).unwrap().unwrap();
        assert_eq!(read, seen);
        assert_eq!(read.count([" She left.", "It rained.", "It rained", "He left."]), 2);
        assert_eq!(read.clone().and(["He left."].into_iter().collect()).count(["He left.", "It rained."]), 2);
        std::fs::write(folder.path().join(SENTENCES), "0123456789ab\n+23456789abc\nxyz\n").unwrap();
        assert!(TrainedOn::read(folder.path()).unwrap_err().to_string().contains("is no hash"));
    }
}
