//! Assigns a coach to a coachee: `assignments.assign_coachee` with the path that begins with the coachee. It
//! has its own operation because people and clients start from either person.

pub use super::assign_coachee::handle;
