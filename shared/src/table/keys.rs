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
//! | goal, conference, observation, learning record, credential | `ORG#o#USER#owner` | `GOAL#id`, `CONFERENCE#id`, … |
//! | progress entry, comment | `ORG#o#USER#owner` | `PROGRESS#goal#id`, `COMMENT#goal#id` |
//! | line of evidence | `ORG#o#USER#owner` | `EVIDENCE#observation#id` |
//! | rubric version of an observation | `ORG#o#USER#owner` | `SCALE#observation` |
//! | revision of an observation | `ORG#o#USER#owner` | `REVISION#observation#n` |
//! | personnel record | `ORG#o#USER#owner` | `PERSONNEL` |
//! | signals; calendar | `ORG#o#USER#u` | `SIGNALS`; `CALENDAR` |
//! | line of a timeline | `ORG#o#USER#owner` | `TIMELINE#day#id` |
//! | private notes | `ORG#o#USER#coach` | `PRIVATE#conference` |
//! | rubric in the list | `ORG#o#RUBRICS` | `RUBRIC#id` |
//! | rubric as it is; a version | `ORG#o#RUBRIC#id` | `CURRENT`; `VERSION#n` |
//! | how many rubrics there are | `ORG#o#RUBRICS` | `COUNT` |
//! | history event | `ORG#o#USER#u` | `HISTORY#id` |
//! | activity of a user | `ORG#o#USER#u` | `ACTIVITY#id` |
//! | activity of the organisation | `ORG#o` | `ACTIVITY#id` |
//! | notice of a user | `ORG#o#USER#u` | `NOTICE#<activity id>` (TTL in `expires_at`) |
//! | how a person wants to be told | `ORG#o#USER#u` | `PREFERENCES` |
//! | who waits for the daily mail; the day of the last one | `ORG#o#DIGEST` | `USER#u`; `HEAD` |
//! | log of the organisation, by month in UTC | `ORG#o#LOG#<yyyy-mm>` | `<activity id>` |
//! | seal over the log; the last one | `ORG#o#SEALS` | `SEAL#<n>`; `HEAD` |
//! | change that the feed could not make out | `ORG#o#DEAD` | `<activity id>` |
//! | idempotency record | `ORG#o#IDEMPOTENCY#caller` | `<key>` (TTL in `expires_at`) |
//! | run of the audit, in the list | `ORG#o#AUDITS` | `RUN#id` |
//! | a part of a run; a finding | `ORG#o#AUDIT#run` | `SHARD#<nn>`; `FINDING#<severity>#<finding>` |
//! | review campaign, in the list | `ORG#o#REVIEWS` | `REVIEW#id` |
//! | an assignment in a review; how far a reviewer is; how far the review is | `ORG#o#REVIEW#id` | `ITEM#<coachee>.<coach>`; `REVIEWER#user`; `WORK` |
//! | what a reviewer is to decide | `ORG#o#USER#reviewer` | `REVIEWING#<review>#<coachee>.<coach>` |
//! | identity link | `IDP#<issuer>#SUB#<subject>` | `LINK` (the authorizer's alone) |
//! | a provider's signing keys, as last fetched | `IDP#<issuer>` | `KEYS` (the authorizer's alone) |

//! The index `gsi1` has profiles and both items of each assignment, in 16 parts of an organisation, a
//! coachee's together: `ORG#o#COACHING#<part>` / `<user>#PROFILE` or `<coachee>#COACH#<coach>#<side>`. The
//! audit and reviews walk it; it gives nobody a right.

use crate::domain::{
    ActivityId, AuditId, ConferenceId, Day, FindingKind, HistoryId, Moment, Month, ObservationId, Part, Record, ReviewId, RubricId,
    Severity, UserId,
    audit::SHARDS,
    find::{Entry, Index, Lookup},
};

/// Where an item is, within its organisation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub(super) scope: Scope,
    /// What follows `ORG#o` in the partition key.
    pub(super) partition: String,
    pub(super) sort: String,
    /// Where it is in the index, if it is there: what follows `ORG#o`, and the sort key.
    pub(super) index: Option<(String, String)>,
}

