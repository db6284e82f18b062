//! The parts of a [`StatisticalModel`](crate::StatisticalModel), as plain data: for programs that fit coefficients of
//! their own, and for those who want to check how a prediction comes about.
//!
//! An [`Entry`] is the regression of one maker's family of products: the logarithm of a footprint is its intercept
//! plus its [`Weighted`] terms. [`Inputs`] are the facts of a product; what is missing is completed by the
//! entry's [`Joint`] distribution of facts, and the completed facts ([`Completed`]) go into the terms.

pub use crate::publisher::PAIA_GRAMS_PER_KWH;
pub use crate::statistical::{
    Completed, EditionFactor, Entry, Family, Inputs, Joint, Parts, Seen, Shares, Sheets, Term,
    Typical, Variable, Weighted, Z95, log_sd, share_for, standardised, year_number,
};
