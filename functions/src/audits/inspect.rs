//! Helper: inspects a page of people. The index only says where to look: what seems wrong is read again from the
//! table before it is reported.

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
    table::{Key, Order, Raw, Table, keys},
};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// How many coaches' profiles are kept in memory from one page to the next.
const MAX_KEPT: usize = 5_000;
/// The most items that are read in one transaction.
const BATCH: usize = 96;
/// How many reads run at the same time.
const AT_ONCE: usize = 8;
/// The most people through whom a circle is followed.
const MAX_CIRCLE: usize = 200;

/// Inspects people, and remembers the profiles of coaches from one page to the next.
pub struct Inspector<'a> {
    table: &'a Table,
    rules: &'a Rules,
    coaches: HashMap<UserId, User>,
}

impl<'a> Inspector<'a> {
    pub fn new(table: &'a Table, rules: &'a Rules) -> Self {
        Self {
            table,
            rules,
            coaches: HashMap::new(),
        }
    }

    /// Everything that is wrong with these people, who are as the index shows them.
    pub async fn inspect(&mut self, mut people: BTreeMap<UserId, Coached>) -> Result<Vec<Finding>> {
        if self.coaches.len() > MAX_KEPT {
            self.coaches.clear();
        }
        let reads = try_join3(
            self.new_coaches(&people),
            self.contacts(&people),
            self.as_coaches(&people),
        );
        let (coaches, signals, mut findings) = reads.await?;
        for (id, coach) in coaches {
            match coach {
                Read::Found(coach) => drop(self.coaches.insert(id, coach)),
                Read::Absent => {}
                Read::Unreadable => {
                    people
                        .values_mut()
                        .filter(|coached| coached.sides.contains_key(&id))
                        .for_each(|coached| {
                            coached.unreadable_coaches.insert(id);
                        });
                }
            }
        }
        for (id, signals) in signals {
            people
                .entry(id)
                .and_modify(|coached| set_contacts(coached, signals));
        }
        for (id, coached) in &people {
            if !of_coachee(self.rules, *id, coached, &self.coaches).is_empty() {
                findings.extend(self.reread(*id, coached).await?);
            }
        }
        let coached_coaches = people.iter().filter(|(_, coached)| {
            !coached.sides.is_empty() && coached.user.as_ref().is_some_and(is_a_coach)
        });
        for (id, _) in coached_coaches {
            findings.extend(self.circle(*id).await?);
        }
        Ok(findings)
    }

    /// The coaches who aren't known from an earlier page.
    async fn new_coaches(
        &self,
        people: &BTreeMap<UserId, Coached>,
    ) -> Result<Vec<(UserId, Read<User>)>> {
        let named: HashSet<UserId> = people
            .values()
            .flat_map(|coached| coached.sides.keys())
            .copied()
            .collect();
        let new: Vec<UserId> = named
            .into_iter()
            .filter(|id| !self.coaches.contains_key(id))
            .collect();
        let read = self.read(&new, keys::profile).await?;
        Ok(new.into_iter().zip(read).collect())
    }

    /// The signals of people with contacts that may be too long ago. Those are only people with an assignment
    /// that is older than the days allowed without contact.
    async fn contacts(
        &self,
        people: &BTreeMap<UserId, Coached>,
    ) -> Result<Vec<(UserId, Read<Signals>)>> {
        let long_ago = self
            .rules
            .today
            .plus_days(-i64::from(self.rules.contact_days));
        let is_old = |coached: &Coached| {
            coached
                .sides
                .values()
                .filter_map(|sides| sides.of_coachee.as_ref())
                .any(|a| a.starts_on < long_ago)
        };
        let old: Vec<UserId> = people
            .iter()
            .filter(|(_, coached)| is_old(coached))
            .map(|(id, _)| *id)
            .collect();
        let signals = self.read(&old, keys::signals).await?;
        Ok(old.into_iter().zip(signals).collect())
    }

    /// What is wrong with those of these people who are coaches.
    async fn as_coaches(&self, people: &BTreeMap<UserId, Coached>) -> Result<Vec<Finding>> {
        let coaches = people
            .values()
            .filter_map(|coached| coached.user.as_ref())
            .filter(|user| is_a_coach(user));
        let judging: Vec<_> = coaches.map(|coach| self.as_coach(coach)).collect();
        Ok(stream::iter(judging)
            .buffered(AT_ONCE)
            .try_collect::<Vec<_>>()
            .await?
            .concat())
    }

    /// These people's items under this key.
    async fn read<T: serde::de::DeserializeOwned>(
        &self,
        ids: &[UserId],
        key: impl Fn(&UserId) -> Key<T>,
    ) -> Result<Vec<Read<T>>> {
        let reading: Vec<_> = ids
            .chunks(BATCH)
            .map(|ids| ids.iter().map(|id| key(id).raw()).collect::<Vec<_>>())
            .map(|wanted| self.table.as_of_now(wanted))
            .collect();
        let read = stream::iter(reading)
            .buffered(AT_ONCE)
            .try_collect::<Vec<_>>()
            .await?;
        Ok(read
            .into_iter()
            .flat_map(|items| items.to_change())
            .map(Read::of)
            .collect())
    }

