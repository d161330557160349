//! The one place that reads the clock for a quiz.

use std::time::Instant;

use crate::quiz::Moment;

/// Time spent in a quiz, by the monotonic clock, and the time of day.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started: Instant,
    before: f64,
}

impl Clock {
    /// Starts now; `before` seconds were spent in the quiz already.
    pub fn start(before: f64) -> Self {
        Self {
            started: Instant::now(),
            before,
        }
    }

    /// Seconds spent in the quiz until now.
    pub fn elapsed(&self) -> f64 {
        self.before + self.started.elapsed().as_secs_f64()
    }

    /// The moment, for the engine.
    pub fn now(&self) -> Moment {
        let now = jiff::ZonedDateTime::now();
        Moment {
            at: now.timestamp().as_millisecond(),
            offset: i16::try_from(now.offset().seconds() / 60).unwrap_or(0),
            elapsed: self.elapsed(),
        }
    }
}
