//! Bytes to text: what an input's first bytes say, UTF-16 as a stream, and everything else record by record.

use super::language::is_englishlike;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

/// Bytes of an input that are looked at before it is read.
const HEAD: usize = 8192;

/// First bytes of common files that are no plain text, and their names.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip; unpack it first, e.g. `gunzip -k FILE`"),
    (b"\xfd7zXZ\0", "xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "Zstandard; unpack it first"),
    (b"BZh", "bzip2; unpack it first"),
    (b"PK\x03\x04", "a ZIP archive or an Office document; unpack it, or save it as plain text or CSV"),
    (b"\xd0\xcf\x11\xe0", "an Office document; save it as plain text or CSV"),
    (b"%PDF-", "PDF; save it as plain text"),
    (b"{\\rtf", "RTF; save it as plain text"),
    (b"\xff\xfe\0\0", "UTF-32 text; save it as UTF-8"),
    (b"\0\0\xfe\xff", "UTF-32 text; save it as UTF-8"),
];

/// An input whose first bytes promise text.
pub(super) struct TextInput {
    /// The bytes, in UTF-8 where they were UTF-16, else as they are, without a byte-order mark.
    pub reader: Box<dyn BufRead + Send>,
    /// The encoding that was recoded, if any.
    pub recoded: Option<&'static Encoding>,
}

/// Looks at the first bytes of `input` and makes a text input of it, or says what it is instead.
pub(super) fn open_text(mut input: Box<dyn Read + Send>) -> io::Result<Result<TextInput, &'static str>> {
    let mut head = vec![0; HEAD];
    let mut length = 0;
    // Four bytes decide on every byte-order mark; waiting for more would stall a pipe that is written slowly.
    while length < 4 {
        match input.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    head.truncate(length);
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Ok(Err(name));
    }
    let (recoded, mark) = match Encoding::for_bom(&head) {
        Some((encoding, mark)) => (Some(encoding).filter(|&e| e == UTF_16LE || e == UTF_16BE), mark),
        None => (unmarked_utf16(&head), 0),
    };
    if recoded.is_none() && is_binary(&head) {
        return Ok(Err("binary: it holds NUL or many control bytes; give plain text"));
    }
    head.drain(..mark);
    let rest = io::Cursor::new(head).chain(input);
    let reader: Box<dyn BufRead + Send> = match recoded {
        Some(encoding) => Box::new(BufReader::new(Recode::new(rest, encoding))),
        None => Box::new(BufReader::with_capacity(1 << 16, rest)),
    };
    Ok(Ok(TextInput { reader, recoded }))
}

/// The text of a file that is read whole, in UTF-8 or UTF-16, without its byte-order mark. No other encoding is guessed:
/// what is read here is compared with other texts, letter by letter.
///
/// # Errors
/// What `bytes` are instead, and what to do.
pub fn whole_text(bytes: Vec<u8>) -> Result<String, String> {
    let read = |error: io::Error| match error.kind() {
        io::ErrorKind::InvalidData => "text in another encoding than UTF-8 (windows-1252?); save it as UTF-8, in a \
             spreadsheet as \"CSV UTF-8\""
            .to_owned(),
        _ => error.to_string(),
    };
    let mut input = open_text(Box::new(io::Cursor::new(bytes))).map_err(read)?.map_err(str::to_owned)?;
    let mut text = String::new();
    input.reader.read_to_string(&mut text).map_err(read)?;
    Ok(text)
}

/// Whether `bytes`, in an encoding that extends ASCII, are no text: more than one control byte in ten, or a NUL among
/// bytes that are not UTF-8 (of which the last character may be cut).
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let control = bytes.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    let utf8 = || std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    control * 10 > bytes.len() || (bytes.contains(&0) && !utf8())
}

