package io.kmspolicy.benchmarks.sdk;

import io.kmspolicy.benchmarks.workload.Population;
import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.interceptor.DenialPoint;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.model.DecryptRequest;

/**
 * The checks of one interceptor with many callers, without the SDK's part of a call. Not
 * thread-safe.
 */
public final class CallerChecks {

  private static final int STATEMENTS = 10;
  private static final int CIPHERTEXT_BYTES = 184;

  private final Caller.AccountCaller steady;
  private final DecryptRequest request;
  private final Region region;
  private final KmsPolicyInterceptor interceptor;
  private Caller.AccountCaller caller;

  private CallerChecks(Workload workload) {
    Request allowed =
        workload.requests().stream()
            .filter(candidate -> workload.answer(candidate) == Decision.ALLOWED)
            .findFirst()
            .orElseThrow();
    Population population = workload.population();
    KmsResource.Key key = population.keys().get(allowed.key()).key();
    steady = (Caller.AccountCaller) population.principals().get(0).caller();
    caller = steady;
    region = Region.of(key.region());
    request =
        DecryptRequest.builder()
            .keyId(key.arn())
            .ciphertextBlob(SdkBytes.fromByteArray(new byte[CIPHERTEXT_BYTES]))
            .encryptionContext(Map.of("tenant", "tenant-1", "purpose", "benchmark"))
            .build();
    interceptor =
        KmsPolicyInterceptor.builder()
            .callers((asked, attributes) -> Optional.of(caller))
            .policies(
                new Fixed(
                    population.policies(0, allowed.key()).principalPolicies(),
                    population.policies(0, allowed.key()).keyPolicies(KeyManager.CUSTOMER)))
            .keys(new CustomerKeys())
            .denyAt(DenialPoint.BEFORE_EXECUTION)
            .build();
  }

  /** The same layers for all callers. */
  private record Fixed(PrincipalPolicies own, KeyPolicies key) implements PolicySource {
    @Override
    public PrincipalPolicies principal(Caller caller) {
      return own;
    }

    @Override
    public KeyPolicies key(KmsResource resource, Caller caller) {
      return key;
    }
  }

  /**
   * Checks one call of the steady caller, then one call of each of a number of other callers.
   *
   * @throws IllegalStateException if the steady caller's call is not allowed
   */
  public static CallerChecks after(int others) {
    CallerChecks checks = new CallerChecks(StatementsWorkload.plain(STATEMENTS));
    if (checks.checkSteady().decision() != Decision.ALLOWED) {
      throw new IllegalStateException("the steady caller's call is not allowed");
    }
    for (int number = 0; number < others; number++) {
      checks.caller =
          (Caller.AccountCaller)
              Caller.parse("arn:aws:sts::111122223333:assumed-role/Visitor/session-" + number);
      checks.check();
    }
    checks.caller = checks.steady;
    return checks;
  }

  /** Checks a call of the steady caller. */
  public CallDecision checkSteady() {
    return check();
  }

  private CallDecision check() {
    ExecutionAttributes attributes =
        new ExecutionAttributes()
            .putAttribute(SdkExecutionAttribute.SERVICE_NAME, "Kms")
            .putAttribute(SdkExecutionAttribute.OPERATION_NAME, "Decrypt")
            .putAttribute(AwsExecutionAttribute.AWS_REGION, region);
    interceptor.beforeExecution(() -> request, attributes);
    return attributes.getAttribute(KmsPolicyInterceptor.DECISION);
  }
}
