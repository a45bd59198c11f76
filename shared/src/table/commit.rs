//! Committing a [`Changes`]: one transaction, its retries, and which rule a refusal is about.
//!
//! A transaction that conflicts with another one on the same items is sent again for a while, under one client
//! token: should an answer be lost, the change still happens once. A refusal carries the items as they were found
//! (`ReturnValuesOnConditionCheckFailure`), from which the first rule that failed is found without another read.

use super::{
    Changes, Item, Key, MAX_ACTIONS, Place, Table,
    changes::{Action, Write},
    condition::{Placeholders, absent_or_below, expression, first_failure, must},
    from_item,
    item::too_long,
    keys,
    retry::back_off,
    store::{failed, is_too_long},
    to_item,
};
use crate::{
    domain::{Caller, Error, Result, StoredAnswer, UserId},
    permission::{self, Ground},
};
use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
        TransactWriteItem, Update,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;

/// How often a transaction is sent that conflicts with others.
const MAX_ATTEMPTS: u32 = 8;
/// How long an `Idempotency-Key` is remembered, in seconds: a day.
const IDEMPOTENCY_SECONDS: i64 = 24 * 60 * 60;

/// The `Idempotency-Key` of a `POST`, which makes a repeated request take effect once.
#[derive(Clone, Debug)]
pub struct Idempotent {
    /// The key as the client sent it.
    pub key: String,
    /// A hash of route and body: the same key with another one is refused.
    pub fingerprint: String,
}

impl Idempotent {
    /// The key of line `n` of a request that does several things independently.
    pub fn of_line(&self, n: usize) -> Self {
        Self {
            key: format!("{}#{n}", self.key),
            fingerprint: self.fingerprint.clone(),
        }
    }
}

/// Why a transaction was refused: the error, and the item that the failed rule was about.
struct Refusal {
    error: Error,
    place: Option<Place>,
    item: Option<Item>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self {
            error,
            place: None,
            item: None,
        }
    }
}

impl Table {
    /// Makes the change, as a whole or not at all.
    ///
    /// # Errors
    /// That of the first rule that failed, in the order of the change; otherwise those of the database.
    pub async fn commit(&self, changes: Changes) -> Result<()> {
        self.transact(&changes)
            .await
            .map_err(|refusal| refusal.error)
    }

