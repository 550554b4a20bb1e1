#!/usr/bin/env python3
"""Writes the resources of io.kmspolicy.model.catalogue from the facts in src/main/catalogue.

Usage: scripts/generate-catalogue.py

The facts describe authorization in sentences where that reads best. This script keeps what the
library evaluates, and turns every sentence it meets into a word of a closed list. A sentence, a
member or a source that is not in the lists below stops it: nothing is guessed and nothing is
dropped in silence.

Files in the folder `changes` amend the facts. A change that this script does not know how to apply
stops it, too. The script also puts the facts into their form: one fact a line.
"""
import json
import pathlib
import re

MODEL = pathlib.Path(__file__).resolve().parent.parent.joinpath("kms-policy-model/src/main")
FACTS = MODEL.joinpath("catalogue")
TARGET = MODEL.joinpath("resources/io/kmspolicy/model/catalogue")
LINE = 160

CROSS_ACCOUNT = {"yes": "YES", "no": "NO", "special": "SPECIAL",
                 "not-applicable": "NOT_APPLICABLE", "unknown": "UNKNOWN"}
KEY_POLICY = {"yes": "YES", "no": "NO", "key-part-only": "KEY_PART_ONLY", "unknown": "UNKNOWN"}
GRANT_CONTEXT = {"honored": "HONORED", "ignored": "IGNORED", "not-applicable": "NOT_APPLICABLE",
                 "inherited-by-child-grants": "INHERITED"}
VALUE_TYPE = {"String": "STRING", "ArrayOfString": "STRING", "Bool": "BOOL", "Numeric": "NUMERIC",
              "Date": "DATE", "ARN": "ARN", "IPAddress": "IP_ADDRESS"}
IN_KEY_POLICIES = {"any": True, "key+iam": True, "iam": False,
                   "iam for CreateKey, key+iam else": True,
                   "iam for CreateKey, key+iam for PutKeyPolicy": True}
KNOWLEDGE = {
    "yes": "KNOWN",
    "yes (clock)": "KNOWN",
    "yes (STS GetCallerIdentity)": "KNOWN",
    "yes (false)": "KNOWN",
    "yes (false on direct calls)": "KNOWN",
    "yes (Region of the endpoint)": "KNOWN",
    "yes (endpoint scheme)": "KNOWN",
    "yes from the key ARN; account of the caller for bare IDs, alias names and checks without a"
    " resource (inferred)": "KNOWN",
    "request part yes; resource part after DescribeKey": "LOOKUP",
    "request part yes; resource part from the key ID: mrk- prefix means true": "LOOKUP",
    "resource part after DescribeKey": "LOOKUP",
    "only when sourceKeyId is given and both identifiers resolve": "LOOKUP",
    "after ListAliases(keyId)": "LOOKUP",
    "after GetKeyLastUsage": "LOOKUP",
    "after ListResourceTags": "LOOKUP",
    "partial": "PARTIAL",
    "partial (parse the CBOR document)": "PARTIAL",
    "partial (PCR0 of the document)": "PARTIAL",
    "partial (public address after NAT)": "PARTIAL",
    "partial (known if the endpoint is configured)": "PARTIAL",
    "partial (final header is built late)": "PARTIAL",
    "partial (private address)": "PARTIAL",
    "no": "UNKNOWN",
    "no (a direct SDK call never yields true)": "UNKNOWN",
    "no (absent on SDK calls)": "ABSENT",
    "no (absent)": "ABSENT",
    "no (absent on direct SDK calls)": "ABSENT",
    "no (absent on direct calls)": "ABSENT",
}
FORM = {"keyId": "KEY_ID", "keyArn": "KEY_ARN", "aliasName": "ALIAS_NAME", "aliasArn": "ALIAS_ARN"}
CONTEXT_SET = {"global": "GLOBAL", "keyResource": "KEY_RESOURCE", "createKey": "CREATE_KEY",
               "customKeyStore": "CUSTOM_KEY_STORE", "retireGrant": "RETIRE_GRANT"}
