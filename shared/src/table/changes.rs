use super::{
    Directory, Item, Key, Rule, Table,
    condition::{Condition, Placeholders, Value, equals, expression, first_failure, must},
    from_item, keys,
    store::failed,
    to_item,
};
use crate::{
    domain::{Activity, Caller, Error, Result, User, UserId, find},
    permission::{self, Ground},
};
use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        AttributeValue, CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
    },
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::time::Duration;

/// The most actions DynamoDB takes in one transaction.
pub const MAX_ACTIONS: usize = 100;
/// How often a transaction is tried that met another one.
const MAX_ATTEMPTS: u32 = 8;
/// How long an idempotency record answers for, in seconds: a day.
const IDEMPOTENCY_SECONDS: i64 = 24 * 60 * 60;

/// A change to the table, as a value: actions that happen together or not at all, each with the
/// rules it needs and the error that a failed rule means.
///
/// Every mutation goes through here. That is why each has the caller's right as a condition of its
/// own transaction, and exactly one entry in the activity log.
#[derive(Debug)]
pub struct Changes {
    actions: Vec<Action>,
    /// How many of the first actions are the caller's right.
    of_the_right: usize,
}

#[derive(Debug)]
struct Action {
    key: Key,
    write: Write,
    rules: Vec<Rule>,
}

#[derive(Debug)]
enum Write {
    Check,
    Put(Item),
    Edit(Edit),
    Delete,
}

/// An update of single attributes, which leaves the others to whoever else changes them.
#[derive(Debug, Default)]
pub struct Edit {
    set: Vec<(String, AttributeValue)>,
    remove: Vec<String>,
    add: Vec<(String, i64)>,
}

impl Edit {
    /// What makes `old` into `new`.
    pub fn between(old: &impl Serialize, new: &impl Serialize) -> Result<Self> {
        let (old, new) = (to_item(old)?, to_item(new)?);
        let remove = old.keys().filter(|name| !new.contains_key(*name)).cloned().collect();
        let set = new.into_iter().filter(|(name, value)| old.get(name) != Some(value)).collect();
        Ok(Self { set, remove, add: Vec::new() })
    }

    /// Takes an attribute away.
    pub fn remove(name: impl Into<String>) -> Self {
        Self { remove: vec![name.into()], ..Self::default() }
    }

    /// Sets an attribute to a record.
    pub fn put(name: impl Into<String>, record: &impl Serialize) -> Result<Self> {
        let value = serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(record).map_err(|e| Error::Internal(format!("to value: {e}")))?;
        Ok(Self { set: vec![(name.into(), value)], ..Self::default() })
    }

    pub fn set(name: &str, value: impl Into<Value>) -> Self {
        Self { set: vec![(name.to_owned(), value.into().0)], ..Self::default() }
    }

    /// Adds to a number, which need not be read for it.
    pub fn add(name: &str, number: i64) -> Self {
        Self::default().and_add(name, number)
    }

    pub fn and_add(mut self, name: &str, number: i64) -> Self {
        self.add.push((name.to_owned(), number));
        self
    }

    fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty() && self.add.is_empty()
    }

    /// Both edits at once; of an attribute that both set the later holds, and numbers that both add to one
    /// are summed.
    pub fn and(mut self, other: Self) -> Self {
        self.merge(other);
        self
    }

    fn merge(&mut self, other: Self) {
        for (name, value) in other.set {
            match self.set.iter_mut().find(|(there, _)| *there == name) {
                Some((_, earlier)) => *earlier = value,
                None => self.set.push((name, value)),
            }
        }
        self.remove.extend(other.remove);
        for (name, number) in other.add {
            match self.add.iter_mut().find(|(there, _)| *there == name) {
                Some((_, sum)) => *sum += number,
                None => self.add.push((name, number)),
            }
        }
    }

    fn expression(&self, names: &mut Placeholders) -> String {
        let mut clauses = Vec::new();
        let mut clause = |word: &str, parts: Vec<String>| {
            if !parts.is_empty() {
                clauses.push(format!("{word} {}", parts.join(", ")));
            }
        };
        clause("SET", self.set.iter().map(|(n, v)| format!("{} = {}", names.name(n), names.value(v))).collect());
        clause("REMOVE", self.remove.iter().map(|n| names.name(n)).collect());
        clause("ADD", self.add.iter().map(|(n, v)| format!("{} {}", names.name(n), names.value(&Value::from(*v).0))).collect());
        clauses.join(" ")
    }
}

