//! Timers on the one alarm.
