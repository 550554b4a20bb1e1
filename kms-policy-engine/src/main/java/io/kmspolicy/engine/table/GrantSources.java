package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Grants without pairs that demand a source ARN (rule 5.9), by their ARNs. A call of a service with
 * a known source ARN is compared with the grants of that ARN and with those that have a pattern.
 * Immutable.
 */
final class GrantSources {

  /** Of grants that differ in their ARNs only, one: what holds for it if no ARN is compared. */
  private final Grant[] any;

  private final Map<String, List<Grant>> byArn = new HashMap<>();
  private final List<Grant> withPattern = new ArrayList<>();

  /**
   * The grants with a source ARN.
   *
   * @param terms what determines the result of each grant besides its ARN
   */
  GrantSources(List<Grant> grants, List<?> terms) {
    List<Grant> different = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    Map<String, Set<Object>> seenOfArn = new HashMap<>();
    for (int i = 0; i < grants.size(); i++) {
      Grant grant = grants.get(i);
      String arn = grant.constraints().sourceArn();
      if (seenOfArn.computeIfAbsent(arn, unused -> new HashSet<>(2)).add(terms.get(i))) {
        held(arn).add(grant);
        if (seen.add(terms.get(i))) {
          different.add(grant);
        }
      }
    }
    this.any = different.toArray(new Grant[0]);
  }

  private List<Grant> held(String arn) {
    return GrantConstraintMatcher.isPattern(arn)
        ? withPattern
        : byArn.computeIfAbsent(arn, unused -> new ArrayList<>(1));
  }

  /** Whether the constraints of some grant hold, joined with the result for other grants. */
  MatchResult match(GrantConstraintMatcher matcher, ConditionContext context, MatchResult before) {
    if (any.length == 0 || before.isMatch()) {
      return before;
    }
    @Nullable String source = matcher.comparedSource();
    if (source == null) {
      return match(List.of(any), matcher, context, before);
    }
    MatchResult exact = match(byArn.getOrDefault(source, List.of()), matcher, context, before);
    return match(withPattern, matcher, context, exact);
  }

  private static MatchResult match(
      List<Grant> grants,
      GrantConstraintMatcher matcher,
      ConditionContext context,
      MatchResult before) {
    MatchResult result = before;
    for (int i = 0; i < grants.size() && !result.isMatch(); i++) {
      StepCounter.step(context, i);
      result = result.or(matcher.of(grants.get(i)));
    }
    return result;
  }
}
