//! A PostgreSQL server of one's own, on a free port of this machine, that is thrown away.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// Set to `required`, the absence of PostgreSQL is a failure.
const DEMAND: &str = "CO2_POSTGRES";

/// What is run of the server's programs.
const PROGRAMS: [&str; 6] = ["initdb", "postgres", "pg_basebackup", "pg_ctl", "pg_isready", "psql"];

/// The folder of the server's programs: one on the path that has all, or the newest of Debian's.
pub(crate) fn programs() -> Option<PathBuf> {
    let has_all = |folder: &Path| PROGRAMS.iter().all(|name| folder.join(name).is_file());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).find(|folder| has_all(folder));
    let debian = || {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
        let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
        let all = versions.map(|entry| entry.path()).filter(|path| has_all(&path.join("bin")));
        Some(all.max_by_key(|path| number(path))?.join("bin"))
    };
    let found = on_path.or_else(debian);
    if found.is_none() {
        let demanded = std::env::var(DEMAND).is_ok_and(|value| value == "required");
        assert!(!demanded, "{DEMAND}=required, but there is no PostgreSQL on this machine");
    }
    found
}

/// The user that the server runs as when this is root, whom it refuses: its number and its group's.
fn other_user(folder: &Path) -> Option<(u32, u32)> {
    if fs::metadata(folder).unwrap().uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2).map(|field| field.parse().ok());
        Some((fields.next()??, fields.next()??))
    };
    Some(ids("postgres").or_else(|| ids("nobody")).expect("there is a user beside root"))
}

/// The processes that a process has started.
fn children(parent: u32) -> Vec<u32> {
    let is_child = |id: &u32| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // After the name, which stands in parentheses, come the state and the parent.
        let rest = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace());
        rest.and_then(|mut rest| rest.nth(1)?.parse().ok()) == Some(parent)
    };
    let all = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    all.filter(is_child).collect()
}

/// Sends a signal to processes.
pub(crate) fn signal(signal: &str, processes: &[u32]) {
    let processes = processes.iter().map(u32::to_string);
    assert!(Command::new("kill").arg(signal).args(processes).status().unwrap().success());
}

/// Waits for some minutes, at most, until something is so; whether it is.
pub(crate) fn wait_until(mut is_so: impl FnMut() -> bool) -> bool {
    (0..6_000).any(|_| {
        let so = is_so();
        if !so {
            thread::sleep(Duration::from_millis(20));
        }
        so
    })
}

/// A server and its data.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    user: Option<(u32, u32)>,
    port: u16,
    server: Option<Child>,
}

impl Cluster {
    /// A new server with an empty database; `None` without PostgreSQL.
    pub(crate) fn start() -> Option<Self> {
        let mut cluster = Self::empty(programs()?);
        let data = cluster.data();
        cluster
            .run("initdb", &["-D", &data, "-U", "shop", "-A", "trust", "-E", "UTF8", "--locale=C"]);
        cluster.set("wal_level = replica\nmax_wal_senders = 8\nhot_standby = on");
        // In the folder, so that it is gone with a server that was killed.
        cluster.set("dynamic_shared_memory_type = mmap");
        cluster.up();
        Some(cluster)
    }

    /// A standby of this server, to which it ships its log.
    pub(crate) fn standby(&self, name: &str) -> Self {
        let mut standby = Self::empty(self.programs.clone());
        let (data, port) = (standby.data(), self.port.to_string());
        let source = format!("host=127.0.0.1 port={port} user=shop application_name={name}");
        standby.run("pg_basebackup", &["-D", &data, "-R", "-X", "stream", "-d", &source]);
        standby.up();
        standby
    }

    /// A base backup, as it would be started from after a loss.
    pub(crate) fn backup(&self) -> Self {
        let backup = Self::empty(self.programs.clone());
        let (data, port) = (backup.data(), self.port.to_string());
        let source = format!("host=127.0.0.1 port={port} user=shop");
        backup.run("pg_basebackup", &["-D", &data, "-c", "fast", "-d", &source]);
        backup
    }

    fn empty(programs: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let user = other_user(folder.path());
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { programs, folder, user, port, server: None }
    }

