//! Scenarios through the whole router on a real DynamoDB engine, with tokens of a real OpenID
//! provider. One binary; each test has an organisation of its own in the one table, or a table of its own
//! where it would fill that one or reads all of it.
//!
//! `ENGINE_URL=http://127.0.0.1:5000 cargo test --workspace --lib` runs the same against another engine.
#![cfg(test)]
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod world;

/// Engine, SDK and service allocate in one process and on two threads, which takes the system's
/// allocator a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod audits;
mod coaching;
mod costs;
mod events;
mod faults;
mod feed;
mod generated;
mod invariants;
mod lambda;
mod mail;
mod matrix;
mod people;
mod practice;
mod race;
mod reviews;
mod rules;
mod search;
mod sign_in;

/// Says on the terminal where another engine differs, so that nothing is passed over in silence.
fn deviation(what: &str) {
    println!("deviation of this engine: {what}");
}
