//! Panics of the libraries, turned into errors.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// Whether this thread runs a library whose panics are caught.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// Runs `job`; if it panics, nothing is printed and the error says in a line what was wrong.
///
/// `job` must leave nothing half changed that is used afterwards: here it reads models that it does not change.
pub(super) fn contain<T>(job: impl FnOnce() -> T) -> Result<T, String> {
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CONTAINED.get() {
                usual(info);
            }
        }));
    });
    let outer = CONTAINED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(job));
    CONTAINED.set(outer);
    result.map_err(|payload| first_line(payload.as_ref()))
}

/// The message of a panic without the C++ stack that libtorch adds to it.
fn first_line(payload: &(dyn Any + Send)) -> String {
    let message = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text.as_str(),
        _ => "it panicked without a message",
    };
    // `unwrap` prints an error with its line breaks escaped.
    let message = message.trim_start_matches("called `Result::unwrap()` on an `Err` value: ");
    let end = ["\n", "\\n", "Exception raised from"].iter().filter_map(|mark| message.find(mark)).min();
    message[..end.unwrap_or(message.len())].trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_line() {
        assert_eq!(contain(|| 7), Ok(7));
        let failed =
            contain(|| panic!("called `Result::unwrap()` on an `Err` value: Torch(\"index\\nException raised\")"));
        assert_eq!(failed, Err::<(), _>("Torch(\"index".to_owned()));
        let failed = contain(|| tch::Tensor::from_slice(&[1i64]).reshape([2, 2]));
        assert!(failed.is_err_and(|line| line.contains("shape") && !line.contains('\n')));
    }
}
