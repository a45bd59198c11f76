//! The table's stream on this machine.
//!
//! The embedded engine's own streams slow every write down as the table grows. Instead, commits are observed beneath
//! the SDK, and the workers that run in Lambda get the same records. Records that were not processed when the process
//! ended are found again by [`crate::resume`].

use crate::resume::Mailed;
use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
        SharedHttpConnector,
    },
    orchestrator::HttpRequest,
    runtime_components::RuntimeComponents,
};
use functions::{Background, WORKERS};
use serde_json::{Value, json};
use shared::{
    operation::{Driver, Worker},
    table::{StreamAnswer, StreamEvent, StreamRecord},
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// As many records as infra/template.yaml gives a worker at once.
const BATCH: usize = 50;
/// How long to wait before a failed batch is sent again.
const PAUSE: Duration = Duration::from_secs(1);

type See = Arc<dyn Fn(StreamRecord) + Send + Sync>;

/// A client that reports the records that the stream would send for what is committed through it.
pub fn observed(
    inner: SharedHttpClient,
    see: impl Fn(StreamRecord) + Send + Sync + 'static,
) -> SharedHttpClient {
    SharedHttpClient::new(Observed {
        inner,
        see: Arc::new(see),
    })
}

/// A client whose records come out of the channel.
pub fn channelled(inner: SharedHttpClient) -> (SharedHttpClient, UnboundedReceiver<StreamRecord>) {
    let (sender, receiver): (UnboundedSender<StreamRecord>, _) = unbounded_channel();
    let see = move |record| {
        // The receiver is gone only when the process ends.
        let _ = sender.send(record);
    };
    (observed(inner, see), receiver)
}

/// Gives each record to the workers that would get it from the stream.
pub async fn take(background: &Background, records: &[StreamRecord]) -> StreamAnswer {
    let mut answer = StreamAnswer::default();
    for worker in WORKERS {
        answer
            .batch_item_failures
            .extend(give(worker, background, records).await.batch_item_failures);
    }
    answer
}

/// Gives a worker those records that it would get from the stream.
pub async fn give(
    worker: &Worker,
    background: &Background,
    records: &[StreamRecord],
) -> StreamAnswer {
    let Driver::Stream(own) = worker.driver else {
        return StreamAnswer::default();
    };
    let event = StreamEvent {
        records: records
            .iter()
            .filter(|record| own.has(record))
            .cloned()
            .collect(),
    };
    let event = serde_json::to_value(event).expect("records that were parsed");
    let answer = functions::run(worker, background, event).await;
    let answer = answer.expect("a worker of the stream answers which records failed");
    serde_json::from_value(answer).expect("a stream's answer")
}

/// Processes the records in the channel, and those that follow from them, until there are none.
pub async fn catch_up(background: &Background, records: &mut UnboundedReceiver<StreamRecord>) {
    while !records.is_empty() {
        let mut batch: Vec<StreamRecord> = Vec::new();
        records.recv_many(&mut batch, BATCH).await;
        take(background, &batch).await;
    }
}

/// Processes the records that were left, then those that come.
pub async fn run(
    background: Background,
    mailed: Mailed,
    left: Vec<StreamRecord>,
    mut records: UnboundedReceiver<StreamRecord>,
) {
    for batch in left.chunks(BATCH) {
        take_all(&background, batch.to_vec()).await;
    }
    loop {
        // What was written before this moment is in the channel or processed.
        let now = background.clock.now();
        if records.is_empty() {
            mailed.up_to(now);
        }
        let mut batch: Vec<StreamRecord> = Vec::new();
        if records.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        take_all(&background, batch).await;
    }
}

/// Processes a batch as the stream does: the first failed record is sent again, with all after it.
async fn take_all(background: &Background, mut batch: Vec<StreamRecord>) {
    while !batch.is_empty() {
        let answer = take(background, &batch).await;
        let failed = |record: &StreamRecord| {
            answer
                .batch_item_failures
                .iter()
                .any(|it| it.item_identifier == record.sequence_number())
        };
        match batch.iter().position(failed) {
            None => return,
            Some(first) => {
                batch.drain(..first);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

#[derive(Clone)]
struct Observed {
    inner: SharedHttpClient,
    see: See,
}

impl fmt::Debug for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observed")
    }
}

impl HttpClient for Observed {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(ObservedConnector {
            inner,
            see: self.see.clone(),
        })
    }
}

#[derive(Clone)]
struct ObservedConnector {
    inner: SharedHttpConnector,
    see: See,
}

impl fmt::Debug for ObservedConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObservedConnector")
    }
}

impl HttpConnector for ObservedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        HttpConnectorFuture::new(async move {
            let is_write = request
                .headers()
                .get("x-amz-target")
                .is_some_and(|target| target.ends_with(".TransactWriteItems"));
            let records = if is_write {
                records(request.body().bytes().unwrap_or_default())
            } else {
                Vec::new()
            };
            let response = this.inner.call(request).await?;
            if response.status().is_success() {
                records.into_iter().for_each(|record| (this.see)(record));
            }
            Ok(response)
        })
    }
}

/// The records that the stream would send to a worker for what a transaction puts.
fn records(body: &[u8]) -> Vec<StreamRecord> {
    let sent: Value = serde_json::from_slice(body).unwrap_or_default();
    let puts = sent["TransactItems"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| &item["Put"]["Item"]);
    let is_awaited = |record: &StreamRecord| {
        WORKERS
            .iter()
            .any(|it| matches!(it.driver, Driver::Stream(own) if own.has(record)))
    };
    puts.filter_map(record).filter(is_awaited).collect()
}

/// An item that was put, as a record of the stream.
pub fn record(item: &Value) -> Option<StreamRecord> {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let record = json!({
        "eventName": "INSERT",
        "dynamodb": {"SequenceNumber": format!("{number:021}"), "Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": item},
    });
    serde_json::from_value(record).ok()
}
