//! The calls of the pools, of the host that opens isolates, and of the isolates themselves.

use super::{Call, Pool, PoolHost, PoolIsolate};
use crate::{
    encoding::{Json, Postcard},
    isolation::{Drain, Execute, HostReport, IsolateState, PoolReport, Resize, TaskInput, TaskOutput, Told, Warm},
};

/// Run a task in an isolate of the pool, or refuse it.
pub enum RunPooled {}
impl Call for RunPooled {
    type Service = Pool;
    type Input = Execute;
    type Output = Told;
    type Encoding = Postcard;
    const METHOD: &'static str = "execute";
}

/// Say what the pool holds.
pub enum ReadPool {}
impl Call for ReadPool {
    type Service = Pool;
    type Input = ();
    type Output = PoolReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "status";
}

/// Have the pool be larger or smaller.
pub enum ResizePool {}
impl Call for ResizePool {
    type Service = Pool;
    type Input = Resize;
    type Output = PoolReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "resize";
}

/// Have the pool take nothing more, and answer when its isolates are gone.
pub enum DrainPool {}
impl Call for DrainPool {
    type Service = Pool;
    type Input = Drain;
    type Output = PoolReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "drain";
}

/// Have the pool make isolates ahead, and take requests again if it was drained.
pub enum WarmPool {}
impl Call for WarmPool {
    type Service = Pool;
    type Input = Warm;
    type Output = PoolReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "warm";
}

/// Run a task without any pool: in an isolate by name, in one for this task alone, or in the host itself.
pub enum RunUnpooled {}
impl Call for RunUnpooled {
    type Service = PoolHost;
    type Input = Execute;
    type Output = Told;
    type Encoding = Postcard;
    const METHOD: &'static str = "execute";
}

/// Say what the host has seen.
pub enum ReadHost {}
impl Call for ReadHost {
    type Service = PoolHost;
    type Input = ();
    type Output = HostReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "status";
}

/// Run a task in this isolate.
pub enum RunTask {}
impl Call for RunTask {
    type Service = PoolIsolate;
    type Input = TaskInput;
    type Output = TaskOutput;
    type Encoding = Json;
    const METHOD: &'static str = "run";
}

/// Say what the isolate is.
pub enum ReadIsolate {}
impl Call for ReadIsolate {
    type Service = PoolIsolate;
    type Input = ();
    type Output = IsolateState;
    type Encoding = Json;
    const METHOD: &'static str = "state";
}

/// Finish what tasks left behind, then end behind the answer; the name is free from then on.
pub enum RetireIsolate {}
impl Call for RetireIsolate {
    type Service = PoolIsolate;
    type Input = ();
    type Output = ();
    type Encoding = Json;
    const METHOD: &'static str = "retire";
}
