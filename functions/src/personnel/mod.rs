//! Personnel records: a person's employment, for administrators.

pub mod edit;
pub mod read;
