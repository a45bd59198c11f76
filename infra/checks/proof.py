"""Proves that the template deploys the route table and nothing else: one function per operation, on
its route, behind the authorizer, with a role that allows what the operation does to the table and no
more; and the same of each function without a route. What is expected comes from operations.json and
workers.json, which the route table and the list of workers write, and from this file; never from the
template. That those say what the functions do is measured by the Rust tests."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from stack import ACCOUNT, INFRA, REGION, Stack

ACTIONS = {
    "Get": "dynamodb:GetItem",
    "Query": "dynamodb:Query",
    "Check": "dynamodb:ConditionCheckItem",
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
}
# The functions without a route.
WORKERS = json.loads((INFRA / "workers.json").read_text())
STREAMED = [worker for worker in WORKERS if "records" in worker]
SCHEDULED = [worker for worker in WORKERS if "schedule" in worker]
# What a function that the stream drives may do beside the table: each action with the resource.
STREAM_ACTIONS = {
    "dynamodb:DescribeStream": "Table.StreamArn",
    "dynamodb:GetRecords": "Table.StreamArn",
    "dynamodb:GetShardIterator": "Table.StreamArn",
    "dynamodb:ListStreams": "*",
    "sqs:SendMessage": "DeadLetters",
}
AUTHORIZER = "authorizer"
# Who knows which organisations there are.
KNOW_ISSUERS = {AUTHORIZER, *(worker["id"] for worker in SCHEDULED)}
# The one role that is no function's.
SCHEDULE_ROLE = "ScheduleRole"
SES_ACTIONS = ["ses:SendEmail", "ses:SendRawEmail"]
# Who sends mail.
SEND_MAIL = {worker["id"] for worker in WORKERS if worker["mail"]}
LOG_ACTIONS = {"logs:CreateLogStream", "logs:PutLogEvents"}
ENVIRONMENT = {"TABLE_NAME", "RUST_LOG"}
# CloudFormation's and API Gateway's own limits.
MOST_RESOURCES = 500
MOST_ROUTES = 300


def prove(stack, operations):
    """Sentences about what is wrong."""
    functions = {}
    for name, resource in stack.of_type("AWS::Lambda::Function").items():
        functions.setdefault(resource["Properties"]["Handler"], []).append(name)
    yield from one_function_each(functions, operations)
    yield from routes(stack, functions, operations)
    yield from authorizer(stack, functions)
    for handler, names in functions.items():
        for name in names:
            yield from belongings(stack, name, handler)
    yield from feed(stack, functions)
    yield from schedule(stack, functions)
    yield from access_log(stack)
    yield from roles(stack, functions, operations)
    yield from limits(stack)


def one_function_each(functions, operations):
    expected = {o["id"] for o in [*operations, *WORKERS]}
    if len(expected) != len(operations) + len(WORKERS):
        yield "operations.json names an operation twice."
    for id in sorted(expected):
        names = functions.get(id, [])
        if len(names) != 1:
            yield f"{id} has {len(names)} functions and must have one; generate the template again."
    for handler in sorted(functions.keys() - expected):
        yield f"{', '.join(functions[handler])} has the handler {handler}, which is no operation; generate the template again."


def routes(stack, functions, operations):
    if not operations:
        yield "operations.json names no operation."
    deployed = {}
    for path, methods in body(stack)["paths"].items():
        for method, route in methods.items():
            deployed[method.upper(), path] = route
    expected = {(o["method"], o["path"]): o for o in operations}
    for key in sorted(deployed.keys() - expected.keys()):
        yield f"{' '.join(key)} is deployed and no operation has it; generate the template again."
    for key, operation in expected.items():
        route = deployed.get(key)
        if route is None:
            yield f"{' '.join(key)} ({operation['id']}) is not deployed; generate the template again."
            continue
        target = target_of(route["x-amazon-apigateway-integration"]["uri"])
        if [target] != functions.get(operation["id"]):
            yield f"{' '.join(key)} goes to {target} and not to the function of {operation['id']}."
        security = [name for entry in route.get("security", []) for name in entry]
        wanted = ["NONE"] if operation["access"] == "Anyone" else ["Token"]
        if security != wanted:
            yield f"{' '.join(key)} is for {operation['access'].lower()} and its authorizer is {', '.join(security) or 'none at all'} instead of {wanted[0]}."
        integration = route["x-amazon-apigateway-integration"]
        if integration.get("payloadFormatVersion") != "2.0" or integration.get("type") != "aws_proxy":
            yield f"{' '.join(key)} does not send the function payload 2.0."
    yield from same_shapes(expected)


def same_shapes(keys):
    """API Gateway takes other names in the same place, but not for one and the same route."""
    shapes = {}
    for method, path in keys:
        shapes.setdefault(re.sub(r"\{\w+\}", "{}", path), set()).add(path)
    for paths in shapes.values():
        if len(paths) > 1:
            yield f"{' and '.join(sorted(paths))} differ in the names of their variables alone, which makes them one path with two spellings; use the same names."


def authorizer(stack, functions):
    schemes = body(stack).get("components", {}).get("securitySchemes", {})
    if list(schemes) != ["Token"]:
        yield f"The API has the authorizers {sorted(schemes)} and must have Token alone."
        return
    found = dict(schemes["Token"]["x-amazon-apigateway-authorizer"])
    target = target_of(found.pop("authorizerUri"))
    wanted = {
        "type": "request",
        "identitySource": ["$request.header.Authorization"],
        "authorizerPayloadFormatVersion": "2.0",
        "enableSimpleResponses": True,
        "authorizerResultTtlInSeconds": 60,
    }
    for name in wanted.keys() | found.keys():
        if wanted.get(name) != found.get(name):
            yield f"The authorizer's {name} is {found.get(name)} and must be {wanted.get(name)}."
    if [target] != functions.get(AUTHORIZER):
        yield f"The API's authorizer is {target} and not the function with the handler authorizer."


def belongings(stack, name, handler):
    """What each function has of its own."""
    properties = stack.resources[name]["Properties"]
    environment = properties["Environment"]["Variables"]
    seals_cursors = handler not in {worker["id"] for worker in WORKERS}
    wanted = ENVIRONMENT | ({"CURSOR_SECRET"} if seals_cursors else set()) | ({"ISSUERS"} if handler in KNOW_ISSUERS else set()) | ({"MAIL_FROM", "PORTAL"} if handler in SEND_MAIL else set())
    if set(environment) != wanted:
        yield f"{name} has the variables {sorted(environment)} and must have {sorted(wanted)}."
    group = stack.resources.get(log_group(properties))
    if group is None or "RetentionInDays" not in group["Properties"]:
        yield f"{name} has no log group with a retention of its own."
    for metric in ("Errors", "Throttles"):
        if not any(watches(alarm, name, metric) for alarm in stack.of_type("AWS::CloudWatch::Alarm").values()):
            yield f"No alarm watches the {metric.lower()} of {name}."


def watches(alarm, function, metric):
    return any(
        m.get("MetricStat", {}).get("Metric") == {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": function}}]}
        for m in alarm["Properties"].get("Metrics", [])
    )


def feed(stack, functions):
    """The stream reaches the feed, in the way that loses nothing and lets one record hold up none."""
    mappings = [stack.resolve(m["Properties"]) for m in stack.of_type("AWS::Lambda::EventSourceMapping").values()]
    if len(mappings) != len(STREAMED):
        yield f"There are {len(mappings)} event source mappings and must be {len(STREAMED)}, one of each worker that the stream drives."
    for worker in STREAMED:
        (function,) = functions[worker["id"]]
        for mapping in (m for m in mappings if m["FunctionName"] == function):
            yield from streams(stack, worker, mapping)
    watched = [alarm["Properties"].get("MetricName") for alarm in stack.of_type("AWS::CloudWatch::Alarm").values()]
    for metric in ("IteratorAge", "FeedDeadLetters", "MailRefused", "UnreadableItems", "ApproximateNumberOfMessagesVisible"):
        if metric not in watched:
            yield f"No alarm watches {metric}."
    groups = {name for name in stack.of_type("AWS::Logs::LogGroup") if name != "AccessLogs"}
    filters = [f["Properties"] for f in stack.of_type("AWS::Logs::MetricFilter").values()]
    counted = {f["LogGroupName"]["Ref"] for f in filters if f["MetricTransformations"][0]["MetricName"] == "UnreadableItems"}
    for group in sorted(groups - counted):
        yield f"No metric counts the unreadable items that {group} names."
    refused = sum(f["MetricTransformations"][0]["MetricName"] == "MailRefused" for f in filters)
    if refused != len(SEND_MAIL):
        yield f"{refused} log groups count refused mails and must be {len(SEND_MAIL)}, one of each worker that mails."


def streams(stack, worker, mapping):
    wanted = {
        "EventSourceArn": stack.arn("Table.StreamArn"),
        "StartingPosition": "TRIM_HORIZON",
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "DestinationConfig": {"OnFailure": {"Destination": stack.arn("DeadLetters")}},
    }
    for name, value in wanted.items():
        if mapping.get(name) != value:
            yield f"{worker['id']} has as {name} {mapping.get(name)} and must have {value}."
    if mapping.get("BatchSize") != 1 and not mapping.get("BisectBatchOnFunctionError"):
        yield f"{worker['id']} does not part a batch that fails."
    if not 0 < mapping.get("MaximumRetryAttempts", -1) < 10_000:
        yield f"{worker['id']} tries a record for ever."
    (pattern,) = (json.loads(it["Pattern"]) for it in mapping["FilterCriteria"]["Filters"])
    if pattern != worker["records"]:
        yield f"{worker['id']} is given {pattern}, and must be given {worker['records']}."


def schedule(stack, functions):
    """The schedule asks what is due, and may nothing else."""
    properties = [s["Properties"] for s in stack.of_type("AWS::Scheduler::Schedule").values()]
    schedules = [stack.resolve(p["Target"]) for p in properties]
    rates = {asked["Arn"]: p["ScheduleExpression"] for asked, p in zip(schedules, properties)}
    for worker in SCHEDULED:
        for function in functions[worker["id"]]:
            if (rate := rates.get(stack.arn(function))) != worker["schedule"]:
                yield f"{worker['id']} is asked by the schedule {rate} and must be by {worker['schedule']}."
    wanted = sorted(stack.arn(function) for worker in SCHEDULED for function in functions[worker["id"]])
    if sorted(asked["Arn"] for asked in schedules) != wanted:
        yield f"The schedules ask {sorted(asked['Arn'] for asked in schedules)} and must ask {wanted}."
    for asked in schedules:
        if asked["RoleArn"] != stack.arn(SCHEDULE_ROLE):
            yield f"{asked['Arn']} is not asked by the schedules' own role."
        if asked["RetryPolicy"]["MaximumRetryAttempts"] < 1 or asked["DeadLetterConfig"] != {"Arn": stack.arn("DeadLetters")}:
            yield f"What the schedule could not ask of {asked['Arn']} is lost."
    role = stack.resolve(stack.resources[SCHEDULE_ROLE]["Properties"])
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    if trust["Principal"] != {"Service": "scheduler.amazonaws.com"} or trust["Condition"] != {"StringEquals": {"aws:SourceAccount": ACCOUNT}}:
        yield f"{SCHEDULE_ROLE} can be taken by others than this account's scheduler."
    may = sorted((s["Action"], resource) for s in statements(role) for resource in as_list(s["Resource"]))
    if may != [*(("lambda:InvokeFunction", arn) for arn in wanted), ("sqs:SendMessage", stack.arn("DeadLetters"))]:
        yield f"{SCHEDULE_ROLE} may {may}."


def access_log(stack):
    (stage,) = stack.of_type("AWS::ApiGatewayV2::Stage").values()
    format = stage["Properties"]["AccessLogSettings"]["Format"]
    try:
        fields = set(json.loads(format).values())
    except ValueError as error:
        yield f"A line of the access log is no JSON: {error}."
        return
    if "\n" in format or "$context.requestId" not in fields:
        yield "The access log needs the request's id and one line."
    if telling := fields & {"$context.path"}:
        yield f"The access log has {', '.join(telling)}, which holds people's ids."


def roles(stack, functions, operations):
    """The roles' shape, and then what a simulator says that they allow."""
    for name, resource in stack.resources.items():
        if resource["Type"].startswith("AWS::IAM::") and resource["Type"] != "AWS::IAM::Role":
            yield f"{name} is an {resource['Type']}: a role's policy belongs in the role, where this check reads it."
    known = {o["id"]: o for o in [*operations, *WORKERS]}
    owners = Counter()
    questions = []
    for handler, names in functions.items():
        for name in names:
            role = role_of(stack, name)
            owners[role] += 1
            if role not in stack.of_type("AWS::IAM::Role"):
                yield f"{name} has no role that is written in the template."
            elif handler in known:
                uses = [ACTIONS[use] for use in known[handler]["uses"]]
                more = {action: stack.arn(resource) if resource != "*" else resource for action, resource in more_of(known[handler]).items()}
                yield from shape(stack, role, [*uses, *more, *(SES_ACTIONS if handler in SEND_MAIL else [])])
                questions.append(question(stack, name, role, known[handler], uses, more))
    for role, count in owners.items():
        if count > 1:
            yield f"{role} is the role of {count} functions; each has its own."
    for role in sorted(stack.of_type("AWS::IAM::Role").keys() - owners.keys() - {SCHEDULE_ROLE}):
        yield f"{role} is the role of no function."
    yield from simulate(stack, questions)


