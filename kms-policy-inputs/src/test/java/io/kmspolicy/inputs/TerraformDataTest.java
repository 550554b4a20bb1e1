package io.kmspolicy.inputs;

import static io.kmspolicy.inputs.TerraformText.KEY;
import static io.kmspolicy.inputs.TerraformText.gaps;
import static io.kmspolicy.inputs.TerraformText.identity;
import static io.kmspolicy.inputs.TerraformText.key;
import static io.kmspolicy.inputs.TerraformText.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.kmspolicy.model.json.OpaqueText;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The documents of data sources that a plan reads only when it is applied. */
class TerraformDataTest {

  private static final String DOCUMENT = "data.aws_iam_policy_document.d";
  private static final String ANYONE = "'principals': [{'type': '*', 'identifiers': ['*']}], ";
  private static final String ROLE = "'principals': [{'type': 'AWS', 'identifiers': [null]}], ";
  private static final String OPEN_ROLE = "'principals': [{'identifiers': [true]}]";

  private static String allow(String rest) {
    return "'statement': [{'effect': null, 'actions': ['kms:Decrypt'], 'resources': ['*'], "
        + rest
        + "'condition': []}]";
  }

  /** A key with the document of the data source. */
  private static TerraformText keyWith(String after, String unknown) {
    return new TerraformText()
        .planned("aws_kms_key.k", "'arn': '%s'".formatted(KEY))
        .changed("aws_kms_key.k", "update", "'policy': true")
        .read(DOCUMENT, after, unknown)
        .refers("aws_kms_key.k", "policy", DOCUMENT + ".json", DOCUMENT);
  }

  private static InputFile file(TerraformText plan) throws InputException {
    return PolicyInputs.create()
        .account(TerraformText.ACCOUNT)
        .region("us-west-2")
        .read("tf.json", plan.plan());
  }

  private static String known(TerraformText plan) throws InputException {
    List<UnresolvedPolicy> unresolved = file(plan).unresolved();
    assertThat(unresolved).hasSize(1);
    String json = unresolved.get(0).known().orElseThrow().json().replace("\n", "");
    assertThat(OpaqueText.in(json)).isTrue();
    return json;
  }

  @Test
  @DisplayName("arguments that are all known make the document, although the plan has no text")
  void document_ofKnownArguments_isKnown() throws InputException {
    TerraformText plan = keyWith(allow(ANYONE), "'json': true");

    assertThat(words(key(plan.readPlan(), "aws_kms_key.k").policy())).isEqualTo("[allow Decrypt]");
    assertThat(file(plan).policies().get(0).json().replace("\n", ""))
        .isEqualTo(
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
                + "\"Action\":[\"kms:Decrypt\"],\"Resource\":[\"*\"]}]}");
  }

  @Test
  @DisplayName("the ARN of a role of the plan is a role of its account")
  void principal_thatIsARoleOfThePlan_isARole() throws InputException {
    TerraformText plan =
        keyWith(allow(ROLE), "'json': true, 'statement': [{" + OPEN_ROLE + "}]")
            .created("aws_iam_role.app", "'name': 'app', 'path': '/'", "arn")
            .block(
                DOCUMENT,
                "'expressions': {'statement': [{'principals': [{'type': {'constant_value': 'AWS'},"
                    + " 'identifiers': {'references': ['aws_iam_role.app.arn',"
                    + " 'aws_iam_role.app']}}]}]}");

    assertThat(OpaqueText.replaced(known(plan), part -> part.kind() + " " + part.reference()))
        .contains(
            "\"Principal\":{\"AWS\":[\"arn:aws:iam::111122223333:role/ROLE_NAME"
                + " aws_iam_role.app.arn\"]}");
    assertThat(gaps(plan.readPlan()))
        .singleElement()
        .asString()
        .contains("`aws_iam_role.app.arn` is known only after the plan is applied");
  }

