//! The port on which a person reaches the router: free or not on the loopback address of either family, and who has it.

mod holder;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use crate::{
    error::{Error, Result},
    machine::workerd::free_port,
};

/// Ports that are tried for one that is free in both families.
const TRIES: usize = 100;

/// The addresses by which this machine reaches itself: that of the fourth version of the protocol, and that of the sixth where
/// the machine has it.
pub(crate) fn loopbacks() -> Vec<IpAddr> {
    let sixth = IpAddr::from(Ipv6Addr::LOCALHOST);
    let has_sixth = TcpListener::bind((sixth, 0)).is_ok();
    [IpAddr::from(Ipv4Addr::LOCALHOST)].into_iter().chain(has_sixth.then_some(sixth)).collect()
}

/// The port itself where it is free on every loopback address, and for 0 one that is.
pub(crate) fn settle(port: u16) -> Result<u16> {
    if port != 0 {
        return check(port).map(|()| port);
    }
    for _ in 0..TRIES {
        let port = free_port()?;
        if check(port).is_ok() {
            return Ok(port);
        }
    }
    Err(Error::environment("no port is free on every loopback address"))
}

/// An error unless the port is free; it says who has it.
pub(crate) fn check(port: u16) -> Result<()> {
    for address in loopbacks().into_iter().map(|address| SocketAddr::from((address, port))) {
        if let Err(error) = TcpListener::bind(address) {
            let who = holder::find(port).map(|holder| format!("; {holder} listens there")).unwrap_or_default();
            let other = port.checked_add(1).unwrap_or(8787);
            return Err(Error::environment(format!("port {port} cannot be used: {address}: {error}{who}"))
                .remedy(format!("cargo lab up --port {other}")));
        }
    }
    Ok(())
}
