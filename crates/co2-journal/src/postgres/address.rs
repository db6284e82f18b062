//! The address of a ledger: that of a database, and the name of a stream in it.

use super::OpenPostgresError;
use percent_encoding::percent_decode_str;
use postgres::Config;
use postgres::config::{Host, SslMode, TargetSessionAttrs};
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// The stream of an address that does not name one.
const STREAM: &str = "main";
/// The greatest length of a stream's name, in characters.
const STREAM_CHARS: usize = 63;
/// The greatest time for an attempt to connect, unless the address sets another.
const CONNECT: Duration = Duration::from_secs(5);
/// The time for which sent data may stay without an acknowledgement, unless the address sets another.
const UNHEARD: Duration = Duration::from_secs(10);

/// The content of an address.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) stream: String,
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
        let (mut stream, mut roots, mut mode) = (STREAM.to_owned(), None, None);
        let mut rest = Vec::new();
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            // Not quoted: it may be the rest of a password.
            let pair = parameter.split_once('=');
            let (key, value) = pair.ok_or_else(|| malformed("a parameter has no value"))?;
            match key {
                "stream" => stream = decode(value)?,
                "sslrootcert" => roots = Some(PathBuf::from(decode(value)?)),
                "sslmode" => mode = Some(value),
                _ => rest.push(parameter),
            }
        }
        check_stream(&stream)?;
        let rest =
            if rest.is_empty() { place.to_owned() } else { format!("{place}?{}", rest.join("&")) };
        let mut config: Config = rest.parse().map_err(|error: postgres::Error| {
            OpenPostgresError::Address { reason: co2_units::error::chain(&error) }
        })?;
        config.ssl_mode(match mode {
            Some("disable") => SslMode::Disable,
            Some("prefer") => SslMode::Prefer,
            // The certificate is verified whenever TLS is used, so these do not ask for more than `require`.
            Some("require" | "verify-ca" | "verify-full") => SslMode::Require,
            Some(_) => return Err(malformed("sslmode is disable, prefer, require or verify-full")),
            // Nothing on the way can listen, or take TLS out.
            None if config.get_hosts().iter().all(is_local) => SslMode::Disable,
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
        Ok(Self { config, stream, tls })
    }

    /// Requires a server that can be written to: of several hosts in the address, the primary.
    pub(super) fn writable(mut self) -> Self {
        self.config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        self
    }
}

/// Returns true if a host is this machine.
fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
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
            ("postgres://db/co2?sslrootcert=/no/such/file", "/no/such/file"),
        ] {
            let error = stream(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn tls_is_required_unless_the_server_is_this_machine() {
        let mode = |text: &str| Address::parse(text).unwrap().config.get_ssl_mode();
        assert_eq!(mode("postgres://db.example/co2"), SslMode::Require);
        assert_eq!(mode("postgres://localhost,db.example/co2"), SslMode::Require);
        assert_eq!(mode("postgres://db.example/co2?sslmode=verify-full"), SslMode::Require);
        assert_eq!(mode("postgres://db.example/co2?sslmode=prefer"), SslMode::Prefer);
        assert_eq!(mode("postgres://127.0.0.1/co2"), SslMode::Disable);
        assert_eq!(mode("postgres://localhost/co2?sslmode=require"), SslMode::Require);
    }
}
