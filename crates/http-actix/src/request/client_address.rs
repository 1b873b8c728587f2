//! Which address a request comes from if there are proxies in between: what a trusted proxy added is trusted, and
//! nothing that was in the header before.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

/// The client's address. `lines` are the values of all `X-Forwarded-For` headers, in the order in which they came.
///
/// Each proxy adds the address that it was called from at the right end. So the addresses are read from the right,
/// beginning with the peer: as long as the address at hand is a trusted proxy's, the next one to the left is
/// what that proxy saw. Reading ends at the first address that is no trusted proxy's, and before a hop that is no
/// address at all, because whatever stands to the left of that may be the client's own invention. If every hop is a
/// trusted proxy's, the leftmost is the client: it is the farthest that trusted proxies vouch for.
pub(crate) fn client_address<'a>(
    peer: IpAddr,
    lines: impl DoubleEndedIterator<Item = &'a [u8]>,
    trusted: &[IpNet],
) -> IpAddr {
    let mut known = peer.to_canonical();
    for hop in lines.rev().flat_map(|line| line.rsplit(|byte| *byte == b',')) {
        if !is_trusted(known, trusted) {
            break;
        }
        let Some(next) = address_of(hop) else { break };
        known = next;
    }
    known
}

/// Whether an address is a trusted proxy's, however address and network are written: `10.0.0.0/8` and
/// `::ffff:10.0.0.0/104` are the same network, and `10.0.0.1` and `::ffff:10.0.0.1` the same address.
pub(crate) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    let canonical = address.to_canonical();
    let mapped = match canonical {
        IpAddr::V4(address) => IpAddr::V6(address.to_ipv6_mapped()),
        IpAddr::V6(_) => canonical,
    };
    trusted.iter().any(|network| network.contains(&canonical) || network.contains(&mapped))
}

/// The address of one hop, in canonical form. Some proxies add a port, brackets or quotes. `unknown`, names that hide
/// an address (RFC 7239 6.3), zone ids and everything else are no addresses.
fn address_of(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?.trim_matches([' ', '\t']);
    let text = text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(text);
    if text.contains('%') {
        return None;
    }
    let bracketed = || text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'))?.parse().ok().map(IpAddr::V6);
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    let address = text.parse().ok().or_else(bracketed).or_else(with_port)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests;