    /// What is wrong with a person's coaching, as the table stores it at this moment.
    async fn reread(&self, id: UserId, suspect: &Coached) -> Result<Vec<Finding>> {
        let coach_ids: Vec<UserId> = suspect.sides.keys().copied().collect();
        let mut coached = Coached::default();
        let mut coaches = HashMap::new();
        for batch in coach_ids
            .chunks(BATCH / 3)
            .chain(coach_ids.is_empty().then_some(&[] as &[UserId]))
        {
            let of_each = |coach: &UserId| {
                (
                    keys::coach_of(&id, coach).raw(),
                    keys::coachee_of(coach, &id).raw(),
                    keys::profile(coach).raw(),
                )
            };
            let wanted = (
                keys::profile(&id).raw(),
                keys::signals(&id).raw(),
                batch.iter().map(of_each).collect::<Vec<_>>(),
            );
            let (profile, signals, of_coaches) = self.table.as_of_now(wanted).await?.to_change();
            match Read::of(profile) {
                Read::Found(user) => coached.user = Some(user),
                Read::Absent => coached.user = None,
                Read::Unreadable => drop(coached.unreadable.insert(Coached::PROFILE.to_owned())),
            }
            set_contacts(&mut coached, Read::of(signals));
            for (coach, (of_coachee, of_coach, profile)) in batch.iter().zip(of_coaches) {
                let mut side = |item, side: &str| match Read::of(item) {
                    Read::Found(assignment) => Some(assignment),
                    Read::Absent => None,
                    Read::Unreadable => {
                        coached.unreadable.insert(format!("COACH#{coach}#{side}"));
                        None
                    }
                };
                let of_pair = Sides {
                    of_coachee: side(of_coachee, "COACHEE"),
                    of_coach: side(of_coach, "COACH"),
                };
                match Read::of(profile) {
                    Read::Found(user) => drop(coaches.insert(*coach, user)),
                    Read::Absent => {}
                    Read::Unreadable => drop(coached.unreadable_coaches.insert(*coach)),
                }
                if of_pair != Sides::default() {
                    coached.sides.insert(*coach, of_pair);
                }
            }
        }
        Ok(of_coachee(self.rules, id, &coached, &coaches))
    }

    /// What is wrong with a coach, checked a second time with the profile from the table.
    async fn as_coach(&self, coach: &User) -> Result<Vec<Finding>> {
        if self.judge_coach(coach).await?.is_empty() {
            return Ok(Vec::new());
        }
        // The index may be behind the table, and the count may be newer than the profile.
        let Some(Read::Found(coach)) = self.read(&[coach.id], keys::profile).await?.pop() else {
            return Ok(Vec::new());
        };
        self.judge_coach(&coach).await
    }

    async fn judge_coach(&self, coach: &User) -> Result<Vec<Finding>> {
        let (coachees, credentials) = (
            keys::coachees(&coach.id),
            keys::records::<Credential>(&coach.id),
        );
        let credentials = self.table.list(&credentials, Order::Ascending, 200, None);
        let (coachees, credentials) = try_join(self.table.count(&coachees), credentials).await?;
        Ok(of_coach(
            self.rules,
            coach,
            coachees,
            &credentials.to_change().items,
        ))
    }

    /// The circle in which a person is coached by somebody whom they coach, perhaps through others. It is searched
    /// breadth-first, from coach to coach.
    async fn circle(&self, start: UserId) -> Result<Option<Finding>> {
        let mut below: HashMap<UserId, UserId> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(id) = queue.pop_front() {
            let coaches = self
                .table
                .list(&keys::coaches(&id), Order::Ascending, 100, None)
                .await?
                .to_change();
            for coach in coaches
                .items
                .iter()
                .filter(|a| is_in_force(a, self.rules.today))
                .map(|assignment| assignment.coach_id)
            {
                if coach == start {
                    return self.circle_finding(start, id, &below).await;
                }
                if below.len() < MAX_CIRCLE && !below.contains_key(&coach) {
                    below.insert(coach, id);
                    queue.push_back(coach);
                }
            }
        }
        Ok(None)
    }

    /// The finding of a circle, with the people in it from `start` to `last`.
    async fn circle_finding(
        &self,
        start: UserId,
        last: UserId,
        below: &HashMap<UserId, UserId>,
    ) -> Result<Option<Finding>> {
        let mut ids = vec![last];
        while let Some(id) = ids
            .last()
            .filter(|id| **id != start)
            .and_then(|id| below.get(id))
        {
            ids.push(*id);
        }
        ids.reverse();
        let users = self.read(&ids, keys::profile).await?;
        let name = |user: Read<User>| {
            if let Read::Found(user) = user {
                user.name()
            } else {
                String::new()
            }
        };
        let members: Vec<Person> = ids
            .into_iter()
            .zip(users)
            .map(|(id, user)| Person {
                id,
                name: name(user),
            })
            .collect();
        Ok(of_circle(&members))
    }
}

/// The result of reading an item.
enum Read<T> {
    Found(T),
    Absent,
    Unreadable,
}

impl<T: serde::de::DeserializeOwned> Read<T> {
    fn of(item: Option<Raw<T>>) -> Self {
        match item.map(Raw::readable) {
            Some(Some(record)) => Self::Found(record),
            Some(None) => Self::Unreadable,
            None => Self::Absent,
        }
    }
}

/// Sets a person's contacts, or marks their signals as unreadable.
fn set_contacts(coached: &mut Coached, signals: Read<Signals>) {
    match signals {
        Read::Found(signals) => {
            coached.contacts = signals.contacts;
            coached.unreadable.extend(
                signals
                    .unreadable
                    .iter()
                    .map(|name| format!("SIGNALS#{name}")),
            );
        }
        Read::Absent => {}
        Read::Unreadable => drop(coached.unreadable.insert("SIGNALS".to_owned())),
    }
}

fn is_in_force(assignment: &Assignment, today: Day) -> bool {
    assignment.state(today) == shared::domain::State::Active
}

/// Whether somebody may coach, or coaches by the count in their profile.
fn is_a_coach(user: &User) -> bool {
    user.coachee_count > 0 || user.is_active_coach()
}
