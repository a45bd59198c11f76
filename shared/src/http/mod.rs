//! The HTTP edge: what a handler's signature may name, and how its result becomes an answer.

mod answer;
mod body;
mod caller;
mod csv;
mod describe;
mod edge;
mod paging;
mod params;
pub mod problem;

pub use answer::{Calendar, Created, Csv, File, Found, Listed, NoContent, Put, Shown, Versioned, Zip};
pub use body::{Json, JsonOrEmpty, MAX_BODY, MergePatch, Once};
pub use caller::{Context, Refused};
pub use csv::csv;
pub use describe::{Describe, DescribeHandler, Description};
pub use edge::edge;
pub use paging::{DEFAULT_LIMIT, MAX_LIMIT, Paging, Seal};
pub use params::{IfMatch, MustMatch, Path, Query};
