package io.kmspolicy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenario files whose policies are those under test. */
final class ScenarioFileTest {

  private static final String TENANT_A =
      """
      {"id": "a", "request": {"principal": "%s", "action": "kms:Decrypt", "resource": "%s",\
       "context": {"kms:EncryptionContext:tenant": "a"}},\
       "expected": {"decision": "allowed", "because": ["UseTenantA", "EnableIAM"]}}
      """
          .formatted(PolicyFolder.SESSION, PolicyFolder.KEY);

  @TempDir private Path temp;
  private PolicyFolder folder;

  @BeforeEach
  void writePolicies() throws Exception {
    folder = new PolicyFolder(temp.resolve("policies"));
  }

  private ScenarioFile read(String text) throws Exception {
    Path file = temp.resolve("cases.jsonl");
    Files.writeString(file, text);
    return ScenarioFile.read(file, "cases.jsonl", folder.load());
  }

  private static boolean holds(ScenarioFile file) {
    return file.scenarios().get(0).answer().holds(PolicyEvaluator.forScenarios());
  }

  @Test
  void read_scenario_isDecidedOnThePoliciesUnderTest() throws Exception {
    ScenarioFile file = read("\n" + TENANT_A);

    assertThat(file.problems()).isEmpty();
    assertThat(file.scenarios()).hasSize(1);
    ScenarioFile.Entry only = file.scenarios().get(0);
    assertThat(only.id()).isEqualTo("a");
    assertThat(only.line()).isEqualTo(2);
    assertThat(only.answer().name()).isEqualTo("cases.jsonl:2 a");
    assertThat(holds(file)).isTrue();
    assertThat(holds(read(TENANT_A.replace("tenant\": \"a", "tenant\": \"c")))).isFalse();
  }

  @Test
  @DisplayName("The path of a session's role is that of the directory")
  void read_roleWithPath_takesThePathOfTheDirectory() throws Exception {
    folder.path("/service/");

    Caller caller = read(TENANT_A).scenarios().get(0).answer().request().caller();

    assertThat(caller)
        .isInstanceOfSatisfying(
            Caller.RoleCaller.class,
            role ->
                assertThat(role.roleArn()).contains("arn:aws:iam::111122223333:role/service/App"));
  }

  @Test
  void read_unknownLayer_isUnknown() throws Exception {
    String open =
        TENANT_A
            .replace(
                "\"expected\"", "\"unknown\": {\"policies\": [\"serviceControl\"]}, \"expected\"")
            .replace("allowed", "indeterminate")
            .replace(", \"because\": [\"UseTenantA\", \"EnableIAM\"]", "");

    assertThat(holds(read(open))).isTrue();
  }

  @Test
  @DisplayName("A key that a scenario does not state is unknown; `absent` states that it is absent")
  void read_absentKeys_areStated() throws Exception {
    String unstated =
        TENANT_A
            .replace("\"context\": {\"kms:EncryptionContext:tenant\": \"a\"}", "\"context\": {}")
            .replaceAll("\"decision\": .*", "\"decision\": \"indeterminate\"}}");
    String denied = unstated.replace("indeterminate", "implicitDeny");
    String absent = "\"absent\": [\"kms:EncryptionContext:*\"], \"expected\"";

    assertThat(holds(read(unstated))).isTrue();
    assertThat(holds(read(denied))).isFalse();
    assertThat(holds(read(denied.replace("\"expected\"", absent)))).isTrue();
    assertThat(holds(read(denied.replace("\"expected\"", absent.replace("kms:Enc", "aws:")))))
        .isFalse();
    assertThat(holds(read(denied.replace("\"expected\"", "\"absent\": [\"*\"], \"expected\""))))
        .isTrue();
    assertThat(
            read(denied.replace(
                    "\"expected\"", absent.replace("kms:EncryptionContext:*", "kms:KeySpec")))
                .problems())
        .singleElement()
        .asString()
        .contains("`kms:KeySpec` is in every such request");
  }

