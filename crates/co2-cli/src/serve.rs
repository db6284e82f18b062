//! `co2 serve CONFIG`

use crate::output::{Failure, chain};
use co2_http::serve::{ServeError, Server};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::runtime::Runtime;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 it was stopped, by SIGTERM or Ctrl-C, and everything that was asked for is \
    answered; 2 it does not run.\nWrites the ledger, the public files and how far webhooks have come, each where the \
    configuration says; what goes wrong goes to standard error."
)]
pub(crate) struct Arguments {
    /// The server's configuration (TOML), which names the programme's.
    #[arg(required_unless_present = "openapi")]
    config: Option<PathBuf>,
    /// Print the OpenAPI document and end.
    #[arg(long)]
    openapi: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let Some(path) = arguments.config.as_ref().filter(|_| !arguments.openapi) else {
        crate::output::write_json(&co2_http::openapi(), out)?;
        return Ok(ExitCode::SUCCESS);
    };
    tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false).with_target(false).init();
    let runtime = Runtime::new().map_err(|error| Failure::input(&error))?;
    runtime.block_on(async {
        // It is listened for from the start.
        let stop = stop().map_err(|error| Failure::input(&error))?;
        // A clock that is out of range is refused by the ledger, which asks for the time as well.
        let clock = || crate::arguments::now().unwrap_or(co2::units::Timestamp::MAX);
        let failed = |error: ServeError| Failure::Input(chain(&error));
        let server = Server::bind(path, Arc::new(clock)).await.map_err(failed)?;
        writeln!(out, "listening on http://{}", server.address())?;
        out.flush()?;
        let anchor = server.run(stop).await.map_err(failed)?;
        writeln!(out, "stopped, anchor {anchor}")?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Waits until somebody wants the server to stop.
#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

/// Waits until somebody wants the server to stop.
#[cfg(not(unix))]
fn stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}
