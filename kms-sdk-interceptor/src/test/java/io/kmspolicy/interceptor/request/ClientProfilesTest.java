package io.kmspolicy.interceptor.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.source.Eventually;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;

class ClientProfilesTest {

  private static final int CLIENTS = 1_000;

  private final ClientProfiles profiles = new ClientProfiles();

  /** A client whose configuration cannot be read. */
  private static final class Client implements SdkClient {
    @Override
    public String serviceName() {
      return "kms";
    }

    @Override
    public void close() {}
  }

  private List<Client> callThroughClients(int calls) {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Client client = new Client();
      clients.add(client);
      for (int call = 0; call < calls; call++) {
        var unused =
            profiles.of(
                new ExecutionAttributes()
                    .putAttribute(SdkInternalExecutionAttribute.SDK_CLIENT, client));
      }
    }
    return clients;
  }

  @Test
  @DisplayName("1,000 clients: one profile for each, however often it calls, as long as it is used")
  void of_manyClients_keepsOneProfileForEachWhileItIsReferenced() {
    List<Client> clients = callThroughClients(3);
    assertThat(profiles.size()).isEqualTo(clients.size());
    clients.clear();
    Eventually.isTrue(
        "the end of the profiles",
        () -> {
          System.gc();
          return profiles.size() == 0;
        });
  }
}
