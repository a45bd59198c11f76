//! Notifies people of check-backs that are due today, and sends the daily mails. The schedule calls it hourly, and it
//! works for an organization once a day, when it is morning in its time zone.

use super::{add_to_daily, words::message};
use crate::{
    background::{Background, Scheduled, Tenant},
    feed::{has_ended, retry_or_log},
    me::{relations, relations_wanted},
};
use serde::{Deserialize, Serialize};
use shared::{
    domain::{
        Caller, Day, Delivery, DigestEntry, DigestHead, DirectoryLine, Error, GoalId,
        KeptPreferences, Moment, Notice, Person, Result, State, User, UserId,
    },
    mail::Mailer,
    permission::judge,
    table::{Changes, Condition, Edit, Order, Table, equals, keys, must},
};
use std::collections::BTreeSet;

/// The hour of the morning, in the organization's time zone.
const HOUR: i64 = 6;
/// The most notices of one mail.
const MAX_NOTICES: usize = 45;
/// How many people's signals are read in one transaction.
const BATCH: usize = 96;

/// The result of a call.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Mailed {
    /// The number of organizations in which it was morning.
    pub organisations: usize,
    /// The number of mails that were sent.
    pub mails: usize,
}

/// Does the morning's work for each organization where it is due.
///
/// # Errors
/// The last error, after all other organizations had their turn.
pub async fn handle(background: &Background, _: Scheduled) -> Result<Mailed> {
    let results = background
        .each_tenant(|tenant| in_the_morning(background, tenant))
        .await?;
    let mails: Vec<usize> = results.into_iter().filter_map(|(_, mails)| mails).collect();
    Ok(Mailed {
        organisations: mails.len(),
        mails: mails.iter().sum(),
    })
}

/// Does the morning's work for an organization, and returns the number of mails. None when it isn't morning yet, or the
/// work was done today.
async fn in_the_morning(background: &Background, tenant: Tenant) -> Result<Option<usize>> {
    let table = &tenant.table;
    let now = background.clock.now();
    let time_zone = &tenant.organisation.settings.time_zone;
    let today = now.day_in(time_zone);
    let has_begun = now.as_second() >= today.begins_in(time_zone).as_second() + HOUR * 3600;
    let last = table
        .as_of_now(keys::digest_head().lenient())
        .await?
        .to_change();
    if !has_begun || last.is_some_and(|last| last.day >= today) {
        return Ok(None);
    }
    let morning = Morning {
        background,
        tenant: &tenant,
        now,
        today,
    };
    morning.check_backs().await?;
    let mails = morning.mails().await?;
    table
        .commit(Changes::without_caller().set(keys::digest_head(), &DigestHead { day: today })?)
        .await?;
    Ok(Some(mails))
}

/// The morning of one organization.
struct Morning<'a> {
    background: &'a Background,
    tenant: &'a Tenant,
    now: Moment,
    today: Day,
}

