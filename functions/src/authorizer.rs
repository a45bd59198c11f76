//! The Lambda authorizer: what it is asked and answers, around `shared::auth`.

use lambda_http::{
    aws_lambda_events::apigw::{ApiGatewayV2CustomAuthorizerSimpleResponse, ApiGatewayV2CustomAuthorizerV2Request},
    lambda_runtime::{Error, LambdaEvent},
};
use shared::{auth::Authorizer, http::Context};

/// Answers the gateway. Authorized means that the operation may answer, if only by a refusal in its
/// context: the gateway's own refusal is no problem document and tells nobody whom to ask.
pub async fn authorize(
    authorizer: &Authorizer,
    event: LambdaEvent<ApiGatewayV2CustomAuthorizerV2Request>,
) -> Result<ApiGatewayV2CustomAuthorizerSimpleResponse<Context>, Error> {
    let header = event.payload.headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let context = authorizer.context(header).await.map_err(|error| {
        tracing::error!(?error, "the token could not be looked at");
        Error::from("unavailable")
    })?;
    let mut response = ApiGatewayV2CustomAuthorizerSimpleResponse::default();
    response.is_authorized = true;
    response.context = context;
    Ok(response)
}
