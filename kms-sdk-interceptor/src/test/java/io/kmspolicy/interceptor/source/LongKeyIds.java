package io.kmspolicy.interceptor.source;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import java.nio.file.Path;
import java.util.function.Consumer;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** A process whose calls of KMS name keys by long texts, each by another one. */
public final class LongKeyIds {

  private static final int CALLS = 5_000;
  private static final int WARM_CALLS = 200;
  private static final int COLLECTIONS = 3;

  private LongKeyIds() {}

  /**
   * Prints how many bytes of heap are in use after the calls, with the client alone and with the
   * interceptor.
   *
   * @param arguments the length of the key ids, and a policy directory
   */
  public static void main(String[] arguments) {
    int length = Integer.parseInt(arguments[0]);
    long alone;
    try (KmsClient client = client(o -> {})) {
      call(client, WARM_CALLS, length);
      alone = usedHeap();
    }
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .caller(Fixtures.CALLER)
            .source(PolicyDirectory.load(Path.of(arguments[1])))
            .build();
    try (KmsClient client = client(o -> o.addExecutionInterceptor(interceptor))) {
      call(client, CALLS, length);
      long both = usedHeap();
      System.out.println(
          interceptor.counts().calls()
              + " calls decided, "
              + interceptor.counts().failures()
              + " failures, bytes: "
              + (both - alone));
    }
  }

  private static KmsClient client(Consumer<ClientOverrideConfiguration.Builder> configuration) {
    return KmsClient.builder()
        .httpClient(new Succeeding())
        .region(Region.US_WEST_2)
        .credentialsProvider(Fixtures.CREDENTIALS)
        .overrideConfiguration(configuration)
        .build();
  }

  /** Keeps nothing of a request. */
  private static final class Succeeding extends FakeHttpClient {
    @Override
    HttpExecuteResponse answer(HttpExecuteRequest request) {
      return response(200, "application/x-amz-json-1.1", "{}");
    }
  }

  private static void call(KmsClient client, int calls, int length) {
    String rest = "x".repeat(length);
    for (int call = 0; call < calls; call++) {
      String keyId = call + rest;
      var unused = client.describeKey(r -> r.keyId(keyId));
    }
  }

  private static long usedHeap() {
    for (int collection = 0; collection < COLLECTIONS; collection++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
