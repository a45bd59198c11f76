//! Records, prices and checks every request to the database, and injects faults. It sits beneath the SDK, so that the
//! service can't tell an injected fault from a real one.

use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
        SharedHttpConnector,
    },
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::body::SdkBody;
use axum::{
    Router,
    extract::{MatchedPath, Request},
    middleware::{self, Next},
};
use functions::{WORKERS, operations};
use http::Method;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use shared::operation::{Grant, Items, Use};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    sync::{Arc, LazyLock, Mutex},
    time::{Duration, Instant},
};

/// One request to the database.
#[derive(Clone, Debug)]
pub struct Call {
    /// Such as `TransactWriteItems`.
    pub operation: String,
    pub request: Value,
    /// The function that sent it, if it was sent by one.
    pub function: Option<&'static str>,
    /// Read or write units, as the engine counted them.
    pub capacity: f64,
    began: Instant,
    ended: Instant,
}

/// A fault to inject into a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The request never arrives.
    LostBefore,
    /// The request takes effect, and its answer never arrives.
    LostAfter,
    /// A transaction is canceled because of another one on the same items. Other requests are throttled.
    Conflict,
    Throttled,
    /// The request is delayed.
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
    /// The calls since the last call of this.
    pub fn take(&self) -> Calls {
        Calls(std::mem::take(&mut *self.calls.lock().unwrap()))
    }

    /// From now on injects the faults that this returns for an operation and its request.
    pub fn inject(&self, plan: impl Fn(&str, &Value) -> Option<Fault> + Send + Sync + 'static) {
        *self.plan.lock().unwrap() = Some(Box::new(plan));
    }

    pub fn clear_faults(&self) {
        *self.plan.lock().unwrap() = None;
    }

    fn fault(&self, operation: &str, request: &Value) -> Option<Fault> {
        self.plan
            .lock()
            .unwrap()
            .as_ref()
            .and_then(|plan| plan(operation, request))
    }
}

impl Call {
    /// What an IAM role must allow for this call.
    pub fn grants(&self) -> BTreeSet<Grant> {
        needed(&self.operation, &self.request)
    }
}

#[derive(Debug)]
pub struct Calls(pub Vec<Call>);

impl Calls {
    /// How many calls began after all earlier ones had ended.
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
        self.0
            .iter()
            .filter(|call| call.operation != "TransactWriteItems")
            .fold(0.0, |sum, call| sum + call.capacity)
    }

    pub fn write_units(&self) -> f64 {
        self.0
            .iter()
            .filter(|call| call.operation == "TransactWriteItems")
            .fold(0.0, |sum, call| sum + call.capacity)
    }

    /// What an IAM role must allow for these calls.
    pub fn grants(&self) -> BTreeSet<Grant> {
        self.0.iter().flat_map(Call::grants).collect()
    }

    /// Every partition key in the requests.
    pub fn partitions(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.0
            .iter()
            .for_each(|call| partitions(&call.request, &mut found));
        found
    }
}

/// What an IAM role must allow for a request. AWS doesn't document whether a part of a transaction is checked against its
/// own partition key or against those of the whole, so each use must be allowed on every kind of item in it.
fn needed(operation: &str, request: &Value) -> BTreeSet<Grant> {
    let uses = match operation {
        "GetItem" | "TransactGetItems" => vec![Use::Get],
        "Query" if request["IndexName"].is_string() => {
            return [(Use::Query, Items::InIndex)].into();
        }
        "Query" => vec![Use::Query],
        "TransactWriteItems" => parts(request).map(|(kind, _)| use_of(kind)).collect(),
        other => panic!("no function may call {other}"),
    };
    let mut kinds = BTreeSet::new();
    partitions(request, &mut kinds);
    let kinds: BTreeSet<Items> = kinds.iter().map(|pk| kind_of(pk)).collect();
    uses.iter()
        .flat_map(|it| kinds.iter().map(|kind| (*it, *kind)))
        .collect()
}

/// The parts of a transaction, each with its kind, such as `Put`.
fn parts(request: &Value) -> impl Iterator<Item = (&String, &Value)> {
    request["TransactItems"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|item| item.as_object().into_iter().flatten())
}

fn use_of(kind: &str) -> Use {
    match kind {
        "ConditionCheck" => Use::Check,
        "Put" => Use::Put,
        "Update" => Use::Update,
        "Delete" => Use::Delete,
        other => panic!("{other}"),
    }
}

fn kind_of(pk: &str) -> Items {
    match pk.split_once('#').map(|(first, _)| first) {
        Some("ORG") => Items::OfOrganisations,
        Some("IDP") => Items::OfIdentities,
        _ => panic!("no role may touch items of {pk}"),
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

tokio::task_local! {
    /// The role of the operation that is being called.
    static OPERATION: &'static Role;
}

/// A function and what its role allows.
#[derive(Debug)]
pub struct Role {
    pub id: &'static str,
    pub grants: BTreeSet<Grant>,
}

/// The roles of all functions.
pub static ROLES: LazyLock<BTreeMap<&'static str, Role>> = LazyLock::new(|| {
    let operations = operations().into_iter().map(|it| (it.id, it.grants()));
    let workers = WORKERS.iter().map(|it| (it.id, it.grants()));
    operations
        .chain(workers)
        .map(|(id, grants)| (id, Role { id, grants }))
        .collect()
});

