package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.CombiningAlgorithm;
import io.kmspolicy.engine.combine.LayerResults;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The trace of an evaluation: the result of every layer, down to its statements.
 *
 * @param attributes the attributes of the request
 * @param layers the trace of each layer
 * @param grants the trace of the grants
 */
public record EvaluationTrace(
    RequestAttributes attributes, Map<PolicyType, LayerTrace> layers, GrantsTrace grants) {

  public LayerTrace layer(PolicyType type) {
    LayerTrace trace = layers.get(type);
    if (trace == null) {
      throw new IllegalStateException("no report on " + type);
    }
    return trace;
  }

  MatchResult identity() {
    return layer(PolicyType.IDENTITY).allows();
  }

  /** Whether permissions boundary and session policies allow the request. */
  public MatchResult limits() {
    return layer(PolicyType.PERMISSIONS_BOUNDARY).allows().and(layer(PolicyType.SESSION).allows());
  }

  /** Line 6: whether the caller's own policies allow the request. */
  public MatchResult identityOk() {
    return new CombiningAlgorithm<>(Logic.KNOWN, attributes).identityOk(identity(), limits());
  }

  /** Line 1: whether some layer denies the request. */
  public MatchResult deny() {
    MatchResult deny = MatchResult.NO_MATCH;
    for (LayerTrace layer : layers.values()) {
      deny = deny.or(layer.deny());
    }
    return deny;
  }

  /** Lines 3-12: whether all layers that must allow the request allow it. */
  public MatchResult allow() {
    return allow(
        attributes.usable(),
        layer(PolicyType.SERVICE_CONTROL).allows(),
        layer(PolicyType.VPC_ENDPOINT).allows());
  }

  /** Lines 6-12: whether the request would be allowed if no filter stopped it. */
  public MatchResult permitted() {
    MatchResult pass = MatchResult.MATCH;
    return allow(pass, pass, pass);
  }

  private MatchResult allow(MatchResult usable, MatchResult serviceControl, MatchResult endpoint) {
    Forms key = layer(PolicyType.KEY).allow();
    return new CombiningAlgorithm<>(Logic.KNOWN, attributes)
        .allow(
            new LayerResults<>(
                usable,
                serviceControl,
                endpoint,
                identity(),
                limits(),
                key.direct(),
                key.role(),
                key.account(),
                grants.result()));
  }

  /**
   * The Deny statements with this result. In a layer that applies to the caller only perhaps, no
   * statement denies for certain.
   */
  public List<StatementTrace> denies(MatchResult result) {
    List<StatementTrace> denies = new ArrayList<>();
    for (LayerTrace layer : layers.values()) {
      boolean certain = layer.reason().isEmpty();
      for (StatementTrace statement : layer.statements()) {
        MatchResult applies = certain ? statement.result() : perhaps(statement.result());
        if (statement.match().statement().effect() == Effect.DENY && applies == result) {
          denies.add(statement);
        }
      }
    }
    return denies;
  }

  /** The statements of all layers whose result is indeterminate. */
  public List<StatementTrace> undecided() {
    List<StatementTrace> undecided = new ArrayList<>();
    for (LayerTrace layer : layers.values()) {
      layer.statements().stream()
          .filter(statement -> statement.result() == MatchResult.INDETERMINATE)
          .filter(statement -> !statement.match().isRedundant())
          .forEach(undecided::add);
    }
    return undecided;
  }

  private static MatchResult perhaps(MatchResult result) {
    return result.and(MatchResult.INDETERMINATE);
  }
}
