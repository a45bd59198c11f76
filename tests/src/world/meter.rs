//! What is sent to the database, counted and priced beneath the SDK; and faults put in at the same
//! place, where no code of ours can tell them from real ones.

use aws_smithy_runtime_api::client::{
    http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector},
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use shared::operation::Use;
use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// One request to the database.
#[derive(Clone, Debug)]
pub struct Call {
    /// Such as `TransactWriteItems`.
    pub operation: String,
    pub request: Value,
    /// Read or write units, as the engine counted them.
    pub capacity: f64,
    began: Instant,
    ended: Instant,
}

/// What goes wrong with a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It never arrives.
    LostBefore,
    /// It takes effect, and the answer never arrives.
    LostAfter,
    /// Another transaction is under way on the same items.
    Conflict,
    Throttled,
    /// Nothing happens for this long.
    Stalled(Duration),
}

type Plan = Box<dyn Fn(&str, &Value) -> Option<Fault> + Send + Sync>;

#[derive(Default)]
pub struct Meter {
    calls: Mutex<Vec<Call>>,
    plan: Mutex<Option<Plan>>,
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meter")
    }
}

impl Meter {
    /// The calls since the last time.
    pub fn take(&self) -> Calls {
        Calls(std::mem::take(&mut *self.calls.lock().unwrap()))
    }

    /// Faults from now on, by operation and request.
    pub fn plan(&self, plan: impl Fn(&str, &Value) -> Option<Fault> + Send + Sync + 'static) {
        *self.plan.lock().unwrap() = Some(Box::new(plan));
    }

    pub fn no_faults(&self) {
        *self.plan.lock().unwrap() = None;
    }

    fn fault(&self, operation: &str, request: &Value) -> Option<Fault> {
        self.plan.lock().unwrap().as_ref().and_then(|plan| plan(operation, request))
    }
}

#[derive(Debug)]
pub struct Calls(pub Vec<Call>);

impl Calls {
    /// How many of them had to wait for another to end.
    pub fn round_trips(&self) -> usize {
        let mut ended: Option<Instant> = None;
        let mut trips = 0;
        for call in &self.0 {
            if ended.is_none_or(|ended| call.began >= ended) {
                trips += 1;
                ended = Some(call.ended);
            } else {
                ended = ended.max(Some(call.ended));
            }
        }
        trips
    }

    /// The names of the operations, in order.
    pub fn operations(&self) -> Vec<&str> {
        self.0.iter().map(|call| call.operation.as_str()).collect()
    }

    pub fn read_units(&self) -> f64 {
        self.0.iter().filter(|call| call.operation != "TransactWriteItems").fold(0.0, |sum, call| sum + call.capacity)
    }

    pub fn write_units(&self) -> f64 {
        self.0.iter().filter(|call| call.operation == "TransactWriteItems").fold(0.0, |sum, call| sum + call.capacity)
    }

    /// What an IAM role must allow for them.
    pub fn uses(&self) -> BTreeSet<Use> {
        self.0.iter().flat_map(uses).collect()
    }

    /// Every partition key they name.
    pub fn partitions(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.0.iter().for_each(|call| partitions(&call.request, &mut found));
        found
    }
}

fn uses(call: &Call) -> Vec<Use> {
    match call.operation.as_str() {
        "GetItem" | "TransactGetItems" => vec![Use::Get],
        "Query" => vec![Use::Query],
        "TransactWriteItems" => {
            let items = call.request["TransactItems"].as_array().into_iter().flatten();
            items
                .flat_map(|item| item.as_object().into_iter().flat_map(|o| o.keys()))
                .map(|kind| match kind.as_str() {
                    "ConditionCheck" => Use::Check,
                    "Put" => Use::Put,
                    "Update" => Use::Update,
                    "Delete" => Use::Delete,
                    other => panic!("{other}"),
                })
                .collect()
        }
        other => panic!("no operation may call {other}"),
    }
}

