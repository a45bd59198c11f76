//! The change feed of this machine. The embedded engine's own streams slow every write as the table
//! grows, so what is committed is seen beneath the SDK instead, and the handler that runs in Lambda is
//! given the same records.

use aws_smithy_runtime_api::client::{
    http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector},
    orchestrator::HttpRequest,
    runtime_components::RuntimeComponents,
};
use functions::{
    audits,
    feed::notify,
    mail::{self, Post},
    reviews,
};
use serde_json::{Value, json};
use shared::table::{StreamAnswer, StreamEvent, StreamRecord};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// As many records as infra/template.yaml gives the handler at once.
const BATCH: usize = 50;
/// How long a batch that failed waits.
const PAUSE: Duration = Duration::from_secs(1);

type See = Arc<dyn Fn(StreamRecord) + Send + Sync>;

/// A client that shows what the stream would bring of what is committed through it.
pub fn observed(inner: SharedHttpClient, see: impl Fn(StreamRecord) + Send + Sync + 'static) -> SharedHttpClient {
    SharedHttpClient::new(Observed { inner, see: Arc::new(see) })
}

/// A client whose commits come out of the channel.
pub fn channelled(inner: SharedHttpClient) -> (SharedHttpClient, UnboundedReceiver<StreamRecord>) {
    let (sender, receiver): (UnboundedSender<StreamRecord>, _) = unbounded_channel();
    let see = move |record| {
        // Nobody listens any more when the process ends.
        let _ = sender.send(record);
    };
    (observed(inner, see), receiver)
}

/// Gives each record to the handler that the stream would give it to.
pub async fn take(post: &Post, records: &[StreamRecord]) -> StreamAnswer {
    let feed = &post.feed;
    let some = |is: fn(&StreamRecord) -> bool| StreamEvent { records: records.iter().filter(|record| is(record)).cloned().collect() };
    let mut answer = notify(feed, some(|record| record.place().is_ok())).await;
    let audits = audits::walk::handle(feed, some(|record| record.shard().is_ok())).await;
    let reviews = reviews::walk::handle(feed, some(|record| record.review().is_ok())).await;
    let mails = mail::handle(post, some(|record| record.is_of_notice())).await;
    answer.batch_item_failures.extend([audits, reviews, mails].into_iter().flat_map(|answer| answer.batch_item_failures));
    answer
}

/// Gives the handlers what has come, and what follows from it.
pub async fn catch_up(post: &Post, records: &mut UnboundedReceiver<StreamRecord>) {
    while !records.is_empty() {
        let mut batch: Vec<StreamRecord> = Vec::new();
        records.recv_many(&mut batch, BATCH).await;
        take(post, &batch).await;
    }
}

/// Gives the handlers what comes, as the stream does: a failed record is sent again, and all after it.
pub async fn run(post: Post, mut records: UnboundedReceiver<StreamRecord>) {
    let mut batch: Vec<StreamRecord> = Vec::new();
    loop {
        if batch.is_empty() && records.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        let answer = take(&post, &batch).await;
        let failed = |record: &StreamRecord| answer.batch_item_failures.iter().any(|it| it.item_identifier == record.sequence_number());
        match batch.iter().position(failed) {
            None => batch.clear(),
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
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(ObservedConnector { inner, see: self.see.clone() })
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
            let is_write = request.headers().get("x-amz-target").is_some_and(|target| target.ends_with(".TransactWriteItems"));
            let records = if is_write { records(request.body().bytes().unwrap_or_default()) } else { Vec::new() };
            let response = this.inner.call(request).await?;
            if response.status().is_success() {
                records.into_iter().for_each(|record| (this.see)(record));
            }
            Ok(response)
        })
    }
}

/// The entries of the activity log, the notices, and the waiting parts of audits and reviews, that a
/// transaction puts.
fn records(body: &[u8]) -> Vec<StreamRecord> {
    let sent: Value = serde_json::from_slice(body).unwrap_or_default();
    let puts = sent["TransactItems"].as_array().into_iter().flatten().map(|item| &item["Put"]["Item"]);
    let sk = |item: &Value| item["sk"]["S"].as_str().unwrap_or_default().to_owned();
    let is_waiting = |item: &Value| (sk(item).starts_with("SHARD#") || sk(item) == "WORK") && item["waits"]["BOOL"] == true;
    let is_new = |item: &Value| sk(item).starts_with("ACTIVITY#") || sk(item).starts_with("NOTICE#");
    puts.filter(|item| is_new(item) || is_waiting(item)).filter_map(record).collect()
}

/// An item that was put, as the stream brings it.
fn record(item: &Value) -> Option<StreamRecord> {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let record = json!({
        "eventName": "INSERT",
        "dynamodb": {"SequenceNumber": format!("{number:021}"), "Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": item},
    });
    serde_json::from_value(record).ok()
}
