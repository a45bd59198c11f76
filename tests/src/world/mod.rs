//! What a test stands in: an organisation with an administrator, and a way to call the API as
//! anybody.

mod engine;
mod meter;
mod planted;

pub use engine::{engine, is_embedded};
pub use meter::{Calls, Fault, Meter};

use axum::{Router, body::Body};
use functions::{feed::Feed, mail::Post, operations, router};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use local::{
    client::{LocalClient, client},
    engine::{PATIENT, TABLE_NAME},
    gateway::{RequestId, in_front_of},
    mailbox::Mailbox,
    openid,
};
use serde_json::{Value, json};
use shared::{
    App,
    auth::Authorizer,
    domain::{Clock, Moment, Organisation, OrganisationId, Role, UserFields},
    http::Seal,
    mail::Mailer,
    table::{Store, StreamAnswer, StreamRecord, Timeouts},
};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};
use tower::ServiceExt;

/// Where the organisations are.
pub const TIME_ZONE: &str = "America/Chicago";

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// An organisation, its administrator and the API.
pub struct World {
    /// The database's address.
    pub endpoint: String,
    pub app: App,
    pub router: Router,
    pub authorizer: Arc<Authorizer>,
    pub organisation: OrganisationId,
    pub ava: Person,
    /// What was sent to the database.
    pub meter: Arc<Meter>,
    /// What the change feed has not been given yet.
    records: Arc<Mutex<Vec<StreamRecord>>>,
    /// What was mailed.
    pub mailbox: Mailbox,
    pub mailer: Mailer,
    client: LocalClient,
}

/// Somebody with a user and a token.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub email: String,
    pub token: String,
}

/// What the API answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: bytes::Bytes,
    pub body: Value,
}

impl Answer {
    /// The answer, if it has this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// The problem, if it is of this kind.
    #[track_caller]
    pub fn refused(self, status: u16, kind: &str) -> Self {
        let answer = self.is(status);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(answer.body["type"], format!("/problems/{kind}"), "{}", answer.body);
        assert_eq!(answer.body["status"], status);
        answer
    }

    /// The problem with one field.
    #[track_caller]
    pub fn refused_field(self, pointer: &str) -> Self {
        let answer = self.refused(422, "invalid");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{}", answer.body);
        answer
    }

    pub fn etag(&self) -> String {
        self.headers["etag"].to_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn items(&self) -> &Vec<Value> {
        self.body["items"].as_array().unwrap_or_else(|| panic!("no list: {}", self.body))
    }

    /// The names of the people in a list.
    pub fn names(&self) -> Vec<&str> {
        self.items().iter().map(|item| item["user"]["name"].as_str().or(item["name"].as_str()).unwrap()).collect()
    }
}

/// A request as somebody.
pub struct Asking<'a> {
    world: &'a World,
    token: Option<&'a str>,
    headers: Vec<(&'static str, String)>,
    request_id: Option<String>,
}

impl World {
    pub async fn new() -> Self {
        Self::with_timeouts(PATIENT).await
    }

    pub async fn with_timeouts(timeouts: Timeouts) -> Self {
        Self::at(&engine().endpoint, timeouts).await
    }

    /// In a database of its own, for tests that fill it or read all of it: others neither wait for
    /// them nor are read with it. Another engine has one for all.
    pub async fn apart() -> Self {
        if !is_embedded() {
            return Self::new().await;
        }
        let endpoint = local::engine::start(None).await.unwrap();
        local::engine::create_table(&local::engine::store(&endpoint)).await.unwrap();
        Self::at(&endpoint, PATIENT).await
    }

