//! Interleaved blocks: the lanes of a cell side by side, pair after pair, in mirrored random order.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use shared::statistics::{Random, median, mirrored};

use super::{
    lane::{Cell, Lane},
    question::Question,
    samples::{Medians, Phase, Sample, Samples, milliseconds},
};
use crate::{
    client::{Client, Failure},
    error::{Error, Exit, Result},
};

/// Requests of one lane in one half of a pair; a block of 20 is two of them, one on the way there and one on the way back.
const HALF_BLOCK: usize = 10;
/// Fewest pairs of a round, however long they take.
const LEAST_PAIRS: usize = 4;
/// Requests of one lane in a window of the warm-up.
const WINDOW: usize = 40;
/// Windows after which warming up ends, agreement or not.
const MOST_WINDOWS: usize = 8;
/// Two windows agree when their medians differ by less than this factor.
const AGREEMENT: f64 = 1.05;

/// A lane with the questions it is asked in turn.
pub(super) struct Contender {
    /// Where its samples go.
    pub lane: Lane,
    /// Which of the connections it uses.
    pub connection: Connection,
    /// What it is asked, over and over.
    pub questions: Vec<Question>,
}

/// The two doors of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Connection {
    /// The project's router.
    Router,
    /// The front of the hand-written pair.
    Pair,
}

/// One connection to each door.
pub(super) struct Clients {
    /// To the router.
    pub router: Client,
    /// To the hand-written pair, where it runs.
    pub pair: Option<Client>,
}

impl Clients {
    /// Asks once, refuses a wrong answer, and hands back how long it took.
    pub(super) async fn ask(&mut self, connection: Connection, question: &Question) -> Result<Duration> {
        let client = match connection {
            Connection::Router => &mut self.router,
            Connection::Pair => {
                self.pair.as_mut().ok_or_else(|| Error::internal("the hand-written pair does not run"))?
            }
        };
        let exchange = client.send(&question.request).await.map_err(|failure| broken(&failure))?;
        match question.objection(&exchange) {
            None => Ok(exchange.elapsed),
            Some(objection) => Err(Error::new(Exit::WrongResponse, format!("{}: {objection}", question.request))),
        }
    }

    /// Asks the router several questions, one after the other.
    pub(super) async fn ask_all(&mut self, questions: &[Question]) -> Result<()> {
        for question in questions {
            self.ask(Connection::Router, question).await?;
        }
        Ok(())
    }
}

/// How much of a cell one round measures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// Most pairs.
    pub pairs: usize,
    /// After this time no further pair is begun.
    pub time: Duration,
}

/// One round of one cell.
pub(super) struct Blocks<'run> {
    /// The question.
    pub cell: Cell,
    /// The process, counted from zero.
    pub round: usize,
    /// Who is compared.
    pub contenders: Vec<Contender>,
    /// Where every sample goes.
    pub samples: &'run mut Samples,
    /// The source of the orders.
    pub random: &'run mut Random,
}

impl Blocks<'_> {
    /// Warms up, then measures pair after pair; `tell` gets the medians of each.
    pub(super) async fn measure(
        mut self,
        clients: &mut Clients,
        extent: Extent,
        mut tell: impl FnMut(&Medians),
    ) -> Result<()> {
        self.warm_up(clients).await?;
        let begun = Instant::now();
        let indices: Vec<usize> = (0..self.contenders.len()).collect();
        let mut turn = 0;
        for pair in 0..extent.pairs {
            if pair >= LEAST_PAIRS && begun.elapsed() > extent.time {
                break;
            }
            let mut times: BTreeMap<Lane, Vec<f64>> = BTreeMap::new();
            for (position, index) in mirrored(&indices, self.random).into_iter().enumerate() {
                let Some(contender) = self.contenders.get(index) else { continue };
                let lane = contender.lane;
                let half = self.block(clients, index, turn, HALF_BLOCK, Phase::Measured, (pair, position)).await?;
                times.entry(lane).or_default().extend(half);
            }
            turn += HALF_BLOCK;
            tell(&Medians::of_blocks(&times));
        }
        Ok(())
    }

    /// Runs windows of every lane until each agrees with the one before it.
    async fn warm_up(&mut self, clients: &mut Clients) -> Result<()> {
        let mut before: Vec<f64> = Vec::new();
        for window in 0..MOST_WINDOWS {
            let mut now = Vec::new();
            for index in 0..self.contenders.len() {
                let times = self.block(clients, index, 0, WINDOW, Phase::WarmUp, (window, index)).await?;
                now.extend(median(&times));
            }
            let agree = |(left, right): (&f64, &f64)| left.max(*right) < AGREEMENT * left.min(*right);
            if before.len() == now.len() && before.iter().zip(&now).all(agree) {
                break;
            }
            before = now;
        }
        Ok(())
    }

    async fn block(
        &mut self,
        clients: &mut Clients,
        index: usize,
        turn: usize,
        requests: usize,
        phase: Phase,
        (pair, position): (usize, usize),
    ) -> Result<Vec<f64>> {
        let mut times = Vec::with_capacity(requests);
        let Some(contender) = self.contenders.get(index) else { return Ok(times) };
        for question in contender.questions.iter().cycle().skip(turn % contender.questions.len().max(1)).take(requests)
        {
            let elapsed = clients.ask(contender.connection, question).await?;
            let (cell, round, lane) = (self.cell, self.round, contender.lane);
            self.samples.push(Sample { cell, lane, phase, round, pair, position, elapsed });
            times.push(milliseconds(elapsed));
        }
        Ok(times)
    }
}

/// The error of a request that got no answer.
pub(super) fn broken(failure: &Failure) -> Error {
    Error::new(Exit::InvalidRun, format!("a request got no answer: {failure}"))
}
