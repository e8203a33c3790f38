//! Gives the runtime of measured calls an address, so that the caller can reach it over HTTP too.

use std::net::{Ipv4Addr, TcpListener};

use super::configuration::{Configuration, Target};
use crate::{
    error::{Error, Result},
    project::Worker,
};

/// Ports below those that systems hand out by themselves: nobody's connection takes one between our look and our use.
const PORTS: std::ops::Range<u16> = 20_000..30_000;
/// The variable that tells the caller.
const ADDRESS: &str = "RUNTIME_URL";

impl Configuration {
    /// Puts a socket in front of the runtime, tells the caller where, and lets it go there.
    pub fn reach_runtime_over_http(&mut self) -> Result<()> {
        let port = free_port()?;
        let (caller, runtime) = (Worker::RpcCaller.name(), Worker::RpcRuntime.name());
        self.listen(runtime, port);
        self.bind(caller, ADDRESS, Target::Text(format!("http://127.0.0.1:{port}")))?;
        self.allow_loopback(caller)
    }
}

/// A port that is free now; searches begin at different places in different processes.
fn free_port() -> Result<u16> {
    let length = PORTS.end - PORTS.start;
    let offset = u16::try_from(std::process::id() % u32::from(length)).unwrap_or_default();
    let ports = (0..length).map(|step| PORTS.start + (offset + step) % length);
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    ports.into_iter().find(free).ok_or_else(|| Error::environment("no port from 20000 to 29999 is free"))
}
