//! Gives the runtime of measured calls an address, so that the caller can reach it over HTTP too.

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use shared::call::ServiceName;

use super::configuration::{Configuration, Target};
use crate::error::{Error, Result};

/// Ports below those that systems hand out by themselves: nobody's connection takes one between our look and our use.
const PORTS: std::ops::Range<u16> = 20_000..30_000;
/// The variable that tells the caller.
const ADDRESS: &str = "RUNTIME_URL";

impl Configuration {
    /// Puts a socket in front of the runtime, tells the caller where, and lets it go there.
    pub fn reach_runtime_over_http(&mut self) -> Result<()> {
        let port = free_port()?;
        let (caller, runtime) = (ServiceName::RpcCaller.as_str(), ServiceName::RpcRuntime.as_str());
        self.listen(runtime, port);
        self.bind(caller, ADDRESS, Target::Text(format!("http://127.0.0.1:{port}")))?;
        self.allow_loopback(caller)
    }
}

/// Ports that this process has tried: what it found free may not listen yet when it searches again.
static TRIED: AtomicU32 = AtomicU32::new(0);

/// A port that is free now; searches begin at different places in different processes.
pub(crate) fn free_port() -> Result<u16> {
    let length = PORTS.end - PORTS.start;
    let mut ports = (0..length).filter_map(|_| {
        let number = std::process::id().wrapping_add(TRIED.fetch_add(1, Relaxed)) % u32::from(length);
        u16::try_from(number).ok().map(|step| PORTS.start + step)
    });
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    ports.find(free).ok_or_else(|| Error::environment("no port from 20000 to 29999 is free"))
}
