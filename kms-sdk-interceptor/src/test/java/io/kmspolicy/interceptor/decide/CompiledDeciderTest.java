package io.kmspolicy.interceptor.decide;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.attributes;
import static io.kmspolicy.model.request.Decision.ALLOWED;
import static io.kmspolicy.model.request.Decision.IMPLICIT_DENY;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;

class CompiledDeciderTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(KEY_ARN).plaintext(BYTES).build();

  /** What the source says to one thread only. */
  private static final ThreadLocal<PolicySet> SAID = new ThreadLocal<>();

  private final AtomicReference<PolicySet> said = new AtomicReference<>(allowing("kms:*"));
  private final KmsPolicyInterceptor interceptor =
      KmsPolicyInterceptor.builder()
          .caller(Fixtures.CALLER)
          .source(
              Fixtures.source((caller, resource) -> SAID.get() == null ? said.get() : SAID.get()))
          .keys(Fixtures.directory())
          .build();

  private static PolicySet allowing(String action) {
    String json =
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\","
            + "\"Action\":\"%s\",\"Resource\":\"*\"}}";
    PolicyReader reader = PolicyReader.forType(PolicyType.KEY).source("key");
    return PolicySet.builder()
        .key(PolicyLayer.of(new NamedPolicy("key", reader.read(json.formatted(action)))))
        .build();
  }

  private Decision decide(SdkRequest request) {
    var attributes = attributes(request);
    interceptor.beforeExecution(() -> request, attributes);
    assertThat(interceptor.counts().failures()).isZero();
    return attributes.getAttribute(KmsPolicyInterceptor.DECISION).decision();
  }

  @Test
  void decide_policiesChangeBetweenCalls_followsAtOnce() {
    for (int i = 0; i < 3; i++) {
      said.set(allowing("kms:Encrypt"));
      assertThat(decide(ENCRYPT)).isEqualTo(ALLOWED);
      said.set(allowing("kms:Decrypt"));
      assertThat(decide(ENCRYPT)).isEqualTo(IMPLICIT_DENY);
      said.set(Fixtures.allUnknown());
      assertThat(decide(ENCRYPT)).isEqualTo(Decision.INDETERMINATE);
    }
  }

  @Test
  void decide_sameQuestionAgain_makesNoFurtherRow() {
    decide(ENCRYPT);
    long made = interceptor.rowStatistics().made();
    for (int i = 0; i < 100; i++) {
      decide(ENCRYPT);
    }
    assertThat(interceptor.rowStatistics().made()).isEqualTo(made).isPositive();
  }

  @Test
  void decide_equalPoliciesInNewObjects_makeNoFurtherRow() {
    decide(ENCRYPT);
    long made = interceptor.rowStatistics().made();
    said.set(allowing("kms:*"));
    decide(ENCRYPT);
    assertThat(interceptor.rowStatistics().made()).isEqualTo(made);
  }

  @Test
  void decide_keyThatCannotBeNamed_isCompiledOnceToo() {
    DecryptRequest request = DecryptRequest.builder().ciphertextBlob(BYTES).build();
    for (int i = 0; i < 10; i++) {
      assertThat(decide(request)).isEqualTo(Decision.INDETERMINATE);
    }
    assertThat(interceptor.rowStatistics().made()).isOne();
  }

  static List<String> identityPolicies() {
    return List.of(
        statement("Allow", "kms:*", "*", ""),
        statement("Deny", "kms:*", "*", ""),
        statement("Deny", "kms:Decrypt", "arn:aws:kms:*:*:key/*", ""),
        statement("Deny", "kms:Decrypt", "arn:aws:kms:us-west-2:*:*", ""),
        statement("Deny", "kms:*", "arn:aws:kms:eu-west-1:*:*", ""),
        statement("Deny", "kms:*", "arn:aws:kms:us-west-2:111122223333:key/*", ""),
        statement("Deny", "kms:*", "arn:aws:kms:us-west-2:*:alias/*", ""),
        statement("Deny", "kms:*", "arn:aws:kms:*:000000000000:*", ""),
        statement("Deny", "kms:ReEncryptFrom", "*", ""),
        statement(
            "Deny",
            "kms:Decrypt",
            "*",
            ",\"Condition\":{\"StringEquals\":{\"kms:EncryptionContext:a\":\"b\"}}"),
        statement(
            "Deny",
            "kms:Decrypt",
            "*",
            ",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}}"));
  }

  private static String statement(String effect, String action, String resource, String condition) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"%s\"%s}}"
        .formatted(effect, action, resource, condition);
  }

  @ParameterizedTest
  @MethodSource("identityPolicies")
  void decide_keyThatCannotBeNamed_asTheReferenceDoes(String policy) {
    PolicyReader reader = PolicyReader.forType(PolicyType.IDENTITY).source("identity");
    PolicyLayer identity = PolicyLayer.of(new NamedPolicy("identity", reader.read(policy)));
    PolicySet none = PolicySet.builder().identity(identity).build();
    PolicySet unknown = Fixtures.allUnknown().toBuilder().identity(identity).build();
    PolicyEvaluator reference = PolicyEvaluator.reference();
    for (PolicySet set : List.of(none, unknown, none.toBuilder().key(unknown.key()).build())) {
      said.set(set);
      for (SdkRequest request :
          List.of(
              DecryptRequest.builder().ciphertextBlob(BYTES).build(),
              DecryptRequest.builder()
                  .ciphertextBlob(BYTES)
                  .encryptionContext(Map.of("a", "b"))
                  .build(),
              ReEncryptRequest.builder().ciphertextBlob(BYTES).destinationKeyId(KEY_ARN).build(),
              EncryptRequest.builder().keyId("alias/not-known").plaintext(BYTES).build(),
              DeleteAliasRequest.builder().aliasName("alias/not-known").build())) {
        var attributes = attributes(request);
        interceptor.beforeExecution(() -> request, attributes);
        for (CheckDecision check :
            attributes.getAttribute(KmsPolicyInterceptor.DECISION).checks()) {
          CheckDecision.Evaluated evaluated = (CheckDecision.Evaluated) check;
          assertThat(evaluated.decision())
              .as(check.action())
              .isEqualTo(reference.decide(evaluated.request(), evaluated.policies()));
        }
      }
    }
    assertThat(interceptor.counts().failures()).isZero();
  }

  /** The promise that a call is decided by what the source says when the call begins. */
  @Test
  void decide_manyThreadsWhilePoliciesChange_neverDecideByWhatWasSaidBefore() throws Exception {
    PolicySet allowing = allowing("kms:Encrypt");
    PolicySet denying = allowing("kms:Decrypt");
    List<Callable<Long>> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(
          () -> {
            long wrong = 0;
            for (int call = 0; call < 20_000; call++) {
              PolicySet own = call % 3 == 0 ? denying : allowing;
              SAID.set(own);
              wrong += decide(ENCRYPT) == (own.equals(allowing) ? ALLOWED : IMPLICIT_DENY) ? 0 : 1;
            }
            return wrong;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(callers.size());
    try {
      for (Future<Long> wrong : threads.invokeAll(callers)) {
        assertThat(wrong.get()).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
