package io.kmspolicy.interceptor.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.spi.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

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

  private static KmsClient kms(ExecutionInterceptor... interceptors) {
    return KmsClient.builder()
        .region(Region.US_WEST_2)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(o -> o.executionInterceptors(List.of(interceptors)))
        .build();
  }

  @Test
  @DisplayName("Clients whose identity hashes share a slot have their own profiles")
  void of_clientsOfOneSlot_hasTheProfileOfEach() {
    KmsPolicyInterceptor own =
        KmsPolicyInterceptor.builder()
            .callers((request, attributes) -> Optional.empty())
            .source(PolicySource.unknown())
            .build();
    List<KmsClient> clients = new ArrayList<>();
    for (int i = 0; i < 3 * ClientProfiles.FEW; i++) {
      clients.add(i % 2 == 0 ? kms(own) : kms(own, new ExecutionInterceptor() {}));
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < clients.size(); i++) {
        ExecutionAttributes attributes =
            new ExecutionAttributes()
                .putAttribute(SdkInternalExecutionAttribute.SDK_CLIENT, clients.get(i));
        assertThat(profiles.of(attributes).isAlone()).isEqualTo(i % 2 == 0);
      }
    }
    clients.forEach(KmsClient::close);
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
