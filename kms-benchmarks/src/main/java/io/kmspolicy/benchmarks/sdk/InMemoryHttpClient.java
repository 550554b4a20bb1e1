package io.kmspolicy.benchmarks.sdk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * An HTTP client that reads the bytes of a request, sends nothing, and returns the same response to
 * all requests. The remaining cost is that of the SDK itself. Thread-safe.
 */
final class InMemoryHttpClient implements SdkHttpClient {

  private static final int OK = 200;

  private final byte[] body;

  InMemoryHttpClient(String json) {
    body = json.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new Exchange(request);
  }

  private final class Exchange implements ExecutableHttpRequest {

    private final HttpExecuteRequest request;

    Exchange(HttpExecuteRequest request) {
      this.request = request;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      if (request.contentStreamProvider().isPresent()) {
        drain(request.contentStreamProvider().get());
      }
      AbortableInputStream content = AbortableInputStream.create(new ByteArrayInputStream(body));
      return HttpExecuteResponse.builder()
          .response(
              SdkHttpFullResponse.builder()
                  .statusCode(OK)
                  .putHeader("Content-Type", "application/x-amz-json-1.1")
                  .putHeader("Content-Length", Integer.toString(body.length))
                  .putHeader("x-amzn-RequestId", "b1946ac9-2492-4d23-8f4a-6b3a7c5d9e10")
                  .build())
          .responseBody(content)
          .build();
    }

    private void drain(ContentStreamProvider content) throws IOException {
      try (InputStream bytes = content.newStream()) {
        bytes.transferTo(OutputStream.nullOutputStream());
      }
    }

    @Override
    public void abort() {}
  }

  @Override
  public String clientName() {
    return "InMemory";
  }

  @Override
  public void close() {}
}
