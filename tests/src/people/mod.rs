//! Finding, creating and editing people, and the organization's settings.

mod editing;
mod finding;
mod settings;
