//! How the release bootstrap is linked: without what unwinding would need (docs/decisions.md).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=bootstrap.ld");
    println!("cargo::rerun-if-changed=unwind.c");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|it| it == value);
    // In the other profiles a panic unwinds.
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") {
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}/bootstrap.ld", env!("CARGO_MANIFEST_DIR"));
        for object in cc::Build::new().file("unwind.c").flag("-fvisibility=hidden").compile_intermediates() {
            println!("cargo::rustc-link-arg-bins={}", object.display());
        }
    }
}
