"""What Schemathesis can't know: which people and records exist, and the rules between fields.

Only the valid parts of a request are changed, to other valid values. What Schemathesis made invalid is kept.
The choice depends only on the request, so that the same seed sends the same requests.
"""

import datetime
import json
import os
import random
import re
import time
import zoneinfo
from hashlib import sha256

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation as Place
from schemathesis.generation.meta import TestPhase

URL, TOKEN = os.environ["FUZZ_URL"], os.environ["FUZZ_TOKEN"]
session = requests.Session()
session.headers["Authorization"] = f"Bearer {TOKEN}"


def call(method, path, **more):
    answer = session.request(method, URL + path, timeout=30, **more)
    assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer


def items(path, **query):
    return call("GET", path, params=query).json()["items"]


# The caller, Ava, must stay an active administrator, or every later request would be refused. If she were the
# only one, the service would refuse to change her (409 last-administrator), and other answers would never be
# tested. So there is a second administrator, and requests that would change Ava are about this one instead.
AVA = call("GET", "/me").json()["user"]["id"]
SPARE = call(
    "POST",
    "/users",
    json={"email": "robin.spare@lakeside.example", "given_name": "Robin", "family_name": "Spare", "role": "administrator"},
).json()["id"]
BEGINNINGS = ("ab", "al", "an", "be", "bl", "ca", "da", "de", "el", "fo", "ga", "ha", "is", "le", "ma", "na", "ra", "sa", "th", "za")


def found(**query):
    people = [person["id"] for q in BEGINNINGS for person in items("/users", q=q, limit=40, **query)]
    return [person for person in dict.fromkeys(people) if person not in (AVA, SPARE)]


COACHES, PEOPLE = found(coach_status="granted"), found()
assert len(COACHES) >= 10 and len(PEOPLE) >= 100, "the demonstration has fewer people than this expects"
KNOWN = {AVA, SPARE, *COACHES, *PEOPLE}

# Existing records, so that paths can name them: the ids of a path, by the name of its last parameter. Records
# that are created on the way are added.
RECORDS = {}
LEVELS = ["Beginning", "Developing", "Proficient", "Distinguished"]
COMPONENT = {"name": "Questioning", "descriptors": ["Alone.", "Facts.", "Reasons.", "Each other."]}


def a_rubric():
    rubric = {"title": "Teaching", "levels": LEVELS, "domains": [{"name": "Instruction", "components": [COMPONENT, COMPONENT]}]}
    return call("POST", "/rubrics", json=rubric).json()


def keep(last, **ids):
    RECORDS.setdefault(last, []).append(ids)


RUBRIC = a_rubric()
COMPONENTS = [component["id"] for component in RUBRIC["domains"][0]["components"]]
for _ in range(4):
    keep("rubric_id", rubric_id=a_rubric()["id"])


def furnish(user):
    """Creates one record of each kind for a person, as the caller."""

    def make(records, **fields):
        return call("POST", f"/users/{user}/{records}", json=fields).json()["id"]

    # The first coach with free capacity.
    connect = lambda coach: session.put(f"{URL}/users/{coach}/coachees/{user}", json={}, timeout=30).ok
    coach = next(coach for coach in COACHES if connect(coach))
    moment = "2026-09-01T13:00:00Z"
    keep("goal_id", user_id=user, goal_id=make("goals", title="A goal"))
    keep("learning_id", user_id=user, learning_id=make("learning", title="A course"))
    keep("credential_id", user_id=user, credential_id=make("credentials", kind="licence", title="A licence"))
    conference = {"kind": "check_in", "starts_at": moment, "ends_at": "2026-09-01T14:00:00Z", "time_zone": "UTC", "coach_id": coach}
    keep("conference_id", user_id=user, conference_id=make("conferences", **conference))
    for shared in (True, False):
        path = {"user_id": user, "observation_id": make("observations", kind="announced", observed_at=moment, rubric_id=RUBRIC["id"])}
        lines = f"/users/{user}/observations/{path['observation_id']}/evidence"
        evidence = call("POST", lines, json={"lines": [{"at": moment, "text": "Seen."}]}).json()["lines"][0]["id"]
        keep("observation_id", **path)
        keep("evidence_id", **path, evidence_id=evidence)
        if shared:
            call("POST", lines.replace("evidence", "share"), json={})


