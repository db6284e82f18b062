//! Robust linear regression, without randomness.

/// How many times the weights are computed.
const ROUNDS: usize = 40;
/// The most steps of the linear solver; in exact arithmetic it needs one for each coefficient.
const STEPS: usize = 400;
/// A residual of more than one robust standard deviation pulls no harder than one of just that.
const HUBER: f64 = 1.0;
/// From the median of absolute residuals to the standard deviation, for a normal distribution.
const MAD_TO_SD: f64 = 1.4826;

/// The coefficients, the intercept first: Huber's loss by iteratively reweighted least squares.
///
/// Each row of `design` starts with a 1. `penalties` are those of the coefficients, the intercept's first.
pub(crate) fn robust(design: &[Vec<f64>], targets: &[f64], penalties: &[f64]) -> Vec<f64> {
    let width = design.first().map_or(0, Vec::len);
    let mut weights = vec![1.0; targets.len()];
    let mut coefficients = vec![0.0; width];
    for _ in 0..ROUNDS {
        coefficients = weighted(design, targets, &weights, penalties, &coefficients);
        let residuals: Vec<f64> = design
            .iter()
            .zip(targets)
            .map(|(row, target)| (target - dot(row, &coefficients)).abs())
            .collect();
        let scale = MAD_TO_SD * median(&residuals).unwrap_or_default() + 1e-6;
        for (weight, residual) in weights.iter_mut().zip(&residuals) {
            *weight = (HUBER * scale / residual.max(1e-12)).min(1.0);
        }
    }
    coefficients
}

/// Weighted ridge regression: the normal equations by conjugate gradients, from `start`.
fn weighted(
    design: &[Vec<f64>],
    targets: &[f64],
    weights: &[f64],
    penalties: &[f64],
    start: &[f64],
) -> Vec<f64> {
    let width = start.len();
    let mut normal = vec![vec![0.0; width]; width];
    let mut right = vec![0.0; width];
    for ((row, target), weight) in design.iter().zip(targets).zip(weights) {
        for ((line, right), &value) in normal.iter_mut().zip(&mut right).zip(row) {
            add_scaled(line, weight * value, row);
            *right += weight * value * target;
        }
    }
    for (index, (line, penalty)) in normal.iter_mut().zip(penalties).enumerate() {
        if let Some(diagonal) = line.get_mut(index) {
            *diagonal += penalty;
        }
    }
    let mut x = start.to_vec();
    let mut residual = right.clone();
    for (value, line) in residual.iter_mut().zip(&normal) {
        *value -= dot(line, &x);
    }
    let mut direction = residual.clone();
    let mut square = dot(&residual, &residual);
    let enough = 1e-24 * dot(&right, &right).max(1e-300);
    for _ in 0..STEPS {
        if square <= enough {
            break;
        }
        let image: Vec<f64> = normal.iter().map(|line| dot(line, &direction)).collect();
        let step = square / dot(&direction, &image);
        add_scaled(&mut x, step, &direction);
        add_scaled(&mut residual, -step, &image);
        let next = dot(&residual, &residual);
        let keep = next / square;
        for (value, residual) in direction.iter_mut().zip(&residual) {
            *value = residual + keep * *value;
        }
        square = next;
    }
    x
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add_scaled(a: &mut [f64], factor: f64, b: &[f64]) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += factor * b;
    }
}

/// The quantile between the two nearest values, as most statistics programs have it.
pub(crate) fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts are small")]
    let last = sorted.len().checked_sub(1)? as f64;
    let position = (share * last).clamp(0.0, last);
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to the last index"
    )]
    let below = position as usize;
    let &low = sorted.get(below)?;
    let &high = sorted.get(below + 1).unwrap_or(&low);
    Some(low + (position - position.floor()) * (high - low))
}

/// The value below and above which half of the weight is; each value comes with its weight.
///
/// ```
/// use co2_lifecycle_fit::weighted_median;
/// assert_eq!(weighted_median(&[(1.0, 1.0), (3.0, 5.0), (2.0, 1.0)]), Some(3.0));
/// assert_eq!(weighted_median(&[]), None);
/// ```
pub fn weighted_median(values: &[(f64, f64)]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sorted.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut below = 0.0;
    let found = sorted.iter().find(|(_, weight)| {
        below += weight;
        below >= half
    });
    found.map(|(value, _)| *value)
}

pub(crate) fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_between_neighbours() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
        assert_eq!(quantile(&[0.0, 10.0], 0.9), Some(9.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn a_line_is_found_and_an_outlier_does_not_move_it() {
        let mut design = Vec::new();
        let mut targets = Vec::new();
        for step in 0..200_i32 {
            let x = f64::from(step) / 100.0 - 1.0;
            design.push(vec![1.0, x, x * x]);
            targets.push(2.0 + 0.5 * x - 0.25 * x * x);
        }
        let close = |found: &[f64], distance: f64| {
            found.iter().zip([2.0, 0.5, -0.25]).all(|(a, b)| (a - b).abs() < distance)
        };
        // The ridge of 1 pulls a little.
        assert!(close(&robust(&design, &targets, &[1e-9, 1.0, 1.0]), 0.03));
        targets[7] = 100.0;
        targets[100] = -50.0;
        assert!(close(&robust(&design, &targets, &[1e-9, 1.0, 1.0]), 0.03));
    }
}
