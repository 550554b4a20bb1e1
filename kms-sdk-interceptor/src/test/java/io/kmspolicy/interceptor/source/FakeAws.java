package io.kmspolicy.interceptor.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kms.KmsClient;

/** A fake KMS in memory whose responses and faults a test sets. */
final class FakeAws implements SdkHttpClient {

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
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return answer(request);
      }

      @Override
      public void abort() {}
    };
  }

  private HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
    requests.incrementAndGet();
    authorization = request.httpRequest().firstMatchingHeader("Authorization").orElse("");
    String target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElseThrow();
    String body =
        new String(
            request.contentStreamProvider().orElseThrow().newStream().readAllBytes(),
            StandardCharsets.UTF_8);
    Answer answer = service.apply(target.substring(target.indexOf('.') + 1), body);
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpResponse.builder()
                .statusCode(answer.status())
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .build())
        .responseBody(
            AbortableInputStream.create(
                new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8))))
        .build();
  }

  @Override
  public void close() {}
}
