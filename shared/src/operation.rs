//! What the route table and the table of workers are made of. Both are in `functions/src/lib.rs`; routes, roles,
//! alarms and openapi.json are generated from them.

use crate::{
    domain::{Error, Result},
    http::{App, Description},
    permission::Action,
    table::StreamRecord,
};
use axum::routing::MethodRouter;
use http::Method;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub use crate::http::BASE_PATH;

/// Who may call an operation at all, derived from the action in its line of the route table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone; no token is needed.
    Anyone,
    /// Every active user of the organization.
    Member,
    /// Active administrators.
    Administrator,
}

/// What an operation or a worker does to the table. Its role allows these actions and no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Reads an item, alone or in a transaction: also how a right is proved.
    Get,
    /// Reads a list.
    Query,
    /// Checks a condition on an item that it doesn't write.
    Check,
    /// Writes a whole item.
    Put,
    /// Changes attributes of an item.
    Update,
    /// Deletes an item.
    Delete,
}

impl Use {
    /// Every use.
    pub const ALL: [Self; 6] = [
        Self::Get,
        Self::Query,
        Self::Check,
        Self::Put,
        Self::Update,
        Self::Delete,
    ];

    /// The IAM action that allows it.
    pub fn iam_action(self) -> &'static str {
        match self {
            Self::Get => "dynamodb:GetItem",
            Self::Query => "dynamodb:Query",
            Self::Check => "dynamodb:ConditionCheckItem",
            Self::Put => "dynamodb:PutItem",
            Self::Update => "dynamodb:UpdateItem",
            Self::Delete => "dynamodb:DeleteItem",
        }
    }
}

/// Which items a permission is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Items {
    /// Items of organizations: partition keys that begin with `ORG#`.
    OfOrganisations,
    /// Identity links and providers' keys: partition keys that begin with `IDP#`.
    OfIdentities,
    /// Items of organizations, read from the index.
    InIndex,
}

/// One use of one kind of item: what a role allows, and what the tests measure.
pub type Grant = (Use, Items);

/// A function without a route: it is called by the gateway, the table's stream, the schedule or an
/// operator.
#[derive(Clone, Copy, Debug)]
pub struct Worker {
    /// `group.worker`: the Lambda's handler and the file's name.
    pub id: &'static str,
    /// What it does, for docs/workers.md.
    pub summary: &'static str,
    /// What calls it.
    pub driver: Driver,
    /// What it does to items of organizations.
    pub uses: &'static [Use],
    /// What else its role allows.
    pub more: &'static [More],
}

/// What calls a worker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Driver {
    /// The gateway, before each operation.
    Gateway,
    /// The table's stream, with these records.
    Stream(Records),
    /// EventBridge, with this schedule expression.
    Schedule(&'static str),
    /// An operator, by hand.
    Operator,
}

/// What a worker's role allows besides items of organizations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum More {
    /// The same uses of identity links and providers' keys.
    Identities,
    /// Queries of the index.
    Index,
    /// Sending mail from the configured address.
    Mail,
}