    /// Makes the change and returns `answer`. If this `Idempotency-Key` has already made it, returns the
    /// answer that was given then.
    ///
    /// # Errors
    /// Those of [`Self::commit`]; `IdempotencyKeyReused` for the key of another request.
    pub async fn commit_once<T>(
        &self,
        mut changes: Changes,
        caller: &Caller,
        once: Option<&Idempotent>,
        answer: T,
    ) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let Some(once) = once else {
            self.commit(changes).await?;
            return Ok(answer);
        };
        let key = keys::idempotency(&caller.user_id, &once.key);
        // After the right, so that a caller who has lost it doesn't get the stored answer.
        changes.actions.insert(
            changes.of_the_right,
            remember(key.clone(), caller, once, &answer)?,
        );
        match self.transact(&changes).await {
            Ok(()) => Ok(answer),
            Err(Refusal {
                place: Some(refused),
                item: Some(item),
                ..
            }) if refused == key.place => replay(from_item(item)?, once),
            Err(refusal) => Err(refusal.error),
        }
    }

    /// Makes a change to records of `owner` on the ground that the caller most likely has. If that is
    /// refused for lack of a right, the caller's rights are read, and the change is made on the ground that
    /// holds or refused as a read would be. So the common case is one round trip; a wrong guess costs two
    /// more and never a wrong answer.
    ///
    /// # Errors
    /// Those of [`Self::commit_once`] and of [`Self::prove`].
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
        let (proof, ()) = self.prove(caller, owner, action, ()).await?;
        if proof.ground == likely {
            return Err(refused);
        }
        let (changes, answer) = build(proof.ground)?;
        self.commit_once(changes, caller, once, answer).await
    }

    /// The answer that this `Idempotency-Key` was given before, if any: a rule may refuse the repetition only
    /// because the first request succeeded. Call it after the caller's right is proved.
    ///
    /// # Errors
    /// `IdempotencyKeyReused`, and those of the database.
    pub async fn answered<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        once: Option<&Idempotent>,
    ) -> Result<Option<T>> {
        let Some(once) = once else { return Ok(None) };
        let key = keys::idempotency(&caller.user_id, &once.key);
        match self.get(&key).await? {
            Some(stored) if stored.expires_at >= caller.now.as_second() => {
                replay(stored, once).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// `result`, or when it is a refusal the answer that this `Idempotency-Key` was given before, if the caller still
    /// has this right. What the first request was allowed may be refused by now, even because of what it did.
    ///
    /// # Errors
    /// `IdempotencyKeyReused`, those of `prove`, and those of the database.
    pub async fn or_answered<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        (owner, action): (UserId, permission::Action),
        once: Option<&Idempotent>,
        result: Result<T>,
    ) -> Result<T> {
        match (result, once) {
            (Err(refusal), Some(_)) if !refusal.is_transient() => {
                self.prove(caller, owner, action, ()).await?;
                self.answered(caller, once).await?.ok_or(refusal)
            }
            (result, _) => result,
        }
    }

    /// Sends the transaction, and again while only other transactions are in its way. All attempts share
    /// one token, so that it takes effect once even if an answer is lost.
    async fn transact(&self, changes: &Changes) -> Result<(), Refusal> {
        if changes.len() > MAX_ACTIONS {
            return Err(
                Error::Internal(format!("{} actions in one transaction", changes.len())).into(),
            );
        }
        let items = changes
            .actions
            .iter()
            .map(|a| self.transact_item(a))
            .collect::<Result<Vec<_>>>()?;
        let token = ulid::Ulid::generate().to_string();
        for attempt in 1..=MAX_ATTEMPTS {
            let sent = self
                .store
                .client
                .transact_write_items()
                .set_transact_items(Some(items.clone()))
                .client_request_token(&token);
            let Err(error) = sent.send().await else {
                return Ok(());
            };
            match self.refusal(changes, &error) {
                Some(refusal) => return Err(refusal),
                None => back_off(attempt).await,
            }
        }
        Err(Error::Unavailable("the same items kept changing".to_owned()).into())
    }

    /// Why the transaction failed; none if it is worth another attempt.
    fn refusal<R: std::fmt::Debug>(
        &self,
        changes: &Changes,
        error: &SdkError<TransactWriteItemsError, R>,
    ) -> Option<Refusal> {
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                let reasons = canceled.cancellation_reasons();
                if reasons.iter().all(is_passing) {
                    None
                } else {
                    Some(first_refusal(changes, reasons))
                }
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => None,
            _ => Some(failed(error).into()),
        }
    }

    fn transact_item(&self, action: &Action) -> Result<TransactWriteItem> {
        let mut names = Placeholders::default();
        let key = self.attributes(&action.place);
        let table = &self.store.table_name;
        let condition = expression(&action.rules, &mut names);
        let on_failure = ReturnValuesOnConditionCheckFailure::AllOld;
        let item = TransactWriteItem::builder();
        let built = match &action.write {
            Write::Check => {
                let check = ConditionCheck::builder()
                    .table_name(table)
                    .set_key(Some(key))
                    .set_condition_expression(condition);
                let check = check
                    .set_expression_attribute_names(some(names.names))
                    .set_expression_attribute_values(some(names.values));
                item.condition_check(
                    check
                        .return_values_on_condition_check_failure(on_failure)
                        .build()
                        .map_err(malformed)?,
                )
            }
            Write::Put(record) => {
                let index = self.index_attributes(&action.place).into_iter().flatten();
                let whole = record.clone().into_iter().chain(key).chain(index).collect();
                let put = Put::builder()
                    .table_name(table)
                    .set_item(Some(whole))
                    .set_condition_expression(condition);
                let put = put
                    .set_expression_attribute_names(some(names.names))
                    .set_expression_attribute_values(some(names.values));
                item.put(
                    put.return_values_on_condition_check_failure(on_failure)
                        .build()
                        .map_err(malformed)?,
                )
            }
            Write::Edit(edit) => {
                let update = Update::builder()
                    .table_name(table)
                    .set_key(Some(key))
                    .set_condition_expression(condition);
                let update = update.update_expression(edit.expression(&mut names));
                let update = update
                    .set_expression_attribute_names(some(names.names))
                    .set_expression_attribute_values(some(names.values));
                item.update(
                    update
                        .return_values_on_condition_check_failure(on_failure)
                        .build()
                        .map_err(malformed)?,
                )
            }
            Write::Delete => {
                let delete = Delete::builder()
                    .table_name(table)
                    .set_key(Some(key))
                    .set_condition_expression(condition);
                let delete = delete
                    .set_expression_attribute_names(some(names.names))
                    .set_expression_attribute_values(some(names.values));
                item.delete(
                    delete
                        .return_values_on_condition_check_failure(on_failure)
                        .build()
                        .map_err(malformed)?,
                )
            }
        };
        Ok(built.build())
    }
}

