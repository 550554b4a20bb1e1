package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Promise: the callers of a policy directory have the ARNs that its keys and its descriptions of
 * users state.
 */
final class CallerArnsTest extends DirectoryOfOneKey {

  private static final String DECRYPT =
      "{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*'}";

  private void ask() {
    assertThat(run("who-can", "kms:Decrypt", ID, "--policies", ".")).as(err).isZero();
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
    assertThat(result(ELSE + ACCOUNT)).isEqualTo("indeterminate");
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

  private void writeBob() throws IOException {
    write(ACCOUNT + "/users/bob/identity/p.json", document(DECRYPT));
  }

  private static String denyTo(String pattern) {
    return ", {'Effect': 'Deny', 'Action': 'kms:*', 'Resource': '*', 'Principal': '*', 'Condition':"
        + " {'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:%s'}}}".formatted(pattern);
  }

  @ParameterizedTest
  @CsvSource({
    "user/team/*, conditional",
    "user/bob, conditional",
    "user/*/bob, conditional",
    "user/*, denied",
    "user/team/alice, allowed",
    "role/*, allowed"
  })
  @DisplayName("Without user.json nothing is certain that depends on the path of the user")
  void path_ofUserWithoutDescription_isUnknown(String pattern, String expected) throws IOException {
    writeBob();
    writeKey(DELEGATION + denyTo(pattern));
    ask();
    assertThat(result("arn:aws:iam::" + ACCOUNT + ":user/bob")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"user/x/bob, denied", "user/bob, allowed"})
  @DisplayName("Rule 1.8: a name in some key policy is that of a user who exists")
  void path_ofUserWithoutDescription_isThatOfAnotherKeyPolicy(String named, String expected)
      throws IOException {
    writeBob();
    writeKey(DELEGATION + denyTo("user/x/*"));
    write(
        ACCOUNT + "/keys/us-west-2/2" + ID.substring(1) + "/policy.json",
        document(allow("{'AWS': 'arn:aws:iam::111122223333:" + named + "'}", "")));
    ask();
    assertThat(result("arn:aws:iam::" + ACCOUNT + ":" + named)).isEqualTo(expected);
    assertThat(run("report", ".", "--output", "-")).as(err).isZero();
    assertThat(run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", "*:user/bob"))
        .isZero();
    assertThat(out.lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"user/bob", "user/other/bob", "role/App", "role/other/App"})
  @DisplayName("explain refuses an ARN with another path than user.json or role.json states")
  void explain_otherPathThanDescribed_isRefused(String given) throws IOException {
    String start = "arn:aws:iam::" + ACCOUNT + ":";
    write(
        ACCOUNT + "/users/bob/user.json", "{\"User\": {\"Arn\": \"" + start + "user/team/bob\"}}");
    write(
        ACCOUNT + "/roles/App/role.json", "{\"Role\": {\"Arn\": \"" + start + "role/team/App\"}}");
    writeKey(allow("{'AWS': ['%1$suser/team/bob', '%1$srole/team/App']}".formatted(start), ""));
    String right = given.replaceFirst("/(other/)?", "/team/");
    assertThat(explain(start + given)).isEqualTo(2);
    assertThat(err).contains("in the directory, which is `" + start + right + "`");
    assertThat(explain(start + right)).isEqualTo(3);
  }

  private int explain(String principal) {
    return run(
        "explain",
        "--principal",
        principal,
        "--action",
        "kms:Decrypt",
        "--resource",
        ID,
        "--policies",
        ".");
  }

  @Test
  void path_ofRoleJson_isThatOfASession() throws IOException {
    write(
        ACCOUNT + "/roles/App/role.json",
        "{\"Role\": {\"Arn\": \"arn:aws:iam::" + ACCOUNT + ":role/x/App\"}}");
    write(ACCOUNT + "/roles/App/identity/p.json", document(DECRYPT));
    writeKey(DELEGATION + denyTo("role/x/*"));
    String session = "arn:aws:sts::" + ACCOUNT + ":assumed-role/App/s";
    assertThat(run("what-can", session, "--policies", ".", "--action", "kms:Decrypt", "--all"))
        .isZero();
    assertThat(out).contains("denied");
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