/// Makes each operation run in the role of its function.
pub fn in_their_roles(router: Router) -> Router {
    static BY_ROUTE: LazyLock<HashMap<(Method, String), &'static str>> = LazyLock::new(|| {
        operations()
            .into_iter()
            .map(|it| ((it.method.clone(), it.full_path()), it.id))
            .collect()
    });
    router.layer(middleware::from_fn(|request: Request, next: Next| async {
        let route = request
            .extensions()
            .get::<MatchedPath>()
            .map(|path| (request.method().clone(), path.as_str().to_owned()));
        match route.and_then(|route| BY_ROUTE.get(&route)) {
            Some(id) => OPERATION.scope(&ROLES[id], next.run(request)).await,
            None => next.run(request).await,
        }
    }))
}

/// Wraps a client with a meter. It checks requests against the worker's role, or without one against the role of the
/// operation that is being called.
pub fn metered(
    inner: SharedHttpClient,
    meter: Arc<Meter>,
    worker: Option<&'static str>,
) -> SharedHttpClient {
    SharedHttpClient::new(MeteredClient {
        inner,
        meter,
        worker,
    })
}

#[derive(Debug)]
struct MeteredClient {
    inner: SharedHttpClient,
    meter: Arc<Meter>,
    worker: Option<&'static str>,
}

impl HttpClient for MeteredClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(MeteredConnector {
            inner,
            meter: self.meter.clone(),
            worker: self.worker,
        })
    }
}

#[derive(Clone, Debug)]
struct MeteredConnector {
    inner: SharedHttpConnector,
    meter: Arc<Meter>,
    worker: Option<&'static str>,
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
        let sent: Value =
            serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or_default();
        assert!(
            !has_empty_key(&operation, &sent),
            "DynamoDB refuses an empty string in a key condition, although the embedded engine doesn't: {sent}"
        );
        let role = self
            .worker
            .map(|id| &ROLES[id])
            .or_else(|| OPERATION.try_with(|role| *role).ok());
        if let Some(Role { id, grants }) = role {
            let refused: Vec<Grant> = needed(&operation, &sent)
                .difference(grants)
                .copied()
                .collect();
            assert!(
                refused.is_empty(),
                "{id} may not {refused:?} according to its line in functions/src/lib.rs: {sent}"
            );
        }
        let began = Instant::now();
        let fault = self.meter.fault(&operation, &sent);
        match &fault {
            Some(Fault::LostBefore) => return Err(lost()),
            Some(Fault::Stalled(time)) => tokio::time::sleep(*time).await,
            Some(Fault::Conflict) if operation == "TransactWriteItems" => {
                return Ok(conflict(&sent));
            }
            Some(Fault::Conflict | Fault::Throttled) => return Ok(throttled()),
            Some(Fault::LostAfter) | None => {}
        }
        let response = self.inner.call(priced(request, &sent)).await?;
        if let Some(Fault::LostAfter) = fault {
            return Err(lost());
        }
        let status = response.status();
        let headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect();
        let bytes = response
            .into_body()
            .collect()
            .await
            .map_err(|e| ConnectorError::io(e.to_string().into()))?
            .to_bytes();
        let answered: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let function = role.map(|role| role.id);
        let call = Call {
            capacity: capacity(&answered),
            function,
            operation,
            request: sent,
            began,
            ended: Instant::now(),
        };
        self.meter.calls.lock().unwrap().push(call);
        let mut response = HttpResponse::new(status, SdkBody::from(bytes));
        for (name, value) in headers {
            response.headers_mut().append(name, value);
        }
        Ok(response)
    }
}

/// The same request, which also asks for the consumed capacity.
fn priced(mut request: HttpRequest, sent: &Value) -> HttpRequest {
    let mut body = sent.clone();
    body["ReturnConsumedCapacity"] = "TOTAL".into();
    let body = body.to_string();
    request
        .headers_mut()
        .insert("content-length", body.len().to_string());
    *request.body_mut() = SdkBody::from(body);
    request
}

fn has_empty_key(operation: &str, sent: &Value) -> bool {
    let values = sent["ExpressionAttributeValues"].as_object();
    operation == "Query"
        && values.is_some_and(|values| values.values().any(|value| value["S"] == ""))
}

fn capacity(answered: &Value) -> f64 {
    match &answered["ConsumedCapacity"] {
        Value::Array(tables) => tables
            .iter()
            .filter_map(|t| t["CapacityUnits"].as_f64())
            .sum(),
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
    let reasons: Vec<Value> = (0..count)
        .map(|i| json!({"Code": if i == 0 { "TransactionConflict" } else { "None" }}))
        .collect();
    failure(
        "TransactionCanceledException",
        json!({"CancellationReasons": reasons}),
    )
}

fn throttled() -> HttpResponse {
    failure("ProvisionedThroughputExceededException", json!({}))
}
