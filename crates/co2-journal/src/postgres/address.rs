//! The address of a ledger: that of a database, and the name of a stream in it.

use super::error::OpenPostgresError;
use percent_encoding::percent_decode_str;
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The stream of an address that does not name one.
const STREAM: &str = "main";
/// The greatest length of a stream's name, in characters.
const STREAM_CHARS: usize = 63;
/// The greatest time for an attempt to connect, unless the address sets another.
const CONNECT: Duration = Duration::from_secs(5);
/// The time for which sent data may stay without an acknowledgement, unless the address sets another.
const UNHEARD: Duration = Duration::from_secs(10);
/// The time for which a server may be silent while it owes an answer, unless the address sets another. It is longer
/// than the server lets a statement wait for a lock.
const ANSWER: Duration = Duration::from_secs(15);

/// The content of an address.
#[derive(Clone)]
pub(super) struct Address {
    /// The configuration of each host.
    pub(super) hosts: Vec<Config>,
    pub(super) stream: String,
    /// The time for which a server may be silent while it owes an answer.
    pub(super) answer: Duration,
    pub(super) tls: MakeRustlsConnect,
}

/// Returns true if a text is the address of a PostgreSQL server rather than a path.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

impl Address {
    /// Parses an address. The parameters for TLS and the stream are handled here; the rest is left to the client.
    pub(super) fn parse(text: &str) -> Result<Self, OpenPostgresError> {
        if !is_address(text) {
            return Err(malformed("it does not begin with postgres://"));
        }
        let (place, parameters) = text.split_once('?').unwrap_or((text, ""));
        // The rest of a password with a question mark would be quoted as the name of a parameter.
        if parameters.contains('@') {
            return Err(malformed(
                "there is an @ after a question mark; in a password a question mark is written as %3F, and in a \
                 parameter an @ as %40",
            ));
        }
        let (mut stream, mut roots, mut mode) = (STREAM.to_owned(), None, None);
        let mut answer = ANSWER;
        let mut rest = Vec::new();
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            // Not quoted: it may be the rest of a password.
            let pair = parameter.split_once('=');
            let (key, value) = pair.ok_or_else(|| malformed("a parameter has no value"))?;
            match key {
                "stream" => stream = decode(value)?,
                "sslrootcert" => roots = Some(PathBuf::from(decode(value)?)),
                "sslmode" => mode = Some(value),
                "answer_timeout" => answer = seconds(value)?,
                _ => rest.push(parameter),
            }
        }
        check_stream(&stream)?;
        let rest =
            if rest.is_empty() { place.to_owned() } else { format!("{place}?{}", rest.join("&")) };
        let mut config: Config = rest.parse().map_err(|error: tokio_postgres::Error| {
            OpenPostgresError::Address { reason: co2_units::error::chain(&error) }
        })?;
        config.ssl_mode(match mode {
            Some("disable") => SslMode::Disable,
            Some("prefer") => SslMode::Prefer,
            // The certificate is verified whenever TLS is used, so these do not ask for more than `require`.
            Some("require" | "verify-ca" | "verify-full") => SslMode::Require,
            Some(_) => return Err(malformed("sslmode is disable, prefer, require or verify-full")),
            // Nothing on the way can listen, or take TLS out.
            None if is_local(&config) => SslMode::Disable,
            None => SslMode::Require,
        });
        let tls = tls(config.get_ssl_mode(), roots.as_deref())?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNHEARD);
        }
        if !rest.contains("keepalives") {
            config.keepalives_idle(UNHEARD);
            config.keepalives_interval(Duration::from_secs(2));
        }
        if config.get_application_name().is_none() {
            config.application_name("co2-journal");
        }
        Ok(Self { hosts: each_host(&config)?, stream, answer, tls })
    }

    /// Requires a server that can be written to: of several hosts in the address, the primary.
    pub(super) fn writable(mut self) -> Self {
        for host in &mut self.hosts {
            host.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        self
    }
}

/// Returns true if all hosts are this machine.
fn is_local(config: &Config) -> bool {
    let is_local = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    // Where there are addresses, they are used, and the names are only compared with the certificates.
    match config.get_hostaddrs() {
        [] => config.get_hosts().iter().all(is_local),
        addresses => addresses.iter().all(IpAddr::is_loopback),
    }
}