/// Whether a key is the organisation's, or stands outside as an identity link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Organisation,
    Identity,
}

/// The items of one partition whose sort keys are these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub(super) partition: String,
    pub(super) sorts: Sorts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sorts {
    /// Those that begin so; all of them when it is empty.
    Begin(String),
    /// Those between, both ends included.
    Between(String, String),
}

/// Who is in a directory of search entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directory {
    Everyone,
    /// Active users with coach status, for the window that assigns a coach.
    Coaches,
}

fn key(partition: String, sort: impl Into<String>) -> Key {
    Key { scope: Scope::Organisation, partition, sort: sort.into(), index: None }
}

/// The same, in the index at this person.
fn indexed(key: Key, person: &UserId, what: &str) -> Key {
    Key { index: Some((coaching(person.part_of(SHARDS)), format!("{person}#{what}"))), ..key }
}

/// A part of the index.
pub(super) fn coaching(shard: u32) -> String {
    format!("#COACHING#{shard:02}")
}

/// Behind everything of a person in the index.
pub fn behind(person: &UserId) -> String {
    format!("{person}#~")
}

/// Behind both items of an assignment in the index.
pub fn behind_pair(coachee: &UserId, coach: &UserId) -> String {
    format!("{coachee}#COACH#{coach}#~")
}

fn of_user(user: &UserId) -> String {
    format!("#USER#{user}")
}

pub fn organisation() -> Key {
    key(String::new(), "ORG")
}

pub fn profile(user: &UserId) -> Key {
    indexed(key(of_user(user), "PROFILE"), user, "PROFILE")
}

/// The item that makes an e-mail unique. The address is the same whatever its case.
pub fn email(address: &str) -> Key {
    key(format!("#EMAIL#{}", address.trim().to_lowercase()), "EMAIL")
}

/// Who a provider's subject is. Outside every organisation, so for the authorizer alone.
pub(crate) fn identity_link(issuer: &str, subject: &str) -> Key {
    identity(format!("IDP#{issuer}#SUB#{subject}"), "LINK")
}

/// What a provider signs with, as it was last fetched. Outside every organisation as well.
pub(crate) fn signing_keys(issuer: &str) -> Key {
    identity(format!("IDP#{issuer}"), "KEYS")
}

fn identity(partition: String, sort: &str) -> Key {
    Key { scope: Scope::Identity, partition, sort: sort.to_owned(), index: None }
}

/// The assignment in the coach's partition.
pub fn coachee_of(coach: &UserId, coachee: &UserId) -> Key {
    indexed(key(of_user(coach), format!("COACHEE#{coachee}")), coachee, &format!("COACH#{coach}#COACH"))
}

