//! Makes samples of tenants whose truth is known.

use std::time::Duration;

use shared::{
    engine::EngineName,
    ids::RandomId,
    timing::{CopyState, EngineState},
};

use crate::{
    experiments::study::Study,
    instrument::{
        samples::{Outcome, Phase, Place, Places, Purpose, Sample, Samples, Times, Told},
        scenario::Scenario,
    },
    record::{
        ArmFinding, Findings,
        analysis::{findings, made::card},
    },
};

/// A sample by the names of its cell and its arm.
pub(super) struct Made {
    pub cell: String,
    pub arm: String,
    pub sample: Sample,
}

impl Made {
    /// The same with a change to the sample.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Sample)) -> Self {
        change(&mut self.sample);
        self
    }

    /// The same with a change to what its answer told.
    pub(super) fn told(mut self, change: impl FnOnce(&mut Told)) -> Self {
        let told = self.sample.told.as_mut().unwrap();
        change(told);
        self.sample.phase = if told.purpose == Purpose::Measured { Phase::Measured } else { Phase::WarmUp };
        self
    }
}

/// A right and warm answer for tenant 0 from isolate 1, at second 0.
pub(super) fn sample() -> Sample {
    let told = Told {
        tenant: 0,
        ordinal: 0,
        purpose: Purpose::Measured,
        gap: None,
        engine: Some(EngineState::Warm),
        copy: Some(CopyState::Hit),
        places: places(1, Some(10)),
    };
    Sample {
        series: Samples::default().series("sustained", "new"),
        operations: 1,
        clients: 1,
        phase: Phase::Measured,
        round: 0,
        pair: 0,
        position: 0,
        times: Times { first_byte: 900_000, last_byte: 1_000_000, ..Times::default() },
        outcome: Outcome::Right,
        status: 200,
        ray: None,
        tally: None,
        told: Some(Box::new(told)),
    }
}

/// An answer to a tenant in a cell that took so many milliseconds.
pub(super) fn took(cell: &str, arm: &str, tenant: u32, milliseconds: f64, engine: EngineState) -> Made {
    let last_byte = u64::try_from(Duration::from_secs_f64(milliseconds / 1e3).as_nanos()).unwrap();
    let made = Made { cell: cell.to_owned(), arm: arm.to_owned(), sample: sample() };
    made.with(|sample| sample.times.last_byte = last_byte)
        .told(|told| (told.tenant, told.engine) = (tenant, Some(engine)))
}

/// The way through an object to compute in an isolate.
pub(super) fn places(isolate: u64, object: Option<u64>) -> Places {
    let place = |service: &str, isolate, object| Place {
        service: service.to_owned(),
        isolate: RandomId(isolate),
        instance: RandomId(isolate + 1000),
        object,
    };
    Places(vec![place("state", 99, object.map(RandomId)), place("compute", isolate, None)])
}

/// All architectures on the first engine.
pub(super) fn scenario() -> Scenario {
    Study::tenants(&[EngineName::Sqlite], &[], 1.0).scenario
}

/// What is found of the samples in a scenario.
pub(super) fn found_in(scenario: &Scenario, made: impl IntoIterator<Item = Made>) -> Findings {
    let mut samples = Samples::default();
    for Made { cell, arm, sample } in made {
        let series = samples.series(&cell, &arm);
        samples.push(Sample { series, ..sample });
    }
    findings(&samples, scenario, &card())
}

/// The same in the usual scenario.
pub(super) fn found(made: impl IntoIterator<Item = Made>) -> Findings {
    found_in(&scenario(), made)
}

/// An arm of a cell that has samples.
pub(super) fn arm<'a>(findings: &'a Findings, cell: &str, arm: &str) -> &'a ArmFinding {
    findings.cell(cell).unwrap().arm(arm).unwrap()
}
