use crate::Error;
use serde_json::Value;
use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Builds a binary of this workspace in a Cargo profile (`dev`, `release`, …), and says where it is.
///
/// Each call is a build of its own, so the features of one package's dependencies are not also
/// those of another's.
///
/// # Errors
/// When it can't be built; the compiler's words are on standard error.
pub fn build(package: &str, binary: &str, profile: &str) -> Result<PathBuf, Error> {
    build_in(Path::new(env!("CARGO_MANIFEST_DIR")), package, binary, profile)
}

/// The same for the workspace that a folder is in.
///
/// # Errors
/// When it can't be built; the compiler's words are on standard error.
pub fn build_in(folder: &Path, package: &str, binary: &str, profile: &str) -> Result<PathBuf, Error> {
    let failed = |what: String| Error::Build(format!("{package}/{binary}, profile {profile}: {what}"));
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What Cargo tells this process of its own package, build scripts would take for a change and build again.
    for (name, _) in env::vars_os().filter(|(name, _)| is_of_a_package(name)) {
        cargo.env_remove(name);
    }
    let output = cargo
        .args(["build", "--quiet", "--package", package, "--bin", binary, "--profile", profile])
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
        .filter(|message| message["target"]["name"] == binary)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| failed("cargo named no executable".to_owned()))
}

fn is_of_a_package(variable: &OsStr) -> bool {
    variable.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
}
