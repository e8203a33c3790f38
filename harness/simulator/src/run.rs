//! The loop: the next thing that happens is told to the engine, and what the engine asks for will happen.

use shared::{
    pool::{Answer, Arrival, Command, Counters, Engine, Life, Moment, Span},
    random::Random,
    rendezvous::bounded_home,
};

use crate::{
    arrivals::{Next, Stream},
    events::{Event, Events, Kind},
    exponential::Exponential,
    findings::Findings,
    found::Found,
    plan::{Arrivals, Plan},
    price::Names,
    processor::Processor,
};

/// A plan in which nothing comes after the warm-up, so that there is nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFewEvents;

/// Simulates a plan. The same seed gives the same findings.
pub fn simulate(plan: &Plan, seed: u64) -> Result<Findings, TooFewEvents> {
    if plan.requests <= plan.warm_up {
        return Err(TooFewEvents);
    }
    let mut world = World::new(plan, seed);
    world.run();
    Ok(world.finish())
}

struct World<'plan> {
    plan: &'plan Plan,
    engines: Vec<Engine>,
    processors: Vec<Processor>,
    events: Events,
    stream: Stream<'plan>,
    /// Draws how long things take, apart from who asks when: the same requests come to every policy.
    random: Random,
    exponential: Exponential,
    commands: Vec<Command>,
    names: Option<Names>,
    ticks: bool,
    patience: Span,
    now: u64,
    found: Found,
}

impl<'plan> World<'plan> {
    fn new(plan: &'plan Plan, seed: u64) -> Self {
        let mut seeds = Random::seeded(seed);
        let [arrivals, durations, choices] = std::array::from_fn(|_| seeds.next_bits());
        let engine = |machine: u32| Engine::new(&plan.pool, Random::seeded(choices ^ u64::from(machine)));
        let slots = plan.pool.size * plan.machines;
        let busy = plan.arrivals.per_second() * plan.service.mean_ms() / 1e3;
        let delay = plan.service.mean_ms().max(plan.costs.open.mean_ms()) * 1e6;
        let names = plan.costs.billed.then(|| Names::new(plan.tenants.count(), slots, plan.costs.named));
        let rules = &plan.pool;
        let ticks = plan.patience_ms.is_some()
            || rules.keeping == shared::pool::Keeping::Fixed
            || rules.keeping == shared::pool::Keeping::Histogram
            || [rules.shrink_after, rules.check_every, rules.open_patience, rules.drain_patience, rules.restart_age]
                .iter()
                .any(Option::is_some);
        Self {
            plan,
            engines: (0..plan.machines).map(engine).collect(),
            processors: (0..if plan.shares_processor { plan.machines } else { 0 })
                .map(|_| Processor::default())
                .collect(),
            events: Events::new(busy.min(f64::from(slots)) as usize, delay),
            stream: Stream::new(plan, arrivals),
            random: Random::seeded(durations),
            exponential: Exponential::new(),
            commands: Vec::with_capacity(64),
            names,
            ticks,
            patience: plan.patience_ms.map_or(Span::ENDLESS, |ms| Span::from_nanos((ms * 1e6) as u64)),
            now: 0,
            found: Found::new(plan),
        }
    }

    fn run(&mut self) {
        self.begin_machines();
        let mut left = self.plan.requests;
        let mut warm_up = self.plan.warm_up;
        if warm_up == 0 {
            self.begin_to_count();
        }
        let mut next = self.stream.next();
        let mut tick = self.next_tick();
        let is_trace = matches!(self.plan.arrivals, Arrivals::Trace(_));
        loop {
            let arrival = next.filter(|_| left > 0).map_or(u64::MAX, |next| next.at);
            let shared = self.next_shared();
            let first = arrival.min(tick).min(shared.0);
            let event = self.events.next(first);
            let first = first.min(event);
            // A stream has no end that means anything; a trace has, and its last requests are waited for.
            let is_over = if is_trace { left == 0 || next.is_none() } else { arrival == u64::MAX };
            if first == u64::MAX || is_over && (!is_trace || event.min(shared.0) == u64::MAX) {
                return;
            }
            self.pass(first);
            self.found.events += 1;
            if first == event {
                let event = self.events.pop();
                self.happen(event);
            } else if first == shared.0 {
                self.end_shared(shared.1);
            } else if let (true, Some(request)) = (first == arrival, next) {
                left -= 1;
                next = self.stream.next();
                self.arrive(request);
                if warm_up > 0 {
                    warm_up -= 1;
                    if warm_up == 0 {
                        self.begin_to_count();
                    }
                }
            } else {
                self.tick();
            }
            if self.ticks {
                tick = self.next_tick();
            }
        }
    }

