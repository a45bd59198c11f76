//! Builds the binaries that run as functions.

use crate::Error;
use serde_json::{Value, json};
use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Builds a binary of this workspace in a profile, such as `release`, and returns its path.
///
/// It is built alone, as it is deployed: the features of its dependencies are not unified with those that other
/// packages need.
///
/// # Errors
/// When it can't be built. The compiler's output is on standard error.
pub fn build(package: &str, binary: &str, profile: &str) -> Result<PathBuf, Error> {
    build_in(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        package,
        binary,
        profile,
    )
}

/// Builds a binary of the workspace that `folder` is in.
///
/// # Errors
/// As [`build`].
pub fn build_in(
    folder: &Path,
    package: &str,
    binary: &str,
    profile: &str,
) -> Result<PathBuf, Error> {
    run(
        folder,
        binary,
        &["--package", package, "--profile", profile],
    )
}

/// Builds a debug binary from what `cargo test --workspace` has compiled, and returns its path.
///
/// Built alone, its dependencies would have fewer features and all be compiled once more. With a test target in
/// the same command, Cargo selects the features of the tests; `hello` of this package is the smallest.
///
/// # Errors
/// As [`build`].
pub fn build_debug(binary: &str) -> Result<PathBuf, Error> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    run(folder, binary, &["--workspace", "--test", "hello"])
}

fn run(folder: &Path, binary: &str, selection: &[&str]) -> Result<PathBuf, Error> {
    let failed = |what: String| Error::Build(format!("{binary} ({selection:?}): {what}"));
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Build scripts would take Cargo's variables of this package for a change, and be built again.
    for (name, _) in env::vars_os().filter(|(name, _)| is_of_a_package(name)) {
        cargo.env_remove(name);
    }
    let output = cargo
        .args(["build", "--quiet", "--bin", binary])
        .args(selection)
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(format!("cargo ended with {}", output.status)));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        // A test can have the name of a binary, and is an executable too.
        .filter(|message| {
            message["target"]["name"] == binary && message["target"]["kind"] == json!(["bin"])
        })
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| failed("cargo named no executable".to_owned()))
}

fn is_of_a_package(variable: &OsStr) -> bool {
    variable
        .to_str()
        .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
}
