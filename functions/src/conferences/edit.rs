//! Edits a conference: reschedules it, records its outcome or cancels it.

use super::{
    OfConference,
    references::{References, coach_of},
    schedule::{Contacts, Scheduled, keep_in_step, with_clashes},
};
use crate::editing::ItemEdit;
use shared::{
    domain::{
        ActivityKind, Caller, Conference, ConferenceFields, Day, Result, TimelineEntry, UserId,
    },
    http::{Found, IfMatch, MergePatch, Path},
    permission::Action,
    table::{Order, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfConference>,
    if_match: IfMatch,
    patch: MergePatch<ConferenceFields>,
) -> Result<Found<Scheduled>> {
    let owner = path.user_id;
    let references = References::of_patch(path, &patch);
    let wanted = (
        path.key(),
        keys::signals(&owner).lenient(),
        references.wanted(),
    );
    let (proof, (before, signals, found)) = table
        .prove(&caller, owner, Action::EditConferences, wanted)
        .await?;
    let mut contacts = Contacts {
        signals: signals.unwrap_or_default(),
        others: None,
    };
    let mut fields = patch.apply(&before.fields)?;
    let version = if_match.or(before.stamp.version)?;
    references.check(&caller, &proof.owner, Some(&before.fields), found)?;
    fields.coach_id = Some(coach_of(&fields, &caller, proof.relation)?);
    let after = before.edited(fields, &caller)?;

    let is_moved = after.when_and_who() != before.when_and_who();
    if before.is_held() && (!after.is_held() || is_moved) {
        contacts.others = Some(others(&table, owner, &before).await?);
    }
    let may_clash = after.is_scheduled() && (!before.is_scheduled() || is_moved);
    let entry = caller
        .activity_on(ActivityKind::ConferenceChanged, owner, after.id)
        .of_edit(&before.fields, &after.fields)?;
    let edit = ItemEdit {
        key: path.key(),
        before,
        after,
        version,
        entry,
    };
    let conference = edit
        .commit(&table, &caller, proof.ground, |changes, edit| {
            let (before, after) = (Some(&edit.before), &edit.after);
            keep_in_step(changes, &caller, owner, before, after, &contacts)
        })
        .await?;
    Ok(Found(if may_clash {
        with_clashes(&table, &caller, owner, conference).await?
    } else {
        Scheduled::without_clashes(conference)
    }))
}

/// The owner's timeline without this conference, newest first: one page of it, which is years.
async fn others(
    table: &Table,
    owner: UserId,
    conference: &Conference,
) -> Result<Vec<TimelineEntry>> {
    // The whole range, as an entry may be filed on a later day than today when the time zone was changed.
    let all = keys::timelines(&owner, Day::FIRST, Day::LAST);
    let page = table
        .list(&all, Order::Descending, 1000, None)
        .await?
        .to_change();
    Ok(page
        .items
        .into_iter()
        .filter(|entry| !entry.is_of_conference(conference.id))
        .collect())
}
