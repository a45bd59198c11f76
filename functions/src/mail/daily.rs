//! What a morning brings: steps of goals whose check-back date has come, and one mail of all that is to be
//! told daily. The schedule asks each hour; an organisation has its morning once a day.

use super::{Post, said, wait};
use crate::{feed::Home, me::notifications::known};
use serde::{Deserialize, Serialize};
use shared::{
    domain::{
        Assignment, Caller, Day, Delivery, Error, GoalId, KeptPreferences, Moment, Notice, OrganisationId, Person, Result, Signals, State,
        User, UserId, UserLine,
    },
    mail::Mailer,
    permission::judge,
    table::{Changes, Condition, Edit, Order, Table, equals, from_item, keys, must},
};
use std::collections::BTreeSet;

/// The hour of the morning, in the organisation's time zone.
const HOUR: i64 = 6;
/// The most notices of one mail.
const MOST: usize = 45;
/// How many people are looked at in a step.
const AT_ONCE: usize = 96;

/// Who was mailed.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Mailed {
    pub organisations: usize,
    pub mails: usize,
}

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    day: Day,
}

/// Somebody who waits for the daily mail.
#[derive(Debug, Deserialize)]
struct Waiting {
    user_id: UserId,
    count: u32,
}

pub async fn daily(post: &Post, organisations: &[OrganisationId]) -> Result<Mailed> {
    let mut mailed = Mailed::default();
    for organisation in organisations {
        let table = post.feed.store.of(organisation);
        if table.settings().await?.is_none() {
            continue;
        }
        let home = post.feed.home_of(organisation).await?;
        let now = post.feed.clock.now();
        let time_zone = &home.organisation.settings.time_zone;
        let today = now.day_in(time_zone);
        let has_begun = now.as_second() >= today.begins_in(time_zone).as_second() + HOUR * 3600;
        let last = table.find::<Head>(&keys::digest_head()).await?.to_change();
        if !has_begun || last.is_some_and(|last| last.day >= today) {
            continue;
        }
        let morning = Morning { post, home: &home, now, today };
        morning.check_backs().await?;
        mailed.mails += morning.mails().await?;
        mailed.organisations += 1;
        table.commit(Changes::without_caller().set(keys::digest_head(), &Head { day: today })?).await?;
    }
    Ok(mailed)
}

struct Morning<'a> {
    post: &'a Post,
    home: &'a Home,
    now: Moment,
    today: Day,
}