/// DynamoDB refuses an empty map of names or values.
fn some<V>(map: HashMap<String, V>) -> Option<HashMap<String, V>> {
    (!map.is_empty()).then_some(map)
}

fn malformed(error: aws_sdk_dynamodb::error::BuildError) -> Error {
    Error::Internal(format!("transaction: {error}"))
}

/// Whether the action is not what refused the transaction, or only for a moment: another transaction, or
/// throttling.
fn is_passing(reason: &CancellationReason) -> bool {
    matches!(
        reason.code().unwrap_or("None"),
        "None" | "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"
    )
}

/// The first action whose rules failed, in the order of the change, which begins with the caller's right.
fn first_refusal(changes: &Changes, reasons: &[CancellationReason]) -> Refusal {
    if reasons.iter().any(|reason| is_too_long(reason.message())) {
        return too_long().into();
    }
    let failures = changes
        .actions
        .iter()
        .zip(reasons)
        .filter(|(_, reason)| !is_passing(reason));
    for (action, reason) in failures {
        let item = reason.item().filter(|item| !item.is_empty());
        if let Some(error) = first_failure(&action.rules, item) {
            return Refusal {
                error,
                place: Some(action.place.clone()),
                item: item.cloned(),
            };
        }
    }
    Error::Internal(format!(
        "a transaction was canceled although all rules hold: {reasons:?}"
    ))
    .into()
}

fn is_about_rights(error: &Error) -> bool {
    matches!(
        error,
        Error::NotPermitted
            | Error::NotFound
            | Error::NotAUser { .. }
            | Error::InactiveCaller { .. }
    )
}

/// Stores the answer under its key, unless an answer that has not expired is there.
fn remember<T: Serialize>(
    key: Key<StoredAnswer>,
    caller: &Caller,
    once: &Idempotent,
    answer: &T,
) -> Result<Action> {
    let now = caller.now.as_second();
    let stored = StoredAnswer {
        fingerprint: once.fingerprint.clone(),
        answer: serde_json::to_value(answer).map_err(|e| Error::Internal(e.to_string()))?,
        expires_at: now + IDEMPOTENCY_SECONDS,
    };
    let unused = must(
        absent_or_below("expires_at", now),
        Error::IdempotencyKeyReused,
    );
    Ok(Action {
        place: key.into(),
        write: Write::Put(to_item(&stored)?),
        rules: vec![unused],
    })
}

fn replay<T: DeserializeOwned>(stored: StoredAnswer, once: &Idempotent) -> Result<T> {
    if stored.fingerprint != once.fingerprint {
        return Err(Error::IdempotencyKeyReused);
    }
    serde_json::from_value(stored.answer)
        .map_err(|e| Error::Internal(format!("stored answer: {e}")))
}
