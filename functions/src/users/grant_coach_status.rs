//! Grants a user coach status, or changes a coach's capacity.

use super::{OfUser, end_assignments::end_void};
use crate::assignments::change::unless_past_are_ended;
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, CoachStatus, Error, MAX_CAPACITY, Result, User, whole_or_none},
    http::{JsonOrEmpty, Path, Put},
    permission::Action,
    table::{Changes, Edit, Rule, Table, at_most, equals, keys, must, must_or, version_is},
};

/// The coach's capacity.
#[derive(Debug, Default, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The most coachees at once. Default: the coach's current capacity, or else the organization's default.
    #[garde(inner(range(min = 1, max = MAX_CAPACITY)))]
    #[schemars(range(min = 1, max = 10_000))]
    #[serde(default, deserialize_with = "whole_or_none")]
    capacity: Option<u32>,
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    JsonOrEmpty(grant): JsonOrEmpty<Grant>,
) -> Result<Put<User>> {
    let (proof, organisation) = table
        .prove(
            &caller,
            path.user_id,
            Action::ManageUsers,
            keys::organisation(),
        )
        .await?;
    let before = proof.owner;
    if !before.is_active() {
        return Err(Error::InactiveUser);
    }
    let capacity = grant
        .capacity
        .or(before.capacity)
        .unwrap_or(organisation.settings.default_capacity);
    let after = User {
        coach_status: CoachStatus::Granted,
        capacity: Some(capacity),
        ..before.edited(caller.now)
    };
    if before.coach_status == CoachStatus::None {
        if before.coachee_count > 0 {
            end_void(&table, &caller, &before, "Coach status was withdrawn.").await?;
        }
        // Granting the status must not revive an assignment that its withdrawal left behind.
        let none_left = must(
            equals("coachee_count", 0_u32),
            Error::Overtaken("assignments are still being ended"),
        );
        table
            .commit(change(
                &caller,
                ActivityKind::CoachStatusGranted,
                &before,
                &after,
                none_left,
            )?)
            .await?;
        return Ok(Put::Made(User {
            coachee_count: 0,
            ..after
        }));
    }
    if before.capacity == Some(capacity) {
        return Ok(Put::WasThere(before));
    }
    let fits = must_or(at_most("coachee_count", capacity), |item| {
        Error::CapacityBelowCaseload {
            coachees: shared::table::number(item, "coachee_count"),
        }
    });
    match table
        .commit(change(
            &caller,
            ActivityKind::CapacityChanged,
            &before,
            &after,
            fits,
        )?)
        .await
    {
        Err(refused @ Error::CapacityBelowCaseload { .. }) => {
            Err(unless_past_are_ended(&table, &caller, after.id, refused).await)
        }
        result => result.map(|()| Put::WasThere(after)),
    }
}

fn change(
    caller: &Caller,
    kind: ActivityKind,
    before: &User,
    after: &User,
    rule: Rule,
) -> Result<Changes> {
    let mut activity = caller.activity(kind);
    activity.user_id = Some(after.id);
    let activity = activity.with_changes(&before.account(), &after.account())?;
    let active = must(equals("status", "active"), Error::InactiveUser);
    Changes::by_administrator(caller, activity)?
        .edit(
            keys::profile(&after.id),
            Edit::between(before, after)?,
            vec![active, rule, version_is(before.version)],
        )
        .directory(Some(before), after)
}
