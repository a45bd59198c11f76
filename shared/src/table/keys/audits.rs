//! Audits and review campaigns.

use super::{Key, Range, beginning, key, of_user, parse_partition};
use crate::domain::{
    Audit, AuditId, Finding, FindingKind, OrganisationId, Review, ReviewId, ReviewItem,
    ReviewPointer, ReviewerProgress, Severity, Shard, UserId, Work,
};

/// A run of the audit, in the list of runs.
pub fn audit(id: &AuditId) -> Key<Audit> {
    key("#AUDITS".to_owned(), format!("RUN#{id}"))
}

/// All runs of the audit.
pub fn audits() -> Range<Audit> {
    beginning("#AUDITS".to_owned(), "RUN#")
}

/// A shard of a run. Shards count from 1.
pub fn audit_shard(run: &AuditId, number: u32) -> Key<Shard> {
    key(format!("#AUDIT#{run}"), format!("SHARD#{number:02}"))
}

/// The organization, the run and the number of a shard, from its whole key.
pub(in crate::table) fn parse_audit_shard(
    pk: &str,
    sk: &str,
) -> Option<(OrganisationId, AuditId, u32)> {
    let (organisation, run) = parse_partition(pk, "#AUDIT#")?;
    let number = sk.strip_prefix("SHARD#")?.parse().ok()?;
    Some((organisation, run, number))
}

/// A finding of a run. Findings are sorted by severity, the most severe first.
pub fn finding(run: &AuditId, kind: FindingKind, id: &str) -> Key<Finding> {
    key(
        format!("#AUDIT#{run}"),
        format!("FINDING#{}#{id}", kind.severity() as u8),
    )
}

/// The findings of a run, all or of one severity.
pub fn findings(run: &AuditId, severity: Option<Severity>) -> Range<Finding> {
    let severity = severity
        .map(|severity| format!("{}#", severity as u8))
        .unwrap_or_default();
    beginning(format!("#AUDIT#{run}"), format!("FINDING#{severity}"))
}

/// A review campaign, in the list of campaigns.
pub fn review(id: &ReviewId) -> Key<Review> {
    key("#REVIEWS".to_owned(), format!("REVIEW#{id}"))
}

/// All review campaigns.
pub fn reviews() -> Range<Review> {
    beginning("#REVIEWS".to_owned(), "REVIEW#")
}

/// An assignment in a review.
pub fn review_item(review: &ReviewId, item: &str) -> Key<ReviewItem> {
    key(format!("#REVIEW#{review}"), format!("ITEM#{item}"))
}

/// All assignments in a review.
pub fn review_items(review: &ReviewId) -> Range<ReviewItem> {
    beginning(format!("#REVIEW#{review}"), "ITEM#")
}

/// A reviewer's progress in a review.
pub fn reviewer(review: &ReviewId, reviewer: &UserId) -> Key<ReviewerProgress> {
    key(format!("#REVIEW#{review}"), format!("REVIEWER#{reviewer}"))
}

/// The progress of all reviewers of a review.
pub fn reviewers(review: &ReviewId) -> Range<ReviewerProgress> {
    beginning(format!("#REVIEW#{review}"), "REVIEWER#")
}

/// The progress of gathering or closing a review.
pub fn review_work(review: &ReviewId) -> Key<Work> {
    key(format!("#REVIEW#{review}"), "WORK")
}

/// The organization and the review, from the whole key of a review's work.
pub(in crate::table) fn parse_review_work(
    pk: &str,
    sk: &str,
) -> Option<(OrganisationId, ReviewId)> {
    (sk == "WORK")
        .then(|| parse_partition(pk, "#REVIEW#"))
        .flatten()
}

/// A pointer to an item that a reviewer has to decide, in the reviewer's partition.
pub fn reviewing(reviewer: &UserId, review: &ReviewId, item: &str) -> Key<ReviewPointer> {
    key(of_user(reviewer), format!("REVIEWING#{review}#{item}"))
}

/// The pointers to what a reviewer has to decide, in one review or in all.
pub fn all_reviewing(reviewer: &UserId, review: Option<&ReviewId>) -> Range<ReviewPointer> {
    beginning(
        of_user(reviewer),
        review.map_or_else(
            || "REVIEWING#".to_owned(),
            |review| format!("REVIEWING#{review}#"),
        ),
    )
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
    use crate::domain::Moment;

    #[test]
    fn keys_of_shards_and_of_review_work_are_parsed() {
        let now = Moment::FIRST.plus_seconds(1);
        let run = AuditId::new(now);
        let (pk, sk) = stored(audit_shard(&run, 16));
        assert_eq!(parse_audit_shard(&pk, &sk), Some((organisation(), run, 16)));
        let id = ReviewId::new(now);
        let (pk, sk) = stored(review_work(&id));
        assert_eq!(parse_review_work(&pk, &sk), Some((organisation(), id)));
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        let ava = UserId::new(Moment::FIRST.plus_seconds(1));
        let (pk, sk) = stored(profile(&ava));
        assert_eq!(parse_audit_shard(&pk, &sk), None);
        assert_eq!(parse_review_work(&pk, &sk), None);
    }
}
