package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.request.MatchResult;

/**
 * The rule that combines the layers: section 0 of {@code docs/semantics.md}, line by line, lifted
 * to three values (rules 6.2-6.4). Line 1, that a matching Deny beats everything, is {@link
 * Outcomes#of}.
 *
 * @param <T> what partial results are: see {@link Logic}
 */
public final class CombiningAlgorithm<T> {

  private final Logic<T> logic;
  private final RequestAttributes facts;

  public CombiningAlgorithm(Logic<T> logic, RequestAttributes facts) {
    this.logic = logic;
    this.facts = facts;
  }

  /** Whether everything that must allow the request does. */
  public T allow(LayerResults<T> found) {
    T guards = logic.and(found.serviceControl(), found.endpoint()); // lines 3, 4
    guards = logic.and(guards, found.usable()); // line 5
    return logic.and(guards, permitted(found));
  }

  private T permitted(LayerResults<T> found) {
    if (facts.isReservedAlias()) { // rule 5.11
      return logic.constant(MatchResult.NO_MATCH);
    }
    if (facts.isRetireGrant()) { // rule 5.14
      return found.grants();
    }
    T identityOk = identityOk(found.identity(), found.limits());
    MatchResult same = facts.sameAccount();
    if (facts.isDecidedByIdentity()) { // line 12
      return logic.and(logic.constant(same), identityOk);
    }
    if (facts.isService()) { // line 7, rule 4.13
      return logic.or(found.keyDirect(), found.grants());
    }
    T role = logic.and(found.keyRole(), found.limits()); // line 8
    T account = logic.and(found.keyAccount(), identityOk); // line 9
    T own = logic.or(found.keyDirect(), logic.or(role, account)); // line 7
    T named = logic.or(found.keyDirect(), logic.or(found.keyRole(), found.keyAccount()));
    T foreign = logic.and(named, identityOk); // line 10
    T key =
        logic.or(
            logic.and(logic.constant(same), own), logic.and(logic.constant(same.not()), foreign));
    return logic.or(key, found.grants()); // line 11
  }

  /** Line 6: what the caller's own policies permit. */
  public T identityOk(T identity, T limits) {
    if (facts.isService()) {
      return logic.constant(MatchResult.NO_MATCH);
    }
    return facts.isRoot()
        ? logic.constant(MatchResult.MATCH) // rule 4.10
        : logic.and(identity, limits);
  }
}
