//! A server on files, that runs and stops.

use crate::client::{CONFIG, Client, OPERATOR};
use co2::Programme;
use co2::journal::Anchor;
use co2::units::{Digest, Timestamp};
use co2_http::serve::{ServeError, Server};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const FILES: &str = r#"
    [files]
    ledger = "ledger.db"
    public = "public"
    seed = "seed"
    status_key = "status-key"
"#;

/// Nothing here takes so long, unless it never ends.
pub(crate) const NEVER: Duration = Duration::from_mins(1);

#[expect(clippy::disallowed_methods, reason = "the ledger compares times with the machine's clock")]
pub(crate) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_unix_seconds(i64::try_from(since.as_secs()).unwrap()).unwrap()
}

/// A folder with a programme, and the configuration of its server.
pub(crate) struct Shop {
    folder: TempDir,
}

impl Shop {
    /// With more in the server's configuration.
    pub(crate) fn new(more: &str) -> Self {
        let shop = Self { folder: TempDir::new().unwrap() };
        for (name, digit) in [("seed", "7"), ("status-key", "9"), ("new", "a"), ("old", "b")] {
            secret(&shop.path(name), digit);
        }
        shop.programme(&[CONFIG, FILES].concat());
        shop.server(more);
        shop
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the programme's configuration.
    pub(crate) fn programme(&self, text: &str) {
        fs::write(self.path("programme.toml"), text).unwrap();
    }

    /// Changes the programme's configuration.
    pub(crate) fn change(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.path("programme.toml")).unwrap();
        assert!(text.contains(from), "{text}");
        self.programme(&text.replace(from, to));
    }

    /// Writes the server's configuration.
    pub(crate) fn server(&self, more: &str) {
        let hash = Digest::of(OPERATOR.as_bytes());
        let config = format!(
            "programme = \"programme.toml\"\nlisten = \"127.0.0.1:0\"\nstate = \"state\"\n\
             publish_seconds = 1\n{more}\n\
             [[tokens]]\nname = \"operator\"\nrole = \"operator\"\nsha256 = \"{hash}\"\n"
        );
        fs::write(self.path("serve.toml"), config).unwrap();
    }

    /// Its programme, while no server runs.
    pub(crate) fn open(&self) -> Programme {
        Programme::open_file(self.path("programme.toml")).unwrap()
    }

    /// A client of its programme, while no server runs.
    pub(crate) fn client(&self) -> Client {
        Client::of(self.open(), now(), |_| ())
    }

    /// Why its server does not run.
    pub(crate) async fn refused(&self) -> ServeError {
        Server::bind(&self.path("serve.toml"), Arc::new(now)).await.unwrap_err()
    }

    /// Runs its server.
    pub(crate) async fn run(&self) -> Running {
        let server = Server::bind(&self.path("serve.toml"), Arc::new(now)).await.unwrap();
        let (address, (stop, stopped)) = (server.address(), oneshot::channel::<()>());
        let task = tokio::spawn(server.run(async { drop(stopped.await) }));
        Running { address, stop, task }
    }
}

/// A server that runs.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<Anchor, ServeError>>,
}

impl Running {
    /// Tells it to stop, and gives what is done once it has stopped.
    pub(crate) fn stop(self) -> impl Future<Output = ()> {
        self.stop.send(()).unwrap();
        async {
            let ended = tokio::time::timeout(NEVER, self.task).await.expect("it stops");
            ended.unwrap().unwrap();
        }
    }
}

fn secret(path: &Path, digit: &str) {
    fs::write(path, digit.repeat(64)).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
}
