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
 * request, bit sets for all actions at once, formulas over the remaining tests, or derivations that
 * explain a result (a tagless-final interpreter; Carette, Kiselyov, Shan 2009).
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
final class CombiningAlgorithm<T> {

  private final Logic<T> logic;
  private final RequestAttributes attributes;

  CombiningAlgorithm(Logic<T> logic, RequestAttributes attributes) {
    this.logic = logic;
    this.attributes = attributes;
  }

  /** Whether all layers that must allow the request allow it. */
  T allow(LayerResults<T> results) {
    T guards =
        logic.and(logic.line(3, results.serviceControl()), logic.line(4, results.endpoint()));
    guards = logic.and(guards, logic.line(5, results.usable()));
    return logic.and(guards, permitted(results));
  }

  private T permitted(LayerResults<T> results) {
    if (attributes.isReservedAlias()) { // rule 5.11
      return logic.line(12, logic.constant(MatchResult.NO_MATCH));
    }
    T grants = logic.line(11, results.grants());
    if (attributes.isRetireGrant()) { // rule 5.14
      return grants;
    }
    T identityOk = identityOk(results.identity(), results.limits());
    MatchResult same = attributes.sameAccount();
    if (attributes.isDecidedByIdentity()) {
      return logic.line(12, logic.and(logic.constant(same), identityOk));
    }
    T direct = logic.line(7, results.keyDirect());
    if (attributes.isService()) { // rule 4.13
      return logic.or(direct, grants);
    }
    T role = logic.line(8, logic.and(results.keyRole(), results.limits()));
    T account = logic.line(9, logic.and(results.keyAccount(), identityOk));
    T own = logic.or(direct, logic.or(role, account));
    T named = logic.or(results.keyDirect(), logic.or(results.keyRole(), results.keyAccount()));
    T foreign = logic.line(10, logic.and(named, identityOk));
    T key =
        logic.or(
            logic.and(logic.constant(same), own), logic.and(logic.constant(same.not()), foreign));
    return logic.or(key, grants);
  }

  /** Line 6: whether the caller's own policies allow the request. */
  T identityOk(T identity, T limits) {
    if (attributes.isRoot() || attributes.isService()) { // rules 4.10, 4.13
      return logic.line(6, logic.constant(MatchResult.of(attributes.isRoot())));
    }
    return logic.line(6, logic.and(identity, limits));
  }
}
