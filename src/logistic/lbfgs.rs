//! L-BFGS (Nocedal 1980): the minimum of a smooth convex function.

use std::collections::VecDeque;

/// Pairs of steps and gradient changes that stand for the curvature.
const MEMORY: usize = 8;
const MOST_STEPS: usize = 200;
/// Done when the largest entry of the gradient is this small.
const TOLERANCE: f64 = 1e-5;

/// Where the search ended.
pub(super) struct Minimum {
    pub point: Vec<f64>,
    /// The gradient there: what is left of it says how far from the minimum that is.
    pub gradient: Vec<f64>,
    pub steps: usize,
}

/// Goes downhill from `start`. `function` gives the value at a point and writes the gradient there. It ends where the
/// gradient is as good as 0, after [`MOST_STEPS`], or where rounding hides any further descent.
pub(super) fn minimize(mut function: impl FnMut(&[f64], &mut [f64]) -> f64, start: Vec<f64>) -> Minimum {
    let mut point = start;
    let mut gradient = vec![0.0; point.len()];
    let mut value = function(&point, &mut gradient);
    let mut pairs: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
    let mut steps = 0;
    while steps < MOST_STEPS {
        if gradient.iter().all(|g| g.abs() <= TOLERANCE) {
            break;
        }
        let mut direction = direction(&gradient, &pairs);
        let mut slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            // Rounding has spoiled the curvature: start again from the gradient.
            pairs.clear();
            direction = gradient.iter().map(|g| -g).collect();
            slope = -dot(&gradient, &gradient);
        }
        // The first step has no curvature to set its length.
        let mut step = if pairs.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let mut next_gradient = vec![0.0; point.len()];
        let found = (0..40).find_map(|_| {
            let next: Vec<f64> = point.iter().zip(&direction).map(|(p, d)| p + step * d).collect();
            let next_value = function(&next, &mut next_gradient);
            // Armijo's condition; the function is convex, so the curvature condition is checked on the pair below.
            if next_value <= value + 1e-4 * step * slope {
                return Some((next, next_value));
            }
            step /= 2.0;
            None
        });
        let Some((next, next_value)) = found else { break };
        let moved: Vec<f64> = next.iter().zip(&point).map(|(n, p)| n - p).collect();
        let turned: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(n, g)| n - g).collect();
        let curvature = dot(&moved, &turned);
        if curvature > 1e-12 {
            if pairs.len() == MEMORY {
                pairs.pop_front();
            }
            pairs.push_back((moved, turned, 1.0 / curvature));
        }
        (point, value, gradient) = (next, next_value, next_gradient);
        steps += 1;
    }
    Minimum { point, gradient, steps }
}

/// The two-loop recursion: the gradient, turned and scaled by the inverse of the curvature.
fn direction(gradient: &[f64], pairs: &VecDeque<(Vec<f64>, Vec<f64>, f64)>) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut factors = Vec::with_capacity(pairs.len());
    for (moved, turned, inverse) in pairs.iter().rev() {
        let factor = inverse * dot(moved, &direction);
        add(&mut direction, -factor, turned);
        factors.push(factor);
    }
    if let Some((_, turned, inverse)) = pairs.back() {
        let scale = 1.0 / (inverse * dot(turned, turned));
        direction.iter_mut().for_each(|d| *d *= scale);
    }
    for ((moved, turned, inverse), factor) in pairs.iter().zip(factors.into_iter().rev()) {
        let back = inverse * dot(turned, &direction);
        add(&mut direction, factor - back, moved);
    }
    direction
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(sum: &mut [f64], factor: f64, other: &[f64]) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += factor * other);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_minimum_of_an_ill_conditioned_bowl() {
        let bowl = |x: &[f64], g: &mut [f64]| {
            let scales = [1.0, 100.0, 0.01];
            let centre = [3.0, -2.0, 50.0];
            let parts = (0..3).map(|i| {
                g[i] = scales[i] * (x[i] - centre[i]);
                0.5 * scales[i] * (x[i] - centre[i]).powi(2)
            });
            parts.sum()
        };
        let Minimum { point: found, gradient, steps } = minimize(bowl, vec![0.0; 3]);
        assert!(gradient.iter().all(|g| g.abs() <= TOLERANCE) && steps < MOST_STEPS);
        assert!((found[0] - 3.0).abs() < 1e-3 && (found[1] + 2.0).abs() < 1e-3 && (found[2] - 50.0).abs() < 1e-2);
    }
}
