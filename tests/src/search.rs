//! How well people are found: among a thousand, misspelled, and in other scripts and spellings.

use crate::world::{World, fields};
use serde_json::{Value, json};
use shared::domain::{UserFields, find::fold};

const GIVEN: [&str; 32] = [
    "Adam",
    "Bianca",
    "Carlos",
    "Deepa",
    "Elena",
    "Farid",
    "Grace",
    "Hugo",
    "Imani",
    "Jonas",
    "Keiko",
    "Lamar",
    "Mónica",
    "Nadia",
    "Omar",
    "Petra",
    "Quentin",
    "Rosa",
    "Stefan",
    "Tamika",
    "Ulrich",
    "Vera",
    "Wendell",
    "Ximena",
    "Yusuf",
    "Zelda",
    "Anne-Marie",
    "José Luis",
    "Mary Jane",
    "Seán",
    "Đan",
    "Björn",
];
const STEMS: [&str; 40] = [
    "Ander", "Black", "Brad", "Cald", "Chester", "Dun", "East", "Fair", "Fitz", "Gold", "Green",
    "Hamil", "Hart", "Isling", "Jeffer", "Kings", "Lang", "Lock", "Mac", "Mont", "Nor", "Oak",
    "Pem", "Quin", "Rams", "Rock", "Sher", "Stan", "Thorn", "Under", "Vander", "Wash", "West",
    "Wood", "Yard", "Zimmer", "O’Con", "De la ", "St. Mar", "Bau",
];
const ENDS: [&str; 25] = [
    "son", "burn", "by", "combe", "croft", "dale", "den", "field", "ford", "gate", "ham", "hurst",
    "ing", "land", "ley", "man", "mere", "more", "ridge", "stead", "ston", "ton", "well", "wick",
    "worth",
];

fn person(number: usize) -> UserFields {
    let family = format!(
        "{}{}",
        STEMS[number % STEMS.len()],
        ENDS[number / STEMS.len() % ENDS.len()]
    );
    let given = GIVEN[(number * 7 + number / 32) % GIVEN.len()];
    UserFields {
        email: format!("p{number}@lakeside.example"),
        ..fields(given, &family)
    }
}

fn words(fields: &UserFields) -> Vec<String> {
    let text = fold(&format!("{} {}", fields.given_name, fields.family_name));
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn encoded(query: &str) -> String {
    query.bytes().map(|b| format!("%{b:02X}")).collect()
}

async fn top_ten(world: &World, query: &str) -> Vec<Value> {
    world
        .ava()
        .get(&format!("/users?q={}&limit=10", encoded(query)))
        .await
        .is(200)
        .items()
        .clone()
}

/// A word with one typing error: a letter replaced, left out or added, or two letters swapped.
fn misspelled(word: &str, random: &mut fastrand::Rng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = random.usize(0..letters.len());
    let other = random.lowercase();
    match random.u8(0..4) {
        0 => letters[at] = other,
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, other),
        _ => letters.swap(at, (at + 1).min(word.chars().count() - 1)),
    }
    letters.into_iter().collect()
}

#[tokio::test]
async fn a_thousand_people_are_found_by_beginnings_and_by_misspelled_names() {
    let world = World::with_own_database().await;
    let people: Vec<UserFields> = (0..1000).map(person).collect();
    for person in &people {
        world.ava().post("/users", json!(person)).await.is(201);
    }
    let mut random = fastrand::Rng::with_seed(7);

    for fields in &people {
        let mut words = words(fields);
        random.shuffle(&mut words);
        let last = words.pop().unwrap();
        let shown = random.usize(2.min(last.len())..=last.len());
        let beginning: String = last.chars().take(shown).collect();
        let query = if random.bool() && !words.is_empty() {
            format!("{} {beginning}", words[0])
        } else {
            beginning
        };
        let (whole, beginning) = query
            .rsplit_once(' ')
            .map_or((None, query.as_str()), |(whole, beginning)| {
                (Some(whole), beginning)
            });
        let is_meant = |other: &&UserFields| {
            let words = self::words(other);
            let begins = |but: Option<usize>| {
                words
                    .iter()
                    .enumerate()
                    .any(|(at, word)| Some(at) != but && word.starts_with(beginning))
            };
            match whole {
                None => begins(None),
                Some(whole) => (0..words.len()).any(|at| words[at] == whole && begins(Some(at))),
            }
        };
        let meant = people.iter().filter(is_meant).count();
        if query.chars().filter(|c| *c != ' ').count() < 2 {
            continue;
        }
        world.meter.take();
        let found = top_ten(&world, &query).await;
        let calls = world.meter.take();
        let operations: Vec<&str> = calls
            .operations()
            .into_iter()
            .filter(|o| *o == "Query")
            .collect();
        assert_eq!(operations, ["Query"], "“{query}” takes one Query");
        assert!(
            calls
                .0
                .iter()
                .filter(|c| c.operation == "Query")
                .all(|c| c.capacity <= 2.0),
            "“{query}” {calls:?}"
        );
        assert_eq!(found.len(), meant.min(10), "“{query}” means {meant} people");
        if meant <= 10 {
            assert!(
                found.iter().any(|hit| hit["email"] == fields.email),
                "“{query}” finds {} {}",
                fields.given_name,
                fields.family_name
            );
        }
    }

    let (mut tried, mut reached) = (0, 0);
    for fields in people.iter().filter(|p| {
        p.family_name.chars().all(char::is_alphabetic) && p.family_name.chars().count() >= 5
    }) {
        let typed = misspelled(&fold(&fields.family_name), &mut random);
        if typed == fold(&fields.family_name) {
            continue;
        }
        tried += 1;
        if top_ten(&world, &typed)
            .await
            .iter()
            .any(|hit| hit["family_name"] == fields.family_name)
        {
            reached += 1;
        }
    }
    let recall = f64::from(reached) / f64::from(tried);
    println!("recall of misspelled family names in the top 10: {recall:.3} of {tried}");
    assert!(recall >= 0.9, "recall {recall:.3}");
}

