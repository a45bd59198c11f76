//! The cold-start benchmark: see README.md beside Cargo.toml.

mod audit;
mod database;
mod people;
mod report;

use database::Database;
use emulator::Function;
use people::{People, TABLE};
use report::{Report, Row, Start, Warm};
use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// A faster allocator, because the database in this process should take little time compared with what is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const STARTS: usize = 40;
/// Requests to each start after its first.
const WARM: usize = 25;
/// The system's trusted root certificates. The SDK's defaults read them all, as they do in Lambda, so they must exist.
const SYSTEM_ROOTS: [&str; 2] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
];
const USAGE: &str = "coldstart [starts] [--single binary]: see tests/coldstart/README.md";

/// A function that is started again and again.
struct Variant {
    name: &'static str,
    binary: PathBuf,
    handler: &'static str,
    environment: Vec<(&'static str, String)>,
    event: Value,
    is_right: Box<dyn Fn(&Value) -> bool>,
    /// Whether the provider's keys are removed from the table before each start.
    is_first: bool,
    starts: Vec<Start>,
    round_trips: [u64; 3],
}

#[tokio::main]
async fn main() -> Result<ExitCode, Failure> {
    let (starts, single) = arguments()?;
    let report = measure(starts, single).await?;
    println!("{report}");
    let is_good = report.counts() && report.budgets().iter().all(report::Budget::holds);
    Ok(if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn arguments() -> Result<(usize, Option<PathBuf>), Failure> {
    let (mut starts, mut single) = (STARTS, None);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--single" => single = Some(arguments.next().ok_or(USAGE)?.into()),
            number => starts = number.parse().ok().filter(|n| *n > 0).ok_or(USAGE)?,
        }
    }
    Ok((starts, single))
}

async fn measure(starts: usize, single: Option<PathBuf>) -> Result<Report, Failure> {
    let scratch = Scratch::new()?;
    let hello = scratch.copy("hello", &emulator::build("hello", "hello", "release")?)?;
    let sdk = scratch.copy("sdk", &emulator::build("sdk", "sdk", "release")?)?;
    let ours = scratch.copy(
        "bootstrap",
        &emulator::build("functions", "bootstrap", "release")?,
    )?;
    let single = single
        .map(|binary| scratch.copy("single", &binary))
        .transpose()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("defaults");
    let defaults = scratch.copy(
        "defaults",
        &emulator::build_in(&folder, "defaults", "defaults", "release")?,
    )?;

    let database = Database::start().await?;
    let people: &'static People = Box::leak(Box::new(People::move_in(&database).await?));
    let system = SYSTEM_ROOTS
        .iter()
        .find_map(|path| fs::read_to_string(path).ok())
        .unwrap_or_default();
    let connected = vec![
        ("TABLE_NAME", TABLE.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", database.endpoint.clone()),
        ("TRUSTED_ROOTS", scratch.write("ours.pem", &database.root)?),
        (
            "SSL_CERT_FILE",
            scratch.write("all.pem", &format!("{system}{}", database.root))?,
        ),
        ("CURSOR_SECRET", "of-this-run-and-no-other".to_owned()),
        ("ISSUERS", people.issuers.clone()),
    ];
    let variant =
        |name, binary: &Path, handler, event: Value, is_right: Box<dyn Fn(&Value) -> bool>| {
            Variant {
                name,
                binary: binary.to_owned(),
                handler,
                environment: connected.clone(),
                event,
                is_right,
                is_first: false,
                starts: Vec::new(),
                round_trips: [0; 3],
            }
        };
    let getting = |name, binary| {
        variant(
            name,
            binary,
            "get",
            people.key(),
            Box::new(|answer: &Value| answer["attributes"].as_u64() > Some(5)),
        )
    };
    let floor = |name| {
        variant(
            name,
            &hello,
            "hello",
            json!({"name": "Ada"}),
            Box::new(|answer| answer["hello"] == "Ada"),
        )
    };
    let reading = |name, binary| {
        variant(
            name,
            binary,
            "users.read",
            people.reading(),
            Box::new(|answer| people.is_profile(answer)),
        )
    };
    let signing_in = |name| {
        variant(
            name,
            &ours,
            "authorizer",
            people.signing_in(),
            Box::new(|answer| people.is_signed_in(answer)),
        )
    };
    let mut variants = vec![
        floor("hello"),
        getting("SDK defaults", &defaults),
        getting("SDK alone", &sdk),
        reading("users.read", &ours),
        floor("hello again"),
        signing_in("authorizer"),
        Variant {
            is_first: true,
            ..signing_in("authorizer, keys to fetch")
        },
    ];
    variants.extend(
        single
            .as_deref()
            .map(|binary| reading("users.read, a binary of its own", binary)),
    );

    // In another order each round, so that a variant doesn't always follow the same one. The first round only loads the
    // binaries into memory.
    let mut order = fastrand::Rng::with_seed(1);
    for round in 0..=starts {
        order.shuffle(&mut variants);
        for variant in &mut variants {
            variant
                .start(&database)
                .await
                .map_err(|error| format!("{}: {error}", variant.name))?;
            if round == 0 {
                variant.starts.clear();
            }
        }
    }

    let mut row = |name: &str| {
        let at = variants.iter().position(|variant| variant.name == name)?;
        let Variant {
            name,
            binary,
            starts,
            round_trips,
            ..
        } = variants.swap_remove(at);
        Some(Row::new(
            name,
            &starts,
            fs::metadata(binary).map_or(0, |file| file.len()),
            round_trips,
        ))
    };
    let mut must = |name: &str| row(name).ok_or("a variant is missing");
    Ok(Report {
        floors: [must("hello")?, must("hello again")?],
        defaults: must("SDK defaults")?,
        sdk: must("SDK alone")?,
        operation: must("users.read")?,
        authorizer: must("authorizer")?,
        fetching: must("authorizer, keys to fetch")?,
        single: row("users.read, a binary of its own"),
        walk: audit::walk(
            Function::start(&ours, "audits.walk", connected.clone()).await?,
            &database,
            &people.table,
        )
        .await?,
        starts,
    })
}

impl Variant {
    /// Measures one start, its first answer and some warm ones.
    async fn start(&mut self, database: &Database) -> Result<(), Failure> {
        if self.is_first {
            people::forget_keys(database)?;
        }
        let before = database.requests();
        let mut function =
            Function::start(&self.binary, self.handler, self.environment.clone()).await?;
        let started = database.requests();
        let first = function.invoke(&self.event).await?;
        let answered = database.requests();
        if !(self.is_right)(&first.json) {
            return Err(format!("a wrong answer: {}\n{}", first.json, function.log()).into());
        }
        let mut warm = Vec::with_capacity(WARM);
        for _ in 0..WARM {
            let worked = database.worked();
            let took = function.invoke(&self.event).await?.took;
            warm.push(Warm {
                took,
                database: database.worked() - worked,
            });
        }
        self.round_trips = [
            started - before,
            answered - started,
            (database.requests() - answered) / WARM as u64,
        ];
        let resident = function.peak_resident().unwrap_or(0);
        self.starts.push(Start {
            init: function.init(),
            first: first.took,
            warm,
            resident,
        });
        function.stop().await;
        Ok(())
    }
}

/// A temporary folder, removed when this is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Failure> {
        let folder = env::temp_dir().join(format!("coldstart-{}", std::process::id()));
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }

    /// Copies a binary. A deployed binary is a copy too, and the same bytes start faster as a copy than as the linker's
    /// output, for unknown reasons.
    fn copy(&self, name: &str, binary: &Path) -> Result<PathBuf, Failure> {
        let copy = self.0.join(name);
        fs::copy(binary, &copy)?;
        Ok(copy)
    }

    fn write(&self, name: &str, text: &str) -> Result<String, Failure> {
        let path = self.0.join(name);
        fs::write(&path, text)?;
        Ok(path.to_string_lossy().into_owned())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}