/// Returns a configuration for each host.
fn each_host(all: &Config) -> Result<Vec<Config>, OpenPostgresError> {
    let (names, addresses, ports) = (all.get_hosts(), all.get_hostaddrs(), all.get_ports());
    let count = names.len().max(addresses.len());
    let fits = |length: usize| length == 0 || length == count;
    if !fits(names.len()) || !fits(addresses.len()) || !(fits(ports.len()) || ports.len() == 1) {
        return Err(malformed("it has not as many names, addresses and ports of hosts"));
    }
    let host = |n: usize| {
        let mut one = Config::new();
        one.ssl_mode(all.get_ssl_mode())
            .ssl_negotiation(all.get_ssl_negotiation())
            .keepalives(all.get_keepalives())
            .keepalives_idle(all.get_keepalives_idle())
            .target_session_attrs(all.get_target_session_attrs())
            .channel_binding(all.get_channel_binding())
            .load_balance_hosts(all.get_load_balance_hosts());
        all.get_user().map(|user| one.user(user));
        all.get_password().map(|password| one.password(password));
        all.get_dbname().map(|name| one.dbname(name));
        all.get_options().map(|options| one.options(options));
        all.get_application_name().map(|name| one.application_name(name));
        all.get_connect_timeout().map(|time| one.connect_timeout(*time));
        all.get_tcp_user_timeout().map(|time| one.tcp_user_timeout(*time));
        all.get_keepalives_interval().map(|time| one.keepalives_interval(time));
        all.get_keepalives_retries().map(|count| one.keepalives_retries(count));
        match names.get(n) {
            Some(Host::Tcp(name)) => drop(one.host(name)),
            #[cfg(unix)]
            Some(Host::Unix(path)) => drop(one.host_path(path)),
            None => {}
        }
        addresses.get(n).map(|address| one.hostaddr(*address));
        ports.get(n).or_else(|| ports.first()).map(|port| one.port(*port));
        one
    };
    Ok((0..count).map(host).collect())
}

/// Reads a number of seconds.
fn seconds(value: &str) -> Result<Duration, OpenPostgresError> {
    match value.parse::<u32>() {
        Ok(seconds @ 1..) => Ok(Duration::from_secs(seconds.into())),
        _ => Err(malformed("answer_timeout is a number of seconds, at least 1")),
    }
}

fn malformed(reason: impl Into<String>) -> OpenPostgresError {
    OpenPostgresError::Address { reason: reason.into() }
}

fn decode(value: &str) -> Result<String, OpenPostgresError> {
    let decoded = percent_decode_str(value).decode_utf8();
    decoded.map(Into::into).map_err(|_| malformed("a parameter is not UTF-8"))
}

fn check_stream(name: &str) -> Result<(), OpenPostgresError> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > STREAM_CHARS || !name.chars().all(good) {
        return Err(malformed(format!(
            "the name of a stream has 1 to {STREAM_CHARS} letters, digits, hyphens, underscores and full stops"
        )));
    }
    Ok(())
}

