//! What a walk must know of people to judge them. What the index says is only where to look: whatever
//! seems wrong is read again from the table itself before it is told.

use futures_util::{
    StreamExt, TryStreamExt,
    future::{try_join, try_join3},
    stream,
};
use shared::{
    domain::{
        Assignment, Credential, Day, Finding, Person, Result, Rules, Signals, User, UserId,
        audit::{Coached, Sides, of_circle, of_coach, of_coachee},
    },
    table::{Item, Order, Table, from_item, keys},
};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// How many coaches are kept in memory from one page to the next.
const KEPT: usize = 5_000;
/// The most items that are read as of one moment.
const AT_A_MOMENT: usize = 96;
const AT_ONCE: usize = 8;
/// How far a circle is looked for, in people.
const WIDEST: usize = 200;

/// What is known while a part is walked.
pub struct Look<'a> {
    table: &'a Table,
    rules: &'a Rules,
    coaches: HashMap<UserId, User>,
}

impl<'a> Look<'a> {
    pub fn new(table: &'a Table, rules: &'a Rules) -> Self {
        Self { table, rules, coaches: HashMap::new() }
    }

    /// Everything that is wrong with these people.
    pub async fn at(&mut self, mut people: BTreeMap<UserId, Coached>) -> Result<Vec<Finding>> {
        if self.coaches.len() > KEPT {
            self.coaches.clear();
        }
        let asked = try_join3(self.unknown_coaches(&people), self.contacts(&people), self.as_coaches(&people));
        let (coaches, contacts, mut findings) = asked.await?;
        self.coaches.extend(coaches.into_iter().map(|coach| (coach.id, coach)));
        for (id, contacts) in contacts {
            people.entry(id).and_modify(|coached| coached.contacts = contacts);
        }
        for (id, coached) in &people {
            if !of_coachee(self.rules, *id, coached, &self.coaches).is_empty() {
                findings.extend(self.again(*id, coached).await?);
            }
        }
        let both = people.iter().filter(|(_, coached)| !coached.sides.is_empty() && coached.user.as_ref().is_some_and(is_a_coach));
        for (id, _) in both {
            findings.extend(self.circle(*id).await?);
        }
        Ok(findings)
    }

    /// The coaches who are named here for the first time.
    async fn unknown_coaches(&self, people: &BTreeMap<UserId, Coached>) -> Result<Vec<User>> {
        let named: HashSet<UserId> = people.values().flat_map(|coached| coached.sides.keys()).copied().collect();
        let unknown: Vec<UserId> = named.into_iter().filter(|id| !self.coaches.contains_key(id)).collect();
        Ok(self.read::<User>(&unknown, keys::profile).await?.into_iter().flatten().collect())
    }

    /// When each coach last met whom. Only where an assignment is older than the days without contact can
    /// there have been too many.
    async fn contacts(&self, people: &BTreeMap<UserId, Coached>) -> Result<Vec<(UserId, BTreeMap<UserId, Day>)>> {
        let long_ago = self.rules.today.plus_days(-i64::from(self.rules.contact_days));
        let is_old =
            |coached: &Coached| coached.sides.values().filter_map(|sides| sides.of_coachee.as_ref()).any(|a| a.starts_on < long_ago);
        let old: Vec<UserId> = people.iter().filter(|(_, coached)| is_old(coached)).map(|(id, _)| *id).collect();
        let signals = self.read::<Signals>(&old, keys::signals).await?;
        Ok(old.into_iter().zip(signals).map(|(id, signals)| (id, signals.unwrap_or_default().contacts)).collect())
    }

    async fn as_coaches(&self, people: &BTreeMap<UserId, Coached>) -> Result<Vec<Finding>> {
        let coaches = people.values().filter_map(|coached| coached.user.as_ref()).filter(|user| is_a_coach(user));
        let judging: Vec<_> = coaches.map(|coach| self.as_coach(coach)).collect();
        Ok(stream::iter(judging).buffered(AT_ONCE).try_collect::<Vec<_>>().await?.concat())
    }

    async fn read<T: serde::de::DeserializeOwned>(&self, ids: &[UserId], key: impl Fn(&UserId) -> keys::Key) -> Result<Vec<Option<T>>> {
        let asked: Vec<Vec<keys::Key>> = ids.chunks(AT_A_MOMENT).map(|ids| ids.iter().map(&key).collect()).collect();
        let reading: Vec<_> = asked.iter().map(|asked| self.table.as_of_now(asked)).collect();
        let read = stream::iter(reading).buffered(AT_ONCE).try_collect::<Vec<_>>().await?;
        read.into_iter().flat_map(|items| items.to_change()).map(|item| item.map(from_item).transpose()).collect()
    }

