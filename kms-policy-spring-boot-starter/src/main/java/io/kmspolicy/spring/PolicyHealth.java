package io.kmspolicy.spring;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.source.SourceStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the health of an application says of the interceptor, for each line of Spring Boot. Never
 * {@code DOWN}: calls are sent whatever happens to the interceptor, and an instance that can serve
 * must not be taken out of service for it.
 *
 * @param isUp whether calls are checked
 * @param details the details
 */
record PolicyHealth(boolean isUp, Map<String, Object> details) {

  static PolicyHealth of(InstalledPolicy policy, ClientBuilderPostProcessor clients) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", KmsPolicyReport.text(policy.state()));
    String problem = policy.problem();
    if (!problem.isEmpty()) {
      details.put("problem", problem);
    }
    policy.interceptor().ifPresent(interceptor -> add(details, interceptor, policy, clients));
    return new PolicyHealth(problem.isEmpty(), details);
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
