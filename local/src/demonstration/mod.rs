//! The demonstration organizations: Lakeside with 300 people at 8 sites, and Harbor to try isolation with. They are made
//! through the API itself, so they contain nothing that a user couldn't have made.

mod people;
mod practice;
mod rubric;

use crate::engine::Result;
use axum::{Router, body::Body};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use lambda_http::{
    aws_lambda_events::apigw::{ApiGatewayRequestAuthorizer, ApiGatewayV2httpRequestContext},
    request::RequestContext,
};
use people::{PEOPLE, SITES, numbered, person};
use serde::Serialize;
use serde_json::{Value, json};
use shared::{
    App,
    domain::{Moment, Organisation, OrganisationId, User, UserFields},
    http::Context,
};
use tower::ServiceExt;

/// A person that the sign-in page offers.
#[derive(Debug, Serialize)]
pub struct Offered {
    organisation: &'static str,
    email: &'static str,
    name: &'static str,
    title: &'static str,
}

/// The people that the docs name, for the sign-in page.
pub fn offered() -> Vec<Offered> {
    let person = |organisation, email, name, title| Offered {
        organisation,
        email,
        name,
        title,
    };
    vec![
        person(
            "lakeside",
            "ava.morgan@lakeside.example",
            "Ava Morgan",
            "Director of Professional Learning, administrator",
        ),
        person(
            "lakeside",
            "thomas.blankenship@lakeside.example",
            "Thomas Blankenship",
            "Instructional coach",
        ),
        person(
            "lakeside",
            "adam.anderson@lakeside.example",
            "Adam Anderson",
            "Grade 5 teacher, coached by Thomas Blankenship",
        ),
        person(
            "lakeside",
            "samantha.adams@lakeside.example",
            "Samantha Adams",
            "Mathematics teacher, no coach yet",
        ),
        person(
            "harbor",
            "noor.haddad@harbor.example",
            "Noor Haddad",
            "Superintendent, administrator",
        ),
    ]
}

/// The organizations' ids and names, in the order in which they are created.
pub const ORGANISATIONS: [(&str, &str); 2] = [
    ("lakeside", "Lakeside School District"),
    ("harbor", "Harbor Unified Schools"),
];

/// The organizations' ids.
pub fn organisations() -> Result<Vec<OrganisationId>> {
    ORGANISATIONS
        .into_iter()
        .map(|(id, _)| id)
        .map(|name| Ok(OrganisationId::try_from(name.to_owned())?))
        .collect()
}

/// Creates both organizations in an empty table.
pub async fn seed(app: &App) -> Result<()> {
    let [lakeside, harbor] = organisations()?
        .try_into()
        .map_err(|_| "two organizations")?;
    let contact = "the Office of Professional Learning, learning@lakeside.example";
    let ava = person(
        "Ava",
        "Morgan",
        "lakeside.example",
        "Director of Professional Learning",
        SITES[0],
    );
    let now = app.clock.now();
    let lakeside = Seeder::found(
        app,
        Organisation::new(lakeside, ORGANISATIONS[0].1, contact, now),
        ava,
    )
    .await?;
    seed_lakeside(&lakeside, now).await?;

    let contact = "the superintendent’s office, office@harbor.example";
    let noor = person(
        "Noor",
        "Haddad",
        "harbor.example",
        "Superintendent",
        "Harbor Central Office",
    );
    let harbor = Seeder::found(
        app,
        Organisation::new(harbor, ORGANISATIONS[1].1, contact, app.clock.now()),
        noor,
    )
    .await?;
    let coach = harbor
        .create(&person(
            "Marta",
            "Kowalczyk",
            "harbor.example",
            "Instructional coach",
            "Harbor High School",
        ))
        .await?;
    let teacher = harbor
        .create(&person(
            "Adam",
            "Anderson",
            "harbor.example",
            "Science teacher",
            "Harbor High School",
        ))
        .await?;
    harbor
        .send(
            Method::PUT,
            &format!("/users/{}/coach-status", coach.id),
            json!({}),
        )
        .await?;
    harbor
        .send(
            Method::PUT,
            &format!("/users/{}/coachees/{}", coach.id, teacher.id),
            json!({}),
        )
        .await?;
    Ok(())
}

