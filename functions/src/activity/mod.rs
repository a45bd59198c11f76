//! The append-only log: who did what to whom, when and from where.

pub mod list_of_user;
