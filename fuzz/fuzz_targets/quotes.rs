//! The quote matcher on any text: every piece lies on boundaries of characters and holds something, and pieces of different
//! quotes do not overlap.
#![no_main]

use demarche::attribute::quotations;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut end = 0;
    for piece in quotations(text).into_iter().flatten() {
        assert!(text.get(piece.clone()).is_some_and(|piece| !piece.is_empty()), "{piece:?}");
        assert!(piece.start >= end, "{piece:?} begins before {end}");
        end = piece.end;
    }
});
