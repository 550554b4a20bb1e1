package io.kmspolicy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies under test and the requests on them. */
final class PoliciesTest {

  private static final TestedKeys NOTHING = TestedKeys.of(RequestContext.empty());

  @TempDir private Path temp;

  private static AuthorizationRequest request(
      Policies policies, String caller, String action, String resource) {
    return new RequestCompletion(policies).request(caller, action, resource, NOTHING, "");
  }

  private static Decision decide(Policies policies, AuthorizationRequest request) {
    return PolicyEvaluator.forScenarios().decide(request, policies.policiesFor(request));
  }

  private Policies keyPolicy(String principal) throws Exception {
    Path file = temp.resolve("key-policy.json");
    Files.writeString(
        file, PolicyFolder.DELEGATION.replace("arn:aws:iam::111122223333:root", principal));
    return Policies.load(file);
  }

  @Test
  @DisplayName(
      "A key policy alone allows whom it names, leaves its account open, denies the others")
  void keyPolicy_alone_answersForItself() throws Exception {
    Policies named = keyPolicy(PolicyFolder.APP);
    Policies delegating = keyPolicy("arn:aws:iam::111122223333:root");

    assertThat(decide(named, request(named, PolicyFolder.APP, "kms:Decrypt", PolicyFolder.KEY)))
        .isEqualTo(Decision.ALLOWED);
    assertThat(
            decide(
                delegating, request(delegating, PolicyFolder.APP, "kms:Decrypt", PolicyFolder.KEY)))
        .isEqualTo(Decision.INDETERMINATE);
    assertThat(
            decide(
                delegating,
                request(
                    delegating,
                    "arn:aws:iam::444455556666:user/eve",
                    "kms:Decrypt",
                    PolicyFolder.KEY)))
        .isEqualTo(Decision.IMPLICIT_DENY);
  }

  @ParameterizedTest
  @ValueSource(strings = {PolicyFolder.KEY, PolicyFolder.KEY_ID, "alias/app"})
  void resource_everyNameOfAKey_isTheKey(String name) throws Exception {
    PolicyFolder folder = new PolicyFolder(temp);
    folder.file(
        PolicyFolder.KEY_FOLDER + "/aliases.json",
        """
        {"Aliases": [{"AliasName": "alias/app", "TargetKeyId": "%s",
          "AliasArn": "arn:aws:kms:us-west-2:111122223333:alias/app"}]}
        """
            .formatted(PolicyFolder.KEY_ID));

    assertThat(request(folder.load(), PolicyFolder.APP, "kms:Decrypt", name).resource().arn())
        .isEqualTo(PolicyFolder.KEY);
    assertThat(request(folder.load(), PolicyFolder.APP, "kms:DeleteAlias", name).resource().arn())
        .as("the check of an action on aliases is on what the test names (rule 5.11)")
        .isEqualTo(
            name.startsWith("alias/")
                ? "arn:aws:kms:us-west-2:111122223333:alias/app"
                : PolicyFolder.KEY);
  }

  @Test
  @DisplayName(
      "Keys that follow from caller, key and organization are there unless the test names them")
  void context_derivedKeys_doNotReplaceGivenOnes() throws Exception {
    PolicyFolder folder = new PolicyFolder(temp);
    folder.file("directory.properties", "organization = o-a1b2c3d4e5\n");
    RequestContext given =
        RequestContext.builder()
            .put("AWS:PrincipalAccount", "999999999999")
            .unknown("aws:username")
            .build();

    AuthorizationRequest request =
        new RequestCompletion(folder.load())
            .request(PolicyFolder.APP, "kms:Decrypt", PolicyFolder.KEY, TestedKeys.of(given), "");

    assertThat(request.context().get("aws:principalaccount"))
        .isEqualTo(ContextValue.of("999999999999"));
    assertThat(request.context().get("aws:username")).isEqualTo(ContextValue.unknown());
    assertThat(request.context().get("aws:principalarn"))
        .isEqualTo(ContextValue.of(PolicyFolder.APP));
    assertThat(request.context().get("aws:principalorgid"))
        .isEqualTo(ContextValue.of("o-a1b2c3d4e5"));
    assertThat(request.context().get("aws:resourceorgid"))
        .isEqualTo(ContextValue.of("o-a1b2c3d4e5"));
    assertThat(request.context().get("aws:sourceip")).isEqualTo(ContextValue.unknown());
  }

  @Test
  void names_unknown_areRefusedWithWhatIsThere() throws Exception {
    Policies policies = new PolicyFolder(temp).path("/service/").load();

    assertThatThrownBy(() -> request(policies, PolicyFolder.SESSION, "kms:Decrypt", "alias/ap"))
        .hasMessage(
            "`alias/ap` is not in policies: no key has this name; there are `"
                + PolicyFolder.KEY
                + "`");
    assertThatThrownBy(() -> request(policies, PolicyFolder.APP, "kms:Decrypt", PolicyFolder.KEY))
        .hasMessageContaining("which is `arn:aws:iam::111122223333:role/service/App`");
    assertThatThrownBy(() -> request(policies, "App", "kms:Decrypt", PolicyFolder.KEY))
        .isInstanceOf(TestInputException.class);
    assertThatThrownBy(() -> request(policies, PolicyFolder.SESSION, "kms:Decrypt", ""))
        .hasMessage("kms:Decrypt needs a key or an alias; name one");
  }

