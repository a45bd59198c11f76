//! Tests of what finds whom: entries, lookups and matching together.

use super::{Index, Query, entries};
use crate::domain::{Role, UserFields};

pub(super) fn person(given: &str, family: &str, email: &str) -> UserFields {
    UserFields {
        email: email.into(),
        given_name: given.into(),
        family_name: family.into(),
        preferred_name: None,
        title: None,
        site: None,
        phone: None,
        role: Role::Member,
    }
}

fn finds(fields: &UserFields, typed: &str) -> bool {
    let Some(query) = Query::parse(typed) else {
        return false;
    };
    let lookup = if query.is_address() {
        query.lookup_of_address()
    } else {
        query.lookup()
    };
    let Some(lookup) = lookup else { return false };
    let hits = entries(fields)
        .into_iter()
        .filter(|e| {
            e.index == lookup.index
                && e.bucket == lookup.bucket
                && e.text.starts_with(&lookup.begins)
        })
        .filter(|e| query.shows(fields, &lookup, &e.text))
        .count();
    assert!(hits <= 1, "{typed} shows a person {hits} times");
    hits == 1
}

#[test]
fn any_beginning_in_any_order_finds_a_person_once() {
    let adam = person("Adam", "Anderson", "adam.anderson@lakeside.example");
    for typed in [
        "ad",
        "Adam",
        "adam a",
        "Anderson",
        "anderson ad",
        "ADAM ANDERSON",
        "adam.and",
        "adam.anderson@",
        "anderson@",
        "an",
    ] {
        assert!(finds(&adam, typed), "{typed}");
    }
    for typed in ["a", "dam", "adam b", "anderson adam x", "lakeside"] {
        assert!(!finds(&adam, typed), "{typed}");
    }
}

#[test]
fn marks_apostrophes_hyphens_and_long_names_do_not_hide_anybody() {
    let cases = [
        (
            person("Seán", "O’Neil-Smith", "s@x.example"),
            vec![
                "sean",
                "oneil",
                "o'neil",
                "o neil",
                "smith sean",
                "neil",
                "sean oneil",
            ],
        ),
        (
            person("Đặng Thị", "Hương", "h@x.example"),
            vec!["dang", "huong dang", "thi hu", "Hương"],
        ),
        (
            person("伟", "王", "w@x.example"),
            vec!["王伟", "王 伟", "伟 王"],
        ),
        (
            person("María del Carmen", "Núñez Ortega", "m@x.example"),
            vec![
                "maria nunez",
                "ortega maria",
                "nunez ortega maria",
                "carmen del",
            ],
        ),
        (
            person("Søren", "Strauß", "s@x.example"),
            vec!["soren", "strauss"],
        ),
    ];
    for (fields, queries) in cases {
        for typed in queries {
            assert!(
                finds(&fields, typed),
                "{typed} for {} {}",
                fields.given_name,
                fields.family_name
            );
        }
    }
}

