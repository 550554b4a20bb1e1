package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.request.MatchResult;

/**
 * The combining algorithm (in XACML's term) of the layers: lines 3 to 12 of section 0 of {@code
 * docs/semantics.md}, lifted to three values (rules 6.2-6.4). Line 1, that a matching Deny
 * overrides everything, is {@link Outcomes#of}.
 *
 * <p>Representation: a Boolean expression over the results of the layers, written once over an
 * algebra {@link Logic}. The algebra determines the result: a three-valued decision for one
 * request, bit sets for all actions at once, or formulas over the remaining tests (a tagless-final
 * interpreter; Carette, Kiselyov, Shan 2009).
 *
 * <p>Invariants: the expression is monotone in the layer results, so a result that becomes less
 * certain never makes the verdict more certain. Callers pass results in which an inapplicable layer
 * is neutral.
 *
 * <p>Why not a partial evaluator beside an evaluator: the two would diverge. Why three values
 * instead of two passes with optimistic and pessimistic values: one pass gives both bounds.
 *
 * <p>References: S. C. Kleene, <i>Introduction to Metamathematics</i>, 1952, section 64; OASIS,
 * <i>XACML 3.0</i>, appendix C; J. Carette, O. Kiselyov, C. Shan, <i>Finally Tagless, Partially
 * Evaluated</i>, 2009.
 *
 * @param <T> the type of partial results: see {@link Logic}
 */
public final class CombiningAlgorithm<T> {

  private final Logic<T> logic;
  private final RequestAttributes attributes;

  public CombiningAlgorithm(Logic<T> logic, RequestAttributes attributes) {
    this.logic = logic;
    this.attributes = attributes;
  }

  /** Whether all layers that must allow the request allow it. */
  public T allow(LayerResults<T> results) {
    T guards = logic.and(results.serviceControl(), results.endpoint()); // lines 3, 4
    guards = logic.and(guards, results.usable()); // line 5
    return logic.and(guards, permitted(results));
  }

  private T permitted(LayerResults<T> results) {
    if (attributes.isReservedAlias()) { // rule 5.11
      return logic.constant(MatchResult.NO_MATCH);
    }
    if (attributes.isRetireGrant()) { // rule 5.14
      return results.grants();
    }
    T identityOk = identityOk(results.identity(), results.limits());
    MatchResult same = attributes.sameAccount();
    if (attributes.isDecidedByIdentity()) { // line 12
      return logic.and(logic.constant(same), identityOk);
    }
    if (attributes.isService()) { // line 7, rule 4.13
      return logic.or(results.keyDirect(), results.grants());
    }
    T role = logic.and(results.keyRole(), results.limits()); // line 8
    T account = logic.and(results.keyAccount(), identityOk); // line 9
    T own = logic.or(results.keyDirect(), logic.or(role, account)); // line 7
    T named = logic.or(results.keyDirect(), logic.or(results.keyRole(), results.keyAccount()));
    T foreign = logic.and(named, identityOk); // line 10
    T key =
        logic.or(
            logic.and(logic.constant(same), own), logic.and(logic.constant(same.not()), foreign));
    return logic.or(key, results.grants()); // line 11
  }

  /** Line 6: whether the caller's own policies allow the request. */
  public T identityOk(T identity, T limits) {
    if (attributes.isService()) {
      return logic.constant(MatchResult.NO_MATCH);
    }
    return attributes.isRoot()
        ? logic.constant(MatchResult.MATCH) // rule 4.10
        : logic.and(identity, limits);
  }
}
