//! What a pool would cost by the published price of dynamic Workers.

/// Prices in dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// For each name of a dynamic Worker with its code, on each day on which it is used.
    pub name_day: f64,
    /// For a million requests.
    pub million_requests: f64,
    /// For a million milliseconds of processor, those of starting included.
    pub million_cpu_ms: f64,
}

/// As published; what a plan includes for nothing is not taken off.
pub const PRICES: Prices = Prices { name_day: 0.002, million_requests: 0.30, million_cpu_ms: 0.02 };

/// What a day costs, by part.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dollars {
    /// For names.
    pub names: f64,
    /// For requests.
    pub requests: f64,
    /// For processor.
    pub cpu: f64,
}

impl Dollars {
    /// All of it.
    pub fn total(self) -> f64 {
        self.names + self.requests + self.cpu
    }
}

/// Counts the names that are billed: of a tenant as many a day as it had isolates at the same time, since those can be called first, second …
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// Isolates of a tenant now, and the most of today.
    each: Vec<(u16, u16)>,
    /// Whose isolate is in a slot.
    of_slots: Vec<u32>,
    pub(crate) billed: u64,
    day: u64,
    are_named: bool,
}

const DAY: u64 = 86_400_000_000_000;

impl Names {
    /// The last tenant is nobody: a spare has a name before it has an owner.
    pub(crate) fn new(tenants: u32, slots: u32, are_named: bool) -> Self {
        let each = vec![(0, 0); tenants as usize + 1];
        Self { each, of_slots: vec![tenants; slots as usize], billed: 0, day: 0, are_named }
    }

    /// An isolate is made in a slot.
    pub(crate) fn open(&mut self, now: u64, slot: u32, tenant: Option<u32>) {
        if now / DAY > self.day {
            self.day = now / DAY;
            // Those that live on are used, and billed, today as well.
            self.billed += if self.are_named { self.live() } else { 0 };
            self.forget_most();
        }
        let nobody = self.each.len() - 1;
        let tenant = tenant.map_or(nobody, |tenant| tenant as usize);
        self.of_slots[slot as usize] = u32::try_from(tenant).unwrap_or_default();
        let (open, most) = &mut self.each[tenant];
        *open = open.saturating_add(1);
        if *open > *most || !self.are_named {
            *most = (*most).max(*open);
            self.billed += 1;
        }
    }

    /// The isolate of a slot is gone.
    pub(crate) fn close(&mut self, slot: u32) {
        let (open, _) = &mut self.each[self.of_slots[slot as usize] as usize];
        *open = open.saturating_sub(1);
    }

    /// Forgets what was billed, but not who lives.
    pub(crate) fn begin_to_count(&mut self) {
        self.billed = if self.are_named { self.live() } else { 0 };
        self.forget_most();
    }

    fn live(&self) -> u64 {
        self.each.iter().map(|(open, _)| u64::from(*open)).sum()
    }

    fn forget_most(&mut self) {
        for (open, most) in &mut self.each {
            *most = *open;
        }
    }
}
