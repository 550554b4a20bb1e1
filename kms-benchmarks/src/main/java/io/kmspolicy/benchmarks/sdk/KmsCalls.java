package io.kmspolicy.benchmarks.sdk;

import io.kmspolicy.benchmarks.workload.Population;
import io.kmspolicy.benchmarks.workload.Request;
import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;

/** A KMS client of the role of a small population, with and without the interceptor. */
public final class KmsCalls implements AutoCloseable {

  private static final int STATEMENTS = 10;
  private static final int CIPHERTEXT_BYTES = 184;
  private static final String ANSWER =
      """
      {"KeyId": "%s", "Plaintext": "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0", \
      "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}\
      """;

  private final KmsPolicyInterceptor interceptor;
  private final KmsClient plain;
  private final KmsClient guarded;
  private final KmsClient refused;
  private final DecryptRequest allowed;
  private final DecryptRequest denied;

  private KmsCalls(Workload workload) {
    KmsResource.Key key = keyThatIs(Decision.ALLOWED, workload);
    KmsResource.Key other = keyThatIs(Decision.EXPLICIT_DENY, workload);
    plain = client(key, List.of());
    interceptor = interceptor(workload.population());
    guarded = client(key, List.of(interceptor));
    refused = client(other, List.of(interceptor));
    allowed = decrypt(key);
    denied = decrypt(other);
  }

  /**
   * Creates the clients and tries each kind of call.
   *
   * @throws IllegalStateException if a call has an unexpected result
   */
  public static KmsCalls prepare() {
    KmsCalls calls = new KmsCalls(StatementsWorkload.plain(STATEMENTS));
    if (!calls.callUnguarded().plaintext().equals(calls.callAllowed().plaintext())) {
      throw new IllegalStateException("the interceptor changes what the call answers");
    }
    if (calls.interceptor.counts().calls(Decision.ALLOWED) != 1) {
      throw new IllegalStateException("the interceptor did not find the call allowed");
    }
    if (calls.callDenied().call().decision() != Decision.EXPLICIT_DENY) {
      throw new IllegalStateException("the call was not stopped by a Deny");
    }
    return calls;
  }

  private static KmsResource.Key keyThatIs(Decision decision, Workload workload) {
    Request request =
        workload.requests().stream()
            .filter(candidate -> workload.answer(candidate) == decision)
            .findFirst()
            .orElseThrow();
    return workload.population().keys().get(request.key()).key();
  }

  private static KmsPolicyInterceptor interceptor(Population population) {
    return KmsPolicyInterceptor.builder()
        .caller(population.principals().get(0).caller())
        .source(source(population))
        .keys(new CustomerKeys())
        .mode(EnforcementMode.ENFORCE)
        .build();
  }

  private static PolicySource source(Population population) {
    Map<String, KeyPolicies> keys = new HashMap<>();
    for (int number = 0; number < population.keys().size(); number++) {
      keys.put(
          population.keys().get(number).key().arn(),
          population.policies(0, number).keyPolicies(KeyManager.CUSTOMER));
    }
    PrincipalPolicies own = population.policies(0, 0).principalPolicies();
    return new PolicySource() {
      @Override
      public PrincipalPolicies principal(Caller caller) {
        return own;
      }

      @Override
      public KeyPolicies key(KmsResource resource, Caller caller) {
        return Objects.requireNonNull(keys.get(resource.arn()));
      }
    };
  }

  /** A client of the Region of a key. */
  private static KmsClient client(KmsResource.Key key, List<ExecutionInterceptor> interceptors) {
    return KmsClient.builder()
        .httpClient(new InMemoryHttpClient(ANSWER.formatted(key.arn())))
        .region(Region.of(key.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
        .overrideConfiguration(o -> interceptors.forEach(o::addExecutionInterceptor))
        .build();
  }

  private static DecryptRequest decrypt(KmsResource.Key key) {
    return DecryptRequest.builder()
        .keyId(key.arn())
        .ciphertextBlob(SdkBytes.fromByteArray(new byte[CIPHERTEXT_BYTES]))
        .encryptionContext(Map.of("tenant", "tenant-1", "purpose", "benchmark"))
        .build();
  }

  /** A call of a client without an interceptor. */
  public DecryptResponse callUnguarded() {
    return plain.decrypt(allowed);
  }

  /** A call that the interceptor allows. */
  public DecryptResponse callAllowed() {
    return guarded.decrypt(allowed);
  }

  /** A call that the interceptor denies. */
  public KmsAccessDeniedException callDenied() {
    try {
      refused.decrypt(denied);
    } catch (KmsAccessDeniedException e) {
      return e;
    }
    throw new IllegalStateException("the call was not stopped");
  }

  @Override
  public void close() {
    plain.close();
    guarded.close();
    refused.close();
  }
}
