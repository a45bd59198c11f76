use super::{EmailOf, OfUser};
use shared::{
    domain::{ActivityKind, Caller, Error, Organisation, Result, User, UserFields},
    http::{Found, MergePatch, MustMatch, Path},
    permission::{Action, Ground, judge},
    table::{Changes, Edit, Proof, Table, keys, version_is},
};

/// The fields by which others reach the person, and which they keep themselves.
const CONTACT_FIELDS: [&str; 2] = ["preferred_name", "phone"];

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    must_match: MustMatch,
    patch: MergePatch<UserFields>,
) -> Result<Found<User>> {
    let mut proof = table.prove(&caller, path.user_id, Action::ReadProfile, &[keys::organisation()]).await?;
    let organisation: Organisation = proof.record(0)?.ok_or(Error::NotFound)?;
    let before = &proof.owner;
    let fields = patch.apply(&before.fields)?.tidied();
    let version = must_match.version(before.version)?;
    let ground = ground_for(&proof, &organisation, &patch)?;
    let after = User { fields, ..before.edited(caller.now) };

    let mut activity = caller.activity(ActivityKind::UserChanged);
    activity.user_id = Some(after.id);
    activity.fields = patch.field_names();
    let changes = Changes::by(&caller, ground, after.id, activity)?
        .edit(keys::profile(&after.id), Edit::between(before, &after)?, vec![version_is(version)])
        .directory(Some(before), &after)?;
    let changes = administrators(email(changes, before, &after)?, before, &after);
    table.commit(changes).await?;
    Ok(Found(after))
}

/// The ground on which the caller may edit all of these fields.
fn ground_for(proof: &Proof, organisation: &Organisation, patch: &MergePatch<UserFields>) -> Result<Ground> {
    let of_coaches = organisation.settings.coach_editable_fields.iter().map(|field| field.name()).collect::<Vec<_>>();
    let grounds = [
        (Action::EditAllFields, None),
        (Action::EditContactFields, Some(CONTACT_FIELDS.to_vec())),
        (Action::EditCoachFields, Some(of_coaches)),
    ];
    let mut refused = patch.field_names();
    for (action, fields) in grounds {
        let Ok(ground) = judge(proof.relation, proof.owner.is_active(), action) else { continue };
        let allowed = |field: &str| fields.as_ref().is_none_or(|fields| fields.contains(&field));
        if patch.fields().all(allowed) {
            return Ok(ground);
        }
        refused.retain(|field| !allowed(field));
    }
    Err(Error::FieldsNotPermitted(refused))
}

/// Moves the item that keeps e-mails unique.
fn email(changes: Changes, before: &User, after: &User) -> Result<Changes> {
    let (old, new) = (keys::email(&before.fields.email), keys::email(&after.fields.email));
    if old == new {
        return Ok(changes);
    }
    changes.delete(old, Vec::new()).create(new, &EmailOf { user_id: after.id }, Error::EmailTaken)
}

/// Counts active administrators, of whom one must be left.
pub(super) fn administrators(changes: Changes, before: &User, after: &User) -> Changes {
    use shared::table::{above, must};
    match (before.is_active_administrator(), after.is_active_administrator()) {
        (true, false) => {
            let another = must(above("administrator_count", 1_u32), Error::LastAdministrator);
            changes.edit(keys::organisation(), Edit::add("administrator_count", -1), vec![another])
        }
        (false, true) => changes.edit(keys::organisation(), Edit::add("administrator_count", 1), Vec::new()),
        _ => changes,
    }
}
