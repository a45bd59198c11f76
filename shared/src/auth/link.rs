use super::token::Claims;
use crate::{
    domain::{Activity, ActivityKind, Actor, Error, Moment, Organisation, Result, User, UserId},
    table::{Changes, Condition, Edit, Item, Key, Table, equals, from_item, keys, must},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

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

/// The users that links were seen to lead to. A hint that saves a round trip, and never believed: the
/// link is read again together with the user.
#[derive(Default)]
pub(super) struct Seen(Mutex<HashMap<Key, UserId>>);

impl Seen {
    const MOST: usize = 1000;

    fn get(&self, link: &Key) -> Option<UserId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(link).copied()
    }

    fn remember(&self, link: Key, user: UserId) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= Self::MOST {
            seen.clear();
        }
        seen.insert(link, user);
    }
}

/// The user of a subject; at the first sign-in, the user with the e-mail that the provider has
/// verified.
pub(super) async fn find_or_make(table: &Table, issuer: &str, claims: &Claims, seen: &Seen, now: Moment) -> Result<Option<Found>> {
    let link = keys::identity_link(issuer, &claims.sub);
    if let Some(user_id) = seen.get(&link)
        && let Some(found) = linked_still(table, &link, user_id).await?
    {
        return Ok(Some(found));
    }
    if let Some(found) = linked(table, &link, seen).await? {
        return Ok(Some(found));
    }
    let Some(email) = claims.email.as_ref().filter(|_| claims.email_verified) else { return Ok(None) };
    let Some(item) = table.get(&keys::email(email)).await? else { return Ok(None) };
    let owner: EmailOwner = from_item(item)?;
    // A portal sends several requests with its first token: another of them may make the link at the same
    // moment. Whether it is this subject's is for the link to say.
    if owner.linked_at.is_some() {
        return linked(table, &link, seen).await;
    }
    match user(table, owner.user_id).await? {
        Some(found) if found.user.is_active() => match make(table, issuer, claims, &found.user, now).await {
            Ok(()) => Ok(Some(found)),
            Err(Error::NotFound) => linked(table, &link, seen).await,
            Err(error) => Err(error),
        },
        inactive_or_nobody => Ok(inactive_or_nobody),
    }
}

/// Who the link leads to, if there is one.
async fn linked(table: &Table, link: &Key, seen: &Seen) -> Result<Option<Found>> {
    let Some(item) = table.get(link).await? else { return Ok(None) };
    let Link { user_id, .. } = from_item(item)?;
    seen.remember(link.clone(), user_id);
    user(table, user_id).await
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

/// Link, user and organisation as of one moment, if the link leads to this user.
async fn linked_still(table: &Table, link: &Key, id: UserId) -> Result<Option<Found>> {
    let mut found = table.snapshot(&[link.clone(), keys::profile(&id), keys::organisation()]).await?.into_iter();
    let Some(Some(link)) = found.next() else { return Ok(None) };
    let Link { user_id, .. } = from_item(link)?;
    if user_id == id { found_of(found) } else { Ok(None) }
}

async fn user(table: &Table, id: UserId) -> Result<Option<Found>> {
    found_of(table.snapshot(&[keys::profile(&id), keys::organisation()]).await?.into_iter())
}

fn found_of(mut items: impl Iterator<Item = Option<Item>>) -> Result<Option<Found>> {
    let (Some(Some(user)), Some(Some(organisation))) = (items.next(), items.next()) else { return Ok(None) };
    let organisation: Organisation = from_item(organisation)?;
    Ok(Some(Found { user: from_item(user)?, time_zone: organisation.settings.time_zone }))
}

/// Whom people of the organisation ask who can't sign in.
pub(super) async fn contact(table: &Table) -> Result<String> {
    let organisation = table.get(&keys::organisation()).await?.map(from_item::<Organisation>).transpose()?;
    Ok(organisation.map(|o| o.settings.contact).unwrap_or_default())
}
