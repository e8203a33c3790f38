//! What is going to happen, in the order in which it will.
//!
//! Few events stand in a heap of four children, each group of which is one line of the cache. Where there are many, only those of the near
//! future do: the rest lie in buckets of equal width, unsorted, and are sorted when their time has come. So the heap stays small,
//! and a push touches one line wherever it lies.

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A request ends.
    Answered,
    /// An isolate is there.
    Opened,
}

/// Something that happens, 16 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) at: u64,
    pub(crate) slot: u32,
    pub(crate) life: u8,
    pub(crate) kind: Kind,
}

const NEVER: Event = Event { at: u64::MAX, slot: 0, life: 0, kind: Kind::Answered };

/// Four siblings of the heap.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Line([Event; 4]);

/// A heap: the root, and its descendants in lines. The children of the entry with number `n` are line `n + 1`, those of the root line zero.
#[derive(Debug)]
struct Heap {
    root: Event,
    lines: Vec<Line>,
    /// How many there are besides the root.
    below: usize,
}

impl Heap {
    fn push(&mut self, event: Event) {
        if event.at < self.root.at {
            let root = std::mem::replace(&mut self.root, event);
            if root.at == u64::MAX {
                return;
            }
            return self.rise(root);
        }
        if self.root.at == u64::MAX {
            self.root = event;
            return;
        }
        self.rise(event);
    }

    fn rise(&mut self, event: Event) {
        let mut place = self.below;
        self.below += 1;
        if place / 4 == self.lines.len() {
            self.lines.push(Line([NEVER; 4]));
        }
        while place >= 4 {
            let parent = place / 4 - 1;
            let above = self.lines[parent / 4].0[parent % 4];
            if above.at <= event.at {
                break;
            }
            self.lines[place / 4].0[place % 4] = above;
            place = parent;
        }
        self.lines[place / 4].0[place % 4] = event;
    }

    fn pop(&mut self) -> Event {
        let top = self.root;
        if self.below == 0 {
            self.root = NEVER;
            return top;
        }
        self.below -= 1;
        let moved = std::mem::replace(&mut self.lines[self.below / 4].0[self.below % 4], NEVER);
        if self.below == 0 {
            self.root = moved;
            return top;
        }
        // Empty places are later than everything, so that all four can be compared without asking which are there.
        let (mut line, mut child) = (0, Self::least(&self.lines[0]));
        let first = self.lines[0].0[child];
        if moved.at <= first.at {
            self.root = moved;
            return top;
        }
        self.root = first;
        loop {
            let below = 4 * line + child + 1;
            let Some(children) = self.lines.get(below) else { break };
            let next = Self::least(children);
            let earliest = children.0[next];
            if moved.at <= earliest.at {
                break;
            }
            self.lines[line].0[child] = earliest;
            (line, child) = (below, next);
        }
        self.lines[line].0[child] = moved;
        top
    }

    fn least(line: &Line) -> usize {
        let [a, b, c, d] = &line.0;
        let (left, right) = (usize::from(b.at < a.at), 2 + usize::from(d.at < c.at));
        if line.0[right].at < line.0[left].at { right } else { left }
    }
}

/// An event in a bucket, 12 bytes: its time counts from the bucket's beginning.
#[derive(Clone, Copy, Debug, Default)]
struct Far {
    low: u32,
    slot: u32,
    high: u16,
    life: u8,
    opened: bool,
}

const CHUNK: usize = 21;

/// A part of a bucket, 256 bytes.
#[derive(Clone, Debug)]
struct Chunk {
    events: [Far; CHUNK],
    next: u32,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    first: u32,
    /// How many events the first part holds; the others are full.
    filled: u32,
}

const NONE: u32 = u32::MAX;
const EMPTY: Bucket = Bucket { first: NONE, filled: 0 };

