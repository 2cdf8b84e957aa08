//! Work in parallel whose results come in the order of the items.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How far, per thread, the work may run ahead of the results that were taken. It bounds the memory.
const AHEAD: usize = 64;

/// Stack of a thread: that of a main thread, so that one thread or many make no difference.
const STACK: usize = 8 << 20;

/// The number of threads asked for; 0 stands for all cores.
pub fn threads(asked: usize) -> usize {
    if asked == 0 { thread::available_parallelism().map_or(1, NonZero::get) } else { asked.min(256) }
}

struct Queue<R> {
    /// The next item to work on.
    next: usize,
    /// The number of results taken.
    taken: usize,
    stopped: bool,
    ready: BTreeMap<usize, R>,
}

struct Shared<R> {
    queue: Mutex<Queue<R>>,
    room: Condvar,
    result: Condvar,
}

impl<R> Shared<R> {
    fn lock(&self) -> MutexGuard<'_, Queue<R>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does `work` on every item with that many threads, and hands the results to `take` in the order of the items
/// until it breaks. `work` must not panic.
pub fn ordered<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) {
    let threads = threads.min(items.len());
    if threads <= 1 {
        let _ = items.iter().try_for_each(|item| take(work(item)));
        return;
    }
    let shared = Shared {
        queue: Mutex::new(Queue { next: 0, taken: 0, stopped: false, ready: BTreeMap::new() }),
        room: Condvar::new(),
        result: Condvar::new(),
    };
    thread::scope(|scope| {
        let mut started = 0;
        for _ in 0..threads {
            let worker = || labour(items, threads * AHEAD, &shared, &work);
            started +=
                usize::from(thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker).is_ok());
        }
        if started == 0 {
            let _ = items.iter().try_for_each(|item| take(work(item)));
            return;
        }
        for index in 0..items.len() {
            let mut queue = shared.lock();
            let result = loop {
                if let Some(result) = queue.ready.remove(&index) {
                    break result;
                }
                queue = shared.result.wait(queue).unwrap_or_else(PoisonError::into_inner);
            };
            queue.taken = index + 1;
            drop(queue);
            shared.room.notify_all();
            if take(result).is_break() {
                break;
            }
        }
        shared.lock().stopped = true;
        shared.room.notify_all();
    });
}

fn labour<T, R>(items: &[T], ahead: usize, shared: &Shared<R>, work: &impl Fn(&T) -> R) {
    let mut queue = shared.lock();
    loop {
        while !queue.stopped && queue.next < items.len() && queue.next >= queue.taken + ahead {
            queue = shared.room.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        let index = queue.next;
        let Some(item) = items.get(index).filter(|_| !queue.stopped) else { return };
        queue.next += 1;
        drop(queue);
        let result = work(item);
        queue = shared.lock();
        queue.ready.insert(index, result);
        if index == queue.taken {
            shared.result.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_with_any_number_of_threads() {
        let items: Vec<usize> = (0..5000).collect();
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            ordered(
                &items,
                threads,
                |item| item * 2,
                |result| {
                    seen.push(result);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(seen, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn breaking_off_ends_the_work() {
        let items: Vec<usize> = (0..100_000).collect();
        let mut seen = 0;
        ordered(
            &items,
            4,
            |item| *item,
            |_| {
                seen += 1;
                if seen == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(seen, 10);
    }
}
