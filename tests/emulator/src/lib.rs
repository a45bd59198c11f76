//! AWS Lambda's Runtime API on loopback: starts a real `bootstrap` binary as a function, sends it events, and measures
//! their time.
//!
//! ```no_run
//! # async fn example() -> Result<(), emulator::Error> {
//! let bootstrap = emulator::build("functions", "bootstrap", "release")?;
//! let mut function = emulator::Function::start(&bootstrap, "health.read", [("TABLE_NAME", "coachwork")]).await?;
//! let answer = function.invoke(&serde_json::json!({"version": "2.0"})).await?;
//! println!("{} after {:?} and {:?}", answer.json, function.init(), answer.took);
//! # Ok(())
//! # }
//! ```

mod api;
mod build;
mod error;
mod function;

pub use build::{build, build_debug, build_in};
pub use error::Error;
pub use function::{Answer, Function};
