//! The floor: a Lambda function that does nothing, on the runtime alone.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        match event.payload["fail"].as_str() {
            Some(why) => Err(why.to_owned()),
            None => {
                Ok(json!({"hello": event.payload["name"], "request": event.context.request_id}))
            }
        }
    }))
    .await
}
