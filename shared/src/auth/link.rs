//! Which user a subject of an identity provider is.
//!
//! The first sign-in links the subject to the user with the e-mail that the provider verified; later ones follow the
//! link. Each address links one subject.

use super::token::Claims;
use crate::{
    domain::{
        Activity, ActivityKind, Actor, Error, IdentityLink, Moment, Organisation, Result, User,
        UserId,
    },
    table::{Changes, Condition, Edit, Key, Place, Raw, Table, Unparsed, equals, keys, must},
};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// The user that a subject is, active or not.
pub(super) struct Found {
    pub user: User,
    pub time_zone: String,
}

/// The users to whom links led before. A hint that saves a round trip and is never trusted: the link is
/// read again together with the user.
#[derive(Default)]
pub(super) struct Seen(Mutex<HashMap<Place, UserId>>);

impl Seen {
    const MOST: usize = 1000;

    fn get(&self, link: &Key<IdentityLink>) -> Option<UserId> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(link.as_ref())
            .copied()
    }

    fn remember(&self, link: Key<IdentityLink>, user: UserId) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= Self::MOST {
            seen.clear();
        }
        seen.insert(link.into(), user);
    }
}

/// The user of a subject; at the first sign-in, the user with the e-mail that the provider has verified.
pub(super) async fn find_or_make(
    table: &Table,
    issuer: &str,
    claims: &Claims,
    seen: &Seen,
    now: Moment,
) -> Result<Option<Found>> {
    let link = keys::identity_link(issuer, &claims.sub);
    if let Some(user_id) = seen.get(&link)
        && let Some(found) = linked_still(table, &link, user_id).await?
    {
        return Ok(Some(found));
    }
    if let Some(found) = linked(table, &link, seen).await? {
        return Ok(Some(found));
    }
    let Some(email) = claims.email.as_ref().filter(|_| claims.email_verified) else {
        return Ok(None);
    };
    let Some(owner) = table.get(&keys::email(email)).await? else {
        return Ok(None);
    };
    // A portal sends several requests with its first token, and another one may have made the link just now. The
    // link itself tells whether it is this subject's.
    if owner.linked_at.is_some() {
        return linked(table, &link, seen).await;
    }
    match user(table, owner.user_id).await? {
        Some(found) if found.user.is_active() => {
            match make(table, issuer, claims, &found.user, now).await {
                Ok(()) => Ok(Some(found)),
                Err(Error::NotFound) => linked(table, &link, seen).await,
                Err(error) => Err(error),
            }
        }
        inactive_or_nobody => Ok(inactive_or_nobody),
    }
}

/// The user that the link leads to, if there is one.
async fn linked(table: &Table, link: &Key<IdentityLink>, seen: &Seen) -> Result<Option<Found>> {
    let Some(IdentityLink { user_id, .. }) = table.get(link).await? else {
        return Ok(None);
    };
    seen.remember(link.clone(), user_id);
    user(table, user_id).await
}

/// Links the subject. An e-mail links one subject only: if the provider later gives the address to somebody
/// else, that person doesn't become the earlier user.
async fn make(
    table: &Table,
    issuer: &str,
    claims: &Claims,
    owner: &User,
    now: Moment,
) -> Result<()> {
    let by = Actor {
        id: Some(owner.id),
        name: owner.name(),
    };
    let activity = Activity {
        user_id: Some(owner.id),
        ..Activity::new(ActivityKind::SignInLinked, by, now)
    };
    let link = IdentityLink {
        user_id: owner.id,
        linked_at: now,
    };
    let is_owners = must(equals("user_id", owner.id.to_string()), Error::NotFound);
    let is_free = must(Condition::Lacks("linked_at"), Error::NotFound);
    let is_active = must(equals("status", "active"), Error::NotFound);
    let changes = Changes::by_system(activity)?
        .create(
            keys::identity_link(issuer, &claims.sub),
            &link,
            Error::NotFound,
        )?
        .edit(
            keys::email(&owner.fields.email),
            Edit::set("linked_at", now.to_string()),
            vec![is_owners, is_free],
        )
        .check(keys::profile(&owner.id), vec![is_active]);
    table.commit(changes).await
}

/// Link, user and organization as of one moment, if the link still leads to this user.
async fn linked_still(
    table: &Table,
    link: &Key<IdentityLink>,
    id: UserId,
) -> Result<Option<Found>> {
    let wanted = (link.clone().optional(), with_organisation(id));
    let (link, found) = table.snapshot(wanted).await?;
    match link {
        Some(link) if link.user_id == id => found_of(found),
        _ => Ok(None),
    }
}

async fn user(table: &Table, id: UserId) -> Result<Option<Found>> {
    found_of(table.snapshot(with_organisation(id)).await?)
}

/// What to read: the user and the organization.
fn with_organisation(id: UserId) -> (Unparsed<User>, Unparsed<Organisation>) {
    (keys::profile(&id).raw(), keys::organisation().raw())
}

fn found_of(
    (user, organisation): (Option<Raw<User>>, Option<Raw<Organisation>>),
) -> Result<Option<Found>> {
    let (Some(user), Some(organisation)) = (user, organisation) else {
        return Ok(None);
    };
    Ok(Some(Found {
        time_zone: organisation.parse()?.settings.time_zone,
        user: user.parse()?,
    }))
}

/// Whom people ask who can't sign in, from the organization's settings.
pub(super) async fn contact(table: &Table) -> Result<String> {
    let organisation = table.settings().await?;
    Ok(organisation.map(|o| o.settings.contact).unwrap_or_default())
}
