//! Asking a site, within bounds: time, bytes, requests, redirects. The only place of the program that reaches a
//! network, and it does so only because a person asked for a discussion. May use `ureq` and `url`.
//!
//! Redirects are followed here, one by one, so that none leads away from the site that was asked. A site that is
//! busy is asked again, later each time.

use std::io::Read as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::{Response, StatusCode, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body};
use url::{Host, Url};

use super::{Fault, Limits};
use crate::progress::Progress;

/// How this program names itself to sites.
const NAME: &str = concat!(
    "counterclaim/",
    env!("CARGO_PKG_VERSION"),
    " (desktop program; fetches one discussion when a person asks for it)"
);

/// Bytes taken at once, between looks at whether somebody asked to stop.
const CHUNK: usize = 64 * 1024;

/// How long a wait lasts between such looks.
const BLINK: Duration = Duration::from_millis(20);

/// Asks one site for the parts of one discussion.
pub(super) struct Client {
    agent: Agent,
    /// The site that was asked: where redirects may lead.
    base: Url,
    limits: Limits,
    progress: Progress,
    requests: usize,
    bytes: u64,
}

impl Client {
    /// A client for the site at `base`.
    pub(super) fn new(base: &Url, limits: &Limits, progress: &Progress) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(NAME)
            .accept("application/json")
            .timeout_connect(Some(limits.connect))
            .timeout_recv_response(Some(limits.answer))
            .timeout_per_read(Some(limits.answer))
            .timeout_global(Some(limits.request))
            .max_response_header_size(64 * 1024);
        let config = match is_here(base) {
            // What answers on this machine is not asked through a machine elsewhere.
            true => config.proxy(None),
            false => config,
        };
        let config = match base.scheme() {
            "https" => config.tls_config(tls()),
            _ => config,
        };
        Self {
            agent: config.build().new_agent(),
            base: base.clone(),
            limits: limits.clone(),
            progress: progress.clone(),
            requests: 0,
            bytes: 0,
        }
    }

    /// What the site answers at an address, as JSON that nobody has read yet. A site that is busy is asked again.
    pub(super) fn get(&mut self, address: &Url) -> Result<Vec<u8>, Fault> {
        let mut wait = self.limits.first_wait;
        let mut tries = 1;
        loop {
            match self.follow(address) {
                Err(Fault::Busy(status, wanted)) if tries < self.limits.tries => {
                    let pause = wanted.unwrap_or(wait);
                    if pause > self.limits.longest_wait {
                        return Err(Fault::Busy(status, wanted));
                    }
                    self.pause(pause)?;
                }
                Err(Fault::Broken(_)) if tries < self.limits.tries => self.pause(wait)?,
                other => return other,
            }
            tries += 1;
            wait *= 2;
        }
    }

    /// Where the site says that an address has moved to, which must be one of its own.
    pub(super) fn moved(&mut self, address: &Url) -> Result<Url, Fault> {
        let answer = self.ask(address)?;
        match answer.status().is_redirection() {
            true => self.next(address, &answer),
            false => self.body(answer).and(Err(Fault::Strange)),
        }
    }

    fn pause(&self, pause: Duration) -> Result<(), Fault> {
        let until = Instant::now() + pause;
        while Instant::now() < until {
            self.progress.check()?;
            std::thread::sleep(BLINK.min(pause));
        }
        Ok(())
    }

    /// Asks, and goes where the answer says it has moved to, within the site.
    fn follow(&mut self, address: &Url) -> Result<Vec<u8>, Fault> {
        let mut at = address.clone();
        for _ in 0..=self.limits.redirects {
            let answer = self.ask(&at)?;
            if !answer.status().is_redirection() {
                return self.body(answer);
            }
            at = self.next(&at, &answer)?;
        }
        Err(Fault::Circles)
    }

    /// One request.
    fn ask(&mut self, address: &Url) -> Result<Response<Body>, Fault> {
        self.progress.check()?;
        if self.requests >= self.limits.requests {
            return Err(Fault::Spent(self.limits.requests));
        }
        self.requests += 1;
        let asked = self.agent.get(address.as_str()).call();
        asked.map_err(|error| self.fault(error))
    }

    /// Where a redirect leads, if that is on the site.
    fn next(&self, from: &Url, answer: &Response<Body>) -> Result<Url, Fault> {
        let next = (answer.headers().get(header::LOCATION))
            .and_then(|to| from.join(to.to_str().ok()?).ok())
            .ok_or(Fault::Status(answer.status().as_u16()))?;
        match same_site(&self.base, &next) {
            true => Ok(next),
            false => Err(Fault::Elsewhere(plain(&next))),
        }
    }

    fn body(&mut self, mut answer: Response<Body>) -> Result<Vec<u8>, Fault> {
        let status = answer.status();
        match status {
            _ if status.is_success() => {}
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(Fault::Missing),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(Fault::Refused(status.as_u16()));
            }
            StatusCode::TOO_MANY_REQUESTS => return Err(busy(&answer)),
            _ if status.is_server_error() => return Err(busy(&answer)),
            _ => return Err(Fault::Status(status.as_u16())),
        }
        let most = (self.limits.answer_bytes).min(self.limits.all_bytes.saturating_sub(self.bytes));
        if (answer.body().content_length()).is_some_and(|length| length > most) {
            return Err(Fault::TooLarge(most));
        }
        let page = (answer.body().mime_type())
            .is_some_and(|mime| matches!(mime, "text/html" | "application/xhtml+xml"));
        let mut bytes = Vec::new();
        let mut chunk = vec![0; CHUNK];
        let mut reader = answer.body_mut().as_reader();
        let mut begins = false;
        loop {
            self.progress.check()?;
            let n = match reader.read(&mut chunk) {
                Ok(0) => break,
                Ok(n) => n,
                Err(error) => return Err(self.fault(error.into())),
            };
            bytes.extend_from_slice(chunk.get(..n).unwrap_or_default());
            if bytes.len() as u64 > most {
                return Err(Fault::TooLarge(most));
            }
            if !begins {
                match first_sign(&bytes) {
                    None => {}
                    Some(b'{' | b'[') if !page => begins = true,
                    Some(b'<') => return Err(Fault::Page),
                    Some(_) if page => return Err(Fault::Page),
                    Some(_) => return Err(Fault::NotJson),
                }
            }
        }
        if !begins {
            return Err(Fault::NotJson);
        }
        self.bytes += bytes.len() as u64;
        Ok(bytes)
    }

    /// What went wrong, as far as a person can act on it.
    fn fault(&self, error: ureq::Error) -> Fault {
        use ureq::{Error, Timeout};
        match error {
            Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
                Fault::Unreachable("it does not answer".to_owned())
            }
            Error::Timeout(_) => Fault::Slow,
            Error::HostNotFound => {
                Fault::Unreachable("there is no network, or no host of this name".to_owned())
            }
            Error::ConnectionFailed => Fault::Unreachable("no connection".to_owned()),
            Error::ConnectProxyFailed(why) => Fault::Unreachable(format!("the proxy said {why}")),
            Error::Io(error) => {
                use std::io::ErrorKind as K;
                // The system's number for it tells a person nothing.
                let why = error.to_string();
                let why = why.split(" (os error").next().unwrap_or(&why).to_owned();
                match error.kind() {
                    K::TimedOut | K::WouldBlock => Fault::Slow,
                    K::ConnectionReset
                    | K::ConnectionAborted
                    | K::BrokenPipe
                    | K::UnexpectedEof => Fault::Broken(why),
                    // So come faults of the safe connection, wrapped.
                    K::InvalidData => Fault::Unsafe(why),
                    // Names that can't be looked up come as errors of no particular kind.
                    _ => Fault::Unreachable(why),
                }
            }
            Error::Tls(why) => Fault::Unsafe(why.to_owned()),
            Error::Rustls(why) => Fault::Unsafe(why.to_string()),
            other => Fault::Broken(other.to_string()),
        }
    }
}

