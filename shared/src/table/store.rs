//! The connection to DynamoDB, and the organization's part of the table.

use super::{
    Item, Key, Place, from_item,
    item::too_long,
    keys::{self, Scope},
};
use crate::domain::{Error, Organisation, OrganisationId, Result};
use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig, timeout::TimeoutConfig},
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    types::AttributeValue,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use serde::de::DeserializeOwned;
use std::{env, fmt, time::Duration};

/// The roots that sign AWS's endpoints. Reading these five instead of every root of the system shortens a
/// cold start by milliseconds.
const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// How long a service of AWS may take.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For one request.
    pub attempt: Duration,
    /// For a request with its retries.
    pub all: Duration,
}

impl Default for Timeouts {
    /// An unreachable database is answered with 503 within a second.
    fn default() -> Self {
        Self {
            attempt: Duration::from_millis(400),
            all: Duration::from_millis(900),
        }
    }
}

/// The whole table, for what runs before an organization is known.
#[derive(Clone)]
pub struct Store {
    pub(super) client: Client,
    pub(super) table_name: String,
}

/// The part of the table that belongs to one organization.
#[derive(Clone)]
pub struct Table {
    pub(super) store: Store,
    organisation: OrganisationId,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({})", self.organisation)
    }
}

/// How to reach a service of AWS.
#[derive(Clone)]
pub struct Connection {
    /// The AWS region.
    pub region: Region,
    /// The keys that requests are signed with.
    pub credentials: Credentials,
    /// Another endpoint than the service's own.
    pub endpoint: Option<String>,
    /// The HTTP client.
    pub http: SharedHttpClient,
}

impl Connection {
    /// From the environment: the region and credentials that Lambda sets, `AWS_ENDPOINT_URL_<service>` for
    /// another endpoint, `TRUSTED_ROOTS` for a PEM file of other roots.
    ///
    /// # Errors
    /// `Internal` when a variable is missing or the roots can't be read.
    pub fn from_env(service: &str) -> Result<Self> {
        let credentials = Credentials::new(
            var("AWS_ACCESS_KEY_ID")?,
            var("AWS_SECRET_ACCESS_KEY")?,
            env::var("AWS_SESSION_TOKEN").ok(),
            None,
            "environment",
        );
        let endpoint = env::var(format!("AWS_ENDPOINT_URL_{service}")).ok();
        Ok(Self {
            region: Region::new(var("AWS_REGION")?),
            credentials,
            endpoint,
            http: https_client(trusted_roots()?)?,
        })
    }

    /// To a service on this machine.
    pub fn local(endpoint: &str, http: SharedHttpClient) -> Self {
        let credentials = Credentials::new("local", "local", None, None, "local");
        Self {
            region: Region::new("us-east-1"),
            credentials,
            endpoint: Some(endpoint.to_owned()),
            http,
        }
    }
}

fn var(name: &str) -> Result<String> {
    env::var(name).map_err(|_| Error::Internal(format!("{name} is not set")))
}

impl Store {
    /// Connects as the environment says; `TABLE_NAME` is the table.
    ///
    /// # Errors
    /// `Internal` when a variable is missing or the roots can't be read.
    pub fn from_env() -> Result<Self> {
        Ok(Self::new(
            var("TABLE_NAME")?,
            Connection::from_env("DYNAMODB")?,
            Timeouts::default(),
        ))
    }

    /// Connects to an engine on this machine.
    pub fn local(
        table_name: &str,
        endpoint: &str,
        http: SharedHttpClient,
        timeouts: Timeouts,
    ) -> Self {
        Self::new(
            table_name.to_owned(),
            Connection::local(endpoint, http),
            timeouts,
        )
    }

    fn new(table_name: String, connection: Connection, timeouts: Timeouts) -> Self {
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(connection.region)
            .credentials_provider(connection.credentials)
            .http_client(connection.http)
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(3)
                    .with_initial_backoff(Duration::from_millis(25))
                    .with_max_backoff(Duration::from_millis(200)),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(Duration::from_millis(250))
                    .operation_attempt_timeout(timeouts.attempt)
                    .operation_timeout(timeouts.all)
                    .build(),
            );
        config.set_endpoint_url(connection.endpoint);
        Self {
            client: Client::from_conf(config.build()),
            table_name,
        }
    }

    /// One organization's part. The organization must come from a verified token, the configuration, a stream record or
    /// an operator's event.
    pub fn of(&self, organisation: &OrganisationId) -> Table {
        Table {
            store: self.clone(),
            organisation: organisation.clone(),
        }
    }

    /// The SDK's client and the table's name: to create the table locally, and for tests.
    pub fn raw(&self) -> (&Client, &str) {
        (&self.client, &self.table_name)
    }

    /// Opens the connection while the function starts, so that the first request doesn't have to.
    pub async fn warm_up(&self) {
        let nothing = self
            .client
            .get_item()
            .table_name(&self.table_name)
            .key("pk", text(WARM_UP))
            .key("sk", text("UP"));
        if let Err(error) = nothing.send().await {
            tracing::debug!(error = %DisplayErrorContext(&error), "the database did not answer at start");
        }
    }
}

