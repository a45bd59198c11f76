use super::OfFinding;
use crate::assignments::change::{Ending, activity, end_without_activity, put_on_other_terms, remember};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{
        Activity, ActivityKind, Assignment, Audit, AuditState, Caller, Error, Finding, FindingKind, HistoryKind, Kind, Pair, Remedy,
        Result, Terms, User, UserId,
        audit::{Coached, Sides, primaries},
    },
    http::{Once, Path, Shown},
    permission::Action,
    table::{Changes, Condition, Edit, Order, Rule, Table, at_most, equals, from_item, keys, must, version_is},
};

/// A remedy takes no more than the wish.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Remedying {}

/// Does what the finding proposes, if what was found still is so; with it the finding is marked.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfFinding>, once: Once<Remedying>) -> Result<Shown<Finding>> {
    let Remedying {} = once.body;
    let name = path.finding_id.split('.').next().unwrap_or_default();
    let kind = FindingKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or(Error::NotFound)?;
    let key = keys::finding(&path.audit_id, kind, &path.finding_id);
    let also = [keys::audit(&path.audit_id), key.clone()];
    let mut proof = table.prove(&caller, caller.user_id, Action::ManageAssignments, &also).await?;
    let audit: Audit = proof.existing(0)?;
    let finding: Finding = proof.existing(1)?;
    if finding.remedied_at.is_some() {
        return Ok(Shown(finding));
    }
    if audit.state != AuditState::Done {
        return Err(Error::AuditRunning);
    }
    let work = Work { caller: &caller, table: &table, finding: &finding };
    let changes = match finding.remedy.ok_or(Error::NoRemedy)? {
        Remedy::EndAssignment => work.end()?,
        Remedy::RepairAssignment => work.repair().await?,
        Remedy::Recount => work.recount().await?,
        Remedy::MakeSecondary => work.make_secondary().await?,
    };
    let after = Finding { remedied_at: Some(caller.now), remedied_by: Some(caller.actor()), ..finding.clone() };
    let changes = changes.edit(key, Edit::between(&finding, &after)?, vec![must(Condition::Exists, Error::NotFound)]);
    table.commit_once(changes, &caller, once.key.as_ref(), after).await.map(Shown)
}

/// What a remedy works on.
struct Work<'a> {
    caller: &'a Caller,
    table: &'a Table,
    finding: &'a Finding,
}

