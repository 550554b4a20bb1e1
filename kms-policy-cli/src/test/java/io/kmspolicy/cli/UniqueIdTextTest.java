package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Unique ids in the output of {@code explain} that {@code role.json} and {@code user.json} have.
 */
final class UniqueIdTextTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String APP = "arn:aws:iam::111122223333:role/App";
  private static final String TEXT =
      "User: arn:aws:sts::111122223333:assumed-role/App/i-0abc is not authorized to perform:"
          + " kms:Decrypt on resource: "
          + KEY;

  @TempDir Path directory;

  @BeforeEach
  void writePolicies() throws IOException {
    Path account = directory.resolve("policies/111122223333");
    write(
        account.resolve("keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab/policy.json"),
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
            + "\"AROAEXAMPLEEXAMPLEAPP\"},\"Action\":\"kms:*\",\"Resource\":\"*\"},"
            + "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"AROAEXAMPLEEXAMPLEOLD\"},\"Action\":"
            + "\"kms:*\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
            + "\"AROAEXAMPLEEXAMPLESOX\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}");
    role(account, "App", "AROAEXAMPLEEXAMPLEAPP");
    role(account, "Other", "AROAEXAMPLEEXAMPLESOX");
  }

  private static void role(Path account, String name, String id) throws IOException {
    write(
        account.resolve("roles").resolve(name).resolve("role.json"),
        "{\"Role\":{\"Arn\":\"arn:aws:iam::111122223333:role/"
            + name
            + "\",\"RoleId\":\""
            + id
            + "\"}}");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String explain(String... arguments) {
    String[] all = new String[arguments.length + 5];
    String[] first = {"explain", "--policies", "policies", "--assume-none", "all"};
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(arguments, 0, all, first.length, arguments.length);
    CommandRun run = CommandRun.in(directory, "", all);
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  @Test
  @DisplayName("The ids that are known are named, in a text and in a request")
  void explain_knownIds_areNamed() {
    String named =
        """

        Unique ids
          - `AROAEXAMPLEEXAMPLEAPP` is the unique id of `arn:aws:iam::111122223333:role/App`
          - `AROAEXAMPLEEXAMPLESOX` is the unique id of `arn:aws:iam::111122223333:role/Other`
        """;

    assertThat(explain(TEXT)).endsWith(named);
    assertThat(explain("--principal", APP, "--action", "kms:Decrypt", "--resource", KEY))
        .endsWith(named);
    assertThat(explain("--json", TEXT))
        .contains(",\"uniqueIds\":{\"AROAEXAMPLEEXAMPLEAPP\":\"" + APP + "\",");
  }

  @Test
  @DisplayName("Only an id that nobody has may be the caller's former one")
  void explain_idsInTheFix_areThoseOfDeletedRoles() {
    String out = explain(TEXT);

    assertThat(out.substring(out.indexOf("\nClose\n"), out.indexOf("\nUnique ids\n")))
        .contains("`AROAEXAMPLEEXAMPLEOLD`, as AWS shows one that was deleted: if that was")
        .doesNotContain("AROAEXAMPLEEXAMPLEAPP", "AROAEXAMPLEEXAMPLESOX");
  }
}
