//! The people of the demonstration: names, titles and sites.

use shared::domain::{Role, UserFields, find};

/// How many people Lakeside has.
pub(super) const PEOPLE: usize = 300;
pub(super) const SITES: [&str; 8] = [
    "District Office",
    "Lakeside High School",
    "Birch Middle School",
    "Cedar Middle School",
    "Heron Elementary School",
    "Juniper Elementary School",
    "Maple Elementary School",
    "Willow Early Learning Center",
];
const TITLES: [&str; 10] = [
    "Kindergarten teacher",
    "Grade 2 teacher",
    "Grade 4 teacher",
    "Grade 5 teacher",
    "Mathematics teacher",
    "Science teacher",
    "English teacher",
    "Special education teacher",
    "Music teacher",
    "Counselor",
];
const GIVEN: [&str; 40] = [
    "Adaeze",
    "Aisha",
    "Alejandro",
    "Amelia",
    "Andrew",
    "Anh",
    "Beatriz",
    "Benjamin",
    "Caleb",
    "Carmen",
    "Charlotte",
    "Chidi",
    "Daniela",
    "David",
    "Deepa",
    "Elena",
    "Elijah",
    "Fatima",
    "Gabriel",
    "Grace",
    "Hannah",
    "Hiroshi",
    "Ibrahim",
    "Isabel",
    "Jamal",
    "Jasmine",
    "José",
    "Katherine",
    "Leila",
    "Liam",
    "Malik",
    "María",
    "Mei",
    "Naomi",
    "Oluwaseun",
    "Priya",
    "Rachel",
    "Seán",
    "Sofía",
    "Zoë",
];
const FAMILY: [&str; 44] = [
    "Abernathy",
    "Adeyemi",
    "Almeida",
    "Bergström",
    "Blackwood",
    "Castellanos",
    "Chowdhury",
    "Delacroix",
    "Donovan",
    "Eriksen",
    "Fitzgerald",
    "Fontaine",
    "García López",
    "Goldstein",
    "Gutierrez",
    "Hamilton",
    "Hernández",
    "Ishikawa",
    "Jefferson",
    "Kowalski",
    "Lindqvist",
    "MacGregor",
    "Mbeki",
    "McAllister",
    "Montgomery",
    "Nakamura",
    "Nguyễn",
    "O’Neil",
    "Okonkwo",
    "Papadopoulos",
    "Quintero",
    "Ramaswamy",
    "Rosenberg",
    "Sandoval",
    "Schneider",
    "Silva-Santos",
    "Takahashi",
    "Thornton",
    "Underwood",
    "Valdez",
    "Whitfield",
    "Yamamoto",
    "Zapata",
    "Zimmerman",
];

/// The person of this number, always the same and with a unique name.
pub(super) fn numbered(number: usize) -> UserFields {
    let given = GIVEN[number % GIVEN.len()];
    let family = FAMILY[(number * 7 + number / GIVEN.len()) % FAMILY.len()];
    let title = if number.is_multiple_of(12) {
        "Instructional coach"
    } else {
        TITLES[number % TITLES.len()]
    };
    person(
        given,
        family,
        "lakeside.example",
        title,
        SITES[1 + (number / 12) % (SITES.len() - 1)],
    )
}

pub(super) fn person(
    given: &str,
    family: &str,
    domain: &str,
    title: &str,
    site: &str,
) -> UserFields {
    let local = find::fold(&format!("{given}.{family}"));
    let local: String = local
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '.')
        .collect();
    UserFields {
        email: format!("{local}@{domain}"),
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        preferred_name: None,
        title: Some(title.to_owned()),
        site: Some(site.to_owned()),
        phone: None,
        role: Role::Member,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn everybody_has_a_unique_email() {
        let emails: HashSet<String> = (0..PEOPLE - 4).map(|n| numbered(n).email).collect();
        assert_eq!(emails.len(), PEOPLE - 4);
    }
}