impl Changes {
    /// A change that the caller makes to `owner` by this right. The right is the first condition of
    /// the transaction: when it is gone, nothing is written.
    pub fn by(caller: &Caller, ground: Ground, owner: UserId, activity: Activity) -> Result<Self> {
        Self::by_right(caller, ground, owner).record(activity)
    }

    /// The same without an entry of the log: for what is no change to anybody's records, such as a
    /// notice of one.
    pub fn by_right(caller: &Caller, ground: Ground, owner: UserId) -> Self {
        let mut changes = Self::without_caller();
        changes.push(keys::profile(&caller.user_id), Write::Check, caller_rules(ground));
        let mut of_owner = vec![must(Condition::Exists, Error::NotFound)];
        if ground == Ground::Coach {
            of_owner.push(must(equals("status", "active"), Error::NotFound));
        }
        changes.push(keys::profile(&owner), Write::Check, of_owner);
        if ground == Ground::Coach {
            changes.push(keys::coach_of(&owner, &caller.user_id), Write::Check, in_force(caller));
        }
        changes.of_the_right = changes.len();
        changes
    }

    /// A change that an administrator makes.
    pub fn by_administrator(caller: &Caller, activity: Activity) -> Result<Self> {
        Self::by(caller, Ground::Administrator, caller.user_id, activity)
    }

    /// A change that Coachwork makes by itself, to finish what was begun. It needs rules of its own
    /// that make it right whoever asks.
    pub fn by_system(activity: Activity) -> Result<Self> {
        Self::without_caller().record(activity)
    }

    /// The same for several people at once, each of whom brings an entry of the log.
    pub fn without_caller() -> Self {
        Self { actions: Vec::new(), of_the_right: 0 }
    }

    /// One more entry of the log, for a transaction that does the same to several people.
    pub fn record(mut self, activity: Activity) -> Result<Self> {
        let key = keys::activity(activity.user_id.as_ref(), &activity.id);
        self.push(key, Write::Put(to_item(&activity)?), Vec::new());
        Ok(self)
    }

    /// Demands that rules hold of an item that the change leaves as it is.
    pub fn check(mut self, key: Key, rules: Vec<Rule>) -> Self {
        self.push(key, Write::Check, rules);
        self
    }

    /// A new item.
    pub fn create(mut self, key: Key, record: &impl Serialize, if_there: Error) -> Result<Self> {
        self.push(key, Write::Put(to_item(record)?), vec![must(Condition::Absent, if_there)]);
        Ok(self)
    }

    /// A new item, by rules of its own.
    pub fn create_by(mut self, key: Key, record: &impl Serialize, rules: Vec<Rule>) -> Result<Self> {
        self.push(key, Write::Put(to_item(record)?), rules);
        Ok(self)
    }

    /// An item that holds what was last written, and no more than that: a history event, a search
    /// entry.
    pub fn set(mut self, key: Key, record: &impl Serialize) -> Result<Self> {
        self.push(key, Write::Put(to_item(record)?), Vec::new());
        Ok(self)
    }

    /// An edit of an item.
    pub fn edit(mut self, key: Key, edit: Edit, rules: Vec<Rule>) -> Self {
        if !edit.is_empty() {
            self.push(key, Write::Edit(edit), rules);
        } else if !rules.is_empty() {
            self.push(key, Write::Check, rules);
        }
        self
    }

    pub fn delete(mut self, key: Key, rules: Vec<Rule>) -> Self {
        self.push(key, Write::Delete, rules);
        self
    }

    /// The search entries of a user as they must be after the change, where they differ.
    pub fn directory(mut self, before: Option<&User>, after: &User) -> Result<Self> {
        let old = before.map(directory_entries).unwrap_or_default();
        let new = directory_entries(after);
        let line = after.line();
        let same_line = before.is_some_and(|user| user.line() == line);
        for gone in old.iter().filter(|key| !new.contains(key)) {
            self.push(gone.clone(), Write::Delete, Vec::new());
        }
        for key in new.into_iter().filter(|key| !same_line || !old.contains(key)) {
            self = self.set(key, &line)?;
        }
        Ok(self)
    }

