//! What follows a change: notices, and the sealed log.

mod delivery;
mod log;
mod notices;

use crate::world::World;
use std::collections::BTreeSet;

/// The ids of the notices in a person's partition, whether or not the person may still read them.
async fn stored_notices(world: &World, person: &str) -> BTreeSet<String> {
    let partition = world.partition(&format!("#USER#{person}"));
    let items = world.items_in(&partition, "NOTICE#").await;
    items
        .iter()
        .map(|item| item["id"].as_s().unwrap().clone())
        .collect()
}
