//! The layers of this crate: the table in `lib.rs`, compared with what the source imports.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each module with what it imports, from the table in `lib.rs`, lowest layer first.
fn layers() -> Vec<(&'static str, BTreeSet<String>)> {
    let quoted = |cell: &'static str| cell.split('`').skip(1).step_by(2);
    let rows = include_str!("lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [`"));
    rows.filter_map(|row| {
        let (module, cells) = row.split_once('`')?;
        let imports = cells.rsplit(" | ").next()?;
        Some((module, quoted(imports).map(str::to_owned).collect()))
    })
    .collect()
}

/// The modules that the code names after `crate::`, comments and macros excluded.
fn imports(source: &str) -> BTreeSet<String> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let code: String = source
        .lines()
        .filter(is_code)
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut found = BTreeSet::new();
    for path in code.split("crate::").skip(1) {
        match path.strip_prefix('{') {
            None => found.extend(first_word(path)),
            Some(list) => found.extend(elements(list).into_iter().filter_map(first_word)),
        }
    }
    found
}

fn first_word(path: &str) -> Option<String> {
    let word = path
        .trim_start()
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    let is_macro = path.trim_start()[word.len()..].starts_with('!');
    (!word.is_empty() && !is_macro).then(|| word.to_owned())
}

/// The elements of a list in braces, without splitting the lists inside it.
fn elements(list: &str) -> Vec<&str> {
    let (mut depth, mut begin, mut elements) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match (c, depth) {
            ('}', 0) => {
                elements.push(&list[begin..at]);
                break;
            }
            (',', 0) => {
                elements.push(&list[begin..at]);
                begin = at + 1;
            }
            ('{', _) => depth += 1,
            ('}', _) => depth -= 1,
            _ => {}
        }
    }
    elements
}

/// The source of a module: its file, or all files in its folder.
fn source(path: &Path) -> String {
    let Ok(folder) = fs::read_dir(path) else {
        let file = path.with_extension("rs");
        return fs::read_to_string(file).expect("the module's source") + "\n";
    };
    let is_source = |path: &PathBuf| path.is_dir() || path.extension().is_some_and(|it| it == "rs");
    let paths = folder.flatten().map(|entry| entry.path());
    paths.filter(is_source).map(|path| source(&path)).collect()
}

#[test]
fn each_module_imports_the_layers_below_it_and_nothing_else() {
    let layers = layers();
    for (at, (module, expected)) in layers.iter().enumerate() {
        let below: BTreeSet<&str> = layers[..at].iter().map(|(module, _)| *module).collect();
        for import in expected {
            assert!(
                below.contains(import.as_str()),
                "{module} imports {import}, which isn't below it"
            );
        }
        let mut found = imports(&source(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("src")
                .join(module),
        ));
        found.remove(*module);
        assert_eq!(&found, expected, "the imports of {module}");
    }
    let modules = include_str!("lib.rs")
        .lines()
        .filter(|line| line.starts_with("pub mod "));
    assert_eq!(modules.count(), layers.len(), "a module has no layer");
}

#[test]
fn imports_are_found_in_every_form() {
    let source = "use crate::domain::{Error, table};\nuse crate::{\n    App,\n    http::{Seal, problem},\n    \
                  mail::Mail,\n};\n// crate::comment\nlet x = crate::table::X;\n$crate::operation::Use\n\
                  $crate::operations!(x)";
    let expected = ["App", "domain", "http", "mail", "operation", "table"];
    assert!(imports(source).iter().eq(expected), "{:?}", imports(source));
}