/// UTF-16 without a byte-order mark: mostly ASCII, so that one byte of most pairs is NUL, and always the same one.
fn unmarked_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    let nuls = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&b| b == 0).count();
    let (high_first, low_first) = (nuls(0), nuls(1));
    let most = |count: usize, other: usize| pairs >= 4 && count * 10 > pairs * 6 && other * 20 < pairs;
    if most(low_first, high_first) {
        Some(UTF_16LE)
    } else if most(high_first, low_first) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// A reader that recodes a stream to UTF-8, with U+FFFD for what is malformed.
struct Recode<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    out: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Recode<R> {
    fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self { inner, decoder, raw: vec![0; HEAD], out: Vec::new(), given: 0, ended: false }
    }
}

impl<R: Read> Read for Recode<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.out.len() && !self.ended {
            let read = self.inner.read(&mut self.raw)?;
            self.ended = read == 0;
            // Twice three bytes for each of two, and room for a pending one: the decoder can always finish.
            let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * HEAD);
            self.out.resize(room, 0);
            let (result, _, written, _) = self.decoder.decode_to_utf8(&self.raw[..read], &mut self.out, self.ended);
            debug_assert_eq!(result, CoderResult::InputEmpty);
            self.out.truncate(written);
            self.given = 0;
        }
        let count = buffer.len().min(self.out.len() - self.given);
        buffer[..count].copy_from_slice(&self.out[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// Decodes the records of one input, and learns its encoding from all of them.
pub(super) struct RecordDecoder {
    detector: EncodingDetector,
}

impl RecordDecoder {
    pub fn new() -> Self {
        Self { detector: EncodingDetector::new(Iso2022JpDetection::Deny) }
    }

    /// The text of `bytes`, and the encoding if it had to be guessed. UTF-8 first; UTF-8 with U+FFFD where it is
    /// damaged but plainly UTF-8; else the best guess on all that was seen of the input.
    pub fn decode<'b>(&mut self, bytes: &'b [u8]) -> (Cow<'b, str>, Option<&'static Encoding>) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return (Cow::Borrowed(text), None);
        }
        self.detector.feed(bytes, false);
        if is_damaged_utf8(bytes) {
            return (String::from_utf8_lossy(bytes), None);
        }
        let encoding = self.detector.guess(None, Utf8Detection::Deny);
        let encoding = if symbols_in_english(bytes, encoding) { WINDOWS_1252 } else { encoding };
        (encoding.decode_without_bom_handling(bytes).0, Some(encoding))
    }
}

/// Whether `bytes`, which are not valid UTF-8, are so for the most part. A legacy encoding hardly ever forms multi-byte
/// UTF-8 by chance, so a majority of it settles the matter: of whole characters, of such that were cut, and of halves of
/// a pair of surrogates that were encoded one by one (CESU-8).
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut formed, mut damaged) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        formed += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        match chunk.invalid().len() {
            0 => {}
            1 => damaged += 1,
            _ => formed += 1,
        }
    }
    let surrogates = bytes.windows(3).filter(|bytes| matches!(bytes, [0xed, 0xa0..=0xbf, 0x80..=0xbf])).count();
    // Each of their bytes was counted as damage.
    formed + surrogates + 3 * surrogates >= damaged
}

