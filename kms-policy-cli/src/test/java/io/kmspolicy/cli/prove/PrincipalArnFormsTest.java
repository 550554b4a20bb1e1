package io.kmspolicy.cli.prove;

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
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code aws:PrincipalArn} has the form of the caller (rule 4.15): the ARN of the role with its
 * path for a session, never that of the session; of a user with its path; of a federated session
 * its own; of the root user that of the account; and no service has one. A claim is refuted by such
 * a caller, and by no other text.
 */
class PrincipalArnFormsTest {

  private static final String KEY_FOLDER =
      "111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab/";
  private static final String IAM = "arn:aws:iam::111122223333:";
  private static final String STS = "arn:aws:sts::111122223333:";

  @TempDir private Path folder;

  /** A role with a path, and a user with one. */
  @BeforeEach
  void describeRoleAndUser() throws IOException {
    for (String directory : new String[] {"before", "after"}) {
      write(
          directory,
          "directory.properties",
          "none = boundary, session, scp, rcp, grants, endpoint\n");
      write(
          directory,
          "111122223333/roles/App/role.json",
          "{'Role':{'Arn':'" + IAM + "role/ops/App'}}");
      write(
          directory,
          "111122223333/users/carol/user.json",
          "{'User':{'Arn':'" + IAM + "user/team/carol'}}");
    }
  }

  private void write(String directory, String file, String text) throws IOException {
    Path path = folder.resolve(directory).resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text.replace('\'', '"'));
  }

  private void allow(String directory, String principal, String condition) throws IOException {
    write(
        directory,
        KEY_FOLDER + "policy.json",
        "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'kms:Decrypt',"
            + "'Resource':'*','Principal':"
            + principal
            + ",'Condition':{"
            + condition
            + "}}}");
  }

  private String notGranted(String principal, String operator, String pattern) throws IOException {
    allow("after", principal, "'" + operator + "':{'aws:PrincipalArn':'" + pattern + "'}");
    return CommandRun.in(folder, "", "prove", "not-granted", "after", "--action", "kms:Decrypt")
        .out();
  }

  @ParameterizedTest
  @CsvSource({
    "ArnLike, arn:aws:sts::111122223333:assumed-role/App/one",
    "ArnLike, arn:aws:sts::*:assumed-role/*",
    "ArnLike, arn:aws:iam::111122223333:group/*",
    "ArnLike, arn:aws:iam::111122223333:user/a b",
    "ArnLike, arn:aws:iam::1234:user/*",
    "ArnLike, arn:aws-cn:iam::*:user/*",
    "ArnLike, arn:aws:iam::111122223333:root/*",
    "ArnLike, arn:aws:sts::111122223333:root",
    "ArnLike, arn:aws:iam:*-*:111122223333:user/*",
    "StringEquals, 111122223333",
    "StringLike, AROA*",
    "StringLike, arn:aws:iam::111122223333:user/*/",
    "Null, true"
  })
  @DisplayName("4.15: no caller of an account has an ARN of another form")
  void notGranted_otherForm_isProven(String operator, String pattern) throws IOException {
    String members =
        "{'AWS':['111122223333','" + IAM + "user/team/carol','" + IAM + "role/ops/App']}";

    assertThat(notGranted(members, operator, pattern)).startsWith("proven: not-granted");
  }

  @ParameterizedTest
  @CsvSource({
    "ArnEquals, arn:aws:iam::111122223333:role/ops/App, assumed-role/App/another",
    "StringLike, *:role/ops/App, assumed-role/App/another",
    "ArnLike, arn:aws:iam::111122223333:role/*/Other, assumed-role/Other/another",
    "ArnLike, arn:aws:iam::*:role/aws-service-role/*,"
        + " assumed-role/AWSServiceRoleForAnother/another",
    "ArnEquals, arn:aws:iam::111122223333:user/team/carol, user/team/carol",
    "ArnLike, arn:aws:iam::111122223333:root, root",
    "ArnEquals, arn:aws:sts::111122223333:federated-user/fay, federated-user/fay",
    "StringNotLike, arn:aws:iam::*, federated-user/another"
  })
  @DisplayName("4.15: a caller whose ARN has the form refutes the claim")
  void notGranted_formOfACaller_isRefuted(String operator, String pattern, String caller)
      throws IOException {
    assertThat(notGranted("'*'", operator, pattern))
        .startsWith("refuted: not-granted")
        .containsPattern("caller: arn:aws:(iam|sts)::[0-9]{12}:" + caller + "\n")
        .doesNotContainPattern("aws:PrincipalArn: .*assumed-role");
  }

  @Test
  @DisplayName("4.15: a role and a root user have the ARN by which a policy names them")
  void notGranted_namedOtherwise_isProven() throws IOException {
    assertThat(
            notGranted("{'AWS':'" + IAM + "role/ops/App'}", "ArnNotEquals", IAM + "role/ops/App"))
        .startsWith("proven: not-granted");
    assertThat(notGranted("{'AWS':'111122223333'}", "ArnNotEquals", IAM + "root"))
        .startsWith("refuted: not-granted")
        .doesNotContain("aws:PrincipalArn: " + IAM + "root");
  }

  @Test
  @DisplayName("4.15: a named session has the ARN of its role, with the path that role.json states")
  void notGranted_namedSession_hasTheArnOfItsRole() throws IOException {
    String session = "{'AWS':'" + STS + "assumed-role/App/one'}";

    assertThat(notGranted(session, "ArnEquals", IAM + "role/App"))
        .startsWith("proven: not-granted");
    assertThat(notGranted(session, "ArnEquals", STS + "assumed-role/App/one"))
        .startsWith("proven: not-granted");
    assertThat(notGranted(session, "ArnEquals", IAM + "role/ops/App"))
        .startsWith("refuted: not-granted")
        .contains("caller: " + STS + "assumed-role/App/one");
  }

  @Test
  @DisplayName("4.15: a pattern of session ARNs beside the role changes nothing")
  void noNewAccess_sessionArnBesideTheRole_isProven() throws IOException {
    String role = "'" + IAM + "role/ops/App'";
    allow("before", "'*'", "'ArnLike':{'aws:PrincipalArn':" + role + "}");
    allow(
        "after",
        "'*'",
        "'ArnLike':{'aws:PrincipalArn':[" + role + ",'" + STS + "assumed-role/App/*']}");

    assertThat(
            CommandRun.in(
                    folder, "", "prove", "equivalent", "--before", "before", "--after", "after")
                .out())
        .startsWith("proven: equivalent");
  }
}
