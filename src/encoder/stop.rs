//! Ends the work of an encoder that is asked to stop.

use super::backend::{Backend, EncoderError};
use super::batch::Batch;
use ndarray::Array2;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is begun may end in this time; what takes longer is dropped.
const GRACE: Duration = Duration::from_secs(3);

/// A request to stop, and how far the work is.
#[derive(Debug, Default)]
pub struct Stop {
    asked: Arc<AtomicBool>,
    since: Mutex<Option<Instant>>,
    read: AtomicU64,
}

impl Stop {
    /// Set this to ask.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.asked)
    }

    /// Sentences encoded so far; one that is read for its themes and towards two targets counts three times.
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Whether work may go on: until the grace of three seconds is over that begins when this is called first after the flag was
    /// set. Called after the flag was taken back it begins anew.
    ///
    /// # Errors
    /// [`EncoderError::Stopped`] if it may not.
    pub fn check(&self) -> Result<(), EncoderError> {
        // An instant is whole whatever panicked.
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.asked.load(Ordering::SeqCst) {
            *since = None;
            return Ok(());
        }
        if since.get_or_insert_with(Instant::now).elapsed() > GRACE { Err(EncoderError::Stopped) } else { Ok(()) }
    }
}

/// A backend that stops when it is asked to, between two batches.
pub struct Stoppable {
    backend: Arc<dyn Backend>,
    stop: Arc<Stop>,
}

impl Stoppable {
    /// `backend`, stopped by `stop`.
    pub fn new(backend: Arc<dyn Backend>, stop: Arc<Stop>) -> Self {
        Self { backend, stop }
    }

    fn counted<R>(&self, batch: &Batch, encoded: Result<R, EncoderError>) -> Result<R, EncoderError> {
        if encoded.is_ok() {
            self.stop.read.fetch_add(batch.spans.len() as u64, Ordering::Relaxed);
        }
        encoded
    }
}

impl Backend for Stoppable {
    fn name(&self) -> &str {
        self.backend.name()
    }

    fn hidden_size(&self) -> usize {
        self.backend.hidden_size()
    }

    fn max_tokens(&self) -> usize {
        self.backend.max_tokens()
    }

    fn batch_tokens(&self) -> usize {
        self.backend.batch_tokens()
    }

    fn encode(&self, batch: &Batch) -> Result<Array2<f32>, EncoderError> {
        self.stop.check()?;
        self.counted(batch, self.backend.encode(batch))
    }

    fn has_branch(&self) -> bool {
        self.backend.has_branch()
    }

    fn encode_branched(&self, batch: &Batch) -> Result<(Array2<f32>, Array2<f32>), EncoderError> {
        self.stop.check()?;
        self.counted(batch, self.backend.encode_branched(batch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;

    impl Backend for Zeros {
        fn name(&self) -> &str {
            "zeros"
        }

        fn hidden_size(&self) -> usize {
            2
        }

        fn max_tokens(&self) -> usize {
            8
        }

        fn encode(&self, batch: &Batch) -> Result<Array2<f32>, EncoderError> {
            batch.check(self.max_tokens(), 9)?;
            Ok(Array2::zeros((batch.spans.len(), 2)))
        }
    }

    #[test]
    fn what_is_begun_may_end_and_nothing_more() {
        let stop = Arc::new(Stop::default());
        let backend = Stoppable::new(Arc::new(Zeros), Arc::clone(&stop));
        let mut batch = Batch::default();
        batch.push(&[1, 2], &[0, 0], std::slice::from_ref(&(0..2)));
        assert!(backend.encode(&batch).is_ok());
        let mut unknown = Batch::default();
        unknown.push(&[1, 99], &[0, 0], std::slice::from_ref(&(0..2)));
        assert!(backend.encode(&unknown).is_err());
        assert_eq!(stop.read(), 1, "what failed was not read");
        stop.flag().store(true, Ordering::SeqCst);
        assert!(backend.encode(&batch).is_ok());
        assert_eq!(stop.read(), 2);
        let over = Instant::now().checked_sub(GRACE + Duration::from_secs(1)).unwrap();
        let late = Arc::new(Stop { asked: stop.flag(), since: Mutex::new(Some(over)), ..Stop::default() });
        let backend = Stoppable::new(Arc::new(Zeros), Arc::clone(&late));
        assert_eq!(backend.encode(&batch), Err(EncoderError::Stopped));
        for asked in [false, true] {
            stop.flag().store(asked, Ordering::SeqCst);
            assert!(backend.encode(&batch).is_ok(), "another request has a grace of its own");
        }
    }
}
