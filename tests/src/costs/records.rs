//! What operations on learning, credentials and personnel records cost.

use super::{By, Scale, at, call, send};
use crate::world::a_credential;
use serde_json::json;

impl Scale {
    /// A person's own records, which the coach reads, and the personnel record, which administrators keep.
    pub(super) async fn records(&mut self) {
        const REFUSED: &str = "refused to a coach";
        let (adam, thomas) = (By::member(&self.adam), By::member(&self.thomas));
        let (learning, credentials, personnel) = (
            self.adam.path("/learning"),
            self.adam.path("/credentials"),
            self.adam.path("/personnel"),
        );
        let course = || json!({"title": "Questioning"});
        let made = self
            .measure_one_as(&adam, send("learning.create", "", &learning, course()))
            .await;
        let of_learning = at(&learning, &made);
        let create = |case| send("credentials.create", case, &credentials, a_credential());
        let made = self.measure_one_as(&adam, create("")).await;
        let of_credential = at(&credentials, &made);
        self.measure_as(
            &thomas,
            [
                send("learning.create", REFUSED, &learning, course()),
                create(REFUSED),
            ],
        )
        .await;
        let edit = send("learning.edit", "", &of_learning, json!({"hours": 3}));
        self.measure_one_as(&adam, edit).await;
        self.measure_as(
            &thomas,
            [
                call(
                    "learning.list",
                    "a page of one",
                    format!("{learning}?limit=1"),
                ),
                call("learning.delete", REFUSED, &of_learning),
            ],
        )
        .await;
        self.measure_as(
            &adam,
            [
                call("learning.delete", "", &of_learning),
                send(
                    "credentials.edit",
                    "",
                    &of_credential,
                    json!({"number": "E-1"}),
                ),
            ],
        )
        .await;
        self.measure_as(
            &thomas,
            [
                call(
                    "credentials.list",
                    "a page of one",
                    format!("{credentials}?limit=1"),
                ),
                call("credentials.delete", REFUSED, &of_credential),
            ],
        )
        .await;
        self.measure_one_as(&adam, call("credentials.delete", "", &of_credential))
            .await;
        self.measure([
            send(
                "personnel.edit",
                "",
                &personnel,
                json!({"position": "Teacher"}),
            ),
            call("personnel.read", "", &personnel),
        ])
        .await;
    }
}
