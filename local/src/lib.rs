//! Coachwork in one process, for development and for the tests: an embedded database, a stand-in for API Gateway, a
//! development sign-in, the demonstration data, and the generator.

pub mod client;
pub mod demonstration;
pub mod engine;
pub mod feed;
pub mod gateway;
pub mod generate;
pub mod mailbox;
pub mod openid;
pub mod portal;
pub mod resume;
