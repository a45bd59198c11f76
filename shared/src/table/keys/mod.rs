//! Every key of the table: a function for each kind of item, and one for each list of them.
//!
//! A [`Key`] names where an item is and which type is stored there, so that no reader or writer repeats either. A
//! [`Range`] does the same for a list. The functions are in a module for each area; where a key is parsed, the
//! parsing is beside the function that builds it.
//!
//! A key doesn't contain the organization. The table layer puts it in front of every partition, and takes it from the
//! verified token, the configuration, a stream record or an operator's event, so no operation can name another
//! organization's item. The two kinds of item outside every organization, identity links and signing keys, can only be
//! built inside this crate.
//!
//! Segments are separated by `#`, which no id contains. Where a segment is other text, it is the last one of its
//! key, with two exceptions: a search entry ends with a user's id and is parsed from its end, and an issuer is
//! followed by the subject, where the issuer is configuration and never parsed. The first segments of records and of
//! their parts (`GOAL`, `PROGRESS`, …) are constants of the types, in `domain/record.rs`.
//!
//! A key costs the allocation of at most four strings. Its type is a promise about writing (`Changes::create` takes a
//! record of this type) and no guarantee about what is stored: an item may be damaged, or written by another version.
//! Each way of reading says what happens then.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | organization | `ORG#o` | `ORG` |
//! | user | `ORG#o#USER#u` | `PROFILE` |
//! | e-mail (unique) | `ORG#o#EMAIL#<normalized>` | `EMAIL` |
//! | search entry | `ORG#o#FIND#<directory>#<index>#<bucket>` | `<text>#u` |
//! | assignment, coach's side | `ORG#o#USER#coach` | `COACHEE#coachee` |
//! | assignment, coachee's side | `ORG#o#USER#coachee` | `COACH#coach` |
//! | last terms of a pair | `ORG#o#USER#coachee` | `TERMS#coach` |
//! | goal, conference, observation, learning record, credential | `ORG#o#USER#owner` | `GOAL#id`; `CONFERENCE#id`; `OBSERVATION#id`; `LEARNING#id`; `CREDENTIAL#id` |
//! | progress entry, comment | `ORG#o#USER#owner` | `PROGRESS#goal#id`; `COMMENT#goal#id` |
//! | line of evidence | `ORG#o#USER#owner` | `EVIDENCE#observation#id` |
//! | rubric version of an observation | `ORG#o#USER#owner` | `SCALE#observation` |
//! | revision of an observation | `ORG#o#USER#owner` | `REVISION#observation#n` |
//! | personnel record | `ORG#o#USER#owner` | `PERSONNEL` |
//! | signals; calendar | `ORG#o#USER#u` | `SIGNALS`; `CALENDAR` |
//! | line of a timeline | `ORG#o#USER#owner` | `TIMELINE#day#id` |
//! | private notes | `ORG#o#USER#coach` | `PRIVATE#conference` |
//! | rubric in the list | `ORG#o#RUBRICS` | `RUBRIC#id` |
//! | current rubric; a version | `ORG#o#RUBRIC#id` | `CURRENT`; `VERSION#n` |
//! | number of rubrics | `ORG#o#RUBRICS` | `COUNT` |
//! | history event | `ORG#o#USER#u` | `HISTORY#id` |
//! | activity of a user | `ORG#o#USER#u` | `ACTIVITY#id` |
//! | activity of the organization | `ORG#o` | `ACTIVITY#id` |
//! | notice of a user | `ORG#o#USER#u` | `NOTICE#<activity id>` (TTL in `expires_at`) |
//! | notification preferences | `ORG#o#USER#u` | `PREFERENCES` |
//! | a user due for the daily mail; the day of the last one | `ORG#o#DIGEST` | `USER#u`; `HEAD` |
//! | log of the organization, by month in UTC | `ORG#o#LOG#<yyyy-mm>` | `<activity id>` |
//! | seal over the log; the last one | `ORG#o#SEALS` | `SEAL#<n>`; `HEAD` |
//! | dead letter: a change that the feed could not process | `ORG#o#DEAD` | `<activity id>` |
//! | idempotency record | `ORG#o#IDEMPOTENCY#caller` | `<key>` (TTL in `expires_at`) |
//! | run of the audit, in the list | `ORG#o#AUDITS` | `RUN#id` |
//! | a shard of a run; a finding | `ORG#o#AUDIT#run` | `SHARD#<nn>`; `FINDING#<severity>#<finding>` |
//! | review campaign, in the list | `ORG#o#REVIEWS` | `REVIEW#id` |
//! | an assignment in a review; a reviewer's progress; the review's progress | `ORG#o#REVIEW#id` | `ITEM#<coachee>.<coach>`; `REVIEWER#user`; `WORK` |
//! | pointer to an item that a reviewer has to decide | `ORG#o#USER#reviewer` | `REVIEWING#<review>#<coachee>.<coach>` |
//! | identity link | `IDP#<issuer>#SUB#<subject>` | `LINK` (authorizer only) |
//! | a provider's signing keys, as last fetched | `IDP#<issuer>` | `KEYS` (authorizer only) |
//!
//! The index `gsi1` contains profiles and both items of each assignment, in 16 shards of an organization, a
//! coachee's items together: `ORG#o#COACHING#<shard>` / `<user>#PROFILE` or `<coachee>#COACH#<coach>#<side>`.
//! Audits and reviews walk it. It never gives a right, because it may lag behind the table.