  private static TerraformText keyOfRole(String name, String description) {
    return keyWith(allow(ROLE), "'json': true, 'statement': [{" + OPEN_ROLE + "}]")
        .created(
            "aws_iam_role.app",
            "'name': '%s', 'path': '/', 'description': '%s'".formatted(name, description),
            "arn")
        .block(
            DOCUMENT,
            "'expressions': {'statement': [{'principals': [{'type': {'constant_value': 'AWS'},"
                + " 'identifiers': {'references': ['aws_iam_role.app.arn',"
                + " 'aws_iam_role.app']}}]}]}");
  }

  @Test
  @DisplayName("a role of two plans is the same value only if what names it is the same")
  void role_ofAnotherPlan_isTheSameByItsName() throws InputException {
    String first = known(keyOfRole("app", "one"));

    assertThat(known(keyOfRole("app", "two"))).isEqualTo(first);
    assertThat(known(keyOfRole("web", "one"))).isNotEqualTo(first);
  }

  @Test
  @DisplayName("a value whose expression the plan does not hold is the same in an equal plan only")
  void value_ofAnotherPlan_isAnother() throws InputException {
    String unknown = "'json': true, 'statement': [{'actions': [true]}]";
    String actions = "'statement': [{'effect': null, 'actions': [null], 'resources': ['*']}]";

    assertThat(known(keyWith(actions, unknown))).isEqualTo(known(keyWith(actions, unknown)));
    assertThat(known(keyWith(actions, unknown).created("aws_s3_bucket.b", "'bucket': 'b'", "arn")))
        .isNotEqualTo(known(keyWith(actions, unknown)));
  }

  @Test
  @DisplayName("two holes in one argument, or two references, name no reference")
  void holes_withoutOneReference_areNamedByTheirPlace() throws InputException {
    String two = "'principals': [{'type': 'AWS', 'identifiers': [null, null]}], ";
    String both = "{'references': ['aws_iam_role.a.arn', 'aws_iam_role.a']}";
    TerraformText plan =
        keyWith(
                allow(two),
                "'json': true, 'statement': [{'principals': [{'identifiers': [true, true]}]}]")
            .created("aws_iam_role.a", "'name': 'a', 'path': '/'", "arn")
            .block(
                DOCUMENT,
                "'expressions': {'statement': [{'principals': [{'identifiers': " + both + "}]}]}");

    assertThat(OpaqueText.parts(known(plan)))
        .extracting(OpaqueText.Part::kind, OpaqueText.Part::reference)
        .containsExactly(
            tuple(OpaqueText.Kind.ANY, DOCUMENT + ": statement[0].principals[0].identifiers[0]"),
            tuple(OpaqueText.Kind.ANY, DOCUMENT + ": statement[0].principals[0].identifiers[1]"));
  }

  @Test
  @DisplayName("values with the same reference in a text may differ")
  void resources_withOneReference_areNotEqual() throws InputException {
    String bucket = "{'resources': {'references': ['aws_s3_bucket.b.arn', 'aws_s3_bucket.b']}}";
    String open = "{'resources': [true]}";
    String statement =
        "{'effect': 'Allow', 'actions': ['s3:GetObject', 'kms:Decrypt'], 'resources': [null]}";
    TerraformText plan =
        new TerraformText()
            .created("aws_iam_policy.p", "'name': 'p'", "policy")
            .read(
                DOCUMENT,
                "'statement': [" + statement + ", " + statement + "]",
                "'json': true, 'statement': [" + open + ", " + open + "]")
            .refers("aws_iam_policy.p", "policy", DOCUMENT + ".json", DOCUMENT)
            .block(DOCUMENT, "'expressions': {'statement': [" + bucket + ", " + bucket + "]}");

    assertThat(OpaqueText.parts(known(plan))).hasSize(2);
  }

  @Test
  @DisplayName("&{} is ${} in principals, resources and values, unless the version is 2008-10-17")
  void variables_areThoseOfAws() throws InputException {
    String values =
        "'principals': [{'type': '*', 'identifiers': ['*']}], 'sid': 'S', 'condition':"
            + " [{'test': 'StringEquals', 'variable': 'aws:PrincipalTag/a', 'values':"
            + " ['&{aws:username}']}, {'test': 'StringEquals', 'variable': 'kms:ViaService',"
            + " 'values': ['x']}]}]";
    String statement = "'statement': [{'actions': ['kms:Decrypt'], 'resources': ['*'], " + values;

    assertThat(file(keyWith(statement, "'json': true")).policies().get(0).json().replace("\n", ""))
        .contains(
            "\"Sid\":\"S\"",
            "\"StringEquals\":{\"aws:PrincipalTag/a\":[\"${aws:username}\"],"
                + "\"kms:ViaService\":[\"x\"]}");
    assertThat(
            file(keyWith("'version': '2008-10-17', " + statement, "'json': true"))
                .policies()
                .get(0)
                .json())
        .contains("&{aws:username}", "2008-10-17");
  }

