//! `demarche evaluate`.

use super::Outcome;
use super::args::Evaluate;

/// Runs the command.
pub fn run(_args: &Evaluate) -> anyhow::Result<Outcome> {
    anyhow::bail!("not built yet")
}
