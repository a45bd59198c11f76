//! What the route table is made of.

use crate::{App, http::Description};
use axum::routing::MethodRouter;
use http::Method;

/// In front of every path.
pub const BASE_PATH: &str = "/v1";

/// Who may call an operation at all. This describes; what refuses is the `permission::Action` that the
/// operation asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Without a token.
    Anyone,
    /// Every active user of the organisation.
    Member,
    Administrator,
}

/// What an operation does to the table: the actions that its role allows, and no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    Get,
    Query,
    Check,
    Put,
    Update,
    Delete,
}

impl Use {
    pub const ALL: [Self; 6] = [Self::Get, Self::Query, Self::Check, Self::Put, Self::Update, Self::Delete];

    /// The IAM action.
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

/// One line of the route table: an operation, which runs as a Lambda of its own.
#[derive(Clone)]
pub struct Operation {
    /// `resource.operation`: the Lambda's handler, the file's name, the OpenAPI operation id.
    pub id: &'static str,
    pub method: Method,
    /// Below the base path.
    pub path: &'static str,
    pub access: Access,
    pub uses: &'static [Use],
    pub summary: &'static str,
    pub route: fn() -> MethodRouter<App>,
}

/// An operation's id, and what writes its description. Apart from [`Operation`], so that the schemas
/// of all types are no part of the Lambda binary.
pub type Describes = (&'static str, fn(&mut Description));

impl Operation {
    pub fn full_path(&self) -> String {
        format!("{BASE_PATH}{}", self.path)
    }

    /// The resource, which is also the folder it is written in.
    pub fn resource(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }
}

/// Makes the route table. Each line is a method, a path, where the operation is written, who may
/// call it, and what it does to the table; its doc comment is the summary.
#[macro_export]
macro_rules! operations {
    ($(#[doc = $summary:literal] $method:ident $path:literal $resource:ident::$name:ident $access:ident [$($use:ident)*];)*) => {
        /// All operations, in the order of the table.
        pub fn operations() -> Vec<$crate::operation::Operation> {
            vec![$($crate::operation::Operation {
                id: concat!(stringify!($resource), ".", stringify!($name)),
                method: $crate::operations!(@method $method),
                path: $path,
                access: $crate::operation::Access::$access,
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
    (@method get) => { http::Method::GET };
    (@method post) => { http::Method::POST };
    (@method put) => { http::Method::PUT };
    (@method patch) => { http::Method::PATCH };
    (@method delete) => { http::Method::DELETE };
}
