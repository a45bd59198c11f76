//! A stand-in for API Gateway: it asks the authorizer, and passes the answer on in the request's context. The
//! authorizer is the one that runs in Lambda.

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use functions::{operations, router};
use http::header;
use lambda_http::{
    aws_lambda_events::apigw::{ApiGatewayRequestAuthorizer, ApiGatewayV2httpRequestContext},
    request::RequestContext,
};
use shared::{App, auth::Authorizer, http::problem};
use std::{collections::HashMap, net::SocketAddr, sync::Arc, time::Instant};

/// A request id to use instead of a new one, so that two answers can be compared byte by byte. Only code in
/// this process can set it.
#[derive(Clone)]
pub struct RequestId(pub String);

#[derive(Clone)]
struct Gateway {
    authorizer: Arc<Authorizer>,
    app: App,
}

/// The whole API as clients reach it.
pub fn gateway(app: App, authorizer: Arc<Authorizer>) -> Router {
    in_front_of(router(app.clone(), &operations()), app, authorizer)
}

/// The gateway in front of another service.
pub fn in_front_of(service: Router, app: App, authorizer: Arc<Authorizer>) -> Router {
    service.layer(middleware::from_fn_with_state(
        Gateway { authorizer, app },
        pass_on,
    ))
}

async fn pass_on(
    State(gateway): State<Gateway>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    let began = Instant::now();
    let request_id = match request.extensions().get::<RequestId>() {
        Some(RequestId(id)) => id.clone(),
        None => ulid::Ulid::generate().to_string(),
    };
    let authorization = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let context = match authorization {
        None => None,
        Some(authorization) => match gateway.authorizer.context(Some(authorization)).await {
            Ok(context) => Some(context),
            Err(error) => return problem::response(&error, &request_id).into_response(),
        },
    };
    let fields: HashMap<String, serde_json::Value> = serde_json::to_value(&context)
        .and_then(serde_json::from_value)
        .unwrap_or_default();
    let who = fields
        .get("name")
        .and_then(|name| name.as_str())
        .unwrap_or("-")
        .to_owned();
    let mut gateway_context = ApiGatewayV2httpRequestContext::default();
    gateway_context.request_id = Some(request_id);
    gateway_context.http.source_ip = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|from| from.0.ip().to_string());
    gateway_context.authorizer = context.is_some().then(|| {
        let mut authorizer = ApiGatewayRequestAuthorizer::default();
        authorizer.fields = fields;
        authorizer
    });
    request
        .extensions_mut()
        .insert(RequestContext::ApiGatewayV2(gateway_context));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    // As in AWS, an operation runs to its end when the client disconnects: what it commits reaches the feed.
    let response = tokio::spawn(next.run(request))
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    let (status, ms, today) = (
        response.status().as_u16(),
        began.elapsed().as_millis(),
        gateway.app.clock.now(),
    );
    tracing::info!(target: "request", "{today} {status} {method} {path} {ms} ms {who}");
    response
}