    /// The same person's coaching as it stands in the table, all at one moment.
    async fn again(&self, id: UserId, suspect: &Coached) -> Result<Vec<Finding>> {
        let named: Vec<UserId> = suspect.sides.keys().copied().collect();
        let mut sides = BTreeMap::new();
        let mut coaches = HashMap::new();
        let (mut user, mut signals) = (None, Signals::default());
        for named in named.chunks(AT_A_MOMENT / 3).chain(named.is_empty().then_some(&[] as &[UserId])) {
            let of_each = named.iter().flat_map(|coach| [keys::coach_of(&id, coach), keys::coachee_of(coach, &id), keys::profile(coach)]);
            let asked: Vec<_> = [keys::profile(&id), keys::signals(&id)].into_iter().chain(of_each).collect();
            let mut items = self.table.as_of_now(&asked).await?.to_change().into_iter();
            let mut next = || items.next().flatten();
            user = next().map(from_item).transpose()?;
            signals = next().map(from_item).transpose()?.unwrap_or_default();
            for coach in named {
                let of_pair = Sides { of_coachee: assignment(next())?, of_coach: assignment(next())? };
                if let Some(coach) = next().map(from_item::<User>).transpose()? {
                    coaches.insert(coach.id, coach);
                }
                if of_pair != Sides::default() {
                    sides.insert(*coach, of_pair);
                }
            }
        }
        let coached = Coached { user, sides, contacts: signals.contacts };
        Ok(of_coachee(self.rules, id, &coached, &coaches))
    }

    async fn as_coach(&self, coach: &User) -> Result<Vec<Finding>> {
        if self.judged(coach).await?.is_empty() {
            return Ok(Vec::new());
        }
        // The profile may be newer in the table than in the index, and both newer than the count.
        let Some(coach) = self.read::<User>(&[coach.id], keys::profile).await?.pop().flatten() else { return Ok(Vec::new()) };
        self.judged(&coach).await
    }

    async fn judged(&self, coach: &User) -> Result<Vec<Finding>> {
        let (coachees, credentials) = (keys::coachees(&coach.id), keys::records::<Credential>(&coach.id));
        let credentials = self.table.list::<Credential>(&credentials, Order::Ascending, 200, None);
        let (coachees, credentials) = try_join(self.table.count(&coachees), credentials).await?;
        Ok(of_coach(self.rules, coach, coachees, &credentials.to_change().items))
    }

    /// Up from a person, from coach to coach, back to the person.
    async fn circle(&self, start: UserId) -> Result<Option<Finding>> {
        let mut below: HashMap<UserId, UserId> = HashMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(id) = waiting.pop_front() {
            let coaches = self.table.list::<Assignment>(&keys::coaches(&id), Order::Ascending, 100, None).await?.to_change();
            for coach in coaches.items.iter().filter(|a| is_in_force(a, self.rules.today)).map(|assignment| assignment.coach_id) {
                if coach == start {
                    return self.told(start, id, &below).await;
                }
                if below.len() < WIDEST && !below.contains_key(&coach) {
                    below.insert(coach, id);
                    waiting.push_back(coach);
                }
            }
        }
        Ok(None)
    }

    async fn told(&self, start: UserId, last: UserId, below: &HashMap<UserId, UserId>) -> Result<Option<Finding>> {
        let mut ids = vec![last];
        while let Some(id) = ids.last().filter(|id| **id != start).and_then(|id| below.get(id)) {
            ids.push(*id);
        }
        ids.reverse();
        let users = self.read::<User>(&ids, keys::profile).await?;
        let person = |(id, user): (&UserId, &Option<User>)| Person { id: *id, name: user.as_ref().map(User::name).unwrap_or_default() };
        let members: Vec<Person> = ids.iter().zip(&users).map(person).collect();
        Ok(of_circle(&members))
    }
}

fn assignment(item: Option<Item>) -> Result<Option<Assignment>> {
    item.map(from_item).transpose()
}

fn is_in_force(assignment: &Assignment, today: Day) -> bool {
    assignment.state(today) == shared::domain::State::Active
}

/// Whether somebody coaches, may coach, or is said to.
fn is_a_coach(user: &User) -> bool {
    user.coachee_count > 0 || user.is_active_coach()
}
