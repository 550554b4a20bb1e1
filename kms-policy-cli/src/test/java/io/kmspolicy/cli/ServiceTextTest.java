package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code explain} of what a service says: the options for layers are heard as everywhere. */
final class ServiceTextTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String S3 =
      "An error occurred (AccessDenied) when calling the GetObject operation: Access Denied";
  private static final String DELEGATING =
      "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\":"
          + " {\"AWS\": \"arn:aws:iam::111122223333:root\"}, \"Action\": \"kms:*\", \"Resource\":"
          + " \"*\"}}";
  private static final String DECRYPTING =
      "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
          + " [\"kms:Decrypt\", \"kms:GenerateDataKey\"], \"Resource\": \"*\"}}";

  @TempDir Path directory;

  private CommandRun explain(String text, String... options) throws IOException {
    Path key =
        Files.createDirectories(
            directory.resolve(
                "policies/111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab"));
    Files.writeString(key.resolve("policy.json"), DELEGATING);
    Files.writeString(directory.resolve("key-policy.json"), DELEGATING);
    Files.writeString(directory.resolve("decrypting.json"), DECRYPTING);
    List<String> all = new ArrayList<>(List.of("explain", text));
    all.addAll(List.of(options));
    return CommandRun.in(directory, "", all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--assume-none all | implicitDeny | 1",
        "--assume-none all --identity decrypting.json | allowed | 0",
        "--assume-none boundary,session,scp,rcp,grants --identity decrypting.json | allowed | 0",
        "--assume-none identity,boundary,session,scp,rcp --unknown-layer grants | indeterminate |"
            + " 3",
        "--assume-none boundary,session,scp,rcp,grants --unknown-layer identity"
            + " | indeterminate | 3",
        "--assume-none scp,rcp,grants --identity decrypting.json | indeterminate | 3",
      })
  @DisplayName("The layers of the options decide the calls of the service")
  void explain_serviceTextWithLayers_asksOnThem(String options, String decision, int status)
      throws IOException {
    String request = "--key " + KEY + " --principal " + ALICE + " ";

    CommandRun directory = explain(S3, (request + "--policies policies " + options).split(" "));
    assertThat(directory.err()).isEmpty();
    assertThat(directory.out()).contains("  kms:Decrypt by " + ALICE + ": " + decision);
    assertThat(directory.status()).isEqualTo(status);
    CommandRun alone =
        explain(S3, (request + "--key-policy key-policy.json " + options).split(" "));
    assertThat(alone.err()).isEmpty();
    assertThat(alone.out()).isEqualTo(directory.out());
    assertThat(alone.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(AccessDenied) when calling the GetObject operation: Access Denied | kms:Decrypt",
        "(AccessDenied) when calling the PutObject operation: Access Denied | kms:GenerateDataKey",
        "(KMSAccessDenied) when calling the Publish operation: null"
            + " | kms:GenerateDataKey kms:Decrypt",
        "(KMS.AccessDeniedException) when calling the ReceiveMessage operation: null | kms:Decrypt",
        "(AccessDeniedException) when calling the GetSecretValue operation: Access to KMS is not"
            + " allowed | kms:Decrypt",
      })
  @DisplayName("A text that names the operation asks for its use alone")
  void explain_operationOfAService_asksItsUse(String text, String actions) throws IOException {
    CommandRun run = explain(text, "--key", KEY, "--principal", ALICE, "--assume-none", "all");

    assertThat(run.out().lines().filter(line -> line.matches("  kms:\\w+ by .*")).toList())
        .hasSize(actions.split(" ").length)
        .zipSatisfy(
            List.of(actions.split(" ")),
            (line, action) -> assertThat(line).startsWith("  " + action + " by " + ALICE));
  }

  @Test
  @DisplayName("Of the root user that SNS's log of deliveries names, nothing is asked or suggested")
  void explain_deliveryOfATopic_asksForSns() throws IOException {
    String text =
        "\"providerResponse\": \"{\\\"ErrorCode\\\":\\\"KMS.AccessDeniedException\\\","
            + "\\\"ErrorMessage\\\":\\\"User: arn:aws:iam::111122223333:root is not authorized to"
            + " perform: kms:GenerateDataKey on resource: "
            + KEY
            + "\\\",\\\"sqsRequestId\\\":\\\"x\\\"}\"";

    CommandRun run = explain(text, "--policies", "policies", "--assume-none", "all");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("  kms:GenerateDataKey by sns.amazonaws.com: implicitDeny")
        .doesNotContain("111122223333:root: ");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
  }

  @Test
  @DisplayName("Where nothing is given, the text is explained and nothing is asked")
  void explain_serviceTextAlone_asksNothing() throws IOException {
    CommandRun run = explain(S3, "--key", KEY, "--principal", ALICE);

    assertThat(run.out()).contains("to decide it: kms-policy explain --principal ");
    assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--context aws:a=b", "--unknown aws:a", "--absent aws:a", "--nothing-else"})
  @DisplayName("An option of a request that a text would not hear is refused")
  void explain_textWithOptionsOfARequest_isRefused(String options) throws IOException {
    CommandRun run = explain(S3, ("--principal " + ALICE + " " + options).split(" "));

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains("--assume for condition keys");
  }

  @Test
  @DisplayName("For a key outside the partition whose names AWS documents, no use is asked")
  void explain_serviceTextForAKeyInChina_isNoBadInput() throws IOException {
    CommandRun run =
        explain(
            S3,
            "--key",
            "arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "--assume-none",
            "all");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("to decide it: ");
    assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
  }
}
