//! Tests of recall over the names of fourteen traditions.

use super::{
    Entry, Index, MIN_LETTERS, Query, entries, fold,
    recall::person,
    words::{words, words_expanded},
};
use crate::domain::UserFields;
use std::collections::BTreeSet;

/// Given names and family names of each tradition as its people write them; every pair is a person.
/// Conventions: W3C, “Personal names around the world”; UK Government, “A guide to names and naming
/// practices” (2006); the Chicago Manual of Style, 16.71–87 (indexing of particles and compounds).
const TRADITIONS: [(&str, &[&str], &[&str]); 14] = [
    (
        "Spanish",
        &[
            "Ana María de los Ángeles",
            "Juan Carlos",
            "José",
            "María del Carmen",
            "Íñigo",
            "Luz Marina",
        ],
        &[
            "Hernández",
            "de la Cruz",
            "Núñez Ortega",
            "García y Vega",
            "López-Rey",
            "de León",
            "Muñoz",
            "Peña",
            "San Martín",
            "del Río",
            "Ibáñez",
            "Ruiz Zafón",
        ],
    ),
    (
        "Portuguese",
        &[
            "João Pedro",
            "Conceição",
            "Luís",
            "Ana Sofia",
            "Inês",
            "Antônio",
        ],
        &[
            "da Silva",
            "dos Santos Pereira",
            "Gonçalves",
            "e Souza",
            "Araújo",
            "Magalhães",
            "Simões",
            "de Assunção",
            "Corrêa",
            "Brandão",
            "d’Ávila",
            "Leitão",
        ],
    ),
    (
        "Irish and Scottish",
        &["Seán", "Siobhán", "Mary-Jane", "J.R.", "Maryann", "Pádraig"],
        &[
            "O’Brien",
            "O'Neill",
            "McDonald",
            "MacLeod",
            "Ní Dhomhnaill",
            "St. John",
            "StJohn",
            "Fitz-Gerald",
            "Smith-Jones",
            "Ó Súilleabháin",
            "D’Arcy",
            "Mc Kenna",
        ],
    ),
    (
        "German",
        &["Jürgen", "Käthe", "Karl-Heinz", "Zoë", "Jörg", "Ulrike"],
        &[
            "Müller",
            "Strauß",
            "von der Heide",
            "Schröder",
            "Groß-Gerau",
            "zu Guttenberg",
            "Bäcker",
            "Weiß",
            "Köhler",
            "Löwe",
            "Kühn",
            "Vogel",
        ],
    ),
    (
        "Nordic",
        &["Åse", "Søren", "Bjørn", "Þóra", "Ægir", "Östen"],
        &[
            "Sørensen",
            "Ångström",
            "Kjær",
            "Jónsdóttir",
            "Guðmundsson",
            "Ødegård",
            "Mäkelä",
            "Åkesson",
            "Näslund",
            "Bråten",
            "Bjørnson",
            "Ægisson",
        ],
    ),
    (
        "Dutch",
        &[
            "Jan Willem",
            "Anne-Fleur",
            "Vincent",
            "Daniël",
            "Geert",
            "Noor",
        ],
        &[
            "van der Berg",
            "van den Heuvel",
            "de Vries",
            "ten Brink",
            "’t Hart",
            "van 't Hof",
            "in ’t Veld",
            "Jansen-Bakker",
            "op den Camp",
            "IJsselstein",
            "Coëlho",
            "ter Horst",
        ],
    ),
    (
        "Polish, Czech, Turkish",
        &["Łukasz", "Żaneta", "İbrahim", "Işıl", "Jiří", "Çağla"],
        &[
            "Wałęsa",
            "Kowalska-Nowak",
            "Dvořák",
            "Yıldız",
            "Güneş",
            "Şahin",
            "Čapek",
            "Öztürk",
            "Ćwik",
            "Źrebiec",
            "Ğanioğlu",
            "Uçar",
        ],
    ),
    (
        "Vietnamese",
        &[
            "Thị Hương",
            "Văn Đức",
            "Minh Quân",
            "Ngọc Ánh",
            "Đan",
            "Thu",
        ],
        &[
            "Nguyễn",
            "Trần",
            "Đặng",
            "Phạm",
            "Lê",
            "Võ",
            "Hoàng",
            "Bùi",
            "Đỗ",
            "Lý",
            "Dương",
            "Trịnh Lê",
        ],
    ),
    (
        "Chinese",
        &["伟", "小明", "秀英", "丽", "建国", "芳"],
        &[
            "王", "李", "张", "刘", "欧阳", "司马", "陈", "杨", "赵", "黄", "吴", "周",
        ],
    ),
    (
        "Japanese",
        &["さくら", "太郎", "ケンジ", "花子", "がく", "愛"],
        &[
            "田中",
            "鈴木",
            "佐々木",
            "林",
            "ばば",
            "高橋",
            "渡辺",
            "山本",
            "森",
            "小林",
            "加藤",
            "堤",
        ],
    ),
    (
        "Korean",
        &["민준", "서연", "지우", "하은", "준", "수빈"],
        &[
            "김", "이", "박", "최", "남궁", "황보", "정", "강", "조", "윤", "장", "임",
        ],
    ),
    (
        "Arabic and Hebrew",
        &["محمد", "عبد الله", "فاطمة", "דָּוִד", "שרה", "مُنى"],
        &[
            "أحمد",
            "الحسن",
            "بن علي",
            "כהן",
            "לוי",
            "בן־דוד",
            "الشريف",
            "يحيى",
            "خليفة",
            "مرزوق",
            "פרץ",
            "إبراهيم",
        ],
    ),
    (
        "Cyrillic and Greek",
        &[
            "Алёна",
            "Сергей Иванович",
            "Юлия",
            "Νίκος",
            "Ελένη",
            "Андрій",
        ],
        &[
            "Иванов",
            "Королёв",
            "Мусин-Пушкин",
            "Чайковский",
            "Παπαδόπουλος",
            "Γεωργίου",
            "Зайцев",
            "Їжак",
            "Ковальчук",
            "Щукин",
            "Αγγέλου",
            "Эйдельман",
        ],
    ),
    (
        "South and Southeast Asian, Hawaiian",
        &["K. R.", "अनिल", "สมชาย", "Kaʻimi", "Nurul binti", "தமிழ்"],
        &[
            "Venkataraman",
            "शर्मा",
            "ใจดี",
            "Kaʻahumanu",
            "bin Abdullah",
            "முருகன்",
            "A.P.J. Kalam",
            "हिन्दी",
            "ศรีสุข",
            "Suharto",
            "ʻAkahi",
            "Subramaniam",
        ],
    ),
];

