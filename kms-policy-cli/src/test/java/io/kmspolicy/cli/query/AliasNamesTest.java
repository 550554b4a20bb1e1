package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Promise: an action on an alias is not certainly denied if a name exists on which it is allowed
 * (rule 5.11).
 */
final class AliasNamesTest {

  private static final String ACCOUNT = "111122223333";
  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:" + ACCOUNT + ":key/" + ID;

  @TempDir private Path root;

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String document(String statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [%s]}"
        .formatted(statements.replace('\'', '"'));
  }

  private static String statement(String effect, String resource) {
    return "{'Effect': '%s', 'Action': 'kms:CreateAlias', 'Resource': ['%s']}"
        .formatted(effect, resource);
  }

  @ParameterizedTest(name = "identity {0} and {1}, boundary {2}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "alias/${aws:username}-* | -        | *         | conditional: on `alias/alice-x`",
        "alias/a*                | -        | alias/*b  | conditional: on `alias/ab`",
        "alias/b*                | alias/bx* | *         | indeterminate: not allowed on `alias/bx`",
        "ali*app                 | -        | *         | indeterminate: not allowed on",
        "alias/a*                | -        | key/*     | denied: ",
        "key/*                   | alias/ax* | *        | denied: ",
        "alias/*                 | ali*app  | *         | indeterminate: allowed; a name that is not"
      })
  @DisplayName("A name that some policies allow is found, or its absence is not certain")
  void createAlias_namesByPatterns_areTriedOrOpen(
      String allowed, String denied, String boundary, String expected) throws IOException {
    String start = "arn:aws:kms:us-west-2:" + ACCOUNT + ":";
    write("directory.properties", "none = session, scp, rcp, grants, endpoint");
    write(
        ACCOUNT + "/users/alice/identity/p.json",
        document(
            statement("Allow", KEY)
                + ", "
                + statement("Allow", start + allowed)
                + (denied.equals("-") ? "" : ", " + statement("Deny", start + denied))));
    write(
        ACCOUNT + "/users/alice/boundary.json",
        document(
            statement("Allow", KEY)
                + ", "
                + statement("Allow", boundary.equals("*") ? "*" : start + boundary)));
    write(
        ACCOUNT + "/keys/us-west-2/" + ID + "/policy.json",
        document(
            "{'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*', 'Principal': {'AWS': '"
                + ACCOUNT
                + "'}}"));

    String out =
        CommandRun.in(
                root,
                "",
                "what-can",
                "arn:aws:iam::" + ACCOUNT + ":user/alice",
                "--policies",
                ".",
                "--action",
                "kms:CreateAlias",
                "--all")
            .out();

    assertThat(out).startsWith("kms:CreateAlias  " + KEY + "  " + expected);
  }
}
