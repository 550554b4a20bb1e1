package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** Calls of clients that are built for one call, with an HTTP client in memory. */
final class ClientCall {

  private ClientCall() {}

  /**
   * The exception of a call, without the wrapper of asynchronous clients; null if it succeeds.
   *
   * @param interceptors the interceptors of the client, in their order
   */
  static Throwable encrypt(
      InMemoryKms kms,
      EncryptRequest request,
      boolean async,
      List<? extends ExecutionInterceptor> interceptors) {
    if (async) {
      try (KmsAsyncClient client =
          KmsAsyncClient.builder()
              .httpClient(kms)
              .region(Region.US_WEST_2)
              .credentialsProvider(Fixtures.CREDENTIALS)
              .overrideConfiguration(o -> interceptors.forEach(o::addExecutionInterceptor))
              .build()) {
        Throwable thrown = catchThrowable(() -> client.encrypt(request).join());
        return thrown instanceof CompletionException wrapper ? wrapper.getCause() : thrown;
      }
    }
    try (KmsClient client =
        KmsClient.builder()
            .httpClient(kms)
            .region(Region.US_WEST_2)
            .credentialsProvider(Fixtures.CREDENTIALS)
            .overrideConfiguration(o -> interceptors.forEach(o::addExecutionInterceptor))
            .build()) {
      return catchThrowable(() -> client.encrypt(request));
    }
  }
}
