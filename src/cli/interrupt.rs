//! Ctrl-C: the first one asks the job to end, the second one ends it.

use super::terminal::complain;
use anyhow::Context;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Listens for Ctrl-C (and SIGTERM); the flag is set by the first one.
pub fn listen() -> anyhow::Result<Arc<AtomicBool>> {
    let asked = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            // Statements of finished batches are on disk already.
            std::process::exit(130);
        }
        complain("\nStopping after the current batch (or input line); press Ctrl-C again to end at once.");
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(asked)
}
