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
 * Names of users and roles are unique in an account, so a user or role whose path {@code user.json}
 * or {@code role.json} states has no namesake: a test that only a namesake would pass holds for
 * nobody (rule 4.15), in a proof as in an explanation.
 */
class StatedPathsTest {

  private static final String KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String IAM = "arn:aws:iam::111122223333:";
  private static final String SESSION = "arn:aws:sts::111122223333:assumed-role/App/one";

  @TempDir private Path folder;

  @BeforeEach
  void describeRoleAndUser() throws IOException {
    for (String directory : new String[] {"before", "after"}) {
      write(
          directory,
          "directory.properties",
          "none = boundary, session, scp, rcp, grants, endpoint\n");
      describe(directory, "role/ops/App");
      write(
          directory,
          "111122223333/users/carol/user.json",
          "{'User':{'Arn':'" + IAM + "user/team/carol'}}");
    }
  }

  private void describe(String directory, String role) throws IOException {
    write(directory, "111122223333/roles/App/role.json", "{'Role':{'Arn':'" + IAM + role + "'}}");
  }

  private void write(String directory, String file, String text) throws IOException {
    Path path = folder.resolve(directory).resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text.replace('\'', '"'));
  }

  private void keyPolicy(String directory, String... statements) throws IOException {
    write(
        directory,
        "111122223333/keys/us-west-2/" + KEY + "/policy.json",
        "{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}");
  }

  private static String statement(String effect, String principal, String condition) {
    return "{'Effect':'"
        + effect
        + "','Action':'kms:Decrypt','Resource':'*','Principal':"
        + principal
        + (condition.isEmpty() ? "" : ",'Condition':{" + condition + "}")
        + "}";
  }

  private static String test(String operator, String name) {
    return "'" + operator + "':{'aws:PrincipalArn':'" + IAM + name + "'}";
  }

  private String compare(String claim) {
    return CommandRun.in(folder, "", "prove", claim, "--before", "before", "--after", "after")
        .out();
  }

  private String explain(String directory, String principal) {
    return CommandRun.in(
            folder,
            "",
            "explain",
            "--policies=" + directory,
            "--principal=" + principal,
            "--action=kms:Decrypt",
            "--resource=arn:aws:kms:us-west-2:111122223333:key/" + KEY)
        .out();
  }

  @ParameterizedTest
  @CsvSource({
    "ArnEquals, role/App, role/other/App",
    "ArnLike, role/App, role/x/y/App",
    "StringEquals, role/App, role/other/App",
    "StringLike, role/App, role/?/App",
    "ArnLike, role/aws-service-role/*/App, role/App",
    "ArnEquals, user/carol, user/other/carol",
    "StringLike, user/carol, user/t/*/carol",
    "ArnEquals, user/carol, role/App"
  })
  @DisplayName("4.15: tests that only namesakes of listed principals pass hold for nobody")
  void testsOfNamesakes_areAlike(String operator, String old, String now) throws IOException {
    for (String principal : new String[] {"'*'", "{'AWS':'111122223333'}"}) {
      keyPolicy("before", statement("Allow", principal, test(operator, old)));
      keyPolicy("after", statement("Allow", principal, test(operator, now)));

      assertThat(compare("equivalent")).startsWith("proven: equivalent");
    }
    for (String directory : new String[] {"before", "after"}) {
      assertThat(explain(directory, SESSION)).startsWith("DENIED");
      assertThat(explain(directory, IAM + "user/team/carol")).startsWith("DENIED");
    }
  }

  @Test
  @DisplayName("4.15: a Deny that only a namesake of a listed principal meets denies nobody")
  void denyOfNamesakes_deniesNobody() throws IOException {
    String all = statement("Allow", "'*'", "");
    keyPolicy("before", all, statement("Deny", "'*'", test("ArnEquals", "role/App")));
    keyPolicy("after", all);

    assertThat(compare("equivalent")).startsWith("proven: equivalent");
  }

  @ParameterizedTest
  @CsvSource({
    "role/*App, role/ops/*, role/ops/",
    "role/App, role/ops/App, role/ops/App",
    "role/App, role/App2, role/App2",
    "role/App, role/*/App, role/ops/App",
    "user/carol, user/*/carol, user/team/carol"
  })
  @DisplayName("4.15: what others pass, or the listed principal, is new access")
  void testsOfOthers_areNewAccess(String old, String now, String arn) throws IOException {
    keyPolicy("before", statement("Allow", "'*'", test("StringLike", old)));
    keyPolicy("after", statement("Allow", "'*'", test("StringLike", now)));

    assertThat(compare("no-new-access"))
        .startsWith("refuted: no-new-access")
        .contains("aws:PrincipalArn: " + IAM + arn);
  }

  @ParameterizedTest
  @CsvSource({"role/ops/App, role/App", "user/team/carol, user/carol"})
  @DisplayName("1.8, 4.15: a principal of another path than the listed one is no certain gain")
  void principalOfAnotherPath_isIndeterminate(String listed, String named) throws IOException {
    keyPolicy("before", statement("Allow", "{'AWS':'" + IAM + listed + "'}", ""));
    keyPolicy("after", statement("Allow", "{'AWS':'" + IAM + named + "'}", ""));

    assertThat(compare("no-new-access"))
        .startsWith("indeterminate: no-new-access")
        .contains("whether there is `" + IAM + named + "`")
        .contains("the listed one of its name is `" + IAM + listed + "`");
  }

  @Test
  @DisplayName("4.15: a role that gets another path has new access by it")
  void changedPath_isNewAccess() throws IOException {
    describe("after", "role/App");
    for (String directory : new String[] {"before", "after"}) {
      keyPolicy(directory, statement("Allow", "'*'", test("ArnEquals", "role/App")));
    }

    assertThat(compare("no-new-access"))
        .startsWith("refuted: no-new-access")
        .contains("aws:PrincipalArn: " + IAM + "role/App\n");
  }

  @Test
  @DisplayName("4.15: a role that the state after does not list may have been made anew")
  void removedRole_mayHaveAnyPath() throws IOException {
    Files.delete(folder.resolve("after/111122223333/roles/App/role.json"));
    for (String principal : new String[] {"'*'", "{'AWS':'" + SESSION + "'}"}) {
      keyPolicy("before", statement("Allow", principal, test("ArnEquals", "role/other/App")));
      keyPolicy("after", statement("Allow", principal, test("ArnEquals", "role/App")));

      assertThat(compare("no-new-access")).doesNotContain("proven: no-new-access");
    }
  }
}
