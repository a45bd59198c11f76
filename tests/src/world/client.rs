//! Requests to the API as somebody, and the answers with the assertions that tests make on them.

use super::{Person, World};
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use local::gateway::RequestId;
use serde_json::Value;
use tower::ServiceExt;

/// An answer of the API.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: bytes::Bytes,
    /// The bytes as JSON; null when they aren't JSON.
    pub body: Value,
}

impl Answer {
    /// Asserts the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(&self.bytes)
        );
        self
    }

    /// Asserts a problem document of this status and type.
    #[track_caller]
    pub fn refused(self, status: u16, kind: &str) -> Self {
        let answer = self.is(status);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(
            answer.body["type"],
            format!("/problems/{kind}"),
            "{}",
            answer.body
        );
        assert_eq!(answer.body["status"], status);
        answer
    }

    /// Asserts a validation problem whose first error is at this pointer.
    #[track_caller]
    pub fn refused_field(self, pointer: &str) -> Self {
        let answer = self.refused(422, "invalid");
        assert_eq!(
            answer.body["errors"][0]["pointer"], pointer,
            "{}",
            answer.body
        );
        answer
    }

    pub fn etag(&self) -> String {
        self.headers["etag"].to_str().unwrap().to_owned()
    }

    /// The id of the record in the body.
    #[track_caller]
    pub fn id(&self) -> &str {
        super::id(&self.body)
    }

    /// The body as text, such as a file's.
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.to_vec()).unwrap()
    }

    #[track_caller]
    pub fn items(&self) -> &Vec<Value> {
        self.body["items"]
            .as_array()
            .unwrap_or_else(|| panic!("no list: {}", self.body))
    }

    /// The names of the people in a list.
    pub fn names(&self) -> Vec<&str> {
        self.items()
            .iter()
            .map(|item| {
                item["user"]["name"]
                    .as_str()
                    .or(item["name"].as_str())
                    .unwrap()
            })
            .collect()
    }
}

/// One request as somebody, before it is sent.
pub struct Client<'a> {
    world: &'a World,
    token: Option<&'a str>,
    headers: Vec<(&'static str, String)>,
    request_id: Option<String>,
}

impl World {
    /// As the administrator.
    pub fn ava(&self) -> Client<'_> {
        self.as_person(&self.ava)
    }

    pub fn as_person<'a>(&'a self, person: &'a Person) -> Client<'a> {
        self.with_token(&person.token)
    }

    pub fn with_token<'a>(&'a self, token: &'a str) -> Client<'a> {
        Client {
            token: Some(token),
            ..self.anonymous()
        }
    }

    pub fn anonymous(&self) -> Client<'_> {
        Client {
            world: self,
            token: None,
            headers: Vec::new(),
            request_id: None,
        }
    }

    /// The items of all pages of a list, as the administrator.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        self.pages(&self.ava, path)
            .await
            .iter()
            .flat_map(|page| page.items().clone())
            .collect()
    }

    /// The pages of a list, as somebody.
    pub async fn pages(&self, person: &Person, path: &str) -> Vec<Answer> {
        let mut pages = Vec::new();
        let mut cursor = String::new();
        let first = if path.contains('?') { '&' } else { '?' };
        loop {
            let page = self
                .as_person(person)
                .get(&format!("{path}{cursor}"))
                .await
                .is(200);
            let next = page.body["next_cursor"]
                .as_str()
                .map(|next| format!("{first}cursor={next}"));
            pages.push(page);
            let Some(next) = next else { return pages };
            cursor = next;
        }
    }

    /// Posts a record to its list and returns the record's path.
    pub async fn create(&self, person: &Person, list: &str, record: Value) -> String {
        let made = self.as_person(person).post(list, record).await.is(201);
        format!("{list}/{}", made.id())
    }
}

impl Client<'_> {
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sets the request id, so that two answers can be equal to the byte.
    pub fn request_id(mut self, id: &str) -> Self {
        self.request_id = Some(id.to_owned());
        self
    }

    pub async fn get(self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty()).await
    }

    pub async fn delete(self, path: &str) -> Answer {
        self.send(Method::DELETE, path, Body::empty()).await
    }

    pub async fn post(self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, body).await
    }

    pub async fn put(self, path: &str, body: Value) -> Answer {
        self.json(Method::PUT, path, body).await
    }

    pub async fn patch(self, path: &str, body: Value) -> Answer {
        self.json(Method::PATCH, path, body).await
    }

    pub async fn json(self, method: Method, path: &str, body: Value) -> Answer {
        self.header("content-type", "application/json")
            .send(method, path, Body::from(body.to_string()))
            .await
    }

    pub async fn send(self, method: Method, path: &str, body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/v1{path}"));
        if let Some(token) = self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(body).unwrap();
        if let Some(id) = self.request_id {
            request.extensions_mut().insert(RequestId(id));
        }
        let response = self.world.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
            body,
        }
    }
}
