//! Edits a user's profile. Which fields the caller may edit depends on who they are: administrators all,
//! people their own contact fields, coaches those that the organization's settings name.

use super::{
    OfUser,
    support::{count_administrators, name_email_holder},
};
use crate::editing::ItemEdit;
use shared::{
    domain::{ActivityKind, Caller, EmailOf, Error, Organisation, Result, User, UserFields},
    http::{Found, MergePatch, MustMatch, Path},
    permission::{Action, Ground, judge},
    table::{Changes, Proof, Table, keys},
};

/// The fields that people edit themselves.
const CONTACT_FIELDS: [&str; 2] = ["preferred_name", "phone"];

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    must_match: MustMatch,
    patch: MergePatch<UserFields>,
) -> Result<Found<User>> {
    let (proof, organisation) = table
        .prove(
            &caller,
            path.user_id,
            Action::ReadProfile,
            keys::organisation(),
        )
        .await?;
    let fields = patch.apply(&proof.owner.fields)?.tidied();
    let version = must_match.version(proof.owner.version)?;
    let ground = ground_for(&proof, &organisation, &patch)?;
    let before = proof.owner;
    let after = User {
        fields,
        ..before.edited(caller.now)
    };

    let mut entry = caller.activity(ActivityKind::UserChanged);
    entry.user_id = Some(after.id);
    let entry = entry.of_edit(&before.fields, &after.fields)?;
    let email = keys::email(&after.fields.email);
    let edit = ItemEdit {
        key: keys::profile(&after.id),
        before,
        after,
        version,
        entry,
    };
    let edited = edit
        .commit(&table, &caller, ground, |changes, edit| {
            let (before, after) = (&edit.before, &edit.after);
            let changes = changes.directory(Some(before), after)?;
            let changes = move_email(changes, before, after)?;
            Ok(count_administrators(changes, before, after))
        })
        .await;
    name_email_holder(&table, &email, edited).await.map(Found)
}

/// The ground on which the caller may edit all of these fields.
fn ground_for(
    proof: &Proof,
    organisation: &Organisation,
    patch: &MergePatch<UserFields>,
) -> Result<Ground> {
    let coach_fields = organisation
        .settings
        .coach_editable_fields
        .iter()
        .map(|field| field.name())
        .collect::<Vec<_>>();
    let grounds = [
        (Action::EditAllFields, None),
        (Action::EditContactFields, Some(CONTACT_FIELDS.to_vec())),
        (Action::EditCoachFields, Some(coach_fields)),
    ];
    let mut refused: Vec<String> = patch.fields().map(str::to_owned).collect();
    for (action, fields) in grounds {
        let Ok(ground) = judge(proof.relation, proof.owner.is_active(), action) else {
            continue;
        };
        let allowed = |field: &str| fields.as_ref().is_none_or(|fields| fields.contains(&field));
        if patch.fields().all(allowed) {
            return Ok(ground);
        }
        refused.retain(|field| !allowed(field));
    }
    Err(Error::FieldsNotPermitted(refused))
}

/// Replaces the item that keeps e-mail addresses unique, when the address changes.
fn move_email(changes: Changes, before: &User, after: &User) -> Result<Changes> {
    let (old, new) = (
        keys::email(&before.fields.email),
        keys::email(&after.fields.email),
    );
    if old == new {
        return Ok(changes);
    }
    changes
        .delete(old, Vec::new())
        .create(new, &EmailOf::new(after.id), Error::EmailTaken(None))
}
