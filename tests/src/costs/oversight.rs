//! What operations on audits and reviews cost.

use super::{Scale, at, call, send};
use crate::world::number;
use serde_json::json;

impl Scale {
    /// Two audits that find a wrong counter and an expired assignment.
    pub(super) async fn audits(&mut self) {
        let (samantha, mia) = (self.samantha.clone(), self.mia.clone());
        self.world
            .set_attribute(&samantha, "PROFILE", "coach_count", number(99))
            .await;
        self.world
            .ava()
            .put(&mia.coachee(&samantha), self.world.past_term())
            .await
            .is(201);
        self.world.take_records();
        let start = |case| send("audits.start", case, "/audits", json!({}));
        self.measure_one(start("the first")).await;
        self.world.process_stream().await;
        let audit = self.measure_one(start("compared with the first")).await;
        self.world.process_stream().await;
        let audit = at("/audits", &audit);
        let expired = format!("past_end.{}.{}", samantha.id, mia.id);
        let counter = format!("wrong_counter.{}.coach_count", samantha.id);
        let remedy = |finding| format!("{audit}/findings/{finding}/remedy");
        self.measure([
            call("audits.list", "a page of one", "/audits?limit=1"),
            call("audits.read", "", &audit),
            call("audits.list_findings", "two", format!("{audit}/findings")),
            call(
                "audits.download_findings",
                "two",
                format!("{audit}/findings.csv"),
            ),
            call("audits.list_resolved", "none", format!("{audit}/resolved")),
            send(
                "audits.remedy",
                "an expired assignment",
                remedy(expired),
                json!({}),
            ),
            send("audits.remedy", "a counter", remedy(counter), json!({})),
        ])
        .await;
    }

    /// A review of one assignment.
    pub(super) async fn reviews(&mut self) {
        let (samantha, mia, thomas) =
            (self.samantha.clone(), self.mia.clone(), self.thomas.clone());
        self.world.connect(&mia, &samantha).await;
        let fields = json!({
            "name": "Review", "due_on": self.world.day(8), "scope": {"coach_ids": [mia.id]},
            "fallback_reviewer_id": self.world.ava.id,
        });
        self.world.take_records();
        let review = self
            .measure_one(send("reviews.launch", "", "/reviews", fields))
            .await;
        self.world.process_stream().await;
        let review = at("/reviews", &review);
        let item = format!("{review}/items/{}.{}", samantha.id, mia.id);
        let decision = format!("{item}/decision");
        self.measure([
            call("reviews.list", "a page of one", "/reviews?limit=1"),
            call("reviews.read", "one reviewer", &review),
            call("reviews.list_items", "one", format!("{review}/items")),
            call("me.list_reviews", "one", "/me/reviews"),
            send(
                "reviews.reassign",
                "",
                format!("{item}/reviewer"),
                json!({"reviewer_id": thomas.id}),
            ),
            send("reviews.decide", "", &decision, json!({"choice": "keep"})),
            send(
                "reviews.decide",
                "another decision",
                &decision,
                json!({"choice": "end", "justification": "Over."}),
            ),
            send("reviews.close", "", format!("{review}/close"), json!({})),
        ])
        .await;
        self.world.process_stream().await;
        self.measure_one(call(
            "reviews.download_package",
            "of one item",
            format!("{review}/package"),
        ))
        .await;
    }
}
