//! The demonstration organisations: Lakeside with 300 people at 8 sites, and Harbor to try isolation
//! with. Made through the API itself, so that nothing in them is there that could not be.

mod practice;

use crate::engine::Result;
use axum::{Router, body::Body};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use lambda_http::{
    aws_lambda_events::apigw::{ApiGatewayRequestAuthorizer, ApiGatewayV2httpRequestContext},
    request::RequestContext,
};
use serde::Serialize;
use serde_json::{Value, json};
use shared::{
    App,
    domain::{Moment, Organisation, OrganisationId, Role, User, UserFields},
    http::Context,
};
use tower::ServiceExt;

/// How many people Lakeside has.
const PEOPLE: usize = 300;
const SITES: [&str; 8] = [
    "District Office",
    "Lakeside High School",
    "Birch Middle School",
    "Cedar Middle School",
    "Heron Elementary School",
    "Juniper Elementary School",
    "Maple Elementary School",
    "Willow Early Learning Center",
];
const TITLES: [&str; 10] = [
    "Kindergarten teacher",
    "Grade 2 teacher",
    "Grade 4 teacher",
    "Grade 5 teacher",
    "Mathematics teacher",
    "Science teacher",
    "English teacher",
    "Special education teacher",
    "Music teacher",
    "Counselor",
];
const GIVEN: [&str; 40] = [
    "Adaeze",
    "Aisha",
    "Alejandro",
    "Amelia",
    "Andrew",
    "Anh",
    "Beatriz",
    "Benjamin",
    "Caleb",
    "Carmen",
    "Charlotte",
    "Chidi",
    "Daniela",
    "David",
    "Deepa",
    "Elena",
    "Elijah",
    "Fatima",
    "Gabriel",
    "Grace",
    "Hannah",
    "Hiroshi",
    "Ibrahim",
    "Isabel",
    "Jamal",
    "Jasmine",
    "José",
    "Katherine",
    "Leila",
    "Liam",
    "Malik",
    "María",
    "Mei",
    "Naomi",
    "Oluwaseun",
    "Priya",
    "Rachel",
    "Seán",
    "Sofía",
    "Zoë",
];
const FAMILY: [&str; 44] = [
    "Abernathy",
    "Adeyemi",
    "Almeida",
    "Bergström",
    "Blackwood",
    "Castellanos",
    "Chowdhury",
    "Delacroix",
    "Donovan",
    "Eriksen",
    "Fitzgerald",
    "Fontaine",
    "García López",
    "Goldstein",
    "Gutierrez",
    "Hamilton",
    "Hernández",
    "Ishikawa",
    "Jefferson",
    "Kowalski",
    "Lindqvist",
    "MacGregor",
    "Mbeki",
    "McAllister",
    "Montgomery",
    "Nakamura",
    "Nguyễn",
    "O’Neil",
    "Okonkwo",
    "Papadopoulos",
    "Quintero",
    "Ramaswamy",
    "Rosenberg",
    "Sandoval",
    "Schneider",
    "Silva-Santos",
    "Takahashi",
    "Thornton",
    "Underwood",
    "Valdez",
    "Whitfield",
    "Yamamoto",
    "Zapata",
    "Zimmerman",
];

/// Somebody the sign-in page offers.
#[derive(Debug, Serialize)]
pub struct Offered {
    organisation: &'static str,
    email: &'static str,
    name: &'static str,
    title: &'static str,
}

/// The people that the docs name, for the sign-in page.
pub fn offered() -> Vec<Offered> {
    let person = |organisation, email, name, title| Offered { organisation, email, name, title };
    vec![
        person("lakeside", "ava.morgan@lakeside.example", "Ava Morgan", "Director of Professional Learning, administrator"),
        person("lakeside", "thomas.blankenship@lakeside.example", "Thomas Blankenship", "Instructional coach"),
        person("lakeside", "adam.anderson@lakeside.example", "Adam Anderson", "Grade 5 teacher, coached by Thomas Blankenship"),
        person("lakeside", "samantha.adams@lakeside.example", "Samantha Adams", "Mathematics teacher, no coach yet"),
        person("harbor", "noor.haddad@harbor.example", "Noor Haddad", "Superintendent, administrator"),
    ]
}

/// The organisations' ids and names, in the order they are made.
pub const ORGANISATIONS: [(&str, &str); 2] = [("lakeside", "Lakeside School District"), ("harbor", "Harbor Unified Schools")];

pub fn organisations() -> Result<Vec<OrganisationId>> {
    ORGANISATIONS.into_iter().map(|(id, _)| id).map(|name| Ok(OrganisationId::try_from(name.to_owned())?)).collect()
}

/// Makes both organisations in a table that has neither.
pub async fn seed(app: &App) -> Result<()> {
    let [lakeside, harbor] = organisations()?.try_into().map_err(|_| "two organisations")?;
    let contact = "the Office of Professional Learning, learning@lakeside.example";
    let ava = person("Ava", "Morgan", "lakeside.example", "Director of Professional Learning", SITES[0]);
    let now = app.clock.now();
    let lakeside = Seeder::found(app, Organisation::new(lakeside, ORGANISATIONS[0].1, contact, now), ava).await?;
    seed_lakeside(&lakeside, now).await?;

    let contact = "the superintendent’s office, office@harbor.example";
    let noor = person("Noor", "Haddad", "harbor.example", "Superintendent", "Harbor Central Office");
    let harbor = Seeder::found(app, Organisation::new(harbor, ORGANISATIONS[1].1, contact, app.clock.now()), noor).await?;
    let coach = harbor.create(&person("Marta", "Kowalczyk", "harbor.example", "Instructional coach", "Harbor High School")).await?;
    let teacher = harbor.create(&person("Adam", "Anderson", "harbor.example", "Science teacher", "Harbor High School")).await?;
    harbor.send(Method::PUT, &format!("/users/{}/coach-status", coach.id), json!({})).await?;
    harbor.send(Method::PUT, &format!("/users/{}/coachees/{}", coach.id, teacher.id), json!({})).await?;
    Ok(())
}

