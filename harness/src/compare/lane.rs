//! What is measured: the cells of a run, the arms, and the lanes in which samples are collected.

/// A place for the SQL engine; its name is the first part of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arm {
    /// The compute split: data in the object, engine in another Worker.
    New,
    /// The engine inside the object.
    Traditional,
    /// The object's own SQLite: the floor.
    Native,
}

impl Arm {
    /// Every arm, the floor last.
    pub(super) const ALL: [Self; 3] = [Self::New, Self::Traditional, Self::Native];

    /// The first part of the path.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Traditional => "traditional",
            Self::Native => "native",
        }
    }

    /// The lane of the arm's queries.
    pub(super) const fn lane(self) -> Lane {
        match self {
            Self::New => Lane::New,
            Self::Traditional => Lane::Traditional,
            Self::Native => Lane::Native,
        }
    }
}

/// A series of samples of one thing within a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// Queries of the compute split.
    New,
    /// Queries of the object with the engine inside.
    Traditional,
    /// Queries of the object's own SQLite.
    Native,
    /// The same as [`Lane::Native`] under another tenant: the A/A control.
    Control,
    /// `POST /compute/keep-warm`, which starts the engine and does nothing else.
    KeepWarm,
    /// A route that does not exist, which the router refuses alone.
    Router,
    /// The status of the compute split's object.
    NewStatus,
    /// The status of the object with the engine inside.
    TraditionalStatus,
    /// The status of the object that uses its own SQLite.
    NativeStatus,
    /// A request that makes few pings through the envelope.
    EnvelopeFew,
    /// A request that makes many pings through the envelope.
    EnvelopeMany,
    /// A request that makes few pings between the hand-written Workers.
    ScriptFew,
    /// A request that makes many pings between the hand-written Workers.
    ScriptMany,
    /// A tenant with few writes behind it.
    Young,
    /// A tenant with many writes behind it.
    Old,
    /// A tenant with next to no data.
    Small,
    /// A tenant with 10 MB of data.
    Large,
}

impl Lane {
    /// The name under which samples are stored and printed.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Traditional => "traditional",
            Self::Native => "native",
            Self::Control => "native again",
            Self::KeepWarm => "keep-warm",
            Self::Router => "router alone",
            Self::NewStatus => "new status",
            Self::TraditionalStatus => "traditional status",
            Self::NativeStatus => "native status",
            Self::EnvelopeFew => "envelope, few pings",
            Self::EnvelopeMany => "envelope, many pings",
            Self::ScriptFew => "JavaScript, few pings",
            Self::ScriptMany => "JavaScript, many pings",
            Self::Young => "100 writes",
            Self::Old => "10,000 writes",
            Self::Small => "empty tenant",
            Self::Large => "10 MB tenant",
        }
    }
}

/// One question with the lanes that answer it; its samples are one population per lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cell {
    /// The first request to an arm's Workers in a fresh process, for a tenant without data.
    ColdEmpty,
    /// The first request to an arm's Workers in a fresh process, for a tenant with data.
    ColdData,
    /// The second request in the processes of [`Cell::ColdEmpty`].
    ColdEmptyAgain,
    /// The second request in the processes of [`Cell::ColdData`].
    ColdDataAgain,
    /// The first request to compute in a fresh process, which starts its engine.
    ColdEngine,
    /// The second request in the processes of [`Cell::ColdEngine`].
    ColdEngineAgain,
    /// A point query by primary key.
    Hot,
    /// An update of one row.
    Write,
    /// Pings from object to compute.
    Hop,
    /// The same way, a part at a time.
    Path,
    /// A point query on a warm copy, young and old.
    AgeWarm,
    /// A point query on a cold copy, young and old.
    AgeCold,
    /// A point query on a cold copy, small and large.
    Hydrate,
}

impl Cell {
    /// Whether each sample stands alone, in a process of its own.
    pub(super) const fn is_cold_start(self) -> bool {
        matches!(self, Self::ColdEmpty | Self::ColdData | Self::ColdEngine)
    }

    /// The name under which samples are stored.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::ColdEmpty => "cold, no data",
            Self::ColdData => "cold, with data",
            Self::ColdEmptyAgain => "cold, no data, second request",
            Self::ColdDataAgain => "cold, with data, second request",
            Self::ColdEngine => "cold, engine alone",
            Self::ColdEngineAgain => "cold, engine alone, second request",
            Self::Hot => "hot query",
            Self::Write => "write",
            Self::Hop => "hop",
            Self::Path => "path",
            Self::AgeWarm => "age, warm copy",
            Self::AgeCold => "age, cold copy",
            Self::Hydrate => "hydrate",
        }
    }
}
