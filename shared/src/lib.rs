//! What every operation and worker of Coachwork builds on: the domain, the rights, the table, the HTTP edge and the
//! authorizer.
//!
//! Each module imports only modules above it in this table, and only those listed. The tests in `layers.rs` fail when
//! that stops being true.
//!
//! | module | what it holds | imports |
//! |---|---|---|
//! | [`domain`] | people, assignments, records, audits and reviews, without I/O; the one error type | |
//! | [`permission`] | who may do what | `domain` |
//! | [`table`] | the DynamoDB table: keys, proven reads, conditional changes | `domain`, `permission` |
//! | [`mail`] | sending mail through SES | `domain`, `table` |
//! | [`http`] | extractors, answers, problem documents, descriptions for OpenAPI | `domain`, `table` |
//! | [`auth`] | the authorizer: tokens, keys, identity links | `domain`, `table`, `http` |
//! | [`operation`] | what the route table and the table of workers are made of | `domain`, `permission`, `table`, `http` |

#![warn(missing_docs)]

pub mod auth;
pub mod domain;
pub mod http;
#[cfg(test)]
mod layers;
pub mod mail;
pub mod operation;
pub mod permission;
pub mod table;

pub use http::App;
