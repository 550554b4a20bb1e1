package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.analysis.console.ManagedPolicies;
import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryCommandsTest {

  private static final Path SEED =
      Path.of("..", "kms-policy-model", "src", "test", "resources", "seed");
  private static final String DIRECTORY =
      Path.of("..", "kms-sdk-interceptor", "src", "test", "resources", "quickstart", "policies")
          .toString();
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String OTHER =
      "arn:aws:kms:us-west-2:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321";

  private static final String PAYROLL =
      "arn:aws:kms:us-west-2:111122223333:key/5a5e11e5-0000-4000-8000-9a9c0115a1a2";

  private String out = "";
  private String err = "";

  private int run(String... args) {
    CommandRun run = CommandRun.in(Path.of(""), "", args);
    out = run.out();
    err = run.err();
    return run.status();
  }

  /** The rows without the reasons of those that are allowed or denied. */
  private List<String> rows() {
    return out.lines().map(row -> row.replaceFirst("  (allowed|denied): .*", "  $1")).toList();
  }

  @Test
  void managed_powerUser_listsAllowedAndOtherActions() {
    assertThat(run("managed", "AWSKeyManagementServicePowerUser")).isZero();
    String text = out;
    String allowed = text.substring(text.indexOf("Allows,"), text.indexOf("Does not allow:"));
    assertThat(allowed)
        .contains("  kms:DescribeKey\n", "  kms:CreateAlias (on the alias and the key)");
    assertThat(text.substring(text.indexOf("Does not allow:")))
        .contains("  kms:Decrypt\n", "  kms:PutKeyPolicy\n")
        .doesNotContain("kms:ListKeys");
    assertThat(text).contains("\"iam:ListUsers\"", "v2 of 2017-03-07");
  }

  @Test
  void managed_condition_isListedAsConditional() {
    assertThat(run("managed", "ROSAKMSProviderPolicy")).isZero();
    assertThat(out).contains("Allows under conditions:\n  kms:Decrypt\n");
  }

  @Test
  void managed_everyPolicy_isInTheIndex() throws IOException {
    for (String name : new ManagedPolicies().names()) {
      assertThat(new ManagedPolicies().find(name).orElseThrow().document().statements())
          .isNotEmpty();
    }
    assertThat(run("managed", "NoSuchPolicy")).isEqualTo(2);
    assertThat(err).contains("AWSKeyManagementServicePowerUser");
  }

  @Test
  void consoleCheck_seedViewer_viewsButDoesNotCreate() {
    String viewer = SEED.resolve("console-read-only.json").toString();
    assertThat(run("console-check", "--identity", viewer)).isEqualTo(1);
    assertThat(out)
        .contains("yes  view: list of keys\n", "yes  view: details of a key\n")
        .contains("yes  view: key policy in default view\n")
        .contains("no   view: custom key stores\n       kms:DescribeCustomKeyStores: not allowed\n")
        .contains("no   create: a key\n       kms:CreateKey: not allowed\n");
  }

  @Test
  void consoleCheck_powerUser_createsKeysIfTheKeyPolicyAllowsTheRest() {
    String power = SEED.resolve("power-user.json").toString();
    assertThat(run("console-check", "--identity", power)).isEqualTo(1);
    assertThat(out)
        .contains("yes  view: custom key stores\n", "yes  manage: aliases\n", "yes  manage: tags\n")
        .contains(
            "if   create: a key\n"
                + "       kms:PutKeyPolicy on the key: not allowed; the key policy that is set with"
                + " the key can allow it too\n")
        .contains("no   manage: key policy\n");
  }

  @Test
  void consoleCheck_conditionsAndAccount_areTakenFromThePolicies(@TempDir Path directory)
      throws IOException {
    Path policy =
        Files.writeString(
            directory.resolve("mfa.json"),
            """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "kms:*",
               "Resource": "arn:aws:kms:*:222233334444:key/*",
               "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
              {"Effect": "Deny", "Action": "kms:PutKeyPolicy", "Resource": "*"}]}
            """);
    assertThat(run("console-check", "--identity", policy.toString())).isEqualTo(1);
    assertThat(out)
        .contains("For keys of account 222233334444 ")
        .contains(
            "if   manage: deletion\n",
            "       kms:ScheduleKeyDeletion on the key: under conditions only\n")
        .contains("no   manage: key policy\n       kms:PutKeyPolicy on the key: denied\n");
  }

  @Test
  @DisplayName("Creating a key with tags needs what creating a key needs")
  void consoleCheck_tagResourceOnly_doesNotCreate(@TempDir Path directory) throws IOException {
    Path policy =
        Files.writeString(
            directory.resolve("tags.json"),
            """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:TagResource",
             "Resource": "*"}}
            """);
    assertThat(run("console-check", "--identity", policy.toString())).isEqualTo(1);
    assertThat(out)
        .contains("no   create: a key with tags\n       kms:CreateKey: not allowed\n")
        .contains("For keys of account 111122223333 in us-east-1 ");
  }

  @Test
  @DisplayName("A statement on some keys or aliases decides for these only, and the page says so")
  void consoleCheck_statementOnSomeKeys_isConditional(@TempDir Path directory) throws IOException {
    String all =
        "{'Effect':'Allow','Action':['kms:*','iam:*'],'Resource':'*'},"
            + "{'Effect':'Deny','Action':'%s','Resource':'arn:aws:kms:*:111122223333:%s'}";
    Map<String, String> expected =
        Map.of(
            all.formatted("kms:*", "key/1*"),
            "if   manage: key policy\n       kms:PutKeyPolicy on the key: under conditions only;"
                + " not all match `arn:aws:kms:*:111122223333:key/1*`\n",
            all.formatted("kms:*", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
            "if   manage: deletion\n",
            all.formatted("kms:*", "key/*"),
            "no   manage: deletion\n",
            all.formatted("kms:CreateAlias", "alias/prod*"),
            "if   manage: aliases\n       kms:CreateAlias on the alias: under conditions only; not"
                + " all match `arn:aws:kms:*:111122223333:alias/prod*`\n",
            all.formatted("kms:CreateAlias", "alias/*"),
            "no   manage: aliases\n");
    for (Map.Entry<String, String> one : expected.entrySet()) {
      String text = "{'Version':'2012-10-17','Statement':[" + one.getKey() + "]}";
      Path policy = Files.writeString(directory.resolve("some.json"), text.replace('\'', '"'));
      run("console-check", "--identity", policy.toString(), "--region", "us-west-2");
      assertThat(out).contains(one.getValue());
    }
  }

  @Test
  void consoleCheck_region_isTakenFromThePolicies(@TempDir Path directory) throws IOException {
    Path policy =
        Files.writeString(
            directory.resolve("region.json"),
            """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:*",
             "Resource": "arn:aws-us-gov:kms:us-gov-west-1:222233334444:key/*"}}
            """);
    assertThat(run("console-check", "--identity", policy.toString())).isEqualTo(1);
    assertThat(out)
        .contains("yes  manage: deletion\n")
        .contains("For keys of account 222233334444 in us-gov-west-1 ");
    assertThat(run("console-check", "--identity", policy.toString(), "--region", "us-west-2"))
        .isEqualTo(1);
    assertThat(out).contains("no   manage: deletion\n");
  }

  @Test
  @DisplayName("Rule 5.9: DescribeKey and RetireGrant ignore encryption context constraints")
  void whatCan_grantWithConstraints_isConditionalWhereTheyApply(@TempDir Path root)
      throws IOException {
    Path key = root.resolve("111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab");
    Files.createDirectories(key);
    Files.createDirectories(root.resolve("111122223333/roles/Worker/identity"));
    Files.writeString(
        root.resolve("directory.properties"),
        "none = boundary, session, scp, rcp, identity," + " endpoint");
    Files.writeString(
        key.resolve("policy.json"),
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
         "Principal": {"AWS": "arn:aws:iam::111122223333:role/team/Worker"},
         "Action": "kms:Verify", "Resource": "*"}}
        """);
    Files.writeString(
        key.resolve("grants.json"),
        """
        {"Grants": [{"GrantId": "g1", "KeyId": "1234abcd-12ab-34cd-56ef-1234567890ab",
         "GranteePrincipal": "arn:aws:iam::111122223333:role/team/Worker",
         "IssuingAccount": "arn:aws:iam::111122223333:root",
         "Operations": ["Decrypt", "DescribeKey", "RetireGrant", "Sign"],
         "Constraints": {"EncryptionContextSubset": {"job": "1"}}}]}
        """);
    String worker = "arn:aws:iam::111122223333:role/team/Worker";
    assertThat(run("what-can", worker, "--policies", root.toString())).isZero();
    String arn = "  arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab  ";
    assertThat(rows())
        .containsExactly(
            "kms:Decrypt      "
                + arn.strip()
                + "  conditional: if the encryption context includes `job`=`1` (grant `g1`)",
            "kms:DescribeKey" + arn + "allowed",
            "kms:RetireGrant" + arn + "allowed",
            "kms:Verify     " + arn + "allowed");
    // The key policy gives the path of the role; the name of its folder does not.
    assertThat(run("who-can", "kms:Verify", arn.strip(), "--policies", root.toString())).isZero();
    assertThat(rows())
        .containsExactly(
            "arn:aws:iam::111122223333:root              denied",
            worker + "  allowed",
            "anybody else of account 111122223333        denied");
  }

  @Test
  void whatCan_principalWithoutFolder_isReported() {
    assertThat(run("what-can", "arn:aws:iam::111122223333:user/nobody", "--policies", DIRECTORY))
        .isZero();
    assertThat(err).contains("no identity policies of `arn:aws:iam::111122223333:user/nobody`");
  }

  @Test
  void consoleCheck_otherAccountOrInvalidInput_isReported() throws IOException {
    String viewer = SEED.resolve("console-read-only.json").toString();
    assertThat(run("console-check", "--identity", viewer, "--account", "444455556666"))
        .isEqualTo(1);
    assertThat(out).contains("kms:DescribeKey on the key: not allowed");
    assertThat(run("console-check", "--identity", viewer, "--account", "4")).isEqualTo(2);
    Path broken = Files.createTempFile("broken", ".json");
    assertThat(run("console-check", "--identity", broken.toString())).isEqualTo(2);
    Files.delete(broken);
  }

  @Test
  void whoCan_directory_listsPrincipalsOfFoldersAndKeyPolicy() {
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", DIRECTORY)).isZero();
    assertThat(rows())
        .containsExactly(
            "arn:aws:iam::111122223333:root        allowed",
            "arn:aws:iam::111122223333:role/App    allowed",
            "arn:aws:iam::444455556666:root        denied",
            "anybody else of account 111122223333  indeterminate: the identity policies, which"
                + " may deny it or not allow it",
            "anybody else of account 444455556666  denied");
    assertThat(run("who-can", "kms:Decrypt", PAYROLL, "--policies", DIRECTORY)).isZero();
    assertThat(out.lines())
        .anyMatch(
            line -> line.startsWith("arn:aws:iam::111122223333:role/Payroll  indeterminate: "));
  }

  @Test
  void whoCan_conditions_areDescribed() throws IOException {
    assertThat(run("who-can", "kms:Decrypt", OTHER, "--policies", DIRECTORY, "--json")).isZero();
    JsonNode app = new ObjectMapper().readTree(out).get(1);
    assertThat(app.get("result").asText()).isEqualTo("conditional");
    assertThat(app.get("why").asText()).isEqualTo("if `kms:EncryptionContext:tenant` is `blue`");
    assertThat(app.get("dependsOn").get(0).asText()).isEqualTo("kms:EncryptionContext:tenant");
  }

  @Test
  void whoCan_grantee_isListedWithTheGrant() throws IOException {
    Path directory = Path.of("..", "docs", "examples", "policies");
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", directory.toString())).isZero();
    assertThat(out)
        .contains("arn:aws:sts::111122223333:assumed-role/Worker/nightly  indeterminate: ");
  }

  @Test
  void whoCan_actionWithoutKey_ignoresTheKey() {
    assertThat(run("who-can", "kms:ListKeys", "*", "--policies", DIRECTORY)).isZero();
    assertThat(rows()).contains("arn:aws:iam::111122223333:role/App    allowed");
  }

  @Test
  void whatCan_role_listsActionsThatAreNotDenied() {
    String role = "arn:aws:iam::111122223333:role/App";
    assertThat(run("what-can", role, "--policies", DIRECTORY)).isZero();
    assertThat(out)
        .containsPattern("kms:ListKeys +\\* ")
        .containsPattern("kms:Decrypt +" + KEY)
        .contains("conditional: if `kms:EncryptionContext:tenant` is `blue`")
        .doesNotContain("denied");
    assertThat(run("what-can", role, "--policies", DIRECTORY, "--all")).isZero();
    assertThat(out).contains("denied");
  }

  @ParameterizedTest(name = "aliases on {0}, keys on {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "alias/*      | key/* | allowed",
        "alias/app    | key/* | conditional: on `alias/app`; not on `alias/any-other`",
        "alias/*      | alias/* | denied",
        "key/*        | key/* | denied"
      })
  @DisplayName("Rule 5.11: an action on an alias requires permissions on the alias and the key")
  void whatCan_createAlias_requiresAliasAndKey(
      String aliases, String keys, String expected, @TempDir Path root) throws IOException {
    Path identity = root.resolve("111122223333/users/alice/identity");
    Path key = root.resolve("111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab");
    Files.createDirectories(identity);
    Files.createDirectories(key);
    Files.writeString(
        root.resolve("directory.properties"),
        "none = boundary, session, scp, rcp, grants," + " endpoint");
    Files.writeString(
        key.resolve("policy.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\":"
            + " {\"AWS\": \"111122223333\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}}");
    Files.writeString(
        identity.resolve("one.json"),
        ("{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
                + " \"kms:CreateAlias\", \"Resource\":"
                + " [\"arn:aws:kms:us-west-2:111122223333:%s\","
                + " \"arn:aws:kms:us-west-2:111122223333:%s\"]}}")
            .formatted(aliases, keys));

    String alice = "arn:aws:iam::111122223333:user/alice";
    assertThat(run("what-can", alice, "--policies", root.toString(), "--all")).isZero();

    assertThat(rows().stream().filter(line -> line.startsWith("kms:CreateAlias")))
        .singleElement()
        .asString()
        .endsWith("  " + expected);
  }

  @Test
  void whoCan_invalidInput_exitsWithTwo() {
    assertThat(run("who-can", "kms:Decrypt", "key", "--policies", DIRECTORY)).isEqualTo(2);
    assertThat(run("who-can", "kms:Decrypty", KEY, "--policies", DIRECTORY)).isEqualTo(2);
    assertThat(err).contains("did you mean `kms:Decrypt`?");
    assertThat(run("who-can", "kms:Decrypt", KEY + "0", "--policies", DIRECTORY)).isEqualTo(2);
    assertThat(err).contains("is not in the policy directory; there are `" + OTHER + "`");
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", SEED.toString())).isEqualTo(2);
    assertThat(run("what-can", "nobody", "--policies", DIRECTORY)).isEqualTo(2);
  }

  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

  /** A directory with the default key policy and two administrators, and no other layers. */
  private static void writeDirectory(Path root, String deny) throws IOException {
    Path key = Files.createDirectories(root.resolve("111122223333/keys/us-west-2/" + ID));
    Files.writeString(
        root.resolve("directory.properties"),
        "none = boundary, session, scp, rcp, grants, identity," + " endpoint");
    Files.writeString(
        key.resolve("policy.json"),
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*",
           "Resource": "*"}%s]}
        """
            .formatted(deny));
    for (String role : List.of("Admin", "BreakGlass")) {
      Path identity =
          Files.createDirectories(root.resolve("111122223333/roles/" + role + "/identity"));
      Files.writeString(
          identity.resolve("all.json"),
          "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
              + " \"kms:*\", \"Resource\": \"*\"}}");
    }
  }

  private static final String UNLESS_BREAK_GLASS =
      """
      , {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition":
         {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/BreakGlass"}}}
      """;

  @Test
  @DisplayName("Rule 4.15: the last part of a role's ARN is its name, whatever its path")
  void whoCan_denyUnlessRole_knowsTheOtherRolesAndThePathsOfRoleJson(@TempDir Path root)
      throws IOException {
    writeDirectory(root, UNLESS_BREAK_GLASS);
    String role = "arn:aws:iam::111122223333:role/";
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", root.toString())).isZero();
    assertThat(rows())
        .anyMatch(line -> line.matches(role + "Admin +denied"))
        .anyMatch(line -> line.matches(role + "BreakGlass +conditional: .*"));
    Path folder = root.resolve("111122223333/roles/BreakGlass");
    Files.writeString(
        folder.resolve("role.json"),
        "{\"Role\": {\"Path\": \"/\", \"RoleName\": \"BreakGlass\", \"Arn\": \""
            + role
            + "BreakGlass\"}}");
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", root.toString())).isZero();
    assertThat(rows()).anyMatch(line -> line.matches(role + "BreakGlass +allowed"));
    Files.writeString(
        folder.resolve("role.json"), "{\"Role\": {\"Arn\": \"" + role + "team/BreakGlass\"}}");
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", root.toString())).isZero();
    assertThat(rows()).anyMatch(line -> line.matches(role + "team/BreakGlass +denied"));
    assertThat(run("what-can", role + "BreakGlass", "--policies", root.toString())).isEqualTo(2);
    assertThat(err).contains("`" + role + "team/BreakGlass`");
    Files.writeString(folder.resolve("role.json"), "{\"Role\": {\"Arn\": \"" + role + "Admin\"}}");
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", root.toString())).isEqualTo(2);
    assertThat(err)
        .contains("role.json: `" + role + "Admin` is not the ARN of the role `BreakGlass`");
  }

  @Test
  @DisplayName("Rule 4.2: an endpoint policy applies to calls through the endpoint")
  void whoCan_endpointPolicy_isACondition(@TempDir Path root) throws IOException {
    writeDirectory(
        root,
        ", {\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"logs.us-west-2.amazonaws.com\"},"
            + " \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}");
    Files.writeString(
        root.resolve("endpoint.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\":"
            + " \"*\", \"Action\": \"kms:Encrypt\", \"Resource\": \"*\"}}");
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", root.toString())).isZero();
    assertThat(out)
        .contains(
            "role/Admin       conditional: if the call does not go through the VPC endpoint\n")
        .containsPattern("logs.us-west-2.amazonaws.com +allowed: ");
    assertThat(run("who-can", "kms:Encrypt", KEY, "--policies", root.toString())).isZero();
    assertThat(out).containsPattern("role/Admin +allowed: ");
  }

  @Test
  void whoCan_aliasAndPattern_areResolved() {
    String examples = Path.of("..", "docs", "examples", "policies").toString();
    String alias = "arn:aws:kms:us-west-2:111122223333:alias/app-orders";
    assertThat(run("who-can", "kms:GenerateDataKey*", alias, "--policies", examples)).isZero();
    assertThat(out.lines())
        .anyMatch(line -> line.startsWith("kms:GenerateDataKey  "))
        .anyMatch(line -> line.startsWith("kms:GenerateDataKeyWithoutPlaintext  "));
    assertThat(run("who-can", "kms:Nothing*", alias, "--policies", examples)).isEqualTo(2);
    assertThat(run("who-can", "kms:Decrypt", alias + "x", "--policies", examples)).isEqualTo(2);
    assertThat(err).contains("is not in the policy directory");
  }

  @Test
  void whoCan_csv_quotesCells() {
    assertThat(run("who-can", "kms:Decrypt", OTHER, "--policies", DIRECTORY, "--csv")).isZero();
    assertThat(out)
        .startsWith("principal,action,resource,result,why,dependsOn\r\n")
        .contains(",conditional,if `kms:EncryptionContext:tenant` is `blue`,");
    assertThat(run("who-can", "kms:Decrypt", OTHER, "--policies", DIRECTORY, "--csv", "--json"))
        .isEqualTo(2);
  }

  @Test
  void expect_otherResult_exitsWithOne() {
    String role = "arn:aws:iam::111122223333:role/App";
    assertThat(
            run(
                "what-can",
                role,
                "--policies",
                DIRECTORY,
                "--action",
                "kms:PutKeyPolicy",
                "--expect",
                "denied"))
        .isZero();
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", DIRECTORY, "--expect", "allowed"))
        .isEqualTo(1);
    assertThat(err).isEqualTo("3 of 5 answers are not allowed\n");
    assertThat(run("who-can", "kms:Decrypt", KEY, "--policies", DIRECTORY, "--expect", "maybe"))
        .isEqualTo(2);
    assertThat(err).contains("`maybe` is not a result");
  }
}
