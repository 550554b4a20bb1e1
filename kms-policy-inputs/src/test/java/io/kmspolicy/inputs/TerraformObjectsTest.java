package io.kmspolicy.inputs;

import static io.kmspolicy.inputs.TerraformText.KEY;
import static io.kmspolicy.inputs.TerraformText.boundary;
import static io.kmspolicy.inputs.TerraformText.gaps;
import static io.kmspolicy.inputs.TerraformText.identity;
import static io.kmspolicy.inputs.TerraformText.key;
import static io.kmspolicy.inputs.TerraformText.keyPolicy;
import static io.kmspolicy.inputs.TerraformText.policy;
import static io.kmspolicy.inputs.TerraformText.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What exists after a plan, also where it lists it elsewhere than in what it leaves. */
class TerraformObjectsTest {

  private static final String ROLE = "'name': 'app', 'arn': 'arn:aws:iam::111122223333:role/app'";
  private static final String PROVIDERS =
      "'configuration': {'provider_config': {%s}, 'root_module': {'resources':"
          + " [{'address': 'aws_kms_replica_key.r', 'provider_config_key': 'aws.east'}]}}";

  @Test
  @DisplayName("what a plan forgets stays in AWS")
  void forget_keepsTheObject() {
    String inline = "'name': 'd', 'role': 'app', " + policy("Deny", "Decrypt");
    String own = ROLE + ", 'inline_policy': [{'name': 'd', " + policy("Deny", "Decrypt") + "}]";
    InputState state =
        new TerraformText()
            .planned("aws_iam_role.app", own)
            .existing("aws_iam_user.u", "u")
            .changed("aws_iam_role_policy.d", "forget", "")
            .changed("aws_iam_user_policy.u", "forget", "")
            .prior("aws_iam_role.app", own)
            .prior("aws_iam_role_policy.d", inline)
            .prior("aws_iam_user_policy.u", "'user': 'u', " + policy("Deny", "Encrypt"))
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("[deny Decrypt]");
    assertThat(identity(state, "aws_iam_user.u")).isEqualTo("[deny Encrypt]");
  }

  @Test
  @DisplayName("what a plan forgets beside a new object with the address is not known")
  void forgetAndCreate_isUnknown() {
    InputState state =
        new TerraformText()
            .planned("aws_iam_role.app", ROLE)
            .planned("aws_iam_role_policy.d", "'role': 'app', " + policy("Allow", "Decrypt"))
            .changed("aws_iam_role_policy.d", "forget", "")
            .prior("aws_iam_role_policy.d", "'role': 'app', " + policy("Deny", "Decrypt"))
            .readPlan();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
  }

  @Test
  @DisplayName("a deposed object of a state is not the current one of its address")
  void deposed_inState_isBesideTheCurrent() {
    InputState state =
        new TerraformText()
            .key("aws_kms_key.k", KEY, keyPolicy("Decrypt"))
            .deposed("aws_kms_key.k", "'arn': '" + KEY.replace("1234a", "9999a") + "'")
            .existing("aws_iam_role.app", "app")
            .planned("aws_iam_policy.p", "'arn': 'arn:p2', " + policy("Deny", "Decrypt"))
            .deposed("aws_iam_policy.p", "'arn': 'arn:p1', " + policy("Allow", "Decrypt"))
            .planned("aws_iam_role_policy_attachment.t", "'role': 'app', 'policy_arn': 'arn:p2'")
            .readState();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("[deny Decrypt]");
    assertThat(key(state, "aws_kms_key.k").key().arn()).isEqualTo(KEY);
    assertThat(words(key(state, "aws_kms_key.k").policy())).isEqualTo("[allow Decrypt]");
  }

  @Test
  @DisplayName("a deposed policy of a role leaves the policies of the role unknown")
  void deposedPolicy_ofARole_isUnknown() {
    InputState state =
        new TerraformText()
            .existing("aws_iam_role.app", "app")
            .deposed("aws_iam_role_policy.p", "'role': 'app', " + policy("Deny", "Decrypt"))
            .readState();

    assertThat(identity(state, "aws_iam_role.app")).isEqualTo("unknown");
  }

  @Test
  @DisplayName("deleting a deposed object does not tell what is known of the current one")
  void deposed_inPlan_keepsWhatIsUnknown() {
    InputState state =
        new TerraformText()
            .created("aws_iam_role.n", "'name': 'n', 'path': '/'", "arn", "permissions_boundary")
            .deletedDeposed("aws_iam_role.n")
            .created("aws_kms_key.n", "'multi_region': false", "arn", "policy")
            .deletedDeposed("aws_kms_key.n")
            .readPlan();

    assertThat(boundary(state, "aws_iam_role.n")).isEqualTo("unknown");
    assertThat(words(key(state, "aws_kms_key.n").policy())).isEqualTo("unknown");
  }

  @Test
  @DisplayName("the policies of a plan: deleting a deposed object does not tell what is known")
  void deposed_inPlan_keepsThePolicyUnresolved() throws InputException {
    String plan =
        new TerraformText()
            .created("aws_kms_key.n", "'multi_region': false", "arn", "policy")
            .deletedDeposed("aws_kms_key.n")
            .plan();

    assertThat(PolicyInputs.create().read("tf.json", plan).unresolved()).hasSize(1);
  }

  @Test
  @DisplayName("a user or role whose path is known only later has no ARN yet")
  void path_unknown_leavesTheRoleOut() {
    InputState state =
        new TerraformText().created("aws_iam_role.n", "'name': 'n'", "arn", "path").readPlan();

    assertThat(identity(state, "aws_iam_role.n")).isEqualTo("left out");
    assertThat(gaps(state))
        .singleElement()
        .asString()
        .contains("`aws_iam_role.n` is left out: `path` is known only after");
  }

