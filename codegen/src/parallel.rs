//! Work on all processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What a function makes of each item, in the order of the items. Threads take the next item whenever they are free, since API
/// versions differ in size by a thousand; there is one per processor unless told otherwise. (rayon does this and much more, and
/// costs a build script more to compile than all the rest of this crate.)
pub(crate) fn map<T: Sync, R: Send>(items: &[T], threads: Option<usize>, each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            match items.get(index) {
                Some(item) => made.push((index, each(item))),
                None => return made,
            }
        }
    };
    let processors = || thread::available_parallelism().map_or(1, NonZero::get);
    let threads = threads.unwrap_or_else(processors).min(items.len());
    let mut made = thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut made = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => made.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    });
    made.sort_unstable_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..1000).collect();
        assert_eq!(
            map(&items, Some(7), |item| item * 2),
            items.iter().map(|item| item * 2).collect::<Vec<_>>()
        );
        assert!(map(&[], None, |_: &u32| ()).is_empty());
    }
}
