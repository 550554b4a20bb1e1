package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kms-policy check} says of two Terraform states that differ beside the layers. */
final class CheckStateChangesTest {

  private static final String STATE =
      """
      {"format_version": "1.0", "values": {"root_module": {"resources": [
        {"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k", "values":
          {"arn": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
           "policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"AWS\\":\\"arn:aws:iam::111122223333:root\\"},\\"Action\\":\\"kms:*\\",\\"Resource\\":\\"*\\"}}"}},
        {"address": "%s.x", "mode": "managed", "type": "%s", "name": "x", "values": %s}]}}}
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          aws_organizations_policy_attachment | {"policy_id": "p-1", "target_id": "111122223333"} | {"policy_id": "p-1", "target_id": "444455556666"}
          aws_organizations_account | {"parent_id": "ou-1"} | {"parent_id": "ou-2"}
          aws_ssoadmin_permission_set_inline_policy | {"inline_policy": "{}", "permission_set_arn": "a"} | {"inline_policy": "{ }", "permission_set_arn": "a"}
          """)
  @DisplayName("What decides which policies apply is in no layer: that it differs is not compared")
  void newAccess_changedAssignment_isUndecided(String type, String before, String after)
      throws IOException {
    CommandRun same = check(type, after, after);
    assertThat(same.status()).as(same.out() + same.err()).isZero();

    CommandRun run = check(type, before, after);
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.out()).contains("the change of `" + type + ".x` is not compared: ");
  }

  private CommandRun check(String type, String before, String after) throws IOException {
    Files.writeString(folder.resolve("before.json"), STATE.formatted(type, type, before));
    Files.writeString(folder.resolve("after.json"), STATE.formatted(type, type, after));
    return CommandRun.in(folder, "", "check", "--before=before.json", "--after=after.json");
  }
}
