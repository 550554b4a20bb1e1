package io.kmspolicy.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.input.OpenState;
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

  /** Another attachment of a managed policy of AWS. */
  private static final String OTHER =
      """
      {"address": "aws_iam_role_policy_attachment.c", "mode": "managed",
       "type": "aws_iam_role_policy_attachment", "name": "c", "values":
        {"role": "App", "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}},
      """;

  @TempDir private Path folder;

  private CommandRun prove(String claim, String before, String after) throws IOException {
    Files.writeString(folder.resolve("before.json"), OpenState.with("Allow", before));
    Files.writeString(folder.resolve("after.json"), OpenState.with("Allow", after));
    return CommandRun.in(folder, "", "prove", claim, "--before=before.json", "--after=after.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-new-access", "equivalent"})
  @DisplayName("a Deny is removed beside a managed policy that the state does not hold")
  void otherPoliciesInAnOpenLayer_areNotCompared(String claim) throws IOException {
    CommandRun run = prove(claim, OpenState.INLINE, "");

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "what the policies before the change say of it differs, so it may not be the same");
  }

  @Test
  @DisplayName("another managed policy that the state does not hold is attached as well")
  void layerThatIsOpenForAnotherReason_isNotCompared() throws IOException {
    CommandRun run = prove("no-new-access", "", OTHER);

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.err()).contains("it may not be the same");
  }

  @Test
  @DisplayName("the same file before and after the change")
  void samePoliciesInAnOpenLayer_areProven() throws IOException {
    CommandRun run = prove("no-new-access", OpenState.INLINE, OpenState.INLINE);

    assertThat(run.status()).as(run.out() + run.err()).isZero();
  }
}