/// The partition of the item that is read to open the connection, and doesn't exist: no organization has
/// capitals in its id.
pub const WARM_UP: &str = "ORG#WARM";

impl Table {
    /// The organization that this part of the table belongs to.
    pub fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }

    pub(super) fn pk(&self, partition: &str) -> String {
        format!("ORG#{}{partition}", self.organisation)
    }

    pub(super) fn attributes(&self, place: &Place) -> Item {
        let pk = match place.scope {
            Scope::Organisation => self.pk(&place.partition),
            Scope::Identity => place.partition.clone(),
        };
        [
            ("pk".to_owned(), text(pk)),
            ("sk".to_owned(), text(&place.sort)),
        ]
        .into()
    }

    /// The attributes that put an item into the index.
    pub(super) fn index_attributes(&self, place: &Place) -> Option<Item> {
        let (partition, sort) = place.index.as_ref()?;
        Some(
            [
                ("gsi1pk".to_owned(), text(self.pk(partition))),
                ("gsi1sk".to_owned(), text(sort)),
            ]
            .into(),
        )
    }

    /// One record, read consistently. Only where no right is needed; an operation proves one.
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &Key<T>) -> Result<Option<T>> {
        self.item(&key.place).await?.map(from_item).transpose()
    }

    async fn item(&self, place: &Place) -> Result<Option<Item>> {
        let get = self
            .store
            .client
            .get_item()
            .table_name(&self.store.table_name)
            .set_key(Some(self.attributes(place)));
        let get = get.consistent_read(true);
        Ok(get.send().await.map_err(|error| failed(&error))?.item)
    }

    /// The organization and its settings, which all its members may know.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn settings(&self) -> Result<Option<Organisation>> {
        self.get(&keys::organisation()).await
    }

    /// Whether the organization doesn't exist.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn is_empty(&self) -> Result<bool> {
        Ok(self.item(&keys::organisation().place).await?.is_none())
    }
}

pub(super) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// The error for a call that failed for no reason of the domain.
pub(super) fn failed<E, R>(error: &SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: fmt::Debug,
{
    let cause = DisplayErrorContext(error).to_string();
    match error {
        SdkError::ServiceError(service) if is_too_long(service.err().message()) => too_long(),
        SdkError::ServiceError(service) if is_lasting(service.err().code()) => {
            Error::Internal(cause)
        }
        _ => Error::Unavailable(cause),
    }
}

/// Whether an item would exceed DynamoDB's 400 KB.
pub(super) fn is_too_long(message: Option<&str>) -> bool {
    message.is_some_and(|message| message.starts_with("Item size") && message.contains("exceeded"))
}

/// Whether another attempt can't help.
fn is_lasting(code: Option<&str>) -> bool {
    matches!(
        code,
        Some(
            "ValidationException"
                | "ResourceNotFoundException"
                | "AccessDeniedException"
                | "UnrecognizedClientException"
                | "IdempotentParameterMismatchException"
        )
    )
}

/// An HTTP client that trusts only these roots.
///
/// # Errors
/// `Internal` when the roots can't be used.
pub fn https_client(roots: TrustStore) -> Result<SharedHttpClient> {
    let context = TlsContext::builder()
        .with_trust_store(roots)
        .build()
        .map_err(|e| Error::Internal(format!("roots: {e}")))?;
    Ok(Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(context)
        .build_https())
}

fn trusted_roots() -> Result<TrustStore> {
    let pem = match env::var("TRUSTED_ROOTS") {
        Ok(path) => std::fs::read(&path)
            .map_err(|e| Error::Internal(format!("TRUSTED_ROOTS={path}: {e}")))?,
        Err(_) => AMAZON_ROOTS.to_vec(),
    };
    Ok(TrustStore::empty().with_pem_certificate(pem))
}
