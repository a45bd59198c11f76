//! What a test runs in: a new organization with an administrator, the whole API in front of it, and everything that
//! several tests need to set up, call and inspect it.

mod callers;
mod client;
mod contract;
mod engine;
mod items;
mod log;
mod meter;
mod people;
mod planted;
mod planter;
mod reads;
mod review;
mod routes;
mod samples;
mod stream;

pub use callers::{CALLERS, Who, caller};
pub use client::{Answer, Client};
pub use contract::{contract, is, resolved, sample};
pub use engine::{engine, is_embedded};
pub use items::{Item, number, text};
pub use log::Log;
pub use meter::{Calls, Fault, Meter, ROLES};
pub use people::{Person, UNKNOWN_ID, fields};
pub use planter::Planter;
pub use reads::reads;
pub use review::ReviewDistrict;
pub use routes::{Fixture, Row, prepare, records, requires_if_match, row, send};
pub use samples::{
    a_conference, a_credential, a_goal, a_rubric, an_observation, component_ids, id, some_evidence,
    with,
};
pub use stream::is_entry;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use axum::Router;
use functions::{operations, router};
use local::{
    client::{LocalClient, client},
    engine::{PATIENT, TABLE_NAME},
    gateway::in_front_of,
    mailbox::Mailbox,
    openid,
};
use shared::{
    App,
    auth::Authorizer,
    domain::{Clock, Moment, Organisation, OrganisationId},
    http::Seal,
    mail::Mailer,
    table::{Store, StreamRecord, Timeouts},
};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

/// The time zone of every test's organization.
pub const TIME_ZONE: &str = "America/Chicago";

/// Numbers the organizations, so that each has another id.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// An organization, its administrator and the API.
pub struct World {
    /// The database's address.
    pub endpoint: String,
    pub app: App,
    pub router: Router,
    pub authorizer: Arc<Authorizer>,
    pub organisation: OrganisationId,
    /// The administrator.
    pub ava: Person,
    /// Records every request to the database, and injects faults.
    pub meter: Arc<Meter>,
    /// The HTTP client with which each function reaches the database.
    http: SharedHttpClient,
    timeouts: Timeouts,
    /// The stream records that no worker has been given yet.
    stream: Arc<Mutex<Vec<StreamRecord>>>,
    /// Every mail that was sent.
    pub mailbox: Mailbox,
    pub mailer: Mailer,
    client: LocalClient,
}

impl World {
    pub async fn new() -> Self {
        Self::with_timeouts(PATIENT).await
    }

    pub async fn with_timeouts(timeouts: Timeouts) -> Self {
        Self::at(&engine().endpoint, timeouts).await
    }

    /// A world with its own database, for tests that fill it or scan it: they don't slow other tests down, and don't
    /// see their items. An engine given by `ENGINE_URL` has one database for all tests.
    pub async fn with_own_database() -> Self {
        if !is_embedded() {
            return Self::new().await;
        }
        let endpoint = local::engine::start(None).await.unwrap();
        local::engine::create_table(&local::engine::store(&endpoint))
            .await
            .unwrap();
        Self::at(&endpoint, PATIENT).await
    }

    /// Another organization in the same database.
    pub async fn sibling(&self) -> Self {
        Self::at(&self.endpoint, PATIENT).await
    }

    /// Whether no other test writes to its database. Always true on an engine where that can't be had.
    pub fn has_own_database(&self) -> bool {
        !is_embedded() || self.endpoint != engine().endpoint
    }

    async fn at(endpoint: &str, timeouts: Timeouts) -> Self {
        let engine = engine();
        let mailbox = Mailbox::default();
        let meter = Arc::new(Meter::default());
        let stream = Arc::new(Mutex::new(Vec::new()));
        let seen = stream.clone();
        let observed = local::feed::observed(local::engine::http(), move |record| {
            seen.lock().unwrap().push(record)
        });
        let store_of = |worker| {
            Store::local(
                TABLE_NAME,
                endpoint,
                meter::metered(observed.clone(), meter.clone(), worker),
                timeouts,
            )
        };
        let store = store_of(None);
        let organisation = format!("o{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let organisation =
            OrganisationId::try_from(format!("{organisation}-{}", fastrand::u32(..))).unwrap();
        let app = App {
            store,
            seal: Seal::new("test"),
            clock: Clock::default(),
        };
        let issuers = engine.openid.issuers(std::slice::from_ref(&organisation));
        let authorizer = Arc::new(Authorizer::new(
            issuers,
            store_of(Some("authorizer")),
            app.clock.clone(),
        ));
        let contact = "the help desk, 555-0100";
        let founded = Organisation::new(
            organisation.clone(),
            "Lakeside School District",
            contact,
            app.clock.now(),
        );
        let ava = functions::found(
            &app.store,
            founded,
            fields("Ava", "Morgan"),
            app.clock.now(),
        )
        .await
        .unwrap();
        let service = meter::in_their_roles(router(app.clone(), &operations()))
            .merge(planted::planted(app.clone()));
        let client = client();
        let token = openid::token(
            &client,
            &engine.openid.issuer(&organisation),
            &ava.fields.email,
            "",
        )
        .await
        .unwrap();
        let ava = Person {
            id: ava.id.to_string(),
            email: ava.fields.email,
            token,
        };
        Self {
            endpoint: endpoint.to_owned(),
            router: in_front_of(service, app.clone(), authorizer.clone()),
            authorizer,
            app,
            organisation,
            ava,
            meter,
            http: observed,
            timeouts,
            stream,
            mailer: mailbox.mailer("https://portal.example").await.unwrap(),
            mailbox,
            client,
        }
    }

    pub fn now(&self) -> Moment {
        self.app.clock.now()
    }

    /// A day as the API writes it, counted from today in the organization's time zone.
    pub fn day(&self, days_from_today: i64) -> String {
        self.now()
            .day_in(TIME_ZONE)
            .plus_days(days_from_today)
            .to_string()
    }

    /// This many hours after the midnight with which a day begins in the organization's time zone.
    pub fn moment(&self, days_from_today: i64, hours: i64) -> Moment {
        self.now()
            .day_in(TIME_ZONE)
            .plus_days(days_from_today)
            .begins_in(TIME_ZONE)
            .plus_seconds(hours * 3600)
    }
}
