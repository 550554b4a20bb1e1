package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.combine.GrantEvaluator.Cover;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;

/**
 * Evaluates all layers of a request: reads each layer, neutralizes it as far as it does not apply
 * to the caller (rule 4.2), and combines the results by the {@link CombiningAlgorithm}.
 *
 * @param <T> the type of partial results: see {@link Logic}
 */
public final class LayerEvaluation<T> {

  /** Reads one layer. */
  public interface Reader<T> {
    /**
     * The result of a layer.
     *
     * @param absent the result if no policy is attached
     */
    LayerResult<T> read(PolicyType type, LayerResult<T> absent);
  }

  /**
   * The combined result of all layers.
   *
   * @param deny whether a Deny statement of an applicable layer matches
   * @param allow whether all layers that must allow the request allow it
   */
  public record Verdict<T>(T deny, T allow) {}

  private final Logic<T> logic;
  private final RequestAttributes attributes;
  private final Reader<T> reader;
  private T deny;

  public LayerEvaluation(Logic<T> logic, RequestAttributes attributes, Reader<T> reader) {
    this.logic = logic;
    this.attributes = attributes;
    this.reader = reader;
    this.deny = logic.constant(MatchResult.NO_MATCH);
  }

  /**
   * Evaluates and combines the layers.
   *
   * @param usable whether the caller can use the action on the resource (rule 5.13)
   * @param grants the grants on the key that the caller may be able to use
   * @param cover whether a grant's operations and constraints cover the request
   */
  public Verdict<T> verdict(T usable, UsableGrants grants, Cover<T> cover) {
    filter(PolicyType.RESOURCE_CONTROL); // only its Deny statements count (rule 4.4)
    T serviceControl = filter(PolicyType.SERVICE_CONTROL);
    T endpoint = filter(PolicyType.VPC_ENDPOINT);
    T boundary = filter(PolicyType.PERMISSIONS_BOUNDARY);
    T session = session();
    LayerResult<T> empty = LayerResult.empty(logic);
    T identity = read(PolicyType.IDENTITY, empty, empty).allow(logic);
    LayerResult<T> key = read(PolicyType.KEY, empty, empty);
    CombiningAlgorithm<T> rule = new CombiningAlgorithm<>(logic, attributes);
    T limits = logic.and(boundary, session);
    GrantEvaluator<T> matcher =
        new GrantEvaluator<>(logic, attributes, cover, limits, rule.identityOk(identity, limits));
    LayerResults<T> results =
        new LayerResults<>(
            usable,
            serviceControl,
            endpoint,
            identity,
            limits,
            key.direct(),
            key.role(),
            key.account(),
            matcher.match(grants));
    return attributes.isUncatalogued() && !attributes.isAcrossPartitions()
        ? open(rule.allow(results))
        : new Verdict<>(deny, rule.allow(results));
  }

  /**
   * An action that the catalogue does not list is never denied for certain (rule 6.16), unless it
   * is in another partition (rule 4.1).
   */
  private Verdict<T> open(T allow) {
    T perhaps = logic.constant(MatchResult.INDETERMINATE);
    return new Verdict<>(logic.and(deny, perhaps), logic.or(allow, perhaps));
  }

  /** A layer that only limits: without a policy, it lets every request pass. */
  private T filter(PolicyType type) {
    LayerResult<T> open = LayerResult.open(logic);
    return read(type, open, open).allow(logic);
  }

  /** A federated user without a session policy has no permissions of the user (rule 4.12). */
  private T session() {
    LayerResult<T> open = LayerResult.open(logic);
    LayerResult<T> none = attributes.isFederated() ? LayerResult.empty(logic) : open;
    return read(PolicyType.SESSION, none, open).allow(logic);
  }

  /** The result of a layer; {@code otherwise} if the layer does not apply to the caller. */
  private LayerResult<T> read(PolicyType type, LayerResult<T> absent, LayerResult<T> otherwise) {
    MatchResult applies = Applicability.of(type, attributes);
    if (applies.isNoMatch()) {
      return logic.layer(type, otherwise);
    }
    LayerResult<T> result = reader.read(type, absent);
    if (!applies.isMatch()) {
      T denies = logic.and(result.deny(), logic.constant(applies));
      T passes = logic.and(logic.constant(applies.not()), otherwise.allow(logic));
      result =
          new LayerResult<>(
              denies, logic.or(result.direct(), passes), result.role(), result.account());
    }
    result = logic.layer(type, result);
    deny = logic.or(deny, result.deny());
    return result;
  }
}
