package io.kmspolicy.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files of each form: keys, users and roles with their layers; what is open is unknown. */
class InputStateTest {

  private static final Path EXAMPLES = Path.of("../docs/examples/inputs");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private static String text(String file) {
    try {
      return Files.readString(EXAMPLES.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PolicyInputs deployed() {
    return PolicyInputs.create().account("111122223333").region("us-west-2");
  }

  private static InputState state(PolicyInputs inputs, String file) {
    try {
      return inputs.state(file, text(file));
    } catch (InputException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputState before(String file) {
    try {
      return PolicyInputs.create().before(file, text(file));
    } catch (InputException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputKey key(InputState state, String name) {
    return state.keys().stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
  }

  private static InputPrincipal principal(InputState state, String arn) {
    return state.principals().stream()
        .filter(principal -> principal.caller().arn().equals(arn))
        .findFirst()
        .orElseThrow();
  }

  /** The names of the policies of a layer; its other cases as a word. */
  private static String names(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      return attached.policies().stream()
          .map(policy -> policy.name() + " " + action(policy.document()))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return layer instanceof PolicyLayer.None ? "none" : "unknown";
  }

  private static String action(PolicyDocument document) {
    return document.statements().stream()
        .map(statement -> ((ActionElement.Action) statement.action()).patterns().get(0).text())
        .collect(Collectors.joining("+"));
  }

  private static List<String> gaps(InputState state) {
    return state.gaps().stream().map(InputGap::toString).toList();
  }

  private static KmsResource.Key named(String arn) {
    return (KmsResource.Key) KmsResource.parse(arn);
  }

  @Test
  @DisplayName("authorization details: inline, attached, group policies and boundaries are joined")
  void state_authorizationDetails_joinsAllPoliciesOfARole() {
    InputState state = state(PolicyInputs.create(), "authorization-details.json");

    InputPrincipal app = principal(state, "arn:aws:iam::111122223333:role/service/App");
    assertThat(names(app.identity())).isEqualTo("[use kms:Decrypt, Tags kms:TagResource]");
    assertThat(names(app.boundary())).isEqualTo("[Limit kms:Decrypt]");
    InputPrincipal alice = principal(state, "arn:aws:iam::111122223333:user/alice");
    assertThat(names(alice.identity())).isEqualTo("[describe kms:DescribeKey]");
    assertThat(names(alice.boundary())).isEqualTo("none");
  }

  @Test
  @DisplayName("an attached policy that is not in the file makes the identity policies unknown")
  void state_attachedPolicyElsewhere_isUnknown() {
    InputState state = state(PolicyInputs.create(), "authorization-details.json");

    InputPrincipal auditor = principal(state, "arn:aws:iam::111122223333:role/Auditor");
    assertThat(names(auditor.identity())).isEqualTo("unknown");
    assertThat(names(auditor.boundary())).isEqualTo("none");
    assertThat(gaps(state))
        .singleElement()
        .asString()
        .matches(
            "authorization-details.json:\\d+:\\d+: the identity policies of `Auditor` are unknown:"
                + " the policy `arn:aws:iam::aws:policy/SecurityAudit` is not in the file");
  }

  @Test
  @DisplayName("a statement keeps its place in the file")
  void state_authorizationDetails_locatesStatements() {
    InputState state = state(PolicyInputs.create(), "authorization-details.json");

    PolicyLayer.Attached identity =
        (PolicyLayer.Attached)
            principal(state, "arn:aws:iam::111122223333:role/service/App").identity();
    var location = identity.policies().get(0).document().statements().get(0).location();
    assertThat(location.source()).isEqualTo("authorization-details.json");
    assertThat(location.pointer())
        .isEqualTo("/RoleDetailList/0/RolePolicyList/0/PolicyDocument/Statement/0");
    String line = text("authorization-details.json").lines().toList().get(location.line() - 1);
    assertThat(line.substring(location.column() - 1)).startsWith("{");
  }

  @Test
  @DisplayName("template: keys have made-up ids, and references to them are these ids")
  void state_template_resolvesReferencesToItsKeys() {
    InputState state = state(deployed(), "template.yaml");

    InputKey orders = key(state, "OrdersKey");
    assertThat(UnnamedKey.is(orders.key())).isTrue();
    assertThat(orders.key().region()).isEqualTo("us-west-2");
    assertThat(names(orders.policy())).isEqualTo("[OrdersKey kms:*]");
    assertThat(orders.aliases()).containsExactly("alias/orders");
    assertThat(orders.grants()).isInstanceOf(GrantLayer.Unknown.class);
    PolicyLayer.Attached app =
        (PolicyLayer.Attached)
            principal(state, "arn:aws:iam::111122223333:role/service/App").identity();
    assertThat(app.policies().get(0).document().statements().get(0).resource().toString())
        .contains(orders.key().arn());
  }

  @Test
  @DisplayName("template: what no option states is unknown, with the reason and the place")
  void state_template_leavesParametersUnknown() {
    InputState state = state(deployed(), "template.yaml");

    assertThat(names(key(state, "PartnerKey").policy())).isEqualTo("unknown");
    assertThat(names(principal(state, "arn:aws:iam::111122223333:role/Audit").identity()))
        .isEqualTo("unknown");
    assertThat(gaps(state))
        .anySatisfy(
            gap ->
                assertThat(gap)
                    .startsWith("template.yaml:31:20: the key policy of `PartnerKey` is unknown")
                    .contains("`PartnerAccount` is not stated"));
  }

  @Test
  @DisplayName("template: the logical name of a key stands for its id")
  void state_templateWithStatedId_usesIt() {
    InputState state =
        state(
            deployed().parameters(Map.of("OrdersKey", KEY, "PartnerAccount", "444455556666")),
            "template.yaml");

    assertThat(key(state, "OrdersKey").key()).isEqualTo(named(KEY));
    assertThat(names(key(state, "PartnerKey").policy())).isEqualTo("[PartnerKey kms:*]");
  }

  @Test
  @DisplayName("template: without an account there is no key and no role, and the gaps say why")
  void state_templateWithoutAccount_leavesOut() {
    InputState state = state(PolicyInputs.create(), "template.yaml");

    assertThat(state.keys()).isEmpty();
    assertThat(state.principals()).isEmpty();
    assertThat(gaps(state)).anySatisfy(gap -> assertThat(gap).contains("--account"));
  }

  @Test
  @DisplayName("CDK: a role without a name leaves the key policies unknown that name it")
  void state_cdk_neverGuessesNames() {
    InputState state = state(deployed(), "cdk.template.json");

    assertThat(names(key(state, "OrdersKey1A2B3C4D").policy()))
        .isEqualTo("[OrdersKey1A2B3C4D kms:*]");
    assertThat(names(key(state, "SharedKey5E6F7A8B").policy())).isEqualTo("unknown");
    assertThat(names(principal(state, "arn:aws:iam::111122223333:role/shop-worker").identity()))
        .isEqualTo("[WorkerRoleDefaultPolicy7E8F9A0B kms:Decrypt]");
    assertThat(gaps(state))
        .anySatisfy(gap -> assertThat(gap).contains("`HandlerServiceRole9C0D1E2F` is left out"));
  }

  @Test
  void state_cdkWithStatedName_isKnown() {
    InputState state =
        state(
            deployed().parameters(Map.of("HandlerServiceRole9C0D1E2F", "shop-handler")),
            "cdk.template.json");

    assertThat(names(key(state, "SharedKey5E6F7A8B").policy())).contains("kms:*+kms:Decrypt");
    assertThat(names(principal(state, "arn:aws:iam::111122223333:role/shop-handler").identity()))
        .isEqualTo("[]");
  }

  @Test
  @DisplayName("plan: the state before, from prior_state")
  void before_plan_isThePriorState() {
    InputState before = before("plan.json");

    assertThat(before.keys()).extracting(InputKey::name).containsExactly("aws_kms_key.ledger");
    assertThat(key(before, "aws_kms_key.ledger").key()).isEqualTo(named(KEY));
    assertThat(names(key(before, "aws_kms_key.ledger").policy()))
        .isEqualTo("[aws_kms_key.ledger kms:*]");
    assertThat(names(principal(before, "arn:aws:iam::111122223333:role/reporter").identity()))
        .isEqualTo("[read kms:Decrypt]");
  }

  @Test
  @DisplayName("plan: the state after; a policy that the plan changes replaces the role's own list")
  void state_plan_isWhatItLeaves() {
    InputState after = state(PolicyInputs.create(), "plan.json");

    assertThat(names(key(after, "aws_kms_key.ledger").policy()))
        .isEqualTo("[aws_kms_key.ledger kms:*+kms:Decrypt]");
    assertThat(names(principal(after, "arn:aws:iam::111122223333:role/reporter").identity()))
        .isEqualTo("[read kms:DescribeKey]");
  }

  @Test
  @DisplayName("plan: a role and a key that it creates, linked by the configuration")
  void state_planThatCreates_linksByTheConfiguration() {
    InputState after = state(PolicyInputs.create(), "plan.json");

    InputPrincipal worker = principal(after, "arn:aws:iam::111122223333:role/worker");
    assertThat(names(worker.identity())).isEqualTo("[use kms:Decrypt]");
    assertThat(names(worker.boundary())).isEqualTo("none");
    InputKey orders = key(after, "aws_kms_key.orders");
    assertThat(UnnamedKey.is(orders.key())).isTrue();
    assertThat(orders.aliases()).containsExactly("alias/orders");
    assertThat(orders.grants())
        .isInstanceOfSatisfying(
            GrantLayer.Known.class,
            known ->
                assertThat(known.grants())
                    .singleElement()
                    .satisfies(
                        grant -> {
                          assertThat(grant.operations()).containsExactly("Decrypt", "DescribeKey");
                          assertThat(grant.constraints().toString()).contains("tenant");
                        }));
  }

  @Test
  @DisplayName("plan: a policy in after_unknown is unknown; grants of a key that exists are, too")
  void state_planWithAfterUnknown_isUnknown() {
    InputState after = state(PolicyInputs.create(), "plan.json");

    assertThat(names(key(after, "aws_kms_key.late").policy())).isEqualTo("unknown");
    assertThat(key(after, "aws_kms_key.ledger").grants()).isInstanceOf(GrantLayer.Unknown.class);
    assertThat(gaps(after))
        .singleElement()
        .asString()
        .contains("the key policy of `aws_kms_key.late` is unknown")
        .contains("`policy` is known only after the plan is applied");
  }

  @Test
  @DisplayName("plan: a key policy that cannot be linked leaves all new keys unknown")
  void state_planWithoutConfiguration_leavesNewKeysOpen() throws InputException {
    String plan =
        text("plan.json")
            .replace("aws_iam_role.worker.id", "var.role")
            .replace("\"aws_iam_role.worker\"\n", "\"var.role\"\n");

    InputState after = PolicyInputs.create().state("plan.json", plan);

    assertThat(names(principal(after, "arn:aws:iam::111122223333:role/worker").identity()))
        .isEqualTo("unknown");
  }

  @Test
  void state_terraformState_isRead() {
    InputState state = state(PolicyInputs.create(), "state.json");

    assertThat(state.shape()).isEqualTo(InputShape.TERRAFORM_STATE);
    assertThat(key(state, "aws_kms_key.ledger").key()).isEqualTo(named(KEY));
  }

  @Test
  @DisplayName("get-key-policy does not name its key, so the key is stated")
  void state_getKeyPolicy_needsTheKey() {
    InputState without = state(PolicyInputs.create(), "get-key-policy.json");
    InputState with = state(PolicyInputs.create().key(named(KEY)), "get-key-policy.json");

    assertThat(without.keys()).isEmpty();
    assertThat(gaps(without)).singleElement().asString().contains("--key");
    assertThat(names(with.keys().get(0).policy())).isEqualTo("[default kms:*]");
  }

  @Test
  @DisplayName("list-grants names the keys; their policies are unknown")
  void state_listGrants_groupsByKey() {
    InputState state = state(PolicyInputs.create(), "list-grants.json");

    assertThat(state.keys().get(0).key()).isEqualTo(named(KEY));
    assertThat(state.keys().get(0).grants()).isInstanceOf(GrantLayer.Known.class);
    assertThat(names(state.keys().get(0).policy())).isEqualTo("unknown");
  }

  @Test
  @DisplayName("a grant that does not name its key may be one on a key that the others name")
  void state_grantWithoutItsKey_leavesTheGrantsOpen() throws InputException {
    String grant =
        "{\"KeyId\": \"%s\", \"GranteePrincipal\": \"s3.amazonaws.com\", \"Operations\":"
            + " [\"Decrypt\"]}";
    String list =
        "{\"Grants\": [" + grant.formatted(KEY) + ", " + grant.formatted("1234abcd") + "]}";

    InputState state = PolicyInputs.create().state("list.json", list);

    assertThat(state.keys().get(0).grants()).isInstanceOf(GrantLayer.Unknown.class);
    assertThat(state.keys().get(0).listedGrants()).hasSize(1);
  }

  @Test
  @DisplayName("a policy with a mistake rejects the file, with file, line, column and pointer")
  void state_broken_isRejectedAtItsPlace() {
    assertRejected(
        "broken-template.yaml",
        "broken-template.yaml:11:13: ",
        "(at /Resources/OrdersKey/Properties/KeyPolicy/Statement/0/Resourse)");
    assertRejected(
        "broken-plan.json",
        "broken-plan.json:",
        "(at /planned_values/root_module/resources/0/values/policy)");
    assertRejected(
        "broken-authorization-details.json",
        "broken-authorization-details.json:",
        "(at /RoleDetailList/0/RolePolicyList/0/PolicyDocument/Statement/0/Efect)");
    assertRejected("broken-get-key-policy.json", "broken-get-key-policy.json:2:", "(at /Policy)");
  }

  private static void assertRejected(String file, String start, String end) {
    PolicyInputs inputs = deployed().key(named(KEY));
    assertThatThrownBy(() -> inputs.state(file, text(file)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(start)
        .hasMessageContaining(end);
  }

  @Test
  void state_otherFile_isRejected() {
    assertThatThrownBy(() -> PolicyInputs.create().state("f", "{\"a\": 1}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("f:1:1: the file is no form that is known");
    assertThatThrownBy(() -> PolicyInputs.create().before("f", text("template.yaml")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("only a plan has a state before it");
  }

  @Test
  @DisplayName("template: a policy under a condition leaves the policies of its role unknown")
  void state_conditionalPolicy_isUnknown() throws InputException {
    String use =
        """
          Use:
            Type: AWS::IAM::Policy
            Properties:
              PolicyName: use
              Roles: [!Ref %s]
              PolicyDocument:
                Version: "2012-10-17"
                Statement: {Effect: Allow, Action: kms:Decrypt, Resource: "*"}
        """;
    String role =
        """
        Parameters: {Name: {Type: String}}
        Resources:
          App:
            Type: AWS::IAM::Role
            Properties: {RoleName: App}
        """;
    String arn = "arn:aws:iam::111122223333:role/App";
    PolicyInputs named = deployed().parameters(Map.of("Name", "App"));

    InputState plain = named.state("t.yaml", role + use.formatted("App"));
    InputState byParameter = named.state("t.yaml", role + use.formatted("Name"));
    InputState conditional =
        named.state("t.yaml", role + use.formatted("App") + "    Condition: IsProduction\n");

    assertThat(names(principal(plain, arn).identity())).isEqualTo("[Use kms:Decrypt]");
    assertThat(names(principal(byParameter, arn).identity())).isEqualTo("[Use kms:Decrypt]");
    assertThat(names(principal(conditional, arn).identity())).isEqualTo("unknown");
  }
}
