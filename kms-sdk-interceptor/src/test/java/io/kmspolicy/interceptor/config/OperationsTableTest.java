package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.WatchedDirectory;
import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.KmsPolicyMetrics;
import io.kmspolicy.interceptor.RecordingAuthorizer;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.interceptor.log.DecisionLogMetrics;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.OperationsTable;
import io.kmspolicy.spi.PolicySource;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;

/**
 * Promise: each row of the table in {@code docs/operations.md} is what an operator sees: in the
 * log, in the report or on the meters. {@code RolloutTest} makes the rows of the first days.
 */
@Isolated
class OperationsTableTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();
  private static final String POLICY =
      "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"kms:*\","
          + " \"Resource\": \"*\"%s}}";
  private static final Pattern LOGGED =
      Pattern.compile(
          "LOG\\.(?:warn|error)\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*)?)+|\\w+)");
  private static final String KEY = "111122223333/keys/us-west-2/" + Fixtures.KEY_ID + "/";

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private EmbeddedKms kms;
  @TempDir private Path directory;

  @BeforeEach
  void listen() {
    kms = EmbeddedKms.start(Fixtures.ACCOUNT, Fixtures.REGION);
    kms.addKey(Fixtures.KEY_ID);
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(before);
    kms.close();
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void writePolicies() throws IOException {
    write("directory.properties", "none = boundary, session, scp, rcp, grants, endpoint\n");
    write("111122223333/roles/App/identity/use.json", POLICY.formatted(""));
    write(KEY + "policy.json", POLICY.formatted(", \"Principal\": {\"AWS\": \"111122223333\"}"));
  }

  private static InterceptorBuilder deciding(Decision decision) {
    return Fixtures.interceptor(RecordingAuthorizer.answering(decision));
  }

  private KmsClient client(KmsPolicyInterceptor interceptor) {
    return KmsClient.builder()
        .httpClient(UrlConnectionHttpClient.create())
        .region(Region.US_WEST_2)
        .credentialsProvider(Fixtures.CREDENTIALS)
        .endpointOverride(kms.endpoint())
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
        .build();
  }

  private void encrypt(KmsPolicyInterceptor interceptor) {
    try (KmsClient client = client(interceptor)) {
      client.encrypt(ENCRYPT);
    }
  }

  /** The meters that are above zero, by their names and by each of their tags. */
  private String meters() {
    StringBuilder text = new StringBuilder();
    for (Meter meter : registry.getMeters()) {
      boolean isAbove = false;
      for (Measurement one : meter.measure()) {
        isAbove |= one.getValue() > 0;
      }
      if (isAbove) {
        String name = meter.getId().getName();
        text.append(name).append('\n');
        for (Tag tag : meter.getId().getTags()) {
          text.append(name).append('{').append(tag.getKey()).append("=\"");
          text.append(tag.getValue()).append("\"}\n");
        }
      }
    }
    return text.toString();
  }

  private String seen(KmsPolicyInterceptor... interceptors) {
    StringBuilder all = new StringBuilder(logged.toString(StandardCharsets.UTF_8)).append(meters());
    for (KmsPolicyInterceptor interceptor : interceptors) {
      all.append(interceptor.report().text());
    }
    return all.toString();
  }

  /** The signs of the row with this meaning; the rows of Spring have more. */
  private static List<String> signs(String meaning) {
    String here =
        OperationsTable.seen(meaning).replaceAll("`[^`]+`(?= in the endpoint| or |, `Put)", "");
    return OperationsTable.signs(here);
  }

  /** Signs that are written on another thread are awaited. */
  private void assertSeen(String meaning, KmsPolicyInterceptor... interceptors) {
    List<String> signs = signs(meaning);
    assertThat(signs).isNotEmpty();
    for (String sign : signs) {
      Eventually.isTrue(sign, () -> seen(interceptors).contains(sign));
    }
  }

  private void bind(KmsPolicyInterceptor interceptor) {
    new KmsPolicyMetrics(interceptor).bindTo(registry);
    assertThat(meters()).doesNotContain("kms.policy.answers", "kms.policy.decisions");
  }

  @Test
  @DisplayName("Wrong settings, and a variable that is none")
  void settings_areNamed() throws IOException {
    assertThat(
            ConfiguredKmsPolicyInterceptor.made(
                () -> new Settings(Map.of("kms.policy.mode", "strict"), Map.of()).made()))
        .isNull();
    assertSeen("a setting is wrong");
    writePolicies();
    try (ConfiguredInterceptor made =
        new Settings(
                Map.of(
                    "kms.policy.caller",
                    Fixtures.CALLER.arn(),
                    "kms.policy.directory",
                    directory.toString()),
                Map.of("KMS_POLICY_MOOD", "enforce"))
            .made()) {
      assertThat(made.interceptor().counts().calls()).isZero();
      assertSeen("a variable of the environment has no effect");
    }
  }

  @Test
  @DisplayName("Policies that are late, a former name, and a settings file that changes")
  void settingsFile_isNamedWhenItChanges(@TempDir Path other) throws IOException {
    Path file = other.resolve("kms-policy.properties");
    Files.writeString(file, "kms.policy.mode=observe\n");
    try (ConfiguredInterceptor made =
        new Settings(
                Map.of(
                    "kms.policy.caller",
                    Fixtures.CALLER.arn(),
                    "kms.policy.directory",
                    other.resolve("missing").toString(),
                    "kms.policy.await",
                    "PT0.1S",
                    "kms.policy.assertions",
                    "no-permissions-boundary",
                    "kms.policy.config",
                    file.toString()),
                Map.of())
            .made()) {
      assertSeen("a setting has a former name");
      assertSeen("the policies were not loaded within");
      Files.writeString(file, "kms.policy.mode=observe\nkms.policy.change-window=PT1M\n");
      assertSeen("another line of the settings file was changed");
      Files.writeString(file, "kms.policy.mode=strict\n");
      assertSeen("the settings file was changed and is wrong");
      assertThat(made.interceptor().mode("Encrypt")).isEqualTo(EnforcementMode.OBSERVE);
    }
  }

  @Test
  @DisplayName("No caller: the calls are not decided")
  void undecided_isCounted() throws IOException {
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .callers((request, attributes) -> Optional.empty())
            .source(PolicySource.unknown())
            .build();
    bind(interceptor);
    encrypt(interceptor);
    assertSeen("the caller is unknown");
  }

  @Test
  @DisplayName("A failure inside is counted and logged, and the call is sent")
  void failure_isCountedAndLogged() throws IOException {
    Function<AuthorizationRequest, Decision> failing =
        request -> {
          throw new IllegalStateException("inside");
        };
    KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(RecordingAuthorizer.answering(failing)).build();
    bind(interceptor);
    encrypt(interceptor);
    assertSeen("the interceptor failed inside");
    assertThat(kms.requests("Encrypt")).isOne();
  }

  @Test
  @DisplayName("A file with a problem: the log names the layer that is unknown")
  void directoryWithAProblem_isLogged() throws Exception {
    writePolicies();
    write("111122223333/roles/App/identity/use.json", "{");
    try (WatchedDirectory watched = WatchedDirectory.open(directory)) {
      assertThat(watched.awaitLoaded(Duration.ofSeconds(30))).isTrue();
      assertSeen("a file of the directory has a problem");
    }
  }

  @Test
  @DisplayName("A change by a client of the process: the directory does not know the key any more")
  void change_leavesTheKeyUnknown() throws IOException {
    writePolicies();
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .caller(Fixtures.CALLER)
            .source(PolicyDirectory.load(directory))
            .build();
    encrypt(interceptor);
    assertThat(interceptor.report().indeterminate()).isEmpty();
    PutKeyPolicyRequest change =
        PutKeyPolicyRequest.builder()
            .keyId(Fixtures.KEY_ARN)
            .policy(POLICY.formatted(", \"Principal\": \"*\""))
            .build();
    ExecutionAttributes attributes = Fixtures.attributes(change);
    interceptor.beforeExecution(() -> change, attributes);
    interceptor.afterExecution(Fixtures.context(change), attributes);
    encrypt(interceptor);
    assertSeen("a directory does not know the new state of the key", interceptor);
  }

  @Test
  @DisplayName("Too much work: counted, and the reason of the open call")
  void budget_isCounted() throws IOException {
    writePolicies();
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      statements
          .append(i == 0 ? "" : ", ")
          .append("{\"Effect\": \"Deny\", \"Action\": \"kms:*\", \"Resource\": \"*\",")
          .append(" \"Condition\": {\"StringLike\": {\"aws:ResourceTag/a")
          .append(i)
          .append("\": \"*x*\", \"aws:ResourceTag/b\": \"*")
          .append(i)
          .append("*\"}}}");
    }
    write(
        "111122223333/roles/App/identity/deny.json",
        "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}");
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .caller(Fixtures.CALLER)
            .source(PolicyDirectory.load(directory))
            .maximumSteps(1)
            .build();
    bind(interceptor);
    encrypt(interceptor);
    assertSeen("a policy or a request takes too much work", interceptor);
  }

  @Test
  @DisplayName("Policies that are too old: calls are let go as stale, and differences are excused")
  void stalePolicies_areSeen() throws IOException {
    KmsPolicyInterceptor interceptor =
        deciding(Decision.IMPLICIT_DENY)
            .mode(EnforcementMode.ENFORCE)
            .ages(() -> Map.of("keys", Instant.EPOCH))
            .maximumAge(Duration.ofHours(1))
            .build();
    bind(interceptor);
    encrypt(interceptor);
    assertSeen("the policies are too old");
    assertSeen("decisions that contradict KMS while");
  }

  @Test
  @DisplayName("A denial that succeeds: drift")
  void driftSucceeded_isLoggedAndCounted() throws IOException {
    KmsPolicyInterceptor interceptor = deciding(Decision.IMPLICIT_DENY).build();
    bind(interceptor);
    encrypt(interceptor);
    assertSeen("a policy, a grant or an assertion here is wrong");
  }

  @Test
  @DisplayName("An allowed call that KMS refuses: drift")
  void driftRefused_isLoggedAndCounted() throws IOException {
    kms.refuse("Encrypt");
    KmsPolicyInterceptor interceptor = deciding(Decision.ALLOWED).build();
    bind(interceptor);
    assertThat(catchThrowable(() -> encrypt(interceptor))).isNotNull();
    assertSeen("a policy that denies is missing here");
  }

  @Test
  @DisplayName("An indeterminate call that KMS refuses: the unknown layer that it names")
  void indeterminateRefused_namesTheLayer() throws IOException {
    kms.refuse("Encrypt");
    KmsPolicyInterceptor interceptor = deciding(Decision.INDETERMINATE).build();
    assertThat(catchThrowable(() -> encrypt(interceptor))).isNotNull();
    assertSeen("KMS refused a call that is indeterminate, and names");
  }

  @Test
  @DisplayName("Drift that rests on an assertion: the report doubts it")
  void doubtedAssertion_isReported() throws IOException {
    AtomicBoolean grantsKnown = new AtomicBoolean(true);
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .caller(Fixtures.CALLER)
            .source(
                Fixtures.source(
                    (caller, resource) ->
                        PolicySet.builder()
                            .grants(grantsKnown.get() ? GrantLayer.none() : GrantLayer.unknown())
                            .build()))
            .assertion(Assertion.parse("no-grants"))
            .build();
    encrypt(interceptor);
    grantsKnown.set(false);
    encrypt(interceptor);
    assertSeen("an assertion may be wrong", interceptor);
  }

  @Test
  @DisplayName("A call that the policies here deny is stopped")
  void stopped_isCounted() throws IOException {
    KmsPolicyInterceptor interceptor =
        deciding(Decision.IMPLICIT_DENY).mode(EnforcementMode.ENFORCE).build();
    bind(interceptor);
    assertThat(catchThrowable(() -> encrypt(interceptor))).isNotNull();
    assertSeen("the policies here are older than the change");
  }

  @Test
  @DisplayName("Lines of the decision log that are missing: dropped by a slow output, or failed")
  void decisionLog_countsWhatIsMissing() throws IOException {
    CountDownLatch slow = new CountDownLatch(1);
    DecisionLog log =
        DecisionLog.to(
                line -> {
                  try {
                    slow.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                })
            .capacity(1)
            .open();
    KmsPolicyInterceptor interceptor = deciding(Decision.ALLOWED).listener(log).build();
    try (DecisionLogMetrics metrics = new DecisionLogMetrics(log)) {
      metrics.bindTo(registry);
      for (int i = 0; i < 4; i++) {
        encrypt(interceptor);
      }
      assertSeen("the output of the decision log is slower than the calls");
    } finally {
      slow.countDown();
      log.close();
    }
    DecisionLog failing =
        DecisionLog.to(
                line -> {
                  throw new IllegalStateException("no output");
                })
            .open();
    try (failing;
        DecisionLogMetrics metrics = new DecisionLogMetrics(failing)) {
      metrics.bindTo(registry);
      encrypt(deciding(Decision.ALLOWED).listener(failing).build());
      assertSeen("the output of the decision log throws");
    }
  }

  @Test
  @DisplayName("More drifts than the thread of explanations takes: counted")
  void explanations_thatAreDropped_areCounted() throws IOException {
    CountDownLatch slow = new CountDownLatch(1);
    KmsPolicyInterceptor interceptor =
        deciding(Decision.IMPLICIT_DENY)
            .driftListener(
                drift -> {
                  try {
                    slow.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build();
    bind(interceptor);
    try (KmsClient client = client(interceptor)) {
      for (int i = 0; i < 300; i++) {
        client.encrypt(ENCRYPT);
      }
      assertSeen("many drifts or stopped calls arrive at once");
    } finally {
      slow.countDown();
    }
  }

  @Test
  @DisplayName("A source that cannot be closed is named, on one line")
  void close_ofASourceFails_isLogged() {
    ConfiguredInterceptor.closeAll(
        List.of(
            () -> {
              throw new IllegalStateException("in use\nforged line");
            }));
    assertSeen("a source, a log or a client was not closed");
    assertThat(seen().lines()).noneMatch(line -> line.startsWith("forged"));
  }

  /** The calls of a logger in the sources of a module: what each says, without its variables. */
  private static List<String> loggedBy(String module) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        LOGGED
            .matcher(Files.readString(file))
            .results()
            .map(
                call -> file.getFileName() + ": " + call.group(1).replaceAll("\"\\s*\\+\\s*\"", ""))
            .forEach(texts::add);
      }
    }
    return texts;
  }

  @Test
  @DisplayName("Every warning and error in the log has a row")
  void warnings_haveRows() throws IOException {
    List<String> signs =
        OperationsTable.rows().stream()
            .flatMap(row -> OperationsTable.signs(row.substring(0, row.indexOf(" | "))).stream())
            .toList();
    List<String> logged = new ArrayList<>();
    for (String module :
        List.of(
            "kms-policy-directory",
            "kms-policy-engine",
            "kms-policy-model",
            "kms-policy-spring-boot-starter",
            "kms-sdk-interceptor")) {
      logged.addAll(loggedBy(module));
    }
    // Both say what their callers say: former names, and that a call could not be checked.
    logged.removeIf(text -> text.startsWith("DirectoryContent.java: \"{}\""));
    logged.removeIf(text -> text.startsWith("FailureGuard.java: message"));
    assertThat(logged)
        .hasSizeGreaterThan(20)
        .allSatisfy(text -> assertThat(signs).as(text).anyMatch(text::contains));
  }

  @Test
  @DisplayName("Every row is made by a test, which looks for its signs")
  void rows_haveTests() throws IOException {
    StringBuilder tests = new StringBuilder();
    for (String test :
        List.of(
            "kms-sdk-interceptor/src/test/java/io/kmspolicy/interceptor/config/OperationsTableTest",
            "kms-policy-spring-boot-starter/src/test/java/io/kmspolicy/spring/RolloutTest",
            "kms-policy-spring-boot-starter/src/test/java/io/kmspolicy/spring/FailureInsideTest",
            "kms-policy-directory/src/test/java/io/kmspolicy/source/RefresherTest",
            "kms-policy-directory/src/test/java/io/kmspolicy/directory/DirectoryWatchTest")) {
      tests.append(Files.readString(Path.of("..", test + ".java")));
    }
    List<String> meanings =
        Pattern.compile("(?:assert(?:Seen|Documented)|[.]seen)\\(\\s*\"([^\"]+)\"")
            .matcher(tests)
            .results()
            .map((MatchResult call) -> call.group(1))
            .toList();
    assertThat(OperationsTable.rows())
        .hasSizeGreaterThan(20)
        .allSatisfy(row -> assertThat(meanings).anyMatch(meaning -> row.contains(" | " + meaning)));
  }
}
