//! Credit: what a response is worth by the bank's own judgement, from -1 to 1.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The share of a question's points that a response earns: 1 is fully right, 0 earns nothing, below
/// 0 costs something. Always finite and within -1 to 1; made from counts, never summed part by
/// part, so that full parts give exactly 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Credit(f64);

impl Credit {
    /// Fully right.
    pub const FULL: Self = Self(1.0);
    /// Nothing.
    pub const NONE: Self = Self(0.0);

    /// A credit, if `value` is within -1 to 1.
    pub fn new(value: f64) -> Option<Self> {
        // adding 0.0 turns a negative zero into zero
        (-1.0..=1.0).contains(&value).then_some(Self(value + 0.0))
    }

    /// `right` of `all` counted parts; nothing of nothing is nothing.
    pub fn share(right: usize, all: usize) -> Self {
        if all == 0 {
            Self::NONE
        } else {
            Self(right.min(all) as f64 / all as f64)
        }
    }

    /// Full or nothing.
    pub fn whether(right: bool) -> Self {
        if right { Self::FULL } else { Self::NONE }
    }

    /// The number.
    pub fn value(self) -> f64 {
        self.0
    }

    /// Whether it is the full credit.
    pub fn is_full(self) -> bool {
        self.0 >= 1.0
    }
}

impl From<Credit> for f64 {
    fn from(credit: Credit) -> f64 {
        credit.0
    }
}

impl TryFrom<f64> for Credit {
    type Error = String;
    fn try_from(value: f64) -> Result<Self, String> {
        Self::new(value).ok_or_else(|| format!("{value} is no credit: it must be from -1 to 1"))
    }
}

/// Shown with at most two decimals: `1`, `0.86`, `-0.5`.
impl fmt::Display for Credit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::text::number_for_people(self.0))
    }
}
