package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of a key policy that names users and roles, with a directory of all of them. */
final class CheckPrincipalsTest {

  private static final Path PLAN = Path.of("src/test/resources/gate/dangerous/named-new-role.json");
  private static final String COMPLETE = "principals = complete as of 2026-01-02T00:00:00Z\n";
  private static final String FN = "arn:aws:iam::111122223333:role/Fn";
  private static final String TYPO = "arn:aws:iam::111122223333:role/Ap";

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    properties(COMPLETE);
    Path app = Files.createDirectories(folder.resolve("policies/111122223333/roles/App"));
    Files.writeString(
        app.resolve("role.json"), "{\"Role\": {\"Arn\": \"arn:aws:iam::111122223333:role/App\"}}");
    Path key =
        Files.createDirectories(
            folder.resolve(
                "policies/111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab"));
    String policy = new ObjectMapper().readTree(PLAN.toFile()).at(PRIOR).asText();
    Files.writeString(key.resolve("policy.json"), policy);
  }

  private static final String PRIOR = "/prior_state/values/root_module/resources/0/values/policy";

  private void properties(String text) throws IOException {
    Files.createDirectories(folder.resolve("policies"));
    Files.writeString(folder.resolve("policies/directory.properties"), text);
  }

  /** The plan, made at a time, with another role in place of the new one in the key policy. */
  private CommandRun check(String timestamp, String principal, String... options)
      throws IOException {
    String plan =
        Files.readString(PLAN)
            .replace("\\\"" + FN + "\\\"", "\\\"" + principal + "\\\"")
            .replaceFirst(
                "\"format_version\"",
                timestamp.isEmpty()
                    ? "\"format_version\""
                    : "\"timestamp\": \"" + timestamp + "\", \"format_version\"");
    Files.writeString(folder.resolve("plan.json"), plan);
    String[] args = new String[options.length + 5];
    args[0] = "check";
    args[1] = "--before";
    args[2] = "policies";
    args[3] = "--after";
    args[4] = "plan.json";
    System.arraycopy(options, 0, args, 5, options.length);
    return CommandRun.in(folder, "", args);
  }

  @Test
  @DisplayName("A role that exists nowhere fails the part, with the nearest name and the rule")
  void check_roleThatExistsNowhere_fails() throws IOException {
    CommandRun run = check("2026-01-01T00:00:00Z", TYPO);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("  lockout     failed ")
        .contains("refused: the key policy names what does not exist: `" + TYPO + "`")
        .contains("did you mean `arn:aws:iam::111122223333:role/App`? [principal-not-found]");
    JsonNode sarif =
        new ObjectMapper().readTree(check("2026-01-01T00:00:00Z", TYPO, "--format", "sarif").out());
    assertThat(sarif.findValuesAsText("ruleId")).contains("principal-not-found");
  }

  @Test
  @DisplayName("A directory that is older than the plan, or not complete, settles nothing")
  void check_directoryThatDoesNotSettle_passesAndListsTheRole() throws IOException {
    for (String timestamp : new String[] {"2026-01-02T00:00:01Z", ""}) {
      assertThat(check(timestamp, TYPO).out())
          .contains("  lockout     passed ")
          .contains("must exist before this is applied:\n    " + TYPO + ": it was not among");
    }
    properties("");
    assertThat(check("2026-01-01T00:00:00Z", TYPO).out())
        .contains("  lockout     passed ")
        .contains("must exist before this is applied:\n    " + TYPO + "\n");
  }

  @Test
  @DisplayName("A role that the same plan creates is awaited; a role of before is not named")
  void check_roleOfTheSamePlan_isAwaited() throws IOException {
    assertThat(check("2026-01-01T00:00:00Z", FN).out())
        .contains("  lockout     passed ")
        .contains(
            "    "
                + FN
                + ": `aws_iam_role.fn` of the same change creates it; the key policy must depend"
                + " on it\n")
        .doesNotContain("role/App:");
  }

  @Test
  @DisplayName("The key policy that refers to the role waits for it: nothing is to be said")
  void check_roleThatThePolicyRefersTo_isNotNamed() throws IOException {
    check("2026-01-01T00:00:00Z", FN);
    ObjectMapper json = new ObjectMapper();
    String configuration =
        """
        {"root_module": {"resources": [
          {"address": "aws_kms_key.orders", "expressions":
            {"policy": {"references": ["data.aws_iam_policy_document.key.json"]}}},
          {"address": "data.aws_iam_policy_document.key", "expressions":
            {"statement": [{"principals": [{"identifiers": {"references":
              ["module.names.fn", "module.names"]}}]}]}}],
          "module_calls": {"names": {"expressions": {"role": {"references":
              ["aws_iam_role.fn.arn", "aws_iam_role.fn"]}},
            "module": {"outputs": {"fn": {"expression": {"references": ["var.role"]}}}}}}}}
        """;
    ObjectNode plan = (ObjectNode) json.readTree(folder.resolve("plan.json").toFile());
    plan.set("configuration", json.readTree(configuration));
    Files.writeString(folder.resolve("plan.json"), plan.toString());
    CommandRun run =
        CommandRun.in(folder, "", "check", "--before", "policies", "--after", "plan.json");
    assertThat(run.out()).contains("  lockout     passed ").doesNotContain("must exist");
  }

  @Test
  @DisplayName("A role of another account and a service-linked role never fail the part")
  void check_rolesThatAreNotJudged_pass() throws IOException {
    for (String principal :
        new String[] {
          "arn:aws:iam::444455556666:role/Nobody",
          "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/"
              + "AWSServiceRoleForAutoScaling"
        }) {
      assertThat(check("2026-01-01T00:00:00Z", principal).out())
          .contains("  lockout     passed ")
          .contains("must exist before this is applied:\n    " + principal);
    }
  }
}