/// Sets up TLS with rustls: the server's certificate is always verified, against the given roots or those of
/// this machine.
fn tls(mode: SslMode, roots: Option<&Path>) -> Result<MakeRustlsConnect, OpenPostgresError> {
    let mut store = RootCertStore::empty();
    match roots {
        _ if mode == SslMode::Disable => {}
        Some(path) => {
            let unread =
                |reason: String| OpenPostgresError::Roots { path: path.to_owned(), reason };
            let certificates = CertificateDer::pem_file_iter(path);
            for certificate in certificates.map_err(|error| unread(error.to_string()))? {
                let certificate = certificate.map_err(|error| unread(error.to_string()))?;
                store.add(certificate).map_err(|error| unread(error.to_string()))?;
            }
            if store.is_empty() {
                return Err(unread("it has no certificate".to_owned()));
            }
        }
        None => {
            // A machine without root certificates can still connect without TLS.
            let found = rustls_native_certs::load_native_certs();
            store.add_parsable_certificates(found.certs);
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| malformed(error.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_postgres::config::{ChannelBinding, SslNegotiation};

    fn stream(text: &str) -> Result<String, String> {
        Address::parse(text).map(|address| address.stream).map_err(|error| error.to_string())
    }

    #[test]
    fn an_address_names_its_stream() {
        assert_eq!(stream("postgres://shop@localhost/co2?sslmode=disable").unwrap(), "main");
        assert_eq!(
            stream("postgresql://localhost/co2?stream=eu-1&sslmode=disable").unwrap(),
            "eu-1"
        );
        assert_eq!(stream("postgres:///co2?sslmode=disable&stream=a%2Eb").unwrap(), "a.b");
    }

    #[test]
    fn a_bad_address_says_what_is_wrong_and_no_password() {
        for (text, part) in [
            ("ledger.db", "does not begin with postgres://"),
            ("postgres://shop:hunter2@localhost/co2?stream=", "the name of a stream"),
            ("postgres://shop:hunter2@localhost/co2?stream=a/b", "the name of a stream"),
            ("postgres://shop:hunter2@localhost/co2?stream=%ff", "not UTF-8"),
            ("postgres://shop:hunter2@localhost:port/co2", "invalid"),
            ("postgres://shop:hunter2@localhost/co2?sslmode=maybe", "sslmode"),
            ("postgres://shop:hunter2@localhost/co2?colour=red", "colour"),
            ("postgres://shop@db/co2?password=hun&ter2&sslmode=require", "has no value"),
            ("postgres://shop:x?hunter2=y@localhost/co2", "%3F"),
            ("postgres://shop:x?a=b&hunter2=y@localhost/co2?sslmode=require", "%3F"),
            ("postgres://db/co2?sslrootcert=/no/such/file", "/no/such/file"),
            ("postgres://localhost/co2?answer_timeout=0", "answer_timeout"),
            ("postgres://localhost/co2?answer_timeout=1.5", "answer_timeout"),
            ("postgres://a,b/co2?hostaddr=127.0.0.1", "names, addresses and ports"),
        ] {
            let error = stream(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn tls_is_required_unless_the_server_is_this_machine() {
        let mode = |text: &str| Address::parse(text).unwrap().hosts[0].get_ssl_mode();
        assert_eq!(mode("postgres://db.example/co2"), SslMode::Require);
        assert_eq!(mode("postgres://localhost,db.example/co2"), SslMode::Require);
        assert_eq!(mode("postgres://db.example/co2?sslmode=verify-full"), SslMode::Require);
        assert_eq!(mode("postgres://db.example/co2?sslmode=prefer"), SslMode::Prefer);
        assert_eq!(mode("postgres://127.0.0.1/co2"), SslMode::Disable);
        assert_eq!(mode("postgres://localhost/co2?sslmode=require"), SslMode::Require);
        // A host may be given by its address alone, or by another one than its name has.
        assert_eq!(mode("postgres:///co2?hostaddr=203.0.113.5"), SslMode::Require);
        assert_eq!(mode("postgres://localhost/co2?hostaddr=203.0.113.5"), SslMode::Require);
        assert_eq!(mode("postgres:///co2?hostaddr=127.0.0.1"), SslMode::Disable);
    }

    #[test]
    fn each_host_keeps_all_that_the_address_says() {
        let address = Address::parse(
            "postgres://shop:secret@a.example:5433,b.example:5434/co2?options=-cx%3D1&application_name=till\
             &connect_timeout=3&tcp_user_timeout=4&keepalives_idle=5&keepalives_interval=6&keepalives_retries=7\
             &target_session_attrs=read-only&channel_binding=require&sslnegotiation=direct&answer_timeout=8",
        )
        .unwrap();
        let hosts = address.hosts.iter().map(|host| (host.get_hosts(), host.get_ports()));
        let named = |name: &str| Host::Tcp(name.to_owned());
        let [a, b] = [named("a.example"), named("b.example")];
        assert_eq!(hosts.collect::<Vec<_>>(), [(&[a][..], &[5_433][..]), (&[b][..], &[5_434][..])]);
        let seconds = Duration::from_secs;
        for host in &address.hosts {
            assert_eq!((host.get_user(), host.get_dbname()), (Some("shop"), Some("co2")));
            assert_eq!(host.get_password(), Some(b"secret".as_slice()));
            assert_eq!(host.get_options(), Some("-cx=1"));
            assert_eq!(host.get_application_name(), Some("till"));
            assert_eq!(host.get_connect_timeout(), Some(&seconds(3)));
            assert_eq!(host.get_tcp_user_timeout(), Some(&seconds(4)));
            assert!(host.get_keepalives());
            assert_eq!(host.get_keepalives_idle(), seconds(5));
            assert_eq!(host.get_keepalives_interval(), Some(seconds(6)));
            assert_eq!(host.get_keepalives_retries(), Some(7));
            assert_eq!(host.get_target_session_attrs(), TargetSessionAttrs::ReadOnly);
            assert_eq!(host.get_channel_binding(), ChannelBinding::Require);
            assert_eq!(host.get_ssl_negotiation(), SslNegotiation::Direct);
        }
        assert_eq!(address.answer, seconds(8));
    }
}
