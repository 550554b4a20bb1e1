package io.kmspolicy.interceptor.spi;

import io.kmspolicy.interceptor.request.ClientProfiles;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.text.Quoting;
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

  /** Such as {@code role App (111122223333)}. */
  @Override
  public String toString() {
    return caller.map(one -> Quoting.oneLine(session(one) + one.identity())).orElse("");
  }

  private static String session(Caller.AccountCaller caller) {
    return caller instanceof Caller.RoleSession session
        ? "session " + session.sessionName() + " of "
        : "";
  }

  @Override
  public Optional<Caller.AccountCaller> callerOf(
      SdkRequest request, ExecutionAttributes attributes) {
    return clients.of(attributes).signsWithOwnCredentials(request, attributes)
        ? caller
        : Optional.empty();
  }
}