  @Test
  @DisplayName("A user whose path the directory states has no other ARN")
  void caller_userWithAnotherPath_isRefused() throws Exception {
    PolicyFolder folder = new PolicyFolder(temp);
    folder.file(
        PolicyFolder.ACCOUNT + "/users/bob/user.json",
        """
        {"User": {"Path": "/team/", "UserName": "bob",
          "Arn": "arn:aws:iam::111122223333:user/team/bob"}}
        """);
    Policies policies = folder.load();
    String user = "arn:aws:iam::111122223333:user/";

    assertThat(request(policies, user + "team/bob", "kms:Decrypt", PolicyFolder.KEY).caller().arn())
        .isEqualTo(user + "team/bob");
    for (String other : new String[] {"bob", "other/bob"}) {
      assertThatThrownBy(() -> request(policies, user + other, "kms:Decrypt", PolicyFolder.KEY))
          .isInstanceOf(TestInputException.class)
          .hasMessageContaining("is not the ARN of the user")
          .hasMessageContaining("which is `" + user + "team/bob`");
    }
  }

  @Test
  void load_brokenOrMissing_isRefusedWithItsPlace() throws Exception {
    Path file = temp.resolve("key-policy.json");
    Files.writeString(file, "{\"Version\": \"2012-10-17\", \"Statemnt\": []}");

    assertThatThrownBy(() -> Policies.load(file, "key-policy.json", ""))
        .isInstanceOf(TestInputException.class)
        .hasMessageContaining("key-policy.json:1:");
    assertThatThrownBy(() -> Policies.load(temp.resolve("none"), "none", ""))
        .hasMessageStartingWith("none: there is no such file");
    assertThatThrownBy(() -> Policies.load(temp, "temp", PolicyFolder.KEY))
        .hasMessageContaining("leave out the key");
  }

  @Test
  void grantsNothingNew_directory_isProvenOrRefuted() throws Exception {
    PolicyFolder folder = new PolicyFolder(temp.resolve("before"));
    Policies before = folder.load();
    folder.file(
        PolicyFolder.ACCOUNT + "/roles/App/identity/more.json",
        PolicyFolder.TENANT_A.replace("UseTenantA", "More").replace("\"a\", \"b\"", "\"c\""));
    Policies after = folder.load();

    assertThat(after.grantsNothingNew(before)).isInstanceOf(Proof.Refuted.class);
    assertThat(before.grantsNothingNew(after)).isInstanceOf(Proof.Proven.class);
    assertThatThrownBy(() -> keyPolicy(PolicyFolder.APP).grantsNothingNew(before))
        .hasMessageContaining("cannot be compared");
  }

  @Test
  @DisplayName("Key policies are compared on one key, which need not be named if an account is")
  void grantsNothingNew_keyPolicies_areOfOneKey() throws Exception {
    Policies role = keyPolicy(PolicyFolder.APP);
    Policies keyed = Policies.load(temp.resolve("key-policy.json"), "keyed", PolicyFolder.KEY);
    Policies account = keyPolicy("arn:aws:iam::111122223333:root");

    assertThat(account.grantsNothingNew(role)).isInstanceOf(Proof.Refuted.class);
    assertThat(account.grantsNothingNew(account)).isInstanceOf(Proof.Proven.class);
    assertThat(role.grantsNothingNew(keyed)).isInstanceOf(Proof.Proven.class);
    assertThatThrownBy(() -> role.grantsNothingNew(role)).hasMessageContaining("names no account");
  }

  @Test
  @DisplayName("4.2: it is not known whether RCPs bind a key without key.json")
  void resourceControl_keyWithoutDescription_isOpen() throws Exception {
    PolicyFolder folder = new PolicyFolder(temp);
    folder.file(
        PolicyFolder.ACCOUNT + "/resource-control/1/deny.json",
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*",
          "Action": "kms:DescribeKey", "Resource": "*"}}
        """);
    folder.file(
        PolicyFolder.ACCOUNT + "/roles/App/identity/describe.json",
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:DescribeKey",
          "Resource": "*"}}
        """);

    assertThat(describes(folder.load())).isEqualTo(Decision.INDETERMINATE);
    assertThat(describes(folder.managedBy("CUSTOMER").load())).isEqualTo(Decision.EXPLICIT_DENY);
    assertThat(describes(folder.managedBy("AWS").load())).isEqualTo(Decision.ALLOWED);
  }

  private static Decision describes(Policies policies) {
    return decide(
        policies, request(policies, PolicyFolder.APP, "kms:DescribeKey", PolicyFolder.KEY));
  }

  @Test
  @DisplayName("The made-up id of a key decides neither its policy nor that of a caller")
  void key_madeUpId_leavesPatternsOfIdsOpen() throws Exception {
    String key = "arn:aws:kms:us-west-2:111122223333:key/00000000-0000-0000-0000-000000000001";
    String some = PolicyFolder.TENANT_A.replace("\"*\"", "\"arn:aws:kms:*:*:key/1*\"");
    PolicyFolder folder = new PolicyFolder(temp);
    folder.file(
        PolicyFolder.ACCOUNT + "/keys/us-west-2/00000000-0000-0000-0000-000000000001/policy.json",
        PolicyFolder.DELEGATION);
    folder.file(PolicyFolder.ACCOUNT + "/roles/App/identity/app.json", some);
    Policies policies = folder.load();
    TestedKeys tenant =
        TestedKeys.of(RequestContext.builder().put("kms:EncryptionContext:tenant", "a").build());

    AuthorizationRequest request =
        new RequestCompletion(policies).request(PolicyFolder.APP, "kms:Decrypt", key, tenant, "");

    assertThat(decide(policies, request)).isEqualTo(Decision.INDETERMINATE);
  }
}
