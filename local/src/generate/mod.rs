//! The files that are generated from the code and committed. `cargo run -p local -- generate` writes them, and a test
//! fails when one is stale.

mod docs;
mod infra;
mod openapi;

use crate::engine::Result;
use functions::operations;
pub use openapi::schemas;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A generated file and its text.
pub struct Generated {
    /// Where it is.
    pub path: PathBuf,
    /// What it must contain.
    pub text: String,
}

impl Generated {
    /// Whether the file has this text.
    pub fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|written| written == self.text)
    }
}

/// All generated files.
pub fn all() -> Result<Vec<Generated>> {
    let operations = operations();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let file = |path: &str, text: String| Generated {
        path: root.join(path),
        text,
    };
    let template = fs::read_to_string(root.join("infra/template.yaml"))?;
    Ok(vec![
        file("openapi.json", openapi::document(&operations)?),
        file("infra/operations.json", infra::operations_json(&operations)),
        file("infra/workers.json", infra::workers_json()),
        file(
            "infra/template.yaml",
            infra::with_region(&template, &infra::functions(&operations))?,
        ),
        file("docs/permissions.md", docs::permissions()),
        file("docs/problems.md", docs::problems()),
        file("docs/workers.md", docs::workers()),
    ])
}

/// Writes the files that are stale, and prints their names.
pub fn write() -> Result<()> {
    for generated in all()?.iter().filter(|generated| !generated.is_fresh()) {
        if let Some(folder) = generated.path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&generated.path, &generated.text)?;
        println!("wrote {}", generated.path.display());
    }
    Ok(())
}
