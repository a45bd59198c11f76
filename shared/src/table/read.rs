use super::{
    Item, Key, Range, Table, from_item,
    keys::{self, Sorts},
    store::failed,
    store::text,
};
use crate::{
    domain::{Assignment, Caller, Error, Result, User, UserId},
    permission::{self, Action, Ground, Relation},
};
use aws_sdk_dynamodb::{
    operation::transact_get_items::TransactGetItemsError,
    types::{Get, Select, TransactGetItem},
};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The most items DynamoDB reads in one transaction.
const MAX_GETS: usize = 100;
/// The most entries of a page whose people are read together with the proof of the caller's right:
/// the transaction also reads the caller, the owner and the assignment between them.
pub const MAX_PEOPLE: usize = MAX_GETS - 3;
const MAX_ATTEMPTS: u32 = 6;

/// Data that was read, and can be had only together with a proof that is read *after* it: what was
/// written after a right ended is then never shown by that right.
#[derive(Debug)]
pub struct Guarded<T>(T);

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The sort key to go on after; none at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

/// How the caller stands to a person at one moment, and what was read at that same moment.
#[derive(Debug)]
pub struct Proof {
    pub owner: User,
    pub relation: Relation,
    pub ground: Ground,
    /// What else was asked for, in its order.
    pub also: Vec<Option<Item>>,
}

impl Proof {
    /// The record that was asked for in this place, which must be there.
    pub fn existing<T: DeserializeOwned>(&mut self, place: usize) -> Result<T> {
        self.record(place)?.ok_or(Error::NotFound)
    }

    /// The record that was asked for in this place, if it is there.
    pub fn record<T: DeserializeOwned>(&mut self, place: usize) -> Result<Option<T>> {
        self.also.get_mut(place).and_then(Option::take).map(from_item).transpose()
    }
}

impl<T> Guarded<Page<T>> {
    /// Whether nothing was found, to decide where else to look.
    pub fn is_empty(&self) -> bool {
        self.0.items.is_empty()
    }

    /// What was found in both places.
    pub fn and(mut self, other: Self) -> Self {
        self.0.items.extend(other.0.items);
        self
    }
}

impl<T> Guarded<T> {
    /// Data only to make changes from that carry conditions of their own, and never to show.
    pub fn to_change(self) -> T {
        self.0
    }

    /// Proves that the caller may do this to the owner, and gives the data and what `also` names.
    pub async fn prove(
        self,
        table: &Table,
        caller: &Caller,
        owner: UserId,
        action: Action,
        also: impl FnOnce(&T) -> Vec<Key>,
    ) -> Result<(T, Proof)> {
        let proof = table.prove(caller, owner, action, &also(&self.0)).await?;
        Ok((self.0, proof))
    }

    /// The same, where nothing but the data is wanted.
    pub async fn prove_only(self, table: &Table, caller: &Caller, owner: UserId, action: Action) -> Result<T> {
        table.prove(caller, owner, action, &[]).await?;
        Ok(self.0)
    }
}

impl Table {
    /// Reads `also` in the same transaction as the caller's right over the owner: data and right as
    /// of one moment, in one round trip.
    pub async fn prove(&self, caller: &Caller, owner: UserId, action: Action, also: &[Key]) -> Result<Proof> {
        let (me, them) = (keys::profile(&caller.user_id), keys::profile(&owner));
        // Nobody coaches themselves, so there is no assignment to read.
        let between = (owner != caller.user_id).then(|| keys::coach_of(&owner, &caller.user_id));
        let standing: Vec<Key> = [Some(me), Some(them), between].into_iter().flatten().collect();
        let mut items = self.snapshot(standing.iter().chain(also)).await?;
        let also = items.split_off(standing.len());
        let mut standing = items.into_iter();
        let mut next = || standing.next().flatten();
        let (me, them, between) = (next(), next(), next());

        let me: User = from_item(me.ok_or(Error::NotAUser { ask: String::new() })?)?;
        if !me.is_active() {
            return Err(Error::InactiveCaller { ask: None });
        }
        let between: Option<Assignment> = between.map(from_item).transpose()?;
        let Some(them) = them.map(from_item::<User>).transpose()? else {
            return Err(unknown_owner(&me, action));
        };
        let relation = Relation::of(&me, &them, between.as_ref(), caller.today);
        let ground = permission::judge(relation, them.is_active(), action)?;
        Ok(Proof { owner: them, relation, ground, also })
    }