    /// Lets every machine have the isolates that are there from the beginning, without anybody waiting for them.
    fn begin_machines(&mut self) {
        for machine in 0..self.plan.machines {
            let engine = &mut self.engines[machine as usize];
            let mut commands = Vec::new();
            engine.begin(Moment::START, &mut commands);
            let mut done = 0;
            while let Some(&command) = commands.get(done) {
                done += 1;
                if let Command::Open { at, owner, .. } = command {
                    if let Some(names) = &mut self.names {
                        names.open(0, machine * self.plan.pool.size + at.slot, owner);
                    }
                    engine.opened(Moment::START, at, &mut commands);
                }
            }
            self.found.levels.open += engine.gauges().open;
        }
    }

    fn begin_to_count(&mut self) {
        self.found.is_counting = true;
        self.found.began = self.now;
        self.found.before = self.counters();
        self.found.areas = [0.0; 3];
        self.found.opened = 0;
        self.found.most_open = self.found.levels.open;
        if let Some(names) = &mut self.names {
            names.begin_to_count();
        }
    }

    fn pass(&mut self, now: u64) {
        let Found { levels, areas, accounted, .. } = &mut self.found;
        let span = (now - *accounted) as f64;
        *accounted = now;
        areas[0] += f64::from(levels.waiting) * span;
        areas[1] += f64::from(levels.running) * span;
        areas[2] += f64::from(levels.open) * span;
        self.now = now;
    }

    fn arrive(&mut self, request: Next) {
        let machine = self.home(request.tenant);
        let now = Moment::from_nanos(self.now);
        let owner = if self.plan.pool.owners == 1 { 0 } else { request.tenant };
        let deadline = now.after(self.patience);
        let arrival = Arrival { request: request.name, owner, deadline };
        self.tell(machine, |engine, now, commands| engine.arrive(now, arrival, commands));
    }

    /// The machine of a tenant.
    fn home(&self, tenant: u32) -> u32 {
        if self.engines.len() == 1 {
            return 0;
        }
        let loads: Vec<u32> = self.engines.iter().map(Engine::gauges).map(|now| now.running + now.waiting).collect();
        bounded_home(tenant, &loads, self.plan.pool.load_factor_percent)
    }

    fn happen(&mut self, event: Event) {
        let (machine, slot) = if self.engines.len() == 1 {
            (0, event.slot)
        } else {
            (event.slot / self.plan.pool.size, event.slot % self.plan.pool.size)
        };
        let at = Life { slot, life: event.life };
        match event.kind {
            Kind::Answered => {
                let answer = self.answer();
                self.tell(machine, |engine, now, commands| engine.answered(now, at, answer, commands));
            }
            Kind::Opened => self.tell(machine, |engine, now, commands| engine.opened(now, at, commands)),
        }
    }

    /// An answer says how large its isolate is only where a policy listens.
    fn answer(&self) -> Answer {
        let listens =
            self.plan.pool.pressure_bytes.is_some() || self.plan.pool.keeping == shared::pool::Keeping::GreedyDual;
        Answer { bytes: listens.then_some(self.plan.costs.isolate_bytes), ..Answer::GOOD }
    }

    fn next_tick(&self) -> u64 {
        if !self.ticks {
            return u64::MAX;
        }
        self.engines
            .iter()
            .filter_map(Engine::next_tick)
            .map(Moment::nanos)
            .min()
            .map_or(u64::MAX, |at| at.max(self.now))
    }

    fn tick(&mut self) {
        for machine in 0..self.plan.machines {
            let engine = &self.engines[machine as usize];
            if engine.next_tick().is_some_and(|at| at.nanos() <= self.now) {
                self.tell(machine, Engine::tick);
            }
        }
    }

    fn next_shared(&self) -> (u64, u32) {
        let each = (0_u32..).zip(&self.processors).map(|(machine, processor)| (processor.next(), machine));
        each.min().unwrap_or((u64::MAX, 0))
    }

    fn end_shared(&mut self, machine: u32) {
        let Some(share) = self.processors[machine as usize].end(self.now) else { return };
        self.found.note_sojourn(self.now - share.arrived);
        let at = Life { slot: share.slot, life: share.life };
        let answer = self.answer();
        self.tell(machine, |engine, now, commands| engine.answered(now, at, answer, commands));
    }