#[test]
fn names_are_found_as_people_write_them() {
    let named = |given: &str, preferred: Option<&str>, family: &str| UserFields {
        preferred_name: preferred.map(str::to_owned),
        ..person(given, family, "x@x.example")
    };
    let cases: Vec<(UserFields, Vec<&str>)> = vec![
        (
            named("Ana María de los Ángeles", None, "Hernández"),
            vec![
                "hernandez",
                "Ana María de los Ángeles Hernández",
                "hernandez ana",
                "ana hernandez",
                "angeles",
                "los angeles",
                "Hernández, Ana María",
            ],
        ),
        (
            named("Juan Carlos", Some("JC"), "de la Cruz"),
            vec![
                "Juan Carlos (JC) de la Cruz",
                "juan carlos de la cruz",
                "delacruz",
                "de la cruz",
                "cruz",
                "jc cruz",
                "jc delacruz",
                "juan delacruz",
                "cruz, jc",
                "de la cruz juan",
            ],
        ),
        (
            named("María del Carmen", Some("Maricarmen"), "Núñez Ortega"),
            vec![
                "María del Carmen (Maricarmen) Núñez Ortega",
                "maricarmen nunez",
                "ortega",
                "nunez ortega",
                "maria ortega",
                "nunezortega",
            ],
        ),
        (
            named("Mary", None, "Smith-Jones"),
            vec![
                "smithjones",
                "smith jones",
                "smith-jones",
                "jones mary",
                "mary smithjones",
                "smithjones mary",
                "smith‐jones",
            ],
        ),
        (
            named("Maryann", None, "Smithjones"),
            vec![
                "mary ann",
                "mary-ann",
                "maryann",
                "mary ann smith",
                "smith jones",
                "smith jones mary ann",
            ],
        ),
        (
            named("Mary Ann", None, "DelaCruz"),
            vec!["maryann", "de la cruz", "maryann delacruz"],
        ),
        (
            named("J.R.", None, "St.John"),
            vec![
                "jr",
                "J.R.",
                "J. R.",
                "j r st john",
                "stjohn",
                "st john",
                "St. John, J.R.",
                "john",
            ],
        ),
        (
            named("JR", None, "StJohn"),
            vec!["J.R.", "J. R. St. John", "st john jr"],
        ),
        (
            named("Seán", None, "O’Brien"),
            vec![
                "obrien",
                "o'brien",
                "oʼbrien",
                "o brien",
                "brien",
                "sean obrien",
                "o‘brien, sean",
            ],
        ),
        (
            named("An\u{AD}na", None, "Kowal\u{200B}ska"),
            vec![
                "anna kowalska",
                "kowa\u{AD}lska",
                "ｋｏｗａｌｓｋａ",
                "anna\u{A0}kowalska",
            ],
        ),
        (named("伟", None, "王"), vec!["王", "王伟", "王 伟", "伟王"]),
        (
            named("さくら", None, "李"),
            vec!["李", "李さくら", "さくら 李"],
        ),
        (
            named("민준", None, "김"),
            vec!["김", "김민준", "민준", "김 민준"],
        ),
        (
            named("محمد", None, "أحمد"),
            vec!["احمد", "محمد احمد", "أحمد محمد"],
        ),
        (
            named("สมชาย", None, "ใจดี"),
            vec!["สมชาย", "ใจดี", "สมชาย ใจ"],
        ),
        (
            named("अनिल", None, "हिन्दी"),
            vec!["अनिल", "हिन्दी", "हिन्दी अनिल"],
        ),
        (
            named("Jürgen", None, "Müller"),
            vec!["mueller", "muller", "Müller", "juergen muller", "mue"],
        ),
        (
            named("Åse", None, "Sørensen"),
            vec!["aase", "ase", "sorensen", "soerensen åse"],
        ),
        (
            named("İbrahim", None, "Yıldız"),
            vec!["ibrahim yildiz", "IBRAHIM", "YILDIZ", "yıldız"],
        ),
        (
            named("Łukasz", None, "Wałęsa"),
            vec!["lukasz walesa", "walesa lu"],
        ),
        (
            named("Vincent", None, "van der Berg"),
            vec![
                "vanderberg",
                "van der berg",
                "berg",
                "vincent berg",
                "vincent vanderberg",
                "der berg",
            ],
        ),
        (
            named("Kaʻimi", None, "Kaʻahumanu"),
            vec!["kaimi", "kaahumanu", "ka'ahumanu", "ahumanu"],
        ),
        (
            named("Suharto", None, "Suharto"),
            vec!["suharto", "suharto suharto"],
        ),
        (
            named("Robert", None, "King Jr."),
            vec![
                "Robert King, Jr.",
                "king jr",
                "King, Robert",
                "robert \"king\" jr",
            ],
        ),
        (
            named("Aaron", None, "Ueda"),
            vec!["aa", "aar", "aaron", "ue", "ueda aaron", "ued"],
        ),
        (
            named("بهروز", None, "کریمی"),
            vec!["کریمی", "كريمي", "بهروز كريمى"],
        ),
        (
            named(
                "Pedro Miguel João",
                Some("Pepe"),
                "da Silva e Souza dos Santos",
            ),
            vec![
                "silva",
                "souza",
                "dossantos",
                "pepe santos",
                "pedro santos",
                "pedro silva",
                "pedro da silva",
                "Pepe da Silva e Souza dos Santos",
                "Pedro Miguel João da Silva e Souza dos Santos",
                "santos, pedro",
                "souza dos santos",
            ],
        ),
        (
            named("Mae", Some("Joe"), "Mähler"),
            vec!["mae", "joe", "mae m", "mah", "maeh", "joe mae", "ma", "jo"],
        ),
        (
            named("Samuel", None, "Sue"),
            vec!["sam", "samu", "samue", "samuel sue", "sue samuel"],
        ),
    ];
    let mut missed = Vec::new();
    for (fields, queries) in &cases {
        missed.extend(
            queries
                .iter()
                .filter(|typed| !finds(fields, typed))
                .map(|typed| format!("{typed} for {} {}", fields.given_name, fields.family_name)),
        );
    }
    assert_eq!(missed, [""; 0]);
    for (fields, typed) in [
        (person("Anne", "Stanson", "a@x.example"), "st an"),
        (person("Ida", "Quinson", "q@x.example"), "que"),
    ] {
        assert!(!finds(&fields, typed), "{typed}");
    }
}

#[test]
fn addresses_are_found_by_any_part_and_apart_from_names() {
    for (email, typed) in [
        ("o’brien@x.example", "o'brien@"),
        ("mary-jane@x.example", "mary-jane@"),
        ("adam+x@x.example", "adam+x"),
        ("a.b_c@x.example", "b_c"),
    ] {
        assert!(finds(&person("Zoe", "Zimmer", email), typed), "{typed}");
    }
    let secret = entries(&person("Zoe", "Zimmer", "secret.address@x.example"));
    assert!(
        secret
            .iter()
            .all(|e| e.index == Index::Address || !e.text.contains("secret"))
    );
}