for person in PEOPLE[:8]:
    if person not in COACHES:
        furnish(person)
# Pairs whose assignment ended.
ended = []


def audit():
    """Runs an audit, with findings of which some have a remedy."""
    for coach, person in zip(COACHES, [person for person in PEOPLE[8:] if person not in COACHES]):
        session.put(f"{URL}/users/{coach}/coachees/{person}", json={"starts_on": "2026-01-01", "ends_on": "2026-02-01"}, timeout=30)
    path = f"/audits/{call('POST', '/audits', json={}).json()['id']}"
    while call("GET", path).json()["state"] != "done":
        time.sleep(0.2)
    id = path.rsplit("/", 1)[1]
    keep("audit_id", audit_id=id)
    for finding in call("GET", f"{path}/findings?limit=100").json()["items"]:
        keep("finding_id", audit_id=id, finding_id=finding["id"])


audit()

SOON = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()


def review():
    """Launches a review and waits until its items are gathered."""
    fields = {"name": "Review", "due_on": SOON, "scope": {"coach_ids": COACHES[:3]}, "fallback_reviewer_id": AVA}
    path = f"/reviews/{call('POST', '/reviews', json=fields).json()['id']}"
    while call("GET", path).json()["state"] == "launching":
        time.sleep(0.2)
    id = path.rsplit("/", 1)[1]
    for item in items(f"{path}/items", limit=100):
        keep("item_id", review_id=id, item_id=item["id"])
    return id


for closed in (True, False, False):
    id = review()
    if closed:
        call("POST", f"/reviews/{id}/close", json={})
    keep("review_id", review_id=id)


def connected(coach):
    """The ids of a coach's present coachees."""
    answer = session.get(f"{URL}/users/{coach}/coachees", params={"limit": 10}, timeout=30)
    return [item["user"]["id"] for item in answer.json()["items"]] if answer.ok else []


def pair(chance):
    """A coach and a present coachee; none if six random coaches have no coachees."""
    for coach in chance.sample(COACHES, 6):
        if there := connected(coach):
            return coach, chance.choice(there)
    return None


# A format that only this API's contract uses, so Schemathesis can't generate it by itself.
schemathesis.openapi.format("time-zone", st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})))
# OpenAPI can't express the range of days and moments: openapi.json has it as x-earliest and x-latest.
schemathesis.openapi.format("date", st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)).map(str))
MOMENTS = st.datetimes(datetime.datetime(1970, 1, 1), datetime.datetime(2199, 12, 31))
schemathesis.openapi.format("date-time", MOMENTS.map(lambda moment: moment.isoformat(timespec="milliseconds") + "Z"))


@schemathesis.hook
def before_call(context, case, kwargs):
    chance = random.Random(repr((case.operation.label, case)))
    if is_valid(case, Place.PATH):
        real_people(case, chance)
    if is_valid(case, Place.QUERY):
        real_query(case, chance)
    if is_valid(case, Place.BODY) and isinstance(case.body, dict):
        case.body = real_body(case, dict(case.body), chance)
    if is_valid(case, Place.HEADER):
        real_headers(case, chance)
    keep_ava(case)


def is_valid(case, place):
    if case.meta is None:
        return False
    if case.meta.generation.mode.is_positive:
        # The request is valid as a whole. Schemathesis sometimes marks a part of such a request as invalid, namely
        # an empty header.
        return True
    component = case.meta.components.get(place)
    # Parts that are taken from an example have no mode. Examples are valid.
    return component.mode.is_positive if component else case.meta.phase.name == TestPhase.EXAMPLES


