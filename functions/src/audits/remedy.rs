//! Applies the remedy of a finding, by the change that an administrator would make. The finding's condition is a
//! rule of the transaction, so nothing is done when it is no longer true.

use super::OfFinding;
use crate::assignments::{
    change::{Ending, activity, end_without_activity, put_on_other_terms, record_start},
    primary::no_primary,
};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{
        Account, Activity, ActivityKind, Assignment, AuditState, Caller, Error, Finding,
        FindingKind, HistoryKind, Kind, Pair, Remedy, Result, Terms, User, UserId,
        audit::{Coached, Sides, primaries},
    },
    http::{Once, Path, Shown},
    permission::Action,
    table::{
        Changes, Condition, Edit, Order, Place, Rule, Table, at_most, equals, keys, must,
        version_is,
    },
};

/// The body is an empty object.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Remedying {}

/// Applies the remedy in one transaction with a mark on the finding, and returns the finding. A finding that is
/// remedied already is returned as it is.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfFinding>,
    once: Once<Remedying>,
) -> Result<Shown<Finding>> {
    let Remedying {} = once.body;
    let name = path.finding_id.split('.').next().unwrap_or_default();
    let kind = FindingKind::ALL
        .into_iter()
        .find(|kind| kind.name() == name)
        .ok_or(Error::NotFound)?;
    let key = keys::finding(&path.audit_id, kind, &path.finding_id);
    let wanted = (keys::audit(&path.audit_id), &key);
    let (_, (audit, finding)) = table
        .prove(&caller, caller.user_id, Action::ManageAssignments, wanted)
        .await?;
    if finding.remedied_at.is_some() {
        return Ok(Shown(finding));
    }
    if audit.state != AuditState::Done {
        return Err(Error::AuditRunning);
    }
    let applying = Applying {
        caller: &caller,
        table: &table,
        finding: &finding,
    };
    let changes = match finding.remedy.ok_or(Error::NoRemedy)? {
        Remedy::EndAssignment => applying.end()?,
        Remedy::RepairAssignment => applying.repair().await?,
        Remedy::Recount => applying.recount().await?,
        Remedy::MakeSecondary => applying.make_secondary().await?,
    };
    let after = Finding {
        remedied_at: Some(caller.now),
        remedied_by: Some(caller.actor()),
        ..finding.clone()
    };
    let changes = changes.edit(
        key,
        Edit::between(&finding, &after)?,
        vec![must(Condition::Exists, Error::NotFound)],
    );
    table
        .commit_once(changes, &caller, once.key.as_ref(), after)
        .await
        .map(Shown)
}

/// A finding whose remedy is applied.
struct Applying<'a> {
    caller: &'a Caller,
    table: &'a Table,
    finding: &'a Finding,
}