/// The site is busy; how long it asks to be left alone, if it says so in seconds.
fn busy(answer: &Response<Body>) -> Fault {
    let seconds = (answer.headers().get(header::RETRY_AFTER))
        .and_then(|wait| wait.to_str().ok()?.trim().parse().ok());
    Fault::Busy(answer.status().as_u16(), seconds.map(Duration::from_secs))
}

/// The first byte that is neither white space nor byte order mark.
fn first_sign(bytes: &[u8]) -> Option<u8> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    text.trim_ascii_start().first().copied()
}

/// An address without its query: for messages.
fn plain(address: &Url) -> String {
    let mut address = address.clone();
    address.set_query(None);
    address.set_fragment(None);
    address.to_string()
}

/// Whether an address is one of this machine.
fn is_here(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Whether an address is of the site that was asked: the same host (with or without `www.`) and port, and no less
/// safe. From plain to safe at the usual ports is allowed.
fn same_site(asked: &Url, next: &Url) -> bool {
    let host = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
    };
    let same_host = asked.has_host() && host(asked) == host(next);
    let port = |url: &Url| url.port_or_known_default();
    let same_door = asked.scheme() == next.scheme() && port(asked) == port(next);
    let safer = (asked.scheme(), next.scheme()) == ("http", "https")
        && (port(asked), port(next)) == (Some(80), Some(443));
    same_host && (same_door || safer)
}

/// Safe connections by the certificates that the system trusts.
fn tls() -> TlsConfig {
    // What can't be read is left out; with none at all the site can't be trusted, and the connection says so.
    let trusted = rustls_native_certs::load_native_certs().certs;
    let roots = trusted
        .iter()
        .map(|der| Certificate::from_der(der).to_owned());
    TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots.collect())))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(asked: &str, next: &str) -> bool {
        same_site(&Url::parse(asked).unwrap(), &Url::parse(next).unwrap())
    }

    #[test]
    fn redirects_stay_on_the_site_and_become_no_less_safe() {
        for (asked, next) in [
            ("https://a.org/x", "https://a.org/y?z=1"),
            ("https://a.org/", "https://www.a.org/"),
            ("https://www.a.org/", "https://a.org/"),
            ("http://a.org/", "https://a.org/"),
            ("http://127.0.0.1:81/", "http://127.0.0.1:81/other"),
            ("https://a.org/", "https://A.ORG:443/"),
        ] {
            assert!(same(asked, next), "{asked} {next}");
        }
        for (asked, next) in [
            ("https://a.org/", "http://a.org/"),
            ("https://a.org/", "https://b.org/"),
            ("https://a.org/", "https://a.org.evil.net/"),
            ("https://a.org/", "https://evil-a.org/"),
            ("https://a.org/", "https://x.a.org/"),
            ("https://a.org/", "https://a.org:8443/"),
            ("http://a.org:8080/", "https://a.org/"),
            ("http://127.0.0.1:81/", "http://127.0.0.1:82/"),
            ("http://127.0.0.1:81/", "http://localhost:81/"),
            ("https://a.org/", "https://a.org@evil.net/"),
            ("https://a.org/", "file:///etc/passwd"),
        ] {
            assert!(!same(asked, next), "{asked} {next}");
        }
    }
}
