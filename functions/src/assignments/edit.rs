//! Edits an assignment's kind or dates. One that is over can't be edited: a new term needs a new assignment.

use super::{
    OfPair,
    change::{activity, put_on_other_terms},
    primary::commit_as_primary,
};
use shared::{
    domain::{ActivityKind, Assignment, Caller, Error, Result, Terms},
    http::{Found, IfMatch, MergePatch, Path},
    permission::Action,
    table::{Changes, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfPair>,
    if_match: IfMatch,
    patch: MergePatch<Terms>,
) -> Result<Found<Assignment>> {
    let pair = path.connected()?;
    let wanted = (
        keys::profile(&pair.coach).present(),
        keys::coach_of(&pair.coachee, &pair.coach).optional(),
    );
    let (proof, ((), assignment)) = table
        .prove(&caller, pair.coachee, Action::ManageAssignments, wanted)
        .await?;
    let before = assignment
        .filter(|assignment| !assignment.is_over(caller.today))
        .ok_or(Error::NotConnected)?;
    let terms = patch.apply(&before.terms())?;
    let after = before.on_terms(&terms)?;
    let version = if_match.or(before.version)?;

    let entry = activity(&caller, ActivityKind::AssignmentChanged, pair);
    let Some(entry) = entry.of_edit(&before.terms(), &after.terms())? else {
        return Ok(Found(before));
    };
    let build = |replaced: Option<&Assignment>| {
        let changes = Changes::by(&caller, proof.ground, pair.coachee, entry.clone())?;
        put_on_other_terms(changes, &caller, &before, &after, version, replaced)
    };
    let may_replace = terms.replaces_primary;
    commit_as_primary(&table, &caller, None, &after, may_replace, build)
        .await
        .map(Found)
}
