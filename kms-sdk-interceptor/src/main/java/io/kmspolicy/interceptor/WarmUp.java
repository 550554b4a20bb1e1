package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.InterceptorContext;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.KmsRequest;

/**
 * Decides sample calls by an interceptor of its own, so that the virtual machine loads the classes
 * that decisions, denials and explanations need.
 */
final class WarmUp {

  /** Enough for the first compilation of the methods that each decision runs. */
  private static final int ROUNDS = 300;

  /**
   * The rounds in which the message of the denial is read, which explains it. An explanation takes
   * longer than a decision and only has to be loaded.
   */
  private static final int EXPLAINED = 2;

  private static final String ACCOUNT = "111122223333";
  private static final String KEY =
      "arn:aws:kms:us-east-1:" + ACCOUNT + ":key/00000000-0000-0000-0000-000000000000";
  private static final Caller.AccountCaller CALLER =
      (Caller.AccountCaller) Caller.parse("arn:aws:iam::" + ACCOUNT + ":user/sample");
  private static final SdkBytes BYTES = SdkBytes.fromUtf8String("bytes");

  /** Conditions on the request, on its encryption context and on what a client cannot know. */
  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/sample"},
          "Action": "kms:GenerateDataKey", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:Decrypt",
          "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalTag/team": "a*"},
            "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
        {"Sid": "Tenant", "Effect": "Deny", "Principal": "*", "Action": "kms:Encrypt",
          "Resource": "*", "Condition": {
            "StringNotEquals": {"kms:EncryptionContext:tenant": "own"}}}]}
      """;

  private static final List<KmsRequest> REQUESTS =
      List.of(
          DecryptRequest.builder().keyId(KEY).ciphertextBlob(BYTES).build(),
          GenerateDataKeyRequest.builder().keyId(KEY).keySpec("AES_256").build(),
          EncryptRequest.builder()
              .keyId(KEY)
              .plaintext(BYTES)
              .encryptionContext(Map.of("tenant", "other"))
              .build());

  /**
   * What the sample calls did.
   *
   * @param stopped how many of them were stopped
   * @param failures how many failures were caught on their way
   */
  record Result(int stopped, long failures) {}

  private WarmUp() {}

  /** Runs the sample calls. */
  static Result run() {
    int stopped = 0;
    try (KmsPolicyInterceptor sample =
        KmsPolicyInterceptor.builder()
            .callers((request, attributes) -> Optional.of(CALLER))
            .source(new SamplePolicies())
            .mode(EnforcementMode.ENFORCE)
            .denyAt(DenialPoint.BEFORE_EXECUTION)
            .withoutLog()
            .build()) {
      for (int round = 0; round < ROUNDS; round++) {
        for (KmsRequest request : REQUESTS) {
          stopped += call(sample, request, round < EXPLAINED) ? 1 : 0;
        }
      }
      return new Result(stopped, sample.counts().failures());
    }
  }

  /** Makes one call; returns whether it was stopped. */
  private static boolean call(
      KmsPolicyInterceptor sample, KmsRequest request, boolean isExplained) {
    String name = request.getClass().getSimpleName();
    ExecutionAttributes attributes =
        new ExecutionAttributes()
            .putAttribute(
                SdkExecutionAttribute.OPERATION_NAME,
                name.substring(0, name.length() - "Request".length()))
            .putAttribute(AwsExecutionAttribute.AWS_REGION, Region.US_EAST_1);
    InterceptorContext context =
        InterceptorContext.builder()
            .request(request)
            .response(DecryptResponse.builder().build())
            .build();
    try {
      sample.beforeExecution(context, attributes);
    } catch (KmsAccessDeniedException denial) {
      return !isExplained || !denial.getMessage().isEmpty();
    }
    sample.afterExecution(context, attributes);
    return false;
  }

  private static final class SamplePolicies implements PolicySource {

    private final PrincipalPolicies principal =
        new PrincipalPolicies(
            PolicyLayer.unknown(),
            PolicyLayer.none(),
            PolicyLayer.none(),
            OrganizationLayer.none(),
            PolicyLayer.none());
    private final KeyPolicies key =
        new KeyPolicies(
            PolicyLayer.of(
                new NamedPolicy("sample", PolicyReader.forType(PolicyType.KEY).read(POLICY))),
            GrantLayer.none(),
            OrganizationLayer.none(),
            KeyManager.CUSTOMER);

    @Override
    public PrincipalPolicies principal(Caller caller) {
      return principal;
    }

    @Override
    public KeyPolicies key(KmsResource resource, Caller caller) {
      return key;
    }
  }
}
