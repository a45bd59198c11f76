//! Every key of the table, on one page.
//!
//! A [`Key`] leaves the organisation out: the table layer puts it in front of every partition, and
//! only from the verified token. So nothing in an operation can name another organisation's item.
//! Ids hold no `#`, which parts the segments; where other text is a segment, it is the last.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | organisation | `ORG#o` | `ORG` |
//! | user | `ORG#o#USER#u` | `PROFILE` |
//! | e-mail (unique) | `ORG#o#EMAIL#<normalised>` | `EMAIL` |
//! | search entry | `ORG#o#FIND#<directory>#<index>#<shelf>` | `<text>#u` |
//! | assignment, coach's side | `ORG#o#USER#coach` | `COACHEE#coachee` |
//! | assignment, coachee's side | `ORG#o#USER#coachee` | `COACH#coach` |
//! | last terms of a pair | `ORG#o#USER#coachee` | `TERMS#coach` |
//! | history event | `ORG#o#USER#u` | `HISTORY#id` |
//! | activity of a user | `ORG#o#USER#u` | `ACTIVITY#id` |
//! | activity of the organisation | `ORG#o` | `ACTIVITY#id` |
//! | idempotency record | `ORG#o#IDEMPOTENCY#caller` | `<key>` (TTL in `expires_at`) |
//! | identity link | `IDP#<issuer>#SUB#<subject>` | `LINK` (the authorizer's alone) |

use crate::domain::{
    ActivityId, HistoryId, UserId,
    find::{Entry, Index, Lookup},
};

/// Where an item is, within its organisation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub(super) scope: Scope,
    /// What follows `ORG#o` in the partition key.
    pub(super) partition: String,
    pub(super) sort: String,
}

/// Whether a key is the organisation's, or stands outside as an identity link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Organisation,
    Identity,
}

/// The items of one partition whose sort key begins so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub(super) partition: String,
    pub(super) begins: String,
}

/// Who is in a directory of search entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directory {
    Everyone,
    /// Active users with coach status, for the window that assigns a coach.
    Coaches,
}

fn key(partition: String, sort: impl Into<String>) -> Key {
    Key { scope: Scope::Organisation, partition, sort: sort.into() }
}

fn of_user(user: &UserId) -> String {
    format!("#USER#{user}")
}

pub fn organisation() -> Key {
    key(String::new(), "ORG")
}

pub fn profile(user: &UserId) -> Key {
    key(of_user(user), "PROFILE")
}

/// The item that makes an e-mail unique. The address is the same whatever its case.
pub fn email(address: &str) -> Key {
    key(format!("#EMAIL#{}", address.trim().to_lowercase()), "EMAIL")
}

/// Who a provider's subject is. Outside every organisation, so for the authorizer alone.
pub(crate) fn identity_link(issuer: &str, subject: &str) -> Key {
    Key { scope: Scope::Identity, partition: format!("IDP#{issuer}#SUB#{subject}"), sort: "LINK".to_owned() }
}

/// The assignment in the coach's partition.
pub fn coachee_of(coach: &UserId, coachee: &UserId) -> Key {
    key(of_user(coach), format!("COACHEE#{coachee}"))
}

/// The assignment in the coachee's partition: the one that gives authority.
pub fn coach_of(coachee: &UserId, coach: &UserId) -> Key {
    key(of_user(coachee), format!("COACH#{coach}"))
}

/// The terms a pair last had.
pub fn terms(coachee: &UserId, coach: &UserId) -> Key {
    key(of_user(coachee), format!("TERMS#{coach}"))
}

pub fn history(user: &UserId, event: &HistoryId) -> Key {
    key(of_user(user), format!("HISTORY#{event}"))
}

/// Activity is kept with the user it was done to, or with the organisation.
pub fn activity(user: Option<&UserId>, id: &ActivityId) -> Key {
    key(user.map(of_user).unwrap_or_default(), format!("ACTIVITY#{id}"))
}

pub fn idempotency(caller: &UserId, name: &str) -> Key {
    key(format!("#IDEMPOTENCY#{caller}"), name)
}

pub fn search_entry(directory: Directory, entry: &Entry, user: &UserId) -> Key {
    key(shelf(directory, entry.index, &entry.shelf), format!("{}#{user}", entry.text))
}

pub fn coachees(coach: &UserId) -> Range {
    Range { partition: of_user(coach), begins: "COACHEE#".to_owned() }
}

pub fn coaches(coachee: &UserId) -> Range {
    Range { partition: of_user(coachee), begins: "COACH#".to_owned() }
}

pub fn histories(user: &UserId) -> Range {
    Range { partition: of_user(user), begins: "HISTORY#".to_owned() }
}

pub fn found(directory: Directory, lookup: &Lookup) -> Range {
    Range { partition: shelf(directory, lookup.index, &lookup.shelf), begins: lookup.begins.clone() }
}

fn shelf(directory: Directory, index: Index, shelf: &str) -> String {
    let directory = match directory {
        Directory::Everyone => "EVERYONE",
        Directory::Coaches => "COACHES",
    };
    let index = match index {
        Index::Start => "START",
        Index::Sound => "SOUND",
        Index::End => "END",
    };
    format!("#FIND#{directory}#{index}#{shelf}")
}
