//! Splitting an amount by weights, to the gram.

use super::Co2e;

/// Why an amount cannot be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// There is no weight, or all of them are zero.
    #[error("cannot split by weights that sum to zero")]
    NoWeight,
    /// The weights sum to more than `u64::MAX`.
    #[error("the weights sum to more than {max}", max = u64::MAX)]
    WeightsTooLarge,
}

impl Co2e {
    /// Splits this amount by weights with the largest-remainder method.
    ///
    /// The parts sum to the whole, each is within one gram of its exact share, and grams left over
    /// go to the largest remainders, the earlier part first among equals.
    ///
    /// # Errors
    /// When the weights sum to zero or to more than `u64::MAX`.
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
        let total = u128::from(total);
        // A u64 times a u64 fits a u128, and a share is at most the whole.
        let share = |weight: u64| {
            let product = u128::from(self.0).saturating_mul(u128::from(weight));
            let whole = product.checked_div(total).and_then(|whole| u64::try_from(whole).ok())?;
            Some((whole, product.checked_rem(total)?))
        };
        let shares: Vec<(u64, u128)> = weights
            .iter()
            .map(|&weight| share(weight))
            .collect::<Option<_>>()
            .ok_or(SplitError::NoWeight)?;
        if shares.is_empty() {
            return Err(SplitError::NoWeight);
        }
        let floors: u64 = shares.iter().fold(0, |sum, &(floor, _)| sum.saturating_add(floor));
        let left_over = self.0.saturating_sub(floors);
        let mut order: Vec<usize> = (0..shares.len()).collect();
        order.sort_by_key(|&index| core::cmp::Reverse(shares.get(index).map(|&(_, rest)| rest)));
        let mut parts: Vec<Self> = shares.iter().map(|&(floor, _)| Self(floor)).collect();
        let extra = usize::try_from(left_over).unwrap_or(usize::MAX);
        for index in order.into_iter().take(extra) {
            if let Some(part) = parts.get_mut(index) {
                *part = Self(part.0.saturating_add(1));
            }
        }
        Ok(parts)
    }
}