/// The set of events.
#[derive(Debug)]
pub(crate) struct Events {
    heap: Heap,
    /// The events of the bucket that is open, the next one last.
    batch: Vec<Event>,
    buckets: Vec<Bucket>,
    chunks: Vec<Chunk>,
    free: u32,
    /// A bucket is two to this power of nanoseconds wide.
    width: u32,
    /// Which bucket is open, counted from the beginning of time.
    open: u64,
    /// What lies beyond the last bucket.
    beyond: Vec<Event>,
    /// How many lie in buckets.
    far: usize,
}

impl Events {
    /// A set for so many events at a time, each of which lies about `delay` nanoseconds ahead when it is put in.
    pub(crate) fn new(events: usize, delay: f64) -> Self {
        // The events of a bucket fit into the first cache. Eight delays hold nearly all of an exponential.
        let count = if events < 2_048 { 0 } else { (events / 128).next_power_of_two().clamp(64, 8_192) };
        let width = (8.0 * delay / count.max(1) as f64).max(1.0).log2().ceil().clamp(0.0, 47.0) as u32;
        Self {
            heap: Heap { root: NEVER, lines: Vec::new(), below: 0 },
            batch: Vec::new(),
            buckets: vec![EMPTY; count],
            chunks: Vec::new(),
            free: NONE,
            width,
            open: 0,
            beyond: Vec::new(),
            far: 0,
        }
    }

    pub(crate) fn push(&mut self, event: Event) {
        let bucket = event.at >> self.width;
        if self.buckets.is_empty() || bucket <= self.open {
            self.heap.push(event);
        } else {
            self.put(bucket, event);
        }
    }

    fn put(&mut self, number: u64, event: Event) {
        if number - self.open >= self.buckets.len() as u64 {
            self.beyond.push(event);
            return;
        }
        self.far += 1;
        let mask = self.buckets.len() as u64 - 1;
        let bucket = &mut self.buckets[(number & mask) as usize];
        if bucket.first == NONE || bucket.filled == CHUNK as u32 {
            let next = bucket.first;
            bucket.filled = 0;
            if self.free == NONE {
                bucket.first = u32::try_from(self.chunks.len()).expect("there are fewer events than 32 bits count");
                if self.chunks.len() == self.chunks.capacity() {
                    // Twice as many, as a vector would take, are more bytes than isolates may have.
                    self.chunks.reserve_exact((self.chunks.len() / 16).max(16));
                }
                self.chunks.push(Chunk { events: [Far::default(); CHUNK], next });
            } else {
                bucket.first = self.free;
                let chunk = &mut self.chunks[self.free as usize];
                self.free = std::mem::replace(&mut chunk.next, next);
            }
        }
        let ahead = event.at - (number << self.width);
        let far = Far {
            low: ahead as u32,
            high: (ahead >> 32) as u16,
            slot: event.slot,
            life: event.life,
            opened: event.kind == Kind::Opened,
        };
        self.chunks[bucket.first as usize].events[bucket.filled as usize] = far;
        bucket.filled += 1;
    }

    /// When the next one happens, if that is not after `until`; else never, or later than that.
    ///
    /// No bucket is opened before its time, since what is put in until then would have to be sorted in.
    pub(crate) fn next(&mut self, until: u64) -> u64 {
        if self.batch.is_empty() && self.heap.root.at == u64::MAX && (self.far > 0 || !self.beyond.is_empty()) {
            self.advance(until);
        }
        let sorted = self.batch.last().map_or(u64::MAX, |event| event.at);
        sorted.min(self.heap.root.at)
    }

    /// Takes the next one; there is one.
    pub(crate) fn pop(&mut self) -> Event {
        match self.batch.last() {
            Some(event) if event.at <= self.heap.root.at => self.batch.pop().unwrap_or(NEVER),
            _ => self.heap.pop(),
        }
    }

