package io.kmspolicy.interceptor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.source.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;

class DecisionLogTest {

  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Sid": "TenantA", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Encrypt",
         "Resource": "*", "Condition": {"StringEquals": {"kms:EncryptionContext:tenant": "a"}}},
        {"Sid": "Never", "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt",
         "Resource": "*"}]}
      """;

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder()
          .keyId(Fixtures.KEY_ARN)
          .plaintext(Fixtures.BYTES)
          .encryptionContext(Map.of("tenant", "a", "Secret", "s3cr3t"))
          .build();

  private static final DecryptRequest DECRYPT =
      DecryptRequest.builder().keyId(Fixtures.KEY_ARN).ciphertextBlob(Fixtures.BYTES).build();

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-31T12:00:00.5Z"), ZoneOffset.UTC);

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private static PolicySet policies(String keyPolicy) {
    return PolicySet.builder()
        .identity(PolicyLayer.of())
        .key(
            PolicyLayer.of(
                new NamedPolicy("default", PolicyReader.forType(PolicyType.KEY).read(keyPolicy))))
        .grants(GrantLayer.none())
        .build();
  }

  private static InterceptorBuilder deciding() {
    return KmsPolicyInterceptor.builder()
        .caller(Fixtures.CALLER)
        .source(Fixtures.source(policies(POLICY)))
        .keys(Fixtures.directory());
  }

  private DecisionLogBuilder log() {
    return DecisionLog.to((String line) -> lines.add(line)).clock(CLOCK);
  }

  private static void call(KmsPolicyInterceptor interceptor, SdkRequest request) {
    interceptor.beforeExecution(() -> request, Fixtures.attributes(request));
  }

  private String lineOf(DecisionLogBuilder builder, SdkRequest request) {
    DecisionLog log = builder.open();
    try (KmsPolicyInterceptor interceptor = deciding().listener(log).build()) {
      call(interceptor, request);
      assertThat(interceptor.counts().failures()).isZero();
    }
    log.close();
    assertThat(log.failed()).isZero();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  @Test
  @DisplayName("A line names the call, its decision, the policies, the statements and key names")
  void line_allowedCall_namesWhatDecided() {
    String line = lineOf(log(), ENCRYPT);
    assertThat(line)
        .startsWith(
            "{\"kmsPolicyLog\":1,\"time\":\"2026-01-31T12:00:00.500Z\",\"caller\":\""
                + Fixtures.CALLER.arn()
                + "\"")
        .contains("\"operation\":\"Encrypt\",\"decision\":\"allowed\",\"mode\":\"observe\"")
        .contains("\"disposition\":\"passed\",\"nanos\":")
        .contains("\"action\":\"kms:Encrypt\"")
        .contains("\"resource\":\"" + Fixtures.KEY_ARN + "\"")
        .containsPattern("\"policies\":\"[0-9a-f]{64}\"")
        .contains("\"layer\":\"key-policy\",\"type\":\"key\"")
        .contains("\"policy\":\"default\",\"sid\":\"TenantA\"")
        .contains("\"kms:EncryptionContext:Secret\",\"kms:EncryptionContext:tenant\"")
        .doesNotContain("s3cr3t")
        .doesNotContain("\n");
  }

  @Test
  @DisplayName("Values, and which keys are absent, are written only when they are asked for")
  void line_withValues_hasValuesAndAbsences() {
    String line = lineOf(log().withValues(), ENCRYPT);
    assertThat(line)
        .contains("\"kms:EncryptionContext:Secret\":[\"s3cr3t\"]")
        .containsPattern("\"absent\":\\[[^]]*\"kms:EncryptionContext:\\*\"")
        .containsPattern("\"absent\":\\[[^]]*\"kms:ViaService\"")
        .containsPattern("\"present\":\\[[^]]*\"aws:UserAgent\"")
        .doesNotContain("aws:CurrentTime")
        .doesNotContain("contextKeys");
  }

  @Test
  @DisplayName("A denial names the statement that denies")
  void line_deniedCall_namesTheStatement() {
    assertThat(lineOf(log(), DECRYPT))
        .contains("\"decision\":\"explicitDeny\",\"mode\":\"observe\",\"disposition\":\"observed\"")
        .contains("\"sid\":\"Never\"")
        .contains("\"denial\":{\"layer\":\"key-policy\",\"statement\":\"Never\",\"place\":\"");
  }

  @Test
  @DisplayName("A denial by absence names the layers, and the condition that an Allow fails by")
  void line_nothingAllows_namesLayersAndNearMiss() {
    assertThat(lineOf(log(), ENCRYPT.toBuilder().encryptionContext(Map.of("tenant", "b")).build()))
        .contains("\"decision\":\"implicitDeny\"")
        .contains(
            "\"statements\":[],\"denial\":{\"layer\":\"key-policy\",\"place\":\"2:3\","
                + "\"nearMiss\":\"StringEquals kms:EncryptionContext:tenant\"}")
        .doesNotContain("\"b\"");
  }

  @Test
  @DisplayName("Each check of a call is listed, on a key without an ARN as well")
  void line_severalChecks_areListed() {
    String line =
        lineOf(
            log(),
            ReEncryptRequest.builder()
                .ciphertextBlob(Fixtures.BYTES)
                .destinationKeyId(Fixtures.KEY_ARN)
                .build());
    assertThat(line)
        .contains("\"action\":\"kms:ReEncryptFrom\"")
        .contains("\"unknownKeyIn\":\"us-west-2\"")
        .doesNotContain("unknownKeyOf")
        .contains("\"action\":\"kms:ReEncryptTo\"");
  }

  @Test
  @DisplayName("2.17: The key behind an alias has an account, and no ARN")
  void line_aliasThatIsNotKnown_namesTheAccount() {
    assertThat(lineOf(log(), ENCRYPT.toBuilder().keyId("alias/not-known").build()))
        .contains("\"unknownKeyIn\":\"us-west-2\",\"unknownKeyOf\":\"111122223333\"");
  }

  @Test
  @DisplayName("Statements can be left out")
  void line_withoutStatements_hasNone() {
    assertThat(lineOf(log().withoutStatements(), ENCRYPT)).doesNotContain("TenantA");
  }

  @Test
  @DisplayName("Equal policies have equal digests, other policies have others")
  void digest_equalPolicies_isEqual() {
    PolicyDigests digests = new PolicyDigests();
    String first = digests.of(policies(POLICY));
    assertThat(new PolicyDigests().of(policies(POLICY))).isEqualTo(first);
    assertThat(digests.of(policies(POLICY))).isEqualTo(first);
    assertThat(digests.of(policies(POLICY.replace("TenantA", "TenantB")))).isNotEqualTo(first);
    PolicySet.Builder unknown = policies(POLICY).toBuilder().grants(GrantLayer.unknown());
    assertThat(digests.of(unknown.build())).isNotEqualTo(first);
  }

  @Test
  @DisplayName("A sample leaves out calls that are certain to be allowed, and counts them")
  void sample_manyCalls_keepsEveryDenial() {
    DecisionLog log = log().sample(1_000_000).open();
    try (KmsPolicyInterceptor interceptor = deciding().listener(log).build()) {
      for (int i = 0; i < 20; i++) {
        call(interceptor, ENCRYPT);
      }
      call(interceptor, DECRYPT);
    }
    log.close();
    assertThat(lines).hasSizeBetween(1, 3);
    assertThat(lines.get(lines.size() - 1)).contains("Decrypt").contains("\"oneIn\":1000000");
    assertThat(log.leftOut() + log.written()).isEqualTo(21);
  }

  @Test
  @DisplayName("While the output blocks, calls go on; what finds the queue full is counted")
  void decided_whileTheOutputBlocks_delaysNoCall() {
    CountDownLatch released = new CountDownLatch(1);
    DecisionLog log =
        DecisionLog.to(
                (String line) -> {
                  await(released);
                  lines.add(line);
                })
            .capacity(5)
            .open();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new DecisionLogMetrics(log).bindTo(registry);
    try (KmsPolicyInterceptor interceptor = deciding().listener(log).build()) {
      for (int i = 0; i < 100; i++) {
        call(interceptor, ENCRYPT);
      }
      assertThat(interceptor.counts().failures()).isZero();
    }
    assertThat(log.dropped()).isBetween(94L, 95L);
    released.countDown();
    log.close();
    assertThat(lines).hasSize((int) log.written());
    assertThat(log.written() + log.dropped()).isEqualTo(100);
    assertThat(registry.get("kms.policy.log").tag("result", "dropped").functionCounter().count())
        .isEqualTo((double) log.dropped());
  }

  @Test
  @DisplayName("An output that fails with any throwable breaks no call and does not end the thread")
  void decided_whileTheOutputFails_isCounted() {
    DecisionLog log =
        DecisionLog.to(
                (String line) -> {
                  if (lines.size() < 2) {
                    lines.add(line);
                    throw new StackOverflowError("on purpose");
                  }
                  lines.add(line);
                })
            .open();
    try (KmsPolicyInterceptor interceptor = deciding().listener(log).build()) {
      for (int i = 0; i < 5; i++) {
        call(interceptor, ENCRYPT);
      }
      assertThat(interceptor.counts().failures()).isZero();
    }
    log.close();
    assertThat(log.failed()).isEqualTo(2);
    assertThat(log.written()).isEqualTo(3);
  }

  @Test
  @DisplayName("Closing writes what waits and leaves no thread; later decisions are dropped")
  void close_afterCalls_leavesNoThread(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("decisions.jsonl");
    for (int run = 1; run <= 2; run++) {
      DecisionLog log = DecisionLog.toFile(file).open();
      try (KmsPolicyInterceptor interceptor = deciding().listener(log).build()) {
        for (int i = 0; i < 50; i++) {
          call(interceptor, ENCRYPT);
        }
        log.close();
        call(interceptor, ENCRYPT);
        assertThat(interceptor.counts().failures()).isZero();
      }
      assertThat(log.dropped()).isOne();
      assertThat(Files.readAllLines(file)).hasSize(50 * run);
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    Eventually.isTrue(
        "the end of the threads",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals(LogQueue.THREAD)));
  }

  @Test
  @DisplayName("An appendable receives whole lines")
  void appendable_twoCalls_areTwoLines() {
    StringBuilder out = new StringBuilder();
    DecisionLog log = DecisionLog.to(out).open();
    try (KmsPolicyInterceptor interceptor = deciding().listener(log).build()) {
      call(interceptor, ENCRYPT);
      call(interceptor, DECRYPT);
    }
    log.close();
    assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.endsWith("}"));
    assertThat(out.toString()).endsWith("\n");
  }

  @Test
  void builder_wrongNumbersAndFiles_areRefused(@TempDir Path directory) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log().sample(0))
        .withMessage("`sample` is 0, below 1");
    assertThatIllegalArgumentException().isThrownBy(() -> log().capacity(-1));
    assertThatThrownBy(() -> DecisionLog.toFile(directory.resolve("none/x")).open())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot be opened");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
