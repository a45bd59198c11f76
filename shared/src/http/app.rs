//! What a process keeps for all of its requests.

use super::Seal;
use crate::{domain::Clock, table::Store};

/// The state of the router: what every extractor can reach.
#[derive(Clone)]
pub struct App {
    /// The table.
    pub store: Store,
    /// Encrypts the cursors of lists.
    pub seal: Seal,
    /// The time, which tests may move.
    pub clock: Clock,
}
