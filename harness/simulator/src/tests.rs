//! The simulator against theory, against itself, and against what a day must be.

use super::*;

mod theory_agrees;
mod world;
