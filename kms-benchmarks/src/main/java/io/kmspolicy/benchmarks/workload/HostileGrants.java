package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Many grants on one key, each to the same caller and with a constraint.
 *
 * @param grants the grants
 * @param contexts the contexts of requests: one of two has a grant
 */
record HostileGrants(List<Grant> grants, List<RequestContext> contexts) {

  private static final String TENANT = HostilePolicies.PAIR + "tenant";

  /** Each grant demands another value of one pair. */
  static HostileGrants byValue(int number, int count) {
    List<Grant> grants = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String value = "tenant-" + number + "-" + i;
      grants.add(grant(i, new ContextConstraint.EqualTo(Map.of("tenant", value))));
    }
    List<RequestContext> contexts = new ArrayList<>();
    for (int i = 0; i < HostilePolicies.CONTEXTS; i++) {
      int wanted = i % 2 == 0 ? i * (count / HostilePolicies.CONTEXTS) : count + i;
      contexts.add(RequestContext.builder().put(TENANT, "tenant-" + number + "-" + wanted).build());
    }
    return new HostileGrants(grants, contexts);
  }

  /** Each grant demands a pair with another name. */
  static HostileGrants byName(int number, int count) {
    List<Grant> grants = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, String> pairs = Map.of("tenant", "t", "table-" + number + "-" + i, "x");
      grants.add(grant(i, new ContextConstraint.Containing(pairs)));
    }
    List<RequestContext> contexts = new ArrayList<>();
    for (int i = 0; i < HostilePolicies.CONTEXTS; i++) {
      int wanted = i % 2 == 0 ? i * (count / HostilePolicies.CONTEXTS) : count + i;
      contexts.add(
          RequestContext.builder()
              .put(TENANT, "t")
              .put(HostilePolicies.PAIR + "table-" + number + "-" + wanted, "x")
              .build());
    }
    return new HostileGrants(grants, contexts);
  }

  private static Grant grant(int number, ContextConstraint constraint) {
    return new Grant(
        "grant-" + number,
        "",
        "",
        new GrantPrincipal.Principal(HostilePolicies.CALLER),
        new GrantPrincipal.Nobody(),
        List.of("Decrypt", "GenerateDataKey"),
        new GrantConstraints(constraint, ""),
        "111122223333",
        "2026-11-25T00:00:00Z");
  }
}
