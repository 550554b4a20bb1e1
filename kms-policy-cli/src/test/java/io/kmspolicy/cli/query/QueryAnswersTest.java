package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
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

/**
 * Names, filters, reasons and differences of the answers of {@code who-can} and {@code what-can}.
 */
final class QueryAnswersTest {

  private static final String ACCOUNT = "111122223333";
  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ARN = "arn:aws:kms:us-west-2:" + ACCOUNT + ":key/" + ID;
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/";

  @TempDir private Path root;

  private String out = "";
  private String err = "";

  @BeforeEach
  void writeDirectory() throws IOException {
    write(root, "none = boundary, session, scp, rcp, grants", "");
  }

  private static void write(Path directory, String properties, String statements)
      throws IOException {
    Path key = Files.createDirectories(directory.resolve(ACCOUNT + "/keys/us-west-2/" + ID));
    Files.writeString(directory.resolve("directory.properties"), properties + ", endpoint\n");
    Files.writeString(
        key.resolve("policy.json"),
        """
        {"Version": "2012-10-17", "Statement": [
          {"Sid": "EnableIAM", "Effect": "Allow", "Principal": {"AWS": "111122223333"},
           "Action": "kms:*", "Resource": "*"}%s]}
        """
            .formatted(statements));
    Files.writeString(
        key.resolve("aliases.json"),
        """
        {"Aliases": [{"AliasName": "alias/app", "TargetKeyId": "%s",
         "AliasArn": "arn:aws:kms:us-west-2:111122223333:alias/app"}]}
        """
            .formatted(ID));
    Path identity = Files.createDirectories(directory.resolve(ACCOUNT + "/roles/App/identity"));
    Files.writeString(
        identity.resolve("use.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Sid\": \"Use\", \"Effect\": \"Allow\","
            + " \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}}");
  }

  private int run(String... args) {
    CommandRun run = CommandRun.in(root, "", args);
    out = run.out();
    err = run.err();
    return run.status();
  }

  /** Explains whether the role {@code App} may decrypt with a key. */
  private int explain(String key, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("explain", "--policies", ".", "--principal", ROLE + "App"));
    arguments.addAll(List.of("--action", "kms:Decrypt", "--resource", key));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void key_byIdAliasNameAndArn_isTheSame() {
    run("who-can", "kms:Decrypt", ARN, "--policies", ".");
    String byArn = out;
    for (String name : List.of(ID, "alias/app", "arn:aws:kms:us-west-2:111122223333:alias/app")) {
      assertThat(run("who-can", "kms:Decrypt", name, "--policies", ".")).as(name).isZero();
      assertThat(out).isEqualTo(byArn);
    }
    assertThat(run("who-can", "kms:Decrypt", "alias/other", "--policies", ".")).isEqualTo(2);
    assertThat(err).contains("`alias/other` is not in the policy directory; there are `alias/app`");
    run("who-can", "kms:Decrypt", ARN + "0", "--policies", ".");
    assertThat(err).contains("is not in the policy directory; there are `" + ARN);
    run("who-can", "decrypt", ID, "--policies", ".");
    assertThat(err).contains("KMS has no action `decrypt`; did you mean `kms:Decrypt`?");
    assertThat(run("what-can", ROLE + "App", "--policies", ".", "--key", "alias/a*")).isZero();
    assertThat(out).contains("kms:Decrypt");
    assertThat(run("what-can", ROLE + "App", "--policies", ".", "--key", "alias/b*")).isZero();
    assertThat(out).doesNotContain("kms:Decrypt");
  }

  @Test
  void whoCan_severalActions_listsEach() {
    assertThat(run("who-can", "kms:Decrypt", "kms:Enc*", ID, "--policies", ".")).isZero();
    assertThat(out.lines())
        .anyMatch(line -> line.matches("kms:Decrypt +" + ROLE + "App +allowed: .*"))
        .anyMatch(line -> line.matches("kms:Encrypt +" + ROLE + "App +denied: .*"));
    assertThat(run("who-can", "kms:Decrypt")).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run("who-can", "kms:Decrypt", ID)).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(err).contains("--policies");
  }

