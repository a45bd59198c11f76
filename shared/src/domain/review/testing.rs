//! People, assignments and reviews for the tests of this module.

use super::{Review, ReviewFields};
use crate::domain::{
    Actor, Assignment, Day, Moment, Pair, Person, ReviewId, Terms, User, UserFields, UserId,
};
use serde_json::json;
use std::collections::HashMap;

pub(super) fn id(n: i64) -> UserId {
    UserId::new(Moment::from_millisecond(n))
}

pub(super) struct Cast {
    pub people: HashMap<UserId, Person>,
    pub principal: UserId,
    pub fallback: UserId,
    pub launcher: UserId,
    pub coach: UserId,
    pub coachee: UserId,
}

pub(super) fn cast() -> Cast {
    let ids: Vec<UserId> = (1..=5).map(id).collect();
    let people = ids
        .iter()
        .map(|id| {
            (
                *id,
                Person {
                    id: *id,
                    name: id.to_string(),
                },
            )
        })
        .collect();
    Cast {
        people,
        principal: ids[0],
        fallback: ids[1],
        launcher: ids[2],
        coach: ids[3],
        coachee: ids[4],
    }
}

pub(super) fn review(cast: &Cast, reviewers: serde_json::Value) -> Review {
    let fields = json!({
        "name": "Spring", "due_on": "2026-09-30", "reviewers": reviewers, "fallback_reviewer_id": cast.fallback,
    });
    let fields: ReviewFields = serde_json::from_value(fields).expect("fields");
    let by = Actor {
        id: Some(cast.launcher),
        name: "Ava".to_owned(),
    };
    Review::launch(
        ReviewId::new(Moment::from_millisecond(1)),
        fields,
        by,
        Moment::from_millisecond(1),
        Day::new(2026, 9, 1),
    )
}

pub(super) fn between(coach: UserId, coachee: UserId) -> Assignment {
    let pair = Pair::new(coach, coachee).expect("two");
    let today = Day::new(2026, 9, 1);
    Assignment::start(
        pair,
        &Terms::default(),
        &Actor::system(),
        Moment::from_millisecond(1),
        today,
    )
    .expect("in order")
}

pub(super) fn user(id: UserId, site: &str) -> User {
    let fields = json!({"email": "a@b.example", "given_name": "A", "family_name": "B", "site": site, "role": "member"});
    let fields: UserFields = serde_json::from_value(fields).expect("fields");
    User::new(id, fields, Moment::from_millisecond(1))
}
