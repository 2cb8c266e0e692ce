//! What the system would end the program with: Ctrl-C, SIGTERM and SIGHUP, and files that grow beyond a limit.
//!
//! Of `classify` the first one asks the job to end, the second one ends it. The other commands end at once and leave no
//! file that is half written.

use super::terminal::complain;
use anyhow::Context;
use demarche::output::abandon_temporaries;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code of a process that was ended, as a shell gives it for Ctrl-C.
const ENDED: i32 = 130;

/// Makes a limit on the size of files (`ulimit -f`) an error of writing, like that of a full disk, where it would end the
/// program without a word. To be called before there are threads: they have it from the first.
pub fn heed_size_limit() {
    #[cfg(unix)]
    {
        use nix::sys::signal::{SigSet, Signal};
        // Where it cannot be done the program ends as it would have.
        let _ = SigSet::from(Signal::SIGXFSZ).thread_block();
    }
}

/// Listens for Ctrl-C, SIGTERM and SIGHUP, and ends the process when one comes; what it has written in part is taken away.
pub fn end_tidily() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        abandon_temporaries();
        complain("\nStopped; what was not yet written whole is gone.");
        std::process::exit(ENDED);
    })
    .context("cannot listen for Ctrl-C")
}

/// Listens for Ctrl-C, SIGTERM and SIGHUP (closing the terminal); `flag` is set by the first one.
pub fn listen(flag: Arc<AtomicBool>) -> anyhow::Result<()> {
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            // Statements of finished batches are on disk already.
            std::process::exit(ENDED);
        }
        complain(
            "\nStopping within some seconds (or when the next input line comes); what is coded by then is kept. To end at \
             once, press Ctrl-C again.",
        );
    })
    .context("cannot listen for Ctrl-C")
}
