package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/**
 * Promise: whatever a request, a caller or a policy is called, it forges no line in the log, the
 * report or the decision log, and acts on no terminal.
 */
@Isolated
class HostileNamesTest {

  private static final String HOSTILE = "\u001b[31m\r\nERROR forged\u202e\u2028\u0000";

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final List<String> told = new ArrayList<>();
  private final List<String> decisions = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(before);
  }

  private static EncryptRequest encrypt(String keyId) {
    return EncryptRequest.builder()
        .keyId(keyId)
        .plaintext(Fixtures.BYTES)
        .encryptionContext(Map.of("tenant" + HOSTILE, "value" + HOSTILE))
        .build();
  }

  private static PolicyLayer layer(PolicyType type, String... statements) {
    String policy =
        "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
    String name = "use" + HOSTILE;
    return PolicyLayer.of(
        new NamedPolicy(name, PolicyReader.forType(type).source(name).read(policy)));
  }

  /** Policies that allow every call, and deny it under a condition. */
  private static PolicySet denying(String condition) {
    String all = "\"Action\": \"kms:*\", \"Resource\": \"*\"";
    String allow = "{\"Effect\": \"Allow\", " + all;
    String deny = "{\"Sid\": \"S\\u001b\\n\\u202e\", \"Effect\": \"Deny\", " + all;
    return PolicySet.builder()
        .identity(layer(PolicyType.IDENTITY, allow + "}", deny + condition + "}"))
        .key(layer(PolicyType.KEY, allow + ", \"Principal\": {\"AWS\": \"111122223333\"}}"))
        .build();
  }

  private void assertHarmless(String text, String where) {
    told.add(text);
    assertThat(text.lines()).as(where).noneMatch(line -> line.startsWith("ERROR forged"));
    assertThat(text).as(where).doesNotContain("\u001b", "\u202e", "\u2028", "\u0000", "\r");
  }

  private void play(InterceptorBuilder builder, EncryptRequest request) {
    try (DecisionLog log = DecisionLog.to(decisions::add).open()) {
      KmsPolicyInterceptor interceptor = builder.listener(log).build();
      for (int call = 0; call < 25; call++) {
        ExecutionAttributes attributes = Fixtures.attributes(request);
        Throwable stopped =
            catchThrowable(
                () -> {
                  interceptor.beforeExecution(() -> request, attributes);
                  interceptor.afterExecution(Fixtures.context(request), attributes);
                });
        if (stopped != null) {
          assertHarmless(stopped.toString(), "the exception");
        }
      }
      assertThat(interceptor.counts().failures()).isZero();
      assertThat(interceptor.counts().calls()).isPositive();
      Eventually.isTrue("the decision log", () -> !decisions.isEmpty());
      interceptor.close();
      assertHarmless(interceptor.report().text(), "the report");
      assertHarmless(interceptor.report().json(), "the report in JSON");
      assertHarmless(interceptor.toString(), "the state");
    }
    decisions.forEach(line -> assertThat(line.strip().lines()).hasSize(1));
    decisions.forEach(line -> assertHarmless(line, "the decision log"));
    assertHarmless(logged.toString(StandardCharsets.UTF_8), "the log");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alias/",
        "arn:aws:kms:us-west-2:111122223333:alias/",
        "arn:aws:kms:us-west-2:111122223333:key/",
        "arn:aws:kms:"
      })
  @DisplayName("A key that a request names, and a context of encryption")
  void request_withHostileNames_forgesNothing(String start) {
    EncryptRequest request = encrypt(start + "x" + HOSTILE);
    for (Decision decision : List.of(Decision.IMPLICIT_DENY, Decision.ALLOWED)) {
      play(Fixtures.interceptor(RecordingAuthorizer.answering(decision)), request);
    }
    play(
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
            .mode(EnforcementMode.ENFORCE),
        request);
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  @DisplayName(
      "The name of a policy and the id of a statement that deny, or that leave a call open")
  void policy_withHostileNames_forgesNothing(EnforcementMode mode) {
    String open =
        ", \"Condition\": {\"StringEquals\": {\"aws:PrincipalTag/forged\\u001b\\n\\u202e\": \"x\"}}";
    for (String condition : List.of("", open)) {
      play(
          KmsPolicyInterceptor.builder()
              .caller(Fixtures.CALLER)
              .source(Fixtures.source(denying(condition)))
              .mode(mode),
          encrypt(Fixtures.KEY_ARN));
    }
    assertThat(String.join("", told)).contains("ERROR forged", "aws:PrincipalTag/forged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:sts::111122223333:assumed-role/App/",
        "arn:aws:iam::111122223333:role/",
        "arn:aws:iam::111122223333:user/"
      })
  @DisplayName("A caller that is called so is refused, or is rendered as other names")
  void caller_withAHostileName_forgesNothing(String start) {
    Throwable refused = catchThrowable(() -> Caller.parse(start + "x" + HOSTILE));
    if (refused != null) {
      assertHarmless(refused.getMessage(), "the refusal");
      return;
    }
    play(
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.IMPLICIT_DENY))
            .caller(Caller.parse(start + "x" + HOSTILE)),
        encrypt(Fixtures.KEY_ARN));
  }
}
