package io.kmspolicy.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.sarif.SarifSchema;
import io.kmspolicy.lint.rule.LintRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LintCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WIDE =
      """
      {
        "Version": "2012-10-17",
        "Statement": {
          "Effect": "Allow",
          "Action": "kms:Decrypt",
          "Resource": "*"
        }
      }
      """;
  private static final String TYPO =
      "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"kms:Decrypty\", \"Resource\": \"*\"}}";

  @TempDir private Path directory;
  private Path wide;
  private String out = "";
  private String err = "";

  @BeforeEach
  void writeFile() throws IOException {
    wide = Files.writeString(directory.resolve("wide.json"), WIDE);
  }

  private int run(Object... args) {
    return runWith("", args);
  }

  private int runWith(String input, Object... args) {
    List<String> arguments = new ArrayList<>(List.of("lint"));
    for (Object arg : args) {
      arguments.add(arg.toString());
    }
    CommandRun run = CommandRun.in(directory, input, arguments.toArray(String[]::new));
    out = run.out();
    err = run.err();
    return run.status();
  }

  @Test
  void lint_text_showsLineCaretFixAndType() {
    assertThat(run(wide)).isZero();
    assertThat(out)
        .isEqualTo(
            wide
                + """
                :6:17: warning: `kms:Decrypt` can be called on keys of every account that allows it,\
                 including accounts that you do not trust [all-accounts-resource]
                  |     "Resource": "*"
                  |                 ^
                  fix: name the keys by ARN, or limit them to your account, such as\
                 `arn:aws:kms:*:ACCOUNT:key/*`

                """
                + wide
                + """
                : read as identity policies, as it names no principal
                1 policy: 0 errors, 1 warning, 0 info
                """);
  }

  @Test
  void lint_failOn_decidesTheExitCode() {
    assertThat(run("--fail-on", "warning", wide)).isEqualTo(1);
    assertThat(run("--fail-on", "error", wide)).isZero();
  }

  @Test
  void lint_invalidInput_exitsWithTwo() throws IOException {
    assertThat(run(directory.resolve("missing.json"))).isEqualTo(2);
    assertThat(run("--type", "bucket", wide)).isEqualTo(2);
    assertThat(run("--format", "xml", wide)).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    Path settings = Files.writeString(directory.resolve("settings.txt"), "{\"rules\": 1}");
    assertThat(run("--settings", settings, wide)).isEqualTo(2);
  }

  @Test
  void lint_type_isTakenAsStated() {
    assertThat(run("--type", "key-policy", wide)).isEqualTo(1);
    assertThat(out).contains("the statement has no `Principal`").doesNotContain("read as");
  }

  @Test
  void lint_jsonLines_namesTheLineOfEachPolicy() throws IOException {
    Path lines = Files.writeString(directory.resolve("all.jsonl"), "\n" + TYPO + "\n" + TYPO);
    assertThat(run(lines)).isEqualTo(1);
    assertThat(out).contains("all.jsonl:2:45: error").contains("all.jsonl:3:45: error");
  }

  @Test
  void lint_standardInput_isRead() {
    assertThat(runWith(TYPO, "-")).isEqualTo(1);
    assertThat(out).contains("<stdin>:1:45: error").contains("did you mean `kms:Decrypt`?");
  }

  @Test
  void lint_standardInputWithInvalidLine_isReadLineByLine() {
    String fine = "{\"Version\": \"2012-10-17\", \"Statement\": []}";
    assertThat(runWith(fine + "\nno policy\n" + TYPO + "\n", "-")).isEqualTo(1);
    assertThat(out).contains("<stdin>:2:1: error: ").contains("<stdin>:3:45: error: ");
    String pretty = "{\"Statement\": [{\"Effect\": \"Allow\"}\n]}\n";
    assertThat(runWith(pretty, "-")).isEqualTo(1);
    assertThat(out).contains("1 policy: ");
  }

  @Test
  void lint_controlCharacters_doNotReachTheTerminal() throws IOException {
    Path odd =
        Files.writeString(
            directory.resolve("odd.json"), TYPO.replace("Decrypty", "D\\u001b[2J\\u202ex"));
    assertThat(run(odd)).isEqualTo(1);
    assertThat(out)
        .contains("KMS has no action `kms:D\\u001b[2J\\u202ex`")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void lint_directoryWithoutPolicies_isRejected() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThat(run(empty)).isEqualTo(2);
    assertThat(err).contains("there is no policy in this directory");
  }

  @Test
  void lint_unusedSuppression_isListed() throws IOException {
    Path settings =
        Files.writeString(
            directory.resolve("settings.txt"),
            "{\"suppress\": [{\"rule\": \"sid\", \"statement\": \"A\", \"file\": \"b.json\","
                + " \"reason\": \"gone\"}]}");
    assertThat(run("--settings", settings, wide)).isZero();
    assertThat(out).contains("unused suppression: sid in A of b.json\n");
    assertThat(run("--settings", settings, "--format", "json", wide)).isZero();
    assertThat(read().get("unused").get(0).get("reason").asText()).isEqualTo("gone");
    assertThat(run("--settings", directory.resolve("none.txt"), wide)).isEqualTo(2);
    assertThat(err).contains("none.txt: there is no such file");
  }

  @Test
  void lint_policyDirectory_infersTypesFromPaths() throws IOException {
    Path key =
        directory.resolve("111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab");
    Files.createDirectories(key);
    Files.writeString(
        key.resolve("policy.json"),
        """
        {"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "kms:*", "Resource": "*"}}\
        """);
    Files.writeString(key.resolve("grants.json"), "{\"Grants\": []}");
    Files.writeString(directory.resolve(".hidden.json"), "nothing");
    assertThat(run("--format", "json", directory)).isZero();
    JsonNode policies = read().get("policies");
    assertThat(policies).hasSize(3);
    assertThat(policies.get(0).get("type").asText()).isEqualTo("grants");
    assertThat(policies.get(1).get("type").asText()).isEqualTo("key-policy");
    assertThat(policies.get(0).get("typeInferred").asBoolean()).isTrue();
    assertThat(policies.get(2).get("type").asText()).isEqualTo("identity");
  }

  @Test
  void lint_grants_areInferredAndLocated() throws IOException {
    String grant =
        """
        {"KeyId": "1234abcd-12ab-34cd-56ef-1234567890ab", "GrantId": "0c2374",
        "GranteePrincipal": "AIDACKCEVSQ6C2EXAMPLE",
        "Operations": ["Decrypt", "CreateGrant"]}\
        """;
    for (String text : List.of("{\"Grants\": [\n" + grant + "]}", "[\n" + grant + "]")) {
      Path grants = Files.writeString(directory.resolve("some.json"), text);
      assertThat(run("--fail-on", "warning", grants)).isEqualTo(1);
      assertThat(out)
          .contains("some.json:3:21: warning: `AIDACKCEVSQ6C2EXAMPLE` is the id of a deleted")
          .contains("some.json:4:15: warning: the grant allows `kms:Decrypt` with any")
          .contains("some.json:4:15: warning: the grantee may grant")
          .contains("some.json: read as grants, as it lists grants");
    }
  }

  @Test
  void lint_json_hasEveryMember() throws IOException {
    assertThat(run("--format", "json", wide)).isZero();
    JsonNode finding = read().get("findings").get(0);
    assertThat(finding.get("rule").asText()).isEqualTo("all-accounts-resource");
    assertThat(finding.get("severity").asText()).isEqualTo("warning");
    assertThat(finding.get("line").asInt()).isEqualTo(6);
    assertThat(finding.get("column").asInt()).isEqualTo(17);
    assertThat(finding.get("pointer").asText()).isEqualTo("/Statement/Resource");
    assertThat(finding.get("statement").asText()).isEqualTo("#1");
  }

  @Test
  void lint_sarif_isValidAgainstTheSchema() throws IOException {
    Path odd = Files.writeString(directory.resolve("odd näme %.json"), TYPO);
    Path settings =
        Files.writeString(
            directory.resolve("settings.txt"),
            "{\"suppress\": [{\"rule\": \"all-accounts-resource\", \"statement\": \"#1\","
                + " \"reason\": \"a sandbox\"}]}");
    assertThat(run("--format", "sarif", "--settings", settings, wide, odd)).isEqualTo(1);
    JsonNode log = read();
    assertThat(SarifSchema.problems(log)).isEmpty();
    JsonNode run = log.get("runs").get(0);
    assertThat(run.get("tool").get("driver").get("rules")).hasSize(LintRule.values().length);
    assertThat(run.get("results")).hasSize(2);
    assertThat(run.get("results").get(1).get("suppressions").get(0).get("justification").asText())
        .isEqualTo("a sandbox");
    assertThat(run.get("results").get(0).toString()).contains("odd%20n%C3%A4me%20%25.json");
  }

  @Test
  void lint_sarif_hasTheRegionInUtf16AndTheRepository() throws IOException {
    Files.createDirectory(directory.resolve(".git"));
    Path inner = Files.createDirectory(directory.resolve("policies"));
    Path odd =
        Files.writeString(
            inner.resolve("odd.json"),
            TYPO.replace("\"Action\"", "\"Sid\": \"\ud83d\ude00\", \"Action\""));
    assertThat(run("--format", "sarif", "--type", "key-policy", odd)).isEqualTo(1);
    assertThat(run("--format", "sarif", odd)).isEqualTo(1);
    JsonNode log = read().get("runs").get(0);
    JsonNode found = null;
    for (JsonNode result : log.get("results")) {
      found = result.get("ruleId").asText().equals("unknown-action") ? result : found;
    }
    JsonNode place = Objects.requireNonNull(found).get("locations").get(0).get("physicalLocation");
    String text = Files.readString(odd);
    int start = text.indexOf("\"kms:Decrypty\"") + 1;
    assertThat(place.get("region").get("startColumn").asInt()).isEqualTo(start);
    assertThat(place.get("region").get("endColumn").asInt())
        .isEqualTo(start + "\"kms:Decrypty\"".length());
    assertThat(place.get("artifactLocation").get("uri").asText()).isEqualTo("policies/odd.json");
    assertThat(place.get("artifactLocation").get("uriBaseId").asText()).isEqualTo("%SRCROOT%");
    assertThat(log.get("originalUriBaseIds").get("%SRCROOT%").get("uri").asText())
        .startsWith("file:///")
        .endsWith("/");
    JsonNode driver = log.get("tool").get("driver");
    assertThat(driver.get("version").asText()).isNotEmpty();
    for (JsonNode rule : driver.get("rules")) {
      assertThat(rule.get("help").get("text").asText())
          .as(rule.get("id").asText())
          .hasSizeGreaterThan(rule.get("shortDescription").get("text").asText().length());
      assertThat(rule.get("properties").get("security-severity").asText()).matches("[258]\\.0");
    }
  }

  @Test
  void lint_columns_areCharactersOfBothReaders() throws IOException {
    Path odd =
        Files.writeString(
            directory.resolve("odd.json"),
            "{\"Id\": \"\ud83d\ude00\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\":"
                + " \"*\", \"Action\": \"kms:Decrypty\", \"Resource\": \"*\"}]}");
    assertThat(run("--format", "json", "--type", "key-policy", odd)).isEqualTo(1);
    String text = Files.readString(odd);
    for (JsonNode finding : read().get("findings")) {
      int at = text.offsetByCodePoints(0, finding.get("column").asInt() - 1);
      assertThat(text.charAt(at)).as(finding.toString()).isIn('"', '{', '[');
    }
  }

  @Test
  void lint_settingsFileAboveTheFile_isUsed() throws IOException {
    Path outer = Files.createDirectory(directory.resolve("repository"));
    Path inner = Files.createDirectory(outer.resolve("policies"));
    Files.createDirectory(outer.resolve(".git"));
    Path policy = Files.writeString(inner.resolve("wide.json"), WIDE);
    Path settings =
        Files.writeString(
            outer.resolve(".kms-policy.json"), "{\"rules\": {\"all-accounts-resource\": \"off\"}}");
    Files.writeString(
        directory.resolve(".kms-policy.json"),
        "{\"rules\": {\"all-accounts-resource\": \"error\"}}");
    assertThat(run("--fail-on", "warning", policy)).isZero();
    assertThat(err).isEqualTo("settings: " + settings + "\n");
    assertThat(run("--fail-on", "error", wide, policy)).isEqualTo(1);
    assertThat(out).contains("wide.json:6:17: error: ").contains("2 policies: 1 error");
    Files.delete(settings);
    assertThat(run("--fail-on", "warning", policy)).isEqualTo(1);
    assertThat(run("--quiet", policy)).isZero();
    assertThat(err).isEmpty();
  }

  @Test
  void lint_linkOutOfTheDirectory_isNotFollowed() throws IOException {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Path own = Files.writeString(tree.resolve("own.json"), WIDE);
    Files.createSymbolicLink(tree.resolve("again.json"), own);
    Files.createSymbolicLink(tree.resolve("out.json"), wide);
    assertThat(run(tree)).isZero();
    assertThat(err).contains("out.json: is a link out of the directory; it is not followed\n");
    assertThat(out).contains("own.json:6:17").contains("again.json:6:17").contains("2 policies: ");
    assertThat(out).doesNotContain("out.json:6:17");
  }

  @Test
  void lint_severalFilesOfOneType_areOneNote() throws IOException {
    Files.writeString(directory.resolve("other.json"), WIDE);
    assertThat(run(directory)).isZero();
    assertThat(out)
        .contains(
            "other.json and 1 other file: read as identity policies, as each names no principal\n");
  }

  @Test
  void lint_severalFilesWhoseNamesSayTheType_areOneNote() throws IOException {
    String limit =
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\","
            + " \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}}";
    Files.writeString(directory.resolve("a_endpoint_policy.json"), limit);
    Files.writeString(directory.resolve("b_endpoint_policy.json"), limit);
    run(directory);
    assertThat(out)
        .contains(
            "a_endpoint_policy.json and 1 other file: read as VPC endpoint policies,"
                + " as their names say\n");
  }

  @Test
  void lint_equalFindingsInSeveralFiles_areOrderedByFile() throws IOException {
    String two = WIDE.replace("\"kms:Decrypt\"", "[\"kms:Decrypt\", \"kms:Decryptt\"]");
    Path first = Files.writeString(directory.resolve("a.json"), two);
    Path second = Files.writeString(directory.resolve("b.json"), two);
    assertThat(run("--format", "json", first, second)).isEqualTo(1);
    List<String> files = new ArrayList<>();
    read().get("findings").forEach(finding -> files.add(finding.get("file").asText()));
    assertThat(files).hasSize(4).isSorted();
  }

  @Test
  void lint_account_isTheOwner() throws IOException {
    String two =
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Principal": {"AWS": ["111122223333", "444455556666"]},
           "Action": "kms:*", "Resource": "*"}]}
        """;
    Path key = Files.writeString(directory.resolve("two.json"), two);
    assertThat(run("--account", "444455556666", key)).isEqualTo(1);
    assertThat(out).contains("is not of the account `444455556666` of the key");
    assertThat(run("--account", "4", key)).isEqualTo(2);
  }

  private JsonNode read() throws IOException {
    return JSON.readTree(out);
  }
}
