package io.kmspolicy.interceptor.spi;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.spi.CallerTags;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;

/**
 * Identifies the caller of each call. The interceptor asks on the caller's thread for every call,
 * so implementations answer from memory and never block. A call whose caller is not known is not
 * decided.
 */
@FunctionalInterface
public interface CallerSource extends CallerTags {

  /** The caller of a call, or empty if it is not known. */
  Optional<Caller.AccountCaller> callerOf(SdkRequest request, ExecutionAttributes attributes);

  /** The tags of a caller; unknown unless an implementation overrides this method. */
  @Override
  default Optional<Map<String, String>> tagsOf(Caller.AccountCaller caller) {
    return Optional.empty();
  }

  /**
   * One caller for all calls that are signed with the credentials of their client.
   *
   * <p>The credentials provider of a call is compared with the provider of its client. A request
   * with credentials of its own, or with a plugin that brings other credentials, belongs to another
   * caller, who is not known. So does a call that the SDK does not sign by its own choice: with a
   * signer, an authentication scheme or an {@code AuthSchemeProvider} of the application. All
   * clients that share the source must call as this caller: two clients with different credentials
   * cannot be told apart.
   */
  static CallerSource fixed(Caller.AccountCaller caller) {
    return new FixedCaller(caller);
  }
}
