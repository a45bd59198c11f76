//! Helper: the primary coach, at most one for each coachee. Their id is in a set in the coachee's profile, so
//! that one condition on the profile decides who becomes primary.

use super::change::{activity, end_over, just_before, put_sides, record_start};
use shared::{
    domain::{
        ActivityKind, Assignment, Caller, Error, HistoryKind, Kind, Pair, Result, State, Terms,
        UserId,
    },
    table::{
        Changes, Condition, Edit, Idempotent, Item, Table, contains, either, equals, keys, must,
        must_or, set_is,
    },
};

/// The attribute of a coachee's profile that names their primary coach.
const PRIMARY: &str = "primary_coaches";

/// Commits a change that may make the coach of `after` primary, and returns `after`. When another coach is primary,
/// and may be replaced, the change is built and committed again with their assignment, for them to become secondary.
///
/// # Errors
/// Those of the change. `PrimaryTaken` when another coach is primary and may not be replaced, and a field error when
/// they may, but not by an assignment that isn't in force today. `Overtaken` when the primary coach's assignment is
/// over, and so was ended, or was changed in the meantime.
pub(super) async fn commit_as_primary(
    table: &Table,
    caller: &Caller,
    once: Option<&Idempotent>,
    after: &Assignment,
    may_replace: bool,
    build: impl Fn(Option<&Assignment>) -> Result<Changes>,
) -> Result<Assignment> {
    let first = table.commit_once(build(None)?, caller, once, after.clone());
    let coach = match first.await {
        Err(Error::PrimaryTaken(coach)) => coach,
        result => return result,
    };
    let primary = Pair {
        coach,
        ..after.pair()
    };
    let replaced = find_replaced(table, caller, primary, may_replace).await?;
    if after.state(caller.today) != State::Active {
        return Err(Error::field(
            "/replaces_primary",
            "A primary coach is replaced from today on. Choose today as the first day, or assign as secondary and make them primary on the day itself.",
        ));
    }
    table
        .commit_once(build(Some(&replaced))?, caller, once, after.clone())
        .await
}

/// The primary coach's assignment, if it may be replaced. If it is over, it is ended instead.
async fn find_replaced(
    table: &Table,
    caller: &Caller,
    primary: Pair,
    may_replace: bool,
) -> Result<Assignment> {
    let key = keys::coach_of(&primary.coachee, &primary.coach);
    match table.find(&key).await?.to_change() {
        Some(over) if over.is_over(caller.today) => {
            end_over(table, caller, &over).await?;
            let ended = "the primary coach's assignment was over and has been ended";
            Err(Error::Overtaken(ended))
        }
        Some(assignment) if may_replace => Ok(assignment),
        None if may_replace => Err(Error::Overtaken("the primary coach's assignment was ended")),
        _ => Err(Error::PrimaryTaken(primary.coach)),
    }
}

/// Updates the primary coach in the coachee's profile for an assignment that had the kind `before` (none when it
/// is new). With `replaced`, the coach takes the place of that assignment's coach, who becomes secondary.
pub(super) fn change_primary(
    changes: Changes,
    caller: &Caller,
    before: Option<Kind>,
    after: &Assignment,
    replaced: Option<&Assignment>,
) -> Result<Changes> {
    let coachee = keys::profile(&after.coachee_id);
    let coach = after.coach_id.to_string();
    match (before, after.kind, replaced) {
        (None | Some(Kind::Secondary), Kind::Primary, None) => {
            let free = either(Condition::Lacks(PRIMARY), contains(PRIMARY, coach.as_str()));
            Ok(changes.edit(
                coachee,
                Edit::into_set(PRIMARY, coach),
                vec![must_or(free, primary_taken)],
            ))
        }
        (None | Some(Kind::Secondary), Kind::Primary, Some(replaced)) => {
            let is_primary = set_is(PRIMARY, &[replaced.coach_id.to_string()]);
            let changes = changes.edit(
                coachee,
                primary_instead(after.coach_id),
                vec![must(is_primary, primary_changed())],
            );
            make_secondary(changes, caller, replaced)
        }
        (Some(Kind::Primary), Kind::Secondary, _) => {
            Ok(changes.edit(coachee, no_primary(after.coach_id), Vec::new()))
        }
        _ => Ok(changes),
    }
}

/// Makes the replaced primary coach secondary, with an entry in the log and an event in the history.
fn make_secondary(changes: Changes, caller: &Caller, replaced: &Assignment) -> Result<Changes> {
    let (before, pair) = (just_before(caller), replaced.pair());
    let after = replaced.on_terms(&Terms {
        kind: Some(Kind::Secondary),
        ..replaced.terms()
    })?;
    let entry = activity(&before, ActivityKind::AssignmentChanged, pair)
        .with_changes(&replaced.terms(), &after.terms())?;
    let changes = put_sides(changes.record(entry)?, &after, || {
        vec![must(equals("version", replaced.version), primary_changed())]
    })?;
    record_start(changes, &before, &after, HistoryKind::Changed)
}

/// The edit of a coachee's profile after which this coach isn't primary.
pub(crate) fn no_primary(coach: UserId) -> Edit {
    Edit::out_of_set(PRIMARY, coach)
}

/// The edit of a coachee's profile that makes this coach primary in place of another.
pub(super) fn primary_instead(coach: UserId) -> Edit {
    Edit::only_in_set(PRIMARY, coach)
}

fn primary_changed() -> Error {
    Error::Overtaken("the primary coach was changed")
}

fn primary_taken(profile: &Item) -> Error {
    let named = profile
        .get(PRIMARY)
        .and_then(|names| names.as_ss().ok())
        .and_then(|names| names.first());
    match named.and_then(|coach| coach.parse().ok()) {
        Some(coach) => Error::PrimaryTaken(coach),
        None => primary_changed(),
    }
}
