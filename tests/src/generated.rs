//! Generated files are up to date, and operation ids follow the grammar.

#[test]
fn generated_files_are_fresh() {
    let stale: Vec<String> = local::generate::all()
        .unwrap()
        .iter()
        .filter(|generated| !generated.is_fresh())
        .map(|generated| generated.path.display().to_string())
        .collect();
    assert!(
        stale.is_empty(),
        "{stale:?} are stale: run `make generate` and commit the result"
    );
}

/// The ids become public with openapi.json, and are hard to change afterward: CONTRIBUTING.md has their grammar.
#[test]
fn the_id_of_an_operation_begins_with_a_verb_that_is_listed() {
    let contributing = include_str!("../../CONTRIBUTING.md");
    let start = contributing.find("| verb | for |").unwrap();
    let verbs: Vec<&str> = contributing[start..]
        .lines()
        .take_while(|line| line.starts_with('|'))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect();
    for operation in functions::operations() {
        let (_, action) = operation.id.split_once('.').unwrap();
        let verb = action.split('_').next().unwrap();
        assert!(
            verbs.contains(&verb),
            "{}: \"{verb}\" is none of the verbs in CONTRIBUTING.md: {verbs:?}",
            operation.id
        );
    }
}
