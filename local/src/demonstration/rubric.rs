//! The demonstration's rubric.

use serde_json::{Value, json};

/// Four domains of three components at four levels, in our own words.
pub(super) fn starter_rubric() -> Value {
    let component =
        |name: &str, descriptors: [&str; 4]| json!({"name": name, "descriptors": descriptors});
    let domains = json!([
        {"name": "Planning", "components": [
            component("Goals of the lesson", ["There is a topic, and no goal.", "There is a goal that the teacher knows.", "Pupils can say what they are to learn.", "Pupils can say it, and how they will know that they have."]),
            component("Knowing the pupils", ["The plan is the same for all.", "Some groups are planned for.", "The plan answers what recent work showed.", "Pupils help to choose what they need."]),
            component("Tasks", ["Tasks keep pupils busy.", "Tasks practise what was shown.", "Tasks make pupils think and explain.", "Pupils take tasks further than was asked."]),
        ]},
        {"name": "Teaching", "components": [
            component("Questions and talk", ["Questions ask for one word.", "Some questions ask for reasons.", "Most questions make pupils explain.", "Pupils ask and answer each other."]),
            component("Taking part", ["A few pupils take part.", "About half take part.", "Nearly all take part.", "All take part, and bring others in."]),
            component("Checking understanding", ["It is checked at the end or not at all.", "It is checked by show of hands.", "It is checked of every pupil, and the lesson changes.", "Pupils check their own, and say what they need."]),
        ]},
        {"name": "The room", "components": [
            component("Time and routines", ["Much time is lost.", "Routines are known with reminders.", "Routines run by themselves.", "Pupils run and improve the routines."]),
            component("Respect", ["Voices are raised or pupils are ignored.", "The tone is polite, mostly.", "Every pupil is heard and called by name.", "Pupils look after each other's learning."]),
            component("Conduct", ["Disturbances stop the lesson.", "They are met, sometimes late.", "They are met early and quietly.", "Pupils settle them themselves."]),
        ]},
        {"name": "Growing", "components": [
            component("Looking back", ["The lesson is not talked about.", "What went well is named.", "What pupils did shows what to change.", "The change is tried and looked at again."]),
            component("Working with others", ["Alone.", "Plans are exchanged.", "Plans are made and looked at together.", "Others are helped to grow."]),
            component("Families", ["Families hear of trouble.", "Families hear of events.", "Families hear how their child learns.", "Families take part in how their child learns."]),
        ]},
    ]);
    json!({
        "title": "Lakeside teaching rubric",
        "description": "For coaching, not for appraisal: it names what can be seen in a lesson and what the next level would look like.",
        "levels": ["Beginning", "Developing", "Proficient", "Leading"],
        "domains": domains,
    })
}
