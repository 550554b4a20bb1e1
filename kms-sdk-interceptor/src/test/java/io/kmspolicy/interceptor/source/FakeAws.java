package io.kmspolicy.interceptor.source;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kms.KmsClient;

/** A fake KMS in memory whose responses and faults a test sets. */
final class FakeAws extends FakeHttpClient {

  /** An HTTP answer. */
  record Answer(int status, String body) {
    static Answer ok(String body) {
      return new Answer(200, body);
    }

    static Answer error(int status, String code) {
      return new Answer(status, "{\"__type\":\"" + code + "\",\"message\":\"on purpose\"}");
    }
  }

  final AtomicInteger requests = new AtomicInteger();

  /** The signature of the last request. */
  volatile String authorization = "";

  /** Answers an operation and its body; throws for a connection that breaks. */
  volatile BiFunction<String, String, Answer> service = (operation, body) -> Answer.ok("{}");

  KmsClient kms(ExecutionInterceptor... interceptors) {
    return KmsClient.builder()
        .httpClient(this)
        .region(Region.US_WEST_2)
        .credentialsProvider(StaticCredentialsProvider.create(Moto.credentials("AKIDEXAMPLE")))
        .overrideConfiguration(
            o -> {
              o.retryStrategy(DefaultRetryStrategy.doNotRetry());
              List.of(interceptors).forEach(o::addExecutionInterceptor);
            })
        .build();
  }

  @Override
  HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
    requests.incrementAndGet();
    authorization = request.httpRequest().firstMatchingHeader("Authorization").orElse("");
    String target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElseThrow();
    Answer answer = service.apply(target.substring(target.indexOf('.') + 1), body(request));
    return response(answer.status(), "application/x-amz-json-1.1", answer.body());
  }
}
