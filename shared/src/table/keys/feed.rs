//! The activity log, what follows from it (notices, mail, seals, dead letters), and idempotency.

use super::{
    Key, Range, Sorts, beginning, key, of_user, parse_organisation, parse_partition, range,
};
use crate::domain::{
    Activity, ActivityId, DeadLetter, DigestEntry, DigestHead, Head, KeptPreferences, Moment,
    Month, Notice, OrganisationId, Seal, StoredAnswer, UserId,
};

/// An entry of the activity log, with the user it is about or, without one, with the organization.
pub fn activity(user: Option<&UserId>, id: &ActivityId) -> Key<Activity> {
    key(
        user.map(of_user).unwrap_or_default(),
        format!("ACTIVITY#{id}"),
    )
}

/// The activity log of a user, or of the organization itself.
pub fn activities(user: Option<&UserId>) -> Range<Activity> {
    beginning(user.map(of_user).unwrap_or_default(), "ACTIVITY#")
}

/// The id of an activity, from its sort key with the user. In the organization's log, the sort key is the id.
pub fn parse_activity_sort(sort: &str) -> Option<ActivityId> {
    sort.strip_prefix("ACTIVITY#")?.parse().ok()
}

/// The organization of an activity, and its unparsed id, from the whole key.
pub(in crate::table) fn parse_activity<'a>(
    pk: &str,
    sk: &'a str,
) -> Option<(OrganisationId, &'a str)> {
    let id = sk.strip_prefix("ACTIVITY#")?;
    let organisation = pk.strip_prefix("ORG#")?.split('#').next()?;
    Some((parse_organisation(organisation)?, id))
}

/// The copy of an activity in the organization's log.
pub fn log(month: Month, id: &ActivityId) -> Key<Activity> {
    key(format!("#LOG#{month}"), id.to_string())
}

/// The organization's log of one month, in UTC.
pub fn log_of(month: Month) -> Range<Activity> {
    beginning(format!("#LOG#{month}"), "")
}

/// The organization's log of one month, between two moments, both included.
pub fn logs(month: Month, from: Moment, to: Moment) -> Range<Activity> {
    let (from, to) = (ActivityId::first_of(from), ActivityId::last_of(to));
    range(
        format!("#LOG#{month}"),
        Sorts::Between(from.to_string(), to.to_string()),
    )
}

/// A notice in a user's list. Its id is that of the activity, so a retry writes it once.
pub fn notice(user: &UserId, id: &ActivityId) -> Key<Notice> {
    key(of_user(user), notice_sort(id))
}

/// The sort key of a notice.
pub fn notice_sort(id: &ActivityId) -> String {
    format!("NOTICE#{id}")
}

/// A user's notices.
pub fn notices(user: &UserId) -> Range<Notice> {
    beginning(of_user(user), "NOTICE#")
}

/// Whether a sort key is that of a notice.
pub(in crate::table) fn is_of_notice(sk: &str) -> bool {
    sk.starts_with("NOTICE#")
}

/// The organization and the recipient of a notice, from its whole key.
pub(in crate::table) fn parse_notice(pk: &str, sk: &str) -> Option<(OrganisationId, UserId)> {
    is_of_notice(sk)
        .then(|| parse_partition(pk, "#USER#"))
        .flatten()
}

/// A user's notification preferences.
pub fn preferences(user: &UserId) -> Key<KeptPreferences> {
    key(of_user(user), "PREFERENCES")
}

/// Marks that a user is due for the daily mail.
pub fn digest(user: &UserId) -> Key<DigestEntry> {
    key("#DIGEST".to_owned(), format!("USER#{user}"))
}

/// All users due for the daily mail.
pub fn digests() -> Range<DigestEntry> {
    beginning("#DIGEST".to_owned(), "USER#")
}

/// The day of the last daily mail.
pub fn digest_head() -> Key<DigestHead> {
    key("#DIGEST".to_owned(), "HEAD")
}

/// A seal over the log. Seals count from 1.
pub fn seal(number: u64) -> Key<Seal> {
    key("#SEALS".to_owned(), seal_sort(number))
}

/// The sort key of a seal.
pub fn seal_sort(number: u64) -> String {
    format!("SEAL#{number:012}")
}

/// All seals of the organization.
pub fn seals() -> Range<Seal> {
    beginning("#SEALS".to_owned(), "SEAL#")
}

/// The last seal's number and hash.
pub fn seal_head() -> Key<Head> {
    key("#SEALS".to_owned(), "HEAD")
}

/// A dead letter, by the id of the activity.
pub fn dead_letter(id: &str) -> Key<DeadLetter> {
    key("#DEAD".to_owned(), id)
}

/// All dead letters of the organization.
pub fn dead_letters() -> Range<DeadLetter> {
    beginning("#DEAD".to_owned(), "")
}

/// The stored answer to a caller's `Idempotency-Key`.
pub(in crate::table) fn idempotency(caller: &UserId, name: &str) -> Key<StoredAnswer> {
    key(format!("#IDEMPOTENCY#{caller}"), name)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            profile,
            testing::{organisation, stored},
        },
        *,
    };

    #[test]
    fn keys_of_activities_and_notices_are_parsed() {
        let now = Moment::FIRST.plus_seconds(1);
        let (ava, id) = (UserId::new(now), ActivityId::new(now));
        for of in [Some(&ava), None] {
            let (pk, sk) = stored(activity(of, &id));
            assert_eq!(
                parse_activity(&pk, &sk),
                Some((organisation(), &*id.to_string()))
            );
            assert_eq!(parse_activity_sort(&sk), Some(id));
        }
        let (_, sk) = stored(log(now.month(), &id));
        assert_eq!(
            (sk.parse().ok(), parse_activity_sort(&sk)),
            (Some(id), None)
        );
        let (pk, sk) = stored(notice(&ava, &id));
        assert_eq!(parse_notice(&pk, &sk), Some((organisation(), ava)));
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        let ava = UserId::new(Moment::FIRST.plus_seconds(1));
        let (pk, sk) = stored(profile(&ava));
        assert_eq!(parse_activity(&pk, &sk), None);
        assert_eq!(parse_notice(&pk, &sk), None);
    }
}
