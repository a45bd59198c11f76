//! The activity log: who did what to whom, when and from where. Entries are only ever added.

pub mod download;
mod entries;
pub mod list;
pub mod list_of_user;
