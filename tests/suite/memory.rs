//! How much memory a thread holds: what it allocated, less what it freed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static TAKEN: Cell<isize> = const { Cell::new(0) };
    static HIGHEST: Cell<isize> = const { Cell::new(0) };
}

/// The system's allocator, with counters per thread, as other tests run concurrently.
pub struct Counting;

fn count(bytes: isize) {
    // A thread that is exiting no longer counts.
    let _ = HELD.try_with(|held| {
        held.set(held.get() + bytes);
        let _ = HIGHEST.try_with(|highest| highest.set(highest.get().max(held.get())));
    });
    let _ = TAKEN.try_with(|taken| taken.set(taken.get() + bytes.max(0)));
}

// SAFETY: the system's allocator does the allocation.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller guarantees it.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller guarantees it.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        // SAFETY: the caller guarantees it.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Bytes that this thread holds.
pub fn held() -> isize {
    HELD.with(Cell::get)
}

/// Bytes that this thread has ever allocated, freed or not: a measure of work that no clock disturbs.
pub fn taken() -> isize {
    TAKEN.with(Cell::get)
}

/// The most that the thread held at once while this ran, above what it held before.
pub fn peak<T>(run: impl FnOnce() -> T) -> (T, isize) {
    let before = held();
    HIGHEST.with(|highest| highest.set(before));
    let result = run();
    (result, HIGHEST.with(Cell::get) - before)
}

/// Checks that memory returns to its earlier level.
#[derive(Default)]
pub struct Watch {
    first: Option<isize>,
}

impl Watch {
    /// Call this wherever as much should be held as the time before.
    pub fn look(&mut self) {
        /// Tables grow by doubling, and some are allocated on first use.
        const SLACK: isize = 1 << 20;
        let held = held();
        let first = *self.first.get_or_insert(held);
        assert!(held <= first + SLACK, "memory has grown from {first} to {held} bytes");
    }
}
