package io.kmspolicy.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: nothing is proven of policies that two files leave open, if they may differ. */
final class ProveOpenLayersTest {

  private static final String STATE =
      """
      {"format_version": "1.0", "values": {"root_module": {"resources": [
        {"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k", "values":
          {"arn": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
           "policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"AWS\\":\\"arn:aws:iam::111122223333:root\\"},\\"Action\\":\\"kms:*\\",\\"Resource\\":\\"*\\"}}"}},
        {"address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r", "values":
          {"name": "App", "path": "/", "arn": "arn:aws:iam::111122223333:role/App"}},
        %s
        {"address": "aws_iam_role_policy_attachment.a", "mode": "managed",
         "type": "aws_iam_role_policy_attachment", "name": "a", "values":
          {"role": "App", "policy_arn": "arn:aws:iam::aws:policy/SecurityAudit"}}]}}}
      """;

  private static final String INLINE =
      """
      {"address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy",
       "name": "p", "values": {"name": "p", "role": "App",
       "policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":{\\"Effect\\":\\"Deny\\",\\"Action\\":\\"kms:Decrypt\\",\\"Resource\\":\\"*\\"}}"}},
      """;

  @TempDir private Path folder;

  private CommandRun prove(String claim, String before, String after) throws IOException {
    Files.writeString(folder.resolve("before.json"), STATE.formatted(before));
    Files.writeString(folder.resolve("after.json"), STATE.formatted(after));
    return CommandRun.in(folder, "", "prove", claim, "--before=before.json", "--after=after.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-new-access", "equivalent"})
  @DisplayName("a Deny is removed beside a managed policy that the state does not hold")
  void otherPoliciesInAnOpenLayer_areNotCompared(String claim) throws IOException {
    CommandRun run = prove(claim, INLINE, "");

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "what the policies before the change say of it differs, so it may not be the same");
  }

  @Test
  @DisplayName("the same file before and after the change")
  void samePoliciesInAnOpenLayer_areProven() throws IOException {
    CommandRun run = prove("no-new-access", INLINE, INLINE);

    assertThat(run.status()).as(run.out() + run.err()).isZero();
  }
}
