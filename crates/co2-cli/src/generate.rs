//! `co2 completions SHELL` and `co2 man [DIR]`

use crate::output::Failure;
use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 it is printed; 2 the output could not be written.\n\
    Such as: co2 completions bash > ~/.local/share/bash-completion/completions/co2")]
pub(crate) struct Completions {
    /// For which shell.
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 they are written; 2 a page could not be written.\n\
    Writes co2.1 and a page for each command into DIR, or only co2.1 to the output.")]
pub(crate) struct Manual {
    /// A folder for all pages [default: the first page is printed]
    folder: Option<PathBuf>,
}

pub(crate) fn completions(
    arguments: &Completions,
    mut command: Command,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn manual(
    arguments: &Manual,
    command: Command,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let Some(folder) = &arguments.folder else {
        Man::new(command).render(out)?;
        return Ok(ExitCode::SUCCESS);
    };
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    clap_mangen::generate_to(command, folder).map_err(|error| Failure::file(folder, &error))?;
    writeln!(out, "OK pages are in {}", folder.display())?;
    Ok(ExitCode::SUCCESS)
}