impl Morning<'_> {
    fn table(&self) -> &Table {
        &self.tenant.table
    }

    /// Notifies people, and their coaches, of goals with a check-back today.
    async fn check_backs(&self) -> Result<()> {
        let everybody = self.table().all(&keys::roster()).await?.to_change();
        for lines in everybody.chunks(BATCH) {
            let signals: Vec<_> = lines
                .iter()
                .map(|line| keys::signals(&line.card.id).lenient())
                .collect();
            let found = self.table().as_of_now(signals).await?.to_change();
            for (line, signals) in lines.iter().zip(found) {
                let signals = signals.unwrap_or_default();
                let is_due = |goal: &&GoalId| {
                    let goal = &signals.goals[*goal];
                    goal.state.is_open() && goal.check_backs.contains(&self.today)
                };
                for goal in signals.goals.keys().filter(is_due) {
                    retry_or_log(self.notify_of_check_back(line, *goal).await)?;
                }
            }
        }
        Ok(())
    }

    /// Notifies the owner of a goal and their coaches of a check-back.
    async fn notify_of_check_back(&self, owner: &DirectoryLine, goal: GoalId) -> Result<()> {
        let begins = self
            .today
            .begins_in(&self.tenant.organisation.settings.time_zone);
        let coaches = self
            .table()
            .list(&keys::coaches(&owner.card.id), Order::Ascending, 100, None)
            .await?
            .to_change();
        let notice = |person| Notice::of_check_back(goal, person, self.today, begins, self.now);
        retry_or_log(self.notify(owner.card.id, &notice(None)).await)?;
        for coach in coaches
            .items
            .iter()
            .filter(|assignment| assignment.state(self.today) == State::Active)
        {
            let person = Person {
                id: owner.card.id,
                name: owner.card.name.clone(),
            };
            retry_or_log(self.notify(coach.coach_id, &notice(Some(person))).await)?;
        }
        Ok(())
    }

    /// Notifies a user, and lists them for this morning's mail: the stream would list them only for the next one.
    async fn notify(&self, to: UserId, notice: &Notice) -> Result<()> {
        self.background
            .notify_if_permitted(self.tenant, to, notice)
            .await?;
        add_to_daily(self.tenant, to).await
    }

    /// Sends the daily mails to everybody who is listed, and returns how many were sent.
    async fn mails(&self) -> Result<usize> {
        let Some(mailer) = &self.background.mailer else {
            return Ok(0);
        };
        let mut mails = 0;
        let listed = self.table().all(&keys::digests()).await?.to_change();
        for entry in &listed {
            match self.mail(mailer, entry.user_id).await {
                Ok(was_sent) => mails += usize::from(was_sent),
                // An internal error is logged and tried again tomorrow. The others still get their mails.
                Err(error @ Error::Internal(_)) => {
                    tracing::error!(?error, to = %entry.user_id, "a daily mail can't be made");
                    continue;
                }
                Err(error) if has_ended(&error) => {}
                Err(error) => return Err(error),
            }
            self.unlist(entry).await?;
        }
        Ok(mails)
    }

    /// Removes a user from those who get the next mail, unless they were listed again since.
    async fn unlist(&self, entry: &DigestEntry) -> Result<()> {
        let unchanged = must(
            equals("count", entry.count),
            Error::Stale {
                current: u64::from(entry.count),
            },
        );
        match self
            .table()
            .commit(Changes::without_caller().delete(keys::digest(&entry.user_id), vec![unchanged]))
            .await
        {
            Err(Error::Stale { .. }) => Ok(()),
            result => result,
        }
    }

    /// Sends a user's daily mail, and returns whether there was anything to mail.
    async fn mail(&self, mailer: &Mailer, to: UserId) -> Result<bool> {
        let recipient = self.background.caller_for(self.tenant, to);
        let (user, notices) = self.unmailed(&recipient).await?;
        if notices.is_empty() {
            return Ok(false);
        }
        let time_zone = &self.tenant.organisation.settings.time_zone;
        let messages: Vec<_> = notices
            .iter()
            .map(|notice| message(notice, to, time_zone))
            .collect();
        let subject = match messages.as_slice() {
            [one] => one.sentence.trim_end_matches('.').to_owned(),
            many => format!("{} things to know, {}", many.len(), self.today.in_words()),
        };
        mailer
            .send(
                self.background
                    .compose(mailer, self.tenant, &user, subject, &messages, None),
            )
            .await?;
        let mut changes = Changes::without_caller();
        for notice in &notices {
            let exists = must(Condition::Exists, Error::NotFound);
            changes = changes.edit(
                keys::notice(&to, &notice.id),
                Edit::put("mailed_at", &self.now)?,
                vec![exists],
            );
        }
        self.table().commit(changes).await?;
        Ok(true)
    }

    /// The notices that the recipient wants in the daily mail, may know of now, and weren't mailed yet.
    async fn unmailed(&self, recipient: &Caller) -> Result<(User, Vec<Notice>)> {
        let to = recipient.user_id;
        let found = self
            .table()
            .list(
                &keys::notices(&to).of_type::<Stored>(),
                Order::Descending,
                MAX_NOTICES,
                None,
            )
            .await?
            .to_change()
            .items;
        let others: BTreeSet<UserId> = found
            .iter()
            .map(|stored| stored.notice.owner(to))
            .filter(|owner| *owner != to)
            .collect();
        let wanted = (
            keys::profile(&to),
            keys::preferences(&to).lenient(),
            relations_wanted(to, &others),
        );
        let (me, preferences, people) = self.table().as_of_now(wanted).await?.to_change();
        let KeptPreferences { preferences } = preferences.unwrap_or_default();
        if !me.is_active() {
            return Err(Error::InactiveCaller { ask: None });
        }
        let relations = relations(self.today, &me, &others, people);
        let is_for_mail = |stored: &Stored| {
            let notice = &stored.notice;
            let is_daily = preferences.of(notice.kind.topic()) == Delivery::Daily
                && stored.mailed_at.is_none();
            let owner = notice.owner(to);
            let may_know = owner == to
                || relations.get(&owner).is_some_and(|(relation, is_active)| {
                    judge(*relation, *is_active, notice.kind.needs()).is_ok()
                });
            is_daily && may_know
        };
        Ok((
            me,
            found
                .into_iter()
                .filter(is_for_mail)
                .map(|stored| stored.notice)
                .collect(),
        ))
    }
}

/// A notice as stored, with the time it was mailed at.
#[derive(Debug, Deserialize)]
struct Stored {
    #[serde(flatten)]
    notice: Notice,
    #[serde(default)]
    mailed_at: Option<Moment>,
}