  @Test
  void denied_everyCertainDenial_meetsIt() throws Exception {
    String denied =
        TENANT_A
            .replace("tenant\": \"a", "tenant\": \"c")
            .replace("allowed", "denied")
            .replace(", \"because\": [\"UseTenantA\", \"EnableIAM\"]", "");

    assertThat(holds(read(denied))).isTrue();
    assertThat(holds(read(denied.replace("denied", "explicitDeny")))).isFalse();
    assertThat(holds(read(denied.replace("denied", "implicitDeny")))).isTrue();
  }

  @Test
  @DisplayName("A reason that does not determine the decision is a difference")
  void because_otherStatement_isADifference() throws Exception {
    ScenarioFile file = read(TENANT_A.replace("\"UseTenantA\", ", "\"Other\", "));

    assertThat(file.scenarios().get(0).answer().difference(PolicyEvaluator.forScenarios()))
        .hasValueSatisfying(
            difference -> {
              assertThat(difference.decision()).isEqualTo(Decision.ALLOWED);
              assertThat(difference.message())
                  .isEqualTo(
                      "kms:Decrypt on "
                          + PolicyFolder.KEY
                          + " is allowed, but not because of Other; it is because of EnableIAM,"
                          + " UseTenantA");
            });
  }

  @Test
  @DisplayName("A line that cannot be used is a problem with its place, and no scenario")
  void read_unusableLines_areProblems() throws Exception {
    ScenarioFile file =
        read(
            TENANT_A
                + TENANT_A
                + TENANT_A.replace("\"a\", \"request", "\"b\", \"policies\": {}, \"request")
                + TENANT_A.replace("\"a\", \"request", "\"c\", \"request").replace("cd-12", "ce-12")
                + TENANT_A
                    .replace("\"a\", \"request", "\"d\", \"request")
                    .replace("Decrypt", "Decrpt")
                + TENANT_A
                    .replace("\"a\", \"request", "\"e\", \"request")
                    .replace("expected", "annotation")
                + TENANT_A
                    .replace("\"a\", \"request", "\"f\", \"request")
                    .replace("[\"UseTenantA\", \"EnableIAM\"]", "7")
                + "{\"id\": \"g\"\n");

    assertThat(file.scenarios()).hasSize(1);
    assertThat(file.problems())
        .satisfiesExactly(
            twice ->
                assertThat(twice)
                    .isEqualTo("cases.jsonl:2: the id `a` is that of line 1; it must be unique"),
            own -> assertThat(own).startsWith("cases.jsonl:3: the scenario has `policies`"),
            key ->
                assertThat(key)
                    .startsWith("cases.jsonl:4: ")
                    .contains("no folder describes this key; there are"),
            action ->
                assertThat(action)
                    .endsWith("KMS has no action `kms:Decrpt`; did you mean `kms:Decrypt`?"),
            nothing ->
                assertThat(nothing).startsWith("cases.jsonl:6: the scenario expects nothing; add"),
            because -> assertThat(because).startsWith("cases.jsonl:7: `because` must be"),
            syntax -> assertThat(syntax).startsWith("cases.jsonl:8:"));
  }

  @Test
  void read_missingFile_isRefused() {
    assertThatThrownBy(
            () -> ScenarioFile.read(temp.resolve("none.jsonl"), "none.jsonl", folder.load()))
        .isInstanceOf(TestInputException.class)
        .hasMessage("none.jsonl: there is no such file");
  }

  @Test
  @DisplayName(
      "4.2: RCPs bind a key without key.json if the scenario says that a customer manages it")
  void read_keyManager_saysWhetherResourceControlPoliciesApply() throws Exception {
    folder.file(
        PolicyFolder.ACCOUNT + "/resource-control/1/deny.json",
        """
        {"Version": "2012-10-17", "Statement": {"Sid": "NoDecrypt", "Effect": "Deny",
          "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}}
        """);
    String denied = TENANT_A.replaceAll("\"decision\": .*", "\"decision\": \"explicitDeny\"}}");

    assertThat(holds(read(denied))).isFalse();
    assertThat(holds(read(denied.replace("explicitDeny", "indeterminate")))).isTrue();
    assertThat(
            holds(read(denied.replace("\"action\"", "\"keyManager\": \"CUSTOMER\", \"action\""))))
        .isTrue();
    assertThat(holds(read(TENANT_A.replace("\"action\"", "\"keyManager\": \"AWS\", \"action\""))))
        .isTrue();
  }
}
