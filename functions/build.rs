//! How the release bootstrap is linked: without what unwinding would need (docs/decisions/performance/no-unwinding.md).

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=bootstrap.ld");
    println!("cargo::rerun-if-changed=unwind.c");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|it| it == value);
    // In the other profiles a panic unwinds.
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") {
        // In the target folder: it outlives a copy of this crate that was built into the same one.
        let script = Path::new(&env::var("OUT_DIR")?).join("bootstrap.ld");
        fs::copy("bootstrap.ld", &script)?;
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", script.display());
        for object in cc::Build::new()
            .file("unwind.c")
            .flag("-fvisibility=hidden")
            .compile_intermediates()
        {
            println!("cargo::rustc-link-arg-bins={}", object.display());
        }
    }
    Ok(())
}
