//! Ctrl-C, SIGTERM and SIGHUP: the first one asks the job to end, the second one ends it.

use super::terminal::complain;
use anyhow::Context;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Listens for Ctrl-C, SIGTERM and SIGHUP (closing the terminal); `flag` is set by the first one.
pub fn listen(flag: Arc<AtomicBool>) -> anyhow::Result<()> {
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            // Statements of finished batches are on disk already.
            std::process::exit(130);
        }
        complain(
            "\nStopping within some seconds (or when the next input line comes); what is coded by then is kept. To end at \
             once, press Ctrl-C again.",
        );
    })
    .context("cannot listen for Ctrl-C")
}