    /// How many actions there are.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// DynamoDB takes one action for an item, so a second one merges into the first: its rules
    /// follow the first one's, and a write replaces a check.
    fn push(&mut self, key: Key, write: Write, rules: Vec<Rule>) {
        let Some(there) = self.actions.iter_mut().find(|action| action.key == key) else {
            return self.actions.push(Action { key, write, rules });
        };
        there.rules.extend(rules);
        match (&mut there.write, write) {
            (_, Write::Check) => {}
            (Write::Edit(edit), Write::Edit(more)) => edit.merge(more),
            (first, later) => *first = later,
        }
    }
}

/// The keys of all search entries of a user. Coaches stand in a directory of their own as well, by
/// the beginnings of their names; misspellings are looked up among everyone.
fn directory_entries(user: &User) -> Vec<Key> {
    let mut keys = Vec::new();
    for entry in find::entries(&user.fields) {
        keys.push(keys::search_entry(Directory::Everyone, &entry, &user.id));
        if user.is_active_coach() && entry.index == find::Index::Start {
            keys.push(keys::search_entry(Directory::Coaches, &entry, &user.id));
        }
    }
    keys
}

/// What must hold of the caller's own profile.
fn caller_rules(ground: Ground) -> Vec<Rule> {
    let mut rules = vec![
        must(Condition::Exists, Error::NotAUser { ask: String::new() }),
        must(equals("status", "active"), Error::InactiveCaller { ask: None }),
    ];
    match ground {
        Ground::Administrator => rules.push(must(equals("role", "administrator"), Error::NotPermitted)),
        Ground::Coach => rules.push(must(equals("coach_status", "granted"), Error::NotPermitted)),
        Ground::Own | Ground::Member => {}
    }
    rules
}

/// What must hold of the assignment in the coachee's partition.
fn in_force(caller: &Caller) -> Vec<Rule> {
    use super::condition::{absent_or_at_least, at_most};
    vec![
        must(Condition::Exists, Error::NotPermitted),
        must(at_most("starts_on", caller.today), Error::NotPermitted),
        must(absent_or_at_least("ends_on", caller.today), Error::NotPermitted),
    ]
}

/// A `POST` that has its effect once however often it is sent.
#[derive(Clone, Debug)]
pub struct Idempotent {
    pub key: String,
    /// Of the route and the body: the same key with another is a mistake.
    pub fingerprint: String,
}

impl Idempotent {
    /// The key of one line of a request whose lines stand each for itself.
    pub fn of_line(&self, n: usize) -> Self {
        Self { key: format!("{}#{n}", self.key), fingerprint: self.fingerprint.clone() }
    }
}

/// What a `POST` with an `Idempotency-Key` was answered.
#[derive(Debug, Serialize, Deserialize)]
pub struct Stored {
    fingerprint: String,
    answer: String,
    expires_at: i64,
}

/// Why a transaction was refused: the error, and the item that the failed rule was about.
struct Refusal {
    error: Error,
    key: Option<Key>,
    item: Option<Item>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, key: None, item: None }
    }
}

impl Table {
    /// Makes the change, whole or not at all.
    pub async fn commit(&self, changes: Changes) -> Result<()> {
        self.transact(&changes).await.map_err(|refusal| refusal.error)
    }