def shape(stack, role, uses):
    properties = stack.resolve(stack.resources[role]["Properties"])
    if unknown := properties.keys() - {"AssumeRolePolicyDocument", "Policies"}:
        yield f"{role} has {', '.join(sorted(unknown))}; a role here has inline policies alone."
    trust = [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    if properties["AssumeRolePolicyDocument"]["Statement"] != trust:
        yield f"{role} can be taken by others than Lambda."
    for statement in statements(properties):
        if not {"Action", "Resource"} <= statement.keys():
            yield f"{role} has a statement without Action or Resource."
            continue
        for action in as_list(statement["Action"]):
            if action not in LOG_ACTIONS | set(uses) and not opens_connection(statement):
                yield f"{role} names the action {action}, which its operation does not use."
        for resource in as_list(statement["Resource"]):
            if resource == "*" and as_list(statement["Action"]) != ["dynamodb:ListStreams"]:
                yield f"{role} names every resource."


def opens_connection(statement):
    """Reading the one item that doesn't exist, as each function does while it starts."""
    keys = {"dynamodb:LeadingKeys": "ORG#WARM"}
    return as_list(statement["Action"]) == ["dynamodb:GetItem"] and statement.get("Condition", {}).get("ForAllValues:StringLike") == keys


def more_of(function):
    """What a function may do beside the table's organisations, each action with the resource."""
    return STREAM_ACTIONS if "records" in function else {}


def question(stack, name, role, function, uses, more):
    properties = stack.resolve(stack.resources[role]["Properties"])
    group = stack.resources.get(log_group(stack.resources[name]["Properties"]))
    return {
        "name": name,
        "policies": [policy["PolicyDocument"] for policy in properties.get("Policies", [])],
        "logGroup": stack.resolve(group["Properties"]["LogGroupName"]) if group else None,
        "uses": uses,
        "more": more,
        "prefixes": ["IDP#", "ORG#"] if function.get("identities") else ["ORG#"],
        "walks": function.get("index", False),
        "mails": function.get("mail", False),
    }


def simulate(stack, questions):
    groups = stack.of_type("AWS::Logs::LogGroup").values()
    tables = list(stack.of_type("AWS::DynamoDB::Table"))
    if len(tables) != 1:
        yield f"There are {len(tables)} tables and must be one."
        return
    asked = {
        "region": REGION,
        "account": ACCOUNT,
        "table": stack.arn(tables[0]),
        "mailFrom": stack.parameters["MailFrom"],
        "logGroups": [stack.resolve(group["Properties"]["LogGroupName"]) for group in groups],
        "functions": questions,
    }
    simulator = Path(__file__).with_name("simulate.mjs")
    answer = subprocess.run(["node", simulator], input=json.dumps(asked), capture_output=True, text=True)
    *sentences, summary = answer.stdout.splitlines() or [""]
    yield from sentences
    if answer.returncode and not sentences:
        yield f"The simulator failed: {answer.stderr.strip() or summary}"
    print(summary)


def limits(stack):
    resources, routes = len(stack.resources), sum(len(methods) for methods in body(stack)["paths"].values())
    print(f"{resources} of {MOST_RESOURCES} resources, {routes} of {MOST_ROUTES} routes")
    if resources > MOST_RESOURCES:
        yield f"The stack has {resources} resources, and CloudFormation takes {MOST_RESOURCES}."
    if routes > MOST_ROUTES:
        yield f"The API has {routes} routes, and API Gateway takes {MOST_ROUTES}."


def body(stack):
    (api,) = stack.of_type("AWS::ApiGatewayV2::Api").values()
    return api["Properties"]["Body"]


def target_of(uri):
    """The function that an integration or authorizer names; the translator writes it in two ways."""
    found = re.search(r'"Fn::GetAtt": \["(\w+)", "Arn"\]|/functions/\$\{(\w+)\.Arn\}/', json.dumps(uri))
    return found and (found[1] or found[2])


def log_group(properties):
    return properties.get("LoggingConfig", {}).get("LogGroup", {}).get("Ref")


def role_of(stack, function):
    role = stack.resources[function]["Properties"]["Role"]
    return role.get("Fn::GetAtt", [None])[0] if isinstance(role, dict) else role


def statements(role):
    return [s for policy in role.get("Policies", []) for s in as_list(policy["PolicyDocument"]["Statement"])]


def as_list(value):
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    failures = list(prove(Stack(), json.loads((INFRA / "operations.json").read_text())))
    for failure in failures:
        print(failure)
    sys.exit(1 if failures else 0)
