//! How a server is run: data, from TOML.

use super::listen::Bounds;
use crate::app::Limits;
use crate::token::Token;
use axum::http::{HeaderValue, Uri, uri::Scheme};
use co2::events::EventKind;
use co2::files::{FileError, read_at_most};
use co2::units::Id;
use serde::{Deserialize, Deserializer, de};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The largest configuration that is read, in bytes.
const MAX_CONFIG: u64 = 1 << 20;

/// How a server is run. A path that is not absolute begins at the folder of the file.
///
/// ```
/// let config = co2_http::serve::Config::from_toml(r#"
///     programme = "programme.toml"
///     listen = "127.0.0.1:8080"
///     state = "state"
///
///     [[tokens]]
///     name = "shop"
///     role = "shop"              # or operator, reader
///     sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
///
///     [[webhooks]]
///     name = "accounts"
///     url = "https://accounts.example/hooks"
///     secrets = ["accounts-secret"]
///     types = ["co2.order.confirmed.v1"]
/// "#)?;
/// assert_eq!(config.tokens.len(), 1);
/// # Ok::<(), co2_http::serve::ConfigError>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Config {
    /// The programme's configuration, with its table `files`. Where that names a folder of public files, the
    /// server writes them, and serves them beside the API.
    pub programme: PathBuf,
    /// The address to listen on. TLS is the business of a proxy in front.
    pub listen: SocketAddr,
    /// The folder in which the server keeps how far webhooks and the publisher have come.
    pub state: PathBuf,
    /// At most how often public files are written, in seconds; 5 when it is left out.
    #[serde(default = "publish_seconds")]
    pub publish_seconds: u32,
    /// The largest body in bytes.
    #[serde(default)]
    pub body_bytes: Option<usize>,
    /// The largest table of credits in bytes.
    #[serde(default)]
    pub table_bytes: Option<usize>,
    /// For how many seconds a request may take to arrive, and then its answer.
    #[serde(default)]
    pub request_seconds: Option<u32>,
    /// For how many seconds a request for events waits at most; 60 when it is left out.
    #[serde(default)]
    pub wait_seconds: Option<u32>,
    /// For how many seconds a stream of events lasts at most, after which its reader asks again; 900 when it is
    /// left out.
    #[serde(default)]
    pub stream_seconds: Option<u32>,
    /// How many requests may wait for events at the same time, streams included; 64 when it is left out.
    #[serde(default)]
    pub waiting: Option<usize>,
    /// How many connections there are at most, beyond which new ones wait; 512 when it is left out. Each is an open
    /// file.
    #[serde(default = "connections")]
    pub connections: usize,
    /// For how many seconds a connection may take until the head of its next request has arrived, and may take
    /// nothing of its answer; 60 when it is left out. Let the proxy in front close its connections earlier.
    #[serde(default = "idle_seconds")]
    pub idle_seconds: u32,
    /// For how many seconds requests that are being answered are waited for when the server stops; 30 when it is
    /// left out.
    #[serde(default = "drain_seconds")]
    pub drain_seconds: u32,
    /// The origins whose pages a browser lets read answers; none when it is left out.
    #[serde(default, deserialize_with = "origins")]
    pub origins: Vec<HeaderValue>,
    /// The tokens that are accepted.
    #[serde(default)]
    pub tokens: Vec<Token>,
    /// Where events are sent.
    #[serde(default)]
    pub webhooks: Vec<WebhookConfig>,
}

/// Names of webhooks.
#[derive(Clone, Copy, Debug)]
pub enum WebhookKind {}

impl co2::units::IdKind for WebhookKind {
    const NAME: &'static str = "webhook name";
}

/// Where events are sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WebhookConfig {
    /// Its name, under which the server keeps how far it has come. A new name begins at the first event.
    pub name: Id<WebhookKind>,
    /// The address: `https`, or `http` where `allow_private` is set.
    #[serde(deserialize_with = "url")]
    pub url: Uri,
    /// Files with the secrets by which messages are signed: 64 hexadecimal digits, mode 0600. With several,
    /// messages carry a signature by each, so that a receiver can change its own at any time.
    pub secrets: Vec<PathBuf>,
    /// The types of events; all when it is left out.
    #[serde(default, deserialize_with = "types")]
    pub types: Vec<EventKind>,
    /// Whether the address may be one of this machine or of a private network.
    #[serde(default)]
    pub allow_private: bool,
}

