package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.attributes;
import static io.kmspolicy.model.Decision.ALLOWED;
import static io.kmspolicy.model.Decision.IMPLICIT_DENY;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.Decision;
import io.kmspolicy.model.NamedPolicy;
import io.kmspolicy.model.PolicyLayer;
import io.kmspolicy.model.PolicySet;
import io.kmspolicy.model.PolicyType;
import io.kmspolicy.model.json.PolicyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

class CompiledDeciderTest {

  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder().keyId(KEY_ARN).plaintext(BYTES).build();

  /** What the source says to one thread only. */
  private static final ThreadLocal<PolicySet> SAID = new ThreadLocal<>();

  private final AtomicReference<PolicySet> said = new AtomicReference<>(allowing("kms:*"));
  private final KmsPolicyInterceptor interceptor =
      KmsPolicyInterceptor.builder()
          .caller(Fixtures.CALLER)
          .policies((caller, resource) -> SAID.get() == null ? said.get() : SAID.get())
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
  void decide_keyThatCannotBeNamed_isLeftToTheEvaluator() {
    assertThat(decide(DecryptRequest.builder().ciphertextBlob(BYTES).build()))
        .isEqualTo(Decision.INDETERMINATE);
    assertThat(interceptor.rowStatistics().made()).isZero();
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