/// A spelling variant of “joe” is “jo”. Searching for “joe” must not become a search for every name that begins so.
#[tokio::test]
async fn a_short_name_is_on_the_first_page() {
    let world = World::new().await;
    for number in 0..60 {
        let given = ["Joanna", "Johannes", "Joaquin", "John"][number % 4];
        let named = UserFields {
            email: format!("many{number}@lakeside.example"),
            ..fields(given, &format!("Abel{}", ["a", "b", "c"][number % 3]))
        };
        world.ava().post("/users", json!(named)).await.is(201);
    }
    world.person("Joe", "Zimmer").await;
    world.meter.take();
    let found = top_ten(&world, "joe").await;
    let calls = world.meter.take();
    let queries = calls.operations().into_iter().filter(|it| *it == "Query");
    assert_eq!(queries.count(), 1);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["name"], "Joe Zimmer");
}

#[tokio::test]
async fn names_are_found_in_other_spellings_and_scripts() {
    let world = World::with_own_database().await;
    let mut missed = Vec::new();
    for (given, family, queries) in [
        (
            "Anna",
            "Mueller",
            vec!["müller", "mueller", "anna müller", "Müller Anna"],
        ),
        (
            "Åse",
            "Løvås",
            vec!["åse", "ase", "aase", "løvås", "lovas", "loevaas"],
        ),
        ("Jürgen", "Groß", vec!["gross", "groß", "juergen gross"]),
        ("Hans", "Strasse", vec!["straße"]),
        (
            "Michael",
            "Shoemaker",
            vec!["shoemaker", "sho", "shoe", "shoem"],
        ),
        (
            "Aaron",
            "Baez",
            vec!["baez", "báez", "aa", "aar", "aaron b", "bae"],
        ),
        ("Joe", "Moe", vec!["jo", "joe", "joe m", "moe"]),
        (
            "Nguyễn Thị",
            "Minh Khai",
            vec![
                "nguyen",
                "nguyễn",
                "minh khai",
                "khai",
                "thi minh",
                "nguyen thi minh khai",
                "khai nguyen",
            ],
        ),
        (
            "Siobhán",
            "Ní Dhomhnaill",
            vec!["ni dhomhnaill", "dhomhnaill", "siobhan ni", "nidhomhnaill"],
        ),
        (
            "Fatima",
            "al-Sayed",
            vec!["al-sayed", "alsayed", "al sayed", "sayed", "el sayed"],
        ),
        ("Li", "O", vec!["li o", "o li"]),
        (
            "J.R.",
            "Ewing",
            vec!["jr", "j.r.", "j r", "jr ewing", "j. ewing"],
        ),
        ("小明", "王", vec!["王", "王小明", "小明", "明", "王小"]),
        ("민준", "김", vec!["김", "김민준", "민준", "준"]),
        ("Иван", "Ёлкин", vec!["елкин", "ёлкин", "иван елкин"]),
        (
            "Σοφία",
            "Παπαδοπούλου",
            vec!["παπαδοπουλου", "σοφια", "ΣΟΦΙΑ"],
        ),
        (
            "İbrahim",
            "Işık",
            vec!["ibrahim", "isik", "işık", "IŞIK", "İBRAHİM"],
        ),
        (
            "D'Angelo",
            "O’Brien-Smith",
            vec![
                "obrien",
                "o'brien",
                "o brien smith",
                "dangelo",
                "d'angelo",
                "brien",
                "smith",
                "obriensmith",
            ],
        ),
        (
            "Mary Ann",
            "St. John",
            vec!["maryann", "mary ann st john", "stjohn", "st john", "john"],
        ),
        (
            "Ŀluís",
            "Gal·la",
            vec!["galla", "gal·la", "gal la", "lluis"],
        ),
        ("محمد", "الأحمد", vec!["محمد", "الاحمد", "الأحمد", "احمد"]),
        ("Ngozi", "Ọlátúnjí", vec!["olatunji", "ọlátúnjí"]),
        ("Ǆemal", "ﬁsher", vec!["fisher", "dzemal"]),
        ("Ana", "Muñoz", vec!["munoz", "MUÑOZ", "mun\u{303}oz"]),
    ] {
        world
            .ava()
            .post(
                "/users",
                json!(UserFields {
                    email: format!("p{}@x.example", fastrand::u64(..)),
                    ..fields(given, family)
                }),
            )
            .await
            .is(201);
        for query in queries {
            let query_string = format!("/users?q={}", encoded(query));
            let answer = world.ava().get(&query_string).await;
            let whole = format!("{given} {family}");
            if answer.status != 200 || !answer.names().iter().any(|name| name.contains(family)) {
                missed.push(format!(
                    "{query} for {whole}: {} {}",
                    answer.status,
                    answer.body["items"].as_array().map_or(0, Vec::len)
                ));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[tokio::test]
async fn people_are_found_with_a_misspelled_second_or_third_word() {
    let world = World::with_own_database().await;
    world.person("Ana María", "Hernández").await;
    for query in ["ana maria hernandes", "ana hernandes"] {
        assert_eq!(top_ten(&world, query).await.len(), 1, "{query}");
    }
}
