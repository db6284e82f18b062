//! What a gram is claimed for, what its unit is in the registry, and which pairs of the two there
//! are.

use core::fmt;
use serde::Serialize;

/// What a gram is claimed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ClaimState {
    /// Nothing.
    Free,
    /// Held for an order that is not paid.
    Reserved,
    /// Kept for an order that is paid.
    Committed,
    /// Covers a product.
    Assigned,
    /// Covers a product, and a published certificate names it.
    Certified,
    /// A published certificate named it, and its product came back or it was lost and made good. It
    /// never serves again.
    Spent,
}

/// What a unit is in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RegistryState {
    /// The host has it.
    Held,
    /// The registry was asked to retire it.
    Requested,
    /// It is retired.
    Retired,
    /// It has become another programme's unit.
    Converted,
    /// It was given up without use.
    Cancelled,
    /// Another stream has it.
    Transferred,
    /// It has lost its worth.
    Invalidated,
    /// The registry holds it back. Its grams have no claim, not even free.
    Buffer,
}

/// What it means that a gram is in a claim state and its unit in a registry state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Pair {
    /// It can be allocated.
    Allocatable,
    /// It is free, but of no use: it cannot be allocated.
    Unusable,
    /// It is claimed, and what claims it has it.
    Sound,
    /// It is claimed, but lost: a shortfall that is listed and made good.
    Shortfall,
    /// It serves nothing any more.
    Over,
    /// There is no such gram.
    Never,
}

impl ClaimState {
    /// All claim states.
    pub const ALL: [Self; 6] =
        [Self::Free, Self::Reserved, Self::Committed, Self::Assigned, Self::Certified, Self::Spent];

    /// Which claim can follow on which, and by what. A replacement moves grams to another product's
    /// coverage and leaves their claim as it is.
    pub const STEPS: [(Self, Self, &'static str); 10] = [
        (Self::Free, Self::Reserved, "reserve, fill, make good"),
        (Self::Free, Self::Committed, "reallocate, fill, cover retroactively, make good"),
        (Self::Free, Self::Assigned, "make good"),
        (Self::Reserved, Self::Free, "expire, cancel, cancel part, confirm a part, make good"),
        (Self::Reserved, Self::Committed, "confirm"),
        (Self::Committed, Self::Free, "cancel, cancel part, make good"),
        (Self::Committed, Self::Assigned, "assign, cover retroactively"),
        (Self::Assigned, Self::Free, "return, revoke, make good"),
        (Self::Assigned, Self::Certified, "record certificate"),
        (Self::Certified, Self::Spent, "return, revoke, make good"),
    ];

    /// Whether a gram can go from this claim to another.
    pub fn may_become(self, next: Self) -> bool {
        Self::STEPS.iter().any(|&(from, to, _)| (from, to) == (self, next))
    }

    /// What it means that a gram with this claim is in a unit of this registry state.
    pub const fn beside(self, registry: RegistryState) -> Pair {
        use RegistryState as R;
        match (self, registry) {
            // Only free grams are transferred, and they stay free.
            (_, R::Buffer)
            | (
                Self::Reserved | Self::Committed | Self::Assigned | Self::Certified | Self::Spent,
                R::Transferred,
            ) => Pair::Never,
            (Self::Free, R::Held | R::Requested | R::Retired) => Pair::Allocatable,
            (Self::Free, R::Converted | R::Cancelled | R::Transferred | R::Invalidated) => {
                Pair::Unusable
            }
            (Self::Spent, _) => Pair::Over,
            (_, R::Held | R::Requested | R::Retired) => Pair::Sound,
            (_, R::Converted | R::Cancelled | R::Invalidated) => Pair::Shortfall,
        }
    }

    /// The name, such as `committed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Reserved => "reserved",
            Self::Committed => "committed",
            Self::Assigned => "assigned",
            Self::Certified => "certified",
            Self::Spent => "spent",
        }
    }
}

impl RegistryState {
    /// All registry states.
    pub const ALL: [Self; 8] = [
        Self::Held,
        Self::Requested,
        Self::Retired,
        Self::Converted,
        Self::Cancelled,
        Self::Transferred,
        Self::Invalidated,
        Self::Buffer,
    ];

