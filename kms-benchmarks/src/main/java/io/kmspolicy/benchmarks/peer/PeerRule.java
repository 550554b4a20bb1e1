package io.kmspolicy.benchmarks.peer;

import io.kmspolicy.benchmarks.workload.Population;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * An identity statement in a form that every peer supports.
 *
 * @param denies whether its effect is Deny
 * @param actions the actions, without wildcards
 * @param resource a key ARN, or a prefix of key ARNs without the {@code *}
 * @param isPrefix whether the resource is a prefix
 */
record PeerRule(boolean denies, List<String> actions, String resource, boolean isPrefix) {

  /** Copies the list. */
  PeerRule {
    actions = List.copyOf(actions);
  }

  /** The identity statements of a population's first principal. */
  static List<PeerRule> of(Population population) {
    List<PeerRule> rules = new ArrayList<>();
    if (population.principals().get(0).identity() instanceof PolicyLayer.Attached attached) {
      for (NamedPolicy policy : attached.policies()) {
        policy.document().statements().forEach(statement -> rules.add(of(statement)));
      }
    }
    return rules;
  }

  private static PeerRule of(Statement statement) {
    if (statement.action() instanceof ActionElement.Action actions
        && statement.resource() instanceof ResourceElement.Resource resources
        && statement.condition().tests().isEmpty()) {
      String pattern = resources.patterns().get(0).text();
      boolean isPrefix = pattern.endsWith("*");
      return new PeerRule(
          statement.effect() == Effect.DENY,
          actions.patterns().stream().map(ActionPattern::text).toList(),
          isPrefix ? pattern.substring(0, pattern.length() - 1) : pattern,
          isPrefix);
    }
    throw new IllegalArgumentException("no rule for the peers: " + statement);
  }
}
