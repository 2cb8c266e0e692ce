//! How far the job is: a bar on a terminal, a line every few seconds elsewhere.

use super::terminal::complain;
use demarche::output::count;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Seconds between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Time after which a batch is long: an article of a megabyte takes minutes, in which there is nothing else to say.
const LONG: Duration = Duration::from_secs(30);

/// When the batch at work began, and how many sentences had been read then.
type Batch = Arc<Mutex<(Instant, u64)>>;

/// Tells a user how far a job is.
pub struct Progress {
    view: View,
    started: Instant,
    total: Option<u64>,
    batch: Batch,
    read: Arc<dyn Fn() -> u64 + Send + Sync>,
}

enum View {
    Bar(ProgressBar),
    Lines { last: Instant },
    Hidden,
}

impl Progress {
    /// Progress of a job over `total` bytes of input, where that is known.
    pub fn new(quiet: bool, total: Option<u64>) -> Self {
        let started = Instant::now();
        let view = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => View::Hidden,
            (false, true) => View::Bar(bar(total)),
            (false, false) => View::Lines { last: started },
        };
        Self { view, started, total, batch: Arc::new(Mutex::new((started, 0))), read: Arc::new(|| 0) }
    }

    /// Also says how far a long batch is, by `read`, which gives the sentences that the model has read so far.
    pub fn watching(self, read: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        let read: Arc<dyn Fn() -> u64 + Send + Sync> = Arc::new(read);
        let bar = match &self.view {
            View::Hidden => return self,
            View::Bar(bar) => Some(bar.clone()),
            View::Lines { .. } => None,
        };
        let (weak, of_thread) = (Arc::downgrade(&self.batch), Arc::clone(&read));
        // It ends with the job, when nobody else has the batch.
        std::thread::spawn(move || {
            let mut told = Instant::now();
            while let Some(batch) = weak.upgrade() {
                let (began, before) = *batch.lock().unwrap_or_else(PoisonError::into_inner);
                drop(batch);
                let told_long_ago = bar.is_some() || told.elapsed() >= LONG;
                if began.elapsed() >= LONG && told_long_ago {
                    told = Instant::now();
                    let read = format!("a long batch: {} readings of its sentences so far", of_thread() - before);
                    match &bar {
                        Some(bar) => bar.set_prefix(format!(", {read}")),
                        None => complain(&read),
                    }
                }
                std::thread::sleep(Duration::from_secs(1));
            }
        });
        Self { read, ..self }
    }

    /// Says how far the job is: bytes read, articles and statements coded, problems found.
    pub fn update(&mut self, bytes: u64, articles: u64, statements: u64, problems: u64) {
        *self.batch.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), (self.read)());
        let elapsed = self.started.elapsed();
        let rate = statements as f64 / elapsed.as_secs_f64().max(0.001);
        let mut message = format!("{}, {}, {rate:.0}/s", count(articles, "article"), count(statements, "statement"));
        if problems > 0 {
            message.push_str(&format!(", {}", count(problems, "problem")));
        }
        match &mut self.view {
            View::Hidden => {}
            View::Bar(bar) => {
                bar.set_position(bytes);
                bar.set_message(message);
                bar.set_prefix("");
            }
            View::Lines { last } => {
                if last.elapsed() >= LINE_EVERY {
                    *last = Instant::now();
                    if let Some(left) = self.total.and_then(|total| time_left(elapsed, bytes, total)) {
                        message.push_str(&format!(", about {} left", indicatif::HumanDuration(left)));
                    }
                    complain(&message);
                }
            }
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let View::Bar(bar) = &self.view {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => {
            (ProgressBar::new(total), "{elapsed_precise} [{bar:20}] {percent:>3} % {msg}{prefix}, {eta} left")
        }
        None => (ProgressBar::new_spinner(), "{elapsed_precise} {spinner} {msg}{prefix}"),
    };
    // A template that does not parse is a mistake of ours that the default style outlives.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style.progress_chars("=> "));
    bar.set_message("loading");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Time left at the mean speed so far; `None` before there is one.
fn time_left(elapsed: Duration, done: u64, total: u64) -> Option<Duration> {
    let left = total.saturating_sub(done) as f64 / done as f64;
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * left).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_proportional() {
        assert_eq!(time_left(Duration::from_secs(10), 25, 100), Some(Duration::from_secs(30)));
        assert_eq!(time_left(Duration::from_secs(10), 0, 100), None);
        assert_eq!(time_left(Duration::from_secs(10), 120, 100), Some(Duration::ZERO));
    }
}
