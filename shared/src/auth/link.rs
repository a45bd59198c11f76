use super::token::Claims;
use crate::{
    domain::{Activity, ActivityKind, Actor, Error, Moment, Organisation, Result, User, UserId},
    table::{Changes, Condition, Edit, Table, equals, from_item, keys, must},
};
use serde::{Deserialize, Serialize};

/// A subject of a provider, and the user it is.
#[derive(Debug, Serialize, Deserialize)]
struct Link {
    user_id: UserId,
    linked_at: Moment,
}

/// Whose e-mail it is.
#[derive(Debug, Deserialize)]
struct EmailOwner {
    user_id: UserId,
    linked_at: Option<Moment>,
}

/// Who a subject is, active or not.
pub(super) struct Found {
    pub user: User,
    pub time_zone: String,
}

/// The user of a subject; at the first sign-in, the user with the e-mail that the provider has
/// verified.
pub(super) async fn find_or_make(table: &Table, issuer: &str, claims: &Claims, now: Moment) -> Result<Option<Found>> {
    let link = keys::identity_link(issuer, &claims.sub);
    if let Some(item) = table.get(&link).await? {
        let Link { user_id, .. } = from_item(item)?;
        return user(table, user_id).await;
    }
    let Some(email) = claims.email.as_ref().filter(|_| claims.email_verified) else { return Ok(None) };
    let Some(item) = table.get(&keys::email(email)).await? else { return Ok(None) };
    let owner: EmailOwner = from_item(item)?;
    if owner.linked_at.is_some() {
        return Ok(None);
    }
    match user(table, owner.user_id).await? {
        Some(found) if found.user.is_active() => match make(table, issuer, claims, &found.user, now).await {
            // Two first sign-ins at once: the other one made it.
            Ok(()) | Err(Error::NotFound) => Ok(Some(found)),
            Err(error) => Err(error),
        },
        inactive_or_nobody => Ok(inactive_or_nobody),
    }
}

/// Links the subject. An e-mail links one subject: should the provider give the address to somebody
/// else one day, that person does not become the user who had it before.
async fn make(table: &Table, issuer: &str, claims: &Claims, owner: &User, now: Moment) -> Result<()> {
    let by = Actor { id: Some(owner.id), name: owner.name() };
    let activity = Activity { user_id: Some(owner.id), ..Activity::new(ActivityKind::SignInLinked, by, now) };
    let link = Link { user_id: owner.id, linked_at: now };
    let is_theirs = must(equals("user_id", owner.id.to_string()), Error::NotFound);
    let is_free = must(Condition::Lacks("linked_at"), Error::NotFound);
    let is_active = must(equals("status", "active"), Error::NotFound);
    let changes = Changes::by_system(activity)?
        .create(keys::identity_link(issuer, &claims.sub), &link, Error::NotFound)?
        .edit(keys::email(&owner.fields.email), Edit::set("linked_at", now.to_string()), vec![is_theirs, is_free])
        .check(keys::profile(&owner.id), vec![is_active]);
    table.commit(changes).await
}

async fn user(table: &Table, id: UserId) -> Result<Option<Found>> {
    let mut found = table.snapshot(&[keys::profile(&id), keys::organisation()]).await?.into_iter();
    let (Some(Some(user)), Some(Some(organisation))) = (found.next(), found.next()) else { return Ok(None) };
    let organisation: Organisation = from_item(organisation)?;
    Ok(Some(Found { user: from_item(user)?, time_zone: organisation.settings.time_zone }))
}

/// Whom people of the organisation ask who can't sign in.
pub(super) async fn contact(table: &Table) -> Result<String> {
    let organisation = table.get(&keys::organisation()).await?.map(from_item::<Organisation>).transpose()?;
    Ok(organisation.map(|o| o.settings.contact).unwrap_or_default())
}