    /// Makes the change and gives `answer`; or, when this `Idempotency-Key` has made it before,
    /// gives the answer that was given then.
    pub async fn commit_once<T>(&self, mut changes: Changes, caller: &Caller, once: Option<&Idempotent>, answer: T) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let Some(once) = once else {
            self.commit(changes).await?;
            return Ok(answer);
        };
        let key = keys::idempotency(&caller.user_id, &once.key);
        // After the right, so that nobody is given a kept answer who has lost it.
        changes.actions.insert(changes.of_the_right, self.remember(&key, caller, once, &answer)?);
        match self.transact(&changes).await {
            Ok(()) => Ok(answer),
            Err(Refusal { key: Some(refused), item: Some(item), .. }) if refused == key => replay(item, once),
            Err(refusal) => Err(refusal.error),
        }
    }

    /// Makes a change to what is `owner`'s, on the ground that the caller most likely has. When it is
    /// refused, what the caller may do is read: the change is made on the ground that does hold, or
    /// refused as a reading would be. So the common case is one round trip, and a wrong guess costs
    /// two more and never a wrong answer.
    pub async fn commit_for<T>(
        &self,
        caller: &Caller,
        owner: UserId,
        action: permission::Action,
        once: Option<&Idempotent>,
        build: impl Fn(Ground) -> Result<(Changes, T)>,
    ) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let likely = action.likely_ground(caller, owner);
        let (changes, answer) = build(likely)?;
        let refused = match self.commit_once(changes, caller, once, answer).await {
            Err(error) if is_about_rights(&error) => error,
            settled => return settled,
        };
        let proof = self.prove(caller, owner, action, &[]).await?;
        if proof.ground == likely {
            return Err(refused);
        }
        let (changes, answer) = build(proof.ground)?;
        self.commit_once(changes, caller, once, answer).await
    }

    /// The answer that this `Idempotency-Key` was given before; or else the refusal of a rule, which may
    /// refuse it just because it has been done. Only after the caller's right is proved.
    pub async fn answered_or<T: DeserializeOwned>(&self, caller: &Caller, once: Option<&Idempotent>, refusal: Error) -> Result<T> {
        self.answered(caller, once).await?.ok_or(refusal)
    }

    /// The answer that this `Idempotency-Key` was given before, if it was.
    pub async fn answered<T: DeserializeOwned>(&self, caller: &Caller, once: Option<&Idempotent>) -> Result<Option<T>> {
        let Some(once) = once else { return Ok(None) };
        let Some(item) = self.get(&keys::idempotency(&caller.user_id, &once.key)).await? else { return Ok(None) };
        let stored: Stored = from_item(item.clone())?;
        if stored.expires_at < caller.now.as_second() {
            return Ok(None);
        }
        replay(item, once).map(Some)
    }

    fn remember<T: Serialize>(&self, key: &Key, caller: &Caller, once: &Idempotent, answer: &T) -> Result<Action> {
        let now = caller.now.as_second();
        let stored = Stored {
            fingerprint: once.fingerprint.clone(),
            answer: serde_json::to_string(answer).map_err(|e| Error::Internal(e.to_string()))?,
            expires_at: now + IDEMPOTENCY_SECONDS,
        };
        let unused = must(super::condition::absent_or_below("expires_at", now), Error::IdempotencyKeyReused);
        Ok(Action { key: key.clone(), write: Write::Put(to_item(&stored)?), rules: vec![unused] })
    }

    /// Sends the transaction, again while nothing but other transactions stood in its way. One
    /// token over all tries: should an answer be lost, the effect is still once.
    async fn transact(&self, changes: &Changes) -> Result<(), Refusal> {
        if changes.len() > MAX_ACTIONS {
            return Err(Error::Internal(format!("{} actions in one transaction", changes.len())).into());
        }
        let items = changes.actions.iter().map(|a| self.transact_item(a)).collect::<Result<Vec<_>>>()?;
        let token = ulid::Ulid::generate().to_string();
        for attempt in 1..=MAX_ATTEMPTS {
            let sent = self.store.client.transact_write_items().set_transact_items(Some(items.clone())).client_request_token(&token);
            let Err(error) = sent.send().await else { return Ok(()) };
            match self.refusal(changes, &error) {
                Some(refusal) => return Err(refusal),
                None => back_off(attempt).await,
            }
        }
        Err(Error::Unavailable("other changes to the same items did not cease".to_owned()).into())
    }

    /// Why the transaction failed; none when it is worth another try.
    fn refusal<R: std::fmt::Debug>(&self, changes: &Changes, error: &SdkError<TransactWriteItemsError, R>) -> Option<Refusal> {
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                let reasons = canceled.cancellation_reasons();
                if reasons.iter().all(is_passing) { None } else { Some(first_refusal(changes, reasons)) }
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => None,
            _ => Some(failed(error).into()),
        }
    }

    fn transact_item(&self, action: &Action) -> Result<TransactWriteItem> {
        let mut names = Placeholders::default();
        let key = self.attributes(&action.key);
        let table = &self.store.table_name;
        let condition = expression(&action.rules, &mut names);
        let tell = ReturnValuesOnConditionCheckFailure::AllOld;
        let item = TransactWriteItem::builder();
        let built = match &action.write {
            Write::Check => {
                let check = ConditionCheck::builder().table_name(table).set_key(Some(key)).set_condition_expression(condition);
                let check = check.set_expression_attribute_names(some(names.names)).set_expression_attribute_values(some(names.values));
                item.condition_check(check.return_values_on_condition_check_failure(tell).build().map_err(malformed)?)
            }
            Write::Put(record) => {
                let index = self.index_attributes(&action.key).into_iter().flatten();
                let whole = record.clone().into_iter().chain(key).chain(index).collect();
                let put = Put::builder().table_name(table).set_item(Some(whole)).set_condition_expression(condition);
                let put = put.set_expression_attribute_names(some(names.names)).set_expression_attribute_values(some(names.values));
                item.put(put.return_values_on_condition_check_failure(tell).build().map_err(malformed)?)
            }
            Write::Edit(edit) => {
                let update = Update::builder().table_name(table).set_key(Some(key)).set_condition_expression(condition);
                let update = update.update_expression(edit.expression(&mut names));
                let update = update.set_expression_attribute_names(some(names.names)).set_expression_attribute_values(some(names.values));
                item.update(update.return_values_on_condition_check_failure(tell).build().map_err(malformed)?)
            }
            Write::Delete => {
                let delete = Delete::builder().table_name(table).set_key(Some(key)).set_condition_expression(condition);
                let delete = delete.set_expression_attribute_names(some(names.names)).set_expression_attribute_values(some(names.values));
                item.delete(delete.return_values_on_condition_check_failure(tell).build().map_err(malformed)?)
            }
        };
        Ok(built.build())
    }
}