impl Applying<'_> {
    fn pair(&self) -> Result<Pair> {
        let coach = self
            .finding
            .coach
            .as_ref()
            .ok_or_else(|| Error::Internal("a finding without a coach".to_owned()))?;
        Pair::new(coach.id, self.finding.person.id)
    }

    /// Ends the assignment, as long as the finding is still true.
    fn end(&self) -> Result<Changes> {
        let pair = self.pair()?;
        let (coach, coachee): (Place, Place) = (
            keys::profile(&pair.coach).into(),
            keys::profile(&pair.coachee).into(),
        );
        let (place, still) = match self.finding.kind {
            FindingKind::NoCoachStatus => (coach, equals("coach_status", "none")),
            FindingKind::InactiveCoach => (coach, equals("status", "inactive")),
            FindingKind::InactiveCoachee => (coachee, equals("status", "inactive")),
            _ => (
                keys::coach_of(&pair.coachee, &pair.coach).into(),
                at_most("ends_on", self.caller.today.plus_days(-1)),
            ),
        };
        let ending = Ending::new(Some(self.finding.what.clone()), Error::Settled);
        let changes =
            Changes::by_administrator(self.caller, activity(self.caller, ending.activity, pair))?;
        end_without_activity(
            changes.check(place, vec![must(still, Error::Settled)]),
            self.caller,
            pair,
            &ending,
        )
    }

    /// Makes the two items of the assignment agree, or deletes one without the other.
    async fn repair(&self) -> Result<Changes> {
        let pair = self.pair()?;
        let (of_coachee_key, of_coach_key) = (
            keys::coach_of(&pair.coachee, &pair.coach),
            keys::coachee_of(&pair.coach, &pair.coachee),
        );
        let both = (
            of_coachee_key.clone().optional(),
            of_coach_key.clone().optional(),
        );
        let (of_coachee, of_coach) = self.table.as_of_now(both).await?.to_change();
        let entry = activity(self.caller, ActivityKind::AssignmentRepaired, pair);
        let entry = match (&of_coachee, &of_coach) {
            (Some(kept), Some(other)) => entry.with_changes(&other.terms(), &kept.terms())?,
            _ => entry,
        };
        let changes = Changes::by_administrator(self.caller, entry)?;
        let unchanged = |side: &Assignment| vec![version_is(side.version)];
        match (&of_coachee, &of_coach) {
            (Some(one), Some(other)) if one != other => {
                let after = Assignment {
                    version: one.version.max(other.version) + 1,
                    ..one.clone()
                };
                let changes = changes
                    .create_by(of_coachee_key, &after, unchanged(one))?
                    .create_by(of_coach_key, &after, unchanged(other))?;
                record_start(changes, self.caller, &after, HistoryKind::Changed)
            }
            (Some(one), None) => {
                let changes = changes.delete(of_coachee_key, unchanged(one)).edit(
                    keys::profile(&pair.coachee),
                    no_primary(pair.coach),
                    Vec::new(),
                );
                self.count_one_less(changes, pair.coachee, Counter::Coaches)
                    .await
            }
            (None, Some(other)) => {
                let mut changes = changes.delete(of_coach_key, unchanged(other));
                let coachee = keys::profile(&pair.coachee);
                if self.table.find(&coachee).await?.to_change().is_some() {
                    changes = changes.edit(coachee, no_primary(pair.coach), Vec::new());
                }
                self.count_one_less(changes, pair.coach, Counter::Coachees)
                    .await
            }
            _ => Err(Error::Settled),
        }
    }

    /// Takes the deleted item out of the count in the profile.
    async fn count_one_less(
        &self,
        changes: Changes,
        user: UserId,
        counter: Counter,
    ) -> Result<Changes> {
        let (before, count) = self.counted(user, counter).await?;
        Ok(set(
            changes,
            user,
            counter,
            counter.of(&before),
            count.saturating_sub(1),
        ))
    }

    /// Sets the count in the profile to the number of items.
    async fn recount(&self) -> Result<Changes> {
        let counter = if self.finding.id.ends_with(".coachee_count") {
            Counter::Coachees
        } else {
            Counter::Coaches
        };
        let user = self.finding.person.id;
        let (before, count) = self.counted(user, counter).await?;
        let activity = Activity {
            user_id: Some(user),
            ..self.caller.activity(ActivityKind::Recounted)
        };
        let activity = activity
            .of_edit(&before, &counter.set(&before, count))?
            .ok_or(Error::Settled)?;
        Ok(set(
            Changes::by_administrator(self.caller, activity)?,
            user,
            counter,
            counter.of(&before),
            count,
        ))
    }

    /// The counts in the profile, and then the number of items. In this order, since an assignment that comes or goes
    /// in between changes the profile, which refuses the change.
    async fn counted(&self, user: UserId, counter: Counter) -> Result<(Account, u32)> {
        let user: User = self
            .table
            .find(&keys::profile(&user))
            .await?
            .to_change()
            .ok_or(Error::NotFound)?;
        let range = match counter {
            Counter::Coaches => keys::coaches(&user.id),
            Counter::Coachees => keys::coachees(&user.id),
        };
        let count = self.table.count(&range).await?;
        Ok((user.account(), u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// Makes all primary assignments except the earliest secondary.
    async fn make_secondary(&self) -> Result<Changes> {
        let person = self.finding.person.id;
        let page = self
            .table
            .list(&keys::coaches(&person), Order::Ascending, 100, None)
            .await?
            .to_change();
        let sides = page
            .items
            .into_iter()
            .map(|assignment| {
                (
                    assignment.coach_id,
                    Sides {
                        of_coachee: Some(assignment),
                        of_coach: None,
                    },
                )
            })
            .collect();
        let coached = Coached {
            sides,
            ..Coached::default()
        };
        let mut later = primaries(self.caller.today, &coached).into_iter().skip(1);
        let entry = |assignment: &Assignment| {
            let after = Terms {
                kind: Some(Kind::Secondary),
                ..assignment.terms()
            };
            activity(
                self.caller,
                ActivityKind::AssignmentChanged,
                assignment.pair(),
            )
            .with_changes(&assignment.terms(), &after)
        };
        let first = later.next().ok_or(Error::Settled)?;
        let mut changes = self.secondary(
            Changes::by_administrator(self.caller, entry(first)?)?,
            first,
        )?;
        // As many as fit in the transaction. The next audit finds the rest.
        for assignment in later.take(12) {
            changes = self.secondary(changes.record(entry(assignment)?)?, assignment)?;
        }
        Ok(changes)
    }

    fn secondary(&self, changes: Changes, before: &Assignment) -> Result<Changes> {
        let after = before.on_terms(&Terms {
            kind: Some(Kind::Secondary),
            ..before.terms()
        })?;
        put_on_other_terms(changes, self.caller, before, &after, before.version, None)
    }
}

/// A count of assignments in a profile.
#[derive(Clone, Copy, PartialEq)]
enum Counter {
    Coaches,
    Coachees,
}

impl Counter {
    fn name(self) -> &'static str {
        match self {
            Self::Coaches => "coach_count",
            Self::Coachees => "coachee_count",
        }
    }

    fn of(self, account: &Account) -> u32 {
        match self {
            Self::Coaches => account.coach_count,
            Self::Coachees => account.coachee_count,
        }
    }

    fn set(self, account: &Account, count: u32) -> Account {
        match self {
            Self::Coaches => Account {
                coach_count: count,
                ..account.clone()
            },
            Self::Coachees => Account {
                coachee_count: count,
                ..account.clone()
            },
        }
    }
}

/// Sets a count in a profile, as long as it is still `before`.
fn set(changes: Changes, user: UserId, counter: Counter, before: u32, count: u32) -> Changes {
    let overtaken = Error::Overtaken("an assignment came or went");
    let unchanged: Vec<Rule> = vec![must(equals(counter.name(), before), overtaken)];
    changes.edit(
        keys::profile(&user),
        Edit::set(counter.name(), count),
        unchanged,
    )
}
