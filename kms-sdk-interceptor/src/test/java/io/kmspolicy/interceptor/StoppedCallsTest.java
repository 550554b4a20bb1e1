package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.kmspolicy.interceptor.decision.DenialReason;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.DriftReport;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** The report names the calls that were stopped: by operation, decision and statement. */
class StoppedCallsTest {

  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Sid": "Tenant", "Effect": "Deny", "Principal": "*", "Action": "kms:Encrypt",
          "Resource": "*", "Condition": {
            "StringNotEquals": {"kms:EncryptionContext:tenant": "own"}}}]}
      """;
  private static final EncryptRequest ENCRYPT =
      EncryptRequest.builder()
          .keyId(KEY_ARN)
          .plaintext(Fixtures.BYTES)
          .encryptionContext(Map.of("tenant", "very-secret"))
          .build();
  private static final DescribeKeyRequest DESCRIBE =
      DescribeKeyRequest.builder().keyId(KEY_ARN).build();

  private static KmsPolicyInterceptor deciding(EnforcementMode encrypt) {
    PolicyLayer key =
        PolicyLayer.of(
            new NamedPolicy(
                "key", PolicyReader.forType(PolicyType.KEY).source("key.json").read(POLICY)));
    return KmsPolicyInterceptor.builder()
        .caller(Fixtures.CALLER)
        .source(Fixtures.source(PolicySet.builder().key(key).build()))
        .mode("Encrypt", encrypt)
        .build();
  }

  private static void call(KmsPolicyInterceptor interceptor, SdkRequest request) {
    var unused =
        catchThrowable(
            () -> interceptor.beforeExecution(() -> request, Fixtures.attributes(request)));
  }

  private static List<DriftReport.Stopped> stopped(KmsPolicyInterceptor interceptor, long reasons) {
    Eventually.isTrue(
        "the reasons",
        () ->
            interceptor.report().stopped().stream()
                    .flatMap(calls -> calls.reasons().values().stream())
                    .mapToLong(Long::longValue)
                    .sum()
                >= reasons);
    return interceptor.report().stopped();
  }

  @Test
  @DisplayName("Stopped calls and calls that would be stopped are listed with their statements")
  void report_stoppedAndObserved_nameTheStatement() {
    try (KmsPolicyInterceptor interceptor = deciding(EnforcementMode.ENFORCE)) {
      call(interceptor, ENCRYPT);
      call(interceptor, ENCRYPT);
      call(interceptor, DESCRIBE);
      assertThat(stopped(interceptor, 3))
          .containsExactly(
              new DriftReport.Stopped(
                  "DescribeKey",
                  Disposition.OBSERVED,
                  Decision.IMPLICIT_DENY,
                  1,
                  Map.of(
                      new DenialReason(
                          "key-policy",
                          "",
                          "",
                          "",
                          "role App (111122223333): nothing allows it: the key policy (key.json)"
                              + " does not allow kms:DescribeKey on key/"
                              + Fixtures.KEY_ID),
                      1L)),
              new DriftReport.Stopped(
                  "Encrypt",
                  Disposition.STOPPED,
                  Decision.EXPLICIT_DENY,
                  2,
                  Map.of(
                      new DenialReason(
                          "key-policy",
                          "Tenant",
                          "key.json:2:3",
                          "",
                          "denied by statement `Tenant` of the policy of key `key` (key.json:2:3)"),
                      2L)));
      assertThat(interceptor.report().text())
          .contains("Encrypt stopped: 2 (explicitDeny)\n  2: denied by statement `Tenant`")
          .contains("DescribeKey would be stopped: 1 (implicitDeny)\n")
          .doesNotContain("very-secret");
      assertThat(interceptor.report().json())
          .contains(
              "{\"operation\":\"Encrypt\",\"disposition\":\"stopped\",\"decision\":\"explicitDeny\","
                  + "\"calls\":2,\"reasons\":[{\"reason\":\"denied by statement `Tenant`")
          .doesNotContain("very-secret");
    }
  }

  @Test
  @DisplayName("All calls are counted; the reason is found for the first 100 and then for few")
  void report_manyCalls_areCountedExactlyAndExaminedSparsely() {
    try (KmsPolicyInterceptor interceptor = deciding(EnforcementMode.OBSERVE)) {
      for (int i = 0; i < 1_000; i++) {
        call(interceptor, ENCRYPT);
      }
      DriftReport.Stopped calls = stopped(interceptor, 101).get(0);
      assertThat(calls.calls()).isEqualTo(1_000);
      assertThat(calls.reasons().values())
          .singleElement(as(LONG))
          .isBetween(101L, 109L); // One in 100, at most ten a second.
      assertThat(interceptor.counts().explanationsDropped()).isZero();
    }
  }
}
