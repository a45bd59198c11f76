use super::{
    Known, Scheduled, kept_up,
    named::{Named, holder},
    with_clashes,
};
use crate::{records::id_taken, users::OfUser};
use shared::{
    domain::{ActivityKind, Caller, Conference, ConferenceFields, Result},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Table, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, once: Once<ConferenceFields>) -> Result<Created<Scheduled>> {
    let owner = path.user_id;
    let mut fields = once.body;
    let named = Named::by(owner, &fields);
    let also: Vec<_> = [keys::signals(&owner)].into_iter().chain(named.keys()).collect();
    let mut proof = table.prove(&caller, owner, Action::EditConferences, &also).await?;
    let known = Known { signals: proof.record(0)?.unwrap_or_default(), others: None };
    named.check(&caller, &proof.owner, proof.also.split_off(1))?;
    fields.coach_id = Some(holder(&fields, &caller, proof.relation)?);
    let conference = Conference::new(fields, &caller)?;

    let activity = caller.activity_on(ActivityKind::ConferenceScheduled, owner, conference.id);
    let changes = Changes::by(&caller, proof.ground, owner, activity)?.create(
        keys::record::<Conference>(&owner, conference.id),
        &conference,
        id_taken(),
    )?;
    let changes = kept_up(changes, &caller, owner, None, &conference, &known)?;
    let conference = table.commit_once(changes, &caller, once.key.as_ref(), conference).await?;
    let location = format!("/users/{owner}/conferences/{}", conference.id);
    let resource = if conference.is_scheduled() { with_clashes(&table, owner, conference).await? } else { Scheduled::unlooked(conference) };
    Ok(Created { location, resource })
}