  @Test
  @DisplayName("a statement of an overriding document replaces the one of its id")
  void overrides_replaceStatements() throws InputException {
    String override =
        "{'Version':'2012-10-17','Statement':[{'Sid':'S','Effect':'Deny','Principal':'*',"
            + "'Action':'kms:Encrypt','Resource':'*'}]}";
    TerraformText plan =
        keyWith(
            allow(ANYONE + "'sid': 'S', ")
                + ", 'override_policy_documents': ['', '"
                + override.replace("'", "\\\"")
                + "']",
            "'json': true");

    assertThat(words(key(plan.readPlan(), "aws_kms_key.k").policy())).isEqualTo("[deny Encrypt]");
  }

  @Test
  @DisplayName("documents that are merged and not known leave the document unknown")
  void sources_thatAreNotKnown_leaveAllUnknown() throws InputException {
    TerraformText plan =
        keyWith(
            allow(ANYONE) + ", 'source_policy_documents': [null]",
            "'json': true, 'source_policy_documents': [true]");

    assertThat(words(key(plan.readPlan(), "aws_kms_key.k").policy())).isEqualTo("unknown");
    assertThat(file(plan).unresolved().get(0).known()).isEmpty();
    assertThat(gaps(plan.readPlan()))
        .singleElement()
        .asString()
        .contains("`source_policy_documents` of `" + DOCUMENT + "` is known only after");
  }

  @Test
  @DisplayName("statements of an unknown number, principals and conditions leave no guess")
  void blocks_thatAreNotKnown_areOpaqueWhole() throws InputException {
    assertThat(file(keyWith("'version': null", "'statement': true")).unresolved().get(0).known())
        .isEmpty();
    assertThat(known(keyWith(allow(""), "'statement': [{'principals': true}]")))
        .contains("\"Principal\":\"" + '\uFDD0' + "N");
    assertThat(
            known(
                keyWith(
                    allow(ANYONE).replace("[]}", "[{'test': 'Bool', 'values': ['true']}]}"),
                    "'statement': [{'condition': [{'variable': true}]}]")))
        .contains("\"Condition\":\"" + '\uFDD0' + "B");
    assertThat(known(keyWith(allow(ANYONE), "'statement': [{'effect': true}]")))
        .contains("\"Effect\":\"" + '\uFDD0' + "E");
  }

  @Test
  @DisplayName("a policy that refers to anything else names what it waits for")
  void policy_ofOtherReferences_saysThem() {
    TerraformText plan =
        new TerraformText()
            .planned("aws_kms_key.k", "'arn': '%s'".formatted(KEY))
            .changed("aws_kms_key.k", "update", "'policy': true")
            .read(DOCUMENT, allow(ANYONE), "'json': true")
            .refers("aws_kms_key.k", "policy", DOCUMENT + ".json", DOCUMENT, "local.more");

    assertThat(gaps(plan.readPlan()))
        .singleElement()
        .asString()
        .endsWith("it waits for `" + DOCUMENT + ".json`, `local.more`");
  }

  @Test
  @DisplayName("a constant index names the instance; the index of the key itself does not")
  void instances_areToldByAConstantIndex() {
    String deny = allow(ANYONE).replace("'effect': null", "'effect': 'Deny'");
    TerraformText both =
        new TerraformText()
            .planned("aws_kms_key.k", "'arn': '%s'".formatted(KEY))
            .changed("aws_kms_key.k", "update", "'policy': true")
            .read(DOCUMENT + "[\"a\"]", allow(ANYONE), "'json': true")
            .read(DOCUMENT + "[\"b\"]", deny, "'json': true");
    String constant = DOCUMENT + "[\"b\"]";

    assertThat(
            words(
                key(
                        both.refers(
                                "aws_kms_key.k", "policy", constant + ".json", constant, DOCUMENT)
                            .readPlan(),
                        "aws_kms_key.k")
                    .policy()))
        .isEqualTo("[deny Decrypt]");
  }