const fn publish_seconds() -> u32 {
    5
}

const fn drain_seconds() -> u32 {
    30
}

const fn connections() -> usize {
    512
}

const fn idle_seconds() -> u32 {
    60
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is no text.
    #[error("{path}: the text is not UTF-8", path = path.display())]
    Utf8 {
        /// The file.
        path: PathBuf,
    },
    /// It is no TOML, or not of the form of a configuration. No value is quoted.
    #[error("{}{message}", line.map_or_else(String::new, |line| format!("line {line}: ")))]
    Form {
        /// The line, from 1.
        line: Option<usize>,
        /// What is wrong.
        message: String,
    },
    /// Two tokens or two webhooks have the same name.
    #[error("{what} {name} stands twice")]
    Twice {
        /// `token` or `webhook`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Two names have one token, and so it would not be known who asks, or what they may do.
    #[error("{one} and {other} have the same token")]
    SameToken {
        /// The name of one.
        one: String,
        /// The name of the other.
        other: String,
    },
    /// A value that cannot be used.
    #[error("{field} must be {expected}")]
    Value {
        /// The field.
        field: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}

impl Config {
    /// Reads a configuration in TOML.
    ///
    /// # Errors
    /// When it is no TOML, a field is unknown, missing or not what it must be.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map(|text| text.matches('\n').count().saturating_add(1));
            // The message may quote a value, and a value may be a secret that was put in the wrong place.
            let message = error.message().split(['"', '`']).step_by(2).collect::<Vec<_>>();
            ConfigError::Form { line, message: message.join("\"...\"") }
        })?;
        config.check()?;
        Ok(config)
    }

    /// Reads a configuration's file; its paths begin at the folder of the file.
    ///
    /// # Errors
    /// When it cannot be read, and as [`from_toml`](Self::from_toml).
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = String::from_utf8(read_at_most(path, MAX_CONFIG)?)
            .map_err(|_| ConfigError::Utf8 { path: path.to_owned() })?;
        let mut config = Self::from_toml(&text)?;
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let secrets = config.webhooks.iter_mut().flat_map(|webhook| webhook.secrets.iter_mut());
        for path in [&mut config.programme, &mut config.state].into_iter().chain(secrets) {
            *path = folder.join(&*path);
        }
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let twice = |what, names: Vec<String>| {
            let mut sorted = names;
            sorted.sort_unstable();
            let name = sorted.windows(2).find_map(|pair| match pair {
                [one, other] if one == other => Some(one.clone()),
                _ => None,
            });
            name.map_or(Ok(()), |name| Err(ConfigError::Twice { what, name }))
        };
        twice("token", self.tokens.iter().map(|one| one.name().to_string()).collect())?;
        twice("webhook", self.webhooks.iter().map(|one| one.name.to_string()).collect())?;
        let mut tokens: Vec<_> = self.tokens.iter().map(|one| (one.sha256(), one.name())).collect();
        tokens.sort_unstable();
        for pair in tokens.windows(2) {
            if let [(one_hash, one), (other_hash, other)] = pair
                && one_hash == other_hash
            {
                let (one, other) = (one.to_string(), other.to_string());
                return Err(ConfigError::SameToken { one, other });
            }
        }
        for webhook in &self.webhooks {
            if webhook.secrets.is_empty() {
                return Err(ConfigError::Value {
                    field: "webhooks.secrets",
                    expected: "at least one file",
                });
            }
            if webhook.url.scheme() != Some(&Scheme::HTTPS) && !webhook.allow_private {
                return Err(ConfigError::Value {
                    field: "webhooks.url",
                    expected: "an https address, unless allow_private is set",
                });
            }
        }
        let most = [self.body_bytes, self.table_bytes, self.waiting, Some(self.connections)];
        let seconds = [self.request_seconds, self.stream_seconds, Some(self.idle_seconds)];
        if most.contains(&Some(0)) || seconds.contains(&Some(0)) {
            return Err(ConfigError::Value { field: "a limit", expected: "at least 1" });
        }
        Ok(())
    }

    /// The limits of requests.
    pub(crate) fn limits(&self) -> Limits {
        let seconds = |seconds: Option<u32>| seconds.map(|some| Duration::from_secs(some.into()));
        let default = Limits::default();
        Limits {
            body: self.body_bytes.unwrap_or(default.body),
            table: self.table_bytes.unwrap_or(default.table),
            time: seconds(self.request_seconds).unwrap_or(default.time),
            wait: seconds(self.wait_seconds).unwrap_or(default.wait),
            stream: seconds(self.stream_seconds).unwrap_or(default.stream),
            waiting: self.waiting.unwrap_or(default.waiting),
        }
    }

    /// The bounds of connections.
    pub(super) fn bounds(&self) -> Bounds {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        let (idle, drain) = (seconds(self.idle_seconds), seconds(self.drain_seconds));
        Bounds { connections: self.connections, idle, drain }
    }
}