/// The named people, then as many others as needed; every twelfth is a coach with up to nine coachees.
async fn seed_lakeside(lakeside: &Seeder, now: Moment) -> Result<()> {
    let domain = "lakeside.example";
    let thomas = lakeside
        .create(&person(
            "Thomas",
            "Blankenship",
            domain,
            "Instructional coach",
            SITES[4],
        ))
        .await?;
    let adam = lakeside
        .create(&person(
            "Adam",
            "Anderson",
            domain,
            "Grade 5 teacher",
            SITES[4],
        ))
        .await?;
    lakeside
        .create(&person(
            "Samantha",
            "Adams",
            domain,
            "Mathematics teacher",
            SITES[1],
        ))
        .await?;
    lakeside
        .send(
            Method::PUT,
            &format!("/users/{}/coach-status", thomas.id),
            json!({"capacity": 12}),
        )
        .await?;
    lakeside
        .send(
            Method::PUT,
            &format!("/users/{}/coachees/{}", thomas.id, adam.id),
            json!({"kind": "primary"}),
        )
        .await?;

    let mut others = Vec::new();
    let mut coach: Option<User> = None;
    for number in 0..PEOPLE - 4 {
        let user = lakeside.create(&numbered(number)).await?;
        if number % 12 == 0 {
            lakeside
                .send(
                    Method::PUT,
                    &format!("/users/{}/coach-status", user.id),
                    json!({}),
                )
                .await?;
            coach = Some(user);
        } else if let Some(coach) = coach
            .as_ref()
            .filter(|_| number % 12 <= 9 && number % 5 != 0)
        {
            let kind = if number % 7 == 0 {
                "secondary"
            } else {
                "primary"
            };
            lakeside
                .send(
                    Method::PUT,
                    &format!("/users/{}/coachees/{}", coach.id, user.id),
                    json!({"kind": kind}),
                )
                .await?;
        } else if others.len() < 5 {
            lakeside
                .send(
                    Method::PUT,
                    &format!("/users/{}/coachees/{}", thomas.id, user.id),
                    json!({}),
                )
                .await?;
            others.push(user);
        }
    }
    practice::seed(lakeside, &thomas, &adam, &others, now).await
}

/// Calls operations as a user: the first administrator, unless `acting` changes that.
struct Seeder {
    router: Router,
    organisation: OrganisationId,
    time_zone: String,
    context: RequestContext,
}

impl Seeder {
    async fn found(
        app: &App,
        organisation: Organisation,
        administrator: UserFields,
    ) -> Result<Self> {
        let (id, time_zone) = (
            organisation.id.clone(),
            organisation.settings.time_zone.clone(),
        );
        let user = functions::found(&app.store, organisation, administrator, app.clock.now())
            .await
            .map_err(|e| format!("{e:?}"))?;
        let router = functions::router(app.clone(), &functions::operations());
        let context = context(id.clone(), time_zone.clone(), &user)?;
        Ok(Self {
            router,
            organisation: id,
            time_zone,
            context,
        })
    }

    /// The same as another user.
    fn acting(&self, user: &User) -> Result<Self> {
        let context = context(self.organisation.clone(), self.time_zone.clone(), user)?;
        Ok(Self {
            router: self.router.clone(),
            organisation: self.organisation.clone(),
            time_zone: self.time_zone.clone(),
            context,
        })
    }

    async fn create(&self, fields: &UserFields) -> Result<User> {
        Ok(serde_json::from_value(
            self.send(Method::POST, "/users", serde_json::to_value(fields)?)
                .await?,
        )?)
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Result<Value> {
        let request = Request::builder()
            .method(method)
            .uri(format!("/v1{path}"))
            .header("content-type", "application/json");
        let mut request = request.body(Body::from(body.to_string()))?;
        request.extensions_mut().insert(self.context.clone());
        let response = self.router.clone().oneshot(request).await?;
        let status = response.status();
        let bytes = response.into_body().collect().await?.to_bytes();
        if status != StatusCode::OK && status != StatusCode::CREATED {
            return Err(format!("{path}: {status}: {}", String::from_utf8_lossy(&bytes)).into());
        }
        Ok(serde_json::from_slice(&bytes)?)
    }
}

/// The context that the gateway passes on with a request of this user.
fn context(organisation: OrganisationId, time_zone: String, user: &User) -> Result<RequestContext> {
    let (user_id, name, role) = (user.id, user.name(), user.fields.role);
    let known = Context::Known {
        organisation,
        user_id,
        name,
        role,
        time_zone,
        expires_at: i64::MAX,
    };
    let mut gateway = ApiGatewayV2httpRequestContext::default();
    let mut authorizer = ApiGatewayRequestAuthorizer::default();
    authorizer.fields = serde_json::from_value(serde_json::to_value(known)?)?;
    gateway.authorizer = Some(authorizer);
    Ok(RequestContext::ApiGatewayV2(gateway))
}