fn partitions(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                if let ("pk" | ":pk", Some(pk)) = (name.as_str(), inner["S"].as_str()) {
                    found.insert(pk.to_owned());
                }
                partitions(inner, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|inner| partitions(inner, found)),
        _ => {}
    }
}

/// The client with a meter in it.
pub fn metered(inner: SharedHttpClient, meter: Arc<Meter>) -> SharedHttpClient {
    SharedHttpClient::new(MeteredClient { inner, meter })
}

#[derive(Debug)]
struct MeteredClient {
    inner: SharedHttpClient,
    meter: Arc<Meter>,
}

impl HttpClient for MeteredClient {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(MeteredConnector { inner, meter: self.meter.clone() })
    }
}

#[derive(Clone, Debug)]
struct MeteredConnector {
    inner: SharedHttpConnector,
    meter: Arc<Meter>,
}

impl HttpConnector for MeteredConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        HttpConnectorFuture::new(async move { this.send(request).await })
    }
}

impl MeteredConnector {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let sent: Value = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or_default();
        assert!(
            !has_empty_key(&operation, &sent),
            "DynamoDB refuses an empty string in a key condition, as the embedded engine doesn't: {sent}"
        );
        let began = Instant::now();
        let fault = self.meter.fault(&operation, &sent);
        match &fault {
            Some(Fault::LostBefore) => return Err(lost()),
            Some(Fault::Stalled(time)) => tokio::time::sleep(*time).await,
            Some(Fault::Conflict) if operation == "TransactWriteItems" => return Ok(conflict(&sent)),
            Some(Fault::Conflict | Fault::Throttled) => return Ok(throttled()),
            Some(Fault::LostAfter) | None => {}
        }
        let response = self.inner.call(priced(request, &sent)).await?;
        if let Some(Fault::LostAfter) = fault {
            return Err(lost());
        }
        let status = response.status();
        let headers: Vec<(String, String)> = response.headers().iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        let bytes = response.into_body().collect().await.map_err(|e| ConnectorError::io(e.to_string().into()))?.to_bytes();
        let answered: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let call = Call { capacity: capacity(&answered), operation, request: sent, began, ended: Instant::now() };
        self.meter.calls.lock().unwrap().push(call);
        let mut response = HttpResponse::new(status, SdkBody::from(bytes));
        for (name, value) in headers {
            response.headers_mut().append(name, value);
        }
        Ok(response)
    }
}

/// The same request, with what it costs asked for.
fn priced(mut request: HttpRequest, sent: &Value) -> HttpRequest {
    let mut asked = sent.clone();
    asked["ReturnConsumedCapacity"] = "TOTAL".into();
    let asked = asked.to_string();
    request.headers_mut().insert("content-length", asked.len().to_string());
    *request.body_mut() = SdkBody::from(asked);
    request
}

fn has_empty_key(operation: &str, sent: &Value) -> bool {
    let values = sent["ExpressionAttributeValues"].as_object();
    operation == "Query" && values.is_some_and(|values| values.values().any(|value| value["S"] == ""))
}

fn capacity(answered: &Value) -> f64 {
    match &answered["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().filter_map(|t| t["CapacityUnits"].as_f64()).sum(),
        one => one["CapacityUnits"].as_f64().unwrap_or(0.0),
    }
}

fn lost() -> ConnectorError {
    ConnectorError::io("the connection was lost (a fault of the test)".into())
}

fn failure(kind: &str, more: Value) -> HttpResponse {
    let mut body = json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "Message": "a fault of the test"});
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    HttpResponse::new(400.try_into().unwrap(), SdkBody::from(body.to_string()))
}

fn conflict(sent: &Value) -> HttpResponse {
    let count = sent["TransactItems"].as_array().map_or(0, Vec::len);
    let reasons: Vec<Value> = (0..count).map(|i| json!({"Code": if i == 0 { "TransactionConflict" } else { "None" }})).collect();
    failure("TransactionCanceledException", json!({"CancellationReasons": reasons}))
}

fn throttled() -> HttpResponse {
    failure("ProvisionedThroughputExceededException", json!({}))
}
