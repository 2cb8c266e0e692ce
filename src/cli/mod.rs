//! The commands: what a user types in, exit code out.
//!
//! `args` says what can be typed, a file for each command prepares and runs it, `guard` keeps what it writes away from what it reads, `runs` and `gold` what commands over runs share,
//! `progress`, `told`, `notes` and `interrupt` keep the user informed and in control. Errors reach the user as one message.

mod agreement;
mod args;
mod baselines;
mod chosen;
mod classify;
mod compare;
mod compare_text;
mod corrections;
mod evaluate;
mod export;
mod gold;
mod groups;
mod guard;
mod import;
mod inputs;
mod interrupt;
mod notes;
mod outfile;
mod positions;
mod progress;
mod provenance;
mod report;
mod runs;
mod speakers;
mod terminal;
mod told;
mod train;
mod trained;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;

/// How a command ended, if it ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All done.
    Done,
    /// Done, but something was not read, was read with a loss, or the job was interrupted.
    WithProblems,
}

/// Runs the command line.
pub fn main() -> ExitCode {
    // Ends the process itself on --help (0) and on a mistake (2).
    let cli = Cli::parse();
    interrupt::heed_size_limit();
    match run(cli.command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::WithProblems) => ExitCode::from(1),
        Err(error) => {
            terminal::complain(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> anyhow::Result<Outcome> {
    if !matches!(command, Command::Classify(_)) {
        interrupt::end_tidily()?;
    }
    match command {
        Command::Classify(args) => classify::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Agreement(args) => agreement::run(&args),
        Command::Positions(args) => positions::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Speakers(args) => speakers::run(&args),
    }
}
