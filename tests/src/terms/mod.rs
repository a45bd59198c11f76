//! Terms, as a school year has them: an assignment past its last day counts for nothing, a new term is a new assignment,
//! and there is at most one primary coach.

mod conferences;
mod expired;
mod primary;

use crate::world::{Person, World};
use serde_json::{Value, json};
use shared::{
    domain::{Assignment, Kind},
    table::from_item,
};
use std::collections::BTreeSet;

/// A coach of this capacity, the coachee of an assignment that ended yesterday, and another person.
async fn last_year(capacity: u32) -> (World, Person, Person, Person) {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    world.set_capacity(&thomas, capacity).await;
    let terms = json!({"starts_on": world.day(-300), "ends_on": world.day(-1)});
    world.ava().put(&thomas.coachee(&adam), terms).await.is(201);
    let beth = world.person("Beth", "Brown").await;
    (world, thomas, adam, beth)
}

/// The family name of each coach in a list, with the kind of the assignment.
fn kinds(coaches: &[Value]) -> Vec<(&str, &str)> {
    coaches
        .iter()
        .map(|line| {
            (
                line["user"]["family_name"].as_str().unwrap(),
                line["kind"].as_str().unwrap(),
            )
        })
        .collect()
}

/// Asserts that the set of primary coaches in each profile agrees with the assignments.
pub async fn assert_primary_coaches_agree(world: &World) {
    let items = world.items().await;
    for ((pk, _), profile) in items.iter().filter(|((_, sk), _)| sk == "PROFILE") {
        let in_profile: BTreeSet<String> = profile
            .get("primary_coaches")
            .and_then(|set| set.as_ss().ok())
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        let own = items
            .iter()
            .filter(|((partition, sk), _)| partition == pk && sk.starts_with("COACH#"));
        let own = own.map(|(_, item)| from_item::<Assignment>(item.clone()).unwrap());
        let in_assignments: BTreeSet<String> = own
            .filter(|a| a.kind == Kind::Primary)
            .map(|a| a.coach_id.to_string())
            .collect();
        assert_eq!(in_profile, in_assignments, "{pk}");
    }
}
