//! AWS Lambda's Runtime API on loopback: starts a real `bootstrap` binary as a function, sends it
//! events, and measures how long it takes.
//!
//! ```no_run
//! # async fn example() -> Result<(), emulator::Error> {
//! let bootstrap = emulator::build("functions", "bootstrap", "dev")?;
//! let mut function = emulator::Function::start(&bootstrap, "health.check", [("TABLE_NAME", "coachwork")]).await?;
//! let answer = function.invoke(&serde_json::json!({"version": "2.0"})).await?;
//! println!("{} after {:?} and {:?}", answer.json, function.init(), answer.took);
//! # Ok(())
//! # }
//! ```

mod api;
mod build;
mod error;
mod function;

pub use build::{build, build_in};
pub use error::Error;
pub use function::{Answer, Function};