  @Test
  void whoCan_filters_leaveRowsOut() {
    assertThat(run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", "*:role/*"))
        .isZero();
    assertThat(out.lines()).singleElement().asString().startsWith(ROLE + "App  allowed: ");
    assertThat(run("who-can", "kms:*", ID, "--policies", ".", "--result", "indeterminate"))
        .isZero();
    assertThat(out.lines()).isNotEmpty().allMatch(line -> line.contains("  indeterminate: "));
    assertThat(run("who-can", "kms:*", ID, "--policies", ".", "--result", "x")).isEqualTo(2);
  }

  @Test
  void whoCan_everyRow_saysWhy() throws IOException {
    for (String format : List.of("--json", "--csv")) {
      assertThat(run("who-can", "kms:*", ID, "--policies", ".", format)).isZero();
    }
    assertThat(out.lines().skip(1)).noneMatch(line -> line.contains("denied,,"));
    run("who-can", "kms:*", ID, "--policies", ".", "--json");
    for (JsonNode row : new ObjectMapper().readTree(out)) {
      assertThat(row.get("why").asText()).as(row.toString()).isNotEmpty();
    }
  }

  @Test
  void whoCan_anybodyElse_dependsOnUnknownPolicies() throws IOException {
    String anybody = "anybody else of account 111122223333";
    run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", anybody);
    assertThat(out).startsWith(anybody + "  indeterminate: ").contains("the identity policies");
    write(
        root,
        "none = boundary, session, scp, rcp, grants",
        ", {\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\":"
            + " \"*\", \"Condition\": {\"ArnNotLike\": {\"aws:PrincipalArn\":"
            + " \"arn:aws:iam::444455556666:role/*\"}}}");
    run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", anybody);
    assertThat(out).startsWith(anybody + "  denied");
  }

  @Test
  @DisplayName("A pattern of aws:PrincipalArn can match anyone")
  void whoCan_everybodyWithARoleName_isConditional() throws IOException {
    write(
        root,
        "none = boundary, session, scp, rcp, grants, identity",
        ", {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\":"
            + " \"*\", \"Condition\": {\"ArnLike\": {\"aws:PrincipalArn\":"
            + " \"arn:aws:iam::*:role/App\"}}}");
    Files.writeString(
        root.resolve("directory.properties"),
        "none = boundary, session, scp, rcp, grants," + " endpoint");
    run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", "anyone");
    assertThat(out)
        .startsWith("anyone (any principal whose own account allows it)  conditional: if")
        .contains("`aws:PrincipalArn` matches `arn:aws:iam::*:role/App`");
  }

  @Test
  @DisplayName("A service that calls for itself has no organization, account or ARN")
  void whoCan_service_hasNoConditionOnWhatItNeverHas() throws IOException {
    write(
        root,
        "none = boundary, session, scp, rcp, grants",
        ", {\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\":"
            + " \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\":"
            + " {\"aws:SourceAccount\": \"111122223333\"}}}, {\"Effect\": \"Deny\", \"Principal\":"
            + " \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\":"
            + " {\"StringNotEqualsIfExists\": {\"aws:PrincipalOrgID\": \"o-exampleorgid\"},"
            + " \"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}}}");
    run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", "sns*");
    assertThat(out)
        .isEqualTo("sns.amazonaws.com  conditional: if `aws:SourceAccount` is `111122223333`\n");
  }

  @Test
  @DisplayName("4.2: resource control policies do not apply to AWS managed keys")
  void resourceControl_dependsOnWhoManagesTheKey() throws IOException {
    Path level = Files.createDirectories(root.resolve(ACCOUNT + "/resource-control/01"));
    Files.writeString(
        level.resolve("perimeter.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Sid\": \"Perimeter\", \"Effect\":"
            + " \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:*\", \"Resource\": \"*\"}}");
    Files.writeString(
        root.resolve("directory.properties"), "none = boundary, session, scp, grants, endpoint");

    assertThat(answers()).containsOnly("INDETERMINATE", "indeterminate");
    describe("AWS");
    assertThat(answers()).containsOnly("ALLOWED", "allowed");
    describe("CUSTOMER");
    assertThat(answers()).containsOnly("EXPLICIT DENY", "denied");
    Files.delete(root.resolve(ACCOUNT + "/keys/us-west-2/" + ID + "/key.json"));
    assertThat(explained("--key-manager", "CUSTOMER")).isEqualTo("EXPLICIT DENY");
    assertThat(explained("--key-manager", "AWS")).isEqualTo("ALLOWED");
  }

  private void describe(String manager) throws IOException {
    Files.writeString(
        root.resolve(ACCOUNT + "/keys/us-west-2/" + ID + "/key.json"),
        "{\"KeyMetadata\": {\"KeyId\": \"%s\", \"Arn\": \"%s\", \"KeyManager\": \"%s\"}}"
            .formatted(ID, ARN, manager));
  }

  /** The answers of all commands to one question. */
  private List<String> answers() {
    run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", "*role/App");
    String whoCan = out.replaceFirst("\\S+ +([a-z]+).*", "$1").strip();
    run("what-can", ROLE + "App", "--policies", ".", "--all", "--action", "kms:Decrypt");
    String whatCan = out.replaceFirst("\\S+ +\\S+ +([a-z]+).*", "$1").strip();
    return List.of(explained(), whoCan, whatCan);
  }

  private String explained(String... options) {
    explain(ARN, options);
    return out.lines().findFirst().orElse(err).replaceFirst(":.*", "");
  }

  private static final String ONLY_ORGANIZATION =
      ", {\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:*\", \"Resource\": \"*\","
          + " \"Condition\": {\"StringNotEquals\": {\"aws:PrincipalOrgID\": \"o-exampleorgid\"}}}";

  @Test
  void organization_statedOnce_isNoConditionOfEachRow() throws IOException {
    String properties = "none = boundary, session, scp, rcp, grants";
    write(root, properties, ONLY_ORGANIZATION);
    run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", "*App");
    assertThat(out).contains("conditional: if `aws:PrincipalOrgID` is `o-exampleorgid`");
    write(root, "organization = o-exampleorgid\n" + properties, ONLY_ORGANIZATION);
    run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", "*App");
    assertThat(out).contains("role/App  allowed: ");
    write(root, "organization = o-otherorgid0\n" + properties, ONLY_ORGANIZATION);
    run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", "*App");
    assertThat(out).contains("role/App  denied: ");
    write(root, "organization = 12\n" + properties, "");
    assertThat(run("who-can", "kms:Decrypt", ID, "--policies", ".")).isEqualTo(2);
    assertThat(err).contains("`12` is not the id of an organization");
  }

  @Test
  void diff_twoDirectories_listsWhatDiffers(@TempDir Path other) throws IOException {
    String properties = "none = boundary, session, scp, rcp, grants";
    write(other, properties, ONLY_ORGANIZATION);
    String old = ".";
    assertThat(run("who-can", "kms:Decrypt", ID, "--diff", old, other.toString())).isEqualTo(1);
    assertThat(out)
        .contains(
            ROLE
                + "App\n  - allowed: the key policy leaves it to the caller's account, and identity"
                + " policies allow it (rule 5.1)\n  + conditional: if `aws:PrincipalOrgID` is"
                + " `o-exampleorgid`\n");
    run(
        "who-can",
        "kms:Decrypt",
        ID,
        "--diff",
        old,
        other.toString(),
        "--json",
        "--principal",
        ROLE + "App");
    JsonNode changes = new ObjectMapper().readTree(out);
    assertThat(changes.get(0).get("before").get("result").asText()).isEqualTo("allowed");
    assertThat(changes.get(0).get("after").findValue("key").asText())
        .isEqualTo("aws:PrincipalOrgID");
    run("who-can", "kms:Decrypt", ID, "--diff", old, other.toString(), "--csv");
    assertThat(out.lines().skip(1)).anyMatch(line -> line.contains(",allowed,conditional,"));
    assertThat(run("who-can", "kms:Decrypt", ID, "--diff", old, old)).isZero();
    assertThat(out).isEqualTo("no answer differs\n");
    Files.createDirectories(other.resolve(ACCOUNT + "/users/new/identity"));
    Files.writeString(
        other.resolve(ACCOUNT + "/users/new/identity/a.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": []}");
    run("who-can", "kms:Decrypt", ID, "--diff", old, other.toString(), "--principal", "*/new");
    assertThat(out).contains("user/new\n  - not listed\n  + denied: ");
    for (List<String> wrong : List.of(List.of("--policies", "."), List.of("--expect", "denied"))) {
      assertThat(run("who-can", "kms:Decrypt", ID, "--diff", old, old, wrong.get(0), wrong.get(1)))
          .isEqualTo(2);
    }
    assertThat(run("who-can", "kms:Decrypt", ID, "--diff", old, old, "--principal", "nobody"))
        .isEqualTo(2);
  }

  @Test
  void explain_inADirectory_takesRolesKeyIdsAndAliases() {
    for (String key : List.of(ID, ARN, "alias/app")) {
      assertThat(explain(key)).isZero();
      assertThat(out)
          .startsWith("ALLOWED\n")
          .contains("resource  " + ARN)
          .doesNotContain("Taken as none");
    }
    assertThat(explain(ID, "--unknown-layer", "scp")).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(explain("alias/x")).isEqualTo(ExitStatus.BAD_INPUT);
  }

  @Test
  void explain_inADirectory_knowsWhatFollowsFromTheRequest() throws IOException {
    write(
        root,
        "organization = o-exampleorgid\nnone = boundary, session, scp," + " rcp, grants",
        ONLY_ORGANIZATION);
    assertThat(explain(ID)).isZero();
    write(root, "none = boundary, session, scp, rcp, grants", ONLY_ORGANIZATION);
    assertThat(explain(ID)).isEqualTo(ExitStatus.INDETERMINATE);
  }
}