mod assignments;
mod audits;
mod feed;
mod people;
mod practice;

pub use assignments::{
    Indexed, Side, behind, behind_pair, coach_of, coachee_of, coachees, coaches, histories,
    history, terms,
};
pub use audits::{
    all_reviewing, audit, audit_shard, audits, finding, findings, review, review_item,
    review_items, review_work, reviewer, reviewers, reviewing, reviews,
};
pub use feed::{
    activities, activity, dead_letter, dead_letters, digest, digest_head, digests, log, log_of,
    logs, notice, notice_sort, notices, parse_activity_sort, preferences, seal, seal_head,
    seal_sort, seals,
};
pub use people::{
    Directory, email, found, organisation, parse_search_entry, profile, roster, search_entry,
};
pub use practice::{
    calendar, parse_part, part, parts, personnel, private_notes, record, records, revision,
    revisions, rubric, rubric_count, rubric_line, rubric_version, rubrics, scale, signals,
    timeline, timelines,
};

pub(super) use assignments::coaching;
pub(super) use audits::{parse_audit_shard, parse_review_work};
pub(super) use feed::{idempotency, is_of_notice, parse_activity, parse_notice};
pub(crate) use people::{identity_link, signing_keys};

use crate::domain::{OrganisationId, UserId};
use std::{fmt, marker::PhantomData, str::FromStr};

/// Where an item of this type is, within its organization.
pub struct Key<T> {
    pub(in crate::table) place: Place,
    holds: PhantomData<fn() -> T>,
}

/// Where an item is within its organization, without a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub(in crate::table) scope: Scope,
    /// What follows `ORG#o` in the partition key.
    pub(in crate::table) partition: String,
    pub(in crate::table) sort: String,
    /// Its place in the index, if it has one: what follows `ORG#o` in the partition key, and the sort key.
    pub(in crate::table) index: Option<(String, String)>,
}

/// Whether an item belongs to an organization or, like an identity link, to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::table) enum Scope {
    Organisation,
    Identity,
}

/// The items of one type in one partition, by their sort keys.
pub struct Range<T> {
    pub(in crate::table) span: Span,
    holds: PhantomData<fn() -> T>,
}

/// The items of one partition with these sort keys, without a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::table) struct Span {
    pub(in crate::table) partition: String,
    pub(in crate::table) sorts: Sorts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::table) enum Sorts {
    /// Those that begin with the text; all of the partition when it is empty.
    Begin(String),
    /// Those between the two, both included.
    Between(String, String),
}

// Written out, because a derive would require the same of `T`.
impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        self.place.clone().holding()
    }
}

impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.fmt(f)
    }
}

impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl<T> PartialEq for Range<T> {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span
    }
}

impl<T> AsRef<Place> for Key<T> {
    fn as_ref(&self) -> &Place {
        &self.place
    }
}

impl<T> From<Key<T>> for Place {
    fn from(key: Key<T>) -> Self {
        key.place
    }
}

impl Place {
    fn holding<T>(self) -> Key<T> {
        Key {
            place: self,
            holds: PhantomData,
        }
    }
}

impl<T> Key<T> {
    /// The same place with another type: with an attribute that the usual type leaves out or, in tests, a
    /// damaged item.
    pub fn of_type<U>(self) -> Key<U> {
        self.place.holding()
    }
}

impl<T> Range<T> {
    /// The same list with another type.
    pub fn of_type<U>(self) -> Range<U> {
        Range {
            span: self.span,
            holds: PhantomData,
        }
    }
}

fn place(partition: String, sort: impl Into<String>) -> Place {
    Place {
        scope: Scope::Organisation,
        partition,
        sort: sort.into(),
        index: None,
    }
}

fn key<T>(partition: String, sort: impl Into<String>) -> Key<T> {
    place(partition, sort).holding()
}

fn beginning<T>(partition: String, begins: impl Into<String>) -> Range<T> {
    range(partition, Sorts::Begin(begins.into()))
}

fn range<T>(partition: String, sorts: Sorts) -> Range<T> {
    Range {
        span: Span { partition, sorts },
        holds: PhantomData,
    }
}

fn of_user(user: &UserId) -> String {
    format!("#USER#{user}")
}

/// The organization and the id in a partition key of the form `ORG#o<segment><id>`.
fn parse_partition<I: FromStr>(pk: &str, segment: &str) -> Option<(OrganisationId, I)> {
    let (organisation, id) = pk.strip_prefix("ORG#")?.split_once(segment)?;
    Some((parse_organisation(organisation)?, id.parse().ok()?))
}

fn parse_organisation(id: &str) -> Option<OrganisationId> {
    OrganisationId::try_from(id.to_owned()).ok()
}

#[cfg(test)]
mod testing {
    use super::Place;
    use crate::domain::OrganisationId;

    pub(super) fn organisation() -> OrganisationId {
        OrganisationId::try_from("lakeside".to_owned()).expect("an id")
    }

    /// The partition key and the sort key as they are stored.
    pub(super) fn stored(place: impl Into<Place>) -> (String, String) {
        let place = place.into();
        (
            format!("ORG#{}{}", organisation(), place.partition),
            place.sort,
        )
    }
}