def real_people(case, chance):
    """Puts existing ids into most paths, and often a coach with a coachee of theirs."""
    path = dict(case.path_parameters)
    record = next((name for name in RECORDS if name in case.operation.path.rsplit("{", 1)[-1]), None)
    if record:
        is_followed_up = case.meta.phase.name == TestPhase.STATEFUL and chance.random() < 0.7
        if not is_followed_up and chance.random() > 0.1:
            case.path_parameters = {**path, **chance.choice(RECORDS[record])}
        return
    # A stateful test continues with what it created, so its ids are kept.
    draws = case.meta.phase.name == TestPhase.STATEFUL
    replaced = [name for name, value in path.items() if value not in KNOWN or not draws and chance.random() < 0.6]
    if not replaced or chance.random() < 0.1:
        return
    for name in replaced:
        coach = name == "coach_id" or "coach-status" in case.path and chance.random() < 0.7
        path[name] = chance.choice(COACHES if coach else PEOPLE + COACHES)
    if "coachee_id" in replaced and case.method != "PUT":
        if "reopen" in case.path and ended:
            path["coach_id"], path["coachee_id"] = chance.choice(ended)
        else:
            path["coach_id"], path["coachee_id"] = pair(chance) or (path["coach_id"], path["coachee_id"])
    case.path_parameters = path


def real_query(case, chance):
    query = dict(case.query)
    if "actor" in query and query["actor"] not in KNOWN:
        query["actor"] = chance.choice(PEOPLE)
    if "from" in query or "to" in query:
        query.update({day: then for day, then in (("from", "2025-09-01"), ("to", "2026-09-01")) if day in query})
    if "cursor" in query:
        # A cursor is valid only for the list and the query that it came from.
        del query["cursor"]
        first = session.get(URL + case.formatted_path, params={**query, "limit": 1}, timeout=30)
        cursor = first.json().get("next_cursor") if first.ok else None
        if cursor:
            query["cursor"] = cursor
    case.query = query


def real_body(case, body, chance):
    if "time_zone" in body:
        # The schema doesn't list the time zones.
        if body["time_zone"] not in zoneinfo.available_timezones():
            body["time_zone"] = chance.choice(["America/Chicago", "Europe/Berlin", "UTC"])
    if "to_coach_id" in body:
        coach = case.path_parameters.get("coach_id")
        if body["to_coach_id"] not in COACHES or body["to_coach_id"] == coach:
            body["to_coach_id"] = chance.choice([other for other in COACHES if other != coach])
        if body.get("coachee_ids"):
            there = connected(coach)
            body["coachee_ids"] = chance.sample(there, chance.randint(1, len(there))) if there else None
    if body.get("replaces_primary"):
        # Only a primary coach whose assignment is in force replaces another.
        body = {name: value for name, value in body.items() if name not in ("starts_on", "ends_on")}
        body.update({"kind": "primary", **({"starts_on": PAST, "ends_on": None} if case.method == "PATCH" else {})})
    elif "starts_on" in body or "ends_on" in body:
        in_order(case, body)

    path = case.operation.path
    if path.startswith("/reviews"):
        real_review(case, body, chance)
    elif path.startswith("/rubrics"):
        real_rubric(body)
    elif "/goals" in path:
        real_goal(body)
    elif "/conferences" in path:
        real_conference(case, body, chance)
    elif "/observations" in path:
        real_observation(case, body, chance)
    elif "/credentials" in path and (body.get("issued_on") or body.get("expires_on")):
        body["issued_on"] = None
    return body


PAST, FUTURE = "2026-09-01", "2099-09-01"


def real_rubric(body):
    for domain in body["domains"]:
        domain["components"] = domain["components"][:5]
        for component in domain["components"]:
            component.pop("id", None)
            component["descriptors"] = (component["descriptors"] * 3)[: len(body["levels"])]


def real_review(case, body, chance):
    if "due_on" in body:
        body["due_on"], body["fallback_reviewer_id"] = SOON, AVA
        if body.get("repeats"):
            body["repeats"] = chance.choice(["never", "quarterly", "yearly"])
        for rule in body.get("reviewers") or []:
            rule["reviewer_id"] = chance.choice([AVA, SPARE])
    if "reviewer_id" in body:
        body["reviewer_id"] = chance.choice([AVA, SPARE])
    if "choice" in body:
        pair = case.path_parameters.get("item_id", "").split(".")
        body["to_coach_id"] = chance.choice([coach for coach in COACHES if coach not in pair]) if body["choice"] == "transfer" else None
        if body["choice"] != "keep" and not (body.get("justification") or "").strip():
            body["justification"] = "No longer needed."


