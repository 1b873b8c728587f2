//! A port for a server that will be stopped and started again on it.

use std::{
    hash::{BuildHasher as _, RandomState},
    net::{Ipv4Addr, TcpListener},
};

use anyhow::{Context as _, Result};

/// Below the kernel's range of ephemeral ports. Within it, a client that connects while the server is down can get the
/// server's own port as its source port, connect to itself, and keep the server from starting again.
const FIRST: u16 = 20_000;
const MANY: u16 = 12_000;

/// A port on loopback that is free now.
pub fn free() -> Result<u16> {
    // Where the search begins differs between processes, which start clusters at the same time.
    let start = RandomState::new().hash_one(std::process::id()) % u64::from(MANY);
    let start = u16::try_from(start)?;
    let mut ports = (0..MANY).map(|step| FIRST + (start + step) % MANY);
    ports.find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()).context("no port is free on 127.0.0.1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_port_can_be_bound_and_is_no_ephemeral_one() {
        let port = free().unwrap();
        assert!((FIRST..FIRST + MANY).contains(&port));
        assert!(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok());
    }
}