/// Whether `guess` makes letters of what windows-1252 makes signs that stand where signs do (`\u{a3}100m`, which is
/// `\u{141}100m` in windows-1250 and `\u{433}100m` in IBM866), in a text that is English.
fn symbols_in_english(bytes: &[u8], guess: &'static Encoding) -> bool {
    let western: Vec<char> = WINDOWS_1252.decode_without_bom_handling(bytes).0.chars().collect();
    let guessed = guess.decode_without_bom_handling(bytes).0;
    let guessed: Vec<char> = if guess.is_single_byte() { guessed.chars().collect() } else { Vec::new() };
    let letter = |at: Option<usize>| at.and_then(|at| western.get(at)).is_some_and(|c| c.is_alphabetic());
    let sign = |(at, c): (usize, &char)| {
        let inside = *c != '’' && letter(at.checked_sub(1)) && letter(Some(at + 1));
        c.is_ascii() || guessed.get(at) == Some(c) || !(c.is_alphabetic() || c.is_control() || inside)
    };
    western.iter().enumerate().all(sign) && is_englishlike(&western.iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{WINDOWS_1250, WINDOWS_1251};

    fn read(bytes: &[u8]) -> Result<(String, Option<&'static str>), &'static str> {
        let mut input = open_text(Box::new(io::Cursor::new(bytes.to_vec()))).unwrap()?;
        let mut text = String::new();
        input.reader.read_to_string(&mut text).unwrap();
        Ok((text, input.recoded.map(Encoding::name)))
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn utf16_with_and_without_a_mark_is_recoded() {
        // Long enough to cross the decoder's buffer, with characters of one to four bytes.
        let text = "Said the envoy: “Ğüß 协 🕊”. ".repeat(2000);
        for (little, name) in [(true, "UTF-16LE"), (false, "UTF-16BE")] {
            assert_eq!(read(&utf16(&format!("\u{feff}{text}"), little)), Ok((text.clone(), Some(name))));
            assert_eq!(read(&utf16(&text, little)), Ok((text.clone(), Some(name))));
        }
        assert_eq!(read(b"\xef\xbb\xbfplain").unwrap(), ("plain".into(), None));
        assert_eq!(read(b"").unwrap(), (String::new(), None));
        assert_eq!(whole_text(utf16("\u{feff}Ğüß", true)).unwrap(), "Ğüß");
        assert!(whole_text(b"G\xfc\xdfe".to_vec()).unwrap_err().contains("save it as UTF-8"));
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert!(read(b"\x1f\x8b\x08\0\0").unwrap_err().contains("gunzip"));
        assert!(read(b"PK\x03\x04\x14").unwrap_err().contains("Office"));
        assert!(read(b"\x7fELF\x02\x01\x01\0\0\0\0").unwrap_err().contains("NUL"));
    }

    #[test]
    fn legacy_encodings_are_guessed_and_damaged_utf8_stays_utf8() {
        let german = "Die Minister erklärten, über die Zölle müsse weiter verhandelt werden.";
        let russian = "Министры договорились продолжить переговоры о торговле.";
        let (bytes, ..) = WINDOWS_1252.encode(german);
        assert_eq!(RecordDecoder::new().decode(&bytes), (german.into(), Some(WINDOWS_1252)));
        let (bytes, ..) = WINDOWS_1251.encode(russian);
        assert_eq!(RecordDecoder::new().decode(&bytes), (russian.into(), Some(WINDOWS_1251)));
        let (czech, ..) = WINDOWS_1250.encode("Ministři řekli, že se příští týden sejdou v Praze a budou jednat.");
        assert_eq!(RecordDecoder::new().decode(&czech).1, Some(WINDOWS_1250));
        let pounds = b"Zelensky said London gave \xa3100m to Ukraine.";
        let text = "Zelensky said London gave £100m to Ukraine.".into();
        assert_eq!(RecordDecoder::new().decode(pounds), (text, Some(WINDOWS_1252)));
        let degrees = b"The ministers said that it was 40\xb0 there and that \x93\xa7 5\x94 of the treaty was over.";
        assert_eq!(RecordDecoder::new().decode(degrees).1, Some(WINDOWS_1252));
        let (names, ..) = WINDOWS_1250.encode("President Vučić said that Wałęsa had been to the talks.");
        assert_eq!(RecordDecoder::new().decode(&names).1, Some(WINDOWS_1250));
        let cut = &"Erdoğan’s envoy — “no”".as_bytes()[..24];
        let (text, guessed) = RecordDecoder::new().decode(cut);
        assert_eq!((text.as_ref(), guessed), ("Erdoğan’s envoy — \u{fffd}", None));
        for bytes in [&b"The envoy said it was over. It\xe2\x80"[..], b"He said no \xed\xa0\xbd\xed\xb8\x80 and left."]
        {
            let (text, guessed) = RecordDecoder::new().decode(bytes);
            assert!(text.contains('\u{fffd}') && guessed.is_none(), "{text}");
        }
    }
}
