//! The Runtime API that a function polls: it hands out events and collects answers.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderName, StatusCode},
    response::IntoResponse,
    routing::{get, post},
    serve::ListenerExt,
};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
    task::JoinHandle,
};

/// How long a function has for an event, which it learns from the deadline header.
pub const TIMEOUT: Duration = Duration::from_secs(30);
/// Lambda's limit for an answer is 6 MB; this leaves room for the envelope.
const MAX_ANSWER: usize = 7 * 1024 * 1024;

/// An event on its way to the function.
#[derive(Debug)]
pub struct Event {
    pub id: String,
    pub body: Bytes,
}

/// A request of the function to the Runtime API.
#[derive(Debug)]
pub enum Report {
    /// It polled for the next event.
    Asked,
    Answered(Bytes),
    Failed(Bytes),
    /// It can't start.
    NotStarted(Bytes),
}

/// The Runtime API of one function.
#[derive(Debug)]
pub struct Api {
    pub address: SocketAddr,
    pub events: mpsc::UnboundedSender<Event>,
    pub reports: mpsc::UnboundedReceiver<(Instant, Report)>,
    server: JoinHandle<()>,
}

struct Shared {
    events: Mutex<mpsc::UnboundedReceiver<Event>>,
    reports: mpsc::UnboundedSender<(Instant, Report)>,
}

impl Shared {
    fn report(&self, report: Report) -> StatusCode {
        // The receiver is gone while the function is being dropped.
        let _ = self.reports.send((Instant::now(), report));
        StatusCode::ACCEPTED
    }
}

impl Api {
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (events, events_out) = mpsc::unbounded_channel();
        let (reports_in, reports) = mpsc::unbounded_channel();
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route(
                "/2018-06-01/runtime/invocation/{id}/response",
                post(answered),
            )
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(not_started))
            .layer(DefaultBodyLimit::max(MAX_ANSWER))
            .with_state(Arc::new(Shared {
                events: Mutex::new(events_out),
                reports: reports_in,
            }));
        let listener = listener.tap_io(|tcp| _ = tcp.set_nodelay(true));
        let server = tokio::spawn(async { _ = axum::serve(listener, routes).await });
        Ok(Self {
            address,
            events,
            reports,
            server,
        })
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    shared.report(Report::Asked);
    let Some(event) = shared.events.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let deadline = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        + TIMEOUT;
    let headers = [
        (
            HeaderName::from_static("lambda-runtime-aws-request-id"),
            event.id,
        ),
        (
            HeaderName::from_static("lambda-runtime-deadline-ms"),
            deadline.as_millis().to_string(),
        ),
        (
            HeaderName::from_static("lambda-runtime-invoked-function-arn"),
            "arn:aws:lambda:us-east-1:123456789012:function:emulated".to_owned(),
        ),
        (
            HeaderName::from_static("content-type"),
            "application/json".to_owned(),
        ),
    ];
    (headers, event.body).into_response()
}

async fn answered(State(shared): State<Arc<Shared>>, body: Bytes) -> StatusCode {
    shared.report(Report::Answered(body))
}

async fn failed(State(shared): State<Arc<Shared>>, body: Bytes) -> StatusCode {
    shared.report(Report::Failed(body))
}

async fn not_started(State(shared): State<Arc<Shared>>, body: Bytes) -> StatusCode {
    shared.report(Report::NotStarted(body))
}