    /// Opens the next bucket that holds something and begins by `until`.
    fn advance(&mut self, until: u64) {
        let (count, last) = (self.buckets.len() as u64, until >> self.width);
        while self.batch.is_empty() && self.heap.root.at == u64::MAX && self.open < last {
            if self.far == 0 {
                let Some(first) = self.beyond.iter().map(|event| event.at).min() else { return };
                // What is put in before that one must find its bucket closed.
                self.open = (first >> self.width).min(last);
                self.bring_near();
                continue;
            }
            self.open += 1;
            self.unpack();
            if self.open.is_multiple_of(count) {
                self.bring_near();
            }
        }
        self.batch.sort_unstable_by_key(|event| std::cmp::Reverse(event.at));
    }

    /// Takes the events of the open bucket out of their parts.
    fn unpack(&mut self) {
        let mask = self.buckets.len() as u64 - 1;
        let start = self.open << self.width;
        let mut bucket = std::mem::replace(&mut self.buckets[(self.open & mask) as usize], EMPTY);
        while bucket.first != NONE {
            let chunk = &mut self.chunks[bucket.first as usize];
            let events = &chunk.events[..bucket.filled as usize];
            self.far -= events.len();
            self.batch.extend(events.iter().map(|far| Event {
                at: start + u64::from(far.low) + (u64::from(far.high) << 32),
                slot: far.slot,
                life: far.life,
                kind: if far.opened { Kind::Opened } else { Kind::Answered },
            }));
            let next = std::mem::replace(&mut chunk.next, self.free);
            self.free = bucket.first;
            bucket = Bucket { first: next, filled: CHUNK as u32 };
        }
    }

    /// Puts what lay beyond the last bucket where it belongs now.
    fn bring_near(&mut self) {
        for event in std::mem::take(&mut self.beyond) {
            self.push(event);
        }
    }

    /// Bytes that it has taken.
    pub(crate) fn bytes(&self) -> usize {
        self.heap.lines.capacity() * size_of::<Line>()
            + (self.batch.capacity() + self.beyond.capacity()) * size_of::<Event>()
            + self.buckets.capacity() * size_of::<Bucket>()
            + self.chunks.capacity() * size_of::<Chunk>()
    }
}

#[cfg(test)]
mod tests {
    use shared::random::Random;

    use super::*;

    #[test]
    fn events_come_in_order_whatever_their_number_and_distance() {
        assert_eq!((size_of::<Event>(), size_of::<Far>(), size_of::<Chunk>()), (16, 12, 256));
        for (events, delay) in [(10, 1e3), (5_000, 1e9), (5_000, 1.0), (40_000, 1e12)] {
            let mut random = Random::seeded(3);
            let mut set = Events::new(events, delay);
            let mut expected = std::collections::BinaryHeap::new();
            let mut now = 0;
            for step in 0..events * 12 {
                if expected.len() < events && (step < events || random.below(2) == 0) {
                    let far = if random.below(50) == 0 { 40.0 } else { 1.0 };
                    let at = now + (-(1.0 - random.unit()).ln() * delay * far) as u64;
                    let kind = if step % 3 == 0 { Kind::Opened } else { Kind::Answered };
                    set.push(Event { at, slot: step as u32, life: step as u8, kind });
                    expected.push(std::cmp::Reverse(at));
                } else if let Some(std::cmp::Reverse(at)) = expected.pop() {
                    let until = if step % 2 == 0 { u64::MAX } else { at };
                    assert_eq!(set.next(until), at);
                    let event = set.pop();
                    assert_eq!((event.at, event.life), (at, event.slot as u8));
                    assert_eq!(event.kind == Kind::Opened, event.slot.is_multiple_of(3));
                    now = at;
                }
            }
            while let Some(std::cmp::Reverse(at)) = expected.pop() {
                assert_eq!((set.next(u64::MAX), set.pop().at), (at, at));
            }
            assert_eq!(set.next(u64::MAX), u64::MAX);
        }
    }
}
