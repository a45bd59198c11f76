//! The HTTP edge: what a handler's arguments can be, and how its result becomes an answer.
//!
//! A handler's signature is also its documentation: each extractor and each answer describes itself for openapi.json
//! ([`Describe`]).

mod answer;
mod app;
mod body;
mod caller;
mod csv;
mod describe;
mod edge;
mod paging;
mod params;
pub mod problem;
mod strict;

pub use answer::{
    Calendar, Created, Csv, File, FileKind, Found, Listed, NoContent, Put, Shown, Versioned, Zip,
};
pub use app::App;
pub use body::{Json, JsonOrEmpty, MAX_BODY, MergePatch, Once};
pub use caller::{Context, Refused};
pub use csv::{csv, cut};
pub use describe::{Describe, DescribeHandler, Description};
pub use edge::edge;
pub use paging::{DEFAULT_LIMIT, MAX_LIMIT, Paging, Seal};
pub use params::{IfMatch, MustMatch, Path, Query};

/// What every path of the API begins with.
pub const BASE_PATH: &str = "/v1";
