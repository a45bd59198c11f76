//! What every Coachwork operation stands on: the domain, the permission function, the table and the
//! HTTP edge. Dependencies point one way: `domain` ← `permission`, `table` ← `http`, `auth`.

pub mod auth;
pub mod domain;
pub mod http;
pub mod mail;
pub mod operation;
pub mod permission;
pub mod table;

use domain::Clock;
use http::Seal;
use table::Store;

/// What the process holds for all of its requests.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub seal: Seal,
    pub clock: Clock,
}
