package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A condition of a template decides whether a role, user or key exists. Where it is another one
 * after a change, they may be new, and what they may do was not allowed before.
 */
final class CheckConditionsTest {

  private static final String SETTINGS =
      "Parameters: {Stage: {Type: String}}\nConditions: {C: !Equals [!Ref Stage, prod]}\n";
  private static final String DECRYPT = "kms:Decrypt";
  private static final String READ = "s3:GetObject";

  @TempDir private Path folder;

  private static String role(String condition, String action) {
    return "Resources:\n  R: {Type: 'AWS::IAM::Role', "
        + condition
        + "Properties: {Policies: [{PolicyName: p, PolicyDocument: {Version: '2012-10-17',"
        + " Statement: {Effect: Allow, Action: '"
        + action
        + "', Resource: '*'}}}]}}\n";
  }

  private static String key(String condition, String principal) {
    return "  K: {Type: 'AWS::KMS::Key', "
        + condition
        + "Properties: {KeyPolicy: {Version: '2012-10-17', Statement: {Effect: Allow, Principal:"
        + " {AWS: "
        + principal
        + "}, Action: 'kms:*', Resource: '*'}}}}\n";
  }

  private CommandRun check(String before, String after) throws IOException {
    Files.writeString(folder.resolve("before.yaml"), SETTINGS + before);
    Files.writeString(
        folder.resolve("after.yaml"), after.contains("Conditions") ? after : SETTINGS + after);
    return CommandRun.in(folder, "", "check", "--before=before.yaml", "--after=after.yaml");
  }

  private void assertStatus(String before, String after, int status) throws IOException {
    CommandRun run = check(before, after);
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(status);
    if (status == ExitStatus.INDETERMINATE) {
      assertThat(run.out()).contains("` is not compared: it may exist only after the change");
    }
  }

  @Test
  @DisplayName("A condition that is gone, or another one, is not compared")
  void check_otherCondition_isUndecided() throws IOException {
    String some = role("Condition: C, ", DECRYPT);
    assertStatus(some, role("", DECRYPT), ExitStatus.INDETERMINATE);
    assertStatus(some, role("Condition: D, ", DECRYPT), ExitStatus.INDETERMINATE);
    assertStatus(some, SETTINGS.replace("prod", "test") + some, ExitStatus.INDETERMINATE);
  }

  @Test
  @DisplayName("The same condition, and a new one, allow no more")
  void check_sameOrNewCondition_passes() throws IOException {
    String some = role("Condition: C, ", DECRYPT);
    assertStatus(some, some, ExitStatus.OK);
    assertStatus(role("", DECRYPT), some, ExitStatus.OK);
    assertStatus(some, "Resources:\n  T: {Type: 'AWS::SNS::Topic'}\n", ExitStatus.OK);
  }

  @Test
  @DisplayName("A role that says nothing of KMS gains nothing, unless a key policy names it")
  void check_roleWithoutKms_dependsOnTheKeys() throws IOException {
    String some = role("Condition: C, ", READ);
    String root = key("", "!Sub 'arn:aws:iam::${AWS::AccountId}:root'");
    assertStatus(some + root, role("", READ) + root, ExitStatus.OK);
    String named = key("", "!GetAtt R.Arn");
    assertStatus(some + named, role("", READ) + named, ExitStatus.INDETERMINATE);
    String everybody = key("", "'*'");
    assertStatus(some + everybody, role("", READ) + everybody, ExitStatus.INDETERMINATE);
  }

  @Test
  @DisplayName("A key may be new, too")
  void check_keyWithOtherCondition_isUndecided() throws IOException {
    String principal = "!Sub 'arn:aws:iam::${AWS::AccountId}:root'";
    assertStatus(
        "Resources:\n" + key("Condition: C, ", principal),
        "Resources:\n" + key("", principal),
        ExitStatus.INDETERMINATE);
  }
}
