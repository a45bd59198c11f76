//! How the release bootstrap is linked: without the tables of unwinding (docs/decisions.md).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=bootstrap.ld");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|it| it == value);
    // In the other profiles a panic unwinds.
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") {
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}/bootstrap.ld", env!("CARGO_MANIFEST_DIR"));
    }
}
