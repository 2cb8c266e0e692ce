//! Corrected intervals keep their promise, and plain ones do not, in a smaller run of `examples/coverage.rs`.

#[allow(dead_code)]
#[path = "../examples/coverage.rs"]
mod simulation;

#[test]
fn corrected_intervals_cover_the_truth_and_plain_ones_do_not() {
    // Of 400 samples with a true coverage of 95 %, a share outside of 0.92 to 0.98 comes once in a hundred times.
    for shares in [[0.6, 0.2, 0.2], [0.1, 0.1, 0.8]] {
        let machine = simulation::FAIR;
        let setting =
            simulation::Setting { shares, machine, machine_of_others: machine, articles: 40, part: 0.3, others: 60 };
        let counts = simulation::coverage(setting, 400);
        let [plain, own, pooled] = [0, 1, 2].map(|kind| counts.share(kind));
        assert!((0.92..=0.98).contains(&own), "own gold: {own}");
        assert!((0.92..=0.98).contains(&pooled), "pooled gold: {pooled}");
        if shares[0] > 0.5 {
            assert!(plain < 0.5, "plain intervals know nothing of the machine's errors: {plain}");
        }
    }
}

#[test]
fn hand_codes_that_a_speaker_has_bring_the_position_nearer_and_all_of_them_to_it() {
    for (part, off) in [(0.1, 0.3), (0.5, 0.16), (1.0, 1e-9)] {
        let mut sums = [[0.0; 3]; 2];
        for sample in 0..10 {
            for (sum, held) in sums.iter_mut().zip(simulation::population(simulation::FAIR, part, sample)) {
                *sum = [sum[0] + held.of, sum[1] + held.held, sum[2] + held.squares];
            }
        }
        let [[of, held, squares], [.., before]] = sums;
        assert!((squares / of).sqrt() < off && squares < before, "{part}: off by {}", (squares / of).sqrt());
        assert!(held / of > 0.93, "{part}: {} cover", held / of);
    }
}
