//! Notifies the people concerned by new entries of the activity log, and seals the entries.

use super::seal;
use crate::background::{Background, Tenant};
use futures_util::{StreamExt, stream};
use shared::{
    domain::{Activity, OrganisationId, Result},
    table::{BatchItemFailure, StreamAnswer, StreamEvent, StreamRecord},
};
use std::collections::HashMap;

/// How many records are followed up at the same time.
const AT_ONCE: usize = 8;

/// Processes a batch of records, and returns those that the stream must retry. Records that can't be processed become
/// dead letters.
///
/// # Errors
/// None: every failure is about a record.
pub async fn handle(background: &Background, event: StreamEvent) -> Result<StreamAnswer> {
    let mut by_organisation: HashMap<OrganisationId, Vec<&StreamRecord>> = HashMap::new();
    let mut failed = Vec::new();
    for record in &event.records {
        match record.place() {
            Ok((organisation, _)) => by_organisation
                .entry(organisation)
                .or_default()
                .push(record),
            Err(error) => {
                tracing::error!(?error, "a record without an organization");
                failed.push(record);
            }
        }
    }
    for (organisation, records) in by_organisation {
        failed.extend(process(background, &organisation, &records).await);
    }
    // In the order of the stream, which resumes at the first failure.
    let has_failed = |record: &&StreamRecord| {
        failed
            .iter()
            .any(|failed| failed.sequence_number() == record.sequence_number())
    };
    let failures = event.records.iter().filter(has_failed);
    let failures = failures.map(|record| BatchItemFailure {
        item_identifier: record.sequence_number().to_owned(),
    });
    Ok(StreamAnswer {
        batch_item_failures: failures.collect(),
    })
}

/// Processes the records of one organization, and returns those that must be retried.
async fn process<'a>(
    background: &Background,
    organisation: &OrganisationId,
    records: &[&'a StreamRecord],
) -> Vec<&'a StreamRecord> {
    let tenant = match background.tenant(organisation).await {
        Ok(tenant) => tenant,
        Err(error) => return background.settle_all(records, &error).await,
    };
    let mut retried = Vec::new();
    let mut entries = Vec::new();
    for record in records {
        match record.activity() {
            Ok(activity) => entries.push((*record, activity)),
            Err(error) => retried.extend(background.settle(record, &error).await),
        }
    }
    let followed_up = entries
        .iter()
        .map(|(record, activity)| follow_up_or_settle(background, &tenant, record, activity));
    let results: Vec<Option<&StreamRecord>> = stream::iter(followed_up.collect::<Vec<_>>())
        .buffered(AT_ONCE)
        .collect()
        .await;
    // Sealing comes last, so that a sealed entry was followed up or is a dead letter, even when the worker was killed.
    let (records_to_seal, entries_to_seal): (Vec<&StreamRecord>, Vec<&Activity>) = entries
        .iter()
        .zip(&results)
        .filter(|(_, retried)| retried.is_none())
        .map(|((record, activity), _)| (*record, activity))
        .unzip();
    if let Err(error) = seal::seal(&tenant.table, &entries_to_seal, background.clock.now()).await {
        retried.extend(background.settle_all(&records_to_seal, &error).await);
    }
    retried.extend(results.into_iter().flatten());
    retried
}

/// Follows up an entry. Returns its record if it must be retried.
async fn follow_up_or_settle<'a>(
    background: &Background,
    tenant: &Tenant,
    record: &'a StreamRecord,
    activity: &Activity,
) -> Option<&'a StreamRecord> {
    match background.follow_up(tenant, activity).await {
        Ok(()) => None,
        Err(error) => background.settle(record, &error).await,
    }
}
