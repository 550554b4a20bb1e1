package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actions on aliases are allowed by one identity statement for the alias and its key. */
final class AliasFixTest {

  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/" + ID;
  private static final String ALIAS = "arn:aws:kms:us-west-2:111122223333:alias/app";
  private static final String USER = "arn:aws:iam::111122223333:user/alice";

  @TempDir Path directory;

  private Path key;

  @BeforeEach
  void writePolicies() throws IOException {
    key = directory.resolve("policies/111122223333/keys/us-west-2/" + ID);
    Files.createDirectories(key);
    writeKeyPolicy("root");
  }

  private void writeKeyPolicy(String principal) throws IOException {
    Files.writeString(
        key.resolve("policy.json"),
        document(
            "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:"
                + principal
                + "\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}"));
  }

  private static String document(String statement) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement + "]}";
  }

  private CommandRun explain(String action, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "explain",
                "User: "
                    + USER
                    + " is not authorized to perform: "
                    + action
                    + " on resource: "
                    + ALIAS
                    + " because no identity-based policy allows the "
                    + action
                    + " action",
                "--policies",
                "policies",
                "--assume-none",
                "all"));
    all.addAll(List.of(options));
    CommandRun run = CommandRun.in(directory, "", all.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return run;
  }

  private static String statement(String out) {
    return out.lines()
        .map(String::strip)
        .filter(line -> line.startsWith("identity policy: "))
        .map(line -> line.substring("identity policy: ".length()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"})
  @DisplayName("One statement on the alias and the key, with which the text is allowed")
  void explain_aliasWithItsKey_isOneStatement(String action) throws IOException {
    CommandRun before = explain(action, "--key", KEY);

    assertThat(before.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(before.out()).contains("Fix: this lifts the denial");
    assertThat(statement(before.out()))
        .contains("\"Action\":\"" + action + "\",\"Resource\":[\"" + ALIAS + "\",\"" + KEY + "\"]}")
        .doesNotContain("Condition");
    Files.writeString(directory.resolve("identity.json"), document(statement(before.out())));
    assertThat(explain(action, "--key", KEY, "--identity", "identity.json").status())
        .isEqualTo(ExitStatus.OK);
  }

  @Test
  @DisplayName("The key is that to which the policies know the alias to point")
  void explain_knownAlias_isThatOfItsKey() throws IOException {
    Files.writeString(
        key.resolve("aliases.json"),
        "{\"Aliases\":[{\"AliasName\":\"alias/app\",\"AliasArn\":\""
            + ALIAS
            + "\",\"TargetKeyId\":\""
            + ID
            + "\"}]}");

    assertThat(statement(explain("kms:DeleteAlias").out())).contains(ALIAS, KEY);
  }

  private CommandRun request(String action, String resource, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "explain",
                "--principal",
                USER,
                "--action",
                action,
                "--resource",
                resource,
                "--policies",
                "policies",
                "--assume-none",
                "all"));
    all.addAll(List.of(options));
    CommandRun run = CommandRun.in(directory, "", all.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return run;
  }

  private void writeAlias() throws IOException {
    Files.writeString(
        key.resolve("aliases.json"),
        "{\"Aliases\":[{\"AliasName\":\"alias/app\",\"AliasArn\":\""
            + ALIAS
            + "\",\"TargetKeyId\":\""
            + ID
            + "\"}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {ALIAS, "alias/app"})
  @DisplayName("A request on an alias is answered with the check of its key (rule 5.11)")
  void explain_requestOnAlias_isAnsweredWithItsKey(String alias) throws IOException {
    writeAlias();
    CommandRun before = request("kms:DeleteAlias", alias);

    assertThat(before.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(before.out())
        .startsWith(
            "THE CALL: denied; it needs kms:DeleteAlias on the alias and on its key (rule 5.11)\n")
        .contains("  resource  " + ALIAS + "\n", "  resource  " + KEY + "\n");
    assertThat(statement(before.out())).contains("[\"" + ALIAS + "\",\"" + KEY + "\"]");
    Files.writeString(directory.resolve("identity.json"), document(statement(before.out())));
    CommandRun after = request("kms:DeleteAlias", alias, "--identity", "identity.json");
    assertThat(after.status()).isEqualTo(ExitStatus.OK);
    assertThat(after.out()).startsWith("THE CALL: allowed; ").doesNotContain("Fix: ");
    CommandRun update = request("kms:UpdateAlias", alias);
    assertThat(update.out())
        .startsWith("THE CALL: denied; ")
        .contains("and on the key that the alias gets, which is not known here (rule 5.11)\n");
    Files.writeString(directory.resolve("identity.json"), document(statement(update.out())));
    assertThat(request("kms:UpdateAlias", alias, "--identity", "identity.json").status())
        .isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(request("kms:DeleteAlias", alias, "--json").out())
        .contains(",\"beside\":{", "\"decision\":\"implicitDeny\"", "[\\\"" + ALIAS);
  }

  @Test
  @DisplayName("A permission on the alias alone is no permission of the call")
  void explain_requestOnAlias_isDeniedByItsKey() throws IOException {
    writeAlias();
    Files.writeString(
        directory.resolve("identity.json"),
        document("{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"" + ALIAS + "\"}"));
    CommandRun run = request("kms:DeleteAlias", ALIAS, "--identity", "identity.json");

    assertThat(run.out()).startsWith("THE CALL: denied; ").contains("ALLOWED\n", "IMPLICIT DENY\n");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(statement(run.out())).contains(ALIAS, KEY);
    Files.delete(key.resolve("policy.json"));
    CommandRun open = request("kms:DeleteAlias", ALIAS, "--identity", "identity.json");
    assertThat(open.out()).startsWith("THE CALL: indeterminate; ");
    assertThat(open.status()).isEqualTo(ExitStatus.INDETERMINATE);
  }

  @Test
  @DisplayName("A request that names one of alias and key says that the other is needed, too")
  void explain_requestOnOneOfTheTwo_namesTheOther() throws IOException {
    String other = " too; this answer is about one of the two (rule 5.11)";

    assertThat(request("kms:CreateAlias", ALIAS).out())
        .contains("The call needs kms:CreateAlias on the key of the alias," + other);
    assertThat(request("kms:CreateAlias", KEY).out())
        .contains("The call needs kms:CreateAlias on the alias," + other);
    for (String name : List.of(KEY, ALIAS, "alias/app")) {
      writeAlias();
      assertThat(request("kms:Decrypt", name).out())
          .contains("  resource  " + KEY + "\n")
          .doesNotContain("The call needs");
    }
  }

  @Test
  @DisplayName("What the check of the key depends on stands beside the fix")
  void explain_keyWhosePolicyIsUnknown_isNamed() throws IOException {
    Files.delete(key.resolve("policy.json"));
    String out = explain("kms:CreateAlias", "--key", KEY).out();

    assertThat(statement(out)).contains(ALIAS, KEY);
    assertThat(out).contains("kms:CreateAlias on `" + KEY + "` depends on key-policy");
  }

  @Test
  @DisplayName("Without its key, or where the key policy does not leave it to the account: none")
  void explain_aliasWithoutItsKey_hasNone() throws IOException {
    assertThat(explain("kms:CreateAlias").out())
        .contains("one of the two is not known here")
        .doesNotContain("Fix: ");
    writeKeyPolicy("role/Admin");
    assertThat(explain("kms:CreateAlias", "--key", KEY).out())
        .contains("kms:CreateAlias on `" + KEY + "` is still denied")
        .doesNotContain("Fix: ");
  }
}