AUTHORITY = {"key-policy": "KEY_POLICY", "iam-policy": "IDENTITY_POLICY", "grant": "GRANT"}
MAPPING = {
    "value": "VALUE",
    "value (either member)": "VALUE",
    "same value, deprecated name": "VALUE",
    "epoch seconds (documented example compares with a Numeric operator; SAR type is Date)":
        "VALUE",
    "set of grant operation names": "VALUES",
    "one condition key per map entry, value = entry value": "ENTRIES",
    "one condition key per pair of the constraint": "ENTRIES",
    "one condition key per tag": "ENTRIES",
    "one per tag": "ENTRIES",
    "one per tag: the tags the new key will have": "ENTRIES",
    "set of map keys": "NAMES",
    "set of pair keys of the constraint": "NAMES",
    "set of tag keys": "NAMES",
    "alias name (alias/...) when the member is an alias name or alias ARN, else key-absent":
        "ALIAS_NAME",
    "EncryptionContextEquals or EncryptionContextSubset, whichever is present": "MEMBER_NAME",
    "PRIMARY when multiRegion is true, else key-absent": "PRIMARY_IF_TRUE",
    "true when the destination key is the key the ciphertext was encrypted under; unknown when"
    " sourceKeyId is absent": "SAME_KEY",
    "as for ReEncryptFrom": "SAME_KEY",
    "PCR value of the signed attestation document (CBOR/COSE)": "ATTESTATION",
    "spec of the primary key (resource fact)": "KEY_FACT",
    "usage of the primary key (resource fact)": "KEY_FACT",
    "origin of the primary key (resource fact)": "KEY_FACT",
    "whole days since last cryptographic use of the key": "KEY_FACT",
    "whole days since last cryptographic use of the key (resource fact, see condition-keys.json)":
        "KEY_FACT",
    "pairs of the constraint of the grant that is retired (not in the request)": "GRANT_FACT",
    "pair keys of the constraint of the grant": "GRANT_FACT",
    "constraint type of the grant": "GRANT_FACT",
    "true only when an integrated AWS service calls on behalf of the user; a direct SDK call never"
    " satisfies true (false or absent: not documented)": "NEVER_TRUE",
    "as for CreateGrant": "NEVER_TRUE",
}
CERTAINTY = {"documented": "DOCUMENTED", "seen": "SEEN", "unknown": "UNKNOWN"}
PRESENCE = {"always": "ALWAYS", "never": "NEVER", "sometimes": "SOMETIMES"}
GRANT_USE = {"grant": True, None: False}
CONTEXT_PREFIX = "kms:EncryptionContext:"
CONTEXT_TEMPLATE = CONTEXT_PREFIX + "${EncryptionContextKey}"
WHEN_ABSENT = {"key-absent": "ABSENT", "unknown": "UNKNOWN", None: "UNKNOWN",
               "none (required by the service)": "REQUIRED"}
WHEN = [
    (re.compile(r"always"), lambda m: {"is": "ALWAYS"}),
    (re.compile(r"\{(\w+)\} (?:non-empty|present)"), lambda m: {"is": "GIVEN", "member": m[1]}),
    (re.compile(r"\{(\w+)\} is (\w+)"),
     lambda m: {"is": "EQUAL", "member": m[1], "value": m[2], "orAbsent": False}),
    (re.compile(r"\{(\w+)\} is (\w+) or absent"),
     lambda m: {"is": "EQUAL", "member": m[1], "value": m[2], "orAbsent": True}),
]


# The members of each kind of fact. The ones after the semicolon say why: they have no effect.
MEMBERS = {
    "action": "name accessLevel resources conditionKeys keyResourceConditionKeys dependentActions"
              " controllableByKeyPolicy crossAccount grantConstraint cryptographicOperation"
              " conditionKeysKnown; notes sources",
    "dependent action": "action; when source",
    "condition key": "key valueType multivalued source presence clientDerivable policyTypes values"
                     " names aliasOf; presentWhen notes sources confidence",
    "operation": "operation crossAccount crossAccountIdentifiers grantTokensMember dryRunMembers"
                 " checks; notes",
    "check": "action when resource region authorizedBy contextSets context openKeys"
             " confidence; note",
    "resource": "type from accepts clientKnows multiRegionMember note; whenMemberAbsent",
    "use": "name title page caller via keys otherPairs steps; sources notes",
    "step": "action when by caller via keys certainty; note",
    "sent key": "key presence value instead certainty; note",
    "context": "conditionKey from mapping whenMemberAbsent openWhenGiven confidence; note",
}
NOT_IN_CATALOGUE = {"key", "presentWhen", "notes", "note", "confidence", "sources"}
NEW_KEY_ID = "unknown: mrk-[0-9a-f]{32} if {multiRegion}=true, else UUID"
KMS_KEYS_NONE = "none (permissions table 2026: 'None (when controlling access to the alias)')"


