//! openapi.json, from the route table, the handlers' signatures and the types' schemas.

use crate::engine::Result;
use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use shared::{
    http::{Description, problem::Problem},
    operation::{Access, BASE_PATH, Operation},
};
use std::collections::BTreeMap;

/// The whole document, as it is committed.
pub fn document(operations: &[Operation]) -> Result<String> {
    let mut schemas = schemas();
    let problem = schemas.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for (operation, (_, describe)) in operations.iter().zip(functions::descriptions()) {
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method.as_str().to_lowercase()] =
            described(operation, describe, &mut schemas);
    }
    let mut components = json!({
        "schemas": schemas.take_definitions(true),
        "responses": {
            "Problem": refusal("What is wrong, and what to do next.", &problem, &[]),
            "Unauthenticated": refusal("Sign in first.", &problem, &["WWW-Authenticate"]),
            "Unavailable": refusal("Try again in a moment.", &problem, &["Retry-After"]),
        },
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "An access token of the organization's provider, for the audience of Coachwork."}},
    });
    tidy(&mut components);
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Coachwork",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Coaching in an organization: who coaches whom, and what that lets them do. The organization comes from the token. Times are in UTC; days are those of the organization's time zone. Lists are paged by cursor. Errors are problem documents (RFC 9457).",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
            "contact": {"name": "The developers of Coachwork"},
        },
        "servers": [{"url": BASE_PATH}],
        "tags": tags(operations),
        "security": [{"token": []}],
        "paths": paths,
        "components": components,
    });
    Ok(serde_json::to_string_pretty(&sorted(document))? + "\n")
}

/// The same with the members of every object sorted by name. Without this, the order would depend on
/// whether another crate enables `preserve_order`.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<String, Value> = members
                .into_iter()
                .map(|(name, member)| (name, sorted(member)))
                .collect();
            members.into_iter().collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}

/// A response that is a problem document.
fn refusal(description: &str, problem: &Schema, headers: &[&str]) -> Value {
    let mut response = json!({"description": description, "content": {"application/problem+json": {"schema": problem}}});
    for name in headers {
        response["headers"][name] = json!({"schema": {"type": "string"}});
    }
    response
}

/// Collects the schemas of all operations.
pub fn schemas() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|s| s.definitions_path = "/components/schemas".into())
        .into_generator()
}

fn tags(operations: &[Operation]) -> Vec<Value> {
    let mut names: Vec<&str> = operations.iter().map(Operation::resource).collect();
    names.dedup();
    let about = |name: &str| match name {
        "health" => "Whether the service answers.",
        "me" => "The caller.",
        "users" => "People, their status, coach status and rights.",
        "assignments" => "Who coaches whom.",
        "activity" => "Who did what, and when.",
        "goals" => "What a coachee works toward: steps, progress, comments.",
        "conferences" => "Meetings of coach and coachee, with invitations and private notes.",
        "observations" => "Evidence, scores and feedback of a visit: drafts until they are shared.",
        "rubrics" => "What practice is scored against, in versions.",
        "progress" => "Goals, conferences and scores over time.",
        "learning" => "Courses and workshops.",
        "credentials" => "Licenses and certificates.",
        "personnel" => "A person's employment.",
        "audits" => "Runs of the audit of coaching assignments, and what they found.",
        "reviews" => {
            "Review campaigns over coaching assignments: reviewers, decisions, and what was done."
        }
        "organisation" => "The organization's settings.",
        other => panic!("the tag {other} needs a description"),
    };
    names
        .into_iter()
        .map(|name| json!({"name": name, "description": about(name)}))
        .collect()
}

fn described(
    operation: &Operation,
    describe: fn(&mut Description),
    schemas: &mut SchemaGenerator,
) -> Value {
    let mut description = Description::new(schemas);
    describe(&mut description);
    let mut responses = description.responses;
    for status in problems(
        operation,
        description.body.is_some(),
        &description.parameters,
    ) {
        let response = match status {
            "401" => "Unauthenticated",
            "503" => "Unavailable",
            _ => "Problem",
        };
        responses.insert(
            status.to_owned(),
            json!({"$ref": format!("#/components/responses/{response}")}),
        );
    }
    let mut parameters = description.parameters;
    for parameter in &mut parameters {
        tidy(parameter);
    }
    let mut value = json!({
        "operationId": operation.id.replace('.', "-"),
        "summary": operation.summary,
        "description": access(operation),
        "tags": [operation.resource()],
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(mut body) = description.body {
        tidy(&mut body);
        value["requestBody"] = body;
    }
    if operation.access() == Access::Anyone {
        value["security"] = json!([]);
    }
    value
}

fn access(operation: &Operation) -> &'static str {
    match operation.access() {
        Access::Anyone => "Needs no token.",
        Access::Member => "For users of the organization, within their rights.",
        Access::Administrator => "For administrators.",
    }
}

/// Reads that can answer 409.
const REFUSABLE: [&str; 1] = ["reviews.download_package"];

/// The statuses of the problem documents that an operation can answer with.
fn problems(operation: &Operation, has_body: bool, parameters: &[Value]) -> Vec<&'static str> {
    let mut statuses = Vec::new();
    if operation.access() != Access::Anyone {
        statuses.extend(["401", "403", "404", "503"]);
    }
    let has = |name: &str| parameters.iter().any(|p| p["name"] == name);
    if has_body || has("cursor") {
        statuses.push("400");
    }
    if has_body {
        statuses.extend(["413", "415"]);
    }
    if has("If-Match")
        || operation.method == http::Method::PUT
        || operation.method == http::Method::DELETE
    {
        statuses.push("412");
    }
    if has("If-Match") {
        statuses.push("428");
    }
    if operation.method != http::Method::GET || REFUSABLE.contains(&operation.id) {
        statuses.push("409");
    }
    if has_body || parameters.iter().any(|p| p["in"] != "path") {
        statuses.push("422");
    }
    statuses.push("500");
    statuses
}

/// Removes what isn't valid in OpenAPI: number formats of JSON Schema that it doesn't have, and `$schema`.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let is_number_format = object
                .get("format")
                .and_then(Value::as_str)
                .is_some_and(|f| f.starts_with("uint"));
            if is_number_format {
                object.remove("format");
            }
            object.remove("$schema");
            object.values_mut().for_each(tidy);
        }
        Value::Array(values) => values.iter_mut().for_each(tidy),
        _ => {}
    }
}
