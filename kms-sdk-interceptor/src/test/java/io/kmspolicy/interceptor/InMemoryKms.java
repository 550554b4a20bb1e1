package io.kmspolicy.interceptor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.utils.async.SimplePublisher;

/** A KMS that records the bodies of requests and answers each in the same way, without sockets. */
final class InMemoryKms implements SdkHttpClient, SdkAsyncHttpClient {

  final List<String> bodies = new CopyOnWriteArrayList<>();

  /** The {@code Authorization} headers of synchronous requests. */
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  /** The error code of all answers; empty if calls succeed. */
  volatile String errorCode = "";

  /** The message of an error. */
  volatile String errorMessage = "";

  private byte[] answer() {
    String text =
        errorCode.isEmpty()
            ? "{}"
            : "{\"__type\":\"" + errorCode + "\",\"message\":\"" + errorMessage + "\"}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private SdkHttpResponse head() {
    return SdkHttpResponse.builder()
        .statusCode(errorCode.isEmpty() ? 200 : 400)
        .putHeader("Content-Type", "application/x-amz-json-1.1")
        .build();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    authorizations.addAll(request.httpRequest().matchingHeaders("Authorization"));
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() {
        try {
          bodies.add(
              new String(
                  request.contentStreamProvider().orElseThrow().newStream().readAllBytes(),
                  StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return HttpExecuteResponse.builder()
            .response(head())
            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer())))
            .build();
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    request.requestContentPublisher().subscribe(new Body(request, done));
    return done;
  }

  /** Collects the body of a request and then answers. */
  private final class Body implements Subscriber<ByteBuffer> {

    private final AsyncExecuteRequest request;
    private final CompletableFuture<Void> done;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Body(AsyncExecuteRequest request, CompletableFuture<Void> done) {
      this.request = request;
      this.done = done;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      while (buffer.hasRemaining()) {
        bytes.write(buffer.get());
      }
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      bodies.add(bytes.toString(StandardCharsets.UTF_8));
      SimplePublisher<ByteBuffer> body = new SimplePublisher<>();
      request.responseHandler().onHeaders(head());
      request.responseHandler().onStream(body);
      var unusedSent = body.send(ByteBuffer.wrap(answer()));
      var unusedEnd = body.complete();
      done.complete(null);
    }
  }

  @Override
  public String clientName() {
    return "InMemory";
  }

  @Override
  public void close() {}
}
