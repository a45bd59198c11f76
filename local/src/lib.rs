//! Coachwork in one process, for development and for the tests: the embedded database, what API
//! Gateway does in front of the operations, the development sign-in, and the demonstration data.

pub mod client;
pub mod demonstration;
pub mod engine;
pub mod feed;
pub mod gateway;
pub mod generate;
pub mod mailbox;
pub mod openid;
pub mod portal;
