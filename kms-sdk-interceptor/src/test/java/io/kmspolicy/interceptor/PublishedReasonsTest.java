package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.ACCOUNT;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.WatchedDirectories;
import io.kmspolicy.directory.WatchedDirectory;
import io.kmspolicy.interceptor.decision.OpenReason;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** Promise: the report gives the reason of the policies that are in force. */
class PublishedReasonsTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(KEY_ARN).plaintext(Fixtures.BYTES).build();

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void writeKeyPolicy(String conditionKey) throws IOException {
    write(
        ACCOUNT + "/keys/us-west-2/" + Fixtures.KEY_ID + "/policy.json",
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*",
          "Action": "kms:Encrypt", "Resource": "*",
          "Condition": {"StringEquals": {"%s": "x"}}}}
        """
            .formatted(conditionKey));
  }

  private static boolean lists(KmsPolicyInterceptor interceptor, String conditionKey) {
    interceptor.beforeExecution(() -> ENCRYPT, Fixtures.attributes(ENCRYPT));
    return interceptor.report().indeterminate().stream()
        .map(OpenReason::missing)
        .anyMatch(missing -> missing.contains(conditionKey));
  }

  @Test
  @DisplayName(
      "A condition key of a new key policy is reported for the calls after it is published")
  void report_newKeyPolicy_hasItsReason() throws Exception {
    write("directory.properties", "none = identity, boundary, session, scp, rcp, grants, endpoint");
    Files.createDirectories(root.resolve(ACCOUNT + "/roles/App"));
    writeKeyPolicy("aws:SourceVpc");
    RefreshSettings quick =
        RefreshSettings.defaults()
            .every(Duration.ofMillis(200), Duration.ofHours(1))
            .lookEvery(Duration.ofMillis(20));
    Duration settle = Duration.ofMillis(50);
    try (WatchedDirectory watched = WatchedDirectories.open(root, quick, settle, settle)) {
      assertThat(watched.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      KmsPolicyInterceptor interceptor =
          KmsPolicyInterceptor.builder().source(watched).caller(Fixtures.CALLER).build();
      Eventually.isTrue("the first reason", () -> lists(interceptor, "aws:SourceVpc"));
      writeKeyPolicy("aws:SourceVpce");
      Eventually.isTrue("the second reason", () -> lists(interceptor, "aws:SourceVpce"));
      assertThat(interceptor.report().text()).contains("aws:SourceVpc ", "aws:SourceVpce ");
    }
  }
}
