//! Traffic of tenants, as data: which of them ask when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is sent in a cell of traffic. Times are in seconds, before the time scale divides them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Traffic {
    /// New tenants, one request each, by clients that never wait.
    Burst {
        /// How many tenants.
        tenants: u32,
        /// Requests under way at the same time.
        clients: u32,
    },
    /// An open loop over tenants whose data is there before.
    Sustained {
        /// How many tenants.
        tenants: u32,
        /// How long.
        seconds: f64,
        /// Arrivals in a second, on average.
        per_second: f64,
        /// By which share the rate rises and falls around its average.
        swing: f64,
        /// How long one rise and fall takes.
        period_seconds: f64,
        /// The exponent of popularity: the tenant of rank r is asked for as often as r to the minus this.
        skew: f64,
    },
    /// Every tenant once in a while, its data there before.
    Sparse {
        /// How many tenants.
        tenants: u32,
        /// From one request of a tenant to its next.
        every_seconds: f64,
        /// From one signal to the next, where signals are sent.
        keep_warm_seconds: f64,
        /// How long.
        seconds: f64,
    },
    /// New tenants one after the other, each with two requests.
    Second {
        /// How many tenants.
        tenants: u32,
    },
    /// One tenant that asks first, and others that come after it, one request each.
    CrossTenant {
        /// How many others.
        tenants: u32,
    },
    /// Pairs of requests of a tenant with an idle gap between them, its data there before.
    Gaps {
        /// The gaps.
        gap_seconds: Vec<f64>,
        /// How many tenants try each gap.
        trials: u32,
    },
}

/// How the requests of a round follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// One arm after the other, each by so many clients that never wait.
    Flood {
        /// Requests under way at the same time.
        clients: u32,
    },
    /// Request by request the arms alternate, and nothing else is under way.
    Alternating,
    /// Each at its time, all arms side by side.
    Schedule,
}

impl Traffic {
    /// The letter by which reports call it, and which tells its requests from those of other traffic of the same seed.
    pub const fn letter(&self) -> char {
        match self {
            Self::Burst { .. } => 'A',
            Self::Sustained { .. } => 'B',
            Self::Sparse { .. } => 'C',
            Self::Second { .. } => 'D',
            Self::CrossTenant { .. } => 'E',
            Self::Gaps { .. } => 'F',
        }
    }

    /// How many tenants take part.
    pub fn tenants(&self) -> u32 {
        match self {
            Self::Burst { tenants, .. }
            | Self::Sustained { tenants, .. }
            | Self::Sparse { tenants, .. }
            | Self::Second { tenants } => *tenants,
            Self::CrossTenant { tenants } => tenants.saturating_add(1),
            Self::Gaps { gap_seconds, trials } => {
                u32::try_from(gap_seconds.len()).unwrap_or(u32::MAX).saturating_mul(*trials)
            }
        }
    }

    /// How its requests follow each other.
    pub const fn pace(&self) -> Pace {
        match self {
            Self::Sustained { .. } | Self::Sparse { .. } | Self::Gaps { .. } => Pace::Schedule,
            Self::Second { .. } | Self::CrossTenant { .. } => Pace::Alternating,
            Self::Burst { clients, .. } => Pace::Flood { clients: *clients },
        }
    }

    /// Whether requests wait for their time.
    pub fn is_scheduled(&self) -> bool {
        self.pace() == Pace::Schedule
    }

    /// What is sent, for a reader.
    pub fn title(&self) -> String {
        match self {
            Self::Burst { tenants, clients } => {
                format!("burst: {tenants} new tenants, one request each, {clients} at a time, as fast as possible")
            }
            Self::Sustained { tenants, seconds, per_second, swing, skew, .. } => format!(
                "sustained: {tenants} tenants for {seconds} s, {per_second} requests a second ± {:.0} %, popularity 1/rank^{skew}",
                swing * 100.0
            ),
            Self::Sparse { tenants, every_seconds, keep_warm_seconds, seconds } => format!(
                "sparse: {tenants} tenants, one request per {every_seconds} s each, for {seconds} s, with and without \
                 keep-warm every {keep_warm_seconds} s"
            ),
            Self::Second { tenants } => format!("second request: {tenants} new tenants ask twice"),
            Self::CrossTenant { tenants } => {
                format!("cross-tenant: one tenant warms the place, then {tenants} others ask for the first time")
            }
            Self::Gaps { gap_seconds, trials } => {
                let (first, last) = (gap_seconds.first().unwrap_or(&0.0), gap_seconds.last().unwrap_or(&0.0));
                format!("idle gaps: {} gaps from {first} s to {last} s, {trials} tenants each", gap_seconds.len())
            }
        }
    }
}