    fn data(&self) -> String {
        self.folder.path().join("data").to_str().unwrap().to_owned()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path()).stdin(Stdio::null()).env("LC_ALL", "C");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let output = self.command(program).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {said}");
        output
    }

    /// Makes a folder beside the data, for the server.
    pub(crate) fn folder(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        fs::create_dir(&path).unwrap();
        self.give(&path);
        path.to_str().unwrap().to_owned()
    }

    /// Writes a file beside the data or in it, for the server alone.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        self.give(&path);
    }

    /// Gives a file or folder to the user that the server runs as.
    fn give(&self, path: &Path) {
        if let Some((user, group)) = self.user {
            chown(path, Some(user), Some(group)).unwrap();
        }
    }

    /// Adds settings, for the next start.
    pub(crate) fn set(&self, settings: &str) {
        let path = self.folder.path().join("data/postgresql.auto.conf");
        let before = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{before}{settings}\n")).unwrap();
    }

    /// Starts the server, and waits until it answers.
    pub(crate) fn up(&mut self) {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        let mut command = self.command("postgres");
        let folder = self.folder.path().to_str().unwrap();
        command.args([
            "-D",
            &self.data(),
            "-p",
            &self.port.to_string(),
            "-h",
            "127.0.0.1",
            "-k",
            folder,
        ]);
        command.stdout(Stdio::null()).stderr(log);
        self.server = Some(command.spawn().unwrap());
        let port = self.port.to_string();
        let is_ready = || {
            let arguments = ["-q", "-h", "127.0.0.1", "-p", &port, "-U", "shop", "-d", "postgres"];
            self.command("pg_isready").args(arguments).status().unwrap().success()
        };
        if !wait_until(is_ready) {
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap();
            panic!("the server does not start: {log}");
        }
    }

    /// Kills the server and all its processes at once, as a loss of power would.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().expect("it runs");
        let processes: Vec<String> = children(server.id())
            .into_iter()
            .chain([server.id()])
            .map(|id| id.to_string())
            .collect();
        // Some may have ended by themselves meanwhile.
        let _ = Command::new("kill").arg("-9").args(&processes).stderr(Stdio::null()).status();
        server.wait().unwrap();
        let is_left = |id: &String| {
            // What has ended and was not waited for has no command line.
            fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| !line.is_empty())
        };
        assert!(wait_until(|| !processes.iter().any(is_left)), "the server does not end");
    }

    /// Stops all processes of the server: it still accepts connections, and says nothing.
    pub(crate) fn stop(&self) {
        signal("-STOP", &self.processes());
    }

    /// Lets them go on.
    pub(crate) fn go_on(&self) {
        signal("-CONT", &self.processes());
    }

    /// The server's processes, itself first, so that it starts no more.
    fn processes(&self) -> Vec<u32> {
        let server = self.server.as_ref().expect("it runs").id();
        std::iter::once(server).chain(children(server)).collect()
    }

    /// Makes a standby the server that can be written to.
    pub(crate) fn promote(&self) {
        self.run("pg_ctl", &["promote", "-w", "-D", &self.data()]);
    }

    /// Runs a statement, as the superuser, and gives what it prints.
    pub(crate) fn sql(&self, statement: &str) -> String {
        let port = self.port.to_string();
        let arguments =
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", &port];
        let mut all = arguments.to_vec();
        all.extend(["-U", "shop", "-d", "postgres", "-c", statement]);
        let output = self.run("psql", &all);
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// The address of a stream.
    pub(crate) fn address(&self, stream: &str) -> String {
        address(&[self.port], stream)
    }
}

/// The address of a stream on servers of this machine, of which one can be written to.
pub(crate) fn address(ports: &[u16], stream: &str) -> String {
    let hosts: Vec<String> = ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
    format!("postgres://shop@{}/postgres?sslmode=disable&stream={stream}", hosts.join(","))
}

impl Drop for Cluster {
    /// Ends the server at once, but lets it remove its shared memory, which is not in its folder.
    fn drop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        for signal in ["-QUIT", "-CONT"] {
            let _ = Command::new("kill").args([signal, &server.id().to_string()]).status();
        }
        let _ = server.wait();
    }
}