  @Test
  @DisplayName("a plan that failed is refused, and so is one that defers changes")
  void unfinishedPlan_isRefused() {
    TerraformText text = new TerraformText().planned("aws_iam_role.app", ROLE);
    String errored = text.with("'errored': true").plan();
    String deferred =
        new TerraformText()
            .with("'deferred_changes': [{'resource_change': {'address': 'aws_x.y'}}]")
            .plan();

    assertThatThrownBy(() -> PolicyInputs.create().state("tf.json", errored))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Terraform stopped with an error");
    assertThatThrownBy(() -> PolicyInputs.create().state("tf.json", deferred))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the plan defers the change of `aws_x.y`");
  }

  @Test
  void incompletePlan_saysSo() {
    InputState state =
        new TerraformText().planned("aws_iam_role.app", ROLE).with("'complete': false").readPlan();

    assertThat(gaps(state)).singleElement().asString().contains("the plan is not complete");
  }

  private static String replica(String providers) {
    return new TerraformText()
        .created("aws_kms_replica_key.r", keyPolicy("Decrypt"), "arn", "key_id")
        .planned("data.aws_region.c", "'name': 'us-west-2'")
        .plan()
        .replaceFirst(
            "(?s)\"configuration\": .*", PROVIDERS.formatted(providers).replace('\'', '"') + "}");
  }

  @Test
  @DisplayName("a new key is in the Region of its provider, not in the one of another")
  void newKey_isInTheRegionOfItsProvider() {
    String text =
        replica(
            "'aws': {'name': 'aws', 'expressions': {'region': {'constant_value': 'us-west-2'}}},"
                + " 'aws.east': {'name': 'aws', 'alias': 'east',"
                + " 'expressions': {'region': {'constant_value': 'us-east-1'}}}");

    InputState state = TerraformText.read(text);

    assertThat(key(state, "aws_kms_replica_key.r").key().region()).isEqualTo("us-east-1");
  }

  @Test
  @DisplayName("a new key of another provider whose Region is not known is left out")
  void newKey_ofAProviderWithoutRegion_isLeftOut() {
    String text =
        replica(
            "'aws': {'name': 'aws', 'expressions': {'region': {'constant_value': 'us-west-2'}}},"
                + " 'aws.east': {'name': 'aws', 'alias': 'east',"
                + " 'expressions': {'region': {'references': ['var.east']}}}");

    InputState state = TerraformText.read(text);

    assertThat(state.keys()).isEmpty();
    assertThat(gaps(state)).singleElement().asString().contains("its provider `aws.east`");
  }

  @Test
  @DisplayName("a new key of a provider with a role of its own is not in the stated account")
  void newKey_ofAProviderWithAnotherRole_isLeftOut() {
    String text =
        replica(
            "'aws': {'name': 'aws', 'expressions': {'region': {'constant_value': 'us-west-2'}}},"
                + " 'aws.east': {'name': 'aws', 'alias': 'east', 'expressions': {"
                + "'assume_role': [{'role_arn': {'references': ['var.role']}}],"
                + " 'region': {'constant_value': 'us-east-1'}}}");

    InputState state = TerraformText.read(text);

    assertThat(state.keys()).isEmpty();
    assertThat(gaps(state)).singleElement().asString().contains("the account and the Region of");
  }

  @ParameterizedTest
  @DisplayName("a new key is in account and Region of what its provider manages already")
  @CsvSource({"aws.east, 444455556666 us-west-2", "aws.west, left out"})
  void newKey_besideAKeyOfTheProvider_isInItsAccount(String provider, String expected) {
    String block =
        "[{'address': 'aws_kms_key.old', 'provider_config_key': '%s'}, {".formatted(provider);
    String providers =
        "'aws': {'name': 'aws'}, 'aws.east': {'name': 'aws', 'expressions':"
            + " {'assume_role': [{'role_arn': {'references': ['var.r']}}],"
            + " 'region': {'references': ['var.region']}}}";
    String configuration =
        PROVIDERS.formatted(providers).replace("[{'address'", block + "'address'");
    String text =
        new TerraformText()
            .created("aws_kms_replica_key.r", keyPolicy("Decrypt"), "arn", "key_id")
            .planned(
                "aws_kms_key.old", "'arn': '" + KEY.replace("111122223333", "444455556666") + "'")
            .plan()
            .replaceFirst("(?s)\"configuration\": .*", configuration.replace('\'', '"') + "}");

    InputState state = TerraformText.read(text);

    assertThat(
            state.keys().stream()
                .filter(key -> key.name().equals("aws_kms_replica_key.r"))
                .map(key -> key.key().accountId() + " " + key.key().region())
                .findFirst()
                .orElse("left out"))
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("a user that the plan renames or moves has its new ARN, or none that is known")
  void user_renamed_hasItsNewArn() {
    String arn = "'arn': 'arn:aws:iam::111122223333:user/old'";
    InputState state =
        new TerraformText()
            .planned("aws_iam_user.a", "'name': 'new', 'path': '/', " + arn)
            .planned("aws_iam_user.b", "'name': 'old', 'path': '/eng/', " + arn)
            .planned("aws_iam_user.c", "'name': 'old', 'path': '/', " + arn)
            .planned("aws_iam_user.d", "'path': '/', " + arn)
            .changed("aws_iam_user.d", "update", "'name': true")
            .readPlan();

    assertThat(state.principals())
        .extracting(user -> user.caller().arn().replaceFirst(".*:", ""))
        .containsExactly("user/new", "user/eng/old", "user/old");
    assertThat(gaps(state)).singleElement().asString().contains("`aws_iam_user.d` is left out");
  }
}
