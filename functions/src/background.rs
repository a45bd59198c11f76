//! Helper: what every worker gets. A worker is a function without a route, called by the table's stream, the schedule or
//! an operator.

use serde::Deserialize;
use shared::{
    auth::Issuers,
    domain::{Caller, Clock, Error, Organisation, OrganisationId, Result, Role, UserId},
    mail::Mailer,
    operation::{Driver, More, Worker},
    table::{Store, Table},
};

/// The table and the clock of a worker, and what else its line in the table of workers names.
#[derive(Clone)]
pub struct Background {
    /// The table of all organizations.
    pub store: Store,
    /// The time, which tests set.
    pub clock: Clock,
    /// The organizations that scheduled work is done for. Empty for workers that the schedule doesn't call.
    pub organisations: Vec<OrganisationId>,
    /// None when no mail is sent.
    pub mailer: Option<Mailer>,
}

/// The event of a schedule, which is an empty object.
#[derive(Debug, Deserialize)]
pub struct Scheduled {}

/// An organization: its part of the table, and its current settings.
#[derive(Clone)]
pub struct Tenant {
    /// The organization's part of the table.
    pub table: Table,
    /// The organization with its settings.
    pub organisation: Organisation,
}

impl Background {
    /// From the environment variables that the template sets for this worker.
    ///
    /// # Errors
    /// `Internal`, when one of them is missing or can't be parsed.
    pub fn from_env(worker: &Worker) -> Result<Self> {
        let organisations = match worker.driver {
            Driver::Schedule(_) => Issuers::from_env()?.organisations(),
            _ => Vec::new(),
        };
        let mailer = if worker.has(More::Mail) {
            Mailer::from_env()?
        } else {
            None
        };
        Ok(Self {
            store: Store::from_env()?,
            clock: Clock::default(),
            organisations,
            mailer,
        })
    }

    /// The organization with this id.
    ///
    /// # Errors
    /// `Internal` when the organization was not founded.
    pub async fn tenant(&self, organisation: &OrganisationId) -> Result<Tenant> {
        let missing = || Error::Internal(format!("there is no organization {organisation}"));
        self.find_tenant(organisation).await?.ok_or_else(missing)
    }

    async fn find_tenant(&self, organisation: &OrganisationId) -> Result<Option<Tenant>> {
        let table = self.store.of(organisation);
        let settings = table.settings().await?;
        Ok(settings.map(|organisation| Tenant {
            table,
            organisation,
        }))
    }

    /// Does scheduled work for each organization that was founded, and returns the results. A failure is logged, and the
    /// other organizations still have their turn.
    ///
    /// # Errors
    /// The last failure, after all organizations had their turn, so that the schedule tries again.
    pub async fn each_tenant<T, F>(
        &self,
        work: impl Fn(Tenant) -> F,
    ) -> Result<Vec<(OrganisationId, T)>>
    where
        F: Future<Output = Result<T>>,
    {
        let mut results = Vec::new();
        let mut failure = None;
        for organisation in &self.organisations {
            let result = match self.find_tenant(organisation).await {
                Ok(Some(tenant)) => work(tenant).await,
                Ok(None) => continue,
                Err(error) => Err(error),
            };
            match result {
                Ok(result) => results.push((organisation.clone(), result)),
                Err(error) => {
                    tracing::error!(?error, %organisation, "an organization failed");
                    failure = Some(error);
                }
            }
        }
        failure.map_or(Ok(results), Err)
    }

    /// A user as the caller of a request, to judge their rights as they are now.
    pub fn caller_for(&self, tenant: &Tenant, user_id: UserId) -> Caller {
        let now = self.clock.now();
        let time_zone = tenant.organisation.settings.time_zone.clone();
        Caller {
            organisation: tenant.organisation.id.clone(),
            user_id,
            name: String::new(),
            role_hint: Role::Member,
            now,
            today: now.day_in(&time_zone),
            time_zone,
            request_id: String::new(),
            address: String::new(),
        }
    }
}