    /// Which registry state can follow on which, and by what.
    pub const STEPS: [(Self, Self, &'static str); 10] = [
        (Self::Held, Self::Requested, "request retirement"),
        (Self::Held, Self::Retired, "record retirement of units that were not asked for"),
        (Self::Requested, Self::Held, "record retirement of other units"),
        (Self::Requested, Self::Retired, "record retirement"),
        (Self::Held, Self::Converted, "convert"),
        (Self::Held, Self::Cancelled, "cancel units"),
        (Self::Held, Self::Transferred, "transfer out"),
        (Self::Held, Self::Invalidated, "invalidate"),
        (Self::Requested, Self::Invalidated, "invalidate"),
        (Self::Retired, Self::Invalidated, "invalidate"),
    ];

    /// Whether a unit can go from this state to another.
    pub fn may_become(self, next: Self) -> bool {
        Self::STEPS.iter().any(|&(from, to, _)| (from, to) == (self, next))
    }

    /// Whether grams of such a unit are of no use any more: a claim on them is a shortfall.
    pub const fn is_lost(self) -> bool {
        matches!(ClaimState::Free.beside(self), Pair::Unusable)
    }

    /// The name, such as `requested`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Requested => "requested",
            Self::Retired => "retired",
            Self::Converted => "converted",
            Self::Cancelled => "cancelled",
            Self::Transferred => "transferred",
            Self::Invalidated => "invalidated",
            Self::Buffer => "buffer",
        }
    }
}

impl Pair {
    /// The name, such as `shortfall`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allocatable => "allocatable",
            Self::Unusable => "unusable",
            Self::Sound => "sound",
            Self::Shortfall => "shortfall",
            Self::Over => "over",
            Self::Never => "never",
        }
    }
}

impl fmt::Display for ClaimState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for RegistryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Grams by claim state. They sum to what the lot has, less the buffer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClaimTotals {
    /// Claimed by nothing.
    pub free: u64,
    /// Held for orders that are not paid.
    pub reserved: u64,
    /// Kept for orders that are paid.
    pub committed: u64,
    /// Covering products.
    pub assigned: u64,
    /// Named in certificates.
    pub certified: u64,
    /// Named in certificates, and no longer covering anything.
    pub spent: u64,
}

/// Grams by the registry state of their units. They sum to what the lot has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RegistryTotals {
    /// In units that are held.
    pub held: u64,
    /// In units whose retirement is requested.
    pub requested: u64,
    /// In units that are retired.
    pub retired: u64,
    /// In units that have become other units.
    pub converted: u64,
    /// In units that were given up.
    pub cancelled: u64,
    /// In units that another stream has.
    pub transferred: u64,
    /// In units that have lost their worth.
    pub invalidated: u64,
    /// In units that the registry holds back.
    pub buffer: u64,
}

/// Totals by state: each has a field per state.
macro_rules! totals {
    ($totals:ident by $state:ident: $($variant:ident = $field:ident),*) => {
        impl $totals {
            /// The grams in a state.
            pub const fn get(&self, state: $state) -> u64 {
                match state { $($state::$variant => self.$field,)* }
            }

            const fn of(&mut self, state: $state) -> &mut u64 {
                match state { $($state::$variant => &mut self.$field,)* }
            }

            /// All of so many grams in one state.
            pub(super) fn all(state: $state, grams: u64) -> Self {
                let mut totals = Self::default();
                *totals.of(state) = grams;
                totals
            }

            /// Adds grams to a state; `None` on overflow.
            pub(super) fn add(&mut self, state: $state, grams: u64) -> Option<()> {
                let total = self.of(state);
                *total = total.checked_add(grams)?;
                Some(())
            }

            /// Moves grams between states; `None`, and nothing changes, when there are not as many.
            pub(super) fn shift(&mut self, from: $state, to: $state, grams: u64) -> Option<()> {
                let rest = self.of(from).checked_sub(grams)?;
                let before = core::mem::replace(self.of(from), rest);
                match self.of(to).checked_add(grams) {
                    Some(sum) => *self.of(to) = sum,
                    None => {
                        *self.of(from) = before;
                        return None;
                    }
                }
                Some(())
            }

            /// The sum over all states.
            pub fn sum(&self) -> u128 {
                [$(self.$field),*]
                    .into_iter()
                    .fold(0, |sum, grams| sum.saturating_add(u128::from(grams)))
            }
        }
    };
}

totals! {
    ClaimTotals by ClaimState: Free = free, Reserved = reserved, Committed = committed,
    Assigned = assigned, Certified = certified, Spent = spent
}
totals! {
    RegistryTotals by RegistryState: Held = held, Requested = requested, Retired = retired,
    Converted = converted, Cancelled = cancelled, Transferred = transferred,
    Invalidated = invalidated, Buffer = buffer
}
