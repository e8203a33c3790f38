//! Times that a cron expression says, in UTC.

use chrono::{DateTime, SecondsFormat, Utc};
use croner::parser::{CronParser, Seconds};
use shared::{
    error::{ErrorCode, Failure},
    limits,
};

/// A cron expression.
pub(crate) struct Cron(croner::Cron);

impl Cron {
    /// Reads one; [`ErrorCode::BadSchedule`] says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let refused = |why: String| Failure::new(ErrorCode::BadSchedule, why);
        if text.len() > limits::workflow::CRON_BYTES {
            return Err(refused(format!("a cron expression has at most {} bytes", limits::workflow::CRON_BYTES)));
        }
        let parsed = CronParser::builder().seconds(Seconds::Optional).build().parse(text);
        parsed.map(Self).map_err(|error| {
            refused(format!(
                "the cron expression {text:?} is none: {error}; it has a minute, an hour, a day, a month and a day of the week, as in \"30 4 * * 1\""
            ))
        })
    }

    /// The first time behind this one, both in milliseconds since 1970; none where it never comes.
    pub(crate) fn next(&self, after_ms: u64) -> Option<u64> {
        let next = self.0.find_next_occurrence(&time(after_ms)?, false).ok()?;
        // One in the past would be found for ever.
        u64::try_from(next.timestamp_millis()).ok().filter(|next| *next > after_ms)
    }

    /// The times from here to there, at most so many, the earliest first.
    pub(crate) fn times(&self, from_ms: u64, to_ms: u64, most: usize) -> Vec<u64> {
        let behind = |time: &u64| self.next(*time);
        let first = self.next(from_ms.saturating_sub(1));
        std::iter::successors(first, behind).take_while(|time| *time <= to_ms).take(most).collect()
    }
}

/// A time as names have it: to the second where it is one.
pub(crate) fn written(at_ms: u64) -> String {
    let format = if at_ms.is_multiple_of(1_000) { SecondsFormat::Secs } else { SecondsFormat::Millis };
    time(at_ms).map_or_else(|| at_ms.to_string(), |time| time.to_rfc3339_opts(format, true))
}

fn time(at_ms: u64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(i64::try_from(at_ms).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-29 21:00:00 UTC, a Sunday.
    const NOW: u64 = 1_796_072_400_000 - 86_400_000;

    fn next(cron: &str) -> Option<String> {
        Cron::parse(cron).unwrap().next(NOW).map(written)
    }

    #[test]
    fn times_are_those_of_the_expression() {
        assert_eq!(written(NOW), "2026-11-29T21:00:00Z");
        for (cron, expected) in [
            ("* * * * *", "2026-11-29T21:01:00Z"),
            ("*/20 * * * * *", "2026-11-29T21:00:20Z"),
            ("30 4 * * 1", "2026-11-30T04:30:00Z"),
            ("0 21 * * *", "2026-11-30T21:00:00Z"),
            ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
            ("@monthly", "2026-12-01T00:00:00Z"),
        ] {
            assert_eq!(next(cron).as_deref(), Some(expected), "{cron}");
        }
        assert_eq!(next("0 0 30 2 *"), None);
    }

    #[test]
    fn both_ends_of_a_time_count() {
        let cron = Cron::parse("* * * * *").unwrap();
        assert_eq!(cron.times(NOW, NOW + 120_000, 10), [NOW, NOW + 60_000, NOW + 120_000]);
        assert_eq!(cron.times(NOW, NOW + 120_000, 2).len(), 2);
        assert_eq!(cron.times(NOW + 1, NOW + 2, 10), [0; 0]);
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        let long = "* ".repeat(limits::workflow::CRON_BYTES);
        for cron in ["", "* * * *", "61 * * * *", "* * * * mon-", "no", long.as_str()] {
            assert_eq!(
                Cron::parse(cron).map(drop).map_err(|failure| failure.code),
                Err(ErrorCode::BadSchedule),
                "{cron}"
            );
        }
    }
}