impl Work<'_> {
    fn pair(&self) -> Result<Pair> {
        let coach = self.finding.coach.as_ref().ok_or_else(|| Error::Internal("a finding without a coach".to_owned()))?;
        Pair::new(coach.id, self.finding.person.id)
    }

    /// As by hand, as long as what was found still is so.
    fn end(&self) -> Result<Changes> {
        let pair = self.pair()?;
        let (coach, coachee) = (keys::profile(&pair.coach), keys::profile(&pair.coachee));
        let (key, still) = match self.finding.kind {
            FindingKind::NoCoachStatus => (coach, equals("coach_status", "none")),
            FindingKind::InactiveCoach => (coach, equals("status", "inactive")),
            FindingKind::InactiveCoachee => (coachee, equals("status", "inactive")),
            _ => (keys::coach_of(&pair.coachee, &pair.coach), at_most("ends_on", self.caller.today.plus_days(-1))),
        };
        let ending = Ending { kind: HistoryKind::Ended, activity: ActivityKind::AssignmentEnded, reason: Some(self.finding.what.clone()) };
        let changes = Changes::by_administrator(self.caller, activity(self.caller, ending.activity, pair))?;
        end_without_activity(changes.check(key, vec![must(still, Error::Settled)]), self.caller, pair, &ending)
    }

    async fn repair(&self) -> Result<Changes> {
        let pair = self.pair()?;
        let (own, theirs) = (keys::coach_of(&pair.coachee, &pair.coach), keys::coachee_of(&pair.coach, &pair.coachee));
        let mut items = self.table.as_of_now(&[own.clone(), theirs.clone()]).await?.to_change().into_iter();
        let mut next = || items.next().flatten().map(from_item::<Assignment>).transpose();
        let sides = Sides { of_coachee: next()?, of_coach: next()? };
        let changes = Changes::by_administrator(self.caller, activity(self.caller, ActivityKind::AssignmentRepaired, pair))?;
        let is = |side: &Assignment| vec![version_is(side.version)];
        match (&sides.of_coachee, &sides.of_coach) {
            (Some(here), Some(there)) if here != there => {
                let after = Assignment { version: here.version.max(there.version) + 1, ..here.clone() };
                let changes = changes.create_by(own, &after, is(here))?.create_by(theirs, &after, is(there))?;
                remember(changes, self.caller, &after, HistoryKind::Changed)
            }
            (Some(here), None) => self.take_away(changes.delete(own, is(here)), pair.coachee, Counter::Coaches).await,
            (None, Some(there)) => self.take_away(changes.delete(theirs, is(there)), pair.coach, Counter::Coachees).await,
            _ => Err(Error::Settled),
        }
    }

    /// With the item that was alone goes what was counted for it.
    async fn take_away(&self, changes: Changes, user: UserId, counter: Counter) -> Result<Changes> {
        let (said, there) = self.counted(user, counter).await?;
        Ok(set(changes, user, counter, said, there.saturating_sub(1)))
    }

    async fn recount(&self) -> Result<Changes> {
        let counter = if self.finding.id.ends_with(".coachee_count") { Counter::Coachees } else { Counter::Coaches };
        let user = self.finding.person.id;
        let (said, there) = self.counted(user, counter).await?;
        if said == there {
            return Err(Error::Settled);
        }
        let activity =
            Activity { user_id: Some(user), fields: vec![counter.name().to_owned()], ..self.caller.activity(ActivityKind::Recounted) };
        Ok(set(Changes::by_administrator(self.caller, activity)?, user, counter, said, there))
    }

    /// What the profile says, and then how many there are: whatever comes or goes between changes what
    /// the profile says.
    async fn counted(&self, user: UserId, counter: Counter) -> Result<(u32, u32)> {
        let user: User = self.table.find::<User>(&keys::profile(&user)).await?.to_change().ok_or(Error::NotFound)?;
        let range = match counter {
            Counter::Coaches => keys::coaches(&user.id),
            Counter::Coachees => keys::coachees(&user.id),
        };
        let there = self.table.count(&range).await?;
        let said = if counter == Counter::Coaches { user.coach_count } else { user.coachee_count };
        Ok((said, u32::try_from(there).unwrap_or(u32::MAX)))
    }

    async fn make_secondary(&self) -> Result<Changes> {
        let person = self.finding.person.id;
        let page = self.table.list::<Assignment>(&keys::coaches(&person), Order::Ascending, 100, None).await?.to_change();
        let sides = page.items.into_iter().map(|own| (own.coach_id, Sides { of_coachee: Some(own), of_coach: None })).collect();
        let coached = Coached { sides, ..Coached::default() };
        let mut later = primaries(self.caller.today, &coached).into_iter().skip(1);
        let log = |assignment: &Assignment| Activity {
            fields: vec!["kind".to_owned()],
            ..activity(self.caller, ActivityKind::AssignmentChanged, assignment.pair())
        };
        let first = later.next().ok_or(Error::Settled)?;
        let mut changes = self.secondary(Changes::by_administrator(self.caller, log(first))?, first)?;
        // As many as fit in the transaction; the audit finds the rest again.
        for assignment in later.take(12) {
            changes = self.secondary(changes.record(log(assignment))?, assignment)?;
        }
        Ok(changes)
    }

    fn secondary(&self, changes: Changes, before: &Assignment) -> Result<Changes> {
        let after = before.on_terms(&Terms { kind: Some(Kind::Secondary), ..before.terms() })?;
        put_on_other_terms(changes, self.caller, &after, before.version)
    }
}

/// A number in a profile that says how many items there are.
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
}

fn set(changes: Changes, user: UserId, counter: Counter, said: u32, there: u32) -> Changes {
    let meanwhile = Error::Unavailable("an assignment came or went meanwhile".to_owned());
    let still: Vec<Rule> = vec![must(equals(counter.name(), said), meanwhile)];
    changes.edit(keys::profile(&user), Edit::set(counter.name(), there), still)
}