/// DynamoDB refuses an empty map of names or values.
fn some<V>(map: std::collections::HashMap<String, V>) -> Option<std::collections::HashMap<String, V>> {
    (!map.is_empty()).then_some(map)
}

fn malformed(error: aws_sdk_dynamodb::error::BuildError) -> Error {
    Error::Internal(format!("transaction: {error}"))
}

/// Whether a reason passes by itself: it is no reason, or another transaction or the throttle.
fn is_passing(reason: &CancellationReason) -> bool {
    matches!(reason.code().unwrap_or("None"), "None" | "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
}

/// The first action whose rules failed, in the order of the change: the caller's right before all.
fn first_refusal(changes: &Changes, reasons: &[CancellationReason]) -> Refusal {
    let failures = changes.actions.iter().zip(reasons).filter(|(_, reason)| !is_passing(reason));
    for (action, reason) in failures {
        let item = reason.item().filter(|item| !item.is_empty());
        if let Some(error) = first_failure(&action.rules, item) {
            return Refusal { error, key: Some(action.key.clone()), item: item.cloned() };
        }
    }
    Error::Internal(format!("a transaction was cancelled for no rule of ours: {reasons:?}")).into()
}

fn is_about_rights(error: &Error) -> bool {
    matches!(error, Error::NotPermitted | Error::NotFound | Error::NotAUser { .. } | Error::InactiveCaller { .. })
}

fn replay<T: DeserializeOwned>(item: Item, once: &Idempotent) -> Result<T> {
    let stored: Stored = from_item(item)?;
    if stored.fingerprint != once.fingerprint {
        return Err(Error::IdempotencyKeyReused);
    }
    serde_json::from_str(&stored.answer).map_err(|e| Error::Internal(format!("stored answer: {e}")))
}

/// Waits a random while that doubles with each try, so that two that met do not meet again.
async fn back_off(attempt: u32) {
    let most = 10_u64 << attempt.min(5);
    tokio::time::sleep(Duration::from_millis(fastrand::u64(1..=most))).await;
}
