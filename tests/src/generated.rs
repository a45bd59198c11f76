//! What is made from the route table and committed is fresh.

#[test]
fn generated_files_are_fresh() {
    let stale: Vec<String> = local::generate::all()
        .unwrap()
        .iter()
        .filter(|generated| !generated.is_fresh())
        .map(|generated| generated.path.display().to_string())
        .collect();
    assert!(stale.is_empty(), "{stale:?} are stale: run `make generate` and commit what it writes");
}
