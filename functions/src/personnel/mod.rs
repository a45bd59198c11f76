//! Personnel information: a person's employment.

pub mod read;
pub mod replace;
