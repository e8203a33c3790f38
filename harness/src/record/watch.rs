//! Watches the machine over a run: what the host took away, and how busy it was at both ends.

use std::fs;

use super::Machine;

/// The counters of the processors at the begin of a run.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    began: Option<ProcessorTime>,
}

/// Time that the processors spent since the system started, in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ProcessorTime {
    all: u64,
    stolen: u64,
}

impl Watch {
    /// Reads the counters.
    pub fn begin() -> Self {
        Self { began: ProcessorTime::now() }
    }

    /// Reads them again, and enters what became of them and how busy the machine is now.
    pub fn finish(&self, machine: &mut Machine) {
        let ended = ProcessorTime::now();
        machine.steal = self.began.zip(ended).and_then(|(began, ended)| began.steal_until(ended));
        machine.load_after = load();
    }
}

impl ProcessorTime {
    /// `None` on a system that does not tell.
    fn now() -> Option<Self> {
        Self::parse(&fs::read_to_string("/proc/stat").ok()?)
    }

    /// Reads the first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal, and the guests, whose
    /// time is already in the first two.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let counters = text.lines().next()?.strip_prefix("cpu ")?;
        let counters: Vec<u64> = counters.split_whitespace().take(8).map_while(|word| word.parse().ok()).collect();
        let stolen = *counters.get(7)?;
        Some(Self { all: counters.iter().sum(), stolen })
    }

    pub(super) fn steal_until(self, later: Self) -> Option<f64> {
        let all = later.all.checked_sub(self.all).filter(|all| *all > 0)?;
        let stolen = later.stolen.checked_sub(self.stolen)?;
        #[expect(clippy::cast_precision_loss, reason = "ticks of a run fit a double exactly")]
        let share = stolen as f64 / all as f64;
        Some(share)
    }
}

/// The load average of one minute, on a system that tells.
pub(super) fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}