    async fn at(endpoint: &str, timeouts: Timeouts) -> Self {
        let engine = engine();
        let mailbox = Mailbox::default();
        let meter = Arc::new(Meter::default());
        let records = Arc::new(Mutex::new(Vec::new()));
        let seen = records.clone();
        let observed = local::feed::observed(local::engine::http(), move |record| seen.lock().unwrap().push(record));
        let store = Store::local(TABLE_NAME, endpoint, meter::metered(observed, meter.clone()), timeouts);
        let organisation = format!("o{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let organisation = OrganisationId::try_from(format!("{organisation}-{}", fastrand::u32(..))).unwrap();
        let app = App { store, seal: Seal::new("test"), clock: Clock::default() };
        let issuers = engine.openid.issuers(std::slice::from_ref(&organisation));
        let authorizer = Arc::new(Authorizer::new(issuers, app.store.clone(), app.clock.clone()));
        let contact = "the help desk, 555-0100";
        let founded = Organisation::new(organisation.clone(), "Lakeside School District", contact, app.clock.now());
        let ava = functions::found(&app.store, founded, fields("Ava", "Morgan"), app.clock.now()).await.unwrap();
        let client = client();
        let token = openid::token(&client, &engine.openid.issuer(&organisation), &ava.fields.email, "").await.unwrap();
        let ava = Person { id: ava.id.to_string(), email: ava.fields.email, token };
        Self {
            endpoint: endpoint.to_owned(),
            router: in_front_of(router(app.clone(), &operations()).merge(planted::planted(app.clone())), app.clone(), authorizer.clone()),
            authorizer,
            app,
            organisation,
            ava,
            meter,
            records,
            mailer: mailbox.mailer("https://portal.example").await.unwrap(),
            mailbox,
            client,
        }
    }

    pub fn post(&self) -> Post {
        Post { feed: self.feed(), mailer: Some(self.mailer.clone()) }
    }

    pub fn feed(&self) -> Feed {
        Feed { store: self.app.store.clone(), clock: self.app.clock.clone() }
    }

    /// So many hours after the midnight of another day in the organisation's time zone.
    pub fn moment_in(&self, days_from_today: i64, hours: i64) -> Moment {
        self.now().day_in(TIME_ZONE).plus_days(days_from_today).begins_in(TIME_ZONE).plus_seconds(hours * 3600)
    }

    /// The feed as it is then.
    pub fn feed_in(&self, days_from_today: i64, hours: i64) -> Feed {
        Feed { clock: Clock::at(self.moment_in(days_from_today, hours)), ..self.feed() }
    }

    /// The entries of the log since the last time, as the stream brings them.
    pub fn records(&self) -> Vec<StreamRecord> {
        std::mem::take(&mut *self.records.lock().unwrap())
    }

    /// Has the feed take all that has happened.
    pub async fn follow(&self) {
        // What follows may have something follow it.
        while let records = self.records()
            && !records.is_empty()
        {
            assert_eq!(local::feed::take(&self.post(), &records).await, StreamAnswer::default());
        }
    }

    pub fn now(&self) -> Moment {
        self.app.clock.now()
    }

    /// Today in the organisation's time zone, as dates are written.
    pub fn day(&self, days_from_today: i64) -> String {
        self.now().day_in(TIME_ZONE).plus_days(days_from_today).to_string()
    }

    /// A token of the organisation's provider; `more` are parameters of the development grant.
    pub async fn token(&self, email: &str, more: &str) -> String {
        openid::token(&self.client, &engine().openid.issuer(&self.organisation), email, more).await.unwrap()
    }

    /// A new member, made by the administrator, with a token.
    pub async fn person(&self, given: &str, family: &str) -> Person {
        self.person_with(fields(given, family)).await
    }

    pub async fn person_with(&self, fields: UserFields) -> Person {
        let made = self.ava().post("/users", json!(fields)).await.is(201);
        let id = made.body["id"].as_str().unwrap().to_owned();
        Person { id, token: self.token(&fields.email, "").await, email: fields.email }
    }

    /// A new member with coach status.
    pub async fn coach(&self, given: &str, family: &str) -> Person {
        let coach = self.person(given, family).await;
        self.ava().put(&format!("/users/{}/coach-status", coach.id), json!({})).await.is(201);
        coach
    }

    /// Connects the two.
    pub async fn connect(&self, coach: &Person, coachee: &Person) {
        self.ava().put(&format!("/users/{}/coachees/{}", coach.id, coachee.id), json!({})).await.is(201);
    }

    pub async fn disconnect(&self, coach: &Person, coachee: &Person) {
        self.ava().delete(&format!("/users/{}/coachees/{}", coach.id, coachee.id)).await.is(204);
    }

    /// A withdrawal of coach status that dies after its first write: the status is gone, the
    /// assignments are still there.
    pub async fn interrupted_withdrawal(&self, coach: &Person) {
        let writes = AtomicU32::new(0);
        self.meter.plan(move |operation, _| {
            let later = operation == "TransactWriteItems" && writes.fetch_add(1, Ordering::Relaxed) > 0;
            later.then_some(Fault::LostBefore)
        });
        self.ava().delete(&format!("/users/{}/coach-status?end_assignments=true", coach.id)).await.is(503);
        self.meter.no_faults();
    }

    /// As the administrator.
    pub fn ava(&self) -> Asking<'_> {
        self.asking(&self.ava)
    }

