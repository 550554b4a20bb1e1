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
 * What every layer says of a request.
 *
 * @param facts what is asked
 * @param layers a report for each type of policy
 * @param grants the report on the grants
 */
public record EvaluationTrace(
    RequestAttributes facts, Map<PolicyType, LayerTrace> layers, GrantsTrace grants) {

  public LayerTrace layer(PolicyType type) {
    LayerTrace report = layers.get(type);
    if (report == null) {
      throw new IllegalStateException("no report on " + type);
    }
    return report;
  }

  MatchResult identity() {
    return layer(PolicyType.IDENTITY).allows();
  }

  /** Whether permissions boundary and session policies allow the request. */
  public MatchResult limits() {
    return layer(PolicyType.PERMISSIONS_BOUNDARY).allows().and(layer(PolicyType.SESSION).allows());
  }

  /** Line 6: what the caller's own policies permit. */
  public MatchResult identityOk() {
    return new CombiningAlgorithm<>(Logic.KNOWN, facts).identityOk(identity(), limits());
  }

  /** Line 1: whether some layer denies the request. */
  public MatchResult deny() {
    MatchResult deny = MatchResult.NO_MATCH;
    for (LayerTrace layer : layers.values()) {
      deny = deny.or(layer.deny());
    }
    return deny;
  }

  /** Lines 3-12: whether everything that must allow the request does. */
  public MatchResult allow() {
    return allow(
        facts.usable(),
        layer(PolicyType.SERVICE_CONTROL).allows(),
        layer(PolicyType.VPC_ENDPOINT).allows());
  }

  /** Lines 6-12: whether it would be allowed if all filters let it pass. */
  public MatchResult permitted() {
    MatchResult pass = MatchResult.MATCH;
    return allow(pass, pass, pass);
  }

  private MatchResult allow(MatchResult usable, MatchResult serviceControl, MatchResult endpoint) {
    Forms key = layer(PolicyType.KEY).allow();
    return new CombiningAlgorithm<>(Logic.KNOWN, facts)
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

  /** The Deny statements that match so, from every layer that binds the caller for certain. */
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

  /** The statements of all layers that may apply. */
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