    /// Tells a machine what happened, and does what it asks for.
    fn tell(&mut self, machine: u32, event: impl FnOnce(&mut Engine, Moment, &mut Vec<Command>)) {
        let now = Moment::from_nanos(self.now);
        let engine = &mut self.engines[machine as usize];
        let before = engine.gauges();
        event(engine, now, &mut self.commands);
        let mut done = 0;
        while let Some(&command) = self.commands.get(done) {
            done += 1;
            self.obey(machine, command);
        }
        self.commands.clear();
        let after = self.engines[machine as usize].gauges();
        let levels = &mut self.found.levels;
        levels.waiting = levels.waiting + after.waiting - before.waiting;
        levels.running = levels.running + after.running - before.running;
        levels.open = levels.open + after.open - before.open;
        self.found.most_open = self.found.most_open.max(levels.open);
    }

    fn obey(&mut self, machine: u32, command: Command) {
        match command {
            Command::Run { at, request, waited, start } => {
                let (tenant, service) = match &self.plan.arrivals {
                    Arrivals::Trace(trace) => {
                        let call = trace.calls[request as usize];
                        (call.tenant, call.duration)
                    }
                    Arrivals::Poisson(_) | Arrivals::Bursts { .. } | Arrivals::Day { .. } => {
                        (request, self.plan.service.draw(&mut self.random, &self.exponential))
                    }
                };
                self.found.note_start(self.now, waited.nanos(), start, tenant);
                if let Some(processor) = self.processors.get_mut(machine as usize) {
                    processor.begin(self.now, service, (at.slot, at.life), self.now - waited.nanos());
                } else {
                    self.found.note_sojourn(waited.nanos() + service);
                    self.expect(machine, at, service, Kind::Answered);
                }
            }
            Command::Open { at, owner, .. } => {
                self.found.opened += 1;
                let slot = machine * self.plan.pool.size + at.slot;
                if let Some(names) = &mut self.names {
                    names.open(self.now, slot, owner);
                }
                let delay = self.plan.costs.open.draw(&mut self.random, &self.exponential);
                self.expect(machine, at, delay, Kind::Opened);
            }
            Command::Retire { at } => {
                self.forget_name(machine, at);
                self.engines[machine as usize].closed(Moment::from_nanos(self.now), at, &mut self.commands);
            }
            Command::Dispose { at } => self.forget_name(machine, at),
            Command::Check { at } => self.engines[machine as usize].checked(at, None),
            // The engine counts them by kind.
            Command::Refuse { .. } => {}
        }
    }

    fn forget_name(&mut self, machine: u32, at: Life) {
        let slot = machine * self.plan.pool.size + at.slot;
        if let Some(names) = &mut self.names {
            names.close(slot);
        }
    }

    fn expect(&mut self, machine: u32, at: Life, delay: u64, kind: Kind) {
        let slot = if machine == 0 { at.slot } else { machine * self.plan.pool.size + at.slot };
        self.events.push(Event { at: self.now + delay, slot, life: at.life, kind });
    }

    fn counters(&self) -> Counters {
        self.engines.iter().fold(Counters::default(), |sum, engine| sum.plus(engine.counters()))
    }

    fn finish(mut self) -> Findings {
        self.pass(self.now);
        let Found { began, before, events, levels, areas, .. } = self.found;
        let counters = self.counters().since(&before);
        let span = (self.now - began).max(1) as f64;
        let costs = &self.plan.costs;
        let [waiting, running, open] = areas.map(|area| area / span);
        let footprint: usize = self.engines.iter().map(|engine| engine.bytes().0).sum();
        Findings {
            seconds: span / 1e9,
            counters,
            waits: self.found.waits,
            waited: self.found.waited,
            wait_ms: self.found.wait / 1e6,
            sojourn_ms: self.found.sojourn / 1e6,
            sojourn_squares: self.found.sojourn_squares,
            sojourns: self.found.sojourns,
            in_system: waiting + running,
            running,
            open,
            most_open: self.found.most_open,
            bytes: open * costs.isolate_bytes as f64,
            names: self.names.as_ref().map_or(0, |names| names.billed),
            cpu_ms: counters.started as f64 * costs.request_cpu_ms + self.found.opened as f64 * costs.open_cpu_ms,
            events,
            footprint: footprint + self.events.bytes(),
            day: self.found.day,
            left: u64::from(levels.waiting) + u64::from(levels.running),
        }
    }
}
