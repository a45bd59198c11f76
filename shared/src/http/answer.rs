//! The answers of handlers: status, headers and body.

use super::{Describe, Description};
use crate::domain::{
    Assignment, Audit, Comment, EvidenceLine, Organisation, Personnel, PrivateNotes, ProgressEntry,
    Record, Review, ReviewItem, Rubric, User,
};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use std::marker::PhantomData;

/// A resource with a version, which is sent as its `ETag`.
pub trait Versioned {
    /// The version, as a number that rises with each change.
    fn version(&self) -> u64;
}

impl<R: Record> Versioned for R {
    fn version(&self) -> u64 {
        self.stamp().version
    }
}

macro_rules! versioned {
    ($($resource:ident $($version:ident).+;)*) => {$(
        impl Versioned for $resource {
            fn version(&self) -> u64 {
                self.$($version).+
            }
        }
    )*};
}

/// The version rises with each shard that is done.
impl Versioned for Audit {
    fn version(&self) -> u64 {
        u64::from(self.shards_done) + 1
    }
}

versioned! {
    User version;
    Organisation version;
    Assignment version;
    Personnel version;
    Review version;
    ReviewItem version;
    PrivateNotes version;
    Rubric stamp.version;
    ProgressEntry stamp.version;
    Comment stamp.version;
    EvidenceLine stamp.version;
}

/// 200 with a resource that was found or changed.
#[derive(Debug)]
pub struct Found<T>(pub T);

/// 200 with something computed, which has no version.
#[derive(Debug)]
pub struct Shown<T>(pub T);

/// 200 with a file of the kind `K`.
#[derive(Debug)]
pub struct File<K> {
    name: String,
    content: Vec<u8>,
    kind: PhantomData<K>,
}

impl<K> File<K> {
    /// A file with this name and content.
    pub fn new(name: String, content: impl Into<Vec<u8>>) -> Self {
        Self {
            name,
            content: content.into(),
            kind: PhantomData,
        }
    }
}

/// What a file is, and its description in OpenAPI.
pub trait FileKind {
    /// The media type.
    const MEDIA_TYPE: &'static str;
    /// The description.
    const DESCRIPTION: &'static str;
}

/// An invitation for calendars.
#[derive(Debug)]
pub struct Calendar;

impl FileKind for Calendar {
    const MEDIA_TYPE: &'static str = "text/calendar";
    const DESCRIPTION: &'static str = "The invitation.";
}

/// Lines for a spreadsheet.
#[derive(Debug)]
pub struct Csv;

impl FileKind for Csv {
    const MEDIA_TYPE: &'static str = "text/csv";
    const DESCRIPTION: &'static str = "The lines; the first one names the columns.";
}

/// Several files in one.
#[derive(Debug)]
pub struct Zip;

impl FileKind for Zip {
    const MEDIA_TYPE: &'static str = "application/zip";
    const DESCRIPTION: &'static str = "The files.";
}

/// 201 with a new resource and its location.
#[derive(Debug)]
pub struct Created<T> {
    /// The path below the base path.
    pub location: String,
    /// The new resource.
    pub resource: T,
}

/// The answer to a `PUT` of a relationship.
#[derive(Debug)]
pub enum Put<T> {
    /// 201: it is new.
    Made(T),
    /// 200: it existed already.
    WasThere(T),
}

/// 200 with one page of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ListOf{T}", extend("required" = ["items", "next_cursor"]))]
pub struct Listed<T> {
    /// The items of the page.
    pub items: Vec<T>,
    /// Send it as `cursor` to get the next page; null at the end. A page may be shorter than `limit` and
    /// still not be the last.
    pub next_cursor: Option<String>,
}

/// 204: done, without a body.
#[derive(Debug)]
pub struct NoContent;

pub(super) fn etag(version: u64) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{version}\"")).ok()
}

fn with_etag<T: Serialize>(status: StatusCode, resource: &T, version: Option<u64>) -> Response {
    let mut response = (status, axum::Json(resource)).into_response();
    if let Some(tag) = version.and_then(etag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

impl<T: Serialize + Versioned> IntoResponse for Found<T> {
    fn into_response(self) -> Response {
        with_etag(StatusCode::OK, &self.0, Some(self.0.version()))
    }
}

impl<T: Serialize> IntoResponse for Shown<T> {
    fn into_response(self) -> Response {
        with_etag(StatusCode::OK, &self.0, None)
    }
}

impl<K: FileKind> IntoResponse for File<K> {
    fn into_response(self) -> Response {
        let disposition = format!("attachment; filename=\"{}\"", self.name);
        let is_text = K::MEDIA_TYPE.starts_with("text/");
        let media_type = if is_text {
            format!("{}; charset=utf-8", K::MEDIA_TYPE)
        } else {
            K::MEDIA_TYPE.to_owned()
        };
        (
            [
                (header::CONTENT_TYPE, media_type),
                (header::CONTENT_DISPOSITION, disposition),
            ],
            self.content,
        )
            .into_response()
    }
}

impl<T: Serialize + Versioned> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = with_etag(
            StatusCode::CREATED,
            &self.resource,
            Some(self.resource.version()),
        );
        if let Ok(location) =
            HeaderValue::from_str(&format!("{}{}", super::BASE_PATH, self.location))
        {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

impl<T: Serialize + Versioned> IntoResponse for Put<T> {
    fn into_response(self) -> Response {
        match self {
            Self::Made(resource) => {
                with_etag(StatusCode::CREATED, &resource, Some(resource.version()))
            }
            Self::WasThere(resource) => {
                with_etag(StatusCode::OK, &resource, Some(resource.version()))
            }
        }
    }
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        with_etag(StatusCode::OK, &self, None)
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl<T: JsonSchema> Describe for Found<T> {
    fn describe(operation: &mut Description) {
        operation.answers::<T>(200, "The resource.", &["ETag"]);
    }
}

impl<T: JsonSchema> Describe for Shown<T> {
    fn describe(operation: &mut Description) {
        operation.answers::<T>(200, "The result.", &[]);
    }
}

impl<K: FileKind> Describe for File<K> {
    fn describe(operation: &mut Description) {
        operation.answers_a_file(K::MEDIA_TYPE, K::DESCRIPTION);
    }
}

impl<T: JsonSchema> Describe for Created<T> {
    fn describe(operation: &mut Description) {
        operation.answers::<T>(201, "The new resource.", &["ETag", "Location"]);
    }
}

impl<T: JsonSchema> Describe for Put<T> {
    fn describe(operation: &mut Description) {
        operation.answers::<T>(201, "It was created.", &["ETag"]);
        operation.answers::<T>(200, "It existed already.", &["ETag"]);
    }
}

impl<T: JsonSchema> Describe for Listed<T> {
    fn describe(operation: &mut Description) {
        operation.answers::<Self>(200, "One page of the list.", &[]);
    }
}

impl Describe for NoContent {
    fn describe(operation: &mut Description) {
        operation.answers_nothing();
    }
}
