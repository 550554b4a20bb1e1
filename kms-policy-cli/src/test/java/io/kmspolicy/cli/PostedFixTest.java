package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fix of every posted text: with what is suggested, the same question is answered with {@code
 * allowed}; without it, the layer that AWS names allows nothing.
 */
final class PostedFixTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String APP = "arn:aws:sts::111122223333:assumed-role/App/i-0abc";
  private static final String ACCOUNT =
      "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},"
          + "\"Action\":\"kms:*\",\"Resource\":\"*\"}";
  private static final String ADMIN =
      "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/Admin\"},"
          + "\"Action\":\"kms:*\",\"Resource\":\"*\"}";
  private static final Pattern COMMAND = Pattern.compile("to decide it: kms-policy explain (.*)");
  private static final Pattern GRANT =
      Pattern.compile(
          "aws kms create-grant --key-id (\\S+) --grantee-principal (\\S+) --operations (\\S+)"
              + "(?: --constraints '(.*)')?");

  /** What a text is about has no fix: a reason of each, and no others may have none. */
  private static final List<String> WITHOUT =
      List.of(
          // AWS names an explicit deny.
          "aws-nitro-enclaves-sdk-c/issues/157",
          // The caller is the root user.
          "hashicorp/vault/issues/10458",
          "blog/sns-sqs-kms-access-denied",
          // The key does not exist yet.
          "DataBiosphere/azul/pull/5628",
          // kms:CreateGrant without kms:GrantIsForAWSResource.
          "blog/kms-access-denied",
          "cluster-api-provider-aws/issues/2432",
          "modernisation-platform-environments/pull/19043",
          "terraform-aws-kinesis-firehose/pull/6",
          "terraform-aws-kinesis-firehose/issues/26",
          // The log group, trail, queue or topic is not named, or its account is hidden.
          "trussworks/terraform-aws-cloudtrail/issues/186",
          "aws/aws-cdk/issues/23391",
          "cloud-platform-environments/pull/5404",
          "landing-zone-accelerator-on-aws/issues/31",
          "hashicorp/terraform/issues/24194",
          "modernisation-platform/issues/7870");

  /** AWS leaves open whether the service makes other calls, or makes them by a grant of its own. */
  private static final List<String> OPEN =
      List.of(
          "eks-workshop-v2/issues/1542",
          "terraform-aws-github-runner/issues/3546",
          "kubernetes/kubernetes/issues/62171",
          "terraform-provider-aws/issues/29282");

  @TempDir Path directory;

  /** One statement or grant of a suggestion. */
  private record Added(String place, String text) {}

  static Stream<ExplainTextTest.Posted> posted() throws IOException {
    return ExplainTextTest.posted().stream()
        .filter(text -> !List.of("keyState", "other", "policy").contains(text.kind()));
  }

  private static boolean isIn(List<String> ends, ExplainTextTest.Posted posted) {
    return ends.stream().anyMatch(posted.thread()::endsWith);
  }

  @Test
  @DisplayName("At least thirty posted texts have a fix with which they are allowed")
  void posted_withAFix_areAtLeastThirty() throws IOException {
    List<ExplainTextTest.Posted> all = posted().toList();
    long without = all.stream().filter(text -> isIn(WITHOUT, text)).count();
    long open = all.stream().filter(text -> isIn(OPEN, text)).count();

    assertThat(without).isEqualTo(WITHOUT.size());
    assertThat(open).isEqualTo(OPEN.size());
    assertThat(all.size() - without - open).isGreaterThanOrEqualTo(30);
  }

  @ParameterizedTest
  @MethodSource("posted")
  void explain_withItsFix_isAllowed(ExplainTextTest.Posted posted) throws IOException {
    List<String> question = question(posted);
    boolean byKey = posted.layer().equals("key-policy");
    List<String> statements = byKey ? List.of(ADMIN) : List.of(ACCOUNT, ADMIN);

    CommandRun before = run(question, statements, List.of());
    assertThat(before.err()).isEmpty();
    if (isIn(WITHOUT, posted)) {
      assertThat(before.out()).contains("No statement or grant is suggested");
      return;
    }
    assertThat(before.out()).contains("Fix: ").doesNotContain("by another layer than AWS");
    assertThat(before.status()).isEqualTo(ExitStatus.DENIED);
    List<List<Added>> suggestions = suggestions(before.out());
    assertThat(suggestions).isNotEmpty();
    for (List<Added> one : suggestions) {
      CommandRun after = run(question, statements, one);
      assertThat(after.out()).as(one.toString()).doesNotContain("Fix: ");
      assertThat(after.status())
          .as("%s%n%s", one, after.out())
          .isEqualTo(isIn(OPEN, posted) ? ExitStatus.INDETERMINATE : ExitStatus.OK);
    }
  }

  /** The text with what it does not say; or, if it names no use, the command that it proposes. */
  private List<String> question(ExplainTextTest.Posted posted) {
    CommandRun alone =
        switch (posted.kind()) {
          case "denied" -> null;
          default -> CommandRun.in(directory, "", "explain", posted.text());
        };
    if (alone == null) {
      return posted.text().contains("on this resource")
          ? List.of(posted.text(), "--key", KEY)
          : List.of(posted.text());
    }
    Matcher command = COMMAND.matcher(alone.out());
    boolean proposes = command.find();
    String key = posted.text().contains("eu-west-2") ? KEY.replace("us-west-2", "eu-west-2") : KEY;
    CommandRun asked =
        CommandRun.in(
            directory,
            "",
            "explain",
            posted.text(),
            "--key",
            key,
            "--principal",
            APP,
            "--assume-none",
            "all");
    if (!proposes || !asked.out().contains("to decide it: ")) {
      return List.of(posted.text(), "--key", key, "--principal", APP);
    }
    String said =
        command
            .group(1)
            .replace(" --policies DIR", "")
            .replace(" ARN ", " " + APP + " ")
            .replace(" ACTION ", " kms:Decrypt ")
            .replace(" KEY", " " + key)
            .replace("REGION", "us-west-2");
    return List.of(said.split(" "));
  }

  private CommandRun run(List<String> question, List<String> statements, List<Added> added)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("explain"));
    arguments.addAll(question);
    List<String> keyPolicy = new ArrayList<>(statements);
    List<String> identity = new ArrayList<>();
    List<String> grants = new ArrayList<>();
    for (Added one : added) {
      switch (one.place()) {
        case "key policy" -> keyPolicy.add(one.text());
        case "identity policy", "permission set" -> identity.add(one.text());
        default -> grants.add(grant(one.text()));
      }
    }
    arguments.addAll(List.of("--key-policy", file("key.json", document(keyPolicy))));
    if (!identity.isEmpty()) {
      arguments.addAll(List.of("--identity", file("identity.json", document(identity))));
    }
    if (!grants.isEmpty()) {
      arguments.addAll(
          List.of(
              "--grants", file("grants.json", "{\"Grants\":[" + String.join(",", grants) + "]}")));
    }
    arguments.addAll(List.of("--assume-none", "all"));
    return CommandRun.in(directory, "", arguments.toArray(String[]::new));
  }

  private String file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
    return name;
  }

  private static String document(List<String> statements) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
  }

  private static String grant(String command) {
    Matcher parts = GRANT.matcher(command);
    assertThat(parts.matches()).as(command).isTrue();
    return "{\"KeyId\":\""
        + parts.group(1)
        + "\",\"GrantId\":\"abcd\",\"GranteePrincipal\":\""
        + parts.group(2)
        + "\",\"Operations\":[\""
        + parts.group(3)
        + "\"]"
        + (parts.group(4) == null ? "" : ",\"Constraints\":" + parts.group(4))
        + "}";
  }

  /**
   * The suggestions of an output: of one fix, each of them; of several, which are needed together,
   * the first of each.
   */
  private static List<List<Added>> suggestions(String out) {
    List<List<List<Added>>> fixes = new ArrayList<>();
    for (String fix : Arrays.stream(out.split("Fix: ")).skip(1).toList()) {
      List<List<Added>> ways = new ArrayList<>();
      for (String line : fix.lines().map(String::strip).toList()) {
        if (line.matches("[0-9]+\\. in the .*")) {
          ways.add(new ArrayList<>());
        } else if (line.startsWith("aws kms create-grant")) {
          ways.get(ways.size() - 1).add(new Added("grant", line));
        } else if (line.matches("(key policy|identity policy|permission set): .*")) {
          int colon = line.indexOf(": ");
          ways.get(ways.size() - 1)
              .add(new Added(line.substring(0, colon), line.substring(colon + 2)));
        }
      }
      fixes.add(ways);
    }
    return fixes.size() == 1
        ? fixes.get(0)
        : List.of(fixes.stream().flatMap(ways -> ways.get(0).stream()).toList());
  }
}
