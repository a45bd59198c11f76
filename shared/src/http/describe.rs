//! How extractors and answers describe themselves for openapi.json.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// An extractor or an answer that describes itself in OpenAPI. A handler's description is the sum of its
/// parts'.
pub trait Describe {
    /// Adds its part to the description.
    fn describe(operation: &mut Description);
}

/// A handler, described by its arguments and its result.
pub trait DescribeHandler<Args> {
    /// Adds the parts of all arguments and of the result.
    fn describe(&self, operation: &mut Description);
}

/// The OpenAPI description of one operation, while it is built.
pub struct Description<'a> {
    schemas: &'a mut SchemaGenerator,
    /// Parameters of path, query and headers.
    pub parameters: Vec<Value>,
    /// The request body, if there is one.
    pub body: Option<Value>,
    /// The responses of success, by status.
    pub responses: Map<String, Value>,
    /// Whether it has a caller, and so needs a token.
    pub has_caller: bool,
}

impl<'a> Description<'a> {
    /// An empty description that adds its schemas to these.
    pub fn new(schemas: &'a mut SchemaGenerator) -> Self {
        Self {
            schemas,
            parameters: Vec::new(),
            body: None,
            responses: Map::new(),
            has_caller: false,
        }
    }

    /// Marks that the operation needs a token.
    pub fn needs_a_token(&mut self) {
        self.has_caller = true;
    }

    /// Each field of `T` as a parameter in `place`: `path` or `query`.
    pub fn parameters<T: JsonSchema>(&mut self, place: &str) {
        let schema = inlined::<T>();
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        // By name: the order of the map depends on the features of the build.
        let properties: BTreeMap<_, _> = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .collect();
        for (name, property) in properties {
            let mut property = without_null(property.clone());
            let description = property
                .as_object_mut()
                .and_then(|p| p.remove("description"));
            let mut parameter = json!({"name": name, "in": place, "required": place == "path" || required.contains(&name.as_str()), "schema": property});
            if let Some(description) = description {
                parameter["description"] = description;
            }
            self.parameters.push(parameter);
        }
    }

    /// A header with this pattern.
    pub fn header(&mut self, name: &str, description: &str, required: bool, pattern: &str) {
        let schema = json!({"type": "string", "pattern": pattern});
        self.parameters.push(json!({"name": name, "in": "header", "required": required, "description": description, "schema": schema}));
    }

    /// A request body of the type `T`.
    pub fn takes<T: JsonSchema>(&mut self, media_type: &str, required: bool) {
        let schema = self.schemas.subschema_for::<T>();
        self.body =
            Some(json!({"required": required, "content": {media_type: {"schema": schema}}}));
    }

    /// A merge patch of `T`, in which every field may be left out.
    pub fn takes_patch_of<T: JsonSchema>(&mut self) {
        let mut schema = inlined::<T>();
        if let Some(object) = schema.as_object_mut() {
            object.remove("required");
            for property in object
                .get_mut("properties")
                .and_then(Value::as_object_mut)
                .into_iter()
                .flat_map(|p| p.values_mut())
            {
                property.as_object_mut().map(|p| p.remove("default"));
            }
        }
        self.body = Some(
            json!({"required": true, "content": {"application/merge-patch+json": {"schema": schema}}}),
        );
    }

    /// A JSON response of the type `T`.
    pub fn answers<T: JsonSchema>(&mut self, status: u16, description: &str, headers: &[&str]) {
        let schema = self.schemas.subschema_for::<T>();
        let headers: Map<String, Value> = headers
            .iter()
            .map(|name| ((*name).to_owned(), json!({"schema": {"type": "string"}})))
            .collect();
        let mut response = json!({"description": description, "content": {"application/json": {"schema": schema}}});
        if !headers.is_empty() {
            response["headers"] = Value::Object(headers);
        }
        self.responses.insert(status.to_string(), response);
    }

    /// A response that is a file.
    pub fn answers_a_file(&mut self, media_type: &str, description: &str) {
        let content = json!({media_type: {"schema": {"type": "string"}}});
        let headers = json!({"Content-Disposition": {"schema": {"type": "string"}}});
        self.responses.insert(
            "200".to_owned(),
            json!({"description": description, "headers": headers, "content": content}),
        );
    }

    /// 204 without a body.
    pub fn answers_nothing(&mut self) {
        self.responses
            .insert("204".to_owned(), json!({"description": "Done."}));
    }
}

/// The schema of `T` without references, for parameters and patches.
fn inlined<T: JsonSchema>() -> Value {
    let settings =
        schemars::generate::SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value();
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
        object.remove("title");
    }
    schema
}

/// A parameter is either sent or left out, and never null.
fn without_null(mut schema: Value) -> Value {
    if schema.get("default").is_some_and(Value::is_null) {
        schema
            .as_object_mut()
            .map(|object| object.remove("default"));
    }
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|t| t != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(choices) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        choices.retain(|c| !c.is_null());
    }
    if let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|c| c["type"] != "null");
        if let [only] = choices.as_slice() {
            let (only, description) = (only.clone(), schema["description"].clone());
            schema = only;
            if !description.is_null() {
                schema["description"] = description;
            }
        }
    }
    schema
}

impl<T: Describe, E> Describe for Result<T, E> {
    fn describe(operation: &mut Description) {
        T::describe(operation);
    }
}

macro_rules! describe_handlers {
    ($($arg:ident)*) => {
        impl<F, Fut, Out, $($arg: Describe,)*> DescribeHandler<($($arg,)*)> for F
        where
            F: Fn($($arg),*) -> Fut,
            Fut: Future<Output = Out>,
            Out: Describe,
        {
            fn describe(&self, operation: &mut Description) {
                $($arg::describe(operation);)*
                Out::describe(operation);
            }
        }
    };
}

describe_handlers!();
describe_handlers!(A);
describe_handlers!(A B);
describe_handlers!(A B C);
describe_handlers!(A B C D);
describe_handlers!(A B C D E);
describe_handlers!(A B C D E G);
describe_handlers!(A B C D E G H);