  @Test
  @DisplayName("each.key may be a part of another index")
  void instances_ofAnIndexThatIsNotSaid_areNotChosen() {
    TerraformText plan =
        new TerraformText()
            .planned("aws_kms_key.k[\"a\"]", "'arn': '%s'".formatted(KEY))
            .changed("aws_kms_key.k[\"a\"]", "update", "'policy': true")
            .read(DOCUMENT + "[\"a\"]", allow(ANYONE), "'json': true")
            .read(DOCUMENT + "[\"b\"]", allow(ANYONE), "'json': true")
            .refers("aws_kms_key.k", "policy", DOCUMENT, "each.key");

    assertThat(words(key(plan.readPlan(), "aws_kms_key.k[\"a\"]").policy())).isEqualTo("unknown");
  }

  @Test
  @DisplayName("a policy is followed through arguments and outputs of modules")
  void modules_areFollowed() throws InputException {
    String root =
        """
        {"format_version": "1.2",
         "planned_values": {"root_module": {"child_modules": [{"address": "module.kms[\\"x\\"]",
           "resources": [{"address": "module.kms[\\"x\\"].aws_kms_key.k", "mode": "managed",
             "type": "aws_kms_key", "name": "k", "values": {"arn": "%s"}}]}]}},
         "resource_changes": [
          {"address": "module.kms[\\"x\\"].aws_kms_key.k", "module_address": "module.kms[\\"x\\"]",
           "mode": "managed", "type": "aws_kms_key", "name": "k",
           "change": {"actions": ["create"], "after_unknown": {"policy": true}}},
          {"address": "module.doc.data.aws_iam_policy_document.d", "module_address": "module.doc",
           "mode": "data", "type": "aws_iam_policy_document", "name": "d",
           "change": {"actions": ["read"], "after": {%s}, "after_unknown": {"json": true}}}],
         "configuration": {"root_module": {"module_calls": {
          "kms": {"expressions": {"policy": {"references": ["module.doc.json", "module.doc"]}},
            "module": {"resources": [{"address": "aws_kms_key.k",
              "expressions": {"policy": {"references": ["var.policy"]}}}]}},
          "doc": {"module": {"outputs": {"json": {"expression":
             {"references": ["data.aws_iam_policy_document.d.json",
               "data.aws_iam_policy_document.d"]}}}}}}}}}
        """
            .formatted(KEY, allow(ANYONE).replace('\'', '"'));

    InputState state = TerraformText.read(root);
    assertThat(words(state.keys().get(0).policy())).isEqualTo("[allow Decrypt]");
  }

  @Test
  @DisplayName("policies of roles and inline policies come from data sources too")
  void inlinePolicies_comeFromDataSources() {
    TerraformText plan =
        new TerraformText()
            .planned(
                "aws_iam_role.r",
                "'name': 'r', 'path': '/', 'inline_policy': [{'name': 'i', 'policy': null}]")
            .changed("aws_iam_role.r", "create", "'inline_policy': [{'policy': true}]")
            .read(DOCUMENT, allow(""), "'json': true")
            .block(
                "aws_iam_role.r",
                "'expressions': {'inline_policy': [{'policy': {'references': ['"
                    + DOCUMENT
                    + ".json', '"
                    + DOCUMENT
                    + "']}}]}")
            .planned("aws_iam_role.s", "'name': 's', 'path': '/'")
            .created("aws_iam_role_policy.p", "'name': 'p', 'role': 's'", "policy")
            .refers("aws_iam_role_policy.p", "policy", DOCUMENT + ".json", DOCUMENT);

    assertThat(identity(plan.readPlan(), "aws_iam_role.r")).isEqualTo("[allow Decrypt]");
    assertThat(identity(plan.readPlan(), "aws_iam_role.s")).isEqualTo("[allow Decrypt]");
  }
}
