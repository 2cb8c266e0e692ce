//! Corrected intervals keep their promise, and plain ones do not, in a smaller run of `examples/coverage.rs`.

#[allow(dead_code)]
#[path = "../examples/coverage.rs"]
mod simulation;

#[test]
fn corrected_intervals_cover_the_truth_and_plain_ones_do_not() {
    // Of 400 samples with a true coverage of 95 %, a share outside of 0.92 to 0.98 comes once in a hundred times.
    let (covered, _) = simulation::coverage([0.6, 0.2, 0.2], 40, 0.3, 400);
    let [plain, own, pooled] = covered.map(|(inside, of)| inside as f64 / of as f64);
    assert!((0.92..=0.98).contains(&own), "own gold: {own}");
    assert!((0.92..=0.99).contains(&pooled), "pooled gold: {pooled}");
    assert!(plain < 0.5, "plain intervals know nothing of the machine's errors: {plain}");
}