    /// What a list holds, page after page, as the administrator.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        self.pages(&self.ava, path).await.iter().flat_map(|page| page.items().clone()).collect()
    }

    /// The pages of a list, as somebody.
    pub async fn pages(&self, person: &Person, path: &str) -> Vec<Answer> {
        let mut pages = Vec::new();
        let mut cursor = String::new();
        let first = if path.contains('?') { '&' } else { '?' };
        loop {
            let page = self.asking(person).get(&format!("{path}{cursor}")).await.is(200);
            let next = page.body["next_cursor"].as_str().map(|next| format!("{first}cursor={next}"));
            pages.push(page);
            let Some(next) = next else { return pages };
            cursor = next;
        }
    }

    pub fn asking<'a>(&'a self, person: &'a Person) -> Asking<'a> {
        self.bearing(&person.token)
    }

    pub fn bearing<'a>(&'a self, token: &'a str) -> Asking<'a> {
        Asking { world: self, token: Some(token), headers: Vec::new(), request_id: None }
    }

    pub fn anonymous(&self) -> Asking<'_> {
        Asking { world: self, token: None, headers: Vec::new(), request_id: None }
    }
}

impl Asking<'_> {
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With this request id, so that two answers can be the same to the byte.
    pub fn request_id(mut self, id: &str) -> Self {
        self.request_id = Some(id.to_owned());
        self
    }

    pub async fn get(self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty()).await
    }

    pub async fn delete(self, path: &str) -> Answer {
        self.send(Method::DELETE, path, Body::empty()).await
    }

    pub async fn post(self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, body).await
    }

    pub async fn put(self, path: &str, body: Value) -> Answer {
        self.json(Method::PUT, path, body).await
    }

    pub async fn patch(self, path: &str, body: Value) -> Answer {
        self.json(Method::PATCH, path, body).await
    }

    pub async fn json(self, method: Method, path: &str, body: Value) -> Answer {
        self.header("content-type", "application/json").send(method, path, Body::from(body.to_string())).await
    }

    pub async fn send(self, method: Method, path: &str, body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/v1{path}"));
        if let Some(token) = self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(body).unwrap();
        if let Some(id) = self.request_id {
            request.extensions_mut().insert(RequestId(id));
        }
        let response = self.world.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, bytes, body }
    }
}

/// A member as most are.
pub fn fields(given: &str, family: &str) -> UserFields {
    let local = shared::domain::find::fold(&format!("{given}.{family}")).replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "");
    UserFields {
        email: format!("{local}@lakeside.example"),
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        preferred_name: None,
        title: Some("Teacher".to_owned()),
        site: Some("Heron Elementary School".to_owned()),
        phone: None,
        role: Role::Member,
    }
}
