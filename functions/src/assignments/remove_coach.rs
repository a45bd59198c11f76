//! The same as removing a coachee, from the coachee's side.

pub use super::remove_coachee::handle;