fn origins<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<HeaderValue>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let origin = |text: &String| {
        let is_origin = text.parse::<Uri>().is_ok_and(|uri| {
            let (scheme, authority) = (uri.scheme_str(), uri.authority());
            let whole = scheme.zip(authority).map(|(scheme, host)| format!("{scheme}://{host}"));
            whole.as_ref() == Some(text)
        });
        let value = HeaderValue::from_str(text).ok().filter(|_| is_origin);
        value.ok_or_else(|| de::Error::custom("an origin is such as https://shop.example"))
    };
    texts.iter().map(origin).collect()
}

fn url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uri, D::Error> {
    let wrong = || de::Error::custom("an address is such as https://accounts.example/hooks");
    let url: Uri = String::deserialize(deserializer)?.parse().map_err(|_| wrong())?;
    let known = [Some(&Scheme::HTTPS), Some(&Scheme::HTTP)].contains(&url.scheme());
    let plain = url.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    if known && plain { Ok(url) } else { Err(wrong()) }
}

fn types<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<EventKind>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| text.parse().map_err(de::Error::custom)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "programme = \"p.toml\"\nlisten = \"127.0.0.1:0\"\nstate = \"b\"\n";

    #[test]
    fn what_cannot_be_is_refused_and_no_value_is_quoted() {
        let error = |more: &str| {
            Config::from_toml(&format!("{LEAST}{more}")).map(drop).unwrap_err().to_string()
        };
        assert!(Config::from_toml(LEAST).is_ok());
        let hook = |url: &str, more: &str| {
            format!("[[webhooks]]\nname = \"a\"\nurl = \"{url}\"\nsecrets = [\"s\"]\n{more}")
        };
        assert!(Config::from_toml(&format!("{LEAST}{}", hook("https://a.example/b", ""))).is_ok());
        assert!(
            Config::from_toml(&format!(
                "{LEAST}{}",
                hook("http://127.0.0.1:9", "allow_private = true")
            ))
            .is_ok()
        );
        assert!(error(&hook("http://a.example", "")).contains("https"));
        assert!(error(&hook("ftp://a.example", "")).starts_with("line 6:"));
        assert!(error(&hook("https://u:p@a.example", "")).contains("an address is such as"));
        assert!(error(&hook("https://a.example", "types = [\"co2.none.v1\"]")).contains("no type"));
        let twice = format!("{}{}", hook("https://a.example", ""), hook("https://b.example", ""));
        assert_eq!(error(&twice), "webhook a stands twice");
        let token = "[[tokens]]\nname = \"a\"\nrole = \"shop\"\nsha256 = \"my secret token\"\n";
        assert!(!error(token).contains("my secret token"), "{}", error(token));
        assert!(!error("tokens = \"my secret token\"\n").contains("my secret"));
        assert!(error("colour = \"red\"\n").starts_with("line 4:"));
        assert!(error("origins = [\"https://a.example/\"]\n").contains("an origin is such as"));
        for none in ["body_bytes = 0\n", "connections = 0\n", "idle_seconds = 0\n", "waiting = 0\n"]
        {
            assert!(error(none).contains("at least 1"), "{none}");
        }
        // One token with two roles: the last one in the file would have counted.
        let token = |name: &str, role: &str| {
            let hash = "ab".repeat(32);
            format!("[[tokens]]\nname = \"{name}\"\nrole = \"{role}\"\nsha256 = \"{hash}\"\n")
        };
        let same = format!("{}{}", token("b", "shop"), token("a", "operator"));
        assert_eq!(error(&same), "a and b have the same token");
    }
}
