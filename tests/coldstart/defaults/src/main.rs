//! The SDK, its configuration and the runtime with all defaults, as their documentation shows. One read for each request.

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::{Client, types::AttributeValue};
use lambda_runtime::{Error, LambdaEvent, service_fn, tracing};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    let client = Client::new(&aws_config::load_defaults(BehaviorVersion::latest()).await);
    let table = std::env::var("TABLE_NAME")?;
    let (client, table) = (&client, &table);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| read(client, table, event))).await
}

async fn read(client: &Client, table: &str, event: LambdaEvent<Value>) -> Result<Value, Error> {
    let text = |name: &str| AttributeValue::S(event.payload[name].as_str().unwrap_or_default().to_owned());
    let answer = client.get_item().table_name(table).key("pk", text("pk")).key("sk", text("sk")).consistent_read(true).send().await?;
    Ok(json!({"attributes": answer.item.map(|item| item.len())}))
}