def real_goal(body):
    if body.get("component_ids") or body.get("rubric_id"):
        body["rubric_id"], body["component_ids"] = RUBRIC["id"], COMPONENTS[: len(body.get("component_ids") or [])]
    elif "rubric_id" in body:
        body["component_ids"] = []
    elif "component_ids" in body:
        body["rubric_id"] = None
    for step in body.get("steps") or []:
        step.pop("id", None)
        step.update({day: then for day, then in (("check_back_on", FUTURE), ("done_on", PAST)) if step.get(day)})
    if body.get("on"):
        body["on"] = PAST


def real_conference(case, body, chance):
    user = case.path_parameters["user_id"]
    answer = session.get(f"{URL}/users/{user}/coaches", timeout=30)
    there = answer.json()["items"] if answer.ok else []
    may = [item["user"] for item in there if item["state"] == "active" and item["user"]["coach_status"] == "granted"]
    coaches = [coach["id"] for coach in may if coach["status"] == "active"]
    if "kind" in body and case.method == "POST" or "coach_id" in body:
        body["coach_id"] = chance.choice(coaches) if coaches else None
    if not coaches and "coach_id" in body:
        # Nobody coaches this person, so no conference can be scheduled.
        case.path_parameters = {**case.path_parameters, "user_id": AVA[:-1] + "0"}
    for name, ids in (("attendee_ids", [AVA, SPARE]), ("goal_ids", [])):
        if name in body:
            body[name] = ids[: len(body[name] or [])]
    if "observation_id" in body:
        body["observation_id"] = None
    if {"starts_at", "ends_at", "state"} & set(body):
        body["starts_at"], body["ends_at"] = "2026-09-01T13:00:00Z", "2026-09-01T13:30:00Z"


def real_observation(case, body, chance):
    if "observed_at" in body:
        body["observed_at"] = "2026-09-01T13:00:00Z"
    for line in body.get("lines") or []:
        line["component_ids"] = []
    if "component_ids" in body:
        body["component_ids"] = []
    if "reason" in body:
        body.pop("scores", None)
    if body.get("scores"):
        body["rubric_id"] = RUBRIC["id"]
        body["scores"] = [{**score, "component_id": c, "score": 1 + score["score"] % 4} for score, c in zip(body["scores"], COMPONENTS)]
    elif "rubric_id" in body:
        body["rubric_id"], body["scores"] = body["rubric_id"] and RUBRIC["id"], []
    if "goal_id" in body:
        user = case.path_parameters["user_id"]
        answer = session.get(f"{URL}/users/{user}/goals", timeout=30)
        goals = [goal["id"] for goal in answer.json()["items"]] if answer.ok else []
        if not goals and (made := session.post(f"{URL}/users/{user}/goals", json={"title": "A goal"}, timeout=30)).ok:
            goals = [made.json()["id"]]
        body["goal_id"] = chance.choice(goals) if goals else body["goal_id"]
    if body.get("check_back_on"):
        body["check_back_on"] = FUTURE


def in_order(case, body):
    """Keeps the last day from being before the first, also when one of them is stored already."""
    first, last = body.get("starts_on"), body.get("ends_on")
    if last:
        body["starts_on"] = min(first or last, last)
    elif first and case.method == "PATCH":
        body["ends_on"] = None


def real_headers(case, chance):
    headers = case.headers
    if "Idempotency-Key" in headers:
        # A key belongs to one request: a repetition has the same key, and another request has another one.
        request = json.dumps([case.operation.label, case.path_parameters, case.body if case.body is not None else None], default=str)
        headers["Idempotency-Key"] = sha256(request.encode()).hexdigest()[: chance.choice([40, 64])]
    if "If-Match" in headers and chance.random() < 0.8:
        # Most edits name the present version; the others are answered with 412.
        if etag := present_etag(case):
            headers["If-Match"] = etag
    if "If-Match" in headers and not re.fullmatch(r'"[0-9]{1,18}"', headers["If-Match"]):
        # A resource that can't be read has no ETag to send.
        headers["If-Match"] = '"1"'


def present_etag(case):
    path = case.path_parameters
    if "coachee_id" in path:
        answer = session.get(f"{URL}/users/{path['coachee_id']}/coaches", params={"limit": 100}, timeout=30)
        found = [item for item in answer.json()["items"] if item["user"]["id"] == path["coach_id"]] if answer.ok else []
        return f'"{found[0]["version"]}"' if found else None
    return session.get(URL + case.formatted_path, timeout=30).headers.get("ETag")