/// Each tradition's names, plain, with a preferred name, and with a suffix.
fn people_of_all_traditions() -> Vec<UserFields> {
    let mut people = Vec::new();
    for (_, given, family) in TRADITIONS {
        for (given, family) in given
            .iter()
            .flat_map(|given| family.iter().map(move |family| (given, family)))
        {
            let plain = person(given, family, "x@x.example");
            people.push(UserFields {
                preferred_name: Some("Kit".into()),
                ..plain.clone()
            });
            people.push(person(given, &format!("{family}, Jr."), "x@x.example"));
            people.push(plain);
        }
    }
    people
}

/// What people type to find somebody.
fn typed_for(person: &UserFields) -> BTreeSet<String> {
    let (given, family) = (&person.given_name, &person.family_name);
    let preferred = person.preferred_name.as_deref();
    let mut typed: BTreeSet<String> = [
        format!("{given} {family}"),
        format!("{family} {given}"),
        format!("{family}, {given}"),
    ]
    .into();
    typed.extend(preferred.iter().flat_map(|name| {
        [
            format!("{name} {family}"),
            format!("{given} ({name}) {family}"),
            format!("{given} “{name}” {family}"),
        ]
    }));
    typed.extend([family.clone(), given.clone()]);
    let parts = [words(given), words(family)];
    typed.extend(parts.iter().flat_map(|part| {
        [
            part.concat(),
            part.join("-"),
            part.join(" "),
            part.join("’"),
        ]
    }));
    typed.insert(format!("{} {}", parts[0].concat(), parts[1].concat()));
    typed.insert(format!(
        "{} {}",
        words_expanded(given).concat(),
        words_expanded(family).join(" ")
    ));
    for word in parts.concat() {
        let letters: Vec<char> = word.chars().collect();
        typed.extend(
            (MIN_LETTERS..=letters.len()).map(|most| letters[..most].iter().collect::<String>()),
        );
    }
    let folded: Vec<String> = typed.iter().map(|text| fold(text)).collect();
    typed.extend(folded);
    typed.retain(|text| Query::parse(text).is_some());
    typed
}

/// Which queries miss their person when the stored entries are these.
fn missed(people: &[UserFields], entries_of: impl Fn(&UserFields) -> Vec<Entry>) -> Vec<String> {
    let mut missed = Vec::new();
    for person in people {
        let entries = entries_of(person);
        for typed in typed_for(person) {
            let query = Query::parse(&typed).expect("letters");
            let lookup = query.lookup().expect("letters");
            let hits = entries.iter().filter(|e| {
                e.index == lookup.index
                    && e.bucket == lookup.bucket
                    && e.text.starts_with(&lookup.begins)
            });
            if hits
                .filter(|e| query.shows(person, &lookup, &e.text))
                .count()
                != 1
            {
                missed.push(format!(
                    "{typed} for {} {}",
                    person.given_name, person.family_name
                ));
            }
        }
    }
    missed
}

#[test]
fn everybody_of_fourteen_traditions_is_found_by_what_people_type() {
    let people = people_of_all_traditions();
    assert!(people.len() >= 2_000, "{}", people.len());
    assert_eq!(missed(&people, entries), [""; 0]);
    // A missing entry is noticed.
    let without_last = |person: &UserFields| {
        entries(person)
            .into_iter()
            .filter(|e| e.index != Index::Start || !e.text.starts_with("hernandez"))
            .collect()
    };
    assert!(!missed(&people[..3], without_last).is_empty());
}
