//! Progress: a person's goals, conferences and scores over a period.

pub mod read;
