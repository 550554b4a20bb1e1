package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: each command that reads a policy directory says once what leaves its answers open. */
final class DirectoryWarningsTest {

  private static final String KEY =
      "111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab/";
  private static final String ROLE = "111122223333/roles/App/";
  private static final String POLICY =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"%s}}
      """;
  private static final String WARNING =
      "warning: policies: the path of role App (111122223333) is not known, so whether"
          + " `arn:aws:iam::111122223333:role/App` in the statement at "
          + KEY
          + "policy.json:2:15 means it (rule 4.15) is indeterminate, or assumed where callers are listed; list"
          + " the role with its path, which role.json of a policy directory tells\n";
  private static final String DESCRIPTION =
      "{\"Role\": {\"Arn\": \"arn:aws:iam::111122223333:role/team/App\"}}";

  @TempDir private Path root;

  @BeforeEach
  void write() throws IOException {
    for (String directory : new String[] {"before/", "policies/"}) {
      write(
          directory + "directory.properties",
          "none = boundary, session, scp, rcp, grants, endpoint\n");
      write(directory + ROLE + "identity/use.json", POLICY.formatted(""));
      write(
          directory + KEY + "policy.json",
          POLICY.formatted(", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/App\"}"));
    }
    write("before/" + ROLE + "role.json", DESCRIPTION);
    write("trail.jsonl", "");
    write("key.json", POLICY.formatted(", \"Principal\": \"*\""));
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CommandRun run(String command) {
    return CommandRun.in(
        root,
        "",
        command
            .replace("KEY", "arn:aws:kms:us-west-2:111122223333:key/" + KEY.split("/")[3])
            .replace("APP", "arn:aws:sts::111122223333:assumed-role/App/i-0abc")
            .split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check --after policies",
        "check --before before --after policies --key KEY",
        "explain --policies policies --principal APP --action kms:Decrypt --resource KEY",
        "explain --policies policies `APP`_may_not_`kms:Decrypt`_on_`KEY`:_DENIED,",
        "lockout key.json --caller APP --key KEY --policies policies",
        "prove no-public policies --key KEY",
        "prove no-new-access --before before --after policies --key KEY",
        "prove who-could-ever kms:Decrypt KEY --policies policies",
        "replay --policies policies trail.jsonl",
        "replay --policies before --proposed policies trail.jsonl",
        "report policies -o page.html",
        "service-check s3-multipart --key KEY --policies policies --role"
            + " arn:aws:iam::111122223333:role/App",
        "test . --policies policies",
        "what-can arn:aws:iam::111122223333:role/App --policies policies",
        "who-can kms:Decrypt KEY --policies policies",
        "who-can kms:Decrypt KEY --diff before policies"
      })
  @DisplayName("A role without role.json that a key policy names is warned about once")
  void command_roleWithoutItsPath_warnsOnce(String command) throws IOException {
    CommandRun run = run(command);

    assertThat(run.err()).containsOnlyOnce(WARNING);

    write("policies/" + ROLE + "role.json", DESCRIPTION);
    assertThat(run(command).err()).doesNotContain("is not known, so it is indeterminate");
  }

  @Test
  @DisplayName("Of many warnings the first ten are printed, and the number of the others")
  void command_manyRoles_printsTen() throws IOException {
    StringBuilder names = new StringBuilder("\"arn:aws:iam::111122223333:role/App\"");
    for (int i = 100; i < 115; i++) {
      write("policies/111122223333/roles/R" + i + "/identity/use.json", POLICY.formatted(""));
      names.append(", \"arn:aws:iam::111122223333:role/R").append(i).append('"');
    }
    write(
        "policies/" + KEY + "policy.json",
        POLICY.formatted(", \"Principal\": {\"AWS\": [" + names + "]}"));
    CommandRun run = run("what-can arn:aws:iam::111122223333:role/App --policies policies");

    assertThat(run.err().lines().filter(line -> line.startsWith("warning: ")))
        .hasSize(11)
        .last()
        .isEqualTo("warning: policies: 6 more like these");
  }
}
