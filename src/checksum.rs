//! SHA-256 as files and manifests have it: 64 hexadecimal digits in small letters, as `sha256sum` prints them.

use sha2::{Digest, Sha256};

/// The SHA-256 of `bytes`, in hexadecimal.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hexadecimal(Sha256::digest(bytes))
}

/// Two digits a byte: of a hash that was worked out a piece at a time.
pub fn hexadecimal(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of the file `name` by `sums`, lines in the format of `sha256sum`; none if there is no line for it.
pub(crate) fn listed(sums: &[u8], name: &str) -> Option<String> {
    String::from_utf8_lossy(sums).lines().find_map(|line| {
        let (hash, file) = line.split_once(char::is_whitespace)?;
        (file.trim_start_matches([' ', '*']) == name).then(|| hash.to_owned())
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_the_hash_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(super::sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_file_is_listed_by_its_whole_name() {
        let sums = b"ab  config.json\ncd *other config.json\n";
        assert_eq!(super::listed(sums, "config.json").as_deref(), Some("ab"));
        assert_eq!(super::listed(sums, "other config.json").as_deref(), Some("cd"));
        assert_eq!(super::listed(sums, "config"), None);
    }
}
