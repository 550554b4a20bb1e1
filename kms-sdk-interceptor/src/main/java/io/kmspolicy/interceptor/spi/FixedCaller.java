package io.kmspolicy.interceptor.spi;

import io.kmspolicy.interceptor.request.ClientProfiles;
import io.kmspolicy.model.request.Caller;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;

/** One caller for all calls that are signed with the credentials of their client. */
final class FixedCaller implements CallerSource {

  private final Optional<Caller.AccountCaller> caller;
  private final ClientProfiles clients = new ClientProfiles();

  FixedCaller(Caller.AccountCaller caller) {
    this.caller = Optional.of(caller);
  }

  @Override
  public Optional<Caller.AccountCaller> callerOf(
      SdkRequest request, ExecutionAttributes attributes) {
    return clients.of(attributes).signsWithOwnCredentials(request, attributes)
        ? caller
        : Optional.empty();
  }
}
