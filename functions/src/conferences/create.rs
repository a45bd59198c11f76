//! Schedules a conference, or records one that took place.

use super::{
    references::{References, coach_of},
    schedule::{Contacts, Scheduled, keep_in_step, with_clashes},
};
use crate::{records::id_taken, users::OfUser};
use shared::{
    domain::{ActivityKind, Caller, Conference, ConferenceFields, Result, UserId},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Idempotent, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    once: Once<ConferenceFields>,
) -> Result<Created<Scheduled>> {
    let (owner, key) = (path.user_id, once.key.as_ref());
    let created = create(&caller, &table, owner, once.body, key).await;
    let right = (owner, Action::EditConferences);
    let conference = table.or_answered(&caller, right, key, created).await?;
    let location = format!("/users/{owner}/conferences/{}", conference.id);
    let resource = if conference.is_scheduled() {
        with_clashes(&table, &caller, owner, conference).await?
    } else {
        Scheduled::without_clashes(conference)
    };
    Ok(Created { location, resource })
}

async fn create(
    caller: &Caller,
    table: &Table,
    owner: UserId,
    mut fields: ConferenceFields,
    once: Option<&Idempotent>,
) -> Result<Conference> {
    let references = References::of(owner, &fields);
    let wanted = (keys::signals(&owner).lenient(), references.wanted());
    let (proof, (signals, found)) = table
        .prove(caller, owner, Action::EditConferences, wanted)
        .await?;
    let contacts = Contacts {
        signals: signals.unwrap_or_default(),
        others: None,
    };
    references.check(caller, &proof.owner, None, found)?;
    fields.coach_id = Some(coach_of(&fields, caller, proof.relation)?);
    let conference = Conference::new(fields, caller)?;

    let activity = caller.activity_on(ActivityKind::ConferenceScheduled, owner, conference.id);
    let changes = Changes::by(caller, proof.ground, owner, activity)?.create(
        keys::record::<Conference>(&owner, conference.id),
        &conference,
        id_taken(),
    )?;
    let changes = keep_in_step(changes, caller, owner, None, &conference, &contacts)?;
    table.commit_once(changes, caller, once, conference).await
}
