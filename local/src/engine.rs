//! The embedded database: a DynamoDB engine on SQLite, served on loopback so that the AWS SDK talks
//! to it as it talks to DynamoDB.

use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
        Projection, ProjectionType, ScalarAttributeType,
    },
};
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use dynoxide::Database;
use shared::table::{Store, Timeouts};
use std::{path::Path, time::Duration};
use tokio::net::TcpListener;

pub type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// The name of the table, wherever it is local.
pub const TABLE_NAME: &str = "coachwork";

/// Timeouts for tests and development: a debug build on a busy machine takes longer than DynamoDB.
pub const PATIENT: Timeouts = Timeouts {
    attempt: Duration::from_secs(20),
    all: Duration::from_secs(30),
};

/// Opens a database in a file, or in memory, and returns its address.
pub async fn start(file: Option<&Path>) -> Result<String> {
    let database = match file {
        Some(file) => Database::new(&file.to_string_lossy())?,
        None => Database::memory()?,
    };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    Ok(address)
}

/// A plain HTTP client for an engine on loopback.
pub fn http() -> SharedHttpClient {
    Builder::new().build_http()
}

/// The table of an engine on loopback.
pub fn store(endpoint: &str) -> Store {
    store_by(endpoint, http())
}

/// The same with another HTTP client.
pub fn store_by(endpoint: &str, http: SharedHttpClient) -> Store {
    Store::local(TABLE_NAME, endpoint, http, PATIENT)
}

/// Creates the table as infra/template.yaml defines it, if it doesn't exist.
///
/// # Errors
/// When the existing table has no index.
pub async fn create_table(store: &Store) -> Result<()> {
    let (client, name) = store.raw();
    if has_table(client, name).await? {
        let table = client.describe_table().table_name(name).send().await?;
        if table
            .table
            .is_none_or(|table| table.global_secondary_indexes().is_empty())
        {
            return Err(
                "The data is from an earlier version. Remove the folder .data to start again."
                    .into(),
            );
        }
    } else {
        client
            .create_table()
            .table_name(name)
            .billing_mode(BillingMode::PayPerRequest)
            .attribute_definitions(string("pk")?)
            .attribute_definitions(string("sk")?)
            .key_schema(key("pk", KeyType::Hash)?)
            .key_schema(key("sk", KeyType::Range)?)
            .attribute_definitions(string("gsi1pk")?)
            .attribute_definitions(string("gsi1sk")?)
            .global_secondary_indexes(
                GlobalSecondaryIndex::builder()
                    .index_name("gsi1")
                    .key_schema(key("gsi1pk", KeyType::Hash)?)
                    .key_schema(key("gsi1sk", KeyType::Range)?)
                    .projection(
                        Projection::builder()
                            .projection_type(ProjectionType::All)
                            .build(),
                    )
                    .build()?,
            )
            .send()
            .await?;
    }
    Ok(())
}

async fn has_table(client: &Client, name: &str) -> Result<bool> {
    let tables = client.list_tables().send().await?;
    Ok(tables.table_names().iter().any(|table| table == name))
}

fn string(name: &str) -> Result<AttributeDefinition> {
    Ok(AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()?)
}

fn key(name: &str, kind: KeyType) -> Result<KeySchemaElement> {
    Ok(KeySchemaElement::builder()
        .attribute_name(name)
        .key_type(kind)
        .build()?)
}