def keep_ava(case):
    if case.method in ("PUT", "DELETE") and case.path_parameters.get("rubric_id") == RUBRIC["id"]:
        # Other requests score against this rubric, so it must stay as it is.
        case.path_parameters = {**case.path_parameters, **RECORDS["rubric_id"][0]}
    changes = case.operation.definition.raw.get("operationId") in ("users-edit_status", "users-edit")
    if changes and str(case.path_parameters.get("user_id", "")).upper() == AVA:
        case.path_parameters = {**case.path_parameters, "user_id": SPARE}


@schemathesis.hook
def after_call(context, case, response):
    created = response.headers.get("location", [""])[0] if response.status_code == 201 else ""
    if match := re.fullmatch(r"/v1/users/(\w+)/(goal|conference|observation|credential)s/(\w+)", created):
        keep(f"{match[2]}_id", user_id=match[1], **{f"{match[2]}_id": match[3]})
    if match := re.fullmatch(r"/v1/audits/(\w+)", created):
        keep("audit_id", audit_id=match[1])
    if case.operation.label == "POST /users" and response.status_code == 201:
        KNOWN.add(response.json()["id"])
    if case.method == "DELETE" and "coachee_id" in case.path_parameters and response.status_code == 204:
        ended.append((case.path_parameters["coach_id"], case.path_parameters["coachee_id"]))


def header(response, name):
    return (response.headers.get(name) or [None])[0]


@schemathesis.check
def every_answer(ctx, response, case):
    """What every answer must have, whatever the operation."""
    assert header(response, "cache-control") == "no-store", "may be cached"
    assert header(response, "x-content-type-options") == "nosniff", "may be sniffed as another type"
    request_id = header(response, "x-request-id")
    assert request_id, "has no id"
    if response.status_code < 400:
        return
    assert header(response, "content-type") == "application/problem+json", "is an error without a problem document"
    problem = response.json()
    assert problem["status"] == response.status_code, "names another status than it has"
    assert problem["instance"] == request_id, "names another id than it has"
    assert re.fullmatch(r"/problems/[a-z-]+", problem["type"]), "has no problem page"
    assert problem["detail"].endswith(".") and problem["title"], "doesn't say what to do"
    if response.status_code == 401:
        assert header(response, "www-authenticate"), "doesn't say how to sign in"
    if response.status_code == 405:
        assert header(response, "allow"), "doesn't say what is allowed"
    if response.status_code == 422 and problem["type"] == "/problems/invalid":
        assert problem["errors"], "doesn't say which field"
    # The caller is an administrator, who may see everything, so only an unknown id in a path may be missing.
    if response.status_code == 404 and case.meta is not None and "{" not in case.path:
        raise AssertionError("is not found, although its path has no ids")


@schemathesis.check
def etag_is_version(ctx, response, case):
    etag = header(response, "etag")
    if etag is None or response.status_code >= 300:
        return
    body = response.json()
    version = body.get("version", body.get("user", {}).get("version")) if isinstance(body, dict) else None
    assert version is None or etag == f'"{version}"', f"has the ETag {etag} and the version {version}"


def objects(value):
    """Every object in an answer."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


@schemathesis.check
def what_is_stored_holds(ctx, response, case):
    """Rules between fields, which no answer may break."""
    if response.status_code not in (200, 201):
        return
    if not header(response, "content-type").startswith("application/json"):
        return
    for it in objects(response.json()):
        if it.get("starts_on") and it.get("ends_on"):
            assert it["starts_on"] <= it["ends_on"], f"has an assignment from {it['starts_on']} to {it['ends_on']}"
        # A refused line of a bulk assignment repeats the request.
        if it.get("coach_id") and it.get("outcome") != "refused":
            assert it["coach_id"] != it.get("coachee_id"), "has somebody who coaches themselves"
        if it.get("coach_status") == "granted" and "capacity" in it:
            assert it.get("coachee_count", 0) <= it["capacity"], "has a coach with more coachees than the capacity"
        if it.get("status") == "inactive" and case.method == "PUT":
            assert not it.get("coach_count") and not it.get("coachee_count"), "has an inactive person with assignments"
        if "administrator_count" in it:
            assert it["administrator_count"] >= 1, "has no administrator"
