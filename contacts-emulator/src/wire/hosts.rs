use std::net::{IpAddr, SocketAddr};

use http::StatusCode;
use http::uri::Authority;

use crate::api::Answer;

/// The hosts for which the emulator answers.
///
/// A stranger's page can make its own name lead to this machine (DNS rebinding), and a browser then takes the
/// emulator for that stranger's server. The name that the browser sends reveals this.
#[derive(Debug)]
pub(crate) struct Hosts {
    /// How a client on this machine usually writes the host.
    own: String,
    address: IpAddr,
    allowed: Vec<String>,
}

impl Hosts {
    /// Returns the hosts of an emulator at this address, with the additional ones.
    pub(crate) fn new(address: SocketAddr, allowed: &[String]) -> Self {
        Hosts {
            own: address.to_string(),
            address: address.ip().to_canonical(),
            allowed: allowed.iter().map(|it| it.to_ascii_lowercase()).collect(),
        }
    }

    /// Checks whether the emulator answers for this host, `name` or `name:port`.
    pub(super) fn check(&self, host: &str) -> Result<(), Answer> {
        if host == self.own || is_localhost(host) {
            return Ok(());
        }
        let authority: Option<Authority> = host.parse().ok();
        let Some(authority) = authority.filter(is_host_and_port) else {
            return Err(Answer::bad_request("the host is not a name with a port"));
        };
        // An emulator that listens to other machines cannot know what they call this one.
        let is_any = !self.address.is_loopback() && self.allowed.is_empty();
        if is_any || self.has(&authority) {
            return Ok(());
        }
        Err(Answer::error(
            StatusCode::MISDIRECTED_REQUEST,
            "the emulator does not answer for this host: ask it as localhost, or allow the host",
        ))
    }

    fn has(&self, authority: &Authority) -> bool {
        let name = authority.host().to_ascii_lowercase();
        let whole = authority.as_str().to_ascii_lowercase();
        if self.allowed.iter().any(|it| *it == name || *it == whole) {
            return true;
        }
        let address = name.trim_start_matches('[').trim_end_matches(']');
        let address = address.parse::<IpAddr>().map(|it| it.to_canonical());
        address.is_ok_and(|it| it.is_loopback() || it == self.address)
    }
}

/// Returns whether this is the name of this machine, which no page can make lead elsewhere.
fn is_localhost(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    name.eq_ignore_ascii_case("localhost") && (port.is_empty() || port.parse::<u16>().is_ok())
}

/// Returns whether it has no user, and a valid port if any.
fn is_host_and_port(authority: &Authority) -> bool {
    let text = authority.as_str();
    let behind = text.strip_prefix(authority.host());
    matches!(behind, Some("" | ":")) || (behind.is_some() && authority.port().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(address: &str, allowed: &[&str], hosts: &[&str]) -> Vec<u16> {
        let allowed: Vec<_> = allowed.iter().map(|it| (*it).to_owned()).collect();
        let known = Hosts::new(address.parse().unwrap(), &allowed);
        let status = |host: &&str| {
            known
                .check(host)
                .map_or_else(|it| it.status.as_u16(), |()| 200)
        };
        hosts.iter().map(status).collect()
    }

    #[test]
    fn a_loopback_emulator_answers_loopback_hosts_only() {
        let hosts = [
            "127.0.0.1:8080",
            "127.0.0.1",
            "127.9.9.9:1",
            "localhost",
            "LocalHost:3000",
            "[::1]",
            "[::1]:8080",
            "[::ffff:127.0.0.1]:8080",
        ];
        assert_eq!(statuses("127.0.0.1:8080", &[], &hosts), [200; 8]);
        let strangers = [
            "rebound.example",
            "rebound.example:8080",
            "localhost.rebound.example",
            "127.0.0.1.rebound.example",
            "10.0.0.1",
            "[2001:db8::1]:8080",
            "0.0.0.0:8080",
        ];
        assert_eq!(statuses("127.0.0.1:8080", &[], &strangers), [421; 7]);
        let broken = [
            "",
            "a b",
            "user@localhost",
            "localhost:port",
            "[::1",
            "http://localhost",
        ];
        assert_eq!(statuses("127.0.0.1:8080", &[], &broken), [400; 6]);
    }

    #[test]
    fn others_are_answered_where_they_are_told() {
        let hosts = [
            "api.test",
            "API.test:1",
            "other.test:9",
            "other.test",
            "localhost",
        ];
        let statuses = statuses("[::1]:1", &["api.TEST", "other.test:9"], &hosts);
        assert_eq!(statuses, [200, 200, 200, 421, 200]);
    }

    #[test]
    fn an_emulator_for_all_answers_for_any_host_until_it_is_told() {
        let hosts = ["box.lan:8080", "10.0.0.7", "localhost", "a b"];
        assert_eq!(statuses("0.0.0.0:8080", &[], &hosts), [200, 200, 200, 400]);
        let told = statuses("10.0.0.7:8080", &["box.lan"], &hosts);
        assert_eq!(told, [200, 200, 200, 400]);
        assert_eq!(statuses("10.0.0.7:1", &["box.lan"], &["stranger"]), [421]);
    }
}
