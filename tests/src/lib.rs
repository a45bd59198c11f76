//! Scenarios through the whole router on a real DynamoDB engine, with tokens of a real OpenID provider. Each test has its
//! own organization in a shared table. A test that writes or reads very much has its own table.
//!
//! `ENGINE_URL=http://127.0.0.1:5000 cargo test --workspace --lib` runs the same against another engine.
#![cfg(test)]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod world;

/// The engine, the SDK and the service run in one process, where the system's allocator takes a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod audits;
mod canary;
mod coaching;
mod containment;
mod costs;
mod edges;
mod edited;
mod events;
mod faults;
mod feed;
mod generated;
mod invariants;
mod lambda;
mod limits;
mod links;
mod mail;
mod matrix;
mod pairs;
mod people;
mod practice;
mod race;
mod repeated;
mod resumed;
mod reviews;
mod rules;
mod sealed;
mod search;
mod sign_in;
mod simultaneous;
mod terms;
mod workers;

/// Prints what isn't checked on an engine other than the embedded one.
fn deviation(what: &str) {
    println!("deviation of this engine: {what}");
}
