//! The health check.

pub mod read;
