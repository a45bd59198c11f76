"""The stack as CloudFormation gets it: template.yaml through the SAM translator, and values in place
of its references."""

import json
import os
import re
import sys
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from samtranslator.model.exceptions import InvalidDocumentException  # noqa: E402
from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

INFRA = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
ACCOUNT = "111122223333"
STACK = "coachwork"
PARAMETERS = {
    "PortalOrigin": "https://coachwork.example",
    "MailFrom": "no-reply@coachwork.example",
    "Issuers": '{"https://id.example/": {"organisation": "lakeside", "audience": "coachwork", "jwks_uri": "https://id.example/keys"}}',
}
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": STACK,
    "AWS::URLSuffix": "amazonaws.com",
}


class NoManagedPolicies:
    """For the translator, which looks managed policies up only where a template names one."""

    def load(self):
        return {}


class Stack:
    def __init__(self, path=INFRA / "template.yaml"):
        template = yaml_parse(Path(path).read_text())
        template["Globals"]["Function"]["CodeUri"] = "s3://artefacts/bootstrap.zip"
        defaults = {name: p["Default"] for name, p in template["Parameters"].items() if "Default" in p}
        self.parameters = defaults | PARAMETERS
        try:
            self.translated = transform(template, dict(self.parameters), NoManagedPolicies())
        except InvalidDocumentException as refusal:
            sys.exit("\n".join(f"SAM refuses the template: {cause.message}" for cause in refusal.causes))
        self.resources = self.translated["Resources"]

    def of_type(self, kind):
        """Resources of a type, by logical id."""
        return {name: r for name, r in self.resources.items() if r["Type"] == kind}

    def arn(self, name):
        """The ARN that a resource will have, or the stream of a table."""
        if name.endswith(".StreamArn"):
            return f"{self.arn(name.removesuffix('.StreamArn'))}/stream/2026-09-01"
        kind = self.resources[name]["Type"]
        here = f"{REGION}:{ACCOUNT}"
        if kind == "AWS::DynamoDB::Table":
            return f"arn:aws:dynamodb:{here}:table/{STACK}-{name}"
        if kind == "AWS::SQS::Queue":
            return f"arn:aws:sqs:{here}:{STACK}-{name}"
        if kind == "AWS::Lambda::Function":
            return f"arn:aws:lambda:{here}:function:{STACK}-{name}"
        if kind == "AWS::IAM::Role":
            return f"arn:aws:iam::{ACCOUNT}:role/{STACK}-{name}"
        if kind == "AWS::Logs::LogGroup":
            return f"arn:aws:logs:{here}:log-group:{self.resolve(self.resources[name]['Properties']['LogGroupName'])}:*"
        raise ValueError(f"stack.py knows no ARN of a {kind} ({name})")

    def resolve(self, value):
        """A value with its references replaced. A reference to a resource becomes its logical id."""
        if isinstance(value, list):
            return [self.resolve(v) for v in value]
        if not isinstance(value, dict):
            return value
        if len(value) != 1 or not (key := next(iter(value))).startswith(("Ref", "Fn::")):
            return {k: self.resolve(v) for k, v in value.items()}
        argument = value[key]
        if key == "Ref":
            return self.named(argument)
        if key == "Fn::GetAtt":
            name, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
            if attribute == "StreamArn":
                return self.arn(f"{name}.StreamArn")
            if attribute != "Arn":
                raise ValueError(f"stack.py knows no {attribute} of {name}")
            return self.arn(name)
        if key == "Fn::Sub":
            text, names = argument if isinstance(argument, list) else (argument, {})
            fill = lambda m: str(self.resolve(names[m[1]]) if m[1] in names else self.attribute(m[1]))
            return re.sub(r"\$\{([^!}]+)\}", fill, text)
        if key == "Fn::Join":
            return argument[0].join(self.resolve(argument[1]))
        raise ValueError(f"stack.py does not resolve {key}")

    def named(self, name):
        if name in PSEUDO:
            return PSEUDO[name]
        if name in self.parameters:
            return self.parameters[name]
        if name in self.resources:
            return name
        raise ValueError(f"the template refers to {name}, which is not in it")

    def attribute(self, name):
        return self.resolve({"Fn::GetAtt": name}) if "." in name else self.named(name)


if __name__ == "__main__":
    print(json.dumps(Stack().translated, indent=1))
