package io.kmspolicy.interceptor.spi;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.spi.CallerTags;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.kms.model.KmsRequest;

/**
 * Tells who makes a call. It is asked on the caller's thread for every call, so it answers from
 * memory and never blocks; a caller that is not known yet leaves the call undecided.
 */
@FunctionalInterface
public interface CallerSource extends CallerTags {

  /** Who makes the call, or empty if that is not known. */
  Optional<Caller.AccountCaller> callerOf(SdkRequest request, ExecutionAttributes attributes);

  /** Unknown, unless an implementation tells them. */
  @Override
  default Optional<Map<String, String>> tagsOf(Caller.AccountCaller caller) {
    return Optional.empty();
  }

  /**
   * One caller for all calls. A request that brings credentials of its own is somebody else's, and
   * its caller is not known.
   */
  static CallerSource fixed(Caller.AccountCaller caller) {
    Optional<Caller.AccountCaller> known = Optional.of(caller);
    return (request, attributes) -> bringsCredentials(request) ? Optional.empty() : known;
  }

  private static boolean bringsCredentials(SdkRequest request) {
    return request instanceof KmsRequest kms
        && kms.overrideConfiguration()
            .flatMap(AwsRequestOverrideConfiguration::credentialsIdentityProvider)
            .isPresent();
  }
}
