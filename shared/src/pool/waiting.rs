//! Requests that wait: a slab of them, and queues as rings through it.

use super::{moment::Moment, slot::NONE, words::Discipline};

/// A request that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    pub(super) arrived: Moment,
    pub(super) deadline: Moment,
    /// The caller's name of it.
    pub(super) name: u32,
    pub(super) owner: u32,
    next: u32,
}

impl Request {
    pub(super) const fn new(name: u32, owner: u32, arrived: Moment, deadline: Moment) -> Self {
        Self { arrived, deadline, name, owner, next: NONE }
    }
}

/// At which end a request joins; all are served from the front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joins {
    Behind,
    Ahead,
    ByDeadline,
}

impl Joins {
    pub(super) fn of(discipline: Discipline, stands: bool) -> Self {
        match discipline {
            Discipline::Lifo => Self::Ahead,
            Discipline::Codel if stands => Self::Ahead,
            Discipline::Fifo | Discipline::Codel => Self::Behind,
            Discipline::Deadline => Self::ByDeadline,
        }
    }
}

/// The slab. It grows with the most that ever waited, and gives its places out again.
///
/// A queue is a ring, known by its last request, whose next one is the first.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    requests: Vec<Request>,
    /// Places that are free, a list by `next`, its first one counted from one.
    free: u32,
    /// How many wait.
    pub(super) count: u32,
}

impl Waiting {
    fn place(&mut self, request: Request) -> u32 {
        self.count += 1;
        if self.free > 0 {
            let place = self.free - 1;
            let next = self.requests[place as usize].next;
            self.free = next;
            self.requests[place as usize] = request;
            place
        } else {
            self.requests.push(request);
            u32::try_from(self.requests.len() - 1).expect("a queue has fewer places than there are request names")
        }
    }

    fn free(&mut self, place: u32) -> Request {
        self.count -= 1;
        let request = self.requests[place as usize];
        self.requests[place as usize].next = self.free;
        self.free = place + 1;
        request
    }

    /// Puts a request into the queue that ends with `tail`, and gives the queue's new last one.
    pub(super) fn push(&mut self, tail: u32, request: Request, joins: Joins) -> u32 {
        let place = self.place(request);
        if tail == NONE {
            self.requests[place as usize].next = place;
            return place;
        }
        let before = match joins {
            Joins::Behind | Joins::Ahead => tail,
            Joins::ByDeadline => self.last_before(tail, request.deadline),
        };
        self.requests[place as usize].next = self.requests[before as usize].next;
        self.requests[before as usize].next = place;
        let is_last = match joins {
            Joins::Behind => true,
            Joins::Ahead => false,
            Joins::ByDeadline => before == tail && self.requests[tail as usize].deadline <= request.deadline,
        };
        if is_last { place } else { tail }
    }

    /// The request behind which one with this deadline belongs; the last one also stands before the first.
    fn last_before(&self, tail: u32, deadline: Moment) -> u32 {
        if self.requests[tail as usize].deadline <= deadline {
            return tail;
        }
        let mut before = tail;
        loop {
            let next = self.requests[before as usize].next;
            if self.requests[next as usize].deadline > deadline {
                return before;
            }
            before = next;
        }
    }

    /// The first of a queue.
    pub(super) fn first(&self, tail: u32) -> &Request {
        &self.requests[self.requests[tail as usize].next as usize]
    }

    /// Takes the first of a queue, and gives the queue's last one.
    pub(super) fn pop(&mut self, tail: u32) -> (Request, u32) {
        let first = self.requests[tail as usize].next;
        let after = self.requests[first as usize].next;
        self.requests[tail as usize].next = after;
        (self.free(first), if first == tail { NONE } else { tail })
    }

    /// Takes every request out of a queue whose deadline has passed, hands them over, and gives the queue's last one with the earliest
    /// deadline of those that stay.
    pub(super) fn drop_late(&mut self, tail: u32, now: Moment, mut late: impl FnMut(Request)) -> (u32, Moment) {
        let mut earliest = Moment::NEVER;
        let (mut before, mut tail) = (tail, tail);
        if tail == NONE {
            return (NONE, earliest);
        }
        loop {
            let place = self.requests[before as usize].next;
            let was_last = place == tail;
            if self.requests[place as usize].deadline <= now {
                self.requests[before as usize].next = self.requests[place as usize].next;
                late(self.free(place));
                if was_last {
                    return (if before == place { NONE } else { before }, earliest);
                }
            } else {
                earliest = earliest.min(self.requests[place as usize].deadline);
                before = place;
                if was_last {
                    tail = place;
                    return (tail, earliest);
                }
            }
        }
    }

    /// Bytes that it has taken.
    pub(super) const fn bytes(&self) -> usize {
        self.requests.capacity() * size_of::<Request>()
    }
}
