package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The service that the text of an error names: where AWS documents its call, the decision knows it;
 * where it does not, the answer stays open.
 */
final class NamedServiceTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ALLOWED = "policies: allowed";
  private static final String OPEN = "policies: indeterminate";
  private static final String CIPHERTEXT =
      "AccessDeniedException: The ciphertext refers to a customer master key that does not exist,"
          + " does not exist in this region, or you are not allowed to access.";

  @TempDir Path directory;

  /** Explains a text with a key policy that allows an action to the caller through a service. */
  private String explain(String text, String via, String... options) throws IOException {
    Files.writeString(
        directory.resolve("key.json"),
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
            + "\"arn:aws:iam::111122223333:user/alice\"},\"Action\":\"kms:*\",\"Resource\":\"*\","
            + "\"Condition\":{\"StringEquals\":{\"kms:ViaService\":\""
            + via
            + "\"}}}}");
    String[] all = new String[options.length + 6];
    String[] first = {"explain", text, "--key-policy", "key.json", "--assume-none", "all"};
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(options, 0, all, first.length, options.length);
    CommandRun run = CommandRun.in(directory, "", all);
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  private static String text(String around, String action, String key) {
    return around
        + ": User: arn:aws:iam::111122223333:user/alice is not authorized to perform: "
        + action
        + " on resource: "
        + key;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(AccessDenied) when calling the GetObject operation | kms:Decrypt | s3",
        "(KMSAccessDenied) when calling the Publish operation | kms:GenerateDataKey | sns",
        "operation error SNS: Publish, https response error | kms:GenerateDataKey | sns",
        "operation error EC2: CreateVolume, https response error"
            + " | kms:GenerateDataKeyWithoutPlaintext | ec2",
        "(AccessDeniedException) when calling the GetParameter operation | kms:Decrypt | ssm",
        "(AccessDenied) when calling the GetSecretValue operation | kms:Decrypt | secretsmanager",
        // The documented policy of a key for EFS has DescribeKey beside kms:ViaService.
        "operation error EFS: CreateFileSystem, x | kms:DescribeKey | elasticfilesystem",
      })
  @DisplayName("Where AWS documents the service's call, the decision knows the service")
  void explain_documentedService_isKnown(String around, String action, String service)
      throws IOException {
    String via = service + ".us-west-2.amazonaws.com";

    assertThat(explain(text(around, action, KEY), via))
        .contains(ALLOWED, "called KMS for the caller: kms:ViaService is `" + via + "`");
    assertThat(explain(text(around, action, KEY), "other.us-west-2.amazonaws.com"))
        .contains("policies: denied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Other services have an operation of this name.
        "when calling the Publish operation | kms:GenerateDataKey | sns",
        "when calling the CreateVolume operation | kms:GenerateDataKeyWithoutPlaintext | ec2",
        // AWS leaves open how Lambda calls when a function starts.
        "Lambda was unable to decrypt the environment variables | kms:Decrypt | lambda",
        // No page says that the service makes this call.
        "when calling the GetObject operation | kms:Sign | s3",
        // AWS's page leaves open who makes the data key of a new file system.
        "operation error EFS: CreateFileSystem, x | kms:GenerateDataKeyWithoutPlaintext"
            + " | elasticfilesystem",
        "operation error FSx: CreateFileSystem, x | kms:DescribeKey | fsx",
        // The library may be that of a service.
        "when calling the Decrypt operation | kms:Decrypt | s3",
      })
  @DisplayName("A guess about the service is never a certain answer")
  void explain_undocumentedService_staysOpen(String around, String action, String service)
      throws IOException {
    assertThat(explain(text(around, action, KEY), service + ".us-west-2.amazonaws.com"))
        .contains(OPEN)
        .doesNotContain("kms:ViaService is `");
  }

  @Test
  @DisplayName("AWS documents the names of services for the partition aws alone")
  void explain_otherPartition_staysOpen() throws IOException {
    String key = KEY.replace("arn:aws:", "arn:aws-cn:").replace("us-west-2", "cn-north-1");
    String text =
        text("when calling the GetObject operation", "kms:Decrypt", key)
            .replace("arn:aws:iam", "arn:aws-cn:iam");

    assertThat(explain(text, "s3.cn-north-1.amazonaws.com.cn")).doesNotContain(ALLOWED);
  }

  @Test
  @DisplayName("What the user states of the service goes before what the text says")
  void explain_assumedService_isThatOfTheUser() throws IOException {
    String text = text("when calling the GetObject operation", "kms:Decrypt", KEY);
    String other = "backup.us-west-2.amazonaws.com";

    assertThat(explain(text, other, "--assume", "kms:ViaService=" + other)).contains(ALLOWED);
  }

  @Test
  @DisplayName("A service that is not certain is named beside a statement without its condition")
  void explain_uncertainService_isBesideTheFix() throws IOException {
    String text =
        text("Lambda was unable to decrypt the environment variables", "kms:Decrypt", KEY)
            + " because no identity-based policy allows the kms:Decrypt action";
    String out = explain(text, "s3.us-west-2.amazonaws.com", "--identity", delegating());

    assertThat(out)
        .contains("\"Action\":\"kms:Decrypt\",\"Resource\":\"" + KEY + "\"}\n")
        .contains("whose name there is lambda.us-west-2.amazonaws.com");
  }

  private CommandRun explainAlone(String text) {
    return CommandRun.in(directory, "", "explain", text);
  }

  @Test
  @DisplayName("A service around a text without the key says who calls KMS")
  void explain_ciphertextOfAService_saysWhoCalls() {
    String lambda =
        "Lambda was unable to decrypt the environment variables because KMS access was denied."
            + " KMS Exception: AccessDeniedExceptionKMS Message: ";

    assertThat(explainAlone(lambda + CIPHERTEXT).out())
        .startsWith("AWS: denied, and AWS does not say which of three it is\n")
        .endsWith("\nwho calls KMS: the execution role of the function\n");
    assertThat(explainAlone(CIPHERTEXT).out()).doesNotContain("who calls KMS");
    assertThat(explainAlone("KMSAccessDeniedException: " + CIPHERTEXT).out())
        .as("several services have an error of this name")
        .doesNotContain("who calls KMS");
  }

  @Test
  @DisplayName("An encoded message is decoded by STS, and need not be about KMS")
  void explain_encodedMessage_saysHowToDecode() {
    CommandRun run =
        explainAlone(
            "rpc error: code = Internal desc = could not create volume in EC2:"
                + " UnauthorizedOperation: You are not authorized to perform this operation."
                + " Encoded authorization failure message: 9KcEgO6xCq");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("aws sts decode-authorization-message");
    assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
  }

  private String delegating() throws IOException {
    Files.writeString(
        directory.resolve("identity.json"),
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\","
            + "\"Resource\":\"*\"}}");
    return "identity.json";
  }
}
