package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** A process with a client for each tenant shares one interceptor. */
@Isolated // It lists the threads of the process.
class ManyClientsTest {

  private static final int CLIENTS = 1_000;

  private final InMemoryKms kms = new InMemoryKms();

  private KmsClient client(KmsPolicyInterceptor interceptor) {
    return KmsClient.builder()
        .httpClient(kms)
        .region(Region.US_WEST_2)
        .credentialsProvider(Fixtures.CREDENTIALS)
        .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
        .build();
  }

  private List<WeakReference<KmsClient>> callThroughClients(KmsPolicyInterceptor interceptor) {
    List<WeakReference<KmsClient>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      KmsClient client = client(interceptor); // Not closed: many applications close none.
      var unused = client.encrypt(r -> r.keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES));
      clients.add(new WeakReference<>(client));
    }
    return clients;
  }

  private static Set<Thread> ownThreads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("kms-policy-"));
    return threads;
  }

  @Test
  @DisplayName("1,000 clients: every call is decided, no thread for them, and no client is kept")
  void calls_ofManyClients_keepNoClientAndStartNoThread() {
    Set<Thread> before = ownThreads();
    try (KmsPolicyInterceptor interceptor =
        Fixtures.interceptor(RecordingAuthorizer.answering(Decision.ALLOWED)).build()) {
      List<WeakReference<KmsClient>> clients = callThroughClients(interceptor);
      assertThat(interceptor.counts().calls(Decision.ALLOWED)).isEqualTo(CLIENTS);
      assertThat(interceptor.counts().undecided()).isZero();
      assertThat(before).containsAll(ownThreads());
      Eventually.isTrue(
          "the end of the clients",
          () -> {
            System.gc();
            // The profile of the first client stands outside of the cache, also weakly.
            return clients.stream().allMatch(client -> client.refersTo(null));
          });
      assertThat(interceptor.counts().failures()).isZero();
    }
  }
}
