//! Instances under a double of the platform: what they do, what a death leaves, and what goes on.

mod composed;
mod control;
mod index;
mod lives;
mod model;
mod places;
mod restart;
mod rows;
mod runs;
mod schedules;
mod waking;
mod world;
