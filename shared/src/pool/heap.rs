//! Numbers in the order of keys that may change: a heap that knows where each number stands.

use super::slot::NONE;

/// Numbers below a bound, each with a key. Its memory is taken once, 16 bytes a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Keyed {
    heap: Vec<(u64, u32)>,
    /// Where each number stands in the heap.
    places: Vec<u32>,
}

impl Keyed {
    pub(super) fn reserve(&mut self, numbers: usize) {
        self.places.resize(numbers, NONE);
        self.heap.reserve(numbers.saturating_sub(self.heap.len()));
    }

    /// The number with the least key.
    pub(super) fn least(&self) -> Option<(u64, u32)> {
        self.heap.first().copied()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }

    /// Puts a number in, or gives it another key.
    pub(super) fn put(&mut self, number: u32, key: u64) {
        let mut place = self.places[number as usize] as usize;
        if self.places[number as usize] == NONE {
            place = self.heap.len();
            self.heap.push((key, number));
        }
        self.heap[place] = (key, number);
        let place = self.rise(place);
        self.sink(place);
    }

    /// Takes a number out, if it is there.
    pub(super) fn remove(&mut self, number: u32) {
        let place = self.places[number as usize];
        if place == NONE {
            return;
        }
        self.places[number as usize] = NONE;
        let last = self.heap.pop().expect("it holds the number");
        if last.1 != number {
            self.heap[place as usize] = last;
            let place = self.rise(place as usize);
            self.sink(place);
        }
    }

    fn set(&mut self, place: usize, entry: (u64, u32)) {
        self.heap[place] = entry;
        self.places[entry.1 as usize] = u32::try_from(place).expect("there are no more numbers than 32 bits count");
    }

    fn rise(&mut self, mut place: usize) -> usize {
        let entry = self.heap[place];
        while place > 0 {
            let parent = (place - 1) / 4;
            // Of equal keys the lower number is first, so that the order depends on nothing else.
            if self.heap[parent] <= entry {
                break;
            }
            self.set(place, self.heap[parent]);
            place = parent;
        }
        self.set(place, entry);
        place
    }

    fn sink(&mut self, mut place: usize) {
        let entry = self.heap[place];
        loop {
            let first = 4 * place + 1;
            let children = first..(first + 4).min(self.heap.len());
            let Some(child) = children.min_by_key(|&child| self.heap[child]) else { break };
            if entry <= self.heap[child] {
                break;
            }
            self.set(place, self.heap[child]);
            place = child;
        }
        self.set(place, entry);
    }
}
