//! The kinds of caller that every route is tried as.

use super::{Person, World};
use serde_json::{Value, json};
use shared::permission::Relation;

/// How the caller is related to the owner of what the route is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Who {
    Anonymous,
    Inactive,
    Administrator,
    Themselves,
    Coach,
    CoachFromTomorrow,
    CoachUntilYesterday,
    FormerCoach,
    CoachWithoutStatus,
    CoachOfAnother,
    Stranger,
}

pub const CALLERS: [Who; 11] = [
    Who::Anonymous,
    Who::Inactive,
    Who::Administrator,
    Who::Themselves,
    Who::Coach,
    Who::CoachFromTomorrow,
    Who::CoachUntilYesterday,
    Who::FormerCoach,
    Who::CoachWithoutStatus,
    Who::CoachOfAnother,
    Who::Stranger,
];

impl Who {
    /// The relation that the permission function is asked about.
    pub fn relation(self) -> Relation {
        Relation {
            administrator: self == Self::Administrator,
            own: self == Self::Themselves,
            coach: self == Self::Coach,
        }
    }
}

/// A person with this relation to the owner; none for an anonymous caller.
pub async fn caller(world: &World, who: Who, owner: &Person) -> Option<Person> {
    let coach = || world.another_coach("Caller");
    let assign = async |coach: Person, terms: Value| {
        world.ava().put(&coach.coachee(owner), terms).await.is(201);
        coach
    };
    let person = match who {
        Who::Anonymous => return None,
        Who::Administrator => world.ava.clone(),
        Who::Themselves => owner.clone(),
        Who::Stranger => world.namesake("Caller", "Stranger").await,
        Who::Inactive => {
            let person = world.namesake("Caller", "Inactive").await;
            world.deactivate(&person).await;
            person
        }
        Who::Coach => assign(coach().await, json!({})).await,
        Who::CoachFromTomorrow => assign(coach().await, json!({"starts_on": world.day(1)})).await,
        Who::CoachUntilYesterday => assign(coach().await, world.past_term()).await,
        Who::FormerCoach => {
            let former = assign(coach().await, json!({})).await;
            world.disconnect(&former, owner).await;
            former
        }
        Who::CoachWithoutStatus => {
            let coach = assign(coach().await, json!({})).await;
            world.interrupted_withdrawal(&coach).await;
            coach
        }
        Who::CoachOfAnother => {
            let coach = coach().await;
            let other = world.namesake("Other", "Coachee").await;
            world.connect(&coach, &other).await;
            coach
        }
    };
    Some(person)
}