def read(name):
    return json.loads(FACTS.joinpath(name).read_text("utf-8"))


def pretty(value, indent=""):
    """The value on one line if it fits, else each of its parts on a line of its own."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or (indent and len(indent) + len(line) < LINE):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        parts = [pretty(part, inner) for part in value]
    else:
        parts = [json.dumps(key) + ": " + pretty(part, inner) for key, part in value.items()]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    return opening + "\n" + ",\n".join(inner + part for part in parts) + "\n" + indent + closing


def put_into_form():
    for path in sorted(FACTS.rglob("*.json")):
        path.write_text(pretty(json.loads(path.read_text("utf-8"))) + "\n", "utf-8")


def only_members(kind, fact):
    unknown = fact.keys() - set(MEMBERS[kind].replace(";", "").split())
    if unknown:
        raise SystemExit("unknown member of a fact: %s of %s %s" % (sorted(unknown), kind, fact))
    sources = fact.get("sources", [fact["source"]] if kind == "dependent action" else [])
    if not SOURCES.keys() >= set(sources):
        raise SystemExit("unknown source: %s of %s %s" % (sources, kind, fact))


def change_condition_keys(keys, changed):
    by_name = {fact["key"]: fact for fact in keys}
    for change in changed["changes"]:
        fact = by_name[change["key"]]
        for member, value in change.items():
            if member == "valueType":
                fact["valueType"] = value.split()[0]
            elif member == "presence":
                fact["presence"] = "always" if value.startswith("always") else value
            elif member == "values":
                fact["values"] = value if change["valuesComplete"] else []
            elif member not in NOT_IN_CATALOGUE and member != "valuesComplete":
                raise SystemExit("unknown change of " + change["key"] + ": " + member)


def change_operations(facts, actions, changed):
    operations = {fact["operation"]: fact for fact in facts}
    replica = None
    for change in changed["changes"]:
        names = change["operation"].split(", ")
        if change.get("add") == {"conditionKeysKnown": False}:
            for name in names:
                actions["kms:" + name]["conditionKeysKnown"] = False
        elif change["operation"] == "ReplicateKey":
            replica = change["add"]
            for check in operations["ReplicateKey"]["checks"]:
                if check["action"] in change["checks"]:
                    made_by_kms(check, replica)
        elif change.get("add") == "as for ReplicateKey":
            for check in operations[change["operation"]]["checks"]:
                if check["region"] != "endpoint":
                    made_by_kms(check, replica)
        elif "openWhenGiven" in change.get("new", {}):
            check = check_of(operations[change["operation"]], change["check"])
            for entry in check["context"]:
                if entry["conditionKey"] == change["conditionKey"]:
                    entry["openWhenGiven"] = change["new"]["openWhenGiven"]
        elif change.get("check") == "alias half":
            if change["new"] != {"kms condition keys": KMS_KEYS_NONE}:
                raise SystemExit("unknown change of the alias half")
            # A check on an alias: the derivation of a request's facts gives it no key of KMS.
        elif change.get("resource", {}).get("new", {}).get("id") == NEW_KEY_ID:
            check = check_of(operations[change["operation"]], change["check"])
            check["resource"]["multiRegionMember"] = "multiRegion"
        else:
            raise SystemExit("unknown change of " + change["operation"])


def made_by_kms(check, replica):
    if replica["layersOpen"] != ["vpcEndpoint"]:
        raise SystemExit("unknown open layers of " + check["action"])
    check["openKeys"] = replica["contextOpen"]


def check_of(operation, action):
    return next(check for check in operation["checks"] if check["action"] == action)


def action(fact, keys_of_a_key):
    only_members("action", fact)
    for dependent in fact.get("dependentActions", []):
        only_members("dependent action", dependent)
    keys_of_resource = fact.get("keyResourceConditionKeys",
                                keys_of_a_key if "key" in fact["resources"] else [])
    return {
        "name": fact["name"],
        "resources": [kind.upper() for kind in fact["resources"]],
        "crossAccount": CROSS_ACCOUNT[fact["crossAccount"]],
        "keyPolicy": KEY_POLICY[fact["controllableByKeyPolicy"]],
        "grantable": "grantConstraint" in fact,
        "grantContext": GRANT_CONTEXT[fact.get("grantConstraint", "not-applicable")],
        "cryptographic": fact["cryptographicOperation"],
        "accessLevel": fact["accessLevel"],
        "conditionKeys": list(dict.fromkeys(fact["conditionKeys"] + keys_of_resource)),
        "conditionKeysKnown": fact.get("conditionKeysKnown", True),
        "dependentActions": [entry["action"] for entry in fact.get("dependentActions", [])],
    }


def condition_key(fact, by_name, actions):
    only_members("condition key", fact)
    meant = by_name[fact["aliasOf"]] if "aliasOf" in fact else fact
    listed = [entry["name"] for entry in actions if meant["key"] in entry["conditionKeys"]]
    if not listed and fact["key"].startswith("kms:"):
        raise SystemExit("no action of actions.json lists " + fact["key"])
    return {
        "name": fact["key"],
        "type": VALUE_TYPE[fact["valueType"]],
        "multivalued": fact["multivalued"],
        "sources": [source.upper() for source in fact["source"]],
        "always": fact["presence"] == "always",
        "knowledge": KNOWLEDGE[meant["clientDerivable"]],
        "inKeyPolicies": IN_KEY_POLICIES[fact["policyTypes"]],
        "everyAction": not listed,
        "actions": listed,
        "values": fact.get("values", []),
        "names": fact.get("names", []),
        "aliasOf": fact.get("aliasOf", ""),
    }


def occasion(text):
    for pattern, translate in WHEN:
        match = pattern.fullmatch(text)
        if match:
            return translate(match)
    raise SystemExit("unknown `when`: " + text)


def resource(operation, check):
    fact = check["resource"]
    only_members("resource", fact)
    kind, member = fact["type"], fact.get("from")
    if kind in ("none", "external"):
        return {"is": kind.upper()}
    if kind == "alias":
        return {"is": "ALIAS", "member": member}
    if fact["clientKnows"] == "after-lookup":
        return {"is": "KEY_BEHIND_ALIAS", "member": member}
    if member == "tags" and fact["clientKnows"] == "no":
        return {"is": "NEW_KEY", "member": fact["multiRegionMember"]}
    if "accepts" not in fact:
        if "egion replaced by" not in fact["note"]:
            raise SystemExit("unknown key resource of " + operation)
        return {"is": "REPLICA", "member": "keyId",
                "regionMember": check["region"].removeprefix("member ")}
    return {"is": "KEY", "member": member,
            "optional": fact["clientKnows"] == "when-member-present",
            "forms": [FORM[form] for form in fact["accepts"]]}


def mapping(fact):
    only_members("context", fact)
    text, absent = fact["mapping"], fact["whenMemberAbsent"]
    constant = text.removeprefix("constant: ") if text.startswith("constant: ") else None
    return {
        "key": fact["conditionKey"],
        "members": fact["from"].split(" + ") if fact["from"] else [],
        "rule": "CONSTANT" if constant else MAPPING[text],
        "whenAbsent": "DEFAULT" if constant or isinstance(absent, dict) else WHEN_ABSENT[absent],
        "default": constant or (absent["value"] if isinstance(absent, dict) else ""),
        "openWhenGiven": fact.get("openWhenGiven", []),
        "confidence": fact["confidence"].upper(),
    }


def operation(fact):
    only_members("operation", fact)
    checks = []
    for check in fact["checks"]:
        only_members("check", check)
        region = check["region"]
        checks.append({
            "action": check["action"],
            "when": occasion(check["when"]),
            "resource": resource(fact["operation"], check),
            "regionMember": "" if region == "endpoint" else region.removeprefix("member "),
            "authorities": [AUTHORITY[authority] for authority in check["authorizedBy"]],
            "contextSets": [CONTEXT_SET[name] for name in check["contextSets"]],
            "context": [mapping(entry) for entry in check["context"]],
            "openKeys": check.get("openKeys", []),
            "confidence": check["confidence"].upper(),
        })
    name = fact["operation"]
    return {
        "name": name,
        "clientMethod": name[0].lower() + name[1:],
        "requestClass": name + "Request",
        "crossAccount": CROSS_ACCOUNT[fact["crossAccount"]],
        "foreignIdentifiers": [FORM[form] for form in fact.get("crossAccountIdentifiers", [])],
        "grantTokensMember": fact.get("grantTokensMember", ""),
        "supportsDryRun": "dryRunMembers" in fact,
        "checks": checks,
    }


def sent_keys(step_action, keys, known):
    """The facts about condition keys that requests for the action can carry."""
    sent = []
    for fact in keys:
        only_members("sent key", fact)
        name = fact["key"]
        template = CONTEXT_TEMPLATE if name.startswith(CONTEXT_PREFIX) else name
        if template not in known:
            raise SystemExit("unknown condition key of a service use: " + name)
        listed = known[template]["actions"]
        if not listed or step_action in listed:
            sent.append({"name": name, "presence": PRESENCE[fact["presence"]],
                         "value": fact.get("value", ""), "instead": fact.get("instead", ""),
                         "certainty": CERTAINTY[fact["certainty"]]})
    return sent


def caller_of(fact):
    if fact["is"] == "service":
        return {"is": "SERVICE", "name": fact["name"], "service": ""}
    if fact["is"] == "linked-role":
        return {"is": "LINKED_ROLE", "name": fact["name"], "service": fact["service"]}
    if fact["is"] == "session":
        return {"is": "SESSION", "name": fact["who"], "service": ""}
    raise SystemExit("unknown caller: %s" % fact)


def route_keys(via):
    """What follows when a service calls with the credentials of somebody else."""
    value = via + ".${region}.amazonaws.com"
    return [{"key": "kms:ViaService", "presence": "always", "value": value,
             "certainty": "documented"},
            {"key": "aws:ViaAWSService", "presence": "always", "value": "true",
             "certainty": "documented"}]


def service_use(fact, known, action_names):
    only_members("use", fact)
    steps = []
    for step in fact["steps"]:
        only_members("step", step)
        if step["action"] not in action_names:
            raise SystemExit("unknown action of %s: %s" % (fact["name"], step["action"]))
        via = step.get("via", fact.get("via", "open"))
        keys = fact["keys"] + step.get("keys", []) + ([] if via == "open" else route_keys(via))
        steps.append({
            "action": step["action"],
            "when": step.get("when", ""),
            "byGrant": GRANT_USE[step.get("by")],
            "certainty": CERTAINTY[step["certainty"]],
            "caller": caller_of(step.get("caller", fact["caller"])),
            "keys": sent_keys(step["action"], keys, known),
            "otherPairs": fact.get("otherPairs", True),
        })
    return {"name": fact["name"], "title": fact["title"], "page": fact["page"], "steps": steps}


def write(name, date, extra, member, entries):
    head = [json.dumps("date") + ": " + json.dumps(date)]
    head += [json.dumps(key) + ": " + json.dumps(value) for key, value in extra.items()]
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
    text = "{\n" + ",\n".join(head) + ",\n" + json.dumps(member) + ": [\n" + lines + "\n]\n}\n"
    TARGET.joinpath(name).write_text(text, encoding="utf-8")


def main():
    put_into_form()
    actions, changed_operations = read("actions.json"), read("changes/operations.json")
    keys, changed_keys = read("condition-keys.json"), read("changes/condition-keys.json")
    operations = read("operations.json")
    change_condition_keys(keys["conditionKeys"], changed_keys)
    change_operations(operations["operations"],
                      {fact["name"]: fact for fact in actions["actions"]}, changed_operations)
    date = max(file["date"]
               for file in (actions, keys, operations, changed_keys, changed_operations))

    listed = [action(fact, actions["keyResourceConditionKeys"]) for fact in actions["actions"]]
    write("actions.json", date,
          {"externalActions": actions["externalActions"]}, "actions", listed)

    by_name = {fact["key"]: fact for fact in keys["conditionKeys"]}
    write("condition-keys.json", date, {}, "conditionKeys",
          [condition_key(fact, by_name, listed) for fact in keys["conditionKeys"]])

    uses = read("service-uses.json")
    known = {entry["name"]: entry
             for entry in (condition_key(fact, by_name, listed) for fact in keys["conditionKeys"])}
    write("service-uses.json", uses["date"], {}, "uses",
          [service_use(fact, known, {entry["name"] for entry in listed}) for fact in uses["uses"]])

    sets = {CONTEXT_SET[name]: value["keys"] for name, value in operations["contextSets"].items()}
    write("operations.json", date, {"contextSets": sets}, "operations",
          [operation(fact) for fact in operations["operations"]])


if __name__ == "__main__":
    SOURCES = read("sources.json")
    main()
