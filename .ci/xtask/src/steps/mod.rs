//! The steps, in the order in which they run: what is quick and fails most often comes first.

use crate::Outcome;
use crate::workspace::Workspace;

pub(crate) mod api;
mod arrows;
mod features;
mod lint;
mod packages;
mod readme;
mod strangers;
mod tests;

/// One check: its name on the command line, one line on what it does, and the check itself.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Workspace) -> Outcome,
}

pub(crate) const STEPS: &[Step] = &[
    Step { name: "tools", about: "what the later steps need, installed", run: strangers::tools },
    Step { name: "format", about: "rustfmt changes nothing", run: lint::format },
    Step { name: "clippy", about: "no warning in any target", run: lint::clippy },
    Step { name: "docs", about: "rustdoc without a warning", run: lint::docs },
    Step { name: "features", about: "each crate with none and with each", run: features::check },
    Step { name: "arrows", about: "no crate uses one above or beside it", run: arrows::check },
    Step { name: "deny", about: "licences, sources and doubles", run: packages::deny },
    Step { name: "package", about: "each crate packages whole", run: packages::package },
    Step { name: "strangers", about: "other people's software judges ours", run: strangers::judge },
    Step { name: "readme", about: "the README's main job, in a clean clone", run: readme::check },
    Step { name: "tests", about: "the README's test command, in a clean clone", run: tests::run },
];
