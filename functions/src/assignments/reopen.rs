//! Reopens an assignment that ended, on the terms it last had.

use super::{OfPair, change::begin};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Assignment, Caller, Error, HistoryKind, Kind, Result, Terms},
    http::{Created, Once, Path},
    permission::Action,
    table::{Table, keys},
};

/// How to reopen an assignment. It keeps the last day that it last had, unless that has passed, and its first
/// day is today.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reopening {
    /// Default: the kind that it last had. A coachee has at most one primary coach.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    /// If another coach is primary, make them secondary in the same transaction. Default: false, and this request
    /// is refused then.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    replaces_primary: bool,
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfPair>,
    once: Once<Reopening>,
) -> Result<Created<Assignment>> {
    let Reopening {
        kind,
        replaces_primary,
    } = once.body;
    let pair = path.pair()?;
    let wanted = (
        keys::profile(&pair.coach).present(),
        keys::terms(&pair.coachee, &pair.coach).optional(),
    );
    let (_, ((), last)) = table
        .prove(&caller, pair.coachee, Action::ManageAssignments, wanted)
        .await?;
    let last = last.ok_or(Error::NothingToReopen)?;
    let last = last.reopened(caller.today);
    let terms = Terms {
        kind: kind.or(last.kind),
        replaces_primary,
        ..last
    };
    let kinds = (ActivityKind::AssignmentReopened, HistoryKind::Reopened);
    let assignment = begin(&table, &caller, once.key.as_ref(), pair, terms, kinds).await?;
    Ok(Created {
        location: format!("/users/{}/coachees/{}", pair.coach, pair.coachee),
        resource: assignment,
    })
}