/// The named people, then as many others; every twelfth is a coach with up to nine coachees.
async fn seed_lakeside(lakeside: &Seeder, now: Moment) -> Result<()> {
    let domain = "lakeside.example";
    let thomas = lakeside.create(&person("Thomas", "Blankenship", domain, "Instructional coach", SITES[4])).await?;
    let adam = lakeside.create(&person("Adam", "Anderson", domain, "Grade 5 teacher", SITES[4])).await?;
    lakeside.create(&person("Samantha", "Adams", domain, "Mathematics teacher", SITES[1])).await?;
    lakeside.send(Method::PUT, &format!("/users/{}/coach-status", thomas.id), json!({"capacity": 12})).await?;
    lakeside.send(Method::PUT, &format!("/users/{}/coachees/{}", thomas.id, adam.id), json!({"kind": "primary"})).await?;

    let mut others = Vec::new();
    let mut coach: Option<User> = None;
    for number in 0..PEOPLE - 4 {
        let user = lakeside.create(&numbered(number)).await?;
        if number % 12 == 0 {
            lakeside.send(Method::PUT, &format!("/users/{}/coach-status", user.id), json!({})).await?;
            coach = Some(user);
        } else if let Some(coach) = coach.as_ref().filter(|_| number % 12 <= 9 && number % 5 != 0) {
            let kind = if number % 7 == 0 { "secondary" } else { "primary" };
            lakeside.send(Method::PUT, &format!("/users/{}/coachees/{}", coach.id, user.id), json!({"kind": kind})).await?;
        } else if others.len() < 5 {
            lakeside.send(Method::PUT, &format!("/users/{}/coachees/{}", thomas.id, user.id), json!({})).await?;
            others.push(user);
        }
    }
    practice::seed(lakeside, &thomas, &adam, &others, now).await
}

/// The same person for the same number, each with a name of their own.
fn numbered(number: usize) -> UserFields {
    let given = GIVEN[number % GIVEN.len()];
    let family = FAMILY[(number * 7 + number / GIVEN.len()) % FAMILY.len()];
    let title = if number.is_multiple_of(12) { "Instructional coach" } else { TITLES[number % TITLES.len()] };
    person(given, family, "lakeside.example", title, SITES[1 + (number / 12) % (SITES.len() - 1)])
}

fn person(given: &str, family: &str, domain: &str, title: &str, site: &str) -> UserFields {
    let local = shared::domain::find::fold(&format!("{given}.{family}"));
    let local: String = local.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    UserFields {
        email: format!("{local}@{domain}"),
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        preferred_name: None,
        title: Some(title.to_owned()),
        site: Some(site.to_owned()),
        phone: None,
        role: Role::Member,
    }
}

/// Calls operations as somebody: the first administrator, unless told.
struct Seeder {
    router: Router,
    organisation: OrganisationId,
    time_zone: String,
    context: RequestContext,
}

impl Seeder {
    async fn found(app: &App, organisation: Organisation, administrator: UserFields) -> Result<Self> {
        let (id, time_zone) = (organisation.id.clone(), organisation.settings.time_zone.clone());
        let user = functions::found(&app.store, organisation, administrator, app.clock.now()).await.map_err(|e| format!("{e:?}"))?;
        let router = functions::router(app.clone(), &functions::operations());
        let context = context(id.clone(), time_zone.clone(), &user)?;
        Ok(Self { router, organisation: id, time_zone, context })
    }

    /// The same as somebody else.
    fn acting(&self, user: &User) -> Result<Self> {
        let context = context(self.organisation.clone(), self.time_zone.clone(), user)?;
        Ok(Self { router: self.router.clone(), organisation: self.organisation.clone(), time_zone: self.time_zone.clone(), context })
    }

    async fn create(&self, fields: &UserFields) -> Result<User> {
        Ok(serde_json::from_value(self.send(Method::POST, "/users", serde_json::to_value(fields)?).await?)?)
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Result<Value> {
        let request = Request::builder().method(method).uri(format!("/v1{path}")).header("content-type", "application/json");
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

/// What the gateway says of a request of the user's.
fn context(organisation: OrganisationId, time_zone: String, user: &User) -> Result<RequestContext> {
    let (user_id, name, role) = (user.id, user.name(), user.fields.role);
    let known = Context::Known { organisation, user_id, name, role, time_zone, expires_at: i64::MAX };
    let mut gateway = ApiGatewayV2httpRequestContext::default();
    let mut authorizer = ApiGatewayRequestAuthorizer::default();
    authorizer.fields = serde_json::from_value(serde_json::to_value(known)?)?;
    gateway.authorizer = Some(authorizer);
    Ok(RequestContext::ApiGatewayV2(gateway))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn everybody_has_an_email_of_their_own() {
        let emails: HashSet<String> = (0..PEOPLE - 4).map(|n| numbered(n).email).collect();
        assert_eq!(emails.len(), PEOPLE - 4);
    }
}
