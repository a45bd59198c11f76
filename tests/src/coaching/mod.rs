//! Assignments: making them from either side, ending them, and the right that goes with them.

mod assigning;
mod bulk;
mod ending;

use crate::world::{Person, World};

/// Whether the coach sees the coachee's e-mail, which a card hides.
async fn sees_email(world: &World, coach: &Person, coachee: &Person) -> bool {
    !world
        .as_person(coach)
        .get(&coachee.path(""))
        .await
        .is(200)
        .body["email"]
        .is_null()
}
