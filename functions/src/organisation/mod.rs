//! The organization and its settings.

pub mod edit;
pub mod found;
pub mod read;
