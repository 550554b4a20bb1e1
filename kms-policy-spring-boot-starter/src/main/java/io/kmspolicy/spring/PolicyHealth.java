package io.kmspolicy.spring;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.source.SourceStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the health of an application says of the interceptor, for each line of Spring Boot. {@code
 * DOWN} only with {@code kms.policy.fail-fast}: calls are sent whatever happens to the interceptor,
 * and an instance that can serve must not be taken out of service for it.
 *
 * @param level whether calls are checked
 * @param details the details
 */
record PolicyHealth(Level level, Map<String, Object> details) {

  /** The statuses of Spring Boot that the interceptor uses. */
  enum Level {
    /** Calls are checked. */
    UP,
    /** Calls are not checked. */
    UNKNOWN,
    /** Calls are not checked, and the application asks to fail then. */
    DOWN
  }

  static PolicyHealth of(InstalledPolicy policy, ClientBuilderPostProcessor clients) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", KmsPolicyReport.text(policy.state()));
    Optional<String> unread = policy.neverLoaded();
    String problem = policy.problem().isEmpty() ? unread.orElse("") : policy.problem();
    if (!problem.isEmpty()) {
      details.put("problem", problem);
    }
    policy.interceptor().ifPresent(interceptor -> add(details, interceptor, policy, clients));
    return new PolicyHealth(level(problem, unread.isPresent() && policy.isFailFast()), details);
  }

  private static Level level(String problem, boolean isDown) {
    if (problem.isEmpty()) {
      return Level.UP;
    }
    return isDown ? Level.DOWN : Level.UNKNOWN;
  }

  private static void add(
      Map<String, Object> details,
      KmsPolicyInterceptor interceptor,
      InstalledPolicy policy,
      ClientBuilderPostProcessor clients) {
    details.put("mode", KmsPolicyReport.Modes.of(interceptor).mode());
    details.put("drift", interceptor.report().drift());
    for (SourceState source : policy.sources()) {
      for (SourceStatus status : source.statuses()) {
        details.put(status.layer().text(), layer(status));
      }
    }
    List<String> unchecked = clients.uncheckedClients(interceptor);
    if (!unchecked.isEmpty()) {
      details.put("uncheckedClients", unchecked);
    }
  }

  /** Such as {@code fresh, PT12S old}. */
  private static String layer(SourceStatus status) {
    String condition = KmsPolicyReport.text(status.condition());
    return status
        .age()
        .map(age -> condition + ", " + Duration.ofSeconds(age.toSeconds()) + " old")
        .orElse(condition);
  }
}
