package io.kmspolicy.cli.doors;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** Asks by a call of the SDK with the interceptor, to a KMS in memory that allows everything. */
record InterceptorDoor(Question question, Path policies) {

  private static final String CONTEXT = "kms:EncryptionContext:";

  Answer answer() {
    List<CallDecision> decisions = new ArrayList<>();
    Map<String, String> pairs = new LinkedHashMap<>();
    RequestContext.Builder stated = RequestContext.builder();
    question
        .context()
        .forEach(
            (key, value) -> {
              if (key.startsWith(CONTEXT)) {
                pairs.put(key.substring(CONTEXT.length()), value);
              } else {
                stated.put(key, value);
              }
            });
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .caller(Caller.parse(question.caller()))
            .source(PolicyDirectory.load(policies))
            .context(stated.build())
            .listener(decisions::add)
            .build();
    try (interceptor;
        KmsClient kms = client(interceptor)) {
      kms.decrypt(
          call ->
              call.keyId(Question.KEY)
                  .encryptionContext(pairs)
                  .ciphertextBlob(SdkBytes.fromUtf8String("ciphertext")));
    }
    return switch (decisions.get(0).decision()) {
      case ALLOWED -> Answer.ALLOWED;
      case INDETERMINATE -> Answer.OPEN;
      case DENIED, EXPLICIT_DENY, IMPLICIT_DENY -> Answer.DENIED;
    };
  }

  private static KmsClient client(KmsPolicyInterceptor interceptor) {
    return KmsClient.builder()
        .region(Region.of(Question.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
        .httpClient(new AllowingKms())
        .overrideConfiguration(settings -> settings.addExecutionInterceptor(interceptor))
        .build();
  }

  /** A KMS that answers every call with an empty object. */
  private static final class AllowingKms implements SdkHttpClient {

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
          return HttpExecuteResponse.builder()
              .response(
                  SdkHttpResponse.builder()
                      .statusCode(200)
                      .putHeader("Content-Type", "application/x-amz-json-1.1")
                      .build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }
}
