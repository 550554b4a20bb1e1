package io.kmspolicy.benchmarks.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.interceptor.log.DecisionLogBuilder;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.replay.Change;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.Replay;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.ReplayReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

/** From the calls of an SDK client, by the log of its interceptor, to a replay. */
class DecisionLogReplayTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  @TempDir private Path directory;

  private static Policies policies(String name) {
    return Policies.of(PolicyDirectory.load(EXAMPLES.resolve(name)));
  }

  /** Makes calls whose decisions depend on the encryption context and on a stated key. */
  private Path log(boolean values) {
    Path file = directory.resolve("decisions.jsonl");
    DecisionLogBuilder builder = DecisionLog.toFile(file);
    if (values) {
      builder.withValues();
    }
    try (DecisionLog log = builder.open();
        KmsPolicyInterceptor interceptor =
            KmsPolicyInterceptor.builder()
                .caller(Caller.parse("arn:aws:sts::111122223333:assumed-role/App/i-0abc"))
                .source(PolicyDirectory.load(EXAMPLES.resolve("policies")))
                .context(RequestContext.builder().put("aws:SourceVpce", "vpce-1a2b3c4d").build())
                .listener(log)
                .build();
        KmsClient kms = client(interceptor)) {
      SdkBytes bytes = SdkBytes.fromUtf8String("bytes");
      for (String tenant : List.of("a", "a", "b")) {
        kms.generateDataKey(
            r -> r.keyId(KEY).keySpec(DataKeySpec.AES_256).encryptionContext(tenant(tenant)));
      }
      kms.decrypt(r -> r.keyId(KEY).ciphertextBlob(bytes).encryptionContext(tenant("a")));
      kms.decrypt(r -> r.ciphertextBlob(bytes).encryptionContext(tenant("a")));
      kms.listKeys();
      assertThat(interceptor.counts().failures()).isZero();
    }
    return file;
  }

  private static Map<String, String> tenant(String tenant) {
    return Map.of("tenant", tenant);
  }

  private static KmsClient client(KmsPolicyInterceptor interceptor) {
    return KmsClient.builder()
        .httpClient(new InMemoryHttpClient("{}"))
        .region(Region.US_WEST_2)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
        .build();
  }

  private static ReplayReport replay(Path file, Optional<Policies> proposed) throws IOException {
    try (Replay replay = new Replay(policies("policies"), proposed, ReplayOptions.defaults());
        InputStream in = Files.newInputStream(file)) {
      replay.read("decisions.jsonl", in);
      return replay.report();
    }
  }

  private static List<String> cells(ReplayReport report) {
    return report.matrix().entrySet().stream()
        .map(
            cell ->
                cell.getValue() + " " + cell.getKey().aws() + " / " + cell.getKey().ours().text())
        .toList();
  }

  @Test
  @DisplayName("With values, a replay decides each call as the interceptor did")
  void replay_logWithValues_decidesAsTheInterceptor() throws IOException {
    ReplayReport report = replay(log(true), Optional.empty());
    assertThat(report.records().lost()).isZero();
    assertThat(cells(report))
        .containsExactly(
            "3 not recorded (here: allowed) / allowed",
            "2 not recorded (here: implicitDeny) / denied",
            "1 not recorded (here: indeterminate) / indeterminate");
  }

  @Test
  @DisplayName("With values, a replay finds which logged calls a change breaks")
  void replay_proposedPolicies_breakLoggedCalls() throws IOException {
    ReplayReport report = replay(log(true), Optional.of(policies("proposed")));
    assertThat(report.events(Change.BREAKS)).isOne();
    assertThat(report.changes().get(Change.BREAKS).questions().keySet())
        .allMatch(question -> question.operation().equals("Decrypt"));
  }

  @Test
  @DisplayName("Without values, what depends on them is indeterminate, and nothing new is denied")
  void replay_logWithoutValues_isOpenWhereValuesDecide() throws IOException {
    ReplayReport report = replay(log(false), Optional.empty());
    assertThat(report.records().lost()).isZero();
    assertThat(cells(report))
        .containsExactly(
            "3 not recorded (here: allowed) / indeterminate",
            "1 not recorded (here: implicitDeny) / denied",
            "1 not recorded (here: implicitDeny) / indeterminate",
            "1 not recorded (here: indeterminate) / indeterminate");
  }
}
