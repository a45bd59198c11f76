//! The cost of the SDK alone, with the connection configured and opened at the start as in our functions. One read for
//! each request.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};
use shared::table::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let store = Store::from_env().map_err(|error| format!("{error:?}"))?;
    store.warm_up().await;
    let (client, table) = store.raw();
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
        read(client, table, event)
    }))
    .await
}

async fn read(client: &Client, table: &str, event: LambdaEvent<Value>) -> Result<Value, Error> {
    let text =
        |name: &str| AttributeValue::S(event.payload[name].as_str().unwrap_or_default().to_owned());
    let answer = client
        .get_item()
        .table_name(table)
        .key("pk", text("pk"))
        .key("sk", text("sk"))
        .consistent_read(true)
        .send()
        .await?;
    Ok(json!({"attributes": answer.item.map(|item| item.len())}))
}