/// The assignment in the coachee's partition: the one that gives authority.
pub fn coach_of(coachee: &UserId, coach: &UserId) -> Key {
    indexed(key(of_user(coachee), format!("COACH#{coach}")), coachee, &format!("COACH#{coach}#COACHEE"))
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

pub fn notice(user: &UserId, id: &ActivityId) -> Key {
    key(of_user(user), notice_sort(id))
}

/// Where a notice stands in its list.
pub fn notice_sort(id: &ActivityId) -> String {
    format!("NOTICE#{id}")
}

/// How a person wants to be told.
pub fn preferences(user: &UserId) -> Key {
    key(of_user(user), "PREFERENCES")
}

/// That somebody waits for the daily mail.
pub fn digest(user: &UserId) -> Key {
    key("#DIGEST".to_owned(), format!("USER#{user}"))
}

/// The day of the last daily mail.
pub fn digest_head() -> Key {
    key("#DIGEST".to_owned(), "HEAD")
}

/// An entry of the organisation's log: a copy of what stands with the user it was done to.
pub fn log(month: Month, id: &ActivityId) -> Key {
    key(format!("#LOG#{month}"), id.to_string())
}

/// Seals count from 1.
pub fn seal(number: u64) -> Key {
    key("#SEALS".to_owned(), format!("SEAL#{number:012}"))
}

pub fn seal_head() -> Key {
    key("#SEALS".to_owned(), "HEAD")
}

/// A run of the audit in the list of them.
pub fn audit(id: &AuditId) -> Key {
    key("#AUDITS".to_owned(), format!("RUN#{id}"))
}

pub fn audit_shard(run: &AuditId, number: u32) -> Key {
    key(format!("#AUDIT#{run}"), format!("SHARD#{number:02}"))
}

/// Findings stand by severity, the gravest first.
pub fn finding(run: &AuditId, kind: FindingKind, id: &str) -> Key {
    key(format!("#AUDIT#{run}"), format!("FINDING#{}#{id}", kind.severity() as u8))
}

/// A review campaign in the list of them.
pub fn review(id: &ReviewId) -> Key {
    key("#REVIEWS".to_owned(), format!("REVIEW#{id}"))
}

/// An assignment in a review.
pub fn review_item(review: &ReviewId, item: &str) -> Key {
    key(format!("#REVIEW#{review}"), format!("ITEM#{item}"))
}

/// How far a reviewer is.
pub fn reviewer(review: &ReviewId, reviewer: &UserId) -> Key {
    key(format!("#REVIEW#{review}"), format!("REVIEWER#{reviewer}"))
}

/// How far the gathering or closing of a review is.
pub fn review_work(review: &ReviewId) -> Key {
    key(format!("#REVIEW#{review}"), "WORK")
}

/// What a reviewer is to decide.
pub fn reviewing(reviewer: &UserId, review: &ReviewId, item: &str) -> Key {
    key(of_user(reviewer), format!("REVIEWING#{review}#{item}"))
}

pub fn dead_letter(id: &str) -> Key {
    key("#DEAD".to_owned(), id)
}

pub fn idempotency(caller: &UserId, name: &str) -> Key {
    key(format!("#IDEMPOTENCY#{caller}"), name)
}

pub fn search_entry(directory: Directory, entry: &Entry, user: &UserId) -> Key {
    key(shelf(directory, entry.index, &entry.shelf), format!("{}#{user}", entry.text))
}

/// A record of a person's.
pub fn record<R: Record>(owner: &UserId, id: R::Id) -> Key {
    key(of_user(owner), format!("{}#{id}", R::SEGMENT))
}

/// A part of a record.
pub fn part<P: Part>(owner: &UserId, of: <P::Of as Record>::Id, id: P::Id) -> Key {
    key(of_user(owner), format!("{}#{of}#{id}", P::SEGMENT))
}

/// The version of a rubric that an observation is scored against, kept with the observation.
pub fn scale(owner: &UserId, observation: ObservationId) -> Key {
    key(of_user(owner), format!("SCALE#{observation}"))
}

/// What a revision replaced; revisions count from 1.
pub fn revision(owner: &UserId, observation: ObservationId, number: u32) -> Key {
    key(of_user(owner), format!("REVISION#{observation}#{number:06}"))
}

pub fn personnel(owner: &UserId) -> Key {
    key(of_user(owner), "PERSONNEL")
}

/// What is known of a person at a glance.
pub fn signals(owner: &UserId) -> Key {
    key(of_user(owner), "SIGNALS")
}

/// When a person has a conference, as coach or as coachee.
pub fn calendar(user: &UserId) -> Key {
    key(of_user(user), "CALENDAR")
}

/// What was done with a person on a day.
pub fn timeline(owner: &UserId, day: Day, id: impl std::fmt::Display) -> Key {
    key(of_user(owner), format!("TIMELINE#{day}#{id}"))
}

/// A coach's own notes of a conference: in the coach's partition, where nothing of the coachee's is
/// read from.
pub fn private_notes(coach: &UserId, conference: ConferenceId) -> Key {
    key(of_user(coach), format!("PRIVATE#{conference}"))
}

/// A rubric as it is now.
pub fn rubric(id: RubricId) -> Key {
    key(format!("#RUBRIC#{id}"), "CURRENT")
}

pub fn rubric_version(id: RubricId, version: u64) -> Key {
    key(format!("#RUBRIC#{id}"), format!("VERSION#{version:06}"))
}

pub fn rubric_line(id: RubricId) -> Key {
    key("#RUBRICS".to_owned(), format!("RUBRIC#{id}"))
}

pub fn rubric_count() -> Key {
    key("#RUBRICS".to_owned(), "COUNT")
}

pub fn coachees(coach: &UserId) -> Range {
    beginning(of_user(coach), "COACHEE#")
}

pub fn coaches(coachee: &UserId) -> Range {
    beginning(of_user(coachee), "COACH#")
}

pub fn histories(user: &UserId) -> Range {
    beginning(of_user(user), "HISTORY#")
}

pub fn notices(user: &UserId) -> Range {
    beginning(of_user(user), "NOTICE#")
}

/// The organisation's log of one month, between two moments, both included.
pub fn logs(month: Month, from: Moment, to: Moment) -> Range {
    let (from, to) = (ActivityId::first_of(from), ActivityId::last_of(to));
    Range { partition: format!("#LOG#{month}"), sorts: Sorts::Between(from.to_string(), to.to_string()) }
}

/// Everybody who waits for the daily mail.
pub fn digests() -> Range {
    beginning("#DIGEST".to_owned(), "USER#")
}

pub fn seals() -> Range {
    beginning("#SEALS".to_owned(), "SEAL#")
}

pub fn audits() -> Range {
    beginning("#AUDITS".to_owned(), "RUN#")
}

pub fn findings(run: &AuditId, severity: Option<Severity>) -> Range {
    let severity = severity.map(|severity| format!("{}#", severity as u8)).unwrap_or_default();
    beginning(format!("#AUDIT#{run}"), format!("FINDING#{severity}"))
}

pub fn reviews() -> Range {
    beginning("#REVIEWS".to_owned(), "REVIEW#")
}

pub fn review_items(review: &ReviewId) -> Range {
    beginning(format!("#REVIEW#{review}"), "ITEM#")
}

pub fn reviewers(review: &ReviewId) -> Range {
    beginning(format!("#REVIEW#{review}"), "REVIEWER#")
}

/// What somebody is to decide, in one review or in all.
pub fn all_reviewing(reviewer: &UserId, review: Option<&ReviewId>) -> Range {
    beginning(of_user(reviewer), review.map_or_else(|| "REVIEWING#".to_owned(), |review| format!("REVIEWING#{review}#")))
}

pub fn dead_letters() -> Range {
    beginning("#DEAD".to_owned(), "")
}

/// What was done to a user.
pub fn activities(user: &UserId) -> Range {
    beginning(of_user(user), "ACTIVITY#")
}

pub fn records<R: Record>(owner: &UserId) -> Range {
    beginning(of_user(owner), format!("{}#", R::SEGMENT))
}

pub fn parts<P: Part>(owner: &UserId, of: <P::Of as Record>::Id) -> Range {
    beginning(of_user(owner), format!("{}#{of}#", P::SEGMENT))
}

pub fn revisions(owner: &UserId, observation: ObservationId) -> Range {
    beginning(of_user(owner), format!("REVISION#{observation}#"))
}

/// What was done with a person from one day to another, both included.
pub fn timelines(owner: &UserId, from: Day, to: Day) -> Range {
    Range { partition: of_user(owner), sorts: Sorts::Between(format!("TIMELINE#{from}"), format!("TIMELINE#{to}#~")) }
}

pub fn rubrics() -> Range {
    beginning("#RUBRICS".to_owned(), "RUBRIC#")
}

/// Everybody of the organisation, by family name.
pub fn roster() -> Range {
    beginning(shelf(Directory::Everyone, Index::Roster, ""), "")
}

pub fn found(directory: Directory, lookup: &Lookup) -> Range {
    beginning(shelf(directory, lookup.index, &lookup.shelf), &*lookup.begins)
}

fn beginning(partition: String, begins: impl Into<String>) -> Range {
    Range { partition, sorts: Sorts::Begin(begins.into()) }
}

fn shelf(directory: Directory, index: Index, shelf: &str) -> String {
    let directory = match directory {
        Directory::Everyone => "EVERYONE",
        Directory::Coaches => "COACHES",
    };
    let index = match index {
        Index::Roster => "ROSTER",
        Index::Start => "START",
        Index::Sound => "SOUND",
        Index::End => "END",
    };
    format!("#FIND#{directory}#{index}#{shelf}")
}