    /// Items as of one moment.
    pub async fn as_of_now(&self, asked: &[Key]) -> Result<Guarded<Vec<Option<Item>>>> {
        Ok(Guarded(self.snapshot(asked).await?))
    }

    /// When people are busy, which says no more of them: what a change is answered with that the caller
    /// had the right to make.
    pub async fn busy_times(&self, calendars: &[Key]) -> Result<Vec<Option<Item>>> {
        self.snapshot(calendars).await
    }

    /// Reads items as of one moment, consistently. The same key may be named twice.
    pub(crate) async fn snapshot<'k>(&self, asked: impl IntoIterator<Item = &'k Key>) -> Result<Vec<Option<Item>>> {
        let mut distinct: Vec<&Key> = Vec::new();
        let place = |key| {
            distinct.iter().position(|known| *known == key).unwrap_or_else(|| {
                distinct.push(key);
                distinct.len() - 1
            })
        };
        let places: Vec<usize> = asked.into_iter().map(place).collect();
        if distinct.len() > MAX_GETS {
            return Err(Error::Internal(format!("{} items in one read", distinct.len())));
        }
        let mut found = if distinct.is_empty() { Vec::new() } else { self.transact_get(&distinct).await? };
        // An item is copied only while it is asked for once more.
        let items = places.iter().enumerate().map(|(n, place)| {
            let item = found.get_mut(*place)?;
            if places[n + 1..].contains(place) { item.clone() } else { item.take() }
        });
        Ok(items.collect())
    }

    async fn transact_get(&self, keys: &[&Key]) -> Result<Vec<Option<Item>>> {
        let get = |key: &&Key| {
            let get = Get::builder().table_name(&self.store.table_name).set_key(Some(self.attributes(key)));
            let get = get.build().map_err(|e| Error::Internal(e.to_string()))?;
            Ok(TransactGetItem::builder().get(get).build())
        };
        for attempt in 1..=MAX_ATTEMPTS {
            let gets = keys.iter().map(get).collect::<Result<_>>()?;
            let sent = self.store.client.transact_get_items().set_transact_items(Some(gets));
            match sent.send().await {
                Ok(answer) => {
                    return Ok(answer.responses.unwrap_or_default().into_iter().map(|r| r.item.filter(|i| !i.is_empty())).collect());
                }
                // A write was under way on one of the items.
                Err(error) if matches!(error.as_service_error(), Some(TransactGetItemsError::TransactionCanceledException(_))) => {
                    tokio::time::sleep(Duration::from_millis(fastrand::u64(1..=10 << attempt))).await;
                }
                Err(error) => return Err(failed(&error)),
            }
        }
        Err(Error::Unavailable("changes to the same items did not cease".to_owned()))
    }

    /// One record, read consistently, to know what else to read together with the proof. That there is
    /// none is for the caller to know after the proof as well.
    pub async fn find<T: DeserializeOwned>(&self, key: &Key) -> Result<Guarded<Option<T>>> {
        Ok(Guarded(self.get(key).await?.map(from_item).transpose()?))
    }

    /// A page of a range, read consistently.
    pub async fn list<T: DeserializeOwned>(
        &self,
        range: &Range,
        order: Order,
        limit: usize,
        after: Option<&str>,
    ) -> Result<Guarded<Page<T>>> {
        let page = self.query(range, order, limit, after, true).await?;
        let items = page.items.into_iter().map(|(_, item)| from_item(item)).collect::<Result<_>>()?;
        Ok(Guarded(Page { items, next: page.next }))
    }

    /// A page of search entries with their sort keys, at half the price and perhaps a moment old:
    /// what is found this way shows who there is, and never gives a right.
    pub async fn look_up<T: DeserializeOwned>(
        &self,
        range: &Range,
        limit: usize,
        after: Option<&str>,
    ) -> Result<Guarded<Page<(String, T)>>> {
        let page = self.query(range, Order::Ascending, limit, after, false).await?;
        let items = page.items.into_iter().map(|(sort, item)| Ok((sort, from_item(item)?))).collect::<Result<_>>()?;
        Ok(Guarded(Page { items, next: page.next }))
    }

    /// How many items there are whose sort keys begin as the range says.
    pub async fn count(&self, range: &Range) -> Result<usize> {
        let Sorts::Begin(begins) = &range.sorts else { return Err(Error::Internal("a range without a beginning".to_owned())) };
        let mut count = 0;
        let mut after = None;
        loop {
            let query = self.store.client.query().table_name(&self.store.table_name);
            let query = query.key_condition_expression("pk = :pk AND begins_with(sk, :sk)").select(Select::Count).consistent_read(true);
            let query = query.expression_attribute_values(":pk", text(self.pk(&range.partition)));
            let query = query.expression_attribute_values(":sk", text(begins));
            let answer = query.set_exclusive_start_key(after).send().await.map_err(|error| failed(&error))?;
            count += usize::try_from(answer.count).unwrap_or(0);
            after = answer.last_evaluated_key;
            if after.is_none() {
                return Ok(count);
            }
        }
    }

    /// So many items of a part of the index behind a key, with the index keys, and whether they are the
    /// last. They may be a moment old, so they only say where to look.
    pub async fn walk(&self, shard: u32, behind: &str, limit: i32) -> Result<(Vec<(String, Item)>, bool)> {
        let answer = self
            .store
            .client
            .query()
            .table_name(&self.store.table_name)
            .index_name("gsi1")
            .key_condition_expression("gsi1pk = :pk AND gsi1sk > :sk")
            .expression_attribute_values(":pk", text(self.pk(&keys::coaching(shard))))
            // DynamoDB takes no empty key; a space is before every id.
            .expression_attribute_values(":sk", text(if behind.is_empty() { " " } else { behind }))
            .limit(limit)
            .send()
            .await
            .map_err(|error| failed(&error))?;
        let sort = |item: &Item| item.get("gsi1sk").and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
        let items = answer.items.unwrap_or_default().into_iter().map(|item| (sort(&item), item)).collect();
        Ok((items, answer.last_evaluated_key.is_none()))
    }

    async fn query(
        &self,
        range: &Range,
        order: Order,
        limit: usize,
        after: Option<&str>,
        consistent: bool,
    ) -> Result<Page<(String, Item)>> {
        let pk = self.pk(&range.partition);
        let mut values: Item = [(":pk".to_owned(), text(&pk))].into();
        let condition = match &range.sorts {
            // DynamoDB refuses an empty beginning; it would be the whole partition.
            Sorts::Begin(begins) if begins.is_empty() => "pk = :pk",
            Sorts::Begin(begins) => {
                values.insert(":sk".to_owned(), text(begins));
                "pk = :pk AND begins_with(sk, :sk)"
            }
            Sorts::Between(from, to) => {
                values.extend([(":from".to_owned(), text(from)), (":to".to_owned(), text(to))]);
                "pk = :pk AND sk BETWEEN :from AND :to"
            }
        };
        let start = after.map(|sort| [("pk".to_owned(), text(&pk)), ("sk".to_owned(), text(sort))].into());
        let answer = self
            .store
            .client
            .query()
            .table_name(&self.store.table_name)
            .key_condition_expression(condition)
            .set_expression_attribute_values(Some(values))
            .set_exclusive_start_key(start)
            .scan_index_forward(order == Order::Ascending)
            .consistent_read(consistent)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| failed(&error))?;
        let sort = |item: &Item| item.get("sk").and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
        let next = answer.last_evaluated_key.as_ref().map(sort);
        let items = answer.items.unwrap_or_default().into_iter().map(|item| (sort(&item), item)).collect();
        Ok(Page { items, next })
    }
}

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

/// What a caller is told of a person who doesn't exist: the same as of one who may not be known.
/// Whoever lacks the right to do this to anybody is told that instead, so that it reveals nothing.
fn unknown_owner(caller: &User, action: Action) -> Error {
    if action.is_for_administrators_alone() && !caller.is_active_administrator() { Error::NotPermitted } else { Error::NotFound }
}
