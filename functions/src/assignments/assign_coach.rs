//! The same as adding a coachee, from the coachee's side. An operation of its own, with its own
//! address and Lambda, because people and clients start from either person.

pub use super::add_coachee::handle;