/// Which records of the stream a worker receives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Records {
    /// New items with sort keys that begin with this.
    New(&'static str),
    /// Pending items (`waits`) with sort keys that begin with this.
    WaitingBelow(&'static str),
    /// Pending items with exactly this sort key.
    WaitingAt(&'static str),
}

impl Worker {
    /// Whether its role allows this as well.
    pub fn has(&self, more: More) -> bool {
        self.more.contains(&more)
    }

    /// What its role allows on the table.
    pub fn grants(&self) -> BTreeSet<Grant> {
        let mut grants = grants(self.uses);
        if self.has(More::Identities) {
            grants.extend(self.uses.iter().map(|it| (*it, Items::OfIdentities)));
        }
        if self.has(More::Index) {
            grants.insert((Use::Query, Items::InIndex));
        }
        grants
    }
}

/// These uses of items of organizations.
fn grants(uses: &[Use]) -> BTreeSet<Grant> {
    uses.iter()
        .map(|it| (*it, Items::OfOrganisations))
        .collect()
}

impl Records {
    /// The filter pattern of Lambda's event source mapping.
    pub fn pattern(self) -> Value {
        match self {
            Self::New(begins) => {
                json!({"dynamodb": {"Keys": {"sk": {"S": [{"prefix": begins}]}}}, "eventName": ["INSERT"]})
            }
            Self::WaitingBelow(begins) => json!({"dynamodb": {
                "Keys": {"sk": {"S": [{"prefix": begins}]}}, "NewImage": {"waits": {"BOOL": [true]}},
            }}),
            Self::WaitingAt(key) => {
                json!({"dynamodb": {"Keys": {"sk": {"S": [key]}}, "NewImage": {"waits": {"BOOL": [true]}}}})
            }
        }
    }

    /// Whether a record passes the filter.
    pub fn has(self, record: &StreamRecord) -> bool {
        match self {
            Self::New(begins) => record.is_new() && record.sort_key().starts_with(begins),
            Self::WaitingBelow(begins) => record.waits() && record.sort_key().starts_with(begins),
            Self::WaitingAt(key) => record.waits() && record.sort_key() == key,
        }
    }
}

/// One line of the route table: an operation, which runs as its own Lambda function.
#[derive(Clone)]
pub struct Operation {
    /// `resource.operation`: the Lambda's handler, the file's name and the operation id in OpenAPI.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below [`BASE_PATH`].
    pub path: &'static str,
    /// What the caller must have the right to do; none where no token is needed. This is a description: the
    /// operation itself proves the right, and the authorization matrix compares the two.
    pub action: Option<Action>,
    /// What it does to the table.
    pub uses: &'static [Use],
    /// What it does, for openapi.json.
    pub summary: &'static str,
    /// Its route, with the handler.
    pub route: fn() -> MethodRouter<App>,
}

/// An operation's id, and the function that writes its description. Separate from [`Operation`], so that
/// the schemas of all types aren't linked into the Lambda binary.
pub type Describes = (&'static str, fn(&mut Description));

impl Operation {
    /// The path with [`BASE_PATH`].
    pub fn full_path(&self) -> String {
        format!("{BASE_PATH}{}", self.path)
    }

    /// Who may call it.
    pub fn access(&self) -> Access {
        match self.action {
            None => Access::Anyone,
            Some(action) if action.is_for_administrators_alone() => Access::Administrator,
            Some(_) => Access::Member,
        }
    }

    /// What its role allows on the table.
    pub fn grants(&self) -> BTreeSet<Grant> {
        grants(self.uses)
    }

    /// The resource, which is also the folder of its file.
    pub fn resource(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }
}

/// Makes the route table. Each line is a method, a path, the module of the operation, the action that the caller
/// must have the right to (or `Anyone`), and what it does to the table. Its doc comment is the summary.
#[macro_export]
macro_rules! operations {
    ($(#[doc = $summary:literal] $method:ident $path:literal $resource:ident::$name:ident $action:ident [$($use:ident)*];)*) => {
        /// All operations, in the order of the table.
        pub fn operations() -> Vec<$crate::operation::Operation> {
            vec![$($crate::operation::Operation {
                id: concat!(stringify!($resource), ".", stringify!($name)),
                method: $crate::operations!(@method $method),
                path: $path,
                action: $crate::operations!(@action $action),
                uses: &[$($crate::operation::Use::$use),*],
                summary: $summary.trim_ascii(),
                route: || axum::routing::$method($resource::$name::handle),
            }),*]
        }

        /// How each operation is described in OpenAPI, in the order of the table.
        pub fn descriptions() -> Vec<$crate::operation::Describes> {
            vec![$((
                concat!(stringify!($resource), ".", stringify!($name)),
                |operation: &mut $crate::http::Description| {
                    $crate::http::DescribeHandler::describe(&$resource::$name::handle, operation)
                },
            )),*]
        }
    };
    (@action Anyone) => { None };
    (@action $action:ident) => { Some($crate::permission::Action::$action) };
    (@method get) => { http::Method::GET };
    (@method post) => { http::Method::POST };
    (@method put) => { http::Method::PUT };
    (@method patch) => { http::Method::PATCH };
    (@method delete) => { http::Method::DELETE };
}

/// Makes the table of workers, `WORKERS`, and the function `run` that runs one. Each line is the module of the
/// worker, what drives it, what it does to the table, and what else its role allows. Its doc comment is the
/// summary.
#[macro_export]
macro_rules! workers {
    ($first:ident, $context:ty; $(#[doc = $summary:literal] $group:ident::$name:ident, $driver:expr, [$($use:ident)*], [$($more:ident)*];)*) => {
        /// Every function without a route.
        pub const WORKERS: &[$crate::operation::Worker] = {
            use $crate::operation::{Driver::*, Records::*};
            &[$first, $($crate::operation::Worker {
                id: concat!(stringify!($group), ".", stringify!($name)),
                summary: $summary.trim_ascii(),
                driver: $driver,
                uses: &[$($crate::operation::Use::$use),*],
                more: &[$($crate::operation::More::$more),*],
            }),*]
        };

        /// Runs a worker on an event, and returns its answer.
        pub async fn run(
            worker: &$crate::operation::Worker,
            context: &$context,
            event: serde_json::Value,
        ) -> $crate::domain::Result<serde_json::Value> {
            match worker.id {
                $(concat!(stringify!($group), ".", stringify!($name)) => {
                    let answer = $group::$name::handle(context, $crate::operation::parse_event(event)?).await?;
                    $crate::operation::to_answer(&answer)
                })*
                other => Err($crate::domain::Error::Internal(format!("{other} doesn't run on events"))),
            }
        }
    };
}

/// A worker's event, as the type that it takes.
///
/// # Errors
/// `Internal` for an event of another form.
pub fn parse_event<E: DeserializeOwned>(event: Value) -> Result<E> {
    serde_json::from_value(event)
        .map_err(|e| Error::Internal(format!("the event can't be parsed: {e}")))
}

/// A worker's answer as JSON.
///
/// # Errors
/// `Internal` when it can't be converted.
pub fn to_answer(answer: &impl Serialize) -> Result<Value> {
    serde_json::to_value(answer).map_err(|e| Error::Internal(e.to_string()))
}
