use super::{OfUser, ending::end_void};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, CoachStatus, Error, MAX_CAPACITY, Organisation, Result, User, whole_or_none},
    http::{JsonOrEmpty, Path, Put},
    permission::Action,
    table::{Changes, Edit, Rule, Table, at_most, equals, keys, must, must_or, version_is},
};

#[derive(Debug, Default, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The most coachees at once. Default: the organisation's, or what the coach has.
    #[garde(inner(range(min = 1, max = MAX_CAPACITY)))]
    #[schemars(range(min = 1, max = 10_000))]
    #[serde(default, deserialize_with = "whole_or_none")]
    capacity: Option<u32>,
}

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, JsonOrEmpty(grant): JsonOrEmpty<Grant>) -> Result<Put<User>> {
    let mut proof = table.prove(&caller, path.user_id, Action::ManageUsers, &[keys::organisation()]).await?;
    let organisation: Organisation = proof.record(0)?.ok_or(Error::NotFound)?;
    let before = proof.owner;
    if !before.is_active() {
        return Err(Error::InactiveUser);
    }
    let capacity = grant.capacity.or(before.capacity).unwrap_or(organisation.settings.default_capacity);
    let after = User { coach_status: CoachStatus::Granted, capacity: Some(capacity), ..before.edited(caller.now) };
    if before.coach_status == CoachStatus::None {
        if before.coachee_count > 0 {
            end_void(&table, &caller, &before, "Coach status was withdrawn.").await?;
        }
        // An assignment that is left from before must not come back to life.
        let clear = must(equals("coachee_count", 0_u32), Error::Unavailable("assignments are still being ended".to_owned()));
        table.commit(change(&caller, ActivityKind::CoachStatusGranted, &before, &after, clear)?).await?;
        return Ok(Put::Made(User { coachee_count: 0, ..after }));
    }
    if before.capacity == Some(capacity) {
        return Ok(Put::WasThere(before));
    }
    let fits = must_or(at_most("coachee_count", capacity), |item| Error::CapacityBelowCaseload {
        coachees: shared::table::number(item, "coachee_count"),
    });
    table.commit(change(&caller, ActivityKind::CapacityChanged, &before, &after, fits)?).await?;
    Ok(Put::WasThere(after))
}

fn change(caller: &Caller, kind: ActivityKind, before: &User, after: &User, rule: Rule) -> Result<Changes> {
    let mut activity = caller.activity(kind);
    activity.user_id = Some(after.id);
    let active = must(equals("status", "active"), Error::InactiveUser);
    Changes::by_administrator(caller, activity)?
        .edit(keys::profile(&after.id), Edit::between(before, after)?, vec![active, rule, version_is(before.version)])
        .directory(Some(before), after)
}
