//! Progress: what became of a person's goals, conferences and scores.

pub mod read;
