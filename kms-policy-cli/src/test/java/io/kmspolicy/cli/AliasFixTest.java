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