impl Morning<'_> {
    fn table(&self) -> &Table {
        &self.home.table
    }

    /// Tells everybody whose goals, or whose coachees' goals, have steps to be looked at today.
    async fn check_backs(&self) -> Result<()> {
        let mut after: Option<String> = None;
        loop {
            let page = self.table().list::<UserLine>(&keys::roster(), Order::Ascending, AT_ONCE, after.as_deref()).await?.to_change();
            let asked: Vec<_> = page.items.iter().map(|line| keys::signals(&line.card.id)).collect();
            let found = self.table().as_of_now(&asked).await?.to_change();
            for (line, signals) in page.items.iter().zip(found) {
                let signals: Signals = signals.map(from_item).transpose()?.unwrap_or_default();
                let is_due = |goal: &&GoalId| {
                    let goal = &signals.goals[*goal];
                    goal.state.is_open() && goal.check_backs.contains(&self.today)
                };
                for goal in signals.goals.keys().filter(is_due) {
                    self.tell_of_check_back(line, *goal).await?;
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn tell_of_check_back(&self, owner: &UserLine, goal: GoalId) -> Result<()> {
        let begins = self.today.begins_in(&self.home.organisation.settings.time_zone);
        let coaches = self.table().list::<Assignment>(&keys::coaches(&owner.card.id), Order::Ascending, 100, None).await?.to_change();
        let notice = |person| Notice::of_check_back(goal, person, self.today, begins, self.now);
        self.tell(owner.card.id, &notice(None)).await?;
        for coach in coaches.items.iter().filter(|assignment| assignment.state(self.today) == State::Active) {
            let person = Person { id: owner.card.id, name: owner.card.name.clone() };
            self.tell(coach.coach_id, &notice(Some(person))).await?;
        }
        Ok(())
    }

    /// It is for the mail of this morning, and not only for the next.
    async fn tell(&self, to: UserId, notice: &Notice) -> Result<()> {
        self.post.feed.tell_of(self.home, to, notice).await?;
        wait(self.home, to).await
    }

    /// The daily mail to each who waits for it; gives how many were sent.
    async fn mails(&self) -> Result<usize> {
        let Some(mailer) = &self.post.mailer else { return Ok(0) };
        let mut mails = 0;
        let mut after: Option<String> = None;
        loop {
            let page = self.table().list::<Waiting>(&keys::digests(), Order::Ascending, 100, after.as_deref()).await?.to_change();
            for waiting in &page.items {
                match self.mail(mailer, waiting.user_id).await {
                    Ok(was_sent) => mails += usize::from(was_sent),
                    // A defect with one of them keeps no other from their mail, and is tried again tomorrow.
                    Err(error @ Error::Internal(_)) => {
                        tracing::error!(?error, to = %waiting.user_id, "a daily mail can't be made");
                        continue;
                    }
                    Err(error) if crate::feed::has_ended(&error) => {}
                    Err(error) => return Err(error),
                }
                self.no_longer_waits(waiting).await?;
            }
            after = page.next;
            if after.is_none() {
                return Ok(mails);
            }
        }
    }

    /// Unless something has come since.
    async fn no_longer_waits(&self, waiting: &Waiting) -> Result<()> {
        let same = must(equals("count", waiting.count), Error::Stale { current: u64::from(waiting.count) });
        match self.table().commit(Changes::without_caller().delete(keys::digest(&waiting.user_id), vec![same])).await {
            Err(Error::Stale { .. }) => Ok(()),
            settled => settled,
        }
    }

    async fn mail(&self, mailer: &Mailer, to: UserId) -> Result<bool> {
        let recipient = self.post.feed.standing(self.home, to);
        let (user, notices) = self.to_tell(&recipient).await?;
        if notices.is_empty() {
            return Ok(false);
        }
        let time_zone = &self.home.organisation.settings.time_zone;
        let said: Vec<_> = notices.iter().map(|notice| said(notice, to, time_zone)).collect();
        let subject = match said.as_slice() {
            [one] => one.sentence.trim_end_matches('.').to_owned(),
            many => format!("{} things to know, {}", many.len(), self.today.in_words()),
        };
        mailer.send(self.post.compose(mailer, self.home, &user, subject, &said, None)).await?;
        let mut changes = Changes::without_caller();
        for notice in &notices {
            let there = must(Condition::Exists, Error::NotFound);
            changes = changes.edit(keys::notice(&to, &notice.id), Edit::put("mailed_at", &self.now)?, vec![there]);
        }
        self.table().commit(changes).await?;
        Ok(true)
    }

    /// What somebody wants to be told daily and has not been mailed, as far as they may know it now.
    async fn to_tell(&self, recipient: &Caller) -> Result<(User, Vec<Notice>)> {
        let to = recipient.user_id;
        let found = self.table().list::<Stored>(&keys::notices(&to), Order::Descending, MOST, None).await?.to_change().items;
        let others: BTreeSet<UserId> = found.iter().map(|stored| stored.notice.owner(to)).filter(|owner| *owner != to).collect();
        let standing = others.iter().flat_map(|owner| [keys::profile(owner), keys::coach_of(owner, &to)]);
        let asked: Vec<_> = [keys::profile(&to), keys::preferences(&to)].into_iter().chain(standing).collect();
        let mut items = self.table().as_of_now(&asked).await?.to_change().into_iter();
        let me: User = from_item(items.next().flatten().ok_or(Error::NotFound)?)?;
        let KeptPreferences { preferences } = items.next().flatten().map(from_item).transpose()?.unwrap_or_default();
        if !me.is_active() {
            return Err(Error::InactiveCaller { ask: None });
        }
        let relations = known(self.today, &me, &others, items)?;
        let is_to_be_told = |stored: &Stored| {
            let notice = &stored.notice;
            let is_daily = preferences.of(notice.kind.topic()) == Delivery::Daily && stored.mailed_at.is_none();
            let owner = notice.owner(to);
            let may_know = owner == to
                || relations.get(&owner).is_some_and(|(relation, is_active)| judge(*relation, *is_active, notice.kind.needs()).is_ok());
            is_daily && may_know
        };
        Ok((me, found.into_iter().filter(is_to_be_told).map(|stored| stored.notice).collect()))
    }
}

/// A notice, and whether it was mailed.
#[derive(Debug, Deserialize)]
struct Stored {
    #[serde(flatten)]
    notice: Notice,
    #[serde(default)]
    mailed_at: Option<Moment>,
}
