//! Panics: a bug, unless the code around it expects one.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs third-party code that may panic on untrusted bytes. Returns `None` if it does.
///
/// Such a panic is only logged, at debug level.
pub fn contain<T>(run: impl FnOnce() -> T) -> Option<T> {
    let outer = CONTAINED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    CONTAINED.set(outer);
    result.ok()
}

/// Calls `report` for every panic in this process that isn't contained.
pub fn report_with(report: impl Fn(&PanicHookInfo<'_>) + Send + Sync + 'static) {
    set_hook(Box::new(move |panic| {
        if CONTAINED.get() {
            tracing::debug!(place = panic.location().map(ToString::to_string), "contained a panic");
        } else {
            report(panic);
        }
    }));
}

/// Reports panics to the log rather than to standard error.
pub fn report_to_log() {
    report_with(|panic| tracing::error!(place = panic.location().map(ToString::to_string), "panicked"));
}

#[cfg(test)]
mod tests {
    use std::panic::take_hook;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    static REPORTED: AtomicUsize = AtomicUsize::new(0);

    #[test]
    fn only_a_panic_that_nobody_contains_is_reported() {
        let (default, this) = (take_hook(), thread::current().id());
        report_with(move |panic| match thread::current().id() == this {
            true => drop(REPORTED.fetch_add(1, Ordering::SeqCst)),
            // Another test's.
            false => default(panic),
        });
        assert_eq!(contain(|| 1), Some(1));
        let within: Option<()> = contain(|| {
            assert_eq!(contain(|| -> u8 { panic!("contained") }), None);
            panic!("contained as well")
        });
        assert_eq!(within, None);
        assert_eq!(REPORTED.load(Ordering::SeqCst), 0);
        assert!(catch_unwind(|| panic!("reported")).is_err());
        assert_eq!(REPORTED.load(Ordering::SeqCst), 1);
    }
}
