use crate::Error;
use serde_json::Value;
use std::{
    env,
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
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
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
