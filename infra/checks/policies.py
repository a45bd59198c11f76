"""Lets two linters look at every role's policies, and expects them to find nothing. Each misses what
the other finds: parliament a whole service on every resource, cloudsplaining an action that isn't."""

import json
import logging
import sys

import parliament
from cloudsplaining.command.scan_policy_file import scan_policy

from stack import Stack


def findings(stack):
    for role, resource in stack.of_type("AWS::IAM::Role").items():
        for policy in stack.resolve(resource["Properties"]).get("Policies", []):
            for finding in of_policy(policy["PolicyDocument"]):
                yield f"{role}: {finding}."


def of_policy(document):
    for finding in parliament.analyze_policy_string(json.dumps(document)).findings:
        yield f"parliament finds {finding.issue} ({finding.detail})"
    # A condition doesn't make a wildcard right.
    risks = scan_policy(document, flag_conditional_statements=True)
    del risks["ServicesAffected"]
    for risk, found in risks.items():
        if found["findings"]:
            yield f"cloudsplaining finds {risk} ({found['findings']})"


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    found = list(findings(Stack()))
    for finding in found:
        print(finding)
    sys.exit(1 if found else 0)
