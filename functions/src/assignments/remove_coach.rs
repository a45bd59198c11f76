//! Removes a coach from a coachee: `assignments.remove_coachee` with the path that begins with the coachee.

pub use super::remove_coachee::handle;
