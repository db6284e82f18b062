//! Splitting an amount by weights, exact to the gram.

use super::Co2e;

/// The error for an amount that cannot be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// There are no weights, or all of them are zero.
    #[error("cannot split by weights that sum to zero")]
    NoWeight,
    /// The sum of the weights is above `u64::MAX`.
    #[error("the weights sum to more than {max}", max = u64::MAX)]
    WeightsTooLarge,
}

impl Co2e {
    /// Splits this amount by weights with the largest-remainder method.
    ///
    /// The parts sum to the whole, and each is within one gram of its exact share. Grams left over
    /// go to the parts with the largest remainders, and to the earlier part if remainders are
    /// equal.
    ///
    /// # Errors
    /// Returns an error if the sum of the weights is zero or above `u64::MAX`.
    ///
    /// ```
    /// use co2_units::Co2e;
    /// let parts = Co2e::from_grams(100).split(&[1, 1, 1]).unwrap();
    /// assert_eq!(parts.map_grams(), [34, 33, 33]);
    /// # trait Grams { fn map_grams(&self) -> Vec<u64>; }
    /// # impl Grams for Vec<Co2e> { fn map_grams(&self) -> Vec<u64> { self.iter().map(|p| p.as_grams()).collect() } }
    /// ```
    pub fn split(self, weights: &[u64]) -> Result<Vec<Self>, SplitError> {
        let total = weights
            .iter()
            .try_fold(0_u64, |sum, &weight| sum.checked_add(weight))
            .ok_or(SplitError::WeightsTooLarge)?;
        // A share is at most the whole, and its remainder is less than the total of the weights.
        let share = |weight: u64| {
            if let Some(product) = self.0.checked_mul(weight) {
                return Some((product.checked_div(total)?, product.checked_rem(total)?));
            }
            let product = u128::from(self.0).checked_mul(u128::from(weight))?;
            let whole = product.checked_div(total.into())?;
            let rest = product.checked_rem(total.into())?;
            Some((u64::try_from(whole).ok()?, u64::try_from(rest).ok()?))
        };
        let (mut parts, mut rests) =
            (Vec::with_capacity(weights.len()), Vec::with_capacity(weights.len()));
        let mut left_over = self.0;
        for (place, &weight) in weights.iter().enumerate() {
            let (whole, rest) = share(weight).ok_or(SplitError::NoWeight)?;
            parts.push(Self(whole));
            rests.push((core::cmp::Reverse(rest), place));
            left_over = left_over.saturating_sub(whole);
        }
        if parts.is_empty() {
            return Err(SplitError::NoWeight);
        }
        if left_over > 0 {
            rests.sort_unstable();
        }
        let extra = usize::try_from(left_over).unwrap_or(usize::MAX);
        for (_, place) in rests.into_iter().take(extra) {
            if let Some(part) = parts.get_mut(place) {
                *part = Self(part.0.saturating_add(1));
            }
        }
        Ok(parts)
    }
}
