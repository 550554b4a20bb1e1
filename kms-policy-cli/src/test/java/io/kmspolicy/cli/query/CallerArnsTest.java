package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Promise: the callers of a policy directory have the ARNs that its keys and its descriptions of
 * users state.
 */
final class CallerArnsTest {

  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ACCOUNT = "111122223333";
  private static final String OTHER = "444455556666";
  private static final String ELSE = "anybody else of account ";
  private static final String NONE =
      "none = permissionsBoundary, session, serviceControl, resourceControl, grants, vpcEndpoint";

  @TempDir private Path root;

  private String out = "";
  private String err = "";

  @BeforeEach
  void stateLayers() throws IOException {
    write("directory.properties", NONE);
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void writeKey(String statements) throws IOException {
    write(ACCOUNT + "/keys/us-west-2/" + ID + "/policy.json", document(statements));
  }

  /** A policy with quotation marks in place of apostrophes. */
  private static String document(String statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [%s]}"
        .formatted(statements.replace('\'', '"'));
  }

  private static String allow(String principal, String condition) {
    return ("{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*', 'Principal': %s,"
            + " 'Condition': {%s}}")
        .formatted(principal, condition);
  }

  private static final String DELEGATION =
      "{'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*', 'Principal': {'AWS': '"
          + ACCOUNT
          + "'}}";
  private static final String DECRYPT =
      "{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*'}";

  private int run(String... args) {
    CommandRun run = CommandRun.in(root, "", args);
    out = run.out();
    err = run.err();
    return run.status();
  }

  private void ask() {
    assertThat(run("who-can", "kms:Decrypt", ID, "--policies", ".")).as(err).isZero();
  }

  /** The result in the row of a principal; empty if there is none. */
  private String result(String principal) {
    return out.lines()
        .filter(line -> line.startsWith(principal + "  "))
        .map(line -> line.substring(principal.length()).strip().replaceFirst(":.*", ""))
        .findFirst()
        .orElse("");
  }

  @Test
  @DisplayName("Callers are in the partition of the keys of their account")
  void partition_ofOtherRegions_isThatOfTheCallers() throws IOException {
    String key = ACCOUNT + "/keys/us-gov-west-1/" + ID + "/policy.json";
    write(
        key,
        document(DELEGATION.replace("'111", "'arn:aws-us-gov:iam::111").replace("3'", "3:root'")));
    write(ACCOUNT + "/users/bob/identity/p.json", document(DECRYPT));
    write(ACCOUNT + "/roles/App/identity/p.json", document(DECRYPT));
    write(OTHER + "/users/carol/identity/p.json", document(DECRYPT));

    ask();

    String start = "arn:aws-us-gov:iam::" + ACCOUNT;
    assertThat(result(start + ":root")).isEqualTo("allowed");
    assertThat(result(start + ":user/bob")).isEqualTo("allowed");
    assertThat(result(start + ":role/App")).isEqualTo("allowed");
    assertThat(result("arn:aws-us-gov:iam::" + OTHER + ":user/carol")).isEqualTo("denied");
    assertThat(result(ELSE + ACCOUNT)).isEqualTo("unknown");
    assertThat(out).doesNotContain("arn:aws:iam");
  }

  @Test
  void partition_newAccessInGovCloud_isNotProvenAway() throws IOException {
    String key = ACCOUNT + "/keys/us-gov-west-1/" + ID + "/policy.json";
    for (String state : List.of("before", "after")) {
      write(state + "/directory.properties", NONE);
      write(state + "/" + key, document(DELEGATION));
      write(state + "/" + ACCOUNT + "/users/bob/identity/p.json", document(""));
    }
    write("after/" + ACCOUNT + "/users/bob/identity/p.json", document(DECRYPT));
    assertThat(run("prove", "no-new-access", "--before", "before", "--after", "after"))
        .isEqualTo(1);
    assertThat(out).contains("arn:aws-us-gov:iam::" + ACCOUNT + ":user/bob");
  }

  @ParameterizedTest
  @CsvSource({"user/team/bob, Deny, denied", "user/team/bob, Allow, allowed"})
  @DisplayName("The path of a user is that of user.json")
  void path_ofUserJson_isThatOfTheUser(String named, String effect, String expected)
      throws IOException {
    String arn = "arn:aws:iam::" + ACCOUNT + ":" + named;
    write(
        ACCOUNT + "/users/bob/user.json",
        "{\"User\": {\"UserName\": \"bob\", \"Arn\": \"" + arn + "\"}}");
    write(ACCOUNT + "/users/bob/identity/p.json", document(effect.equals("Deny") ? DECRYPT : ""));
    writeKey(
        DELEGATION
            + ", {'Effect': '%s', 'Action': 'kms:*', 'Resource': '*', 'Principal': {'AWS': '%s'}}"
                .formatted(effect, arn));

    ask();

    assertThat(result(arn)).isEqualTo(expected);
    assertThat(out).doesNotContain("user/bob ");
    assertThat(run("what-can", arn.replace("team/", ""), "--policies", ".")).isEqualTo(2);
    assertThat(err).contains("is not the ARN of the user in the directory, which is `" + arn);
  }

  @Test
  void path_ofUserJson_isMatchedByConditions() throws IOException {
    write(
        ACCOUNT + "/users/bob/user.json",
        "{\"User\": {\"Arn\": \"arn:aws:iam::" + ACCOUNT + ":user/team/bob\"}}");
    write(ACCOUNT + "/users/bob/identity/p.json", document(""));
    writeKey(
        allow("'*'", "'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/team/*'}"));

    ask();

    assertThat(result("arn:aws:iam::" + ACCOUNT + ":user/team/bob")).isEqualTo("allowed");
  }
}
